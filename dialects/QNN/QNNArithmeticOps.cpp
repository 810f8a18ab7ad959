//===- QNNArithmeticOps.cpp - Operations of both forms -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNN.h"
#include "dialects/QNN/Verification.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APInt;
using llvm::APSInt;

//===----------------------------------------------------------------------===//
// Result types of elementwise operations
//===----------------------------------------------------------------------===//

/// Result type of an elementwise operation: broadcast shapes, and a fixed-point format from `grow`.
static LogicalResult inferElementwise(std::optional<Location> loc, ValueRange operands, SmallVectorImpl<Type> &results,
                                      llvm::function_ref<FixedFormat(const FixedFormat &, const FixedFormat &)> grow) {
  Type lhs = operands[0].getType(), rhs = operands[1].getType();
  FixedType left = getFixedType(lhs), right = getFixedType(rhs);
  if (static_cast<bool>(left) != static_cast<bool>(right))
    return emitOptionalError(loc, "operands must both be fixed-point or both f32, but they are ", lhs, " and ", rhs);
  Type element = getElementTypeOrSelf(lhs);
  if (left) {
    FixedFormat format = grow(left.getFormat(), right.getFormat());
    Location where = loc.value_or(UnknownLoc::get(left.getContext()));
    element = FixedType::getChecked([&] { return mlir::emitError(where, "result: "); }, left.getContext(), format.width,
                                    format.integer, format.isSigned);
    if (!element)
      return failure();
  }
  bool leftTensor = isa<RankedTensorType>(lhs), rightTensor = isa<RankedTensorType>(rhs);
  if (leftTensor != rightTensor)
    return emitOptionalError(loc, "operands must both be tensors or both be numbers, but they are ", lhs, " and ", rhs);
  if (!leftTensor) {
    results.push_back(element);
    return success();
  }
  FailureOr<SmallVector<int64_t>> shape = broadcastShapes(shapeOf(lhs), shapeOf(rhs));
  if (failed(shape))
    return emitOptionalError(loc, "shapes of ", lhs, " and ", rhs, " do not broadcast");
  results.push_back(RankedTensorType::get(*shape, element));
  return success();
}

#define HLS4MLIR_INFER_ELEMENTWISE(Op, grow)                                                                           \
  LogicalResult Op::inferReturnTypes(MLIRContext *, std::optional<Location> loc, ValueRange operands, DictionaryAttr,  \
                                     OpaqueProperties, RegionRange, SmallVectorImpl<Type> &results) {                  \
    return inferElementwise(loc, operands, results, grow);                                                             \
  }
HLS4MLIR_INFER_ELEMENTWISE(AddOp, addFormat)
HLS4MLIR_INFER_ELEMENTWISE(SubOp, subFormat)
HLS4MLIR_INFER_ELEMENTWISE(MulOp, mulFormat)
HLS4MLIR_INFER_ELEMENTWISE(MaxOp, hullFormat)
HLS4MLIR_INFER_ELEMENTWISE(MinOp, hullFormat)
HLS4MLIR_INFER_ELEMENTWISE(DivOp, mulFormat)
#undef HLS4MLIR_INFER_ELEMENTWISE

LogicalResult ReluOp::inferReturnTypes(MLIRContext *context, std::optional<Location>, ValueRange operands,
                                       DictionaryAttr, OpaqueProperties, RegionRange, SmallVectorImpl<Type> &results) {
  Type input = operands[0].getType();
  if (FixedType fixed = getFixedType(input))
    input = withElementType(input, FixedType::get(context, reluFormat(fixed.getFormat())));
  results.push_back(input);
  return success();
}

//===----------------------------------------------------------------------===//
// Folding of numbers
//===----------------------------------------------------------------------===//

/// The exact value that a constant code of a fixed-point type stands for.
static FixedValue valueOf(IntegerAttr code, FixedType type) {
  return {APSInt(code.getValue(), !type.getIsSigned()), type.getLsb()};
}

/// The constant of `type` with this exact value, which `type` holds.
static IntegerAttr constantOf(const FixedValue &value, FixedType type) {
  APSInt code = narrow(value, type.getFormat(), RoundingMode::Floor, OverflowMode::Wrap);
  return IntegerAttr::get(IntegerType::get(type.getContext(), type.getWidth()), code);
}

