// RUN: hls4mlir-opt %s --split-input-file --convert-qnn-to-vector="samples=8 floats=true" --canonicalize | FileCheck %s

// Floats are quantized before they are transposed, and results dequantized in float64.
// CHECK-LABEL: func.func @rows
// CHECK-SAME:    %[[X:[^ ]*]]: memref<8x8xf32> {qnn.name = "x"}, %[[Y:[^ ]*]]: memref<8x8xf32>
// CHECK:         vector.load %[[X]]
// CHECK:         arith.divf %{{.*}} : vector<8xf32>
// CHECK:         arith.addf %{{.*}} : vector<8xf32>
// CHECK:         math.roundeven %{{.*}} : vector<8xf32>
// CHECK:         arith.cmpf ogt
// CHECK:         arith.cmpf olt
// CHECK:         arith.fptosi %{{.*}} : vector<8xf32> to vector<8xi32>
// CHECK:         arith.trunci %{{.*}} : vector<8xi32> to vector<8xi8>
// CHECK:         vector.shuffle
// CHECK:         arith.sitofp %{{.*}} : vector<8xi32> to vector<8xf64>
// CHECK:         memref.load
// CHECK:         arith.truncf %{{.*}} : vector<8xf64> to vector<8xf32>
// CHECK:         vector.store %{{.*}}, %[[Y]]
// CHECK:       memref.global "private" constant @parameters
func.func @rows(%x: tensor<1x8x!qnn.fixed<s8, 3>> {qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s8, 3>, scale = 0.3, zero_point = 2.0, low = -128, high = 127, half_even>})
    -> (tensor<1x8x!qnn.fixed<s8, 3>> {qnn.dequantize = [#qnn.affine<dense<[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]> : tensor<8xf64>, dense<0.5> : tensor<f64>>]}) {
  return %x : tensor<1x8x!qnn.fixed<s8, 3>>
}

// -----

// Integers stay codes, and so does what nobody says how to quantize.
// CHECK-LABEL: func.func @codes
// CHECK-SAME:    memref<8x1xi64>, %{{[^ ]*}}: memref<8x1xi64>
func.func @codes(%x: tensor<1x!qnn.fixed<s8, 3>>) -> (tensor<1x!qnn.fixed<s8, 3>> {qnn.dequantize = [], qnn.integer}) {
  return %x : tensor<1x!qnn.fixed<s8, 3>>
}
