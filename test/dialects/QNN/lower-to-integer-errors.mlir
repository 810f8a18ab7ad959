// RUN: hls4mlir-opt %s --split-input-file --verify-diagnostics --qnn-lower-to-integer

// expected-error@+1 {{argument 0 has no 'qnn.input'}}
func.func @no_type(%x: tensor<1x1xf32>) -> tensor<1x1xf32> {
  return %x : tensor<1x1xf32>
}

// -----

func.func @nan(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  // expected-error@+1 {{'arith.constant' op holds nan, which is no number}}
  %c = arith.constant dense<0x7FC00000> : tensor<1x1xf32>
  %m = qnn.add %x, %c : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32>
  return %m : tensor<1x1xf32>
}

// -----

func.func @two_computed(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  // expected-error@+1 {{'qnn.matmul' op multiplies two computed values, but one of them must be constant}}
  %m = qnn.matmul %x, %x : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32>
  return %m : tensor<1x1xf32>
}

// -----

func.func @batched_matrix(%x: tensor<2x1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<2x1x1xf32> {
  %c = arith.constant dense<1.0> : tensor<2x1x1xf32>
  // expected-error@+1 {{'qnn.matmul' op multiplies by a constant of type 'tensor<2x1x1xf32>', but a constant operand must be one matrix}}
  %m = qnn.matmul %x, %c : tensor<2x1x1xf32>, tensor<2x1x1xf32> -> tensor<2x1x1xf32>
  return %m : tensor<2x1x1xf32>
}

// -----

func.func @weights(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %c = arith.constant dense<[[0.1], [1000.3]]> : tensor<2x1xf32>
  // expected-error@unknown {{layer 'fc' has weights that are not quantized: to be exact they need 37 bits, and at most 32 are supported}}
  %m = qnn.matmul %x, %c : tensor<1x2xf32>, tensor<2x1xf32> -> tensor<1x1xf32> loc("fc")
  return %m : tensor<1x1xf32>
}

// -----

func.func @wide_weights(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %c = arith.constant dense<[[1.0e-20], [1000.3]]> : tensor<2x1xf32>
  // expected-error@unknown {{layer 'fc' has weights that are not quantized: on a common step they need more than 62 bits}}
  %m = qnn.matmul %x, %c : tensor<1x2xf32>, tensor<2x1xf32> -> tensor<1x1xf32> loc("fc")
  return %m : tensor<1x1xf32>
}

// -----

func.func @relu_between(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.3, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %c = arith.constant dense<1.0> : tensor<1x1xf32>
  %b = arith.constant dense<0.5> : tensor<1xf32>
  %a = qnn.add %x, %b : tensor<1x1xf32>, tensor<1xf32> -> tensor<1x1xf32>
  %r = qnn.relu %a : tensor<1x1xf32> -> tensor<1x1xf32>
  // expected-error@unknown {{layer 'fc' needs an exact value in front of its ReLU, but the offset that is added there is no multiple of a step of the accumulator; put a quantizer after the ReLU, or give it a precision}}
  %m = qnn.matmul %r, %c : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32> loc("fc")
  return %m : tensor<1x1xf32>
}

// -----

// At a result the host applies the rectifier, and says so.
func.func @relu_result(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.3, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %b = arith.constant dense<0.5> : tensor<1xf32>
  %a = qnn.add %x, %b : tensor<1x1xf32>, tensor<1xf32> -> tensor<1x1xf32>
  // expected-warning@+1 {{is an output behind an activation whose input has no exact form in the design; the host applies the activation}}
  %r = qnn.relu %a : tensor<1x1xf32> -> tensor<1x1xf32>
  return %r : tensor<1x1xf32>
}

// -----

func.func @thresholds(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s32, 32>, scale = 1.0, zero_point = 0.0, low = -2147483648, high = 2147483647, half_even>}) -> tensor<1x1xf32> {
  // expected-error@unknown {{layer 'q' needs 1.677722e+07 thresholds for each of 1 channels, since its scale is not a power of two, and at most 4194304 in all are supported; use fewer bits or a scale that is a power of two}}
  %q = qnn.quantize %x scale dense<0.3> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<24> : tensor<i32> half_even signed : tensor<1x1xf32> loc("q")
  return %q : tensor<1x1xf32>
}

