// The fastest folding that fits leaves too little for its FIFOs; the next one does not.
// RUN: not hls4mlir-opt %s --pass-pipeline="builtin.module(convert-qnn-to-stream,canonicalize,stream.graph(stream-fold,stream-insert-width-converters,stream-materialize-forks,stream-form-layers,stream-size-fifos))" 2>&1 | FileCheck %s --check-prefix=ONCE
// RUN: hls4mlir-opt %s --pass-pipeline="builtin.module(convert-qnn-to-stream,canonicalize,stream.graph(stream-fit-budget),stream-verify)" | FileCheck %s

// ONCE: does not fit its budget: it takes 2641 lookup tables of 2640, of which FIFOs take 60 lookup tables
// CHECK: stream.graph @branches
// CHECK-NOT: stream.set_aside
// CHECK: stream.layer "d1{{.*}} depths [
// CHECK: stream.layer "d3{{.*}} depths [
qnn.weight @kernel dense<1> : tensor<8x8xi8> as !qnn.fixed<s4, 4>
func.func @branches(%x: tensor<1x8x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x8x!qnn.fixed<s9, 9>> {qnn.name = "y"})
    attributes {qnn.budget = {lut = 2640 : i64}} {
  %d0 = qnn.dense %x, @kernel : tensor<1x8x!qnn.fixed<s8, 8>> -> tensor<1x8x!qnn.fixed<s15, 15>> loc("d0")
  %q0 = qnn.requantize %d0 half_even saturate : tensor<1x8x!qnn.fixed<s15, 15>> -> tensor<1x8x!qnn.fixed<s8, 8>>
  %d1 = qnn.dense %q0, @kernel : tensor<1x8x!qnn.fixed<s8, 8>> -> tensor<1x8x!qnn.fixed<s15, 15>> loc("d1")
  %q1 = qnn.requantize %d1 half_even saturate : tensor<1x8x!qnn.fixed<s15, 15>> -> tensor<1x8x!qnn.fixed<s8, 8>>
  %d2 = qnn.dense %q1, @kernel : tensor<1x8x!qnn.fixed<s8, 8>> -> tensor<1x8x!qnn.fixed<s15, 15>> loc("d2")
  %q2 = qnn.requantize %d2 half_even saturate : tensor<1x8x!qnn.fixed<s15, 15>> -> tensor<1x8x!qnn.fixed<s8, 8>>
  %d3 = qnn.dense %q2, @kernel : tensor<1x8x!qnn.fixed<s8, 8>> -> tensor<1x8x!qnn.fixed<s15, 15>> loc("d3")
  %q3 = qnn.requantize %d3 half_even saturate : tensor<1x8x!qnn.fixed<s15, 15>> -> tensor<1x8x!qnn.fixed<s8, 8>>
  %y = qnn.add %q3, %x : tensor<1x8x!qnn.fixed<s8, 8>>, tensor<1x8x!qnn.fixed<s8, 8>> -> tensor<1x8x!qnn.fixed<s9, 9>> loc("join")
  return %y : tensor<1x8x!qnn.fixed<s9, 9>>
}
