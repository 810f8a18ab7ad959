// RUN: hls4mlir-opt %s --split-input-file --qnn-apply-precision --verify-diagnostics

func.func @no_dictionary(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error @+1 {{'qnn.relu' op has the attribute 'qnn.precision', which is no dictionary}}
  %r = qnn.relu %x {qnn.precision = 3} : tensor<1x2xf32> -> tensor<1x2xf32>
  return %r : tensor<1x2xf32>
}

// -----

func.func @unknown_key(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error @+1 {{has 'wieght' in the attribute 'qnn.precision'; known are weight, bias, scale, accum and result}}
  %r = qnn.relu %x {qnn.precision = {wieght = #qnn.cast<!qnn.fixed<s8, 1>, half_even, saturate>}} : tensor<1x2xf32> -> tensor<1x2xf32>
  return %r : tensor<1x2xf32>
}

// -----

func.func @no_cast(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error @+1 {{has a 'result' in the attribute 'qnn.precision' that is no #qnn.cast}}
  %r = qnn.relu %x {qnn.precision = {result = !qnn.fixed<s8, 1>}} : tensor<1x2xf32> -> tensor<1x2xf32>
  return %r : tensor<1x2xf32>
}

// -----

func.func @no_weight(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error @+1 {{has a precision of its 'weight', but no such constant}}
  %r = qnn.relu %x {qnn.precision = {weight = #qnn.cast<!qnn.fixed<s8, 1>, half_even, saturate>}} : tensor<1x2xf32> -> tensor<1x2xf32>
  return %r : tensor<1x2xf32>
}

// -----

func.func @no_constant(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error @+1 {{has a precision of its 'bias', but no constant operand}}
  %r = qnn.add %x, %x {qnn.precision = {bias = #qnn.cast<!qnn.fixed<s8, 1>, half_even, saturate>}} : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
  return %r : tensor<1x2xf32>
}

// -----

func.func @only_constants(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %c = arith.constant dense<3.0> : tensor<1x2xf32>
  // expected-error @+1 {{has a precision of its 'bias', but computes nothing from data}}
  %r = qnn.add %c, %c {qnn.precision = {bias = #qnn.cast<!qnn.fixed<s8, 1>, half_even, saturate>}} : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
  return %r : tensor<1x2xf32>
}

// -----

func.func @batch_norm(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error @+1 {{has a precision of its 'weight', but no such constant}}
  %n = qnn.batch_norm %x gamma dense<1.0> : tensor<2xf32> beta dense<0.0> : tensor<2xf32> mean dense<0.0> : tensor<2xf32>
         variance dense<1.0> : tensor<2xf32> epsilon 0.0 axis 1
         {qnn.precision = {weight = #qnn.cast<!qnn.fixed<s8, 2>, half_even, saturate>}} : tensor<1x2xf32>
  return %n : tensor<1x2xf32>
}

// -----

func.func @integer_form(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<u7, 2>> {
  // expected-error @+1 {{has the attribute 'qnn.precision', but gives no tensor of the import form}}
  %r = qnn.relu %x {qnn.precision = {result = #qnn.cast<!qnn.fixed<s8, 1>, half_even, saturate>}} : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<u7, 2>>
  return %r : tensor<1x2x!qnn.fixed<u7, 2>>
}
