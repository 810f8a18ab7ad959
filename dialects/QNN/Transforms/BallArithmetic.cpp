//===- BallArithmetic.cpp - Real numbers as fixed-point numbers with a radius -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Series are summed on one fixed-point number whose terms are each a truncated multiple of the last. When the
// factor from term to term is below one, the error of a term stays below two units: e' <= e * factor + 1. The
// comments say how many units the sum of all errors and the rest of the series can be.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/BallArithmetic.h"

using namespace hls4mlir;
using namespace hls4mlir::qnn;

/// Beyond this, an exponential has more digits than anyone wants.
static constexpr int64_t kMaxExponent = 4096;
/// Bits of the longest numbers that powers are computed of.
static constexpr uint64_t kMaxBits = 1 << 14;

/// 2^exponent.
static Integer shiftedOne(uint64_t exponent) {
  Integer result(1);
  for (; exponent >= 32; exponent -= 32)
    result *= int64_t(1) << 32;
  return result * (int64_t(1) << exponent);
}

BallArithmetic::BallArithmetic(unsigned precision) : precision(precision), one(shiftedOne(precision)) {}

Ball BallArithmetic::between(const Rational &low, const Rational &high) {
  Integer least = floorDiv(low.num * one, low.den), most = ceilDiv(high.num * one, high.den);
  Integer middle = floorDiv(least + most, Integer(2));
  return {middle, most - middle};
}

Ball BallArithmetic::mul(const Ball &x, const Ball &y) const {
  Integer spread = abs(x.middle) * y.radius + abs(y.middle) * x.radius + x.radius * y.radius;
  return {floorDiv(x.middle * y.middle, one), ceilDiv(spread, one) + 1};
}

Ball BallArithmetic::div(const Ball &x, const Ball &y) {
  Integer size = abs(y.middle), least = size - y.radius;
  if (least <= 0)
    return unbounded();
  // |x/y - X/Y| = |(x - X) Y - X (y - Y)| / |y Y|
  Integer spread = (x.radius * size + abs(x.middle) * y.radius) * one;
  return {floorDiv(x.middle * one, y.middle), ceilDiv(spread, size * least) + 1};
}

Ball BallArithmetic::scale(const Ball &x, int64_t factor, int64_t divisor) const {
  Integer spread = x.radius * (factor < 0 ? -factor : factor);
  if (divisor == 1)
    return {x.middle * factor, spread};
  return {floorDiv(x.middle * factor, Integer(divisor)), ceilDiv(spread, Integer(divisor)) + 1};
}

Ball BallArithmetic::limited(const Ball &x) {
  static const Integer longest = shiftedOne(kMaxBits);
  return abs(x.middle) + x.radius < longest ? x : unbounded();
}

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

Ball BallArithmetic::arcOfInverse(int64_t n, bool alternating) const {
  Integer power = one / n, sum = power;
  const Integer square(n * n);
  int64_t k = 1;
  for (; power != 0; ++k) {
    power = power / square;
    Integer term = power / (2 * k + 1);
    sum += alternating && k % 2 ? -term : term;
  }
  // Two units for each term, and what follows is less than one.
  return {sum, Integer(2 * k + 1)};
}

Ball BallArithmetic::ln2() {
  if (!cachedLn2)
    cachedLn2 = scale(arcOfInverse(3, /*alternating=*/false), 2); // ln 2 = 2 atanh(1/3)
  return *cachedLn2;
}

