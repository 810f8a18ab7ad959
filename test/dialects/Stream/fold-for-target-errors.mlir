// RUN: hls4mlir-opt %s --pass-pipeline='builtin.module(convert-qnn-to-stream,stream.graph(stream-fold))' --split-input-file --verify-diagnostics

qnn.weight @kernel dense<1> : tensor<16x24xi8> as !qnn.fixed<s4, 4>
func.func @positions(%x: tensor<10x24x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<10x16x!qnn.fixed<s17, 17>> {qnn.name = "y"})
    attributes {qnn.target_cycles = 8 : i64} {
  // expected-error @below {{layer 'matvec' takes 10 cycles per sample at best, but the target is 8; 10 is the best that this network reaches}}
  %a = qnn.dense %x, @kernel : tensor<10x24x!qnn.fixed<s8, 8>> -> tensor<10x16x!qnn.fixed<s17, 17>>
  return %a : tensor<10x16x!qnn.fixed<s17, 17>>
}

// -----

qnn.weight @kernel dense<1> : tensor<16x24xi8> as !qnn.fixed<s4, 4>
func.func @stated(%x: tensor<1x24x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x16x!qnn.fixed<s17, 17>> {qnn.name = "y"})
    attributes {qnn.target_cycles = 8 : i64} {
  // expected-error @below {{layer 'matvec' takes 12 cycles per sample at best, but the target is 8; its reuse factor is fixed}}
  %a = qnn.dense %x, @kernel {qnn.reuse_factor = 12 : i64} : tensor<1x24x!qnn.fixed<s8, 8>> -> tensor<1x16x!qnn.fixed<s17, 17>>
  return %a : tensor<1x16x!qnn.fixed<s17, 17>>
}

// -----

// expected-error @below {{has a target of 0 : i64 cycles, but it must be an i64 of 1 or more}}
func.func @zero(%x: tensor<1x2x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x2x!qnn.fixed<u7, 7>> {qnn.name = "y"})
    attributes {qnn.target_cycles = 0 : i64} {
  %a = qnn.relu %x : tensor<1x2x!qnn.fixed<s8, 8>> -> tensor<1x2x!qnn.fixed<u7, 7>>
  return %a : tensor<1x2x!qnn.fixed<u7, 7>>
}
