// RUN: hls4mlir-opt %s --split-input-file --qnn-assign-input-types --qnn-lower-to-integer --canonicalize | FileCheck %s

// Scales that are powers of two: the bias is added to the accumulator, the rectifier and the quantizer are one shift.
// CHECK: qnn.weight @fc1_kernel dense<{{\[\[}}10, 3], [-22, 29]]> : tensor<2x2xi8> as !qnn.fixed<s6, 1>
// CHECK: qnn.weight @fc1_bias dense<[1, -3]> : tensor<2xi8> as !qnn.fixed<s3, 1>
// CHECK-LABEL: func.func @shift
// CHECK-SAME: %[[X:.*]]: tensor<1x2x!qnn.fixed<s8, 3>>
// CHECK: %[[A:.*]] = qnn.dense %[[X]], @fc1_kernel bias @fc1_bias {qnn.reuse_factor = 4 : i64} : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s14, 4>>
// CHECK: %[[Q:.*]] = qnn.requantize %[[A]] half_even saturate : tensor<1x2x!qnn.fixed<s14, 4>> -> tensor<1x2x!qnn.fixed<u6, 0>>
// CHECK: return %[[Q]]
func.func @shift(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 3>, scale = 0.03125, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x2xf32> {
  %k = arith.constant dense<[[0.3, -0.7], [0.1, 0.9]]> : tensor<2x2xf32>
  %w = qnn.quantize %k scale dense<0.03125> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i32> half_even signed : tensor<2x2xf32>
  %m = qnn.matmul %x, %w {qnn.reuse_factor = 4 : i64} : tensor<1x2xf32>, tensor<2x2xf32> -> tensor<1x2xf32> loc("fc1")
  %b = arith.constant dense<[0.25, -0.75]> : tensor<2xf32>
  %a = qnn.add %m, %b : tensor<1x2xf32>, tensor<2xf32> -> tensor<1x2xf32>
  %r = qnn.relu %a : tensor<1x2xf32> -> tensor<1x2xf32>
  %q = qnn.quantize %r scale dense<0.015625> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i32> half_even : tensor<1x2xf32>
  return %q : tensor<1x2xf32>
}

// -----

// A bias of no finite form is decided exactly by one bit below the grid of the accumulator: 0.3 is not on
// multiples of 2^-5, so half of the lowest bit stands for the rest.
// CHECK: qnn.weight @fc_bias dense<19> : tensor<1xi8> as !qnn.fixed<u5, -1>
// CHECK-LABEL: func.func @sticky
// CHECK: qnn.requantize {{.*}} half_even saturate_symmetric : tensor<1x1x!qnn.fixed<s{{.*}}>> -> tensor<1x1x!qnn.fixed<s4, 1>>
func.func @sticky(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 3>, scale = 0.03125, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x1xf32> {
  %w = arith.constant dense<1.0> : tensor<1x1xf32>
  %m = qnn.matmul %x, %w : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32> loc("fc")
  %b = arith.constant dense<0.3> : tensor<1xf32>
  %a = qnn.add %m, %b : tensor<1x1xf32>, tensor<1xf32> -> tensor<1x1xf32>
  %q = qnn.quantize %a scale dense<0.125> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<4> : tensor<i32> half_even signed narrow : tensor<1x1xf32>
  return %q : tensor<1x1xf32>
}

// -----

// Batch norm with a negative coefficient, ReLU, a scale that is no power of two: thresholds, one channel falling.
// x in [-4, 3]; y = x or -x + 1; codes of relu(y) / 0.75: 0, 1, 2.67 and 4 of
// 0.75 are 0, 1, 3 and 3.
// CHECK: qnn.weight @q_thresholds dense<{{\[\[}}1, 2, 2], [0, 0, 1]]> : tensor<2x3xi8> as !qnn.fixed<u2, 2>
// CHECK-LABEL: func.func @threshold
// CHECK: qnn.threshold %{{.*}}, @q_thresholds first [0, 3] step [1, -1] : tensor<1x2x!qnn.fixed<s3, 3>> -> tensor<1x2x!qnn.fixed<u2, 2>>
func.func @threshold(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s3, 3>, scale = 1.0, zero_point = 0.0, low = -4, high = 3, half_even>}) -> tensor<1x2xf32> {
  %n = qnn.batch_norm %x gamma dense<[1.0, -1.0]> : tensor<2xf32> beta dense<[0.0, 1.0]> : tensor<2xf32> mean dense<0.0> : tensor<2xf32> variance dense<1.0> : tensor<2xf32> epsilon 0.0 axis 1 : tensor<1x2xf32>
  %r = qnn.relu %n : tensor<1x2xf32> -> tensor<1x2xf32>
  %q = qnn.quantize %r scale dense<0.75> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<2> : tensor<i32> half_even : tensor<1x2xf32> loc("q")
  return %q : tensor<1x2xf32>
}

// -----

// What is pending at a result is the host's.
// CHECK-LABEL: func.func @result
// CHECK-SAME: -> (tensor<1x1x!qnn.fixed<s4, 4>> {qnn.dequantize = [#qnn.affine<dense<3.000000e-01> : tensor<f64>, dense<-5.000000e-01> : tensor<f64>>], qnn.name = "y"})
// CHECK-NEXT: return
func.func @result(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.3, zero_point = 0.0, low = -8, high = 7, half_even>}) -> (tensor<1x1xf32> {qnn.name = "y"}) {
  %b = arith.constant dense<0.5> : tensor<f32>
  %y = qnn.sub %x, %b : tensor<1x1xf32>, tensor<f32> -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}

