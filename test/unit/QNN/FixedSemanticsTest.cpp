//===- FixedSemanticsTest.cpp - FixedSemantics against its definition -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// The definition of every mode, stated as a condition on the result in exact integers, and checked for all formats of
// up to 6 bits and for wide formats at random. Nothing is computed here in the way of FixedSemantics.cpp.
//
//===----------------------------------------------------------------------===//

#include "ModeTables.h"
#include "Report.h"
#include "llvm/ADT/DynamicAPInt.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/StringSwitch.h"
#include <random>

using namespace hls4mlir;
using namespace hls4mlir::test;
using llvm::APInt;
using llvm::APSInt;
using llvm::DynamicAPInt;
using llvm::raw_ostream;
using qnn::OverflowMode;
using qnn::RoundingMode;

static constexpr RoundingMode kRoundings[] = {RoundingMode::HalfEven, RoundingMode::HalfAway,  RoundingMode::HalfToZero,
                                              RoundingMode::HalfCeil, RoundingMode::HalfFloor, RoundingMode::Floor,
                                              RoundingMode::Ceil,     RoundingMode::ToZero,    RoundingMode::Away};
static constexpr OverflowMode kOverflows[] = {OverflowMode::Saturate, OverflowMode::SaturateSymmetric,
                                              OverflowMode::SaturateZero, OverflowMode::Wrap,
                                              OverflowMode::WrapSignMagnitude};

//===----------------------------------------------------------------------===//
// Exact integers
//===----------------------------------------------------------------------===//

static DynamicAPInt integer(const APSInt &code) {
  return DynamicAPInt(code.isSigned() ? APInt(code) : code.zext(code.getBitWidth() + 1));
}

static DynamicAPInt powerOfTwo(unsigned exponent) { return DynamicAPInt(APInt::getOneBitSet(exponent + 2, exponent)); }

/// A value and the step it is rounded to, as multiples of the finer of the two.
struct Ratio {
  DynamicAPInt value, step;
  Ratio(const FixedValue &number, int lsb)
      : value(integer(number.code) * powerOfTwo(std::max(0, number.lsb - lsb))),
        step(powerOfTwo(std::max(0, lsb - number.lsb))) {}
};

static DynamicAPInt lowest(const FixedFormat &format) {
  return format.isSigned ? -powerOfTwo(format.width - 1) : DynamicAPInt(0);
}
static DynamicAPInt highest(const FixedFormat &format) { return powerOfTwo(format.width - format.isSigned) - 1; }

static std::vector<FixedFormat> smallFormats(unsigned maxWidth, int lowLsb, int highLsb) {
  std::vector<FixedFormat> formats;
  for (unsigned width = 1; width <= maxWidth; ++width)
    for (int lsb = lowLsb; lsb <= highLsb; ++lsb)
      for (bool isSigned : {false, true})
        formats.push_back({width, static_cast<int>(width) + lsb, isSigned});
  return formats;
}

static std::vector<FixedValue> valuesOf(const FixedFormat &format) {
  std::vector<FixedValue> values;
  for (uint64_t code = 0; code < (1u << format.width); ++code)
    values.push_back({APSInt(APInt(format.width, code), !format.isSigned), format.lsb()});
  return values;
}

//===----------------------------------------------------------------------===//
// Definition
//===----------------------------------------------------------------------===//

