// Directives that a vendor lacks are said, not lost; the others are spelled in the vendor's way.
// RUN: hls4mlir-opt %s --dataflow-prepare-for-emission=target=vivado -o %t.mlir
// RUN: hls4mlir-translate %t.mlir --emit-hls-cpp --target=vivado -o %t.txt 2> %t.remarks
// RUN: FileCheck %s --input-file=%t.txt
// RUN: FileCheck %s --input-file=%t.remarks --check-prefix=REMARK

// REMARK: remark: AMD Vivado HLS has no directive for storage 'ultra_ram'; it is left out

// CHECK-LABEL: static void layer(
// CHECK-NEXT: #pragma HLS INLINE
// CHECK-NEXT: #pragma HLS PIPELINE II=1
// CHECK: for (int i = 0; i < 4; i += 2) {
// CHECK-NEXT: #pragma HLS UNROLL
// CHECK-LABEL: static void memory(
// CHECK-NOT: RESOURCE
// CHECK: for (int i = 0; i < 4; ++i) {
// CHECK-NEXT: #pragma HLS UNROLL{{$}}
// CHECK: void top(const x_t x[4], memory_t y[4]) {
// CHECK-NEXT: #pragma HLS INTERFACE ap_vld port=x
// CHECK-NEXT: #pragma HLS ARRAY_PARTITION variable=x complete dim=1
// CHECK-NEXT: #pragma HLS INTERFACE ap_vld port=y
// CHECK-NEXT: #pragma HLS PIPELINE II=2

qnn.weight @ones dense<1> : tensor<4xi8> as !qnn.fixed<s8, 3>
dataflow.process @layer(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>>, out %y: !dataflow.array<4x!qnn.fixed<s8, 3>>) pipeline 1 inlined {
  dataflow.for %i = 0 to 4 step 2 unroll {
    %c1 = arith.constant 1 : index
    %j = arith.addi %i, %c1 : index
    %a = dataflow.load %x[%i] : !dataflow.array<4x!qnn.fixed<s8, 3>>
    %b = dataflow.load %x[%j] : !dataflow.array<4x!qnn.fixed<s8, 3>>
    dataflow.store %a, %y[%j] : !qnn.fixed<s8, 3>, !dataflow.array<4x!qnn.fixed<s8, 3>>
    dataflow.store %b, %y[%i] : !qnn.fixed<s8, 3>, !dataflow.array<4x!qnn.fixed<s8, 3>>
  }
}
dataflow.process @memory(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>>, out %y: !dataflow.array<4x!qnn.fixed<s8, 3>>) {
  %held = dataflow.rom @ones storage ultra_ram : !dataflow.array<4x!qnn.fixed<s8, 3>>
  dataflow.for %i = 0 to 4 unroll {
    %a = dataflow.load %x[%i] : !dataflow.array<4x!qnn.fixed<s8, 3>>
    %b = dataflow.load %held[%i] : !dataflow.array<4x!qnn.fixed<s8, 3>>
    %m = qnn.max %a, %b : !qnn.fixed<s8, 3>, !qnn.fixed<s8, 3> -> !qnn.fixed<s8, 3>
    dataflow.store %m, %y[%i] : !qnn.fixed<s8, 3>, !dataflow.array<4x!qnn.fixed<s8, 3>>
  }
}
dataflow.design @top(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>> {dataflow.partition = [#dataflow.partition<0 complete>]},
                     out %y: !dataflow.array<4x!qnn.fixed<s8, 3>>) pipeline 2 {
  %between = dataflow.array : !dataflow.array<4x!qnn.fixed<s8, 3>>
  dataflow.instance @layer(%x, %between) : !dataflow.array<4x!qnn.fixed<s8, 3>>, !dataflow.array<4x!qnn.fixed<s8, 3>>
  dataflow.instance @memory(%between, %y) : !dataflow.array<4x!qnn.fixed<s8, 3>>, !dataflow.array<4x!qnn.fixed<s8, 3>>
}
