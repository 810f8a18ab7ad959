// RUN: hls4mlir-opt --pass-pipeline='builtin.module(stream.graph(stream-insert-width-converters))' --mlir-print-debuginfo %s | FileCheck %s

qnn.weight @w dense<1> : tensor<4x12xi8> as !qnn.fixed<s6, 1>

// Consumers that read the same beat share a converter; its name is that of the channel and the beat.
// CHECK-LABEL: stream.graph @shared
stream.graph @shared(%x: !stream.channel<12x!qnn.fixed<s8, 3>, beat 4> {qnn.name = "x"}) io stream {
  // CHECK-NEXT: %[[C:.*]] = stream.convert_width %arg0 : !stream.channel<12x!qnn.fixed<s8, 3>, beat 4> -> !stream.channel<12x!qnn.fixed<s8, 3>, beat 6> loc(#[[LOC:.*]])
  // CHECK-NEXT: %[[A:.*]] = stream.matvec %[[C]],
  // A sum reads both operands in the beat of its result.
  // CHECK-NEXT: %[[D:.*]] = stream.convert_width %[[A]] : {{.*}}, beat 2> -> !stream.channel<4x!qnn.fixed<s18, 8>, beat 4>
  %a = stream.matvec %x, @w lanes [2, 6]
    : !stream.channel<12x!qnn.fixed<s8, 3>, beat 4> -> !stream.channel<4x!qnn.fixed<s18, 8>, beat 2>
  // CHECK-NEXT: %[[B:.*]] = stream.matvec %[[C]],
  %b = stream.matvec %x, @w lanes [4, 6]
    : !stream.channel<12x!qnn.fixed<s8, 3>, beat 4> -> !stream.channel<4x!qnn.fixed<s18, 8>, beat 4>
  // CHECK-NEXT: stream.matvec %arg0,
  %c = stream.matvec %x, @w lanes [4, 4]
    : !stream.channel<12x!qnn.fixed<s8, 3>, beat 4> -> !stream.channel<4x!qnn.fixed<s18, 8>, beat 4>
  // CHECK-NEXT: stream.add %[[D]], %[[B]]
  %d = stream.add %a, %b : !stream.channel<4x!qnn.fixed<s18, 8>, beat 2>, !stream.channel<4x!qnn.fixed<s18, 8>, beat 4>
    -> !stream.channel<4x!qnn.fixed<s19, 9>, beat 4>
  stream.output
}
// CHECK: #[[LOC]] = loc("x_beat6"