Ball BallArithmetic::pi() {
  if (!cachedPi) // pi = 16 atan(1/5) - 4 atan(1/239)
    cachedPi = sub(scale(arcOfInverse(5, /*alternating=*/true), 16), scale(arcOfInverse(239, /*alternating=*/true), 4));
  return *cachedPi;
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

Ball BallArithmetic::exp(const Ball &x) {
  if (x.middle + x.radius > one * kMaxExponent)
    return unbounded();
  if (x.middle + x.radius < -one * (precision + 1))
    return {Integer(0), Integer(1)}; // between 0 and 2^-precision
  // exp(x) = 2^k exp(x - k ln 2), with a rest of at most about 0.35
  Ball log2 = ln2();
  Integer k = floorDiv(x.middle * 2 + log2.middle, log2.middle * 2);
  Integer rest = x.middle - k * log2.middle, radius = x.radius + abs(k) * log2.radius;
  if (radius > one)
    return unbounded();
  Integer sum = one, term = one;
  int64_t n = 1;
  for (; term != 0; ++n) {
    term = term * rest / (one * n);
    sum += term;
  }
  // Two units for each term, and for what follows. exp(r + d) - exp(r) is at most 2 d exp(r) for d <= 1.
  Integer error = Integer(2 * n + 2);
  error = error + ceilDiv((sum + error) * 2 * radius, one);
  if (k >= 0) {
    Integer factor = shiftedOne(int64_t(k));
    return {sum * factor, error * factor};
  }
  Integer divisor = shiftedOne(int64_t(-k));
  return {floorDiv(sum, divisor), ceilDiv(error, divisor) + 1};
}

Ball BallArithmetic::arcSeries(const Ball &x, bool alternating) const {
  const Integer square = x.middle * x.middle / one;
  Integer power = x.middle, sum = x.middle;
  int64_t k = 1;
  for (; power != 0; ++k) {
    power = power * square / one;
    Integer term = power / (2 * k + 1);
    sum += alternating && k % 2 ? -term : term;
  }
  // Three units for each term, of which one comes from the square, and one for what follows; the series changes by
  // less than 1.1 times as much as its argument.
  return {sum, Integer(3 * k + 1) + x.radius * 2};
}

Ball BallArithmetic::log(const Ball &x) {
  Integer least = x.middle - x.radius;
  if (least <= 0)
    return unbounded();
  // log(x) = k ln 2 + 2 atanh((x - 2^k) / (x + 2^k)), with x / 2^k between 2/3 and 4/3
  Integer unit = one;
  int64_t k = 0;
  for (; x.middle * 3 > unit * 4; ++k)
    unit = unit * 2;
  for (; x.middle * 3 < unit * 2; --k)
    unit = unit / 2;
  Ball quotient{(x.middle - unit) * one / (x.middle + unit), Integer(1)};
  Ball result = add(scale(arcSeries(quotient, /*alternating=*/false), 2), scale(ln2(), k));
  result.radius += ceilDiv(x.radius * one, least);
  return result;
}

/// floor(sqrt(value))
static Integer floorSqrt(const Integer &value) {
  if (value <= 0)
    return Integer(0);
  Integer root(1);
  while (root * root <= value)
    root = root * 2;
  while (true) { // Newton's iteration falls until it is there
    Integer next = (root + value / root) / 2;
    if (next >= root)
      return root;
    root = next;
  }
}

Ball BallArithmetic::sqrt(const Ball &x) {
  if (x.middle + x.radius < 0)
    return unbounded();
  Integer least = floorSqrt((x.middle - x.radius) * one), most = floorSqrt((x.middle + x.radius) * one) + 1;
  Integer middle = floorDiv(least + most, Integer(2));
  return {middle, most - middle};
}

Ball BallArithmetic::sine(const Ball &x, int64_t quarterTurns) {
  // x = k pi / 2 + rest, with a rest of at most about 0.79
  Ball quarter = scale(pi(), 1, 2);
  Integer k = floorDiv(x.middle * 2 + quarter.middle, quarter.middle * 2);
  Integer rest = x.middle - k * quarter.middle, radius = x.radius + abs(k) * quarter.radius;
  bool cosine = (k + quarterTurns) % 2 != 0, negative = mod(k + quarterTurns, Integer(4)) >= 2;
  Integer term = cosine ? one : rest, sum = term;
  int64_t n = cosine ? 1 : 2;
  for (; term != 0; n += 2) {
    term = -(term * rest / (one * n) * rest / (one * (n + 1)));
    sum += term;
  }
  // Three units for each term, and for what follows.
  return {negative ? -sum : sum, Integer(3 * n + 3) + radius};
}

Ball BallArithmetic::atan(const Ball &x) {
  const Ball unit{one, Integer(0)};
  if (abs(x.middle) > one) { // atan(x) = +-pi / 2 - atan(1 / x)
    Ball quarter = scale(pi(), 1, 2);
    return sub(x.middle > 0 ? quarter : negate(quarter), atan(div(unit, x)));
  }
  // atan(x) = 2 atan(x / (1 + sqrt(1 + x^2))), twice
  Ball reduced = middleOf(x);
  for (int i = 0; i < 2; ++i)
    reduced = div(reduced, add(unit, sqrt(add(unit, mul(reduced, reduced)))));
  return spread(scale(arcSeries(reduced, /*alternating=*/true), 4), x, 1);
}

Ball BallArithmetic::erfSeries(const Ball &x) {
  Ball square = mul(x, x), term = x, sum = x;
  for (int64_t n = 1;; ++n) {
    term = scale(mul(term, square), 2, 2 * n + 1);
    sum = add(sum, term);
    // From where the terms halve, the rest of the series is less than the last of them.
    if ((square.middle + square.radius) * 4 <= one * (2 * n + 3) && term.middle <= 1)
      break;
  }
  sum.radius += term.middle + term.radius;
  return div(scale(mul(exp(negate(square)), sum), 2), sqrt(pi()));
}

Ball BallArithmetic::erf(const Ball &x) {
  Integer argument = abs(x.middle), square = argument * argument;
  Ball result{one, Integer(1)}; // 1 - erf(x) <= exp(-x^2)
  if (square < one * one * precision) {
    // Terms grow to about exp(x^2), which takes bits that the result has not.
    int64_t guard = 2 * int64_t(square / (one * one)) + 4;
    const Integer shift = shiftedOne(guard);
    BallArithmetic wide(precision + guard);
    Ball precise = wide.erfSeries({argument * shift, Integer(0)});
    bounded &= wide.bounded;
    result = {floorDiv(precise.middle, shift), ceilDiv(precise.radius, shift) + 1};
  }
  return spread(x.middle < 0 ? negate(result) : result, x, 2);
}
