//===- HostCompiler.h - Machine code of a model -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_EXECUTION_HOSTCOMPILER_H
#define HLS4MLIR_LIB_EXECUTION_HOSTCOMPILER_H

#include "dialects/QNN/QNN.h"
#include "mlir/Pass/PassManager.h"
#include <memory>
#include <vector>

namespace mlir {
class ExecutionEngine;
} // namespace mlir

namespace hls4mlir {

/// The machine code of a function in the integer form, and what it needs to run.
class HostCode {
public:
  /// Samples that a call computes.
  static constexpr int64_t kSamples = 64;

  /// Compiles the function of `module`, which is consumed. Errors are located.
  static mlir::FailureOr<std::unique_ptr<HostCode>> compile(mlir::OwningOpRef<mlir::ModuleOp> module);
  ~HostCode();

  /// Bytes of scratch memory for a call, aligned to 64 bytes.
  int64_t getScratchBytes() const { return scratchBytes; }

  /// Computes kSamples samples of all inputs into all outputs.
  void call(llvm::ArrayRef<const int64_t *> inputs, llvm::ArrayRef<int64_t *> outputs, void *scratch) const;

private:
  HostCode() = default;

  std::unique_ptr<mlir::ExecutionEngine> engine;
  void (*function)(void **) = nullptr;
  int64_t scratchBytes = 0;
  /// Codes of the weights: data of the module's attributes, or copies of those that are not laid out as arrays.
  std::vector<const void *> weights;
  std::vector<std::unique_ptr<char[]>> copies;
};

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_EXECUTION_HOSTCOMPILER_H
