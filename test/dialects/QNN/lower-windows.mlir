// RUN: hls4mlir-opt %s -split-input-file --qnn-lower-to-integer | FileCheck %s

// Zero has the code 2, and so has the padding; attributes of the layer are kept.
// CHECK: qnn.weight @conv1_kernel dense<{{\[\[\[}}1, 2], [3, -1], [2, 2]]]> : tensor<1x3x2xi8> as !qnn.fixed<s3, 2>
// CHECK-LABEL: func.func @conv(
// CHECK-NEXT:    %[[C:.*]] = qnn.conv %arg0, @conv1_kernel strides [1] padding [1], [1] value 2 dilations [1] groups 1 {qnn.reuse_factor = 2 : i64} : tensor<1x4x2x!qnn.fixed<u4, 4>> -> tensor<1x4x1x!qnn.fixed<s9, 8>>
// CHECK-NEXT:    return %[[C]]
func.func @conv(%x: tensor<1x4x2xf32> {qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<u4, 4>, scale = 0.5, zero_point = 2.0, low = 0, high = 15, half_even>}) -> (tensor<1x4x1xf32> {qnn.name = "y"}) {
  %w = arith.constant dense<[[[1.0, 2.0], [3.0, -1.0], [2.0, 2.0]]]> : tensor<1x3x2xf32>
  %c = qnn.convolution %x, %w strides [1] padding [1], [1] dilations [1] groups 1 {qnn.reuse_factor = 2 : i64} : tensor<1x4x2xf32>, tensor<1x3x2xf32> -> tensor<1x4x1xf32> loc("conv1")
  return %c : tensor<1x4x1xf32>
}

// -----

// Padding in front of a convolution is part of it.
// CHECK-LABEL: func.func @pad(
// CHECK-NEXT:    qnn.conv %arg0, @layer_kernel strides [1] padding [1], [2] dilations [1] groups 1 : tensor<1x4x2x!qnn.fixed<s4, 4>> -> tensor<1x7x1x!qnn.fixed<s5, 5>>
// CHECK-NEXT:    return
func.func @pad(%x: tensor<1x4x2xf32> {qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> (tensor<1x7x1xf32> {qnn.name = "y"}) {
  %w = arith.constant dense<1.0> : tensor<1x1x2xf32>
  %p = qnn.pad %x low [0, 1, 0] high [0, 2, 0] interior [0, 0, 0] : tensor<1x4x2xf32> -> tensor<1x7x2xf32>
  %c = qnn.convolution %p, %w strides [1] padding [0], [0] dilations [1] groups 1 : tensor<1x7x2xf32>, tensor<1x1x2xf32> -> tensor<1x7x1xf32>
  return %c : tensor<1x7x1xf32>
}

// -----

// An average is a sum with a scale; where padding does not count, the scale differs at the border.
// CHECK-LABEL: func.func @average(
// CHECK-SAME:    qnn.dequantize = [#qnn.affine<dense<{{\[\[}}5.000000e-01], [0.33333333333333331], [0.33333333333333331], [5.000000e-01]]> : tensor<4x1xf64>, dense<0.000000e+00> : tensor<f64>>]
// CHECK-NEXT:    qnn.pool sum %arg0 window [3] strides [1] padding [1], [1] dilations [1] : tensor<1x4x2x!qnn.fixed<u4, 4>> -> tensor<1x4x2x!qnn.fixed<u6, 6>>
// CHECK-NEXT:    return
func.func @average(%x: tensor<1x4x2xf32> {qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<u4, 4>, scale = 1.0, zero_point = 0.0, low = 0, high = 15, half_even>}) -> (tensor<1x4x2xf32> {qnn.name = "y"}) {
  %s = qnn.pool sum %x window [3] strides [1] padding [1], [1] dilations [1] : tensor<1x4x2xf32> -> tensor<1x4x2xf32>
  %n = arith.constant dense<[[[2.0], [3.0], [3.0], [2.0]]]> : tensor<1x4x1xf32>
  %a = qnn.div %s, %n : tensor<1x4x2xf32>, tensor<1x4x1xf32> -> tensor<1x4x2xf32>
  return %a : tensor<1x4x2xf32>
}

// -----

// A falling scale makes a maximum a minimum; what is pending stays behind the pool.
// CHECK-LABEL: func.func @falling(
// CHECK-SAME:    qnn.dequantize = [#qnn.affine<dense<-0.30000001192092896> : tensor<f64>
// CHECK-NEXT:    qnn.pool min %arg0 window [2] strides [2] padding [0], [0] dilations [1] : tensor<1x4x2x!qnn.fixed<u4, 4>> -> tensor<1x2x2x!qnn.fixed<u4, 4>>
// CHECK-NEXT:    return
func.func @falling(%x: tensor<1x4x2xf32> {qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<u4, 4>, scale = 1.0, zero_point = 0.0, low = 0, high = 15, half_even>}) -> (tensor<1x2x2xf32> {qnn.name = "y"}) {
  %m = arith.constant dense<-0.3> : tensor<f32>
  %0 = qnn.mul %x, %m : tensor<1x4x2xf32>, tensor<f32> -> tensor<1x4x2xf32>
  %1 = qnn.pool max %0 window [2] strides [2] padding [0], [0] dilations [1] : tensor<1x4x2xf32> -> tensor<1x2x2xf32>
  return %1 : tensor<1x2x2xf32>
}

// -----

// Arms of different scales keep their codes.
// CHECK-LABEL: func.func @concat(
// CHECK-SAME:    qnn.dequantize = [#qnn.affine<dense<[3.000000e-01, 3.000000e-01, 6.250000e-02]> : tensor<3xf64>
// CHECK-NEXT:    %[[R:.*]] = qnn.reinterpret %arg1 : tensor<1x1x!qnn.fixed<u6, 2>> -> tensor<1x1x!qnn.fixed<u6, 6>>
// CHECK-NEXT:    qnn.concat %arg0, %[[R]] axis 1 : tensor<1x2x!qnn.fixed<u4, 4>>, tensor<1x1x!qnn.fixed<u6, 6>> -> tensor<1x3x!qnn.fixed<u6, 6>>
// CHECK-NEXT:    return
func.func @concat(%x: tensor<1x2xf32> {qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<u4, 4>, scale = 0.3, zero_point = 0.0, low = 0, high = 15, half_even>}, %z: tensor<1x1xf32> {qnn.name = "z", qnn.input = #qnn.input<!qnn.fixed<u6, 2>, scale = 0.0625, zero_point = 0.0, low = 0, high = 63, half_even>}) -> (tensor<1x3xf32> {qnn.name = "y"}) {
  %0 = qnn.concat %x, %z axis 1 : tensor<1x2xf32>, tensor<1x1xf32> -> tensor<1x3xf32>
  return %0 : tensor<1x3xf32>
}
