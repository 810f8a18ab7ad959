//===- AsmNames.h - Names of C++ as SSA names of the text -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_DATAFLOW_ASMNAMES_H
#define HLS4MLIR_DIALECTS_DATAFLOW_ASMNAMES_H

#include "mlir/IR/OpImplementation.h"

namespace hls4mlir::dataflow {

/// Parses the string that may follow an SSA name; without it the name is that of the SSA value.
mlir::ParseResult parseNameAfter(mlir::OpAsmParser &parser, llvm::StringRef ssaName, mlir::StringAttr &name);

/// Prints `name` as a string where the SSA value is not printed under it.
void printNameAfter(mlir::OpAsmPrinter &printer, mlir::Value value, mlir::StringAttr name);

} // namespace hls4mlir::dataflow

#endif // HLS4MLIR_DIALECTS_DATAFLOW_ASMNAMES_H
