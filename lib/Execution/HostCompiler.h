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

/// Emits the error that something cannot be compiled for this machine.
mlir::InFlightDiagnostic emitHostError(mlir::ModuleOp module, llvm::Error error);

/// Compiles functions on memory to an object file for this machine.
class HostCompiler {
public:
  /// The function that convert-qnn-to-vector makes, once its name says nothing of the model.
  static constexpr llvm::StringLiteral kFunctionName = "hls4mlir_tile";
  /// What the object file exports for a function: takes an array of the function's arguments, all pointers.
  static std::string getEntryName(llvm::StringRef function) { return ("hls4mlir_call_" + function).str(); }

  static llvm::Expected<HostCompiler> create();

  /// Runs convert-qnn-to-vector for the registers of this machine; `samples` and `floats` are its options.
  mlir::LogicalResult lowerToLoops(mlir::ModuleOp module, int64_t samples, bool floats) const;
  /// Compiles the functions of `module`, which has nothing else but constant arrays and is consumed but for its shell.
  /// They take memrefs of static shape and give nothing. Errors are located.
  mlir::FailureOr<std::unique_ptr<llvm::MemoryBuffer>> compile(mlir::ModuleOp module) const;

  /// A hash of everything that the object file of `module` depends on: the loops, this machine, the compilers.
  std::string getCacheKey(mlir::ModuleOp module) const;
  const llvm::orc::JITTargetMachineBuilder &getTarget() const { return target; }

private:
  explicit HostCompiler(llvm::orc::JITTargetMachineBuilder target) : target(std::move(target)) {}

  llvm::orc::JITTargetMachineBuilder target;
};

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_EXECUTION_HOSTCOMPILER_H
