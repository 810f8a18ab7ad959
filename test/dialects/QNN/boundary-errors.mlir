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
