//===- SoftmaxTables.cpp - Softmax by tables of the exponential -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/SoftmaxTables.h"
#include <cmath>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

/// Entries of one table, above which a softmax is refused.
static constexpr int kMaxTableBits = 16;

/// Bits beyond those of the result that tables and dropped input bits are given, before those that the number
/// of elements asks for.
static constexpr int kGuardBits = 3;

/// The quantity with one positive scale, and offsets that differ along no axis but where they are part of the
/// codes. Offsets that lie on no step of the codes are rounded to `step`; `error` grows by what that costs.
static FailureOr<Quantity> alignLogits(IntegerBuilder &builder, Location loc, const Quantity &input,
                                       const Rational &step, double &error) {
  FailureOr<Quantity> settled = builder.settle(loc, input);
  if (failed(settled))
    return failure();
  std::optional<Rational> scale = settled->scale().uniform();
  if (!scale || *scale <= Rational(0))
    return emitLayerError(loc) << "is a softmax over values whose scales differ between channels or are not positive; "
                                  "quantize its input with one scale";
  RationalTensor offset = settled->offset();
  // A common offset cancels.
  if (offset.uniform())
    offset = Rational(0);
  if (offset.isZero())
    return Quantity{settled->codes, {Stage::affine(*scale, Rational(0))}, false};
  RationalTensor relative = offset / RationalTensor(*scale);
  std::optional<Value> codes = builder.addOffset(loc, settled->codes, relative, settled->shared);
  if (!codes) {
    int exponent = std::ilogb(toDouble(step / *scale));
    const Rational grid = powerOfTwo(exponent);
    RationalTensor rounded =
        relative.map([&](const Rational &value) { return Rational(floor(value / grid + Rational(1, 2))) * grid; });
    codes = builder.addOffset(loc, settled->codes, rounded, settled->shared);
    if (!codes)
      return emitLayerError(loc) << "is a softmax over values whose offsets need more than 62 bits";
    error += std::ldexp(toDouble(*scale), exponent - 1);
  }
  return Quantity{*codes, {Stage::affine(*scale, Rational(0))}, false};
}

/// A table of exp(-k * step) for k in [0, 2^bits), rounded to `fraction` bits.
static WeightOp makeTable(IntegerBuilder &builder, Location loc, const Twine &name, double step, int bits,
                          int fraction) {
  std::vector<int64_t> codes;
  for (int64_t k = 0; k < int64_t(1) << bits; ++k)
    codes.push_back(std::llrint(std::ldexp(std::exp(-static_cast<double>(k) * step), fraction)));
  return *builder.weight(loc, name, {static_cast<int64_t>(codes.size())}, codes, -fraction);
}

FailureOr<Quantity> qnn::softmax(IntegerBuilder &builder, Location loc, const Quantity &input, int64_t axis,
                                 FixedType resultType) {
  int64_t count = input.shape()[axis];
  int fraction = resultType.getFormat().fraction();
  int elementBits = static_cast<int>(llvm::Log2_64_Ceil(count));
  // The exponential is wanted to this many bits.
  int precision = std::max(fraction, 0) + kGuardBits + elementBits;
  if (precision > 40)
    return emitLayerError(loc) << "is a softmax of " << count << " elements to " << fraction
                               << " fraction bits, which its tables cannot give; use fewer fraction bits";

  double error = 0;
  FailureOr<Quantity> logits = alignLogits(builder, loc, input, powerOfTwo(-precision), error);
  if (failed(logits))
    return failure();

  // Input bits that change the exponential by less than the precision are dropped.
  double step = toDouble(*logits->scale().uniform() * powerOfTwo(logits->element().getLsb()));
  int drop = std::max(0, static_cast<int>(std::floor(-precision - std::log2(step))));
  double indexStep = std::ldexp(step, drop);
  // Differences beyond this have an exponential below the precision; the last index stands for all of them.
  double indices = std::ceil(precision * std::log(2.0) / indexStep) + 1;
  int bits = std::max(1, static_cast<int>(std::ceil(std::log2(indices + 1))));
  int fineBits = bits / 2, coarseBits = bits - fineBits;
  if (coarseBits > kMaxTableBits || drop > 63)
    return emitLayerError(loc) << "is a softmax over values in steps of " << step << ", whose tables need 2^"
                               << coarseBits << " entries, and at most 2^" << kMaxTableBits << " are supported";
  std::string name = layerNameOr(loc);
  WeightOp coarse = makeTable(builder, loc, name + "_coarse", std::ldexp(indexStep, fineBits), coarseBits, precision);
  WeightOp fine = makeTable(builder, loc, name + "_fine", indexStep, fineBits, precision);

  // Each e_i errs by the rounding of two factors of at most one, by the dropped input bits (relative) and by
  // the last index; the quotient passes on that of e_i and of the sum, which is at least nearly one; then it
  // is rounded itself, and clipped where the type does not reach one.
  double entry = 2 * std::ldexp(1.0, -precision - 1) + std::ldexp(1.0, -2 * precision - 2);
  double dropped = drop > 0 ? std::expm1(indexStep) : 0.0;
  double last = std::exp(-std::ldexp(1.0, bits) * indexStep + indexStep);
  double perElement = entry + dropped + last + 2 * std::expm1(error);
  error = perElement * (static_cast<double>(count) + 1) / (1 - perElement) + std::ldexp(1.0, -fraction - 1);
  double reach = std::ldexp(1.0, resultType.getInteger()) - std::ldexp(1.0, -fraction);
  error = std::max(error, 1.0 - reach);

  Type type = withElementType(logits->type(), resultType);
  OpBuilder &attributes = builder.getBuilder();
  auto op = TableSoftmaxOp::create(attributes, loc, type, logits->codes, FlatSymbolRefAttr::get(coarse),
                                   FlatSymbolRefAttr::get(fine), attributes.getI64IntegerAttr(axis),
                                   attributes.getI64IntegerAttr(drop), attributes.getF64FloatAttr(error));
  return Quantity{op.getResult(), {}, false};
}
