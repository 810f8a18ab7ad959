// RUN: hls4mlir-opt --split-input-file --convert-stream-to-dataflow --canonicalize --cse --dataflow-verify %s | FileCheck %s

// One value is kept, and its place; the worst one in front of all has a bit of its own.
// CHECK-LABEL: dataflow.process @argmax
// CHECK-DAG: %best = dataflow.array : !dataflow.array<!qnn.fixed<s9, 4>>
// CHECK-DAG: %best_at = dataflow.array : !dataflow.array<!qnn.fixed<u3, 3>>
// CHECK-DAG: qnn.constant -129 : !qnn.fixed<s9, 4>
// CHECK: dataflow.for %i = 0 to 3 label "argmax_elements" pipeline 1
// CHECK: dataflow.read
// CHECK: qnn.compare gt
// CHECK: arith.select
// CHECK: dataflow.write
stream.graph @argmax_graph(%x: !stream.channel<6x!qnn.fixed<s8, 3>, beat 2>) -> !stream.channel<1x!qnn.fixed<u3, 3>> io stream {
  %y = stream.layer "argmax" (%a = %x) : (!stream.channel<6x!qnn.fixed<s8, 3>, beat 2>) -> !stream.channel<1x!qnn.fixed<u3, 3>> {
    %s = stream.top_k indices %a axis 0 k 1
      : !stream.channel<6x!qnn.fixed<s8, 3>, beat 2> -> !stream.channel<1x!qnn.fixed<u3, 3>>
    stream.yield %s : !stream.channel<1x!qnn.fixed<u3, 3>>
  }
  stream.output %y : !stream.channel<1x!qnn.fixed<u3, 3>>
}

// -----

// Several values are registers, compared at once.
// CHECK-LABEL: dataflow.process @smallest
// CHECK: dataflow.for %{{.*}} = 0 to 3 label "smallest_positions"
// CHECK: %best = dataflow.array partition [0 complete] : !dataflow.array<2x!qnn.fixed<u9, 4>>
// CHECK: dataflow.for %i = 0 to 6 label "smallest_elements" pipeline 1
// CHECK: dataflow.for %j = 0 to 2 {{.*}}unroll
// CHECK: qnn.compare le
// CHECK: dataflow.for %i = 0 to 2 label "smallest_selected" pipeline 1
// CHECK: qnn.requantize %{{.*}} floor wrap : !qnn.fixed<u9, 4> -> !qnn.fixed<u8, 3>
stream.graph @smallest_graph(%x: !stream.channel<3x6x!qnn.fixed<u8, 3>>) -> !stream.channel<3x2x!qnn.fixed<u8, 3>> io stream {
  %y = stream.layer "smallest" (%a = %x) : (!stream.channel<3x6x!qnn.fixed<u8, 3>>) -> !stream.channel<3x2x!qnn.fixed<u8, 3>> {
    %s = stream.top_k smallest last %a axis 1 k 2 : !stream.channel<3x6x!qnn.fixed<u8, 3>> -> !stream.channel<3x2x!qnn.fixed<u8, 3>>
    stream.yield %s : !stream.channel<3x2x!qnn.fixed<u8, 3>>
  }
  stream.output %y : !stream.channel<3x2x!qnn.fixed<u8, 3>>
}
