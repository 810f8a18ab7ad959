//===- Names.h - Identifiers of C++ -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_TARGET_HLSCPP_NAMES_H
#define HLS4MLIR_LIB_TARGET_HLSCPP_NAMES_H

#include "lib/Target/HLSCpp/Target.h"
#include "llvm/ADT/StringSet.h"

namespace hls4mlir::hlscpp {

/// `name` with every character that C++ does not allow in an identifier replaced by '_'; never empty, never
/// with a leading digit or underscore (which C++ reserves), never with two underscores in a row.
std::string legalize(llvm::StringRef name, llvm::StringRef fallback);

/// The names that are taken at one place of the C++, and those of the scopes around it.
class NameScope {
public:
  explicit NameScope(const NameScope *outer = nullptr) : outer(outer) {}
  /// Every word that no name of ours may be: keywords, support headers, the target's macros.
  static NameScope reserved(const Target &target);

  bool contains(llvm::StringRef name) const { return names.contains(name) || (outer && outer->contains(name)); }
  void insert(llvm::StringRef name) { names.insert(name); }
  /// Takes a legal name that is not taken: `name` itself, or with a number behind it.
  std::string take(llvm::StringRef name, llvm::StringRef fallback);

private:
  const NameScope *outer;
  llvm::StringSet<> names;
};

} // namespace hls4mlir::hlscpp

#endif // HLS4MLIR_LIB_TARGET_HLSCPP_NAMES_H
