//===- Requantizer.cpp - Quantizers as operations of the integer form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Requantizer.h"
#include "dialects/QNN/Verification.h"
#include <cmath>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APSInt;

//===----------------------------------------------------------------------===//
// Quantizer
//===----------------------------------------------------------------------===//

std::pair<RationalTensor, RationalTensor> qnn::getCodeBounds(ElementsAttr bitWidth, bool isSigned, bool narrow) {
  RationalTensor bits = RationalTensor::fromElements(cast<DenseElementsAttr>(bitWidth));
  auto levels = [](const Rational &value, int less) { return powerOfTwo(static_cast<int>(int64_t(value.num)) - less); };
  if (isSigned)
    return {bits.map([&](const Rational &value) { return Rational(narrow ? 1 : 0) - levels(value, 1); }),
            bits.map([&](const Rational &value) { return levels(value, 1) - Rational(1); })};
  return {Rational(0), bits.map([&](const Rational &value) { return levels(value, 0) - Rational(narrow ? 2 : 1); })};
}

Quantizer Quantizer::get(QuantizeOp op) {
  Quantizer result;
  bool isSigned = op.getIsSigned(), narrow = op.getNarrow();
  result.scale = RationalTensor::fromElements(cast<DenseElementsAttr>(op.getScale()));
  result.zeroPoint = RationalTensor::fromElements(cast<DenseElementsAttr>(op.getZeroPoint()));
  RationalTensor bits = RationalTensor::fromElements(cast<DenseElementsAttr>(op.getBitWidth()));
  result.rounding = op.getRounding();
  result.bipolar = bits.map([&](const Rational &value) { return Rational(isSigned && value == Rational(1) ? 1 : 0); });
  std::tie(result.low, result.high) = getCodeBounds(op.getBitWidth(), isSigned, narrow);
  auto unlessBipolar = [&](const RationalTensor &bound, const Rational &end) {
    return combine(bound, result.bipolar,
                   [&](const Rational &bound, const Rational &bipolar) { return bipolar.num == 0 ? bound : end; });
  };
  result.low = unlessBipolar(result.low, Rational(-1));
  result.high = unlessBipolar(result.high, Rational(1));
  return result;
}

Quantizer Quantizer::get(QuantizeLinearOp op) {
  RationalTensor zeroPoint = RationalTensor::fromElements(cast<DenseElementsAttr>(op.getZeroPoint()));
  Quantizer result;
  result.scale = RationalTensor::fromElements(cast<DenseElementsAttr>(op.getScale()));
  result.low = RationalTensor(Rational(static_cast<int64_t>(op.getLow()))) - zeroPoint;
  result.high = RationalTensor(Rational(static_cast<int64_t>(op.getHigh()))) - zeroPoint;
  return result;
}

Quantizer Quantizer::get(BipolarQuantizeOp op) {
  Quantizer result;
  result.scale = RationalTensor::fromElements(cast<DenseElementsAttr>(op.getScale()));
  result.low = Rational(-1);
  result.high = Rational(1);
  result.bipolar = Rational(1);
  return result;
}

std::optional<int> Quantizer::getBinaryPoint() const {
  if (std::optional<Rational> uniform = scale.uniform())
    return exactLog2(*uniform);
  return std::nullopt;
}

FixedType Quantizer::getType(MLIRContext *context) const {
  Rational least = *std::min_element(low.values.begin(), low.values.end());
  Rational greatest = *std::max_element(high.values.begin(), high.values.end());
  return FixedType::get(context, FixedFormat::forRange(APSInt::get(*toInt64(least)), APSInt::get(*toInt64(greatest)),
                                                       getBinaryPoint().value_or(0)));
}

