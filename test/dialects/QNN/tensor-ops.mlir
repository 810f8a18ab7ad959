// RUN: hls4mlir-opt %s | FileCheck %s --strict-whitespace
// RUN: hls4mlir-opt %s --mlir-print-op-generic | hls4mlir-opt | FileCheck %s --strict-whitespace
// RUN: hls4mlir-opt %s --emit-bytecode | hls4mlir-opt | FileCheck %s --strict-whitespace


// CHECK-LABEL: func.func @moved(
func.func @moved(%x: tensor<1x4x6x2x!qnn.fixed<u4, 2>>, %y: tensor<1x4x6x3x!qnn.fixed<s4, 1>>, %f: tensor<1x4x6x2xf32>) {
  // CHECK: qnn.concat %arg0, %arg1, %arg0 axis 3 : tensor<1x4x6x2x!qnn.fixed<u4, 2>>, tensor<1x4x6x3x!qnn.fixed<s4, 1>>, tensor<1x4x6x2x!qnn.fixed<u4, 2>> -> tensor<1x4x6x7x!qnn.fixed<s6, 3>>
  %0 = qnn.concat %x, %y, %x axis 3 : tensor<1x4x6x2x!qnn.fixed<u4, 2>>, tensor<1x4x6x3x!qnn.fixed<s4, 1>>, tensor<1x4x6x2x!qnn.fixed<u4, 2>> -> tensor<1x4x6x7x!qnn.fixed<s6, 3>>
  // CHECK: qnn.concat %arg2, %arg2 axis 1 : tensor<1x4x6x2xf32>, tensor<1x4x6x2xf32> -> tensor<1x8x6x2xf32>
  %1 = qnn.concat %f, %f axis 1 : tensor<1x4x6x2xf32>, tensor<1x4x6x2xf32> -> tensor<1x8x6x2xf32>
  // CHECK: qnn.slice %arg0 offsets [0, 3, 1, 0] sizes [1, 4, 2, 2] strides [1, -1, 3, 1] : tensor<1x4x6x2x!qnn.fixed<u4, 2>> -> tensor<1x4x2x2x!qnn.fixed<u4, 2>>
  %2 = qnn.slice %x offsets [0, 3, 1, 0] sizes [1, 4, 2, 2] strides [1, -1, 3, 1] : tensor<1x4x6x2x!qnn.fixed<u4, 2>> -> tensor<1x4x2x2x!qnn.fixed<u4, 2>>
  // CHECK: qnn.pad %arg0 low [0, 1, 0, 0] high [0, 2, 0, 0] interior [0, 0, 1, 0] value 5 : tensor<1x4x6x2x!qnn.fixed<u4, 2>> -> tensor<1x7x11x2x!qnn.fixed<u4, 2>>
  %3 = qnn.pad %x low [0, 1, 0, 0] high [0, 2, 0, 0] interior [0, 0, 1, 0] value 5 : tensor<1x4x6x2x!qnn.fixed<u4, 2>> -> tensor<1x7x11x2x!qnn.fixed<u4, 2>>
  // CHECK: qnn.pad %arg2 low [0, 1, 0, 0] high [0, 0, 0, 0] interior [0, 0, 0, 0] : tensor<1x4x6x2xf32> -> tensor<1x5x6x2xf32>
  %4 = qnn.pad %f low [0, 1, 0, 0] high [0, 0, 0, 0] interior [0, 0, 0, 0] : tensor<1x4x6x2xf32> -> tensor<1x5x6x2xf32>
  // CHECK: qnn.repeat %arg0 factors [1, 2, 3, 1] : tensor<1x4x6x2x!qnn.fixed<u4, 2>> -> tensor<1x8x18x2x!qnn.fixed<u4, 2>>
  %5 = qnn.repeat %x factors [1, 2, 3, 1] : tensor<1x4x6x2x!qnn.fixed<u4, 2>> -> tensor<1x8x18x2x!qnn.fixed<u4, 2>>
  return
}

