//===- Pipelines.h - Named pipelines, one per level -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_PIPELINES_PIPELINES_H
#define HLS4MLIR_LIB_PIPELINES_PIPELINES_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace hls4mlir {

struct QNNPipelineOptions : mlir::PassPipelineOptions<QNNPipelineOptions> {
  Option<bool> trace{*this, "trace", llvm::cl::desc("Return every named tensor of the source model"),
                     llvm::cl::init(false)};
};

/// Import form to integer form.
void buildQNNPipeline(mlir::OpPassManager &pm, const QNNPipelineOptions &options);

/// Registers the pipelines by name. To be called once.
void registerPipelines();

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_PIPELINES_PIPELINES_H
