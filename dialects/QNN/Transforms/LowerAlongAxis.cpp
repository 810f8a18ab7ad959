//===- LowerAlongAxis.cpp - Softmax and selection along an axis -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Lowering.h"
#include "dialects/QNN/Transforms/SoftmaxTables.h"
#include <cmath>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

/// Fraction bits of a softmax for which nobody asks for more.
static constexpr int kSoftmaxFraction = 15;

/// The type in which a softmax is delivered when the model does not say: fine enough for the quantizers that read it,
/// so that their results are within one of their own steps.
static FixedType chooseSoftmaxType(SoftmaxOp op) {
  int fraction = kSoftmaxFraction;
  for (Operation *user : op->getUsers()) {
    if (!isa<QuantizeLinearOp, QuantizeOp>(user))
      continue;
    if (std::optional<std::vector<float>> scales = floatsOf(cast<ElementsAttr>(user->getAttr("scale"))))
      for (float scale : *scales)
        if (scale > 0)
          fraction = std::max(fraction, 1 - std::ilogb(scale));
  }
  return FixedType::get(op.getContext(), fraction + 1, 1, /*isSigned=*/false);
}

FailureOr<Meaning> Lowering::lowerSoftmax(SoftmaxOp op) {
  Meaning input = get(op.getInput());
  auto *quantity = std::get_if<Quantity>(&input);
  if (!quantity)
    return op.emitOpError("is a softmax of a constant, which the importer folds");
  FixedType type = op.getOutputType() ? cast<FixedType>(*op.getOutputType()) : chooseSoftmaxType(op);
  FailureOr<Quantity> result = softmax(builder, op.getLoc(), *quantity, op.getAxis(), type);
  if (failed(result))
    return failure();
  return Meaning(*result);
}

//===----------------------------------------------------------------------===//
// Selection
//===----------------------------------------------------------------------===//

FailureOr<Meaning> Lowering::lowerTopK(TopKOp op) {
  Meaning input = get(op.getInput());
  auto *quantity = std::get_if<Quantity>(&input);
  if (!quantity)
    return op.emitOpError("selects elements of a constant, which the importer folds");
  Location loc = op.getLoc();
  FailureOr<Quantity> settled = builder.settle(loc, *quantity);
  if (failed(settled))
    return failure();
  Value codes = settled->codes;
  RationalTensor scale = settled->scale().compressed(), offset = settled->offset().compressed();
  int64_t axis = op.getAxis(), rank = settled->shape().size();
  bool smallest = op.getSmallest();

  // What is the same for all elements that are compared does not change their order, or turns it round.
  bool falls = scale.all([](const Rational &value) { return value < Rational(0); });
  bool rises = scale.all([](const Rational &value) { return value > Rational(0); });
  if (falls)
    smallest = !smallest;
  if (scale.variesAlong(axis, rank) || offset.variesAlong(axis, rank) || (!falls && !rises)) {
    smallest = op.getSmallest();
    RationalTensor added = offset.variesAlong(axis, rank) ? offset : RationalTensor(Rational(0));
    Rational step(0);
    for (const RationalTensor &parameters : {scale, added})
      for (const Rational &value : parameters.values)
        step = gcd(step, value);
    if (step == Rational(0))
      step = Rational(1);
    std::optional<Value> common = builder.multiply(loc, codes, scale / RationalTensor(step));
    if (common)
      common = builder.addOffset(loc, *common, added / RationalTensor(step), settled->shared);
    if (!common)
      return emitLayerError(loc) << "compares values whose scales and offsets need more than 62 bits on a common step; "
                                    "quantize its input with one scale";
    codes = *common;
    scale = step;
    offset = offset - added;
  }
  Value result = TopKOp::create(opBuilder, loc, codes, axis, op.getK(), op.getIndices(), smallest, op.getLast());
  if (op.getIndices())
    return Meaning(Quantity{result, {}, false});
  return Meaning(Quantity{result, {Stage::affine(scale, offset)}, false});
}
