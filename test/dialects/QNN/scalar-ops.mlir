// RUN: hls4mlir-opt %s | FileCheck %s --strict-whitespace
// RUN: hls4mlir-opt %s --mlir-print-op-generic | hls4mlir-opt | FileCheck %s --strict-whitespace
// RUN: hls4mlir-opt %s --emit-bytecode | hls4mlir-opt | FileCheck %s --strict-whitespace

// CHECK-LABEL: func.func @constants(
func.func @constants() {
  // CHECK: qnn.constant 5 : !qnn.fixed<s8, 3>
  %0 = qnn.constant 5 : !qnn.fixed<s8, 3>
  // CHECK: qnn.constant -128 : !qnn.fixed<s8, 3>
  %1 = qnn.constant -128 : !qnn.fixed<s8, 3>
  // CHECK: qnn.constant 255 : !qnn.fixed<u8, 3>
  %2 = qnn.constant 255 : !qnn.fixed<u8, 3>
  // CHECK: qnn.constant 127 {a} : !qnn.fixed<s8, 3>
  %3 = qnn.constant 0x7F {a} : !qnn.fixed<s8, 3>
  // CHECK: qnn.constant -1 : !qnn.fixed<s1, 1>
  %4 = qnn.constant -1 : !qnn.fixed<s1, 1>
  // CHECK: qnn.constant 1 : !qnn.fixed<u1, -3>
  %5 = qnn.constant 1 : !qnn.fixed<u1, -3>
  // CHECK: qnn.constant -170141183460469231731687303715884105728 : !qnn.fixed<s128, 0>
  %6 = qnn.constant -170141183460469231731687303715884105728 : !qnn.fixed<s128, 0>
  // CHECK: qnn.constant 340282366920938463463374607431768211455 : !qnn.fixed<u128, 0>
  %7 = qnn.constant 340282366920938463463374607431768211455 : !qnn.fixed<u128, 0>
  return
}

// CHECK-LABEL: func.func @operations(
func.func @operations(%a: !qnn.fixed<s8, 3>, %b: !qnn.fixed<u4, 2>, %e: !qnn.fixed<u20, 1>) {
  // CHECK: qnn.add %arg0, %arg1 : !qnn.fixed<s8, 3>, !qnn.fixed<u4, 2> -> !qnn.fixed<s9, 4>
  %0 = qnn.add %a, %b : !qnn.fixed<s8, 3>, !qnn.fixed<u4, 2> -> !qnn.fixed<s9, 4>
  // CHECK: qnn.sub %arg1, %arg0 : !qnn.fixed<u4, 2>, !qnn.fixed<s8, 3> -> !qnn.fixed<s9, 4>
  %1 = qnn.sub %b, %a : !qnn.fixed<u4, 2>, !qnn.fixed<s8, 3> -> !qnn.fixed<s9, 4>
  // CHECK: qnn.mul %arg0, %arg1 : !qnn.fixed<s8, 3>, !qnn.fixed<u4, 2> -> !qnn.fixed<s12, 5>
  %2 = qnn.mul %a, %b : !qnn.fixed<s8, 3>, !qnn.fixed<u4, 2> -> !qnn.fixed<s12, 5>
  // CHECK: qnn.relu %arg0 : !qnn.fixed<s8, 3> -> !qnn.fixed<u7, 2>
  %3 = qnn.relu %a : !qnn.fixed<s8, 3> -> !qnn.fixed<u7, 2>
  // CHECK: qnn.max %arg0, %arg1 : !qnn.fixed<s8, 3>, !qnn.fixed<u4, 2> -> !qnn.fixed<s8, 3>
  %4 = qnn.max %a, %b : !qnn.fixed<s8, 3>, !qnn.fixed<u4, 2> -> !qnn.fixed<s8, 3>
  // CHECK: qnn.requantize %arg0 half_away wrap_sign_magnitude : !qnn.fixed<s8, 3> -> !qnn.fixed<s4, 2>
  %5 = qnn.requantize %a half_away wrap_sign_magnitude : !qnn.fixed<s8, 3> -> !qnn.fixed<s4, 2>
  // CHECK: qnn.reinterpret %arg0 : !qnn.fixed<s8, 3> -> !qnn.fixed<s8, 8>
  %6 = qnn.reinterpret %a : !qnn.fixed<s8, 3> -> !qnn.fixed<s8, 8>
  // CHECK: qnn.compare ge %arg0, %arg1 : !qnn.fixed<s8, 3>, !qnn.fixed<u4, 2> -> !qnn.fixed<u1, 1>
  %7 = qnn.compare ge %a, %b : !qnn.fixed<s8, 3>, !qnn.fixed<u4, 2> -> !qnn.fixed<u1, 1>
  // CHECK: qnn.divide_codes %arg2, %arg1 shift 15 : !qnn.fixed<u20, 1>, !qnn.fixed<u4, 2> -> !qnn.fixed<u16, 1>
  %8 = qnn.divide_codes %e, %b shift 15 : !qnn.fixed<u20, 1>, !qnn.fixed<u4, 2> -> !qnn.fixed<u16, 1>
  // CHECK: qnn.code %arg2 low 4 bits 6 : !qnn.fixed<u20, 1>
  %9 = qnn.code %e low 4 bits 6 : !qnn.fixed<u20, 1>
  // CHECK: qnn.code %arg0 low 0 bits 8 : !qnn.fixed<s8, 3>
  %10 = qnn.code %a low 0 bits 8 : !qnn.fixed<s8, 3>
  return
}
