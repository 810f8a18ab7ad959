//===- QNNOps.td - Operations of the quantized-network dialect -*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_QNN_OPS_TD
#define HLS4MLIR_QNN_OPS_TD

include "dialects/QNN/QNNAttrs.td"
include "dialects/QNN/QNNTypes.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/SymbolInterfaces.td"

class QNN_Op<string mnemonic, list<Trait> traits = []> : Op<QNN_Dialect, mnemonic, traits>;

//===----------------------------------------------------------------------===//
// Quantizers of the import form
//===----------------------------------------------------------------------===//

class QNN_ImportOp<string mnemonic, list<Trait> traits = []>
    : QNN_Op<mnemonic, !listconcat([Pure], traits)>;

def QNN_QuantizeOp : QNN_ImportOp<"quantize", [SameOperandsAndResultType]> {
  let summary = "QONNX uniform quantizer";
  let description = [{
    The result is the `f32` value of the quantized number, not its code:

    ```
    y      = input / scale + zero_point
    code   = round(clip(y, low, high))
    result = (code - zero_point) * scale
    ```

    | `bit_width` b, signed | narrow | low           | high        |
    |-----------------------|--------|---------------|-------------|
    | signed                |        | -2^(b-1)      | 2^(b-1) - 1 |
    | signed                | narrow | -2^(b-1) + 1  | 2^(b-1) - 1 |
    | unsigned              |        | 0             | 2^b - 1     |
    | unsigned              | narrow | 0             | 2^b - 2     |

    A signed quantizer of one bit is bipolar: `code = y >= 0 ? 1 : -1`. `scale`, `zero_point` and
    `bit_width` broadcast over the input in numpy's way; scales are positive.

    On a constant input, the quotient is rounded to `f32` as the framework does, since latent weights do lie
    on ties there; on every other input the operation means arithmetic on real numbers.

    Example:
    ```mlir
    %q = qnn.quantize %x scale dense<0.03125> : tensor<f32> zero_point dense<0.0> : tensor<f32>
           bits dense<6> : tensor<i32> half_even signed : tensor<1x16xf32>
    ```
  }];
  let arguments = (ins
    QNN_FloatTensor:$input,
    ElementsAttr:$scale,
    ElementsAttr:$zero_point,
    ElementsAttr:$bit_width,
    QNN_RoundingModeAttr:$rounding,
    UnitAttr:$is_signed,
    UnitAttr:$narrow
  );
  let results = (outs QNN_FloatTensor:$result);
  let assemblyFormat = [{
    $input `scale` $scale `zero_point` $zero_point `bits` $bit_width `` $rounding
    (`signed` $is_signed^)? (`narrow` $narrow^)? attr-dict `:` type($input)
  }];
  let hasVerifier = 1;
}

def QNN_BipolarQuantizeOp : QNN_ImportOp<"bipolar_quantize", [SameOperandsAndResultType]> {
  let summary = "QONNX bipolar quantizer";
  let description = [{
    `result = input >= 0 ? scale : -scale`. The input is not divided by the scale; zero becomes `scale`.

    Example:
    ```mlir
    %q = qnn.bipolar_quantize %x scale dense<1.0> : tensor<f32> : tensor<1x784xf32>
    ```
  }];
  let arguments = (ins QNN_FloatTensor:$input, ElementsAttr:$scale);
  let results = (outs QNN_FloatTensor:$result);
  let assemblyFormat = "$input `scale` $scale attr-dict `:` type($input)";
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Layers of the import form
//===----------------------------------------------------------------------===//

def QNN_MatMulOp : QNN_ImportOp<"matmul", [DeclareOpInterfaceMethods<InferTypeOpInterface>]> {
  let summary = "matrix product in numpy's sense";
  let description = [{
    Both operands have rank 2 or more; leading dimensions broadcast.

    Example:
    ```mlir
    %y = qnn.matmul %x, %w : tensor<1x16xf32>, tensor<16x8xf32> -> tensor<1x8xf32>
    ```
  }];
  let arguments = (ins QNN_FloatTensor:$lhs, QNN_FloatTensor:$rhs);
  let results = (outs QNN_FloatTensor:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)";
}

def QNN_DivOp : QNN_ImportOp<"div", [DeclareOpInterfaceMethods<InferTypeOpInterface>]> {
  let summary = "elementwise quotient, broadcasting";
  let description = [{
    Example:
    ```mlir
    %y = qnn.div %a, %b : tensor<1x8xf32>, tensor<8xf32> -> tensor<1x8xf32>
    ```
  }];
  let arguments = (ins QNN_FloatTensor:$lhs, QNN_FloatTensor:$rhs);
  let results = (outs QNN_FloatTensor:$result);
  let assemblyFormat = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)";
}

