//===- HostCompiler.h - From the integer form to machine code -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_EXECUTION_HOSTCOMPILER_H
#define HLS4MLIR_LIB_EXECUTION_HOSTCOMPILER_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ExecutionEngine/Orc/JITTargetMachineBuilder.h"
#include "llvm/Support/MemoryBuffer.h"

namespace hls4mlir {

/// Compiles a function of the integer form to an object file for this machine.
class HostCompiler {
public:
  static constexpr llvm::StringLiteral kFunctionName = "hls4mlir_tile";
  /// What the object file exports: takes an array of the function's arguments, all pointers.
  static constexpr llvm::StringLiteral kEntryName = "hls4mlir_call";

  static llvm::Expected<HostCompiler> create();

  /// Runs convert-qnn-to-vector for the registers of this machine; `floats` is its option.
  mlir::LogicalResult lowerToLoops(mlir::ModuleOp module, bool floats) const;
  /// Compiles the function kFunctionName, the only operation that is left in `module`, which is consumed but
  /// for its shell. Errors are located.
  mlir::FailureOr<std::unique_ptr<llvm::MemoryBuffer>> compile(mlir::ModuleOp module);

  /// A hash of everything that the object file of `module` depends on: the loops, this machine, the compilers.
  std::string getCacheKey(mlir::ModuleOp module) const;
  const llvm::orc::JITTargetMachineBuilder &getTarget() const { return target; }

private:
  explicit HostCompiler(llvm::orc::JITTargetMachineBuilder target) : target(std::move(target)) {}

  llvm::orc::JITTargetMachineBuilder target;
};

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_EXECUTION_HOSTCOMPILER_H
