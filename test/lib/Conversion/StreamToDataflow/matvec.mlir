// RUN: hls4mlir-opt --split-input-file --convert-stream-to-dataflow --canonicalize --cse --dataflow-verify %s | FileCheck %s

qnn.weight @kernel dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
qnn.weight @bias dense<3> : tensor<8xi16> as !qnn.fixed<s12, 2>

// CHECK-LABEL: dataflow.process @fc1
// CHECK-SAME: (in %x: !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>>, out %y: !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>>)
// CHECK-SAME: comment ["Dense 16 -> 8, requantized to u4 (half even, saturate)", "4 input lanes x 2 output lanes, 16 cycles per sample"]
// CHECK-DAG: %weight = dataflow.rom @kernel order [0, 2, 1, 3] reshape [2 complete, 3 complete] : !dataflow.array<4x4x2x4x!qnn.fixed<s6, 1>>
// CHECK-DAG: %bias = dataflow.rom @bias reshape [1 complete] : !dataflow.array<4x2x!qnn.fixed<s12, 2>>
// CHECK-DAG: %input = dataflow.array : !dataflow.array<4xbeat<4x!qnn.fixed<s8, 3>>>
// CHECK: dataflow.for %out = 0 to 4 label "fc1_outputs" {
// CHECK-NEXT: %accum = dataflow.array partition [0 complete] : !dataflow.array<2x!qnn.fixed<s18, 8>>
// CHECK-NEXT: dataflow.for %in = 0 to 4 label "fc1_inputs" pipeline 1 {
// CHECK: %[[FIRST:.*]] = arith.cmpi eq, %out, %c0
// CHECK-NEXT: scf.if %[[FIRST]] {
// CHECK-NEXT: %[[BEAT:.*]] = dataflow.read %x
// CHECK-NEXT: dataflow.store %[[BEAT]], %input[%in]
// CHECK: dataflow.for %lane = 0 to 2 unroll {
// CHECK: scf.if
// CHECK-NEXT: %[[BIAS:.*]] = dataflow.load %bias[%out, %lane]
// CHECK-NEXT: dataflow.store %[[BIAS]], %accum[%lane]
// CHECK: dataflow.for %k = 0 to 4 unroll {
// CHECK-NEXT: %[[X:.*]] = dataflow.load %input[%in, %k]
// CHECK-NEXT: %[[W:.*]] = dataflow.load %weight[%out, %in, %lane, %k]
// CHECK-NEXT: %[[P:.*]] = qnn.mul %[[W]], %[[X]]
// CHECK-NEXT: dataflow.accumulate %[[P]], %accum[%lane]
// CHECK: %[[LAST:.*]] = arith.cmpi eq, %in, %c3
// CHECK-NEXT: scf.if %[[LAST]] {
// CHECK-NEXT: %result = dataflow.array : !dataflow.array<beat<2x!qnn.fixed<u4, 2>>>
// CHECK-NEXT: dataflow.for %lane = 0 to 2 unroll {
// CHECK-NEXT: %[[A:.*]] = dataflow.load %accum[%lane]
// CHECK-NEXT: %[[Q:.*]] = qnn.requantize %[[A]]
// CHECK-NEXT: dataflow.store %[[Q]], %result[%lane]
// CHECK: %[[R:.*]] = dataflow.load %result[]
// CHECK-NEXT: dataflow.write %y, %[[R]]

// CHECK: dataflow.design @digits(in %x: !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>> {dataflow.shape = array<i64: 16>, qnn.name = "x"},
// CHECK-SAME: out %y: !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>> {dataflow.shape = array<i64: 8>, qnn.name = "y"})
// CHECK-SAME: comment ["1 process; the slowest, fc1, takes 16 cycles per sample"]
// CHECK-NEXT: dataflow.instance @fc1(%x, %y)
stream.graph @digits(%x: !stream.channel<16x!qnn.fixed<s8, 3>, beat 4> {qnn.name = "x"})
    -> (!stream.channel<8x!qnn.fixed<u4, 2>, beat 2> {qnn.name = "y"}) io stream {
  %y = stream.layer "fc1" (%a = %x) : (!stream.channel<16x!qnn.fixed<s8, 3>, beat 4>) -> !stream.channel<8x!qnn.fixed<u4, 2>, beat 2> {
    %acc = stream.matvec %a, @kernel bias @bias lanes [2, 4]
      : !stream.channel<16x!qnn.fixed<s8, 3>, beat 4> -> !stream.channel<8x!qnn.fixed<s18, 8>, beat 2>
    %q = stream.requantize %acc half_even saturate
      : !stream.channel<8x!qnn.fixed<s18, 8>, beat 2> -> !stream.channel<8x!qnn.fixed<u4, 2>, beat 2>
    stream.yield %q : !stream.channel<8x!qnn.fixed<u4, 2>, beat 2>
  }
  stream.output %y : !stream.channel<8x!qnn.fixed<u4, 2>, beat 2>
}