/// Folds an exact operation of two constant numbers.
static OpFoldResult foldNumbers(Operation *op, ArrayRef<Attribute> operands,
                                llvm::function_ref<FixedValue(const FixedValue &, const FixedValue &)> compute) {
  auto type = dyn_cast<FixedType>(op->getResult(0).getType());
  auto lhs = dyn_cast_or_null<IntegerAttr>(operands[0]), rhs = dyn_cast_or_null<IntegerAttr>(operands[1]);
  if (!type || !lhs || !rhs)
    return {};
  return constantOf(compute(valueOf(lhs, cast<FixedType>(op->getOperand(0).getType())),
                            valueOf(rhs, cast<FixedType>(op->getOperand(1).getType()))),
                    type);
}

OpFoldResult AddOp::fold(FoldAdaptor adaptor) { return foldNumbers(*this, adaptor.getOperands(), hls4mlir::add); }
OpFoldResult SubOp::fold(FoldAdaptor adaptor) { return foldNumbers(*this, adaptor.getOperands(), hls4mlir::sub); }
OpFoldResult MulOp::fold(FoldAdaptor adaptor) { return foldNumbers(*this, adaptor.getOperands(), hls4mlir::mul); }
OpFoldResult MaxOp::fold(FoldAdaptor adaptor) {
  return foldNumbers(*this, adaptor.getOperands(),
                     [](const FixedValue &lhs, const FixedValue &rhs) { return compare(lhs, rhs) < 0 ? rhs : lhs; });
}
OpFoldResult MinOp::fold(FoldAdaptor adaptor) {
  return foldNumbers(*this, adaptor.getOperands(),
                     [](const FixedValue &lhs, const FixedValue &rhs) { return compare(rhs, lhs) < 0 ? rhs : lhs; });
}

OpFoldResult ReluOp::fold(FoldAdaptor adaptor) {
  FixedType input = getFixedType(getInput().getType());
  if (input && !input.getIsSigned())
    return getInput();
  auto code = dyn_cast_or_null<IntegerAttr>(adaptor.getInput());
  auto type = dyn_cast<FixedType>(getType());
  if (!code || !type)
    return {};
  FixedValue value = valueOf(code, cast<FixedType>(getInput().getType()));
  if (value.code.isNegative())
    value.code = APSInt::get(0);
  return constantOf(value, type);
}

OpFoldResult ReinterpretOp::fold(FoldAdaptor adaptor) {
  if (getInput().getType() == getType())
    return getInput();
  return isa<FixedType>(getType()) ? dyn_cast_or_null<IntegerAttr>(adaptor.getInput()) : OpFoldResult();
}

OpFoldResult CompareOp::fold(FoldAdaptor adaptor) {
  auto lhs = dyn_cast_or_null<IntegerAttr>(adaptor.getLhs()), rhs = dyn_cast_or_null<IntegerAttr>(adaptor.getRhs());
  if (!lhs || !rhs)
    return {};
  int order = hls4mlir::compare(valueOf(lhs, getLhs().getType()), valueOf(rhs, getRhs().getType()));
  bool holds = false;
  switch (getPredicate()) {
  case ComparePredicate::EQ:
    holds = order == 0;
    break;
  case ComparePredicate::NE:
    holds = order != 0;
    break;
  case ComparePredicate::LT:
    holds = order < 0;
    break;
  case ComparePredicate::LE:
    holds = order <= 0;
    break;
  case ComparePredicate::GT:
    holds = order > 0;
    break;
  case ComparePredicate::GE:
    holds = order >= 0;
    break;
  }
  return IntegerAttr::get(IntegerType::get(getContext(), getType().getWidth()), holds);
}

OpFoldResult RequantizeOp::fold(FoldAdaptor adaptor) {
  // A type that holds every value is neither rounded into nor overflowed; equal types make it the identity.
  if (getInput().getType() == getType() && !getClamp() && getOverflow() != OverflowMode::SaturateSymmetric)
    return getInput();
  auto code = dyn_cast_or_null<IntegerAttr>(adaptor.getInput());
  auto type = dyn_cast<FixedType>(getType());
  if (!code || !type)
    return {};
  APSInt result =
      narrow(valueOf(code, cast<FixedType>(getInput().getType())), type.getFormat(), getRounding(), getOverflow());
  if (std::optional<ArrayRef<int64_t>> clamp = getClamp()) {
    auto codeOf = [&](int64_t code) { return APSInt(APInt(type.getWidth(), code, code < 0), result.isUnsigned()); };
    if (APSInt::compareValues(result, APSInt::get((*clamp)[0])) < 0)
      result = codeOf((*clamp)[0]);
    if (APSInt::compareValues(result, APSInt::get((*clamp)[1])) > 0)
      result = codeOf((*clamp)[1]);
  }
  return IntegerAttr::get(IntegerType::get(getContext(), type.getWidth()), result);
}
