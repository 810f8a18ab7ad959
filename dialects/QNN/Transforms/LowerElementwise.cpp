//===- LowerElementwise.cpp - Constants and elementwise operations -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Lowering.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include <cmath>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

/// The elements of a float constant, wherever they are stored.
std::optional<std::vector<float>> qnn::floatsOf(ElementsAttr value) {
  if (!value.getElementType().isF32())
    return std::nullopt;
  std::vector<float> data;
  if (auto dense = dyn_cast<DenseElementsAttr>(value)) {
    for (float element : dense.getValues<float>())
      data.push_back(element);
  } else if (auto resource = dyn_cast<DenseResourceElementsAttr>(value)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    if (!blob || blob->getData().size() != value.getNumElements() * sizeof(float))
      return std::nullopt;
    data.resize(value.getNumElements());
    std::memcpy(data.data(), blob->getData().data(), blob->getData().size());
  } else {
    return std::nullopt;
  }
  return data;
}

FailureOr<Meaning> Lowering::lowerConstant(arith::ConstantOp op) {
  auto elements = dyn_cast<ElementsAttr>(op.getValue());
  std::optional<std::vector<float>> data = elements ? floatsOf(elements) : std::nullopt;
  if (!data)
    return op.emitOpError("is no dense constant of f32");
  for (float value : *data)
    if (!std::isfinite(value))
      return op.emitOpError() << "holds " << value << ", which is no number";
  return Meaning(Constant::fromFloats(shapeOf(op.getResult()), *data));
}

//===----------------------------------------------------------------------===//
// Elementwise operations
//===----------------------------------------------------------------------===//

FailureOr<Meaning> Lowering::applyAffine(Operation *op, const Meaning &operand, const RationalTensor &scale,
                                         const RationalTensor &offset) {
  ArrayRef<int64_t> shape = shapeOf(op->getResult(0));
  if (auto *constant = std::get_if<Constant>(&operand)) {
    // A factor belongs to the scale, so that the codes stay as narrow as they are.
    if (offset.isZero() && ArrayRef<int64_t>(constant->shape) == shape) {
      Constant scaled = *constant;
      scaled.scale = scaled.scale * scale;
      return Meaning(scaled);
    }
    RationalTensor result = constant->tensor() * scale + offset;
    return Meaning(Constant::ofValues(shape, result.spread(shape)));
  }
  Quantity quantity = std::get<Quantity>(operand);
  if (quantity.shape() != shape) {
    if (ShapedType::getNumElements(shape) != quantity.type().getNumElements())
      return op->emitOpError() << "spreads a computed value of type " << op->getOperand(0).getType() << " over "
                               << op->getResult(0).getType() << ", which is not supported";
    quantity = reshape(op->getLoc(), quantity, shape);
  }
  quantity.apply(scale, offset);
  return Meaning(quantity);
}

static RealFunction squareFunction(MLIRContext *context) {
  return RealFunction(
      FunctionAttr::get(context, UnaryFunction::Pow, FloatAttr::get(Float64Type::get(context), 2.0), FloatAttr()));
}

/// The product or the sum of two functions of the same codes, of which a table is to be made. The square of a function
/// is one more function, so that chains of squares stay chains.
static std::optional<Quantity> combineFunctions(const Quantity &lhs, const Quantity &rhs, Stage::Kind kind,
                                                bool isSquare = false) {
  if (lhs.codes != rhs.codes || lhs.element().getWidth() > kMaxTableInputBits ||
      (!lhs.hasFunction() && !rhs.hasFunction()))
    return std::nullopt;
  Quantity result = lhs;
  if (isSquare)
    result.applyFunction(squareFunction(lhs.codes.getContext()));
  else
    result.stages.push_back(Stage::combination(kind, rhs.stages));
  return result;
}

FailureOr<Meaning> Lowering::lowerSum(Operation *op, const Rational &rightSign) {
  Meaning lhs = get(op->getOperand(0)), rhs = get(op->getOperand(1));
  if (auto *constant = std::get_if<Constant>(&rhs))
    return applyAffine(op, lhs, Rational(1), constant->tensor() * RationalTensor(rightSign));
  if (auto *constant = std::get_if<Constant>(&lhs))
    return applyAffine(op, rhs, rightSign, constant->tensor());

  Quantity signedRight = std::get<Quantity>(rhs);
  signedRight.apply(rightSign, Rational(0));
  if (std::optional<Quantity> sum = combineFunctions(std::get<Quantity>(lhs), signedRight, Stage::Sum))
    return Meaning(*sum);

  // Two computed values meet on a common step: integer multiples of it are added.
  FailureOr<Quantity> left = builder.settle(op->getLoc(), std::get<Quantity>(lhs)),
                      right = builder.settle(op->getLoc(), std::get<Quantity>(rhs));
  if (failed(left) || failed(right))
    return failure();
  if (rightSign != Rational(1))
    right->apply(rightSign, Rational(0));
  FailureOr<std::vector<Quantity>> terms = builder.onCommonScale(op->getLoc(), {*left, *right});
  if (failed(terms))
    return failure();
  const Quantity &first = (*terms)[0], &second = (*terms)[1];
  FixedFormat format = addFormat(first.element().getFormat(), second.element().getFormat());
  if (failed(checkRepresentable(op->getLoc(), format, "a sum")))
    return failure();
  Quantity result{AddOp::create(opBuilder, op->getLoc(), first.codes, second.codes), {}, false};
  result.apply(first.scale(), first.offset() + second.offset());
  return Meaning(result);
}

