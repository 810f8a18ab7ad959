// RUN: hls4mlir-opt %s --pass-pipeline='builtin.module(convert-qnn-to-stream,stream.graph(stream-fold))' --split-input-file --verify-diagnostics | FileCheck %s

qnn.weight @kernel dense<1> : tensor<16x24xi8> as !qnn.fixed<s4, 4>
qnn.weight @kernel2 dense<1> : tensor<8x16xi8> as !qnn.fixed<s4, 4>

// 384 products in 48 cycles take 8 lanes, 128 products 4 of 32 cycles, since 3 do not divide them; between both, no
// converter.
// CHECK-LABEL: stream.graph @chain
// CHECK-SAME: attributes {qnn.target_cycles = 48 : i64}
// CHECK: stream.matvec {{.*}}, @kernel lanes [[[OUT:[0-9]+]], [[IN:[0-9]+]]]
// CHECK-SAME: beat [[OUT]]>
// CHECK: stream.matvec {{.*}}, @kernel2 lanes [{{[0-9]+}}, [[OUT]]]
func.func @chain(%x: tensor<1x24x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x8x!qnn.fixed<s21, 21>> {qnn.name = "y"})
    attributes {qnn.target_cycles = 48 : i64} {
  %a = qnn.dense %x, @kernel : tensor<1x24x!qnn.fixed<s8, 8>> -> tensor<1x16x!qnn.fixed<s17, 17>> loc("a")
  %b = qnn.requantize %a half_even saturate : tensor<1x16x!qnn.fixed<s17, 17>> -> tensor<1x16x!qnn.fixed<s8, 8>>
  %y = qnn.dense %b, @kernel2 : tensor<1x16x!qnn.fixed<s8, 8>> -> tensor<1x8x!qnn.fixed<s21, 21>> loc("b")
  return %y : tensor<1x8x!qnn.fixed<s21, 21>>
}

// -----

qnn.weight @kernel dense<1> : tensor<16x24xi8> as !qnn.fixed<s4, 4>

// The user's reuse factor stays.
// CHECK-LABEL: stream.graph @stated
// CHECK: lanes [{{16, 12|8, 24}}]
func.func @stated(%x: tensor<1x24x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x16x!qnn.fixed<s17, 17>> {qnn.name = "y"})
    attributes {qnn.target_cycles = 384 : i64} {
  %a = qnn.dense %x, @kernel {qnn.reuse_factor = 2 : i64} : tensor<1x24x!qnn.fixed<s8, 8>> -> tensor<1x16x!qnn.fixed<s17, 17>> loc("a")
  return %a : tensor<1x16x!qnn.fixed<s17, 17>>
}

// -----

// What a user's factor is not met by is said with a target as well: 384 products in 7 cycles at most take 6.
// CHECK-LABEL: stream.graph @inexact
// CHECK: lanes [{{16, 4|8, 8|4, 16}}]
qnn.weight @kernel dense<1> : tensor<16x24xi8> as !qnn.fixed<s4, 4>
func.func @inexact(%x: tensor<1x24x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x16x!qnn.fixed<s17, 17>> {qnn.name = "y"})
    attributes {qnn.target_cycles = 384 : i64} {
  // expected-warning @below {{layer 'matvec' asks for a reuse factor of 7, which no lanes that divide its 24 inputs and 16 outputs give; takes 6}}
  %a = qnn.dense %x, @kernel {qnn.reuse_factor = 7 : i64} : tensor<1x24x!qnn.fixed<s8, 8>> -> tensor<1x16x!qnn.fixed<s17, 17>>
  return %a : tensor<1x16x!qnn.fixed<s17, 17>>
}

// -----

// Windows of three dimensions do not come whole: the fewest cycles that there are stand, not as many as the target allows.
// CHECK-LABEL: stream.graph @volume
// CHECK: stream.depthwise
// CHECK-SAME: -> !stream.channel<4x4x4x4x!qnn.fixed<s20, 20>, beat 4>
qnn.weight @w dense<1> : tensor<4x3x3x3x1xi8> as !qnn.fixed<s4, 4>
stream.graph @volume(%x: !stream.channel<6x6x6x4x!qnn.fixed<s8, 8>>) -> !stream.channel<4x4x4x4x!qnn.fixed<s20, 20>> io stream
    attributes {qnn.target_cycles = 100000 : i64} {
  // expected-warning @below {{layer 'depthwise' asks for a reuse factor of 1, which neither whole windows nor the 27 pixels of one in parts of its 4 channels give; takes 27}}
  %y = stream.depthwise %x, @w kernel [3, 3, 3] strides [1, 1, 1] dilations [1, 1, 1] pad [0, 0, 0] to [0, 0, 0] code 0 {qnn.reuse_factor = 1 : i64} : !stream.channel<6x6x6x4x!qnn.fixed<s8, 8>> -> !stream.channel<4x4x4x4x!qnn.fixed<s20, 20>>
  stream.output %y : !stream.channel<4x4x4x4x!qnn.fixed<s20, 20>>
}

// -----

// In io parallel, a depthwise convolution has multipliers for each position and pixel.
// CHECK-LABEL: stream.graph @parallel
qnn.weight @w dense<1> : tensor<4x3x3x1xi8> as !qnn.fixed<s4, 4>
stream.graph @parallel(%x: !stream.channel<6x6x4x!qnn.fixed<s8, 8>, beat 144>) -> !stream.channel<4x4x4x!qnn.fixed<s20, 20>, beat 64> io parallel {
  // expected-warning @below {{layer 'depthwise' asks for a parallelization factor of 2, but in io parallel its windows are all worked on at a time; takes 16}}
  // expected-warning @below {{layer 'depthwise' asks for a reuse factor of 9, which windows do not have in io parallel, where each has its multipliers; takes 1}}
  %y = stream.depthwise %x, @w kernel [3, 3] strides [1, 1] dilations [1, 1] pad [0, 0] to [0, 0] code 0 {qnn.parallelization_factor = 2 : i64, qnn.reuse_factor = 9 : i64} : !stream.channel<6x6x4x!qnn.fixed<s8, 8>, beat 144> -> !stream.channel<4x4x4x!qnn.fixed<s20, 20>, beat 64>
  stream.output %y : !stream.channel<4x4x4x!qnn.fixed<s20, 20>, beat 64>
}

// -----

// CHECK-LABEL: stream.graph @following
qnn.weight @w dense<1> : tensor<4x3x3x1xi8> as !qnn.fixed<s4, 4>
stream.graph @following(%x: !stream.channel<6x6x4x!qnn.fixed<s8, 8>>) -> !stream.channel<4x4x4x!qnn.fixed<s20, 20>> io stream {
  // expected-warning @below {{layer 'depthwise' asks for a parallelization factor of 2, but in io stream positions follow each other}}
  %y = stream.depthwise %x, @w kernel [3, 3] strides [1, 1] dilations [1, 1] pad [0, 0] to [0, 0] code 0 {qnn.parallelization_factor = 2 : i64} : !stream.channel<6x6x4x!qnn.fixed<s8, 8>> -> !stream.channel<4x4x4x!qnn.fixed<s20, 20>>
  stream.output %y : !stream.channel<4x4x4x!qnn.fixed<s20, 20>>
}
