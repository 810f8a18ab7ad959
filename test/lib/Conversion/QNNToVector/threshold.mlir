// RUN: hls4mlir-opt %s --convert-qnn-to-vector --canonicalize --cse --split-input-file | FileCheck %s

// A few thresholds are compared one after the other; the step is added where they are reached.
qnn.weight @few dense<[[-3, 5]]> : tensor<1x2xi8> as !qnn.fixed<s8, 8>
// CHECK-LABEL: func.func @two
// CHECK-DAG:     %[[FIRST:.*]] = arith.constant dense<-1> : vector<64xi8>
// CHECK-DAG:     %[[STEP:.*]] = arith.constant dense<2> : vector<64xi8>
// CHECK:         %[[X:.*]] = vector.load %{{.*}} vector<64xi8>
// CHECK:         %[[T0:.*]] = vector.broadcast %{{.*}} : i8 to vector<64xi8>
// CHECK:         %[[R0:.*]] = arith.cmpi sge, %[[X]], %[[T0]] : vector<64xi8>
// CHECK:         %[[C0:.*]] = arith.select %[[R0]], %{{.*}}, %[[FIRST]]
// CHECK:         %[[R1:.*]] = arith.cmpi sge, %[[X]], %{{.*}} : vector<64xi8>
// CHECK:         %[[S1:.*]] = arith.addi %[[C0]], %[[STEP]]
// CHECK:         arith.select %[[R1]], %[[S1]], %[[C0]]
func.func @two(%x: tensor<4x!qnn.fixed<s8, 8>>) -> tensor<4x!qnn.fixed<s4, 4>> {
  %y = qnn.threshold %x, @few first [-1] step [2] : tensor<4x!qnn.fixed<s8, 8>> -> tensor<4x!qnn.fixed<s4, 4>>
  return %y : tensor<4x!qnn.fixed<s4, 4>>
}

// -----

// Many are compared in a loop; first codes that differ by row come from an array. A threshold of 9 bits, one
// step above the range of the input, makes the comparison one of 16 bits.
qnn.weight @many dense<[[1, 2, 3, 4, 5, 6], [10, 20, 30, 40, 50, 128]]> : tensor<2x6xi16> as !qnn.fixed<s9, 9>
// CHECK-LABEL: func.func @six
// CHECK:         %[[FIRST:.*]] = memref.get_global @many_first : memref<2xi64>
// CHECK:         %[[CODE:.*]] = memref.load %[[FIRST]]
// CHECK:         arith.trunci %[[CODE]] : i64 to i16
// CHECK:         scf.for %{{.*}} iter_args
// CHECK:           arith.cmpi sge, %{{.*}} : vector<64xi16>
// CHECK:           scf.yield
// CHECK:       memref.global "private" constant @many_first : memref<2xi64> = dense<[3, -4]>
func.func @six(%x: tensor<3x2x!qnn.fixed<s8, 8>>) -> tensor<3x2x!qnn.fixed<s5, 5>> {
  %y = qnn.threshold %x, @many first [3, -4] step [1]
         : tensor<3x2x!qnn.fixed<s8, 8>> -> tensor<3x2x!qnn.fixed<s5, 5>>
  return %y : tensor<3x2x!qnn.fixed<s5, 5>>
}

// -----

// Evenly spaced ones are a multiplication, an addition, a shift and a clip, whatever their number.
qnn.weight @spaced dense<[[2, 5, 8, 11, 14, 17]]> : tensor<1x6xi8> as !qnn.fixed<s8, 8>
qnn.weight @m dense<43> : tensor<i8> as !qnn.fixed<u6, -1>
qnn.weight @b dense<43> : tensor<i8> as !qnn.fixed<u6, -1>
// CHECK-LABEL: func.func @multiplied
// CHECK-NOT:     arith.cmpi
// CHECK:         %[[P:.*]] = arith.muli %{{.*}}, %{{.*}} : vector<64xi16>
// CHECK:         %[[S:.*]] = arith.addi %[[P]], %{{.*}} : vector<64xi16>
// CHECK:         %[[C:.*]] = arith.shrsi %[[S]], %{{.*}} : vector<64xi16>
// CHECK:         arith.maxsi
// CHECK:         arith.minsi
func.func @multiplied(%x: tensor<4x!qnn.fixed<s8, 8>>) -> tensor<4x!qnn.fixed<u3, 3>> {
  %y = qnn.threshold %x, @spaced first [0] step [1] form(#qnn.multiply_shift<@m, @b>)
         : tensor<4x!qnn.fixed<s8, 8>> -> tensor<4x!qnn.fixed<u3, 3>>
  return %y : tensor<4x!qnn.fixed<u3, 3>>
}