def QNN_BatchNormOp : QNN_ImportOp<"batch_norm", [AllTypesMatch<["input", "result"]>]> {
  let summary = "batch normalization with fixed statistics";
  let description = [{
    `result = (input - mean) / sqrt(variance + epsilon) * gamma + beta`, per channel of dimension 1 (of
    dimension `axis` where given). The coefficients of the affine map are computed from the parameters in
    `f64`, whose rounding lies far below that of the framework's own `f32`.

    Example:
    ```mlir
    %y = qnn.batch_norm %x gamma dense<1.0> : tensor<8xf32> beta dense<0.0> : tensor<8xf32>
           mean dense<0.5> : tensor<8xf32> variance dense<2.0> : tensor<8xf32> epsilon 1.0e-5 axis 1
           : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins
    QNN_FloatTensor:$input,
    ElementsAttr:$gamma, ElementsAttr:$beta, ElementsAttr:$mean, ElementsAttr:$variance,
    F32Attr:$epsilon,
    DefaultValuedAttr<I64Attr, "1">:$axis
  );
  let results = (outs QNN_FloatTensor:$result);
  let assemblyFormat = [{
    $input `gamma` $gamma `beta` $beta `mean` $mean `variance` $variance `epsilon` $epsilon
    `axis` $axis attr-dict `:` type($input)
  }];
  let hasVerifier = 1;
}

def QNN_SoftmaxOp : QNN_ImportOp<"softmax", [SameOperandsAndResultType]> {
  let summary = "softmax along one axis";
  let description = [{
    `result_i = exp(input_i) / sum_j exp(input_j)`, the sum over `axis`. `output_type`, when given, is the
    fixed-point type in which the design delivers the result; `!qnn.fixed<u16, 1>` otherwise.

    Example:
    ```mlir
    %y = qnn.softmax %x axis 1 : tensor<1x5xf32>
    ```
  }];
  let arguments = (ins QNN_FloatTensor:$input, I64Attr:$axis,
                       OptionalAttr<TypeAttrOf<QNN_FixedType>>:$output_type);
  let results = (outs QNN_FloatTensor:$result);
  let assemblyFormat = "$input `axis` $axis (`as` $output_type^)? attr-dict `:` type($input)";
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Operations of both forms
//===----------------------------------------------------------------------===//

class QNN_BinaryOp<string mnemonic, list<Trait> traits = []>
    : QNN_Op<mnemonic, !listconcat([Pure, DeclareOpInterfaceMethods<InferTypeOpInterface>], traits)> {
  let arguments = (ins QNN_Number:$lhs, QNN_Number:$rhs);
  let results = (outs QNN_Number:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs attr-dict `:` qualified(type($lhs)) `,` qualified(type($rhs)) `->` qualified(type($result))
  }];
  // Folds constants of the integer form.
  let hasFolder = 1;
}

def QNN_AddOp : QNN_BinaryOp<"add", [Commutative]> {
  let summary = "exact sum, broadcasting";
  let description = [{
    On fixed-point numbers the result type holds every sum; with `F = width - integer` fraction bits,
    `max'` after a signed operand is added to an unsigned one whose integer bits then grow by one:

    | lhs      | rhs      | result                                           |
    |----------|----------|--------------------------------------------------|
    | `u<W,I>` | `u<V,J>` | `u`, integer `max(I, J) + 1`, fraction `max(F, G)` |
    | `s<W,I>` | `s<V,J>` | `s`, integer `max(I, J) + 1`, fraction `max(F, G)` |
    | `s<W,I>` | `u<V,J>` | `s`, integer `max(I, J + 1) + 1`, fraction `max(F, G)` |

    Example:
    ```mlir
    %s = qnn.add %a, %b : !qnn.fixed<s8, 3>, !qnn.fixed<u4, 2> -> !qnn.fixed<s9, 4>
    ```
  }];
}

def QNN_SubOp : QNN_BinaryOp<"sub"> {
  let summary = "exact difference, broadcasting";
  let description = [{
    The result is signed and holds every difference: integer bits as for `qnn.add` (of two unsigned
    operands, `max(I, J) + 1`), fraction bits `max(F, G)`.

    Example:
    ```mlir
    %d = qnn.sub %a, %b : !qnn.fixed<u8, 8>, !qnn.fixed<u8, 8> -> !qnn.fixed<s9, 9>
    ```
  }];
}

