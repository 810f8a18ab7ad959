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

// At a result the host applies the rectifier, and says so.
func.func @relu_result(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.3, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %b = arith.constant dense<0.5> : tensor<1xf32>
  %a = qnn.add %x, %b : tensor<1x1xf32>, tensor<1xf32> -> tensor<1x1xf32>
  // expected-warning@+1 {{is an output behind an activation that has no exact form in the design; the host applies the activation}}
  %r = qnn.relu %a : tensor<1x1xf32> -> tensor<1x1xf32>
  return %r : tensor<1x1xf32>
}

// -----

// Ties to even fall on steps that depend on parity, which no multiplication does.
func.func @thresholds(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s32, 29>, scale = 0.125, zero_point = 0.0, low = -2147483648, high = 2147483647, half_even>}) -> tensor<1x1xf32> {
  // expected-error@unknown {{layer 'q' needs 1.677722e+07 thresholds for each of 1 channels, since its scale is not a power of two, and at most 4194304 in all are supported; use fewer bits or a scale that is a power of two}}
  %q = qnn.quantize %x scale dense<0.75> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<24> : tensor<i32> half_even signed : tensor<1x1xf32> loc("q")
  return %q : tensor<1x1xf32>
}

// -----

func.func @zero_point(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  // expected-error@+1 {{'qnn.quantize' op has a zero point that is no integer}}
  %q = qnn.quantize %x scale dense<0.3> : tensor<f32> zero_point dense<0.5> : tensor<f32> bits dense<4> : tensor<i32> half_even signed : tensor<1x1xf32>
  return %q : tensor<1x1xf32>
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

func.func @softmax_bits(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.3, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x2xf32> {
  // expected-error@unknown {{layer 's' is a softmax of 2 elements to 63 fraction bits, which its tables cannot give; use fewer fraction bits}}
  %y = qnn.softmax %x axis 1 as !qnn.fixed<u64, 1> : tensor<1x2xf32> loc("s")
  return %y : tensor<1x2xf32>
}

// -----

func.func @unknown(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.3, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  // expected-error@+1 {{'arith.negf' op has no integer form}}
  %n = arith.negf %x : tensor<1x1xf32>
  return %n : tensor<1x1xf32>
}

// -----

func.func @wide_table(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s20, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %g = qnn.unary<gelu> %x : tensor<1x1xf32>
  // expected-error@unknown {{layer 'q' needs a table of a value of 20 bits, and at most 16 are supported; quantize the input of its function}}
  %q = qnn.quantize %g scale dense<0.3> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> half_even signed : tensor<1x1xf32> loc("q")
  return %q : tensor<1x1xf32>
}

// -----

func.func @many_rows(%x: tensor<1x128xf32> {qnn.input = #qnn.input<!qnn.fixed<s16, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x128xf32> {
  %c = arith.constant dense_resource<factors> : tensor<128xf32>
  %m = qnn.mul %x, %c : tensor<1x128xf32>, tensor<128xf32> -> tensor<1x128xf32>
  %g = qnn.unary<gelu> %m : tensor<1x128xf32>
  // expected-error@unknown {{layer 'q' needs a table of 65536 entries for each of 128 channels, and at most 4194304 in all are supported; quantize the input of its function with fewer bits}}
  %q = qnn.quantize %g scale dense<0.3> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> half_even signed : tensor<1x128xf32> loc("q")
  return %q : tensor<1x128xf32>
}

{-#
  dialect_resources: {
    builtin: {
      factors: "0x040000000000803F0000004000004040000080400000A0400000C0400000E0400000004100001041000020410000304100004041000050410000604100007041000080410000884100009041000098410000A0410000A8410000B0410000B8410000C0410000C8410000D0410000D8410000E0410000E8410000F0410000F84100000042000004420000084200000C4200001042000014420000184200001C4200002042000024420000284200002C4200003042000034420000384200003C4200004042000044420000484200004C4200005042000054420000584200005C4200006042000064420000684200006C4200007042000074420000784200007C42000080420000824200008442000086420000884200008A4200008C4200008E42000090420000924200009442000096420000984200009A4200009C4200009E420000A0420000A2420000A4420000A6420000A8420000AA420000AC420000AE420000B0420000B2420000B4420000B6420000B8420000BA420000BC420000BE420000C0420000C2420000C4420000C6420000C8420000CA420000CC420000CE420000D0420000D2420000D4420000D6420000D8420000DA420000DC420000DE420000E0420000E2420000E4420000E6420000E8420000EA420000EC420000EE420000F0420000F2420000F4420000F6420000F8420000FA420000FC420000FE4200000043"
    }
  }
#-}

// -----

func.func @domain(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.5, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %g = qnn.unary<log> %x : tensor<1x1xf32>
  // expected-error@unknown {{layer 'q' has no value for the code -8 of its input: log of -4.000000e+00 is finite for positive numbers only; clamp the input to where it is defined}}
  %q = qnn.quantize %g scale dense<0.3> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> half_even signed : tensor<1x1xf32> loc("q")
  return %q : tensor<1x1xf32>
}

// -----

func.func @combined(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.5, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %g = qnn.unary<sqrt> %x : tensor<1x1xf32>
  // expected-error@unknown {{layer 'm' has no value for the code -8 of its input: sqrt of -4.000000e+00 is defined from 0 on only; clamp the input to where it is defined}}
  %m = qnn.mul %x, %g : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32> loc("m")
  return %m : tensor<1x1xf32>
}

// -----

// The host applies what no table holds.
func.func @wide_result(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s20, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  // expected-warning@+1 {{is an output behind an activation that has no exact form in the design; the host applies the activation}}
  %g = qnn.unary<gelu> %x : tensor<1x1xf32>
  return %g : tensor<1x1xf32>
}

// -----

func.func @rounded_values(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.5, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  // expected-remark@unknown {{layer 'act' rounds the values of its function to '!qnn.fixed<u4, 0>'; they are off by up to 3.3187}}
  %g = qnn.unary<sigmoid> %x as !qnn.fixed<u4, 0> : tensor<1x1xf32> loc("act")
  return %g : tensor<1x1xf32>
}

// -----

// Scales of so different sizes are multiples of no step that codes have room for.
func.func @top_k_steps(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s40, 40>, scale = 0.3, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %c = arith.constant dense<[0.3, 1.0e-30]> : tensor<2xf32>
  %s = qnn.mul %x, %c : tensor<1x2xf32>, tensor<2xf32> -> tensor<1x2xf32>
  // expected-error@unknown {{layer 't' compares values whose scales and offsets need more than 62 bits on a common step; quantize its input with one scale}}
  %y = qnn.top_k %s axis 1 k 1 : tensor<1x2xf32> -> tensor<1x1xf32> loc("t")
  return %y : tensor<1x1xf32>
}

// -----

func.func @wide_values(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.5, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  // expected-error@unknown {{layer 'act' rounds its values to '!qnn.fixed<u64, 4>', and at most 62 bits are supported}}
  %g = qnn.unary<sigmoid> %x as !qnn.fixed<u64, 4> : tensor<1x1xf32> loc("act")
  return %g : tensor<1x1xf32>
}

// -----

// A row of its own for each channel, and steps that no weight has.
func.func @far_steps(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<u8, 8192>, scale = 1.0, zero_point = 0.0, low = 0, high = 255, half_even>}) -> tensor<1x2xf32> {
  // expected-error@unknown {{layer 'q' needs thresholds in steps of 2^8184, which no type holds; scale its input}}
  %q = qnn.quantize %x scale dense<[0.3, 30.0]> : tensor<2xf32> zero_point dense<0.0> : tensor<f32> bits dense<8> : tensor<i32> half_even signed : tensor<1x2xf32> loc("q")
  return %q : tensor<1x2xf32>
}

// -----

func.func @wide_sum(%x: tensor<1x3xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 8>, scale = 1.0, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x3xf32> {
  %a = qnn.cast %x to <!qnn.fixed<s8, -4000>, half_even, saturate> : tensor<1x3xf32>
  %b = qnn.cast %x to <!qnn.fixed<s8, 4000>, half_even, saturate> : tensor<1x3xf32>
  // expected-error@unknown {{layer 'sum' needs a sum of 8009 bits, and at most 4096 are supported; quantize what it is computed from}}
  %p = qnn.add %a, %b : tensor<1x3xf32>, tensor<1x3xf32> -> tensor<1x3xf32> loc("sum")
  return %p : tensor<1x3xf32>
}

// -----

func.func @wide_concat(%x: tensor<1x3xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 8>, scale = 1.0, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x6xf32> {
  %a = qnn.cast %x to <!qnn.fixed<s8, -4000>, half_even, saturate> : tensor<1x3xf32>
  %b = qnn.cast %x to <!qnn.fixed<s8, 4000>, half_even, saturate> : tensor<1x3xf32>
  // expected-error@unknown {{layer 'both' needs numbers that hold all its operands of 8008 bits, and at most 4096 are supported; quantize what it is computed from}}
  %p = qnn.concat %a, %b axis 1 : tensor<1x3xf32>, tensor<1x3xf32> -> tensor<1x6xf32> loc("both")
  return %p : tensor<1x6xf32>
}

// -----

func.func @wide_maximum(%x: tensor<1x3xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 8>, scale = 1.0, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x3xf32> {
  %a = qnn.cast %x to <!qnn.fixed<s8, -4000>, half_even, saturate> : tensor<1x3xf32>
  %b = qnn.cast %x to <!qnn.fixed<s8, 4000>, half_even, saturate> : tensor<1x3xf32>
  // expected-error@unknown {{layer 'larger' needs numbers that hold both its operands of 8008 bits, and at most 4096 are supported; quantize what it is computed from}}
  %p = qnn.max %a, %b : tensor<1x3xf32>, tensor<1x3xf32> -> tensor<1x3xf32> loc("larger")
  return %p : tensor<1x3xf32>
}

// -----

func.func @far_product(%x: tensor<1x3xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 8>, scale = 1.0, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x3xf32> {
  %a = qnn.cast %x to <!qnn.fixed<s8, 5000>, half_even, saturate> : tensor<1x3xf32>
  // expected-error@unknown {{layer 'square' needs a product of 10000 integer bits, and -8192 to 8192 are supported; quantize what it is computed from}}
  %p = qnn.mul %a, %a : tensor<1x3xf32>, tensor<1x3xf32> -> tensor<1x3xf32> loc("square")
  return %p : tensor<1x3xf32>
}

// -----

// Eight numbers of 8192 integer bits.
func.func @far_pool(%x: tensor<1x8x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 8192>, scale = 1.0, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x1x1xf32> {
  // expected-error@unknown {{layer 'pool' needs a sum of 8195 integer bits, and -8192 to 8192 are supported; quantize what it is computed from}}
  %p = qnn.pool sum %x window [8] strides [1] padding [0], [0] dilations [1] : tensor<1x8x1xf32> -> tensor<1x1x1xf32> loc("pool")
  return %p : tensor<1x1x1xf32>
}

// -----

func.func @far_reduction(%x: tensor<1x8xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 8192>, scale = 1.0, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x1xf32> {
  // expected-error@unknown {{layer 'total' needs a sum of 8195 integer bits, and -8192 to 8192 are supported; quantize what it is computed from}}
  %p = qnn.reduce sum %x axes [1] : tensor<1x8xf32> -> tensor<1x1xf32> loc("total")
  return %p : tensor<1x1xf32>
}

// -----

func.func @far_accumulator(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 8192>, scale = 1.0, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x1xf32> {
  %c = arith.constant dense<[[3.0], [-5.0]]> : tensor<2x1xf32>
  // expected-error@unknown {{layer 'fc' needs an accumulator of 8195 integer bits, and -8192 to 8192 are supported; quantize what it is computed from}}
  %m = qnn.matmul %x, %c : tensor<1x2xf32>, tensor<2x1xf32> -> tensor<1x1xf32> loc("fc")
  return %m : tensor<1x1xf32>
}

// -----

func.func @large_powers(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<u4, 4>, scale = 1.0, zero_point = 0.0, low = 0, high = 15, half_even>}) -> tensor<1x1xf32> {
  %a = qnn.unary<pow, alpha = 64.0> %x : tensor<1x1xf32>
  %b = qnn.unary<pow, alpha = 64.0> %a : tensor<1x1xf32>
  // expected-error@unknown {{layer 'q' has no value for the code 3 of its input: pow of 3.433684e+30 is beyond 2^4096; clamp the input to where it is defined}}
  %q = qnn.quantize %b scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<8> : tensor<i32> half_even signed : tensor<1x1xf32> loc("q")
  return %q : tensor<1x1xf32>
}

// -----

func.func @large_constant(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<u4, 4>, scale = 1.0, zero_point = 0.0, low = 0, high = 15, half_even>}) -> tensor<1x1xf32> {
  %c = arith.constant dense<100.0> : tensor<1x1xf32>
  // expected-error@+1 {{'qnn.unary' op has no value in f32 for the element 1.000000e+02 of its constant operand}}
  %e = qnn.unary<exp> %c : tensor<1x1xf32>
  %p = qnn.add %x, %e : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32>
  return %p : tensor<1x1xf32>
}

// -----

func.func @far_relu(%x: tensor<1x3xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, -8192>, scale = 1.0, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x3xf32> {
  // expected-warning@unknown {{is an output behind an activation that has no exact form in the design; the host applies the activation}}
  %r = qnn.clamp %x low dense<0.0> : tensor<f32> : tensor<1x3xf32> loc("act")
  return %r : tensor<1x3xf32>
}

// -----

func.func @no_tensor(%x: tensor<1x3xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> (tensor<1x3xf32>, vector<2xf32>) {
  // expected-error@+1 {{'arith.constant' op has a result of type 'vector<2xf32>', but a network computes ranked tensors}}
  %c = arith.constant dense<[1.0, 2.0]> : vector<2xf32>
  return %x, %c : tensor<1x3xf32>, vector<2xf32>
}

// -----

// An offset that is rounded to nothing still has an error to state, on a sum that has a bit more. It is said once.
func.func @no_room_for_an_error(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4096, 4096>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %c = arith.constant dense<1.0e-9> : tensor<1xf32>
  %a = qnn.add %x, %c : tensor<1x1xf32>, tensor<1xf32> -> tensor<1x1xf32>
  %r = qnn.relu %a : tensor<1x1xf32> -> tensor<1x1xf32>
  // expected-error@unknown {{layer 'p' adds an offset of 1.000000e-09, which no fixed-point number of 60 bits holds beside steps of its accumulator; quantize the value before}}
  %y = qnn.mul %r, %r : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32> loc("p")
  return %y : tensor<1x1xf32>
}
