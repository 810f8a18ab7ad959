//===- QNN.h - The quantized-network dialect -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_QNN_H
#define HLS4MLIR_DIALECTS_QNN_QNN_H

#include "dialects/QNN/FixedSemantics.h"
#include "dialects/QNN/Ranges.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "dialects/QNN/QNNDialect.h.inc"
#define GET_TYPEDEF_CLASSES
#include "dialects/QNN/QNNTypes.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/QNN/QNNAttrs.h.inc"
#include "dialects/QNN/QNNInterfaces.h.inc"
#define GET_OP_CLASSES
#include "dialects/QNN/QNNOps.h.inc"

namespace hls4mlir::qnn {

/// The fixed-point type of a number or of the elements of a tensor; null for anything else.
FixedType getFixedType(mlir::Type type);

/// `type` with its element type replaced: a scalar stays a scalar, a tensor a tensor.
mlir::Type withElementType(mlir::Type type, mlir::Type element);

/// The type of a position along an axis of `size` elements: the fewest bits, at least one, that hold the last one.
FixedType getPositionType(mlir::MLIRContext *context, int64_t size);

/// The shape that numpy's broadcasting gives, or failure when the shapes do not broadcast.
mlir::FailureOr<llvm::SmallVector<int64_t>> broadcastShapes(llvm::ArrayRef<int64_t> lhs, llvm::ArrayRef<int64_t> rhs);

/// The name of the user's layer that `loc` stands for: the innermost name of a NameLoc, of the first named
/// part of a fused location, of the callee of a call site; empty when there is none.
llvm::StringRef getLayerName(mlir::Location loc);

/// An error at `loc` whose text begins with the layer that it stands for.
mlir::InFlightDiagnostic emitLayerError(mlir::Location loc);

/// Names of function argument and result attributes.
inline constexpr llvm::StringLiteral kNameAttr = "qnn.name";
inline constexpr llvm::StringLiteral kInputAttr = "qnn.input";
inline constexpr llvm::StringLiteral kDequantizeAttr = "qnn.dequantize";
inline constexpr llvm::StringLiteral kPermutationAttr = "qnn.permutation";
inline constexpr llvm::StringLiteral kIntegerAttr = "qnn.integer";
/// Names that the result of an operation has in the source model.
inline constexpr llvm::StringLiteral kTensorsAttr = "qnn.tensors";
/// Types that the user asks for in a layer of the import form; see qnn-apply-precision.
inline constexpr llvm::StringLiteral kPrecisionAttr = "qnn.precision";
/// How far the result of an operation may be from what the source computes: the largest absolute difference of
/// the real numbers that they stand for, which this operation adds. An f64.
inline constexpr llvm::StringLiteral kErrorBoundAttr = "qnn.error_bound";

/// What rounding from steps of 2^inputLsb to steps of 2^lsb makes of a range.
CodeRange getRoundedRange(const CodeRange &range, int inputLsb, int lsb, RoundingMode rounding);

} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_QNN_H
