//===- SoftmaxTables.cpp - Softmax by tables of the exponential -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// The result is to be within one step, 2^-F, of the true softmax. Rounding the quotient takes half of that; this is
// how the other half is shared out. Write E_i for exp(x_i - max x), S for their sum, y_i = E_i / S, and e_i and s for
// what the design computes instead. The largest element has E = e = 1, so S and s are at least one.
//
//   e_i / s - y_i  =  ((e_i - E_i) (1 - y_i)  -  y_i sum_{j != i} (e_j - E_j)) / s
//
// * An absolute error |e_j - E_j| <= r, of all but the largest, contributes at most (n - 1) r: for the largest element
//   that is the sum, for another one it is less, since there y_i <= 1/2.
// * A relative error 0 <= e_j / E_j - 1 <= p, from dropped bits of the input, contributes at most p y_i (1 - y_i) S /
// s,
//   which is p / 4 / (1 - (n - 1) r): the two terms have opposite signs.
// * Inputs that are off by up to h, from scales that were brought onto a common step, move y_i by at most
//   2 h y_i (1 - y_i) <= h / 2.
//
// The tables are the narrowest for which the three together stay below half a step.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/SoftmaxTables.h"
#include <cmath>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

/// Entries of one table, above which a softmax is refused.
static constexpr int kMaxTableBits = 16;
/// Up to so many index bits, one table costs less than two and a multiplier.
static constexpr int kMaxSingleTableBits = 10;
/// Entries have one bit more than this, and codes at most 62.
static constexpr int kMaxPrecision = 60;

//===----------------------------------------------------------------------===//
// Logits on a common step
//===----------------------------------------------------------------------===//

namespace {
/// Codes times a positive scale are the logits, up to `error` and up to a constant along the axis.
struct Logits {
  Value codes;
  Rational scale;
  double error = 0;
};
} // namespace

/// Multiples of 2^-bits next to the values.
static RationalTensor roundTo(const RationalTensor &values, int bits) {
  const Rational grid = powerOfTwo(-bits);
  return values.map([&](const Rational &value) { return Rational(floor(value / grid + Rational(1, 2))) * grid; });
}

/// The values, where they are multiples of a power of two that codes have room for; rounded to `bits` fraction bits
/// otherwise.
static RationalTensor dyadic(const RationalTensor &values, int bits) {
  RationalTensor rounded = roundTo(values, std::max(bits, 30));
  if ((rounded - values).isZero())
    return values;
  return roundTo(values, bits);
}

static double largestMagnitude(const RationalTensor &values) {
  double largest = 0;
  for (const Rational &value : values.values)
    largest = std::max(largest, std::abs(toDouble(value)));
  return largest;
}

