// RUN: hls4mlir-opt --split-input-file --convert-stream-to-dataflow --canonicalize --cse --dataflow-verify %s | FileCheck %s

qnn.weight @coarse dense<[127, 60, 9, 1]> : tensor<4xi8> as !qnn.fixed<u8, 0>
qnn.weight @fine dense<[127, 8]> : tensor<2xi8> as !qnn.fixed<u8, 0>

// CHECK-LABEL: dataflow.process @softmax
// CHECK-DAG: %coarse = dataflow.rom @coarse : !dataflow.array<4x!qnn.fixed<u8, 0>>
// CHECK-DAG: %value = dataflow.array partition [1 complete] : !dataflow.array<3x2x!qnn.fixed<s8, 3>>
// CHECK: dataflow.for %i = 0 to 3 label "softmax_maximum" pipeline 1
// CHECK: qnn.max
// CHECK: dataflow.for %i = 0 to 3 label "softmax_exponentials" pipeline 1
// CHECK: %[[D:.*]] = qnn.sub
// CHECK: %[[P:.*]] = qnn.relu %[[D]]
// CHECK: %[[K:.*]] = qnn.code %[[P]] low 2 bits 3
// CHECK: %[[HIGH:.*]] = arith.divui %[[K]], %c2
// CHECK: %[[LOW:.*]] = arith.remui %[[K]], %c2
// CHECK-DAG: dataflow.load %coarse[%[[HIGH]]]
// CHECK-DAG: dataflow.load %fine[%[[LOW]]]
// CHECK: qnn.requantize %{{.*}} half_ceil saturate : !qnn.fixed<u16, 0> -> !qnn.fixed<u8, 0>
// CHECK: dataflow.accumulate %{{.*}}, %sum[] : !qnn.fixed<u8, 0>, !dataflow.array<!qnn.fixed<u11, 3>>
// CHECK: dataflow.for %i = 0 to 3 label "softmax_quotients" pipeline 1
// CHECK: qnn.divide_codes %{{.*}}, %{{.*}} shift 7
stream.graph @softmax_graph(%x: !stream.channel<6x!qnn.fixed<s8, 3>, beat 2>) -> !stream.channel<6x!qnn.fixed<u8, 1>, beat 2> io stream {
  %y = stream.layer "softmax" (%a = %x) : (!stream.channel<6x!qnn.fixed<s8, 3>, beat 2>) -> !stream.channel<6x!qnn.fixed<u8, 1>, beat 2> {
    %s = stream.table_softmax %a, @coarse, @fine axis 0 drop 2 error_bound 0.1
      : !stream.channel<6x!qnn.fixed<s8, 3>, beat 2> -> !stream.channel<6x!qnn.fixed<u8, 1>, beat 2>
    stream.yield %s : !stream.channel<6x!qnn.fixed<u8, 1>, beat 2>
  }
  stream.output %y : !stream.channel<6x!qnn.fixed<u8, 1>, beat 2>
}

// -----

// Beats of 4 and 6 go through pieces of 2; both begin together every 12 elements.
// CHECK-LABEL: dataflow.process @widths
// CHECK: dataflow.for %i = 0 to 2 label "widths_beats" {
// CHECK: dataflow.for %j = 0 to 6 label "widths_pieces" pipeline 1 {
// CHECK-DAG: %[[IN:.*]] = arith.remui %j, %c2
// CHECK-DAG: %[[OUT:.*]] = arith.remui %j, %c3
// CHECK: arith.cmpi eq, %[[IN]], %c0
// CHECK: dataflow.read %x
// CHECK: arith.cmpi eq, %[[OUT]], %c2
// CHECK: dataflow.write %y
stream.graph @width_graph(%x: !stream.channel<24x!qnn.fixed<s8, 3>, beat 4>) -> !stream.channel<24x!qnn.fixed<s8, 3>, beat 6> io stream {
  %y = stream.layer "widths" (%a = %x) : (!stream.channel<24x!qnn.fixed<s8, 3>, beat 4>) -> !stream.channel<24x!qnn.fixed<s8, 3>, beat 6> {
    %w = stream.convert_width %a : !stream.channel<24x!qnn.fixed<s8, 3>, beat 4> -> !stream.channel<24x!qnn.fixed<s8, 3>, beat 6>
    stream.yield %w : !stream.channel<24x!qnn.fixed<s8, 3>, beat 6>
  }
  stream.output %y : !stream.channel<24x!qnn.fixed<s8, 3>, beat 6>
}

