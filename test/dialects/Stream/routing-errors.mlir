// RUN: hls4mlir-opt --split-input-file --verify-diagnostics %s

stream.graph @g(%x: !stream.channel<4x6x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{changes the element type from '!qnn.fixed<s8, 3>' to '!qnn.fixed<s8, 4>'}}
  %0 = stream.reshape %x : !stream.channel<4x6x!qnn.fixed<s8, 3>> -> !stream.channel<24x!qnn.fixed<s8, 4>>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<4x6x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{has an input of 24 elements and a result of 23}}
  %0 = stream.reshape %x : !stream.channel<4x6x!qnn.fixed<s8, 3>> -> !stream.channel<23x!qnn.fixed<s8, 3>>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<4x6x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{has an input with a beat of 1 and a result with one of 2}}
  %0 = stream.reshape %x : !stream.channel<4x6x!qnn.fixed<s8, 3>> -> !stream.channel<24x!qnn.fixed<s8, 3>, beat 2>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<24x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{needs channels in row-major order, but they run in orders [0] and [1, 0]}}
  %0 = stream.reshape %x : !stream.channel<24x!qnn.fixed<s8, 3>> -> !stream.channel<4x6x!qnn.fixed<s8, 3>, order [1, 0]>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<4x6x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{permutation must name each of the 2 dimensions of '!stream.channel<4x6x!qnn.fixed<s8, 3>>' once}}
  // expected-error @below {{failed to infer returned types}}
  %0 = stream.transpose %x [0] : !stream.channel<4x6x!qnn.fixed<s8, 3>> -> !stream.channel<4x6x!qnn.fixed<s8, 3>>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<4x6x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{changes the element type from '!qnn.fixed<s8, 3>' to '!qnn.fixed<s8, 4>'}}
  %0 = stream.reorder %x : !stream.channel<4x6x!qnn.fixed<s8, 3>> -> !stream.channel<4x6x!qnn.fixed<s8, 4>, order [1, 0]>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<4x6x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{has an input of shape [4, 6] and a result of shape [6, 4]}}
  %0 = stream.reorder %x : !stream.channel<4x6x!qnn.fixed<s8, 3>> -> !stream.channel<6x4x!qnn.fixed<s8, 3>>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<4x6x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{sends beats of 3, which do not line up with a shape of [6, 4]; the next smaller one that does is 1}}
  %0 = stream.reorder %x
    : !stream.channel<4x6x!qnn.fixed<s8, 3>> -> !stream.channel<4x6x!qnn.fixed<s8, 3>, order [1, 0], beat 3>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<4x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{a channel of shape [4] does not broadcast over an input of shape [4, 6]}}
  %0 = stream.broadcast %x : !stream.channel<4x!qnn.fixed<s8, 3>> -> !stream.channel<4x6x!qnn.fixed<s8, 3>>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<6x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{needs channels in row-major order, but they run in orders [0] and [1, 0]}}
  %0 = stream.broadcast %x : !stream.channel<6x!qnn.fixed<s8, 3>> -> !stream.channel<4x6x!qnn.fixed<s8, 3>, order [1, 0]>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<6x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{sends beats of 8, which do not line up with a shape of [4, 6]; the next smaller one that does is 2}}
  %0 = stream.broadcast %x : !stream.channel<6x!qnn.fixed<s8, 3>> -> !stream.channel<4x6x!qnn.fixed<s8, 3>, beat 8>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<6x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{may change nothing but the beat, but goes from '!stream.channel<6x!qnn.fixed<s8, 3>>' to '!stream.channel<6x!qnn.fixed<s8, 4>, beat 2>'}}
  %0 = stream.convert_width %x : !stream.channel<6x!qnn.fixed<s8, 3>> -> !stream.channel<6x!qnn.fixed<s8, 4>, beat 2>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<6x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{has an input of type '!stream.channel<6x!qnn.fixed<s8, 3>>', but result 0 is '!stream.channel<6x!qnn.fixed<s8, 4>>'}}
  %0 = "stream.fork"(%x) : (!stream.channel<6x!qnn.fixed<s8, 3>>) -> !stream.channel<6x!qnn.fixed<s8, 4>>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<6x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{a fork has 0 to 1048576 results}}
  stream.fork %x : !stream.channel<6x!qnn.fixed<s8, 3>> to -1
  stream.output
}
