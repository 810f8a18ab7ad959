//===- Costs.h - What the layers of a graph take of a device -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Sums of what processors say of themselves (dialects/Stream/Resources.h), with what is around them: the control of
// a process, and FIFOs.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_ANALYSIS_COSTS_H
#define HLS4MLIR_LIB_ANALYSIS_COSTS_H

#include "dialects/Stream/Stream.h"

namespace hls4mlir::analysis {

/// A process: its control, its head, and the elementwise processors that are computed where the head writes.
stream::Resources getProcessResources(stream::LayerOp layer);

/// The FIFO of a result of a layer, or the two arrays that take turns in `io parallel`.
stream::Resources getChannelResources(stream::LayerOp layer, unsigned output);

} // namespace hls4mlir::analysis

#endif // HLS4MLIR_LIB_ANALYSIS_COSTS_H
