// RUN: hls4mlir-opt %s --canonicalize | FileCheck %s

// Codes of constants are folded exactly: 5/32 + 3/4 = 29/32.
// CHECK-LABEL: func.func @add(
// CHECK-NEXT:    %[[C:.*]] = qnn.constant 29 : !qnn.fixed<s9, 4>
// CHECK-NEXT:    return %[[C]]
func.func @add() -> !qnn.fixed<s9, 4> {
  %a = qnn.constant 5 : !qnn.fixed<s8, 3>
  %b = qnn.constant 3 : !qnn.fixed<u4, 2>
  %c = qnn.add %a, %b : !qnn.fixed<s8, 3>, !qnn.fixed<u4, 2> -> !qnn.fixed<s9, 4>
  return %c : !qnn.fixed<s9, 4>
}

// CHECK-LABEL: func.func @sub(
// CHECK-NEXT:    %[[C:.*]] = qnn.constant -255 : !qnn.fixed<s9, 9>
// CHECK-NEXT:    return %[[C]]
func.func @sub() -> !qnn.fixed<s9, 9> {
  %a = qnn.constant 0 : !qnn.fixed<u8, 8>
  %b = qnn.constant 255 : !qnn.fixed<u8, 8>
  %c = qnn.sub %a, %b : !qnn.fixed<u8, 8>, !qnn.fixed<u8, 8> -> !qnn.fixed<s9, 9>
  return %c : !qnn.fixed<s9, 9>
}

// CHECK-LABEL: func.func @mul(
// CHECK-NEXT:    %[[C:.*]] = qnn.constant 16384 : !qnn.fixed<s16, 6>
// CHECK-NEXT:    return %[[C]]
func.func @mul() -> !qnn.fixed<s16, 6> {
  %a = qnn.constant -128 : !qnn.fixed<s8, 3>
  %c = qnn.mul %a, %a : !qnn.fixed<s8, 3>, !qnn.fixed<s8, 3> -> !qnn.fixed<s16, 6>
  return %c : !qnn.fixed<s16, 6>
}

// CHECK-LABEL: func.func @max(
// CHECK-NEXT:    %[[C:.*]] = qnn.constant 24 : !qnn.fixed<s8, 3>
// CHECK-NEXT:    return %[[C]]
func.func @max() -> !qnn.fixed<s8, 3> {
  %a = qnn.constant 5 : !qnn.fixed<s8, 3>
  %b = qnn.constant 3 : !qnn.fixed<u4, 2>
  %c = qnn.max %a, %b : !qnn.fixed<s8, 3>, !qnn.fixed<u4, 2> -> !qnn.fixed<s8, 3>
  return %c : !qnn.fixed<s8, 3>
}

// CHECK-LABEL: func.func @relu(
// CHECK-DAG:     %[[ZERO:.*]] = qnn.constant 0 : !qnn.fixed<u7, 2>
// CHECK-DAG:     %[[C:.*]] = qnn.constant 5 : !qnn.fixed<u7, 2>
// CHECK:         return %[[ZERO]], %[[C]], %arg0
func.func @relu(%u: !qnn.fixed<u7, 2>) -> (!qnn.fixed<u7, 2>, !qnn.fixed<u7, 2>, !qnn.fixed<u7, 2>) {
  %a = qnn.constant -5 : !qnn.fixed<s8, 3>
  %b = qnn.constant 5 : !qnn.fixed<s8, 3>
  %c = qnn.relu %a : !qnn.fixed<s8, 3> -> !qnn.fixed<u7, 2>
  %d = qnn.relu %b : !qnn.fixed<s8, 3> -> !qnn.fixed<u7, 2>
  %e = qnn.relu %u : !qnn.fixed<u7, 2> -> !qnn.fixed<u7, 2>
  return %c, %d, %e : !qnn.fixed<u7, 2>, !qnn.fixed<u7, 2>, !qnn.fixed<u7, 2>
}

