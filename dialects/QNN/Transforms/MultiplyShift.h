//===- MultiplyShift.h - Step functions as multiplication and shift -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_TRANSFORMS_MULTIPLYSHIFT_H
#define HLS4MLIR_DIALECTS_QNN_TRANSFORMS_MULTIPLYSHIFT_H

#include "dialects/QNN/ThresholdForms.h"

namespace hls4mlir::qnn {

/// code = clip(floor((x * multipliers[row] + offsets[row]) / 2^shift)), in codes.
struct MultiplyShift {
  unsigned shift = 0;
  /// One per row, or one for all rows.
  std::vector<int64_t> multipliers, offsets;
};

/// The multiplication and shift that gives a step function exactly for all codes of the input type, with the
/// smallest shift that all rows can have and with one multiplier for all rows where a few more bits allow it.
/// Nothing where there is none, because the steps are not evenly spaced enough.
std::optional<MultiplyShift> solveMultiplyShift(const StepFunction &function, FixedType input);

} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_TRANSFORMS_MULTIPLYSHIFT_H
