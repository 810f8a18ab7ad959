// RUN: hls4mlir-opt %s --qnn-narrow-types --split-input-file | FileCheck %s

#in = #qnn.input<!qnn.fixed<u4, 4>, scale = 1.0, zero_point = 0.0, low = 0, high = 12, half_even>

qnn.weight @three dense<3> : tensor<i8> as !qnn.fixed<u2, 2>
qnn.weight @kernel dense<[[1, 1], [2, -1]]> : tensor<2x2xi8> as !qnn.fixed<s3, 3>

// The accumulator: -12 to 24, then no more than 24. What leaves the function keeps its type.
// CHECK-LABEL: func.func @accumulator
// CHECK: qnn.dense %{{.*}} -> tensor<1x2x!qnn.fixed<s6, 6>>
// CHECK: qnn.requantize %{{.*}} half_even saturate : tensor<1x2x!qnn.fixed<s6, 6>> -> tensor<1x2x!qnn.fixed<u5, 5>>
// CHECK: qnn.requantize %{{.*}} half_even saturate : tensor<1x2x!qnn.fixed<u5, 5>> -> tensor<1x2x!qnn.fixed<u8, 8>>
func.func @accumulator(%x: tensor<1x2x!qnn.fixed<u4, 4>> {qnn.input = #in}) -> tensor<1x2x!qnn.fixed<u8, 8>> {
  %m = qnn.dense %x, @kernel : tensor<1x2x!qnn.fixed<u4, 4>> -> tensor<1x2x!qnn.fixed<s20, 20>>
  %q = qnn.requantize %m half_even saturate : tensor<1x2x!qnn.fixed<s20, 20>> -> tensor<1x2x!qnn.fixed<u10, 10>>
  %r = qnn.requantize %q half_even saturate : tensor<1x2x!qnn.fixed<u10, 10>> -> tensor<1x2x!qnn.fixed<u8, 8>>
  return %r : tensor<1x2x!qnn.fixed<u8, 8>>
}

// A sum of at most 15 needs no fifth bit; an operation that takes the sum apart sees four.
// CHECK-LABEL: func.func @sum
// CHECK: %[[S:.*]] = qnn.add
// CHECK-SAME: -> tensor<1x2x!qnn.fixed<u5, 5>>
// CHECK: %[[C:.*]] = qnn.requantize %[[S]] floor wrap : tensor<1x2x!qnn.fixed<u5, 5>> -> tensor<1x2x!qnn.fixed<u4, 4>>
// CHECK: qnn.mul %[[C]]
func.func @sum(%x: tensor<1x2x!qnn.fixed<u4, 4>> {qnn.input = #in}) -> tensor<1x2x!qnn.fixed<u8, 8>> {
  %c = qnn.get_weight @three : tensor<!qnn.fixed<u2, 2>>
  %s = qnn.add %x, %c : tensor<1x2x!qnn.fixed<u4, 4>>, tensor<!qnn.fixed<u2, 2>> -> tensor<1x2x!qnn.fixed<u5, 5>>
  %p = qnn.mul %s, %s : tensor<1x2x!qnn.fixed<u5, 5>>, tensor<1x2x!qnn.fixed<u5, 5>> -> tensor<1x2x!qnn.fixed<u10, 10>>
  %r = qnn.requantize %p half_even saturate : tensor<1x2x!qnn.fixed<u10, 10>> -> tensor<1x2x!qnn.fixed<u8, 8>>
  return %r : tensor<1x2x!qnn.fixed<u8, 8>>
}

// An accumulator that the user makes too small wraps, and goes on to wrap in the same width.
// CHECK-LABEL: func.func @wraps
// CHECK: qnn.requantize %{{.*}} floor wrap : tensor<1x2x!qnn.fixed<s6, 6>> -> tensor<1x2x!qnn.fixed<s4, 4>>
// CHECK: qnn.requantize %{{.*}} floor wrap : tensor<1x2x!qnn.fixed<s4, 4>> -> tensor<1x2x!qnn.fixed<u4, 4>>
func.func @wraps(%x: tensor<1x2x!qnn.fixed<u4, 4>> {qnn.input = #in}) -> tensor<1x2x!qnn.fixed<u8, 8>> {
  %m = qnn.dense %x, @kernel : tensor<1x2x!qnn.fixed<u4, 4>> -> tensor<1x2x!qnn.fixed<s6, 6>>
  %w = qnn.requantize %m floor wrap : tensor<1x2x!qnn.fixed<s6, 6>> -> tensor<1x2x!qnn.fixed<s4, 4>>
  %a = qnn.requantize %w floor wrap : tensor<1x2x!qnn.fixed<s4, 4>> -> tensor<1x2x!qnn.fixed<u4, 4>>
  %r = qnn.requantize %a half_even saturate : tensor<1x2x!qnn.fixed<u4, 4>> -> tensor<1x2x!qnn.fixed<u8, 8>>
  return %r : tensor<1x2x!qnn.fixed<u8, 8>>
}

// Codes between the ends of the narrower type stay clipped where they were.
// CHECK-LABEL: func.func @clamped
// CHECK: qnn.requantize %{{.*}} half_even saturate clamp [0, 9] : tensor<1x2x!qnn.fixed<u4, 4>> -> tensor<1x2x!qnn.fixed<u4, 4>>
func.func @clamped(%x: tensor<1x2x!qnn.fixed<u4, 4>> {qnn.input = #in}) -> tensor<1x2x!qnn.fixed<u8, 8>> {
  %q = qnn.requantize %x half_even saturate clamp [-9, 9] : tensor<1x2x!qnn.fixed<u4, 4>> -> tensor<1x2x!qnn.fixed<s8, 8>>
  %r = qnn.requantize %q half_even saturate : tensor<1x2x!qnn.fixed<s8, 8>> -> tensor<1x2x!qnn.fixed<u8, 8>>
  return %r : tensor<1x2x!qnn.fixed<u8, 8>>
}

// Types of what only moves or renames numbers follow.
// CHECK-LABEL: func.func @follows
// CHECK: qnn.reshape %{{.*}} -> tensor<2x!qnn.fixed<u4, 4>>
// CHECK: qnn.reinterpret %{{.*}} -> tensor<2x!qnn.fixed<u4, 3>>
func.func @follows(%x: tensor<1x2x!qnn.fixed<u4, 4>> {qnn.input = #in}) -> tensor<2x!qnn.fixed<u8, 8>> {
  %q = qnn.requantize %x half_even saturate : tensor<1x2x!qnn.fixed<u4, 4>> -> tensor<1x2x!qnn.fixed<s8, 8>>
  %s = qnn.reshape %q : tensor<1x2x!qnn.fixed<s8, 8>> -> tensor<2x!qnn.fixed<s8, 8>>
  %h = qnn.reinterpret %s : tensor<2x!qnn.fixed<s8, 8>> -> tensor<2x!qnn.fixed<s8, 7>>
  %r = qnn.requantize %h half_even saturate : tensor<2x!qnn.fixed<s8, 7>> -> tensor<2x!qnn.fixed<u8, 8>>
  return %r : tensor<2x!qnn.fixed<u8, 8>>
}

// -----

qnn.weight @three dense<3> : tensor<1x1xi8> as !qnn.fixed<u2, 2>
qnn.weight @passed dense<[[-9, 2]]> : tensor<1x2xi8> as !qnn.fixed<s8, 8>

// No input is below the first threshold, yet codes are counted from -1.
// CHECK-LABEL: func.func @always_passed
// CHECK: qnn.threshold {{.*}} -> tensor<1x1x!qnn.fixed<s2, 2>>
func.func @always_passed(%x: tensor<1x1x!qnn.fixed<u2, 2>>) -> tensor<1x1x!qnn.fixed<u5, 5>> {
  %c = qnn.get_weight @three : tensor<1x1x!qnn.fixed<u2, 2>>
  %t = qnn.threshold %x, @passed first [-1] step [1] : tensor<1x1x!qnn.fixed<u2, 2>> -> tensor<1x1x!qnn.fixed<s8, 8>>
  %s = qnn.mul %t, %c : tensor<1x1x!qnn.fixed<s8, 8>>, tensor<1x1x!qnn.fixed<u2, 2>> -> tensor<1x1x!qnn.fixed<s10, 10>>
  %r = qnn.requantize %s floor saturate : tensor<1x1x!qnn.fixed<s10, 10>> -> tensor<1x1x!qnn.fixed<u5, 5>>
  return %r : tensor<1x1x!qnn.fixed<u5, 5>>
}

// -----

#in = #qnn.input<!qnn.fixed<u4, 4>, scale = 1.0, zero_point = 0.0, low = 0, high = 12, half_even>

// The code of the padding needs the type, also behind what moves elements.
// CHECK-LABEL: func.func @padded
// CHECK: qnn.requantize %{{.*}} half_even saturate : tensor<1x2x!qnn.fixed<u4, 4>> -> tensor<1x2x!qnn.fixed<u8, 8>>
// CHECK: qnn.pad %{{.*}} value 200 : tensor<2x1x!qnn.fixed<u8, 8>>
func.func @padded(%x: tensor<1x2x!qnn.fixed<u4, 4>> {qnn.input = #in}) -> tensor<3x1x!qnn.fixed<u8, 8>> {
  %q = qnn.requantize %x half_even saturate : tensor<1x2x!qnn.fixed<u4, 4>> -> tensor<1x2x!qnn.fixed<u8, 8>>
  %t = qnn.transpose %q [1, 0] : tensor<1x2x!qnn.fixed<u8, 8>> -> tensor<2x1x!qnn.fixed<u8, 8>>
  %p = qnn.pad %t low [1, 0] high [0, 0] interior [0, 0] value 200 : tensor<2x1x!qnn.fixed<u8, 8>> -> tensor<3x1x!qnn.fixed<u8, 8>>
  return %p : tensor<3x1x!qnn.fixed<u8, 8>>
}

// -----

#in = #qnn.input<!qnn.fixed<u4, 4>, scale = 1.0, zero_point = 0.0, low = 0, high = 12, half_even>
qnn.weight @threes dense<3> : tensor<1x2xi8> as !qnn.fixed<u2, 2>

// Of 0 to 12 and 3, the smaller is 0 to 3, and three less than the larger 0 to 9.
// CHECK-LABEL: func.func @extremes
// CHECK: qnn.requantize %{{.*}} half_even saturate : {{.*}} -> tensor<1x2x!qnn.fixed<u2, 2>>
// CHECK: qnn.requantize %{{.*}} half_even saturate : {{.*}} -> tensor<1x2x!qnn.fixed<u4, 4>>
func.func @extremes(%x: tensor<1x2x!qnn.fixed<u4, 4>> {qnn.input = #in}) -> (tensor<1x2x!qnn.fixed<u8, 8>>, tensor<1x2x!qnn.fixed<u8, 8>>) {
  %c = qnn.get_weight @threes : tensor<1x2x!qnn.fixed<u2, 2>>
  %s = qnn.min %x, %c : tensor<1x2x!qnn.fixed<u4, 4>>, tensor<1x2x!qnn.fixed<u2, 2>> -> tensor<1x2x!qnn.fixed<u4, 4>>
  %q = qnn.requantize %s half_even saturate : tensor<1x2x!qnn.fixed<u4, 4>> -> tensor<1x2x!qnn.fixed<u8, 8>>
  %l = qnn.max %x, %c : tensor<1x2x!qnn.fixed<u4, 4>>, tensor<1x2x!qnn.fixed<u2, 2>> -> tensor<1x2x!qnn.fixed<u4, 4>>
  %d = qnn.sub %l, %c : tensor<1x2x!qnn.fixed<u4, 4>>, tensor<1x2x!qnn.fixed<u2, 2>> -> tensor<1x2x!qnn.fixed<s5, 5>>
  %r = qnn.requantize %d half_even saturate : tensor<1x2x!qnn.fixed<s5, 5>> -> tensor<1x2x!qnn.fixed<u8, 8>>
  %a = qnn.requantize %q half_even saturate : tensor<1x2x!qnn.fixed<u8, 8>> -> tensor<1x2x!qnn.fixed<u8, 8>>
  %b = qnn.requantize %r half_even saturate : tensor<1x2x!qnn.fixed<u8, 8>> -> tensor<1x2x!qnn.fixed<u8, 8>>
  return %a, %b : tensor<1x2x!qnn.fixed<u8, 8>>, tensor<1x2x!qnn.fixed<u8, 8>>
}

// -----

qnn.weight @largest dense<[[-1]]> : tensor<1x1xi64> as !qnn.fixed<u64, 64>
qnn.weight @entries dense<[0, 1, 2, -1]> : tensor<4xi64> as !qnn.fixed<u64, 64>

// Codes of 64 bits without a sign fill their storage: this weight is 2^64 - 1.
// CHECK-LABEL: func.func @largest_weight
// CHECK: qnn.dense %{{.*}} -> tensor<1x1x!qnn.fixed<u66, 66>>
// CHECK: qnn.lookup %{{.*}} -> tensor<1x1x!qnn.fixed<u64, 64>>
// CHECK: qnn.requantize %{{.*}} floor saturate : tensor<1x1x!qnn.fixed<u64, 64>> -> tensor<1x1x!qnn.fixed<s66, 66>>
func.func @largest_weight(%x: tensor<1x1x!qnn.fixed<u2, 2>>) -> (tensor<1x1x!qnn.fixed<s72, 72>>, tensor<1x1x!qnn.fixed<s66, 66>>) {
  %m = qnn.dense %x, @largest : tensor<1x1x!qnn.fixed<u2, 2>> -> tensor<1x1x!qnn.fixed<s72, 72>>
  %q = qnn.requantize %m floor saturate : tensor<1x1x!qnn.fixed<s72, 72>> -> tensor<1x1x!qnn.fixed<s72, 72>>
  %l = qnn.lookup %x, @entries : tensor<1x1x!qnn.fixed<u2, 2>> -> tensor<1x1x!qnn.fixed<u64, 64>>
  %r = qnn.requantize %l floor saturate : tensor<1x1x!qnn.fixed<u64, 64>> -> tensor<1x1x!qnn.fixed<s66, 66>>
  return %q, %r : tensor<1x1x!qnn.fixed<s72, 72>>, tensor<1x1x!qnn.fixed<s66, 66>>
}
