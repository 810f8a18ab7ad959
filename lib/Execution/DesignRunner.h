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
struct DesignFailure;

struct DesignRunnerOptions {
  /// Threads that compute, the caller's included; 0 for one per core. Four per core are used at most.
  unsigned threads = 0;
  /// Keep machine code in the folder that ObjectCache::defaultDirectory names, and take it from there.
  bool useCache = true;
};

/// The design of a module at the dataflow level, compiled for this machine.
///
/// Processes take turns over FIFOs that hold no more than their depths, as in `interpretDesign`, and what they compute
/// is the same. A sample begins when the one before it has left the design, and has to leave nothing behind: a design
/// in which one sample takes an element that another one has given is refused. Without that, it comes to a standstill
/// exactly where it does with samples that overlap. Threads compute different samples.
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

  /// Computes `count` samples; `inputs` and `outputs` are as for `Predictor::run`. Elements of an output array that the
  /// design does not store are of no use. Gives the failure of the first sample that has one, null where all have
  /// results. May be called from several threads at the same time.
  std::unique_ptr<DesignFailure> compute(llvm::ArrayRef<const int64_t *> inputs, llvm::ArrayRef<int64_t *> outputs,
                                         int64_t count) const;
  /// Reports a failure, and fails. All processes wait for each other, or an element is left in a FIFO behind a sample:
  /// the report names FIFO and processes. An operation has an index beyond its array, or divides by what it cannot: the
  /// report is located at it.
  mlir::LogicalResult report(const DesignFailure &failure) const;

  /// As `compute`, and reports a failure.
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
