// RUN: hls4mlir-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(qnn-sink-transposes))' | FileCheck %s
// RUN: hls4mlir-opt %s -split-input-file --pass-pipeline='builtin.module(func.func(qnn-sink-transposes{trace=true}))' | FileCheck %s --check-prefix=TRACE

// Between two convolutions nothing is left; what the host transposes is an attribute.
// CHECK-LABEL: func.func @layers(
// CHECK-SAME:    %[[X:.*]]: tensor<1x6x5x3xf32> {qnn.name = "x", qnn.permutation = array<i64: 0, 3, 1, 2>},
// CHECK-SAME:    -> (tensor<1x6x5x2xf32> {qnn.permutation = array<i64: 0, 3, 1, 2>}) {
// CHECK-NEXT:    %[[C:.*]] = qnn.convolution %[[X]], %{{.*}} -> tensor<1x6x5x4xf32>
// CHECK-NEXT:    %[[R:.*]] = qnn.relu %[[C]] : tensor<1x6x5x4xf32> -> tensor<1x6x5x4xf32>
// CHECK-NEXT:    %[[Q:.*]] = qnn.quantize %[[R]] scale dense<{{\[\[\[\[}}1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00]]]]> : tensor<1x1x1x4xf32> zero_point dense<0.000000e+00> : tensor<f32> bits dense<4> : tensor<1x1x1x1xi32> half_even : tensor<1x6x5x4xf32>
// CHECK-NEXT:    %[[N:.*]] = qnn.batch_norm %[[Q]] {{.*}} axis 3 : tensor<1x6x5x4xf32>
// CHECK-NEXT:    %[[D:.*]] = qnn.convolution %[[N]], %{{.*}} -> tensor<1x6x5x2xf32>
// CHECK-NEXT:    return %[[D]]
// TRACE-LABEL: func.func @layers(
// TRACE:         %[[R:.*]] = qnn.relu %{{.*}} : tensor<1x6x5x4xf32> -> tensor<1x6x5x4xf32>
// TRACE-NEXT:    qnn.transpose %[[R]] [0, 3, 1, 2] {qnn.tensors = ["relu"]} : tensor<1x6x5x4xf32> -> tensor<1x4x6x5xf32>
func.func @layers(%x: tensor<1x3x6x5xf32> {qnn.name = "x"}, %v: tensor<4x1x1x3xf32>, %w: tensor<2x1x1x4xf32>) -> tensor<1x2x6x5xf32> {
  %0 = qnn.transpose %x [0, 2, 3, 1] : tensor<1x3x6x5xf32> -> tensor<1x6x5x3xf32>
  %1 = qnn.convolution %0, %v strides [1, 1] padding [0, 0], [0, 0] dilations [1, 1] groups 1 : tensor<1x6x5x3xf32>, tensor<4x1x1x3xf32> -> tensor<1x6x5x4xf32>
  %2 = qnn.transpose %1 [0, 3, 1, 2] : tensor<1x6x5x4xf32> -> tensor<1x4x6x5xf32>
  %3 = qnn.relu %2 {qnn.tensors = ["relu"]} : tensor<1x4x6x5xf32> -> tensor<1x4x6x5xf32>
  %4 = qnn.quantize %3 scale dense<[[[1.0]], [[2.0]], [[3.0]], [[4.0]]]> : tensor<4x1x1xf32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<1x1x1xi32> half_even : tensor<1x4x6x5xf32>
  %5 = qnn.batch_norm %4 gamma dense<1.0> : tensor<4xf32> beta dense<0.0> : tensor<4xf32> mean dense<0.5> : tensor<4xf32> variance dense<2.0> : tensor<4xf32> epsilon 1.0e-5 axis 1 : tensor<1x4x6x5xf32>
  %6 = qnn.transpose %5 [0, 2, 3, 1] : tensor<1x4x6x5xf32> -> tensor<1x6x5x4xf32>
  %7 = qnn.convolution %6, %w strides [1, 1] padding [0, 0], [0, 0] dilations [1, 1] groups 1 : tensor<1x6x5x4xf32>, tensor<2x1x1x4xf32> -> tensor<1x6x5x2xf32>
  %8 = qnn.transpose %7 [0, 3, 1, 2] : tensor<1x6x5x2xf32> -> tensor<1x2x6x5xf32>
  return %8 : tensor<1x2x6x5xf32>
}