/// Brings logits onto a common step, each off by at most `tolerance`.
static FailureOr<Logits> alignLogits(IntegerBuilder &builder, Location loc, const Quantity &input, int64_t axis,
                                     double tolerance) {
  FailureOr<Quantity> settled = builder.settle(loc, input);
  if (failed(settled))
    return failure();
  RationalTensor scale = settled->scale().compressed(), offset = settled->offset().compressed();
  // What is added to all elements alike cancels.
  if (!offset.variesAlong(axis, settled->shape().size()))
    offset = Rational(0);
  std::optional<Rational> uniform = scale.uniform();
  if (uniform && *uniform > Rational(0) && offset.isZero())
    return Logits{settled->codes, *uniform};

  // In units of the largest scale, factors are at most one.
  Logits logits{settled->codes, Rational(0)};
  for (const Rational &value : scale.values)
    logits.scale = std::max(logits.scale, abs(value));
  if (logits.scale == Rational(0))
    logits.scale = Rational(1);
  double unit = toDouble(logits.scale);
  CodeRange range = builder.getRanges(settled->codes).hull();
  double reach = std::ldexp(std::max(std::abs(toDouble(Rational(range.low))), std::abs(toDouble(Rational(range.high)))),
                            settled->element().getLsb());
  auto bitsFor = [&](double worth) { return std::max(0, static_cast<int>(std::ceil(std::log2(worth / tolerance)))); };
  RationalTensor exactFactor = scale / RationalTensor(logits.scale),
                 exactOffset = offset / RationalTensor(logits.scale);
  RationalTensor factor = dyadic(exactFactor, bitsFor(std::max(unit * reach, tolerance)));
  RationalTensor added = dyadic(exactOffset, bitsFor(unit));
  logits.error = unit * (largestMagnitude(factor - exactFactor) * reach + largestMagnitude(added - exactOffset));

  std::optional<Value> codes = builder.multiply(loc, settled->codes, factor);
  if (codes)
    codes = builder.addOffset(loc, *codes, added, settled->shared);
  if (!codes)
    return emitLayerError(loc) << "is a softmax over values whose scales and offsets need more than 62 bits on a "
                                  "common step";
  logits.codes = *codes;
  return logits;
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

namespace {
/// How the exponential of a difference is looked up.
struct TablePlan {
  /// Low bits of the difference that are dropped; bits of the indices of the two tables.
  int drop = 0, coarseBits = 0, fineBits = 0;
  /// Fraction bits of the entries.
  int precision = 0;
  /// Everything but the rounding of the quotient.
  double error = 0;

  bool hasFine() const { return fineBits != 0; }
  /// Two bits more than in the other table: their rounding then adds an eighth to the error of an exponential.
  int getFinePrecision() const { return precision + 2; }
  /// Largest absolute error of an exponential.
  double getEntryError() const {
    double rounding = std::ldexp(1.0, -precision - 1);
    return hasFine() ? 2 * rounding + std::ldexp(1.0, -getFinePrecision() - 1) : rounding;
  }
};

/// What is asked of the tables.
struct Demand {
  /// A difference of one code, and the largest difference in codes.
  double step, differences;
  int64_t count;
  /// Error that the tables may cause, and that there is already.
  double allowed, error;
};
} // namespace

/// Chooses the index bits for the precision. The last entry stands for all larger differences, so it has to round to
/// zero, unless no difference is larger.
static void chooseIndex(TablePlan &plan, const Demand &demand, bool split) {
  double indexStep = std::ldexp(demand.step, plan.drop);
  double zero = std::ceil((plan.precision + 1) * std::log(2.0) / indexStep) + 1;
  double last = std::floor(std::ldexp(demand.differences, -plan.drop));
  bool saturates = zero < last;
  int bits = std::max(1, static_cast<int>(std::ceil(std::log2(std::min(zero, last) + 1))));
  plan.fineBits = split ? bits / 2 : 0;
  plan.coarseBits = bits - plan.fineBits;
  // All of the last entry's differences are beyond, those that the fine table tells apart as well.
  if (split && saturates)
    while (std::ldexp(std::ldexp(1.0, plan.coarseBits) - 1, plan.fineBits) < zero)
      ++plan.coarseBits;
}

/// The least precision whose error is allowed; nothing where none is.
static std::optional<TablePlan> planTables(const Demand &demand, int drop, bool split) {
  TablePlan plan;
  plan.drop = drop;
  double dropped = drop == 0 ? 0 : std::expm1(std::ldexp(demand.step, drop) - demand.step);
  for (plan.precision = 1; plan.precision <= kMaxPrecision; ++plan.precision) {
    chooseIndex(plan, demand, split);
    double absolute = static_cast<double>(demand.count - 1) * plan.getEntryError();
    plan.error = (demand.error + absolute + dropped / 4 / (1 - absolute)) * (1 + 1e-9);
    if (absolute < 1 && plan.error <= demand.allowed)
      return plan;
  }
  return std::nullopt;
}

/// One table if it is small, also by dropping bits of the input that matter little; else two.
static std::optional<TablePlan> planTables(const Demand &demand) {
  std::optional<TablePlan> plan = planTables(demand, /*drop=*/0, /*split=*/false);
  if (!plan || plan->coarseBits <= kMaxSingleTableBits)
    return plan;
  // Dropped bits may cost a quarter of what is allowed. Where all bits of the largest difference do, none is left.
  int drop = 0;
  while (std::expm1(std::ldexp(demand.step, drop + 1)) <= demand.allowed && std::ldexp(demand.differences, -drop) >= 1)
    ++drop;
  plan = planTables(demand, drop, /*split=*/false);
  if (plan && plan->coarseBits <= kMaxSingleTableBits)
    return plan;
  return planTables(demand, drop, /*split=*/true);
}

/// Fraction bits of the numbers that tables are computed in.
static constexpr int kWorkingBits = 192;

static Integer shifted(const Integer &value, int bits) { return floor(Rational(value) * powerOfTwo(bits)); }

/// exp(-x) with kWorkingBits fraction bits, off by a few of their last.
static Integer exponential(const Rational &x) {
  if (x > Rational(kWorkingBits))
    return Integer(0);
  // exp(-x) = exp(-x / 2^8)^(2^8), by its series.
  constexpr int kHalvings = 16;
  Integer argument = floor(x * powerOfTwo(kWorkingBits - kHalvings)), one = floor(powerOfTwo(kWorkingBits));
  Integer sum = one, term = one;
  for (int64_t k = 1; term != 0; ++k) {
    term = -shifted(term * argument, -kWorkingBits) / Integer(k);
    sum += term;
  }
  for (int i = 0; i < kHalvings; ++i)
    sum = shifted(sum * sum, -kWorkingBits);
  return sum;
}

/// A table of exp(-k * step) for k in [0, 2^bits), rounded to `fraction` bits.
static WeightOp makeTable(IntegerBuilder &builder, Location loc, const Twine &name, const Rational &step, int bits,
                          int fraction) {
  Integer factor = exponential(step), value = floor(powerOfTwo(kWorkingBits));
  const Integer half = floor(powerOfTwo(kWorkingBits - fraction - 1));
  std::vector<int64_t> codes;
  for (int64_t k = 0; k < int64_t(1) << bits; ++k) {
    codes.push_back(*toInt64(shifted(value + half, fraction - kWorkingBits)));
    value = shifted(value * factor, -kWorkingBits);
  }
  return *builder.weight(loc, name, {static_cast<int64_t>(codes.size())}, codes, -fraction);
}

FailureOr<Quantity> qnn::softmax(IntegerBuilder &builder, Location loc, const Quantity &input, int64_t axis,
                                 FixedType resultType) {
  int64_t count = input.shape()[axis];
  int fraction = resultType.getFormat().fraction();
  double half = std::ldexp(1.0, -fraction - 1);
  FailureOr<Logits> logits = alignLogits(builder, loc, input, axis, /*tolerance=*/half / 4);
  if (failed(logits))
    return failure();
  CodeRange range = builder.getRanges(logits->codes).hull();
  const Rational step = logits->scale * powerOfTwo(getFixedType(logits->codes.getType()).getLsb());
  Demand demand{toDouble(step), toDouble(Rational(range.high - range.low)), count, half, logits->error / 2};
  std::optional<TablePlan> plan = planTables(demand);
  if (!plan)
    return emitLayerError(loc) << "is a softmax of " << count << " elements to " << fraction
                               << " fraction bits, which its tables cannot give; use fewer fraction bits";
  if (plan->coarseBits > kMaxTableBits || plan->drop > 63)
    return emitLayerError(loc) << "is a softmax over values in steps of " << demand.step << ", whose tables need 2^"
                               << plan->coarseBits << " entries, and at most 2^" << kMaxTableBits << " are supported";

  std::string name = layerNameOr(loc);
  const Rational indexStep = step * powerOfTwo(plan->drop);
  WeightOp coarse = makeTable(builder, loc, name + (plan->hasFine() ? "_coarse" : "_exp"),
                              indexStep * powerOfTwo(plan->fineBits), plan->coarseBits, plan->precision);
  FlatSymbolRefAttr fine;
  if (plan->hasFine())
    fine = FlatSymbolRefAttr::get(
        makeTable(builder, loc, name + "_fine", indexStep, plan->fineBits, plan->getFinePrecision()));

  IntegerBuilder::remarkError(loc, plan->error + half, "computes a softmax with tables");
  OpBuilder &attributes = builder.getBuilder();
  auto op =
      TableSoftmaxOp::create(attributes, loc, withElementType(logits->codes.getType(), resultType), logits->codes,
                             FlatSymbolRefAttr::get(coarse), fine, attributes.getI64IntegerAttr(axis),
                             attributes.getI64IntegerAttr(plan->drop), attributes.getF64FloatAttr(plan->error + half));
  return Quantity{op.getResult(), {}, false};
}