def QNN_MulOp : QNN_BinaryOp<"mul", [Commutative]> {
  let summary = "exact product, broadcasting";
  let description = [{
    Widths and integer bits add; the result is signed when an operand is.

    Example:
    ```mlir
    %p = qnn.mul %a, %b : !qnn.fixed<s8, 3>, !qnn.fixed<u4, 2> -> !qnn.fixed<s12, 5>
    ```
  }];
}

def QNN_ReluOp : QNN_Op<"relu", [Pure, DeclareOpInterfaceMethods<InferTypeOpInterface>]> {
  let summary = "max(x, 0)";
  let description = [{
    On fixed-point numbers the result is unsigned: a signed operand `s<W,I>` gives `u<W-1,I-1>`; an unsigned
    one is returned as it is.

    Example:
    ```mlir
    %y = qnn.relu %x : !qnn.fixed<s18, 8> -> !qnn.fixed<u17, 7>
    ```
  }];
  let arguments = (ins QNN_Number:$input);
  let results = (outs QNN_Number:$result);
  let assemblyFormat = "$input attr-dict `:` qualified(type($input)) `->` qualified(type($result))";
  let hasFolder = 1;
}

def QNN_ReshapeOp : QNN_Op<"reshape", [Pure]> {
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

def QNN_TransposeOp : QNN_Op<"transpose", [Pure, DeclareOpInterfaceMethods<InferTypeOpInterface>]> {
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
  let hasVerifier = 1;
  let hasFolder = 1;
}

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

def QNN_GetWeightOp : QNN_WeightUser<"get_weight", [Pure]> {
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

def QNN_DenseOp : QNN_WeightUser<"dense", [Pure]> {
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

def QNN_RequantizeOp : QNN_Op<"requantize", [Pure]> {
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

def QNN_ThresholdOp : QNN_WeightUser<"threshold", [Pure]> {
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

    Example:
    ```mlir
    %y = qnn.threshold %acc, @bn_thresholds first [-1] step [2]
           : tensor<1x64x!qnn.fixed<s12, 12>> -> tensor<1x64x!qnn.fixed<s2, 2>>
    ```
  }];
  let arguments = (ins QNN_FixedTensor:$input, FlatSymbolRefAttr:$thresholds,
                       DenseI64ArrayAttr:$first, DenseI64ArrayAttr:$step);
  let results = (outs QNN_FixedTensor:$result);
  let assemblyFormat = [{
    $input `,` $thresholds `first` $first `step` $step attr-dict `:` type($input) `->` type($result)
  }];
  let hasVerifier = 1;
}

def QNN_ReinterpretOp : QNN_Op<"reinterpret", [Pure]> {
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

def QNN_TableSoftmaxOp : QNN_WeightUser<"table_softmax", [Pure]> {
  let summary = "softmax by tables of the exponential";
  let description = [{
    Over the elements `x` along `axis`, in exact integer arithmetic on codes:

    ```
    d_i = max_j x_j - x_i                                        code of the difference, never negative
    k_i = min(d_i >> drop, 2^(B+C) - 1)                          index, B and C as below
    e_i = coarse[k_i >> C] * fine[k_i & (2^C - 1)]               exp(-d_i), product of the codes
    y_i = floor((2 * e_i * 2^F + S) / (2 * S)),  S = sum_j e_j   rounded quotient, clipped to the result's range
    ```

    `coarse` has 2^B entries and `fine` 2^C; their element types have no sign and no integer bit beyond the
    first. `F` is the number of fraction bits of the result type, which is unsigned. `error_bound` is the
    largest absolute difference between a result and the softmax of the same real input, in the worst case
    over all inputs; the pass that builds the tables derives it.

    Example:
    ```mlir
    %y = qnn.table_softmax %x, @exp_coarse, @exp_fine axis 1 drop 0 error_bound 3.1e-05
           : tensor<1x5x!qnn.fixed<s16, 6>> -> tensor<1x5x!qnn.fixed<u16, 1>>
    ```
  }];
  let arguments = (ins QNN_FixedTensor:$input, FlatSymbolRefAttr:$coarse, FlatSymbolRefAttr:$fine,
                       I64Attr:$axis, ConfinedAttr<I64Attr, [IntNonNegative]>:$drop, F64Attr:$error_bound);
  let results = (outs QNN_FixedTensor:$result);
  let assemblyFormat = [{
    $input `,` $coarse `,` $fine `axis` $axis `drop` $drop `error_bound` $error_bound attr-dict
    `:` type($input) `->` type($result)
  }];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Scalar arithmetic of the dataflow level
//===----------------------------------------------------------------------===//

def QNN_ConstantOp : QNN_Op<"constant", [Pure, ConstantLike]> {
  let summary = "a fixed-point number";
  let description = [{
    The attribute is the code as an integer of the type's width.

    Example:
    ```mlir
    %c = qnn.constant 5 : !qnn.fixed<s8, 3>   // 5 * 2^-5
    ```
  }];
  let arguments = (ins APIntAttr:$code);
  let results = (outs QNN_FixedType:$result);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasFolder = 1;
}

def QNN_CompareOp : QNN_Op<"compare", [Pure]> {
  let summary = "exact comparison of two numbers";
  let description = [{
    The result is 1 where the relation holds and 0 elsewhere.

    Example:
    ```mlir
    %ge = qnn.compare ge %x, %t : !qnn.fixed<s12, 12>, !qnn.fixed<s13, 13> -> !qnn.fixed<u1, 1>
    ```
  }];
  let arguments = (ins QNN_ComparePredicateAttr:$predicate, QNN_FixedType:$lhs, QNN_FixedType:$rhs);
  let results = (outs QNN_FixedType:$result);
  let assemblyFormat = [{
    `` $predicate $lhs `,` $rhs attr-dict
    `:` qualified(type($lhs)) `,` qualified(type($rhs)) `->` qualified(type($result))
  }];
  let hasVerifier = 1;
  let hasFolder = 1;
}

def QNN_MaxOp : QNN_Op<"max", [Pure, Commutative, DeclareOpInterfaceMethods<InferTypeOpInterface>]> {
  let summary = "the larger of two numbers";
  let description = [{
    The result type is the smallest that holds both operand types.

    Example:
    ```mlir
    %m = qnn.max %a, %b : !qnn.fixed<s8, 3>, !qnn.fixed<s8, 3> -> !qnn.fixed<s8, 3>
    ```
  }];
  let arguments = (ins QNN_Fixed:$lhs, QNN_Fixed:$rhs);
  let results = (outs QNN_Fixed:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs attr-dict `:` qualified(type($lhs)) `,` qualified(type($rhs)) `->` qualified(type($result))
  }];
  let hasFolder = 1;
}

def QNN_DivideCodesOp : QNN_Op<"divide_codes", [Pure]> {
  let summary = "rounded quotient of two unsigned codes";
  let description = [{
    `code(result) = min(floor((2 * code(lhs) * 2^shift + code(rhs)) / (2 * code(rhs))), max)`: the quotient
    of the codes times 2^shift, rounded to nearest with ties upwards, clipped to the result type. All types
    are unsigned; the divisor is not zero.

    Example:
    ```mlir
    %y = qnn.divide_codes %e, %sum shift 15 : !qnn.fixed<u20, 1>, !qnn.fixed<u23, 4> -> !qnn.fixed<u16, 1>
    ```
  }];
  let arguments = (ins QNN_FixedType:$lhs, QNN_FixedType:$rhs, ConfinedAttr<I64Attr, [IntNonNegative]>:$shift);
  let results = (outs QNN_FixedType:$result);
  let assemblyFormat = [{
    $lhs `,` $rhs `shift` $shift attr-dict
    `:` qualified(type($lhs)) `,` qualified(type($rhs)) `->` qualified(type($result))
  }];
  let hasVerifier = 1;
}

def QNN_CodeOp : QNN_Op<"code", [Pure]> {
  let summary = "bits of a code as an index";
  let description = [{
    `(code(input) >> low) & (2^bits - 1)`, after saturating the unsigned code to `2^(low + bits) - 1`.

    Example:
    ```mlir
    %k = qnn.code %d low 4 bits 6 : !qnn.fixed<u17, 7>
    ```
  }];
  let arguments = (ins QNN_FixedType:$input, ConfinedAttr<I64Attr, [IntNonNegative]>:$low, ConfinedAttr<I64Attr, [IntNonNegative]>:$bits);
  let results = (outs Index:$result);
  let assemblyFormat = "$input `low` $low `bits` $bits attr-dict `:` qualified(type($input))";
  let hasVerifier = 1;
}

#endif // HLS4MLIR_QNN_OPS_TD
