// RUN: hls4mlir-opt %s -split-input-file -verify-diagnostics

// Messages of the quantizers of QONNX and ONNX beside qnn.quantize.

func.func @linear_scale(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.quantize_linear' op scale is 0, but must be positive}}
  %y = qnn.quantize_linear %x scale dense<0.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> range [0, 255] : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @linear_zero_point(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.quantize_linear' op zero point must be an integer}}
  %y = qnn.quantize_linear %x scale dense<0.5> : tensor<f32> zero_point dense<0.5> : tensor<f32> range [0, 255] : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @linear_large_zero_point(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.quantize_linear' op zero point is 1.000000e+30, but must lie within 2.147484e+09 of 0}}
  %y = qnn.quantize_linear %x scale dense<0.5> : tensor<f32> zero_point dense<1.0e30> : tensor<f32> range [0, 255] : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @linear_broadcast(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.quantize_linear' op scale of shape [3] does not broadcast over an input of shape [1, 8]}}
  %y = qnn.quantize_linear %x scale dense<1.0> : tensor<3xf32> zero_point dense<0.0> : tensor<f32> range [0, 255] : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @linear_order(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.quantize_linear' op range [3, 2] must be ordered and lie in [-16777216, 16777216]}}
  %y = qnn.quantize_linear %x scale dense<0.5> : tensor<f32> zero_point dense<0.0> : tensor<f32> range [3, 2] : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @linear_range(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.quantize_linear' op range [0, 16777217] must be ordered and lie in [-16777216, 16777216]}}
  %y = qnn.quantize_linear %x scale dense<0.5> : tensor<f32> zero_point dense<0.0> : tensor<f32> range [0, 16777217] : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @truncate_shift_type(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.truncate' op shift must be a dense constant of i32}}
  %y = qnn.truncate %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> shift dense<2> : tensor<i8> floor to scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> signed : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @truncate_shift(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.truncate' op shift is 63, but must lie in -62..62}}
  %y = qnn.truncate %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> shift dense<63> : tensor<i32> floor to scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> signed : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @truncate_scale(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.truncate' op scale is 0, but must be positive}}
  %y = qnn.truncate %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> shift dense<2> : tensor<i32> floor to scale dense<0.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> signed : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @truncate_bits(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.truncate' op bit width is 0, but must lie in 1..32}}
  %y = qnn.truncate %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> shift dense<2> : tensor<i32> floor to scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<0> : tensor<i32> : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @truncate_sign(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.truncate' op has a sign or is narrow without bits}}
  %y = qnn.truncate %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> shift dense<2> : tensor<i32> floor to scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> signed : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @truncate_zero_point(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.truncate' op zero point of the result must have f32 elements, but they are 'f64'}}
  %y = qnn.truncate %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> shift dense<2> : tensor<i32> floor to scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f64> bits dense<4> : tensor<i32> signed : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @threshold_axis(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.multi_threshold' op axis is 2, but the input has rank 2}}
  %y = qnn.multi_threshold %x thresholds dense<[[0.0, 1.0]]> : tensor<1x2xf32> axis 2 scale 1.0 offset 0.0 : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @threshold_rows(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.multi_threshold' op thresholds have shape [3, 1], but need one row, or one for each of 8 channels}}
  %y = qnn.multi_threshold %x thresholds dense<1.0> : tensor<3x1xf32> axis 1 scale 1.0 offset 0.0 : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @threshold_rank(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.multi_threshold' op thresholds have shape [8], but need one row, or one for each of 8 channels}}
  %y = qnn.multi_threshold %x thresholds dense<1.0> : tensor<8xf32> axis 1 scale 1.0 offset 0.0 : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @threshold_finite(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.multi_threshold' op table of thresholds has an element that is not finite}}
  %y = qnn.multi_threshold %x thresholds dense<0x7F800000> : tensor<1x1xf32> axis 1 scale 1.0 offset 0.0 : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @threshold_scale(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.multi_threshold' op scale and offset must be finite}}
  %y = qnn.multi_threshold %x thresholds dense<[[0.0, 1.0]]> : tensor<1x2xf32> axis 1 scale 0x7F800000 offset 0.0 : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}
