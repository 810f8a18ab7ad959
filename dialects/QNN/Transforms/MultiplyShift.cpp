//===- MultiplyShift.cpp - Step functions as multiplication and shift -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// A row of thresholds is a staircase. floor((m x + b) / 2^s) is the staircase of a line, so m, b and s are right
// when the line keeps between the corners of the thresholds' staircase: where the code c begins, at x = T,
//
//     m T + b >= c 2^s,
//
// and one step before, where the codes below c end,
//
//     m (T - 1) + b <= c' 2^s - 1,   c' one above the code at T - 1.
//
// Codes that the clip gives anyway ask for one side only. For a given m, b lies between the largest lower and the
// smallest upper bound, whose difference is concave in m: the m that have a b are an interval, found by bisection.
// Only corners on the convex hulls decide, and those of a digitized line are few. A solution for s gives one for
// s + 1, as long as it has room.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/MultiplyShift.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

/// Products of two codes, of up to 62 bits each.
using Wide = __int128;

/// Multipliers of more bits serve no one.
static constexpr unsigned kMaxShift = 60;
/// Bits that are worth it when one multiplier then serves all rows.
static constexpr unsigned kMaxExtraShift = 4;
/// Of multipliers and offsets, which have up to 62 bits with both signs.
static constexpr int64_t kMaxCode = int64_t(1) << 60;

namespace {
struct Corner {
  int64_t x, code;
};

struct Interval {
  int64_t low, high;
};

/// The line of one row.
class Staircase {
public:
  Staircase(const StepFunction &function, int64_t row, int64_t low, int64_t high, int64_t least, int64_t greatest);

  /// The multipliers that have an offset; nothing when there is none.
  std::optional<Interval> getMultipliers(unsigned shift) const;
  /// The offsets for such a multiplier.
  std::optional<Interval> getOffsets(unsigned shift, int64_t multiplier) const;

private:
  /// Bounds of the offset, and the corners that they come from.
  struct Bounds {
    Wide low, high;
    const Corner *lowest, *highest;
    bool isFeasible() const { return !lowest || !highest || low <= high; }
    /// Whether a larger multiplier brings the bounds apart.
    bool improvesUpwards() const { return lowest->x > highest->x; }
  };
  Bounds getBounds(unsigned shift, int64_t multiplier) const;

  /// Corners that the line must not be below, and such that it must be below.
  SmallVector<Corner> lower, upper;
};
} // namespace

/// Adds a corner to the hull of corners with ascending x: `sign` 1 for the upper hull, -1 for the lower one.
static void addToHull(SmallVectorImpl<Corner> &hull, Corner corner, int sign) {
  while (hull.size() >= 2) {
    const Corner &a = hull[hull.size() - 2], &b = hull.back();
    Wide turn = (Wide(b.x) - a.x) * (Wide(corner.code) - a.code) - (Wide(b.code) - a.code) * (Wide(corner.x) - a.x);
    if (turn * sign < 0)
      break;
    hull.pop_back();
  }
  hull.push_back(corner);
}

Staircase::Staircase(const StepFunction &function, int64_t row, int64_t low, int64_t high, int64_t least,
                     int64_t greatest) {
  ArrayRef<int64_t> thresholds = function.getThresholds(row);
  int64_t code = function.getFirst(row), step = function.getStep(row), from = low;
  for (size_t k = 0; k <= thresholds.size(); ++k, code += step) {
    bool last = k == thresholds.size() || thresholds[k] > high;
    int64_t next = last ? high + 1 : thresholds[k];
    if (next > from) {
      // The piece [from, next - 1] has this code. Which of its ends is the critical one depends on the slope.
      for (int64_t x : {from, next - 1}) {
        if (code > least && (lower.empty() || lower.back().x != x))
          addToHull(lower, {x, code}, 1);
        if (code < greatest && (upper.empty() || upper.back().x != x))
          addToHull(upper, {x, code + 1}, -1);
      }
    }
    if (last)
      break;
    from = std::max(from, next);
  }
}

Staircase::Bounds Staircase::getBounds(unsigned shift, int64_t multiplier) const {
  Bounds bounds{0, 0, nullptr, nullptr};
  const Wide step = Wide(1) << shift;
  for (const Corner &corner : lower) {
    Wide bound = corner.code * step - Wide(multiplier) * corner.x;
    if (!bounds.lowest || bound > bounds.low) {
      bounds.low = bound;
      bounds.lowest = &corner;
    }
  }
  for (const Corner &corner : upper) {
    Wide bound = corner.code * step - 1 - Wide(multiplier) * corner.x;
    if (!bounds.highest || bound < bounds.high) {
      bounds.high = bound;
      bounds.highest = &corner;
    }
  }
  return bounds;
}

