//===- FixedSemantics.h - What fixed-point numbers mean ---------*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// The one definition of fixed-point arithmetic in the compiler: value sets, growth of exact operations, and
// narrowing. Constant folding, range computation and tests use it; the emitted C++ is compared with it.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_FIXEDSEMANTICS_H
#define HLS4MLIR_DIALECTS_QNN_FIXEDSEMANTICS_H

#include "mlir/IR/OpImplementation.h"
#include "llvm/ADT/APSInt.h"
#include "llvm/ADT/DenseMapInfo.h"
#include <cstdint>

#include "dialects/QNN/QNNEnums.h.inc"

namespace hls4mlir {

/// An exact dyadic number: code * 2^lsb. The code is as wide as it needs to be.
struct FixedValue {
  llvm::APSInt code;
  int lsb = 0;
};

/// The value set of `!qnn.fixed`: { code * 2^lsb() : code of `width` bits }.
struct FixedFormat {
  unsigned width = 1;
  int integer = 1;
  bool isSigned = false;

  /// Exponent of the least significant bit.
  int lsb() const { return integer - static_cast<int>(width); }
  /// Number of fraction bits, negative when the step is larger than one.
  int fraction() const { return -lsb(); }
  llvm::APSInt minCode() const;
  llvm::APSInt maxCode() const;
  /// True when every value of `other` is a value of this format.
  bool contains(const FixedFormat &other) const;
  /// True when `value` is a value of this format.
  bool contains(const FixedValue &value) const;

  bool operator==(const FixedFormat &other) const {
    return width == other.width && integer == other.integer && isSigned == other.isSigned;
  }
  bool operator!=(const FixedFormat &other) const { return !(*this == other); }

  /// The smallest format with the given step that holds every code in [low, high]; signed iff low < 0.
  static FixedFormat forRange(const llvm::APSInt &low, const llvm::APSInt &high, int lsb);
};

//===----------------------------------------------------------------------===//
// Growth of exact operations; the tables stand in the descriptions of qnn.add, qnn.sub and qnn.mul
//===----------------------------------------------------------------------===//

FixedFormat addFormat(const FixedFormat &lhs, const FixedFormat &rhs);
FixedFormat subFormat(const FixedFormat &lhs, const FixedFormat &rhs);
FixedFormat mulFormat(const FixedFormat &lhs, const FixedFormat &rhs);
/// Format that holds every sum of `count` products.
FixedFormat dotFormat(const FixedFormat &lhs, const FixedFormat &rhs, uint64_t count);
/// The smallest format that contains both.
FixedFormat hullFormat(const FixedFormat &lhs, const FixedFormat &rhs);
FixedFormat reluFormat(const FixedFormat &input);

//===----------------------------------------------------------------------===//
// Exact values
//===----------------------------------------------------------------------===//

FixedValue add(const FixedValue &lhs, const FixedValue &rhs);
FixedValue sub(const FixedValue &lhs, const FixedValue &rhs);
FixedValue mul(const FixedValue &lhs, const FixedValue &rhs);
/// Negative, zero or positive as lhs is smaller than, equal to or larger than rhs.
int compare(const FixedValue &lhs, const FixedValue &rhs);

/// Rounds `value` to multiples of 2^lsb; the result is the code, as wide as it needs to be.
llvm::APSInt roundToLsb(const FixedValue &value, int lsb, qnn::RoundingMode rounding);

/// The code of `value` in `format`: rounded to its step, then brought into its range. As wide as the format.
llvm::APSInt narrow(const FixedValue &value, const FixedFormat &format, qnn::RoundingMode rounding,
                    qnn::OverflowMode overflow);

} // namespace hls4mlir

#endif // HLS4MLIR_DIALECTS_QNN_FIXEDSEMANTICS_H
