//===- HLSCppPasses.td - Passes in front of the printer ----*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_HLSCPP_PASSES_TD
#define HLS4MLIR_HLSCPP_PASSES_TD

include "mlir/Pass/PassBase.td"

def DataflowPrepareForEmission : Pass<"dataflow-prepare-for-emission", "::mlir::ModuleOp"> {
  let summary = "Make names legal, types named and statements explicit";
  let description = [{
    Decides what the C++ printer must not decide. Exact: no value changes.

    - Symbols, ports, arrays, loop variables and labels get names that C++ and the target's headers allow and
      that are unique where they are visible. A legal name stays as it is, so layers keep theirs.
    - Every number type that the C++ spells becomes a `dataflow.type_alias`, named after the layer and the
      variable that it is for; users carry the name (`type_name`, `dataflow.type_name`).
    - A value becomes a `dataflow.temporary` where it is used more than once, where computing it at its use
      would move a read across a write, where its exact type matters to the user, and where an expression
      grows long. Everything else is printed in place.
    - The store with which a variable's life begins is marked as its initializer.

    Before:
    ```mlir
    %v = dataflow.read %x : !dataflow.fifo<!qnn.fixed<s8, 3>>
    %s = qnn.mul %v, %v : !qnn.fixed<s8, 3>, !qnn.fixed<s8, 3> -> !qnn.fixed<s16, 6>
    ```
    After:
    ```mlir
    %0 = dataflow.read %x : !dataflow.fifo<!qnn.fixed<s8, 3>>
    %x_value = dataflow.temporary %0 as "x_t" : !qnn.fixed<s8, 3>
    %1 = qnn.mul %x_value, %x_value : !qnn.fixed<s8, 3>, !qnn.fixed<s8, 3> -> !qnn.fixed<s16, 6>
    ```

    Fails on an unknown target, on index arithmetic that does not fit an `int`, on numbers wider than the
    target allows, and on ports wider than the 64 bits of the test bench's files.
  }];
  let options = [
    Option<"target", "target", "std::string", "\"vitis\"", "The vendor's tool that the C++ is for">
  ];
  let dependentDialects = ["::hls4mlir::dataflow::DataflowDialect"];
}

#endif // HLS4MLIR_HLSCPP_PASSES_TD
