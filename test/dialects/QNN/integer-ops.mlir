// RUN: hls4mlir-opt %s | FileCheck %s --strict-whitespace
// RUN: hls4mlir-opt %s --mlir-print-op-generic | hls4mlir-opt | FileCheck %s --strict-whitespace
// RUN: hls4mlir-opt %s --emit-bytecode | hls4mlir-opt | FileCheck %s --strict-whitespace

// CHECK: qnn.weight @kernel dense<{{\[\[}}1, -2], [0, 3], [31, -32]]> : tensor<3x2xi8> as !qnn.fixed<s6, 1>
qnn.weight @kernel dense<[[1, -2], [0, 3], [31, -32]]> : tensor<3x2xi8> as !qnn.fixed<s6, 1>
// CHECK: qnn.weight @bias dense<[100, 0, -100]> : tensor<3xi16> as !qnn.fixed<s12, 2>
qnn.weight @bias dense<[100, 0, -100]> : tensor<3xi16> as !qnn.fixed<s12, 2>
// An unsigned code is stored by its bits.
// CHECK: qnn.weight @unsigned dense<[-1, 127]> : tensor<2xi8> as !qnn.fixed<u8, 0>
qnn.weight @unsigned dense<[255, 127]> : tensor<2xi8> as !qnn.fixed<u8, 0>
// CHECK: qnn.weight @wide dense<-9223372036854775808> : tensor<2xi64> as !qnn.fixed<s64, 64>
qnn.weight @wide dense<-9223372036854775808> : tensor<2xi64> as !qnn.fixed<s64, 64>
// CHECK: qnn.weight @resource dense_resource<codes> : tensor<1x3x1xi16> as !qnn.fixed<s9, 9> {qnn.note = 1 : i64}
qnn.weight @resource dense_resource<codes> : tensor<1x3x1xi16> as !qnn.fixed<s9, 9> {qnn.note = 1 : i64}
qnn.weight @thresholds dense<[[-5, 0, 7]]> : tensor<1x3xi16> as !qnn.fixed<s13, 3>
qnn.weight @table dense<[0, 1, 2, 3, -4, -3, -2, -1]> : tensor<8xi8> as !qnn.fixed<s3, 1>
qnn.weight @rows dense<1> : tensor<3x8xi8> as !qnn.fixed<s3, 1>
qnn.weight @exp dense<[1, 2, 3, 4]> : tensor<4xi8> as !qnn.fixed<u8, 1>

// CHECK-LABEL: func.func @layers(
func.func @layers(%x: tensor<1x2x!qnn.fixed<s8, 3>>) {
  // CHECK: %[[A:.*]] = qnn.dense %arg0, @kernel bias @bias {qnn.reuse_factor = 4 : i64} : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x3x!qnn.fixed<s18, 8>>
  %0 = qnn.dense %x, @kernel bias @bias {qnn.reuse_factor = 4 : i64} : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x3x!qnn.fixed<s18, 8>>
  // CHECK: %[[B:.*]] = qnn.dense %arg0, @kernel : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x3x!qnn.fixed<s15, 5>>
  %1 = qnn.dense %x, @kernel : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x3x!qnn.fixed<s15, 5>>
  // CHECK: qnn.requantize %[[A]] half_even saturate : tensor<1x3x!qnn.fixed<s18, 8>> -> tensor<1x3x!qnn.fixed<u4, 2>>
  %2 = qnn.requantize %0 half_even saturate : tensor<1x3x!qnn.fixed<s18, 8>> -> tensor<1x3x!qnn.fixed<u4, 2>>
  // CHECK: qnn.requantize %[[A]] floor wrap clamp [0, 14] {a} : tensor<1x3x!qnn.fixed<s18, 8>> -> tensor<1x3x!qnn.fixed<u4, 2>>
  %3 = qnn.requantize %0 floor wrap clamp [0, 14] {a} : tensor<1x3x!qnn.fixed<s18, 8>> -> tensor<1x3x!qnn.fixed<u4, 2>>
  // CHECK: %[[R:.*]] = qnn.reinterpret %[[A]] : tensor<1x3x!qnn.fixed<s18, 8>> -> tensor<1x3x!qnn.fixed<s18, -5>>
  %4 = qnn.reinterpret %0 : tensor<1x3x!qnn.fixed<s18, 8>> -> tensor<1x3x!qnn.fixed<s18, -5>>
  // CHECK: qnn.relu %[[R]] : tensor<1x3x!qnn.fixed<s18, -5>> -> tensor<1x3x!qnn.fixed<u17, -6>>
  %5 = qnn.relu %4 : tensor<1x3x!qnn.fixed<s18, -5>> -> tensor<1x3x!qnn.fixed<u17, -6>>
  // CHECK: qnn.threshold %[[B]], @thresholds first [-1] step [1] : tensor<1x3x!qnn.fixed<s15, 5>> -> tensor<1x3x!qnn.fixed<s3, 3>>
  %6 = qnn.threshold %1, @thresholds first [-1] step [1] : tensor<1x3x!qnn.fixed<s15, 5>> -> tensor<1x3x!qnn.fixed<s3, 3>>
  // CHECK: %[[L:.*]] = qnn.lookup %{{.*}}, @table : tensor<1x3x!qnn.fixed<s3, 3>> -> tensor<1x3x!qnn.fixed<s3, 1>>
  %lookup = qnn.lookup %6, @table : tensor<1x3x!qnn.fixed<s3, 3>> -> tensor<1x3x!qnn.fixed<s3, 1>>
  // CHECK: qnn.lookup %[[L]], @rows error_bound 1.250000e-01 : tensor<1x3x!qnn.fixed<s3, 1>> -> tensor<1x3x!qnn.fixed<s3, 1>>
  %rows = qnn.lookup %lookup, @rows error_bound 0.125 : tensor<1x3x!qnn.fixed<s3, 1>> -> tensor<1x3x!qnn.fixed<s3, 1>>
  // CHECK: qnn.table_softmax %arg0, @exp, @exp axis 1 drop 2 error_bound 3.125000e-02 : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<u8, 1>>
  %7 = qnn.table_softmax %x, @exp, @exp axis 1 drop 2 error_bound 3.125e-02 : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<u8, 1>>
  // CHECK: qnn.table_softmax %arg0, @exp axis 1 drop 0 error_bound 3.125000e-02 : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s8, 1>>
  %one_table = qnn.table_softmax %x, @exp axis 1 drop 0 error_bound 3.125e-02 : tensor<1x2x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s8, 1>>
  // CHECK: qnn.get_weight @resource : tensor<1x3x1x!qnn.fixed<s9, 9>>
  %8 = qnn.get_weight @resource : tensor<1x3x1x!qnn.fixed<s9, 9>>
  return
}

