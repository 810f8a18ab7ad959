//===- LowerQuantizers.cpp - The quantizers of the import form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Lowering.h"
#include "dialects/QNN/Transforms/Tables.h"
#include <cmath>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

static bool areIntegers(const RationalTensor &tensor) {
  return tensor.all([](const Rational &value) { return value.den == 1; });
}

/// The elements rounded to float32, which those of a float constant are already.
static std::vector<float> asFloats(const Constant &constant) {
  std::vector<float> data;
  data.reserve(constant.codes.size());
  std::optional<Rational> scale = constant.scale.uniform();
  std::optional<int> exponent = scale ? exactLog2(*scale) : std::nullopt;
  auto isExact = [](int64_t code) { return std::abs(code) < (int64_t(1) << 53); };
  if (exponent && llvm::all_of(constant.codes, isExact)) {
    // Exact numbers are slow, and there are millions of weights.
    for (int64_t code : constant.codes)
      data.push_back(static_cast<float>(std::ldexp(static_cast<double>(code), *exponent)));
    return data;
  }
  for (const Rational &value : constant.values())
    data.push_back(static_cast<float>(toDouble(value)));
  return data;
}

FailureOr<Meaning> Lowering::quantize(Location loc, const Meaning &input, const Quantizer &quantizer) {
  if (const auto *constant = std::get_if<Constant>(&input))
    return Meaning(quantizeConstant(quantizer, constant->shape, asFloats(*constant)));
  FailureOr<Quantity> result = requantize(builder, loc, std::get<Quantity>(input), quantizer);
  if (failed(result))
    return failure();
  return Meaning(*result);
}

FailureOr<Meaning> Lowering::lowerQuantizer(Operation *op, const Quantizer &quantizer) {
  if (!areIntegers(quantizer.zeroPoint))
    return op->emitOpError("has a zero point that is no integer");
  return quantize(op->getLoc(), get(op->getOperand(0)), quantizer);
}

FailureOr<Meaning> Lowering::lowerQuantizeLinear(QuantizeLinearOp op) {
  Quantizer quantizer = Quantizer::get(op);
  FailureOr<Meaning> multiple = quantize(op.getLoc(), get(op.getInput()), quantizer);
  if (failed(multiple))
    return failure();
  return applyAffine(op, *multiple, RationalTensor(Rational(1)) / quantizer.scale,
                     RationalTensor::fromElements(cast<DenseElementsAttr>(op.getZeroPoint())));
}

FailureOr<Meaning> Lowering::lowerCast(CastOp op) {
  Meaning input = get(op.getInput());
  if (auto *constant = std::get_if<Constant>(&input)) {
    FailureOr<Constant> result = castConstant(op.getLoc(), *constant, op.getTo());
    if (failed(result))
      return failure();
    return Meaning(*result);
  }
  FailureOr<Quantity> result = castQuantity(builder, op.getLoc(), std::get<Quantity>(input), op.getTo());
  if (failed(result))
    return failure();
  return Meaning(*result);
}

//===----------------------------------------------------------------------===//
// Trunc
//===----------------------------------------------------------------------===//

/// The integers that the mode makes of numbers.
static RationalTensor roundTo(const RationalTensor &tensor, RoundingMode mode) {
  return tensor.map([&](const Rational &value) { return Rational(round(value, mode)); });
}

/// True when every number that the quantity can be is a multiple of `step`, behind `offset`.
static bool liesOn(const Quantity &quantity, const RationalTensor &step, const RationalTensor &offset) {
  RationalTensor distance = powerOfTwo(quantity.element().getLsb()), start = Rational(0);
  for (const Stage &stage : quantity.stages) {
    if (stage.kind == Stage::Affine) {
      distance = distance * stage.scale;
      start = start * stage.scale + stage.offset;
      continue;
    }
    // The bounds of a clamp are numbers that occur.
    if (stage.kind != Stage::Clamp || !distance.all([](const Rational &value) { return value.num != 0; }))
      return false;
    for (const std::optional<RationalTensor> *bound : {&stage.low, &stage.high})
      if (*bound && !areIntegers((**bound - start) / distance))
        return false;
  }
  return areIntegers(distance / step) && areIntegers((start - offset) / step);
}

