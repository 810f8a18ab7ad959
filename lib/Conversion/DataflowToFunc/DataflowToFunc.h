//===- DataflowToFunc.h - What convert-dataflow-to-func leaves for its caller -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_CONVERSION_DATAFLOWTOFUNC_DATAFLOWTOFUNC_H
#define HLS4MLIR_LIB_CONVERSION_DATAFLOWTOFUNC_DATAFLOWTOFUNC_H

#include "dialects/Dataflow/Dataflow.h"

namespace hls4mlir {

/// The functions of the runtime that processes call; the description of the pass says what they do.
inline constexpr llvm::StringLiteral kWaitFunction = "hls4mlir_wait", kFailFunction = "hls4mlir_fail";

/// What the second argument of a FIFO holds, all as indices.
enum FifoField { kFifoElements, kFifoFirst, kFifoNext, kNumFifoFields };

/// Elements that a FIFO of a design holds. One that is a port of the design holds all of a sample, as its shape says.
int64_t getFifoDepth(mlir::Value fifo);

/// Operation `number` of a process, counted from 0 in the order of the text: what a process names when it fails.
mlir::Operation *getNumberedOperation(dataflow::ProcessOp process, int64_t number);

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_CONVERSION_DATAFLOWTOFUNC_DATAFLOWTOFUNC_H
