//===- LowerActivations.cpp - Clamps and nonlinear functions -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Lowering.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

static Constant evaluate(const Constant &constant, const Stage &stage) {
  return Constant::ofValues(constant.shape, stage.evaluate(constant.tensor()).spread(constant.shape));
}

FailureOr<Meaning> Lowering::lowerClamp(Operation *op, const std::optional<RationalTensor> &low,
                                        const std::optional<RationalTensor> &high) {
  Meaning input = get(op->getOperand(0));
  if (auto *quantity = std::get_if<Quantity>(&input)) {
    quantity->applyClamp(low, high);
    return input;
  }
  return Meaning(evaluate(std::get<Constant>(input), Stage::clamp(low, high)));
}

FailureOr<Meaning> Lowering::lowerLeakyRelu(LeakyReluOp op) {
  Meaning input = get(op.getInput());
  RationalTensor slope = RationalTensor::fromElements(cast<DenseElementsAttr>(op.getSlope()));
  if (auto *quantity = std::get_if<Quantity>(&input)) {
    quantity->applyLeaky(slope);
    return input;
  }
  return Meaning(evaluate(std::get<Constant>(input), Stage::leaky(slope)));
}
