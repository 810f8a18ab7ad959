//===- RealFunctions.cpp - Real functions with proven bounds -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/RealFunctions.h"
#include "dialects/QNN/Transforms/BallArithmetic.h"
#include <cmath>

using namespace hls4mlir;
using namespace hls4mlir::qnn;

/// Arguments beyond this give an exponential that no number format holds.
static constexpr int64_t kMaxExponent = 2048;
/// Powers beyond two to this are such as well.
static constexpr int64_t kMaxPowerBits = 4096;
/// Fractions of more bits, in both numbers together, are not computed exactly: functions of functions double them each
/// time, and no decision depends on so many.
static constexpr int64_t kMaxExactBits = 2048;

static const Rational kZero(0), kOne(1), kHalf(1, 2);

static Rational parameterOf(mlir::FloatAttr attr) { return attr ? rationalFrom(attr.getValueAsDouble()) : kOne; }

RealFunction::RealFunction(FunctionAttr attr)
    : attr(attr), alpha(parameterOf(attr.getAlpha())), gamma(parameterOf(attr.getGamma())) {}

//===----------------------------------------------------------------------===//
// Rational values
//===----------------------------------------------------------------------===//

static int64_t bitsOf(const Integer &value) { return toAPSInt(abs(value)).getActiveBits(); }

/// Whether exact arithmetic goes on with this number.
static bool isShort(const Rational &x) { return bitsOf(x.num) + bitsOf(x.den) <= kMaxExactBits; }

/// log2(|x|) for a number that is not zero, rounded.
static double approximateLog2(const Rational &x) {
  int64_t exponent = bitsOf(x.num) - bitsOf(x.den);
  return static_cast<double>(exponent) + std::log2(toDouble(abs(x) * powerOfTwo(static_cast<int>(-exponent))));
}

/// The root of a perfect square of integers.
static std::optional<Integer> exactSqrt(const Integer &value) {
  if (value < 0)
    return std::nullopt;
  if (value == 0)
    return value;
  // Newton's iteration from a number that is not below the root falls until it is there.
  Integer root = floor(powerOfTwo(static_cast<int>((bitsOf(value) + 1) / 2)));
  for (Integer next = (root + value / root) / 2; next < root; next = (root + value / root) / 2)
    root = next;
  return root * root == value ? std::optional(root) : std::nullopt;
}

static std::optional<Rational> exactSqrt(const Rational &value) {
  Rational reduced = reduce(value);
  if (!isShort(reduced))
    return std::nullopt;
  std::optional<Integer> num = exactSqrt(reduced.num), den = exactSqrt(reduced.den);
  if (!num || !den)
    return std::nullopt;
  return Rational(*num, *den);
}

/// The product of `exponent` times `x` and `one`, by squaring; `exponent` is not negative.
template <typename T>
static T powerBySquaring(T x, Integer exponent, T one, llvm::function_ref<T(const T &, const T &)> multiply) {
  T result = std::move(one);
  while (exponent != 0) {
    if (exponent % 2 != 0)
      result = multiply(result, x);
    exponent = exponent / 2;
    if (exponent != 0)
      x = multiply(x, x);
  }
  return result;
}

/// x^exponent for an exponent that is an integer times a power of two: roots as long as they are rational.
static std::optional<Rational> exactPower(Rational x, const Rational &exponent) {
  if (exponent.num == 0)
    return kOne;
  if (x == kZero || x == kOne)
    return x;
  Rational power = reduce(exponent);
  for (; power.den != 1; power = reduce(power * Rational(2))) {
    std::optional<Rational> root = exactSqrt(x);
    if (!root)
      return std::nullopt;
    x = *root;
  }
  x = reduce(x);
  if (x == -kOne)
    return power.num % 2 == 0 ? kOne : x;
  const Integer count = abs(power.num);
  if (count * (bitsOf(x.num) + bitsOf(x.den)) > kMaxExactBits)
    return std::nullopt;
  // Powers of numbers without a common divisor have none.
  auto raise = [&](const Integer &number) {
    return powerBySquaring<Integer>(number, count, Integer(1),
                                    [](const Integer &lhs, const Integer &rhs) { return lhs * rhs; });
  };
  Rational result(raise(x.num), raise(x.den));
  return power.num < 0 ? kOne / result : result;
}

/// x * min(max(x / 6 + 1/2, 0), 1)
static Rational hardSwish(const Rational &x) { return x * std::clamp(x / Rational(6) + kHalf, kZero, kOne); }