// -----

// Every dimension by number: axes, amounts and factors move with the dimensions.
// CHECK-LABEL: func.func @numbers(
// CHECK:         qnn.pool max %arg0
// CHECK-NEXT:    %[[P:.*]] = qnn.pad %{{.*}} low [0, 1, 2, 0] high [0, 3, 0, 0] interior [0, 0, 0, 0] : tensor<1x4x6x2xf32> -> tensor<1x8x8x2xf32>
// CHECK-NEXT:    %[[S:.*]] = qnn.slice %[[P]] offsets [0, 1, 0, 1] sizes [1, 4, 8, 1] strides [1, 2, 1, 1] : tensor<1x8x8x2xf32> -> tensor<1x4x8x1xf32>
// CHECK-NEXT:    %[[R:.*]] = qnn.repeat %[[S]] factors [1, 2, 1, 1] : tensor<1x4x8x1xf32> -> tensor<1x8x8x1xf32>
// CHECK-NEXT:    %[[C:.*]] = qnn.concat %[[R]], %[[R]] axis 3 : tensor<1x8x8x1xf32>, tensor<1x8x8x1xf32> -> tensor<1x8x8x2xf32>
// CHECK-NEXT:    %[[M:.*]] = qnn.softmax %[[C]] axis 3 : tensor<1x8x8x2xf32>
// CHECK-NEXT:    %[[T:.*]] = qnn.reduce sum %[[M]] axes [1, 2] : tensor<1x8x8x2xf32> -> tensor<1x1x1x2xf32>
// Where only dimensions of extent 1 change places, nothing moves.
// CHECK-NEXT:    %[[F:.*]] = qnn.reshape %[[T]] : tensor<1x1x1x2xf32> -> tensor<1x2xf32>
// CHECK-NEXT:    return %[[F]]
func.func @numbers(%x: tensor<1x4x6x2xf32>) -> tensor<1x2xf32> {
  %p = qnn.pool max %x window [1, 1] strides [1, 1] padding [0, 0], [0, 0] dilations [1, 1] : tensor<1x4x6x2xf32> -> tensor<1x4x6x2xf32>
  %0 = qnn.transpose %p [0, 3, 1, 2] : tensor<1x4x6x2xf32> -> tensor<1x2x4x6xf32>
  %1 = qnn.pad %0 low [0, 0, 1, 2] high [0, 0, 3, 0] interior [0, 0, 0, 0] : tensor<1x2x4x6xf32> -> tensor<1x2x8x8xf32>
  %2 = qnn.slice %1 offsets [0, 1, 1, 0] sizes [1, 1, 4, 8] strides [1, 1, 2, 1] : tensor<1x2x8x8xf32> -> tensor<1x1x4x8xf32>
  %3 = qnn.repeat %2 factors [1, 1, 2, 1] : tensor<1x1x4x8xf32> -> tensor<1x1x8x8xf32>
  %4 = qnn.concat %3, %3 axis 1 : tensor<1x1x8x8xf32>, tensor<1x1x8x8xf32> -> tensor<1x2x8x8xf32>
  %5 = qnn.softmax %4 axis 1 : tensor<1x2x8x8xf32>
  %6 = qnn.reduce sum %5 axes [2, 3] : tensor<1x2x8x8xf32> -> tensor<1x2x1x1xf32>
  %7 = qnn.reshape %6 : tensor<1x2x1x1xf32> -> tensor<1x2xf32>
  return %7 : tensor<1x2xf32>
}

// -----

