// An array that a FIFO transfers in one piece.
#ifndef HLS4MLIR_WHOLE_H
#define HLS4MLIR_WHOLE_H

template <class Array> struct whole {
    Array data;
};

#endif
