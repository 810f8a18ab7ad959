//===- ThresholdForms.h - Step functions and how hardware computes them -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_THRESHOLDFORMS_H
#define HLS4MLIR_DIALECTS_QNN_THRESHOLDFORMS_H

#include "dialects/QNN/QNN.h"
#include "llvm/Support/MathExtras.h"

namespace hls4mlir::qnn {

/// What thresholds compute, row by row: code = first + step * #{k : x >= thresholds[k]}.
class StepFunction {
public:
  StepFunction(WeightOp thresholds, llvm::ArrayRef<int64_t> first, llvm::ArrayRef<int64_t> step);

  int64_t getNumRows() const { return rows; }
  /// Thresholds per row.
  int64_t getDepth() const { return depth; }
  llvm::ArrayRef<int64_t> getThresholds(int64_t row) const {
    return llvm::ArrayRef<int64_t>(codes).slice(row * depth, depth);
  }
  int64_t getFirst(int64_t row) const { return first[first.size() == 1 ? 0 : row]; }
  int64_t getStep(int64_t row) const { return step[step.size() == 1 ? 0 : row]; }

  /// How many thresholds of a row this input reaches.
  int64_t count(int64_t row, const llvm::APSInt &input) const;
  int64_t evaluate(int64_t row, const llvm::APSInt &input) const {
    return getFirst(row) + getStep(row) * count(row, input);
  }
  /// The codes of the result for these codes of the input.
  CodeRange getRange(int64_t row, const CodeRange &input) const;
  /// The codes of the result, in all rows, for an input of a type.
  CodeRange getRange(FixedType input) const;

private:
  llvm::SmallVector<int64_t> codes;
  bool isUnsigned;
  int64_t rows, depth;
  llvm::SmallVector<int64_t> first, step;
};

/// Inputs of these widths have codes, and thresholds one above them, that fit an int64_t with room for sums.
inline constexpr unsigned kMaxFormWidth = 61;

/// Comparisons, one after the other, that a binary search among so many thresholds takes.
inline int64_t getSearchSteps(int64_t depth) { return llvm::Log2_64_Ceil(depth + 1); }

/// Whether numbers of these types have room for the arithmetic of the forms: all forms but comparators compute with
/// codes, or hold thresholds one above them.
inline bool fitsForms(FixedType input, FixedType thresholds) {
  return input.getWidth() <= kMaxFormWidth && thresholds.getWidth() <= kMaxFormWidth + 1;
}

/// Checks that `form` gives, for every number of type `input`, what the thresholds give. Reports on `op`.
mlir::LogicalResult verifyThresholdForm(mlir::Operation *op, mlir::SymbolTableCollection &symbols, mlir::Attribute form,
                                        WeightOp thresholds, const StepFunction &function, FixedType input,
                                        FixedType result);

/// Reads and writes a form in the text of an operation.
mlir::ParseResult parseThresholdForm(mlir::OpAsmParser &parser, mlir::Attribute &form);
void printThresholdForm(mlir::OpAsmPrinter &printer, mlir::Operation *op, mlir::Attribute form);

} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_THRESHOLDFORMS_H