/// True when `code` is what `ratio` is rounded to. Exactly one integer is.
static bool isRounded(const Ratio &ratio, const DynamicAPInt &code, RoundingMode mode) {
  DynamicAPInt rest = ratio.value - code * ratio.step;
  if (rest == 0)
    return true;
  // How far the result lies from the value, and on which side of it.
  DynamicAPInt distance = llvm::abs(rest);
  bool below = rest > 0, negative = ratio.value < 0, towardsZero = below != negative;
  bool tie = distance + distance == ratio.step, nearest = distance + distance <= ratio.step;
  bool neighbour = distance < ratio.step;
  switch (mode) {
  case RoundingMode::HalfEven:
    return nearest && (!tie || code % 2 == 0);
  case RoundingMode::HalfAway:
    return nearest && (!tie || !towardsZero);
  case RoundingMode::HalfToZero:
    return nearest && (!tie || towardsZero);
  case RoundingMode::HalfCeil:
    return nearest && (!tie || !below);
  case RoundingMode::HalfFloor:
    return nearest && (!tie || below);
  case RoundingMode::Floor:
    return neighbour && below;
  case RoundingMode::Ceil:
    return neighbour && !below;
  case RoundingMode::ToZero:
    return neighbour && towardsZero;
  case RoundingMode::Away:
    return neighbour && !towardsZero;
  }
  return false;
}

/// True when `result` is what the rounded code `code` becomes in `format`.
static bool isInRange(const Ratio &ratio, const DynamicAPInt &code, const DynamicAPInt &result,
                      const FixedFormat &format, OverflowMode mode) {
  DynamicAPInt low = lowest(format), high = highest(format), period = powerOfTwo(format.width);
  // One bit has no symmetric range.
  if (mode == OverflowMode::SaturateSymmetric && format.isSigned && format.width > 1)
    low = -high;
  if (code >= low && code <= high)
    return result == code;
  bool inRange = result >= low && result <= high;
  switch (mode) {
  case OverflowMode::Saturate:
  case OverflowMode::SaturateSymmetric:
    return result == (code < low ? low : high);
  case OverflowMode::SaturateZero:
    return result == 0;
  case OverflowMode::Wrap:
    return inRange && (code - result) % period == 0;
  case OverflowMode::WrapSignMagnitude: {
    if (!format.isSigned)
      return result == (code < low ? low : high);
    // The lowest dropped bit, of the value rounded down, becomes the sign; a wrapped code of the other sign is
    // complemented.
    bool negative = llvm::floorDiv(ratio.value, ratio.step * period) % 2 != 0;
    bool asWrapped = (code - result) % period == 0, complemented = (code - (-1 - result)) % period == 0;
    return inRange && (result < 0) == negative && (asWrapped || complemented);
  }
  }
  return false;
}

//===----------------------------------------------------------------------===//
// Narrowing
//===----------------------------------------------------------------------===//

static void testNarrow(Report &rounded, Report &narrowed, const FixedValue &value,
                       llvm::ArrayRef<FixedFormat> formats) {
  for (const FixedFormat &format : formats) {
    Ratio ratio(value, format.lsb());
    for (RoundingMode rounding : kRoundings) {
      APSInt code = roundToLsb(value, format.lsb(), rounding);
      DynamicAPInt exact = integer(code);
      rounded.expect(isRounded(ratio, exact, rounding), [&](raw_ostream &os) {
        os << value.code << " * 2^" << value.lsb << " to step 2^" << format.lsb() << " "
           << stringifyRoundingMode(rounding) << ": " << code;
      });
      for (OverflowMode overflow : kOverflows) {
        APSInt result = narrow(value, format, rounding, overflow);
        bool holds = result.getBitWidth() == format.width && result.isSigned() == format.isSigned &&
                     isInRange(ratio, exact, integer(result), format, overflow);
        narrowed.expect(holds, [&](raw_ostream &os) {
          os << value.code << " * 2^" << value.lsb << " to " << format << " " << stringifyRoundingMode(rounding) << " "
             << stringifyOverflowMode(overflow) << ": " << result;
        });
      }
    }
  }
}

static void testNarrowSmall() {
  Report rounded("rounding, small"), narrowed("narrowing, small");
  // Only the difference of the two steps matters, so that the source's is fixed.
  std::vector<FixedFormat> targets = smallFormats(6, -8, 8);
  for (const FixedFormat &source : smallFormats(6, 0, 0))
    for (const FixedValue &value : valuesOf(source))
      testNarrow(rounded, narrowed, value, targets);
}

