// RUN: hls4mlir-opt %s -split-input-file -verify-diagnostics

// Messages of the operations of both forms.

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

func.func @dynamic(%a: tensor<?x4xf32>) -> tensor<?x4xf32> {
  // expected-error@+1 {{'qnn.add' op operand #0 must be fixed-point number, tensor of them, or f32 tensor, of static shape (1 to 2^27 elements), but got 'tensor<?x4xf32>'}}
  %y = "qnn.add"(%a, %a) : (tensor<?x4xf32>, tensor<?x4xf32>) -> tensor<?x4xf32>
  return %y : tensor<?x4xf32>
}
