//===- LowerActivations.cpp - Clamps and nonlinear functions -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Lowering.h"
#include "dialects/QNN/Transforms/Tables.h"

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

/// The values of a function of a constant, rounded to f32 as the framework computes them where they are not rational.
static FailureOr<Constant> mapConstant(UnaryOp op, const Constant &constant, const RealFunction &function) {
  ElementStage stage{Stage::Function, Rational(1), Rational(0), std::nullopt, std::nullopt, Rational(1), function, {}};
  ElementFunction element(stage);
  std::vector<Rational> values = constant.values();
  for (Rational &value : values) {
    if (std::string error = element.getDomainError(value); !error.empty())
      return op.emitOpError() << "has no value: " << error;
    std::optional<Rational> rounded;
    for (unsigned precision = 128; precision <= 4096 && !rounded; precision *= 2) {
      std::optional<RationalInterval> result = element.enclose(value, precision);
      if (!result)
        continue;
      float low = static_cast<float>(toDouble(result->low));
      if (result->isExact())
        rounded = result->low;
      else if (std::isfinite(low) && low == static_cast<float>(toDouble(result->high)))
        rounded = rationalFrom(low);
    }
    if (!rounded)
      return op.emitOpError() << "has no value in f32 for the element " << toDouble(value)
                              << " of its constant operand";
    value = *rounded;
  }
  return Constant::ofValues(constant.shape, values);
}

FailureOr<Meaning> Lowering::lowerUnary(UnaryOp op) {
  Meaning input = get(op.getInput());
  RealFunction function(op.getFunction());
  if (auto *constant = std::get_if<Constant>(&input)) {
    FailureOr<Constant> result = mapConstant(op, *constant, function);
    if (failed(result))
      return failure();
    return Meaning(*result);
  }
  Quantity quantity = std::get<Quantity>(input);
  quantity.applyFunction(function);
  if (!op.getOutputType())
    return Meaning(quantity);
  FailureOr<Quantity> result = tabulate(builder, op.getLoc(), quantity, cast<FixedType>(*op.getOutputType()));
  if (failed(result))
    return failure();
  return Meaning(*result);
}
