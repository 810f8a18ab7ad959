// RUN: hls4mlir-opt --verify-roundtrip %s | FileCheck %s

qnn.weight @kernel dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
qnn.weight @bias dense<3> : tensor<8xi16> as !qnn.fixed<s12, 2>
qnn.weight @offset dense<1> : tensor<1x8xi8> as !qnn.fixed<s8, 3>
qnn.weight @thresholds dense<[[0, 1, 2]]> : tensor<1x3xi8> as !qnn.fixed<s8, 8>
qnn.weight @table dense<1> : tensor<8x256xi8> as !qnn.fixed<u4, 2>
qnn.weight @coarse dense<[255, 1]> : tensor<2xi8> as !qnn.fixed<u8, 0>
qnn.weight @fine dense<[255, 8]> : tensor<2xi8> as !qnn.fixed<u8, 0>

// CHECK-LABEL: stream.graph @layers
// CHECK-SAME: (%arg0: !stream.channel<16x!qnn.fixed<s8, 3>, beat 4> {qnn.name = "x"})
// CHECK-SAME: -> (!stream.channel<8x!qnn.fixed<u4, 2>, beat 2> {qnn.name = "y"}) io stream {
stream.graph @layers(%x: !stream.channel<16x!qnn.fixed<s8, 3>, beat 4> {qnn.name = "x"})
    -> (!stream.channel<8x!qnn.fixed<u4, 2>, beat 2> {qnn.name = "y"}) io stream {
  // CHECK: stream.layer "fc1" (%{{.*}} = %arg0) : (!stream.channel<16x!qnn.fixed<s8, 3>, beat 4>) -> !stream.channel<8x!qnn.fixed<u4, 2>, beat 2> {
  %y = stream.layer "fc1" (%a = %x) : (!stream.channel<16x!qnn.fixed<s8, 3>, beat 4>)
                                   -> !stream.channel<8x!qnn.fixed<u4, 2>, beat 2> {
    // CHECK-NEXT: stream.matvec %{{.*}}, @kernel bias @bias lanes [2, 4] :
    %acc = stream.matvec %a, @kernel bias @bias lanes [2, 4]
      : !stream.channel<16x!qnn.fixed<s8, 3>, beat 4> -> !stream.channel<8x!qnn.fixed<s18, 8>, beat 2>
    // CHECK-NEXT: stream.requantize %{{.*}} half_even {{ ?}}saturate clamp [0, 14] :
    %q = stream.requantize %acc half_even saturate clamp [0, 14]
      : !stream.channel<8x!qnn.fixed<s18, 8>, beat 2> -> !stream.channel<8x!qnn.fixed<u4, 2>, beat 2>
    // CHECK-NEXT: stream.yield %{{.*}} : !stream.channel<8x!qnn.fixed<u4, 2>, beat 2>
    stream.yield %q : !stream.channel<8x!qnn.fixed<u4, 2>, beat 2>
  }
  // CHECK: stream.output %{{.*}} : !stream.channel<8x!qnn.fixed<u4, 2>, beat 2>
  stream.output %y : !stream.channel<8x!qnn.fixed<u4, 2>, beat 2>
}