std::optional<Interval> Staircase::getMultipliers(unsigned shift) const {
  // Any line that is steep enough jumps over all codes between two neighbouring inputs.
  int64_t low = -kMaxCode, high = kMaxCode, found = 0;
  for (;;) {
    found = low + (high - low) / 2;
    Bounds bounds = getBounds(shift, found);
    if (bounds.isFeasible())
      break;
    // Bounds at one and the same place contradict each other whatever the multiplier is.
    if (bounds.lowest->x == bounds.highest->x)
      return std::nullopt;
    (bounds.improvesUpwards() ? low : high) = bounds.improvesUpwards() ? found + 1 : found - 1;
    if (low > high)
      return std::nullopt;
  }
  auto isFeasible = [&](int64_t multiplier) { return getBounds(shift, multiplier).isFeasible(); };
  int64_t first = found, last = found;
  for (int64_t below = low - 1; first - below > 1;) {
    int64_t middle = below + (first - below) / 2;
    (isFeasible(middle) ? first : below) = middle;
  }
  for (int64_t above = high + 1; above - last > 1;) {
    int64_t middle = last + (above - last) / 2;
    (isFeasible(middle) ? last : above) = middle;
  }
  return Interval{first, last};
}

/// The number in the interval that has the fewest bits between its first and its last one, which is the cheapest to
/// multiply by or to add; the smallest of several.
static int64_t simplestIn(Interval interval) {
  if (interval.low <= 0 && interval.high >= 0)
    return 0;
  bool negative = interval.high < 0;
  uint64_t low = negative ? -interval.high : interval.low, high = negative ? -interval.low : interval.high;
  uint64_t result = low;
  auto significantBits = [](uint64_t value) { return llvm::bit_width(value) - llvm::countr_zero(value); };
  for (unsigned zeros = 1; zeros < 63; ++zeros) {
    uint64_t candidate = llvm::alignTo(low, uint64_t(1) << zeros);
    if (candidate > high)
      break;
    if (significantBits(candidate) < significantBits(result))
      result = candidate;
  }
  return negative ? -static_cast<int64_t>(result) : static_cast<int64_t>(result);
}

std::optional<Interval> Staircase::getOffsets(unsigned shift, int64_t multiplier) const {
  Bounds bounds = getBounds(shift, multiplier);
  if (!bounds.isFeasible())
    return std::nullopt;
  // A side without bound is bounded by what fits; zero is as good as any other number there.
  Wide low = bounds.lowest ? bounds.low : std::min<Wide>(bounds.highest ? bounds.high : 0, 0);
  Wide high = bounds.highest ? bounds.high : std::max<Wide>(low, 0);
  low = std::max<Wide>(low, -kMaxCode);
  high = std::min<Wide>(high, kMaxCode);
  if (low > high)
    return std::nullopt;
  return Interval{static_cast<int64_t>(low), static_cast<int64_t>(high)};
}

/// The offsets of all rows for their multipliers.
static std::optional<std::vector<int64_t>> chooseOffsets(ArrayRef<Staircase> rows, unsigned shift,
                                                         ArrayRef<int64_t> multipliers) {
  std::vector<int64_t> offsets;
  for (auto [row, staircase] : llvm::enumerate(rows)) {
    std::optional<Interval> interval = staircase.getOffsets(shift, multipliers[multipliers.size() == 1 ? 0 : row]);
    if (!interval)
      return std::nullopt;
    offsets.push_back(simplestIn(*interval));
  }
  if (llvm::all_equal(offsets))
    offsets.resize(1);
  return offsets;
}

std::optional<MultiplyShift> qnn::solveMultiplyShift(const StepFunction &function, FixedType input) {
  if (input.getWidth() > kMaxFormWidth || function.getNumRows() == 0)
    return std::nullopt;
  CodeRange clip = function.getRange(input);
  int64_t low = input.getFormat().minCode().getExtValue(), high = input.getFormat().maxCode().getExtValue();
  int64_t least = static_cast<int64_t>(clip.low), greatest = static_cast<int64_t>(clip.high);
  if (greatest >= kMaxCode || least <= -kMaxCode)
    return std::nullopt;
  std::vector<Staircase> rows;
  // The smallest shift that serves all rows seen so far.
  unsigned shift = 0;
  for (int64_t row = 0; row < function.getNumRows(); ++row) {
    rows.emplace_back(function, row, low, high, least, greatest);
    // One by one: steep lines have no multiplier of 60 bits at large shifts.
    while (!rows.back().getMultipliers(shift))
      if (++shift > kMaxShift)
        return std::nullopt;
  }

  std::optional<MultiplyShift> result;
  for (unsigned s = shift; s <= std::min(shift + kMaxExtraShift, kMaxShift); ++s) {
    Interval common{-kMaxCode, kMaxCode};
    std::vector<int64_t> own;
    for (const Staircase &row : rows) {
      std::optional<Interval> interval = row.getMultipliers(s);
      if (!interval)
        return result;
      common = {std::max(common.low, interval->low), std::min(common.high, interval->high)};
      own.push_back(simplestIn(*interval));
    }
    if (common.low <= common.high) {
      std::vector<int64_t> shared{simplestIn(common)};
      if (std::optional<std::vector<int64_t>> offsets = chooseOffsets(rows, s, shared))
        return MultiplyShift{s, shared, *offsets};
    }
    if (result)
      continue;
    if (std::optional<std::vector<int64_t>> offsets = chooseOffsets(rows, s, own))
      result = MultiplyShift{s, own, *offsets};
  }
  return result;
}
