// RUN: hls4mlir-opt --pass-pipeline='builtin.module(stream.graph(stream-materialize-forks))' %s | FileCheck %s

// Results go to the uses in the order in which they stand, an operation that uses a channel twice included.
// CHECK-LABEL: stream.graph @fork
stream.graph @fork(%x: !stream.channel<4x!qnn.fixed<s8, 8>>)
    -> (!stream.channel<4x!qnn.fixed<s9, 9>>, !stream.channel<4x!qnn.fixed<u7, 7>>) io stream {
  // CHECK-NEXT: %[[F:.*]]:3 = stream.fork %arg0 : !stream.channel<4x!qnn.fixed<s8, 8>> to 3
  // CHECK-NEXT: %[[A:.*]] = stream.add %[[F]]#0, %[[F]]#1
  %a = stream.add %x, %x : !stream.channel<4x!qnn.fixed<s8, 8>>, !stream.channel<4x!qnn.fixed<s8, 8>>
    -> !stream.channel<4x!qnn.fixed<s9, 9>>
  // CHECK-NEXT: %[[B:.*]] = stream.relu %[[F]]#2
  %b = stream.relu %x : !stream.channel<4x!qnn.fixed<s8, 8>> -> !stream.channel<4x!qnn.fixed<u7, 7>>
  // Nothing reads these, so that they fork nothing.
  // CHECK-NOT: stream.reshape
  // CHECK-NOT: stream.relu
  %c = stream.reshape %x : !stream.channel<4x!qnn.fixed<s8, 8>> -> !stream.channel<2x2x!qnn.fixed<s8, 8>>
  %d = stream.relu %c : !stream.channel<2x2x!qnn.fixed<s8, 8>> -> !stream.channel<2x2x!qnn.fixed<u7, 7>>
  // CHECK: stream.output %[[A]], %[[B]]
  stream.output %a, %b : !stream.channel<4x!qnn.fixed<s9, 9>>, !stream.channel<4x!qnn.fixed<u7, 7>>
}

// CHECK-LABEL: stream.graph @interface
stream.graph @interface(%x: !stream.channel<4x!qnn.fixed<s8, 8>>, %y: !stream.channel<4x!qnn.fixed<s8, 8>>,
                        %unread: !stream.channel<4x!qnn.fixed<s8, 8>>)
    -> (!stream.channel<2x2x!qnn.fixed<s8, 8>>, !stream.channel<4x!qnn.fixed<s8, 8>>,
        !stream.channel<4x!qnn.fixed<s8, 8>>) io stream {
  // CHECK-DAG: stream.fork %arg2 : {{.*}} to 0
  // CHECK-DAG: %[[F:.*]]:2 = stream.fork %arg1 : {{.*}} to 2
  // CHECK-DAG: %[[R:.*]] = stream.reshape %arg0
  // CHECK-DAG: %[[P:.*]] = stream.fork %[[R]] : {{.*}} to 1
  %r = stream.reshape %x : !stream.channel<4x!qnn.fixed<s8, 8>> -> !stream.channel<2x2x!qnn.fixed<s8, 8>>
  // CHECK: stream.output %[[P]], %[[F]]#0, %[[F]]#1
  stream.output %r, %y, %y : !stream.channel<2x2x!qnn.fixed<s8, 8>>, !stream.channel<4x!qnn.fixed<s8, 8>>,
                             !stream.channel<4x!qnn.fixed<s8, 8>>
}