// CHECK-LABEL: stream.graph @processors
// CHECK-SAME: io parallel attributes {note = "kept"}
stream.graph @processors(%x: !stream.channel<8x!qnn.fixed<s8, 3>>, %n: !stream.channel<8x!qnn.fixed<s8, 8>>)
    io parallel attributes {note = "kept"} {
  // CHECK-NEXT: stream.relu %arg0 : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<u7, 2>>
  %relu = stream.relu %x : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<u7, 2>>
  // CHECK-NEXT: stream.reinterpret
  %point = stream.reinterpret %x : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s8, 5>>
  // CHECK-NEXT: stream.lookup %arg0, @table : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<u4, 2>>
  %entry = stream.lookup %x, @table : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<u4, 2>>
  // CHECK-NEXT: stream.threshold %arg1, @thresholds first [-1] step [1]
  %count = stream.threshold %n, @thresholds first [-1] step [1]
    : !stream.channel<8x!qnn.fixed<s8, 8>> -> !stream.channel<8x!qnn.fixed<s3, 3>>
  // CHECK-NEXT: stream.add %arg0, %arg1 : !stream.channel<8x!qnn.fixed<s8, 3>>, !stream.channel<8x!qnn.fixed<s8, 8>> ->
  %sum = stream.add %x, %n : !stream.channel<8x!qnn.fixed<s8, 3>>, !stream.channel<8x!qnn.fixed<s8, 8>>
    -> !stream.channel<8x!qnn.fixed<s14, 9>>
  // CHECK-NEXT: stream.add %arg0, @offset : !stream.channel<8x!qnn.fixed<s8, 3>> ->
  %shifted = stream.add %x, @offset : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s9, 4>>
  // CHECK-NEXT: stream.sub @offset, %arg0 : !stream.channel<8x!qnn.fixed<s8, 3>> ->
  %mirrored = stream.sub @offset, %x : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s9, 4>>
  // CHECK-NEXT: stream.mul %arg0, @offset {tag = 1 : i64} : !stream.channel<8x!qnn.fixed<s8, 3>> ->
  %scaled = stream.mul %x, @offset {tag = 1 : i64}
    : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s16, 6>>
  // CHECK-NEXT: stream.table_softmax %arg0, @coarse, @fine axis 0 drop 2 error_bound 1.000000e-02 :
  %softmax = stream.table_softmax %x, @coarse, @fine axis 0 drop 2 error_bound 0.01
    : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<u8, 0>>
  // CHECK-NEXT: stream.source @offset : !stream.channel<1x8x!qnn.fixed<s8, 3>>
  %constant = stream.source @offset : !stream.channel<1x8x!qnn.fixed<s8, 3>>
  // CHECK-NEXT: stream.output{{$}}
  stream.output
}

// A transposition changes the order in the type; dimensions of size one have no place in it.
// CHECK-LABEL: stream.graph @moving
stream.graph @moving(%x: !stream.channel<4x6x!qnn.fixed<s8, 3>, beat 2>, %s: !stream.channel<!qnn.fixed<s8, 3>>) io stream {
  // CHECK-NEXT: stream.transpose %arg0 [1, 0] : {{.*}} -> !stream.channel<6x4x!qnn.fixed<s8, 3>, order [1, 0], beat 2>
  %t = stream.transpose %x [1, 0]
    : !stream.channel<4x6x!qnn.fixed<s8, 3>, beat 2> -> !stream.channel<6x4x!qnn.fixed<s8, 3>, order [1, 0], beat 2>
  // CHECK-NEXT: stream.reorder {{.*}} -> !stream.channel<6x4x!qnn.fixed<s8, 3>, beat 4>
  %r = stream.reorder %t
    : !stream.channel<6x4x!qnn.fixed<s8, 3>, order [1, 0], beat 2> -> !stream.channel<6x4x!qnn.fixed<s8, 3>, beat 4>
  // CHECK-NEXT: stream.reshape {{.*}} -> !stream.channel<2x12x!qnn.fixed<s8, 3>, beat 4>
  %f = stream.reshape %r
    : !stream.channel<6x4x!qnn.fixed<s8, 3>, beat 4> -> !stream.channel<2x12x!qnn.fixed<s8, 3>, beat 4>
  // CHECK-NEXT: stream.convert_width {{.*}} -> !stream.channel<2x12x!qnn.fixed<s8, 3>, beat 6>
  %w = stream.convert_width %f
    : !stream.channel<2x12x!qnn.fixed<s8, 3>, beat 4> -> !stream.channel<2x12x!qnn.fixed<s8, 3>, beat 6>
  // CHECK-NEXT: stream.broadcast %arg1 : !stream.channel<!qnn.fixed<s8, 3>> -> !stream.channel<3x!qnn.fixed<s8, 3>>
  %b = stream.broadcast %s : !stream.channel<!qnn.fixed<s8, 3>> -> !stream.channel<3x!qnn.fixed<s8, 3>>
  // CHECK-NEXT: %{{.*}}:2 = stream.fork %{{.*}} : !stream.channel<3x!qnn.fixed<s8, 3>> to 2
  %c:2 = stream.fork %b : !stream.channel<3x!qnn.fixed<s8, 3>> to 2
  // CHECK-NEXT: stream.fork %{{.*}}#0 : !stream.channel<3x!qnn.fixed<s8, 3>> to 0
  stream.fork %c#0 : !stream.channel<3x!qnn.fixed<s8, 3>> to 0
  // CHECK-NEXT: stream.layer "sink" (%{{.*}} = %{{.*}}#1) : (!stream.channel<3x!qnn.fixed<s8, 3>>) -> () {
  stream.layer "sink" (%a = %c#1) : (!stream.channel<3x!qnn.fixed<s8, 3>>) -> () {
    stream.fork %a : !stream.channel<3x!qnn.fixed<s8, 3>> to 0
  }
  stream.output
}

