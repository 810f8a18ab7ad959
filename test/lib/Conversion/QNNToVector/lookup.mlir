// RUN: hls4mlir-opt %s --convert-qnn-to-vector --canonicalize --cse --split-input-file | FileCheck %s

// Codes are counted from the lowest one; each lane loads its own entry.
qnn.weight @table dense<7> : tensor<256xi8> as !qnn.fixed<u8, 0>
// CHECK-LABEL: func.func @one
// CHECK-DAG:     %[[LOWEST:.*]] = arith.constant dense<-128> : vector<64xi16>
// CHECK:         %[[X:.*]] = vector.load %{{.*}} vector<64xi8>
// CHECK:         %[[WIDE:.*]] = arith.extsi %[[X]] : vector<64xi8> to vector<64xi16>
// CHECK:         %[[INDEX:.*]] = arith.{{subi|addi}} %[[WIDE]]
// CHECK:         vector.gather %{{.*}}[%{{.*}}] [%{{.*}}], %{{.*}}, %{{.*}} : memref<256xi8>, vector<64xi32>, vector<64xi1>, vector<64xi8> into vector<64xi8>
func.func @one(%x: tensor<4x!qnn.fixed<s8, 8>>) -> tensor<4x!qnn.fixed<u8, 0>> {
  %y = qnn.lookup %x, @table : tensor<4x!qnn.fixed<s8, 8>> -> tensor<4x!qnn.fixed<u8, 0>>
  return %y : tensor<4x!qnn.fixed<u8, 0>>
}

// -----

// The rows of a table follow each other.
qnn.weight @rows dense<[[0, 1, 2, 3], [3, 2, 1, 0]]> : tensor<2x4xi8> as !qnn.fixed<u2, 2>
// CHECK-LABEL: func.func @two
// CHECK-DAG:     %[[C4:.*]] = arith.constant 4 : index
// CHECK:         scf.for %[[I:.*]] =
// CHECK:           %[[ROW:.*]] = arith.muli %[[I]], %[[C4]]
// CHECK:           vector.gather %{{.*}}[%[[ROW]]]
func.func @two(%x: tensor<2x!qnn.fixed<u2, 2>>) -> tensor<2x!qnn.fixed<u2, 2>> {
  %y = qnn.lookup %x, @rows : tensor<2x!qnn.fixed<u2, 2>> -> tensor<2x!qnn.fixed<u2, 2>>
  return %y : tensor<2x!qnn.fixed<u2, 2>>
}
