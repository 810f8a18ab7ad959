// RUN: hls4mlir-opt --split-input-file --verify-diagnostics %s

stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{has an input of shape [8] and a result of shape [4]}}
  %0 = stream.requantize %x half_even saturate : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<4x!qnn.fixed<s4, 3>>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<8x2x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{has an input in order [0, 1] and a result in order [1, 0]}}
  %0 = stream.requantize %x half_even saturate
    : !stream.channel<8x2x!qnn.fixed<s8, 3>> -> !stream.channel<8x2x!qnn.fixed<s4, 3>, order [1, 0]>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{clamp code 9 does not fit the result type '!qnn.fixed<s4, 3>'}}
  %0 = stream.requantize %x half_even saturate clamp [0, 9]
    : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s4, 3>>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{has results of type '!qnn.fixed<u8, 3>', but needs '!qnn.fixed<u7, 2>'}}
  %0 = stream.relu %x : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<u8, 3>>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{must keep width and sign, but goes from '!qnn.fixed<s8, 3>' to '!qnn.fixed<u8, 3>'}}
  %0 = stream.reinterpret %x : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<u8, 3>>
  stream.output
}

// -----

qnn.weight @t dense<1> : tensor<i8> as !qnn.fixed<s8, 8>
stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{needs thresholds of rank 1 or more}}
  %0 = stream.threshold %x, @t first [0] step [1] : !stream.channel<8x!qnn.fixed<s8, 8>> -> !stream.channel<8x!qnn.fixed<u1, 1>>
  stream.output
}

// -----

qnn.weight @t dense<1> : tensor<4x1xi8> as !qnn.fixed<s8, 8>
stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{thresholds per element of shape [4] does not broadcast over an input of shape [8]}}
  %0 = stream.threshold %x, @t first [0] step [1] : !stream.channel<8x!qnn.fixed<s8, 8>> -> !stream.channel<8x!qnn.fixed<u1, 1>>
  stream.output
}

// -----

// expected-note @below {{weight declared here}}
qnn.weight @t dense<1> : tensor<1x6x1xi8> as !qnn.fixed<s8, 8>
stream.graph @g(%x: !stream.channel<4x6x!qnn.fixed<s8, 8>, beat 8>) io stream {
  // expected-error @below {{has parameters per element, and sends beats of 8, which do not line up with a shape of [4, 6]; the next smaller one that does is 2}}
  %0 = stream.threshold %x, @t first [0] step [1]
    : !stream.channel<4x6x!qnn.fixed<s8, 8>, beat 8> -> !stream.channel<4x6x!qnn.fixed<u1, 1>, beat 8>
  stream.output
}

// -----

qnn.weight @t dense<1> : tensor<1xi8> as !qnn.fixed<s8, 7>
stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{compares inputs in steps of 2^0 with thresholds in steps of 2^-1}}
  %0 = stream.threshold %x, @t first [0] step [1] : !stream.channel<8x!qnn.fixed<s8, 8>> -> !stream.channel<8x!qnn.fixed<u1, 1>>
  stream.output
}

// -----

qnn.weight @c dense<1> : tensor<8xi8> as !qnn.fixed<s8, 8>
stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{has 2 channels and a weight, but needs 1}}
  %0 = "stream.add"(%x, %x) <{weight = @c}> : (!stream.channel<8x!qnn.fixed<s8, 8>>, !stream.channel<8x!qnn.fixed<s8, 8>>)
    -> !stream.channel<8x!qnn.fixed<s9, 9>>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{has no weight to come first}}
  %0 = "stream.add"(%x, %x) <{weight_first}> : (!stream.channel<8x!qnn.fixed<s8, 8>>, !stream.channel<8x!qnn.fixed<s8, 8>>)
    -> !stream.channel<8x!qnn.fixed<s9, 9>>
  stream.output
}

// -----

stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{expected a channel: one operand at most is a weight}}
  %0 = stream.add @c, @d : !stream.channel<8x!qnn.fixed<s9, 9>>
  stream.output
}

// -----

qnn.weight @c dense<1> : tensor<8xi8> as !qnn.fixed<s8, 8>
stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{has results of type '!qnn.fixed<s8, 8>', but needs '!qnn.fixed<s9, 9>'}}
  %0 = stream.sub @c, %x : !stream.channel<8x!qnn.fixed<s8, 8>> -> !stream.channel<8x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

qnn.weight @c dense<1> : tensor<2x8xi8> as !qnn.fixed<s8, 8>
stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{a weight of shape [2, 8] does not broadcast over an input of shape [8]}}
  %0 = stream.mul %x, @c : !stream.channel<8x!qnn.fixed<s8, 8>> -> !stream.channel<8x!qnn.fixed<s16, 16>>
  stream.output
}

// -----

// expected-note @below {{weight declared here}}
qnn.weight @c dense<1> : tensor<2x8xi8> as !qnn.fixed<s8, 8>
stream.graph @g() io stream {
  // expected-error @below {{sends '!stream.channel<8x!qnn.fixed<s8, 8>>', but the weight is 'tensor<2x8x!qnn.fixed<s8, 8>>'}}
  %0 = stream.source @c : !stream.channel<8x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

qnn.weight @t dense<1> : tensor<i8> as !qnn.fixed<s8, 8>
stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s3, 3>>) io stream {
  // expected-error @below {{needs a table of rank 1 or more}}
  %0 = stream.lookup %x, @t : !stream.channel<8x!qnn.fixed<s3, 3>> -> !stream.channel<8x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

qnn.weight @t dense<1> : tensor<4x8xi8> as !qnn.fixed<s8, 8>
stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s3, 3>>) io stream {
  // expected-error @below {{entries per element of shape [4] does not broadcast over an input of shape [8]}}
  %0 = stream.lookup %x, @t : !stream.channel<8x!qnn.fixed<s3, 3>> -> !stream.channel<8x!qnn.fixed<s8, 8>>
  stream.output
}

// -----

qnn.weight @t dense<1> : tensor<4xi8> as !qnn.fixed<s8, 8>
stream.graph @g(%x: !stream.channel<8x!qnn.fixed<s3, 3>>) io stream {
  // expected-error @below {{needs a table of 8 entries, one for each code of '!qnn.fixed<s3, 3>', but it has 4}}
  %0 = stream.lookup %x, @t : !stream.channel<8x!qnn.fixed<s3, 3>> -> !stream.channel<8x!qnn.fixed<s8, 8>>
  stream.output
}
