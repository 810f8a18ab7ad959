//===- Folding.h - How much of a processor there is -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_STREAM_TRANSFORMS_FOLDING_H
#define HLS4MLIR_DIALECTS_STREAM_TRANSFORMS_FOLDING_H

#include "dialects/Stream/Stream.h"

namespace hls4mlir::stream {

/// The cycles per vector that the user asks of a processor with lanes.
inline constexpr llvm::StringLiteral kReuseFactorAttr = "qnn.reuse_factor";
/// The cycles per sample that the user asks of a graph.
inline constexpr llvm::StringLiteral kTargetCyclesAttr = "qnn.target_cycles";

/// In ascending order.
llvm::SmallVector<int64_t> divisors(int64_t number);

/// The reuse factor that the user asks of a layer, if any. Fails, naming the layer, on what is none.
mlir::FailureOr<std::optional<int64_t>> findReuseFactor(mlir::Operation *op);

/// The cycles per sample that the user asks for, if any.
mlir::FailureOr<std::optional<int64_t>> getTargetCycles(GraphOp graph);

/// Chooses lanes and beats so that no processor or width converter takes more than `target` cycles per sample, at the
/// least cost. Fails, naming the layer and what can be reached, where none do.
mlir::LogicalResult foldForTarget(GraphOp graph, int64_t target);

} // namespace hls4mlir::stream

#endif // HLS4MLIR_DIALECTS_STREAM_TRANSFORMS_FOLDING_H
