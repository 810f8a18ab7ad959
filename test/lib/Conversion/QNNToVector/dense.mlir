// RUN: hls4mlir-opt %s --convert-qnn-to-vector --canonicalize --cse | FileCheck %s

// The weight remains for the caller, who finds the data of the arguments by it.
// CHECK: qnn.weight @kernel
// CHECK: qnn.weight @bias
qnn.weight @kernel dense<[[1, -2, 3], [0, 3, 1]]> : tensor<2x3xi8> as !qnn.fixed<s6, 1>
qnn.weight @bias dense<[1, -2]> : tensor<2xi16> as !qnn.fixed<s12, 4>

// Codes of 8 bits come in lanes of i8, sums of 18 bits in lanes of i32. The two rows are computed in one loop
// over the inputs, and requantized where they are computed: the sum has no buffer.
// CHECK-LABEL: func.func @dense(
// CHECK-SAME:    %[[X:.*]]: memref<64x3xi64> {qnn.name = "x"}, %[[Y:.*]]: memref<64x2xi64> {qnn.name = "y"}
// CHECK-SAME:    %[[BIAS:.*]]: memref<2xi16> {qnn.weight = @bias}, %[[KERNEL:.*]]: memref<6xi8> {qnn.weight = @kernel}
// CHECK-SAME:    %[[SCRATCH:.*]]: memref<320xi8>)
// CHECK:         %[[PACKED:.*]] = memref.view %[[SCRATCH]]{{.*}} to memref<192xi8>
// CHECK:         scf.for
// CHECK:           scf.for
// CHECK:             %[[CODE:.*]] = memref.load %[[X]]
// CHECK:             %[[NARROW:.*]] = arith.trunci %[[CODE]] : i64 to i8
// CHECK:             memref.store %[[NARROW]], %[[PACKED]]
// CHECK:         %[[RESULT:.*]] = memref.view %[[SCRATCH]]{{.*}} to memref<128xi8>
// CHECK:         %[[SUMS:.*]]:2 = scf.for %[[I:.*]] = {{.*}} iter_args(%[[SUM0:.*]] = %{{.*}}, %[[SUM1:.*]] = %{{.*}})
// CHECK:           %[[LOADED:.*]] = vector.load %[[PACKED]]{{.*}} vector<64xi8>
// CHECK:           %[[INPUT:.*]] = arith.extsi %[[LOADED]] : vector<64xi8> to vector<64xi32>
// CHECK:           %[[W0:.*]] = memref.load %[[KERNEL]][%[[I]]]
// CHECK:           %[[P0:.*]] = arith.muli %[[INPUT]]
// CHECK:           %[[NEXT0:.*]] = arith.addi %[[SUM0]], %[[P0]] : vector<64xi32>
// CHECK:           %[[P1:.*]] = arith.muli %[[INPUT]]
// CHECK:           %[[NEXT1:.*]] = arith.addi %[[SUM1]], %[[P1]] : vector<64xi32>
// CHECK:           scf.yield %[[NEXT0]], %[[NEXT1]]
// The bias has steps of 2^-8, the sum of 2^-10.
// CHECK:         %[[B0:.*]] = memref.load %[[BIAS]]
// CHECK:         arith.shli
// CHECK:         arith.addi %[[SUMS]]#0
// CHECK-COUNT-2: vector.store %{{.*}}, %[[RESULT]]{{.*}} vector<64xi8>
// CHECK:         arith.extui %{{.*}} : i8 to i64
// CHECK:         memref.store %{{.*}}, %[[Y]]
func.func @dense(%x: tensor<1x3x!qnn.fixed<s8, 3>> {qnn.name = "x"})
    -> (tensor<1x2x!qnn.fixed<u4, 2>> {qnn.name = "y"}) {
  %acc = qnn.dense %x, @kernel bias @bias : tensor<1x3x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s18, 8>>
  %y = qnn.requantize %acc half_even saturate
         : tensor<1x2x!qnn.fixed<s18, 8>> -> tensor<1x2x!qnn.fixed<u4, 2>>
  return %y : tensor<1x2x!qnn.fixed<u4, 2>>
}
