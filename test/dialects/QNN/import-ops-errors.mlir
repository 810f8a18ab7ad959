// RUN: hls4mlir-opt %s -split-input-file -verify-diagnostics

// Messages of the operations of the import form.

func.func @broadcast(%x: tensor<1x16xf32>) -> tensor<1x16xf32> {
  // expected-error@+1 {{'qnn.quantize' op scale of shape [3] does not broadcast over an input of shape [1, 16]}}
  %y = qnn.quantize %x scale dense<1.0> : tensor<3xf32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i32> floor : tensor<1x16xf32>
  return %y : tensor<1x16xf32>
}

// -----

func.func @broadcast_enlarges(%x: tensor<16xf32>) -> tensor<16xf32> {
  // expected-error@+1 {{'qnn.quantize' op bit width of shape [2, 1] does not broadcast over an input of shape [16]}}
  %y = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<2x1xi32> floor : tensor<16xf32>
  return %y : tensor<16xf32>
}

// -----

func.func @elements(%x: tensor<16xf32>) -> tensor<16xf32> {
  // expected-error@+1 {{'qnn.quantize' op zero point must have f32 elements, but they are 'f64'}}
  %y = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f64> bits dense<6> : tensor<i32> floor : tensor<16xf32>
  return %y : tensor<16xf32>
}

// -----

func.func @not_dense(%x: tensor<16xf32>) -> tensor<16xf32> {
  // expected-error@+1 {{'qnn.bipolar_quantize' op scale must be a dense constant}}
  %y = qnn.bipolar_quantize %x scale dense_resource<nowhere> : tensor<f32> : tensor<16xf32>
  return %y : tensor<16xf32>
}

// -----

func.func @not_finite(%x: tensor<16xf32>) -> tensor<16xf32> {
  // expected-error@+1 {{'qnn.quantize' op zero point has an element that is not finite}}
  %y = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0x7FC00000> : tensor<f32> bits dense<6> : tensor<i32> floor : tensor<16xf32>
  return %y : tensor<16xf32>
}

// -----

func.func @scale(%x: tensor<16xf32>) -> tensor<16xf32> {
  // expected-error@+1 {{'qnn.bipolar_quantize' op scale is -0.5, but must be positive}}
  %y = qnn.bipolar_quantize %x scale dense<-0.5> : tensor<f32> : tensor<16xf32>
  return %y : tensor<16xf32>
}

// -----

func.func @bit_width_type(%x: tensor<16xf32>) -> tensor<16xf32> {
  // expected-error@+1 {{'qnn.quantize' op bit width must be a dense constant of i32}}
  %y = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i64> floor : tensor<16xf32>
  return %y : tensor<16xf32>
}

// -----

func.func @bit_width(%x: tensor<16xf32>) -> tensor<16xf32> {
  // expected-error@+1 {{'qnn.quantize' op bit width is 33, but must lie in 1..32}}
  %y = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<33> : tensor<i32> floor : tensor<16xf32>
  return %y : tensor<16xf32>
}

// -----

