// RUN: hls4mlir-opt %s | hls4mlir-opt | FileCheck %s

// CHECK-LABEL: stream.graph @g
stream.graph @g(%x: !stream.channel<3x10x!qnn.fixed<s8, 3>, beat 2>) io stream {
  // CHECK: stream.top_k %arg0 axis 1 k 4 : !stream.channel<3x10x!qnn.fixed<s8, 3>, beat 2> -> !stream.channel<3x4x!qnn.fixed<s8, 3>, beat 4>
  %0 = stream.top_k %x axis 1 k 4
    : !stream.channel<3x10x!qnn.fixed<s8, 3>, beat 2> -> !stream.channel<3x4x!qnn.fixed<s8, 3>, beat 4>
  // CHECK: stream.top_k indices smallest last %arg0 axis 1 k 1
  %1 = stream.top_k indices smallest last %x axis 1 k 1
    : !stream.channel<3x10x!qnn.fixed<s8, 3>, beat 2> -> !stream.channel<3x1x!qnn.fixed<u4, 4>>
  stream.output
}
