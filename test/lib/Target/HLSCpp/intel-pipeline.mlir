// A design that is one pipeline is one function for Intel's tools; its arrays come and go whole, and are divided there as
// the program says.
// RUN: hls4mlir-opt %s --dataflow-prepare-for-emission=target=quartus | hls4mlir-translate --emit-hls-cpp --target=quartus | FileCheck %s --check-prefixes=CHECK,QUARTUS
// RUN: hls4mlir-opt %s --dataflow-prepare-for-emission=target=oneapi | hls4mlir-translate --emit-hls-cpp --target=oneapi | FileCheck %s --check-prefixes=CHECK,ONEAPI

// CHECK-LABEL: //--- src/layers/layer.h
// CHECK: static void layer(const x_t x[4], layer_t y[4]) {
// CHECK-NEXT: {{^}}#pragma unroll
dataflow.process @layer(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>>, out %y: !dataflow.array<4x!qnn.fixed<s8, 3>>) pipeline 1 inlined {
  dataflow.for %i = 0 to 4 unroll {
    %a = dataflow.load %x[%i] : !dataflow.array<4x!qnn.fixed<s8, 3>>
    dataflow.store %a, %y[%i] : !qnn.fixed<s8, 3>, !dataflow.array<4x!qnn.fixed<s8, 3>>
  }
}
// CHECK-LABEL: //--- src/top.cpp
// CHECK: static void top_sample_() {
// QUARTUS-NEXT: hls_register const whole<x_t[4]> x = fifos::x.read();
// ONEAPI-NEXT: {{\[\[}}intel::fpga_register]] const whole<x_t[4]> x = fifos::x::read();
// CHECK-NEXT: whole<y_t[4]> y;
// CHECK-NEXT: layer_t between[4];
// CHECK-NEXT: layer(x.data, between);
// CHECK-NEXT: layer(between, y.data);
// QUARTUS-NEXT: fifos::y.write(y);
// ONEAPI-NEXT: fifos::y::write(y);
// CHECK-NEXT: }
// QUARTUS: hls_component_ii(2)
// QUARTUS-NEXT: component void top() {
// QUARTUS-NEXT: top_sample_();
// ONEAPI: queue.single_task<launched::top>([=]() {
// ONEAPI-NEXT: {{\[\[}}intel::initiation_interval(2)]] for (int sample = 0; sample < samples; ++sample)
// ONEAPI-NEXT: top_sample_();
dataflow.design @top(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>> {dataflow.shape = array<i64: 4>, dataflow.partition = [#dataflow.partition<0 complete>]},
                     out %y: !dataflow.array<4x!qnn.fixed<s8, 3>> {dataflow.shape = array<i64: 4>}) pipeline 2 {
  %between = dataflow.array : !dataflow.array<4x!qnn.fixed<s8, 3>>
  dataflow.instance @layer(%x, %between) : !dataflow.array<4x!qnn.fixed<s8, 3>>, !dataflow.array<4x!qnn.fixed<s8, 3>>
  dataflow.instance @layer(%between, %y) : !dataflow.array<4x!qnn.fixed<s8, 3>>, !dataflow.array<4x!qnn.fixed<s8, 3>>
}
