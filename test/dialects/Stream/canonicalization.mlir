// RUN: hls4mlir-opt --canonicalize %s | FileCheck %s

// CHECK-LABEL: stream.graph @folds
// CHECK-SAME: %[[X:[^:]*]]: !stream.channel<4x6
stream.graph @folds(%x: !stream.channel<4x6x!qnn.fixed<s8, 3>>)
    -> (!stream.channel<24x!qnn.fixed<s8, 3>>, !stream.channel<4x6x!qnn.fixed<s8, 3>>,
        !stream.channel<4x6x!qnn.fixed<s8, 3>>) io stream {
  // Reshapes of reshapes are one, transpositions that cancel are none, and what changes nothing goes.
  // CHECK-NEXT: %[[FLAT:.*]] = stream.reshape %[[X]] : !stream.channel<4x6x!qnn.fixed<s8, 3>> -> !stream.channel<24x
  %a = stream.reshape %x : !stream.channel<4x6x!qnn.fixed<s8, 3>> -> !stream.channel<2x12x!qnn.fixed<s8, 3>>
  %b = stream.reshape %a : !stream.channel<2x12x!qnn.fixed<s8, 3>> -> !stream.channel<24x!qnn.fixed<s8, 3>>
  %c = stream.transpose %x [1, 0]
    : !stream.channel<4x6x!qnn.fixed<s8, 3>> -> !stream.channel<6x4x!qnn.fixed<s8, 3>, order [1, 0]>
  %d = stream.transpose %c [1, 0]
    : !stream.channel<6x4x!qnn.fixed<s8, 3>, order [1, 0]> -> !stream.channel<4x6x!qnn.fixed<s8, 3>>
  %e = stream.reorder %x : !stream.channel<4x6x!qnn.fixed<s8, 3>> -> !stream.channel<4x6x!qnn.fixed<s8, 3>>
  %f = stream.broadcast %e : !stream.channel<4x6x!qnn.fixed<s8, 3>> -> !stream.channel<4x6x!qnn.fixed<s8, 3>>
  %g = stream.convert_width %f : !stream.channel<4x6x!qnn.fixed<s8, 3>> -> !stream.channel<4x6x!qnn.fixed<s8, 3>>
  // CHECK-NEXT: stream.output %[[FLAT]], %[[X]], %[[X]]
  stream.output %b, %d, %g : !stream.channel<24x!qnn.fixed<s8, 3>>, !stream.channel<4x6x!qnn.fixed<s8, 3>>,
                             !stream.channel<4x6x!qnn.fixed<s8, 3>>
}

// A fork without results takes what nothing else reads, so it stays.
// CHECK-LABEL: stream.graph @sink
stream.graph @sink(%x: !stream.channel<4x!qnn.fixed<s8, 3>>) io stream {
  // CHECK-NEXT: stream.fork
  stream.fork %x : !stream.channel<4x!qnn.fixed<s8, 3>> to 0
  stream.output
}
