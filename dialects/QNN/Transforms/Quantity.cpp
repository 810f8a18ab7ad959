//===- Quantity.cpp - What a value of the import form is in the integer form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Quantity.h"
#include <cmath>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

//===----------------------------------------------------------------------===//
// Stages
//===----------------------------------------------------------------------===//

/// min(max(x, low), high)
static RationalTensor clampTensor(RationalTensor x, const std::optional<RationalTensor> &low,
                                  const std::optional<RationalTensor> &high) {
  if (low)
    x = combine(x, *low, [](const Rational &lhs, const Rational &rhs) { return std::max(lhs, rhs); });
  if (high)
    x = combine(x, *high, [](const Rational &lhs, const Rational &rhs) { return std::min(lhs, rhs); });
  return x;
}

RationalTensor Stage::evaluate(const RationalTensor &x) const {
  switch (kind) {
  case Affine:
    return x * scale + offset;
  case Clamp:
    return clampTensor(x, low, high);
  case Leaky:
    return combine(x, slope, [](const Rational &value, const Rational &slope) {
      return value < Rational(0) ? slope * value : value;
    });
  case Function:
  case Product:
  case Sum:
    break;
  }
  llvm_unreachable("is a real function");
}

void Stage::forEachParameter(llvm::function_ref<void(RationalTensor &)> function) {
  for (RationalTensor *tensor : {&scale, &offset, &slope})
    function(*tensor);
  for (std::optional<RationalTensor> *bound : {&low, &high})
    if (*bound)
      function(**bound);
  for (Stage &stage : other)
    stage.forEachParameter(function);
}

std::vector<std::vector<ElementStage>> qnn::spreadStages(ArrayRef<Stage> stages, ArrayRef<int64_t> shape) {
  std::vector<std::vector<ElementStage>> elements(ShapedType::getNumElements(shape));
  for (const Stage &stage : stages) {
    std::vector<Rational> scale = stage.scale.spread(shape), offset = stage.offset.spread(shape),
                          slope = stage.slope.spread(shape), low, high;
    if (stage.low)
      low = stage.low->spread(shape);
    if (stage.high)
      high = stage.high->spread(shape);
    std::vector<std::vector<ElementStage>> other = spreadStages(stage.other, shape);
    for (auto [i, element] : llvm::enumerate(elements))
      element.push_back({stage.kind, scale[i], offset[i], stage.low ? std::optional(low[i]) : std::nullopt,
                         stage.high ? std::optional(high[i]) : std::nullopt, slope[i], stage.function,
                         std::move(other[i])});
  }
  return elements;
}

//===----------------------------------------------------------------------===//
// Quantity
//===----------------------------------------------------------------------===//

void Quantity::apply(const RationalTensor &scale, const RationalTensor &offset) {
  if (stages.empty() || stages.back().kind != Stage::Affine) {
    stages.push_back(Stage::affine(scale, offset));
    return;
  }
  Stage &last = stages.back();
  last.offset = last.offset * scale + offset;
  last.scale = last.scale * scale;
}

void Quantity::applyClamp(const std::optional<RationalTensor> &low, const std::optional<RationalTensor> &high) {
  if (!low && !high)
    return;
  if (stages.empty() || stages.back().kind != Stage::Clamp) {
    stages.push_back(Stage::clamp(low, high));
    return;
  }
  // Two clamps are one, between the ends of the first as the second brings them into its own range.
  Stage &last = stages.back();
  last.low = last.low ? clampTensor(*last.low, low, high) : low;
  last.high = last.high ? clampTensor(*last.high, low, high) : high;
}

void Quantity::applyLeaky(const RationalTensor &slope) {
  if (slope.isZero())
    return applyClamp(RationalTensor(Rational(0)), std::nullopt);
  if (slope.uniform() != Rational(1))
    stages.push_back(Stage::leaky(slope));
}

static size_t countStagesOf(ArrayRef<Stage> stages) {
  size_t count = stages.size();
  for (const Stage &stage : stages)
    count += countStagesOf(stage.other);
  return count;
}

size_t Quantity::countStages() const { return countStagesOf(stages); }

/// `scale * codes + offset`, where a number that is zero must come out as zero: what the host rounds in the product
/// would be left of it. Where codes stand for zero, the offset is added as what it is in their steps, which is exact.
/// So where the stage is the first one and `lsb` is theirs; what another stage gives is no number of steps any more.
static void appendAffine(const Stage &stage, std::optional<int> lsb, MLIRContext *context,
                         SmallVectorImpl<Attribute> &attributes) {
  auto add = [&](const RationalTensor &scale, const RationalTensor &offset) {
    attributes.push_back(AffineAttr::get(context, scale.toF64(context), offset.toF64(context)));
  };
  bool isExact =
      stage.offset.isZero() || stage.scale.all([](const Rational &value) { return exactLog2(abs(value)).has_value(); });
  if (!lsb || isExact || !stage.scale.all([](const Rational &value) { return value.num != 0; }))
    return add(stage.scale, stage.offset);
  // In double, a sum of steps is exact below 2^53 of them.
  Rational step = powerOfTwo(*lsb), limit = powerOfTwo(52);
  auto isExactSum = [&](const Rational &shift) {
    Rational steps = shift / step;
    return toInt64(steps) && abs(steps) < limit;
  };
  RationalTensor shift =
      (stage.offset / stage.scale).map([&](const Rational &shift) { return isExactSum(shift) ? shift : Rational(0); });
  if (shift.isZero())
    return add(stage.scale, stage.offset);
  add(Rational(1), shift);
  add(stage.scale, stage.offset - shift * stage.scale);
}

