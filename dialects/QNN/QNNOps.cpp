//===- QNNOps.cpp - Operations of the quantized-network dialect -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNN.h"
#include "dialects/QNN/ThresholdForms.h"
#include "dialects/QNN/Verification.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

#include "dialects/QNN/QNNInterfaces.cpp.inc"
#define GET_OP_CLASSES
#include "dialects/QNN/QNNOps.cpp.inc"

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

FailureOr<SmallVector<int64_t>> qnn::broadcastShapes(ArrayRef<int64_t> lhs, ArrayRef<int64_t> rhs) {
  SmallVector<int64_t> result(std::max(lhs.size(), rhs.size()), 1);
  for (size_t i = 0; i < result.size(); ++i) {
    int64_t left = i < lhs.size() ? lhs[lhs.size() - 1 - i] : 1;
    int64_t right = i < rhs.size() ? rhs[rhs.size() - 1 - i] : 1;
    if (left != right && left != 1 && right != 1)
      return failure();
    result[result.size() - 1 - i] = left == 1 ? right : left;
  }
  return result;
}

ArrayRef<int64_t> qnn::shapeOf(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? tensor.getShape() : ArrayRef<int64_t>();
}

std::string qnn::shapeText(ArrayRef<int64_t> shape) {
  std::string text = "[";
  llvm::raw_string_ostream os(text);
  llvm::interleaveComma(shape, os);
  os << "]";
  return text;
}

LogicalResult qnn::verifyBroadcastsOver(Operation *op, StringRef what, ArrayRef<int64_t> parameter,
                                        ArrayRef<int64_t> input) {
  FailureOr<SmallVector<int64_t>> shape = broadcastShapes(parameter, input);
  if (failed(shape) || ArrayRef<int64_t>(*shape) != input)
    return op->emitOpError() << what << " of shape " << shapeText(parameter)
                             << " does not broadcast over an input of shape " << shapeText(input);
  return success();
}

LogicalResult qnn::verifyAxis(Operation *op, int64_t axis, Type type) {
  int64_t rank = shapeOf(type).size();
  if (axis < 0 || axis >= rank)
    return op->emitOpError() << "axis is " << axis << ", but the input has rank " << rank;
  return success();
}
