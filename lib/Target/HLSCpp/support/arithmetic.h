// Exact arithmetic on fixed-point numbers, on top of the vendor's number.h.
#ifndef HLS4MLIR_ARITHMETIC_H
#define HLS4MLIR_ARITHMETIC_H

#include "number.h"

// max(value, 0)
template <class T, class X> T relu(const X &value) {
#pragma HLS INLINE
    return value > 0 ? T(value) : T(0);
}

// The larger of two numbers; T holds both.
template <class T, class A, class B> T maximum(const A &a, const B &b) {
#pragma HLS INLINE
    const T x = a, y = b;
    return x < y ? y : x;
}

// The smaller of two numbers; T holds both.
template <class T, class A, class B> T minimum(const A &a, const B &b) {
#pragma HLS INLINE
    const T x = a, y = b;
    return y < x ? y : x;
}

// The place in a ring of Size of an index that is less than a round beyond its end.
template <int Size> int wrap(int index) {
#pragma HLS INLINE
    return index < Size ? index : index - Size;
}

// The same code with another binary point.
template <class T, class X> T reinterpret(const X &value) {
#pragma HLS INLINE
    return from_code<T>(to_code(value));
}

// `value` brought between the numbers with the codes Low and High.
template <long long Low, long long High, class T> T clamp_codes(const T &value) {
#pragma HLS INLINE
    const T smallest = from_code<T>(Low), largest = from_code<T>(High);
    return value < smallest ? smallest : largest < value ? largest : value;
}

// A signed type with the step of T that holds every value of X rounded to it, and its negative.
template <class T, class X> struct rounded {
    static const int fraction = number<T>::width - number<T>::integer;
    static const int wanted = number<X>::integer + 2 + fraction;
    static const int width = wanted < 2 ? 2 : wanted;
    typedef typename signed_number<width, width - fraction>::type type;
};

// Rounding modes that the vendors' types lack: rounding up is rounding the negative down.
template <class T, overflow_mode O, class X> T requantize_ceil(const X &value) {
#pragma HLS INLINE
    typedef typename rounded<T, X>::type wide;
    const wide negative = wide(-value);
    return requantize_floor<T, O>(-negative);
}

template <class T, overflow_mode O, class X> T requantize_away(const X &value) {
#pragma HLS INLINE
    return value > X(0) ? requantize_ceil<T, O>(value) : requantize_floor<T, O>(value);
}

// The quotient of the codes times 2^Shift, rounded to nearest with ties upwards, clipped to T. All are unsigned.
template <class T, int Shift, class A, class B> T divide_codes(const A &dividend, const B &divisor) {
#pragma HLS INLINE
    const int dividend_width = number<A>::width + Shift + 1, divisor_width = number<B>::width + 1;
    const int width = (dividend_width > divisor_width ? dividend_width : divisor_width) + 1;
    typedef typename unsigned_code<width>::type wide;
    const wide twice = wide(to_code(divisor)) << 1;
    const wide quotient = ((wide(to_code(dividend)) << (Shift + 1)) + wide(to_code(divisor))) / twice;
    const int result_width = number<T>::width;
    const typename unsigned_code<result_width>::type largest = ~typename unsigned_code<result_width>::type(0);
    return from_code<T>(quotient > largest ? largest : typename unsigned_code<result_width>::type(quotient));
}

// Bits Low to Low + Bits - 1 of an unsigned code, all ones where the code has higher bits.
template <int Low, int Bits, class X> int code_bits(const X &value) {
#pragma HLS INLINE
    typedef typename number<X>::code_type code_type;
    const code_type all = to_code(value);
    const code_type rest = all >> Low;
    const int largest = (1 << Bits) - 1;
    return rest > largest ? largest : to_int(rest);
}

// The number of a code, counted from the lowest one of its type: the index of a table of all codes.
template <class X> int table_index(const X &value) {
#pragma HLS INLINE
    const int lowest = number<X>::is_signed ? -(1 << (number<X>::width - 1)) : 0;
    return to_int(to_code(value)) - lowest;
}

#endif
