//===- Verification.h - Checks that dialects share with qnn -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// The operations of the stream dialect mean what those of the integer form mean; these checks of numbers and
// weights hold for both.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_VERIFICATION_H
#define HLS4MLIR_DIALECTS_QNN_VERIFICATION_H

#include "dialects/QNN/QNN.h"
#include <optional>
#include <string>

namespace hls4mlir::qnn {

/// True for a ranked tensor of a static shape and of 1 to kMaxElements elements. The bound is beyond any layer; it
/// keeps sizes from overflowing and constants from exhausting memory.
bool isSizedTensor(mlir::Type type);
inline constexpr int64_t kMaxElements = int64_t(1) << 27;

/// The shape of a tensor, nothing for a scalar.
llvm::ArrayRef<int64_t> shapeOf(mlir::Type type);

/// A shape as people write it: [2, 3].
std::string shapeText(llvm::ArrayRef<int64_t> shape);

/// Checks that parameters of shape `parameter` broadcast over `input` without enlarging it.
mlir::LogicalResult verifyBroadcastsOver(mlir::Operation *op, llvm::StringRef what, llvm::ArrayRef<int64_t> parameter,
                                         llvm::ArrayRef<int64_t> input);

/// Checks that `axis` is a dimension of a tensor type.
mlir::LogicalResult verifyAxis(mlir::Operation *op, int64_t axis, mlir::Type type);

/// The shape of what convolutions and pools over `input`, [N, spatial.., C], give, with its number of channels; checks
/// that the lists fit the spatial dimensions and that the windows fit the input.
mlir::FailureOr<llvm::SmallVector<int64_t>>
inferWindowShape(std::optional<mlir::Location> loc, mlir::RankedTensorType input, llvm::ArrayRef<int64_t> window,
                 llvm::ArrayRef<int64_t> strides, llvm::ArrayRef<int64_t> low, llvm::ArrayRef<int64_t> high,
                 llvm::ArrayRef<int64_t> dilations);

/// Checks that a kernel [O, window.., C / groups] fits an input of `channels` channels.
mlir::LogicalResult verifyGroups(std::optional<mlir::Location> loc, int64_t channels, llvm::ArrayRef<int64_t> kernel,
                                 int64_t groups);

/// Checks the code of what surrounds a tensor: one of `type`, 0 where there is none since the tensor is of f32.
mlir::LogicalResult verifyPaddingCode(std::optional<mlir::Location> loc, int64_t code, FixedType type);

/// The weight that `symbol` names, or null and an error on the user.
WeightOp lookupWeight(mlir::Operation *op, mlir::SymbolTableCollection &symbols, mlir::FlatSymbolRefAttr symbol);

/// Checks the codes that `qnn.requantize` clamps to.
mlir::LogicalResult verifyClamp(mlir::Operation *op, std::optional<llvm::ArrayRef<int64_t>> clamp, FixedType type);

/// Checks that a reinterpretation keeps width and sign.
mlir::LogicalResult verifyReinterpret(mlir::Operation *op, FixedType input, FixedType result);

/// Checks steps, codes and order of thresholds of rank 1 or more, and that `form`, which may be null, gives them.
mlir::LogicalResult verifyThresholds(mlir::Operation *op, mlir::SymbolTableCollection &symbols, WeightOp weight,
                                     llvm::ArrayRef<int64_t> first, llvm::ArrayRef<int64_t> step, mlir::Attribute form,
                                     FixedType input, FixedType result);

/// Tables have an entry for each code of their input, whose type has at most so many bits.
inline constexpr unsigned kMaxTableInputBits = 16;

/// Checks the number and the type of the entries of a table of rank 1 or more.
mlir::LogicalResult verifyLookup(mlir::Operation *op, WeightOp weight, FixedType input, FixedType result);

/// Checks the numbers of a softmax by tables, and the tables themselves.
mlir::LogicalResult verifySoftmax(mlir::Operation *op, int64_t drop, FixedType result);
mlir::LogicalResult verifySoftmaxTables(mlir::Operation *op, mlir::SymbolTableCollection &symbols,
                                        mlir::FlatSymbolRefAttr coarse, mlir::FlatSymbolRefAttr fine);

} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_VERIFICATION_H
