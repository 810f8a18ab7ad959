//===- Ranges.h - Which codes a value can have -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_RANGES_H
#define HLS4MLIR_DIALECTS_QNN_RANGES_H

#include "dialects/QNN/FixedSemantics.h"
#include "mlir/IR/Value.h"
#include "llvm/ADT/DynamicAPInt.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <optional>

namespace hls4mlir::qnn {

using Integer = llvm::DynamicAPInt;

Integer toInteger(const llvm::APSInt &value);
/// The value as an APSInt that has just the bits it needs.
llvm::APSInt toAPSInt(const Integer &value);
/// 2^exponent.
Integer integerPowerOfTwo(unsigned exponent);
/// Quotient rounded down of a division by a positive number.
Integer floorDivide(const Integer &dividend, const Integer &divisor);

/// Codes in [low, high] that are multiples of 2^zeros.
struct CodeRange {
  /// What `zeros` is where the only code is 0, which every power of two divides.
  static constexpr unsigned kAllZeros = 1u << 16;

  Integer low, high;
  unsigned zeros = 0;

  /// A code as 64 bits store it, with or without a sign.
  static CodeRange ofCode(int64_t code, bool isSigned = true);
  static CodeRange ofFormat(const FixedFormat &format);

  bool operator==(const CodeRange &other) const {
    return low == other.low && high == other.high && zeros == other.zeros;
  }
  bool operator!=(const CodeRange &other) const { return !(*this == other); }
};

/// The smallest range that holds the codes of both.
CodeRange hull(const CodeRange &lhs, const CodeRange &rhs);
/// Codes times 2^amount; sums; products.
CodeRange shifted(const CodeRange &range, unsigned amount);
CodeRange negated(const CodeRange &range);
CodeRange operator+(const CodeRange &lhs, const CodeRange &rhs);
CodeRange operator*(const CodeRange &lhs, const CodeRange &rhs);

/// The codes of the elements of a value: one range for all elements, or one for each index of the last dimension
/// (the channels). Without any range nothing is known yet.
class ElementRanges {
public:
  ElementRanges() = default;
  /*implicit*/ ElementRanges(CodeRange range) { channels.push_back(std::move(range)); }
  /*implicit*/ ElementRanges(llvm::SmallVector<CodeRange> channels);
  /// All codes of the type of a value; nothing for a value that is no fixed-point number.
  static ElementRanges ofType(mlir::Type type);

  bool isKnown() const { return !channels.empty(); }
  bool isUniform() const { return channels.size() == 1; }
  llvm::ArrayRef<CodeRange> getChannels() const { return channels; }
  const CodeRange &operator[](size_t channel) const { return channels[isUniform() ? 0 : channel]; }
  /// The smallest range that holds all elements; asks for known ranges.
  CodeRange hull() const;
  /// The smallest format of this step that holds all elements.
  FixedFormat getFormat(int lsb) const;
  /// The range of each channel replaced by what `function` makes of it.
  ElementRanges map(llvm::function_ref<CodeRange(const CodeRange &)> function) const;
  /// The same ranges for a value of another shape, which has the channels of the first one when `keepsChannels`.
  ElementRanges moved(bool keepsChannels) const;

  bool operator==(const ElementRanges &other) const { return channels == other.channels; }
  void print(llvm::raw_ostream &os) const;

  /// The least that holds what both know, for range analysis.
  static ElementRanges join(const ElementRanges &lhs, const ElementRanges &rhs);

private:
  llvm::SmallVector<CodeRange, 1> channels;
};

/// Elementwise, where a uniform range meets one per channel.
ElementRanges combine(const ElementRanges &lhs, const ElementRanges &rhs,
                      llvm::function_ref<CodeRange(const CodeRange &, const CodeRange &)> function);

using SetRangeFn = llvm::function_ref<void(mlir::Value, const ElementRanges &)>;

/// What is known of a value that no operation makes: of an argument of the network, the codes that the host
/// gives it.
ElementRanges getEntryRanges(mlir::Value value);

/// The ranges of a result of an operation, from those of its operands: by `InferRangeOpInterface`, within what
/// the type holds.
ElementRanges inferResultRanges(mlir::OpResult result, llvm::ArrayRef<ElementRanges> operands);

} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_RANGES_H
