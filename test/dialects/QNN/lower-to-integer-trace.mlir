// RUN: hls4mlir-opt %s --qnn-lower-to-integer=trace=true | FileCheck %s

// Every named tensor is a result: pending maps and rectifiers are the host's.
// CHECK-LABEL: func.func @f
// CHECK-SAME: -> (tensor<1x1x!qnn.fixed<u2, 2>> {{.*}}qnn.name = "y"
// CHECK-SAME: tensor<1x1x!qnn.fixed<s4, 4>> {qnn.dequantize = [], qnn.name = "x0"}
// CHECK-SAME: {qnn.dequantize = [#qnn.affine<dense<0.300000{{[0-9]*}}> : tensor<f64>, dense<0.000000e+00> : tensor<f64>>], qnn.name = "m"}
// CHECK-SAME: {qnn.dequantize = [#qnn.affine<dense<0.300000{{[0-9]*}}> : tensor<f64>, dense<0.000000e+00> : tensor<f64>>, #qnn.clamp<low = dense<0.000000e+00> : tensor<f64>>], qnn.name = "r"}
// CHECK-SAME: {{.*}}qnn.name = "q"
// CHECK: %[[M:.*]] = qnn.dense
// CHECK: %[[Q:.*]] = qnn.threshold %[[M]]
// CHECK: return %[[Q]], %{{.*}}, %[[M]], %[[M]], %[[Q]]
func.func @f(%x: tensor<1x1xf32> {qnn.tensors = ["x0"], qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> (tensor<1x1xf32> {qnn.name = "y"}) {
  %k = arith.constant dense<0.9> : tensor<1x1xf32>
  %w = qnn.quantize %k scale dense<0.3> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<3> : tensor<i32> half_even signed : tensor<1x1xf32>
  %m = qnn.matmul %x, %w {qnn.tensors = ["m"]} : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32>
  %r = qnn.relu %m {qnn.tensors = ["r"]} : tensor<1x1xf32> -> tensor<1x1xf32>
  %q = qnn.quantize %r scale dense<0.7> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<2> : tensor<i32> half_even {qnn.tensors = ["q"]} : tensor<1x1xf32>
  return %q : tensor<1x1xf32>
}
