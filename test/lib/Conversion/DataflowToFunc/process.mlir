// Processes become functions: FIFOs are rings, arrays and roms memory, numbers signed integers.
// RUN: hls4mlir-opt %s --convert-dataflow-to-func --canonicalize --cse --split-input-file | FileCheck %s

!fifo = !dataflow.fifo<!qnn.fixed<u4, 2>>

// CHECK: qnn.weight @table
qnn.weight @table dense<[1, -2, 3, -4]> : tensor<4xi8> as !qnn.fixed<s8, 3>
dataflow.process @scale(in %x: !fifo, out %y: !dataflow.fifo<!qnn.fixed<s12, 5>>) {
  %weight = dataflow.rom @table : !dataflow.array<4x!qnn.fixed<s8, 3>>
  dataflow.for %i = 0 to 4 label "scale_elements" pipeline 1 {
    %v = dataflow.read %x : !fifo
    %w = dataflow.load %weight[%i] : !dataflow.array<4x!qnn.fixed<s8, 3>>
    %p = qnn.mul %v, %w : !qnn.fixed<u4, 2>, !qnn.fixed<s8, 3> -> !qnn.fixed<s12, 5>
    dataflow.write %y, %p : !dataflow.fifo<!qnn.fixed<s12, 5>>
  }
}
dataflow.process @copy(in %x: !dataflow.fifo<!qnn.fixed<s12, 5>>, out %y: !dataflow.fifo<!qnn.fixed<s12, 5>>) {
  dataflow.for %i = 0 to 4 {
    %v = dataflow.read %x : !dataflow.fifo<!qnn.fixed<s12, 5>>
    dataflow.write %y, %v : !dataflow.fifo<!qnn.fixed<s12, 5>>
  }
}
// CHECK-NOT: dataflow
dataflow.design @top(in %x: !fifo {dataflow.shape = array<i64: 1, 4>},
                     out %y: !dataflow.fifo<!qnn.fixed<s12, 5>> {dataflow.shape = array<i64: 4>}) {
  %scaled = dataflow.fifo depth 2 : !dataflow.fifo<!qnn.fixed<s12, 5>>
  dataflow.instance @scale(%x, %scaled) : !fifo, !dataflow.fifo<!qnn.fixed<s12, 5>>
  dataflow.instance @copy(%scaled, %y) : !dataflow.fifo<!qnn.fixed<s12, 5>>, !dataflow.fifo<!qnn.fixed<s12, 5>>
}

// The FIFO at the port holds a sample, the other one as many elements as it is deep.
// CHECK-LABEL: func.func @process(
// CHECK-SAME: %[[X:.*]]: memref<4xi8>, %[[XSTATE:.*]]: memref<3xindex>, %[[Y:.*]]: memref<2xi16>, %[[YSTATE:.*]]: memref<3xindex>, %[[ROM:.*]]: memref<4xi8>, %{{.*}}: memref<0xi8>)
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : index
// CHECK: scf.for %[[I:.*]] = %[[C0]] to %[[C4]] step %[[C1]] {
// CHECK:   %[[ELEMENTS:.*]] = memref.load %[[XSTATE]][%[[C0]]]
// CHECK:   %[[EMPTY:.*]] = arith.cmpi eq, %[[ELEMENTS]], %[[C0]]
// CHECK:   scf.if %[[EMPTY]] {
// CHECK:     func.call @hls4mlir_wait(%[[XSTATE]], %[[C0]])
// CHECK:   }
// CHECK:   %[[FIRST:.*]] = memref.load %[[XSTATE]][%[[C1]]]
// CHECK:   %[[CODE:.*]] = memref.load %[[X]][%[[FIRST]]] : memref<4xi8>
// CHECK:   %[[NEXT:.*]] = arith.addi %[[FIRST]], %[[C1]]
// CHECK:   %[[END:.*]] = arith.cmpi eq, %[[NEXT]], %[[C4]]
// CHECK:   %[[WRAPPED:.*]] = arith.select %[[END]], %[[C0]], %[[NEXT]]
// CHECK:   memref.store %[[WRAPPED]], %[[XSTATE]][%[[C1]]]
// CHECK:   memref.load %[[XSTATE]][%[[C0]]]
// CHECK:   memref.store %{{.*}}, %[[XSTATE]][%[[C0]]]
// CHECK:   %[[WEIGHT:.*]] = memref.load %[[ROM]][%[[I]]]
// CHECK:   %[[PRODUCT:.*]] = arith.muli
// CHECK:   %[[FULL:.*]] = arith.cmpi eq, %{{.*}}, %[[C2]]
// CHECK:   scf.if %[[FULL]] {
// CHECK:     func.call @hls4mlir_wait(%[[YSTATE]], %[[C1]])
// CHECK:   memref.store %[[PRODUCT]], %[[Y]]
// CHECK-LABEL: func.func @process_0(
// CHECK-SAME: memref<2xi16>, %{{.*}}: memref<3xindex>, %{{.*}}: memref<4xi16>
// CHECK: func.func private @hls4mlir_wait(memref<3xindex>, index)
// CHECK: func.func private @hls4mlir_fail(index, index, index)