// -5/2 is rounded to even, saturated into an unsigned type, wrapped, and clamped.
// CHECK-LABEL: func.func @requantize(
// CHECK-DAG:     %[[EVEN:.*]] = qnn.constant -2 : !qnn.fixed<s3, 3>
// CHECK-DAG:     %[[ZERO:.*]] = qnn.constant 0 : !qnn.fixed<u3, 3>
// CHECK-DAG:     %[[WRAPPED:.*]] = qnn.constant 5 : !qnn.fixed<u3, 3>
// CHECK-DAG:     %[[CLAMPED:.*]] = qnn.constant -1 : !qnn.fixed<s3, 3>
// CHECK:         return %[[EVEN]], %[[ZERO]], %[[WRAPPED]], %[[CLAMPED]]
func.func @requantize() -> (!qnn.fixed<s3, 3>, !qnn.fixed<u3, 3>, !qnn.fixed<u3, 3>, !qnn.fixed<s3, 3>) {
  %a = qnn.constant -5 : !qnn.fixed<s8, 7>
  %0 = qnn.requantize %a half_even saturate : !qnn.fixed<s8, 7> -> !qnn.fixed<s3, 3>
  %1 = qnn.requantize %a half_even saturate : !qnn.fixed<s8, 7> -> !qnn.fixed<u3, 3>
  %2 = qnn.requantize %a floor wrap : !qnn.fixed<s8, 7> -> !qnn.fixed<u3, 3>
  %3 = qnn.requantize %a floor saturate clamp [-1, 3] : !qnn.fixed<s8, 7> -> !qnn.fixed<s3, 3>
  return %0, %1, %2, %3 : !qnn.fixed<s3, 3>, !qnn.fixed<u3, 3>, !qnn.fixed<u3, 3>, !qnn.fixed<s3, 3>
}

// Into its own type a number is not changed, but for the code that a symmetric range leaves out, and by a clamp.
// CHECK-LABEL: func.func @requantize_identity(
// CHECK-NEXT:    %[[SYMMETRIC:.*]] = qnn.requantize %arg0 floor saturate_symmetric
// CHECK-NEXT:    %[[CLAMPED:.*]] = qnn.requantize %arg0 floor wrap clamp [0, 1]
// CHECK-NEXT:    return %arg0, %[[SYMMETRIC]], %[[CLAMPED]]
func.func @requantize_identity(%a: !qnn.fixed<s8, 3>) -> (!qnn.fixed<s8, 3>, !qnn.fixed<s8, 3>, !qnn.fixed<s8, 3>) {
  %0 = qnn.requantize %a half_even saturate : !qnn.fixed<s8, 3> -> !qnn.fixed<s8, 3>
  %1 = qnn.requantize %a floor saturate_symmetric : !qnn.fixed<s8, 3> -> !qnn.fixed<s8, 3>
  %2 = qnn.requantize %a floor wrap clamp [0, 1] : !qnn.fixed<s8, 3> -> !qnn.fixed<s8, 3>
  return %0, %1, %2 : !qnn.fixed<s8, 3>, !qnn.fixed<s8, 3>, !qnn.fixed<s8, 3>
}

// CHECK-LABEL: func.func @reinterpret(
// CHECK-NEXT:    %[[C:.*]] = qnn.constant -5 : !qnn.fixed<s8, 20>
// CHECK-NEXT:    return %[[C]], %arg0
func.func @reinterpret(%a: !qnn.fixed<s8, 3>) -> (!qnn.fixed<s8, 20>, !qnn.fixed<s8, 3>) {
  %c = qnn.constant -5 : !qnn.fixed<s8, 3>
  %0 = qnn.reinterpret %c : !qnn.fixed<s8, 3> -> !qnn.fixed<s8, 20>
  %1 = qnn.reinterpret %a : !qnn.fixed<s8, 3> -> !qnn.fixed<s8, 3>
  return %0, %1 : !qnn.fixed<s8, 20>, !qnn.fixed<s8, 3>
}

