//===- QNNSelectionOps.td - Operations that select elements -*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_QNN_SELECTION_OPS_TD
#define HLS4MLIR_QNN_SELECTION_OPS_TD

include "dialects/QNN/QNNOpBase.td"

def QNN_TopKOp : QNN_Op<"top_k", [Pure, DeclareOpInterfaceMethods<InferTypeOpInterface>]> {
  let summary = "the largest or smallest elements along an axis, or where they stand";
  let description = [{
    Orders the elements along `axis` from the largest down, or with `smallest` from the smallest up, and
    delivers the first `k` of them: their values, or with `indices` their positions along the axis, counted
    from zero. Of equal elements the one of the lowest position comes first, or with `last` that of the
    highest. The result has `k` elements along `axis`.

    Positions are `f32` numbers in the import form. In the integer form their type is `!qnn.fixed<uB, B>`
    with the fewest bits, at least one, for the last position; values keep the type of the input.

    Example:
    ```mlir
    %v = qnn.top_k %x axis 1 k 3 : tensor<1x10x!qnn.fixed<s8, 3>> -> tensor<1x3x!qnn.fixed<s8, 3>>
    %i = qnn.top_k indices %x axis 1 k 3 : tensor<1x10x!qnn.fixed<s8, 3>> -> tensor<1x3x!qnn.fixed<u4, 4>>
    %j = qnn.top_k indices smallest last %x axis 1 k 1 : tensor<1x10xf32> -> tensor<1x1xf32>
    ```
  }];
  let arguments = (ins QNN_NumberTensor:$input, I64Attr:$axis, I64Attr:$k, UnitAttr:$indices, UnitAttr:$smallest,
                       UnitAttr:$last);
  let results = (outs QNN_NumberTensor:$result);
  let assemblyFormat = [{
    (`indices` $indices^)? (`smallest` $smallest^)? (`last` $last^)? $input `axis` $axis `k` $k attr-dict
    `:` type($input) `->` type($result)
  }];
}

#endif // HLS4MLIR_QNN_SELECTION_OPS_TD
