// The built-in integers, by size and sign.
#ifndef HLS4MLIR_STORED_H
#define HLS4MLIR_STORED_H

template <int Bytes, bool Signed> struct stored_integer;
template <> struct stored_integer<1, true> { typedef signed char type; };
template <> struct stored_integer<2, true> { typedef short type; };
template <> struct stored_integer<4, true> { typedef int type; };
template <> struct stored_integer<8, true> { typedef long long type; };
template <> struct stored_integer<1, false> { typedef unsigned char type; };
template <> struct stored_integer<2, false> { typedef unsigned short type; };
template <> struct stored_integer<4, false> { typedef unsigned int type; };
template <> struct stored_integer<8, false> { typedef unsigned long long type; };

// Bytes of the smallest of them that holds a number of bits.
template <int Bits> struct stored_bytes {
    static const int value = Bits <= 8 ? 1 : Bits <= 16 ? 2 : Bits <= 32 ? 4 : 8;
};

#endif