qnn.weight @conv_kernel dense<1> : tensor<6x3x3x2xi8> as !qnn.fixed<s2, 2>
qnn.weight @conv_bias dense<1> : tensor<6xi8> as !qnn.fixed<s4, 3>
qnn.weight @line_kernel dense<1> : tensor<4x2x1xi8> as !qnn.fixed<s2, 2>

// CHECK-LABEL: func.func @convolutions(
func.func @convolutions(%x: tensor<1x8x9x4x!qnn.fixed<u4, 4>>, %line: tensor<1x5x4x!qnn.fixed<u4, 4>>) {
  // CHECK: qnn.conv %arg0, @conv_kernel bias @conv_bias strides [1, 2] padding [1, 0], [1, 2] value 3 dilations [2, 1] groups 2 {qnn.reuse_factor = 4 : i64} : tensor<1x8x9x4x!qnn.fixed<u4, 4>> -> tensor<1x6x5x6x!qnn.fixed<s11, 10>>
  %0 = qnn.conv %x, @conv_kernel bias @conv_bias strides [1, 2] padding [1, 0], [1, 2] value 3 dilations [2, 1] groups 2 {qnn.reuse_factor = 4 : i64} : tensor<1x8x9x4x!qnn.fixed<u4, 4>> -> tensor<1x6x5x6x!qnn.fixed<s11, 10>>
  // A depthwise convolution of one spatial dimension.
  // CHECK: qnn.conv %arg1, @line_kernel strides [1] padding [0], [0] dilations [1] groups 4 : tensor<1x5x4x!qnn.fixed<u4, 4>> -> tensor<1x4x4x!qnn.fixed<s6, 6>>
  %1 = qnn.conv %line, @line_kernel strides [1] padding [0], [0] dilations [1] groups 4 : tensor<1x5x4x!qnn.fixed<u4, 4>> -> tensor<1x4x4x!qnn.fixed<s6, 6>>
  return
}

// The growth of types is that of the table in the documentation.
// CHECK-LABEL: func.func @growth(
func.func @growth(%s: tensor<2x1x!qnn.fixed<s8, 3>>, %u: tensor<1x3x!qnn.fixed<u4, 2>>, %v: tensor<1x3x!qnn.fixed<u6, -1>>) {
  // CHECK: qnn.add %arg0, %arg1 : tensor<2x1x!qnn.fixed<s8, 3>>, tensor<1x3x!qnn.fixed<u4, 2>> -> tensor<2x3x!qnn.fixed<s9, 4>>
  %0 = qnn.add %s, %u : tensor<2x1x!qnn.fixed<s8, 3>>, tensor<1x3x!qnn.fixed<u4, 2>> -> tensor<2x3x!qnn.fixed<s9, 4>>
  // CHECK: qnn.add %arg1, %arg2 : tensor<1x3x!qnn.fixed<u4, 2>>, tensor<1x3x!qnn.fixed<u6, -1>> -> tensor<1x3x!qnn.fixed<u10, 3>>
  %1 = qnn.add %u, %v : tensor<1x3x!qnn.fixed<u4, 2>>, tensor<1x3x!qnn.fixed<u6, -1>> -> tensor<1x3x!qnn.fixed<u10, 3>>
  // CHECK: qnn.sub %arg1, %arg2 : tensor<1x3x!qnn.fixed<u4, 2>>, tensor<1x3x!qnn.fixed<u6, -1>> -> tensor<1x3x!qnn.fixed<s10, 3>>
  %2 = qnn.sub %u, %v : tensor<1x3x!qnn.fixed<u4, 2>>, tensor<1x3x!qnn.fixed<u6, -1>> -> tensor<1x3x!qnn.fixed<s10, 3>>
  // CHECK: qnn.mul %arg0, %arg2 : tensor<2x1x!qnn.fixed<s8, 3>>, tensor<1x3x!qnn.fixed<u6, -1>> -> tensor<2x3x!qnn.fixed<s14, 2>>
  %3 = qnn.mul %s, %v : tensor<2x1x!qnn.fixed<s8, 3>>, tensor<1x3x!qnn.fixed<u6, -1>> -> tensor<2x3x!qnn.fixed<s14, 2>>
  return
}

{-#
  dialect_resources: {
    builtin: {
      codes: "0x020000000100FFFFFF00"
    }
  }
#-}
