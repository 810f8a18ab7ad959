// RUN: hls4mlir-opt %s --convert-qnn-to-vector=samples=8 --canonicalize | FileCheck %s

qnn.weight @kernel dense<3> : tensor<2x2xi64> as !qnn.fixed<s64, 64>

// Integers that no vector unit knows are computed sample by sample, in powers of two.
// CHECK-LABEL: func.func @wide
// CHECK:         scf.for
// CHECK:           scf.for
// CHECK:             scf.for
// CHECK:               arith.muli %{{.*}} : i256
// CHECK:               arith.addi %{{.*}} : i256
// CHECK:             memref.store %{{.*}} : memref<16xi64>
func.func @wide(%x: tensor<2x!qnn.fixed<s64, 64>>) -> tensor<2x!qnn.fixed<s64, 64>> {
  %acc = qnn.dense %x, @kernel : tensor<2x!qnn.fixed<s64, 64>> -> tensor<2x!qnn.fixed<s129, 129>>
  %y = qnn.requantize %acc floor saturate : tensor<2x!qnn.fixed<s129, 129>> -> tensor<2x!qnn.fixed<s64, 64>>
  return %y : tensor<2x!qnn.fixed<s64, 64>>
}
