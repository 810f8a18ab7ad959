// RUN: hls4mlir-opt %s --convert-stream-to-dataflow --split-input-file | FileCheck %s

// Weights by the shape of their memory: 4608 words of 8 bits are memories of 18 kilobits, 72 words of 512 bits are lookup
// tables; inputs that are held are a buffer. FIFOs are shift registers where that takes less than memories; what is small is left to the tool.
qnn.weight @deep_kernel dense<1> : tensor<16x576xi8> as !qnn.fixed<s4, 4>
qnn.weight @wide_kernel dense<1> : tensor<128x72xi8> as !qnn.fixed<s4, 4>

// CHECK-LABEL: dataflow.process @deep(
// CHECK: dataflow.rom @deep_kernel {{.*}} storage block_ram :
// CHECK: dataflow.array storage block_ram : !dataflow.array<288xbeat<2x!qnn.fixed<u8, 8>>>
// CHECK-LABEL: dataflow.process @wide(
// CHECK: dataflow.rom @wide_kernel {{.*}} storage lut_ram :
// CHECK-LABEL: dataflow.design @weights
// CHECK: dataflow.fifo depth 2 :
// CHECK: dataflow.fifo depth 600 storage block_ram :
// CHECK: dataflow.fifo depth 100 storage shift_register :
!x = !stream.channel<576x!qnn.fixed<u8, 8>, beat 2>
!y = !stream.channel<16x!qnn.fixed<s22, 22>>
!a = !stream.channel<72x!qnn.fixed<u8, 8>>
!b = !stream.channel<128x!qnn.fixed<s19, 19>, beat 128>
stream.graph @weights(%x: !x, %a: !a) -> (!y, !b) io stream {
  %f = stream.layer "small" (%i = %x) : (!x) -> !x depths [2] {
    %r = stream.requantize %i floor wrap : !x -> !x
    stream.yield %r : !x
  }
  %g = stream.layer "large" (%i = %f) : (!x) -> !x depths [600] {
    %r = stream.requantize %i floor wrap : !x -> !x
    stream.yield %r : !x
  }
  %h = stream.layer "middle" (%i = %g) : (!x) -> !x depths [100] {
    %r = stream.requantize %i floor wrap : !x -> !x
    stream.yield %r : !x
  }
  %y = stream.layer "deep" (%i = %h) : (!x) -> !y {
    %p = stream.matvec %i, @deep_kernel lanes [1, 2] : !x -> !y
    stream.yield %p : !y
  }
  %b = stream.layer "wide" (%i = %a) : (!a) -> !b {
    %p = stream.matvec %i, @wide_kernel lanes [128, 1] : !a -> !b
    stream.yield %p : !b
  }
  stream.output %y, %b : !y, !b
}

// -----

// The lines of a large image: where the device has memories of 288 kilobits, and where it has none.
!x = !stream.channel<64x512x64x!qnn.fixed<u8, 8>, beat 8>
!w = !stream.channel<62x510x1x3x3x64x!qnn.fixed<u8, 8>, beat 8>

// CHECK-LABEL: dataflow.process @uram
// CHECK: dataflow.array storage ultra_ram distance {{[0-9]+}} : !dataflow.array<4x4096xbeat<8x!qnn.fixed<u8, 8>>>
stream.graph @lines(%x: !x) -> !w io stream attributes {qnn.device = {uram = 64 : i64}} {
  %y = stream.layer "uram" (%i = %x) : (!x) -> !w {
    %r = stream.window %i groups 1 kernel [3, 3] strides [1, 1] dilations [1, 1] pad [0, 0] to [0, 0] code 0 : !x -> !w
    stream.yield %r : !w
  }
  stream.output %y : !w
}

// -----

!x = !stream.channel<64x512x64x!qnn.fixed<u8, 8>, beat 8>
!w = !stream.channel<62x510x1x3x3x64x!qnn.fixed<u8, 8>, beat 8>

// CHECK-LABEL: dataflow.process @bram
// CHECK: dataflow.array storage block_ram distance {{[0-9]+}} : !dataflow.array<4x4096xbeat<8x!qnn.fixed<u8, 8>>>
stream.graph @lines(%x: !x) -> !w io stream {
  %y = stream.layer "bram" (%i = %x) : (!x) -> !w {
    %r = stream.window %i groups 1 kernel [3, 3] strides [1, 1] dilations [1, 1] pad [0, 0] to [0, 0] code 0 : !x -> !w
    stream.yield %r : !w
  }
  stream.output %y : !w
}