/// Rounds in float32.
static double roundFloat(float number, RoundingMode rounding) {
  // In double the rest is exact; in float32 that of -0.49999997 would be a tie.
  double value = number, floor = std::floor(value), rest = value - floor;
  bool tie = rest == 0.5, above = rest > 0.5;
  switch (rounding) {
  case RoundingMode::HalfEven:
    return above || (tie && std::fmod(floor, 2.0) != 0.0) ? floor + 1 : floor;
  case RoundingMode::HalfAway:
    return above || (tie && value > 0) ? floor + 1 : floor;
  case RoundingMode::HalfToZero:
    return above || (tie && value < 0) ? floor + 1 : floor;
  case RoundingMode::HalfCeil:
    return above || tie ? floor + 1 : floor;
  case RoundingMode::HalfFloor:
    return above ? floor + 1 : floor;
  case RoundingMode::Floor:
    return floor;
  case RoundingMode::Ceil:
    return std::ceil(value);
  case RoundingMode::ToZero:
    return std::trunc(value);
  case RoundingMode::Away:
    return value > 0 ? std::ceil(value) : floor;
  }
  llvm_unreachable("covered");
}

std::vector<int64_t> qnn::quantizeToCodes(const Quantizer &quantizer, ArrayRef<int64_t> shape, ArrayRef<float> data) {
  // Conversions of exact numbers are slow, and there are far fewer parameters than elements.
  auto floats = [&](const RationalTensor &tensor) {
    std::vector<float> distinct;
    RationalTensor index = tensor;
    for (auto [i, value] : llvm::enumerate(tensor.values)) {
      distinct.push_back(static_cast<float>(toDouble(value)));
      index.values[i] = Rational(static_cast<int64_t>(i));
    }
    if (distinct.size() == 1)
      return std::vector<float>(data.size(), distinct.front());
    std::vector<float> result;
    for (const Rational &i : index.spread(shape))
      result.push_back(distinct[int64_t(i.num)]);
    return result;
  };
  std::vector<float> scale = floats(quantizer.scale), zeroPoint = floats(quantizer.zeroPoint),
                     low = floats(quantizer.low), high = floats(quantizer.high), bipolar = floats(quantizer.bipolar),
                     grid = floats(quantizer.grid);
  std::vector<int64_t> codes;
  for (auto [i, value] : llvm::enumerate(data)) {
    float y = value / scale[i] + zeroPoint[i];
    if (grid[i] != 0)
      y = static_cast<float>(roundFloat(y / grid[i], RoundingMode::HalfEven)) * grid[i];
    if (bipolar[i] != 0)
      codes.push_back(y >= 0 ? 1 : -1);
    else // Bounds of 32 bits are no float32, and the framework clips in float32 too.
      codes.push_back(static_cast<int64_t>(roundFloat(std::min(std::max(y, low[i]), high[i]), quantizer.rounding)));
  }
  return codes;
}

