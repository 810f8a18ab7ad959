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
