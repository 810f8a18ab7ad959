// RUN: hls4mlir-opt %s --convert-qnn-to-vector --split-input-file --verify-diagnostics
// RUN: not hls4mlir-opt %s --convert-qnn-to-vector=samples=48 2>&1 | FileCheck %s
// CHECK: option samples of convert-qnn-to-vector is 48, but must be a power of two up to 65536

// expected-error @below {{has an argument of type 'tensor<?x!qnn.fixed<s8, 3>>', but the integer form has tensors of !qnn.fixed of static shape}}
func.func @dynamic(%x: tensor<?x!qnn.fixed<s8, 3>>) { return }

// -----

func.func @import(%x: tensor<2x!qnn.fixed<s8, 3>>) {
  // expected-error @below {{is not an operation of the integer form on tensors}}
  %c = arith.constant dense<1.0> : tensor<2xf32>
  return
}

// -----


// expected-error @below {{has 0 blocks, but a function of the integer form has one}}
func.func private @declared(%x: tensor<2x!qnn.fixed<s8, 3>>)

// -----

// expected-error @below {{has a port of type 'tensor<2x!qnn.fixed<s65, 3>>', but the host exchanges codes of at most 64 bits}}
func.func @wide(%x: tensor<2x!qnn.fixed<s65, 3>>) { return }

// -----

// expected-note @below {{table declared here}}
qnn.weight @coarse dense<[0, 1]> : tensor<2xi8> as !qnn.fixed<u8, 1>
func.func @table(%x: tensor<2x!qnn.fixed<s8, 3>>) -> tensor<2x!qnn.fixed<u8, 1>> {
  // expected-error @below {{divides by zero: by its tables, the exponential of 0 is 0}}
  %y = qnn.table_softmax %x, @coarse, @coarse axis 0 drop 0 error_bound 1.0
         : tensor<2x!qnn.fixed<s8, 3>> -> tensor<2x!qnn.fixed<u8, 1>>
  return %y : tensor<2x!qnn.fixed<u8, 1>>
}

// -----

// expected-error @below {{value of type 'tensor<2000000000x1x!qnn.fixed<s8, 3>>' is too large to compute on the host}}
func.func @large(%x: tensor<2000000000x1x!qnn.fixed<s8, 3>>) { return }