func.func @axis(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.softmax' op axis is 2, but the input has rank 2}}
  %y = qnn.softmax %x axis 2 : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @clamp_without_bounds(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.clamp' op needs a bound}}
  %y = qnn.clamp %x : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @clamp_crossed(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  // expected-error@+1 {{'qnn.clamp' op has a low of 2.000000e+00 above its high of 1.000000e+00}}
  %y = qnn.clamp %x low dense<[[0.0], [2.0]]> : tensor<2x1xf32> high dense<[3.0, 1.0]> : tensor<2xf32> : tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// -----

func.func @clamp_shape(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error@+1 {{'qnn.clamp' op high of shape [3] does not broadcast over an input of shape [1, 2]}}
  %y = qnn.clamp %x high dense<1.0> : tensor<3xf32> : tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @clamp_infinite(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error@+1 {{'qnn.clamp' op high has an element that is not finite}}
  %y = qnn.clamp %x high dense<0x7F800000> : tensor<f32> : tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @leaky_relu_slope(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error@+1 {{'qnn.leaky_relu' op slope of shape [3] does not broadcast over an input of shape [1, 2]}}
  %y = qnn.leaky_relu %x slope dense<0.5> : tensor<3xf32> : tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @channels(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.batch_norm' op mean has shape [1], but the input has 8 channels}}
  %y = qnn.batch_norm %x gamma dense<1.0> : tensor<8xf32> beta dense<0.0> : tensor<8xf32> mean dense<0.5> : tensor<1xf32> variance dense<2.0> : tensor<8xf32> epsilon 1.0e-5 axis 1 : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @batch_norm_axis(%x: tensor<8xf32>) -> tensor<8xf32> {
  // expected-error@+1 {{'qnn.batch_norm' op axis is 1, but the input has rank 1}}
  %y = qnn.batch_norm %x gamma dense<1.0> : tensor<8xf32> beta dense<0.0> : tensor<8xf32> mean dense<0.5> : tensor<8xf32> variance dense<2.0> : tensor<8xf32> epsilon 1.0e-5 axis 1 : tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

func.func @batch_norm_finite(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.batch_norm' op variance has an element that is not finite}}
  %y = qnn.batch_norm %x gamma dense<1.0> : tensor<8xf32> beta dense<0.0> : tensor<8xf32> mean dense<0.5> : tensor<8xf32> variance dense<0x7F800000> : tensor<8xf32> epsilon 1.0e-5 axis 1 : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @softmax_step(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.softmax' op output type is '!qnn.fixed<u8, 9>', whose step is larger than one, but a softmax lies between 0 and 1}}
  %y = qnn.softmax %x axis 1 as !qnn.fixed<u8, 9> : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @matmul_rank(%x: tensor<16xf32>, %w: tensor<16x8xf32>) -> tensor<8xf32> {
  // expected-error@+2 {{failed to infer returned types}}
  // expected-error@+1 {{matmul needs operands of rank 2 or more, but they are 'tensor<16xf32>' and 'tensor<16x8xf32>'}}
  %y = qnn.matmul %x, %w : tensor<16xf32>, tensor<16x8xf32> -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

func.func @matmul_contracts(%x: tensor<1x15xf32>, %w: tensor<16x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+2 {{failed to infer returned types}}
  // expected-error@+1 {{matmul contracts 15 columns of 'tensor<1x15xf32>' with 16 rows of 'tensor<16x8xf32>'}}
  %y = qnn.matmul %x, %w : tensor<1x15xf32>, tensor<16x8xf32> -> tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @matmul_batch(%x: tensor<2x1x16xf32>, %w: tensor<3x16x8xf32>) -> tensor<2x1x8xf32> {
  // expected-error@+2 {{failed to infer returned types}}
  // expected-error@+1 {{leading dimensions of 'tensor<2x1x16xf32>' and 'tensor<3x16x8xf32>' do not broadcast}}
  %y = qnn.matmul %x, %w : tensor<2x1x16xf32>, tensor<3x16x8xf32> -> tensor<2x1x8xf32>
  return %y : tensor<2x1x8xf32>
}

// -----

func.func @matmul_result(%x: tensor<1x16xf32>, %w: tensor<16x8xf32>) -> tensor<1x9xf32> {
  // expected-error@+2 {{failed to infer returned types}}
  // expected-error@+1 {{'qnn.matmul' op inferred type(s) 'tensor<1x8xf32>' are incompatible with return type(s) of operation 'tensor<1x9xf32>'}}
  %y = "qnn.matmul"(%x, %w) : (tensor<1x16xf32>, tensor<16x8xf32>) -> tensor<1x9xf32>
  return %y : tensor<1x9xf32>
}

// -----

func.func @shapes(%a: tensor<3xf32>, %b: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error@+2 {{failed to infer returned types}}
  // expected-error@+1 {{shapes of 'tensor<3xf32>' and 'tensor<2xf32>' do not broadcast}}
  %y = qnn.div %a, %b : tensor<3xf32>, tensor<2xf32> -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// -----

func.func @empty(%a: tensor<0x4xf32>) -> tensor<0x4xf32> {
  // expected-error@+1 {{'qnn.softmax' op operand #0 must be tensor of static shape (1 to 2^27 elements) of 32-bit float values, but got 'tensor<0x4xf32>'}}
  %y = qnn.softmax %a axis 1 : tensor<0x4xf32>
  return %y : tensor<0x4xf32>
}

// -----

func.func @zero_point(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.quantize' op zero point is -1.000000e+19, but must lie within 2.147484e+09 of 0}}
  %y = qnn.quantize %x scale dense<0.5> : tensor<f32> zero_point dense<-1.0e19> : tensor<f32> bits dense<8> : tensor<i32> half_even signed : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}
