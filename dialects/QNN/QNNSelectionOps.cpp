//===- QNNSelectionOps.cpp - Operations that select elements -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNN.h"
#include "dialects/QNN/Verification.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

FixedType qnn::getPositionType(MLIRContext *context, int64_t size) {
  unsigned bits = std::max(1u, llvm::Log2_64_Ceil(static_cast<uint64_t>(size)));
  return FixedType::get(context, bits, static_cast<int>(bits), /*isSigned=*/false);
}

LogicalResult TopKOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc, ValueRange operands,
                                       DictionaryAttr attributes, OpaqueProperties properties, RegionRange regions,
                                       SmallVectorImpl<Type> &results) {
  Adaptor adaptor(operands, attributes, properties, regions);
  auto input = dyn_cast<RankedTensorType>(adaptor.getInput().getType());
  if (!input)
    return emitOptionalError(loc, "selects from ranked tensors only, but the operand is ",
                             adaptor.getInput().getType());
  int64_t axis = adaptor.getAxis(), k = adaptor.getK();
  if (axis < 0 || axis >= input.getRank())
    return emitOptionalError(loc, "axis is ", axis, ", but the input has rank ", input.getRank());
  if (k < 1 || k > input.getDimSize(axis))
    return emitOptionalError(loc, "selects ", k, " of the ", input.getDimSize(axis), " elements along axis ", axis,
                             ", but can select 1 to all of them");
  Type element = input.getElementType();
  if (adaptor.getIndices() && isa<FixedType>(element))
    element = getPositionType(context, input.getDimSize(axis));
  SmallVector<int64_t> shape(input.getShape());
  shape[axis] = k;
  results.push_back(RankedTensorType::get(shape, element));
  return success();
}
