// RUN: hls4mlir-opt %s --hls4mlir-stream | FileCheck %s
// RUN: hls4mlir-opt %s --hls4mlir-stream --hls4mlir-dataflow | FileCheck %s --check-prefix=DATAFLOW
// RUN: hls4mlir-opt %s --hls4mlir-stream=io=parallel | FileCheck %s --check-prefix=PARALLEL

qnn.weight @kernel dense<1> : tensor<32x32xi8> as !qnn.fixed<s4, 4>

// A branch that takes 1024 cycles and holds its 32 inputs back until the first output, beside one that holds nothing: the
// short one has room for what arrives meanwhile. All the other FIFOs have the least depth.
// CHECK-LABEL: stream.graph @residual
// CHECK: stream.layer "x_fork"
// CHECK-SAME: depths [2, 32]
// CHECK: stream.layer "long"
// CHECK-SAME: depths [2]
// CHECK: stream.layer "join"
// CHECK-SAME: depths [2]
// DATAFLOW-LABEL: dataflow.design @residual
// DATAFLOW-DAG: x_fork_out0 = dataflow.fifo depth 2
// DATAFLOW-DAG: x_fork_out1 = dataflow.fifo depth 32
// PARALLEL-LABEL: stream.graph @residual
// PARALLEL-NOT: depths
func.func @residual(%x: tensor<1x32x!qnn.fixed<s8, 8>> {qnn.name = "x"}) -> (tensor<1x32x!qnn.fixed<s18, 18>> {qnn.name = "y"}) {
  %long = qnn.dense %x, @kernel {qnn.reuse_factor = 1024 : i64} : tensor<1x32x!qnn.fixed<s8, 8>> -> tensor<1x32x!qnn.fixed<s17, 17>> loc("long")
  %y = qnn.add %long, %x : tensor<1x32x!qnn.fixed<s17, 17>>, tensor<1x32x!qnn.fixed<s8, 8>> -> tensor<1x32x!qnn.fixed<s18, 18>> loc("join")
  return %y : tensor<1x32x!qnn.fixed<s18, 18>>
}
