// RUN: hls4mlir-opt --split-input-file --verify-diagnostics --pass-pipeline='builtin.module(stream.graph(stream-fold))' %s | FileCheck %s

qnn.weight @w1 dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
qnn.weight @w2 dense<1> : tensor<6x8xi8> as !qnn.fixed<s2, 2>
qnn.weight @w3 dense<1> : tensor<4x6xi8> as !qnn.fixed<s2, 2>

// 16 x 8 in 4 cycles takes 32 lanes: all inputs, since nothing upstream says otherwise, and 2 outputs. The
// next product, 8 x 6 in 12 cycles, reads the beat of 2. Without a reuse factor there is one cycle.
// CHECK-LABEL: stream.graph @reuse
// CHECK-SAME: (%{{.*}}: !stream.channel<16x!qnn.fixed<s8, 3>, beat 16>) -> !stream.channel<4x!qnn.fixed<s8, 5>, beat 4>
stream.graph @reuse(%x: !stream.channel<16x!qnn.fixed<s8, 3>>) -> !stream.channel<4x!qnn.fixed<s8, 5>> io stream {
  // CHECK: stream.matvec {{.*}} lanes [2, 16] {{.*}}, beat 16> -> !stream.channel<8x!qnn.fixed<s18, 8>, beat 2>
  %a = stream.matvec %x, @w1 lanes [1, 1] {qnn.reuse_factor = 4 : i64}
    : !stream.channel<16x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s18, 8>>
  // CHECK: stream.requantize {{.*}}, beat 2> -> !stream.channel<8x!qnn.fixed<u4, 2>, beat 2>
  %b = stream.requantize %a half_even saturate : !stream.channel<8x!qnn.fixed<s18, 8>> -> !stream.channel<8x!qnn.fixed<u4, 2>>
  // CHECK: stream.matvec {{.*}} lanes [2, 2] {{.*}}, beat 2> -> !stream.channel<6x!qnn.fixed<s8, 6>, beat 2>
  %c = stream.matvec %b, @w2 lanes [1, 1] {qnn.reuse_factor = 12 : i64}
    : !stream.channel<8x!qnn.fixed<u4, 2>> -> !stream.channel<6x!qnn.fixed<s8, 6>>
  // CHECK: stream.requantize
  %d = stream.requantize %c half_even saturate : !stream.channel<6x!qnn.fixed<s8, 6>> -> !stream.channel<6x!qnn.fixed<u4, 2>>
  // CHECK: stream.matvec {{.*}} lanes [4, 6] : !stream.channel<6x!qnn.fixed<u4, 2>, beat 2> -> !stream.channel<4x!qnn.fixed<s8, 5>, beat 4>
  %e = stream.matvec %d, @w3 lanes [1, 1] : !stream.channel<6x!qnn.fixed<u4, 2>> -> !stream.channel<4x!qnn.fixed<s8, 5>>
  stream.output %e : !stream.channel<4x!qnn.fixed<s8, 5>>
}

// -----

qnn.weight @w1 dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
qnn.weight @w2 dense<1> : tensor<4x8xi8> as !qnn.fixed<s2, 2>

// CHECK-LABEL: stream.graph @parallel
// CHECK-SAME: beat 16>) -> !stream.channel<4x!qnn.fixed<s22, 10>, beat 4> io parallel
stream.graph @parallel(%x: !stream.channel<16x!qnn.fixed<s8, 3>>) -> !stream.channel<4x!qnn.fixed<s22, 10>> io parallel {
  // CHECK: stream.matvec {{.*}} lanes [2, 16] {{.*}} -> !stream.channel<8x!qnn.fixed<s18, 8>, beat 8>
  %a = stream.matvec %x, @w1 lanes [1, 1] {qnn.reuse_factor = 4 : i64}
    : !stream.channel<16x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s18, 8>>
  // CHECK: stream.matvec {{.*}} lanes [4, 8] : {{.*}}beat 8> -> !stream.channel<4x!qnn.fixed<s22, 10>, beat 4>
  %b = stream.matvec %a, @w2 lanes [1, 1] : !stream.channel<8x!qnn.fixed<s18, 8>> -> !stream.channel<4x!qnn.fixed<s22, 10>>
  stream.output %b : !stream.channel<4x!qnn.fixed<s22, 10>>
}

// -----

qnn.weight @w dense<1> : tensor<4x8xi8> as !qnn.fixed<s6, 1>

