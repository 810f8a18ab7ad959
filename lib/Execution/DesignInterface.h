//===- DesignInterface.h - What goes into a design and what comes out -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// What all that runs designs has in common: the ports, and what is said of a design that is at fault.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_EXECUTION_DESIGNINTERFACE_H
#define HLS4MLIR_LIB_EXECUTION_DESIGNINTERFACE_H

#include "dialects/Dataflow/Dataflow.h"
#include "lib/Execution/ModelInterface.h"

namespace hls4mlir {

/// The design of a module of the dataflow level, seen by a host that exchanges codes as 64-bit integers.
struct DesignInterface {
  dataflow::DesignOp design;
  llvm::SmallVector<ModelPort> inputs, outputs;
};

/// Reads the interface of the one design of `module`, after verifying the module. A module with no or several
/// designs, a port without `dataflow.shape`, or whose codes are wider than 64 bits, is a located error.
mlir::FailureOr<DesignInterface> getDesignInterface(mlir::ModuleOp module);

/// A process that waits, in a sample counted from 0: for an array that is not written yet where no FIFO is named, to
/// write the FIFO where its depth is given, and to read it else.
struct WaitingProcess {
  dataflow::InstanceOp instance;
  int64_t sample = 0;
  std::optional<llvm::StringRef> fifo;
  std::optional<int64_t> depth;
};

// Each emits an error and fails.

mlir::LogicalResult reportDeadlock(dataflow::DesignOp design, llvm::ArrayRef<WaitingProcess> waiting);
mlir::LogicalResult reportLeftover(dataflow::DesignOp design, llvm::StringRef fifo, int64_t elements);
mlir::LogicalResult reportCount(dataflow::DesignOp design, llvm::StringRef port, int64_t given, int64_t expected,
                                int64_t samples);
mlir::LogicalResult reportExcess(dataflow::DesignOp design, llvm::StringRef port, int64_t expected);
/// `op` accesses an array.
mlir::LogicalResult reportIndex(mlir::Operation *op, int64_t dimension, int64_t index);
/// `op` divides indices; operand `operand` of it is `index`.
mlir::LogicalResult reportDivision(mlir::Operation *op, int64_t operand, int64_t index);

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_EXECUTION_DESIGNINTERFACE_H
