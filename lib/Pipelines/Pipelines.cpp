//===- Pipelines.cpp - Named pipelines, one per level -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Pipelines/Pipelines.h"
#include "dialects/Dataflow/DataflowPasses.h"
#include "dialects/QNN/QNNPasses.h"
#include "dialects/Stream/StreamPasses.h"
#include "lib/Conversion/Passes.h"
#include "lib/Target/HLSCpp/HLSCpp.h"
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
  // What the user asks for counts as if the model said it.
  pm.addNestedPass<func::FuncOp>(qnn::createQNNApplyPrecision());
  pm.addNestedPass<func::FuncOp>(qnn::createQNNAssignInputTypes());
  // What the host quantizes is settled, so that arguments show who reads them.
  qnn::QNNSinkTransposesOptions sinking;
  sinking.trace = options.trace;
  pm.addNestedPass<func::FuncOp>(qnn::createQNNSinkTransposes(sinking));

  //===------------------------------------------------------------------===//
  // Integer form
  //===------------------------------------------------------------------===//
  qnn::QNNLowerToIntegerOptions lowering;
  lowering.trace = options.trace;
  pm.addPass(qnn::createQNNLowerToInteger(lowering));
  // Lowering makes one chain per use; equal ones become one again.
  pm.addPass(createCSEPass());
  pm.addPass(createCanonicalizerPass());
  // Forms depend on the types of their inputs.
  pm.addPass(qnn::createQNNNarrowTypes());
  pm.addPass(qnn::createQNNSelectRequantization());
  pm.addPass(qnn::createQNNVerifyIntegerForm());
}

void hls4mlir::buildStreamPipeline(OpPassManager &pm, const StreamPipelineOptions &options) {
  ConvertQNNToStreamOptions conversion;
  conversion.io = options.io;
  pm.addPass(createConvertQNNToStream(conversion));
  // Transpositions that cancel are gone before beats are chosen.
  pm.addPass(createCanonicalizerPass());

  pm.nest<stream::GraphOp>().addPass(stream::createStreamFitBudget());
  pm.addPass(stream::createStreamVerify());
}

void hls4mlir::buildDataflowPipeline(OpPassManager &pm) {
  pm.addPass(createConvertStreamToDataflow());
  // Generators leave constants where they need them and conditions that are always true.
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(dataflow::createDataflowVerify());
}

void hls4mlir::buildEmissionPipeline(OpPassManager &pm, const EmissionPipelineOptions &options) {
  hlscpp::DataflowPrepareForEmissionOptions preparation;
  preparation.target = options.target;
  pm.addPass(hlscpp::createDataflowPrepareForEmission(preparation));
}

void hls4mlir::registerPipelines() {
  PassPipelineRegistration<QNNPipelineOptions>(
      "hls4mlir-qnn", "Lower the import form of the qnn dialect to its integer form", buildQNNPipeline);
  PassPipelineRegistration<StreamPipelineOptions>(
      "hls4mlir-stream", "Turn the integer form into a graph of folded stream layers", buildStreamPipeline);
  PassPipelineRegistration<>("hls4mlir-dataflow", "Turn a graph of stream layers into processes, FIFOs and loops",
                             buildDataflowPipeline);
  PassPipelineRegistration<EmissionPipelineOptions>(
      "hls4mlir-emission", "Prepare processes, FIFOs and loops to be printed as a vendor's C++", buildEmissionPipeline);
}
