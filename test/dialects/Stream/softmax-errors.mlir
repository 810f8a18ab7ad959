// RUN: hls4mlir-opt --split-input-file --verify-diagnostics %s

qnn.weight @t dense<1> : tensor<4xi8> as !qnn.fixed<u8, 0>
stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{drops 65 bits, but can drop 0 to 64}}
  %0 = stream.table_softmax %x, @t, @t axis 0 drop 65 error_bound 0.1
    : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<u8, 0>>
  stream.output
}

// -----

qnn.weight @t dense<1> : tensor<4xi8> as !qnn.fixed<u8, 0>
stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{result type is '!qnn.fixed<u8, 10>', whose step is larger than one, but a softmax lies between 0 and 1}}
  %0 = stream.table_softmax %x, @t, @t axis 0 drop 0 error_bound 0.1
    : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<u8, 10>>
  stream.output
}

// -----

qnn.weight @t dense<1> : tensor<4xi8> as !qnn.fixed<u8, 0>
stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{axis is -1, but the input has rank 1}}
  %0 = stream.table_softmax %x, @t, @t axis -1 drop 0 error_bound 0.1
    : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<u8, 0>>
  stream.output
}

// -----

qnn.weight @t dense<1> : tensor<4xi8> as !qnn.fixed<u8, 0>
stream.graph @g(%x: !stream.channel<3x8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{needs axis 0 innermost, but the channels run in order [0, 1]}}
  %0 = stream.table_softmax %x, @t, @t axis 0 drop 0 error_bound 0.1
    : !stream.channel<3x8x!qnn.fixed<s8, 3>> -> !stream.channel<3x8x!qnn.fixed<u8, 0>>
  stream.output
}

// -----

qnn.weight @t dense<1> : tensor<4xi8> as !qnn.fixed<u8, 0>
stream.graph @g(%x: !stream.channel<3x8x!qnn.fixed<s8, 3>, beat 3>) io stream {
  // expected-error @below {{sends beats of 3, which do not divide the 8 elements of its axis}}
  %0 = stream.table_softmax %x, @t, @t axis 1 drop 0 error_bound 0.1
    : !stream.channel<3x8x!qnn.fixed<s8, 3>, beat 3> -> !stream.channel<3x8x!qnn.fixed<u8, 0>, beat 3>
  stream.output
}

// -----

qnn.weight @t dense<1> : tensor<3xi8> as !qnn.fixed<u8, 0>
stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{needs tables of rank 1, of a power of two of unsigned entries with at most one integer bit, but '@t' is 'tensor<3x!qnn.fixed<u8, 0>>'}}
  %0 = stream.table_softmax %x, @t, @t axis 0 drop 0 error_bound 0.1
    : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<u8, 0>>
  stream.output
}
