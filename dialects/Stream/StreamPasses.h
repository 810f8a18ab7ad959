//===- StreamPasses.h - Passes within the stream dialect -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_STREAM_STREAMPASSES_H
#define HLS4MLIR_DIALECTS_STREAM_STREAMPASSES_H

#include "dialects/Stream/Stream.h"
#include "mlir/Pass/Pass.h"

namespace hls4mlir::stream {
#define GEN_PASS_DECL
#include "dialects/Stream/StreamPasses.h.inc"
#define GEN_PASS_REGISTRATION
#include "dialects/Stream/StreamPasses.h.inc"
} // namespace hls4mlir::stream

#endif // HLS4MLIR_DIALECTS_STREAM_STREAMPASSES_H
