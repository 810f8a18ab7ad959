//===- FixedGrid.cpp - Values brought onto steps that the design computes on -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Scales and offsets that no quantizer takes in have to be computed: in front of a rectifier, a product or a sum.
// There a value becomes integers times one scale. That is exact where integers of 62 bits do, with factors per
// channel if need be; parameters of float32 mostly allow it. What needs more is rounded to a grid, with a bound of the
// error on the operation and in a remark.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/IntegerBuilder.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

/// Bits below the step of a value, or below a scale of one, to which parameters without exact form are rounded.
static constexpr int kGuardBits = 16;
/// Bits that numbers have room for, with some to spare for sums.
static constexpr int kOffsetBits = 60;

//===----------------------------------------------------------------------===//
// Errors
//===----------------------------------------------------------------------===//

static Rational greatest(const RationalTensor &tensor) {
  return *std::max_element(tensor.values.begin(), tensor.values.end());
}

static RationalTensor magnitudeOf(const RationalTensor &tensor) {
  return tensor.map([](const Rational &value) { return abs(value); });
}

/// The nearest integer.
static Rational rounded(const Rational &value) { return Rational(floor(value + Rational(1, 2))); }

void IntegerBuilder::remarkError(Location loc, double bound, const Twine &what) {
  InFlightDiagnostic diag = emitRemark(loc);
  if (StringRef name = getLayerName(loc); !name.empty())
    diag << "layer '" << name << "' ";
  diag << what << ", with an error of up to " << bound;
}

void IntegerBuilder::stateError(Operation *op, Location loc, const Rational &bound, const Twine &what) {
  // An operation may round more than once: a dense layer a bias, and what is added to it later.
  Rational total = bound;
  if (auto before = op->getAttrOfType<FloatAttr>(kErrorBoundAttr))
    total += rationalFrom(before.getValueAsDouble());
  double value = toDouble(total);
  if (rationalFrom(value) < total)
    value = std::nextafter(value, std::numeric_limits<double>::infinity());
  op->setAttr(kErrorBoundAttr, builder.getF64FloatAttr(value));
  remarkError(loc, toDouble(bound), what);
}

Rational IntegerBuilder::getMagnitude(Value codes) {
  CodeRange range = getRanges(codes).hull();
  return Rational(std::max(abs(range.low), abs(range.high))) * powerOfTwo(getFixedType(codes.getType()).getLsb());
}

bool IntegerBuilder::fits(Value codes, const RationalTensor &factor, const RationalTensor &offset) {
  // What changes nothing needs no room.
  bool isOne = llvm::all_of(factor.values, [](const Rational &value) { return value == Rational(1); });
  if (isOne && offset.isZero())
    return true;
  std::optional<int> factorLsb = commonLsb(factor), offsetLsb = commonLsb(offset);
  if (!factorLsb || !offsetLsb)
    return false;
  int lsb = getFixedType(codes.getType()).getLsb() + std::min(*factorLsb, 0);
  if (!offset.isZero())
    lsb = std::min(lsb, *offsetLsb);
  Rational most = getMagnitude(codes) * greatest(magnitudeOf(factor)) + greatest(magnitudeOf(offset));
  return most < powerOfTwo(lsb + kOffsetBits);
}

Operation *IntegerBuilder::getRoundingOp(Location loc, Value &codes, Value source) {
  if (codes == source) {
    FixedFormat format = getFixedType(codes.getType()).getFormat();
    int64_t zero = 0;
    std::optional<WeightOp> weight = this->weight(loc, layerNameOr(loc) + "_zero", {}, zero, format.lsb());
    if (!weight || !isRepresentable(addFormat(format, weight->getFixedType().getFormat())))
      return nullptr;
    Value constant = GetWeightOp::create(builder, loc, weight->getTensorType(), FlatSymbolRefAttr::get(*weight));
    codes = AddOp::create(builder, loc, codes, constant);
  }
  return codes.getDefiningOp();
}

//===----------------------------------------------------------------------===//
// Offsets
//===----------------------------------------------------------------------===//

