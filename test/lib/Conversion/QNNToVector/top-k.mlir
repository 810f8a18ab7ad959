// RUN: hls4mlir-opt %s --convert-qnn-to-vector=samples=8 --canonicalize | FileCheck %s

// For each selected element a pass over the axis, all samples at once.
// CHECK-LABEL: func.func @top_k
// CHECK:         scf.for {{.*}} iter_args({{.*}}) -> (vector<8xi16>, vector<8xi16>)
// CHECK:           scf.for {{.*}} iter_args({{.*}}) -> (vector<8xi16>, vector<8xi16>)
// CHECK:             arith.cmpi slt
// CHECK:             arith.cmpi sle
// CHECK:             arith.cmpi sgt
// CHECK:             arith.cmpi sgt
// CHECK:             arith.select
// CHECK:           vector.store {{.*}} : memref<24xi8>, vector<8xi8>
func.func @top_k(%x: tensor<5x!qnn.fixed<s8, 5>>) -> tensor<3x!qnn.fixed<u3, 3>> {
  %y = qnn.top_k indices %x axis 0 k 3 : tensor<5x!qnn.fixed<s8, 5>> -> tensor<3x!qnn.fixed<u3, 3>>
  return %y : tensor<3x!qnn.fixed<u3, 3>>
}
