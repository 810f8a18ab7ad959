// RUN: hls4mlir-opt %s --qnn-select-requantization --remark-policy=all --remark-format=emitRemark --remarks-filter=requantization -o /dev/null 2>&1 | FileCheck %s

qnn.weight @t dense<[[1, 4, 9, 16, 25, 36, 49]]> : tensor<1x7xi8> as !qnn.fixed<s8, 8>

// CHECK: remark: {{.*}}RequantizationSelected{{.*}}no multiplication and shift is exact or worth it
// CHECK-SAME: layer 'act' computes 7 thresholds of 1 row by a table of 256 codes
// CHECK-SAME: binary_search=19, code_table=12, comparators=35
func.func @root(%x: tensor<1x4x!qnn.fixed<s8, 8>>) -> tensor<1x4x!qnn.fixed<u3, 3>> {
  %y = qnn.threshold %x, @t first [0] step [1] : tensor<1x4x!qnn.fixed<s8, 8>> -> tensor<1x4x!qnn.fixed<u3, 3>> loc("act")
  return %y : tensor<1x4x!qnn.fixed<u3, 3>>
}