// -----

qnn.weight @kernel dense<1> : tensor<8x4xi8> as !qnn.fixed<s4, 4>
qnn.weight @thresholds dense<3> : tensor<3x1x2xi16> as !qnn.fixed<s14, 14>
qnn.weight @wide dense<3> : tensor<8xi32> as !qnn.fixed<s20, 20>

// A bias beyond the accumulator is added modulo its width; parameters per position follow the loop of positions.
// CHECK: dataflow.process @fc(
// CHECK-DAG: %weight = dataflow.rom @kernel partition [0 complete, 1 complete] : !dataflow.array<8x4x!qnn.fixed<s4, 4>>
// CHECK-DAG: %threshold = dataflow.rom @thresholds reshape [1 complete] : !dataflow.array<3x2x!qnn.fixed<s14, 14>>
// CHECK-DAG: %step = dataflow.rom @fc_step : !dataflow.array<3x!qnn.fixed<s2, 2>>
// CHECK: dataflow.for %position = 0 to 3 label "fc_positions" pipeline 1 {
// CHECK: dataflow.store %[[ZERO:.*]], %accum[%lane]
// CHECK-NEXT: dataflow.accumulate %{{.*}}, %accum[%lane] : !qnn.fixed<s20, 20>
// CHECK: %code = dataflow.array : !dataflow.array<!qnn.fixed<s3, 3>>
// CHECK: dataflow.for %t = 0 to 2 unroll {
// CHECK-NEXT: %[[T:.*]] = dataflow.load %threshold[%position, %t]
// CHECK-NEXT: %[[C:.*]] = qnn.compare ge {{ ?}}%{{.*}}, %[[T]]
// CHECK-NEXT: %[[S:.*]] = dataflow.load %step[%position]
// CHECK-NEXT: %[[M:.*]] = qnn.mul %[[S]], %[[C]]
// CHECK-NEXT: dataflow.accumulate %[[M]], %code[]
stream.graph @positions(%x: !stream.channel<3x4x!qnn.fixed<s8, 8>, beat 4>) -> !stream.channel<3x8x!qnn.fixed<s3, 3>, beat 8> io stream {
  %y = stream.layer "fc" (%a = %x) : (!stream.channel<3x4x!qnn.fixed<s8, 8>, beat 4>) -> !stream.channel<3x8x!qnn.fixed<s3, 3>, beat 8> {
    %acc = stream.matvec %a, @kernel bias @wide lanes [8, 4]
      : !stream.channel<3x4x!qnn.fixed<s8, 8>, beat 4> -> !stream.channel<3x8x!qnn.fixed<s14, 14>, beat 8>
    %q = stream.threshold %acc, @thresholds first [0] step [1, -1, 1]
      : !stream.channel<3x8x!qnn.fixed<s14, 14>, beat 8> -> !stream.channel<3x8x!qnn.fixed<s3, 3>, beat 8>
    stream.yield %q : !stream.channel<3x8x!qnn.fixed<s3, 3>, beat 8>
  }
  stream.output %y : !stream.channel<3x8x!qnn.fixed<s3, 3>, beat 8>
}

// -----

qnn.weight @kernel dense<1> : tensor<2x4xi8> as !qnn.fixed<s4, 4>

