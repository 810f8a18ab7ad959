//===- SupportFiles.h - Headers that go into every project -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_TARGET_HLSCPP_SUPPORTFILES_H
#define HLS4MLIR_LIB_TARGET_HLSCPP_SUPPORTFILES_H

#include "llvm/ADT/StringRef.h"

namespace hls4mlir::hlscpp {

/// The text of a file of lib/Target/HLSCpp/support, embedded when the library was built; empty for others.
llvm::StringRef getSupportFile(llvm::StringRef path);

} // namespace hls4mlir::hlscpp

#endif // HLS4MLIR_LIB_TARGET_HLSCPP_SUPPORTFILES_H
