//===- Tables.h - Functions of a code as tables -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_TRANSFORMS_TABLES_H
#define HLS4MLIR_DIALECTS_QNN_TRANSFORMS_TABLES_H

#include "dialects/QNN/Transforms/IntegerBuilder.h"

namespace hls4mlir::qnn {

/// What the stages of one element make of a number. Rounds it by evaluating with growing precision until the
/// result is decided.
class ElementFunction {
public:
  explicit ElementFunction(llvm::ArrayRef<ElementStage> stages) : stages(stages) {}

  /// The value rounded by a function that never falls and that is constant between multiples of half of `step`.
  /// Nothing when no precision decides it, or when `getDomainError` says why there is no value.
  std::optional<Integer> round(const Rational &x, const Rational &step,
                               llvm::function_ref<Integer(const Rational &)> rounding) const;
  /// Bounds of the value, not further apart than about 2^-precision.
  std::optional<RationalInterval> enclose(const Rational &x, unsigned precision) const;
  /// What keeps the first function from having a value, as "log of -0.5 is finite for positive numbers only".
  std::string getDomainError(const Rational &x) const;

private:
  llvm::ArrayRef<ElementStage> stages;
};

/// The entries of a table, one row for each element of `shape`, over which the stages broadcast, of the codes of
/// `input` in ascending order. `entryOf` gives the entry for a function and an argument, or nothing. Codes that
/// do not occur repeat the entry of the nearest that does. Fails with a report.
mlir::FailureOr<std::vector<int64_t>>
computeTable(IntegerBuilder &builder, mlir::Location loc, const Quantity &input, llvm::ArrayRef<int64_t> shape,
             llvm::function_ref<std::optional<int64_t>(size_t row, const ElementFunction &, const Rational &)> entryOf);

/// A table of entries of `type` for the codes of `input`, with one row for each element of `rows`. Tables of the
/// same entries are one weight, and a table that does nothing but narrow is a narrowing.
Quantity lookup(IntegerBuilder &builder, mlir::Location loc, const Quantity &input, llvm::ArrayRef<int64_t> rows,
                FixedType type, llvm::ArrayRef<int64_t> entries, mlir::FloatAttr errorBound = {});

/// Bounds of what a quantity can be, of which a function is pending. Fails with a report.
mlir::FailureOr<RationalInterval> getFunctionBounds(IntegerBuilder &builder, mlir::Location loc, const Quantity &input);

/// Least and greatest number that an element of a quantity can be; they broadcast over its shape.
struct ValueBounds {
  RationalTensor low, high;
};

/// Bounds of what a quantity can be, whatever is pending. Fails with a report.
mlir::FailureOr<ValueBounds> getValueBounds(IntegerBuilder &builder, mlir::Location loc, const Quantity &input);

/// The quantity with everything that is pending, which contains a function, as numbers in the design, rounded to
/// nearest: in numbers of `type`, by default in 16 bits, of which as many are fraction bits as the largest value
/// leaves. Says in a remark how large the error is, where there is one. Fails with a report.
mlir::FailureOr<Quantity> tabulate(IntegerBuilder &builder, mlir::Location loc, const Quantity &input,
                                   FixedType type = {});

} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_TRANSFORMS_TABLES_H
