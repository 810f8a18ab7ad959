// RUN: hls4mlir-opt --split-input-file --verify-diagnostics %s

func.func @axis(%x: tensor<1x10xf32>) {
  // expected-error @below {{axis is 2, but the input has rank 2}}
  // expected-error @below {{failed to infer returned types}}
  %0 = qnn.top_k %x axis 2 k 3 : tensor<1x10xf32> -> tensor<1x3xf32>
  return
}

// -----

func.func @too_many(%x: tensor<1x10xf32>) {
  // expected-error @below {{selects 11 of the 10 elements along axis 1, but can select 1 to all of them}}
  // expected-error @below {{failed to infer returned types}}
  %0 = qnn.top_k %x axis 1 k 11 : tensor<1x10xf32> -> tensor<1x11xf32>
  return
}

// -----

func.func @result(%x: tensor<1x10x!qnn.fixed<s8, 3>>) {
  // expected-error @below {{'qnn.top_k' op inferred type(s) 'tensor<1x3x!qnn.fixed<u4, 4>>' are incompatible with return type(s) of operation 'tensor<1x3x!qnn.fixed<s8, 3>>'}}
  // expected-error @below {{failed to infer returned types}}
  %0 = qnn.top_k indices %x axis 1 k 3 : tensor<1x10x!qnn.fixed<s8, 3>> -> tensor<1x3x!qnn.fixed<s8, 3>>
  return
}
