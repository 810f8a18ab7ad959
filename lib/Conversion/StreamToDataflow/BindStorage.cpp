//===- BindStorage.cpp - What memories FIFOs and arrays are made of -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/StreamToDataflow/BindStorage.h"
#include "dialects/Stream/Resources.h"

using namespace mlir;
using namespace hls4mlir;
using stream::MemoryKind;

namespace {
/// The words of each memory that an array is divided into, and their bits.
struct MemoryShape {
  int64_t depth = 1, width = 1;
};
} // namespace

static int64_t getBits(Type element) {
  if (auto beat = dyn_cast<dataflow::BeatType>(element))
    return beat.getLanes() * beat.getElement().getWidth();
  return cast<qnn::FixedType>(element).getWidth();
}

static MemoryShape getMemoryShape(dataflow::ArrayType type, ArrayAttr partition, ArrayAttr reshape) {
  MemoryShape memory{1, getBits(type.getElement())};
  SmallVector<int64_t> sizes(type.getShape());
  // Parts are memories of their own, or lie side by side in a word.
  auto divide = [&](ArrayAttr parts, bool widens) {
    if (!parts)
      return;
    for (auto part : parts.getAsRange<dataflow::PartitionAttr>()) {
      int64_t &size = sizes[part.getDimension()];
      int64_t factor = part.getKind() == dataflow::PartitionKind::Complete ? size : part.getFactor();
      size = (size + factor - 1) / factor;
      if (widens)
        memory.width *= factor;
    }
  };
  divide(partition, /*widens=*/false);
  divide(reshape, /*widens=*/true);
  for (int64_t size : sizes)
    memory.depth *= size;
  return memory;
}

static std::optional<dataflow::Storage> getStorage(MemoryKind kind) {
  switch (kind) {
  case MemoryKind::Registers:
    return std::nullopt;
  case MemoryKind::ShiftRegister:
    return dataflow::Storage::ShiftRegister;
  case MemoryKind::LUTRAM:
    return dataflow::Storage::LutRam;
  case MemoryKind::BRAM:
    return dataflow::Storage::BlockRam;
  case MemoryKind::URAM:
    return dataflow::Storage::UltraRam;
  }
}

/// What is no larger than this is left to the vendor's tool, which may make registers of it.
static constexpr int64_t kSmallBits = 1024;

template <typename OpTy> static void bind(OpTy op, const MemoryShape &memory, MemoryKind kind) {
  if (op.getStorage() || memory.depth * memory.width <= kSmallBits)
    return;
  if (std::optional<dataflow::Storage> storage = getStorage(kind))
    op.setStorage(*storage);
}

void stream_to_dataflow::bindStorage(Operation *root, bool ultraRam) {
  root->walk([&](Operation *op) {
    if (auto fifo = dyn_cast<dataflow::FifoOp>(op)) {
      MemoryShape memory{static_cast<int64_t>(fifo.getDepth()), getBits(fifo.getType().getElement())};
      bind(fifo, memory, stream::chooseFifo(memory.depth, memory.width, ultraRam).kind);
    } else if (auto rom = dyn_cast<dataflow::RomOp>(op)) {
      MemoryShape memory = getMemoryShape(rom.getType(), rom.getPartitionAttr(), rom.getReshapeAttr());
      bind(rom, memory, stream::chooseRom(memory.depth, memory.width).kind);
    } else if (auto array = dyn_cast<dataflow::ArrayOp>(op); array && !isa<dataflow::DesignOp>(op->getParentOp())) {
      MemoryShape memory = getMemoryShape(array.getType(), array.getPartitionAttr(), array.getReshapeAttr());
      bind(array, memory, stream::chooseBuffer(memory.depth, memory.width, ultraRam).kind);
    }
  });
}