std::optional<Rational> RealFunction::getExact(const Rational &x) const {
  auto at = [&](const Rational &argument, const Rational &value) {
    return x == argument ? std::optional(value) : std::nullopt;
  };
  switch (getKind()) {
  case UnaryFunction::Acos:
  case UnaryFunction::Acosh:
  case UnaryFunction::Log:
    return at(kOne, kZero);
  case UnaryFunction::Asin:
  case UnaryFunction::Asinh:
  case UnaryFunction::Atan:
  case UnaryFunction::Atanh:
  case UnaryFunction::Erf:
  case UnaryFunction::Gelu:
  case UnaryFunction::GeluTanh:
  case UnaryFunction::Mish:
  case UnaryFunction::Silu:
  case UnaryFunction::Sin:
  case UnaryFunction::Sinh:
  case UnaryFunction::Tan:
  case UnaryFunction::Tanh:
    return at(kZero, kZero);
  case UnaryFunction::Cos:
  case UnaryFunction::Cosh:
  case UnaryFunction::Exp:
    return at(kZero, kOne);
  case UnaryFunction::Sigmoid:
    return at(kZero, kHalf);
  case UnaryFunction::Softplus:
    return std::nullopt;
  case UnaryFunction::Elu:
  case UnaryFunction::Celu:
    return x >= kZero ? std::optional(x) : std::nullopt;
  case UnaryFunction::Selu:
    return x >= kZero ? std::optional(gamma * x) : std::nullopt;
  case UnaryFunction::Ceil:
    return Rational(ceil(x));
  case UnaryFunction::Floor:
    return Rational(floor(x));
  case UnaryFunction::Round:
    return Rational(round(x, RoundingMode::HalfEven));
  case UnaryFunction::Sign:
    return Rational(compare(x, kZero));
  case UnaryFunction::HardSwish:
    return isShort(x) ? std::optional(hardSwish(x)) : std::nullopt;
  case UnaryFunction::Reciprocal:
    return kOne / x;
  case UnaryFunction::Softsign:
    return x / (kOne + abs(x));
  case UnaryFunction::Sqrt:
    return exactSqrt(x);
  case UnaryFunction::Pow:
    return exactPower(x, alpha);
  case UnaryFunction::ThresholdedRelu:
    return x > alpha ? x : kZero;
  }
  llvm_unreachable("covered");
}

//===----------------------------------------------------------------------===//
// Domains
//===----------------------------------------------------------------------===//

std::string RealFunction::getDomainError(const Rational &x) const {
  auto refuse = [&](bool condition, const char *text) { return condition ? std::string(text) : std::string(); };
  switch (getKind()) {
  case UnaryFunction::Acos:
  case UnaryFunction::Asin:
    return refuse(abs(x) > kOne, "is defined between -1 and 1 only");
  case UnaryFunction::Acosh:
    return refuse(x < kOne, "is defined from 1 on only");
  case UnaryFunction::Atanh:
    return refuse(abs(x) >= kOne, "is finite between -1 and 1 only");
  case UnaryFunction::Log:
    return refuse(x <= kZero, "is finite for positive numbers only");
  case UnaryFunction::Sqrt:
    return refuse(x < kZero, "is defined from 0 on only");
  case UnaryFunction::Reciprocal:
    return refuse(x == kZero, "is not finite at 0");
  case UnaryFunction::Pow:
    if (x == kZero)
      return refuse(alpha < kZero, "is not finite at 0");
    if (x < kZero && reduce(alpha).den != 1)
      return "is defined from 0 on only";
    return refuse(toDouble(alpha) * approximateLog2(x) > kMaxPowerBits, "is beyond 2^4096");
  case UnaryFunction::Exp:
    return refuse(x > Rational(kMaxExponent), "is beyond exp(2048)");
  case UnaryFunction::Cosh:
  case UnaryFunction::Sinh:
    return refuse(abs(x) > Rational(kMaxExponent), "is beyond exp(2048)");
  default:
    return {};
  }
}

