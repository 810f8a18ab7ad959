// RUN: hls4mlir-opt --split-input-file --convert-qnn-to-stream %s | FileCheck %s

// The axis comes innermost; the result runs as the input.
// CHECK-LABEL: stream.graph @axes
// CHECK-SAME: (%[[X:.*]]: !stream.channel<3x5x!qnn.fixed<s8, 3>>)
func.func @axes(%x: tensor<1x3x5x!qnn.fixed<s8, 3>>)
    -> (tensor<1x3x2x!qnn.fixed<s8, 3>>, tensor<1x1x5x!qnn.fixed<u2, 2>>) {
  // CHECK-NEXT: %[[A:.*]] = stream.top_k %[[X]] axis 1 k 2 : {{.*}} -> !stream.channel<3x2x!qnn.fixed<s8, 3>>
  %a = qnn.top_k %x axis 2 k 2 : tensor<1x3x5x!qnn.fixed<s8, 3>> -> tensor<1x3x2x!qnn.fixed<s8, 3>>
  // CHECK-NEXT: %[[R:.*]] = stream.reorder %[[X]] : {{.*}} -> !stream.channel<3x5x!qnn.fixed<s8, 3>, order [1, 0]>
  // CHECK-NEXT: %[[B:.*]] = stream.top_k indices smallest last %[[R]] axis 0 k 1 : {{.*}} -> !stream.channel<1x5x!qnn.fixed<u2, 2>>
  %b = qnn.top_k indices smallest last %x axis 1 k 1 : tensor<1x3x5x!qnn.fixed<s8, 3>> -> tensor<1x1x5x!qnn.fixed<u2, 2>>
  // CHECK-NEXT: stream.output %[[A]], %[[B]]
  return %a, %b : tensor<1x3x2x!qnn.fixed<s8, 3>>, tensor<1x1x5x!qnn.fixed<u2, 2>>
}
