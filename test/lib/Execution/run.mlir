// RUN: split-file %s %t
// RUN: hls4mlir-run %t/model.mlir < %t/samples | FileCheck %s --match-full-lines
// RUN: hls4mlir-run %t/model.mlir --interpret < %t/samples | FileCheck %s --match-full-lines

//--- samples
1 2 3
-128 127 4
100 100 100
//--- model.mlir

// Sums in steps of 2^-10, the bias in steps of 2^-10: (1 - 4 + 9 + 1, 6 + 3 - 2), rounded to steps of 2^-2.
// CHECK:      0 0
// (-128 - 254 + 12 + 1, 381 + 4 - 2) = (-369, 383): saturated, and 383 / 256 rounded.
// CHECK-NEXT: 0 1
// (201, 398) / 256
// CHECK-NEXT: 1 2
qnn.weight @kernel dense<[[1, -2, 3], [0, 3, 1]]> : tensor<2x3xi8> as !qnn.fixed<s6, 1>
qnn.weight @bias dense<[1, -2]> : tensor<2xi16> as !qnn.fixed<s12, 2>
func.func @model(%x: tensor<1x3x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<u4, 2>> {
  %acc = qnn.dense %x, @kernel bias @bias : tensor<1x3x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s18, 8>>
  %y = qnn.requantize %acc half_even saturate
         : tensor<1x2x!qnn.fixed<s18, 8>> -> tensor<1x2x!qnn.fixed<u4, 2>>
  return %y : tensor<1x2x!qnn.fixed<u4, 2>>
}
