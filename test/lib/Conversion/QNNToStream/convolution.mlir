// RUN: hls4mlir-opt --split-input-file --convert-qnn-to-stream %s | FileCheck %s

qnn.weight @kernel dense<1> : tensor<8x3x3x2xi8> as !qnn.fixed<s4, 4>
qnn.weight @bias dense<1> : tensor<8xi8> as !qnn.fixed<s4, 4>
qnn.weight @pointwise dense<1> : tensor<6x1x1x4xi8> as !qnn.fixed<s4, 4>
qnn.weight @depthwise dense<1> : tensor<8x3x3x1xi8> as !qnn.fixed<s4, 4>

// CHECK-LABEL: stream.graph @convolutions
func.func @convolutions(%x: tensor<1x6x8x4x!qnn.fixed<u4, 4>>)
    -> (tensor<1x6x8x8x!qnn.fixed<s14, 14>>, tensor<1x3x4x6x!qnn.fixed<s10, 10>>, tensor<1x4x6x8x!qnn.fixed<s12, 12>>) {
  // Windows of each group, then a product over their elements, which takes over what users attached.
  // CHECK: %[[W:.*]] = stream.window %{{.*}} groups 2 kernel [3, 3] strides [1, 1] dilations [1, 1] pad [1, 1] to [1, 1] code 3
  // CHECK-SAME: -> !stream.channel<6x8x2x3x3x2x!qnn.fixed<u4, 4>>
  // CHECK: %[[V:.*]] = stream.reshape %[[W]] : {{.*}} -> !stream.channel<6x8x2x18x!qnn.fixed<u4, 4>>
  // CHECK: stream.matvec %[[V]], @kernel bias @bias lanes [1, 1] groups 2 {qnn.reuse_factor = 4 : i64}
  %0 = qnn.conv %x, @kernel bias @bias strides [1, 1] padding [1, 1], [1, 1] value 3 dilations [1, 1] groups 2 {qnn.reuse_factor = 4 : i64}
    : tensor<1x6x8x4x!qnn.fixed<u4, 4>> -> tensor<1x6x8x8x!qnn.fixed<s14, 14>>
  // A pixel is a window by itself.
  // CHECK: %[[S:.*]] = stream.slice %{{.*}} from [0, 0, 0] step [2, 2, 1]
  // CHECK-NEXT: stream.matvec %[[S]], @pointwise lanes [1, 1] :
  %1 = qnn.conv %x, @pointwise strides [2, 2] padding [0, 0], [0, 0] dilations [1, 1] groups 1
    : tensor<1x6x8x4x!qnn.fixed<u4, 4>> -> tensor<1x3x4x6x!qnn.fixed<s10, 10>>
  // CHECK: stream.depthwise %{{.*}}, @depthwise kernel [3, 3]
  %2 = qnn.conv %x, @depthwise strides [1, 1] padding [0, 0], [0, 0] dilations [1, 1] groups 4
    : tensor<1x6x8x4x!qnn.fixed<u4, 4>> -> tensor<1x4x6x8x!qnn.fixed<s12, 12>>
  return %0, %1, %2 : tensor<1x6x8x8x!qnn.fixed<s14, 14>>, tensor<1x3x4x6x!qnn.fixed<s10, 10>>, tensor<1x4x6x8x!qnn.fixed<s12, 12>>
}

// -----

// CHECK-LABEL: stream.graph @others
func.func @others(%x: tensor<1x6x8x4x!qnn.fixed<s4, 4>>, %z: tensor<1x6x8x2x!qnn.fixed<s3, 3>>) -> tensor<1x6x8x4x!qnn.fixed<s4, 4>> {
  // Padding takes no part in a maximum: it has the smallest code.
  // CHECK: stream.pool max %{{.*}} kernel [2, 2] {{.*}} code -8
  %0 = qnn.pool max %x window [2, 2] strides [2, 2] padding [0, 0], [0, 0] dilations [1, 1]
    : tensor<1x6x8x4x!qnn.fixed<s4, 4>> -> tensor<1x3x4x4x!qnn.fixed<s4, 4>>
  // CHECK: stream.pool min %{{.*}} code 7
  %1 = qnn.pool min %x window [2, 2] strides [2, 2] padding [0, 0], [0, 0] dilations [1, 1]
    : tensor<1x6x8x4x!qnn.fixed<s4, 4>> -> tensor<1x3x4x4x!qnn.fixed<s4, 4>>
  // CHECK: %[[R:.*]] = stream.reduce sum %{{.*}} [0, 1] : {{.*}} -> !stream.channel<4x!qnn.fixed<s10, 10>>
  // CHECK-NEXT: stream.reshape %[[R]] : {{.*}} -> !stream.channel<1x1x4x!qnn.fixed<s10, 10>>
  %2 = qnn.reduce sum %x axes [1, 2] : tensor<1x6x8x4x!qnn.fixed<s4, 4>> -> tensor<1x1x1x4x!qnn.fixed<s10, 10>>
  // CHECK: stream.pad %{{.*}} [1, 0, 0] to [0, 2, 0] interior [1, 0, 0] code 5
  %3 = qnn.pad %x low [0, 1, 0, 0] high [0, 0, 2, 0] interior [0, 1, 0, 0] value 5
    : tensor<1x6x8x4x!qnn.fixed<s4, 4>> -> tensor<1x12x10x4x!qnn.fixed<s4, 4>>
  // CHECK: stream.slice %{{.*}} from [1, 0, 2] step [2, 1, 1]
  %4 = qnn.slice %x offsets [0, 1, 0, 2] sizes [1, 3, 8, 2] strides [1, 2, 1, 1]
    : tensor<1x6x8x4x!qnn.fixed<s4, 4>> -> tensor<1x3x8x2x!qnn.fixed<s4, 4>>
  // CHECK: stream.repeat %{{.*}} [2, 2, 1]
  %5 = qnn.repeat %x factors [1, 2, 2, 1] : tensor<1x6x8x4x!qnn.fixed<s4, 4>> -> tensor<1x12x16x4x!qnn.fixed<s4, 4>>
  // CHECK: stream.concat %{{.*}}, %{{.*}} dim 2 : {{.*}} -> !stream.channel<6x8x6x!qnn.fixed<s4, 4>>
  %6 = qnn.concat %x, %z axis 3 : tensor<1x6x8x4x!qnn.fixed<s4, 4>>, tensor<1x6x8x2x!qnn.fixed<s3, 3>> -> tensor<1x6x8x6x!qnn.fixed<s4, 4>>
  // CHECK: stream.max
  %7 = qnn.max %x, %x : tensor<1x6x8x4x!qnn.fixed<s4, 4>>, tensor<1x6x8x4x!qnn.fixed<s4, 4>> -> tensor<1x6x8x4x!qnn.fixed<s4, 4>>
  // CHECK: stream.min
  %8 = qnn.min %7, %x : tensor<1x6x8x4x!qnn.fixed<s4, 4>>, tensor<1x6x8x4x!qnn.fixed<s4, 4>> -> tensor<1x6x8x4x!qnn.fixed<s4, 4>>
  return %8 : tensor<1x6x8x4x!qnn.fixed<s4, 4>>
}
