// RUN: hls4mlir-opt %s -split-input-file -verify-diagnostics --qnn-lower-to-integer

#input = #qnn.input<!qnn.fixed<u4, 4>, scale = 1.0, zero_point = 0.0, low = 0, high = 15, half_even>
func.func @computed_kernel(%x: tensor<1x4x2xf32> {qnn.name = "x", qnn.input = #input}) -> (tensor<1x1x1xf32> {qnn.name = "y"}) {
  // expected-error@+1 {{has a kernel that is computed, but it must be constant}}
  %0 = qnn.convolution %x, %x strides [1] padding [0], [0] dilations [1] groups 1 : tensor<1x4x2xf32>, tensor<1x4x2xf32> -> tensor<1x1x1xf32>
  return %0 : tensor<1x1x1xf32>
}

// -----

#input = #qnn.input<!qnn.fixed<u4, 4>, scale = 1.0, zero_point = 0.0, low = 0, high = 15, half_even>
func.func @float_weights(%x: tensor<1x4x1xf32> {qnn.name = "x", qnn.input = #input}) -> (tensor<1x3x1xf32> {qnn.name = "y"}) {
  %w = arith.constant dense<[[[0.1], [1000.0]]]> : tensor<1x2x1xf32>
  // expected-error@+1 {{has weights that are not quantized: to be exact they need}}
  %0 = qnn.convolution %x, %w strides [1] padding [0], [0] dilations [1] groups 1 : tensor<1x4x1xf32>, tensor<1x2x1xf32> -> tensor<1x3x1xf32>
  return %0 : tensor<1x3x1xf32>
}

// -----

#input = #qnn.input<!qnn.fixed<u4, 4>, scale = 1.0, zero_point = 0.5, low = 0, high = 15, half_even>
func.func @border(%x: tensor<1x1048576x1xf32> {qnn.name = "x", qnn.input = #input}) -> (tensor<1x1048577x1xf32> {qnn.name = "y"}) {
  %w = arith.constant dense<1.0> : tensor<1x1x1xf32>
  // expected-error@+1 {{pads with zeros, but no code of its input stands for zero, and the 1048577 numbers of its result would differ at the border; at most 1048576 are supported}}
  %0 = qnn.convolution %x, %w strides [1] padding [1], [0] dilations [1] groups 1 : tensor<1x1048576x1xf32>, tensor<1x1x1xf32> -> tensor<1x1048577x1xf32>
  return %0 : tensor<1x1048577x1xf32>
}

// -----

#input = #qnn.input<!qnn.fixed<u4, 4>, scale = 1.0, zero_point = 0.0, low = 0, high = 15, half_even>
func.func @different_scales(%x: tensor<1x2x1xf32> {qnn.name = "x", qnn.input = #input}) -> (tensor<1x1x1xf32> {qnn.name = "y"}) {
  %m = arith.constant dense<[[[1.0e+20], [1.1e-20]]]> : tensor<1x2x1xf32>
  %0 = qnn.mul %x, %m : tensor<1x2x1xf32>, tensor<1x2x1xf32> -> tensor<1x2x1xf32>
  // expected-error@+1 {{combines elements whose scales or offsets differ and have no common step within 62 bits; quantize them with one scale before}}
  %1 = qnn.reduce sum %0 axes [1] : tensor<1x2x1xf32> -> tensor<1x1x1xf32>
  return %1 : tensor<1x1x1xf32>
}

// -----

#input = #qnn.input<!qnn.fixed<u4, 4>, scale = 1.0, zero_point = 0.0, low = 0, high = 15, half_even>
func.func @maximum(%x: tensor<1x2xf32> {qnn.name = "x", qnn.input = #input}) -> (tensor<1x2xf32> {qnn.name = "y"}) {
  %m = arith.constant dense<0.1> : tensor<f32>
  %0 = qnn.mul %x, %m : tensor<1x2xf32>, tensor<f32> -> tensor<1x2xf32>
  %1 = qnn.mul %0, %m : tensor<1x2xf32>, tensor<f32> -> tensor<1x2xf32>
  %2 = qnn.mul %1, %m : tensor<1x2xf32>, tensor<f32> -> tensor<1x2xf32>
  // expected-error@+1 {{compares values of scales 1.000000e+00 and 1.000000e-03, which have no common step within 62 bits; quantize one of them with the scale of the other}}
  %3 = qnn.max %x, %2 : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
  return %3 : tensor<1x2xf32>
}
