// A design runs by definition and as machine code alike.
// RUN: echo "1 2 3 4" > %t; echo "-8 7 0 -1" >> %t
// RUN: hls4mlir-run %s < %t | FileCheck %s
// RUN: hls4mlir-run %s --interpret < %t | FileCheck %s
// CHECK: -3 6 -9 12
// CHECK-NEXT: 24 21 0 -3

!x = !dataflow.fifo<beat<2x!qnn.fixed<s4, 4>>>
!y = !dataflow.fifo<!qnn.fixed<s8, 8>>
qnn.weight @factors dense<[-3, 3]> : tensor<2xi8> as !qnn.fixed<s4, 4>
dataflow.process @scale(in %x: !x, out %y: !y) {
  %factors = dataflow.rom @factors : !dataflow.array<2x!qnn.fixed<s4, 4>>
  %held = dataflow.array : !dataflow.array<beat<2x!qnn.fixed<s4, 4>>>
  dataflow.for %i = 0 to 2 {
    %b = dataflow.read %x : !x
    dataflow.store %b, %held[] : !dataflow.beat<2x!qnn.fixed<s4, 4>>, !dataflow.array<beat<2x!qnn.fixed<s4, 4>>>
    dataflow.for %lane = 0 to 2 unroll {
      %v = dataflow.load %held[%lane] : !dataflow.array<beat<2x!qnn.fixed<s4, 4>>>
      %f = dataflow.load %factors[%lane] : !dataflow.array<2x!qnn.fixed<s4, 4>>
      %p = qnn.mul %v, %f : !qnn.fixed<s4, 4>, !qnn.fixed<s4, 4> -> !qnn.fixed<s8, 8>
      dataflow.write %y, %p : !y
    }
  }
}
dataflow.design @top(in %x: !x {dataflow.shape = array<i64: 1, 4>}, out %y: !y {dataflow.shape = array<i64: 1, 4>}) {
  dataflow.instance @scale(%x, %y) : !x, !y
}
