//===- Project.h - The files of a project -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_TARGET_HLSCPP_PROJECT_H
#define HLS4MLIR_LIB_TARGET_HLSCPP_PROJECT_H

#include "lib/Target/HLSCpp/Printer.h"

namespace hls4mlir::hlscpp {

/// Prints the files of one design.
class Project {
public:
  Project(mlir::ModuleOp module, dataflow::DesignOp design, const Target &target);

  mlir::FailureOr<std::map<std::string, std::string>> emit();

private:
  void emitSupport();
  void emitTypes();
  void emitProcess(dataflow::ProcessOp process);
  /// The top function, which calls the processes (CalledTop.cpp) or launches them (LaunchedTop.cpp).
  void emitCalledTop();
  void emitLaunchedTop();

  /// False, with an error for each, when ports have no names for their types.
  bool checkPorts();
  /// The widest number in any expression, in bits.
  unsigned widestNumber();
  void openGuard(const llvm::Twine &path);
  void comment(llvm::StringRef name, std::optional<mlir::ArrayAttr> lines);
  /// Begins the source of the top function: its header, and those of the processes.
  void includeProcesses();
  /// A comment per port of the design.
  void describePorts();
  /// `void name(parameters)`, a parameter per line where one line is too long.
  template <typename OpTy> std::string signature(OpTy function);
  /// Opens the function whose head may have several lines, which follow each other at `indent`.
  void openFunction(llvm::StringRef head, unsigned indent = 0);
  /// Ends the file that the printer has written.
  void finish(const llvm::Twine &path) { files[path.str()] = std::exchange(printer.writer, Writer()).take(); }

  // Parts of a launched top.
  void declareFifos();
  std::string portElement(unsigned port);
  void emitSample();
  std::string emitTask(dataflow::InstanceOp instance, unsigned number);

  mlir::ModuleOp module;
  dataflow::DesignOp design;
  std::map<std::string, std::string> files;
  Patterns patterns;
  Printer printer;
};

} // namespace hls4mlir::hlscpp

#endif // HLS4MLIR_LIB_TARGET_HLSCPP_PROJECT_H
