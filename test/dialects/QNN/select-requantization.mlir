// RUN: hls4mlir-opt %s --qnn-select-requantization | FileCheck %s
// RUN: hls4mlir-opt %s --qnn-select-requantization=form=binary_search | FileCheck %s --check-prefix=SEARCH
// RUN: hls4mlir-opt %s --qnn-select-requantization=form=code_table | FileCheck %s --check-prefix=TABLE
// RUN: hls4mlir-opt %s --qnn-select-requantization=form=multiply_shift | FileCheck %s --check-prefix=MULTIPLY
// RUN: hls4mlir-opt %s --qnn-select-requantization="form=comparators replace" | FileCheck %s --check-prefix=REPLACE
// RUN: not hls4mlir-opt %s --qnn-select-requantization=form=magic 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// UNKNOWN: form 'magic' is unknown; it must be auto, binary_search, code_table, comparators or multiply_shift

// Steps of four: a shift and an addition.
qnn.weight @quarters_thresholds dense<[[2, 6, 10, 14, 18, 22, 26]]> : tensor<1x7xi16> as !qnn.fixed<s12, 12>
// Steps of three.
qnn.weight @thirds_thresholds dense<[[2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 32, 35, 38, 41, 44]]> : tensor<1x15xi8> as !qnn.fixed<s8, 8>
// One threshold is one comparison.
qnn.weight @sign_thresholds dense<[[0], [3]]> : tensor<2x1xi8> as !qnn.fixed<s8, 8>
// Squares: no line.
qnn.weight @root_thresholds dense<[[1, 4, 9, 16, 25, 36, 49]]> : tensor<1x7xi8> as !qnn.fixed<s8, 8>
// A rising and a falling row of one slope each.
qnn.weight @two_thresholds dense<[[-3, 2, 7], [-2, 3, 8]]> : tensor<2x3xi8> as !qnn.fixed<s8, 8>

// CHECK-LABEL: func.func @quarters
// CHECK: form(#qnn.multiply_shift<@quarters_multiplier, @quarters_offset>)
func.func @quarters(%x: tensor<1x4x!qnn.fixed<s12, 12>>) -> tensor<1x4x!qnn.fixed<u3, 3>> {
  %y = qnn.threshold %x, @quarters_thresholds first [0] step [1] : tensor<1x4x!qnn.fixed<s12, 12>> -> tensor<1x4x!qnn.fixed<u3, 3>>
  return %y : tensor<1x4x!qnn.fixed<u3, 3>>
}

// CHECK-LABEL: func.func @thirds
// CHECK: form(#qnn.code_table<@thirds_codes>)
// MULTIPLY-LABEL: func.func @thirds
// MULTIPLY: form(#qnn.multiply_shift<@thirds_multiplier, @thirds_offset>)
// SEARCH-LABEL: func.func @thirds
// SEARCH: form(#qnn.binary_search)
func.func @thirds(%x: tensor<1x4x!qnn.fixed<s8, 8>>) -> tensor<1x4x!qnn.fixed<u4, 4>> {
  %y = qnn.threshold %x, @thirds_thresholds first [0] step [1] : tensor<1x4x!qnn.fixed<s8, 8>> -> tensor<1x4x!qnn.fixed<u4, 4>>
  return %y : tensor<1x4x!qnn.fixed<u4, 4>>
}

// CHECK-LABEL: func.func @sign
// CHECK: form(#qnn.comparators)
// SEARCH-LABEL: func.func @sign
// SEARCH: form(#qnn.comparators)
// TABLE-LABEL: func.func @sign
// TABLE: form(#qnn.code_table<@sign_codes>)
func.func @sign(%x: tensor<1x2x!qnn.fixed<s8, 8>>) -> tensor<1x2x!qnn.fixed<s2, 2>> {
  %y = qnn.threshold %x, @sign_thresholds first [-1] step [2] : tensor<1x2x!qnn.fixed<s8, 8>> -> tensor<1x2x!qnn.fixed<s2, 2>>
  return %y : tensor<1x2x!qnn.fixed<s2, 2>>
}

// CHECK-LABEL: func.func @root
// CHECK-NOT: multiply_shift
// MULTIPLY-LABEL: func.func @root
// MULTIPLY: form(#qnn.comparators)
func.func @root(%x: tensor<1x4x!qnn.fixed<s8, 8>>) -> tensor<1x4x!qnn.fixed<u3, 3>> {
  %y = qnn.threshold %x, @root_thresholds first [0] step [1] : tensor<1x4x!qnn.fixed<s8, 8>> -> tensor<1x4x!qnn.fixed<u3, 3>>
  return %y : tensor<1x4x!qnn.fixed<u3, 3>>
}

// MULTIPLY-LABEL: func.func @two
// MULTIPLY: form(#qnn.multiply_shift<@two_multiplier, @two_offset>)
func.func @two(%x: tensor<1x2x!qnn.fixed<s8, 8>>) -> tensor<1x2x!qnn.fixed<u3, 2>> {
  %y = qnn.threshold %x, @two_thresholds first [1, 4] step [1, -1] : tensor<1x2x!qnn.fixed<s8, 8>> -> tensor<1x2x!qnn.fixed<u3, 2>>
  return %y : tensor<1x2x!qnn.fixed<u3, 2>>
}

// A form that is there stays.
// CHECK-LABEL: func.func @chosen
// CHECK: form(#qnn.binary_search)
// REPLACE-LABEL: func.func @chosen
// REPLACE: form(#qnn.comparators)
func.func @chosen(%x: tensor<1x4x!qnn.fixed<s8, 8>>) -> tensor<1x4x!qnn.fixed<u4, 4>> {
  %y = qnn.threshold %x, @thirds_thresholds first [0] step [1] form(#qnn.binary_search) : tensor<1x4x!qnn.fixed<s8, 8>> -> tensor<1x4x!qnn.fixed<u4, 4>>
  return %y : tensor<1x4x!qnn.fixed<u4, 4>>
}
