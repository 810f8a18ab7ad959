// RUN: hls4mlir-opt %s --split-input-file --verify-diagnostics

// expected-error @below {{'qnn.tensors' must be an array of strings on a function argument}}
func.func @names_are_no_array(%x: tensor<1x4xf32> {qnn.tensors = "x"}) {
  return
}

// -----

// expected-error @below {{'qnn.tensors' must be an array of strings on a function argument}}
func.func @names_are_no_strings(%x: tensor<1x4xf32> {qnn.tensors = ["x", 1]}) {
  return
}

// -----

// expected-error @below {{'qnn.tensors' must be an array of strings on a function argument}}
func.func @names_of_a_result(%x: tensor<1x4xf32>) -> (tensor<1x4xf32> {qnn.tensors = ["x"]}) {
  return %x : tensor<1x4xf32>
}

// -----

// expected-error @below {{'qnn.permutation' must name each dimension of the function argument once}}
func.func @permutation_of_another_rank(%x: tensor<1x4xf32> {qnn.permutation = array<i64: 0, 2, 1>}) {
  return
}

// -----

// expected-error @below {{'qnn.permutation' must name each dimension of the function result once}}
func.func @no_permutation(%x: tensor<1x4xf32>) -> (tensor<1x4xf32> {qnn.permutation = array<i64: 0, 0>}) {
  return %x : tensor<1x4xf32>
}

// -----

// expected-error @below {{'qnn.input' gives codes of '!qnn.fixed<u16, 16>' to a function argument of '!qnn.fixed<u4, 4>'}}
func.func @codes_of_another_type(%x: tensor<1x4x!qnn.fixed<u4, 4>> {qnn.input = #qnn.input<!qnn.fixed<u16, 16>, scale = 1.0, zero_point = 0.0, low = 0, high = 65535, half_even>}) {
  return
}