FailureOr<Meaning> Lowering::lowerProduct(Operation *op) {
  Meaning lhs = get(op->getOperand(0)), rhs = get(op->getOperand(1));
  bool divides = isa<DivOp>(op);
  if (auto *constant = std::get_if<Constant>(&rhs)) {
    RationalTensor factor = constant->tensor();
    if (divides && !factor.all([](const Rational &value) { return value.num != 0; }))
      return op->emitOpError("divides by zero");
    return applyAffine(op, lhs, divides ? RationalTensor(Rational(1)) / factor : factor, Rational(0));
  }
  if (divides)
    return op->emitOpError("divides by a computed value, but only constant divisors are supported");
  if (auto *constant = std::get_if<Constant>(&lhs))
    return applyAffine(op, rhs, constant->tensor(), Rational(0));
  if (std::optional<Quantity> product =
          combineFunctions(std::get<Quantity>(lhs), std::get<Quantity>(rhs), Stage::Product,
                           /*isSquare=*/op->getOperand(0) == op->getOperand(1)))
    return Meaning(*product);

  FailureOr<Quantity> left = builder.settle(op->getLoc(), std::get<Quantity>(lhs));
  if (failed(left))
    return failure();
  FailureOr<Quantity> right = builder.settle(op->getLoc(), std::get<Quantity>(rhs));
  if (failed(right))
    return failure();
  // (s x + o)(t y + p) is one product where the offsets lie on the steps of their codes.
  for (FailureOr<Quantity> *factor : {&left, &right})
    if (!(*factor)->offset().isZero() && failed(*factor = builder.absorbOffset(op->getLoc(), **factor)))
      return failure();
  FixedFormat format = mulFormat(left->element().getFormat(), right->element().getFormat());
  if (failed(checkRepresentable(op->getLoc(), format, "a product")))
    return failure();
  Value product = MulOp::create(opBuilder, op->getLoc(), left->codes, right->codes);
  Quantity result{product, {}, false};
  result.apply(left->scale() * right->scale(), Rational(0));
  return Meaning(result);
}

FailureOr<BatchNormCoefficients> BatchNormCoefficients::get(BatchNormOp op) {
  std::optional<std::vector<float>> gamma = floatsOf(op.getGamma()), beta = floatsOf(op.getBeta()),
                                    mean = floatsOf(op.getMean()), variance = floatsOf(op.getVariance());
  if (!gamma || !beta || !mean || !variance)
    return op.emitOpError("has parameters that are no dense constants of f32");
  double epsilon = op.getEpsilon().convertToDouble();
  BatchNormCoefficients result;
  for (size_t i = 0; i < gamma->size(); ++i) {
    // Products and quotients of float32 numbers are computed in float64; only the coefficient is rounded.
    double a = (*gamma)[i] / std::sqrt((*variance)[i] + epsilon);
    if (!std::isfinite(a) || !std::isfinite((*mean)[i]) || !std::isfinite((*beta)[i]))
      return op.emitOpError() << "has no finite coefficients in channel " << i << ": gamma " << (*gamma)[i] << ", beta "
                              << (*beta)[i] << ", mean " << (*mean)[i] << ", variance " << (*variance)[i];
    result.scale.push_back(rationalFrom(a));
    result.offset.push_back(rationalFrom((*beta)[i]) - rationalFrom((*mean)[i]) * rationalFrom(a));
  }
  return result;
}

FailureOr<Meaning> Lowering::lowerBatchNorm(BatchNormOp op) {
  FailureOr<BatchNormCoefficients> coefficients = BatchNormCoefficients::get(op);
  if (failed(coefficients))
    return failure();
  SmallVector<int64_t> shape(shapeOf(op.getInput()).size(), 1);
  shape[op.getAxis()] = coefficients->scale.size();
  return applyAffine(op, get(op.getInput()), RationalTensor(shape, std::move(coefficients->scale)).compressed(),
                     RationalTensor(shape, std::move(coefficients->offset)).compressed());
}
