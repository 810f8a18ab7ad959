//===- FifoSizing.cpp - The smallest FIFOs that lose no throughput -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Analysis/SteadyState.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::analysis;

namespace {
/// Looks for small depths by trying. More room never makes a pipeline slower, so that what fails with some depths fails
/// with smaller ones.
class FifoSizer {
public:
  FifoSizer(const Pipeline &pipeline, int64_t interval)
      : pipeline(pipeline), timetable(pipeline), interval(interval), depths(pipeline.getDefaultDepths()) {}

  std::vector<int64_t> size();

private:
  /// Times for the depths as they are; nothing where the interval is not kept.
  std::optional<SteadyState> findTimes();
  bool keepsInterval() { return findTimes().has_value(); }
  /// Depths at which nothing waits for room.
  void grow();
  /// The room that is made use of in a FIFO with the depths as they are, which is enough of it; nothing where the
  /// interval is not kept.
  std::optional<int64_t> findOccupancy(unsigned fifo);
  /// Gives every FIFO of `fifos` the least depth that it can have; the others stay.
  void shrink(ArrayRef<unsigned> fifos);

  static constexpr int64_t kLeast = 2;

  const Pipeline &pipeline;
  Timetable timetable;
  int64_t interval;
  std::vector<int64_t> depths;
  /// The times that were found last. Since then no FIFO has become deeper.
  SteadyState::Times known;
};
} // namespace

std::optional<SteadyState> FifoSizer::findTimes() {
  SteadyState steady(timetable, depths, interval, known);
  if (!steady.find())
    return std::nullopt;
  known = steady.getTimes();
  return steady;
}

std::optional<int64_t> FifoSizer::findOccupancy(unsigned fifo) {
  std::optional<SteadyState> steady = findTimes();
  if (!steady)
    return std::nullopt;
  return std::clamp(steady->getOccupancy(fifo), kLeast, depths[fifo]);
}

void FifoSizer::grow() {
  // Without limits, a process waits for itself only and for those in front of it, so that the longest schedule decides.
  SteadyState free(timetable, std::nullopt, interval);
  if (!free.find())
    return;
  for (auto [i, fifo] : llvm::enumerate(pipeline.fifos))
    if (fifo.producer != Fifo::kHost && fifo.consumer != Fifo::kHost)
      depths[i] = std::max(depths[i], free.getOccupancy(i));
}

void FifoSizer::shrink(ArrayRef<unsigned> fifos) {
  // Most FIFOs need no more than the least depth, so it is tried on many at once.
  SmallVector<int64_t> before = llvm::map_to_vector(fifos, [&](unsigned fifo) { return depths[fifo]; });
  for (unsigned fifo : fifos)
    depths[fifo] = kLeast;
  if (keepsInterval())
    return;
  for (auto [fifo, depth] : llvm::zip_equal(fifos, before))
    depths[fifo] = depth;
  if (fifos.size() > 1) {
    shrink(fifos.take_front(fifos.size() / 2));
    shrink(fifos.drop_front(fifos.size() / 2));
    return;
  }
  unsigned fifo = fifos.front();
  int64_t tooSmall = kLeast, enough = findOccupancy(fifo).value_or(depths[fifo]);
  while (enough - tooSmall > 1) {
    depths[fifo] = tooSmall + (enough - tooSmall) / 2;
    if (std::optional<int64_t> occupancy = findOccupancy(fifo))
      enough = *occupancy;
    else
      tooSmall = depths[fifo];
  }
  depths[fifo] = enough;
}

std::vector<int64_t> FifoSizer::size() {
  if (!keepsInterval())
    grow();
  if (!keepsInterval())
    return depths;
  SmallVector<unsigned> inner;
  for (auto [i, fifo] : llvm::enumerate(pipeline.fifos))
    if (fifo.producer != Fifo::kHost && fifo.consumer != Fifo::kHost)
      inner.push_back(i);
    else
      depths[i] = kLeast;
  // Those that hold most bits first: they have the most to give.
  auto rank = [&](unsigned fifo) { return std::pair(-depths[fifo] * pipeline.fifos[fifo].width, fifo); };
  llvm::sort(inner, [&](unsigned lhs, unsigned rhs) { return rank(lhs) < rank(rhs); });
  if (!inner.empty())
    shrink(inner);
  return depths;
}

std::vector<int64_t> analysis::sizeFifos(const Pipeline &pipeline, int64_t interval) {
  return FifoSizer(pipeline, interval).size();
}
