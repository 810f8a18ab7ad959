// RUN: hls4mlir-opt %s | hls4mlir-opt | FileCheck %s
// RUN: hls4mlir-opt %s --mlir-print-op-generic | hls4mlir-opt | FileCheck %s

// CHECK-LABEL: func.func @import_form
func.func @import_form(%x: tensor<1x10x4xf32>) {
  // CHECK: qnn.top_k %arg0 axis 1 k 3 : tensor<1x10x4xf32> -> tensor<1x3x4xf32>
  %0 = qnn.top_k %x axis 1 k 3 : tensor<1x10x4xf32> -> tensor<1x3x4xf32>
  // CHECK: qnn.top_k indices %arg0 axis 2 k 1 : tensor<1x10x4xf32> -> tensor<1x10x1xf32>
  %1 = qnn.top_k indices %x axis 2 k 1 : tensor<1x10x4xf32> -> tensor<1x10x1xf32>
  // CHECK: qnn.top_k indices smallest last %arg0 axis 0 k 1 : tensor<1x10x4xf32> -> tensor<1x10x4xf32>
  %2 = qnn.top_k indices smallest last %x axis 0 k 1 : tensor<1x10x4xf32> -> tensor<1x10x4xf32>
  return
}

// CHECK-LABEL: func.func @integer_form
func.func @integer_form(%x: tensor<1x9x!qnn.fixed<s8, 3>>, %y: tensor<1x!qnn.fixed<s8, 3>>) {
  // CHECK: qnn.top_k smallest %arg0 axis 1 k 9 : tensor<1x9x!qnn.fixed<s8, 3>> -> tensor<1x9x!qnn.fixed<s8, 3>>
  %0 = qnn.top_k smallest %x axis 1 k 9 : tensor<1x9x!qnn.fixed<s8, 3>> -> tensor<1x9x!qnn.fixed<s8, 3>>
  // CHECK: qnn.top_k indices %arg0 axis 1 k 2 : tensor<1x9x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<u4, 4>>
  %1 = qnn.top_k indices %x axis 1 k 2 : tensor<1x9x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<u4, 4>>
  // CHECK: qnn.top_k indices %arg1 axis 0 k 1 : tensor<1x!qnn.fixed<s8, 3>> -> tensor<1x!qnn.fixed<u1, 1>>
  %2 = qnn.top_k indices %y axis 0 k 1 : tensor<1x!qnn.fixed<s8, 3>> -> tensor<1x!qnn.fixed<u1, 1>>
  return
}
