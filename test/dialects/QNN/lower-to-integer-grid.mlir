// RUN: hls4mlir-opt %s --split-input-file --verify-diagnostics --qnn-lower-to-integer | FileCheck %s

// The offset is 5/3 of the scale: three times the codes plus five is an integer, and exact.
// CHECK: qnn.weight @r_factor dense<3> : tensor<i8> as !qnn.fixed<u2, 2>
// CHECK: qnn.weight @r_offset dense<5> : tensor<i8> as !qnn.fixed<u3, 3>
// CHECK-LABEL: func.func @factor
// CHECK: %[[M:.*]] = qnn.mul
// CHECK: %[[A:.*]] = qnn.add %[[M]]
// CHECK: %[[R:.*]] = qnn.relu %[[A]]
// CHECK: qnn.dense %[[R]]
// CHECK-NOT: error_bound
func.func @factor(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.75, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %c = arith.constant dense<1.0> : tensor<1x1xf32>
  %b = arith.constant dense<1.25> : tensor<1xf32>
  %a = qnn.add %x, %b : tensor<1x1xf32>, tensor<1xf32> -> tensor<1x1xf32>
  %r = qnn.relu %a : tensor<1x1xf32> -> tensor<1x1xf32>
  %m = qnn.matmul %r, %c : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32> loc("r")
  return %m : tensor<1x1xf32>
}

// -----

// A channel whose scale is zero is its offset.
// CHECK: qnn.weight @fc_factor dense<[0, 1]>
// CHECK: qnn.weight @fc_offset dense<[1, 0]> : tensor<2xi8> as !qnn.fixed<u1, 2>
// CHECK-LABEL: func.func @zero_scale
// CHECK: qnn.relu
func.func @zero_scale(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %s = arith.constant dense<[0.0, 1.0]> : tensor<2xf32>
  %b = arith.constant dense<[2.0, 0.0]> : tensor<2xf32>
  %c = arith.constant dense<1.0> : tensor<2x1xf32>
  %a = qnn.mul %x, %s : tensor<1x2xf32>, tensor<2xf32> -> tensor<1x2xf32>
  %o = qnn.add %a, %b : tensor<1x2xf32>, tensor<2xf32> -> tensor<1x2xf32>
  %r = qnn.relu %o : tensor<1x2xf32> -> tensor<1x2xf32>
  %m = qnn.matmul %r, %c : tensor<1x2xf32>, tensor<2x1xf32> -> tensor<1x1xf32> loc("fc")
  return %m : tensor<1x1xf32>
}

// -----

// Two mantissas of 53 bits: no factor of 60 bits makes the offset an integer.
// CHECK-LABEL: func.func @rounded
// CHECK: qnn.add {{.*}}qnn.error_bound
// CHECK: qnn.relu
func.func @rounded(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.3, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %c = arith.constant dense<1.0> : tensor<1x1xf32>
  %s = arith.constant dense<0.7> : tensor<f32>
  %b = arith.constant dense<0.5> : tensor<1xf32>
  %t = qnn.mul %x, %s : tensor<1x1xf32>, tensor<f32> -> tensor<1x1xf32>
  %a = qnn.add %t, %b : tensor<1x1xf32>, tensor<1xf32> -> tensor<1x1xf32>
  %r = qnn.relu %a : tensor<1x1xf32> -> tensor<1x1xf32>
  // expected-remark@unknown {{layer 'fc' rounds an offset to steps of 2^-16 of its accumulator, with an error of up to}}
  %m = qnn.matmul %r, %c : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32> loc("fc")
  return %m : tensor<1x1xf32>
}

// -----

// Scales without a common step of few bits meet on a grid below the larger one, which stays exact.
// CHECK-LABEL: func.func @sum
// CHECK: %[[L:.*]] = qnn.mul
// CHECK: %[[R:.*]] = qnn.mul {{.*}}qnn.error_bound
// CHECK: qnn.add %[[L]], %[[R]]
func.func @sum(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.3, zero_point = 0.0, low = -8, high = 7, half_even>},
               %y: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.7, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %c = arith.constant dense<0.333> : tensor<f32>
  %z = qnn.mul %y, %c : tensor<1x1xf32>, tensor<f32> -> tensor<1x1xf32>
  // expected-remark@unknown {{layer 's' rounds a scale to steps of 2^-16 of the largest that meets it, with an error of up to}}
  %s = qnn.add %x, %z : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32> loc("s")
  return %s : tensor<1x1xf32>
}

// -----

// Scales that differ by channel and position, before a product with a matrix: integers times one scale per position.
// CHECK-LABEL: func.func @positions
// CHECK: %[[M:.*]] = qnn.mul
// CHECK: qnn.dense %[[M]]
func.func @positions(%x: tensor<2x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<2x1xf32> {
  %s = arith.constant dense<[[0.5, 1.5], [0.3, 0.6]]> : tensor<2x2xf32>
  %b = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %c = arith.constant dense<1.0> : tensor<2x1xf32>
  %a = qnn.mul %x, %s : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<2x2xf32>
  %o = qnn.add %a, %b : tensor<2x2xf32>, tensor<2x2xf32> -> tensor<2x2xf32>
  %m = qnn.matmul %o, %c : tensor<2x2xf32>, tensor<2x1xf32> -> tensor<2x1xf32> loc("fc")
  return %m : tensor<2x1xf32>
}

// -----

// What is wider than the grid is not rounded where nothing is done with it.
// CHECK-LABEL: func.func @nothing_to_round
// CHECK-COUNT-3: qnn.mul
// CHECK-NOT: qnn.add
// CHECK-NOT: error_bound
// CHECK: return
func.func @nothing_to_round(%x: tensor<1x3xf32> {qnn.input = #qnn.input<!qnn.fixed<s16, 16>, scale = 1.0, zero_point = 0.0, low = -32768, high = 32767, half_even>}) -> tensor<1x3xf32> {
  %1 = qnn.mul %x, %x : tensor<1x3xf32>, tensor<1x3xf32> -> tensor<1x3xf32>
  %2 = qnn.mul %1, %1 : tensor<1x3xf32>, tensor<1x3xf32> -> tensor<1x3xf32>
  %3 = qnn.mul %2, %2 : tensor<1x3xf32>, tensor<1x3xf32> -> tensor<1x3xf32>
  return %3 : tensor<1x3xf32>
}

// -----

// Nor multiplied, where both have one scale.
// CHECK-LABEL: func.func @same_scales
// CHECK-COUNT-2: qnn.mul
// CHECK-NOT: qnn.mul
// CHECK: qnn.add
// CHECK-NOT: error_bound
// CHECK: return
func.func @same_scales(%x: tensor<1x3xf32> {qnn.input = #qnn.input<!qnn.fixed<s16, 16>, scale = 1.0, zero_point = 0.0, low = -32768, high = 32767, half_even>}) -> tensor<1x3xf32> {
  %1 = qnn.mul %x, %x : tensor<1x3xf32>, tensor<1x3xf32> -> tensor<1x3xf32>
  %2 = qnn.mul %1, %1 : tensor<1x3xf32>, tensor<1x3xf32> -> tensor<1x3xf32>
  %y = qnn.add %2, %2 : tensor<1x3xf32>, tensor<1x3xf32> -> tensor<1x3xf32>
  return %y : tensor<1x3xf32>
}
