// RUN: hls4mlir-opt --verify-roundtrip %s | FileCheck %s
// RUN: hls4mlir-opt --canonicalize %s | FileCheck %s --check-prefix=FOLD

// CHECK-LABEL: dataflow.process @counters
dataflow.process @counters(in %x: !dataflow.fifo<!qnn.fixed<s8, 3>>, out %y: !dataflow.fifo<!qnn.fixed<s8, 3>>) {
  // CHECK: %ring = dataflow.array distance 3 : !dataflow.array<4x!qnn.fixed<s8, 3>>
  %ring = dataflow.array distance 3 : !dataflow.array<4x!qnn.fixed<s8, 3>>
  // CHECK: %place = dataflow.counter from 1 : !dataflow.counter<4>
  %place = dataflow.counter from 1 : !dataflow.counter<4>
  dataflow.for %i = 0 to 8 pipeline 1 {
    // CHECK: %[[AT:.*]] = dataflow.count %place : !dataflow.counter<4>
    %at = dataflow.count %place : !dataflow.counter<4>
    %one = arith.constant 1 : index
    %sum = arith.addi %at, %one : index
    // CHECK: dataflow.wrap %{{.*}} in 4
    %next = dataflow.wrap %sum in 4
    %v = dataflow.read %x : !dataflow.fifo<!qnn.fixed<s8, 3>>
    dataflow.store %v, %ring[%next] : !qnn.fixed<s8, 3>, !dataflow.array<4x!qnn.fixed<s8, 3>>
    %w = dataflow.load %ring[%at] : !dataflow.array<4x!qnn.fixed<s8, 3>>
    dataflow.write %y, %w : !dataflow.fifo<!qnn.fixed<s8, 3>>
    // A place that is in the ring already needs no wrap.
    // FOLD-NOT: dataflow.wrap %i
    %same = dataflow.wrap %i in 8
    dataflow.for %j = 0 to 2 unroll {
      %z = dataflow.wrap %same in 4
      %u = dataflow.load %ring[%z] : !dataflow.array<4x!qnn.fixed<s8, 3>>
    }
    // CHECK: dataflow.advance %place : !dataflow.counter<4>
    dataflow.advance %place : !dataflow.counter<4>
    // CHECK: dataflow.advance %place by 2 : !dataflow.counter<4>
    dataflow.advance %place by 2 : !dataflow.counter<4>
  }
}
