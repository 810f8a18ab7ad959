//===- QNNDialect.td - The quantized-network dialect -------*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_QNN_DIALECT_TD
#define HLS4MLIR_QNN_DIALECT_TD

include "mlir/IR/OpBase.td"

def QNN_Dialect : Dialect {
  let name = "qnn";
  let cppNamespace = "::hls4mlir::qnn";
  let summary = "Quantized neural networks, as trained and as computed";
  let description = [{
    The dialect has two forms that share their operations where these mean the same.

    ```
     import form     tensor<..xf32> and explicit quantizers: what the framework computes, op by op
        |            qnn-canonicalize-import, qnn-assign-input-types, qnn-lower-to-integer
        v
     integer form    tensor<..x!qnn.fixed<..>>: every value is exact, float is gone
                     (qnn-verify-integer-form says so)
    ```

    In the import form, operations act on `f32` tensors and mean arithmetic on *real* numbers over their
    float parameters; what a framework adds in rounding noise of its own float arithmetic is not part of
    the meaning. Quantizers follow QONNX to the tie.

    In the integer form every element has an exact fixed-point type. What a value stands for in the source
    network is `scale * value + offset`; scales and offsets have been moved into requantizers and only the
    results of the function still carry them, as the attribute `qnn.dequantize`, for the host to give
    floats back.

    Functions are `func.func`. Argument and result attributes:

    | attribute          | on        | meaning |
    |--------------------|-----------|---------|
    | `qnn.name`         | both      | name in the source model |
    | `qnn.input`        | arguments | `#qnn.input<..>`: how the host quantizes the value before it enters the design |
    | `qnn.dequantize`   | results   | array of `#qnn.affine`, `#qnn.clamp`, `#qnn.leaky_relu` and `#qnn.function`, applied in order by the host to give the float |
    | `qnn.permutation`  | both      | the value of the source model is this one, transposed by the list: the host does it |
    | `qnn.integer`      | results   | the model declares the result as integers: the host delivers no floats |

    Operations of the import form may carry `qnn.tensors`, an array of the names that their result has in
    the source model; `trace()` finds values by them. `qnn.layer_type` is what the source model calls the
    operator that an operation comes from; users configure layers by it, and by the name in the location.

    Operations of the integer form whose result is not exactly what the source computes carry
    `qnn.error_bound`, an `f64`: the largest absolute error, in the source's real numbers, that the operation
    adds. Everything without it is exact.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect"];
  let hasConstantMaterializer = 1;
  let hasOperationAttrVerify = 1;
  let hasRegionArgAttrVerify = 1;
  let hasRegionResultAttrVerify = 1;

  let extraClassDeclaration = [{
    void registerTypes();
  }];
}

#endif // HLS4MLIR_QNN_DIALECT_TD
