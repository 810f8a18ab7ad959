//===- SupportFiles.cpp - Headers that go into every project -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/SupportFiles.h"

static constexpr struct {
  llvm::StringLiteral path, text;
} kFiles[] = {
// Written by CMake: {"path", R"(text)"}, for every file.
#include "lib/Target/HLSCpp/SupportFiles.inc"
};

llvm::StringRef hls4mlir::hlscpp::getSupportFile(llvm::StringRef path) {
  for (const auto &file : kFiles)
    if (file.path == path)
      return file.text;
  return {};
}
