//===- QNNToVector.h - What convert-qnn-to-vector leaves for its caller -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_CONVERSION_QNNTOVECTOR_QNNTOVECTOR_H
#define HLS4MLIR_LIB_CONVERSION_QNNTOVECTOR_QNNTOVECTOR_H

#include "dialects/QNN/QNN.h"

namespace hls4mlir {

/// Argument attribute with the symbol of the weight whose codes the argument is.
inline constexpr llvm::StringLiteral kWeightArgumentAttr = "qnn.weight";

/// How the host quantizes an argument, and what it makes of the numbers of a result when that is affine: then floats
/// can be exchanged. Null where only codes can.
qnn::InputAttr getFloatInput(mlir::func::FuncOp function, unsigned argument);
mlir::ArrayAttr getFloatResult(mlir::func::FuncOp function, unsigned result);

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_CONVERSION_QNNTOVECTOR_QNNTOVECTOR_H
