//===- QNNTensorOps.td - Operations on whole tensors -------*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_QNN_TENSOR_OPS_TD
#define HLS4MLIR_QNN_TENSOR_OPS_TD

include "dialects/QNN/QNNOpBase.td"

//===----------------------------------------------------------------------===//
// Elements moved, in both forms
//===----------------------------------------------------------------------===//

def QNN_ReshapeOp : QNN_Op<"reshape", [Pure, InferNarrowableRange]> {
  let summary = "the same elements in the same order under another shape";
  let description = [{
    Example:
    ```mlir
    %y = qnn.reshape %x : tensor<1x28x28xf32> -> tensor<1x784xf32>
    ```
  }];
  let arguments = (ins QNN_NumberTensor:$input);
  let results = (outs QNN_NumberTensor:$result);
  let assemblyFormat = "$input attr-dict `:` type($input) `->` type($result)";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def QNN_TransposeOp : QNN_Op<"transpose", [Pure, InferNarrowableRange,
                                           DeclareOpInterfaceMethods<InferTypeOpInterface>]> {
  let summary = "permuted dimensions";
  let description = [{
    Dimension `i` of the result is dimension `permutation[i]` of the input.

    Example:
    ```mlir
    %y = qnn.transpose %x [1, 0] : tensor<8x16xf32> -> tensor<16x8xf32>
    ```
  }];
  let arguments = (ins QNN_NumberTensor:$input, DenseI64ArrayAttr:$permutation);
  let results = (outs QNN_NumberTensor:$result);
  let assemblyFormat = "$input $permutation attr-dict `:` type($input) `->` type($result)";
  let hasFolder = 1;
}

class QNN_TensorOp<string mnemonic> : QNN_Op<mnemonic, [Pure, InferNarrowableRange, InferTypeOpAdaptor]> {
  let results = (outs QNN_NumberTensor:$result);
}

def QNN_ConcatOp : QNN_TensorOp<"concat"> {
  let summary = "tensors one behind the other along a dimension";
  let description = [{
    The operands have the same extents in all dimensions but `axis`. On fixed-point numbers the result type
    is the smallest that holds the types of all operands; the numbers stay what they are.

    Example:
    ```mlir
    %y = qnn.concat %a, %b axis 3
           : tensor<1x8x8x4x!qnn.fixed<u4, 2>>, tensor<1x8x8x2x!qnn.fixed<u2, 1>> -> tensor<1x8x8x6x!qnn.fixed<u4, 2>>
    ```
  }];
  let arguments = (ins Variadic<QNN_NumberTensor>:$inputs, I64Attr:$axis);
  let assemblyFormat = "$inputs `axis` $axis attr-dict `:` type($inputs) `->` type($result)";
  let hasFolder = 1;
}

def QNN_SliceOp : QNN_TensorOp<"slice"> {
  let summary = "elements at equal distances along every dimension";
  let description = [{
    `result[i, j, ..] = input[offsets[0] + i * strides[0], offsets[1] + j * strides[1], ..]`. A stride may be
    negative, which reverses the dimension; it is not zero.

    Example:
    ```mlir
    %y = qnn.slice %x offsets [0, 1, 1, 0] sizes [1, 6, 3, 4] strides [1, 1, 2, 1]
           : tensor<1x8x8x4xf32> -> tensor<1x6x3x4xf32>
    ```
  }];
  let arguments = (ins QNN_NumberTensor:$input, DenseI64ArrayAttr:$offsets, DenseI64ArrayAttr:$sizes,
                       DenseI64ArrayAttr:$strides);
  let assemblyFormat = [{
    $input `offsets` $offsets `sizes` $sizes `strides` $strides attr-dict `:` type($input) `->` type($result)
  }];
  let hasFolder = 1;
}

def QNN_PadOp : QNN_TensorOp<"pad"> {
  let summary = "a tensor with constant elements around and between its own";
  let description = [{
    Along each dimension `d` there are `low[d]` constants, then the elements of the input with `interior[d]`
    constants between each two of them, then `high[d]` constants. The constant is zero in `f32`; of
    fixed-point numbers it is the one with the code `value`.

    Example:
    ```mlir
    %y = qnn.pad %x low [0, 1, 1, 0] high [0, 0, 1, 0] interior [0, 1, 1, 0]
           : tensor<1x4x4x8xf32> -> tensor<1x8x9x8xf32>
    %z = qnn.pad %x low [0, 1, 0] high [0, 1, 0] interior [0, 0, 0] value 3
           : tensor<1x4x8x!qnn.fixed<u4, 4>> -> tensor<1x6x8x!qnn.fixed<u4, 4>>
    ```
  }];
  let arguments = (ins QNN_NumberTensor:$input, DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high,
                       DenseI64ArrayAttr:$interior, DefaultValuedAttr<I64Attr, "0">:$value);
  let assemblyFormat = [{
    $input `low` $low `high` $high `interior` $interior (`value` $value^)? attr-dict
    `:` type($input) `->` type($result)
  }];
  let hasFolder = 1;
}

def QNN_RepeatOp : QNN_TensorOp<"repeat"> {
  let summary = "every element several times along each dimension";
  let description = [{
    `result[i, j, ..] = input[i / factors[0], j / factors[1], ..]`: upsampling to the nearest element.

    Example:
    ```mlir
    %y = qnn.repeat %x factors [1, 2, 2, 1] : tensor<1x4x4x8xf32> -> tensor<1x8x8x8xf32>
    ```
  }];
  let arguments = (ins QNN_NumberTensor:$input, DenseI64ArrayAttr:$factors);
  let assemblyFormat = "$input `factors` $factors attr-dict `:` type($input) `->` type($result)";
  let hasFolder = 1;
}

//===----------------------------------------------------------------------===//
// Elements combined, in both forms
//===----------------------------------------------------------------------===//

def QNN_PoolOp : QNN_TensorOp<"pool"> {
  let summary = "sum, maximum or minimum of the elements in each window";
  let description = [{
    The input is `[N, spatial.., C]`. For each output position `p` and channel, over the window offsets `k`:

    ```
    result[n, p, c] = reduction over k of input[n, p * strides + k * dilations - low, c]
    ```

    Positions outside of the input take no part; every window has one inside. With
    `extent = (window - 1) * dilation + 1`, a dimension of the result is
    `(input + low + high - extent) / stride + 1`, rounded down. Averages are sums that are divided, by the
    size of the window or, where padding does not count, by what lies inside at each position.

    The type of a maximum or minimum is that of the input. A fixed-point sum keeps the step; its type is the
    smallest that holds the sums of all numbers of `prod(window)` elements.

    Example:
    ```mlir
    %y = qnn.pool max %x window [2, 2] strides [2, 2] padding [0, 0], [0, 0] dilations [1, 1]
           : tensor<1x8x8x4x!qnn.fixed<u4, 2>> -> tensor<1x4x4x4x!qnn.fixed<u4, 2>>
    %z = qnn.pool sum %x window [3, 3] strides [1, 1] padding [1, 1], [1, 1] dilations [1, 1]
           : tensor<1x8x8x4x!qnn.fixed<u4, 2>> -> tensor<1x8x8x4x!qnn.fixed<u8, 6>>
    ```
  }];
  let arguments = (ins QNN_ReductionAttr:$reduction, QNN_NumberTensor:$input, DenseI64ArrayAttr:$window,
                       DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$pad_low, DenseI64ArrayAttr:$pad_high,
                       DenseI64ArrayAttr:$dilations);
  let assemblyFormat = [{
    `` $reduction $input `window` $window `strides` $strides `padding` $pad_low `,` $pad_high
    `dilations` $dilations attr-dict `:` type($input) `->` type($result)
  }];
}

def QNN_ReduceOp : QNN_TensorOp<"reduce"> {
  let summary = "sum, maximum or minimum along dimensions";
  let description = [{
    The dimensions `axes`, which ascend, have extent 1 in the result. Types are those of `qnn.pool` with a
    window of all elements along `axes`.

    Example:
    ```mlir
    %y = qnn.reduce sum %x axes [1, 2] : tensor<1x8x8x4x!qnn.fixed<u4, 2>> -> tensor<1x1x1x4x!qnn.fixed<u10, 8>>
    ```
  }];
  let arguments = (ins QNN_ReductionAttr:$reduction, QNN_NumberTensor:$input, DenseI64ArrayAttr:$axes);
  let assemblyFormat = "`` $reduction $input `axes` $axes attr-dict `:` type($input) `->` type($result)";
}

#endif // HLS4MLIR_QNN_TENSOR_OPS_TD
