//===- SlidingWindow.cpp - Where windows lie and what is kept for them -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/SlidingWindow.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;

SlidingWindow SlidingWindow::of(Operation *op) {
  SlidingWindow window;
  auto take = [&](auto sliding) {
    ArrayRef<int64_t> shape = sliding.getInput().getType().getShape();
    window.input.assign(shape.begin(), shape.end() - 1);
    window.channels = shape.back();
    window.kernel.assign(sliding.getKernel().begin(), sliding.getKernel().end());
    window.strides.assign(sliding.getStrides().begin(), sliding.getStrides().end());
    window.dilations.assign(sliding.getDilations().begin(), sliding.getDilations().end());
    window.low.assign(sliding.getPadLow().begin(), sliding.getPadLow().end());
    window.high.assign(sliding.getPadHigh().begin(), sliding.getPadHigh().end());
  };
  llvm::TypeSwitch<Operation *>(op).Case<WindowOp, PoolOp, DepthwiseOp>(take);
  return window;
}

static int64_t product(ArrayRef<int64_t> sizes) { return ShapedType::getNumElements(sizes); }

int64_t SlidingWindow::getPositions(int64_t dim) const {
  int64_t room = low[dim] + input[dim] + high[dim] - getExtent(dim);
  return room < 0 ? 0 : room / strides[dim] + 1;
}

SmallVector<int64_t> SlidingWindow::getOutputShape() const {
  return llvm::map_to_vector(llvm::seq<int64_t>(0, getRank()), [&](int64_t dim) { return getPositions(dim); });
}

int64_t SlidingWindow::getTaps() const { return product(kernel); }

bool SlidingWindow::isPadded(int64_t dim) const {
  return low[dim] > 0 || (getPositions(dim) - 1) * strides[dim] - low[dim] + getExtent(dim) > input[dim];
}

int64_t SlidingWindow::getRowPixels() const { return product(ArrayRef(input).drop_front()); }

int64_t SlidingWindow::getRowsNeeded(int64_t position) const {
  if (position >= getPositions(0))
    return input[0];
  return std::clamp<int64_t>(position * strides[0] - low[0] + getExtent(0), 0, input[0]);
}

int64_t SlidingWindow::getArrivingPixels() const { return std::min(strides[0], input[0]) * getRowPixels(); }

int64_t SlidingWindow::getRowPositions() const { return product(ArrayRef(getOutputShape()).drop_front()); }

int64_t SlidingWindow::getInnerPositions() const {
  return getRank() < 2 ? 1 : product(ArrayRef(getOutputShape()).drop_front(2));
}

int64_t SlidingWindow::getIdleRounds() const {
  if (getRowsNeeded(0) == input[0])
    return 0;
  int64_t rounds = llvm::divideCeil(getArrivingPixels(), getTaps() * getInnerPositions());
  return std::max<int64_t>(0, rounds - getRowPositions() / getInnerPositions());
}

/// The transfers of one position of a window, in which up to `reads` beats are taken: `each` in each part at most.
static Schedule getPositionSchedule(int64_t parts, int64_t steps, int64_t each, int64_t reads, bool givesEachStep) {
  Schedule position;
  auto addPart = [&](int64_t taken, Schedule &to) {
    if (givesEachStep) {
      to.add(taken, {0}, {0});
      to.add(steps - taken, {}, {0});
    } else {
      to.add(std::min(taken, steps - 1), {0}, {});
      to.add(steps - 1 - taken, {}, {});
      to.add(1, taken == steps ? Schedule::Ports{0} : Schedule::Ports{}, {0});
    }
  };
  // Parts that take all that they can are alike.
  int64_t full = std::min(parts, each ? reads / each : parts);
  Schedule part;
  addPart(each, part);
  position.repeat(full, part);
  for (int64_t i = full, left = reads - full * each; i < parts; ++i, left = 0)
    addPart(left, position);
  return position;
}

Schedule SlidingWindow::getSteppedSchedule(int64_t parts, int64_t steps, bool givesEachStep) const {
  int64_t beats = parts * steps, rowBeats = getRowPixels() * beats, partSteps = getTaps() * steps;
  int64_t idle = getIdleRounds() * getInnerPositions(), rounds = getRowPositions() + idle;
  int64_t each = getArrivingPixels() / rounds, more = getArrivingPixels() % rounds;

  // A row of windows in which `rows` rows arrive.
  auto getRow = [&](int64_t rows) {
    Schedule row;
    int64_t left = rows * rowBeats;
    for (int64_t position = 0; position < rounds;) {
      bool sends = position < getRowPositions();
      int64_t pixels = each + (position < more);
      // Positions alike up to where their kind or what is left ends.
      int64_t end = sends ? getRowPositions() : rounds;
      if (position < more)
        end = std::min(end, more);
      int64_t count = left == 0 || pixels == 0 ? end - position : std::min(end - position, left / (pixels * beats));
      int64_t taken = std::min(left, pixels * beats);
      count = std::max<int64_t>(count, 1);
      if (sends) {
        row.repeat(count, getPositionSchedule(parts, partSteps, pixels * steps, taken, givesEachStep));
      } else {
        Schedule silent;
        silent.add(taken, {0}, {});
        silent.add(parts * partSteps - taken, {}, {});
        row.repeat(count, silent);
      }
      left -= count * taken;
      position += count;
    }
    return row;
  };

  Schedule schedule;
  schedule.add(getRowsNeeded(0) * rowBeats, {0}, {});
  for (int64_t position = 0, end; position < getPositions(0); position = end) {
    auto arriving = [&](int64_t at) { return getRowsNeeded(at + 1) - getRowsNeeded(at); };
    end = position + 1;
    while (end < getPositions(0) && arriving(end) == arriving(position))
      ++end;
    schedule.repeat(end - position, getRow(arriving(position)));
  }
  return schedule;
}

int64_t SlidingWindow::getScanned(int64_t dim) const {
  return std::max(low[dim] + input[dim], (getPositions(dim) - 1) * strides[dim] + getExtent(dim));
}

Schedule SlidingWindow::getWholeSchedule() const {
  auto isInside = [&](int64_t dim, int64_t at) { return at >= low[dim] && at < low[dim] + input[dim]; };
  auto isPosition = [&](int64_t dim, int64_t at) {
    int64_t behind = at - (getExtent(dim) - 1);
    return behind >= 0 && behind % strides[dim] == 0;
  };
  // A row of pixels, which lies inside or is padding and gives windows or none.
  int64_t last = getRank() - 1;
  auto getRow = [&](bool inside, bool gives) {
    Schedule row;
    for (int64_t at = 0; at < getScanned(last); ++at)
      row.add(1, inside && isInside(last, at) ? Schedule::Ports{0} : Schedule::Ports{},
              gives && isPosition(last, at) ? Schedule::Ports{0} : Schedule::Ports{});
    return row;
  };
  if (last == 0)
    return getRow(true, true);
  Schedule schedule;
  for (int64_t at = 0, end; at < getScanned(0); at = end) {
    bool inside = isInside(0, at), gives = isPosition(0, at);
    end = at + 1;
    while (end < getScanned(0) && isInside(0, end) == inside && isPosition(0, end) == gives)
      ++end;
    schedule.repeat(end - at, getRow(inside, gives));
  }
  return schedule;
}
