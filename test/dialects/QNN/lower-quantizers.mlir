// RUN: hls4mlir-opt %s --qnn-lower-to-integer -split-input-file | FileCheck %s
// The quantizers of ONNX, Trunc and MultiThreshold: shifts where that is exact, thresholds elsewhere.

!in = tensor<1x2xf32>

// The zero point moves into the bounds, so that ties go to the even multiple of the scale.
// CHECK-LABEL: func.func @linear(
// CHECK-SAME: -> (tensor<1x2x!qnn.fixed<s5, 3>> {qnn.dequantize = [], qnn.name = "y"})
// CHECK: %[[Y:.*]] = qnn.requantize %{{.*}} half_even saturate clamp [-3, 12] : tensor<1x2x!qnn.fixed<s8, 4>> -> tensor<1x2x!qnn.fixed<s5, 3>>
// CHECK-NEXT: return %[[Y]]
func.func @linear(%x: !in {qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s8, 4>, scale = 0.0625, zero_point = 0.0, low = -128, high = 127, half_even>})
    -> (!in {qnn.name = "y"}) {
  %c = qnn.quantize_linear %x scale dense<0.25> : tensor<f32> zero_point dense<3.0> : tensor<f32> range [0, 15] : !in
  %z = arith.constant dense<3.0> : tensor<f32>
  %s = arith.constant dense<0.25> : tensor<f32>
  %d = qnn.sub %c, %z : !in, tensor<f32> -> !in
  %y = qnn.mul %d, %s : !in, tensor<f32> -> !in
  return %y : !in
}

// -----

!in = tensor<1x2xf32>

// On multiples of the scale one rounding is left: a shift.
// CHECK-LABEL: func.func @truncate(
// CHECK-SAME: qnn.dequantize = []
// CHECK-NEXT: %[[Y:.*]] = qnn.requantize %{{.*}} floor saturate : tensor<1x2x!qnn.fixed<s8, 4>> -> tensor<1x2x!qnn.fixed<s4, 2>>
// CHECK-NEXT: return %[[Y]]
func.func @truncate(%x: !in {qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s8, 4>, scale = 0.0625, zero_point = 0.0, low = -128, high = 127, half_even>})
    -> (!in {qnn.name = "y"}) {
  %y = qnn.truncate %x scale dense<0.0625> : tensor<f32> zero_point dense<0.0> : tensor<f32> shift dense<2> : tensor<i32> floor
         to scale dense<0.25> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> signed : !in
  return %y : !in
}

// -----

!in = tensor<1x2xf32>

// Version 1 does not clip: the range of the input bounds the codes, and the scale stays that of the input.
// CHECK-LABEL: func.func @truncate_v1(
// CHECK-SAME: qnn.dequantize = [#qnn.affine<dense<2.500000e-01> : tensor<f64>, dense<-1.250000e-01> : tensor<f64>>]
// CHECK: qnn.requantize %{{.*}} half_even saturate clamp [-32, 32] : {{.*}} -> tensor<1x2x!qnn.fixed<s7, 5>>
func.func @truncate_v1(%x: !in {qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s8, 4>, scale = 0.0625, zero_point = 0.0, low = -128, high = 127, half_even>})
    -> (!in {qnn.name = "y"}) {
  %y = qnn.truncate %x scale dense<0.0625> : tensor<f32> zero_point dense<2.0> : tensor<f32> shift dense<2> : tensor<i32> half_even
         to scale dense<0.0625> : tensor<f32> zero_point dense<2.0> : tensor<f32> : !in
  return %y : !in
}

// -----

!in = tensor<1x2xf32>

// Between multiples of the scale both roundings decide: 7/16 of a step of 1/8 is 3.5 of them, rounded to 4, and
// half of that is 2.
// CHECK: qnn.weight @[[$T:.*]] dense<[3, 7, 11]>
// CHECK-LABEL: func.func @truncate_twice(
// CHECK: qnn.threshold %{{.*}}, @[[$T]] first [0] step [1]
func.func @truncate_twice(%x: !in {qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s8, 4>, scale = 0.0625, zero_point = 0.0, low = -128, high = 127, half_even>})
    -> (!in {qnn.name = "y"}) {
  %y = qnn.truncate %x scale dense<0.125> : tensor<f32> zero_point dense<0.0> : tensor<f32> shift dense<1> : tensor<i32> floor
         to scale dense<0.25> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<2> : tensor<i32> : !in
  return %y : !in
}

// -----

!in = tensor<1x2xf32>

// What is pending goes into the thresholds: x * -2 >= 1 where x <= -0.5.
// CHECK: qnn.weight @[[$T:.*]] dense<{{\[\[}}-23, -7], [-128, 32]]>
// CHECK-LABEL: func.func @multi_threshold(
// CHECK-SAME: qnn.dequantize = [#qnn.affine<dense<5.000000e-01> : tensor<f64>, dense<-1.000000e+00> : tensor<f64>>]
// CHECK: qnn.threshold %{{.*}}, @[[$T]] first [2, 0] step [-1, 1]
func.func @multi_threshold(%x: !in {qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s8, 4>, scale = 0.0625, zero_point = 0.0, low = -128, high = 127, half_even>})
    -> (!in {qnn.name = "y"}) {
  %f = arith.constant dense<[-2.0, 1.0]> : tensor<2xf32>
  %m = qnn.mul %x, %f : !in, tensor<2xf32> -> !in
  %r = qnn.relu %m : !in -> !in
  %y = qnn.multi_threshold %r thresholds dense<[[1.0, 3.0], [2.0, 0.0]]> : tensor<2x2xf32> axis 1 scale 0.5 offset -1.0 : !in
  return %y : !in
}

// -----

// Constants are quantized here.
// CHECK-DAG: dense<{{\[\[}}1, 1], [2, 0], [4, 2], [-4, 0]]>
// CHECK-DAG: dense<{{\[\[}}2, 1], [3, 0], [3, 3], [0, 0]]>
// CHECK-LABEL: func.func @constants(
func.func @constants(%x: tensor<1x2xf32> {qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s8, 4>, scale = 0.0625, zero_point = 0.0, low = -128, high = 127, half_even>})
    -> (tensor<1x4xf32> {qnn.name = "y"}) {
  %w = arith.constant dense<[[0.5, 1.5, 9.0, -9.0], [0.25, -0.75, 2.0, -2.0]]> : tensor<2x4xf32>
  %l = qnn.quantize_linear %w scale dense<1.0> : tensor<f32> zero_point dense<1.0> : tensor<f32> range [-8, 7] : tensor<2x4xf32>
  %t = qnn.truncate %l scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> shift dense<1> : tensor<i32> ceil
         to scale dense<0.5> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> signed : tensor<2x4xf32>
  %m = qnn.matmul %x, %t : tensor<1x2xf32>, tensor<2x4xf32> -> tensor<1x4xf32>
  %k = qnn.multi_threshold %w thresholds dense<[[0.0, 0.5, 1.0]]> : tensor<1x3xf32> axis 1 scale 1.0 offset 0.0 : tensor<2x4xf32>
  %n = qnn.matmul %x, %k : tensor<1x2xf32>, tensor<2x4xf32> -> tensor<1x4xf32>
  %y = qnn.add %m, %n : tensor<1x4xf32>, tensor<1x4xf32> -> tensor<1x4xf32>
  return %y : tensor<1x4xf32>
}
