//===- Pipelines.h - Named pipelines, one per level -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_PIPELINES_PIPELINES_H
#define HLS4MLIR_LIB_PIPELINES_PIPELINES_H

#include "dialects/Stream/Stream.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace hls4mlir {

struct QNNPipelineOptions : mlir::PassPipelineOptions<QNNPipelineOptions> {
  Option<bool> trace{*this, "trace", llvm::cl::desc("Return every named tensor of the source model"),
                     llvm::cl::init(false)};
};

struct StreamPipelineOptions : mlir::PassPipelineOptions<StreamPipelineOptions> {
  Option<stream::IO> io{*this, "io", llvm::cl::desc("How tensors travel between layers"),
                        llvm::cl::init(stream::IO::Stream),
                        llvm::cl::values(clEnumValN(stream::IO::Stream, "stream", "in FIFOs, in beats"),
                                         clEnumValN(stream::IO::Parallel, "parallel", "in arrays, whole"))};
};

struct EmissionPipelineOptions : mlir::PassPipelineOptions<EmissionPipelineOptions> {
  Option<std::string> target{*this, "target", llvm::cl::desc("The vendor's tool that the C++ is for"),
                             llvm::cl::init("vitis")};
};

/// Import form to integer form.
void buildQNNPipeline(mlir::OpPassManager &pm, const QNNPipelineOptions &options);

/// Integer form to layers of stream processors.
void buildStreamPipeline(mlir::OpPassManager &pm, const StreamPipelineOptions &options);

/// Layers of stream processors to processes.
void buildDataflowPipeline(mlir::OpPassManager &pm);

/// Processes to what the C++ printer takes.
void buildEmissionPipeline(mlir::OpPassManager &pm, const EmissionPipelineOptions &options);

/// Registers the pipelines by name. To be called once.
void registerPipelines();

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_PIPELINES_PIPELINES_H
