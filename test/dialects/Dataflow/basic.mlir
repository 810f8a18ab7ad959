// RUN: hls4mlir-opt %s | hls4mlir-opt | FileCheck %s
// RUN: hls4mlir-opt %s --mlir-print-op-generic | hls4mlir-opt | FileCheck %s
// RUN: hls4mlir-opt %s --dataflow-verify -o /dev/null

qnn.weight @fc1_kernel dense<1> : tensor<8x16xi8> as !qnn.fixed<s6, 1>
qnn.weight @fc1_bias dense<[0, 1, 2, 3, 4, 5, 6, 7]> : tensor<8xi8> as !qnn.fixed<s6, 1>

// CHECK-LABEL: dataflow.process @fc1(
// CHECK-SAME: in %x: !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>>,
// CHECK-SAME: out %y: !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>>)
// CHECK-SAME: comment ["Dense 16 -> 8", "4 input lanes x 2 output lanes"] {
dataflow.process @fc1(in %x: !dataflow.fifo<!dataflow.beat<4x!qnn.fixed<s8, 3>>>,
                      out %y: !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>>)
    comment ["Dense 16 -> 8", "4 input lanes x 2 output lanes"] {
  // CHECK: %weight = dataflow.rom @fc1_kernel order [0, 2, 1, 3] reshape [2 complete, 3 complete]
  // CHECK-SAME: : !dataflow.array<4x4x2x4x!qnn.fixed<s6, 1>>
  %weight = dataflow.rom @fc1_kernel order [0, 2, 1, 3] reshape [2 complete, 3 complete] : !dataflow.array<4x4x2x4x!qnn.fixed<s6, 1>>
  // CHECK: %bias = dataflow.rom @fc1_bias partition [0 block 2, 1 cyclic 2] storage lut_ram as "bias_t"
  %bias = dataflow.rom @fc1_bias partition [0 block 2, 1 cyclic 2] storage lut_ram as "bias_t" : !dataflow.array<4x2x!qnn.fixed<s6, 1>>
  // CHECK: %input = dataflow.array : !dataflow.array<4xbeat<4x!qnn.fixed<s8, 3>>>
  %input = dataflow.array : !dataflow.array<4x!dataflow.beat<4x!qnn.fixed<s8, 3>>>
  %c0 = arith.constant 0 : index
  %c3 = arith.constant 3 : index
  // CHECK: dataflow.for %out = 0 to 4 label "fc1_outputs" {
  dataflow.for %out = 0 to 4 label "fc1_outputs" {
    // CHECK: %accum = dataflow.array partition [0 complete] : !dataflow.array<2x!qnn.fixed<s18, 8>>
    %accum = dataflow.array partition [0 complete] : !dataflow.array<2x!qnn.fixed<s18, 8>>
    // CHECK: dataflow.for %in = 0 to 4 label "fc1_inputs" pipeline 1 {
    dataflow.for %in = 0 to 4 label "fc1_inputs" pipeline 1 {
      %first = arith.cmpi eq, %out, %c0 : index
      scf.if %first {
        // CHECK: %[[BEAT:.*]] = dataflow.read %x : !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>>
        %beat = dataflow.read %x : !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>>
        // CHECK: dataflow.store %[[BEAT]], %input[%in] : !dataflow.beat<4x!qnn.fixed<s8, 3>>, !dataflow.array<4xbeat<4x!qnn.fixed<s8, 3>>>
        dataflow.store %beat, %input[%in] : !dataflow.beat<4x!qnn.fixed<s8, 3>>, !dataflow.array<4xbeat<4x!qnn.fixed<s8, 3>>>
      }
      // CHECK: dataflow.for %lane = 0 to 2 unroll {
      dataflow.for %lane = 0 to 2 unroll {
        %start = arith.cmpi eq, %in, %c0 : index
        scf.if %start {
          %b = dataflow.load %bias[%out, %lane] : !dataflow.array<4x2x!qnn.fixed<s6, 1>>
          dataflow.store %b, %accum[%lane] : !qnn.fixed<s6, 1>, !dataflow.array<2x!qnn.fixed<s18, 8>>
        }
        dataflow.for %k = 0 to 4 unroll {
          %w = dataflow.load %weight[%out, %in, %lane, %k] : !dataflow.array<4x4x2x4x!qnn.fixed<s6, 1>>
          // CHECK: dataflow.load %input[%in, %k] : !dataflow.array<4xbeat<4x!qnn.fixed<s8, 3>>>
          %v = dataflow.load %input[%in, %k] : !dataflow.array<4xbeat<4x!qnn.fixed<s8, 3>>>
          %p = qnn.mul %w, %v : !qnn.fixed<s6, 1>, !qnn.fixed<s8, 3> -> !qnn.fixed<s14, 4>
          // CHECK: dataflow.accumulate %{{.*}}, %accum[%lane] : !qnn.fixed<s14, 4>, !dataflow.array<2x!qnn.fixed<s18, 8>>
          dataflow.accumulate %p, %accum[%lane] : !qnn.fixed<s14, 4>, !dataflow.array<2x!qnn.fixed<s18, 8>>
        }
      }
      %last = arith.cmpi eq, %in, %c3 : index
      scf.if %last {
        // CHECK: %result = dataflow.array : !dataflow.array<beat<2x!qnn.fixed<u4, 2>>>
        %result = dataflow.array : !dataflow.array<beat<2x!qnn.fixed<u4, 2>>>
        // CHECK: dataflow.for %[[LANE:.*]] "output lane" = 0 to 2 unroll {
        dataflow.for %lane "output lane" = 0 to 2 unroll {
          %a = dataflow.load %accum[%lane] : !dataflow.array<2x!qnn.fixed<s18, 8>>
          %q = qnn.requantize %a half_even saturate : !qnn.fixed<s18, 8> -> !qnn.fixed<u4, 2>
          dataflow.store %q, %result[%lane] : !qnn.fixed<u4, 2>, !dataflow.array<beat<2x!qnn.fixed<u4, 2>>>
        }
        // CHECK: dataflow.load %result[] : !dataflow.array<beat<2x!qnn.fixed<u4, 2>>>
        %r = dataflow.load %result[] : !dataflow.array<beat<2x!qnn.fixed<u4, 2>>>
        // CHECK: dataflow.write %y, %{{.*}} : !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>>
        dataflow.write %y, %r : !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>>
      }
    }
  }
}

