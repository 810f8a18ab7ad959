// RUN: hls4mlir-opt --split-input-file --verify-diagnostics --convert-qnn-to-stream %s

// expected-error @below {{has 0 blocks, but a graph needs 1}}
func.func private @declared(tensor<4x!qnn.fixed<s8, 3>>)

// -----

// expected-error @below {{argument 0 is 'tensor<1x4xf32>', but a channel carries tensors of fixed-point numbers with static dimensions of 1 or more}}
func.func @float(%x: tensor<1x4xf32>) {
  return
}

// -----

// expected-error @below {{argument 0 is 'tensor<1x0x!qnn.fixed<s8, 3>>', but a channel carries tensors of fixed-point numbers with static dimensions of 1 or more}}
func.func @empty(%x: tensor<1x0x!qnn.fixed<s8, 3>>) {
  return
}

// -----

func.func @inner_float(%x: tensor<1x4x!qnn.fixed<s8, 3>>) {
  // expected-error @unknown {{'left' has a result of type 'tensor<f32>', but a channel carries tensors of fixed-point numbers with static dimensions of 1 or more}}
  %0 = arith.constant dense<1.0> : tensor<f32> loc("left")
  return
}

// -----

func.func @unknown(%x: tensor<1x4x!qnn.fixed<s8, 3>>) -> tensor<1x4x!qnn.fixed<s8, 3>> {
  // expected-error @unknown {{'maximum' has no stream processor; supported are qnn.add, qnn.dense, qnn.get_weight, qnn.mul, qnn.reinterpret, qnn.relu, qnn.requantize, qnn.reshape, qnn.sub, qnn.table_softmax, qnn.threshold and qnn.transpose}}
  %0 = qnn.max %x, %x : tensor<1x4x!qnn.fixed<s8, 3>>, tensor<1x4x!qnn.fixed<s8, 3>> -> tensor<1x4x!qnn.fixed<s8, 3>> loc("maximum")
  return %0 : tensor<1x4x!qnn.fixed<s8, 3>>
}