/// The part of the denominator that is no power of two.
static Rational oddDenominator(const Rational &value) {
  Integer odd = value.den;
  for (const Integer two(2); odd % two == 0;)
    odd = odd / two;
  return Rational(odd);
}

FailureOr<Quantity> IntegerBuilder::absorbOffset(Location loc, const Quantity &quantity, bool positive, Rounding mode) {
  RationalTensor scale = quantity.scale(), offset = quantity.offset();
  // s x + o = S (f x + a), with S > 0 where it is asked for. A channel whose scale is zero is its offset.
  RationalTensor result = scale.map([&](const Rational &value) {
    return value.num == 0 ? Rational(1) : positive ? abs(value) : value;
  });
  RationalTensor factor = scale / result;
  RationalTensor added = offset / result;

  auto build = [&](const RationalTensor &times, const RationalTensor &plus) -> std::optional<Value> {
    std::optional<Value> codes = multiply(loc, quantity.codes, times);
    if (!codes)
      return std::nullopt;
    return addOffset(loc, *codes, plus, quantity.shared && *codes == quantity.codes);
  };
  auto finish = [&](Value codes, const RationalTensor &valueScale) {
    Quantity absorbed{codes, {}, quantity.shared && codes == quantity.codes};
    absorbed.apply(valueScale, Rational(0));
    return absorbed;
  };

  // On a step of the codes, or a fraction of it.
  if (fits(quantity.codes, factor, added))
    if (std::optional<Value> codes = build(factor, added))
      return finish(*codes, result);
  if (mode == Rounding::OnSteps)
    return failure();
  // Factors that make the offsets integers.
  RationalTensor denominators = added.map(oddDenominator);
  if (fits(quantity.codes, factor * denominators, added * denominators))
    if (std::optional<Value> codes = build(factor * denominators, added * denominators))
      return finish(*codes, result / denominators);

  // A grid below the step of the codes, coarser only where a huge offset leaves no room.
  int lsb = quantity.element().getLsb() - kGuardBits;
  Rational most = greatest(magnitudeOf(added));
  while (most >= powerOfTwo(lsb + kOffsetBits))
    ++lsb;
  const Rational step = powerOfTwo(lsb);
  RationalTensor onGrid = added.map([&](const Rational &value) { return rounded(value / step) * step; });
  std::optional<Value> codes = build(factor, onGrid);
  Operation *rounding = codes ? getRoundingOp(loc, *codes, quantity.codes) : nullptr;
  if (!rounding)
    return emitLayerError(loc) << "adds an offset of " << toDouble(greatest(magnitudeOf(offset)))
                               << ", which no fixed-point number of " << kOffsetBits
                               << " bits holds beside steps of its accumulator; quantize the value before";
  Rational bound = greatest(magnitudeOf((added - onGrid) * result));
  stateError(rounding, loc, bound, "rounds an offset to steps of 2^" + Twine(lsb) + " of its accumulator");
  return finish(*codes, result);
}

//===----------------------------------------------------------------------===//
// Scales
//===----------------------------------------------------------------------===//

/// The largest step of which both are multiples, by element.
static RationalTensor commonStep(const RationalTensor &lhs, const RationalTensor &rhs) {
  return combine(lhs, rhs, [](const Rational &left, const Rational &right) { return gcd(left, right); });
}

/// Zero, which every step divides, has none of its own.
static RationalTensor orOne(const RationalTensor &steps) {
  return steps.map([](const Rational &value) { return value.num == 0 ? Rational(1) : value; });
}

