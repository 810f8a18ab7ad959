//===- Registration.cpp - Everything that tools and bindings register -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Registration.h"
#include "dialects/Dataflow/DataflowPasses.h"
#include "dialects/QNN/QNNPasses.h"
#include "dialects/Stream/StreamPasses.h"
#include "lib/Conversion/Passes.h"
#include "lib/Pipelines/Pipelines.h"
#include "lib/Target/HLSCpp/HLSCpp.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

void hls4mlir::registerAllDialects(DialectRegistry &registry) {
  registry.insert<arith::ArithDialect, func::FuncDialect, scf::SCFDialect, dataflow::DataflowDialect, qnn::QNNDialect,
                  stream::StreamDialect>();
}

void hls4mlir::registerAllPasses() {
  // A pipeline may be registered once only.
  static const bool once = [] {
    registerTransformsPasses();
    dataflow::registerHLS4MLIRDataflowPasses();
    qnn::registerHLS4MLIRQNNPasses();
    registerHLS4MLIRConversionPasses();
    hlscpp::registerHLS4MLIRHLSCppPasses();
    stream::registerHLS4MLIRStreamPasses();
    registerPipelines();
    return true;
  }();
  (void)once;
}
