// RUN: hls4mlir-opt %s --pass-pipeline='builtin.module(convert-qnn-to-stream,stream.graph(stream-fold))' --split-input-file | FileCheck %s

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
