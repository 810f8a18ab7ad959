// Every operation of the level once, with the text that it becomes. compile-every-op.test runs it.
//
// RUN: hls4mlir-opt %s --dataflow-prepare-for-emission=target=vitis -o %t.mlir
// RUN: hls4mlir-translate %t.mlir --emit-hls-cpp --target=vitis | FileCheck %s

// Codes at the ends of 64 bits.
qnn.weight @wide dense<[-9223372036854775808, 9223372036854775807, 1, -1]> : tensor<4xi64> as !qnn.fixed<s64, 4>
qnn.weight @huge dense<[-1, 0, 1, 2]> : tensor<4xi64> as !qnn.fixed<u64, 64>
qnn.weight @table dense<[3, 1, 4, 1, 5, 9, 2, 6]> : tensor<8xi8> as !qnn.fixed<u4, 4>

// CHECK-LABEL: //--- src/every_op.cpp
// CHECK: void every_op(hls::stream<beat<x_t, 2>> &x, const template_t template_1[4], narrowing_t y[4][11]) {
// CHECK-NEXT: #pragma HLS INTERFACE ap_fifo port=x
// CHECK-NEXT: #pragma HLS INTERFACE ap_vld port=template_1
// CHECK-NEXT: #pragma HLS INTERFACE ap_memory port=y
// CHECK-NEXT: #pragma HLS DATAFLOW
// CHECK-EMPTY:
// CHECK-NEXT:     hls::stream<arithmetic_y_t> arith_out("arith_out");
// CHECK-NEXT: #pragma HLS STREAM variable=arith_out depth=8
// CHECK-NEXT: #pragma HLS BIND_STORAGE variable=arith_out type=fifo impl=srl
// CHECK-NEXT:     arithmetic_z_t memory[4];
// CHECK-NEXT: #pragma HLS ARRAY_PARTITION variable=memory block factor=2 dim=1
// CHECK-NEXT: #pragma HLS BIND_STORAGE variable=memory type=ram_2p impl=bram
// CHECK-NEXT:     arithmetic(x, template_1, arith_out, memory);
// CHECK-NEXT:     narrowing(arith_out, memory, y);
// CHECK-NEXT: }

