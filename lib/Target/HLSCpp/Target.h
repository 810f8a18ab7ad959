//===- Target.h - How a vendor spells HLS C++ -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// A vendor is a table: names of types, headers, stream calls and directives. The printer asks the table and
// never the vendor's name. Texts are formats of llvm::formatv; what stands for {0}, {1}, .. is said at each.
// A directive that a vendor lacks is null, and the printer leaves a remark for it. One that holds without a word is
// empty.
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

/// An array as the vendor's tool lays it out.
struct Layout {
  llvm::ArrayRef<int64_t> shape;
  /// Bits of a number, and numbers of an element.
  unsigned width;
  int64_t lanes;
  llvm::ArrayRef<dataflow::PartitionAttr> partition, reshape;
  std::optional<dataflow::Storage> storage;
  /// Takes what of this the vendor has no word for.
  llvm::function_ref<void(const llvm::Twine &)> lacking;
};

/// How processes run side by side where they are no calls within the top function: each is launched by itself. FIFOs
/// are then global, in the namespace `fifos`, and template arguments of processes; an array between processes, or at a
/// port, is a FIFO of whole arrays.
struct Launching {
  const char *fifoParameter; // {0} name
  // FIFOs: {0} name, {1} element type, {2} elements, those of a sample for ports and the depth for others. Ports are
  // declared in the header and, where that is not all, defined in the source.
  const char *declareIn;
  const char *declareOut;
  const char *defineIn;
  const char *defineOut;
  const char *defineFifo;
  /// In front of a process that takes a sample every {0} cycles, and of a top function of which that is true.
  const char *pipelinedProcess;
  const char *pipelinedTop;
  const char *top;        // {0} name
  const char *launchName; // {0} the name of something launched, in namespace `launched`
  /// Statements. {0} is the function, {1} what launchName declares, {2} a directive for the loop over samples, if any.
  const char *launch;
  const char *finish;
  /// Instead of both, where the design is one process.
  const char *alone;
  const char *samplePipeline; // {0} cycles
  // The test bench: around the loop over samples, {0} is the top function; the call for one sample; taking {1} out of
  // the FIFO {0}, and putting it in.
  const char *hostIncludes;
  const char *hostStart;
  const char *hostCall;
  const char *hostEnd;
  const char *hostRead; // {2} the type
  const char *hostWrite;
};

struct Target {
  llvm::StringLiteral name;
  llvm::StringLiteral title;

  // Numbers. {0} is the width, {1} the integer bits.
  const char *signedNumber;
  const char *unsignedNumber;
  /// Included in front of everything else, one on a line.
  const char *headers;
  /// Folder of the support headers with the vendor-specific `number.h`.
  const char *numberSupport;
  /// Defined in front of the number header to the widest width, where it exceeds the default.
  const char *widthLimitMacro;
  unsigned defaultWidthLimit;
  unsigned largestWidthLimit;
  llvm::ArrayRef<RoundingSpelling> rounding;
  llvm::ArrayRef<Spelling<qnn::OverflowMode>> overflow;

  // FIFOs. {0} is the FIFO (its element type for the types), {1} the value.
  const char *streamType;
  const char *streamDeclaration; // {0} type, {1} name
  const char *streamRead;
  const char *streamWrite;

  /// How processes are launched; null where the top function calls them.
  const Launching *launching;

  // Directives of functions and loops. {0} is the number. Those of loops stand within the loop, or in front of it.
  bool inFrontOfLoops;
  const char *dataflow;
  const char *functionPipeline;
  const char *inlined;
  const char *loopPipeline;
  const char *loopUnroll;
  const char *loopUnrollBy;

  /// Attributes in front of the declaration of an array, each with a blank behind it, in place of the directives for
  /// division and storage; null where those are used.
  std::string (*layoutAttributes)(const Layout &layout);
  // Directives of variables. {0} is the variable, {1} the dimension (from 1), {2} the factor.
  const char *partition[3]; // complete, cyclic, block
  const char *reshape[3];
  /// What an iteration writes is read {1} iterations later at the earliest: a directive of the variable, or one of the
  /// pipelined loops that use it.
  const char *distance;
  const char *loopDistance;
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

extern const Target kOneAPI;
extern const Target kQuartus;
extern const Target kVitis;
extern const Target kVivado;

/// Adds a target to those above. To be called before the first is looked for.
void registerTarget(const Target &target);
/// The target of that name, null when there is none.
const Target *findTarget(llvm::StringRef name);
/// Names of all targets, for messages.
std::string listTargets();

} // namespace hls4mlir::hlscpp

#endif // HLS4MLIR_LIB_TARGET_HLSCPP_TARGET_H
