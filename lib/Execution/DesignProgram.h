//===- DesignProgram.h - Processes as lists of instructions -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Every process becomes a list of instructions with jumps, so that it can stop where a FIFO is empty or full and go
// on later.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_EXECUTION_DESIGNPROGRAM_H
#define HLS4MLIR_LIB_EXECUTION_DESIGNPROGRAM_H

#include "dialects/Dataflow/Dataflow.h"
#include <memory>

namespace hls4mlir::design {

/// Numbers of which those that were never stored have no value. They may be moved, as registers shift what they do not
/// hold yet, but not sent or computed with.
using Numbers = llvm::SmallVector<std::optional<llvm::APSInt>, 1>;

/// An array: its numbers, lanes innermost, of which those that were never stored have no value.
struct Array {
  llvm::SmallVector<int64_t> shape;
  FixedFormat format;
  std::vector<std::optional<llvm::APSInt>> numbers;

  explicit Array(dataflow::ArrayType type)
      : shape(type.getAccessShape()), format(dataflow::getFixedType(type).getFormat()),
        numbers(mlir::ShapedType::getNumElements(shape)) {}
};

struct Instruction {
  enum Kind { Compute, Copy, BeginLoop, EndLoop, Jump, JumpUnless } kind;
  mlir::Operation *op;
  llvm::SmallVector<unsigned, 4> operands;
  unsigned result = 0;
  /// Where a jump goes; the end of a loop goes back to behind its begin.
  size_t target = 0;
};

/// A process as instructions over numbered values, of which the first are its ports.
struct Program {
  std::vector<Instruction> instructions;
  unsigned numValues = 0;
  /// Constant arrays by the value that they are.
  std::vector<std::pair<unsigned, std::unique_ptr<Array>>> roms;
};

/// The instructions of a process. A process with an operation that cannot be run is a located error.
mlir::FailureOr<Program> compileProcess(dataflow::ProcessOp process);

} // namespace hls4mlir::design

#endif // HLS4MLIR_LIB_EXECUTION_DESIGNPROGRAM_H
