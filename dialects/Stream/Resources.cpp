//===- Resources.cpp - What hardware takes of a device -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/Resources.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <array>

using namespace hls4mlir::stream;

Resources &Resources::operator+=(const Resources &other) {
  lut += other.lut;
  ff += other.ff;
  dsp += other.dsp;
  bram18 += other.bram18;
  uram += other.uram;
  return *this;
}

Resources Resources::operator*(int64_t copies) const {
  return {lut * copies, ff * copies, dsp * copies, bram18 * copies, uram * copies};
}

bool Resources::operator==(const Resources &other) const {
  return lut == other.lut && ff == other.ff && dsp == other.dsp && bram18 == other.bram18 && uram == other.uram;
}

bool Resources::fit(const Resources &budget) const {
  return lut <= budget.lut && ff <= budget.ff && dsp <= budget.dsp && bram18 <= budget.bram18 && uram <= budget.uram;
}

Resources Resources::getExcess(const Resources &budget) const {
  auto beyond = [](int64_t own, int64_t most) { return std::max<int64_t>(own - most, 0); };
  return {beyond(lut, budget.lut), beyond(ff, budget.ff), beyond(dsp, budget.dsp), beyond(bram18, budget.bram18),
          beyond(uram, budget.uram)};
}

Resources Resources::only(const Resources &kinds) const {
  return {kinds.lut ? lut : 0, kinds.ff ? ff : 0, kinds.dsp ? dsp : 0, kinds.bram18 ? bram18 : 0,
          kinds.uram ? uram : 0};
}

/// The counts with their names.
static std::array<std::pair<int64_t, const char *>, 5> listCounts(const Resources &resources) {
  return {{{resources.lut, "lookup tables"},
           {resources.ff, "registers"},
           {resources.dsp, "DSP blocks"},
           {resources.bram18, "memories of 18 kilobits"},
           {resources.uram, "memories of 288 kilobits"}}};
}

std::optional<std::string> Resources::describeExcess(const Resources &budget) const {
  std::string text;
  for (auto [own, most] : llvm::zip_equal(listCounts(*this), listCounts(budget)))
    if (own.first > most.first)
      text +=
          (text.empty() ? "" : ", ") + llvm::itostr(own.first) + " " + own.second + " of " + llvm::itostr(most.first);
  return text.empty() ? std::nullopt : std::optional(text);
}

std::string Resources::describe() const {
  std::string text;
  for (auto [count, name] : listCounts(*this))
    if (count > 0)
      text += (text.empty() ? "" : ", ") + llvm::itostr(count) + " " + name;
  return text.empty() ? "nothing" : text;
}

static int64_t divideUp(int64_t number, int64_t divisor) { return (number + divisor - 1) / divisor; }

//===----------------------------------------------------------------------===//
// Memories
//===----------------------------------------------------------------------===//

static int64_t countBRAM18(int64_t depth, int64_t width) {
  if (width == 1)
    return divideUp(depth, 16384);
  if (width == 2)
    return divideUp(depth, 8192);
  if (width <= 4)
    return divideUp(depth, 4096) * divideUp(width, 4);
  if (width <= 9)
    return divideUp(depth, 2048) * divideUp(width, 9);
  if (width <= 18 || depth > 512)
    return divideUp(depth, 1024) * divideUp(width, 18);
  return divideUp(depth, 512) * divideUp(width, 36);
}

static Memory cheaper(const Memory &lhs, const Memory &rhs) {
  return rhs.resources.getWeight() < lhs.resources.getWeight() ? rhs : lhs;
}

static Memory blocks(int64_t depth, int64_t width, bool ultraRam) {
  Memory small{MemoryKind::BRAM, {0, 0, 0, countBRAM18(depth, width)}};
  Memory large{MemoryKind::URAM, {0, 0, 0, 0, divideUp(depth, 4096) * divideUp(width, 72)}};
  return ultraRam ? cheaper(small, large) : small;
}

Memory hls4mlir::stream::chooseRom(int64_t depth, int64_t width) {
  if (depth <= 1)
    return {MemoryKind::Registers, {}};
  return cheaper({MemoryKind::LUTRAM, {width * divideUp(depth, 64)}}, blocks(depth, width, /*ultraRam=*/false));
}

Memory hls4mlir::stream::chooseBuffer(int64_t depth, int64_t width, bool ultraRam) {
  if (depth <= 1)
    return {MemoryKind::Registers, {0, depth * width}};
  return cheaper({MemoryKind::LUTRAM, {2 * width * divideUp(depth, 32)}}, blocks(depth, width, ultraRam));
}

Memory hls4mlir::stream::chooseFifo(int64_t depth, int64_t width, bool ultraRam) {
  Memory shifted{MemoryKind::ShiftRegister,
                 {2 * llvm::Log2_64_Ceil(std::max<int64_t>(depth, 2)) + divideUp(depth, 32) * divideUp(width, 2)}};
  return depth <= 32 ? shifted : cheaper(shifted, blocks(depth, width, ultraRam));
}

//===----------------------------------------------------------------------===//
// Arithmetic
//===----------------------------------------------------------------------===//

Resources hls4mlir::stream::getMultiplierResources(int64_t lhsWidth, int64_t rhsWidth) {
  int64_t smaller = std::min(lhsWidth, rhsWidth), larger = std::max(lhsWidth, rhsWidth), width = smaller + larger;
  if (smaller == 1)
    return {larger};
  int64_t tables = (2 * divideUp(width, 6) - 1) * width;
  if (tables <= 100)
    return {tables};
  return {0, 0, divideUp(larger, 26) * divideUp(smaller, 17)};
}

Resources hls4mlir::stream::getDotResources(int64_t outLanes, int64_t inLanes, int64_t weightWidth, int64_t inputWidth,
                                            int64_t accumulatorWidth) {
  int64_t product = weightWidth + inputWidth;
  Resources products = getMultiplierResources(weightWidth, inputWidth) * inLanes;
  int64_t tables = products.lut + product * (2 * inLanes - 1) + accumulatorWidth;
  int64_t registers = product * (2 * inLanes - 1) + accumulatorWidth;
  return {divideUp(11 * outLanes * tables, 10), outLanes * registers + inLanes * inputWidth, outLanes * products.dsp};
}

Resources hls4mlir::stream::getControlResources() { return {300, 150}; }