// CHECK-LABEL: func.func @combined(
func.func @combined(%x: tensor<1x4x6x2x!qnn.fixed<u4, 2>>, %y: tensor<1x4x6x2x!qnn.fixed<s4, 1>>, %f: tensor<1x4x6x2xf32>) {
  // CHECK: qnn.pool max %arg0 window [2, 3] strides [2, 1] padding [1, 0], [0, 1] dilations [1, 2] : tensor<1x4x6x2x!qnn.fixed<u4, 2>> -> tensor<1x2x3x2x!qnn.fixed<u4, 2>>
  %0 = qnn.pool max %x window [2, 3] strides [2, 1] padding [1, 0], [0, 1] dilations [1, 2] : tensor<1x4x6x2x!qnn.fixed<u4, 2>> -> tensor<1x2x3x2x!qnn.fixed<u4, 2>>
  // Nine numbers of 0 to 15, nine of -8 to 7.
  // CHECK: qnn.pool sum %arg0 window [3, 3] strides [1, 1] padding [0, 0], [0, 0] dilations [1, 1] : tensor<1x4x6x2x!qnn.fixed<u4, 2>> -> tensor<1x2x4x2x!qnn.fixed<u8, 6>>
  %1 = qnn.pool sum %x window [3, 3] strides [1, 1] padding [0, 0], [0, 0] dilations [1, 1] : tensor<1x4x6x2x!qnn.fixed<u4, 2>> -> tensor<1x2x4x2x!qnn.fixed<u8, 6>>
  // CHECK: qnn.pool sum %arg1 {{.*}} -> tensor<1x2x4x2x!qnn.fixed<s8, 5>>
  %2 = qnn.pool sum %y window [3, 3] strides [1, 1] padding [0, 0], [0, 0] dilations [1, 1] : tensor<1x4x6x2x!qnn.fixed<s4, 1>> -> tensor<1x2x4x2x!qnn.fixed<s8, 5>>
  // CHECK: qnn.pool min %arg2 {{.*}} -> tensor<1x3x6x2xf32>
  %3 = qnn.pool min %f window [2, 1] strides [1, 1] padding [0, 0], [0, 0] dilations [1, 1] : tensor<1x4x6x2xf32> -> tensor<1x3x6x2xf32>
  // CHECK: qnn.reduce sum %arg0 axes [1, 2] : tensor<1x4x6x2x!qnn.fixed<u4, 2>> -> tensor<1x1x1x2x!qnn.fixed<u9, 7>>
  %4 = qnn.reduce sum %x axes [1, 2] : tensor<1x4x6x2x!qnn.fixed<u4, 2>> -> tensor<1x1x1x2x!qnn.fixed<u9, 7>>
  // CHECK: qnn.reduce max %arg2 axes [3] : tensor<1x4x6x2xf32> -> tensor<1x4x6x1xf32>
  %5 = qnn.reduce max %f axes [3] : tensor<1x4x6x2xf32> -> tensor<1x4x6x1xf32>
  // CHECK: qnn.max %arg0, %arg1 : tensor<1x4x6x2x!qnn.fixed<u4, 2>>, tensor<1x4x6x2x!qnn.fixed<s4, 1>> -> tensor<1x4x6x2x!qnn.fixed<s6, 3>>
  %6 = qnn.max %x, %y : tensor<1x4x6x2x!qnn.fixed<u4, 2>>, tensor<1x4x6x2x!qnn.fixed<s4, 1>> -> tensor<1x4x6x2x!qnn.fixed<s6, 3>>
  // CHECK: qnn.min %arg2, %arg2 : tensor<1x4x6x2xf32>, tensor<1x4x6x2xf32> -> tensor<1x4x6x2xf32>
  %7 = qnn.min %f, %f : tensor<1x4x6x2xf32>, tensor<1x4x6x2xf32> -> tensor<1x4x6x2xf32>
  // CHECK: qnn.convolution %arg2, %arg2 strides [1, 1] padding [0, 0], [0, 0] dilations [1, 1] groups 1 : tensor<1x4x6x2xf32>, tensor<1x4x6x2xf32> -> tensor<1x1x1x1xf32>
  %8 = qnn.convolution %f, %f strides [1, 1] padding [0, 0], [0, 0] dilations [1, 1] groups 1 : tensor<1x4x6x2xf32>, tensor<1x4x6x2xf32> -> tensor<1x1x1x1xf32>
  return
}