Constant qnn::quantizeConstant(const Quantizer &quantizer, ArrayRef<int64_t> shape, ArrayRef<float> data) {
  Constant result;
  result.shape.assign(shape.begin(), shape.end());
  result.codes = quantizeToCodes(quantizer, shape, data);
  if (!quantizer.zeroPoint.isZero())
    for (auto [code, zeroPoint] : llvm::zip_equal(result.codes, quantizer.zeroPoint.spread(shape)))
      code -= *toInt64(zeroPoint);
  result.scale = quantizer.scale;
  return result;
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

Integer ElementQuantizer::getCode(const Rational &value) const {
  if (!bounds.empty()) {
    // The bounds up to the value.
    auto above = std::upper_bound(bounds.begin(), bounds.end(), value);
    return low.num + Integer(static_cast<int64_t>(above - bounds.begin()));
  }
  Rational y = value / scale + zeroPoint;
  if (bipolar)
    return Integer(y < Rational(0) ? -1 : 1);
  if (grid.num != 0)
    y = Rational(round(y / grid, RoundingMode::HalfEven)) * grid;
  return round(std::clamp(y, low, high), rounding);
}

Rational ElementQuantizer::getStep() const {
  if (bounds.empty()) // A zero point is a multiple of the grid, or else an integer.
    return grid.num == 0 ? scale : scale * grid;
  Rational step(0);
  for (const Rational &bound : bounds)
    step = gcd(step, bound);
  return step.num == 0 ? Rational(1) : step;
}

QuantizerRows qnn::spreadRows(const Quantity &input, const Quantizer &quantizer) {
  QuantizerRows rows;
  auto extend = [&](const RationalTensor &tensor) { rows.shape = *broadcastShapes(rows.shape, tensor.shape); };
  for (const RationalTensor *tensor :
       {&quantizer.scale, &quantizer.zeroPoint, &quantizer.low, &quantizer.high, &quantizer.bipolar, &quantizer.grid})
    extend(*tensor);
  llvm::for_each(quantizer.bounds, extend);
  for (Stage stage : input.stages)
    stage.forEachParameter(extend);
  std::vector<Rational> scale = quantizer.scale.spread(rows.shape), zeroPoint = quantizer.zeroPoint.spread(rows.shape),
                        low = quantizer.low.spread(rows.shape), high = quantizer.high.spread(rows.shape),
                        bipolar = quantizer.bipolar.spread(rows.shape), grid = quantizer.grid.spread(rows.shape);
  for (size_t i = 0; i < scale.size(); ++i)
    rows.quantizers.push_back(
        {scale[i], zeroPoint[i], low[i], high[i], bipolar[i].num != 0, quantizer.rounding, grid[i], {}});
  for (const RationalTensor &bound : quantizer.bounds)
    for (auto [element, value] : llvm::zip_equal(rows.quantizers, bound.spread(rows.shape)))
      element.bounds.push_back(value);
  for (ElementQuantizer &element : rows.quantizers)
    llvm::sort(element.bounds);
  rows.stages = spreadStages(input.stages, rows.shape);
  return rows;
}

//===----------------------------------------------------------------------===//
// Requantizer
//===----------------------------------------------------------------------===//

/// Where comparators are so much fewer than entries of a table, they take less.
static constexpr int64_t kTableEntriesPerThreshold = 1024;

/// Whether a quantizer with a function before it is better, or can only be, thresholds.
static bool preferThresholds(const Quantity &input, const Quantizer &quantizer) {
  if (!llvm::all_of(input.stages, [](const Stage &stage) { return stage.isMonotone(); }))
    return false;
  if (input.element().getWidth() > kMaxTableInputBits)
    return true;
  RationalTensor levels = quantizer.high - quantizer.low;
  return levels.all([&](const Rational &count) {
    return count * Rational(kTableEntriesPerThreshold) <= powerOfTwo(input.element().getWidth());
  });
}

FailureOr<Quantity> qnn::requantize(IntegerBuilder &builder, Location loc, const Quantity &source,
                                    const Quantizer &quantizer) {
  if (source.hasFunction())
    return preferThresholds(source, quantizer) ? requantizeByThresholds(builder, loc, source, quantizer)
                                               : requantizeByTable(builder, loc, source, quantizer);
  // Shifts and thresholds are monotone. A function that turns around is exact arithmetic before them.
  FailureOr<Quantity> settled = source;
  if (!llvm::all_of(source.stages, [](const Stage &stage) { return stage.isMonotone(); }))
    settled = builder.settle(loc, source);
  if (failed(settled))
    return failure();
  const Quantity &input = *settled;
  if (std::optional<Quantity> result = requantizeByShift(builder, loc, input, quantizer))
    return *result;
  if (hasManySteps(input, quantizer))
    if (std::optional<Quantity> result = requantizeByMultiplication(builder, loc, input, quantizer))
      return *result;
  // More steps than there are numbers of the input.
  if (hasManySteps(input, quantizer) && input.element().getWidth() <= kMaxTableInputBits)
    return requantizeByTable(builder, loc, input, quantizer);
  return requantizeByThresholds(builder, loc, input, quantizer);
}
