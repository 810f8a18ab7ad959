//===- QNNPasses.td - Passes within the qnn dialect --------*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_QNN_PASSES_TD
#define HLS4MLIR_QNN_PASSES_TD

include "mlir/Pass/PassBase.td"

def QNNApplyPrecision : Pass<"qnn-apply-precision", "::mlir::func::FuncOp"> {
  let summary = "Quantize a network that was trained in floating point";
  let description = [{
    Realizes and removes the attribute `qnn.precision` of operations of the import form, a dictionary of
    `#qnn.cast`:

    | key      | on                                     | what is brought into the type                           |
    |----------|----------------------------------------|---------------------------------------------------------|
    | `weight` | products of a value and a constant     | the constant                                            |
    | `bias`   | `qnn.add`, `qnn.sub`, `qnn.batch_norm` | the constant that is added                              |
    | `scale`  | `qnn.mul`, `qnn.div`, `qnn.batch_norm` | the constant factor, which for a division is 1/constant |
    | `accum`  | everything                             | the result                                              |
    | `result` | everything                             | the result, after `accum`                               |

    A constant is whatever is computed from constants alone: the type is that of the number which meets the
    data. A batch normalization that has a precision becomes a product and a sum, whose coefficients are
    computed in `f64` and rounded to `f32` before they are brought into their types.

    `accum` acts on the exact sum of all products and the bias, once. Wrapping is the same as wrapping in every
    addition; saturation is not: only the final sum is saturated, so that results do not depend on the
    order of additions. Products keep all their bits, while `ap_fixed` accumulators of fewer fraction bits round
    each product.

    The names of a tensor in the source model (`qnn.tensors`) move to the number that later layers read.

    Changes the network as the attribute says: this is a quantization. Exact where there is no attribute.

    Before:
    ```mlir
    %m = qnn.matmul %x, %w {qnn.precision = {weight = #qnn.cast<!qnn.fixed<s8, 1>, half_even, saturate>,
                                             result = #qnn.cast<!qnn.fixed<s16, 6>, half_even, saturate>}}
           : tensor<1x16xf32>, tensor<16x8xf32> -> tensor<1x8xf32>
    ```
    After:
    ```mlir
    %c = qnn.cast %w to <!qnn.fixed<s8, 1>, half_even, saturate> : tensor<16x8xf32>
    %m = qnn.matmul %x, %c : tensor<1x16xf32>, tensor<16x8xf32> -> tensor<1x8xf32>
    %r = qnn.cast %m to <!qnn.fixed<s16, 6>, half_even, saturate> : tensor<1x8xf32>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
  let statistics = [Statistic<"numCasts", "casts", "Casts inserted">];
}

def QNNAssignInputTypes : Pass<"qnn-assign-input-types", "::mlir::func::FuncOp"> {
  let summary = "Say how the host quantizes each input";
  let description = [{
    Gives each `f32` argument without the attribute `qnn.input` one:

    - where all that reads the argument is one and the same quantizer with one scale for all elements, the host
      applies it, and it is erased here;
    - otherwise the default, `fixed<16,6>`, rounded half to even and saturated.

    Arguments that have the attribute, because the user configured them, keep it, and quantizers that follow
    them stay part of the design.

    Exact: the host quantizes as the quantizer says.

    Before:
    ```mlir
    func.func @f(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
      %q = qnn.quantize %x scale dense<0.5> : tensor<f32> zero_point dense<0.0> : tensor<f32>
             bits dense<4> : tensor<i32> half_even signed : tensor<1x4xf32>
      return %q : tensor<1x4xf32>
    }
    ```
    After:
    ```mlir
    func.func @f(%x: tensor<1x4xf32> {qnn.input = #qnn.input<<s4, 3>, scale = 0.5, zero_point = 0.0,
                                      low = -8, high = 7, half_even>}) -> tensor<1x4xf32> {
      return %x : tensor<1x4xf32>
    }
    ```
  }];
  let statistics = [Statistic<"numTakenOver", "taken-over", "Quantizers that the host applies">];
}

def QNNSinkTransposes : Pass<"qnn-sink-transposes", "::mlir::func::FuncOp"> {
  let summary = "Bring tensors into the order that convolutions want";
  let description = [{
    Importers surround convolutions and pools, which have the channels last, with the transpositions that a
    source with the channels elsewhere needs. This pass moves transpositions behind elementwise operations
    (whose parameters are permuted), normalizations, softmax, reductions, concatenations, slices and paddings,
    composes them, and thereby removes those between layers. At a flattening, the rows of the next constant
    matrix are permuted instead. A transposition that arguments or results would need is left to the host, as
    the attribute `qnn.permutation`; only what else needs the order of the source gets a transposition.

    `trace` keeps what has a name in the source model, in the order of the source.

    Exact: elements change places only.

    Before:
    ```mlir
    func.func @f(%x: tensor<1x3x8x8xf32>) -> tensor<1x4x8x8xf32> {
      %t = qnn.transpose %x [0, 2, 3, 1] : tensor<1x3x8x8xf32> -> tensor<1x8x8x3xf32>
      %c = qnn.convolution %t, %w ... : tensor<1x8x8x3xf32>, tensor<4x1x1x3xf32> -> tensor<1x8x8x4xf32>
      %b = qnn.transpose %c [0, 3, 1, 2] : tensor<1x8x8x4xf32> -> tensor<1x4x8x8xf32>
      %r = qnn.relu %b : tensor<1x4x8x8xf32> -> tensor<1x4x8x8xf32>
      return %r : tensor<1x4x8x8xf32>
    }
    ```
    After:
    ```mlir
    func.func @f(%x: tensor<1x8x8x3xf32> {qnn.permutation = array<i64: 0, 3, 1, 2>})
        -> (tensor<1x8x8x4xf32> {qnn.permutation = array<i64: 0, 3, 1, 2>}) {
      %c = qnn.convolution %x, %w ... : tensor<1x8x8x3xf32>, tensor<4x1x1x3xf32> -> tensor<1x8x8x4xf32>
      %r = qnn.relu %c : tensor<1x8x8x4xf32> -> tensor<1x8x8x4xf32>
      return %r : tensor<1x8x8x4xf32>
    }
    ```
  }];
  let options = [
    Option<"trace", "trace", "bool", "false", "Keep every named tensor of the source model">
  ];
}

def QNNLowerToInteger : Pass<"qnn-lower-to-integer", "::mlir::ModuleOp"> {
  let summary = "Lower the import form to the integer form";
  let description = [{
    Requires `qnn.input` on every argument. Afterwards no float is left: a value of the source network is
    `scale * x + offset` of a fixed-point tensor `x`, perhaps clamped, rectified or under a nonlinear function, and
    scales and offsets (of weights, batch norms, biases, constant operands) have moved

    - into the next quantizer: with everything that is pending it is one `qnn.requantize` where the remaining
      scale and that of the quantizer are powers of two, `qnn.lookup` where a nonlinear function is pending on a
      number of up to 16 bits, and `qnn.threshold` otherwise, as `qnn.multi_threshold` is as a rule;
    - into the bias of the layer before, as far as they can be added exactly;
    - through dense layers and convolutions: an offset of the input becomes a constant of each output, scales that differ
      between inputs become part of the weights;
    - at results, into the attribute `qnn.dequantize`, for the host.

    Scales are rational numbers throughout and never rounded. The coefficients of a batch norm, which are not
    rational, are rounded to `f64` first. Accumulators have the smallest type that the actual weights and the
    range of the input allow.

    Exact, with two exceptions, which state a bound of the error on the operation: `qnn.softmax` becomes tables,
    and the values of a nonlinear function that no quantizer follows are rounded to nearest, which a remark says.
    What has no exact form is an error that names the layer.

    `trace` makes every tensor that has a name in the source model a further result.

    Before:
    ```mlir
    %w = qnn.quantize %kernel scale dense<0.25> : tensor<f32> ... signed : tensor<16x8xf32>
    %m = qnn.matmul %x, %w : tensor<1x16xf32>, tensor<16x8xf32> -> tensor<1x8xf32>
    %r = qnn.relu %m : tensor<1x8xf32> -> tensor<1x8xf32>
    %q = qnn.quantize %r scale dense<0.5> : tensor<f32> ... bits dense<4> : tensor<i32> half_even : tensor<1x8xf32>
    ```
    After:
    ```mlir
    %m = qnn.dense %x, @fc1_kernel : tensor<1x16x!qnn.fixed<s8, 3>> -> tensor<1x8x!qnn.fixed<s16, 9>>
    %q = qnn.requantize %m half_even saturate : tensor<1x8x!qnn.fixed<s16, 9>> -> tensor<1x8x!qnn.fixed<u4, 3>>
    ```
  }];
  let options = [
    Option<"trace", "trace", "bool", "false", "Return every named tensor of the source model">
  ];
}

def QNNNarrowTypes : Pass<"qnn-narrow-types", "::mlir::ModuleOp"> {
  let summary = "Give values the smallest types that hold what occurs";
  let description = [{
    Range analysis bounds every value by the actual weights and the ranges of the inputs, per channel. Types
    that are wider than that lose bits at the upper end:

    - of accumulators of `qnn.dense`, and of results of `qnn.requantize` and `qnn.threshold`;
    - of sums, products and other operations whose type follows from those of the operands; where the operands
      allow more than what occurs, a `qnn.requantize floor wrap`, which hardware has for nothing, takes the
      bits away behind the operation.

    Steps stay. So do the types of results of the function, and of what an operation reads that does not say
    that it accepts a narrower operand. A narrowing that wraps, or sets to zero, what overflows keeps its type
    where this can happen.

    Exact: no value that occurs changes.

    Before:
    ```mlir
    %c = qnn.get_weight @three : tensor<1x8x!qnn.fixed<u2, 2>>
    %s = qnn.add %x, %c : tensor<1x8x!qnn.fixed<u4, 4>>, tensor<1x8x!qnn.fixed<u2, 2>> -> tensor<1x8x!qnn.fixed<u5, 5>>
    %r = qnn.requantize %s half_even saturate : tensor<1x8x!qnn.fixed<u5, 5>> -> tensor<1x8x!qnn.fixed<u8, 7>>
    ```
    After, where `%x` is 0 to 12:
    ```mlir
    %s = qnn.add %x, %c : tensor<1x8x!qnn.fixed<u4, 4>>, tensor<1x8x!qnn.fixed<u2, 2>> -> tensor<1x8x!qnn.fixed<u5, 5>>
    %r = qnn.requantize %s half_even saturate : tensor<1x8x!qnn.fixed<u5, 5>> -> tensor<1x8x!qnn.fixed<u5, 4>>
    ```
  }];
  let statistics = [
    Statistic<"numNarrowed", "narrowed", "Values of a narrower type">,
    Statistic<"numBits", "bits", "Bits taken off, over all elements">
  ];
}

def QNNSelectRequantization : Pass<"qnn-select-requantization", "::mlir::ModuleOp"> {
  let summary = "Choose how hardware computes thresholds";
  let description = [{
    Gives every `qnn.threshold` without a form the cheapest that is exact. Costs are 6-input LUTs of one lane
    that takes an element in every cycle, for n thresholds in each of r rows, inputs of w bits and codes of c:

    | form             | cost |
    |------------------|------|
    | `comparators`    | n (w/2 + 1), and n r w/64 for the memory where r > 1 |
    | `binary_search`  | d (w/2 + 2) + r 2^d w/64, d = ceil(log2(n + 1)) |
    | `multiply_shift` | a product, an addition of its width, 2 c to clip, and r/64 per bit of numbers that differ by row |
    | `code_table`     | r 2^w c/64 |

    A product with one constant for all rows costs an addition per digit of the constant beyond the first, any
    other w m/2 for m bits, or 100 per tile of 26 by 17 bits (a DSP slice) where that is less.

    The multiplication has the smallest shift for which all rows have a multiplier and an offset; the
    inequalities at each threshold bound them, so when there is an exact one it is found, and when there is
    none the form is no candidate.

    Exact: the thresholds stay what the operation means, and its verifier checks the form against them.

    Remarks of the category `requantization` say what was chosen, and what the others cost.

    Before:
    ```mlir
    %y = qnn.threshold %x, @t first [0] step [1] : tensor<1x8x!qnn.fixed<s18, 8>> -> tensor<1x8x!qnn.fixed<u8, 8>>
    ```
    After:
    ```mlir
    %y = qnn.threshold %x, @t first [0] step [1] form(#qnn.multiply_shift<@t_multiplier, @t_offset>)
           : tensor<1x8x!qnn.fixed<s18, 8>> -> tensor<1x8x!qnn.fixed<u8, 8>>
    ```
  }];
  let options = [
    Option<"form", "form", "std::string", "\"auto\"",
           "The form of all: auto, binary_search, code_table, comparators or multiply_shift; comparators where it "
           "is not exact or too large">,
    Option<"replace", "replace", "bool", "false", "Choose for operations that have a form too">,
    Option<"maxTableBits", "max-table-bits", "int64_t", "65536", "Size of the largest table of codes">
  ];
  let statistics = [
    Statistic<"numComparators", "comparators", "Thresholds compared side by side">,
    Statistic<"numSearches", "binary-searches", "Thresholds found by binary search">,
    Statistic<"numMultiplications", "multiplications", "Thresholds by multiplication and shift">,
    Statistic<"numTables", "tables", "Thresholds by a table of codes">
  ];
}

def QNNVerifyIntegerForm : Pass<"qnn-verify-integer-form", "::mlir::ModuleOp"> {
  let summary = "Check that the module is in the integer form";
  let description = [{
    Fails, naming the layer, where a float value or an operation of the import form is left, and where an
    accumulator of `qnn.dense` or `qnn.conv` cannot hold every sum of the actual weights. Changes nothing.

    Example:
    ```mlir
    %y = qnn.relu %x : tensor<1x8xf32> -> tensor<1x8xf32>   // error: still gives 'tensor<1x8xf32>'
    ```
  }];
}

#endif // HLS4MLIR_QNN_PASSES_TD