// Behind a flattening the rows of the matrix are permuted, and parameters per feature with them.
// CHECK-LABEL: func.func @flatten(
// CHECK:         %[[P:.*]] = qnn.pool max %arg0
// CHECK-NEXT:    %[[F:.*]] = qnn.reshape %[[P]] : tensor<1x1x2x2xf32> -> tensor<1x4xf32>
// CHECK-NEXT:    %[[Q:.*]] = qnn.quantize %[[F]] scale dense<{{\[\[}}1.000000e+00, 3.000000e+00, 2.000000e+00, 4.000000e+00]]> : tensor<1x4xf32>
// CHECK:         %[[W:.*]] = arith.constant
// CHECK-NEXT:    %[[A:.*]] = qnn.reshape %[[W]] : tensor<4x3xf32> -> tensor<1x2x1x2x3xf32>
// CHECK-NEXT:    %[[B:.*]] = qnn.transpose %[[A]] [0, 2, 3, 1, 4] : tensor<1x2x1x2x3xf32> -> tensor<1x1x2x2x3xf32>
// CHECK-NEXT:    %[[C:.*]] = qnn.reshape %[[B]] : tensor<1x1x2x2x3xf32> -> tensor<4x3xf32>
// CHECK-NEXT:    qnn.matmul %[[Q]], %[[C]] : tensor<1x4xf32>, tensor<4x3xf32> -> tensor<1x3xf32>
func.func @flatten(%x: tensor<1x1x2x2xf32>) -> tensor<1x3xf32> {
  %p = qnn.pool max %x window [1, 1] strides [1, 1] padding [0, 0], [0, 0] dilations [1, 1] : tensor<1x1x2x2xf32> -> tensor<1x1x2x2xf32>
  %0 = qnn.transpose %p [0, 3, 1, 2] : tensor<1x1x2x2xf32> -> tensor<1x2x1x2xf32>
  %1 = qnn.reshape %0 : tensor<1x2x1x2xf32> -> tensor<1x4xf32>
  %2 = qnn.quantize %1 scale dense<[[1.0, 2.0, 3.0, 4.0]]> : tensor<1x4xf32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> half_even : tensor<1x4xf32>
  %w = arith.constant dense<1.0> : tensor<4x3xf32>
  %3 = qnn.matmul %2, %w : tensor<1x4xf32>, tensor<4x3xf32> -> tensor<1x3xf32>
  return %3 : tensor<1x3xf32>
}

// -----

// What needs the order of the source gets a transposition, once.
// CHECK-LABEL: func.func @needed(
// CHECK:         %[[P:.*]] = qnn.pool max %arg0
// CHECK-NEXT:    %[[T:.*]] = qnn.transpose %[[P]] [0, 3, 1, 2] : tensor<1x3x2x2xf32> -> tensor<1x2x3x2xf32>
// CHECK-NEXT:    %[[A:.*]] = qnn.reshape %[[T]] : tensor<1x2x3x2xf32> -> tensor<1x3x4xf32>
// CHECK-NEXT:    %[[B:.*]] = qnn.reshape %[[T]] : tensor<1x2x3x2xf32> -> tensor<1x4x3xf32>
// CHECK-NEXT:    return %[[A]], %[[B]]
func.func @needed(%x: tensor<1x3x2x2xf32>) -> (tensor<1x3x4xf32>, tensor<1x4x3xf32>) {
  %p = qnn.pool max %x window [1, 1] strides [1, 1] padding [0, 0], [0, 0] dilations [1, 1] : tensor<1x3x2x2xf32> -> tensor<1x3x2x2xf32>
  %0 = qnn.transpose %p [0, 3, 1, 2] : tensor<1x3x2x2xf32> -> tensor<1x2x3x2xf32>
  %1 = qnn.reshape %0 : tensor<1x2x3x2xf32> -> tensor<1x3x4xf32>
  %2 = qnn.reshape %0 : tensor<1x2x3x2xf32> -> tensor<1x4x3xf32>
  return %1, %2 : tensor<1x3x4xf32>, tensor<1x4x3xf32>
}

// -----

// Clamps, leaky rectifiers and functions act on elements; slopes per channel go along.
// CHECK-LABEL: func.func @activations
// CHECK-NOT: qnn.transpose
// CHECK: qnn.clamp
// CHECK: qnn.leaky_relu %{{.*}} slope dense<{{\[\[\[}}[1.000000e-01, 2.000000e-01]]]]> : tensor<1x1x1x2xf32>
// CHECK: qnn.unary<tanh>
func.func @activations(%x: tensor<1x4x4x2xf32> {qnn.name = "x"}) -> (tensor<1x4x4x2xf32> {qnn.name = "y"}) {
  %t = qnn.transpose %x [0, 3, 1, 2] : tensor<1x4x4x2xf32> -> tensor<1x2x4x4xf32>
  %c = qnn.clamp %t low dense<-1.0> : tensor<f32> high dense<6.0> : tensor<f32> : tensor<1x2x4x4xf32>
  %l = qnn.leaky_relu %c slope dense<[[[0.1]], [[0.2]]]> : tensor<2x1x1xf32> : tensor<1x2x4x4xf32>
  %u = qnn.unary<tanh> %l : tensor<1x2x4x4xf32>
  %y = qnn.transpose %u [0, 2, 3, 1] : tensor<1x2x4x4xf32> -> tensor<1x4x4x2xf32>
  return %y : tensor<1x4x4x2xf32>
}

