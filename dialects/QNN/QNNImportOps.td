//===- QNNImportOps.td - Operations of the import form -----*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_QNN_IMPORT_OPS_TD
#define HLS4MLIR_QNN_IMPORT_OPS_TD

include "dialects/QNN/QNNOpBase.td"

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
    `bit_width` broadcast over the input in numpy's way; scales are positive, and zero points lie within 2^31
    of 0.

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

def QNN_CastOp : QNN_ImportOp<"cast", [SameOperandsAndResultType]> {
  let summary = "a number brought into a fixed-point type";
  let description = [{
    The result is the `f32` tensor of the numbers that a variable of the type `to` holds after the assignment:
    each is rounded to the step of the type, then brought into its range. This is how a network that was
    trained in floating point is quantized afterwards; `qnn.quantize` is what a network says that was trained
    with quantizers. Exact on constants too, since there is no scale to divide by.

    Example:
    ```mlir
    %y = qnn.cast %x to <!qnn.fixed<s24, 10>, half_even, saturate> : tensor<1x16xf32>
    ```
  }];
  let arguments = (ins QNN_FloatTensor:$input, QNN_CastAttr:$to);
  let results = (outs QNN_FloatTensor:$result);
  let assemblyFormat = "$input `to` $to attr-dict `:` type($input)";
}

def QNN_QuantizeLinearOp : QNN_ImportOp<"quantize_linear", [SameOperandsAndResultType]> {
  let summary = "ONNX's QuantizeLinear, with a Clip behind it";
  let description = [{
    The result is the code, as a number:

    ```
    result = clip(half_even(input / scale) + zero_point, low, high)
    ```

    `low` and `high` are the ends of the integer type that ONNX saturates to, or the tighter ones of a Clip that
    follows. `scale` (positive) and `zero_point` (integers within 2^31 of 0) broadcast over the input in numpy's
    way.
    DequantizeLinear behind it, `(result - zero_point) * scale`, is a difference and a product.

    It is not the `qnn.quantize` of the same numbers: there the zero point is added before rounding, so that a
    tie becomes the even *code*. Here it becomes the even *multiple of the scale*, and the two differ by one step
    on every tie where the zero point is odd. Where they agree they also saturate alike, since both clip codes.

    Constants are quantized in `f32` as with `qnn.quantize`.

    Example:
    ```mlir
    %c = qnn.quantize_linear %x scale dense<0.1> : tensor<f32> zero_point dense<128.0> : tensor<f32>
           range [0, 255] : tensor<1x16xf32>
    ```
  }];
  let arguments = (ins
    QNN_FloatTensor:$input,
    ElementsAttr:$scale,
    ElementsAttr:$zero_point,
    I64Attr:$low,
    I64Attr:$high
  );
  let results = (outs QNN_FloatTensor:$result);
  let assemblyFormat = [{
    $input `scale` $scale `zero_point` $zero_point `range` ` ` `[` $low `,` $high `]` attr-dict `:` type($input)
  }];
  let hasVerifier = 1;
}

def QNN_TruncateOp : QNN_ImportOp<"truncate", [SameOperandsAndResultType]> {
  let summary = "QONNX Trunc: fewer bits of a quantized number";
  let description = [{
    ```
    y      = half_even(input / scale + zero_point) / 2^shift
    code   = round(clip(y, low, high))
    result = (code - result_zero_point) * result_scale
    ```

    Without `bits`, nothing is clipped, as in version 1 of the operator; with them `low` and `high` are those of
    `qnn.quantize`, but a signed number of one bit is no special case. All parameters broadcast over the input in
    numpy's way; scales are positive. Version 1 multiplies the result by the scale of its input, which makes it
    smaller by `2^shift`; version 2 by a scale of its own.

    Example:
    ```mlir
    %t = qnn.truncate %x scale dense<0.0625> : tensor<f32> zero_point dense<0.0> : tensor<f32>
           shift dense<2> : tensor<i32> floor
           to scale dense<0.25> : tensor<f32> zero_point dense<0.0> : tensor<f32>
           bits dense<4> : tensor<i32> signed : tensor<1x16xf32>
    ```
  }];
  let arguments = (ins
    QNN_FloatTensor:$input,
    ElementsAttr:$scale,
    ElementsAttr:$zero_point,
    ElementsAttr:$shift,
    QNN_RoundingModeAttr:$rounding,
    ElementsAttr:$result_scale,
    ElementsAttr:$result_zero_point,
    OptionalAttr<ElementsAttr>:$bit_width,
    UnitAttr:$is_signed,
    UnitAttr:$narrow
  );
  let results = (outs QNN_FloatTensor:$result);
  let assemblyFormat = [{
    $input `scale` $scale `zero_point` $zero_point `shift` $shift `` $rounding
    `to` `scale` $result_scale `zero_point` $result_zero_point
    (`bits` $bit_width^)? (`signed` $is_signed^)? (`narrow` $narrow^)? attr-dict `:` type($input)
  }];
  let hasVerifier = 1;
}

