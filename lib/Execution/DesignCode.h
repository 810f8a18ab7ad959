//===- DesignCode.h - Machine code of a design -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_EXECUTION_DESIGNCODE_H
#define HLS4MLIR_LIB_EXECUTION_DESIGNCODE_H

#include "lib/Execution/DesignInterface.h"
#include "lib/Execution/HostLibrary.h"

namespace hls4mlir {

/// What a FIFO says of its ring, as convert-dataflow-to-func has it.
struct FifoState {
  int64_t elements, first, next;
};

/// A FIFO or array of a design in the memory that a sample is computed in.
struct DesignStorage {
  mlir::Value value;
  llvm::StringRef name;
  FixedFormat format;
  /// Where the codes begin, how many there are, and how long each is.
  int64_t offset = 0, codes = 0, bytes = 0;
  /// Elements of a FIFO, 0 for an array, and where its FifoState lies.
  int64_t depth = 0, state = 0;
};

/// An instance of a process.
struct DesignProcess {
  dataflow::InstanceOp op;
  HostLibrary::Function function = nullptr;
  /// The storage of each port.
  llvm::SmallVector<unsigned> ports;
  /// The codes of its roms.
  llvm::SmallVector<const void *> roms;
  /// Where its own memory begins.
  int64_t scratch = 0;
  /// Those that write the arrays it reads.
  llvm::SmallVector<unsigned> writers;
};

/// The machine code of the processes of a design, and how the memory that they work in is laid out.
class DesignCode {
public:
  /// Compiles the design; with a directory, the code is taken from the cache in it, or kept there. Errors are located.
  static mlir::FailureOr<std::unique_ptr<DesignCode>> create(const DesignInterface &interface,
                                                             llvm::StringRef cacheDirectory);

  std::vector<DesignStorage> storages;
  std::vector<DesignProcess> processes;
  /// Indices of the storages of ports, in the order of the interface.
  llvm::SmallVector<unsigned> inputs, outputs;
  /// Bytes of memory that one sample is computed in, aligned to 64 bytes.
  int64_t memoryBytes = 0;

  bool isFromCache() const { return library->isFromCache(); }

private:
  DesignCode() = default;

  void placeStorages(const DesignInterface &interface);
  mlir::LogicalResult placeProcesses(const DesignInterface &interface);
  int64_t place(int64_t bytes);

  std::unique_ptr<HostLibrary> library;
  std::vector<std::unique_ptr<char[]>> romCodes;
};

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_EXECUTION_DESIGNCODE_H
