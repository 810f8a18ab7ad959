// Fixed-point numbers of the Algorithmic C headers: formats, codes and conversions.
//
// A number is code * 2^-(width - integer). All types here have the default modes of ac_fixed; where a value is rounded
// or saturated, requantize() says so. The headers themselves, whose place depends on the tool, are included before.
#ifndef HLS4MLIR_NUMBER_H
#define HLS4MLIR_NUMBER_H

#include "stored.h"

// ac_o_mode, and what ap_fixed has beside it.
typedef int overflow_mode;
static const overflow_mode AC_WRAP_SM = 100;

template <int W> struct unsigned_code {
    typedef ac_int<W, false> type;
};
template <int W, int I> struct signed_number {
    typedef ac_fixed<W, I, true> type;
};

// Format of a number type, and the type of its codes.
template <class T> struct number;
template <int W, int I, bool S> struct number<ac_fixed<W, I, S> > {
    static const int width = W;
    static const int integer = I;
    static const bool is_signed = S;
    typedef ac_int<W, S> code_type;
    template <ac_q_mode Q, ac_o_mode O> struct with {
        typedef ac_fixed<W, I, S, Q, O> type;
    };
};

// What a table of codes of T is made of: the next wider built-in integer, which is a constant to every compiler. A
// memory has no more bits than are used.
template <class T> struct code_of {
    typedef typename stored_integer<stored_bytes<number<T>::width>::value, number<T>::is_signed>::type type;
};

// The number with this code.
template <class T, class Code> T from_code(Code code) {
    T result;
    result.set_slc(0, typename number<T>::code_type(code));
    return result;
}

// The code of a number.
template <class T> typename number<T>::code_type to_code(const T &value) {
    return value.template slc<number<T>::width>(0);
}

// A code that an int holds, as one.
template <class Code> int to_int(const Code &code) {
    return code.to_int();
}

// The number as one of W bits, I of them integer, and a sign.
template <int W, int I, class X> ac_fixed<W, I, true> as_signed(const X &value) {
    return ac_fixed<W, I, true>(value);
}

// The code as a built-in integer, for files.
template <class T> typename stored_integer<8, number<T>::is_signed>::type to_integer(const T &value) {
    typedef typename stored_integer<8, number<T>::is_signed>::type integer;
    return number<T>::is_signed ? integer(to_code(value).to_int64()) : integer(to_code(value).to_uint64());
}

// `value` rounded to the step of T by Q, then brought into its range by O.
template <class T, ac_q_mode Q, overflow_mode O> struct requantizer {
    template <class X> static T of(const X &value) {
        const typename number<T>::template with<Q, ac_o_mode(O)>::type narrowed = value;
        return narrowed;
    }
};

// A number that is too large keeps the sign of the lowest bit that is dropped in front, as it was before rounding:
// where wrapping gives the other sign, all bits are complemented. One without a sign is saturated.
template <class T, ac_q_mode Q> struct requantizer<T, Q, AC_WRAP_SM> {
    template <int W, int I, bool S, ac_q_mode VQ, ac_o_mode VO> static T of(const ac_fixed<W, I, S, VQ, VO> &value) {
        const int fraction = number<T>::width - number<T>::integer;
        const int integer = I + 2 > number<T>::integer + 1 ? I + 2 : number<T>::integer + 1;
        typedef ac_fixed<integer + fraction, integer, true> wide;
        const wide rounded = ac_fixed<integer + fraction, integer, true, Q, AC_WRAP>(value), floor = value;
        const T wrapped = rounded;
        if (wrapped == rounded)
            return wrapped;
        if (!number<T>::is_signed)
            return requantizer<T, AC_TRN, AC_SAT>::of(rounded);
        const bool negative = to_code(floor)[number<T>::width];
        return negative == (wrapped < 0) ? wrapped : from_code<T>(~to_code(wrapped));
    }
};

template <class T, ac_q_mode Q, overflow_mode O, class X> T requantize(const X &value) {
    return requantizer<T, Q, O>::of(value);
}

// `value` rounded down.
template <class T, overflow_mode O, class X> T requantize_floor(const X &value) {
    return requantize<T, AC_TRN, O>(value);
}

// The product, of type T.
template <class T, class A, class B> T product(const A &a, const B &b) {
    return a * b;
}

#endif
