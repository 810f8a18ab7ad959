// The layer of the documentation, folded to 2 x 4 lanes: what its C++ looks like.
//
// RUN: hls4mlir-opt %s --dataflow-prepare-for-emission=target=vitis -o %t.mlir
// RUN: hls4mlir-translate %t.mlir --emit-hls-cpp --target=vitis > %t.vitis
// RUN: FileCheck %s --input-file=%t.vitis --check-prefixes=CHECK,VITIS
// RUN: hls4mlir-opt %s --dataflow-prepare-for-emission=target=vivado -o %t.mlir
// RUN: hls4mlir-translate %t.mlir --emit-hls-cpp --target=vivado > %t.vivado
// RUN: FileCheck %s --input-file=%t.vivado --check-prefixes=CHECK,VIVADO

qnn.weight @fc1_kernel dense<[[1, 2, 3, 4, 5, 6, 7, 8], [-1, -2, -3, -4, -5, -6, -7, -8],
                              [9, 9, 9, 9, 9, 9, 9, 9], [31, 30, 29, 28, -32, -31, -30, -29]]> : tensor<4x8xi8> as !qnn.fixed<s6, 1>
qnn.weight @fc1_bias dense<[0, 100, -200, 300]> : tensor<4xi16> as !qnn.fixed<s12, 2>

// CHECK-LABEL: //--- src/digits.cpp
// CHECK-NEXT: #include "digits.h"
// CHECK-EMPTY:
// CHECK-NEXT: #include "layers/fc1.h"
// CHECK-EMPTY:
// CHECK-NEXT: // digits: a small classifier
// CHECK-NEXT: void digits(hls::stream<beat<x_t, 4>> &x, hls::stream<beat<fc1_t, 2>> &y) {
// CHECK-NEXT: #pragma HLS INTERFACE axis port=x
// CHECK-NEXT: #pragma HLS INTERFACE axis port=y
// CHECK-NEXT: #pragma HLS DATAFLOW
// CHECK-EMPTY:
// CHECK-NEXT:     fc1(x, y);
// CHECK-NEXT: }
// CHECK-LABEL: //--- src/digits.h
// CHECK: // x: in, 1 x 8, 4 numbers at a time
// CHECK-NEXT: // y: out, 1 x 4, 2 numbers at a time
// CHECK-NEXT: void digits(hls::stream<beat<x_t, 4>> &x, hls::stream<beat<fc1_t, 2>> &y);

// CHECK-LABEL: //--- src/layers/fc1.h
// CHECK: // fc1: Dense 8 -> 4, requantized to u4 (half to even, saturated)
// CHECK-NEXT: // 4 input lanes x 2 output lanes, 4 cycles per sample
// CHECK-NEXT: static void fc1(hls::stream<beat<x_t, 4>> &x, hls::stream<beat<fc1_t, 2>> &y) {
// CHECK-NEXT:     static const code_of<fc1_weight_t>::type weight[2][2][2][4] = {
// CHECK-NEXT: #include "../weights/fc1_weight.inc"
// CHECK-NEXT:     };
// CHECK-NEXT: #pragma HLS ARRAY_RESHAPE variable=weight complete dim=3
// CHECK-NEXT: #pragma HLS ARRAY_RESHAPE variable=weight complete dim=4
// CHECK-NEXT:     static const code_of<fc1_bias_t>::type bias[2][2] = {
// CHECK-NEXT: #include "../weights/fc1_bias.inc"
// CHECK-NEXT:     };
// CHECK-NEXT: #pragma HLS ARRAY_PARTITION variable=bias complete dim=2
// VITIS-NEXT: #pragma HLS BIND_STORAGE variable=bias type=rom_1p impl=lutram
// VIVADO-NEXT: #pragma HLS RESOURCE variable=bias core=ROM_1P_LUTRAM
// CHECK-NEXT:     beat<x_t, 4> input[2];
// VITIS-NEXT: #pragma HLS AGGREGATE variable=input compact=auto
// VIVADO-NEXT: #pragma HLS DATA_PACK variable=input
// CHECK-NEXT: fc1_outputs:
// CHECK-NEXT:     for (int out = 0; out < 2; ++out) {
// CHECK-NEXT:         fc1_accum_t accum[2];
// CHECK-NEXT: #pragma HLS ARRAY_PARTITION variable=accum complete dim=1
// CHECK-NEXT:     fc1_inputs:
// CHECK-NEXT:         for (int in = 0; in < 2; ++in) {
// CHECK-NEXT: #pragma HLS PIPELINE II=1
// CHECK-NEXT:             if (out == 0)
// CHECK-NEXT:                 input[in] = x.read();
// CHECK-NEXT:             for (int lane = 0; lane < 2; ++lane) {
// CHECK-NEXT: #pragma HLS UNROLL
// CHECK-NEXT:                 if (in == 0)
// CHECK-NEXT:                     accum[lane] = from_code<fc1_bias_t>(bias[out][lane]);
// CHECK-NEXT:                 for (int k = 0; k < 4; ++k) {
// CHECK-NEXT: #pragma HLS UNROLL
// CHECK-NEXT:                     accum[lane] += from_code<fc1_weight_t>(weight[out][in][lane][k]) * input[in][k];
// CHECK-NEXT:                 }
// CHECK-NEXT:             }
// CHECK-NEXT:             if (in == 1) {
// CHECK-NEXT:                 beat<fc1_t, 2> result;
// CHECK:                     for (int lane = 0; lane < 2; ++lane) {
// CHECK-NEXT: #pragma HLS UNROLL
// CHECK-NEXT:                     result[lane] = requantize<fc1_t, AP_RND_CONV, AP_SAT>(accum[lane]);
// CHECK-NEXT:                 }
// CHECK-NEXT:                 y.write(result);
// CHECK-NEXT:             }
// CHECK-NEXT:         }
// CHECK-NEXT:     }
// CHECK-NEXT: }

