// RUN: hls4mlir-opt %s --pass-pipeline='builtin.module(convert-qnn-to-stream,stream.graph(stream-fold))' --split-input-file --verify-diagnostics

qnn.weight @kernel dense<1> : tensor<16x24xi8> as !qnn.fixed<s4, 4>
// expected-error-re @below {{does not fit its budget with the fewest lanes: it takes {{[0-9]+}} lookup tables of 100, {{[0-9]+}} registers of 10}}
func.func @small(%x: tensor<1x24x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x16x!qnn.fixed<s17, 17>> {qnn.name = "y"})
    attributes {qnn.budget = {ff = 10 : i64, lut = 100 : i64}} {
  // expected-note-re @below {{layer 'matvec' alone takes {{[0-9]+}} lookup tables}}
  %a = qnn.dense %x, @kernel : tensor<1x24x!qnn.fixed<s8, 8>> -> tensor<1x16x!qnn.fixed<s17, 17>>
  return %a : tensor<1x16x!qnn.fixed<s17, 17>>
}

// -----

qnn.weight @kernel dense<1> : tensor<16x24xi8> as !qnn.fixed<s4, 4>
// expected-error-re @below {{takes {{[0-9]+}} lookup tables of 3000, for a target of 1 cycles per sample; {{[0-9]+}} are the best that this budget allows}}
func.func @fast(%x: tensor<1x24x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x16x!qnn.fixed<s17, 17>> {qnn.name = "y"})
    attributes {qnn.budget = {lut = 3000 : i64}, qnn.target_cycles = 1 : i64} {
  %a = qnn.dense %x, @kernel : tensor<1x24x!qnn.fixed<s8, 8>> -> tensor<1x16x!qnn.fixed<s17, 17>>
  return %a : tensor<1x16x!qnn.fixed<s17, 17>>
}

// -----

// expected-error @below {{has a budget of {slices = 5 : i64}, but it must have entries lut, ff, dsp, bram18 or uram, each an i64 of 0 or more}}
func.func @unknown(%x: tensor<1x2x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x2x!qnn.fixed<u7, 7>> {qnn.name = "y"})
    attributes {qnn.budget = {slices = 5 : i64}} {
  %a = qnn.relu %x : tensor<1x2x!qnn.fixed<s8, 8>> -> tensor<1x2x!qnn.fixed<u7, 7>>
  return %a : tensor<1x2x!qnn.fixed<u7, 7>>
}
