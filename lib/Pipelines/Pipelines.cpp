//===- Pipelines.cpp - Named pipelines, one per level -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Pipelines/Pipelines.h"
#include "dialects/QNN/QNNPasses.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace hls4mlir;

void hls4mlir::buildQNNPipeline(OpPassManager &pm, const QNNPipelineOptions &options) {
  //===------------------------------------------------------------------===//
  // Import form
  //===------------------------------------------------------------------===//
  // Reshapes and transposes of the exporter that cancel go first.
  pm.addPass(createCanonicalizerPass());
  pm.addNestedPass<func::FuncOp>(qnn::createQNNAssignInputTypes());

  //===------------------------------------------------------------------===//
  // Integer form
  //===------------------------------------------------------------------===//
  qnn::QNNLowerToIntegerOptions lowering;
  lowering.trace = options.trace;
  pm.addPass(qnn::createQNNLowerToInteger(lowering));
  // Lowering makes one chain per use; equal ones become one again.
  pm.addPass(createCSEPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(qnn::createQNNVerifyIntegerForm());
}

void hls4mlir::registerPipelines() {
  PassPipelineRegistration<QNNPipelineOptions>(
      "hls4mlir-qnn", "Lower the import form of the qnn dialect to its integer form", buildQNNPipeline);
}