ArrayAttr Quantity::dequantizeAttr() const {
  MLIRContext *context = codes.getContext();
  SmallVector<Attribute> attributes;
  for (const Stage &stage : stages) {
    bool identity = stage.scale.uniform() == Rational(1) && stage.offset.isZero();
    auto toF64 = [&](const std::optional<RationalTensor> &bound) {
      return bound ? bound->toF64(context) : DenseElementsAttr();
    };
    switch (stage.kind) {
    case Stage::Affine:
      if (!identity)
        appendAffine(stage, attributes.empty() ? std::optional(element().getLsb()) : std::nullopt, context, attributes);
      break;
    case Stage::Clamp:
      attributes.push_back(ClampAttr::get(context, toF64(stage.low), toF64(stage.high)));
      break;
    case Stage::Leaky:
      attributes.push_back(LeakyReluAttr::get(context, stage.slope.toF64(context)));
      break;
    case Stage::Function:
      attributes.push_back(stage.function->getAttr());
      break;
    case Stage::Product:
    case Stage::Sum:
      llvm_unreachable("the host applies no combination of functions");
    }
  }
  return ArrayAttr::get(context, attributes);
}

//===----------------------------------------------------------------------===//
// Constant
//===----------------------------------------------------------------------===//

Constant Constant::fromFloats(ArrayRef<int64_t> shape, ArrayRef<float> values) {
  // A float is an integer of 24 bits times a power of two.
  std::vector<int64_t> mantissas;
  std::vector<int> exponents;
  int low = std::numeric_limits<int>::max(), high = std::numeric_limits<int>::min();
  for (float value : values) {
    int exponent = 0;
    int64_t mantissa = static_cast<int64_t>(std::ldexp(std::frexp(value, &exponent), 24));
    exponent -= 24;
    if (mantissa != 0) {
      int zeros = llvm::countr_zero(static_cast<uint64_t>(mantissa));
      mantissa >>= zeros;
      exponent += zeros;
      low = std::min(low, exponent);
      high = std::max(high, exponent);
    }
    mantissas.push_back(mantissa);
    exponents.push_back(exponent);
  }
  Constant result;
  result.shape.assign(shape.begin(), shape.end());
  if (low > high) { // all zero
    result.codes.assign(values.size(), 0);
    return result;
  }
  if (high - low <= 38) { // 24 + 38 < 63 bits
    for (auto [mantissa, exponent] : llvm::zip_equal(mantissas, exponents))
      result.codes.push_back(mantissa == 0 ? 0 : mantissa * (int64_t(1) << (exponent - low)));
    result.scale = powerOfTwo(low);
    return result;
  }
  std::vector<Rational> scales;
  for (auto [mantissa, exponent] : llvm::zip_equal(mantissas, exponents))
    scales.push_back(mantissa == 0 ? Rational(1) : powerOfTwo(exponent));
  result.codes = std::move(mantissas);
  result.scale = RationalTensor(shape, std::move(scales)).compressed();
  return result;
}

std::optional<Constant> Constant::fromRationals(ArrayRef<int64_t> shape, const std::vector<Rational> &values,
                                                bool perLast) {
  int64_t columns = perLast && !shape.empty() ? shape.back() : 1;
  std::vector<Rational> steps(columns, Rational(0));
  for (auto [i, value] : llvm::enumerate(values))
    steps[i % columns] = gcd(steps[i % columns], value);
  for (Rational &step : steps)
    if (step.num == 0)
      step = Rational(1);
  Constant result;
  result.shape.assign(shape.begin(), shape.end());
  for (auto [i, value] : llvm::enumerate(values)) {
    std::optional<int64_t> code = toInt64(value / steps[i % columns]);
    if (!code || *code <= -(int64_t(1) << 62) || *code >= (int64_t(1) << 62))
      return std::nullopt;
    result.codes.push_back(*code);
  }
  result.scale = RationalTensor(columns, std::move(steps)).compressed();
  return result;
}

Constant Constant::ofValues(ArrayRef<int64_t> shape, const std::vector<Rational> &values) {
  if (std::optional<Constant> coded = fromRationals(shape, values))
    return *coded;
  // No common step: each value has its own.
  Constant own;
  own.shape.assign(shape.begin(), shape.end());
  own.codes.assign(values.size(), 1);
  own.scale = RationalTensor(shape, values).compressed();
  return own;
}

std::vector<Rational> Constant::values() const {
  std::vector<Rational> result = scale.spread(shape);
  for (auto [value, code] : llvm::zip_equal(result, codes))
    value = value * Rational(code);
  return result;
}

Constant Constant::reshaped(ArrayRef<int64_t> to) const {
  return {SmallVector<int64_t>(to), codes, scale.reshaped(shape, to)};
}

Constant Constant::transposed(ArrayRef<int64_t> permutation) const {
  Constant result;
  for (int64_t dim : permutation)
    result.shape.push_back(shape[dim]);
  result.codes = transposeElements<int64_t>(codes, shape, permutation);
  result.scale = scale.transposed(shape, permutation);
  return result;
}