bool RealFunction::isRising() const {
  switch (getKind()) {
  case UnaryFunction::Acosh:
  case UnaryFunction::Asin:
  case UnaryFunction::Asinh:
  case UnaryFunction::Atan:
  case UnaryFunction::Atanh:
  case UnaryFunction::Ceil:
  case UnaryFunction::Celu:
  case UnaryFunction::Erf:
  case UnaryFunction::Exp:
  case UnaryFunction::Floor:
  case UnaryFunction::Log:
  case UnaryFunction::Round:
  case UnaryFunction::Sigmoid:
  case UnaryFunction::Sign:
  case UnaryFunction::Sinh:
  case UnaryFunction::Softplus:
  case UnaryFunction::Softsign:
  case UnaryFunction::Sqrt:
  case UnaryFunction::Tanh:
    return true;
  case UnaryFunction::Elu:
  case UnaryFunction::ThresholdedRelu:
    return alpha >= kZero;
  case UnaryFunction::Selu:
    return alpha >= kZero && gamma >= kZero;
  case UnaryFunction::Acos:
  case UnaryFunction::Cos:
  case UnaryFunction::Cosh:
  case UnaryFunction::Gelu:
  case UnaryFunction::GeluTanh:
  case UnaryFunction::HardSwish:
  case UnaryFunction::Mish:
  case UnaryFunction::Pow:
  case UnaryFunction::Reciprocal:
  case UnaryFunction::Silu:
  case UnaryFunction::Sin:
  case UnaryFunction::Tan:
    return false;
  }
  llvm_unreachable("covered");
}

//===----------------------------------------------------------------------===//
// Bounds
//===----------------------------------------------------------------------===//

namespace {
/// The functions on balls. Where a function changes by at most a few times as much as its argument, it is
/// computed at the middle of the ball.
class Functions {
public:
  Functions(UnaryFunction kind, const Rational &alpha, const Rational &gamma, unsigned precision)
      : balls(precision), kind(kind), alpha(alpha), gamma(gamma), one(balls.of(kOne)) {}

  std::optional<RationalInterval> enclose(const RationalInterval &x) {
    Ball result = evaluate(balls.between(x.low, x.high));
    if (!balls.isBounded())
      return std::nullopt;
    return RationalInterval{balls.low(result), balls.high(result)};
  }

private:
  Ball evaluate(const Ball &x);
  Ball sigmoid(const Ball &x);
  Ball softplus(const Ball &x);
  Ball tanh(const Ball &x);
  Ball mish(const Ball &x);
  Ball power(const Ball &x);

  /// f at the middle, for an f that changes by at most `lipschitz` times as much as its argument.
  Ball atMiddle(const Ball &x, int64_t lipschitz, llvm::function_ref<Ball(const Ball &)> function) {
    return balls.spread(function(BallArithmetic::middleOf(x)), x, lipschitz);
  }
  /// x * factor(x), with the factor at the middle of the ball.
  Ball gated(const Ball &x, llvm::function_ref<Ball(const Ball &)> factor) {
    return atMiddle(x, 2, [&](const Ball &middle) { return balls.mul(middle, factor(middle)); });
  }
  /// A function that is rational on rational numbers and never falls, between its values at the ends.
  Ball rising(const Ball &x, llvm::function_ref<Rational(const Rational &)> function) {
    return balls.between(function(balls.low(x)), function(balls.high(x)));
  }
  Ball square(const Ball &x) { return balls.mul(x, x); }
  int64_t lipschitzOf(const Rational &factor) { return std::max<int64_t>(1, int64_t(ceil(abs(factor)))); }

  BallArithmetic balls;
  UnaryFunction kind;
  const Rational &alpha, &gamma;
  Ball one;
};
} // namespace

/// 1 / (1 + exp(-x)), by the exponential that is at most one.
Ball Functions::sigmoid(const Ball &x) {
  return atMiddle(x, 1, [&](const Ball &x) {
    bool negative = x.middle < 0;
    Ball e = balls.exp(negative ? x : balls.negate(x));
    return balls.div(negative ? e : one, balls.add(one, e));
  });
}

/// max(x, 0) + log(1 + exp(-|x|))
Ball Functions::softplus(const Ball &x) {
  return atMiddle(x, 1, [&](const Ball &x) {
    bool negative = x.middle < 0;
    Ball rest = balls.log(balls.add(one, balls.exp(negative ? x : balls.negate(x))));
    return negative ? rest : balls.add(x, rest);
  });
}

/// +-(1 - exp(-2 |x|)) / (1 + exp(-2 |x|))
Ball Functions::tanh(const Ball &x) {
  return atMiddle(x, 1, [&](const Ball &x) {
    bool negative = x.middle < 0;
    Ball e = balls.exp(balls.scale(x, negative ? 2 : -2));
    Ball result = balls.div(balls.sub(one, e), balls.add(one, e));
    return negative ? balls.negate(result) : result;
  });
}

