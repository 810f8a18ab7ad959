//===- Holding.cpp - What is held to be sent in another order -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/Holding.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;

Holding Holding::of(Operation *op) {
  ChannelType from = getChannelType(op->getOperand(0)), to = getChannelType(op->getResult(0));
  Holding holding{from.getNumElements(), 1, from.getNumBeats(), to.getNumBeats(), 0};
  if (!isa<ReorderOp>(op) || getIO(op) == IO::Parallel || from.getBeat() < to.getBeat())
    return holding;
  for (auto [i, in, out] : llvm::enumerate(from.getOrder(), to.getOrder())) {
    int64_t size = to.getShape()[out], rest = holding.elements / size;
    if (in != out || rest % from.getBeat() != 0 || rest % to.getBeat() != 0)
      break;
    if (size > 1)
      return {rest, size, rest / from.getBeat(), rest / to.getBeat(), static_cast<int64_t>(i) + 1};
  }
  return holding;
}

int64_t Holding::getReuseDistance(ChannelType from, ChannelType to) const {
  // The inner dimensions in the order in which they are sent, with the distances of neighbours on arrival.
  SmallVector<int64_t> sizes, strides;
  for (int64_t dim : llvm::drop_begin(to.getOrder(), outerDims)) {
    int64_t stride = 1;
    for (int64_t inner : llvm::reverse(from.getOrder())) {
      if (inner == dim)
        break;
      stride *= from.getShape()[inner];
    }
    sizes.push_back(to.getShape()[dim]);
    strides.push_back(stride);
  }
  SmallVector<int64_t> index(sizes.size(), 0);
  int64_t nearest = given;
  for (int64_t sent = 0, arrived = 0; sent < elements; ++sent) {
    // A part is sent in the round after the one in which it arrived.
    nearest = std::min(nearest, given + sent / to.getBeat() - arrived / from.getBeat());
    for (size_t dim = sizes.size(); dim-- > 0;) {
      arrived += strides[dim];
      if (++index[dim] < sizes[dim])
        break;
      arrived -= strides[dim] * sizes[dim];
      index[dim] = 0;
    }
  }
  return nearest;
}
