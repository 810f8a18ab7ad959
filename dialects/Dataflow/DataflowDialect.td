//===- DataflowDialect.td - Processes, FIFOs and loops -*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DATAFLOW_DIALECT_TD
#define HLS4MLIR_DATAFLOW_DIALECT_TD

include "mlir/IR/OpBase.td"

def Dataflow_Dialect : Dialect {
  let name = "dataflow";
  let cppNamespace = "::hls4mlir::dataflow";
  let summary = "What HLS C++ can say, typed";
  let description = [{
    The last level before text. A `dataflow.design` is the top function: ports, the FIFOs and arrays
    between processes, and one `dataflow.instance` per layer. A `dataflow.process` is a function that
    reads its input ports, computes with exact scalars in counted loops, and writes its output ports.

    ```
    dataflow.design    ports, dataflow.fifo, dataflow.array, dataflow.instance
    dataflow.process   dataflow.rom, dataflow.array, dataflow.for, scf.if, dataflow.read, dataflow.write,
                       dataflow.load, dataflow.store, dataflow.accumulate; arith on index;
                       qnn operations on single numbers
    ```

    A value is one number (`!qnn.fixed`), a beat of numbers that travel together
    (`!dataflow.beat<4x!qnn.fixed<s8, 3>>`), or an index. There is no float and no tensor. Vendor
    directives are attributes with vendor-neutral names, and verifiers check them: a partition names an
    existing dimension, a pipelined loop holds no loop that stays a loop.

    Names matter at this level, since people read the C++: ports, arrays, FIFOs and loop variables have one
    (a string attribute, taken from the SSA name in the text). `dataflow-prepare-for-emission` makes
    them legal and unique for a target.

    Attributes of ports, in the attribute dictionary behind the type:

    | attribute             | on              | meaning |
    |-----------------------|-----------------|---------|
    | `qnn.name`            | design          | name in the source model |
    | `qnn.input`           | design, `in`    | how the host quantizes the value |
    | `qnn.dequantize`      | design, `out`   | how the host turns codes into floats |
    | `dataflow.shape`      | design          | shape of the tensor that passes, for host and test bench |
    | `dataflow.interface`  | design          | `#dataflow.interface<..>`: the protocol of the port |
    | `dataflow.partition`  | arrays          | array of `#dataflow.partition`: dimensions split into memories |
    | `dataflow.reshape`    | arrays          | array of `#dataflow.partition`: dimensions packed into wider words |
    | `dataflow.type_name`  | prepared IR     | name of the element type in C++ |
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let dependentDialects = ["::hls4mlir::qnn::QNNDialect", "::mlir::arith::ArithDialect", "::mlir::scf::SCFDialect"];

  let extraClassDeclaration = [{
    void registerTypes();
  }];
}

#endif // HLS4MLIR_DATAFLOW_DIALECT_TD
