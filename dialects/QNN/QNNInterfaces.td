//===- QNNInterfaces.td - What analyses ask operations -----*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_QNN_INTERFACES_TD
#define HLS4MLIR_QNN_INTERFACES_TD

include "mlir/IR/OpBase.td"

def QNN_InferRangeOpInterface : OpInterface<"InferRangeOpInterface"> {
  let cppNamespace = "::hls4mlir::qnn";
  let description = [{
    Which codes the results of an operation of the integer form can have, given those of its operands: the
    transfer function of range analysis (`Analysis/RangeAnalysis.h`). Results of operations without this
    interface can have every code of their type.
  }];
  let methods = [
    InterfaceMethod<[{
      Calls `setRange` for results of which more is known than their type says. `operands` has an entry for each
      operand.
    }], "void", "inferRanges", (ins "::llvm::ArrayRef<::hls4mlir::qnn::ElementRanges>":$operands,
                                    "::hls4mlir::qnn::SetRangeFn":$setRange)>,
    InterfaceMethod<[{
      True when the operation computes the same where an operand comes in a narrower type of the same step that
      holds all values that occur; its result type may have to follow.
    }], "bool", "acceptsNarrowerOperands", (ins), "", "return false;">,
  ];
}

def InferRange : DeclareOpInterfaceMethods<QNN_InferRangeOpInterface>;
def InferNarrowableRange : DeclareOpInterfaceMethods<QNN_InferRangeOpInterface, ["acceptsNarrowerOperands"]>;

#endif // HLS4MLIR_QNN_INTERFACES_TD
