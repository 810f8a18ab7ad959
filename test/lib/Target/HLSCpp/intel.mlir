// How Intel's tools are told what AMD's are told in other words, and what they cannot be told.
// RUN: hls4mlir-opt %s --dataflow-prepare-for-emission=target=quartus -o %t.mlir
// RUN: hls4mlir-translate %t.mlir --emit-hls-cpp --target=quartus -o %t.txt 2> %t.remarks
// RUN: FileCheck %s --input-file=%t.txt --check-prefixes=CHECK,QUARTUS
// RUN: FileCheck %s --input-file=%t.remarks --check-prefixes=REMARK,REMARK-QUARTUS
// RUN: hls4mlir-opt %s --dataflow-prepare-for-emission=target=oneapi -o %t.mlir
// RUN: hls4mlir-translate %t.mlir --emit-hls-cpp --target=oneapi -o %t.txt 2> %t.remarks
// RUN: FileCheck %s --input-file=%t.txt --check-prefixes=CHECK,ONEAPI
// RUN: FileCheck %s --input-file=%t.remarks --check-prefixes=REMARK,REMARK-ONEAPI

// REMARK-QUARTUS: remark: Intel HLS Compiler has no directive for storage 'shift_register' of FIFOs; it is left out
// REMARK-ONEAPI: remark: Intel oneAPI has no directive for storage 'shift_register' of FIFOs; it is left out
// REMARK: no directive for this array partition; it is left out
// REMARK: %rows = dataflow.array
// REMARK: no directive for this array reshaping; it is left out
// REMARK: %three = dataflow.array

// CHECK-LABEL: //--- src/layers/memories.h
// QUARTUS: template <auto &x, auto &y>
// QUARTUS-NEXT: static void memories() {
// ONEAPI: template <class x, class y>
// ONEAPI-NEXT: static void memories() {
dataflow.process @memories(in %x: !dataflow.fifo<!qnn.fixed<s12, 3>>, out %y: !dataflow.fifo<!qnn.fixed<s12, 3>>) {
  // A word of 4 numbers of 2 bytes.
  // QUARTUS-NEXT: hls_memory hls_bankwidth(8) static const code_of<memories_wide_t>::type wide[4][4] = {
  // ONEAPI-NEXT: {{\[\[}}intel::fpga_memory]] {{\[\[}}intel::bankwidth(8)]] static const code_of<memories_wide_t>::type wide[4][4] = {
  %wide = dataflow.rom @weight reshape [1 complete] : !dataflow.array<4x4x!qnn.fixed<s12, 3>>
  // QUARTUS: hls_memory_impl("MLAB") hls_bankwidth(2) hls_numbanks(4) static const code_of<{{.*}}>::type banks[4][4] = {
  // ONEAPI: {{\[\[}}intel::fpga_memory("MLAB")]] {{\[\[}}intel::bankwidth(2)]] {{\[\[}}intel::numbanks(4)]] static const
  %banks = dataflow.rom @weight partition [1 complete] storage lut_ram : !dataflow.array<4x4x!qnn.fixed<s12, 3>>
  // QUARTUS: hls_register x_t all[2][2];
  // ONEAPI: {{\[\[}}intel::fpga_register]] x_t all[2][2];
  %all = dataflow.array partition [0 complete, 1 complete] : !dataflow.array<2x2x!qnn.fixed<s12, 3>>
  // QUARTUS-NEXT: hls_memory_impl("BLOCK_RAM") hls_bankwidth(2) hls_numbanks(2) x_t some[8];
  // ONEAPI-NEXT: {{\[\[}}intel::fpga_memory("BLOCK_RAM")]] {{\[\[}}intel::bankwidth(2)]] {{\[\[}}intel::numbanks(2)]] x_t some[8];
  %some = dataflow.array partition [0 cyclic 2] storage ultra_ram distance 3 : !dataflow.array<8x!qnn.fixed<s12, 3>>
  // CHECK-NEXT: {{^ *}}x_t rows[2][3];
  // CHECK-NEXT: {{^ *}}x_t three[2][3];
  %rows = dataflow.array partition [0 complete] : !dataflow.array<2x3x!qnn.fixed<s12, 3>>
  %three = dataflow.array reshape [1 complete] : !dataflow.array<2x3x!qnn.fixed<s12, 3>>
  // Rows of 4 words.
  // QUARTUS-NEXT: hls_memory hls_bankwidth(4) hls_bankbits(3, 2) beat<x_t, 2> lines[3][4];
  // ONEAPI-NEXT: {{\[\[}}intel::fpga_memory]] {{\[\[}}intel::bankwidth(4)]] {{\[\[}}intel::bank_bits(3, 2)]] beat<x_t, 2> lines[3][4];
  %lines = dataflow.array partition [0 complete] : !dataflow.array<3x4xbeat<2x!qnn.fixed<s12, 3>>>
  %c0 = arith.constant 0 : index
  // A promise about a variable is one about the loop that pipelines.
  // CHECK-NEXT: memories_elements:
  // QUARTUS-NEXT: {{^}}#pragma ivdep array(some) safelen(3)
  // QUARTUS-NEXT: {{^}}#pragma ii 2
  // ONEAPI-NEXT: {{\[\[}}intel::ivdep(some, 3)]]
  // ONEAPI-NEXT: {{\[\[}}intel::initiation_interval(2)]]
  // CHECK-NEXT: for (int i = 0; i < 8; ++i) {
  dataflow.for %i = 0 to 8 label "memories_elements" pipeline 2 {
    // QUARTUS-NEXT: const x_t x_value = x.read();
    // ONEAPI-NEXT: const x_t x_value = x::read();
    %v = dataflow.read %x : !dataflow.fifo<!qnn.fixed<s12, 3>>
    dataflow.store %v, %some[%i] : !qnn.fixed<s12, 3>, !dataflow.array<8x!qnn.fixed<s12, 3>>
    // CHECK: {{^}}#pragma unroll{{$}}
    // CHECK-NEXT: for (int k = 0; k < 2; ++k) {
    dataflow.for %k = 0 to 2 unroll {
      dataflow.store %v, %all[%k, %c0] : !qnn.fixed<s12, 3>, !dataflow.array<2x2x!qnn.fixed<s12, 3>>
      dataflow.store %v, %rows[%k, %c0] : !qnn.fixed<s12, 3>, !dataflow.array<2x3x!qnn.fixed<s12, 3>>
      dataflow.store %v, %lines[%k, %c0, %c0] : !qnn.fixed<s12, 3>, !dataflow.array<3x4xbeat<2x!qnn.fixed<s12, 3>>>
      dataflow.store %v, %three[%k, %c0] : !qnn.fixed<s12, 3>, !dataflow.array<2x3x!qnn.fixed<s12, 3>>
    }
    // QUARTUS: y.write(x_value);
    // ONEAPI: y::write(x_value);
    dataflow.write %y, %v : !dataflow.fifo<!qnn.fixed<s12, 3>>
  }
  // CHECK: {{^}}#pragma unroll 2
  // CHECK-NEXT: for (int i = 0; i < 4; ++i)
  dataflow.for %i = 0 to 4 unroll 2 {
    %w = dataflow.load %wide[%i, %c0] : !dataflow.array<4x4x!qnn.fixed<s12, 3>>
    dataflow.store %w, %some[%i] : !qnn.fixed<s12, 3>, !dataflow.array<8x!qnn.fixed<s12, 3>>
  }
}

