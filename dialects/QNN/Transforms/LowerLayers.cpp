//===- LowerLayers.cpp - Shapes and layers -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Lowering.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

Quantity Lowering::reshape(Location loc, Quantity quantity, ArrayRef<int64_t> shape) {
  for (Stage &stage : quantity.stages)
    stage.forEachParameter([&](RationalTensor &parameter) { parameter = parameter.reshaped(quantity.shape(), shape); });
  auto type = RankedTensorType::get(shape, quantity.element());
  quantity.codes = opBuilder.createOrFold<ReshapeOp>(loc, type, quantity.codes);
  return quantity;
}

Quantity Lowering::transpose(Location loc, Quantity quantity, ArrayRef<int64_t> permutation) {
  for (Stage &stage : quantity.stages)
    stage.forEachParameter(
        [&](RationalTensor &parameter) { parameter = parameter.transposed(quantity.shape(), permutation); });
  quantity.codes = opBuilder.createOrFold<TransposeOp>(loc, quantity.codes, permutation);
  return quantity;
}

FailureOr<Meaning> Lowering::lowerReshape(ReshapeOp op) {
  Meaning input = get(op.getInput());
  if (auto *constant = std::get_if<Constant>(&input))
    return Meaning(constant->reshaped(shapeOf(op.getResult())));
  return Meaning(reshape(op.getLoc(), std::get<Quantity>(input), shapeOf(op.getResult())));
}

FailureOr<Meaning> Lowering::lowerTranspose(TransposeOp op) {
  Meaning input = get(op.getInput());
  if (auto *constant = std::get_if<Constant>(&input))
    return Meaning(constant->transposed(op.getPermutation()));
  return Meaning(transpose(op.getLoc(), std::get<Quantity>(input), op.getPermutation()));
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

SmallVector<NamedAttribute> qnn::getLayerAttributes(Operation *op) {
  SmallVector<NamedAttribute> attributes;
  for (NamedAttribute attribute : op->getDiscardableAttrs())
    if (attribute.getName() != kTensorsAttr)
      attributes.push_back(attribute);
  return attributes;
}

FailureOr<Meaning> Lowering::lowerMatMul(MatMulOp op) {
  Meaning lhs = get(op.getLhs()), rhs = get(op.getRhs());
  auto *left = std::get_if<Constant>(&lhs), *right = std::get_if<Constant>(&rhs);
  if (!left && !right)
    return op.emitOpError("multiplies two computed values, but one of them must be constant");
  const Constant &matrix = right ? *right : *left;
  ArrayRef<int64_t> matrixShape = matrix.shape;
  if (ShapedType::getNumElements(matrixShape.drop_back(2)) != 1)
    return op.emitOpError() << "multiplies by a constant of type "
                            << (right ? op.getRhs().getType() : op.getLhs().getType())
                            << ", but a constant operand must be one matrix";
  Constant kernel = matrix.reshaped(matrixShape.take_back(2));
  if (left && right)
    return op.emitOpError("multiplies two constants, which the importer folds");
  SmallVector<NamedAttribute> attributes = getLayerAttributes(op);
  Quantity input = std::get<Quantity>(right ? lhs : rhs);
  int64_t rank = input.shape().size();
  SmallVector<int64_t> swap = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  std::swap(swap[rank - 2], swap[rank - 1]);
  if (left) {
    // W x = (x^T W^T)^T
    kernel = kernel.transposed({1, 0});
    input = transpose(op.getLoc(), input, swap);
  }
  FailureOr<Quantity> result = builder.dense(op.getLoc(), input, kernel, attributes);
  if (failed(result))
    return failure();
  if (left)
    result = transpose(op.getLoc(), *result, swap);
  return Meaning(reshape(op.getLoc(), *result, shapeOf(op.getResult())));
}
