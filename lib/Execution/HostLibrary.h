//===- HostLibrary.h - Machine code in this process -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_EXECUTION_HOSTLIBRARY_H
#define HLS4MLIR_LIB_EXECUTION_HOSTLIBRARY_H

#include "lib/Execution/HostCompiler.h"
#include <memory>

namespace llvm::orc {
class LLJIT;
} // namespace llvm::orc

namespace hls4mlir {

/// Functions that the code may call besides those of the C runtime.
struct RuntimeFunction {
  llvm::StringRef name;
  void *address;
};

/// The functions of a module as machine code that can be called.
class HostLibrary {
public:
  /// A function called with an array of its arguments, all pointers.
  using Function = void (*)(const void *const *);

  HostLibrary(HostLibrary &&);
  ~HostLibrary();

  /// Compiles the functions of `module`, which is consumed but for its shell, or takes their code from the cache in
  /// `cacheDirectory` when that is not empty. Errors are located.
  static mlir::FailureOr<HostLibrary> create(const HostCompiler &compiler, mlir::ModuleOp module,
                                             llvm::StringRef cacheDirectory,
                                             llvm::ArrayRef<RuntimeFunction> runtime = {});

  /// The code of a function that the module had.
  llvm::Expected<Function> lookup(llvm::StringRef function) const;
  bool isFromCache() const { return fromCache; }

private:
  HostLibrary();

  std::unique_ptr<llvm::orc::LLJIT> engine;
  bool fromCache = false;
};

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_EXECUTION_HOSTLIBRARY_H
