//===- DesignRunner.h - Designs as machine code -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_EXECUTION_DESIGNRUNNER_H
#define HLS4MLIR_LIB_EXECUTION_DESIGNRUNNER_H

#include "lib/Execution/DesignInterface.h"
#include <memory>

namespace hls4mlir {

class DesignCode;

struct DesignRunnerOptions {
  /// Threads that compute, the caller's included; 0 for one per core.
  unsigned threads = 0;
  /// Keep machine code in the folder that ObjectCache::defaultDirectory names, and take it from there.
  bool useCache = true;
};

/// The design of a module at the dataflow level, compiled for this machine.
///
/// Processes take turns over FIFOs that hold no more than their depths, as in `interpretDesign`, and what they compute
/// is the same. A sample begins when the one before it has left the design: no process needs more of a FIFO for that,
/// since what it waits for belongs to its own sample. Threads compute different samples.
class DesignRunner {
public:
  /// Compiles the one design of `module`, which is left as it is; its context outlives the runner. What cannot be
  /// compiled is a located error.
  static mlir::FailureOr<std::unique_ptr<DesignRunner>> create(mlir::ModuleOp module,
                                                               const DesignRunnerOptions &options = {});
  ~DesignRunner();

  llvm::ArrayRef<ModelPort> getInputs() const { return interface.inputs; }
  llvm::ArrayRef<ModelPort> getOutputs() const { return interface.outputs; }
  unsigned getThreads() const { return threads; }
  /// Whether the machine code was found in the cache.
  bool isFromCache() const;

  /// Computes `count` samples; `inputs` and `outputs` are as for `Predictor::run`.
  ///
  /// Fails with a report that names FIFO and processes when all processes wait for each other and when an element is
  /// left in a FIFO behind a sample, and with one that names the operation when it has an index beyond its array or
  /// divides by zero. Of several samples that fail, the first one is reported.
  mlir::LogicalResult run(llvm::ArrayRef<const int64_t *> inputs, llvm::ArrayRef<int64_t *> outputs,
                          int64_t count) const;

private:
  DesignRunner();

  mlir::OwningOpRef<mlir::ModuleOp> module;
  DesignInterface interface;
  unsigned threads = 1;
  std::unique_ptr<DesignCode> code;
};

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_EXECUTION_DESIGNRUNNER_H
