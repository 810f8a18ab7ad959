//===- ModelInterface.h - What goes into a model and what comes out -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_EXECUTION_MODELINTERFACE_H
#define HLS4MLIR_LIB_EXECUTION_MODELINTERFACE_H

#include "dialects/QNN/QNN.h"

namespace hls4mlir {

/// An input or a result of a model.
struct ModelPort {
  std::string name;
  llvm::SmallVector<int64_t> shape;
  int64_t elements = 0;
  FixedFormat format;
  /// Predictors that exchange floats do so here.
  bool isFloat = false;
};

/// The function of a module in the integer form, seen by a host that exchanges codes as 64-bit integers.
struct ModelInterface {
  mlir::func::FuncOp function;
  llvm::SmallVector<ModelPort> inputs, outputs;
};

/// Reads the interface of the one function of `module`, after verifying the module. A module with no or several
/// functions, a port that is not a tensor of fixed-point numbers of static shape, or whose codes are wider than 64
/// bits, is a located error.
mlir::FailureOr<ModelInterface> getModelInterface(mlir::ModuleOp module);

/// Threads to compute with, where the user asked for `asked`, 0 for one per core. So many more than there are cores as
/// anyone may have reason to try; what thousands of them take, the system may not have.
unsigned limitThreads(unsigned asked);

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_EXECUTION_MODELINTERFACE_H