FailureOr<Meaning> Lowering::lowerTruncate(TruncateOp op) {
  auto numbers = [](ElementsAttr value) { return RationalTensor::fromElements(cast<DenseElementsAttr>(value)); };
  RationalTensor scale = numbers(op.getScale()), zeroPoint = numbers(op.getZeroPoint()),
                 resultScale = numbers(op.getResultScale()), resultZeroPoint = numbers(op.getResultZeroPoint());
  RationalTensor divisor = numbers(op.getShift()).map([](const Rational &shift) {
    return powerOfTwo(static_cast<int>(int64_t(shift.num)));
  });

  // In units of the truncated code.
  Quantizer quantizer;
  quantizer.scale = scale * divisor;
  quantizer.zeroPoint = zeroPoint / divisor;
  quantizer.grid = RationalTensor(Rational(1)) / divisor;
  quantizer.rounding = op.getRounding();
  Meaning input = get(op.getInput());
  auto *quantity = std::get_if<Quantity>(&input);
  // The numbers that a network truncates are multiples of the scale as a rule, and are rounded once then.
  if (quantity && liesOn(*quantity, scale, RationalTensor(Rational(0)) - zeroPoint * scale))
    quantizer.grid = Rational(0);
  if (op.getBitWidth()) {
    std::tie(quantizer.low, quantizer.high) = getCodeBounds(*op.getBitWidth(), op.getIsSigned(), op.getNarrow());
  } else {
    FailureOr<ValueBounds> range = ValueBounds();
    if (quantity) {
      range = getValueBounds(builder, op.getLoc(), *quantity);
      if (failed(range))
        return failure();
    } else {
      RationalTensor values = std::get<Constant>(input).tensor();
      *range = {*llvm::min_element(values.values), *llvm::max_element(values.values)};
    }
    for (auto [bound, value] : {std::pair{&quantizer.low, &range->low}, std::pair{&quantizer.high, &range->high}}) {
      RationalTensor code = roundTo(*value / scale + zeroPoint, RoundingMode::HalfEven) / divisor;
      *bound = roundTo(code, op.getRounding());
      if (!bound->all([](const Rational &code) { return toInt64(code) && abs(code) < powerOfTwo(60); }))
        return op.emitOpError("has results of more than 60 bits; quantize what it truncates before");
    }
  }

  if (const auto *constant = std::get_if<Constant>(&input)) {
    Constant codes;
    codes.shape = constant->shape;
    codes.codes = quantizeToCodes(quantizer, constant->shape, asFloats(*constant));
    return applyAffine(op, codes, resultScale, RationalTensor(Rational(0)) - resultZeroPoint * resultScale);
  }
  FailureOr<Meaning> result = quantize(op.getLoc(), input, quantizer);
  if (failed(result))
    return failure();
  // Behind the quantizer stands (code - zeroPoint) * scale, in its own numbers.
  return applyAffine(op, *result, resultScale / quantizer.scale, (quantizer.zeroPoint - resultZeroPoint) * resultScale);
}

//===----------------------------------------------------------------------===//
// MultiThreshold
//===----------------------------------------------------------------------===//

FailureOr<Meaning> Lowering::lowerMultiThreshold(MultiThresholdOp op) {
  ArrayRef<int64_t> shape = shapeOf(op.getInput()), table = op.getThresholds().getShapedType().getShape();
  RationalTensor thresholds = RationalTensor::fromElements(cast<DenseElementsAttr>(op.getThresholds()));
  std::vector<Rational> values = thresholds.spread(table);
  int64_t rows = table[0], count = table[1];
  SmallVector<int64_t> along(shape.size(), 1);
  along[op.getAxis()] = rows;

  Quantizer quantizer;
  quantizer.scale = Rational(1);
  quantizer.low = Rational(0);
  quantizer.high = Rational(count);
  for (int64_t k = 0; k < count; ++k) {
    std::vector<Rational> column;
    for (int64_t row = 0; row < rows; ++row)
      column.push_back(values[row * count + k]);
    quantizer.bounds.push_back(RationalTensor(along, std::move(column)).compressed());
  }
  Rational scale = rationalFrom(op.getScale().convertToDouble()),
           offset = rationalFrom(op.getOffset().convertToDouble());
  Meaning input = get(op.getInput());
  if (const auto *constant = std::get_if<Constant>(&input)) {
    Constant codes;
    codes.shape = constant->shape;
    std::vector<Rational> numbers = constant->values();
    codes.codes.assign(numbers.size(), 0);
    for (const RationalTensor &bound : quantizer.bounds)
      for (auto [code, number, threshold] : llvm::zip_equal(codes.codes, numbers, bound.spread(shape)))
        code += number >= threshold;
    return applyAffine(op, codes, scale, offset);
  }
  FailureOr<Meaning> counted = quantize(op.getLoc(), input, quantizer);
  if (failed(counted))
    return failure();
  return applyAffine(op, *counted, scale, offset);
}
