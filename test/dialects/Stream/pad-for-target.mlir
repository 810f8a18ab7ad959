// Products whose sizes have few divisors are padded with zeros where fewer lanes make up for it.
// RUN: hls4mlir-opt %s --pass-pipeline='builtin.module(convert-qnn-to-stream,stream.graph(stream-fold))' --split-input-file | FileCheck %s
// RUN: hls4mlir-opt %s --pass-pipeline='builtin.module(convert-qnn-to-stream,stream.graph(stream-fold{padding=false}))' --split-input-file | FileCheck %s --check-prefix=EXACT

qnn.weight @kernel dense<1> : tensor<23x23xi8> as !qnn.fixed<s4, 4>

// CHECK-LABEL: stream.graph @inputs
// CHECK: %[[X:.*]] = stream.pad %arg0 [0] to [1] interior [0] code 0 : {{.*}} -> !stream.channel<24x
// CHECK-NEXT: %[[Y:.*]] = stream.matvec %[[X]], @kernel lanes [1, 4] padded : {{.*}} -> !stream.channel<23x
// CHECK-NEXT: stream.output %[[Y]]
// EXACT-LABEL: stream.graph @inputs
// EXACT: stream.matvec %arg0, @kernel lanes [{{1, 23|23, 1}}] :
func.func @inputs(%x: tensor<1x23x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x23x!qnn.fixed<s17, 17>> {qnn.name = "y"})
    attributes {qnn.target_cycles = 150 : i64} {
  %a = qnn.dense %x, @kernel : tensor<1x23x!qnn.fixed<s8, 8>> -> tensor<1x23x!qnn.fixed<s17, 17>> loc("a")
  return %a : tensor<1x23x!qnn.fixed<s17, 17>>
}

// -----

qnn.weight @kernel dense<1> : tensor<37x37xi8> as !qnn.fixed<s8, 8>

// 37 lanes otherwise.
// CHECK-LABEL: stream.graph @both
// CHECK: %[[X:.*]] = stream.pad %arg0 [0] to [3] interior [0] code 0 : {{.*}} -> !stream.channel<40x
// CHECK-NEXT: %[[Y:.*]] = stream.matvec %[[X]], @kernel lanes [3, 8] padded : {{.*}} -> !stream.channel<39x
// CHECK-NEXT: stream.slice %[[Y]] from [0] step [1] : {{.*}} -> !stream.channel<37x
func.func @both(%x: tensor<1x37x!qnn.fixed<s16, 16>> {qnn.name = "x"}) -> (tensor<1x37x!qnn.fixed<s30, 30>> {qnn.name = "y"})
    attributes {qnn.target_cycles = 70 : i64} {
  %a = qnn.dense %x, @kernel : tensor<1x37x!qnn.fixed<s16, 16>> -> tensor<1x37x!qnn.fixed<s30, 30>> loc("a")
  return %a : tensor<1x37x!qnn.fixed<s30, 30>>
}

// -----

qnn.weight @kernel dense<1> : tensor<23x16xi8> as !qnn.fixed<s4, 4>
qnn.weight @kernel2 dense<1> : tensor<16x23xi8> as !qnn.fixed<s4, 4>
qnn.weight @thresholds dense<[[10, 20, 30]]> : tensor<1x3xi32> as !qnn.fixed<s17, 17>

// Outputs that are added are inputs of the next product.
// CHECK-LABEL: stream.graph @next
// CHECK-NOT: stream.pad
// CHECK: %[[A:.*]] = stream.matvec %arg0, @kernel lanes [5, 2] padded : {{.*}} -> !stream.channel<25x
// CHECK-NEXT: %[[B:.*]] = stream.threshold %[[A]], {{.*}} -> !stream.channel<25x
// CHECK-NEXT: stream.matvec %[[B]], @kernel2 lanes [2, 5] padded : !stream.channel<25x{{.*}} -> !stream.channel<16x
func.func @next(%x: tensor<1x16x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x16x!qnn.fixed<s17, 17>> {qnn.name = "y"})
    attributes {qnn.target_cycles = 40 : i64} {
  %a = qnn.dense %x, @kernel : tensor<1x16x!qnn.fixed<s8, 8>> -> tensor<1x23x!qnn.fixed<s17, 17>> loc("a")
  %b = qnn.threshold %a, @thresholds first [0] step [1] : tensor<1x23x!qnn.fixed<s17, 17>> -> tensor<1x23x!qnn.fixed<u2, 2>>
  %c = qnn.dense %b, @kernel2 : tensor<1x23x!qnn.fixed<u2, 2>> -> tensor<1x16x!qnn.fixed<s17, 17>> loc("c")
  return %c : tensor<1x16x!qnn.fixed<s17, 17>>
}

