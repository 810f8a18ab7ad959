// RUN: hls4mlir-opt %s --pass-pipeline='builtin.module(convert-qnn-to-stream,stream.graph(stream-fold))' --split-input-file | FileCheck %s

// As fast as fits: a lane takes two dozen lookup tables of the product, so that 16 x 24 of them are too many.
// CHECK-LABEL: stream.graph @narrow
// CHECK: stream.matvec {{.*}} lanes [1, 1]
qnn.weight @kernel dense<1> : tensor<16x24xi8> as !qnn.fixed<s4, 4>
func.func @narrow(%x: tensor<1x24x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x16x!qnn.fixed<s17, 17>> {qnn.name = "y"})
    attributes {qnn.budget = {lut = 430 : i64}} {
  %a = qnn.dense %x, @kernel : tensor<1x24x!qnn.fixed<s8, 8>> -> tensor<1x16x!qnn.fixed<s17, 17>> loc("fc")
  return %a : tensor<1x16x!qnn.fixed<s17, 17>>
}

// -----

// CHECK-LABEL: stream.graph @roomy
// CHECK: stream.matvec {{.*}} lanes [16, 24]
qnn.weight @kernel dense<1> : tensor<16x24xi8> as !qnn.fixed<s4, 4>
func.func @roomy(%x: tensor<1x24x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x16x!qnn.fixed<s17, 17>> {qnn.name = "y"})
    attributes {qnn.budget = {lut = 100000 : i64}} {
  %a = qnn.dense %x, @kernel : tensor<1x24x!qnn.fixed<s8, 8>> -> tensor<1x16x!qnn.fixed<s17, 17>> loc("fc")
  return %a : tensor<1x16x!qnn.fixed<s17, 17>>
}

// -----

// A block of memory takes the weights from 256 words on, so that without such blocks 128 cycles and more do not fit, and
// 64 do, where each weight has lookup tables.
// CHECK-LABEL: stream.graph @tables
// CHECK: stream.matvec {{.*}} lanes [[[OUT:[0-9]+]], [[IN:[0-9]+]]]
qnn.weight @kernel dense<1> : tensor<256x256xi8> as !qnn.fixed<s8, 8>
func.func @tables(%x: tensor<1x256x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x256x!qnn.fixed<s24, 24>> {qnn.name = "y"})
    attributes {qnn.budget = {bram18 = 0 : i64}, qnn.target_cycles = 1000 : i64} {
  %a = qnn.dense %x, @kernel : tensor<1x256x!qnn.fixed<s8, 8>> -> tensor<1x256x!qnn.fixed<s24, 24>> loc("fc")
  return %a : tensor<1x256x!qnn.fixed<s24, 24>>
}

// -----

// The products take 4 and 3 cycles as their factors say. What stands between them takes six elements and gives eight, two
// at a time: the converter is slower than any processor.
// CHECK-LABEL: stream.graph @converter
// CHECK: stream.matvec {{.*}} lanes [6, 2]
// CHECK: stream.matvec {{.*}} lanes [1, 8]
qnn.weight @a dense<1> : tensor<6x2xi8> as !qnn.fixed<s4, 4>
qnn.weight @b dense<1> : tensor<1x24xi8> as !qnn.fixed<s4, 4>
stream.graph @converter(%x: !stream.channel<4x2x!qnn.fixed<s8, 8>>) -> !stream.channel<1x!qnn.fixed<s20, 20>> io stream
    attributes {qnn.budget = {lut = 100000 : i64}} {
  %y = stream.matvec %x, @a lanes [1, 1] {qnn.reuse_factor = 1 : i64} : !stream.channel<4x2x!qnn.fixed<s8, 8>> -> !stream.channel<4x6x!qnn.fixed<s13, 13>>
  %f = stream.reshape %y : !stream.channel<4x6x!qnn.fixed<s13, 13>> -> !stream.channel<24x!qnn.fixed<s13, 13>>
  %z = stream.matvec %f, @b lanes [1, 1] {qnn.reuse_factor = 3 : i64} : !stream.channel<24x!qnn.fixed<s13, 13>> -> !stream.channel<1x!qnn.fixed<s20, 20>>
  stream.output %z : !stream.channel<1x!qnn.fixed<s20, 20>>
}
