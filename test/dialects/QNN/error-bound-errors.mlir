// RUN: hls4mlir-opt %s --split-input-file --verify-diagnostics

func.func @type(%x: tensor<1x1x!qnn.fixed<s4, 4>>) -> tensor<1x1x!qnn.fixed<u3, 3>> {
  // expected-error @below {{'qnn.error_bound' must be a finite f64 of 0 or more}}
  %y = qnn.relu %x {qnn.error_bound = 1 : i32} : tensor<1x1x!qnn.fixed<s4, 4>> -> tensor<1x1x!qnn.fixed<u3, 3>>
  return %y : tensor<1x1x!qnn.fixed<u3, 3>>
}

// -----

func.func @negative(%x: tensor<1x1x!qnn.fixed<s4, 4>>) -> tensor<1x1x!qnn.fixed<u3, 3>> {
  // expected-error @below {{'qnn.error_bound' must be a finite f64 of 0 or more}}
  %y = qnn.relu %x {qnn.error_bound = -1.0 : f64} : tensor<1x1x!qnn.fixed<s4, 4>> -> tensor<1x1x!qnn.fixed<u3, 3>>
  return %y : tensor<1x1x!qnn.fixed<u3, 3>>
}