// CHECK-LABEL: stream.graph @inexact
stream.graph @inexact(%x: !stream.channel<8x!qnn.fixed<s8, 3>>) io stream {
  // CHECK: lanes [2, 8]
  // expected-warning @below {{layer 'matvec' asks for a reuse factor of 3, which no lanes that divide its 8 inputs and 4 outputs give; takes 2}}
  %a = stream.matvec %x, @w lanes [1, 1] {qnn.reuse_factor = 3 : i64}
    : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<4x!qnn.fixed<s18, 8>>
  // CHECK: lanes [1, 1]
  // expected-warning @below {{layer 'matvec' asks for a reuse factor of 100, which no lanes that divide its 8 inputs and 4 outputs give; takes 32}}
  %b = stream.matvec %x, @w lanes [1, 1] {qnn.reuse_factor = 100 : i64}
    : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<4x!qnn.fixed<s18, 8>>
  stream.output
}

// -----

qnn.weight @t dense<1> : tensor<1x6x1xi8> as !qnn.fixed<s8, 8>
qnn.weight @c dense<1> : tensor<4xi8> as !qnn.fixed<s8, 8>

// Where no product decides, one innermost dimension is read at a time. Parameters per element want beats that
// line up with the dimensions; sums take the larger beat.
// CHECK-LABEL: stream.graph @others
// CHECK-SAME: (%{{.*}}: !stream.channel<24x!qnn.fixed<s8, 8>, beat 24>, %{{.*}}: !stream.channel<4x6x!qnn.fixed<s8, 8>, beat 6>)
stream.graph @others(%x: !stream.channel<24x!qnn.fixed<s8, 8>>, %y: !stream.channel<4x6x!qnn.fixed<s8, 8>>) io stream {
  // CHECK: stream.reshape {{.*}} -> !stream.channel<4x6x!qnn.fixed<s8, 8>, beat 24>
  %r = stream.reshape %x : !stream.channel<24x!qnn.fixed<s8, 8>> -> !stream.channel<4x6x!qnn.fixed<s8, 8>>
  // CHECK: stream.add {{.*}} -> !stream.channel<4x6x!qnn.fixed<s9, 9>, beat 24>
  %s = stream.add %y, %r : !stream.channel<4x6x!qnn.fixed<s8, 8>>, !stream.channel<4x6x!qnn.fixed<s8, 8>>
    -> !stream.channel<4x6x!qnn.fixed<s9, 9>>
  // CHECK: stream.source @c : !stream.channel<4x!qnn.fixed<s8, 8>, beat 4>
  %c = stream.source @c : !stream.channel<4x!qnn.fixed<s8, 8>>
  // CHECK: stream.reshape {{.*}} -> !stream.channel<6x4x!qnn.fixed<s8, 8>, beat 6>
  %q = stream.reshape %y : !stream.channel<4x6x!qnn.fixed<s8, 8>> -> !stream.channel<6x4x!qnn.fixed<s8, 8>>
  // CHECK: stream.transpose {{.*}}, beat 6> -> !stream.channel<4x6x!qnn.fixed<s8, 8>, order [1, 0], beat 6>
  %t = stream.transpose %q [1, 0] : !stream.channel<6x4x!qnn.fixed<s8, 8>> -> !stream.channel<4x6x!qnn.fixed<s8, 8>, order [1, 0]>
  // CHECK: stream.threshold {{.*}}, beat 6> -> !stream.channel<4x6x!qnn.fixed<u1, 1>, order [1, 0], beat 2>
  %u = stream.threshold %t, @t first [0] step [1]
    : !stream.channel<4x6x!qnn.fixed<s8, 8>, order [1, 0]> -> !stream.channel<4x6x!qnn.fixed<u1, 1>, order [1, 0]>
  stream.output
}

// -----

qnn.weight @w dense<1> : tensor<4x8xi8> as !qnn.fixed<s6, 1>
stream.graph @zero(%x: !stream.channel<8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{layer 'matvec' has a reuse factor of 0, but it must be 1 or more}}
  %a = stream.matvec %x, @w lanes [1, 1] {qnn.reuse_factor = 0 : i64}
    : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<4x!qnn.fixed<s18, 8>>
  stream.output
}

// -----

qnn.weight @w dense<1> : tensor<4x8xi8> as !qnn.fixed<s6, 1>
stream.graph @text(%x: !stream.channel<8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{layer 'matvec' has a reuse factor of "many", but it must be an i64}}
  %a = stream.matvec %x, @w lanes [1, 1] {qnn.reuse_factor = "many"}
    : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<4x!qnn.fixed<s18, 8>>
  stream.output
}

// -----

stream.graph @late(%x: !stream.channel<8x!qnn.fixed<s8, 3>>) io stream {
  // expected-error @below {{is here before lanes are chosen; run stream-fold first}}
  stream.fork %x : !stream.channel<8x!qnn.fixed<s8, 3>> to 0
  stream.output
}
