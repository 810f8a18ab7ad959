// Products of two numbers of more than 64 bits each: the vendors' open headers lose carries, the C++ does not.
//
// REQUIRES: number-headers
// RUN: rm -rf %t && mkdir %t
// RUN: hls4mlir-opt %s --hls4mlir-stream --hls4mlir-dataflow --dataflow-prepare-for-emission=target=vitis -o %t/ready.mlir
// RUN: hls4mlir-translate %t/ready.mlir --emit-hls-cpp --target=vitis -o %t/vitis.txt
// RUN: FileCheck %s --input-file=%t/vitis.txt
// RUN: split-file %t/vitis.txt %t/vitis
// RUN: %hls_gxx %t/vitis/src/net.cpp %t/vitis/tb/net_tb.cpp -o %t/run
// RUN: %t/run %S/Inputs/wide-products.in %t/out
// RUN: diff -b %t/out %S/Inputs/wide-products.out

!one = tensor<1x1x!qnn.fixed<s64, 64>>
// CHECK: product<
func.func @net(%x: !one {qnn.name = "x"}, %y: !one {qnn.name = "y"}, %z: !one {qnn.name = "z"}, %w: !one {qnn.name = "w"})
    -> (tensor<1x1x!qnn.fixed<s64, 193>> {qnn.name = "high"}, !one {qnn.name = "low"}) {
  %p = qnn.mul %x, %y : !one, !one -> tensor<1x1x!qnn.fixed<s128, 128>> loc("p")
  %s = qnn.add %z, %w : !one, !one -> tensor<1x1x!qnn.fixed<s65, 65>> loc("s")
  %a = qnn.mul %p, %s : tensor<1x1x!qnn.fixed<s128, 128>>, tensor<1x1x!qnn.fixed<s65, 65>> -> tensor<1x1x!qnn.fixed<s193, 193>> loc("a")
  %high = qnn.requantize %a floor wrap : tensor<1x1x!qnn.fixed<s193, 193>> -> tensor<1x1x!qnn.fixed<s64, 193>> loc("high")
  %low = qnn.requantize %a floor wrap : tensor<1x1x!qnn.fixed<s193, 193>> -> !one loc("low")
  return %high, %low : tensor<1x1x!qnn.fixed<s64, 193>>, !one
}
