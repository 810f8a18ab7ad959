// RUN: hls4mlir-opt --split-input-file --verify-diagnostics %s

stream.graph @bad(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{reduces [1, 0], but needs ascending numbers among its 2 dimensions}}
  %0 = stream.reduce max %x [1, 0] : !stream.channel<4x6x!qnn.fixed<s8, 8>> -> !stream.channel<!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{has a result of type '!stream.channel<4x!qnn.fixed<s8, 8>>', but needs '!stream.channel<6x!qnn.fixed<s8, 8>>' in some beat}}
  %0 = stream.reduce max %x [0] : !stream.channel<4x6x!qnn.fixed<s8, 8>> -> !stream.channel<4x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{sends beats of 2, but 1 elements run inside of what it reduces}}
  %0 = stream.reduce max %x [1] : !stream.channel<4x6x!qnn.fixed<s8, 8>> -> !stream.channel<4x!qnn.fixed<s8, 8>, beat 2>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{goes from rank 2 to rank 1}}
  %0 = stream.slice %x from [0, 0] step [1, 1] : !stream.channel<4x6x!qnn.fixed<s8, 8>> -> !stream.channel<4x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{has 1 numbers, but 2 dimensions}}
  %0 = stream.slice %x from [0] step [1, 1] : !stream.channel<4x6x!qnn.fixed<s8, 8>> -> !stream.channel<4x6x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{takes 3 elements from 1 in steps of 2 along dimension 0, which has 4}}
  %0 = stream.slice %x from [1, 0] step [2, 1] : !stream.channel<4x6x!qnn.fixed<s8, 8>> -> !stream.channel<3x6x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>, beat 2>) io stream {
  // expected-error @below {{sends beats of 2, but of the elements that follow each other 1 stay together}}
  %0 = stream.slice %x from [0, 1] step [1, 1] : !stream.channel<4x6x!qnn.fixed<s8, 8>, beat 2> -> !stream.channel<4x4x!qnn.fixed<s8, 8>, beat 2>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>, beat 2>) io stream {
  // expected-error @below {{sends beats of 2, but of the elements that follow each other 1 stay together}}
  %0 = stream.slice %x from [0, 0] step [1, 2] : !stream.channel<4x6x!qnn.fixed<s8, 8>, beat 2> -> !stream.channel<4x2x!qnn.fixed<s8, 8>, beat 2>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>, beat 6>) io stream {
  // expected-error @below {{sends beats of 5, but of the elements that follow each other 2 stay together}}
  %0 = stream.pad %x [0, 4] to [0, 0] interior [0, 0] code 0 : !stream.channel<4x6x!qnn.fixed<s8, 8>, beat 6> -> !stream.channel<4x10x!qnn.fixed<s8, 8>, beat 5>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<6x4x!qnn.fixed<s8, 8>>) io stream {
  %t = stream.transpose %x [1, 0] : !stream.channel<6x4x!qnn.fixed<s8, 8>> -> !stream.channel<4x6x!qnn.fixed<s8, 8>, order [1, 0]>
  // expected-error @below {{needs channels in row-major order, but they run in orders [1, 0] and [1, 0]}}
  %0 = stream.repeat %t [1, 1] : !stream.channel<4x6x!qnn.fixed<s8, 8>, order [1, 0]> -> !stream.channel<4x6x!qnn.fixed<s8, 8>, order [1, 0]>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{pads dimension 0 of 4 by 1 in front, 0 between and 0 behind, but its result has 6}}
  %0 = stream.pad %x [1, 0] to [0, 0] interior [0, 0] code 0 : !stream.channel<4x6x!qnn.fixed<s8, 8>> -> !stream.channel<6x6x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{pads with code -129, which '!qnn.fixed<s8, 8>' does not hold}}
  %0 = stream.pad %x [1, 0] to [0, 0] interior [0, 0] code -129 : !stream.channel<4x6x!qnn.fixed<s8, 8>> -> !stream.channel<5x6x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{repeats dimension 1 of 6 by 2, but its result has 6}}
  %0 = stream.repeat %x [1, 2] : !stream.channel<4x6x!qnn.fixed<s8, 8>> -> !stream.channel<4x6x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{joins along dimension 2, but the result has 2}}
  %0 = stream.concat %x, %x dim 2 : !stream.channel<4x6x!qnn.fixed<s8, 8>>, !stream.channel<4x6x!qnn.fixed<s8, 8>> -> !stream.channel<4x12x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{has input 0 of '!qnn.fixed<s8, 8>', which a result of '!qnn.fixed<u8, 8>' does not hold}}
  %0 = stream.concat %x, %x dim 1 : !stream.channel<4x6x!qnn.fixed<s8, 8>>, !stream.channel<4x6x!qnn.fixed<s8, 8>> -> !stream.channel<4x12x!qnn.fixed<u8, 8>>
  stream.output
}

// -----

// expected-note @below {{channel of 'input0' begins here}}
stream.graph @bad(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{has input 0 of type '!stream.channel<4x6x!qnn.fixed<s8, 8>>', which does not fit a result of type '!stream.channel<5x12x!qnn.fixed<s8, 8>>' along dimension 1 in row-major order}}
  %0 = stream.concat %x, %x dim 1 : !stream.channel<4x6x!qnn.fixed<s8, 8>>, !stream.channel<4x6x!qnn.fixed<s8, 8>> -> !stream.channel<5x12x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{joins 12 elements along dimension 1, but the result has 13}}
  %0 = stream.concat %x, %x dim 1 : !stream.channel<4x6x!qnn.fixed<s8, 8>>, !stream.channel<4x6x!qnn.fixed<s8, 8>> -> !stream.channel<4x13x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

stream.graph @bad(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{sends beats of 4, which do not divide the 6 elements that input 0 has at a time}}
  %0 = stream.concat %x, %x dim 1 : !stream.channel<4x6x!qnn.fixed<s8, 8>>, !stream.channel<4x6x!qnn.fixed<s8, 8>> -> !stream.channel<4x12x!qnn.fixed<s8, 8>, beat 4>
  stream.output
}
