// RUN: hls4mlir-opt %s --split-input-file --qnn-assign-input-types | FileCheck %s

// The only reader is a quantizer: the host applies it.
// CHECK-LABEL: func.func @quantizer
// CHECK-SAME: %[[X:.*]]: tensor<1x4xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 3>, scale = 5.000000e-01 : f64, zero_point = 0.000000e+00 : f64, low = -7, high = 7, half_even>, qnn.name = "x", qnn.tensors = ["q"]}
// CHECK-NEXT: return %[[X]]
func.func @quantizer(%x: tensor<1x4xf32> {qnn.name = "x"}) -> tensor<1x4xf32> {
  %q = qnn.quantize %x scale dense<0.5> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> half_even signed narrow {qnn.tensors = ["q"]} : tensor<1x4xf32>
  return %q : tensor<1x4xf32>
}

// -----

// A scale that is no power of two is not part of the type.
// CHECK-LABEL: func.func @scale
// CHECK-SAME: #qnn.input<!qnn.fixed<u3, 3>, scale = 7.500000e-01 : f64, zero_point = 1.000000e+00 : f64, low = 0, high = 7, floor>
func.func @scale(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %q = qnn.quantize %x scale dense<0.75> : tensor<f32> zero_point dense<1.0> : tensor<f32> bits dense<3> : tensor<i32> floor : tensor<1x4xf32>
  return %q : tensor<1x4xf32>
}

// -----

// CHECK-LABEL: func.func @bipolar
// CHECK-SAME: #qnn.input<!qnn.fixed<s2, 3>, scale = 2.000000e+00 : f64, zero_point = 0.000000e+00 : f64, low = -1, high = 1, half_even, bipolar = true>
func.func @bipolar(%x: tensor<1x4xf32>) -> tensor<1x4xf32> {
  %q = qnn.bipolar_quantize %x scale dense<2.0> : tensor<f32> : tensor<1x4xf32>
  return %q : tensor<1x4xf32>
}

// -----

// Equal quantizers are one.
// CHECK-LABEL: func.func @fork
// CHECK-NOT: qnn.quantize
// CHECK: return
func.func @fork(%x: tensor<1x4xf32>) -> (tensor<1x4xf32>, tensor<1x4xf32>) {
  %a = qnn.quantize %x scale dense<0.5> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> half_even signed : tensor<1x4xf32>
  %b = qnn.quantize %x scale dense<0.5> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> half_even signed : tensor<1x4xf32>
  return %a, %b : tensor<1x4xf32>, tensor<1x4xf32>
}

// -----

// Different quantizers, other readers, and one scale per channel leave the default.
// CHECK-LABEL: func.func @default
// CHECK-SAME: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s16, 6>, scale = 9.765625E-4 : f64, zero_point = 0.000000e+00 : f64, low = -32768, high = 32767, half_even>}
// CHECK-SAME: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s16, 6>
// CHECK-COUNT-3: qnn.quantize
func.func @default(%x: tensor<1x2xf32>, %y: tensor<1x2xf32>) -> (tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>) {
  %a = qnn.quantize %x scale dense<0.5> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> half_even signed : tensor<1x2xf32>
  %b = qnn.quantize %x scale dense<0.25> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> half_even signed : tensor<1x2xf32>
  %c = qnn.quantize %y scale dense<[0.5, 0.25]> : tensor<2xf32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> half_even signed : tensor<1x2xf32>
  return %a, %b, %c : tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>
}

// -----

// What the user configured stays, and the quantizer is part of the design.
// CHECK-LABEL: func.func @configured
// CHECK-SAME: #qnn.input<!qnn.fixed<u8, 8>, scale = 1.000000e+00
// CHECK: qnn.quantize
func.func @configured(%x: tensor<1x4xf32> {qnn.input = #qnn.input<!qnn.fixed<u8, 8>, scale = 1.0, zero_point = 0.0, low = 0, high = 255, half_even>}) -> tensor<1x4xf32> {
  %q = qnn.quantize %x scale dense<0.5> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> half_even signed : tensor<1x4xf32>
  return %q : tensor<1x4xf32>
}

// -----

// ONNX's quantizer counts multiples of the scale from the zero point; its codes are computed from them again.
// CHECK-LABEL: func.func @linear(
// CHECK-SAME: qnn.input = #qnn.input<!qnn.fixed<s5, 3>, scale = 2.500000e-01 : f64, zero_point = 0.000000e+00 : f64, low = -3, high = 12, half_even>
func.func @linear(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // CHECK-NOT: qnn.quantize_linear
  // CHECK: %[[M:.*]] = qnn.div %arg0, %{{.*}} : tensor<1x2xf32>, tensor<f32> -> tensor<1x2xf32>
  // CHECK: %[[C:.*]] = qnn.add %[[M]], %{{.*}} {qnn.tensors = ["codes"]} : tensor<1x2xf32>, tensor<f32> -> tensor<1x2xf32>
  // CHECK: return %[[C]]
  %c = qnn.quantize_linear %x scale dense<0.25> : tensor<f32> zero_point dense<3.0> : tensor<f32> range [0, 15] {qnn.tensors = ["codes"]} : tensor<1x2xf32>
  return %c : tensor<1x2xf32>
}
