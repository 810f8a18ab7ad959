//===- Intel.cpp - What Intel's HLS compilers spell alike -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// AMD's tools divide an array along its dimensions. Intel's divide the memory that holds it, row-major: into words of
// some bytes, and the words into banks, by the lowest bits of their number. So what can be asked for is a power of two
// of neighbours: all of the last dimensions, or some of the last one. Elsewhere the compiler, which sees every index,
// chooses the banks itself; a remark says so.
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
  int64_t banks = neighbours(layout.shape, layout.partition);
  int64_t words = neighbours(layout.shape, layout.reshape);
  int64_t bytes = llvm::PowerOf2Ceil(llvm::divideCeil(layout.width, 8)) * layout.lanes;
  // Both at once would divide the same neighbours.
  if (!layout.partition.empty() && (banks == 0 || !layout.reshape.empty()))
    layout.lacking("this array partition");
  if (!layout.reshape.empty() && (words == 0 || !llvm::isPowerOf2_64(bytes)))
    layout.lacking("this array reshaping");
  if (!layout.reshape.empty() ? words > 1 && llvm::isPowerOf2_64(bytes) : banks > 1 && llvm::isPowerOf2_64(bytes)) {
    if (!layout.storage)
      add(spelling.memory);
    add(spelling.bankWidth, layout.reshape.empty() ? bytes : bytes * words);
    if (layout.reshape.empty())
      add(spelling.banks, banks);
  } else if (layout.reshape.empty() && banks > 1) {
    layout.lacking("this array partition");
  }
  return text;
}
