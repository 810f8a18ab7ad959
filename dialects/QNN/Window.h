//===- Window.h - The windows of convolutions and pools -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_WINDOW_H
#define HLS4MLIR_DIALECTS_QNN_WINDOW_H

#include "dialects/QNN/QNN.h"
#include "llvm/Support/MathExtras.h"

namespace hls4mlir::qnn {

/// The windows along one spatial dimension.
struct WindowDim {
  /// Elements of the input, and of the window.
  int64_t input = 1, window = 1;
  int64_t stride = 1, low = 0, high = 0, dilation = 1;

  /// Distance from the first element of a window to behind its last one.
  int64_t extent() const { return (window - 1) * dilation + 1; }
  /// Number of windows.
  int64_t output() const { return (input + low + high - extent()) / stride + 1; }
  /// Where element `k` of window `p` lies in the input; outside of it, in the padding.
  int64_t position(int64_t p, int64_t k) const { return p * stride + k * dilation - low; }
  bool isInside(int64_t position) const { return position >= 0 && position < input; }
  /// How many elements of window `p` lie inside of the input.
  int64_t countInside(int64_t p) const {
    int64_t start = p * stride - low;
    int64_t first = std::max<int64_t>(0, llvm::divideCeilSigned(-start, dilation));
    int64_t last = std::min<int64_t>(window - 1, llvm::divideFloorSigned(input - 1 - start, dilation));
    return std::max<int64_t>(0, last - first + 1);
  }
  bool isPadded() const { return low != 0 || high != 0; }
};

/// The windows along the spatial dimensions of an operation that has verified: those between the first dimension, of
/// samples, and the last, of channels.
template <typename Op> llvm::SmallVector<WindowDim> getWindowDims(Op op, llvm::ArrayRef<int64_t> window) {
  llvm::ArrayRef<int64_t> input = llvm::cast<mlir::RankedTensorType>(op.getInput().getType()).getShape();
  llvm::SmallVector<WindowDim> dims;
  for (size_t i = 0; i < window.size(); ++i)
    dims.push_back(
        {input[i + 1], window[i], op.getStrides()[i], op.getPadLow()[i], op.getPadHigh()[i], op.getDilations()[i]});
  return dims;
}
inline llvm::SmallVector<WindowDim> getWindowDims(PoolOp op) { return getWindowDims(op, op.getWindow()); }
inline llvm::SmallVector<WindowDim> getWindowDims(ConvolutionOp op) {
  return getWindowDims(op, op.getKernel().getType().getShape().drop_front().drop_back());
}
/// `kernel` is the weight of the convolution.
inline llvm::SmallVector<WindowDim> getWindowDims(ConvOp op, WeightOp kernel) {
  return getWindowDims(op, kernel.getTensorType().getShape().drop_front().drop_back());
}

/// The smallest format that holds the reduction of `count` numbers of `format`.
FixedFormat reductionFormat(Reduction reduction, const FixedFormat &format, int64_t count);

} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_WINDOW_H
