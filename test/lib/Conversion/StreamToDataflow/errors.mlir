// RUN: hls4mlir-opt --split-input-file --verify-diagnostics --convert-stream-to-dataflow %s

stream.graph @outside(%x: !stream.channel<4x!qnn.fixed<s8, 8>>) io stream {
  // expected-error @below {{'fork' stands outside a layer; stream-form-layers sees to it}}
  stream.fork %x : !stream.channel<4x!qnn.fixed<s8, 8>> to 0
  stream.output
}
