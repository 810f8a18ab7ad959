//===- QNNAttrs.td - Rounding, overflow and boundary attributes -*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_QNN_ATTRS_TD
#define HLS4MLIR_QNN_ATTRS_TD

include "dialects/QNN/QNNDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/CommonAttrConstraints.td"
include "mlir/IR/EnumAttr.td"

//===----------------------------------------------------------------------===//
// Rounding
//===----------------------------------------------------------------------===//

// The order of the cases is part of no interface; the spelling is.
def QNN_RoundingMode : I32EnumAttr<"RoundingMode", "how a value between two steps is rounded", [
    I32EnumAttrCase<"HalfEven", 0, "half_even">,
    I32EnumAttrCase<"HalfAway", 1, "half_away">,
    I32EnumAttrCase<"HalfToZero", 2, "half_to_zero">,
    I32EnumAttrCase<"HalfCeil", 3, "half_ceil">,
    I32EnumAttrCase<"HalfFloor", 4, "half_floor">,
    I32EnumAttrCase<"Floor", 5, "floor">,
    I32EnumAttrCase<"Ceil", 6, "ceil">,
    I32EnumAttrCase<"ToZero", 7, "to_zero">,
    I32EnumAttrCase<"Away", 8, "away">]> {
  let cppNamespace = "::hls4mlir::qnn";
  let genSpecializedAttr = 0;
}

def QNN_RoundingModeAttr : EnumAttr<QNN_Dialect, QNN_RoundingMode, "rounding"> {
  let summary = "rounding mode of a narrowing";
  let description = [{
    The `half_*` modes round to nearest and differ on ties only.

    | mode           | -2.5 | 2.5 | -2.3 | 2.3 | QONNX             | `ap_fixed`       | `ac_fixed`       |
    |----------------|------|-----|------|-----|-------------------|------------------|------------------|
    | `half_even`    | -2   | 2   | -2   | 2   | ROUND, HALF_EVEN  | `AP_RND_CONV`    | `AC_RND_CONV`    |
    | `half_away`    | -3   | 3   | -2   | 2   | HALF_UP           | `AP_RND_INF`     | `AC_RND_INF`     |
    | `half_to_zero` | -2   | 2   | -2   | 2   | HALF_DOWN         | `AP_RND_ZERO`    | `AC_RND_ZERO`    |
    | `half_ceil`    | -2   | 3   | -2   | 2   |                   | `AP_RND`         | `AC_RND`         |
    | `half_floor`   | -3   | 2   | -2   | 2   |                   | `AP_RND_MIN_INF` | `AC_RND_MIN_INF` |
    | `floor`        | -3   | 2   | -3   | 2   | FLOOR             | `AP_TRN`         | `AC_TRN`         |
    | `ceil`         | -2   | 3   | -2   | 3   | CEIL              |                  |                  |
    | `to_zero`      | -2   | 2   | -2   | 2   | DOWN              | `AP_TRN_ZERO`    | `AC_TRN_ZERO`    |
    | `away`         | -3   | 3   | -3   | 3   | UP                |                  |                  |
  }];
}

//===----------------------------------------------------------------------===//
// Overflow
//===----------------------------------------------------------------------===//

def QNN_OverflowMode : I32EnumAttr<"OverflowMode", "what becomes of a value outside the range", [
    I32EnumAttrCase<"Saturate", 0, "saturate">,
    I32EnumAttrCase<"SaturateSymmetric", 1, "saturate_symmetric">,
    I32EnumAttrCase<"SaturateZero", 2, "saturate_zero">,
    I32EnumAttrCase<"Wrap", 3, "wrap">,
    I32EnumAttrCase<"WrapSignMagnitude", 4, "wrap_sign_magnitude">]> {
  let cppNamespace = "::hls4mlir::qnn";
  let genSpecializedAttr = 0;
}