// -----

func.func @zero_point(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  // expected-error@+1 {{'qnn.quantize' op has a zero point that is no integer}}
  %q = qnn.quantize %x scale dense<0.3> : tensor<f32> zero_point dense<0.5> : tensor<f32> bits dense<4> : tensor<i32> half_even signed : tensor<1x1xf32>
  return %q : tensor<1x1xf32>
}

// -----

func.func @sum(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.3, zero_point = 0.0, low = -8, high = 7, half_even>},
               %y: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.7, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %c = arith.constant dense<0.333> : tensor<f32>
  %z = qnn.mul %y, %c : tensor<1x1xf32>, tensor<f32> -> tensor<1x1xf32>
  // expected-error@+1 {{'qnn.add' op adds values of scales 3.000000e-01 and 2.331000e-01, which have no common step within 62 bits; quantize one of them with the scale of the other}}
  %s = qnn.add %x, %z : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32>
  return %s : tensor<1x1xf32>
}

// -----

func.func @spread(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.3, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x2xf32> {
  %c = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  // expected-error@+1 {{'qnn.mul' op spreads a computed value of type 'tensor<1x1xf32>' over 'tensor<1x2xf32>', which is not supported}}
  %s = qnn.mul %x, %c : tensor<1x1xf32>, tensor<2xf32> -> tensor<1x2xf32>
  return %s : tensor<1x2xf32>
}

// -----

func.func @divide_by_zero(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.3, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %c = arith.constant dense<0.0> : tensor<f32>
  // expected-error@+1 {{'qnn.div' op divides by zero}}
  %s = qnn.div %x, %c : tensor<1x1xf32>, tensor<f32> -> tensor<1x1xf32>
  return %s : tensor<1x1xf32>
}

// -----

func.func @divide(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.3, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  // expected-error@+1 {{'qnn.div' op divides by a computed value, but only constant divisors are supported}}
  %s = qnn.div %x, %x : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32>
  return %s : tensor<1x1xf32>
}

// -----

func.func @variance(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.3, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  // expected-error@+1 {{'qnn.batch_norm' op has no finite coefficients in channel 0: gamma 1.000000e+00, beta 0.000000e+00, mean 0.000000e+00, variance -1.000000e+00}}
  %n = qnn.batch_norm %x gamma dense<1.0> : tensor<1xf32> beta dense<0.0> : tensor<1xf32> mean dense<0.0> : tensor<1xf32> variance dense<-1.0> : tensor<1xf32> epsilon 0.0 axis 1 : tensor<1x1xf32>
  return %n : tensor<1x1xf32>
}

// -----

func.func @softmax_scales(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.3, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x2xf32> {
  %c = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %s = qnn.mul %x, %c : tensor<1x2xf32>, tensor<2xf32> -> tensor<1x2xf32>
  // expected-error@unknown {{layer 's' is a softmax over values whose scales differ between channels or are not positive; quantize its input with one scale}}
  %y = qnn.softmax %s axis 1 : tensor<1x2xf32> loc("s")
  return %y : tensor<1x2xf32>
}

// -----

func.func @softmax_bits(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.3, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x2xf32> {
  // expected-error@unknown {{layer 's' is a softmax of 2 elements to 39 fraction bits, which its tables cannot give; use fewer fraction bits}}
  %y = qnn.softmax %x axis 1 as !qnn.fixed<u40, 1> : tensor<1x2xf32> loc("s")
  return %y : tensor<1x2xf32>
}

// -----

func.func @unknown(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.3, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  // expected-error@+1 {{'arith.negf' op has no integer form}}
  %n = arith.negf %x : tensor<1x1xf32>
  return %n : tensor<1x1xf32>
}