// CHECK-LABEL: //--- src/layers/whole_body.h
// QUARTUS: template <auto &x, auto &y>
// QUARTUS-NEXT: hls_component_ii(4)
// ONEAPI: template <class x, class y>
// CHECK-NEXT: static void whole_body() {
dataflow.process @whole_body(in %x: !dataflow.fifo<!qnn.fixed<s12, 3>>, out %y: !dataflow.fifo<!qnn.fixed<s12, 3>>) pipeline 4 {
  dataflow.for %i = 0 to 8 unroll {
    %v = dataflow.read %x : !dataflow.fifo<!qnn.fixed<s12, 3>>
    dataflow.write %y, %v : !dataflow.fifo<!qnn.fixed<s12, 3>>
  }
}

// CHECK-LABEL: //--- src/top.cpp
// QUARTUS: namespace fifos {
// QUARTUS-NEXT: ihc::stream_in<x_t> x;
// QUARTUS-NEXT: ihc::stream_out<whole_body_t> y;
// QUARTUS-NEXT: ihc::stream<memories_t, ihc::buffer<5>> between;
// QUARTUS-NEXT: } // namespace fifos
// QUARTUS: component void top() {
// QUARTUS-NEXT: ihc::launch<memories<fifos::x, fifos::between>>();
// QUARTUS-NEXT: ihc::launch<whole_body<fifos::between, fifos::y>>();
// QUARTUS-NEXT: ihc::collect<memories<fifos::x, fifos::between>>();
// QUARTUS-NEXT: ihc::collect<whole_body<fifos::between, fifos::y>>();
// QUARTUS-NEXT: }
// ONEAPI: namespace fifos {
// ONEAPI-NEXT: class between_pipe_;
// ONEAPI-NEXT: using between = sycl::ext::intel::pipe<between_pipe_, memories_t, 5>;
// ONEAPI-NEXT: } // namespace fifos
// ONEAPI: namespace launched {
// ONEAPI-NEXT: class memories;
// ONEAPI-NEXT: class whole_body;
// ONEAPI-NEXT: } // namespace launched
// ONEAPI: void top(sycl::queue &queue, int samples) {
// ONEAPI-NEXT: queue.single_task<launched::memories>([=]() {
// ONEAPI-NEXT: for (int sample = 0; sample < samples; ++sample)
// ONEAPI-NEXT: memories<fifos::x, fifos::between>();
// ONEAPI-NEXT: });
// ONEAPI-NEXT: queue.single_task<launched::whole_body>([=]() {
// ONEAPI-NEXT: {{\[\[}}intel::initiation_interval(4)]] for (int sample = 0; sample < samples; ++sample)
// ONEAPI-NEXT: whole_body<fifos::between, fifos::y>();
// ONEAPI-NEXT: });
// ONEAPI-NEXT: }
// CHECK-LABEL: //--- src/top.h
// ONEAPI: class y_pipe_;
// ONEAPI-NEXT: using y = sycl::ext::intel::experimental::pipe<y_pipe_, whole_body_t, 8>;
dataflow.design @top(in %x: !dataflow.fifo<!qnn.fixed<s12, 3>> {dataflow.shape = array<i64: 8>},
                     out %y: !dataflow.fifo<!qnn.fixed<s12, 3>> {dataflow.shape = array<i64: 8>}) {
  %between = dataflow.fifo depth 5 storage shift_register : !dataflow.fifo<!qnn.fixed<s12, 3>>
  dataflow.instance @memories(%x, %between) : !dataflow.fifo<!qnn.fixed<s12, 3>>, !dataflow.fifo<!qnn.fixed<s12, 3>>
  dataflow.instance @whole_body(%between, %y) : !dataflow.fifo<!qnn.fixed<s12, 3>>, !dataflow.fifo<!qnn.fixed<s12, 3>>
}
qnn.weight @weight dense<1> : tensor<4x4xi16> as !qnn.fixed<s12, 3>
