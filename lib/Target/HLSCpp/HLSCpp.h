//===- HLSCpp.h - HLS C++ from the dataflow level -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_TARGET_HLSCPP_HLSCPP_H
#define HLS4MLIR_LIB_TARGET_HLSCPP_HLSCPP_H

#include "dialects/Dataflow/Dataflow.h"
#include "mlir/Pass/Pass.h"
#include <map>
#include <string>

namespace hls4mlir::hlscpp {

#define GEN_PASS_DECL
#include "lib/Target/HLSCpp/HLSCppPasses.h.inc"
#define GEN_PASS_REGISTRATION
#include "lib/Target/HLSCpp/HLSCppPasses.h.inc"

} // namespace hls4mlir::hlscpp

namespace hls4mlir {

/// The C++ of a module that `dataflow-prepare-for-emission` has prepared for `target`: file name -> text.
/// Fails, with a located error, on an unknown target and on operations that have no C++.
mlir::FailureOr<std::map<std::string, std::string>> emitHLSCpp(mlir::ModuleOp module, llvm::StringRef target);

/// Registers `hls4mlir-translate --emit-hls-cpp --target=..`.
void registerHLSCppTranslation();

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_TARGET_HLSCPP_HLSCPP_H
