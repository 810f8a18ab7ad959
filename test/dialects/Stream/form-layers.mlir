// RUN: hls4mlir-opt --pass-pipeline='builtin.module(stream.graph(stream-form-layers))' %s | FileCheck %s

qnn.weight @w dense<1> : tensor<4x4xi8> as !qnn.fixed<s8, 8>
qnn.weight @c dense<1> : tensor<4xi8> as !qnn.fixed<s8, 8>

// CHECK-LABEL: stream.graph @chain
stream.graph @chain(%x: !stream.channel<4x!qnn.fixed<s8, 8>>) -> !stream.channel<2x2x!qnn.fixed<u7, 7>> io stream {
  // The head gives the name; everything elementwise after it with one use is computed where it writes.
  // CHECK-NEXT: %[[A:.*]] = stream.layer "fc" (%[[IN:.*]] = %arg0) : (!stream.channel<4x!qnn.fixed<s8, 8>>) -> !stream.channel<4x!qnn.fixed<s8, 8>> {
  // CHECK-NEXT: %[[M:.*]] = stream.matvec %[[IN]], @w
  // CHECK-NEXT: %[[S:.*]] = stream.add %[[M]], @c
  // CHECK-NEXT: %[[Q:.*]] = stream.requantize %[[S]]
  // CHECK-NEXT: stream.yield %[[Q]]
  %a = stream.matvec %x, @w lanes [1, 1] : !stream.channel<4x!qnn.fixed<s8, 8>> -> !stream.channel<4x!qnn.fixed<s18, 18>> loc("fc")
  %b = stream.add %a, @c : !stream.channel<4x!qnn.fixed<s18, 18>> -> !stream.channel<4x!qnn.fixed<s19, 19>> loc("offset")
  %c = stream.requantize %b half_even saturate : !stream.channel<4x!qnn.fixed<s19, 19>> -> !stream.channel<4x!qnn.fixed<s8, 8>> loc("quant")
  // A fork has a layer to itself, and its branches theirs; names are unique.
  // CHECK: %[[F:.*]]:2 = stream.layer "fork" (%{{.*}} = %[[A]])
  // CHECK-NEXT: stream.fork
  %d:2 = stream.fork %c : !stream.channel<4x!qnn.fixed<s8, 8>> to 2
  // CHECK: stream.layer "fc_1" (%{{.*}} = %[[F]]#0)
  // CHECK-NEXT: stream.relu
  // CHECK-NEXT: stream.yield
  %e = stream.relu %d#0 : !stream.channel<4x!qnn.fixed<s8, 8>> -> !stream.channel<4x!qnn.fixed<u7, 7>> loc("fc")
  // CHECK: stream.layer "add" (%{{.*}} = %{{.*}}, %{{.*}} = %[[F]]#1)
  // CHECK-NEXT: stream.add %{{.*}}, %{{.*}} : !stream.channel<4x!qnn.fixed<u7, 7>>, !stream.channel<4x!qnn.fixed<s8, 8>>
  // CHECK-NEXT: stream.relu
  %f = stream.add %e, %d#1 : !stream.channel<4x!qnn.fixed<u7, 7>>, !stream.channel<4x!qnn.fixed<s8, 8>> -> !stream.channel<4x!qnn.fixed<s9, 9>>
  %g = stream.relu %f : !stream.channel<4x!qnn.fixed<s9, 9>> -> !stream.channel<4x!qnn.fixed<u8, 8>>
  // What is no hardware stays outside.
  // CHECK: stream.reshape
  %h = stream.reshape %g : !stream.channel<4x!qnn.fixed<u8, 8>> -> !stream.channel<2x2x!qnn.fixed<u8, 8>>
  // CHECK: stream.layer "requantize"
  %i = stream.requantize %h floor saturate : !stream.channel<2x2x!qnn.fixed<u8, 8>> -> !stream.channel<2x2x!qnn.fixed<u7, 7>>
  stream.output %i : !stream.channel<2x2x!qnn.fixed<u7, 7>>
}