def QNN_OverflowModeAttr : EnumAttr<QNN_Dialect, QNN_OverflowMode, "overflow"> {
  let summary = "overflow mode of a narrowing, applied after rounding";
  let description = [{
    | mode                  | a value outside the range becomes                          | `ap_fixed`    | `ac_fixed`    |
    |-----------------------|------------------------------------------------------------|---------------|---------------|
    | `saturate`            | the nearest end of the range                               | `AP_SAT`      | `AC_SAT`      |
    | `saturate_symmetric`  | the nearest end of `[-max, max]`; the code -2^(w-1) of a signed type is outside | `AP_SAT_SYM` | `AC_SAT_SYM` |
    | `saturate_zero`       | zero                                                       | `AP_SAT_ZERO` | `AC_SAT_ZERO` |
    | `wrap`                | itself modulo 2^width                                      | `AP_WRAP`     | `AC_WRAP`     |
    | `wrap_sign_magnitude` | as `AP_WRAP_SM` without saturated bits                     | `AP_WRAP_SM`  |               |
  }];
}

//===----------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------===//

def QNN_ComparePredicate : I32EnumAttr<"ComparePredicate", "order between two numbers", [
    I32EnumAttrCase<"EQ", 0, "eq">, I32EnumAttrCase<"NE", 1, "ne">,
    I32EnumAttrCase<"LT", 2, "lt">, I32EnumAttrCase<"LE", 3, "le">,
    I32EnumAttrCase<"GT", 4, "gt">, I32EnumAttrCase<"GE", 5, "ge">]> {
  let cppNamespace = "::hls4mlir::qnn";
  let genSpecializedAttr = 0;
}
def QNN_ComparePredicateAttr : EnumAttr<QNN_Dialect, QNN_ComparePredicate, "predicate">;

//===----------------------------------------------------------------------===//
// Reduction
//===----------------------------------------------------------------------===//

def QNN_Reduction : I32EnumAttr<"Reduction", "what several numbers become", [
    I32EnumAttrCase<"Sum", 0, "sum">,
    I32EnumAttrCase<"Max", 1, "max">,
    I32EnumAttrCase<"Min", 2, "min">]> {
  let cppNamespace = "::hls4mlir::qnn";
  let genSpecializedAttr = 0;
}
def QNN_ReductionAttr : EnumAttr<QNN_Dialect, QNN_Reduction, "reduction">;

//===----------------------------------------------------------------------===//
// Assignment
//===----------------------------------------------------------------------===//

