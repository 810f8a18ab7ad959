// RUN: hls4mlir-opt %s -split-input-file -verify-diagnostics

// Messages of the attributes of the boundary and of real functions.

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

// expected-error@+1 {{scale of an input is 1.000000e-300, which float32 cannot represent}}
func.func private @f(f32 {qnn.input = #qnn.input<!qnn.fixed<s8, 3>, scale = 1.0e-300, zero_point = 0.0, low = -8, high = 7, floor>})

// -----

// expected-error@+1 {{scale of an input is 1.000000e+39, which float32 cannot represent}}
func.func private @f(f32 {qnn.input = #qnn.input<!qnn.fixed<s8, 3>, scale = 1.0e39, zero_point = 0.0, low = -8, high = 7, floor>})

// -----

// expected-error@+1 {{zero point of an input is -1.000000e+39, which float32 cannot represent}}
func.func private @f(f32 {qnn.input = #qnn.input<!qnn.fixed<s8, 3>, scale = 1.0, zero_point = -1.0e39, low = -8, high = 7, floor>})

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
