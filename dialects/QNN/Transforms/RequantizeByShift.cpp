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

/// `scale * x + offset`, clamped to the bounds that are there.
struct PendingLine {
  Rational scale;
  RationalTensor offset;
  std::optional<RationalTensor> low, high;
};

/// What is pending, where it is one line with one positive scale for all elements.
static std::optional<PendingLine> pendingLine(const Quantity &input) {
  Quantity clamped{input.codes, {}, false};
  PendingLine line{Rational(1), Rational(0), std::nullopt, std::nullopt};
  for (const Stage &stage : input.stages) {
    if (stage.kind == Stage::Clamp) {
      clamped.applyClamp(stage.low, stage.high);
    } else {
      std::optional<Rational> scale = stage.scale.uniform();
      if (stage.kind != Stage::Affine || !scale || *scale <= Rational(0))
        return std::nullopt;
      line.scale = line.scale * *scale;
      line.offset = line.offset * RationalTensor(*scale) + stage.offset;
      for (Stage &clamp : clamped.stages)
        for (std::optional<RationalTensor> *bound : {&clamp.low, &clamp.high})
          if (*bound)
            *bound = **bound * RationalTensor(*scale) + stage.offset;
    }
  }
  if (!clamped.stages.empty())
    std::tie(line.low, line.high) = std::pair(clamped.stages.front().low, clamped.stages.front().high);
  return line;
}

/// The code to which a bound is rounded, where it is one for all elements.
static std::optional<Rational> roundBound(const RationalTensor &bound, const Quantizer &quantizer) {
  RationalTensor codes = bound / quantizer.scale + quantizer.zeroPoint;
  return codes.map([&](const Rational &value) { return Rational(round(value, quantizer.rounding)); }).uniform();
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
  if (!lsb || !zeroPoint || !low || !high || !quantizer.onlyRounds())
    return std::nullopt;
  std::optional<PendingLine> line = pendingLine(input);
  if (!line)
    return std::nullopt;
  std::optional<int> exponent = exactLog2(line->scale);
  if (!exponent)
    return std::nullopt;

  // Rounding is monotone: what is clamped before it can be clamped behind, to the rounded bounds.
  for (const std::optional<RationalTensor> *bound : {&line->low, &line->high}) {
    if (!*bound)
      continue;
    std::optional<Rational> code = roundBound(**bound, quantizer);
    if (!code)
      return std::nullopt;
    Rational inRange = std::clamp(*code, *low, *high);
    (bound == &line->low ? low : high) = inRange;
  }

  const Rational step = powerOfTwo(*lsb);
  int inputLsb = input.element().getLsb() + *exponent;
  RationalTensor offset = line->offset + RationalTensor(*zeroPoint * step);
  // The bounds of rounding lie on multiples of half a step.
  offset = onGrid(offset, std::min(inputLsb, *lsb - 1)) * RationalTensor(powerOfTwo(-*exponent));
  std::optional<Value> codes = builder.addOffset(loc, input.codes, offset, input.shared);
  if (!codes)
    return std::nullopt;
  std::optional<Value> scaled = builder.scaleByPowerOfTwo(loc, *codes, *exponent);
  if (!scaled)
    return std::nullopt;

  FixedFormat format = FixedFormat::forRange(APSInt::get(*toInt64(*low)), APSInt::get(*toInt64(*high)), *lsb);
  OverflowMode overflow = OverflowMode::Saturate;
  DenseI64ArrayAttr clamp;
  Rational least = Rational(toInteger(format.minCode())), most = Rational(toInteger(format.maxCode()));
  bool fullRange = least == *low && most == *high;
  if (!fullRange && format.isSigned && most == *high && -most == *low)
    overflow = OverflowMode::SaturateSymmetric;
  else if (!fullRange)
    clamp = builder.getBuilder().getDenseI64ArrayAttr({*toInt64(*low), *toInt64(*high)});
  MLIRContext *context = loc.getContext();
  Type type = withElementType(scaled->getType(), FixedType::get(context, format));
  auto op = RequantizeOp::create(builder.getBuilder(), loc, type, *scaled, quantizer.rounding, overflow, clamp);
  Quantity result{op.getResult(), {}, false};
  if (zeroPoint->num != 0)
    result.apply(Rational(1), RationalTensor(-*zeroPoint * step));
  return result;
}
