// RUN: hls4mlir-opt %s --split-input-file --qnn-lower-to-integer --canonicalize --verify-diagnostics | FileCheck %s

// Constants are exact numbers when they are rounded: 1/3 in steps of 2^-4 is 5.33 of them.
// CHECK: qnn.weight @fc_kernel dense<{{\[\[}}5, -11]]> : tensor<1x2xi8> as !qnn.fixed<s5, 1>
// CHECK-LABEL: func.func @constant
func.func @constant(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %one = arith.constant dense<[[1.0], [-2.0]]> : tensor<2x1xf32>
  %three = arith.constant dense<3.0> : tensor<f32>
  %k = qnn.div %one, %three : tensor<2x1xf32>, tensor<f32> -> tensor<2x1xf32>
  %w = qnn.cast %k to <!qnn.fixed<s5, 1>, half_even, saturate> : tensor<2x1xf32>
  %m = qnn.matmul %x, %w : tensor<1x2xf32>, tensor<2x1xf32> -> tensor<1x1xf32> loc("fc")
  return %m : tensor<1x1xf32>
}

// -----

// What is outside of a type becomes what the overflow mode says, and the user is told.
// CHECK: qnn.weight @fc_kernel dense<{{\[\[}}-8, 7]]>
// CHECK-LABEL: func.func @outside
func.func @outside(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %k = arith.constant dense<[[-1.5], [0.95]]> : tensor<2x1xf32>
  // expected-warning @+1 {{2 of 2 constants lie outside of '!qnn.fixed<s4, 1>' and become other numbers (saturate)}}
  %w = qnn.cast %k to <!qnn.fixed<s4, 1>, half_even, saturate> : tensor<2x1xf32>
  %m = qnn.matmul %x, %w : tensor<1x2xf32>, tensor<2x1xf32> -> tensor<1x1xf32> loc("fc")
  return %m : tensor<1x1xf32>
}

// -----

// A value is shifted; the modes are those of the cast.
// CHECK-LABEL: func.func @value
// CHECK: qnn.requantize %{{.*}} floor wrap : tensor<1x2x!qnn.fixed<s8, 4>> -> tensor<1x2x!qnn.fixed<s4, 2>>
func.func @value(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 4>, scale = 0.0625, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x2xf32> {
  %c = qnn.cast %x to <!qnn.fixed<s4, 2>, floor, wrap> : tensor<1x2xf32>
  return %c : tensor<1x2xf32>
}

// -----

// A type that holds every number changes none.
// CHECK-LABEL: func.func @wider
// CHECK-NEXT: %[[R:.*]] = qnn.relu %{{.*}} : tensor<1x2x!qnn.fixed<s8, 4>> -> tensor<1x2x!qnn.fixed<u7, 3>>
// CHECK-NEXT: return %[[R]]
func.func @wider(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 4>, scale = 0.0625, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x2xf32> {
  %c = qnn.cast %x to <!qnn.fixed<s16, 6>, floor, wrap> : tensor<1x2xf32>
  %r = qnn.relu %c : tensor<1x2xf32> -> tensor<1x2xf32>
  %d = qnn.cast %r to <!qnn.fixed<s8, 4>, floor, wrap> : tensor<1x2xf32>
  return %d : tensor<1x2xf32>
}

// -----

// The smallest code lies outside of a symmetric type.
// CHECK-LABEL: func.func @symmetric
// CHECK: qnn.requantize %{{.*}} half_even saturate_symmetric : tensor<1x2x!qnn.fixed<s8, 4>> -> tensor<1x2x!qnn.fixed<s8, 4>>
func.func @symmetric(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 4>, scale = 0.0625, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x2xf32> {
  %c = qnn.cast %x to <!qnn.fixed<s8, 4>, half_even, saturate_symmetric> : tensor<1x2xf32>
  return %c : tensor<1x2xf32>
}

// -----

// A scale per channel that is no power of two is multiplied by, in front of the cast.
// CHECK: qnn.weight @scaled_factor dense<[3, -5]> : tensor<2xi8> as !qnn.fixed<s4, 2>
// CHECK-LABEL: func.func @scaled
// CHECK: %[[M:.*]] = qnn.mul %{{.*}}, %{{.*}} : tensor<1x2x!qnn.fixed<s8, 4>>, tensor<2x!qnn.fixed<s4, 2>> -> tensor<1x2x!qnn.fixed<s12, 6>>
// CHECK: qnn.requantize %[[M]] half_even saturate : tensor<1x2x!qnn.fixed<s12, 6>> -> tensor<1x2x!qnn.fixed<s8, 4>>
func.func @scaled(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 4>, scale = 0.0625, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x2xf32> {
  %k = arith.constant dense<[[0.75, -1.25]]> : tensor<1x2xf32>
  %m = qnn.mul %x, %k : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
  %c = qnn.cast %m to <!qnn.fixed<s8, 4>, half_even, saturate> : tensor<1x2xf32> loc("scaled")
  return %c : tensor<1x2xf32>
}

// -----

// A third has no finite form: rounded exactly by thresholds, and then wrapped.
// CHECK-LABEL: func.func @wrapped
// CHECK: %[[T:.*]] = qnn.threshold %{{.*}} : tensor<1x2x!qnn.fixed<s4, 4>> -> tensor<1x2x!qnn.fixed<s4, 3>>
// CHECK: qnn.requantize %[[T]] half_even wrap : tensor<1x2x!qnn.fixed<s4, 3>> -> tensor<1x2x!qnn.fixed<s3, 2>>
func.func @wrapped(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x2xf32> {
  %three = arith.constant dense<3.0> : tensor<f32>
  %d = qnn.div %x, %three : tensor<1x2xf32>, tensor<f32> -> tensor<1x2xf32>
  %c = qnn.cast %d to <!qnn.fixed<s3, 2>, half_even, wrap> : tensor<1x2xf32>
  return %c : tensor<1x2xf32>
}

// -----

func.func @sign_magnitude(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x2xf32> {
  %three = arith.constant dense<3.0> : tensor<f32>
  %d = qnn.div %x, %three : tensor<1x2xf32>, tensor<f32> -> tensor<1x2xf32>
  // expected-error @+1 {{layer wraps in sign and magnitude numbers that have no finite binary form; use another overflow mode}}
  %c = qnn.cast %d to <!qnn.fixed<s3, 2>, half_even, wrap_sign_magnitude> : tensor<1x2xf32>
  return %c : tensor<1x2xf32>
}

// -----

func.func @wide_constant(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %k = arith.constant dense<[[-1.5], [0.95]]> : tensor<2x1xf32>
  // expected-error @+1 {{layer has constants of the type '!qnn.fixed<s80, 20>', and at most 62 bits are supported}}
  %w = qnn.cast %k to <!qnn.fixed<s80, 20>, half_even, saturate> : tensor<2x1xf32>
  %m = qnn.matmul %x, %w : tensor<1x2xf32>, tensor<2x1xf32> -> tensor<1x1xf32>
  return %m : tensor<1x1xf32>
}
