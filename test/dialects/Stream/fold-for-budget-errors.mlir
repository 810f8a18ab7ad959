// RUN: hls4mlir-opt %s --pass-pipeline='builtin.module(convert-qnn-to-stream,stream.graph(stream-fold))' --split-input-file --verify-diagnostics

qnn.weight @kernel dense<1> : tensor<16x24xi8> as !qnn.fixed<s4, 4>
// expected-error-re @below {{does not fit its budget with any folding: what comes closest, for {{[0-9]+}} cycles per sample, takes {{[0-9]+}} lookup tables of 100, {{[0-9]+}} registers of 10}}
func.func @small(%x: tensor<1x24x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x16x!qnn.fixed<s17, 17>> {qnn.name = "y"})
    attributes {qnn.budget = {ff = 10 : i64, lut = 100 : i64}} {
  // expected-note-re @below {{layer 'matvec' alone takes {{[0-9]+}} lookup tables, {{[0-9]+}} registers}}
  %a = qnn.dense %x, @kernel : tensor<1x24x!qnn.fixed<s8, 8>> -> tensor<1x16x!qnn.fixed<s17, 17>>
  return %a : tensor<1x16x!qnn.fixed<s17, 17>>
}

// -----

qnn.weight @kernel dense<1> : tensor<16x24xi8> as !qnn.fixed<s4, 4>
// expected-error-re @below {{takes {{[0-9]+}} lookup tables of 3000, for a target of 1 cycles per sample; {{[0-9]+}} are the best that this budget allows}}
func.func @fast(%x: tensor<1x24x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x16x!qnn.fixed<s17, 17>> {qnn.name = "y"})
    attributes {qnn.budget = {lut = 3000 : i64}, qnn.target_cycles = 1 : i64} {
  // expected-note-re @below {{layer 'matvec' alone takes {{[0-9]+}} lookup tables}}
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

// -----

// Nearly everything is the second layer, but the DSP blocks that are too many are the first one's.
qnn.weight @wide dense<1> : tensor<2x2xi16> as !qnn.fixed<s16, 16>
qnn.weight @many dense<1> : tensor<64x2xi8> as !qnn.fixed<s4, 4>
// expected-error @below {{does not fit its budget with any folding: what comes closest, for 2 cycles per sample, takes 2 DSP blocks of 0}}
func.func @blocks(%x: tensor<1x2x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x64x!qnn.fixed<s13, 13>> {qnn.name = "y"})
    attributes {qnn.budget = {dsp = 0 : i64}} {
  // expected-note @below {{layer 'matvec' alone takes 2 DSP blocks}}
  %a = qnn.dense %x, @wide : tensor<1x2x!qnn.fixed<s8, 8>> -> tensor<1x2x!qnn.fixed<s25, 25>>
  %b = qnn.requantize %a half_even saturate : tensor<1x2x!qnn.fixed<s25, 25>> -> tensor<1x2x!qnn.fixed<s8, 8>>
  %c = qnn.dense %b, @many {qnn.reuse_factor = 1 : i64} : tensor<1x2x!qnn.fixed<s8, 8>> -> tensor<1x64x!qnn.fixed<s13, 13>>
  return %c : tensor<1x64x!qnn.fixed<s13, 13>>
}

// -----

// With a target, faster foldings are candidates too, slower ones are none.
qnn.weight @wide dense<1> : tensor<2x2xi16> as !qnn.fixed<s16, 16>
// expected-error @below {{does not fit its budget with any folding: the cheapest for its target of 3 cycles per sample takes 2 DSP blocks of 0}}
func.func @target(%x: tensor<1x2x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x2x!qnn.fixed<s25, 25>> {qnn.name = "y"})
    attributes {qnn.budget = {dsp = 0 : i64}, qnn.target_cycles = 3 : i64} {
  // expected-note @below {{layer 'matvec' alone takes 2 DSP blocks}}
  %a = qnn.dense %x, @wide : tensor<1x2x!qnn.fixed<s8, 8>> -> tensor<1x2x!qnn.fixed<s25, 25>>
  return %a : tensor<1x2x!qnn.fixed<s25, 25>>
}
