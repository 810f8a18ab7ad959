//===- Scalars.h - Operations of qnn on single numbers -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// What the interpreters share: the definition of an operation on numbers, in integers of any width.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_EXECUTION_SCALARS_H
#define HLS4MLIR_LIB_EXECUTION_SCALARS_H

#include "dialects/QNN/QNN.h"

namespace hls4mlir {

/// Bits that the host gave or gets, as a code: taken modulo the width.
inline llvm::APSInt codeOf(int64_t bits, const FixedFormat &format) {
  llvm::APInt wide(64, static_cast<uint64_t>(bits));
  return llvm::APSInt(format.isSigned ? wide.sextOrTrunc(format.width) : wide.zextOrTrunc(format.width),
                      !format.isSigned);
}

/// The code as the host gets it.
inline int64_t bitsOf(const llvm::APSInt &code) {
  return code.isSigned() ? code.getSExtValue() : static_cast<int64_t>(code.getZExtValue());
}

/// The code of a number that a format represents, or modulo its width where that is what an operation says.
inline llvm::APSInt exactCode(const FixedValue &value, const FixedFormat &format) {
  return narrow(value, format, qnn::RoundingMode::Floor, qnn::OverflowMode::Wrap);
}

/// max(value, 0)
inline llvm::APSInt rectify(const FixedValue &value, const FixedFormat &format) {
  return value.code.isNegative() ? llvm::APSInt(format.width, !format.isSigned) : exactCode(value, format);
}

/// What `qnn.requantize` makes of a number.
llvm::APSInt requantize(qnn::RequantizeOp op, const FixedValue &value, const FixedFormat &format);

/// What an operation of qnn on single numbers gives. Fails with a report for any other operation, and where it
/// divides by zero.
mlir::FailureOr<llvm::APSInt> evaluateScalar(mlir::Operation *op, llvm::ArrayRef<FixedValue> operands);

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_EXECUTION_SCALARS_H