// -----

// Rows that stay in order are reordered one by one: the next one arrives while one is sent.
// CHECK-LABEL: dataflow.process @rows
// CHECK: %held = dataflow.array distance 6 : !dataflow.array<2x12x!qnn.fixed<s8, 3>>
// CHECK: dataflow.for %part = 0 to 6 label "rows_parts" {
// CHECK-NEXT: dataflow.for %i0 = 0 to 4 label "rows_write0" {
// CHECK-NEXT: dataflow.for %i1 = 0 to 3 label "rows_write1" pipeline 1
// CHECK: %[[HALF:.*]] = arith.remui %part, %c2
// CHECK: arith.cmpi slt, %part, %c5
// CHECK: dataflow.read %x
// CHECK: arith.cmpi sgt, %part, %c0
// CHECK: %[[OTHER:.*]] = arith.subi %c1, %[[HALF]]
// CHECK: dataflow.load %held[%[[OTHER]], %{{.*}}]
// CHECK: dataflow.write %y
stream.graph @by_rows(%x: !stream.channel<5x3x4x!qnn.fixed<s8, 3>>) -> !stream.channel<5x4x3x!qnn.fixed<s8, 3>> io stream {
  %t = stream.transpose %x [0, 2, 1] : !stream.channel<5x3x4x!qnn.fixed<s8, 3>> -> !stream.channel<5x4x3x!qnn.fixed<s8, 3>, order [0, 2, 1]>
  %r = stream.layer "rows" (%a = %t) : (!stream.channel<5x4x3x!qnn.fixed<s8, 3>, order [0, 2, 1]>) -> !stream.channel<5x4x3x!qnn.fixed<s8, 3>> {
    %o = stream.reorder %a : !stream.channel<5x4x3x!qnn.fixed<s8, 3>, order [0, 2, 1]> -> !stream.channel<5x4x3x!qnn.fixed<s8, 3>>
    stream.yield %o : !stream.channel<5x4x3x!qnn.fixed<s8, 3>>
  }
  stream.output %r : !stream.channel<5x4x3x!qnn.fixed<s8, 3>>
}

// -----

// Dimensions of one element in front of the rows change nothing.
// CHECK-LABEL: dataflow.process @image_rows
// CHECK: dataflow.for %part = 0 to 6 label "image_rows_parts" {
// CHECK-NEXT: dataflow.for %i0 = 0 to 4 label "image_rows_write0" {
// CHECK-NEXT: dataflow.for %i1 = 0 to 3 label "image_rows_write1" pipeline 1
stream.graph @by_image_rows(%x: !stream.channel<1x5x3x4x!qnn.fixed<s8, 3>>) -> !stream.channel<1x5x4x3x!qnn.fixed<s8, 3>> io stream {
  %t = stream.transpose %x [0, 1, 3, 2] : !stream.channel<1x5x3x4x!qnn.fixed<s8, 3>> -> !stream.channel<1x5x4x3x!qnn.fixed<s8, 3>, order [0, 1, 3, 2]>
  %r = stream.layer "image_rows" (%a = %t) : (!stream.channel<1x5x4x3x!qnn.fixed<s8, 3>, order [0, 1, 3, 2]>) -> !stream.channel<1x5x4x3x!qnn.fixed<s8, 3>> {
    %o = stream.reorder %a : !stream.channel<1x5x4x3x!qnn.fixed<s8, 3>, order [0, 1, 3, 2]> -> !stream.channel<1x5x4x3x!qnn.fixed<s8, 3>>
    stream.yield %o : !stream.channel<1x5x4x3x!qnn.fixed<s8, 3>>
  }
  stream.output %r : !stream.channel<1x5x4x3x!qnn.fixed<s8, 3>>
}

// -----