def QNN_MultiThresholdOp : QNN_ImportOp<"multi_threshold", [SameOperandsAndResultType]> {
  let summary = "QONNX MultiThreshold: counts the thresholds that a number reaches";
  let description = [{
    `result = scale * #{k : input >= thresholds[c, k]} + offset`, where `c` is the index along dimension `axis`,
    or 0 where all channels share one row of thresholds. The thresholds are in no particular order.

    Example:
    ```mlir
    %y = qnn.multi_threshold %x thresholds dense<[[-0.5, 0.25, 1.0]]> : tensor<1x3xf32> axis 1
           scale 1.0 offset 0.0 : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins
    QNN_FloatTensor:$input,
    ElementsAttr:$thresholds,
    I64Attr:$axis,
    F32Attr:$scale,
    F32Attr:$offset
  );
  let results = (outs QNN_FloatTensor:$result);
  let assemblyFormat = [{
    $input `thresholds` $thresholds `axis` $axis `scale` $scale `offset` $offset attr-dict `:` type($input)
  }];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Activations of the import form
//===----------------------------------------------------------------------===//

def QNN_ClampOp : QNN_ImportOp<"clamp", [SameOperandsAndResultType]> {
  let summary = "values brought between two bounds";
  let description = [{
    `result = min(max(input, low), high)`. The bounds broadcast over the input in numpy's way; one of them may
    be left out, and `low` lies nowhere above `high`. Where `low` is zero and there is no `high`, `qnn.relu`
    says the same.

    Example:
    ```mlir
    %y = qnn.clamp %x low dense<0.0> : tensor<f32> high dense<6.0> : tensor<f32> : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins QNN_FloatTensor:$input, OptionalAttr<ElementsAttr>:$low, OptionalAttr<ElementsAttr>:$high);
  let results = (outs QNN_FloatTensor:$result);
  let assemblyFormat = "$input (`low` $low^)? (`high` $high^)? attr-dict `:` type($input)";
  let hasVerifier = 1;
}

def QNN_LeakyReluOp : QNN_ImportOp<"leaky_relu", [SameOperandsAndResultType]> {
  let summary = "a ReLU with a slope for negative values";
  let description = [{
    `result = input >= 0 ? input : slope * input`. The slope broadcasts over the input in numpy's way and may
    have either sign; a slope of -1 gives the absolute value.

    Example:
    ```mlir
    %y = qnn.leaky_relu %x slope dense<0.125> : tensor<f32> : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins QNN_FloatTensor:$input, ElementsAttr:$slope);
  let results = (outs QNN_FloatTensor:$result);
  let assemblyFormat = "$input `slope` $slope attr-dict `:` type($input)";
  let hasVerifier = 1;
}

def QNN_UnaryOp : QNN_ImportOp<"unary", [SameOperandsAndResultType]> {
  let summary = "a real function of each element";
  let description = [{
    The functions and their parameters are those of `#qnn.function`.

    With the quantizer behind it, the function becomes a table of correctly rounded entries. Where none follows,
    the design delivers the values rounded to nearest in numbers of `output_type`; when it is not given, in 16
    bits, of which as many are fraction bits as the largest value leaves.

    Example:
    ```mlir
    %y = qnn.unary<sigmoid> %x : tensor<1x8xf32>
    %z = qnn.unary<elu, alpha = 1.0> %x as !qnn.fixed<s12, 4> : tensor<1x8xf32>
    ```
  }];
  let arguments = (ins QNN_FunctionAttr:$function, QNN_FloatTensor:$input,
                       OptionalAttr<TypeAttrOf<QNN_FixedType>>:$output_type);
  let results = (outs QNN_FloatTensor:$result);
  let assemblyFormat = "`` $function $input (`as` $output_type^)? attr-dict `:` type($input)";
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

def QNN_ConvolutionOp : QNN_ImportOp<"convolution", [InferTypeOpAdaptor]> {
  let summary = "convolution";
  let description = [{
    The input is `[N, spatial.., C]`, the kernel `[O, window.., C / groups]`; the meaning is that of `qnn.conv`,
    on real numbers, with zeros in the padding. Importers put transpositions around it where the source has
    the channels elsewhere; `qnn-sink-transposes` takes them away again.

    Example:
    ```mlir
    %y = qnn.convolution %x, %w strides [1, 1] padding [1, 1], [1, 1] dilations [1, 1] groups 1
           : tensor<1x32x32x3xf32>, tensor<64x3x3x3xf32> -> tensor<1x32x32x64xf32>
    ```
  }];
  let arguments = (ins QNN_FloatTensor:$input, QNN_FloatTensor:$kernel, DenseI64ArrayAttr:$strides,
                       DenseI64ArrayAttr:$pad_low, DenseI64ArrayAttr:$pad_high, DenseI64ArrayAttr:$dilations,
                       ConfinedAttr<I64Attr, [IntPositive]>:$groups);
  let results = (outs QNN_FloatTensor:$result);
  let assemblyFormat = [{
    $input `,` $kernel `strides` $strides `padding` $pad_low `,` $pad_high `dilations` $dilations `groups` $groups
    attr-dict `:` type($input) `,` type($kernel) `->` type($result)
  }];
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
    fixed-point type in which the design delivers the result. Otherwise it is `!qnn.fixed<u16, 1>`, with more
    fraction bits where a quantizer that reads the result has a step below 2^-14. The result is within one
    step of its type.

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

#endif // HLS4MLIR_QNN_IMPORT_OPS_TD
