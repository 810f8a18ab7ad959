// RUN: hls4mlir-opt %s --convert-qnn-to-vector=samples=8 --canonicalize | FileCheck %s

qnn.weight @coarse dense<[255, 94, 35, 13]> : tensor<4xi8> as !qnn.fixed<u8, 0>
qnn.weight @fine dense<[255, 199]> : tensor<2xi8> as !qnn.fixed<u8, 0>

// Three loops over the axis: the largest input, the sum of the exponentials, the quotients.
// CHECK-LABEL: func.func @softmax
// CHECK-SAME:    %[[COARSE:[^ ]*]]: memref<4xi8> {qnn.weight = @coarse}, %[[FINE:[^ ]*]]: memref<2xi8> {qnn.weight = @fine}
// CHECK:         scf.for {{.*}} iter_args({{.*}}) -> (i8)
// CHECK:           arith.maxsi
// CHECK:         scf.for {{.*}} iter_args({{.*}}) -> (i16)
// CHECK:           arith.minsi
// CHECK:           memref.load %[[COARSE]]
// CHECK:           memref.load %[[FINE]]
// CHECK:           arith.muli
// CHECK:           arith.addi
// CHECK:         scf.for
// CHECK:           arith.divui
// CHECK:           arith.minsi
func.func @softmax(%x: tensor<2x3x!qnn.fixed<s8, 5>>) -> tensor<2x3x!qnn.fixed<u8, 0>> {
  %y = qnn.table_softmax %x, @coarse, @fine axis 0 drop 2 error_bound 1.0
         : tensor<2x3x!qnn.fixed<s8, 5>> -> tensor<2x3x!qnn.fixed<u8, 0>>
  return %y : tensor<2x3x!qnn.fixed<u8, 0>>
}
