//===- DesignInterpreter.h - Runs the dataflow level by definition -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_EXECUTION_DESIGNINTERPRETER_H
#define HLS4MLIR_LIB_EXECUTION_DESIGNINTERPRETER_H

#include "lib/Execution/DesignInterface.h"

namespace hls4mlir {

/// Runs the design for `count` samples by the definition of every operation: processes that read and write FIFOs
/// bounded at their depths, in an order that depends on the design alone. `inputs` and `outputs` are as for
/// `interpret`.
///
/// Fails with a report that names FIFO and processes when all processes wait for each other, when an element is left
/// in a FIFO behind the last sample, and when an element of an array that was never stored is sent or computed with.
mlir::LogicalResult interpretDesign(mlir::ModuleOp module, llvm::ArrayRef<const int64_t *> inputs,
                                    llvm::ArrayRef<int64_t *> outputs, int64_t count);

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_EXECUTION_DESIGNINTERPRETER_H
