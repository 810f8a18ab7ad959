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
  // expected-error @unknown {{'view' has no stream processor; supported are qnn.add, qnn.concat, qnn.conv, qnn.dense, qnn.get_weight, qnn.lookup, qnn.max, qnn.min, qnn.mul, qnn.pad, qnn.pool, qnn.reduce, qnn.reinterpret, qnn.relu, qnn.repeat, qnn.requantize, qnn.reshape, qnn.slice, qnn.sub, qnn.table_softmax, qnn.threshold, qnn.top_k and qnn.transpose}}
  %0 = builtin.unrealized_conversion_cast %x : tensor<1x4x!qnn.fixed<s8, 3>> to tensor<1x4x!qnn.fixed<s8, 3>> loc("view")
  return %0 : tensor<1x4x!qnn.fixed<s8, 3>>
}

// -----

func.func @reversed(%x: tensor<1x4x!qnn.fixed<s8, 3>>) -> tensor<1x4x!qnn.fixed<s8, 3>> {
  // expected-error @unknown {{'mirror' reverses dimension 1, which no stream processor does}}
  %0 = qnn.slice %x offsets [0, 3] sizes [1, 4] strides [1, -1] : tensor<1x4x!qnn.fixed<s8, 3>> -> tensor<1x4x!qnn.fixed<s8, 3>> loc("mirror")
  return %0 : tensor<1x4x!qnn.fixed<s8, 3>>
}

// -----

func.func @batch(%x: tensor<2x4x3x!qnn.fixed<s8, 8>>) -> tensor<2x3x3x!qnn.fixed<s8, 8>> {
  // expected-error @unknown {{'pool' works on a batch of 2 samples, but a design takes one after the other}}
  %0 = qnn.pool max %x window [2] strides [1] padding [0], [0] dilations [1] : tensor<2x4x3x!qnn.fixed<s8, 8>> -> tensor<2x3x3x!qnn.fixed<s8, 8>> loc("pool")
  return %0 : tensor<2x3x3x!qnn.fixed<s8, 8>>
}

// -----

func.func @wide(%x: tensor<1x4x3x!qnn.fixed<u64, 64>>) -> tensor<1x3x3x!qnn.fixed<u64, 64>> {
  // expected-error @unknown {{'pool' pools numbers of 64 bits, but a pool takes 63 at most}}
  %0 = qnn.pool min %x window [2] strides [1] padding [0], [0] dilations [1] : tensor<1x4x3x!qnn.fixed<u64, 64>> -> tensor<1x3x3x!qnn.fixed<u64, 64>> loc("pool")
  return %0 : tensor<1x3x3x!qnn.fixed<u64, 64>>
}