def QNN_CastAttr : AttrDef<QNN_Dialect, "Cast"> {
  let mnemonic = "cast";
  let summary = "a fixed-point type and how numbers are brought into it";
  let description = [{
    What `ap_fixed<24, 10, AP_RND_CONV, AP_SAT>` says in one word: the value set of `type`, and what becomes of
    a number that is assigned to a variable of it: rounded to the step by `rounding`, then brought into the
    range by `overflow`.

    Example:
    ```mlir
    #qnn.cast<!qnn.fixed<s24, 10>, half_even, saturate>
    ```
  }];
  let parameters = (ins
    "::hls4mlir::qnn::FixedType":$type,
    EnumParameter<QNN_RoundingMode>:$rounding,
    EnumParameter<QNN_OverflowMode>:$overflow
  );
  let assemblyFormat = "`<` qualified($type) `,` $rounding `,` $overflow `>`";
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

def QNN_UnaryFunction : I32EnumAttr<"UnaryFunction", "a real function of one number", [
    I32EnumAttrCase<"Acos", 0, "acos">, I32EnumAttrCase<"Acosh", 1, "acosh">,
    I32EnumAttrCase<"Asin", 2, "asin">, I32EnumAttrCase<"Asinh", 3, "asinh">,
    I32EnumAttrCase<"Atan", 4, "atan">, I32EnumAttrCase<"Atanh", 5, "atanh">,
    I32EnumAttrCase<"Ceil", 6, "ceil">, I32EnumAttrCase<"Celu", 7, "celu">,
    I32EnumAttrCase<"Cos", 8, "cos">, I32EnumAttrCase<"Cosh", 9, "cosh">,
    I32EnumAttrCase<"Elu", 10, "elu">, I32EnumAttrCase<"Erf", 11, "erf">,
    I32EnumAttrCase<"Exp", 12, "exp">, I32EnumAttrCase<"Floor", 13, "floor">,
    I32EnumAttrCase<"Gelu", 14, "gelu">, I32EnumAttrCase<"GeluTanh", 15, "gelu_tanh">,
    I32EnumAttrCase<"HardSwish", 16, "hard_swish">, I32EnumAttrCase<"Log", 17, "log">,
    I32EnumAttrCase<"Mish", 18, "mish">, I32EnumAttrCase<"Pow", 19, "pow">,
    I32EnumAttrCase<"Reciprocal", 20, "reciprocal">, I32EnumAttrCase<"Round", 21, "round">,
    I32EnumAttrCase<"Selu", 22, "selu">, I32EnumAttrCase<"Sigmoid", 23, "sigmoid">,
    I32EnumAttrCase<"Sign", 24, "sign">, I32EnumAttrCase<"Silu", 25, "silu">,
    I32EnumAttrCase<"Sin", 26, "sin">, I32EnumAttrCase<"Sinh", 27, "sinh">,
    I32EnumAttrCase<"Softplus", 28, "softplus">, I32EnumAttrCase<"Softsign", 29, "softsign">,
    I32EnumAttrCase<"Sqrt", 30, "sqrt">, I32EnumAttrCase<"Tan", 31, "tan">,
    I32EnumAttrCase<"Tanh", 32, "tanh">, I32EnumAttrCase<"ThresholdedRelu", 33, "thresholded_relu">]> {
  let cppNamespace = "::hls4mlir::qnn";
  let genSpecializedAttr = 0;
}

def QNN_FunctionAttr : AttrDef<QNN_Dialect, "Function"> {
  let mnemonic = "function";
  let summary = "a real function of one number";
  let description = [{
    | function           | value at x                                                              |
    |--------------------|-------------------------------------------------------------------------|
    | `celu`             | x where x >= 0, alpha (exp(x / alpha) - 1) elsewhere; alpha is positive |
    | `elu`              | x where x >= 0, alpha (exp(x) - 1) elsewhere                            |
    | `gelu`             | x (1 + erf(x / sqrt(2))) / 2                                            |
    | `gelu_tanh`        | x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2                       |
    | `hard_swish`       | x min(max(x / 6 + 1/2, 0), 1)                                           |
    | `log`              | natural logarithm                                                       |
    | `mish`             | x tanh(log(1 + exp(x)))                                                 |
    | `pow`              | x^alpha                                                                 |
    | `round`            | the nearest integer, ties to even                                       |
    | `selu`             | gamma x where x >= 0, gamma alpha (exp(x) - 1) elsewhere                |
    | `sigmoid`          | 1 / (1 + exp(-x))                                                       |
    | `sign`             | -1, 0 or 1                                                              |
    | `silu`             | x / (1 + exp(-alpha x))                                                 |
    | `softplus`         | log(1 + exp(x))                                                         |
    | `softsign`         | x / (1 + abs(x))                                                        |
    | `thresholded_relu` | x where x > alpha, 0 elsewhere                                          |

    The others are what their names say. `alpha` and `gamma` are `f64`; a function has exactly those that its
    value is stated with.

    Example:
    ```mlir
    #qnn.function<elu, alpha = 1.0>
    ```
  }];
  let parameters = (ins
    EnumParameter<QNN_UnaryFunction>:$kind,
    OptionalParameter<"::mlir::FloatAttr">:$alpha,
    OptionalParameter<"::mlir::FloatAttr">:$gamma
  );
  let assemblyFormat = "`<` $kind (`,` `alpha` `=` $alpha^)? (`,` `gamma` `=` $gamma^)? `>`";
  let genVerifyDecl = 1;
}

//===----------------------------------------------------------------------===//
// Boundary between host and design
//===----------------------------------------------------------------------===//

def QNN_InputAttr : AttrDef<QNN_Dialect, "Input"> {
  let mnemonic = "input";
  let summary = "how the host quantizes an input";
  let description = [{
    The design takes codes of `type`. The host computes them from float data as QONNX's quantizer does, in
    float32: `code = clip(round(x / scale + zero_point), low, high)`, where `scale` is the value of one step
    of the code (the step of `type` is part of it), and `low` and `high` are codes. The value that enters the
    network is `scale * (code - zero_point)`.

    Scale and zero point are numbers of float32, in whose range they must lie. In the integer form `type` is the
    element type of the argument.

    For a type `ufixed<8,8>` with scale 1/255, `scale` is 1/255; for `fixed<16,6>`, it is 2^-10.

    `bipolar` replaces rounding and clipping: `code = x / scale + zero_point >= 0 ? 1 : -1`.

    Example:
    ```mlir
    #qnn.input<!qnn.fixed<s16, 6>, scale = 9.765625E-4, zero_point = 0.0, low = -32768, high = 32767, half_even>
    ```
  }];
  let parameters = (ins
    "::hls4mlir::qnn::FixedType":$type,
    "::mlir::FloatAttr":$scale,
    "::mlir::FloatAttr":$zeroPoint,
    "int64_t":$low,
    "int64_t":$high,
    EnumParameter<QNN_RoundingMode>:$rounding,
    DefaultValuedParameter<"bool", "false">:$bipolar
  );
  let assemblyFormat = [{
    `<` qualified($type) `,` `scale` `=` $scale `,` `zero_point` `=` $zeroPoint `,` `low` `=` $low `,` `high` `=` $high
    `,` $rounding (`,` `bipolar` `=` $bipolar^)? `>`
  }];
  let genVerifyDecl = 1;
}

def QNN_AffineAttr : AttrDef<QNN_Dialect, "Affine"> {
  let mnemonic = "affine";
  let summary = "scale * value + offset, for the host";
  let description = [{
    `scale` and `offset` are `f64` and broadcast over the value's tensor in numpy's way.

    Example:
    ```mlir
    #qnn.affine<dense<0.25> : tensor<f64>, dense<[[0.0, 1.0]]> : tensor<1x2xf64>>
    ```
  }];
  let parameters = (ins "::mlir::DenseElementsAttr":$scale, "::mlir::DenseElementsAttr":$offset);
  let assemblyFormat = "`<` $scale `,` $offset `>`";
  let genVerifyDecl = 1;
}

def QNN_ClampAttr : AttrDef<QNN_Dialect, "Clamp"> {
  let mnemonic = "clamp";
  let summary = "min(max(value, low), high), for the host";
  let description = [{
    `low` and `high` are `f64` and broadcast over the value's tensor in numpy's way; one of them may be left out.
    A ReLU is a clamp whose `low` is zero.

    Example:
    ```mlir
    #qnn.clamp<low = dense<0.0> : tensor<f64>, high = dense<6.0> : tensor<f64>>
    ```
  }];
  let parameters = (ins
    OptionalParameter<"::mlir::DenseElementsAttr">:$low,
    OptionalParameter<"::mlir::DenseElementsAttr">:$high
  );
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
}

def QNN_LeakyReluAttr : AttrDef<QNN_Dialect, "LeakyRelu"> {
  let mnemonic = "leaky_relu";
  let summary = "value where it is not negative, slope * value elsewhere, for the host";
  let description = [{
    `slope` is `f64` and broadcasts over the value's tensor in numpy's way.

    Example:
    ```mlir
    #qnn.leaky_relu<dense<0.125> : tensor<f64>>
    ```
  }];
  let parameters = (ins "::mlir::DenseElementsAttr":$slope);
  let assemblyFormat = "`<` $slope `>`";
  let genVerifyDecl = 1;
}

//===----------------------------------------------------------------------===//
// Hardware forms of thresholds
//===----------------------------------------------------------------------===//

def QNN_ComparatorsAttr : AttrDef<QNN_Dialect, "Comparators"> {
  let mnemonic = "comparators";
  let summary = "thresholds compared side by side";
  let description = [{
    One comparator per threshold, in the same cycle; the results are added up. This is also how an operation
    without a form is built.
  }];
}

def QNN_BinarySearchAttr : AttrDef<QNN_Dialect, "BinarySearch"> {
  let mnemonic = "binary_search";
  let summary = "thresholds in a memory, compared one after the other by halving";
  let description = [{
    `ceil(log2(n + 1))` comparisons for n thresholds, each with a threshold that the one before selects, so
    that hardware has as many comparators as there are steps of the search. Inputs have at most 61 bits, as for
    every form but `comparators`.
  }];
}

def QNN_MultiplyShiftAttr : AttrDef<QNN_Dialect, "MultiplyShift"> {
  let mnemonic = "multiply_shift";
  let summary = "steps that are multiples of one width: multiply, add, shift, clip";
  let description = [{
    ```
    result = clip(floor(input * multiplier + offset))
    ```

    in numbers, where `floor` goes down to the step of the result, and `clip` brings the code into the range of
    all codes that the thresholds give. `multiplier` and `offset` are weights, with one number for all rows of
    thresholds or one per row; products and offsets have one step. The shift is the distance of the steps of
    product and result.

    That this gives the steps of the thresholds is checked by the verifier: at every threshold and one step
    below it, and at the ends of the input's type. Both functions are monotone, so they agree in between.

    Example:
    ```mlir
    qnn.weight @m dense<43691> : tensor<i32> as !qnn.fixed<u16, -1>
    qnn.weight @b dense<[512, 0]> : tensor<2xi16> as !qnn.fixed<u10, -7>
    %y = qnn.threshold %x, @t first [0] step [1] form(#qnn.multiply_shift<@m, @b>)
           : tensor<1x2x!qnn.fixed<s8, 8>> -> tensor<1x2x!qnn.fixed<u4, 4>>
    ```
  }];
  let parameters = (ins "::mlir::FlatSymbolRefAttr":$multiplier, "::mlir::FlatSymbolRefAttr":$offset);
  let assemblyFormat = "`<` $multiplier `,` $offset `>`";
}

def QNN_CodeTableAttr : AttrDef<QNN_Dialect, "CodeTable"> {
  let mnemonic = "code_table";
  let summary = "the result of every input in a memory";
  let description = [{
    `table[.., i]` is the code of the result for the i-th number of the input type, in ascending order; the
    dimensions before the last are those of the thresholds. The verifier compares every entry.

    Example:
    ```mlir
    qnn.weight @table dense<[[0, 1, 1, 3]]> : tensor<1x4xi8> as !qnn.fixed<u2, 2>
    %y = qnn.threshold %x, @t first [0] step [1] form(#qnn.code_table<@table>)
           : tensor<1x2x!qnn.fixed<s2, 2>> -> tensor<1x2x!qnn.fixed<u2, 2>>
    ```
  }];
  let parameters = (ins "::mlir::FlatSymbolRefAttr":$table);
  let assemblyFormat = "`<` $table `>`";
}

def QNN_ThresholdForm : AnyAttrOf<[QNN_ComparatorsAttr, QNN_BinarySearchAttr, QNN_MultiplyShiftAttr, QNN_CodeTableAttr],
                                  "how hardware computes thresholds">;

#endif // HLS4MLIR_QNN_ATTRS_TD
