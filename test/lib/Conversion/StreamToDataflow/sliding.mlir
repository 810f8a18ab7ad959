// RUN: hls4mlir-opt --split-input-file --convert-stream-to-dataflow --canonicalize --cse --dataflow-verify %s | FileCheck %s

// Windows in steps: a ring of 3 + 1 rows of 6 x 2 beats, of which 2 are there before the first window.
// CHECK-LABEL: dataflow.process @conv
// CHECK-SAME: comment ["3x3 windows padded by 1x1 of 5x6x4", "2 lanes, 564 cycles per sample"]
// CHECK: %buffer = dataflow.array distance 106 : !dataflow.array<4x12xbeat<2x!qnn.fixed<s8, 3>>>
// CHECK: dataflow.for %row = 0 to 2 label "conv_first_rows" {
// CHECK-NEXT: dataflow.for %{{.*}} = 0 to 12 label "conv_first_beats" pipeline 1 {
// CHECK: %arrived = dataflow.counter from 2 : !dataflow.counter<6>
// CHECK-NEXT: %beat = dataflow.counter from 0 : !dataflow.counter<12>
// CHECK-NEXT: %place = dataflow.counter from 2 : !dataflow.counter<4>
// CHECK-NEXT: %top = dataflow.counter from 3 : !dataflow.counter<4>
// CHECK-NEXT: dataflow.for %row = 0 to 5 label "conv_rows" {
// CHECK-NEXT: dataflow.for %column = 0 to 6 label "conv_columns" {
// CHECK-NEXT: dataflow.for %kernel_row = 0 to 3 label "conv_kernel_rows" {
// CHECK-NEXT: dataflow.for %kernel_column = 0 to 3 label "conv_kernel_columns" {
// CHECK-NEXT: dataflow.for %step = 0 to 2 label "conv_steps" pipeline 1 {
// The pixel comes out of the ring, or is padding.
// CHECK: %[[TOP:.*]] = dataflow.count %top
// CHECK-NEXT: %[[LINE:.*]] = arith.addi %[[TOP]], %kernel_row
// CHECK-NEXT: %[[WRAPPED:.*]] = dataflow.wrap %[[LINE]] in 4
// CHECK: dataflow.load %buffer[%[[WRAPPED]], %{{.*}}]
// CHECK: } else {
// CHECK: dataflow.store %{{.*}}, %pixel[%lane]
// CHECK: dataflow.write %y
// One pixel arrives per position, no further than the next row of windows needs.
// CHECK: %[[PIXEL:.*]] = arith.cmpi slt, %{{.*}}, %c1
// CHECK-NEXT: %[[ARRIVED:.*]] = dataflow.count %arrived
// CHECK-NEXT: %[[LEFT:.*]] = arith.cmpi slt, %[[ARRIVED]], %c5
// CHECK: %[[NEEDED:.*]] = arith.addi %row, %c3
// CHECK-NEXT: arith.cmpi slt, %[[ARRIVED]], %[[NEEDED]]
// CHECK: dataflow.read %x
// CHECK: dataflow.advance %place
// CHECK-NEXT: dataflow.advance %arrived
// CHECK: dataflow.advance %beat
// CHECK: dataflow.advance %top
stream.graph @stepped(%x: !stream.channel<5x6x4x!qnn.fixed<s8, 3>, beat 2>)
    -> !stream.channel<5x6x1x3x3x4x!qnn.fixed<s8, 3>, beat 2> io stream {
  %y = stream.layer "conv" (%a = %x) : (!stream.channel<5x6x4x!qnn.fixed<s8, 3>, beat 2>) -> !stream.channel<5x6x1x3x3x4x!qnn.fixed<s8, 3>, beat 2> {
    %w = stream.window %a groups 1 kernel [3, 3] strides [1, 1] dilations [1, 1] pad [1, 1] to [1, 1] code 7
      : !stream.channel<5x6x4x!qnn.fixed<s8, 3>, beat 2> -> !stream.channel<5x6x1x3x3x4x!qnn.fixed<s8, 3>, beat 2>
    stream.yield %w : !stream.channel<5x6x1x3x3x4x!qnn.fixed<s8, 3>, beat 2>
  }
  stream.output %y : !stream.channel<5x6x1x3x3x4x!qnn.fixed<s8, 3>, beat 2>
}

// -----

