//===- Intel.cpp - What Intel's HLS compilers spell alike -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// AMD's tools divide an array along its dimensions. Intel's divide the memory that holds it, row-major: into words of
// some bytes, and the words into banks, by bits of their number. So what can be asked for is a power of two of
// neighbours (all of the last dimensions, or some of the last one), and rows (all of the first dimensions) where a row
// has a power of two of words. Elsewhere the compiler, which sees every index, chooses the banks itself; a remark says
// that it was not told.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/Intel.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

using namespace hls4mlir;
using namespace hls4mlir::hlscpp;
using dataflow::PartitionAttr;
using dataflow::PartitionKind;
using dataflow::Storage;

/// How many neighbours the divisions put apart: 1 for none, 0 where they are no neighbours or no power of two.
static int64_t neighbours(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<PartitionAttr> divisions) {
  int64_t count = 1, dimension = shape.size();
  llvm::SmallVector<PartitionAttr> left(divisions);
  while (!left.empty()) {
    auto last = llvm::find_if(left, [&](PartitionAttr part) { return part.getDimension() == dimension - 1; });
    if (last == left.end())
      return 0;
    bool complete = last->getKind() == PartitionKind::Complete;
    // Of the last dimension, part is enough; nothing in front of it is then a neighbour.
    if (!complete && (last->getKind() != PartitionKind::Cyclic || count > 1 || left.size() > 1 ||
                      shape[dimension - 1] % last->getFactor()))
      return 0;
    count *= complete ? shape[dimension - 1] : last->getFactor();
    left.erase(last);
    --dimension;
  }
  return llvm::isPowerOf2_64(count) ? count : 0;
}

/// The bits of the number of a word that number its row, where the divisions put rows apart: the first dimensions, of
/// which the others have a power of two of elements. Empty where they do something else.
static std::string rowBits(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<PartitionAttr> divisions) {
  int64_t rows = 1, words = 1;
  for (auto [dimension, size] : llvm::enumerate(shape)) {
    bool isDivided = llvm::any_of(divisions, [dimension = static_cast<int64_t>(dimension)](PartitionAttr part) {
      return part.getDimension() == dimension && part.getKind() == PartitionKind::Complete;
    });
    if (isDivided != (dimension < divisions.size()))
      return {};
    (isDivided ? rows : words) *= size;
  }
  if (!llvm::isPowerOf2_64(words))
    return {};
  unsigned lowest = llvm::Log2_64(words);
  std::string bits;
  for (unsigned bit = llvm::Log2_64_Ceil(rows); bit--;)
    bits += (bits.empty() ? "" : ", ") + std::to_string(lowest + bit);
  return bits;
}

std::string hlscpp::intel::layoutAttributes(const Layout &layout, const MemorySpelling &spelling) {
  std::string text;
  auto add = [&](const char *attribute, auto &&...values) { text += llvm::formatv(attribute, values...).str() + " "; };
  auto isWhole = [&](llvm::ArrayRef<PartitionAttr> divisions) {
    return !divisions.empty() && divisions.size() == layout.shape.size() &&
           llvm::all_of(divisions, [](PartitionAttr part) { return part.getKind() == PartitionKind::Complete; });
  };
  if (isWhole(layout.partition) && !layout.storage) {
    add(spelling.registers);
    return text;
  }
  if (layout.storage) {
    switch (*layout.storage) {
    case Storage::BlockRam:
    case Storage::UltraRam: // The largest memories that there are.
      add(spelling.implementation, "BLOCK_RAM");
      break;
    case Storage::LutRam:
      add(spelling.implementation, "MLAB");
      break;
    case Storage::ShiftRegister:
      layout.lacking("storage 'shift_register'");
      break;
    }
  }
  int64_t bytes = llvm::PowerOf2Ceil(llvm::divideCeil(layout.width, 8)) * layout.lanes;
  auto addWords = [&](int64_t size) {
    if (!layout.storage)
      add(spelling.memory);
    add(spelling.bankWidth, size);
  };
  // Both at once would divide the same neighbours.
  bool isPossible = llvm::isPowerOf2_64(bytes) && (layout.partition.empty() || layout.reshape.empty());
  if (!layout.reshape.empty()) {
    int64_t words = isPossible ? neighbours(layout.shape, layout.reshape) : 0;
    if (words > 1)
      addWords(bytes * words);
    else if (words == 0)
      layout.lacking("this array reshaping");
  }
  if (!layout.partition.empty()) {
    int64_t banks = isPossible ? neighbours(layout.shape, layout.partition) : 0;
    std::string bits = isPossible && banks == 0 ? rowBits(layout.shape, layout.partition) : "";
    if (banks > 1 || !bits.empty())
      addWords(bytes);
    if (banks > 1)
      add(spelling.banks, banks);
    else if (!bits.empty())
      add(spelling.bankBits, bits);
    else if (banks == 0)
      layout.lacking("this array partition");
  }
  return text;
}
