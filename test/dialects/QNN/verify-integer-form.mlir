// RUN: hls4mlir-opt %s --split-input-file --verify-diagnostics --qnn-verify-integer-form

qnn.weight @kernel dense<[[1, -2]]> : tensor<1x2xi8> as !qnn.fixed<s3, 3>
qnn.weight @bias dense<[-8]> : tensor<1xi8> as !qnn.fixed<s4, 4>
func.func @exact(%x: tensor<1x2x!qnn.fixed<u2, 2>>) -> tensor<1x1x!qnn.fixed<s5, 5>> {
  // Sums lie in -6 - 8 .. 3 - 8.
  %y = qnn.dense %x, @kernel bias @bias : tensor<1x2x!qnn.fixed<u2, 2>> -> tensor<1x1x!qnn.fixed<s5, 5>>
  return %y : tensor<1x1x!qnn.fixed<s5, 5>>
}

// -----

// The input is bipolar: sums lie in -3 .. 3, although its type also has -2.
qnn.weight @kernel dense<[[1, -2]]> : tensor<1x2xi8> as !qnn.fixed<s3, 3>
func.func @bipolar(%x: tensor<1x2x!qnn.fixed<s2, 2>> {qnn.input = #qnn.input<!qnn.fixed<s2, 2>, scale = 1.0, zero_point = 0.0, low = -1, high = 1, half_even, bipolar = true>}) -> tensor<1x1x!qnn.fixed<s3, 3>> {
  %y = qnn.dense %x, @kernel : tensor<1x2x!qnn.fixed<s2, 2>> -> tensor<1x1x!qnn.fixed<s3, 3>>
  return %y : tensor<1x1x!qnn.fixed<s3, 3>>
}

// -----

qnn.weight @kernel dense<[[1, 1], [1, -2]]> : tensor<2x2xi8> as !qnn.fixed<s3, 3>
func.func @narrow(%x: tensor<1x2x!qnn.fixed<u2, 2>>) -> tensor<1x2x!qnn.fixed<s3, 3>> {
  // expected-error@+1 {{'qnn.dense' op accumulates in '!qnn.fixed<s3, 3>', but the sums of output 1 need '!qnn.fixed<s4, 4>'}}
  %y = qnn.dense %x, @kernel : tensor<1x2x!qnn.fixed<u2, 2>> -> tensor<1x2x!qnn.fixed<s3, 3>>
  return %y : tensor<1x2x!qnn.fixed<s3, 3>>
}

// -----

// expected-error@+1 {{argument 0 is still 'tensor<1x1xf32>', but the integer form has no float}}
func.func @argument(%x: tensor<1x1xf32>) {
  return
}

// -----

func.func @float(%x: tensor<1x1x!qnn.fixed<u2, 2>>) {
  // expected-error@+1 {{'arith.constant' op still gives 'tensor<1x1xf32>', but the integer form has no float}}
  %c = arith.constant dense<1.0> : tensor<1x1xf32>
  return
}