FailureOr<std::vector<Quantity>> IntegerBuilder::onCommonScale(Location loc, ArrayRef<Quantity> quantities) {
  SmallVector<RationalTensor> scales;
  for (const Quantity &quantity : quantities)
    scales.push_back(quantity.scale());
  auto build = [&](const RationalTensor &common, bool rounds) -> std::optional<std::vector<Quantity>> {
    std::vector<Quantity> results;
    for (auto [quantity, scale] : llvm::zip_equal(quantities, scales)) {
      RationalTensor factor = scale / common;
      if (rounds)
        factor = factor.map(rounded);
      else if (!fits(quantity.codes, factor, Rational(0)))
        return std::nullopt;
      std::optional<Value> codes = multiply(loc, quantity.codes, factor);
      if (!codes)
        return std::nullopt;
      if (rounds) {
        Rational bound = greatest(magnitudeOf(scale - factor * common)) * getMagnitude(quantity.codes);
        if (bound.num != 0) {
          Operation *rounding = getRoundingOp(loc, *codes, quantity.codes);
          if (!rounding)
            return std::nullopt;
          stateError(rounding, loc, bound,
                     "rounds a scale to steps of 2^-" + Twine(kGuardBits) + " of the largest that meets it");
        }
      }
      Quantity result{*codes, {}, quantity.shared && *codes == quantity.codes};
      result.apply(common, quantity.offset());
      results.push_back(std::move(result));
    }
    return results;
  };

  // One step for all elements, then one for each.
  Rational uniform(0);
  RationalTensor perElement = Rational(0), largest = Rational(0);
  for (const RationalTensor &scale : scales) {
    for (const Rational &value : scale.values)
      uniform = gcd(uniform, value);
    perElement = commonStep(perElement, scale);
    largest = combine(largest, magnitudeOf(scale),
                      [](const Rational &lhs, const Rational &rhs) { return std::max(lhs, rhs); });
  }
  for (const RationalTensor &common : {orOne(uniform), orOne(perElement)})
    if (std::optional<std::vector<Quantity>> results = build(common, /*rounds=*/false))
      return *results;
  RationalTensor grid = orOne(largest) * RationalTensor(powerOfTwo(-kGuardBits));
  if (std::optional<std::vector<Quantity>> results = build(grid, /*rounds=*/true))
    return *results;
  return emitLayerError(loc) << "brings values onto one scale, which needs numbers of more than "
                             << FixedType::kMaxWidth << " bits; quantize them before";
}

FailureOr<Quantity> IntegerBuilder::withUniformLast(Location loc, const Quantity &quantity) {
  RationalTensor scale = quantity.scale();
  if (scale.shape.empty() || scale.shape.back() == 1)
    return quantity;
  // Over the last dimension: the common step, and the largest scale.
  int64_t size = scale.shape.back(), rows = static_cast<int64_t>(scale.values.size()) / size;
  SmallVector<int64_t> rowShape(scale.shape);
  rowShape.back() = 1;
  std::vector<Rational> steps, largest;
  for (int64_t row = 0; row < rows; ++row) {
    Rational step(0), most(0);
    for (int64_t i = 0; i < size; ++i) {
      step = gcd(step, scale.values[row * size + i]);
      most = std::max(most, abs(scale.values[row * size + i]));
    }
    steps.push_back(step);
    largest.push_back(most);
  }
  auto build = [&](const RationalTensor &common, const RationalTensor &factor) -> std::optional<Quantity> {
    std::optional<Value> codes = multiply(loc, quantity.codes, factor);
    if (!codes)
      return std::nullopt;
    Quantity result{*codes, {}, quantity.shared && *codes == quantity.codes};
    result.apply(common, quantity.offset());
    return result;
  };
  RationalTensor common = orOne(RationalTensor(rowShape, steps).compressed());
  if (fits(quantity.codes, scale / common, Rational(0)))
    if (std::optional<Quantity> result = build(common, scale / common))
      return *result;
  RationalTensor grid = orOne(RationalTensor(rowShape, largest).compressed()) * RationalTensor(powerOfTwo(-kGuardBits));
  RationalTensor factor = (scale / grid).map(rounded);
  std::optional<Quantity> result = build(grid, factor);
  if (Operation *rounding = result ? getRoundingOp(loc, result->codes, quantity.codes) : nullptr) {
    Rational bound = greatest(magnitudeOf(scale - factor * grid)) * getMagnitude(quantity.codes);
    stateError(rounding, loc, bound,
               "rounds scales to steps of 2^-" + Twine(kGuardBits) + " of the largest that it contracts");
    return *result;
  }
  return emitLayerError(loc) << "contracts a value of many scales, which needs numbers of more than "
                             << FixedType::kMaxWidth << " bits; quantize it before";
}