static void testNarrowWide() {
  Report rounded("rounding, wide"), narrowed("narrowing, wide");
  std::mt19937_64 random(2);
  for (int i = 0; i < 3000; ++i) {
    unsigned width = 1 + random() % 200;
    uint64_t words[4] = {random(), random(), random(), random()};
    APInt code = APInt(256, words).trunc(width);
    unsigned zeros = random() % width;
    if (i % 2) // a tie or near one
      code = code.lshr(zeros).shl(zeros) + APInt(width, random() % 3, false, true) - 1;
    FixedValue value{APSInt(code, random() % 2), static_cast<int>(random() % 100) - 50};
    // The cut lies within the code, or a little beside it.
    int lsb = value.lsb + static_cast<int>(random() % (width + 8)) - 4;
    unsigned targetWidth = 1 + random() % 200;
    testNarrow(rounded, narrowed, value, FixedFormat{targetWidth, static_cast<int>(targetWidth) + lsb, i % 4 < 2});
  }
}

/// The examples in the documentation of the rounding modes.
static void testModeTable() {
  Report report("table of rounding modes");
  ModeTables tables(HLS4MLIR_QNN_ATTRS_TD);
  llvm::ArrayRef<llvm::StringRef> head = tables.row("mode");
  for (RoundingMode rounding : kRoundings) {
    llvm::ArrayRef<llvm::StringRef> row = tables.row(stringifyRoundingMode(rounding));
    for (unsigned column = 1; column <= 4; ++column) {
      double input = 0;
      int expected = 0;
      bool parsed = column < head.size() && column < row.size() && !head[column].getAsDouble(input) &&
                    !row[column].getAsInteger(10, expected);
      // Tenths are rounded to 2^-20, which keeps them between the same integers and off the ties.
      FixedValue value{APSInt::get(static_cast<int64_t>(input * (1 << 20))), -20};
      APSInt result = roundToLsb(value, 0, rounding);
      report.expect(parsed && result == expected, [&](raw_ostream &os) {
        os << stringifyRoundingMode(rounding) << " of " << input << " is " << result << ", the table says "
           << (parsed ? row[column] : "nothing");
      });
    }
  }
  for (OverflowMode overflow : kOverflows)
    report.expect(!tables.row(stringifyOverflowMode(overflow)).empty(),
                  [&](raw_ostream &os) { os << stringifyOverflowMode(overflow) << " has no row"; });
}

//===----------------------------------------------------------------------===//
// Formats
//===----------------------------------------------------------------------===//

/// Every result of an operation is in its format. That the formats are those of the vendors, and no larger, is tested
/// against their headers.
static void testGrowth() {
  Report report("growth");
  std::vector<FixedFormat> formats = smallFormats(4, -3, 3);
  auto inFormat = [&](const char *what, const FixedFormat &lhs, const FixedFormat &rhs, const FixedValue &value,
                      const FixedFormat &format) {
    report.expect(format.contains(value), [&](raw_ostream &os) {
      os << what << " of " << lhs << " and " << rhs << ": " << value.code << " * 2^" << value.lsb << " is not in "
         << format;
    });
  };
  for (const FixedFormat &lhs : formats)
    for (const FixedFormat &rhs : formats)
      for (const FixedValue &a : valuesOf(lhs))
        for (const FixedValue &b : valuesOf(rhs)) {
          inFormat("sum", lhs, rhs, add(a, b), addFormat(lhs, rhs));
          inFormat("difference", lhs, rhs, sub(a, b), subFormat(lhs, rhs));
          inFormat("product", lhs, rhs, mul(a, b), mulFormat(lhs, rhs));
        }
}