// CHECK-LABEL: stream.graph @orders
// CHECK-SAME: %arg0: !stream.channel<1x4x!qnn.fixed<s8, 3>>
stream.graph @orders(%x: !stream.channel<1x4x!qnn.fixed<s8, 3>, order [1, 0], beat 1>) io stream {
  // CHECK-NEXT: -> !stream.channel<4x1x!qnn.fixed<s8, 3>>
  %t = stream.transpose %x [1, 0] : !stream.channel<1x4x!qnn.fixed<s8, 3>> -> !stream.channel<4x1x!qnn.fixed<s8, 3>>
  stream.output
}

// CHECK-LABEL: stream.graph @positions
// CHECK: stream.matvec %{{.*}}, @kernel lanes [2, 4] positions 2 :
stream.graph @positions(%x: !stream.channel<4x16x!qnn.fixed<s8, 3>, beat 64>) -> !stream.channel<4x8x!qnn.fixed<s18, 8>, beat 32> io parallel {
  %0 = stream.matvec %x, @kernel lanes [2, 4] positions 2 : !stream.channel<4x16x!qnn.fixed<s8, 3>, beat 64> -> !stream.channel<4x8x!qnn.fixed<s18, 8>, beat 32>
  stream.output %0 : !stream.channel<4x8x!qnn.fixed<s18, 8>, beat 32>
}

qnn.weight @large dense<1> : tensor<1x3x1x1x3x4x4x2xi8> as !qnn.fixed<s8, 3>
// CHECK-LABEL: stream.graph @many_dimensions
stream.graph @many_dimensions(%x: !stream.channel<5x3x1x1x3x4x4x2x!qnn.fixed<s8, 3>, beat 1440>) io parallel {
  // Lines up with eight dimensions.
  // CHECK: stream.add
  %0 = stream.add %x, @large : !stream.channel<5x3x1x1x3x4x4x2x!qnn.fixed<s8, 3>, beat 1440> -> !stream.channel<5x3x1x1x3x4x4x2x!qnn.fixed<s9, 4>, beat 1440>
  stream.output
}

// CHECK-LABEL: stream.graph @padded
stream.graph @padded(%x: !stream.channel<24x!qnn.fixed<s8, 3>, beat 8>) io stream {
  // CHECK: stream.matvec %{{.*}}, @kernel bias @bias lanes [3, 8] padded :
  %0 = stream.matvec %x, @kernel bias @bias lanes [3, 8] padded
    : !stream.channel<24x!qnn.fixed<s8, 3>, beat 8> -> !stream.channel<9x!qnn.fixed<s18, 8>, beat 3>
  // CHECK: stream.slice %{{.*}} from [6] step [1] :
  %1 = stream.slice %0 from [6] step [1] : !stream.channel<9x!qnn.fixed<s18, 8>, beat 3> -> !stream.channel<3x!qnn.fixed<s18, 8>, beat 3>
  // CHECK: stream.pad %{{.*}} [3] to [6] interior [0] code 0 :
  %2 = stream.pad %1 [3] to [6] interior [0] code 0 : !stream.channel<3x!qnn.fixed<s18, 8>, beat 3> -> !stream.channel<12x!qnn.fixed<s18, 8>, beat 3>
  stream.output
}
