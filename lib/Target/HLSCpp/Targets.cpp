//===- Targets.cpp - The targets that there are -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/Target.h"

using namespace hls4mlir;

static const hlscpp::Target *const kTargets[] = {&hlscpp::kVitis, &hlscpp::kVivado};

const hlscpp::Target *hlscpp::findTarget(llvm::StringRef name) {
  for (const Target *target : kTargets)
    if (target->name == name)
      return target;
  return nullptr;
}

std::string hlscpp::listTargets() {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::interleaveComma(kTargets, os, [&](const Target *target) { os << '\'' << target->name << '\''; });
  return text;
}