// 5/32 against 5/32 in another step, and -1 against 255.
// CHECK-LABEL: func.func @compare(
// CHECK-DAG:     %[[TRUE:.*]] = qnn.constant 1 : !qnn.fixed<u1, 1>
// CHECK-DAG:     %[[FALSE:.*]] = qnn.constant 0 : !qnn.fixed<u1, 1>
// CHECK:         return %[[TRUE]], %[[FALSE]], %[[TRUE]], %[[FALSE]], %[[TRUE]], %[[FALSE]]
func.func @compare() -> (!qnn.fixed<u1, 1>, !qnn.fixed<u1, 1>, !qnn.fixed<u1, 1>, !qnn.fixed<u1, 1>, !qnn.fixed<u1, 1>, !qnn.fixed<u1, 1>) {
  %a = qnn.constant 5 : !qnn.fixed<s8, 3>
  %b = qnn.constant 10 : !qnn.fixed<u8, 2>
  %m = qnn.constant -1 : !qnn.fixed<s8, 8>
  %n = qnn.constant 255 : !qnn.fixed<u8, 8>
  %0 = qnn.compare eq %a, %b : !qnn.fixed<s8, 3>, !qnn.fixed<u8, 2> -> !qnn.fixed<u1, 1>
  %1 = qnn.compare ne %a, %b : !qnn.fixed<s8, 3>, !qnn.fixed<u8, 2> -> !qnn.fixed<u1, 1>
  %2 = qnn.compare lt %m, %n : !qnn.fixed<s8, 8>, !qnn.fixed<u8, 8> -> !qnn.fixed<u1, 1>
  %3 = qnn.compare ge %m, %n : !qnn.fixed<s8, 8>, !qnn.fixed<u8, 8> -> !qnn.fixed<u1, 1>
  %4 = qnn.compare le %m, %n : !qnn.fixed<s8, 8>, !qnn.fixed<u8, 8> -> !qnn.fixed<u1, 1>
  %5 = qnn.compare gt %m, %n : !qnn.fixed<s8, 8>, !qnn.fixed<u8, 8> -> !qnn.fixed<u1, 1>
  return %0, %1, %2, %3, %4, %5 : !qnn.fixed<u1, 1>, !qnn.fixed<u1, 1>, !qnn.fixed<u1, 1>, !qnn.fixed<u1, 1>, !qnn.fixed<u1, 1>, !qnn.fixed<u1, 1>
}

// CHECK-LABEL: func.func @reshape(
// CHECK-NEXT:    %[[Y:.*]] = qnn.reshape %arg0 : tensor<2x4xf32> -> tensor<4x2xf32>
// CHECK-NEXT:    return %[[Y]], %arg0
func.func @reshape(%a: tensor<2x4xf32>) -> (tensor<4x2xf32>, tensor<2x4xf32>) {
  %0 = qnn.reshape %a : tensor<2x4xf32> -> tensor<8xf32>
  %1 = qnn.reshape %0 : tensor<8xf32> -> tensor<4x2xf32>
  %2 = qnn.reshape %a : tensor<2x4xf32> -> tensor<2x4xf32>
  return %1, %2 : tensor<4x2xf32>, tensor<2x4xf32>
}

// CHECK-LABEL: func.func @transpose(
// CHECK-NEXT:    return %arg0
func.func @transpose(%a: tensor<2x4x!qnn.fixed<s8, 3>>) -> tensor<2x4x!qnn.fixed<s8, 3>> {
  %0 = qnn.transpose %a [0, 1] : tensor<2x4x!qnn.fixed<s8, 3>> -> tensor<2x4x!qnn.fixed<s8, 3>>
  return %0 : tensor<2x4x!qnn.fixed<s8, 3>>
}

// Nothing is moved, but the type changes.
// CHECK-LABEL: func.func @encodings(
// CHECK-NEXT:    %[[T:.*]] = qnn.transpose %arg0 [0] : tensor<2xf32, "rows"> -> tensor<2xf32>
// CHECK-NEXT:    %[[C:.*]] = qnn.concat %arg0 axis 0 : tensor<2xf32, "rows"> -> tensor<2xf32>
// CHECK-NEXT:    return %[[T]], %[[C]]
func.func @encodings(%a: tensor<2xf32, "rows">) -> (tensor<2xf32>, tensor<2xf32>) {
  %0 = qnn.transpose %a [0] : tensor<2xf32, "rows"> -> tensor<2xf32>
  %1 = qnn.concat %a axis 0 : tensor<2xf32, "rows"> -> tensor<2xf32>
  return %0, %1 : tensor<2xf32>, tensor<2xf32>
}
