// RUN: hls4mlir-opt %s --hls4mlir-stream=io=parallel --verify-diagnostics

qnn.weight @kernel dense<1> : tensor<4x4xi8> as !qnn.fixed<s4, 4>

// Six products, each of two cycles, beside an array that nothing is done with.
// expected-error @below {{takes 19 cycles per sample, but the target is 2: in io parallel, an array between two processes holds 2 samples, and one beside a longer branch would have to hold more; io stream has FIFOs as deep as needed}}
func.func @branches(%x: tensor<1x4x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x4x!qnn.fixed<s9, 9>> {qnn.name = "y"})
    attributes {qnn.target_cycles = 2 : i64} {
  %d0 = qnn.dense %x, @kernel : tensor<1x4x!qnn.fixed<s8, 8>> -> tensor<1x4x!qnn.fixed<s14, 14>> loc("d0")
  %q0 = qnn.requantize %d0 half_even saturate : tensor<1x4x!qnn.fixed<s14, 14>> -> tensor<1x4x!qnn.fixed<s8, 8>>
  %d1 = qnn.dense %q0, @kernel : tensor<1x4x!qnn.fixed<s8, 8>> -> tensor<1x4x!qnn.fixed<s14, 14>> loc("d1")
  %q1 = qnn.requantize %d1 half_even saturate : tensor<1x4x!qnn.fixed<s14, 14>> -> tensor<1x4x!qnn.fixed<s8, 8>>
  %d2 = qnn.dense %q1, @kernel : tensor<1x4x!qnn.fixed<s8, 8>> -> tensor<1x4x!qnn.fixed<s14, 14>> loc("d2")
  %q2 = qnn.requantize %d2 half_even saturate : tensor<1x4x!qnn.fixed<s14, 14>> -> tensor<1x4x!qnn.fixed<s8, 8>>
  %d3 = qnn.dense %q2, @kernel : tensor<1x4x!qnn.fixed<s8, 8>> -> tensor<1x4x!qnn.fixed<s14, 14>> loc("d3")
  %q3 = qnn.requantize %d3 half_even saturate : tensor<1x4x!qnn.fixed<s14, 14>> -> tensor<1x4x!qnn.fixed<s8, 8>>
  %d4 = qnn.dense %q3, @kernel : tensor<1x4x!qnn.fixed<s8, 8>> -> tensor<1x4x!qnn.fixed<s14, 14>> loc("d4")
  %q4 = qnn.requantize %d4 half_even saturate : tensor<1x4x!qnn.fixed<s14, 14>> -> tensor<1x4x!qnn.fixed<s8, 8>>
  %d5 = qnn.dense %q4, @kernel : tensor<1x4x!qnn.fixed<s8, 8>> -> tensor<1x4x!qnn.fixed<s14, 14>> loc("d5")
  %q5 = qnn.requantize %d5 half_even saturate : tensor<1x4x!qnn.fixed<s14, 14>> -> tensor<1x4x!qnn.fixed<s8, 8>>
  %y = qnn.add %q5, %x : tensor<1x4x!qnn.fixed<s8, 8>>, tensor<1x4x!qnn.fixed<s8, 8>> -> tensor<1x4x!qnn.fixed<s9, 9>> loc("join")
  return %y : tensor<1x4x!qnn.fixed<s9, 9>>
}
