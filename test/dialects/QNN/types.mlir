// RUN: hls4mlir-opt %s | FileCheck %s
// RUN: hls4mlir-opt %s --mlir-print-op-generic | hls4mlir-opt | FileCheck %s

// CHECK-LABEL: func.func private @numbers(
// CHECK-SAME: !qnn.fixed<s8, 3>
// CHECK-SAME: !qnn.fixed<u1, 1>
// CHECK-SAME: !qnn.fixed<u8, -2>
// CHECK-SAME: !qnn.fixed<s4, 6>
// CHECK-SAME: !qnn.fixed<s4096, -8192>
// CHECK-SAME: !qnn.fixed<u4096, 8192>
func.func private @numbers(!qnn.fixed<s8, 3>, !qnn.fixed<u1, 1>, !qnn.fixed<u8, -2>, !qnn.fixed<s4, 6>,
                   !qnn.fixed<s4096, -8192>, !qnn.fixed<u4096, 8192>)

// CHECK-LABEL: func.func private @containers(
// CHECK-SAME: tensor<1x16x!qnn.fixed<s8, 3>>
// CHECK-SAME: memref<4x!qnn.fixed<s8, 3>>
func.func private @containers(tensor<1x16x!qnn.fixed<s8, 3>>, memref<4x!qnn.fixed<s8, 3>>)
