//===- QNNOpBase.td - What all operations of qnn share -----*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_QNN_OP_BASE_TD
#define HLS4MLIR_QNN_OP_BASE_TD

include "dialects/QNN/QNNAttrs.td"
include "dialects/QNN/QNNInterfaces.td"
include "dialects/QNN/QNNTypes.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/SymbolInterfaces.td"

class QNN_Op<string mnemonic, list<Trait> traits = []> : Op<QNN_Dialect, mnemonic, traits>;

#endif // HLS4MLIR_QNN_OP_BASE_TD