// CHECK-LABEL: //--- src/layers/arithmetic.h
// CHECK: // arithmetic: sums, products and comparisons
// CHECK-NEXT: static void arithmetic(hls::stream<beat<x_t, 2>> &x,
// CHECK-NEXT:                        const template_t k[4],
// CHECK-NEXT:                        hls::stream<arithmetic_y_t> &y,
// CHECK-NEXT:                        arithmetic_z_t z[4]) {
// CHECK-NEXT: #pragma HLS ARRAY_PARTITION variable=k complete dim=1
// CHECK-NEXT: #pragma HLS ARRAY_RESHAPE variable=z cyclic factor=2 dim=1
dataflow.process @arithmetic(in %x: !dataflow.fifo<beat<2x!qnn.fixed<s8, 3>>>,
                             in %k: !dataflow.array<4x!qnn.fixed<u6, 2>> {dataflow.partition = [#dataflow.partition<0 complete>]},
                             out %y: !dataflow.fifo<!qnn.fixed<s30, 12>>,
                             out %z: !dataflow.array<4x!qnn.fixed<u8, 8>> {dataflow.reshape = [#dataflow.partition<0 cyclic 2>]})
    comment ["sums, products and comparisons"] {
  // CHECK-NEXT: static const code_of<arithmetic_table_t>::type table[8] = {
  %table = dataflow.rom @table : !dataflow.array<8x!qnn.fixed<u4, 4>>
  // CHECK: beat<x_t, 2> pair;
  %pair = dataflow.array : !dataflow.array<beat<2x!qnn.fixed<s8, 3>>>
  %sum = dataflow.array : !dataflow.array<!qnn.fixed<s30, 12>>
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c5 = arith.constant 5 : index
  // A label that C++ does not allow, and a loop variable that is a keyword.
  // CHECK: loop_2nd_loop:
  // CHECK-NEXT: for (int for_1 = 0; for_1 < 4; ++for_1) {
  // CHECK-NEXT: #pragma HLS PIPELINE II=2
  dataflow.for %i "for" = 0 to 4 label "2nd loop" pipeline 2 {
    // CHECK-NEXT: pair = x.read();
    %b = dataflow.read %x : !dataflow.fifo<beat<2x!qnn.fixed<s8, 3>>>
    dataflow.store %b, %pair[] : !dataflow.beat<2x!qnn.fixed<s8, 3>>, !dataflow.array<beat<2x!qnn.fixed<s8, 3>>>
    // CHECK-NEXT: const x_t pair_value = pair[0];
    %a0 = dataflow.load %pair[%c0] : !dataflow.array<beat<2x!qnn.fixed<s8, 3>>>
    %a1 = dataflow.load %pair[%c1] : !dataflow.array<beat<2x!qnn.fixed<s8, 3>>>
    %kk = dataflow.load %k[%i] : !dataflow.array<4x!qnn.fixed<u6, 2>>
    %d = qnn.sub %a0, %a1 : !qnn.fixed<s8, 3>, !qnn.fixed<s8, 3> -> !qnn.fixed<s9, 4>
    %e = qnn.sub %a0, %d : !qnn.fixed<s8, 3>, !qnn.fixed<s9, 4> -> !qnn.fixed<s10, 5>
    %f = qnn.mul %e, %kk : !qnn.fixed<s10, 5>, !qnn.fixed<u6, 2> -> !qnn.fixed<s16, 7>
    %half = qnn.constant 16 : !qnn.fixed<s8, 3>
    %g = qnn.add %f, %half : !qnn.fixed<s16, 7>, !qnn.fixed<s8, 3> -> !qnn.fixed<s17, 8>
    // CHECK-NEXT: const template_t k_value = k[for_1];
    // CHECK-NEXT: sum = (pair_value - (pair_value - pair[1])) * k_value + x_t(0.5);
    dataflow.store %g, %sum[] : !qnn.fixed<s17, 8>, !dataflow.array<!qnn.fixed<s30, 12>>
    %m = qnn.max %a0, %kk : !qnn.fixed<s8, 3>, !qnn.fixed<u6, 2> -> !qnn.fixed<s8, 3>
    // CHECK-NEXT: sum += maximum<x_t>(pair_value, k_value);
    %kk2 = dataflow.load %k[%i] : !dataflow.array<4x!qnn.fixed<u6, 2>>
    dataflow.accumulate %m, %sum[] : !qnn.fixed<s8, 3>, !dataflow.array<!qnn.fixed<s30, 12>>
    // CHECK-NEXT: sum += arithmetic_flag_t(pair_value >= k[for_1]);
    %ge = qnn.compare ge %a0, %kk2 : !qnn.fixed<s8, 3>, !qnn.fixed<u6, 2> -> !qnn.fixed<u1, 1>
    dataflow.accumulate %ge, %sum[] : !qnn.fixed<u1, 1>, !dataflow.array<!qnn.fixed<s30, 12>>
    %s = dataflow.load %sum[] : !dataflow.array<!qnn.fixed<s30, 12>>
    // CHECK-NEXT: y.write(sum);
    dataflow.write %y, %s : !dataflow.fifo<!qnn.fixed<s30, 12>>
    // An index out of data, into a table of codes.
    // CHECK-NEXT: const arithmetic_table_t table_value = from_code<arithmetic_table_t>(table[code_bits<2, 3>(relu<arithmetic_relu_t>(pair[0]))]);
    // CHECK-NEXT: if (for_1 == 3 || for_1 == 1)
    // CHECK-NEXT:     z[for_1] = table_value;
    // CHECK-NEXT: else
    // CHECK-NEXT:     z[for_1] = 0;
    %a2 = dataflow.load %pair[%c0] : !dataflow.array<beat<2x!qnn.fixed<s8, 3>>>
    %r = qnn.relu %a2 : !qnn.fixed<s8, 3> -> !qnn.fixed<u7, 2>
    %index = qnn.code %r low 2 bits 3 : !qnn.fixed<u7, 2>
    %t = dataflow.load %table[%index] : !dataflow.array<8x!qnn.fixed<u4, 4>>
    %last = arith.cmpi eq, %i, %c3 : index
    %second = arith.cmpi eq, %i, %c1 : index
    %either = arith.ori %last, %second : i1
    scf.if %either {
      dataflow.store %t, %z[%i] : !qnn.fixed<u4, 4>, !dataflow.array<4x!qnn.fixed<u8, 8>>
    } else {
      %zero = qnn.constant 0 : !qnn.fixed<u8, 8>
      dataflow.store %zero, %z[%i] : !qnn.fixed<u8, 8>, !dataflow.array<4x!qnn.fixed<u8, 8>>
    }
  }
}

// CHECK-LABEL: //--- src/layers/narrowing.h
dataflow.process @narrowing(in %x: !dataflow.fifo<!qnn.fixed<s30, 12>>, in %z: !dataflow.array<4x!qnn.fixed<u8, 8>>,
                            out %y: !dataflow.array<4x11x!qnn.fixed<s8, 4>>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %c5 = arith.constant 5 : index
  %c6 = arith.constant 6 : index
  %c7 = arith.constant 7 : index
  %c8 = arith.constant 8 : index
  %c9 = arith.constant 9 : index
  %c10 = arith.constant 10 : index
  %wide = dataflow.rom @wide : !dataflow.array<4x!qnn.fixed<s64, 4>>
  %huge = dataflow.rom @huge : !dataflow.array<4x!qnn.fixed<u64, 64>>
  // CHECK: for (int i = 0; i < 4; ++i) {
  dataflow.for %i = 0 to 4 {
    // CHECK-NEXT: const arithmetic_y_t x_value = x.read();
    %v = dataflow.read %x : !dataflow.fifo<!qnn.fixed<s30, 12>>
    // CHECK-NEXT: y[i][0] = requantize<narrowing_t, AP_RND_CONV, AP_SAT>(x_value);
    %r0 = qnn.requantize %v half_even saturate : !qnn.fixed<s30, 12> -> !qnn.fixed<s8, 4>
    dataflow.store %r0, %y[%i, %c0] : !qnn.fixed<s8, 4>, !dataflow.array<4x11x!qnn.fixed<s8, 4>>
    // CHECK-NEXT: y[i][1] = requantize_ceil<narrowing_t, AP_WRAP>(x_value);
    %r1 = qnn.requantize %v ceil wrap : !qnn.fixed<s30, 12> -> !qnn.fixed<s8, 4>
    dataflow.store %r1, %y[%i, %c1] : !qnn.fixed<s8, 4>, !dataflow.array<4x11x!qnn.fixed<s8, 4>>
    // CHECK-NEXT: y[i][2] = requantize_away<narrowing_t, AP_SAT_SYM>(x_value);
    %r2 = qnn.requantize %v away saturate_symmetric : !qnn.fixed<s30, 12> -> !qnn.fixed<s8, 4>
    dataflow.store %r2, %y[%i, %c2] : !qnn.fixed<s8, 4>, !dataflow.array<4x11x!qnn.fixed<s8, 4>>
    // CHECK-NEXT: y[i][3] = narrowing_t(x_value);
    %r3 = qnn.requantize %v floor wrap : !qnn.fixed<s30, 12> -> !qnn.fixed<s8, 4>
    dataflow.store %r3, %y[%i, %c3] : !qnn.fixed<s8, 4>, !dataflow.array<4x11x!qnn.fixed<s8, 4>>
    // CHECK-NEXT: y[i][4] = clamp_codes<-3, 5>(requantize<narrowing_t, AP_RND_INF, AP_SAT_ZERO>(x_value));
    %r4 = qnn.requantize %v half_away saturate_zero clamp [-3, 5] : !qnn.fixed<s30, 12> -> !qnn.fixed<s8, 4>
    dataflow.store %r4, %y[%i, %c4] : !qnn.fixed<s8, 4>, !dataflow.array<4x11x!qnn.fixed<s8, 4>>
    // The operand has to have its own type: the code of a sum.
    // CHECK-NEXT: const narrowing_sum_t sum = x_value + x_value;
    // CHECK-NEXT: y[i][5] = requantize<narrowing_t, AP_RND_MIN_INF, AP_SAT>(reinterpret<narrowing_scaled_t>(sum));
    %two = qnn.add %v, %v : !qnn.fixed<s30, 12>, !qnn.fixed<s30, 12> -> !qnn.fixed<s31, 13>
    %sc = qnn.reinterpret %two : !qnn.fixed<s31, 13> -> !qnn.fixed<s31, 10>
    %r5 = qnn.requantize %sc half_floor saturate : !qnn.fixed<s31, 10> -> !qnn.fixed<s8, 4>
    dataflow.store %r5, %y[%i, %c5] : !qnn.fixed<s8, 4>, !dataflow.array<4x11x!qnn.fixed<s8, 4>>
    // Codes of 64 bits.
    // CHECK-NEXT: y[i][6] = requantize<narrowing_t, AP_RND_ZERO, AP_SAT>(from_code<narrowing_wide_t>(wide[i]));
    // CHECK-NEXT: y[i][7] = narrowing_flag_t(from_code<narrowing_huge_t>(huge[i]) == from_code<narrowing_huge_t>(18446744073709551615ULL));
    %w = dataflow.load %wide[%i] : !dataflow.array<4x!qnn.fixed<s64, 4>>
    %r6 = qnn.requantize %w half_to_zero saturate : !qnn.fixed<s64, 4> -> !qnn.fixed<s8, 4>
    dataflow.store %r6, %y[%i, %c6] : !qnn.fixed<s8, 4>, !dataflow.array<4x11x!qnn.fixed<s8, 4>>
    %h = dataflow.load %huge[%i] : !dataflow.array<4x!qnn.fixed<u64, 64>>
    %big = qnn.constant 18446744073709551615 : !qnn.fixed<u64, 64>
    %eq = qnn.compare eq %h, %big : !qnn.fixed<u64, 64>, !qnn.fixed<u64, 64> -> !qnn.fixed<u1, 1>
    dataflow.store %eq, %y[%i, %c7] : !qnn.fixed<u1, 1>, !dataflow.array<4x11x!qnn.fixed<s8, 4>>
    // A rounded quotient.
    // CHECK-NEXT: y[i][8] = divide_codes<narrowing_quotient_t, 3>(z[i], arithmetic_z_t(7));
    %zz = dataflow.load %z[%i] : !dataflow.array<4x!qnn.fixed<u8, 8>>
    %seven = qnn.constant 7 : !qnn.fixed<u8, 8>
    %q = qnn.divide_codes %zz, %seven shift 3 : !qnn.fixed<u8, 8>, !qnn.fixed<u8, 8> -> !qnn.fixed<u4, 1>
    dataflow.store %q, %y[%i, %c8] : !qnn.fixed<u4, 1>, !dataflow.array<4x11x!qnn.fixed<s8, 4>>
    // Indices.
    // CHECK-NEXT: const narrowing_t quantized = requantize<narrowing_t, AP_TRN, AP_SAT>(z[i < 2 && i % 2 != 0 ? 3 - i : i / 3]);
    // CHECK-NEXT: y[i][9] = quantized;
    // CHECK-NEXT: y[i][10] = requantize<narrowing_t, AP_TRN_ZERO, AP_SAT>(x_value);
    %mirror = arith.subi %c3, %i : index
    %wrapped = arith.remui %i, %c2 : index
    %third = arith.divui %i, %c3 : index
    %first = arith.cmpi ult, %i, %c2 : index
    %odd = arith.cmpi ne, %wrapped, %c0 : index
    %both = arith.andi %first, %odd : i1
    %at = arith.select %both, %mirror, %third : index
    %one = dataflow.load %z[%at] : !dataflow.array<4x!qnn.fixed<u8, 8>>
    %r9 = qnn.requantize %one floor saturate : !qnn.fixed<u8, 8> -> !qnn.fixed<s8, 4>
    dataflow.store %r9, %y[%i, %c9] : !qnn.fixed<s8, 4>, !dataflow.array<4x11x!qnn.fixed<s8, 4>>
    %r10 = qnn.requantize %v to_zero saturate : !qnn.fixed<s30, 12> -> !qnn.fixed<s8, 4>
    dataflow.store %r10, %y[%i, %c10] : !qnn.fixed<s8, 4>, !dataflow.array<4x11x!qnn.fixed<s8, 4>>
  }
}

// CHECK-LABEL: //--- src/types.h
// CHECK: // narrowing
// CHECK-NEXT: typedef ap_fixed<8, 4> narrowing_t; // -8 to 7.9375
// CHECK-NEXT: typedef ap_fixed<64, 4> narrowing_wide_t;
// CHECK-NEXT: typedef ap_ufixed<64, 64> narrowing_huge_t;

// CHECK-LABEL: //--- src/weights/narrowing_huge.inc
// CHECK-NEXT: {{^}}18446744073709551615ULL, 0, 1, 2{{$}}
// CHECK-LABEL: //--- src/weights/narrowing_wide.inc
// CHECK-NEXT: {{^}}-9223372036854775807 - 1, 9223372036854775807, 1, -1{{$}}

// A port named like a C++ keyword, FIFOs and arrays between processes.
dataflow.design @every_op(in %x: !dataflow.fifo<beat<2x!qnn.fixed<s8, 3>>> {dataflow.shape = array<i64: 4, 2>, dataflow.interface = #dataflow.interface<fifo>},
                          in %k "template": !dataflow.array<4x!qnn.fixed<u6, 2>> {dataflow.shape = array<i64: 4>},
                          out %y: !dataflow.array<4x11x!qnn.fixed<s8, 4>> {dataflow.shape = array<i64: 4, 11>, dataflow.interface = #dataflow.interface<memory>}) {
  %between = dataflow.fifo "arith/out" depth 8 storage shift_register : !dataflow.fifo<!qnn.fixed<s30, 12>>
  %memory = dataflow.array partition [0 block 2] storage block_ram : !dataflow.array<4x!qnn.fixed<u8, 8>>
  dataflow.instance @arithmetic(%x, %k, %between, %memory) : !dataflow.fifo<beat<2x!qnn.fixed<s8, 3>>>, !dataflow.array<4x!qnn.fixed<u6, 2>>, !dataflow.fifo<!qnn.fixed<s30, 12>>, !dataflow.array<4x!qnn.fixed<u8, 8>>
  dataflow.instance @narrowing(%between, %memory, %y) : !dataflow.fifo<!qnn.fixed<s30, 12>>, !dataflow.array<4x!qnn.fixed<u8, 8>>, !dataflow.array<4x11x!qnn.fixed<s8, 4>>
}