// A reorder holds the tensor in the sequence in which it arrives and reads it with its strides.
// CHECK-LABEL: dataflow.process @order
// CHECK: %held = dataflow.array : !dataflow.array<24x!qnn.fixed<s8, 3>>
// CHECK: dataflow.for %i = 0 to 24 label "order_read" pipeline 1
// CHECK: dataflow.for %i0 = 0 to 6 label "order_write0" {
// CHECK-NEXT: dataflow.for %i1 = 0 to 4 label "order_write1" pipeline 1
// CHECK: %[[ROW:.*]] = arith.muli %i1, %c6
// CHECK: %[[AT:.*]] = arith.addi %{{.*}}, %{{.*}}
// CHECK: dataflow.load %held[%[[AT]]]
// The relabelled channel is the FIFO of the input.
// CHECK: dataflow.instance @order(%x, %order_out)
// CHECK-NEXT: dataflow.instance @fork(%order_out, %y, %fork_out1)
// CHECK-NEXT: dataflow.instance @sink(%fork_out1)
stream.graph @moving(%x: !stream.channel<4x6x!qnn.fixed<s8, 3>>) -> !stream.channel<6x4x!qnn.fixed<s8, 3>> io stream {
  %t = stream.transpose %x [1, 0] : !stream.channel<4x6x!qnn.fixed<s8, 3>> -> !stream.channel<6x4x!qnn.fixed<s8, 3>, order [1, 0]>
  %r = stream.layer "order" (%a = %t) : (!stream.channel<6x4x!qnn.fixed<s8, 3>, order [1, 0]>) -> !stream.channel<6x4x!qnn.fixed<s8, 3>> {
    %o = stream.reorder %a : !stream.channel<6x4x!qnn.fixed<s8, 3>, order [1, 0]> -> !stream.channel<6x4x!qnn.fixed<s8, 3>>
    stream.yield %o : !stream.channel<6x4x!qnn.fixed<s8, 3>>
  }
  %f:2 = stream.layer "fork" (%a = %r) : (!stream.channel<6x4x!qnn.fixed<s8, 3>>) -> (!stream.channel<6x4x!qnn.fixed<s8, 3>>, !stream.channel<6x4x!qnn.fixed<s8, 3>>) {
    %o:2 = stream.fork %a : !stream.channel<6x4x!qnn.fixed<s8, 3>> to 2
    stream.yield %o#0, %o#1 : !stream.channel<6x4x!qnn.fixed<s8, 3>>, !stream.channel<6x4x!qnn.fixed<s8, 3>>
  }
  stream.layer "sink" (%a = %f#1) : (!stream.channel<6x4x!qnn.fixed<s8, 3>>) -> () {
    stream.fork %a : !stream.channel<6x4x!qnn.fixed<s8, 3>> to 0
  }
  stream.output %f#0 : !stream.channel<6x4x!qnn.fixed<s8, 3>>
}

// -----

qnn.weight @offset dense<[[1], [2]]> : tensor<2x1xi8> as !qnn.fixed<s4, 4>

// Both operands are read in each iteration; a parameter per row is loaded where its row is.
// CHECK-LABEL: dataflow.process @join
// CHECK-SAME: (in %x0: !dataflow.fifo<beat<3x!qnn.fixed<s4, 4>>>, in %x1: !dataflow.fifo<beat<3x!qnn.fixed<s4, 4>>>, out %y:
// CHECK: %offset = dataflow.rom @offset : !dataflow.array<2x!qnn.fixed<s4, 4>>
// CHECK: dataflow.for %i = 0 to 2 label "join_elements" pipeline 1 {
// CHECK-DAG: dataflow.read %x0
// CHECK-DAG: dataflow.read %x1
// CHECK: %[[S:.*]] = qnn.add
// CHECK: %[[O:.*]] = dataflow.load %offset[%i]
// CHECK: qnn.sub %[[O]], %[[S]]
stream.graph @joined(%x: !stream.channel<2x3x!qnn.fixed<s4, 4>, beat 3>, %z: !stream.channel<2x3x!qnn.fixed<s4, 4>, beat 3>)
    -> !stream.channel<2x3x!qnn.fixed<s6, 6>, beat 3> io stream {
  %y = stream.layer "join" (%a = %x, %b = %z) : (!stream.channel<2x3x!qnn.fixed<s4, 4>, beat 3>, !stream.channel<2x3x!qnn.fixed<s4, 4>, beat 3>) -> !stream.channel<2x3x!qnn.fixed<s6, 6>, beat 3> {
    %s = stream.add %a, %b : !stream.channel<2x3x!qnn.fixed<s4, 4>, beat 3>, !stream.channel<2x3x!qnn.fixed<s4, 4>, beat 3> -> !stream.channel<2x3x!qnn.fixed<s5, 5>, beat 3>
    %d = stream.sub @offset, %s : !stream.channel<2x3x!qnn.fixed<s5, 5>, beat 3> -> !stream.channel<2x3x!qnn.fixed<s6, 6>, beat 3>
    stream.yield %d : !stream.channel<2x3x!qnn.fixed<s6, 6>, beat 3>
  }
  stream.output %y : !stream.channel<2x3x!qnn.fixed<s6, 6>, beat 3>
}

