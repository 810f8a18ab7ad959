// Names that C++ takes or that are taken already, and names that only look different.
// RUN: hls4mlir-opt %s --dataflow-prepare-for-emission=target=vitis | FileCheck %s

// CHECK: dataflow.type_alias @hls_t = !qnn.fixed<s8, 3> group "inputs"
// CHECK-NEXT: dataflow.type_alias @layer_1_1_t = !qnn.fixed<s8, 3> group "layer_1_1"
// CHECK-NEXT: dataflow.type_alias @layer_1_t = !qnn.fixed<s8, 3> group "layer_1"
// CHECK-NEXT: dataflow.type_alias @layer_1_2_t = !qnn.fixed<s8, 3> group "layer_1_2"

// CHECK-LABEL: dataflow.process @layer_1(
// CHECK-SAME: in %in: {{.*}}, out %out: {{.*}})
// CHECK: dataflow.for %i = 0 to 4 label "layer_1_loop"
// CHECK: dataflow.for %i = 0 to 4 label "layer_1_loop_1"
// CHECK: dataflow.for %i_1 = 0 to 2
dataflow.process @layer_1(in %in: !dataflow.array<4x!qnn.fixed<s8, 3>>, out %out: !dataflow.array<4x!qnn.fixed<s8, 3>>) {
  dataflow.for %i = 0 to 4 label "layer_1_loop" {
    %v = dataflow.load %in[%i] : !dataflow.array<4x!qnn.fixed<s8, 3>>
    dataflow.store %v, %out[%i] : !qnn.fixed<s8, 3>, !dataflow.array<4x!qnn.fixed<s8, 3>>
  }
  dataflow.for %i = 0 to 4 label "layer.1.loop" {
    dataflow.for %j "i" = 0 to 2 {
      %v = dataflow.load %in[%j] : !dataflow.array<4x!qnn.fixed<s8, 3>>
      dataflow.store %v, %out[%i] : !qnn.fixed<s8, 3>, !dataflow.array<4x!qnn.fixed<s8, 3>>
    }
  }
}
// CHECK-LABEL: dataflow.process @layer_1_1(
// CHECK-SAME: in %beat_1:
dataflow.process @"1"(in %beat: !dataflow.array<4x!qnn.fixed<s8, 3>>, out %y: !dataflow.array<4x!qnn.fixed<s8, 3>>) {
}
// CHECK-LABEL: dataflow.process @layer_1_2(
dataflow.process @"layer 1"(in %x: !dataflow.array<4x!qnn.fixed<s8, 3>>, out %y: !dataflow.array<4x!qnn.fixed<s8, 3>>) {
}
// CHECK-LABEL: dataflow.design @int_1(in %hls_1:
// CHECK: dataflow.instance @layer_1_1(%hls_1, %a)
// CHECK: dataflow.instance @layer_1(%a, %b)
// CHECK: dataflow.instance @layer_1_2(%b, %y)
dataflow.design @"int"(in %hls: !dataflow.array<4x!qnn.fixed<s8, 3>>, out %y: !dataflow.array<4x!qnn.fixed<s8, 3>>) {
  %a = dataflow.array : !dataflow.array<4x!qnn.fixed<s8, 3>>
  %b = dataflow.array : !dataflow.array<4x!qnn.fixed<s8, 3>>
  dataflow.instance @"1"(%hls, %a) : !dataflow.array<4x!qnn.fixed<s8, 3>>, !dataflow.array<4x!qnn.fixed<s8, 3>>
  dataflow.instance @layer_1(%a, %b) : !dataflow.array<4x!qnn.fixed<s8, 3>>, !dataflow.array<4x!qnn.fixed<s8, 3>>
  dataflow.instance @"layer 1"(%b, %y) : !dataflow.array<4x!qnn.fixed<s8, 3>>, !dataflow.array<4x!qnn.fixed<s8, 3>>
}
