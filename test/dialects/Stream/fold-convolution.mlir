// RUN: hls4mlir-opt --split-input-file --verify-diagnostics --stream-fold %s | FileCheck %s

qnn.weight @kernel dense<1> : tensor<8x3x3x4xi8> as !qnn.fixed<s4, 4>

// 36 x 8 products in 36 cycles: four channels of a pixel at a time, for two outputs. The input comes as it is wanted.
// CHECK-LABEL: stream.graph @steps(%arg0: !stream.channel<6x6x4x!qnn.fixed<s4, 4>, beat 4>
// CHECK: stream.window {{.*}} -> !stream.channel<4x4x1x3x3x4x!qnn.fixed<s4, 4>, beat 4>
// CHECK: stream.matvec %{{.*}}, @kernel lanes [2, 4]
stream.graph @steps(%x: !stream.channel<6x6x4x!qnn.fixed<s4, 4>>) -> !stream.channel<4x4x8x!qnn.fixed<s14, 14>> io stream {
  %w = stream.window %x groups 1 kernel [3, 3] strides [1, 1] dilations [1, 1] pad [0, 0] to [0, 0] code 0
    : !stream.channel<6x6x4x!qnn.fixed<s4, 4>> -> !stream.channel<4x4x1x3x3x4x!qnn.fixed<s4, 4>>
  %v = stream.reshape %w : !stream.channel<4x4x1x3x3x4x!qnn.fixed<s4, 4>> -> !stream.channel<4x4x36x!qnn.fixed<s4, 4>>
  %y = stream.matvec %v, @kernel lanes [1, 1] {qnn.reuse_factor = 36 : i64} : !stream.channel<4x4x36x!qnn.fixed<s4, 4>> -> !stream.channel<4x4x8x!qnn.fixed<s14, 14>>
  stream.output %y : !stream.channel<4x4x8x!qnn.fixed<s14, 14>>
}

// -----

qnn.weight @kernel dense<1> : tensor<8x3x3x4xi8> as !qnn.fixed<s4, 4>

// One cycle per position needs whole windows, and whole pixels in front.
// CHECK-LABEL: stream.graph @whole(%arg0: !stream.channel<6x6x4x!qnn.fixed<s4, 4>, beat 4>
// CHECK: stream.window {{.*}} -> !stream.channel<4x4x1x3x3x4x!qnn.fixed<s4, 4>, beat 36>
// CHECK: stream.matvec %{{.*}}, @kernel lanes [8, 36]
// The pool is as fast as what is in front of it.
// CHECK: stream.pool {{ ?}}max %{{.*}} whole
stream.graph @whole(%x: !stream.channel<6x6x4x!qnn.fixed<s4, 4>>) -> !stream.channel<3x3x8x!qnn.fixed<s14, 14>> io stream {
  %w = stream.window %x groups 1 kernel [3, 3] strides [1, 1] dilations [1, 1] pad [0, 0] to [0, 0] code 0
    : !stream.channel<6x6x4x!qnn.fixed<s4, 4>> -> !stream.channel<4x4x1x3x3x4x!qnn.fixed<s4, 4>>
  %v = stream.reshape %w : !stream.channel<4x4x1x3x3x4x!qnn.fixed<s4, 4>> -> !stream.channel<4x4x36x!qnn.fixed<s4, 4>>
  %y = stream.matvec %v, @kernel lanes [1, 1] : !stream.channel<4x4x36x!qnn.fixed<s4, 4>> -> !stream.channel<4x4x8x!qnn.fixed<s14, 14>>
  %p = stream.pool max %y kernel [2, 2] strides [1, 1] dilations [1, 1] pad [0, 0] to [0, 0] code -8192
    : !stream.channel<4x4x8x!qnn.fixed<s14, 14>> -> !stream.channel<3x3x8x!qnn.fixed<s14, 14>>
  stream.output %p : !stream.channel<3x3x8x!qnn.fixed<s14, 14>>
}

// -----

qnn.weight @kernel dense<1> : tensor<6x3x1xi8> as !qnn.fixed<s4, 4>

// Three pixels of a window in three parts of two channels are nine cycles.
// CHECK-LABEL: stream.graph @depthwise
// CHECK: stream.depthwise %{{.*}}, @kernel kernel [3] {{.*}} -> !stream.channel<8x6x!qnn.fixed<s12, 12>, beat 2>
// CHECK: stream.depthwise %{{.*}}, @kernel whole kernel [3] {{.*}} -> !stream.channel<6x6x!qnn.fixed<s20, 20>, beat 6>
stream.graph @depthwise(%x: !stream.channel<10x6x!qnn.fixed<s8, 8>>) -> !stream.channel<6x6x!qnn.fixed<s20, 20>> io stream {
  %y = stream.depthwise %x, @kernel kernel [3] strides [1] dilations [1] pad [0] to [0] code 0 {qnn.reuse_factor = 9 : i64}
    : !stream.channel<10x6x!qnn.fixed<s8, 8>> -> !stream.channel<8x6x!qnn.fixed<s12, 12>>
  // expected-warning @below {{layer 'depthwise' asks for a reuse factor of 2, which neither whole windows nor the 3 pixels of one in parts of its 6 channels give; takes 1}}
  %z = stream.depthwise %y, @kernel kernel [3] strides [1] dilations [1] pad [0] to [0] code 0 {qnn.reuse_factor = 2 : i64}
    : !stream.channel<8x6x!qnn.fixed<s12, 12>> -> !stream.channel<6x6x!qnn.fixed<s20, 20>>
  stream.output %z : !stream.channel<6x6x!qnn.fixed<s20, 20>>
}
