//===- Passes.h - Passes between dialects -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_CONVERSION_PASSES_H
#define HLS4MLIR_LIB_CONVERSION_PASSES_H

#include "dialects/Dataflow/Dataflow.h"
#include "dialects/Stream/Stream.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"

namespace hls4mlir {
#define GEN_PASS_DECL
#include "lib/Conversion/Passes.h.inc"
#define GEN_PASS_REGISTRATION
#include "lib/Conversion/Passes.h.inc"
} // namespace hls4mlir

#endif // HLS4MLIR_LIB_CONVERSION_PASSES_H
