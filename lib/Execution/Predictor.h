//===- Predictor.h - Compiled evaluation of the integer form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_EXECUTION_PREDICTOR_H
#define HLS4MLIR_LIB_EXECUTION_PREDICTOR_H

#include "lib/Execution/ModelInterface.h"
#include <memory>
#include <mutex>
#include <vector>

namespace hls4mlir {

class HostCode;

struct PredictorOptions {
  /// Threads that compute, the caller's included; 0 for one per core. Four per core are used at most.
  unsigned threads = 0;
  /// Keep machine code in the folder that ObjectCache::defaultDirectory names, and take it from there.
  bool useCache = true;
  /// Compile predict() instead of run().
  bool floats = false;
};

/// A model in the integer form, compiled for this machine.
class Predictor {
public:
  /// Compiles the one function of `module`, which is left as it is. Weights are read where the module keeps
  /// them: the context of the module outlives the predictor. What cannot be compiled is a located error.
  static mlir::FailureOr<std::unique_ptr<Predictor>> create(mlir::ModuleOp module,
                                                            const PredictorOptions &options = {});
  ~Predictor();

  llvm::ArrayRef<ModelPort> getInputs() const { return inputs; }
  llvm::ArrayRef<ModelPort> getOutputs() const { return outputs; }
  unsigned getThreads() const { return threads; }
  /// Whether the machine code was found in the cache.
  bool isFromCache() const;

  /// Whether there is the code that is best for calls of `count` samples. Without it, they are computed by what there
  /// is.
  bool isPrepared(int64_t count) const;
  /// Compiles that code. Errors are located.
  mlir::LogicalResult prepare(int64_t count);

  /// Computes `count` samples. `inputs` and `outputs` hold one pointer per argument and result, to `count`
  /// samples of codes in row-major order; an input code is taken modulo 2^width of its type. May be called
  /// from several threads at the same time. Fails, with nothing written, when there is no memory to compute in.
  mlir::LogicalResult run(llvm::ArrayRef<const int64_t *> inputs, llvm::ArrayRef<int64_t *> outputs,
                          int64_t count) const;

  enum class Outcome { Done, OutOfMemory, NotFinite };
  /// As `run`, on f32 numbers where a port says that it takes or gives such, on codes elsewhere. Fails when an input is
  /// infinite or no number.
  Outcome predict(llvm::ArrayRef<const void *> inputs, llvm::ArrayRef<void *> outputs, int64_t count) const;

private:
  Predictor();

  /// Code that computes `samples` samples at a time.
  mlir::FailureOr<std::unique_ptr<HostCode>> compile(int64_t samples) const;
  /// The code for calls of `count` samples.
  const HostCode &selectCode(int64_t count) const;

  llvm::SmallVector<ModelPort> inputs, outputs;
  PredictorOptions options;
  unsigned threads = 1;
  std::unique_ptr<HostCode> code;
  /// Code for few samples, once there was a use for it.
  std::unique_ptr<HostCode> smallCode;
  mlir::OwningOpRef<mlir::ModuleOp> module;
  /// Of `smallCode`.
  mutable std::mutex mutex;
};

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_EXECUTION_PREDICTOR_H