// -----

// Quantizers of every kind act on elements; their parameters per channel go along, and rows of thresholds stay where
// the channels are.
// CHECK-LABEL: func.func @quantizers
// CHECK-NOT: qnn.transpose
// CHECK: qnn.quantize_linear %{{.*}} scale dense<{{\[\[\[}}[1.000000e-01, 2.000000e-01]]]]> : tensor<1x1x1x2xf32>
// CHECK: qnn.truncate %{{.*}} shift dense<{{\[\[\[}}[1, 2]]]]> : tensor<1x1x1x2xi32>
// CHECK: qnn.multi_threshold %{{.*}} thresholds dense<{{\[\[}}1.000000e+00, 2.000000e+00, 3.000000e+00], [4.000000e+00, 5.000000e+00, 6.000000e+00]]> : tensor<2x3xf32> axis 3
func.func @quantizers(%x: tensor<1x4x4x2xf32> {qnn.name = "x"}) -> (tensor<1x4x4x2xf32> {qnn.name = "y"}) {
  %t = qnn.transpose %x [0, 3, 1, 2] : tensor<1x4x4x2xf32> -> tensor<1x2x4x4xf32>
  %q = qnn.quantize_linear %t scale dense<[[[0.1]], [[0.2]]]> : tensor<2x1x1xf32> zero_point dense<0.0> : tensor<f32> range [0, 255] : tensor<1x2x4x4xf32>
  %u = qnn.truncate %q scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> shift dense<[[[1]], [[2]]]> : tensor<2x1x1xi32> floor
         to scale dense<0.5> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> : tensor<1x2x4x4xf32>
  %m = qnn.multi_threshold %u thresholds dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : tensor<2x3xf32> axis 1 scale 1.0 offset 0.0 : tensor<1x2x4x4xf32>
  %y = qnn.transpose %m [0, 2, 3, 1] : tensor<1x2x4x4xf32> -> tensor<1x4x4x2xf32>
  return %y : tensor<1x4x4x2xf32>
}

// -----

// Behind a flattening every feature has a row of its own, and the rows are permuted.
// CHECK-LABEL: func.func @flat_thresholds(
// CHECK: qnn.multi_threshold %{{.*}} thresholds dense<{{\[\[}}1.000000e+00, 5.000000e+00], [3.000000e+00, 7.000000e+00], [2.000000e+00, 6.000000e+00], [4.000000e+00, 8.000000e+00]]> : tensor<4x2xf32> axis 1
func.func @flat_thresholds(%x: tensor<1x1x2x2xf32>) -> tensor<1x3xf32> {
  %p = qnn.pool max %x window [1, 1] strides [1, 1] padding [0, 0], [0, 0] dilations [1, 1] : tensor<1x1x2x2xf32> -> tensor<1x1x2x2xf32>
  %0 = qnn.transpose %p [0, 3, 1, 2] : tensor<1x1x2x2xf32> -> tensor<1x2x1x2xf32>
  %1 = qnn.reshape %0 : tensor<1x2x1x2xf32> -> tensor<1x4xf32>
  %2 = qnn.multi_threshold %1 thresholds dense<[[1.0, 5.0], [2.0, 6.0], [3.0, 7.0], [4.0, 8.0]]> : tensor<4x2xf32> axis 1 scale 1.0 offset 0.0 : tensor<1x4xf32>
  %w = arith.constant dense<1.0> : tensor<4x3xf32>
  %3 = qnn.matmul %2, %w : tensor<1x4xf32>, tensor<4x3xf32> -> tensor<1x3xf32>
  return %3 : tensor<1x3xf32>
}
