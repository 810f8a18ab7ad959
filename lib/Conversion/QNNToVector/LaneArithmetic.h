//===- LaneArithmetic.h - Operations of qnn on lanes -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// What operations that are the same on an element of a tensor and on a number of a process become on the host.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_CONVERSION_QNNTOVECTOR_LANEARITHMETIC_H
#define HLS4MLIR_LIB_CONVERSION_QNNTOVECTOR_LANEARITHMETIC_H

#include "lib/Conversion/QNNToVector/Lanes.h"

namespace hls4mlir {

/// Both codes at the smaller one of their steps, of which this gives the exponent.
int alignSteps(LaneBuilder &lanes, LaneValue &lhs, int lhsLsb, LaneValue &rhs, int rhsLsb);

/// The exact result of `qnn.add`, `max`, `min`, `mul` or `sub`, at the step of the operation's result.
LaneValue evaluateBinary(LaneBuilder &lanes, mlir::Operation *op, LaneValue lhs, LaneValue rhs);

/// max(input, 0)
LaneValue rectify(LaneBuilder &lanes, LaneValue input);

/// What `qnn.requantize` makes of a number.
LaneValue evaluateRequantize(LaneBuilder &lanes, qnn::RequantizeOp op, LaneValue input);

/// min(floor((2 * lhs * 2^shift + rhs) / (2 * rhs)), max) for codes that are not negative, `rhs` at least 1 and, where
/// `shift` is negative, `lhs` at most `rhs`; `max` is the largest code of `format`.
LaneValue divideCodes(LaneBuilder &lanes, LaneValue lhs, LaneValue rhs, int shift, const FixedFormat &format);

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_CONVERSION_QNNTOVECTOR_LANEARITHMETIC_H
