//===- Costs.cpp - What the layers of a graph take of a device -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Analysis/Costs.h"

using namespace mlir;
using namespace hls4mlir;
using stream::Resources;

Resources analysis::getProcessResources(stream::LayerOp layer) {
  stream::ProcessorOpInterface head = layer.getHead();
  int64_t lanes = head.getNumLanes();
  Resources resources = stream::getControlResources() + head.getResources(lanes);
  for (stream::ProcessorOpInterface processor : layer.getEpilogue())
    resources += processor.getResources(lanes);
  return resources;
}

Resources analysis::getChannelResources(stream::LayerOp layer, unsigned output) {
  stream::ChannelType type = stream::getChannelType(layer.getOutputs()[output]);
  int64_t width = type.getElementType().getWidth();
  if (stream::getIO(layer) == stream::IO::Parallel)
    return {0, 2 * type.getNumElements() * width};
  std::optional<ArrayRef<int64_t>> depths = layer.getDepths();
  int64_t depth = depths ? (*depths)[output] : std::max<int64_t>(2, type.getNumBeats());
  return stream::chooseFifo(depth, type.getBeat() * width, stream::hasUltraRam(layer)).resources;
}
