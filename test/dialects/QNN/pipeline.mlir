// RUN: hls4mlir-opt %s --hls4mlir-qnn | FileCheck %s
// RUN: hls4mlir-opt %s --pass-pipeline='builtin.module(hls4mlir-qnn{trace=true})' | FileCheck %s --check-prefix=TRACE

// The two equal chains are one.
// CHECK-LABEL: func.func @f
// CHECK-COUNT-1: qnn.requantize
// CHECK-NOT: qnn.requantize
// TRACE-LABEL: func.func @f
// TRACE-SAME: qnn.name = "hidden"
func.func @f(%x: tensor<1x2xf32>) -> (tensor<1x2xf32>, tensor<1x2xf32>) {
  %0 = qnn.add %x, %x {qnn.tensors = ["hidden"]} : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
  %a = qnn.quantize %0 scale dense<0.5> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> half_even signed : tensor<1x2xf32>
  %b = qnn.quantize %0 scale dense<0.5> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> half_even signed : tensor<1x2xf32>
  return %a, %b : tensor<1x2xf32>, tensor<1x2xf32>
}
