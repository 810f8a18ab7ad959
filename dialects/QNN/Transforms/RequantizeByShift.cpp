//===- RequantizeByShift.cpp - Quantizers whose scales are powers of two -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Requantizer.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APSInt;

/// `scale * x + offset`, rectified where `relu` is set.
struct PendingLine {
  Rational scale;
  RationalTensor offset;
  bool relu = false;
};

/// What is pending, where it is one line with one scale for all elements.
static std::optional<PendingLine> pendingLine(const Quantity &input) {
  PendingLine line{Rational(1), Rational(0), false};
  for (const Stage &stage : input.stages) {
    if (stage.kind == Stage::Relu) {
      line.relu = true;
      continue;
    }
    std::optional<Rational> scale = stage.scale.uniform();
    // Behind a rectifier only a positive factor keeps the form.
    if (!scale || *scale <= Rational(0) || (line.relu && !stage.offset.isZero()))
      return std::nullopt;
    line.scale = line.scale * *scale;
    line.offset = line.offset * RationalTensor(*scale) + stage.offset;
  }
  return line;
}

/// The offset brought onto a grid on which it decides every rounding as the exact one does: numbers on
/// multiples of 2^lsb are compared with bounds on multiples of 2^lsb, so only the multiple below it and
/// whether it is exact matter; one bit below the grid says the latter.
static RationalTensor onGrid(const RationalTensor &offset, int lsb) {
  const Rational step = powerOfTwo(lsb), half = powerOfTwo(lsb - 1);
  return offset.map([&](const Rational &value) {
    Rational multiple = Rational(floor(value / step)) * step;
    return multiple == value ? value : multiple + half;
  });
}

std::optional<Quantity> qnn::requantizeByShift(IntegerBuilder &builder, Location loc, const Quantity &input,
                                               const Quantizer &quantizer) {
  std::optional<int> lsb = quantizer.getBinaryPoint();
  std::optional<Rational> zeroPoint = quantizer.zeroPoint.uniform(), low = quantizer.low.uniform(),
                          high = quantizer.high.uniform();
  if (!lsb || !zeroPoint || !low || !high || !quantizer.bipolar.isZero())
    return std::nullopt;
  std::optional<PendingLine> line = pendingLine(input);
  if (!line)
    return std::nullopt;
  std::optional<int> exponent = exactLog2(line->scale);
  if (!exponent)
    return std::nullopt;

  const Rational step = powerOfTwo(*lsb);
  int inputLsb = input.element().getLsb() + *exponent;
  RationalTensor offset = line->offset + RationalTensor(*zeroPoint * step);
  // The bounds of rounding lie on multiples of half a step.
  offset = onGrid(offset, std::min(inputLsb, *lsb - 1)) * RationalTensor(powerOfTwo(-*exponent));
  std::optional<Value> codes = builder.addOffset(loc, input.codes, offset, input.shared);
  if (!codes)
    return std::nullopt;
  Value scaled = builder.scaleByPowerOfTwo(loc, *codes, *exponent);

  Rational lowest = line->relu ? std::max(*low, *zeroPoint) : *low;
  lowest = std::min(lowest, *high);
  FixedFormat format = FixedFormat::forRange(APSInt::get(*toInt64(lowest)), APSInt::get(*toInt64(*high)), *lsb);
  OverflowMode overflow = OverflowMode::Saturate;
  DenseI64ArrayAttr clamp;
  bool fullRange = Rational(Integer(format.minCode().getExtValue())) == lowest &&
                   Rational(Integer(format.maxCode().getExtValue())) == *high;
  if (!fullRange && format.isSigned && lowest == -*high)
    overflow = OverflowMode::SaturateSymmetric;
  else if (!fullRange)
    clamp = builder.getBuilder().getDenseI64ArrayAttr({*toInt64(lowest), *toInt64(*high)});
  MLIRContext *context = loc.getContext();
  Type type = withElementType(scaled.getType(), FixedType::get(context, format));
  auto op = RequantizeOp::create(builder.getBuilder(), loc, type, scaled, quantizer.rounding, overflow, clamp);
  Quantity result{op.getResult(), {}, false};
  if (zeroPoint->num != 0)
    result.apply(Rational(1), RationalTensor(-*zeroPoint * step));
  return result;
}
