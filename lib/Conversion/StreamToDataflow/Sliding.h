//===- Sliding.h - Processes that see windows of their input -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_CONVERSION_STREAMTODATAFLOW_SLIDING_H
#define HLS4MLIR_LIB_CONVERSION_STREAMTODATAFLOW_SLIDING_H

#include "dialects/Stream/SlidingWindow.h"
#include "lib/Conversion/StreamToDataflow/Emitter.h"

namespace hls4mlir::stream_to_dataflow {

/// One pixel of a window, or some of its channels.
struct Tap {
  /// Where the window is, by spatial dimension.
  llvm::SmallVector<mlir::Value> position;
  /// Which of the outer parts of the channels.
  mlir::Value part;
  /// Which pixel of the window, by spatial dimension.
  llvm::SmallVector<mlir::Value> kernel;
  /// Which of the inner parts of the channels.
  mlir::Value step;
  /// Channel `lane` of the part.
  llvm::function_ref<mlir::Value(mlir::Value lane)> element;
};

/// Walks through windows. The channels of a pixel are divided into `parts`, each into `steps`, each of `lanes`; a part
/// is done with when it has been seen in all pixels of the window. The layer's input arrives as its type says.
struct Sliding {
  Sliding(Emitter &emitter, mlir::Operation *op, int64_t padCode, bool whole, int64_t parts, int64_t steps,
          int64_t lanes);

  /// Builds the process: `begin` builds what comes before the pixels of a window, `tap` what is done with one.
  void build(llvm::function_ref<void()> begin, llvm::function_ref<void(const Tap &)> tap);

  /// Whether a tap is the first or the last of its part in its window.
  mlir::Value isFirst(const Tap &tap);
  mlir::Value isLast(const Tap &tap);

  Emitter &emitter;
  stream::SlidingWindow window;
  int64_t padCode;
  bool whole;
  int64_t parts, steps, lanes;

private:
  void buildStepped(llvm::function_ref<void()> begin, llvm::function_ref<void(const Tap &)> tap);
  void buildWhole(llvm::function_ref<void()> begin, llvm::function_ref<void(const Tap &)> tap);
  void buildUnrolled(llvm::function_ref<void()> begin, llvm::function_ref<void(const Tap &)> tap);
  /// The pixel of the input along a dimension that a pixel of a window is.
  mlir::Value pixelOf(mlir::Value position, mlir::Value kernel, int64_t dim);
  /// Iterations from the arrival of a pixel to its first use by the next row of windows, at least.
  int64_t getReuseDistance();
  mlir::Value padding();
  qnn::FixedType getElementType() { return emitter.getInputType(0).getElementType(); }
  llvm::SmallVector<Loop> kernelLoops(bool labelled);
};

} // namespace hls4mlir::stream_to_dataflow

#endif // HLS4MLIR_LIB_CONVERSION_STREAMTODATAFLOW_SLIDING_H
