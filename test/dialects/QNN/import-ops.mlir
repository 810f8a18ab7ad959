// RUN: hls4mlir-opt %s | FileCheck %s --strict-whitespace
// RUN: hls4mlir-opt %s --mlir-print-op-generic | hls4mlir-opt | FileCheck %s --strict-whitespace
// RUN: hls4mlir-opt %s --emit-bytecode | hls4mlir-opt | FileCheck %s --strict-whitespace

// CHECK-LABEL: func.func @boundary(
// CHECK-SAME:    %{{.*}}: tensor<1x16xf32> {qnn.input = #qnn.input<!qnn.fixed<s16, 6>, scale = 9.765625E-4 : f64, zero_point = 0.000000e+00 : f64, low = -32768, high = 32767, half_even>, qnn.name = "x"},
// CHECK-SAME:    %{{.*}}: tensor<1x16xf32> {qnn.input = #qnn.input<!qnn.fixed<s2, 2>, scale = 1.000000e+00 : f64, zero_point = 0.000000e+00 : f64, low = -1, high = 1, floor, bipolar = true>})
// CHECK-SAME:    -> (tensor<1x16xf32> {qnn.dequantize = [#qnn.clamp<low = dense<0.000000e+00> : tensor<f64>>, #qnn.affine<dense<2.500000e-01> : tensor<f64>, dense<{{\[\[}}0.000000e+00, 1.000000e+00]]> : tensor<1x2xf64>>], qnn.name = "y"})
func.func @boundary(
    %x: tensor<1x16xf32> {qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s16, 6>, scale = 9.765625E-4, zero_point = 0.0, low = -32768, high = 32767, half_even>},
    %b: tensor<1x16xf32> {qnn.input = #qnn.input<!qnn.fixed<s2, 2>, scale = 1.0, zero_point = 0.0, low = -1, high = 1, floor, bipolar = true>})
    -> (tensor<1x16xf32> {qnn.name = "y", qnn.dequantize = [#qnn.clamp<low = dense<0.0> : tensor<f64>>, #qnn.affine<dense<0.25> : tensor<f64>, dense<[[0.0, 1.0]]> : tensor<1x2xf64>>]}) {
  return %x : tensor<1x16xf32>
}

// CHECK-LABEL: func.func @quantizers(
func.func @quantizers(%x: tensor<1x16xf32>) {
  // CHECK: qnn.quantize %arg0 scale dense<3.125000e-02> : tensor<f32> zero_point dense<0.000000e+00> : tensor<f32> bits dense<6> : tensor<i32> half_even signed : tensor<1x16xf32>
  %0 = qnn.quantize %x scale dense<0.03125> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i32> half_even signed : tensor<1x16xf32>
  // CHECK: qnn.quantize %arg0 scale dense<{{.*}}> : tensor<1x16xf32> zero_point dense<1.000000e+00> : tensor<f32> bits dense<4> : tensor<1xi32> half_floor narrow {qnn.tensors = ["a"]} : tensor<1x16xf32>
  %1 = qnn.quantize %x scale dense<0.1> : tensor<1x16xf32> zero_point dense<1.0> : tensor<f32> bits dense<4> : tensor<1xi32> half_floor narrow {qnn.tensors = ["a"]} : tensor<1x16xf32>
  // CHECK: qnn.bipolar_quantize %arg0 scale dense<1.000000e+00> : tensor<f32> : tensor<1x16xf32>
  %2 = qnn.bipolar_quantize %x scale dense<1.0> : tensor<f32> : tensor<1x16xf32>
  // CHECK: qnn.quantize_linear %arg0 scale dense<1.000000e-01> : tensor<f32> zero_point dense<1.280000e+02> : tensor<f32> range [0, 255] : tensor<1x16xf32>
  %3 = qnn.quantize_linear %x scale dense<0.1> : tensor<f32> zero_point dense<128.0> : tensor<f32> range [0, 255] : tensor<1x16xf32>
  // CHECK: qnn.truncate %arg0 scale dense<6.250000e-02> : tensor<f32> zero_point dense<0.000000e+00> : tensor<f32> shift dense<2> : tensor<1xi32> floor to scale dense<6.250000e-02> : tensor<f32> zero_point dense<0.000000e+00> : tensor<f32> : tensor<1x16xf32>
  %4 = qnn.truncate %x scale dense<0.0625> : tensor<f32> zero_point dense<0.0> : tensor<f32> shift dense<2> : tensor<1xi32> floor to scale dense<0.0625> : tensor<f32> zero_point dense<0.0> : tensor<f32> : tensor<1x16xf32>
  // CHECK: qnn.truncate %arg0 {{.*}} shift dense<-1> : tensor<i32> half_even to scale dense<1.250000e-01> : tensor<f32> zero_point dense<0.000000e+00> : tensor<f32> bits dense<4> : tensor<i32> signed narrow : tensor<1x16xf32>
  %5 = qnn.truncate %x scale dense<0.25> : tensor<f32> zero_point dense<0.0> : tensor<f32> shift dense<-1> : tensor<i32> half_even to scale dense<0.125> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> signed narrow : tensor<1x16xf32>
  // CHECK: qnn.multi_threshold %arg0 thresholds dense<{{.*}}> : tensor<1x3xf32> axis 1 scale 1.000000e+00 offset -1.000000e+00 : tensor<1x16xf32>
  %6 = qnn.multi_threshold %x thresholds dense<[[-0.5, 0.25, 1.0]]> : tensor<1x3xf32> axis 1 scale 1.0 offset -1.0 : tensor<1x16xf32>
  return
}

// CHECK-LABEL: func.func @cast(
func.func @cast(%x: tensor<1x16xf32>) {
  // CHECK: qnn.cast %arg0 to <!qnn.fixed<s24, 10>, half_even, saturate> : tensor<1x16xf32>
  %0 = qnn.cast %x to <!qnn.fixed<s24, 10>, half_even, saturate> : tensor<1x16xf32>
  // CHECK: qnn.relu %arg0 {qnn.precision = {result = #qnn.cast<!qnn.fixed<u8, 0>, floor, wrap_sign_magnitude>}}
  %1 = qnn.relu %x {qnn.precision = {result = #qnn.cast<!qnn.fixed<u8, 0>, floor, wrap_sign_magnitude>}} : tensor<1x16xf32> -> tensor<1x16xf32>
  return
}

// CHECK-LABEL: func.func @rounding_modes(
func.func @rounding_modes(%x: tensor<f32>) {
  // CHECK-COUNT-9: qnn.quantize %arg0 scale {{.*}} bits dense<6> : tensor<i32> {{half_even|half_away|half_to_zero|half_ceil|half_floor|floor|ceil|to_zero|away}} : tensor<f32>
  %0 = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i32> half_even : tensor<f32>
  %1 = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i32> half_away : tensor<f32>
  %2 = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i32> half_to_zero : tensor<f32>
  %3 = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i32> half_ceil : tensor<f32>
  %4 = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i32> half_floor : tensor<f32>
  %5 = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i32> floor : tensor<f32>
  %6 = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i32> ceil : tensor<f32>
  %7 = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i32> to_zero : tensor<f32>
  %8 = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i32> away : tensor<f32>
  return
}

// CHECK-LABEL: func.func @layers(
func.func @layers(%x: tensor<1x16xf32>, %w: tensor<16x8xf32>, %v: tensor<3x1x4x5xf32>, %u: tensor<2x5x6xf32>) {
  // CHECK: %[[Y:.*]] = qnn.matmul %arg0, %arg1 : tensor<1x16xf32>, tensor<16x8xf32> -> tensor<1x8xf32>
  %0 = qnn.matmul %x, %w : tensor<1x16xf32>, tensor<16x8xf32> -> tensor<1x8xf32>
  // CHECK: qnn.matmul %arg2, %arg3 : tensor<3x1x4x5xf32>, tensor<2x5x6xf32> -> tensor<3x2x4x6xf32>
  %1 = qnn.matmul %v, %u : tensor<3x1x4x5xf32>, tensor<2x5x6xf32> -> tensor<3x2x4x6xf32>
  // CHECK: qnn.div %[[Y]], %[[Y]] : tensor<1x8xf32>, tensor<1x8xf32> -> tensor<1x8xf32>
  %2 = qnn.div %0, %0 : tensor<1x8xf32>, tensor<1x8xf32> -> tensor<1x8xf32>
  // CHECK: qnn.batch_norm %[[Y]] gamma dense<1.000000e+00> : tensor<8xf32> beta dense<0.000000e+00> : tensor<8xf32> mean dense<5.000000e-01> : tensor<8xf32> variance dense<2.000000e+00> : tensor<8xf32> epsilon 9.99999974E-6 axis 1 : tensor<1x8xf32>
  %3 = qnn.batch_norm %0 gamma dense<1.0> : tensor<8xf32> beta dense<0.0> : tensor<8xf32> mean dense<0.5> : tensor<8xf32> variance dense<2.0> : tensor<8xf32> epsilon 1.0e-5 axis 1 : tensor<1x8xf32>
  // CHECK: qnn.softmax %[[Y]] axis 1 : tensor<1x8xf32>
  %4 = qnn.softmax %0 axis 1 : tensor<1x8xf32>
  // CHECK: qnn.softmax %[[Y]] axis 0 as !qnn.fixed<u8, 1> : tensor<1x8xf32>
  %5 = qnn.softmax %0 axis 0 as !qnn.fixed<u8, 1> : tensor<1x8xf32>
  return
}

// CHECK-LABEL: func.func @activations(
func.func @activations(%x: tensor<1x2xf32>) {
  // CHECK: qnn.clamp %arg0 high dense<6.000000e+00> : tensor<f32> : tensor<1x2xf32>
  %0 = qnn.clamp %x high dense<6.0> : tensor<f32> : tensor<1x2xf32>
  // CHECK: qnn.clamp %arg0 low dense<[0.000000e+00, 1.000000e+00]> : tensor<2xf32> high dense<6.000000e+00> : tensor<f32> : tensor<1x2xf32>
  %1 = qnn.clamp %x low dense<[0.0, 1.0]> : tensor<2xf32> high dense<6.0> : tensor<f32> : tensor<1x2xf32>
  // CHECK: qnn.unary<sigmoid> %arg0 : tensor<1x2xf32>
  %3 = qnn.unary<sigmoid> %x : tensor<1x2xf32>
  // CHECK: qnn.unary<elu, alpha = 5.000000e-01 : f64> %arg0 as !qnn.fixed<s12, 4> : tensor<1x2xf32>
  %4 = qnn.unary<elu, alpha = 0.5> %x as !qnn.fixed<s12, 4> : tensor<1x2xf32>
  // CHECK: qnn.unary<selu, alpha = 1.000000e+00 : f64, gamma = 2.000000e+00 : f64> %arg0 : tensor<1x2xf32>
  %5 = qnn.unary<selu, alpha = 1.0, gamma = 2.0> %x : tensor<1x2xf32>
  // CHECK: qnn.leaky_relu %arg0 slope dense<[2.500000e-01, -1.000000e+00]> : tensor<2xf32> : tensor<1x2xf32>
  %2 = qnn.leaky_relu %x slope dense<[0.25, -1.0]> : tensor<2xf32> : tensor<1x2xf32>
  return
}

// CHECK-LABEL: func.func @both_forms(
func.func @both_forms(%a: tensor<1x8xf32>, %b: tensor<8xf32>) {
  // CHECK: qnn.add %arg0, %arg1 : tensor<1x8xf32>, tensor<8xf32> -> tensor<1x8xf32>
  %0 = qnn.add %a, %b : tensor<1x8xf32>, tensor<8xf32> -> tensor<1x8xf32>
  // CHECK: qnn.sub %arg0, %arg1 : tensor<1x8xf32>, tensor<8xf32> -> tensor<1x8xf32>
  %1 = qnn.sub %a, %b : tensor<1x8xf32>, tensor<8xf32> -> tensor<1x8xf32>
  // CHECK: qnn.mul %arg0, %arg1 : tensor<1x8xf32>, tensor<8xf32> -> tensor<1x8xf32>
  %2 = qnn.mul %a, %b : tensor<1x8xf32>, tensor<8xf32> -> tensor<1x8xf32>
  // CHECK: qnn.relu %arg0 : tensor<1x8xf32> -> tensor<1x8xf32>
  %3 = qnn.relu %a : tensor<1x8xf32> -> tensor<1x8xf32>
  // CHECK: qnn.reshape %arg0 : tensor<1x8xf32> -> tensor<2x4xf32>
  %4 = qnn.reshape %a : tensor<1x8xf32> -> tensor<2x4xf32>
  // CHECK: qnn.transpose %arg0 [1, 0] : tensor<1x8xf32> -> tensor<8x1xf32>
  %5 = qnn.transpose %a [1, 0] : tensor<1x8xf32> -> tensor<8x1xf32>
  return
}
