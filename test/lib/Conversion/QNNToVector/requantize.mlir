// RUN: hls4mlir-opt %s --convert-qnn-to-vector=samples=8 --canonicalize --cse --split-input-file | FileCheck %s

// Every rounding is a shift of the input plus something. Here by 4 bits, half a step is 8.
// CHECK-LABEL: func.func @half_even
// CHECK-DAG:     %[[SEVEN:.*]] = arith.constant dense<7> : vector<8xi16>
// CHECK-DAG:     %[[ONE:.*]] = arith.constant dense<1> : vector<8xi16>
// CHECK-DAG:     %[[FOUR:.*]] = arith.constant dense<4> : vector<8xi16>
// CHECK:         %[[X:.*]] = arith.extsi %{{.*}} : vector<8xi8> to vector<8xi16>
// CHECK:         %[[FLOOR:.*]] = arith.shrsi %[[X]], %[[FOUR]]
// CHECK:         %[[ODD:.*]] = arith.andi %[[FLOOR]], %[[ONE]]
// CHECK:         %[[SUM:.*]] = arith.addi %[[X]], %[[SEVEN]]
// CHECK:         %[[LIFTED:.*]] = arith.addi %[[SUM]], %[[ODD]]
// CHECK:         arith.shrsi %[[LIFTED]], %[[FOUR]]
func.func @half_even(%x: tensor<1x!qnn.fixed<s8, 8>>) -> tensor<1x!qnn.fixed<s8, 12>> {
  %y = qnn.requantize %x half_even saturate : tensor<1x!qnn.fixed<s8, 8>> -> tensor<1x!qnn.fixed<s8, 12>>
  return %y : tensor<1x!qnn.fixed<s8, 12>>
}

// -----

// The range is known: nothing saturates what fits, and a sign that cannot be is not asked for.
// CHECK-LABEL: func.func @unsigned
// CHECK-NOT:     arith.maxsi
// CHECK-NOT:     arith.minsi
// CHECK:         return
func.func @unsigned(%x: tensor<1x!qnn.fixed<u8, 8>>) -> tensor<1x!qnn.fixed<s8, 10>> {
  %y = qnn.requantize %x half_away saturate : tensor<1x!qnn.fixed<u8, 8>> -> tensor<1x!qnn.fixed<s8, 10>>
  return %y : tensor<1x!qnn.fixed<s8, 10>>
}

// -----

// A long shift to the left is no wide integer: codes that overflow are found before it.
// CHECK-LABEL: func.func @finer
// CHECK-NOT:     vector<8xi{{16|32|64|128}}>
// CHECK:         arith.cmpi slt
// CHECK:         arith.select
// CHECK:         arith.cmpi sgt
// CHECK:         arith.select
// CHECK:         return
func.func @finer(%x: tensor<1x!qnn.fixed<s8, 8>>) -> tensor<1x!qnn.fixed<s8, -80>> {
  %y = qnn.requantize %x half_away saturate : tensor<1x!qnn.fixed<s8, 8>> -> tensor<1x!qnn.fixed<s8, -80>>
  return %y : tensor<1x!qnn.fixed<s8, -80>>
}
