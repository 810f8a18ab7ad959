// RUN: hls4mlir-opt %s --convert-qnn-to-vector=samples=8 --canonicalize --split-input-file | FileCheck %s

// Buffers that are not in use at the same time share memory: the argument and the third of three sums, which
// are read by a transpose and so have buffers. 4 elements x 8 samples x 2 bytes are a line of 64 bytes.
// CHECK-LABEL: func.func @shared
// CHECK-SAME:    %[[SCRATCH:[^ ]*]]: memref<192xi8>)
// CHECK-DAG:     %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG:     %[[C64:.*]] = arith.constant 64 : index
// CHECK:         memref.view %[[SCRATCH]][%[[C0]]][] : memref<192xi8> to memref<32xi16>
// CHECK:         memref.view %[[SCRATCH]][%[[C64]]][] : memref<192xi8> to memref<32xi32>
// CHECK:         memref.view %[[SCRATCH]][%[[C0]]][] : memref<192xi8> to memref<32xi16>
func.func @shared(%x: tensor<2x2x!qnn.fixed<s16, 8>>) -> tensor<2x2x!qnn.fixed<s16, 8>> {
  %a = qnn.add %x, %x : tensor<2x2x!qnn.fixed<s16, 8>>, tensor<2x2x!qnn.fixed<s16, 8>> -> tensor<2x2x!qnn.fixed<s17, 9>>
  %t = qnn.transpose %a [1, 0] : tensor<2x2x!qnn.fixed<s17, 9>> -> tensor<2x2x!qnn.fixed<s17, 9>>
  %b = qnn.requantize %t floor wrap : tensor<2x2x!qnn.fixed<s17, 9>> -> tensor<2x2x!qnn.fixed<s16, 8>>
  return %b : tensor<2x2x!qnn.fixed<s16, 8>>
}

// -----

// A reshape is another name of its operand's buffer, and a chain of elementwise operations has no buffers at all.
// CHECK-LABEL: func.func @reshaped
// CHECK-COUNT-2: memref.view
// CHECK-NOT:     memref.view
func.func @reshaped(%x: tensor<2x3x!qnn.fixed<s8, 8>>) -> tensor<6x!qnn.fixed<u9, 9>> {
  %r = qnn.reshape %x : tensor<2x3x!qnn.fixed<s8, 8>> -> tensor<6x!qnn.fixed<s8, 8>>
  %m = qnn.mul %r, %r : tensor<6x!qnn.fixed<s8, 8>>, tensor<6x!qnn.fixed<s8, 8>> -> tensor<6x!qnn.fixed<s16, 16>>
  %p = qnn.relu %m : tensor<6x!qnn.fixed<s16, 16>> -> tensor<6x!qnn.fixed<u15, 15>>
  %y = qnn.requantize %p half_even saturate : tensor<6x!qnn.fixed<u15, 15>> -> tensor<6x!qnn.fixed<u9, 9>>
  return %y : tensor<6x!qnn.fixed<u9, 9>>
}
