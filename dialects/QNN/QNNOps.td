//===- QNNOps.td - Operations of the quantized-network dialect -*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_QNN_OPS_TD
#define HLS4MLIR_QNN_OPS_TD

include "dialects/QNN/QNNArithmeticOps.td"
include "dialects/QNN/QNNImportOps.td"
include "dialects/QNN/QNNIntegerOps.td"
include "dialects/QNN/QNNScalarOps.td"
include "dialects/QNN/QNNSelectionOps.td"
include "dialects/QNN/QNNTensorOps.td"

#endif // HLS4MLIR_QNN_OPS_TD