/// x tanh(log(1 + e)) = x (e^2 + 2 e) / (e^2 + 2 e + 2) with e = exp(x)
Ball Functions::mish(const Ball &x) {
  return gated(x, [&](const Ball &x) {
    bool negative = x.middle < 0;
    Ball e = balls.exp(negative ? x : balls.negate(x));
    Ball twice = balls.scale(e, 2), numerator, denominator;
    if (negative) {
      numerator = balls.add(square(e), twice);
      denominator = balls.add(numerator, balls.scale(one, 2));
    } else { // divided by exp(2 x)
      numerator = balls.add(one, twice);
      denominator = balls.add(numerator, balls.scale(square(e), 2));
    }
    return balls.div(numerator, denominator);
  });
}

Ball Functions::power(const Ball &x) {
  Rational exponent = reduce(alpha);
  if (exponent.den != 1)
    return balls.exp(balls.mul(balls.of(alpha), balls.log(x)));
  Ball result = powerBySquaring<Ball>(
      x, abs(exponent.num), one, [&](const Ball &lhs, const Ball &rhs) { return balls.limited(balls.mul(lhs, rhs)); });
  return exponent.num < 0 ? balls.div(one, result) : result;
}

Ball Functions::evaluate(const Ball &x) {
  auto exponentials = [&](int64_t sign) {
    return balls.scale(balls.add(balls.exp(x), balls.scale(balls.exp(balls.negate(x)), sign)), 1, 2);
  };
  switch (kind) {
  case UnaryFunction::Acos: // pi / 2 - asin(x)
    return balls.sub(balls.scale(balls.pi(), 1, 2),
                     balls.scale(balls.atan(balls.div(x, balls.add(one, balls.sqrt(balls.sub(one, square(x)))))), 2));
  case UnaryFunction::Acosh:
    return balls.log(balls.add(x, balls.sqrt(balls.sub(square(x), one))));
  case UnaryFunction::Asin: // 2 atan(x / (1 + sqrt(1 - x^2)))
    return balls.scale(balls.atan(balls.div(x, balls.add(one, balls.sqrt(balls.sub(one, square(x)))))), 2);
  case UnaryFunction::Asinh:
    return atMiddle(x, 1, [&](const Ball &x) {
      Ball size{abs(x.middle), x.radius};
      Ball result = balls.log(balls.add(size, balls.sqrt(balls.add(square(size), one))));
      return x.middle < 0 ? balls.negate(result) : result;
    });
  case UnaryFunction::Atan:
    return balls.atan(x);
  case UnaryFunction::Atanh:
    return balls.scale(balls.log(balls.div(balls.add(one, x), balls.sub(one, x))), 1, 2);
  case UnaryFunction::Ceil:
    return rising(x, [](const Rational &x) { return Rational(ceil(x)); });
  case UnaryFunction::Celu:
    return atMiddle(x, 1, [&](const Ball &x) {
      if (x.middle >= 0)
        return x;
      Ball factor = balls.of(alpha);
      return balls.mul(factor, balls.sub(balls.exp(balls.div(x, factor)), one));
    });
  case UnaryFunction::Cos:
    return balls.cos(x);
  case UnaryFunction::Cosh:
    return exponentials(1);
  case UnaryFunction::Elu:
    return atMiddle(x, lipschitzOf(alpha), [&](const Ball &x) {
      return x.middle >= 0 ? x : balls.mul(balls.of(alpha), balls.sub(balls.exp(x), one));
    });
  case UnaryFunction::Erf:
    return balls.erf(x);
  case UnaryFunction::Exp:
    return balls.exp(x);
  case UnaryFunction::Floor:
    return rising(x, [](const Rational &x) { return Rational(floor(x)); });
  case UnaryFunction::Gelu: // x (1 + erf(x / sqrt(2))) / 2
    return gated(x, [&](const Ball &x) {
      return balls.scale(balls.add(one, balls.erf(balls.div(x, balls.sqrt(balls.scale(one, 2))))), 1, 2);
    });
  case UnaryFunction::GeluTanh: // x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
    return gated(x, [&](const Ball &x) {
      Ball cubic = balls.mul(balls.of(Rational(44715, 1000000)), balls.mul(x, square(x)));
      Ball factor = balls.sqrt(balls.div(balls.scale(one, 2), balls.pi()));
      return balls.scale(balls.add(one, tanh(balls.mul(factor, balls.add(x, cubic)))), 1, 2);
    });
  case UnaryFunction::HardSwish:
    return atMiddle(x, 2, [&](const Ball &x) { return balls.of(hardSwish(balls.low(x))); });
  case UnaryFunction::Log:
    return balls.log(x);
  case UnaryFunction::Mish:
    return mish(x);
  case UnaryFunction::Pow:
    return power(x);
  case UnaryFunction::Reciprocal:
    return balls.div(one, x);
  case UnaryFunction::Round:
    return rising(x, [](const Rational &x) { return Rational(round(x, RoundingMode::HalfEven)); });
  case UnaryFunction::Selu:
    return atMiddle(x, lipschitzOf(gamma) * lipschitzOf(alpha), [&](const Ball &x) {
      Ball inner = x.middle >= 0 ? x : balls.mul(balls.of(alpha), balls.sub(balls.exp(x), one));
      return balls.mul(balls.of(gamma), inner);
    });
  case UnaryFunction::Sigmoid:
    return sigmoid(x);
  case UnaryFunction::Sign:
    return rising(x, [](const Rational &x) { return Rational(compare(x, kZero)); });
  case UnaryFunction::Silu: // x sigmoid(alpha x)
    return gated(x, [&](const Ball &x) { return sigmoid(balls.mul(balls.of(alpha), x)); });
  case UnaryFunction::Sin:
    return balls.sin(x);
  case UnaryFunction::Sinh:
    return exponentials(-1);
  case UnaryFunction::Softplus:
    return softplus(x);
  case UnaryFunction::Softsign:
    return atMiddle(x, 1, [&](const Ball &x) { return balls.div(x, balls.add(one, {abs(x.middle), x.radius})); });
  case UnaryFunction::Sqrt:
    return balls.sqrt(x);
  case UnaryFunction::Tan:
    return balls.div(balls.sin(x), balls.cos(x));
  case UnaryFunction::Tanh:
    return tanh(x);
  case UnaryFunction::ThresholdedRelu: {
    Rational low = balls.low(x), high = balls.high(x);
    if (low > alpha)
      return x;
    if (high <= alpha)
      return balls.of(kZero);
    return balls.between(std::min(low, kZero), std::max(high, kZero));
  }
  }
  llvm_unreachable("covered");
}

