// RUN: hls4mlir-opt --dataflow-prepare-for-emission=target=vitis %s | hls4mlir-translate --emit-hls-cpp --target=vitis | FileCheck %s --check-prefixes=CHECK,VITIS
// RUN: hls4mlir-opt --dataflow-prepare-for-emission=target=vivado %s | hls4mlir-translate --emit-hls-cpp --target=vivado | FileCheck %s --check-prefixes=CHECK,VIVADO

// CHECK: static void delay(
// CHECK-NEXT: x_t ring[4];
// VITIS-NEXT: #pragma HLS DEPENDENCE variable=ring type=inter direction=RAW distance=3 dependent=true
// VIVADO-NEXT: #pragma HLS DEPENDENCE variable=ring inter RAW distance=3 true
// CHECK-NEXT: int place = 1;
// CHECK-NEXT: for (int i = 0; i < 8; ++i) {
// CHECK-NEXT: #pragma HLS PIPELINE II=1
// CHECK-NEXT: y.write(minimum<x_t>(ring[wrap<4>(place + 1)], {{.*}}));
// CHECK-NEXT: ring[place] = x.read();
// CHECK-NEXT: if (place == 3)
// CHECK-NEXT: place = wrap<4>(place + 2);
// CHECK-NEXT: place = wrap<4>(place + 1);
dataflow.process @delay(in %x: !dataflow.fifo<!qnn.fixed<s8, 3>>, out %y: !dataflow.fifo<!qnn.fixed<s8, 3>>) {
  %ring = dataflow.array distance 3 : !dataflow.array<4x!qnn.fixed<s8, 3>>
  %place = dataflow.counter from 1 : !dataflow.counter<4>
  dataflow.for %i = 0 to 8 pipeline 1 {
    %one = arith.constant 1 : index
    %three = arith.constant 3 : index
    %zero = qnn.constant 0 : !qnn.fixed<s8, 3>
    %at = dataflow.count %place : !dataflow.counter<4>
    %sum = arith.addi %at, %one : index
    %next = dataflow.wrap %sum in 4
    %w = dataflow.load %ring[%next] : !dataflow.array<4x!qnn.fixed<s8, 3>>
    %m = qnn.min %w, %zero : !qnn.fixed<s8, 3>, !qnn.fixed<s8, 3> -> !qnn.fixed<s8, 3>
    dataflow.write %y, %m : !dataflow.fifo<!qnn.fixed<s8, 3>>
    %here = dataflow.count %place : !dataflow.counter<4>
    %v = dataflow.read %x : !dataflow.fifo<!qnn.fixed<s8, 3>>
    dataflow.store %v, %ring[%here] : !qnn.fixed<s8, 3>, !dataflow.array<4x!qnn.fixed<s8, 3>>
    %now = dataflow.count %place : !dataflow.counter<4>
    %last = arith.cmpi eq, %now, %three : index
    scf.if %last {
      dataflow.advance %place by 2 : !dataflow.counter<4>
    }
    dataflow.advance %place : !dataflow.counter<4>
  }
}

dataflow.design @top(in %x: !dataflow.fifo<!qnn.fixed<s8, 3>> {dataflow.shape = array<i64: 8>},
                     out %y: !dataflow.fifo<!qnn.fixed<s8, 3>> {dataflow.shape = array<i64: 8>}) {
  dataflow.instance @delay(%x, %y) : !dataflow.fifo<!qnn.fixed<s8, 3>>, !dataflow.fifo<!qnn.fixed<s8, 3>>
}
