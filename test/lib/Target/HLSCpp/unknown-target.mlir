// RUN: not hls4mlir-opt %s --dataflow-prepare-for-emission=target=quantus 2>&1 | FileCheck %s
// RUN: not hls4mlir-translate %s --emit-hls-cpp --target=quantus 2>&1 | FileCheck %s
// CHECK: error: unknown target 'quantus'; there are 'oneapi', 'quartus', 'vitis', 'vivado'
dataflow.design @d() {
}
