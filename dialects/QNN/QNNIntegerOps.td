//===- QNNIntegerOps.td - Operations of the integer form ---*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_QNN_INTEGER_OPS_TD
#define HLS4MLIR_QNN_INTEGER_OPS_TD

include "dialects/QNN/QNNOpBase.td"

//===----------------------------------------------------------------------===//
// Constants of the integer form
//===----------------------------------------------------------------------===//

def QNN_WeightOp : QNN_Op<"weight", [Symbol, HasParent<"::mlir::ModuleOp">]> {
  let summary = "a constant tensor of fixed-point numbers";
  let description = [{
    `value` holds the codes in the smallest of `i8`, `i16`, `i32`, `i64` that has room for them, sign- or
    zero-extended as `element` says; every code lies in the range of `element`. Large weights are
    `dense_resource` blobs, which are shared and never copied.

    Weights of layers, biases, thresholds and tables are all of this kind.

    Example:
    ```mlir
    qnn.weight @fc1_kernel dense<[[1, -2], [0, 3]]> : tensor<2x2xi8> as !qnn.fixed<s6, 1>
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, ElementsAttr:$value, TypeAttrOf<QNN_FixedType>:$element);
  let assemblyFormat = "$sym_name $value `as` $element attr-dict";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::hls4mlir::qnn::FixedType getFixedType();
    /// The tensor of fixed-point numbers that the weight is.
    ::mlir::RankedTensorType getTensorType();
    /// The codes in row-major order.
    ::llvm::SmallVector<int64_t> getCodes();
    /// Inserts a weight with a name derived from `name` and unique in the module.
    static WeightOp create(::mlir::ModuleOp module, ::mlir::Location loc, ::llvm::StringRef name,
                           ::llvm::ArrayRef<int64_t> shape, ::hls4mlir::qnn::FixedType element,
                           ::llvm::ArrayRef<int64_t> codes);
  }];
}

class QNN_WeightUser<string mnemonic, list<Trait> traits = []>
    : QNN_Op<mnemonic, !listconcat([DeclareOpInterfaceMethods<SymbolUserOpInterface>], traits)>;

def QNN_GetWeightOp : QNN_WeightUser<"get_weight", [Pure, InferRange]> {
  let summary = "a weight as a value";
  let description = [{
    Example:
    ```mlir
    %c = qnn.get_weight @offset : tensor<1x8x!qnn.fixed<s8, 3>>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$weight);
  let results = (outs QNN_FixedTensor:$result);
  let assemblyFormat = "$weight attr-dict `:` type($result)";
}

//===----------------------------------------------------------------------===//
// Layers of the integer form
//===----------------------------------------------------------------------===//

def QNN_DenseOp : QNN_WeightUser<"dense", [Pure, InferNarrowableRange]> {
  let summary = "exact product with a constant matrix, plus bias";
  let description = [{
    `result[.., o] = sum_i weight[o, i] * input[.., i] + bias[o]`; the contraction is over the last
    dimension, the others are kept. The result type holds every partial sum modulo its width and every final
    sum exactly: its step is at most that of the products and of the bias, its range covers the sums that
    the actual weights can give.

    Example:
    ```mlir
    %acc = qnn.dense %x, @fc1_kernel bias @fc1_bias
             : tensor<1x16x!qnn.fixed<s8, 3>> -> tensor<1x8x!qnn.fixed<s18, 8>>
    ```
  }];
  let arguments = (ins QNN_FixedTensor:$input, FlatSymbolRefAttr:$weight, OptionalAttr<FlatSymbolRefAttr>:$bias);
  let results = (outs QNN_FixedTensor:$result);
  let assemblyFormat = "$input `,` $weight (`bias` $bias^)? attr-dict `:` type($input) `->` type($result)";
}

def QNN_ConvOp : QNN_WeightUser<"conv", [Pure, InferNarrowableRange]> {
  let summary = "exact convolution with a constant kernel, plus bias";
  let description = [{
    The input is `[N, spatial.., C]`, the weight `[O, window.., C / groups]` and the bias `[O]`, with any number
    of spatial dimensions from one on. Output channel `o` belongs to group `g = o / (O / groups)` and sees the
    channels of that group; a depthwise convolution has `C` groups. For each output position `p`, over the
    window offsets `k`:

    ```
    result[n, p, o] = sum_{k, c} weight[o, k, c] * input[n, p * strides + k * dilations - low, g * C/groups + c]
                      + bias[o]
    ```

    Outside of the input, in the padding, every element has the code `value`: that of a real zero. Extents of
    the result are those of `qnn.pool`. The result type holds every partial sum modulo its width and every
    final sum exactly, as that of `qnn.dense` does.

    Example:
    ```mlir
    %acc = qnn.conv %x, @conv1_kernel bias @conv1_bias strides [1, 1] padding [1, 1], [1, 1] dilations [1, 1] groups 1
             : tensor<1x32x32x3x!qnn.fixed<u8, 8>> -> tensor<1x32x32x64x!qnn.fixed<s14, 14>>
    ```
  }];
  let arguments = (ins QNN_FixedTensor:$input, FlatSymbolRefAttr:$weight, OptionalAttr<FlatSymbolRefAttr>:$bias,
                       DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$pad_low, DenseI64ArrayAttr:$pad_high,
                       DefaultValuedAttr<I64Attr, "0">:$value, DenseI64ArrayAttr:$dilations,
                       ConfinedAttr<I64Attr, [IntPositive]>:$groups);
  let results = (outs QNN_FixedTensor:$result);
  let assemblyFormat = [{
    $input `,` $weight (`bias` $bias^)? `strides` $strides `padding` $pad_low `,` $pad_high (`value` $value^)?
    `dilations` $dilations `groups` $groups attr-dict `:` type($input) `->` type($result)
  }];
  let hasVerifier = 1;
}

def QNN_RequantizeOp : QNN_Op<"requantize", [Pure, InferNarrowableRange]> {
  let summary = "a number brought into another type: shift, round, clip";
  let description = [{
    The value is rounded to the step of the result type by `rounding`, then brought into its range by
    `overflow`, then, where given, clamped to the codes `[low, high]`. This is the requantizer for scales
    that are powers of two: hardware shifts.

    Example:
    ```mlir
    %y = qnn.requantize %acc half_even saturate
           : tensor<1x8x!qnn.fixed<s18, 8>> -> tensor<1x8x!qnn.fixed<u4, 2>>
    %z = qnn.requantize %acc half_even saturate clamp [0, 254] : !qnn.fixed<s18, 8> -> !qnn.fixed<u8, 2>
    ```
  }];
  let arguments = (ins QNN_Fixed:$input, QNN_RoundingModeAttr:$rounding, QNN_OverflowModeAttr:$overflow,
                       OptionalAttr<DenseI64ArrayAttr>:$clamp);
  let results = (outs QNN_Fixed:$result);
  let assemblyFormat = [{
    $input `` $rounding `` $overflow (`clamp` $clamp^)? attr-dict
    `:` qualified(type($input)) `->` qualified(type($result))
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def QNN_ThresholdOp : QNN_WeightUser<"threshold", [Pure, InferNarrowableRange]> {
  let summary = "a monotone step function, per channel";
  let description = [{
    Counts the thresholds that the input reaches:

    ```
    code(result) = first + step * #{k : input >= thresholds[.., k]}
    ```

    Any chain of affine maps, ReLU and a uniform quantizer after an accumulator is such a function, for
    arbitrary scales, and exactly so. The last dimension of the weight `thresholds` counts the thresholds, in
    ascending order; the dimensions before it broadcast over the input's. `first` and `step` are codes of
    the result: one for all, or one per row of thresholds in row-major order. A falling function has a
    negative step. A threshold that is never reached is one step above the input's range.

    `form` says how hardware computes this function; it never changes what is computed. The verifier checks
    that it gives the steps of the thresholds, for every number of the input type.

    Example:
    ```mlir
    %y = qnn.threshold %acc, @bn_thresholds first [-1] step [2]
           : tensor<1x64x!qnn.fixed<s12, 12>> -> tensor<1x64x!qnn.fixed<s2, 2>>
    %z = qnn.threshold %acc, @act_thresholds first [0] step [1] form(#qnn.binary_search)
           : tensor<1x64x!qnn.fixed<s12, 12>> -> tensor<1x64x!qnn.fixed<u4, 4>>
    ```
  }];
  let arguments = (ins QNN_FixedTensor:$input, FlatSymbolRefAttr:$thresholds,
                       DenseI64ArrayAttr:$first, DenseI64ArrayAttr:$step, OptionalAttr<QNN_ThresholdForm>:$form);
  let results = (outs QNN_FixedTensor:$result);
  let assemblyFormat = [{
    $input `,` $thresholds `first` $first `step` $step (`form` `` custom<ThresholdForm>($form)^)? attr-dict `:` type($input) `->` type($result)
  }];
  let builders = [
    OpBuilder<(ins "::mlir::Type":$result, "::mlir::Value":$input, "::mlir::FlatSymbolRefAttr":$thresholds,
                   "::mlir::DenseI64ArrayAttr":$first, "::mlir::DenseI64ArrayAttr":$step), [{
      build($_builder, $_state, result, input, thresholds, first, step, ::mlir::Attribute());
    }]>
  ];
  let hasVerifier = 1;
}

def QNN_LookupOp : QNN_WeightUser<"lookup", [Pure, InferRange]> {
  let summary = "any function of a code, per channel";
  let description = [{
    ```
    result = table[.., code(input) - lowest code of the input's type]
    ```

    A nonlinear function together with the affine maps around it and the quantizer behind it is such a table, and
    exactly so: each entry is rounded correctly. The last dimension of the weight `table` has an entry for each
    code of the input, whose type has at most 16 bits, in ascending order; the dimensions before it broadcast over
    the input's. The entries have the type of the result. `error_bound`, where given, is the largest absolute
    difference between an entry and the real function: there is one where no quantizer of the source network
    says how to round.

    Example:
    ```mlir
    %y = qnn.lookup %x, @sigmoid : tensor<1x8x!qnn.fixed<s8, 4>> -> tensor<1x8x!qnn.fixed<u8, 0>>
    ```
  }];
  let arguments = (ins QNN_FixedTensor:$input, FlatSymbolRefAttr:$table, OptionalAttr<F64Attr>:$error_bound);
  let results = (outs QNN_FixedTensor:$result);
  let assemblyFormat = [{
    $input `,` $table (`error_bound` $error_bound^)? attr-dict `:` type($input) `->` type($result)
  }];
  let hasVerifier = 1;
}

def QNN_ReinterpretOp : QNN_Op<"reinterpret", [Pure, InferNarrowableRange]> {
  let summary = "the same code with another binary point";
  let description = [{
    Multiplies by a power of two at no cost: width and sign are kept, the integer bits change.

    Example:
    ```mlir
    %y = qnn.reinterpret %x : tensor<1x8x!qnn.fixed<s8, 3>> -> tensor<1x8x!qnn.fixed<s8, 5>>
    ```
  }];
  let arguments = (ins QNN_Fixed:$input);
  let results = (outs QNN_Fixed:$result);
  let assemblyFormat = "$input attr-dict `:` qualified(type($input)) `->` qualified(type($result))";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def QNN_TableSoftmaxOp : QNN_WeightUser<"table_softmax", [Pure, InferNarrowableRange]> {
  let summary = "softmax by tables of the exponential";
  let description = [{
    Over the elements `x` along `axis`, in exact integer arithmetic on codes:

    ```
    d_i = max_j x_j - x_i                                        code of the difference, never negative
    k_i = min(d_i >> drop, 2^(B+C) - 1)                          index, B and C as below
    e_i = coarse[k_i >> C] * fine[k_i & (2^C - 1)]               exp(-d_i), rounded to the type of `coarse`
    y_i = floor((2 * e_i * 2^F + S) / (2 * S)),  S = sum_j e_j   rounded quotient, clipped to the result's range
    ```

    `coarse` has 2^B entries and `fine` 2^C; their element types have no sign and no integer bit beyond the
    first. The product is rounded to nearest, ties upwards. Without `fine`, C is 0 and e_i = coarse[k_i]. `F`
    is the number of fraction bits of the result type.

    `error_bound` is the largest absolute difference between a result and the softmax of the same real input,
    clipped to the range of the result type, in the worst case over all inputs; the pass that builds the tables
    derives it.

    Example:
    ```mlir
    %y = qnn.table_softmax %x, @exp_coarse, @exp_fine axis 1 drop 0 error_bound 3.0e-05
           : tensor<1x5x!qnn.fixed<s16, 6>> -> tensor<1x5x!qnn.fixed<u16, 1>>
    %z = qnn.table_softmax %w, @exp axis 1 drop 0 error_bound 3.0e-05
           : tensor<1x5x!qnn.fixed<s8, 6>> -> tensor<1x5x!qnn.fixed<s16, 1>>
    ```
  }];
  let arguments = (ins QNN_FixedTensor:$input, FlatSymbolRefAttr:$coarse, OptionalAttr<FlatSymbolRefAttr>:$fine,
                       I64Attr:$axis, ConfinedAttr<I64Attr, [IntNonNegative]>:$drop, F64Attr:$error_bound);
  let results = (outs QNN_FixedTensor:$result);
  let assemblyFormat = [{
    $input `,` $coarse (`,` $fine^)? `axis` $axis `drop` $drop `error_bound` $error_bound attr-dict
    `:` type($input) `->` type($result)
  }];
  let hasVerifier = 1;
}

#endif // HLS4MLIR_QNN_INTEGER_OPS_TD
