//===- StreamOpBase.td - Classes of operations ---*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_STREAM_OP_BASE_TD
#define HLS4MLIR_STREAM_OP_BASE_TD

include "dialects/QNN/QNNAttrs.td"
include "dialects/Stream/StreamAttrs.td"
include "dialects/Stream/StreamInterfaces.td"
include "dialects/Stream/StreamTypes.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/IR/SymbolInterfaces.td"

class Stream_Op<string mnemonic, list<Trait> traits = []> : Op<Stream_Dialect, mnemonic, traits>;

class Processor<list<string> methods> : DeclareOpInterfaceMethods<Stream_ProcessorOpInterface, methods>;

#endif // HLS4MLIR_STREAM_OP_BASE_TD
