// RUN: hls4mlir-opt %s --split-input-file --qnn-apply-precision | FileCheck %s

// A dense layer: the matrix and the bias are constants of their own types, the sum has one and then the result.
// Names in the source model stay with what the next layer reads.
// CHECK-LABEL: func.func @dense
// CHECK-SAME: %[[X:.*]]: tensor<1x2xf32>
// CHECK: %[[K:.*]] = arith.constant dense<{{.*}}> : tensor<2x3xf32>
// CHECK: %[[W:.*]] = qnn.cast %[[K]] to <!qnn.fixed<s8, 1>, half_even, saturate> : tensor<2x3xf32>
// CHECK: %[[M:.*]] = qnn.matmul %[[X]], %[[W]] {qnn.reuse_factor = 2 : i64, qnn.tensors = ["product"]}
// CHECK: %[[C:.*]] = arith.constant dense<{{.*}}> : tensor<3xf32>
// CHECK: %[[B:.*]] = qnn.cast %[[C]] to <!qnn.fixed<s16, 6>, floor, wrap> : tensor<3xf32>
// CHECK: %[[S:.*]] = qnn.add %[[M]], %[[B]] : tensor<1x3xf32>, tensor<3xf32> -> tensor<1x3xf32>
// CHECK: %[[A:.*]] = qnn.cast %[[S]] to <!qnn.fixed<s20, 8>, floor, wrap> : tensor<1x3xf32>
// CHECK: %[[R:.*]] = qnn.cast %[[A]] to <!qnn.fixed<s16, 6>, half_even, saturate> {qnn.tensors = ["sum"]} : tensor<1x3xf32>
// CHECK: return %[[R]]
func.func @dense(%x: tensor<1x2xf32>) -> tensor<1x3xf32> {
  %k = arith.constant dense<[[0.3, -0.7, 0.0], [0.1, 0.9, 0.5]]> : tensor<2x3xf32>
  %m = qnn.matmul %x, %k {qnn.precision = {weight = #qnn.cast<!qnn.fixed<s8, 1>, half_even, saturate>}, qnn.tensors = ["product"], qnn.reuse_factor = 2}
         : tensor<1x2xf32>, tensor<2x3xf32> -> tensor<1x3xf32>
  %b = arith.constant dense<[0.25, -0.75, 0.1]> : tensor<3xf32>
  %s = qnn.add %m, %b {qnn.precision = {bias = #qnn.cast<!qnn.fixed<s16, 6>, floor, wrap>, accum = #qnn.cast<!qnn.fixed<s20, 8>, floor, wrap>,
                                        result = #qnn.cast<!qnn.fixed<s16, 6>, half_even, saturate>}, qnn.tensors = ["sum"]}
         : tensor<1x3xf32>, tensor<3xf32> -> tensor<1x3xf32>
  return %s : tensor<1x3xf32>
}

// -----

// The type is that of the number that meets the data: of the product of constants here, on the left.
// CHECK-LABEL: func.func @computed_constant
// CHECK: %[[T:.*]] = qnn.transpose
// CHECK: %[[P:.*]] = qnn.mul %[[T]], %{{.*}} : tensor<3x2xf32>, tensor<f32> -> tensor<3x2xf32>
// CHECK: %[[W:.*]] = qnn.cast %[[P]] to <!qnn.fixed<s8, 1>, half_even, saturate> : tensor<3x2xf32>
// CHECK: qnn.matmul %[[W]], %{{.*}} : tensor<3x2xf32>, tensor<2x1xf32> -> tensor<3x1xf32>
func.func @computed_constant(%x: tensor<2x1xf32>) -> tensor<3x1xf32> {
  %k = arith.constant dense<[[0.3, -0.7, 0.0], [0.1, 0.9, 0.5]]> : tensor<2x3xf32>
  %alpha = arith.constant dense<0.5> : tensor<f32>
  %t = qnn.transpose %k [1, 0] : tensor<2x3xf32> -> tensor<3x2xf32>
  %p = qnn.mul %t, %alpha : tensor<3x2xf32>, tensor<f32> -> tensor<3x2xf32>
  %m = qnn.matmul %p, %x {qnn.precision = {weight = #qnn.cast<!qnn.fixed<s8, 1>, half_even, saturate>}} : tensor<3x2xf32>, tensor<2x1xf32> -> tensor<3x1xf32>
  return %m : tensor<3x1xf32>
}

// -----

// Two layers that share a matrix may have it in different types.
// CHECK-LABEL: func.func @shared
// CHECK-DAG: %[[A:.*]] = qnn.cast %[[K:.*]] to <!qnn.fixed<s8, 1>, half_even, saturate> : tensor<2x2xf32>
// CHECK-DAG: %[[M:.*]] = qnn.matmul %{{.*}}, %[[A]]
// CHECK-DAG: %[[B:.*]] = qnn.cast %[[K]] to <!qnn.fixed<s4, 1>, half_even, saturate> : tensor<2x2xf32>
// CHECK-DAG: qnn.matmul %[[M]], %[[B]]
func.func @shared(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %k = arith.constant dense<[[0.3, -0.7], [0.1, 0.9]]> : tensor<2x2xf32>
  %m = qnn.matmul %x, %k {qnn.precision = {weight = #qnn.cast<!qnn.fixed<s8, 1>, half_even, saturate>}} : tensor<1x2xf32>, tensor<2x2xf32> -> tensor<1x2xf32>
  %n = qnn.matmul %m, %k {qnn.precision = {weight = #qnn.cast<!qnn.fixed<s4, 1>, half_even, saturate>}} : tensor<1x2xf32>, tensor<2x2xf32> -> tensor<1x2xf32>
  return %n : tensor<1x2xf32>
}

// -----

// The kernel of a convolution.
// CHECK-LABEL: func.func @convolution
// CHECK: %[[W:.*]] = qnn.cast %{{.*}} to <!qnn.fixed<s8, 1>, half_even, saturate>
// CHECK: qnn.convolution %{{.*}}, %[[W]]
func.func @convolution(%x: tensor<1x4x1xf32>) -> tensor<1x3x1xf32> {
  %k = arith.constant dense<0.3> : tensor<1x2x1xf32>
  %c = qnn.convolution %x, %k strides [1] padding [0], [0] dilations [1] groups 1
         {qnn.precision = {weight = #qnn.cast<!qnn.fixed<s8, 1>, half_even, saturate>}} : tensor<1x4x1xf32>, tensor<1x2x1xf32> -> tensor<1x3x1xf32>
  return %c : tensor<1x3x1xf32>
}

// -----

// Division is multiplication by the reciprocal, which has the type.
// CHECK-LABEL: func.func @division
// CHECK: %[[C:.*]] = arith.constant dense<3.000000e+00>
// CHECK: %[[ONE:.*]] = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK: %[[D:.*]] = qnn.div %[[ONE]], %[[C]] : tensor<f32>, tensor<f32> -> tensor<f32>
// CHECK: %[[S:.*]] = qnn.cast %[[D]] to <!qnn.fixed<u8, 0>, half_even, saturate> : tensor<f32>
// CHECK: qnn.mul %{{.*}}, %[[S]] {qnn.tensors = ["third"]}
func.func @division(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %c = arith.constant dense<3.0> : tensor<f32>
  %d = qnn.div %x, %c {qnn.precision = {scale = #qnn.cast<!qnn.fixed<u8, 0>, half_even, saturate>}, qnn.tensors = ["third"]} : tensor<1x2xf32>, tensor<f32> -> tensor<1x2xf32>
  return %d : tensor<1x2xf32>
}

// -----

// A batch normalization is a product and a sum: 2 / sqrt(4) = 1, 0.5 - 1 * 3 = -2.5.
// CHECK-LABEL: func.func @batch_norm
// CHECK: %[[G:.*]] = arith.constant dense<{{\[\[}}1.000000e+00, 5.000000e-01]]> : tensor<1x2xf32>
// CHECK: %[[S:.*]] = qnn.cast %[[G]] to <!qnn.fixed<s8, 2>, half_even, saturate> : tensor<1x2xf32>
// CHECK: %[[M:.*]] = qnn.mul %{{.*}}, %[[S]] : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
// CHECK: %[[O:.*]] = arith.constant dense<{{\[\[}}-2.500000e+00, 0.000000e+00]]> : tensor<1x2xf32>
// CHECK: %[[A:.*]] = qnn.add %[[M]], %[[O]] : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
// CHECK: %[[R:.*]] = qnn.cast %[[A]] to <!qnn.fixed<s16, 6>, half_even, saturate> {qnn.tensors = ["normalized"]}
// CHECK: return %[[R]]
func.func @batch_norm(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %n = qnn.batch_norm %x gamma dense<[2.0, 1.0]> : tensor<2xf32> beta dense<[0.5, 0.0]> : tensor<2xf32> mean dense<[3.0, 0.0]> : tensor<2xf32>
         variance dense<4.0> : tensor<2xf32> epsilon 0.0 axis 1
         {qnn.precision = {scale = #qnn.cast<!qnn.fixed<s8, 2>, half_even, saturate>, result = #qnn.cast<!qnn.fixed<s16, 6>, half_even, saturate>}, qnn.tensors = ["normalized"]}
         : tensor<1x2xf32>
  return %n : tensor<1x2xf32>
}

// -----

// Nothing is asked for, nothing changes.
// CHECK-LABEL: func.func @nothing
// CHECK-NOT: qnn.cast
func.func @nothing(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %r = qnn.relu %x {qnn.precision = {}} : tensor<1x2xf32> -> tensor<1x2xf32>
  return %r : tensor<1x2xf32>
}
