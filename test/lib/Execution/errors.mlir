// What cannot be run is a located error, of the compiler and of the interpreter alike.
// RUN: split-file %s %t
// RUN: hls4mlir-run %t/empty.mlir --verify-diagnostics
// RUN: hls4mlir-run %t/two.mlir --verify-diagnostics
// RUN: hls4mlir-run %t/declared.mlir --verify-diagnostics
// RUN: hls4mlir-run %t/wide-argument.mlir --verify-diagnostics
// RUN: hls4mlir-run %t/wide-result.mlir --verify-diagnostics --interpret
// RUN: hls4mlir-run %t/float.mlir --verify-diagnostics
// RUN: hls4mlir-run %t/float.mlir --verify-diagnostics --interpret
// RUN: hls4mlir-run %t/dynamic.mlir --verify-diagnostics
// RUN: hls4mlir-run %t/import.mlir --verify-diagnostics
// RUN: hls4mlir-run %t/table.mlir --verify-diagnostics
// RUN: hls4mlir-run %t/table-interpreted.mlir --verify-diagnostics --interpret < %t/sample
// RUN: hls4mlir-run %t/large.mlir --verify-diagnostics
// RUN: hls4mlir-run %t/no-elements.mlir --verify-diagnostics
// RUN: not hls4mlir-run %t/identity.mlir < %t/short 2>&1 | FileCheck %s --check-prefix=SHORT
// RUN: not hls4mlir-run %t/identity.mlir < %t/long 2>&1 | FileCheck %s --check-prefix=LONG

//--- empty.mlir
// expected-error @below {{has no function, but a model is one function}}
module {}

//--- two.mlir
// expected-note @below {{the first is '@a'}}
func.func @a(%x: tensor<2x!qnn.fixed<s8, 3>>) -> tensor<2x!qnn.fixed<s8, 3>> { return %x : tensor<2x!qnn.fixed<s8, 3>> }
// expected-error @below {{is a second function, but a model is one function}}
func.func @b(%x: tensor<2x!qnn.fixed<s8, 3>>) -> tensor<2x!qnn.fixed<s8, 3>> { return %x : tensor<2x!qnn.fixed<s8, 3>> }

//--- declared.mlir
// expected-error @below {{has 0 blocks, but a model in the integer form has one}}
func.func private @a(%x: tensor<2x!qnn.fixed<s8, 3>>)

//--- wide-argument.mlir
// expected-error @below {{argument 1 'z' of '@a' has elements of type '!qnn.fixed<s65, 3>', but the host exchanges codes of at most 64 bits}}
func.func @a(%x: tensor<2x!qnn.fixed<s8, 3>>, %z: tensor<2x!qnn.fixed<s65, 3>> {qnn.name = "z"}) { return }

//--- wide-result.mlir
// expected-error @below {{result 0 of '@a' has elements of type '!qnn.fixed<s128, 6>', but the host exchanges codes of at most 64 bits}}
func.func @a(%x: tensor<2x!qnn.fixed<s64, 3>>) -> tensor<2x!qnn.fixed<s128, 6>> {
  %y = qnn.mul %x, %x : tensor<2x!qnn.fixed<s64, 3>>, tensor<2x!qnn.fixed<s64, 3>> -> tensor<2x!qnn.fixed<s128, 6>>
  return %y : tensor<2x!qnn.fixed<s128, 6>>
}

//--- float.mlir
// expected-error @below {{argument 0 of '@a' has type 'tensor<2xf32>', but a model in the integer form has tensors of !qnn.fixed of static shape}}
func.func @a(%x: tensor<2xf32>) { return }

//--- dynamic.mlir
// expected-error @below {{argument 0 of '@a' has type 'tensor<?x!qnn.fixed<s8, 3>>', but a model in the integer form has tensors of !qnn.fixed of static shape}}
func.func @a(%x: tensor<?x!qnn.fixed<s8, 3>>) { return }

//--- import.mlir
func.func @a(%x: tensor<2x!qnn.fixed<s8, 3>>) {
  // expected-error @below {{is not an operation of the integer form on tensors}}
  %c = arith.constant dense<1.0> : tensor<2xf32>
  return
}

//--- table.mlir
// expected-note @below {{table declared here}}
qnn.weight @coarse dense<[0, 1]> : tensor<2xi8> as !qnn.fixed<u8, 1>
func.func @a(%x: tensor<2x!qnn.fixed<s8, 3>>) -> tensor<2x!qnn.fixed<u8, 1>> {
  // expected-error @below {{divides by zero: by its tables, the exponential of 0 is 0}}
  %y = qnn.table_softmax %x, @coarse, @coarse axis 0 drop 0 error_bound 1.0
         : tensor<2x!qnn.fixed<s8, 3>> -> tensor<2x!qnn.fixed<u8, 1>>
  return %y : tensor<2x!qnn.fixed<u8, 1>>
}

//--- table-interpreted.mlir
qnn.weight @coarse dense<[0, 1]> : tensor<2xi8> as !qnn.fixed<u8, 1>
func.func @a(%x: tensor<2x!qnn.fixed<s8, 3>>) -> tensor<2x!qnn.fixed<u8, 1>> {
  // expected-error @below {{divides by zero: by its tables, the exponential of 0 is 0}}
  %y = qnn.table_softmax %x, @coarse, @coarse axis 0 drop 0 error_bound 1.0
         : tensor<2x!qnn.fixed<s8, 3>> -> tensor<2x!qnn.fixed<u8, 1>>
  return %y : tensor<2x!qnn.fixed<u8, 1>>
}

//--- large.mlir
// expected-error @below {{value of type 'tensor<2000000000x1x!qnn.fixed<s8, 3>>' is too large to compute on the host}}
func.func @a(%x: tensor<2000000000x1x!qnn.fixed<s8, 3>>) { return }

//--- no-elements.mlir
// expected-error @below {{has an argument of type 'tensor<2x0x!qnn.fixed<s8, 3>>', which has no elements to compute}}
func.func @a(%x: tensor<2x0x!qnn.fixed<s8, 3>>) { return }

//--- identity.mlir
func.func @a(%x: tensor<2x!qnn.fixed<s8, 3>>) -> tensor<2x!qnn.fixed<s8, 3>> { return %x : tensor<2x!qnn.fixed<s8, 3>> }

// SHORT: line 2 has '' where a code is needed
//--- short
1 2
3
// LONG: line 1 has too many codes
//--- long
1 2 3
//--- sample
5 5
