// RUN: hls4mlir-opt --split-input-file --verify-diagnostics %s

qnn.weight @w dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
stream.graph @g(%x: !stream.channel<16x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{needs an input and a result of one rank of 1 or more, but their ranks are 1 and 2}}
  %0 = stream.matvec %x, @w lanes [1, 1] : !stream.channel<16x!qnn.fixed<s8, 3>> -> !stream.channel<1x8x!qnn.fixed<s18, 8>>
  stream.output
}

// -----

qnn.weight @w dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
stream.graph @g(%x: !stream.channel<3x16x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{keeps all dimensions but the last, but goes from shape [3, 16] to [4, 8]}}
  %0 = stream.matvec %x, @w lanes [1, 1] : !stream.channel<3x16x!qnn.fixed<s8, 3>> -> !stream.channel<4x8x!qnn.fixed<s18, 8>>
  stream.output
}

// -----

qnn.weight @w dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
stream.graph @g(%x: !stream.channel<16x3x!qnn.fixed<s8, 3>>) io stream {
  %t = stream.transpose %x [1, 0] : !stream.channel<16x3x!qnn.fixed<s8, 3>> -> !stream.channel<3x16x!qnn.fixed<s8, 3>, order [1, 0]>
  // expected-error @below {{needs the last dimension innermost, but the input runs in order [1, 0]}}
  %0 = stream.matvec %t, @w lanes [1, 1]
    : !stream.channel<3x16x!qnn.fixed<s8, 3>, order [1, 0]> -> !stream.channel<3x8x!qnn.fixed<s18, 8>>
  stream.output
}

// -----

qnn.weight @w dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
stream.graph @g(%x: !stream.channel<2x3x16x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{has an input in order [0, 1, 2] and a result in order [1, 0, 2]}}
  %0 = stream.matvec %x, @w lanes [1, 1]
    : !stream.channel<2x3x16x!qnn.fixed<s8, 3>> -> !stream.channel<2x3x8x!qnn.fixed<s18, 8>, order [1, 0, 2]>
  stream.output
}

// -----

qnn.weight @w dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
stream.graph @g(%x: !stream.channel<16x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{has 1 numbers of lanes, but needs 2: outputs and inputs}}
  %0 = stream.matvec %x, @w lanes [1] : !stream.channel<16x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s18, 8>>
  stream.output
}

// -----

qnn.weight @w dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
stream.graph @g(%x: !stream.channel<16x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{has 3 output lanes, which do not divide the 8 outputs}}
  %0 = stream.matvec %x, @w lanes [3, 1] : !stream.channel<16x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s18, 8>>
  stream.output
}

// -----

qnn.weight @w dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
stream.graph @g(%x: !stream.channel<16x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{has 0 input lanes, which do not divide the 16 inputs}}
  %0 = stream.matvec %x, @w lanes [1, 0] : !stream.channel<16x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s18, 8>>
  stream.output
}

// -----

qnn.weight @w dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
stream.graph @g(%x: !stream.channel<16x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{sends beats of 4, but has 2 output lanes}}
  %0 = stream.matvec %x, @w lanes [2, 1] : !stream.channel<16x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s18, 8>, beat 4>
  stream.output
}

// -----

// expected-note @below {{weight declared here}}
qnn.weight @w dense<1> : tensor<16x8xi8> as !qnn.fixed<s6, 1>
stream.graph @g(%x: !stream.channel<16x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{needs a weight of shape [8, 16], but it has [16, 8]}}
  %0 = stream.matvec %x, @w lanes [1, 1] : !stream.channel<16x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s18, 8>>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<16x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{refers to '@g', which is not a qnn.weight of the module}}
  %0 = stream.matvec %x, @g lanes [1, 1] : !stream.channel<16x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s18, 8>>
  stream.output
}

// -----

qnn.weight @w dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
// expected-note @below {{weight declared here}}
qnn.weight @b dense<1> : tensor<1x8xi8> as !qnn.fixed<s6, 1>
stream.graph @g(%x: !stream.channel<16x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{needs a bias of shape [8], but it has [1, 8]}}
  %0 = stream.matvec %x, @w bias @b lanes [1, 1] : !stream.channel<16x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s18, 8>>
  stream.output
}

// -----

// expected-note @below {{weight declared here}}
qnn.weight @w dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
stream.graph @g(%x: !stream.channel<16x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{accumulates in steps of 2^-9, but sums have steps of 2^-10}}
  %0 = stream.matvec %x, @w lanes [1, 1] : !stream.channel<16x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s17, 8>>
  stream.output
}

// -----

qnn.weight @w dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
stream.graph @g(%x: !stream.channel<4x16x!qnn.fixed<s8, 3>, beat 64>) io parallel {
  // expected-error @below {{works on 3 positions at a time, which do not divide the 4 of the last dimension of them}}
  %0 = stream.matvec %x, @w lanes [1, 1] positions 3 : !stream.channel<4x16x!qnn.fixed<s8, 3>, beat 64> -> !stream.channel<4x8x!qnn.fixed<s18, 8>, beat 32>
  stream.output
}

// -----

qnn.weight @w dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
stream.graph @g(%x: !stream.channel<4x16x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{works on 2 positions at a time, but a stream has one after the other}}
  %0 = stream.matvec %x, @w lanes [1, 1] positions 2 : !stream.channel<4x16x!qnn.fixed<s8, 3>> -> !stream.channel<4x8x!qnn.fixed<s18, 8>>
  stream.output
}

// -----

// expected-note @below {{weight declared here}}
qnn.weight @w dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
stream.graph @g(%x: !stream.channel<16x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{is padded to 7 outputs and 16 inputs, into which its weight of [8, 16] does not fit}}
  %0 = stream.matvec %x, @w lanes [1, 1] padded : !stream.channel<16x!qnn.fixed<s8, 3>> -> !stream.channel<7x!qnn.fixed<s18, 8>>
  stream.output
}

// -----

// expected-note @below {{weight declared here}}
qnn.weight @w dense<1> : tensor<8x3x5xi8> as !qnn.fixed<s6, 1>
stream.graph @g(%x: !stream.channel<16x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{is padded to 8 outputs and 16 inputs, into which its weight of [8, 3, 5] does not fit}}
  %0 = stream.matvec %x, @w lanes [1, 1] padded : !stream.channel<16x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s18, 8>>
  stream.output
}

// -----

qnn.weight @w dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
// expected-note @below {{weight declared here}}
qnn.weight @b dense<1> : tensor<9xi16> as !qnn.fixed<s12, 2>
stream.graph @g(%x: !stream.channel<16x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{needs a bias of shape [8], but it has [9]}}
  %0 = stream.matvec %x, @w bias @b lanes [1, 1] padded : !stream.channel<16x!qnn.fixed<s8, 3>> -> !stream.channel<9x!qnn.fixed<s18, 8>>
  stream.output
}

// -----

qnn.weight @w dense<1> : tensor<8x8xi8> as !qnn.fixed<s6, 1>
stream.graph @g(%x: !stream.channel<2x8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{is padded, but has 2 groups}}
  %0 = stream.matvec %x, @w lanes [1, 1] groups 2 padded : !stream.channel<2x8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s18, 8>>
  stream.output
}
