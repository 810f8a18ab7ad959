// RUN: hls4mlir-opt %s -split-input-file -verify-diagnostics

// Every message of the verifiers of dialects/QNN/*.cpp, in the order of these files.

//===----------------------------------------------------------------------===//
// Attributes of the boundary
//===----------------------------------------------------------------------===//

// expected-error@+1 {{scale and zero point of an input must be f64}}
func.func private @f(f32 {qnn.input = #qnn.input<!qnn.fixed<s8, 3>, scale = 1.0 : f32, zero_point = 0.0, low = -8, high = 7, floor>})

// -----

// expected-error@+1 {{scale of an input must be positive and finite}}
func.func private @f(f32 {qnn.input = #qnn.input<!qnn.fixed<s8, 3>, scale = -1.0, zero_point = 0.0, low = -8, high = 7, floor>})

// -----

// expected-error@+1 {{scale of an input must be positive and finite}}
func.func private @f(f32 {qnn.input = #qnn.input<!qnn.fixed<s8, 3>, scale = 0x7FF0000000000000 : f64, zero_point = 0.0, low = -8, high = 7, floor>})

// -----

// expected-error@+1 {{zero point of an input must be finite}}
func.func private @f(f32 {qnn.input = #qnn.input<!qnn.fixed<s8, 3>, scale = 1.0, zero_point = 0x7FF8000000000000 : f64, low = -8, high = 7, floor>})

// -----

// expected-error@+1 {{lowest code 7 of an input lies above the highest, -8}}
func.func private @f(f32 {qnn.input = #qnn.input<!qnn.fixed<s8, 3>, scale = 1.0, zero_point = 0.0, low = 7, high = -8, floor>})

// -----

// expected-error@+1 {{a bipolar input has the codes -1 and 1, but its range is 0 to 1}}
func.func private @f(f32 {qnn.input = #qnn.input<!qnn.fixed<s2, 2>, scale = 1.0, zero_point = 0.0, low = 0, high = 1, floor, bipolar = true>})

// -----

// expected-error@+1 {{code 128 of an input does not fit '!qnn.fixed<s8, 3>'}}
func.func private @f(f32 {qnn.input = #qnn.input<!qnn.fixed<s8, 3>, scale = 1.0, zero_point = 0.0, low = 0, high = 128, floor>})

// -----

// expected-error@+1 {{scale and offset must have f64 elements}}
func.func private @f() -> (f32 {qnn.dequantize = [#qnn.affine<dense<1.0> : tensor<f32>, dense<0.0> : tensor<f64>>]})

// -----

// expected-error@+1 {{'qnn.name' of a function argument must be a string}}
func.func private @f(f32 {qnn.name = 3})

// -----

// expected-error@+1 {{'qnn.name' of a function result must be a string}}
func.func private @f() -> (f32 {qnn.name = 3})

// -----

// expected-error@+1 {{'qnn.input' must be a #qnn.input attribute of a function argument}}
func.func private @f(f32 {qnn.input = 3})

// -----

// expected-error@+1 {{'qnn.input' must be a #qnn.input attribute of a function argument}}
func.func private @f() -> (f32 {qnn.input = #qnn.input<!qnn.fixed<s8, 3>, scale = 1.0, zero_point = 0.0, low = -8, high = 7, floor>})

// -----

// expected-error@+1 {{'qnn.dequantize' must be an array of #qnn.affine, #qnn.clamp, #qnn.function and #qnn.leaky_relu on a function result}}
func.func private @f() -> (f32 {qnn.dequantize = [1]})

// -----

// expected-error@+1 {{'qnn.dequantize' must be an array of #qnn.affine, #qnn.clamp, #qnn.function and #qnn.leaky_relu on a function result}}
func.func private @f(f32 {qnn.dequantize = [#qnn.leaky_relu<dense<0.5> : tensor<f64>>]})

// -----

// expected-error@+1 {{a clamp needs a bound}}
func.func private @f() -> (f32 {qnn.dequantize = [#qnn.clamp<>]})

// -----

// expected-error@+1 {{bounds of a clamp must have f64 elements}}
func.func private @f() -> (f32 {qnn.dequantize = [#qnn.clamp<high = dense<0.0> : tensor<f32>>]})

// -----

// expected-error@+1 {{slope must have f64 elements}}
func.func private @f() -> (f32 {qnn.dequantize = [#qnn.leaky_relu<dense<0.0> : tensor<f32>>]})

// -----

//===----------------------------------------------------------------------===//
// Import form
//===----------------------------------------------------------------------===//

func.func @broadcast(%x: tensor<1x16xf32>) -> tensor<1x16xf32> {
  // expected-error@+1 {{'qnn.quantize' op scale of shape [3] does not broadcast over an input of shape [1, 16]}}
  %y = qnn.quantize %x scale dense<1.0> : tensor<3xf32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i32> floor : tensor<1x16xf32>
  return %y : tensor<1x16xf32>
}

// -----

func.func @broadcast_enlarges(%x: tensor<16xf32>) -> tensor<16xf32> {
  // expected-error@+1 {{'qnn.quantize' op bit width of shape [2, 1] does not broadcast over an input of shape [16]}}
  %y = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<2x1xi32> floor : tensor<16xf32>
  return %y : tensor<16xf32>
}

// -----

func.func @elements(%x: tensor<16xf32>) -> tensor<16xf32> {
  // expected-error@+1 {{'qnn.quantize' op zero point must have f32 elements, but they are 'f64'}}
  %y = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f64> bits dense<6> : tensor<i32> floor : tensor<16xf32>
  return %y : tensor<16xf32>
}

// -----

func.func @not_dense(%x: tensor<16xf32>) -> tensor<16xf32> {
  // expected-error@+1 {{'qnn.bipolar_quantize' op scale must be a dense constant}}
  %y = qnn.bipolar_quantize %x scale dense_resource<nowhere> : tensor<f32> : tensor<16xf32>
  return %y : tensor<16xf32>
}

// -----

func.func @not_finite(%x: tensor<16xf32>) -> tensor<16xf32> {
  // expected-error@+1 {{'qnn.quantize' op zero point has an element that is not finite}}
  %y = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0x7FC00000> : tensor<f32> bits dense<6> : tensor<i32> floor : tensor<16xf32>
  return %y : tensor<16xf32>
}

// -----

func.func @scale(%x: tensor<16xf32>) -> tensor<16xf32> {
  // expected-error@+1 {{'qnn.bipolar_quantize' op scale is -0.5, but must be positive}}
  %y = qnn.bipolar_quantize %x scale dense<-0.5> : tensor<f32> : tensor<16xf32>
  return %y : tensor<16xf32>
}

// -----

func.func @bit_width_type(%x: tensor<16xf32>) -> tensor<16xf32> {
  // expected-error@+1 {{'qnn.quantize' op bit width must be a dense constant of i32}}
  %y = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<6> : tensor<i64> floor : tensor<16xf32>
  return %y : tensor<16xf32>
}

// -----

func.func @bit_width(%x: tensor<16xf32>) -> tensor<16xf32> {
  // expected-error@+1 {{'qnn.quantize' op bit width is 33, but must lie in 1..32}}
  %y = qnn.quantize %x scale dense<1.0> : tensor<f32> zero_point dense<0.0> : tensor<f32> bits dense<33> : tensor<i32> floor : tensor<16xf32>
  return %y : tensor<16xf32>
}

// -----

func.func @axis(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.softmax' op axis is 2, but the input has rank 2}}
  %y = qnn.softmax %x axis 2 : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @clamp_without_bounds(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.clamp' op needs a bound}}
  %y = qnn.clamp %x : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @clamp_crossed(%x: tensor<2x2xf32>) -> tensor<2x2xf32> {
  // expected-error@+1 {{'qnn.clamp' op has a low of 2.000000e+00 above its high of 1.000000e+00}}
  %y = qnn.clamp %x low dense<[[0.0], [2.0]]> : tensor<2x1xf32> high dense<[3.0, 1.0]> : tensor<2xf32> : tensor<2x2xf32>
  return %y : tensor<2x2xf32>
}

// -----

func.func @clamp_shape(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error@+1 {{'qnn.clamp' op high of shape [3] does not broadcast over an input of shape [1, 2]}}
  %y = qnn.clamp %x high dense<1.0> : tensor<3xf32> : tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @clamp_infinite(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error@+1 {{'qnn.clamp' op high has an element that is not finite}}
  %y = qnn.clamp %x high dense<0x7F800000> : tensor<f32> : tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @leaky_relu_slope(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  // expected-error@+1 {{'qnn.leaky_relu' op slope of shape [3] does not broadcast over an input of shape [1, 2]}}
  %y = qnn.leaky_relu %x slope dense<0.5> : tensor<3xf32> : tensor<1x2xf32>
  return %y : tensor<1x2xf32>
}

// -----

func.func @channels(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.batch_norm' op mean has shape [1], but the input has 8 channels}}
  %y = qnn.batch_norm %x gamma dense<1.0> : tensor<8xf32> beta dense<0.0> : tensor<8xf32> mean dense<0.5> : tensor<1xf32> variance dense<2.0> : tensor<8xf32> epsilon 1.0e-5 axis 1 : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @batch_norm_axis(%x: tensor<8xf32>) -> tensor<8xf32> {
  // expected-error@+1 {{'qnn.batch_norm' op axis is 1, but the input has rank 1}}
  %y = qnn.batch_norm %x gamma dense<1.0> : tensor<8xf32> beta dense<0.0> : tensor<8xf32> mean dense<0.5> : tensor<8xf32> variance dense<2.0> : tensor<8xf32> epsilon 1.0e-5 axis 1 : tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

func.func @batch_norm_finite(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.batch_norm' op variance has an element that is not finite}}
  %y = qnn.batch_norm %x gamma dense<1.0> : tensor<8xf32> beta dense<0.0> : tensor<8xf32> mean dense<0.5> : tensor<8xf32> variance dense<0x7F800000> : tensor<8xf32> epsilon 1.0e-5 axis 1 : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @softmax_step(%x: tensor<1x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+1 {{'qnn.softmax' op output type is '!qnn.fixed<u8, 9>', whose step is larger than one, but a softmax lies between 0 and 1}}
  %y = qnn.softmax %x axis 1 as !qnn.fixed<u8, 9> : tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @matmul_rank(%x: tensor<16xf32>, %w: tensor<16x8xf32>) -> tensor<8xf32> {
  // expected-error@+2 {{failed to infer returned types}}
  // expected-error@+1 {{matmul needs operands of rank 2 or more, but they are 'tensor<16xf32>' and 'tensor<16x8xf32>'}}
  %y = qnn.matmul %x, %w : tensor<16xf32>, tensor<16x8xf32> -> tensor<8xf32>
  return %y : tensor<8xf32>
}

// -----

func.func @matmul_contracts(%x: tensor<1x15xf32>, %w: tensor<16x8xf32>) -> tensor<1x8xf32> {
  // expected-error@+2 {{failed to infer returned types}}
  // expected-error@+1 {{matmul contracts 15 columns of 'tensor<1x15xf32>' with 16 rows of 'tensor<16x8xf32>'}}
  %y = qnn.matmul %x, %w : tensor<1x15xf32>, tensor<16x8xf32> -> tensor<1x8xf32>
  return %y : tensor<1x8xf32>
}

// -----

func.func @matmul_batch(%x: tensor<2x1x16xf32>, %w: tensor<3x16x8xf32>) -> tensor<2x1x8xf32> {
  // expected-error@+2 {{failed to infer returned types}}
  // expected-error@+1 {{leading dimensions of 'tensor<2x1x16xf32>' and 'tensor<3x16x8xf32>' do not broadcast}}
  %y = qnn.matmul %x, %w : tensor<2x1x16xf32>, tensor<3x16x8xf32> -> tensor<2x1x8xf32>
  return %y : tensor<2x1x8xf32>
}

// -----

func.func @matmul_result(%x: tensor<1x16xf32>, %w: tensor<16x8xf32>) -> tensor<1x9xf32> {
  // expected-error@+2 {{failed to infer returned types}}
  // expected-error@+1 {{'qnn.matmul' op inferred type(s) 'tensor<1x8xf32>' are incompatible with return type(s) of operation 'tensor<1x9xf32>'}}
  %y = "qnn.matmul"(%x, %w) : (tensor<1x16xf32>, tensor<16x8xf32>) -> tensor<1x9xf32>
  return %y : tensor<1x9xf32>
}

// -----

//===----------------------------------------------------------------------===//
// Elementwise operations
//===----------------------------------------------------------------------===//

func.func @mixed(%a: tensor<2xf32>, %b: tensor<2x!qnn.fixed<s8, 3>>) -> tensor<2xf32> {
  // expected-error@+2 {{failed to infer returned types}}
  // expected-error@+1 {{operands must both be fixed-point or both f32, but they are 'tensor<2xf32>' and 'tensor<2x!qnn.fixed<s8, 3>>'}}
  %y = qnn.add %a, %b : tensor<2xf32>, tensor<2x!qnn.fixed<s8, 3>> -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// -----

func.func @tensor_and_number(%a: !qnn.fixed<s8, 3>, %b: tensor<2x!qnn.fixed<s8, 3>>) -> tensor<2x!qnn.fixed<s9, 4>> {
  // expected-error@+2 {{failed to infer returned types}}
  // expected-error@+1 {{operands must both be tensors or both be numbers, but they are '!qnn.fixed<s8, 3>' and 'tensor<2x!qnn.fixed<s8, 3>>'}}
  %y = qnn.sub %a, %b : !qnn.fixed<s8, 3>, tensor<2x!qnn.fixed<s8, 3>> -> tensor<2x!qnn.fixed<s9, 4>>
  return %y : tensor<2x!qnn.fixed<s9, 4>>
}

// -----

func.func @shapes(%a: tensor<3xf32>, %b: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error@+2 {{failed to infer returned types}}
  // expected-error@+1 {{shapes of 'tensor<3xf32>' and 'tensor<2xf32>' do not broadcast}}
  %y = qnn.div %a, %b : tensor<3xf32>, tensor<2xf32> -> tensor<2xf32>
  return %y : tensor<2xf32>
}

// -----

func.func @grows(%a: !qnn.fixed<s8, 3>, %b: !qnn.fixed<u4, 2>) -> !qnn.fixed<s8, 3> {
  // expected-error@+2 {{failed to infer returned types}}
  // expected-error@+1 {{'qnn.add' op inferred type(s) '!qnn.fixed<s9, 4>' are incompatible with return type(s) of operation '!qnn.fixed<s8, 3>'}}
  %y = "qnn.add"(%a, %b) : (!qnn.fixed<s8, 3>, !qnn.fixed<u4, 2>) -> !qnn.fixed<s8, 3>
  return %y : !qnn.fixed<s8, 3>
}

// -----

func.func @too_wide(%a: !qnn.fixed<s4096, 3>) -> !qnn.fixed<s4096, 3> {
  // expected-error@+2 {{failed to infer returned types}}
  // expected-error@+1 {{width of a fixed-point type is 8192, but must lie in 1..4096}}
  %y = qnn.mul %a, %a : !qnn.fixed<s4096, 3>, !qnn.fixed<s4096, 3> -> !qnn.fixed<s4096, 3>
  return %y : !qnn.fixed<s4096, 3>
}

// -----

func.func @relu(%a: !qnn.fixed<s8, 3>) -> !qnn.fixed<s8, 3> {
  // expected-error@+2 {{failed to infer returned types}}
  // expected-error@+1 {{'qnn.relu' op inferred type(s) '!qnn.fixed<u7, 2>' are incompatible with return type(s) of operation '!qnn.fixed<s8, 3>'}}
  %y = "qnn.relu"(%a) : (!qnn.fixed<s8, 3>) -> !qnn.fixed<s8, 3>
  return %y : !qnn.fixed<s8, 3>
}

// -----

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

func.func @reshape_element(%a: tensor<4xf32>) -> tensor<4x!qnn.fixed<s8, 3>> {
  // expected-error@+1 {{'qnn.reshape' op changes the element type from 'f32' to '!qnn.fixed<s8, 3>'}}
  %y = qnn.reshape %a : tensor<4xf32> -> tensor<4x!qnn.fixed<s8, 3>>
  return %y : tensor<4x!qnn.fixed<s8, 3>>
}

// -----

func.func @reshape_count(%a: tensor<4xf32>) -> tensor<5xf32> {
  // expected-error@+1 {{'qnn.reshape' op has an input of 4 elements and a result of 5}}
  %y = qnn.reshape %a : tensor<4xf32> -> tensor<5xf32>
  return %y : tensor<5xf32>
}

// -----

func.func @permutation(%a: tensor<2x3xf32>) -> tensor<3x2xf32> {
  // expected-error@+2 {{failed to infer returned types}}
  // expected-error@+1 {{permutation must name each of the 2 dimensions of 'tensor<2x3xf32>' once}}
  %y = qnn.transpose %a [1, 1] : tensor<2x3xf32> -> tensor<3x2xf32>
  return %y : tensor<3x2xf32>
}

// -----

func.func @unranked(%a: tensor<*xf32>) -> tensor<*xf32> {
  // expected-error@+1 {{'qnn.transpose' op operand #0 must be f32 or fixed-point tensor of static shape (1 to 2^27 elements), but got 'tensor<*xf32>'}}
  %y = "qnn.transpose"(%a) {permutation = array<i64: 0>} : (tensor<*xf32>) -> tensor<*xf32>
  return %y : tensor<*xf32>
}

// -----

func.func @dynamic(%a: tensor<?x4xf32>) -> tensor<?x4xf32> {
  // expected-error@+1 {{'qnn.add' op operand #0 must be fixed-point number, tensor of them, or f32 tensor, of static shape (1 to 2^27 elements), but got 'tensor<?x4xf32>'}}
  %y = "qnn.add"(%a, %a) : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}

// -----

func.func @empty(%a: tensor<0x4xf32>) -> tensor<0x4xf32> {
  // expected-error@+1 {{'qnn.softmax' op operand #0 must be tensor of static shape (1 to 2^27 elements) of 32-bit float values, but got 'tensor<0x4xf32>'}}
  %y = qnn.softmax %a axis 1 : tensor<0x4xf32>
  return %y : tensor<0x4xf32>
}

// -----

func.func @huge(%a: tensor<4294967296x4294967296x!qnn.fixed<s8, 3>>) {
  // expected-error@+1 {{'qnn.reshape' op operand #0 must be f32 or fixed-point tensor of static shape (1 to 2^27 elements), but got 'tensor<4294967296x4294967296x!qnn.fixed<s8, 3>>'}}
  %y = qnn.reshape %a : tensor<4294967296x4294967296x!qnn.fixed<s8, 3>> -> tensor<1x!qnn.fixed<s8, 3>>
  return
}

// -----

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

// expected-error@+1 {{'qnn.weight' op has shape [16777216, 16777216], but must have 1 to 134217728 elements}}
qnn.weight @w dense<1> : tensor<16777216x16777216xi8> as !qnn.fixed<s6, 1>

// -----

// expected-error@+1 {{'qnn.weight' op element type '!qnn.fixed<s65, 1>' is wider than the 64 bits of the widest storage}}
qnn.weight @w dense<1> : tensor<2xi64> as !qnn.fixed<s65, 1>

// -----

// expected-error@+1 {{'qnn.weight' op stores codes of '!qnn.fixed<s9, 1>' as 'i8', but needs i16}}
qnn.weight @w dense<1> : tensor<2xi8> as !qnn.fixed<s9, 1>

// -----

// expected-error@+1 {{'qnn.weight' op value must be dense or a dense resource}}
qnn.weight @w sparse<0, 1> : tensor<2xi8> as !qnn.fixed<s8, 1>

// -----

// expected-error@+1 {{'qnn.weight' op resource 'nowhere' has no data}}
qnn.weight @w dense_resource<nowhere> : tensor<2xi8> as !qnn.fixed<s8, 1>

// -----

// expected-error@+1 {{'qnn.weight' op resource 'short' has 1 bytes, but the type needs 2}}
qnn.weight @w dense_resource<short> : tensor<2xi8> as !qnn.fixed<s8, 1>

{-#
  dialect_resources: { builtin: { short: "0x0100000001" } }
#-}

// -----

// expected-error@+1 {{'qnn.weight' op code 32 does not fit '!qnn.fixed<s6, 1>'}}
qnn.weight @w dense<[31, 32]> : tensor<2xi8> as !qnn.fixed<s6, 1>

// -----

// expected-error@+1 {{'qnn.weight' op code 255 does not fit '!qnn.fixed<u7, 1>'}}
qnn.weight @w dense<[1, -1]> : tensor<2xi8> as !qnn.fixed<u7, 1>

// -----

func.func @unknown() -> tensor<2x!qnn.fixed<s6, 1>> {
  // expected-error@+1 {{'qnn.get_weight' op refers to '@w', which is not a qnn.weight of the module}}
  %w = qnn.get_weight @w : tensor<2x!qnn.fixed<s6, 1>>
  return %w : tensor<2x!qnn.fixed<s6, 1>>
}

// -----

// expected-note@+1 {{weight declared here}}
qnn.weight @w dense<1> : tensor<2xi8> as !qnn.fixed<s6, 1>
func.func @type() -> tensor<2x!qnn.fixed<s7, 1>> {
  // expected-error@+1 {{'qnn.get_weight' op has type 'tensor<2x!qnn.fixed<s7, 1>>', but the weight is 'tensor<2x!qnn.fixed<s6, 1>>'}}
  %w = qnn.get_weight @w : tensor<2x!qnn.fixed<s7, 1>>
  return %w : tensor<2x!qnn.fixed<s7, 1>>
}

// -----

//===----------------------------------------------------------------------===//
// Dense
//===----------------------------------------------------------------------===//

// expected-note@+1 {{weight declared here}}
qnn.weight @w dense<1> : tensor<2xi8> as !qnn.fixed<s6, 1>
func.func @rank(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<s15, 5>> {
  // expected-error@+1 {{'qnn.dense' op needs an input of rank 1 or more and a weight of rank 2, but they have ranks 2 and 1}}
  %y = qnn.dense %x, @w : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s15, 5>>
  return %y : tensor<1x2x!qnn.fixed<s15, 5>>
}

// -----

// expected-note@+1 {{weight declared here}}
qnn.weight @w dense<1> : tensor<4x3xi8> as !qnn.fixed<s6, 1>
func.func @inputs(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x4x!qnn.fixed<s15, 5>> {
  // expected-error@+1 {{'qnn.dense' op has 2 inputs, but the weight is for 3}}
  %y = qnn.dense %x, @w : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x4x!qnn.fixed<s15, 5>>
  return %y : tensor<1x4x!qnn.fixed<s15, 5>>
}

// -----

// expected-note@+1 {{weight declared here}}
qnn.weight @w dense<1> : tensor<4x2xi8> as !qnn.fixed<s6, 1>
func.func @outputs(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x5x!qnn.fixed<s15, 5>> {
  // expected-error@+1 {{'qnn.dense' op has a result of shape [1, 5], but needs [1, 4]}}
  %y = qnn.dense %x, @w : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x5x!qnn.fixed<s15, 5>>
  return %y : tensor<1x5x!qnn.fixed<s15, 5>>
}

// -----

qnn.weight @w dense<1> : tensor<4x2xi8> as !qnn.fixed<s6, 1>
// expected-note@+1 {{weight declared here}}
qnn.weight @b dense<1> : tensor<3xi8> as !qnn.fixed<s6, 1>
func.func @bias(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x4x!qnn.fixed<s15, 5>> {
  // expected-error@+1 {{'qnn.dense' op needs a bias of shape [4], but it has [3]}}
  %y = qnn.dense %x, @w bias @b : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x4x!qnn.fixed<s15, 5>>
  return %y : tensor<1x4x!qnn.fixed<s15, 5>>
}

// -----

qnn.weight @w dense<1> : tensor<4x2xi8> as !qnn.fixed<s6, 1>
func.func @no_bias(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x4x!qnn.fixed<s15, 5>> {
  // expected-error@+1 {{'qnn.dense' op refers to '@b', which is not a qnn.weight of the module}}
  %y = qnn.dense %x, @w bias @b : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x4x!qnn.fixed<s15, 5>>
  return %y : tensor<1x4x!qnn.fixed<s15, 5>>
}

// -----

// expected-note@+1 {{weight declared here}}
qnn.weight @w dense<1> : tensor<4x2xi8> as !qnn.fixed<s6, 1>
func.func @step(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x4x!qnn.fixed<s14, 5>> {
  // expected-error@+1 {{'qnn.dense' op accumulates in steps of 2^-9, but sums have steps of 2^-10}}
  %y = qnn.dense %x, @w : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x4x!qnn.fixed<s14, 5>>
  return %y : tensor<1x4x!qnn.fixed<s14, 5>>
}

// -----

//===----------------------------------------------------------------------===//
// Requantizers
//===----------------------------------------------------------------------===//

func.func @same_shape(%x: tensor<2x!qnn.fixed<s8, 3>>) -> tensor<3x!qnn.fixed<s8, 3>> {
  // expected-error@+1 {{'qnn.requantize' op has an input of shape [2] and a result of shape [3]}}
  %y = qnn.requantize %x floor wrap : tensor<2x!qnn.fixed<s8, 3>> -> tensor<3x!qnn.fixed<s8, 3>>
  return %y : tensor<3x!qnn.fixed<s8, 3>>
}

// -----

func.func @tensor_to_number(%x: tensor<!qnn.fixed<s8, 3>>) -> !qnn.fixed<s8, 3> {
  // expected-error@+1 {{'qnn.reinterpret' op has an input of shape [] and a result of shape []}}
  %y = qnn.reinterpret %x : tensor<!qnn.fixed<s8, 3>> -> !qnn.fixed<s8, 3>
  return %y : !qnn.fixed<s8, 3>
}

// -----

func.func @clamp_order(%x: !qnn.fixed<s8, 3>) -> !qnn.fixed<s8, 3> {
  // expected-error@+1 {{'qnn.requantize' op clamp must give the lowest and the highest code, in this order}}
  %y = qnn.requantize %x floor wrap clamp [3, 2] : !qnn.fixed<s8, 3> -> !qnn.fixed<s8, 3>
  return %y : !qnn.fixed<s8, 3>
}

// -----

func.func @clamp_code(%x: !qnn.fixed<s8, 3>) -> !qnn.fixed<s8, 3> {
  // expected-error@+1 {{'qnn.requantize' op clamp code 128 does not fit the result type '!qnn.fixed<s8, 3>'}}
  %y = qnn.requantize %x floor wrap clamp [0, 128] : !qnn.fixed<s8, 3> -> !qnn.fixed<s8, 3>
  return %y : !qnn.fixed<s8, 3>
}

// -----

func.func @reinterpret(%x: !qnn.fixed<s8, 3>) -> !qnn.fixed<u8, 3> {
  // expected-error@+1 {{'qnn.reinterpret' op must keep width and sign, but goes from '!qnn.fixed<s8, 3>' to '!qnn.fixed<u8, 3>'}}
  %y = qnn.reinterpret %x : !qnn.fixed<s8, 3> -> !qnn.fixed<u8, 3>
  return %y : !qnn.fixed<u8, 3>
}

// -----

//===----------------------------------------------------------------------===//
// Thresholds
//===----------------------------------------------------------------------===//

qnn.weight @t dense<1> : tensor<i8> as !qnn.fixed<s8, 3>
func.func @threshold_rank(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<s2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op needs thresholds of rank 1 or more}}
  %y = qnn.threshold %x, @t first [-1] step [2] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s2, 2>>
  return %y : tensor<1x2x!qnn.fixed<s2, 2>>
}

// -----

qnn.weight @t dense<1> : tensor<3x1xi8> as !qnn.fixed<s8, 3>
func.func @threshold_rows(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<s2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op thresholds per element of shape [3] does not broadcast over an input of shape [1, 2]}}
  %y = qnn.threshold %x, @t first [-1] step [2] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s2, 2>>
  return %y : tensor<1x2x!qnn.fixed<s2, 2>>
}

// -----

qnn.weight @t dense<1> : tensor<2x1xi8> as !qnn.fixed<s8, 4>
func.func @threshold_step(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<s2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op compares inputs in steps of 2^-5 with thresholds in steps of 2^-4}}
  %y = qnn.threshold %x, @t first [-1] step [2] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s2, 2>>
  return %y : tensor<1x2x!qnn.fixed<s2, 2>>
}

// -----

qnn.weight @t dense<1> : tensor<2x1xi8> as !qnn.fixed<s8, 3>
func.func @threshold_first(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<s2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op first has 3 codes, but needs 1 or, one per row of thresholds, 2}}
  %y = qnn.threshold %x, @t first [-1, -1, -1] step [2] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s2, 2>>
  return %y : tensor<1x2x!qnn.fixed<s2, 2>>
}

// -----

qnn.weight @t dense<1> : tensor<2x1xi8> as !qnn.fixed<s8, 3>
func.func @threshold_steps(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<s2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op step has 0 codes, but needs 1 or, one per row of thresholds, 2}}
  %y = qnn.threshold %x, @t first [-1] step [] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s2, 2>>
  return %y : tensor<1x2x!qnn.fixed<s2, 2>>
}

// -----

qnn.weight @t dense<1> : tensor<2x1xi8> as !qnn.fixed<s8, 3>
func.func @threshold_first_code(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<s2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op first code -3 does not fit the result type '!qnn.fixed<s2, 2>'}}
  %y = qnn.threshold %x, @t first [-1, -3] step [2] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s2, 2>>
  return %y : tensor<1x2x!qnn.fixed<s2, 2>>
}

// -----

// The last code is computed exactly: it does not wrap around to a code that fits.
qnn.weight @t dense<[[1, 2, 3, 4]]> : tensor<1x4xi8> as !qnn.fixed<s8, 3>
func.func @threshold_last_code(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<s2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op last code 18446744073709551616 does not fit the result type '!qnn.fixed<s2, 2>'}}
  %y = qnn.threshold %x, @t first [0] step [4611686018427387904] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s2, 2>>
  return %y : tensor<1x2x!qnn.fixed<s2, 2>>
}

// -----

qnn.weight @t dense<[[1, 2], [2, 1]]> : tensor<2x2xi8> as !qnn.fixed<s8, 3>
func.func @threshold_order(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<u2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op has thresholds that do not ascend in row 1}}
  %y = qnn.threshold %x, @t first [0] step [1] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<u2, 2>>
  return %y : tensor<1x2x!qnn.fixed<u2, 2>>
}

// -----

func.func @threshold_unknown(%x: tensor<1x2x!qnn.fixed<s8, 3>>) -> tensor<1x2x!qnn.fixed<u2, 2>> {
  // expected-error@+1 {{'qnn.threshold' op refers to '@threshold_unknown', which is not a qnn.weight of the module}}
  %y = qnn.threshold %x, @threshold_unknown first [0] step [1] : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<u2, 2>>
  return %y : tensor<1x2x!qnn.fixed<u2, 2>>
}

// -----

//===----------------------------------------------------------------------===//
// Softmax by tables
//===----------------------------------------------------------------------===//

qnn.weight @e dense<1> : tensor<16xi8> as !qnn.fixed<u8, 1>
func.func @softmax_axis(%x: tensor<1x5x!qnn.fixed<s8, 3>>) -> tensor<1x5x!qnn.fixed<u8, 1>> {
  // expected-error@+1 {{'qnn.table_softmax' op axis is -1, but the input has rank 2}}
  %y = qnn.table_softmax %x, @e, @e axis -1 drop 0 error_bound 0.1 : tensor<1x5x!qnn.fixed<s8, 3>> -> tensor<1x5x!qnn.fixed<u8, 1>>
  return %y : tensor<1x5x!qnn.fixed<u8, 1>>
}

// -----

qnn.weight @e dense<1> : tensor<16xi8> as !qnn.fixed<u8, 1>
func.func @softmax_result(%x: tensor<1x5x!qnn.fixed<s8, 3>>) -> tensor<1x5x!qnn.fixed<s8, 9>> {
  // expected-error@+1 {{'qnn.table_softmax' op result type is '!qnn.fixed<s8, 9>', whose step is larger than one, but a softmax lies between 0 and 1}}
  %y = qnn.table_softmax %x, @e, @e axis 1 drop 0 error_bound 0.1 : tensor<1x5x!qnn.fixed<s8, 3>> -> tensor<1x5x!qnn.fixed<s8, 9>>
  return %y : tensor<1x5x!qnn.fixed<s8, 9>>
}

// -----

qnn.weight @e dense<1> : tensor<16xi8> as !qnn.fixed<u8, 1>
func.func @softmax_drop(%x: tensor<1x5x!qnn.fixed<s8, 3>>) -> tensor<1x5x!qnn.fixed<u8, 1>> {
  // expected-error@+1 {{'qnn.table_softmax' op drops 65 bits, but can drop 0 to 64}}
  %y = qnn.table_softmax %x, @e, @e axis 1 drop 65 error_bound 0.1 : tensor<1x5x!qnn.fixed<s8, 3>> -> tensor<1x5x!qnn.fixed<u8, 1>>
  return %y : tensor<1x5x!qnn.fixed<u8, 1>>
}

// -----

qnn.weight @e dense<1> : tensor<16xi8> as !qnn.fixed<u8, 1>
qnn.weight @f dense<1> : tensor<15xi8> as !qnn.fixed<u8, 1>
func.func @softmax_tables(%x: tensor<1x5x!qnn.fixed<s8, 3>>) -> tensor<1x5x!qnn.fixed<u8, 1>> {
  // expected-error@+1 {{'qnn.table_softmax' op needs tables of rank 1, of a power of two of unsigned entries with at most one integer bit, but '@f' is 'tensor<15x!qnn.fixed<u8, 1>>'}}
  %y = qnn.table_softmax %x, @e, @f axis 1 drop 0 error_bound 0.1 : tensor<1x5x!qnn.fixed<s8, 3>> -> tensor<1x5x!qnn.fixed<u8, 1>>
  return %y : tensor<1x5x!qnn.fixed<u8, 1>>
}

// -----

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

func.func @constant() -> !qnn.fixed<s8, 3> {
  // expected-error@+1 {{code does not fit '!qnn.fixed<s8, 3>'}}
  %c = qnn.constant 128 : !qnn.fixed<s8, 3>
  return %c : !qnn.fixed<s8, 3>
}

// -----

func.func @constant_sign() -> !qnn.fixed<u8, 3> {
  // expected-error@+1 {{code does not fit '!qnn.fixed<u8, 3>'}}
  %c = qnn.constant -1 : !qnn.fixed<u8, 3>
  return %c : !qnn.fixed<u8, 3>
}

// -----

func.func @constant_width() -> !qnn.fixed<s8, 3> {
  // expected-error@+1 {{'qnn.constant' op has a code of type 'i9' for '!qnn.fixed<s8, 3>', but needs i8}}
  %c = "qnn.constant"() {code = 5 : i9} : () -> !qnn.fixed<s8, 3>
  return %c : !qnn.fixed<s8, 3>
}

// -----

func.func @constant_signedness() -> !qnn.fixed<u8, 3> {
  // expected-error@+1 {{'qnn.constant' op has a code of type 'ui8' for '!qnn.fixed<u8, 3>', but needs i8}}
  %c = "qnn.constant"() {code = 5 : ui8} : () -> !qnn.fixed<u8, 3>
  return %c : !qnn.fixed<u8, 3>
}

// -----

func.func @compare(%a: !qnn.fixed<s8, 3>) -> !qnn.fixed<u2, 2> {
  // expected-error@+1 {{'qnn.compare' op has a result of type '!qnn.fixed<u2, 2>', but a truth value is !qnn.fixed<u1, 1>}}
  %c = qnn.compare lt %a, %a : !qnn.fixed<s8, 3>, !qnn.fixed<s8, 3> -> !qnn.fixed<u2, 2>
  return %c : !qnn.fixed<u2, 2>
}

// -----

func.func @divide_sign(%a: !qnn.fixed<s8, 3>) -> !qnn.fixed<u8, 3> {
  // expected-error@+1 {{'qnn.divide_codes' op divides unsigned numbers only}}
  %c = qnn.divide_codes %a, %a shift 8 : !qnn.fixed<s8, 3>, !qnn.fixed<s8, 3> -> !qnn.fixed<u8, 3>
  return %c : !qnn.fixed<u8, 3>
}

// -----

func.func @divide_shift(%a: !qnn.fixed<u8, 3>) -> !qnn.fixed<u8, 3> {
  // expected-error@+1 {{'qnn.divide_codes' op shifts by 257, but must shift by 0 to 256}}
  %c = qnn.divide_codes %a, %a shift 257 : !qnn.fixed<u8, 3>, !qnn.fixed<u8, 3> -> !qnn.fixed<u8, 3>
  return %c : !qnn.fixed<u8, 3>
}

// -----

func.func @code_sign(%a: !qnn.fixed<s8, 3>) -> index {
  // expected-error@+1 {{'qnn.code' op reads bits 0 to 4 of '!qnn.fixed<s8, 3>', but of a signed number it can only read all}}
  %c = qnn.code %a low 0 bits 4 : !qnn.fixed<s8, 3>
  return %c : index
}

// -----

func.func @code_bits(%a: !qnn.fixed<u8, 3>) -> index {
  // expected-error@+1 {{'qnn.code' op reads 31 bits from bit 0, but can read 0 to 30 bits from bit 0 to 4096}}
  %c = qnn.code %a low 0 bits 31 : !qnn.fixed<u8, 3>
  return %c : index
}

// -----

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

// expected-error@+1 {{expected 's' or 'u' and a width, as in '!qnn.fixed<s8, 3>'}}
func.func private @f(!qnn.fixed<i8, 3>)

// -----

// expected-error@+1 {{expected 's' or 'u' and a width, as in '!qnn.fixed<s8, 3>'}}
func.func private @f(!qnn.fixed<s, 3>)

// -----

// expected-error@+1 {{expected 's' or 'u' and a width, as in '!qnn.fixed<s8, 3>'}}
func.func private @f(!qnn.fixed<s99999999999999999999, 3>)

// -----

// expected-error@+1 {{width of a fixed-point type is 0, but must lie in 1..4096}}
func.func private @f(!qnn.fixed<u0, 3>)

// -----

// expected-error@+1 {{width of a fixed-point type is 4097, but must lie in 1..4096}}
func.func private @f(!qnn.fixed<s4097, 3>)

// -----

// expected-error@+1 {{integer bits of a fixed-point type are 8193, but must lie in -8192..8192}}
func.func private @f(!qnn.fixed<s8, 8193>)

// -----

// expected-error@+1 {{integer bits of a fixed-point type are -8193, but must lie in -8192..8192}}
func.func private @f(!qnn.fixed<s8, -8193>)

// -----

// expected-error@+1 {{expected ','}}
func.func private @f(!qnn.fixed<s8>)

// -----

// expected-error@+1 {{expected valid keyword}}
func.func private @f(!qnn.fixed<8, 3>)

// -----

// expected-error@+1 {{elu needs alpha}}
func.func private @f() -> (f32 {qnn.dequantize = [#qnn.function<elu>]})

// -----

// expected-error@+1 {{sigmoid has no alpha}}
func.func private @f() -> (f32 {qnn.dequantize = [#qnn.function<sigmoid, alpha = 1.0>]})

// -----

// expected-error@+1 {{alpha of a function must be f64}}
func.func private @f() -> (f32 {qnn.dequantize = [#qnn.function<elu, alpha = 1.0 : f32>]})

// -----

// expected-error@+1 {{alpha of elu is 1.000000e+05, but must lie within 6.553600e+04 of 0}}
func.func private @f() -> (f32 {qnn.dequantize = [#qnn.function<elu, alpha = 100000.0>]})

// -----

// expected-error@+1 {{alpha of celu is 0.000000e+00, but must be positive}}
func.func private @f() -> (f32 {qnn.dequantize = [#qnn.function<celu, alpha = 0.0>]})

// -----

// expected-error@+1 {{alpha of pow is 6.500000e+01, but must lie within 6.400000e+01 of 0}}
func.func private @f() -> (f32 {qnn.dequantize = [#qnn.function<pow, alpha = 65.0>]})

// -----

qnn.weight @t dense<1> : tensor<i8> as !qnn.fixed<s8, 8>
func.func @lookup_scalar(%x: tensor<2x!qnn.fixed<s3, 3>>) {
  // expected-error@+1 {{'qnn.lookup' op needs a table of rank 1 or more}}
  %y = qnn.lookup %x, @t : tensor<2x!qnn.fixed<s3, 3>> -> tensor<2x!qnn.fixed<s8, 8>>
  return
}

// -----

qnn.weight @t dense<1> : tensor<3x8xi8> as !qnn.fixed<s8, 8>
func.func @lookup_rows(%x: tensor<2x!qnn.fixed<s3, 3>>) {
  // expected-error@+1 {{'qnn.lookup' op entries per element of shape [3] does not broadcast over an input of shape [2]}}
  %y = qnn.lookup %x, @t : tensor<2x!qnn.fixed<s3, 3>> -> tensor<2x!qnn.fixed<s8, 8>>
  return
}

// -----

qnn.weight @t dense<1> : tensor<4xi8> as !qnn.fixed<s8, 8>
func.func @lookup_entries(%x: tensor<2x!qnn.fixed<s3, 3>>) {
  // expected-error@+1 {{'qnn.lookup' op needs a table of 8 entries, one for each code of '!qnn.fixed<s3, 3>', but it has 4}}
  %y = qnn.lookup %x, @t : tensor<2x!qnn.fixed<s3, 3>> -> tensor<2x!qnn.fixed<s8, 8>>
  return
}

// -----

qnn.weight @t dense<1> : tensor<8xi8> as !qnn.fixed<s8, 7>
func.func @lookup_type(%x: tensor<2x!qnn.fixed<s3, 3>>) {
  // expected-error@+1 {{'qnn.lookup' op has results of type '!qnn.fixed<s8, 8>', but its table has entries of type '!qnn.fixed<s8, 7>'}}
  %y = qnn.lookup %x, @t : tensor<2x!qnn.fixed<s3, 3>> -> tensor<2x!qnn.fixed<s8, 8>>
  return
}

// -----

qnn.weight @t dense<1> : tensor<8xi8> as !qnn.fixed<s8, 7>
func.func @lookup_width(%x: tensor<2x!qnn.fixed<s17, 3>>) {
  // expected-error@+1 {{'qnn.lookup' op has an input of type '!qnn.fixed<s17, 3>', but a table has an input of at most 16 bits}}
  %y = qnn.lookup %x, @t : tensor<2x!qnn.fixed<s17, 3>> -> tensor<2x!qnn.fixed<s8, 8>>
  return
}