// -----

// What a process declares lies in its last argument, at multiples of 64 bytes; a place in an array that is known only
// when the process runs is checked.
!array = !dataflow.array<beat<2x!qnn.fixed<s9, 9>>>
dataflow.process @memory(in %x: !dataflow.array<2x!qnn.fixed<s4, 4>>, out %y: !array) {
  %sum = dataflow.array : !array
  %place = dataflow.counter from 1 : !dataflow.counter<2>
  %zero = qnn.constant 0 : !qnn.fixed<s9, 9>
  dataflow.for %i = 0 to 2 {
    %v = dataflow.load %x[%i] : !dataflow.array<2x!qnn.fixed<s4, 4>>
    %at = dataflow.count %place : !dataflow.counter<2>
    dataflow.store %zero, %sum[%at] : !qnn.fixed<s9, 9>, !array
    dataflow.accumulate %v, %sum[%at] : !qnn.fixed<s4, 4>, !array
    dataflow.advance %place : !dataflow.counter<2>
    %c1 = arith.constant 1 : index
    %next = arith.addi %i, %c1 : index
    %last = arith.cmpi ult, %i, %c1 : index
    scf.if %last {
      dataflow.store %v, %sum[%next] : !qnn.fixed<s4, 4>, !array
    }
  }
  %b = dataflow.load %sum[] : !array
  dataflow.store %b, %y[] : !dataflow.beat<2x!qnn.fixed<s9, 9>>, !array
}
dataflow.design @top(in %x: !dataflow.array<2x!qnn.fixed<s4, 4>>, out %y: !array) {
  dataflow.instance @memory(%x, %y) : !dataflow.array<2x!qnn.fixed<s4, 4>>, !array
}

// CHECK-LABEL: func.func @process(
// CHECK-SAME: %[[X:.*]]: memref<2xi8>, %[[Y:.*]]: memref<2xi16>, %[[MEMORY:.*]]: memref<192xi8>)
// CHECK-DAG: %[[C0:.*]] = arith.constant 0 : index
// CHECK-DAG: %[[C1:.*]] = arith.constant 1 : index
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[C64:.*]] = arith.constant 64 : index
// CHECK-DAG: %[[C128:.*]] = arith.constant 128 : index
// CHECK: %[[SUM:.*]] = memref.view %[[MEMORY]][%[[C0]]][] : memref<192xi8> to memref<2xi16>
// CHECK: %[[PLACE:.*]] = memref.view %[[MEMORY]][%[[C64]]][] : memref<192xi8> to memref<1xindex>
// CHECK: %[[BEAT:.*]] = memref.view %[[MEMORY]][%[[C128]]][] : memref<192xi8> to memref<2xi16>
// CHECK: memref.store %[[C1]], %[[PLACE]][%[[C0]]]
// CHECK: scf.for
// CHECK:   %[[AT:.*]] = memref.load %[[PLACE]][%[[C0]]]
// CHECK:   memref.store %{{.*}}, %[[SUM]][%[[AT]]]
// CHECK:   arith.remui %{{.*}}, %[[C2]]
// CHECK:   scf.if
// CHECK:     %[[OUTSIDE:.*]] = arith.cmpi uge, %[[NEXT:.*]], %[[C2]]
// CHECK:     scf.if %[[OUTSIDE]] {
// CHECK:       func.call @hls4mlir_fail(%{{.*}}, %[[C0]], %[[NEXT]])
// CHECK: scf.for %[[LANE:.*]] = %[[C0]] to %[[C2]]
// CHECK:   %[[CODE:.*]] = memref.load %[[SUM]][%[[LANE]]]
// CHECK:   memref.store %[[CODE]], %[[BEAT]][%[[LANE]]]
