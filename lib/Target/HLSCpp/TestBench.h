//===- TestBench.h - The test bench of a project -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_TARGET_HLSCPP_TESTBENCH_H
#define HLS4MLIR_LIB_TARGET_HLSCPP_TESTBENCH_H

#include "lib/Target/HLSCpp/Printer.h"

namespace hls4mlir::hlscpp {

/// Prints a program that runs the design on samples from a file.
void printTestBench(dataflow::DesignOp design, Printer &printer);

} // namespace hls4mlir::hlscpp

#endif // HLS4MLIR_LIB_TARGET_HLSCPP_TESTBENCH_H