// CHECK-LABEL: dataflow.process @copy(
// CHECK-SAME: in %{{.*}} "input 0": !dataflow.array<8x!qnn.fixed<u4, 2>> {dataflow.partition = [#dataflow.partition<0 complete>]},
// CHECK-SAME: out %b: !dataflow.array<8x!qnn.fixed<u4, 2>> {dataflow.reshape = [#dataflow.partition<0 cyclic 4>]})
// CHECK-SAME: inlined {
dataflow.process @copy(in %a "input 0": !dataflow.array<8x!qnn.fixed<u4, 2>> {dataflow.partition = [#dataflow.partition<0 complete>]},
                       out %b: !dataflow.array<8x!qnn.fixed<u4, 2>> {dataflow.reshape = [#dataflow.partition<0 cyclic 4>]}) inlined {
  // CHECK: dataflow.for %i = 0 to 8 step 2 unroll 2 {
  dataflow.for %i = 0 to 8 step 2 unroll 2 {
    %v = dataflow.load %a[%i] : !dataflow.array<8x!qnn.fixed<u4, 2>>
    // CHECK: %kept = dataflow.temporary %{{.*}} as "value_t" : !qnn.fixed<u4, 2>
    %kept = dataflow.temporary %v as "value_t" : !qnn.fixed<u4, 2>
    dataflow.store %kept, %b[%i] : !qnn.fixed<u4, 2>, !dataflow.array<8x!qnn.fixed<u4, 2>>
  }
}

dataflow.process @collect(in %x: !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>>, out %y: !dataflow.array<8x!qnn.fixed<u4, 2>>) {
}

// CHECK-LABEL: dataflow.process @stream_out(
// CHECK-SAME: pipeline 8 {
dataflow.process @stream_out(in %x: !dataflow.array<8x!qnn.fixed<u4, 2>>, out %y: !dataflow.fifo<!qnn.fixed<u4, 2>>) pipeline 8 {
}

// CHECK-LABEL: dataflow.design @digits(
// CHECK-SAME: in %x: !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>> {dataflow.interface = #dataflow.interface<axi_stream>, dataflow.shape = array<i64: 1, 16>, qnn.name = "x"}
// CHECK-SAME: out %y: !dataflow.fifo<!qnn.fixed<u4, 2>> {dataflow.interface = #dataflow.interface<fifo>, dataflow.shape = array<i64: 1, 8>, qnn.dequantize = [#qnn.clamp<low = dense<0.000000e+00> : tensor<f64>>]}) {
dataflow.design @digits(in %x: !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>> {qnn.name = "x", dataflow.shape = array<i64: 1, 16>, dataflow.interface = #dataflow.interface<axi_stream>},
                        out %y: !dataflow.fifo<!qnn.fixed<u4, 2>> {dataflow.interface = #dataflow.interface<fifo>, dataflow.shape = array<i64: 1, 8>, qnn.dequantize = [#qnn.clamp<low = dense<0.000000e+00> : tensor<f64>>]}) {
  // CHECK: %fc1_out = dataflow.fifo depth 4 storage shift_register : !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>>
  %fc1_out = dataflow.fifo depth 4 storage shift_register : !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>>
  // CHECK: %memory = dataflow.array storage block_ram : !dataflow.array<8x!qnn.fixed<u4, 2>>
  %memory = dataflow.array storage block_ram : !dataflow.array<8x!qnn.fixed<u4, 2>>
  %copied = dataflow.array : !dataflow.array<8x!qnn.fixed<u4, 2>>
  // CHECK: dataflow.instance @fc1(%x, %fc1_out) : !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>>, !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>>
  dataflow.instance @fc1(%x, %fc1_out) : !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>>, !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>>
  dataflow.instance @collect(%fc1_out, %memory) : !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>>, !dataflow.array<8x!qnn.fixed<u4, 2>>
  dataflow.instance @copy(%memory, %copied) : !dataflow.array<8x!qnn.fixed<u4, 2>>, !dataflow.array<8x!qnn.fixed<u4, 2>>
  dataflow.instance @stream_out(%copied, %y) : !dataflow.array<8x!qnn.fixed<u4, 2>>, !dataflow.fifo<!qnn.fixed<u4, 2>>
}

// CHECK: dataflow.type_alias @value_t = !qnn.fixed<u4, 2>
dataflow.type_alias @value_t = !qnn.fixed<u4, 2>
