//===- DataflowPasses.td - Passes within the dataflow dialect -*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DATAFLOW_PASSES_TD
#define HLS4MLIR_DATAFLOW_PASSES_TD

include "mlir/Pass/PassBase.td"

def DataflowVerify : Pass<"dataflow-verify", "::mlir::ModuleOp"> {
  let summary = "Check that the module is at the dataflow level";
  let description = [{
    Fails, naming the layer, unless the module holds one `dataflow.design`, `dataflow.process` operations
    that the design instantiates, and `qnn.weight` symbols, and nothing else; and unless every operation
    inside works on numbers, beats, indices, FIFOs and arrays. What verifiers of single operations check is
    not repeated here. Changes nothing.
  }];
}

#endif // HLS4MLIR_DATAFLOW_PASSES_TD