RealFunction::Range RealFunction::getRange(const RationalInterval &x) const {
  const Rational least = std::min(x.low, kZero), most = std::max(x.high, kZero);
  switch (getKind()) {
  case UnaryFunction::Celu:
    return {-alpha, most};
  case UnaryFunction::Cosh:
    return {kOne, std::nullopt};
  case UnaryFunction::Elu:
    return {std::min(-alpha, kZero), std::max(-alpha, most)};
  case UnaryFunction::Erf:
  case UnaryFunction::Tanh:
    return {x.low < kZero ? -kOne : kZero, x.high > kZero ? kOne : kZero};
  case UnaryFunction::Exp:
  case UnaryFunction::Sqrt:
    return {kZero, std::nullopt};
  case UnaryFunction::Gelu:
  case UnaryFunction::GeluTanh:
  case UnaryFunction::Mish:
  case UnaryFunction::Silu:
    return {least, most};
  case UnaryFunction::Pow: {
    Rational power = reduce(alpha);
    if (x.low >= kZero || power.num % 2 == 0)
      return {kZero, std::nullopt};
    if (x.high <= kZero)
      return {std::nullopt, kZero};
    return {};
  }
  case UnaryFunction::Selu:
    if (x.high < kZero)
      return {std::min(-gamma * alpha, kZero), std::max(-gamma * alpha, kZero)};
    return {};
  case UnaryFunction::Sigmoid:
    return {kZero, kOne};
  case UnaryFunction::Softplus:
    return {std::max(x.low, kZero), most + kOne};
  default:
    return {};
  }
}

std::optional<RationalInterval> RealFunction::enclose(const RationalInterval &x, unsigned precision) const {
  if (x.isExact())
    if (std::optional<Rational> value = getExact(x.low))
      return RationalInterval{*value, *value};
  std::optional<RationalInterval> result = Functions(getKind(), alpha, gamma, precision).enclose(x);
  if (!result)
    return std::nullopt;
  Range range = getRange(x);
  bool strict = x.isExact(); // elsewhere there may be an argument for which the value is the bound
  if (range.low && result->low <= *range.low) {
    result->low = *range.low;
    result->lowOpen = strict;
  }
  if (range.high && result->high >= *range.high) {
    result->high = *range.high;
    result->highOpen = strict;
  }
  return result;
}
