//===- QNNPasses.td - Passes within the qnn dialect --------*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_QNN_PASSES_TD
#define HLS4MLIR_QNN_PASSES_TD

include "mlir/Pass/PassBase.td"

def QNNVerifyIntegerForm : Pass<"qnn-verify-integer-form", "::mlir::ModuleOp"> {
  let summary = "Check that the module is in the integer form";
  let description = [{
    Fails, naming the layer, where a float value or an operation of the import form is left, and where an
    accumulator of `qnn.dense` is not exact for the actual weights. Changes nothing.
  }];
}

#endif // HLS4MLIR_QNN_PASSES_TD