// -----

qnn.weight @kernel dense<1> : tensor<16x3x3x11xi8> as !qnn.fixed<s4, 4>

// The channels of the pixels grow, and with them the windows.
// CHECK-LABEL: stream.graph @convolution
// CHECK: %[[X:.*]] = stream.pad %arg0 [0, 0, 0] to [0, 0, 1] interior [0, 0, 0] code 0 : {{.*}} -> !stream.channel<8x8x12x
// CHECK: stream.window %[[X]] {{.*}} -> !stream.channel<6x6x1x3x3x12x
// CHECK: stream.reshape {{.*}} -> !stream.channel<6x6x108x
// CHECK: stream.matvec {{.*}}, @kernel lanes [{{[0-9]+, [0-9]+}}] padded : {{.*}} -> !stream.channel<6x6x16x
// CHECK-NOT: stream.slice
func.func @convolution(%x: tensor<1x8x8x11x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x6x6x16x!qnn.fixed<s19, 19>> {qnn.name = "y"})
    attributes {qnn.target_cycles = 1000 : i64} {
  %a = qnn.conv %x, @kernel strides [1, 1] padding [0, 0], [0, 0] dilations [1, 1] groups 1
    : tensor<1x8x8x11x!qnn.fixed<s8, 8>> -> tensor<1x6x6x16x!qnn.fixed<s19, 19>> loc("a")
  return %a : tensor<1x6x6x16x!qnn.fixed<s19, 19>>
}

// -----

qnn.weight @kernel dense<1> : tensor<23x23xi8> as !qnn.fixed<s4, 4>

// A reuse factor that is stated stays, and with it the lanes.
// CHECK-LABEL: stream.graph @stated
// CHECK-NOT: stream.pad
// CHECK: stream.matvec %arg0, @kernel lanes [{{1, 23|23, 1}}] {qnn
func.func @stated(%x: tensor<1x23x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x23x!qnn.fixed<s17, 17>> {qnn.name = "y"})
    attributes {qnn.target_cycles = 300 : i64} {
  %a = qnn.dense %x, @kernel {qnn.reuse_factor = 23 : i64} : tensor<1x23x!qnn.fixed<s8, 8>> -> tensor<1x23x!qnn.fixed<s17, 17>> loc("a")
  return %a : tensor<1x23x!qnn.fixed<s17, 17>>
}

// -----

qnn.weight @kernel dense<1> : tensor<23x16xi8> as !qnn.fixed<s4, 4>
qnn.weight @kernel2 dense<1> : tensor<16x23xi8> as !qnn.fixed<s4, 4>

// Nor does it get inputs that the product in front of it is padded by.
// CHECK-LABEL: stream.graph @next_is_stated
// CHECK: stream.matvec %{{.*}}, @kernel2 lanes [{{1, 16|16, 1}}] {qnn.reuse_factor = 23 : i64} : !stream.channel<23x
func.func @next_is_stated(%x: tensor<1x16x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x16x!qnn.fixed<s22, 22>> {qnn.name = "y"})
    attributes {qnn.target_cycles = 40 : i64} {
  %a = qnn.dense %x, @kernel : tensor<1x16x!qnn.fixed<s8, 8>> -> tensor<1x23x!qnn.fixed<s17, 17>> loc("a")
  %b = qnn.requantize %a half_even saturate : tensor<1x23x!qnn.fixed<s17, 17>> -> tensor<1x23x!qnn.fixed<s4, 4>>
  %c = qnn.dense %b, @kernel2 {qnn.reuse_factor = 23 : i64} : tensor<1x23x!qnn.fixed<s4, 4>> -> tensor<1x16x!qnn.fixed<s22, 22>> loc("c")
  return %c : tensor<1x16x!qnn.fixed<s22, 22>>
}

// -----

qnn.weight @kernel dense<1> : tensor<3x3xi8> as !qnn.fixed<u1, 1>

// What adds and drops elements costs more than the lanes that it would save.
// CHECK-LABEL: stream.graph @small
// CHECK-NOT: padded
// CHECK: stream.output
func.func @small(%x: tensor<1x3x!qnn.fixed<u1, 1>> {qnn.name = "x"}) -> (tensor<1x3x!qnn.fixed<s4, 4>> {qnn.name = "y"})
    attributes {qnn.target_cycles = 8 : i64} {
  %a = qnn.dense %x, @kernel : tensor<1x3x!qnn.fixed<u1, 1>> -> tensor<1x3x!qnn.fixed<s4, 4>> loc("a")
  return %a : tensor<1x3x!qnn.fixed<s4, 4>>
}
