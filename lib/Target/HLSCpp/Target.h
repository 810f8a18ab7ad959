//===- Target.h - How a vendor spells HLS C++ -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// A vendor is a table: names of types, headers, stream calls and directives. The printer asks the table and
// never the vendor's name. Texts are formats of llvm::formatv; what stands for {0}, {1}, .. is said at each.
// A directive that a vendor lacks is null, and the printer leaves a remark for it.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_TARGET_HLSCPP_TARGET_H
#define HLS4MLIR_LIB_TARGET_HLSCPP_TARGET_H

#include "dialects/Dataflow/Dataflow.h"

namespace hls4mlir::hlscpp {

/// One spelling per case of an enumeration.
template <typename Enum> struct Spelling {
  Enum value;
  const char *text;
};

/// How a rounding mode is asked for: by a function template of the support headers and, where the number type
/// has the mode, its name as a template argument.
struct RoundingSpelling {
  qnn::RoundingMode mode;
  const char *function;
  const char *argument;
};

struct Target {
  llvm::StringLiteral name;
  llvm::StringLiteral title;

  // Numbers. {0} is the width, {1} the integer bits.
  const char *signedNumber;
  const char *unsignedNumber;
  const char *numberHeader;
  /// Folder of the support headers with the vendor-specific `number.h`.
  const char *numberSupport;
  /// Defined in front of the number header to the widest width, where it exceeds the default.
  const char *widthLimitMacro;
  unsigned defaultWidthLimit;
  unsigned largestWidthLimit;
  llvm::ArrayRef<RoundingSpelling> rounding;
  llvm::ArrayRef<Spelling<qnn::OverflowMode>> overflow;

  // FIFOs. {0} is the FIFO (its element type for the types), {1} the value.
  const char *streamHeader;
  const char *streamType;
  const char *streamDeclaration; // {0} type, {1} name
  const char *streamRead;
  const char *streamWrite;

  // Directives of functions and loops. {0} is the number.
  const char *dataflow;
  const char *functionPipeline;
  const char *inlined;
  const char *loopPipeline;
  const char *loopUnroll;
  const char *loopUnrollBy;

  // Directives of variables. {0} is the variable, {1} the dimension (from 1), {2} the factor.
  const char *partition[3]; // complete, cyclic, block
  const char *reshape[3];
  /// What an iteration writes is read {1} iterations later at the earliest.
  const char *distance;
  /// Packs the lanes of beats side by side.
  const char *aggregate;
  const char *streamDepth; // {1} the depth
  llvm::ArrayRef<Spelling<dataflow::Storage>> arrayStorage;
  llvm::ArrayRef<Spelling<dataflow::Storage>> romStorage;
  llvm::ArrayRef<Spelling<dataflow::Storage>> fifoStorage;
  /// {0} is the port.
  llvm::ArrayRef<Spelling<dataflow::Interface>> interface;

  /// Words that are no names: macros and namespaces of the vendor's headers.
  llvm::ArrayRef<llvm::StringLiteral> reserved;
};

/// The spelling of `value`, null when the table has none.
template <typename Enum> const char *find(llvm::ArrayRef<Spelling<Enum>> table, Enum value) {
  for (const Spelling<Enum> &entry : table)
    if (entry.value == value)
      return entry.text;
  return nullptr;
}

extern const Target kVitis;
extern const Target kVivado;

/// The target of that name, null when there is none.
const Target *findTarget(llvm::StringRef name);
/// Names of all targets, for messages.
std::string listTargets();

} // namespace hls4mlir::hlscpp

#endif // HLS4MLIR_LIB_TARGET_HLSCPP_TARGET_H
