// RUN: hls4mlir-opt --split-input-file --verify-diagnostics %s

stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{axis is 1, but the input has rank 1}}
  %0 = stream.top_k %x axis 1 k 1 : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<1x!qnn.fixed<s8, 3>>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{selects 9 of the 8 elements of its axis, but can select 1 to all of them}}
  %0 = stream.top_k %x axis 0 k 9 : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<9x!qnn.fixed<s8, 3>>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{has a result of shape [3], but selects elements of shape [2]}}
  %0 = stream.top_k %x axis 0 k 2 : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<3x!qnn.fixed<s8, 3>>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{delivers '!qnn.fixed<s8, 3>', but what it selects is of type '!qnn.fixed<u3, 3>'}}
  %0 = stream.top_k indices %x axis 0 k 2 : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<2x!qnn.fixed<s8, 3>>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<3x8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{needs axis 0 innermost, but a channel runs in order [0, 1]}}
  %0 = stream.top_k %x axis 0 k 2 : !stream.channel<3x8x!qnn.fixed<s8, 3>> -> !stream.channel<2x8x!qnn.fixed<s8, 3>>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<3x4x8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{has an input in order [0, 1, 2] and a result in order [1, 0, 2]}}
  %0 = stream.top_k %x axis 2 k 2 : !stream.channel<3x4x8x!qnn.fixed<s8, 3>> -> !stream.channel<3x4x2x!qnn.fixed<s8, 3>, order [1, 0, 2]>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<3x8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{sends beats of 3, which do not divide the 4 elements that it selects}}
  %0 = stream.top_k %x axis 1 k 4 : !stream.channel<3x8x!qnn.fixed<s8, 3>> -> !stream.channel<3x4x!qnn.fixed<s8, 3>, beat 3>
  stream.output
}