// -----

qnn.weight @c dense<[1, 2, 3]> : tensor<3xi8> as !qnn.fixed<s4, 4>

// CHECK-LABEL: dataflow.process @constant
// CHECK: %value = dataflow.rom @c : !dataflow.array<3x!qnn.fixed<s4, 4>>
// CHECK: dataflow.for %i = 0 to 3 label "constant_elements" pipeline 1
// CHECK-LABEL: dataflow.process @repeat
// CHECK: dataflow.for %i0 = 0 to 2 label "repeat_write0" {
// CHECK-NEXT: dataflow.for %i1 = 0 to 3 label "repeat_write1" pipeline 1
// CHECK: dataflow.load %held[%i1]
stream.graph @sent() -> !stream.channel<2x3x!qnn.fixed<s4, 4>> io stream {
  %c = stream.layer "constant" () : () -> !stream.channel<3x!qnn.fixed<s4, 4>> {
    %s = stream.source @c : !stream.channel<3x!qnn.fixed<s4, 4>>
    stream.yield %s : !stream.channel<3x!qnn.fixed<s4, 4>>
  }
  %r = stream.layer "repeat" (%a = %c) : (!stream.channel<3x!qnn.fixed<s4, 4>>) -> !stream.channel<2x3x!qnn.fixed<s4, 4>> {
    %b = stream.broadcast %a : !stream.channel<3x!qnn.fixed<s4, 4>> -> !stream.channel<2x3x!qnn.fixed<s4, 4>>
    stream.yield %b : !stream.channel<2x3x!qnn.fixed<s4, 4>>
  }
  stream.output %r : !stream.channel<2x3x!qnn.fixed<s4, 4>>
}

// -----

qnn.weight @rows dense<[[0, 1, 2, 3], [3, 2, 1, 0], [1, 1, 2, 2], [0, 3, 0, 3]]> : tensor<4x4xi8> as !qnn.fixed<u2, 2>

// A table is addressed by the code of the number. Each lane has a memory of its own for the rows of its channels.
// CHECK-LABEL: dataflow.process @act
// CHECK: %table = dataflow.rom @rows partition [1 complete] : !dataflow.array<2x2x4x!qnn.fixed<u2, 2>>
// CHECK: dataflow.for %i = 0 to 2 label "act_elements" pipeline 1
// CHECK: dataflow.for %lane = 0 to 2
// CHECK: %[[CODE:.*]] = qnn.code %{{.*}} low 0 bits 2 : !qnn.fixed<s2, 0>
// CHECK: dataflow.load %table[%i, %lane, %[[CODE]]]
stream.graph @act_graph(%x: !stream.channel<4x!qnn.fixed<s2, 0>, beat 2>) -> !stream.channel<4x!qnn.fixed<u2, 2>, beat 2> io stream {
  %y = stream.layer "act" (%a = %x) : (!stream.channel<4x!qnn.fixed<s2, 0>, beat 2>) -> !stream.channel<4x!qnn.fixed<u2, 2>, beat 2> {
    %s = stream.lookup %a, @rows : !stream.channel<4x!qnn.fixed<s2, 0>, beat 2> -> !stream.channel<4x!qnn.fixed<u2, 2>, beat 2>
    stream.yield %s : !stream.channel<4x!qnn.fixed<u2, 2>, beat 2>
  }
  stream.output %y : !stream.channel<4x!qnn.fixed<u2, 2>, beat 2>
}
