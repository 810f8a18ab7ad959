// Where the vendors' headers, taken as they are, compute something else: bits dropped beyond the width of a number, and
// signed numbers compared with unsigned ones of more than 32 bits. The C++ gives what the integer form means.
//
// REQUIRES: number-headers
// RUN: rm -rf %t && mkdir %t
// RUN: hls4mlir-opt %s --hls4mlir-stream --hls4mlir-dataflow --dataflow-prepare-for-emission=target=vitis -o %t/ready.mlir
// RUN: hls4mlir-translate %t/ready.mlir --emit-hls-cpp --target=vitis -o %t/vitis.txt
// RUN: FileCheck %s --input-file=%t/vitis.txt
// RUN: split-file %t/vitis.txt %t/vitis
// RUN: %hls_gxx %t/vitis/src/net.cpp %t/vitis/tb/net_tb.cpp -o %t/run
// RUN: %t/run %S/Inputs/wide-numbers.in %t/out
// RUN: diff -b %t/out %S/Inputs/wide-numbers.out

// CHECK: as_signed<41, 41>(
qnn.weight @steps dense<[-1, 1, 4294967296, 549755813888]> : tensor<4xi64> as !qnn.fixed<s41, 41>
func.func @net(%x: tensor<1x3x!qnn.fixed<s11, -1>> {qnn.name = "x"}, %z: tensor<1x1x!qnn.fixed<u40, 40>> {qnn.name = "z"})
    -> (tensor<1x3x!qnn.fixed<u2, 4>> {qnn.name = "y"}, tensor<1x1x!qnn.fixed<u3, 3>> {qnn.name = "w"}) {
  %y = qnn.requantize %x half_even saturate : tensor<1x3x!qnn.fixed<s11, -1>> -> tensor<1x3x!qnn.fixed<u2, 4>> loc("q")
  %w = qnn.threshold %z, @steps first [0] step [1] : tensor<1x1x!qnn.fixed<u40, 40>> -> tensor<1x1x!qnn.fixed<u3, 3>> loc("t")
  return %y, %w : tensor<1x3x!qnn.fixed<u2, 4>>, tensor<1x1x!qnn.fixed<u3, 3>>
}