// -----

// Where a code stands for zero, the host gives zero, whatever it rounds; the other channel is as it was.
// CHECK-LABEL: func.func @result_with_zero
// CHECK-SAME: qnn.dequantize = [#qnn.affine<dense<1.000000e+00> : tensor<f64>, dense<[-3.000000e+00, 0.000000e+00]> : tensor<2xf64>>, #qnn.affine<dense<0.300000{{[0-9]*}}> : tensor<f64>, dense<[0.000000e+00, -5.000000e-01]> : tensor<2xf64>>], qnn.name = "y"})
// CHECK-NEXT: return
func.func @result_with_zero(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s5, 5>, scale = 0.30000001192092896, zero_point = 0.0, low = -16, high = 15, half_even>}) -> (tensor<1x2xf32> {qnn.name = "y"}) {
  %b = arith.constant dense<[[0.90000003576278687, 0.5]]> : tensor<1x2xf32>
  %y = qnn.sub %x, %b : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

// A rectifier at a result belongs into the design, also behind a negative scale.
// CHECK: qnn.weight @r_factor dense<[1, -1]> : tensor<2xi8> as !qnn.fixed<s2, 2>
// CHECK-LABEL: func.func @rectified
// CHECK-SAME: qnn.dequantize = [#qnn.affine<dense<[0.300000{{[0-9]*}}, 0.699999{{[0-9]*}}]> : tensor<2xf64>, dense<0.{{0*}}e+00> : tensor<f64>>]
// CHECK: qnn.mul
// CHECK: qnn.relu
func.func @rectified(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x2xf32> {
  %s = arith.constant dense<[0.3, -0.7]> : tensor<2xf32>
  %y = qnn.mul %x, %s : tensor<1x2xf32>, tensor<2xf32> -> tensor<1x2xf32>
  %r = qnn.relu %y : tensor<1x2xf32> -> tensor<1x2xf32> loc("r")
  return %r : tensor<1x2xf32>
}

// -----

// An offset of the input is a constant of each output: 1 * 0.5 + 2 * 0.5.
// CHECK-LABEL: func.func @offset
// CHECK-SAME: qnn.dequantize = [#qnn.affine<dense<1.000000e+00> : tensor<f64>, dense<1.500000e+00> : tensor<f64>>]
// CHECK: qnn.dense
func.func @offset(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<u4, 4>, scale = 1.0, zero_point = -0.5, low = 0, high = 15, half_even>}) -> tensor<1x1xf32> {
  %w = arith.constant dense<[[1.0], [2.0]]> : tensor<2x1xf32>
  %m = qnn.matmul %x, %w : tensor<1x2xf32>, tensor<2x1xf32> -> tensor<1x1xf32>
  return %m : tensor<1x1xf32>
}

// -----

// Scales that differ between the inputs become part of the weights: 3 * 0.5 and 1 * 0.25 are 6 and 1 quarters.
// CHECK: qnn.weight @fc_kernel dense<{{\[\[}}6, 1]]>
// CHECK-LABEL: func.func @per_input
func.func @per_input(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %s = arith.constant dense<[0.5, 0.25]> : tensor<2xf32>
  %y = qnn.mul %x, %s : tensor<1x2xf32>, tensor<2xf32> -> tensor<1x2xf32>
  %w = arith.constant dense<[[3.0], [1.0]]> : tensor<2x1xf32>
  %m = qnn.matmul %y, %w : tensor<1x2xf32>, tensor<2x1xf32> -> tensor<1x1xf32> loc("fc")
  return %m : tensor<1x1xf32>
}

// -----

// Both arms of a sum on one step: 0.5 and 0.75 are two and three quarters.
// CHECK-LABEL: func.func @sum
// CHECK-SAME: qnn.dequantize = [#qnn.affine<dense<2.500000e-01> : tensor<f64>, dense<0.000000e+00> : tensor<f64>>]
// CHECK-DAG: qnn.mul
// CHECK-DAG: qnn.mul
// CHECK: qnn.add
func.func @sum(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.5, zero_point = 0.0, low = -8, high = 7, half_even>},
               %y: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 0.75, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x2xf32> {
  %s = qnn.add %x, %y : tensor<1x2xf32>, tensor<1x2xf32> -> tensor<1x2xf32>
  return %s : tensor<1x2xf32>
}

// -----

// A constant matrix on the left.
// CHECK-LABEL: func.func @left
// CHECK: qnn.transpose %{{.*}} [1, 0]
// CHECK: qnn.dense {{.*}} : tensor<3x2x!qnn.fixed<s4, 4>> -> tensor<3x1x
// CHECK: qnn.transpose %{{.*}} [1, 0]
func.func @left(%x: tensor<2x3xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x3xf32> {
  %w = arith.constant dense<[[1.0, 2.0]]> : tensor<1x2xf32>
  %m = qnn.matmul %w, %x : tensor<1x2xf32>, tensor<2x3xf32> -> tensor<1x3xf32>
  return %m : tensor<1x3xf32>
}

// -----

// Parameters follow the elements through reshape and transpose.
// CHECK-LABEL: func.func @shapes
// CHECK-SAME: qnn.dequantize = [#qnn.affine<dense<[1.{{0*}}e+00, 3.{{0*}}e+00, 2.{{0*}}e+00, 4.{{0*}}e+00]> : tensor<4xf64>
func.func @shapes(%x: tensor<1x4xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x4xf32> {
  %s = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %y = qnn.mul %x, %s : tensor<1x4xf32>, tensor<4xf32> -> tensor<1x4xf32>
  %m = qnn.reshape %y : tensor<1x4xf32> -> tensor<2x2xf32>
  %t = qnn.transpose %m [1, 0] : tensor<2x2xf32> -> tensor<2x2xf32>
  %z = qnn.reshape %t : tensor<2x2xf32> -> tensor<1x4xf32>
  return %z : tensor<1x4xf32>
}

// -----

// A latent weight whose float32 quotient lies on a tie: 0.35 / 0.1 is 3.5 in float32 and goes to 4.
// CHECK: qnn.weight @fc_kernel dense<4>
// CHECK-LABEL: func.func @latent
func.func @latent(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x1xf32> {
  %k = arith.constant dense<0.35> : tensor<1x1xf32>
  %w = qnn.quantize %k scale dense<0.1> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i32> half_even signed : tensor<1x1xf32>
  %m = qnn.matmul %x, %w : tensor<1x1xf32>, tensor<1x1xf32> -> tensor<1x1xf32> loc("fc")
  return %m : tensor<1x1xf32>
}

// -----

// CHECK-LABEL: func.func @softmax
// CHECK: qnn.table_softmax %{{.*}}, @s_exp axis 1 drop 0 error_bound {{.*}} : tensor<1x3x!qnn.fixed<s8, 5>> -> tensor<1x3x!qnn.fixed<u8, 0>>
func.func @softmax(%x: tensor<1x3xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 5>, scale = 0.125, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x3xf32> {
  %s = qnn.softmax %x axis 1 as !qnn.fixed<u8, 0> : tensor<1x3xf32> loc("s")
  return %s : tensor<1x3xf32>
}

// -----

// A channel whose scale is zero is its offset.
// CHECK: qnn.weight @r_factor dense<[0, 1]> : tensor<2xi8> as !qnn.fixed<u1, 1>
// CHECK-LABEL: func.func @zero_scale
// CHECK: qnn.mul
// CHECK: qnn.relu
func.func @zero_scale(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> tensor<1x2xf32> {
  %s = arith.constant dense<[0.0, 1.0]> : tensor<2xf32>
  %y = qnn.mul %x, %s : tensor<1x2xf32>, tensor<2xf32> -> tensor<1x2xf32>
  %r = qnn.relu %y : tensor<1x2xf32> -> tensor<1x2xf32> loc("r")
  return %r : tensor<1x2xf32>
}

// -----

// The clamp of a ReLU6 is that of the requantizer: 6 / 0.5 = 12; of 6.2, the bound is rounded as every value is.
// CHECK-LABEL: func.func @relu6
// CHECK: qnn.requantize %arg0 half_even saturate clamp [0, 12] : tensor<1x1x!qnn.fixed<s8, 6>> -> tensor<1x1x!qnn.fixed<u4, 3>>
// CHECK: qnn.requantize %arg0 half_even saturate clamp [0, 12] : tensor<1x1x!qnn.fixed<s8, 6>> -> tensor<1x1x!qnn.fixed<u4, 3>>
func.func @relu6(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 6>, scale = 0.25, zero_point = 0.0, low = -128, high = 127, half_even>}) -> (tensor<1x1xf32>, tensor<1x1xf32>) {
  %a = qnn.clamp %x low dense<0.0> : tensor<f32> high dense<6.0> : tensor<f32> : tensor<1x1xf32>
  %p = qnn.quantize %a scale dense<0.5> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<8> : tensor<i32> half_even signed : tensor<1x1xf32>
  %b = qnn.clamp %x low dense<0.0> : tensor<f32> high dense<6.2> : tensor<f32> : tensor<1x1xf32>
  %q = qnn.quantize %b scale dense<0.5> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<8> : tensor<i32> half_even signed : tensor<1x1xf32>
  return %p, %q : tensor<1x1xf32>, tensor<1x1xf32>
}

// -----

// Without a quantizer, a clamp on the step of the codes saturates a narrower type; bounds that differ between
// channels are shifted rectifiers.
// CHECK-LABEL: func.func @clamps
// CHECK: qnn.requantize %arg0 floor saturate clamp [-8, 24] : tensor<1x2x!qnn.fixed<s8, 6>> -> tensor<1x2x!qnn.fixed<s6, 4>>
// CHECK: %[[LOW:.*]] = qnn.get_weight
// CHECK: %[[D:.*]] = qnn.add %arg0, %[[LOW]]
// CHECK: %[[P:.*]] = qnn.relu %[[D]]
// CHECK: %[[BACK:.*]] = qnn.get_weight
// CHECK: qnn.add %[[P]], %[[BACK]]
func.func @clamps(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 6>, scale = 0.25, zero_point = 0.0, low = -128, high = 127, half_even>}) -> (tensor<1x2xf32>, tensor<1x2xf32>) {
  %a = qnn.clamp %x low dense<-2.0> : tensor<f32> high dense<6.0> : tensor<f32> : tensor<1x2xf32>
  %b = qnn.clamp %x low dense<[0.0, 1.0]> : tensor<2xf32> : tensor<1x2xf32>
  return %a, %b : tensor<1x2xf32>, tensor<1x2xf32>
}

// -----

// x in [-8, 7], slope 0.25, codes of y / 0.75: -2 from -7.5 on, 3 from 1.875 on. A negative slope is arithmetic before.
// CHECK: qnn.weight @{{.*}}_thresholds dense<[-7, -4, -1, 1, 2, 2]> : tensor<6xi8>
// CHECK-LABEL: func.func @leaky
// CHECK: qnn.threshold %arg0, @{{.*}}_thresholds first [-3] step [1]
// CHECK: qnn.mul
// CHECK: qnn.relu
// CHECK: qnn.mul
// CHECK: %[[SUM:.*]] = qnn.add
// CHECK: qnn.threshold %[[SUM]]
func.func @leaky(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s4, 4>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, half_even>}) -> (tensor<1x1xf32>, tensor<1x1xf32>) {
  %a = qnn.leaky_relu %x slope dense<0.25> : tensor<f32> : tensor<1x1xf32>
  %p = qnn.quantize %a scale dense<0.75> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<3> : tensor<i32> half_even signed : tensor<1x1xf32>
  %b = qnn.leaky_relu %x slope dense<-0.25> : tensor<f32> : tensor<1x1xf32>
  %q = qnn.quantize %b scale dense<0.75> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<3> : tensor<i32> half_even signed : tensor<1x1xf32>
  return %p, %q : tensor<1x1xf32>, tensor<1x1xf32>
}

// -----

// A function and the quantizer behind it are one table. x = -2, -1, 0, 1 in steps of 1; sigmoid in steps of 1/8:
// 0.95, 2.15, 4 and 5.85. The second network has the same table; the one that narrows is no table.
// CHECK: qnn.weight @act_table dense<[1, 2, 4, 6]> : tensor<4xi8> as !qnn.fixed<u3, 0>
// CHECK-NOT: qnn.weight
// CHECK-LABEL: func.func @table
// CHECK: qnn.lookup %arg0, @act_table : tensor<1x2x!qnn.fixed<s2, 2>> -> tensor<1x2x!qnn.fixed<u3, 0>>
// CHECK: qnn.lookup %arg0, @act_table : tensor<1x2x!qnn.fixed<s2, 2>> -> tensor<1x2x!qnn.fixed<u3, 0>>
// CHECK: qnn.requantize %arg0 floor saturate clamp [0, 1] : tensor<1x2x!qnn.fixed<s2, 2>> -> tensor<1x2x!qnn.fixed<u3, 3>>
func.func @table(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s2, 2>, scale = 1.0, zero_point = 0.0, low = -2, high = 1, half_even>}) -> (tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>) {
  %a = qnn.unary<sigmoid> %x : tensor<1x2xf32> loc("act")
  %p = qnn.quantize %a scale dense<0.125> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<3> : tensor<i32> half_even : tensor<1x2xf32> loc("act")
  %b = qnn.unary<sigmoid> %x : tensor<1x2xf32> loc("other")
  %q = qnn.quantize %b scale dense<0.125> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<3> : tensor<i32> half_even : tensor<1x2xf32> loc("other")
  %c = qnn.unary<thresholded_relu, alpha = 0.5> %x : tensor<1x2xf32> loc("line")
  %r = qnn.quantize %c scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<3> : tensor<i32> half_even : tensor<1x2xf32> loc("line")
  return %p, %q, %r : tensor<1x2xf32>, tensor<1x2xf32>, tensor<1x2xf32>
}

// -----

// Maps before the function make a row for each channel.
// CHECK: qnn.weight @act_table dense<{{\[\[}}0, 0, 1, 2], [0, 0, 1, 1]]> : tensor<2x4xi8> as !qnn.fixed<u2, 2>
// CHECK-LABEL: func.func @rows
// CHECK: qnn.lookup %arg0, @act_table
func.func @rows(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s2, 2>, scale = 1.0, zero_point = 0.0, low = -2, high = 1, half_even>}) -> tensor<1x2xf32> {
  %s = arith.constant dense<[1.0, 0.5]> : tensor<2xf32>
  %y = qnn.mul %x, %s : tensor<1x2xf32>, tensor<2xf32> -> tensor<1x2xf32>
  %a = qnn.unary<exp> %y : tensor<1x2xf32> loc("act")
  %q = qnn.quantize %a scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<2> : tensor<i32> floor : tensor<1x2xf32> loc("act")
  return %q : tensor<1x2xf32>
}

// -----

// Few steps of a wide input are thresholds: 20-bit x = code / 1024; sigmoid reaches 1/2 at 0 and 3/2 * 1/2 at log(3).
// CHECK: qnn.weight @act_thresholds dense<[-1124, 1125]> : tensor<2xi16>
// CHECK-LABEL: func.func @wide
// CHECK: qnn.threshold %arg0, @act_thresholds first [0] step [1]
func.func @wide(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s20, 10>, scale = 0.0009765625, zero_point = 0.0, low = -524288, high = 524287, half_even>}) -> tensor<1x1xf32> {
  %a = qnn.unary<sigmoid> %x : tensor<1x1xf32> loc("act")
  %q = qnn.quantize %a scale dense<0.5> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<2> : tensor<i32> half_even : tensor<1x1xf32> loc("act")
  return %q : tensor<1x1xf32>
}

