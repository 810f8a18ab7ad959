//===- Verification.h - What verifiers of processors have in common -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_STREAM_VERIFICATION_H
#define HLS4MLIR_DIALECTS_STREAM_VERIFICATION_H

#include "dialects/Stream/Stream.h"

namespace hls4mlir::stream {

/// Checks that two channels carry elements of one type.
mlir::LogicalResult verifySameElements(mlir::Operation *op, ChannelType input, ChannelType result);

/// An error of a processor and its weight, with a note where the weight is.
mlir::InFlightDiagnostic failAt(mlir::Operation *op, qnn::WeightOp weight);

/// Checks weight and bias of a processor of products: the shape of the weight (where `expected` has two dimensions,
/// its second may stand for several), one bias per output, and that the step of the result is one of the sums.
mlir::LogicalResult verifyProducts(mlir::Operation *op, mlir::SymbolTableCollection &symbols,
                                   mlir::FlatSymbolRefAttr weight, mlir::FlatSymbolRefAttr bias,
                                   llvm::ArrayRef<int64_t> expected, ChannelType input, ChannelType result);

/// Checks the element type of what a reduction makes of the input's elements.
mlir::LogicalResult verifyReduction(mlir::Operation *op, qnn::Reduction reduction, ChannelType input,
                                    ChannelType result);

} // namespace hls4mlir::stream

#endif // HLS4MLIR_DIALECTS_STREAM_VERIFICATION_H
