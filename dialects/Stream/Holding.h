//===- Holding.h - What is held to be sent in another order -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Where the outermost dimension is the same on both sides, a tensor is reordered part by part, one for each index of
// it: while a part is sent, the next one arrives. Otherwise the whole tensor is one part, which has to be there before
// anything is sent.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_STREAM_HOLDING_H
#define HLS4MLIR_DIALECTS_STREAM_HOLDING_H

#include "dialects/Stream/Stream.h"

namespace hls4mlir::stream {

struct Holding {
  /// Elements of a part, and parts of a sample.
  int64_t elements = 1, parts = 1;
  /// Transfers of a part that arrive and that leave; not more arrive, where there are several parts.
  int64_t taken = 1, given = 1;
  /// Dimensions of the result up to the one that tells the part; those in front of it have size one.
  int64_t outerDims = 0;

  /// Of `stream.reorder` or `stream.broadcast`, in their beats.
  static Holding of(mlir::Operation *op);

  /// Parts that are in the memory at a time.
  int64_t getHeldParts() const { return parts > 1 ? 2 : 1; }
  /// How many steps after an element has been written it is read, at the earliest.
  int64_t getReuseDistance(ChannelType from, ChannelType to) const;
};

} // namespace hls4mlir::stream

#endif // HLS4MLIR_DIALECTS_STREAM_HOLDING_H
