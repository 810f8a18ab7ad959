//===- Targets.cpp - The targets that there are -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/Target.h"

using namespace hls4mlir;

static llvm::SmallVectorImpl<const hlscpp::Target *> &targets() {
  static llvm::SmallVector<const hlscpp::Target *> all = {&hlscpp::kOneAPI, &hlscpp::kQuartus, &hlscpp::kVitis,
                                                          &hlscpp::kVivado};
  return all;
}

void hlscpp::registerTarget(const Target &target) { targets().push_back(&target); }

const hlscpp::Target *hlscpp::findTarget(llvm::StringRef name) {
  for (const Target *target : targets())
    if (target->name == name)
      return target;
  return nullptr;
}

std::string hlscpp::listTargets() {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::interleaveComma(targets(), os, [&](const Target *target) { os << '\'' << target->name << '\''; });
  return text;
}