// Layers whose lanes cover them make one pipeline of the design.
// CHECK: dataflow.process @fc(in %x: !dataflow.array<4x!qnn.fixed<s8, 8>>, out %y: !dataflow.array<2x!qnn.fixed<s14, 14>>) comment
// CHECK-NOT: dataflow.for {{.*}} label
// CHECK: dataflow.for %k = 0 to 4 unroll {
// CHECK-NEXT: dataflow.load %x[%k]
// CHECK: dataflow.store %{{.*}}, %y[%lane]
// CHECK: dataflow.design @unrolled(in %input: !dataflow.array<4x!qnn.fixed<s8, 8>> {dataflow.partition = [#dataflow.partition<0 complete>], {{.*}}, out %input_1: {{.*}}) pipeline 1 comment
// CHECK-NEXT: %fc_out = dataflow.array partition [0 complete] : !dataflow.array<2x!qnn.fixed<s14, 14>>
// CHECK-NEXT: dataflow.instance @fc(%input, %fc_out)
// CHECK-NEXT: dataflow.instance @relu(%fc_out, %input_1)
stream.graph @unrolled(%x: !stream.channel<4x!qnn.fixed<s8, 8>, beat 4> {qnn.name = "input"})
    -> (!stream.channel<2x!qnn.fixed<u13, 13>, beat 2> {qnn.name = "input"}) io parallel {
  %y = stream.layer "fc" (%a = %x) : (!stream.channel<4x!qnn.fixed<s8, 8>, beat 4>) -> !stream.channel<2x!qnn.fixed<s14, 14>, beat 2> {
    %acc = stream.matvec %a, @kernel lanes [2, 4]
      : !stream.channel<4x!qnn.fixed<s8, 8>, beat 4> -> !stream.channel<2x!qnn.fixed<s14, 14>, beat 2>
    stream.yield %acc : !stream.channel<2x!qnn.fixed<s14, 14>, beat 2>
  }
  %z = stream.layer "relu" (%b = %y) : (!stream.channel<2x!qnn.fixed<s14, 14>, beat 2>) -> !stream.channel<2x!qnn.fixed<u13, 13>, beat 2> {
    %r = stream.relu %b : !stream.channel<2x!qnn.fixed<s14, 14>, beat 2> -> !stream.channel<2x!qnn.fixed<u13, 13>, beat 2>
    stream.yield %r : !stream.channel<2x!qnn.fixed<u13, 13>, beat 2>
  }
  stream.output %z : !stream.channel<2x!qnn.fixed<u13, 13>, beat 2>
}

// -----

qnn.weight @kernel dense<[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]> : tensor<2x2x2xi8> as !qnn.fixed<s6, 6>
qnn.weight @bias dense<[3, 4]> : tensor<2xi16> as !qnn.fixed<s12, 12>

// The weights of a padded product stand among zeros.
// CHECK: qnn.weight @kernel_padded dense<{{\[\[\[}}1, 2, 0], [3, 4, 0]], {{\[\[}}5, 6, 0], [7, 8, 0]], {{\[\[}}0, 0, 0], [0, 0, 0]]]> : tensor<3x2x3xi8> as !qnn.fixed<s6, 6>
// CHECK: qnn.weight @bias_padded dense<[3, 4, 0]> : tensor<3xi16> as !qnn.fixed<s12, 12>
// CHECK-LABEL: dataflow.process @padded
// CHECK-SAME: comment ["Dense 6 -> 3, padded with zeros"
// CHECK-DAG: dataflow.rom @kernel_padded
// CHECK-DAG: dataflow.rom @bias_padded
stream.graph @padded(%x: !stream.channel<6x!qnn.fixed<s8, 8>, beat 3>) -> !stream.channel<3x!qnn.fixed<s18, 18>> io stream {
  %y = stream.layer "padded" (%a = %x) : (!stream.channel<6x!qnn.fixed<s8, 8>, beat 3>) -> !stream.channel<3x!qnn.fixed<s18, 18>> {
    %acc = stream.matvec %a, @kernel bias @bias lanes [1, 3] padded
      : !stream.channel<6x!qnn.fixed<s8, 8>, beat 3> -> !stream.channel<3x!qnn.fixed<s18, 18>>
    stream.yield %acc : !stream.channel<3x!qnn.fixed<s18, 18>>
  }
  stream.output %y : !stream.channel<3x!qnn.fixed<s18, 18>>
}
