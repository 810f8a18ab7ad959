//===- BallArithmetic.h - Real numbers as fixed-point numbers with a radius -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_TRANSFORMS_BALLARITHMETIC_H
#define HLS4MLIR_DIALECTS_QNN_TRANSFORMS_BALLARITHMETIC_H

#include "dialects/QNN/Transforms/Rational.h"

namespace hls4mlir::qnn {

/// A real number within `radius` of `middle`, both in units of 2^-precision.
struct Ball {
  Integer middle, radius;
};

/// Operations on balls of one precision. The result holds every number that the operation can give for numbers
/// out of its operands. Where there is no bound, such as for a quotient whose divisor may be zero, the result is
/// meaningless and `isBounded` false from then on.
///
/// With a precision of 30 bits and numbers not far from one, every product is one of machine words.
class BallArithmetic {
public:
  explicit BallArithmetic(unsigned precision);

  bool isBounded() const { return bounded; }

  Ball of(const Rational &value) { return between(value, value); }
  Ball between(const Rational &low, const Rational &high);
  Rational low(const Ball &x) const { return reduce(Rational(x.middle - x.radius, one)); }
  Rational high(const Ball &x) const { return reduce(Rational(x.middle + x.radius, one)); }

  Ball add(const Ball &x, const Ball &y) const { return {x.middle + y.middle, x.radius + y.radius}; }
  Ball sub(const Ball &x, const Ball &y) const { return {x.middle - y.middle, x.radius + y.radius}; }
  Ball negate(const Ball &x) const { return {-x.middle, x.radius}; }
  Ball mul(const Ball &x, const Ball &y) const;
  Ball div(const Ball &x, const Ball &y);
  /// x * factor / divisor for integers, of which the divisor is positive.
  Ball scale(const Ball &x, int64_t factor, int64_t divisor = 1) const;
  /// The ball enlarged by `lipschitz` times the radius of `x`: when `result` is f at the middle of `x`, it is f
  /// everywhere in `x`, for an f that changes by at most `lipschitz` times as much as its argument.
  Ball spread(const Ball &result, const Ball &x, int64_t lipschitz) const {
    return {result.middle, result.radius + x.radius * lipschitz};
  }
  /// The same ball, as long as its numbers are of a length to compute with.
  Ball limited(const Ball &x);
  static Ball middleOf(const Ball &x) { return {x.middle, Integer(0)}; }

  Ball exp(const Ball &x);
  Ball log(const Ball &x);
  Ball sqrt(const Ball &x);
  Ball sin(const Ball &x) { return sine(x, 0); }
  Ball cos(const Ball &x) { return sine(x, 1); }
  Ball atan(const Ball &x);
  Ball erf(const Ball &x);
  Ball pi();

private:
  Ball ln2();
  /// atan(1/n) for alternating signs, atanh(1/n) otherwise.
  Ball arcOfInverse(int64_t n, bool alternating) const;
  /// sin(x + quarterTurns * pi / 2)
  Ball sine(const Ball &x, int64_t quarterTurns);
  /// Sum of x^(2n+1) / (2n+1), with alternating signs for the arc tangent, for |x| <= 1/4 or so.
  Ball arcSeries(const Ball &x, bool alternating) const;
  /// erf(x) = 2 / sqrt(pi) * exp(-x^2) * sum of x (2 x^2)^n / (1 * 3 * ... * (2n + 1)), for x >= 0.
  Ball erfSeries(const Ball &x);
  Ball unbounded() {
    bounded = false;
    return {Integer(0), Integer(0)};
  }

  unsigned precision;
  Integer one;
  bool bounded = true;
  std::optional<Ball> cachedLn2, cachedPi;
};

} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_TRANSFORMS_BALLARITHMETIC_H
