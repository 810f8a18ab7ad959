//===- HostCode.h - Machine code of a model -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_EXECUTION_HOSTCODE_H
#define HLS4MLIR_LIB_EXECUTION_HOSTCODE_H

#include "dialects/QNN/QNN.h"
#include "mlir/IR/OwningOpRef.h"
#include <memory>
#include <vector>

namespace hls4mlir {

class HostLibrary;

/// The machine code of a function in the integer form, and what it needs to run.
class HostCode {
public:
  /// Compiles the function of `module`, which is consumed, or takes the code from the cache in `cacheDirectory`
  /// when that is not empty. A call computes `samples` samples, or fewer where their buffers would be too large. With
  /// `floats`, ports are of f32 where convert-qnn-to-vector can make them so. Errors are located.
  static mlir::FailureOr<std::unique_ptr<HostCode>>
  create(mlir::OwningOpRef<mlir::ModuleOp> module, llvm::StringRef cacheDirectory, int64_t samples, bool floats);
  ~HostCode();

  /// Samples that a call computes.
  int64_t getSamples() const { return samples; }
  /// Bytes of scratch memory for a call, aligned to 64 bytes.
  int64_t getScratchBytes() const { return scratchBytes; }
  bool isFromCache() const;

  /// Computes getSamples() samples of all inputs into all outputs.
  void call(llvm::ArrayRef<const void *> inputs, llvm::ArrayRef<void *> outputs, void *scratch) const;

private:
  HostCode();

  std::unique_ptr<HostLibrary> library;
  void (*function)(const void *const *) = nullptr;
  int64_t samples = 0, scratchBytes = 0;
  /// Codes of the weights: data of the module's attributes, or copies of those that are not laid out as arrays.
  std::vector<const void *> weights;
  std::vector<std::unique_ptr<char[]>> copies;
};

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_EXECUTION_HOSTCODE_H
