// RUN: hls4mlir-opt --split-input-file --verify-diagnostics %s

stream.graph @bad(%x: !stream.channel<4x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{needs an input of spatial dimensions and channels, but its shape is [4]}}
  %0 = stream.window %x groups 1 kernel [3] strides [1] dilations [1] pad [0] to [0] code 0
    : !stream.channel<4x!qnn.fixed<s8, 8>> -> !stream.channel<4x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<4x10x!qnn.fixed<s8, 8>>) io stream {
  %t = stream.transpose %x [1, 0] : !stream.channel<4x10x!qnn.fixed<s8, 8>> -> !stream.channel<10x4x!qnn.fixed<s8, 8>, order [1, 0]>
  // expected-error @below {{needs channels in row-major order, but the input runs in order [1, 0]}}
  %0 = stream.window %t groups 1 kernel [3] strides [1] dilations [1] pad [0] to [0] code 0
    : !stream.channel<10x4x!qnn.fixed<s8, 8>, order [1, 0]> -> !stream.channel<8x1x3x4x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<10x4x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{has 2 numbers for its strides, but 1 spatial dimensions}}
  %0 = stream.window %x groups 1 kernel [3] strides [1, 1] dilations [1] pad [0] to [0] code 0
    : !stream.channel<10x4x!qnn.fixed<s8, 8>> -> !stream.channel<8x1x3x4x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<10x4x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{has 0 in its dilations, but needs 1 to 1048576}}
  %0 = stream.window %x groups 1 kernel [3] strides [1] dilations [0] pad [0] to [0] code 0
    : !stream.channel<10x4x!qnn.fixed<s8, 8>> -> !stream.channel<8x1x3x4x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<10x4x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{has a kernel that covers 13 pixels along dimension 0, but the padded input has 12}}
  %0 = stream.window %x groups 1 kernel [3] strides [1] dilations [6] pad [2] to [0] code 0
    : !stream.channel<10x4x!qnn.fixed<s8, 8>> -> !stream.channel<8x1x3x4x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<10x4x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{pads with code 128, which '!qnn.fixed<s8, 8>' does not hold}}
  %0 = stream.window %x groups 1 kernel [3] strides [1] dilations [1] pad [0] to [0] code 128
    : !stream.channel<10x4x!qnn.fixed<s8, 8>> -> !stream.channel<8x1x3x4x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<10x4x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{has 3 groups, which do not divide its 4 channels}}
  %0 = stream.window %x groups 3 kernel [3] strides [1] dilations [1] pad [0] to [0] code 0
    : !stream.channel<10x4x!qnn.fixed<s8, 8>> -> !stream.channel<8x1x3x4x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<10x4x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{has a result of shape [7, 1, 3, 4], but needs [8, 1, 3, 4]}}
  %0 = stream.window %x groups 1 kernel [3] strides [1] dilations [1] pad [0] to [0] code 0
    : !stream.channel<10x4x!qnn.fixed<s8, 8>> -> !stream.channel<7x1x3x4x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<10x4x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{sends beats of 3, but needs a divisor of the 4 channels of a group, or the 12 elements of a whole window}}
  %0 = stream.window %x groups 1 kernel [3] strides [1] dilations [1] pad [0] to [0] code 0
    : !stream.channel<10x4x!qnn.fixed<s8, 8>> -> !stream.channel<8x1x3x4x!qnn.fixed<s8, 8>, beat 3>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<4x4x4x1x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{takes whole windows of 3 spatial dimensions, but supports 1 and 2}}
  %0 = stream.window %x groups 1 kernel [2, 2, 2] strides [1, 1, 1] dilations [1, 1, 1] pad [0, 0, 0] to [0, 0, 0] code 0
    : !stream.channel<4x4x4x1x!qnn.fixed<s8, 8>> -> !stream.channel<3x3x3x1x2x2x2x1x!qnn.fixed<s8, 8>, beat 8>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<10x4x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{changes the element type from '!qnn.fixed<s8, 8>' to '!qnn.fixed<s9, 9>'}}
  %0 = stream.window %x groups 1 kernel [3] strides [1] dilations [1] pad [0] to [0] code 0
    : !stream.channel<10x4x!qnn.fixed<s8, 8>> -> !stream.channel<8x1x3x4x!qnn.fixed<s9, 9>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<10x4x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{sums numbers of '!qnn.fixed<s8, 8>' in '!qnn.fixed<s7, 7>', which does not hold one of them}}
  %0 = stream.pool sum %x  kernel [3] strides [1] dilations [1] pad [0] to [0] code 0
    : !stream.channel<10x4x!qnn.fixed<s8, 8>> -> !stream.channel<8x4x!qnn.fixed<s7, 7>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<10x4x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{sends beats of 8, which are no whole number of its 4 channels of 1 that divides them}}
  %0 = stream.pool max %x  kernel [3] strides [1] dilations [1] pad [0] to [0] code 0
    : !stream.channel<10x4x!qnn.fixed<s8, 8>> -> !stream.channel<8x4x!qnn.fixed<s8, 8>, beat 8>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<10x4x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{takes whole windows, so it sends beats of 4, but they are 2}}
  %0 = stream.pool max %x whole kernel [3] strides [1] dilations [1] pad [0] to [0] code 0
    : !stream.channel<10x4x!qnn.fixed<s8, 8>> -> !stream.channel<8x4x!qnn.fixed<s8, 8>, beat 2>
  stream.output
}

// -----

qnn.weight @kernel dense<1> : tensor<4x2x1xi8> as !qnn.fixed<s4, 4>
stream.graph @bad(%x: !stream.channel<10x4x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{has 6 outputs, which are no multiple of its 4 channels}}
  %0 = stream.depthwise %x, @kernel kernel [3] strides [1] dilations [1] pad [0] to [0] code 0
    : !stream.channel<10x4x!qnn.fixed<s8, 8>> -> !stream.channel<8x6x!qnn.fixed<s16, 16>>
  stream.output
}

// -----

// expected-note @below {{weight declared here}}
qnn.weight @kernel dense<1> : tensor<4x2x1xi8> as !qnn.fixed<s4, 4>
stream.graph @bad(%x: !stream.channel<10x4x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{needs a weight of shape [4, 3, 1], but it has [4, 2, 1]}}
  %0 = stream.depthwise %x, @kernel kernel [3] strides [1] dilations [1] pad [0] to [0] code 0
    : !stream.channel<10x4x!qnn.fixed<s8, 8>> -> !stream.channel<8x4x!qnn.fixed<s16, 16>>
  stream.output
}