// -----

// Where no quantizer follows, values are rounded to 16 bits, or to the type that is asked for.
// CHECK-LABEL: func.func @rounded
// CHECK-SAME: qnn.dequantize = []
// CHECK: qnn.lookup %arg0, @given_table error_bound {{.*}} : tensor<1x1x!qnn.fixed<s2, 2>> -> tensor<1x1x!qnn.fixed<u4, 0>>
// CHECK: qnn.lookup %arg0, @act_table error_bound {{.*}} : tensor<1x1x!qnn.fixed<s2, 2>> -> tensor<1x1x!qnn.fixed<u16, 0>>
func.func @rounded(%x: tensor<1x1xf32> {qnn.input = #qnn.input<!qnn.fixed<s2, 2>, scale = 1.0, zero_point = 0.0, low = -2, high = 1, half_even>}) -> (tensor<1x1xf32>, tensor<1x1xf32>) {
  %a = qnn.unary<sigmoid> %x : tensor<1x1xf32> loc("act")
  %b = qnn.unary<sigmoid> %x as !qnn.fixed<u4, 0> : tensor<1x1xf32> loc("given")
  return %a, %b : tensor<1x1xf32>, tensor<1x1xf32>
}

// -----

// A quantizer behind a softmax asks for as many fraction bits as its step needs.
// CHECK-LABEL: func.func @softmax_quantized
// CHECK: qnn.table_softmax {{.*}} -> tensor<1x3x!qnn.fixed<u22, 1>>
func.func @softmax_quantized(%x: tensor<1x3xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 5>, scale = 0.125, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x3xf32> {
  %s = qnn.softmax %x axis 1 : tensor<1x3xf32> loc("s")
  %q = qnn.quantize %s scale dense<9.5367431640625e-07> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<20> : tensor<i32> half_even : tensor<1x3xf32>
  return %q : tensor<1x3xf32>
}

// -----

// Logits of different scales are brought onto a common step, the largest scale's.
// CHECK-LABEL: func.func @softmax_scales
// CHECK: %[[M:.*]] = qnn.mul
// CHECK: qnn.table_softmax %[[M]], @s_exp axis 1
func.func @softmax_scales(%x: tensor<1x2xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 5>, scale = 0.125, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x2xf32> {
  %c = arith.constant dense<[-1.0, 2.0]> : tensor<2xf32>
  %m = qnn.mul %x, %c : tensor<1x2xf32>, tensor<2xf32> -> tensor<1x2xf32>
  %s = qnn.softmax %m axis 1 as !qnn.fixed<u8, 0> : tensor<1x2xf32> loc("s")
  return %s : tensor<1x2xf32>
}

// -----

// A positive scale changes no order, and positions have none.
// CHECK-LABEL: func.func @arg_max
// CHECK: -> (tensor<1x1x!qnn.fixed<u2, 2>> {qnn.dequantize = []})
// CHECK-NEXT: qnn.top_k indices %arg0 axis 1 k 1
func.func @arg_max(%x: tensor<1x3xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 5>, scale = 0.3, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x1xf32> {
  %c = arith.constant dense<0.7> : tensor<f32>
  %m = qnn.mul %x, %c : tensor<1x3xf32>, tensor<f32> -> tensor<1x3xf32>
  %y = qnn.top_k indices %m axis 1 k 1 : tensor<1x3xf32> -> tensor<1x1xf32>
  return %y : tensor<1x1xf32>
}

// -----

// A negative scale turns it round, and stays with the values.
// CHECK-LABEL: func.func @negative
// CHECK-SAME: #qnn.affine<dense<-2.000000e+00>
// CHECK-NEXT: qnn.top_k smallest last %arg0 axis 1 k 2
func.func @negative(%x: tensor<1x3xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 5>, scale = 0.125, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x2xf32> {
  %c = arith.constant dense<-2.0> : tensor<f32>
  %m = qnn.mul %x, %c : tensor<1x3xf32>, tensor<f32> -> tensor<1x3xf32>
  %y = qnn.top_k last %m axis 1 k 2 : tensor<1x3xf32> -> tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

// Different scales and offsets are settled to a common step, exactly.
// CHECK: qnn.weight @t_factor dense<[2, -3, 0]>
// CHECK-LABEL: func.func @settled
// CHECK: %[[M:.*]] = qnn.mul
// CHECK: %[[A:.*]] = qnn.add %[[M]]
// CHECK: qnn.top_k indices %[[A]] axis 1 k 1
func.func @settled(%x: tensor<1x3xf32> {qnn.input = #qnn.input<!qnn.fixed<s8, 5>, scale = 0.125, zero_point = 0.0, low = -128, high = 127, half_even>}) -> tensor<1x1xf32> {
  %c = arith.constant dense<[0.5, -0.75, 0.0]> : tensor<3xf32>
  %o = arith.constant dense<[0.0, 0.25, 1.0]> : tensor<3xf32>
  %m = qnn.mul %x, %c : tensor<1x3xf32>, tensor<3xf32> -> tensor<1x3xf32>
  %a = qnn.add %m, %o : tensor<1x3xf32>, tensor<3xf32> -> tensor<1x3xf32>
  %y = qnn.top_k indices %a axis 1 k 1 : tensor<1x3xf32> -> tensor<1x1xf32> loc("t")
  return %y : tensor<1x1xf32>
}

// -----

// Clamped to bounds of one size that are not those of the type.
// CHECK-LABEL: func.func @symmetric_clamp(
// CHECK: qnn.requantize %{{.*}} half_even saturate clamp [-2, 2] : tensor<1x2x!qnn.fixed<s8, 8>> -> tensor<1x2x!qnn.fixed<s3, 3>>
func.func @symmetric_clamp(%x: tensor<1x2xf32> {qnn.name = "x", qnn.input = #qnn.input<!qnn.fixed<s8, 8>, scale = 1.0, zero_point = 0.0, low = -128, high = 127, half_even>})
    -> (tensor<1x2xf32> {qnn.name = "y"}) {
  %c = qnn.clamp %x low dense<-2.0> : tensor<f32> high dense<2.0> : tensor<f32> : tensor<1x2xf32>
  %y = qnn.quantize %c scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i32> half_even signed : tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}
