//===- DataflowPasses.h - Passes within the dataflow dialect -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_DATAFLOW_DATAFLOWPASSES_H
#define HLS4MLIR_DIALECTS_DATAFLOW_DATAFLOWPASSES_H

#include "dialects/Dataflow/Dataflow.h"
#include "mlir/Pass/Pass.h"

namespace hls4mlir::dataflow {
#define GEN_PASS_DECL
#include "dialects/Dataflow/DataflowPasses.h.inc"
#define GEN_PASS_REGISTRATION
#include "dialects/Dataflow/DataflowPasses.h.inc"
} // namespace hls4mlir::dataflow

#endif // HLS4MLIR_DIALECTS_DATAFLOW_DATAFLOWPASSES_H
