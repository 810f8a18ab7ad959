// What the support headers make of every number of some formats. Built against the number headers of each vendor, with
// the same output.
#ifdef AC
#include <ac_fixed.h>
#include <ac_int.h>
#define MODE(name) AC_##name
template <int W, int I> using Signed = ac_fixed<W, I, true>;
template <int W, int I> using Unsigned = ac_fixed<W, I, false>;
#else
#define MODE(name) AP_##name
#include <ap_fixed.h>
template <int W, int I> using Signed = ap_fixed<W, I>;
template <int W, int I> using Unsigned = ap_ufixed<W, I>;
#endif
#include "arithmetic.h"
#include <iostream>
#include <vector>

template <class T> static void print(const T &value) { std::cout << ' ' << to_integer(value); }

// Every code of short types; of long ones those at the ends, around zero, and some between.
template <class T> static std::vector<long long> codes() {
  std::vector<long long> result;
  const int width = number<T>::width < 62 ? number<T>::width : 62;
  if (width <= 9) {
    for (long long code = 0; code < 1LL << width; ++code)
      result.push_back(code);
    return result;
  }
  for (long long near : {0LL, 1LL << (width - 1)})
    for (long long step = -9; step <= 9; ++step)
      result.push_back(near + step);
  unsigned long long state = 12345;
  for (int i = 0; i < 100; ++i) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    result.push_back(static_cast<long long>(state >> 7));
  }
  return result;
}

#define EACH_OVERFLOW(T, CALL) CALL(T, SAT) CALL(T, SAT_SYM) CALL(T, SAT_ZERO) CALL(T, WRAP)
#define ROUND(T, O)                                                                                                    \
  print(requantize<T, MODE(RND_CONV), MODE(O)>(value));                                                                \
  print(requantize<T, MODE(RND_INF), MODE(O)>(value));                                                                 \
  print(requantize<T, MODE(RND_ZERO), MODE(O)>(value));                                                                \
  print(requantize<T, MODE(RND), MODE(O)>(value));                                                                     \
  print(requantize<T, MODE(RND_MIN_INF), MODE(O)>(value));                                                             \
  print(requantize<T, MODE(TRN), MODE(O)>(value));                                                                     \
  print(requantize<T, MODE(TRN_ZERO), MODE(O)>(value));                                                                \
  print(requantize_ceil<T, MODE(O)>(value));                                                                           \
  print(requantize_away<T, MODE(O)>(value));

// From X to T in every mode, and by conversion.
template <class X, class T> static void narrow() {
  for (long long code : codes<X>()) {
    const X value = from_code<X>(code);
    EACH_OVERFLOW(T, ROUND)
    if (number<T>::is_signed) {
      ROUND(T, WRAP_SM)
    }
    print(T(value));
    std::cout << '\n';
  }
}

template <class A, class B, class R> static void combine() {
  for (long long a : codes<A>())
    for (long long b : codes<B>()) {
      const A x = from_code<A>(a);
      const B y = from_code<B>(b);
      const int width = 3 + (number<A>::width > number<B>::width ? number<A>::width : number<B>::width) + 8;
      const int integer = width - 10;
      const auto l = as_signed<width + 20, integer + 10>(x), r = as_signed<width + 20, integer + 10>(y);
      std::cout << (l < r) << (l <= r) << (l > r) << (l >= r) << (l == r) << (l != r) << (x < y) << (x == y)
                << (x >= y);
      R sum = x + y, difference = x - y, times = x * y;
      print(sum);
      print(difference);
      print(times);
      sum += x;
      print(sum);
      print(maximum<R>(x, y));
      print(minimum<R>(x, y));
      print(R(x - y - x * y + R(0.5)));
      std::cout << '\n';
    }
}

template <class A, class B, class Q, int Shift> static void divide() {
  for (long long a : codes<A>())
    for (long long b : codes<B>()) {
      const B divisor = from_code<B>(b);
      if (divisor == 0)
        continue;
      print(divide_codes<Q, Shift>(from_code<A>(a), divisor));
    }
  std::cout << '\n';
}

template <class X, class T, class U> static void codesOf() {
  for (long long code : codes<X>()) {
    const X value = from_code<X>(code);
    print(relu<T>(value));
    print(reinterpret<U>(value));
    print(clamp_codes<-3, 5>(value));
    std::cout << ' ' << table_index(value);
    std::cout << ' ' << code_bits<2, 3>(relu<T>(value)) << ' ' << code_bits<0, 4>(relu<T>(value)) << '\n';
  }
}

int main() {
  narrow<Signed<9, 4>, Signed<5, 3>>();
  narrow<Unsigned<8, 3>, Unsigned<3, 3>>();
  narrow<Signed<8, 2>, Signed<6, 9>>();  // steps beyond the value
  narrow<Signed<8, 9>, Signed<12, 4>>(); // steps finer than the value's
  narrow<Signed<70, 30>, Signed<40, 20>>();
  combine<Signed<6, 3>, Unsigned<5, 4>, Signed<30, 18>>();
  combine<Signed<34, 20>, Signed<12, 3>, Signed<64, 40>>();
  divide<Unsigned<8, 3>, Unsigned<6, 2>, Unsigned<10, 4>, 3>();
  divide<Unsigned<30, 5>, Unsigned<20, 8>, Unsigned<18, 0>, 16>();
  codesOf<Signed<8, 3>, Unsigned<7, 3>, Signed<8, -1>>();
}
