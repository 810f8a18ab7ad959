// RUN: hls4mlir-opt --split-input-file --verify-diagnostics %s

// expected-error @below {{a dimension of the channel is 0, but must be 1 or more}}
func.func private @f(!stream.channel<4x0x!qnn.fixed<s8, 3>>)

// -----

// expected-error @below {{a channel of shape [4294967296, 4294967296] has too many elements}}
func.func private @f(!stream.channel<4294967296x4294967296x!qnn.fixed<s8, 3>>)

// -----

// expected-error @below {{order [0, 0] of a channel must name each of its 2 dimensions once}}
func.func private @f(!stream.channel<4x6x!qnn.fixed<s8, 3>, order [0, 0]>)

// -----

// expected-error @below {{order [1] of a channel must name each of its 2 dimensions once}}
func.func private @f(!stream.channel<4x6x!qnn.fixed<s8, 3>, order [1]>)

// -----

// expected-error @below {{a beat of 5 does not divide the 24 elements of the channel}}
func.func private @f(!stream.channel<4x6x!qnn.fixed<s8, 3>, beat 5>)

// -----

// expected-error @below {{a beat of 0 does not divide the 24 elements of the channel}}
func.func private @f(!stream.channel<4x6x!qnn.fixed<s8, 3>, beat 0>)
