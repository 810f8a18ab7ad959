//===- SlidingWindow.h - Where windows lie and what is kept for them -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// The numbers of a sliding processor: verifier, cycles and generator take them from here.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_STREAM_SLIDINGWINDOW_H
#define HLS4MLIR_DIALECTS_STREAM_SLIDINGWINDOW_H

#include "dialects/Stream/Stream.h"

namespace hls4mlir::stream {

/// Windows that slide over the spatial dimensions of a channel. A row is what runs inside the outermost of them.
struct SlidingWindow {
  llvm::SmallVector<int64_t> input, kernel, strides, dilations, low, high;
  int64_t channels = 1;

  /// That of a `stream.window`, `stream.pool` or `stream.depthwise` that has passed its verifier.
  static SlidingWindow of(mlir::Operation *op);

  int64_t getRank() const { return input.size(); }
  /// Pixels from the first to the last of a window along a dimension.
  int64_t getExtent(int64_t dim) const { return (kernel[dim] - 1) * dilations[dim] + 1; }
  /// Positions along a dimension; less than one where the kernel is larger than the padded input.
  int64_t getPositions(int64_t dim) const;
  llvm::SmallVector<int64_t> getOutputShape() const;
  /// Pixels of a window.
  int64_t getTaps() const;
  /// True when some window sees padding along a dimension.
  bool isPadded(int64_t dim) const;

  //===--------------------------------------------------------------------===//
  // Windows that are walked through in steps
  //===--------------------------------------------------------------------===//

  /// Pixels of a row.
  int64_t getRowPixels() const;
  /// Rows that the windows of row `position` and those before need; beyond the last row of windows, all rows.
  int64_t getRowsNeeded(int64_t position) const;
  /// Rows that the buffer holds.
  int64_t getHeldRows() const { return std::min(input[0], getExtent(0) + strides[0]); }
  /// Pixels that arrive while a row of windows is sent, at most: the rows that the next windows need, or those behind
  /// the last window, which are fewer than the stride.
  int64_t getArrivingPixels() const;
  /// Positions of a row of windows, and of those the ones along the dimensions inside the first of them.
  int64_t getRowPositions() const;
  int64_t getInnerPositions() const;
  /// Rounds of the first dimension inside the rows beyond its positions, in which nothing is sent: where more
  /// pixels arrive than are sent. Along rows of one spatial dimension there is one position.
  int64_t getIdleRounds() const;
  /// The transfers, where the channels of a pixel come in `parts` of `steps` beats; a part is done with when it has
  /// been seen in all pixels of a window. A result leaves at each step, or at the end of a part.
  Schedule getSteppedSchedule(int64_t parts, int64_t steps, bool givesEachStep) const;

  //===--------------------------------------------------------------------===//
  // Windows that are there as a whole
  //===--------------------------------------------------------------------===//

  /// Pixels of the padded input along a dimension, up to the last that a window or the channel needs.
  int64_t getScanned(int64_t dim) const;
  /// The transfers.
  Schedule getWholeSchedule() const;
};

} // namespace hls4mlir::stream

#endif // HLS4MLIR_DIALECTS_STREAM_SLIDINGWINDOW_H
