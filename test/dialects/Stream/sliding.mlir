// RUN: hls4mlir-opt --verify-roundtrip %s | FileCheck %s

qnn.weight @kernel dense<1> : tensor<8x3x1xi8> as !qnn.fixed<s4, 4>
qnn.weight @bias dense<1> : tensor<8xi8> as !qnn.fixed<s4, 4>
qnn.weight @grouped dense<1> : tensor<6x3x3x2xi8> as !qnn.fixed<s4, 4>

// CHECK-LABEL: stream.graph @sliding
stream.graph @sliding(%x: !stream.channel<6x8x4x!qnn.fixed<u8, 8>, beat 2>, %s: !stream.channel<10x4x!qnn.fixed<s8, 8>, beat 4>) io stream {
  // CHECK: stream.window %{{.*}} groups 1 kernel [3, 2] strides [1, 2] dilations [1, 1] pad [1, 0] to [1, 0] code 3
  %w = stream.window %x groups 1 kernel [3, 2] strides [1, 2] dilations [1, 1] pad [1, 0] to [1, 0] code 3
    : !stream.channel<6x8x4x!qnn.fixed<u8, 8>, beat 2> -> !stream.channel<6x4x1x3x2x4x!qnn.fixed<u8, 8>, beat 2>
  // A beat may be a whole window.
  // CHECK: stream.window %{{.*}} : {{.*}} -> !stream.channel<8x1x3x4x!qnn.fixed<s8, 8>, beat 12>
  %whole = stream.window %s groups 1 kernel [3] strides [1] dilations [1] pad [0] to [0] code 0
    : !stream.channel<10x4x!qnn.fixed<s8, 8>, beat 4> -> !stream.channel<8x1x3x4x!qnn.fixed<s8, 8>, beat 12>
  // CHECK: stream.pool max %{{.*}} whole kernel [3]
  %p = stream.pool max %s whole kernel [3] strides [3] dilations [2] pad [0] to [0] code -128
    : !stream.channel<10x4x!qnn.fixed<s8, 8>, beat 4> -> !stream.channel<2x4x!qnn.fixed<s8, 8>, beat 4>
  // CHECK: stream.depthwise %{{.*}}, @kernel bias @bias kernel [3]
  %d = stream.depthwise %s, @kernel bias @bias kernel [3] strides [1] dilations [1] pad [1] to [1] code 0
    : !stream.channel<10x4x!qnn.fixed<s8, 8>, beat 4> -> !stream.channel<10x8x!qnn.fixed<s16, 16>, beat 8>
  // CHECK: stream.window %{{.*}} groups 2
  %g = stream.window %x groups 2 kernel [3, 3] strides [1, 1] dilations [1, 1] pad [0, 0] to [0, 0] code 0
    : !stream.channel<6x8x4x!qnn.fixed<u8, 8>, beat 2> -> !stream.channel<4x6x2x3x3x2x!qnn.fixed<u8, 8>, beat 2>
  %v = stream.reshape %g : !stream.channel<4x6x2x3x3x2x!qnn.fixed<u8, 8>, beat 2> -> !stream.channel<4x6x2x18x!qnn.fixed<u8, 8>, beat 2>
  // CHECK: stream.matvec %{{.*}}, @grouped lanes [3, 2] groups 2
  %m = stream.matvec %v, @grouped lanes [3, 2] groups 2
    : !stream.channel<4x6x2x18x!qnn.fixed<u8, 8>, beat 2> -> !stream.channel<4x6x6x!qnn.fixed<s18, 18>, beat 3>
  stream.output
}

// CHECK-LABEL: stream.graph @resizing
stream.graph @resizing(%x: !stream.channel<4x6x8x!qnn.fixed<s8, 8>, beat 4>) io stream {
  // CHECK: stream.reduce sum %{{.*}} [0, 1]
  %r = stream.reduce sum %x [0, 1] : !stream.channel<4x6x8x!qnn.fixed<s8, 8>, beat 4> -> !stream.channel<8x!qnn.fixed<s13, 13>, beat 4>
  // CHECK: stream.pad %{{.*}} [1, 0, 0] to [0, 2, 0] interior [1, 0, 0] code 5
  %p = stream.pad %x [1, 0, 0] to [0, 2, 0] interior [1, 0, 0] code 5
    : !stream.channel<4x6x8x!qnn.fixed<s8, 8>, beat 4> -> !stream.channel<8x8x8x!qnn.fixed<s8, 8>, beat 4>
  // CHECK: stream.slice %{{.*}} from [1, 0, 0] step [2, 1, 1]
  %s = stream.slice %x from [1, 0, 0] step [2, 1, 1] : !stream.channel<4x6x8x!qnn.fixed<s8, 8>, beat 4> -> !stream.channel<2x6x8x!qnn.fixed<s8, 8>, beat 4>
  // CHECK: stream.repeat %{{.*}} [2, 2, 1]
  %u = stream.repeat %x [2, 2, 1] : !stream.channel<4x6x8x!qnn.fixed<s8, 8>, beat 4> -> !stream.channel<8x12x8x!qnn.fixed<s8, 8>, beat 4>
  // CHECK: stream.concat %{{.*}}, %{{.*}} dim 2
  %c = stream.concat %x, %x dim 2 : !stream.channel<4x6x8x!qnn.fixed<s8, 8>, beat 4>, !stream.channel<4x6x8x!qnn.fixed<s8, 8>, beat 4>
    -> !stream.channel<4x6x16x!qnn.fixed<s8, 8>, beat 4>
  // CHECK: stream.max %{{.*}}, %{{.*}} :
  %a = stream.max %x, %x : !stream.channel<4x6x8x!qnn.fixed<s8, 8>, beat 4>, !stream.channel<4x6x8x!qnn.fixed<s8, 8>, beat 4>
    -> !stream.channel<4x6x8x!qnn.fixed<s8, 8>, beat 4>
  // CHECK: stream.min
  %i = stream.min %x, %x : !stream.channel<4x6x8x!qnn.fixed<s8, 8>, beat 4>, !stream.channel<4x6x8x!qnn.fixed<s8, 8>, beat 4>
    -> !stream.channel<4x6x8x!qnn.fixed<s8, 8>, beat 4>
  stream.output
}