// Whole windows: two line buffers and 3 x 3 registers.
// CHECK-LABEL: dataflow.process @conv
// CHECK-SAME: comment ["whole 3x3 windows every 2x2 of 5x6x2", "18 lanes, 30 cycles per sample"]
// CHECK: %window = dataflow.array partition [0 complete, 1 complete] : !dataflow.array<3x3xbeat<2x!qnn.fixed<s8, 3>>>
// CHECK-NEXT: %line = dataflow.array partition [0 complete] : !dataflow.array<2x6xbeat<2x!qnn.fixed<s8, 3>>>
// CHECK-NEXT: dataflow.for %row = 0 to 5 label "conv_rows" {
// CHECK-NEXT: dataflow.for %column = 0 to 6 label "conv_columns" pipeline 1 {
// CHECK: dataflow.read %x
// CHECK: dataflow.store %{{.*}}, %window[%k, %{{.*}}]
// CHECK: dataflow.store %{{.*}}, %line[%c0, %column]
// CHECK: dataflow.store %{{.*}}, %line[%c1, %column]
// CHECK: arith.cmpi sge, %row, %c2
// CHECK-NEXT: arith.remui %row, %c2
// CHECK: %result = dataflow.array : !dataflow.array<beat<18x!qnn.fixed<s8, 3>>>
// CHECK: dataflow.load %window[%kernel_row, %kernel_column, %lane]
// CHECK: dataflow.write %y
stream.graph @whole(%x: !stream.channel<5x6x2x!qnn.fixed<s8, 3>, beat 2>)
    -> !stream.channel<2x2x1x3x3x2x!qnn.fixed<s8, 3>, beat 18> io stream {
  %y = stream.layer "conv" (%a = %x) : (!stream.channel<5x6x2x!qnn.fixed<s8, 3>, beat 2>) -> !stream.channel<2x2x1x3x3x2x!qnn.fixed<s8, 3>, beat 18> {
    %w = stream.window %a groups 1 kernel [3, 3] strides [2, 2] dilations [1, 1] pad [0, 0] to [0, 0] code 0
      : !stream.channel<5x6x2x!qnn.fixed<s8, 3>, beat 2> -> !stream.channel<2x2x1x3x3x2x!qnn.fixed<s8, 3>, beat 18>
    stream.yield %w : !stream.channel<2x2x1x3x3x2x!qnn.fixed<s8, 3>, beat 18>
  }
  stream.output %y : !stream.channel<2x2x1x3x3x2x!qnn.fixed<s8, 3>, beat 18>
}

// -----

qnn.weight @kernel dense<1> : tensor<8x3x1xi8> as !qnn.fixed<s4, 4>
qnn.weight @bias dense<1> : tensor<8xi8> as !qnn.fixed<s4, 4>

// A vector unit: two channels side by side, two kernels each.
// CHECK-LABEL: dataflow.process @dw
// CHECK-SAME: comment ["depthwise convolution of 3 windows of 10x4", "4 lanes, 54 cycles per sample"]
// CHECK: %weight = dataflow.rom @kernel order [0, 2, 1] reshape [2 complete] : !dataflow.array<2x3x4x!qnn.fixed<s4, 4>>
// CHECK: %bias = dataflow.rom @bias reshape [1 complete] : !dataflow.array<2x4x!qnn.fixed<s4, 4>>
// CHECK: dataflow.for %column = 0 to 8 label "dw_columns" {
// CHECK-NEXT: dataflow.for %part = 0 to 2 label "dw_parts" {
// CHECK-NEXT: %accum = dataflow.array partition [0 complete] : !dataflow.array<4x!qnn.fixed<s16, 16>>
// CHECK-NEXT: dataflow.for %kernel_column = 0 to 3 label "dw_kernel_columns" pipeline 1 {
// CHECK: dataflow.load %bias[%part, %[[LANE:.*]]]
// CHECK: dataflow.load %weight[%part, %kernel_column, %[[LANE]]]
// CHECK: dataflow.accumulate %{{.*}}, %accum[%[[LANE]]]
// CHECK: arith.cmpi eq, %kernel_column, %c2
// CHECK: dataflow.write %y
stream.graph @vector(%x: !stream.channel<10x4x!qnn.fixed<s8, 8>, beat 2>) -> !stream.channel<8x8x!qnn.fixed<s16, 16>, beat 4> io stream {
  %y = stream.layer "dw" (%a = %x) : (!stream.channel<10x4x!qnn.fixed<s8, 8>, beat 2>) -> !stream.channel<8x8x!qnn.fixed<s16, 16>, beat 4> {
    %w = stream.depthwise %a, @kernel bias @bias kernel [3] strides [1] dilations [1] pad [0] to [0] code 0
      : !stream.channel<10x4x!qnn.fixed<s8, 8>, beat 2> -> !stream.channel<8x8x!qnn.fixed<s16, 16>, beat 4>
    stream.yield %w : !stream.channel<8x8x!qnn.fixed<s16, 16>, beat 4>
  }
  stream.output %y : !stream.channel<8x8x!qnn.fixed<s16, 16>, beat 4>
}
