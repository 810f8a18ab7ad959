// RUN: hls4mlir-opt %s --canonicalize | FileCheck %s

// Loops of one iteration dissolve; what they pipelined is now repeated by the loop around them.
// CHECK-LABEL: dataflow.process @one_input_beat
// CHECK-NEXT: %[[ZERO:.*]] = arith.constant 0 : index
// CHECK-NEXT: dataflow.for %out = 0 to 4 label "outputs" pipeline 2 {
// CHECK-NEXT:   %[[V:.*]] = dataflow.read %x
// CHECK-NEXT:   dataflow.store %[[V]], %y[%out, %[[ZERO]]]
// CHECK-NEXT: }
// CHECK-NEXT: }
dataflow.process @one_input_beat(in %x: !dataflow.fifo<!qnn.fixed<s8, 3>>, out %y: !dataflow.array<4x1x!qnn.fixed<s8, 3>>) {
  dataflow.for %out = 0 to 4 label "outputs" {
    dataflow.for %in = 0 to 1 label "inputs" pipeline 2 {
      %v = dataflow.read %x : !dataflow.fifo<!qnn.fixed<s8, 3>>
      dataflow.store %v, %y[%out, %in] : !qnn.fixed<s8, 3>, !dataflow.array<4x1x!qnn.fixed<s8, 3>>
    }
  }
}

// CHECK-LABEL: dataflow.process @all_at_once
// CHECK-SAME: pipeline 1 {
// CHECK-NEXT: dataflow.read
// CHECK-NEXT: dataflow.write
// CHECK-NEXT: }
dataflow.process @all_at_once(in %x: !dataflow.fifo<!qnn.fixed<s8, 3>>, out %y: !dataflow.fifo<!qnn.fixed<s8, 3>>) {
  dataflow.for %out = 3 to 4 {
    dataflow.for %in = 0 to 4 step 4 pipeline 1 {
      %v = dataflow.read %x : !dataflow.fifo<!qnn.fixed<s8, 3>>
      dataflow.write %y, %v : !dataflow.fifo<!qnn.fixed<s8, 3>>
    }
  }
}

// A second loop keeps the process from being one pipeline.
// CHECK-LABEL: dataflow.process @two_phases
// CHECK-NOT: pipeline
// CHECK: dataflow.for %i = 0 to 4 pipeline 1 {
dataflow.process @two_phases(in %x: !dataflow.fifo<!qnn.fixed<s8, 3>>, out %y: !dataflow.fifo<!qnn.fixed<s8, 3>>) {
  dataflow.for %first = 0 to 1 pipeline 3 {
    %v = dataflow.read %x : !dataflow.fifo<!qnn.fixed<s8, 3>>
    dataflow.write %y, %v : !dataflow.fifo<!qnn.fixed<s8, 3>>
  }
  dataflow.for %i = 0 to 4 pipeline 1 {
    %v = dataflow.read %x : !dataflow.fifo<!qnn.fixed<s8, 3>>
    dataflow.write %y, %v : !dataflow.fifo<!qnn.fixed<s8, 3>>
  }
}

// Conditions on the variable of a loop that is gone are decided.
// CHECK-LABEL: dataflow.process @decided
// CHECK-NOT: scf.if
// CHECK: dataflow.write %y
// CHECK-NOT: dataflow.read
dataflow.process @decided(in %x: !dataflow.fifo<!qnn.fixed<s8, 3>>, out %y: !dataflow.fifo<!qnn.fixed<s8, 3>>) {
  %c0 = arith.constant 0 : index
  %zero = qnn.constant 0 : !qnn.fixed<s8, 3>
  dataflow.for %i = 0 to 1 {
    %first = arith.cmpi eq, %i, %c0 : index
    scf.if %first {
      dataflow.write %y, %zero : !dataflow.fifo<!qnn.fixed<s8, 3>>
    } else {
      %v = dataflow.read %x : !dataflow.fifo<!qnn.fixed<s8, 3>>
      dataflow.write %y, %v : !dataflow.fifo<!qnn.fixed<s8, 3>>
    }
  }
  dataflow.for %never = 4 to 4 {
    %v = dataflow.read %x : !dataflow.fifo<!qnn.fixed<s8, 3>>
    dataflow.write %y, %v : !dataflow.fifo<!qnn.fixed<s8, 3>>
  }
}
