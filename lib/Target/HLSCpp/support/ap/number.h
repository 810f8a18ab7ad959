// Fixed-point numbers of AMD's headers: formats, codes and conversions.
//
// A number is code * 2^-(width - integer). All types here have the default modes of ap_fixed; where a value is rounded
// or saturated, requantize() says so.
#ifndef HLS4MLIR_NUMBER_H
#define HLS4MLIR_NUMBER_H

#include "stored.h"

#include "ap_fixed.h"
#include "ap_int.h"

typedef ap_o_mode overflow_mode;

template <int W> struct unsigned_code {
    typedef ap_uint<W> type;
};
template <int W, int I> struct signed_number {
    typedef ap_fixed<W, I> type;
};

// Format of a number type, and the type of its codes.
template <class T> struct number;
template <int W, int I> struct number<ap_fixed<W, I> > {
    static const int width = W;
    static const int integer = I;
    static const bool is_signed = true;
    typedef ap_int<W> code_type;
    template <ap_q_mode Q, ap_o_mode O> struct with {
        typedef ap_fixed<W, I, Q, O> type;
    };
};
template <int W, int I> struct number<ap_ufixed<W, I> > {
    static const int width = W;
    static const int integer = I;
    static const bool is_signed = false;
    typedef ap_uint<W> code_type;
    template <ap_q_mode Q, ap_o_mode O> struct with {
        typedef ap_ufixed<W, I, Q, O> type;
    };
};

// What a table of codes of T is made of: exactly as wide as T in hardware. In simulation, where compilers take minutes
// for thousands of objects with constructors, the next wider built-in integer.
template <class T> struct code_of {
#ifdef __SYNTHESIS__
    typedef typename number<T>::code_type type;
#else
    typedef typename stored_integer<stored_bytes<number<T>::width>::value, number<T>::is_signed>::type type;
#endif
};

// The number with this code.
template <class T, class Code> T from_code(Code code) {
#pragma HLS INLINE
    T result;
#ifdef __SYNTHESIS__
    result.range(number<T>::width - 1, 0) = typename number<T>::code_type(code);
#else
    // The same bits. Simulation spends a quarter less time where tables are read: assigning to a range is slow.
    result.V = typename number<T>::code_type(code).V;
#endif
    return result;
}

// The code of a number.
template <class T> typename number<T>::code_type to_code(const T &value) {
#pragma HLS INLINE
    typename number<T>::code_type result;
    result = value.range(number<T>::width - 1, 0);
    return result;
}

// A code that an int holds, as one.
template <class Code> int to_int(const Code &code) {
#pragma HLS INLINE
    return code.to_int();
}

// The number as one of W bits, I of them integer, and a sign. For comparisons: the headers misorder signed numbers against
// unsigned ones of more than 32 bits.
template <int W, int I, class X> ap_fixed<W, I> as_signed(const X &value) {
#pragma HLS INLINE
    return ap_fixed<W, I>(value);
}

// The code as a built-in integer, for files.
template <class T> typename stored_integer<8, number<T>::is_signed>::type to_integer(const T &value) {
    typedef typename stored_integer<8, number<T>::is_signed>::type integer;
    return number<T>::is_signed ? integer(to_code(value).to_int64()) : integer(to_code(value).to_uint64());
}

// `value` rounded to the step of T by Q, then brought into its range by O. The headers look for the bits that they drop
// inside the value, so it is first given sign bits enough, which costs nothing in hardware.
template <class T, ap_q_mode Q, ap_o_mode O, int W, int I, bool S, ap_q_mode VQ, ap_o_mode VO, int N>
T requantize(const ap_fixed_base<W, I, S, VQ, VO, N> &value) {
#pragma HLS INLINE
    const int fraction = W - I, dropped = fraction - (number<T>::width - number<T>::integer);
    const int width = dropped + 2 > W + 1 ? dropped + 2 : W + 1;
    const ap_fixed<width, width - fraction> wide = value;
    const typename number<T>::template with<Q, O>::type narrowed = wide;
    return narrowed;
}

// `value` rounded down.
template <class T, overflow_mode O, class X> T requantize_floor(const X &value) {
#pragma HLS INLINE
    return requantize<T, AP_TRN, O>(value);
}

// The product, of type T. The open headers lose carries where both operands have more than 64 bits, so that simulation adds
// up what the bits of one of them contribute.
template <class T, class A, class B> T product(const A &a, const B &b) {
#pragma HLS INLINE
#ifdef __SYNTHESIS__
    return a * b;
#else
    typedef typename number<T>::code_type code_type;
    const typename number<B>::code_type bits = to_code(b);
    const int width = number<B>::width;
    code_type shifted = to_code(a), sum = 0;
    for (int i = 0; i < width; ++i) {
        if (bits[i])
            sum = number<B>::is_signed && i == width - 1 ? code_type(sum - shifted) : code_type(sum + shifted);
        shifted = shifted << 1;
    }
    return from_code<T>(sum);
#endif
}

#endif