static void testDot() {
  Report report("dot products");
  for (const FixedFormat &lhs : smallFormats(3, -1, 1))
    for (const FixedFormat &rhs : smallFormats(3, 0, 0))
      for (uint64_t count : {1, 2, 3, 4, 5, 7, 8, 9, 784, 1024, 1025}) {
        FixedFormat format = dotFormat(lhs, rhs, count);
        for (const APSInt &a : {lhs.minCode(), lhs.maxCode()})
          for (const APSInt &b : {rhs.minCode(), rhs.maxCode()}) {
            FixedValue product = mul({a, lhs.lsb()}, {b, rhs.lsb()});
            FixedValue sum = mul(product, {APSInt::getUnsigned(count), 0});
            report.expect(format.contains(sum), [&](raw_ostream &os) {
              os << count << " products of " << lhs << " and " << rhs << ": " << sum.code << " * 2^" << sum.lsb
                 << " is not in " << format;
            });
          }
      }
}

static void testContains() {
  Report values("values in formats"), subsets("formats in formats"), hulls("hulls"), relus("relu");
  std::vector<FixedFormat> formats = smallFormats(4, -3, 3);
  // What a format contains, from its list of values.
  auto holds = [](const FixedFormat &format, const FixedValue &value) {
    for (const FixedValue &other : valuesOf(format)) {
      Ratio left(value, other.lsb), right(other, value.lsb);
      if (left.value == right.value)
        return true;
    }
    return false;
  };
  for (const FixedFormat &outer : formats)
    for (const FixedFormat &inner : formats) {
      bool all = true;
      for (const FixedValue &value : valuesOf(inner)) {
        bool expected = holds(outer, value);
        all &= expected;
        values.expect(outer.contains(value) == expected, [&](raw_ostream &os) {
          os << value.code << " * 2^" << value.lsb << (expected ? " is" : " is not") << " in " << outer;
        });
      }
      subsets.expect(outer.contains(inner) == all,
                     [&](raw_ostream &os) { os << inner << (all ? " is" : " is not") << " in " << outer; });
      FixedFormat hull = hullFormat(outer, inner);
      // A number of one bit is one power of two, which a format of larger step may hold.
      bool small = true;
      if (outer.width > 1 && inner.width > 1)
        for (int integer : {hull.integer, hull.integer - 1})
          for (bool isSigned : {false, true}) {
            FixedFormat less{hull.width - 1, integer, isSigned};
            small &= !(less.contains(outer) && less.contains(inner));
          }
      hulls.expect(hull.contains(outer) && hull.contains(inner) && small,
                   [&](raw_ostream &os) { os << "of " << outer << " and " << inner << " is not " << hull; });
    }
  for (const FixedFormat &format : formats)
    for (const FixedValue &value : valuesOf(format)) {
      FixedValue positive = value.code.isNegative() ? FixedValue{APSInt::get(0), value.lsb} : value;
      relus.expect(reluFormat(format).contains(positive) && !reluFormat(format).isSigned,
                   [&](raw_ostream &os) { os << value.code << " of " << format << " not in " << reluFormat(format); });
    }
}

static void testRange() {
  Report report("formats of ranges");
  for (int64_t low : llvm::seq_inclusive<int64_t>(-70, 70))
    for (int64_t high : llvm::seq_inclusive<int64_t>(low, 70)) {
      FixedFormat format = FixedFormat::forRange(APSInt::get(low), APSInt::get(high), -3);
      auto holds = [&](const FixedFormat &format) { return lowest(format) <= low && high <= highest(format); };
      FixedFormat less{format.width - 1, format.integer - 1, format.isSigned};
      bool tight = format.width == 1 || !holds(less);
      report.expect(format.lsb() == -3 && format.isSigned == (low < 0) && holds(format) && tight,
                    [&](raw_ostream &os) { os << "[" << low << ", " << high << "] in " << format; });
    }
}

int main() {
  testNarrowSmall();
  testNarrowWide();
  testModeTable();
  testGrowth();
  testDot();
  testContains();
  testRange();
  return Report::exitCode();
}
