// Numbers that travel together: N lanes of T, which a FIFO transfers in one cycle.
#ifndef HLS4MLIR_BEAT_H
#define HLS4MLIR_BEAT_H

template <class T, int N> struct beat {
    typedef T value_type;
    static const int lanes = N;

    T lane[N];

    T &operator[](int index) { return lane[index]; }
    const T &operator[](int index) const { return lane[index]; }
};

#endif