// CHECK-LABEL: //--- src/types.h
// CHECK: // inputs
// CHECK-NEXT: typedef ap_fixed<8, 3> x_t; // -4 to 3.96875
// CHECK-EMPTY:
// CHECK-NEXT: // fc1
// CHECK-NEXT: typedef ap_ufixed<4, 2> fc1_t; // 0 to 3.75
// CHECK-NEXT: typedef ap_fixed<6, 1> fc1_weight_t; // -1 to 0.96875
// CHECK-NEXT: typedef ap_fixed<12, 2> fc1_bias_t; // -2 to 1.9990234375
// CHECK-NEXT: typedef ap_fixed<18, 8> fc1_accum_t; // -128 to 127.9990234375

// The codes in the order of the array: output beats, input beats, output lanes, input lanes.
// CHECK-LABEL: //--- src/weights/fc1_weight.inc
// CHECK-NEXT: {{^}}{{[{][{][{]}}1, 2, 3, 4},
// CHECK-NEXT: {{^}}  {-1, -2, -3, -4}},
// CHECK-NEXT: {{^}} {{[{][{]}}5, 6, 7, 8},
// CHECK-NEXT: {{^}}  {-5, -6, -7, -8{{[}][}][}]}},
// CHECK-NEXT: {{^}}{{[{][{][{]}}9, 9, 9, 9},
// CHECK-NEXT: {{^}}  {31, 30, 29, 28}},
// CHECK-NEXT: {{^}} {{[{][{]}}9, 9, 9, 9},
// CHECK-NEXT: {{^}}  {-32, -31, -30, -29{{[}][}][}]$}}
// CHECK-LABEL: //--- tb/digits_tb.cpp
// CHECK: digits(x, y);

dataflow.process @fc1(in %x: !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>>, out %y: !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>>)
    comment ["Dense 8 -> 4, requantized to u4 (half to even, saturated)", "4 input lanes x 2 output lanes, 4 cycles per sample"] {
  %weight = dataflow.rom @fc1_kernel order [0, 2, 1, 3] reshape [2 complete, 3 complete] : !dataflow.array<2x2x2x4x!qnn.fixed<s6, 1>>
  %bias = dataflow.rom @fc1_bias partition [1 complete] storage lut_ram : !dataflow.array<2x2x!qnn.fixed<s12, 2>>
  %input = dataflow.array : !dataflow.array<2xbeat<4x!qnn.fixed<s8, 3>>>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  dataflow.for %out = 0 to 2 label "fc1_outputs" {
    %accum = dataflow.array partition [0 complete] : !dataflow.array<2x!qnn.fixed<s18, 8>>
    dataflow.for %in = 0 to 2 label "fc1_inputs" pipeline 1 {
      %first = arith.cmpi eq, %out, %c0 : index
      scf.if %first {
        %beat = dataflow.read %x : !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>>
        dataflow.store %beat, %input[%in] : !dataflow.beat<4x!qnn.fixed<s8, 3>>, !dataflow.array<2xbeat<4x!qnn.fixed<s8, 3>>>
      }
      dataflow.for %lane = 0 to 2 unroll {
        %start = arith.cmpi eq, %in, %c0 : index
        scf.if %start {
          %b = dataflow.load %bias[%out, %lane] : !dataflow.array<2x2x!qnn.fixed<s12, 2>>
          dataflow.store %b, %accum[%lane] : !qnn.fixed<s12, 2>, !dataflow.array<2x!qnn.fixed<s18, 8>>
        }
        dataflow.for %k = 0 to 4 unroll {
          %w = dataflow.load %weight[%out, %in, %lane, %k] : !dataflow.array<2x2x2x4x!qnn.fixed<s6, 1>>
          %v = dataflow.load %input[%in, %k] : !dataflow.array<2xbeat<4x!qnn.fixed<s8, 3>>>
          %p = qnn.mul %w, %v : !qnn.fixed<s6, 1>, !qnn.fixed<s8, 3> -> !qnn.fixed<s14, 4>
          dataflow.accumulate %p, %accum[%lane] : !qnn.fixed<s14, 4>, !dataflow.array<2x!qnn.fixed<s18, 8>>
        }
      }
      %last = arith.cmpi eq, %in, %c1 : index
      scf.if %last {
        %result = dataflow.array : !dataflow.array<beat<2x!qnn.fixed<u4, 2>>>
        dataflow.for %lane = 0 to 2 unroll {
          %a = dataflow.load %accum[%lane] : !dataflow.array<2x!qnn.fixed<s18, 8>>
          %q = qnn.requantize %a half_even saturate : !qnn.fixed<s18, 8> -> !qnn.fixed<u4, 2>
          dataflow.store %q, %result[%lane] : !qnn.fixed<u4, 2>, !dataflow.array<beat<2x!qnn.fixed<u4, 2>>>
        }
        %r = dataflow.load %result[] : !dataflow.array<beat<2x!qnn.fixed<u4, 2>>>
        dataflow.write %y, %r : !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>>
      }
    }
  }
}

dataflow.design @digits(in %x: !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>> {dataflow.shape = array<i64: 1, 8>},
                        out %y: !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>> {dataflow.shape = array<i64: 1, 4>})
    comment ["a small classifier"] {
  dataflow.instance @fc1(%x, %y) : !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>>, !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>>
}
