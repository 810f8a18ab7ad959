//===- FixedSemantics.cpp - What fixed-point numbers mean -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/FixedSemantics.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"
#include <algorithm>

#include "dialects/QNN/QNNEnums.cpp.inc"

using llvm::APInt;
using llvm::APSInt;
using namespace hls4mlir;
using qnn::OverflowMode;
using qnn::RoundingMode;

/// `code` as a signed number of `width` bits, which it fits into.
static APInt extend(const APSInt &code, unsigned width) {
  return code.isSigned() ? code.sextOrTrunc(width) : code.zextOrTrunc(width);
}

/// The number of bits that `code` takes as a signed number.
static unsigned signedBits(const APSInt &code) {
  return code.isSigned() ? code.getSignificantBits() : code.getActiveBits() + 1;
}

/// A signed code without the bits that repeat its sign, so that chains of operations do not grow for nothing.
static APSInt asSigned(const APInt &code) {
  return APSInt(code.trunc(code.getSignificantBits()), /*isUnsigned=*/false);
}

/// Both codes as signed numbers of one width on the finer of the two steps, with a bit to spare.
static std::pair<APInt, APInt> align(const FixedValue &lhs, const FixedValue &rhs) {
  int lsb = std::min(lhs.lsb, rhs.lsb);
  unsigned left = lhs.lsb - lsb, right = rhs.lsb - lsb;
  unsigned width = std::max(signedBits(lhs.code) + left, signedBits(rhs.code) + right) + 1;
  return {extend(lhs.code, width).shl(left), extend(rhs.code, width).shl(right)};
}

//===----------------------------------------------------------------------===//
// Value sets
//===----------------------------------------------------------------------===//

APSInt FixedFormat::minCode() const { return APSInt::getMinValue(width, !isSigned); }
APSInt FixedFormat::maxCode() const { return APSInt::getMaxValue(width, !isSigned); }

bool FixedFormat::contains(const FixedValue &value) const {
  if (value.code.isZero())
    return true;
  int bits = lsb() - value.lsb;
  if (bits > 0 && static_cast<int>(value.code.countr_zero()) < bits)
    return false;
  return compare(value, {minCode(), lsb()}) >= 0 && compare(value, {maxCode(), lsb()}) <= 0;
}

bool FixedFormat::contains(const FixedFormat &other) const {
  // The largest code, or the smallest of a signed number of one bit, is odd: it decides whether the step suffices.
  return contains(FixedValue{other.minCode(), other.lsb()}) && contains(FixedValue{other.maxCode(), other.lsb()});
}

FixedFormat FixedFormat::forRange(const APSInt &low, const APSInt &high, int lsb) {
  bool isSigned = low.isNegative();
  unsigned width = isSigned ? std::max(signedBits(low), signedBits(high)) : std::max(1u, high.getActiveBits());
  return {width, static_cast<int>(width) + lsb, isSigned};
}

//===----------------------------------------------------------------------===//
// Growth
//===----------------------------------------------------------------------===//

static FixedFormat fromParts(int integer, int fraction, bool isSigned) {
  return {static_cast<unsigned>(integer + fraction), integer, isSigned};
}

/// Integer bits once a sign bit is made room for.
static int signedInteger(const FixedFormat &format, bool resultIsSigned) {
  return format.integer + (resultIsSigned && !format.isSigned ? 1 : 0);
}

FixedFormat hls4mlir::addFormat(const FixedFormat &lhs, const FixedFormat &rhs) {
  bool isSigned = lhs.isSigned || rhs.isSigned;
  return fromParts(std::max(signedInteger(lhs, isSigned), signedInteger(rhs, isSigned)) + 1,
                   std::max(lhs.fraction(), rhs.fraction()), isSigned);
}

FixedFormat hls4mlir::subFormat(const FixedFormat &lhs, const FixedFormat &rhs) {
  // Two unsigned operands differ by less than either, so the sign bit is the only new one.
  bool anySigned = lhs.isSigned || rhs.isSigned;
  return fromParts(std::max(signedInteger(lhs, anySigned), signedInteger(rhs, anySigned)) + 1,
                   std::max(lhs.fraction(), rhs.fraction()), /*isSigned=*/true);
}

FixedFormat hls4mlir::mulFormat(const FixedFormat &lhs, const FixedFormat &rhs) {
  return {lhs.width + rhs.width, lhs.integer + rhs.integer, lhs.isSigned || rhs.isSigned};
}

FixedFormat hls4mlir::dotFormat(const FixedFormat &lhs, const FixedFormat &rhs, uint64_t count) {
  FixedFormat product = mulFormat(lhs, rhs);
  unsigned growth = llvm::APInt(65, std::max<uint64_t>(count, 1) - 1).getActiveBits();
  return {product.width + growth, product.integer + static_cast<int>(growth), product.isSigned};
}

FixedFormat hls4mlir::hullFormat(const FixedFormat &lhs, const FixedFormat &rhs) {
  bool isSigned = lhs.isSigned || rhs.isSigned;
  return fromParts(std::max(signedInteger(lhs, isSigned), signedInteger(rhs, isSigned)),
                   std::max(lhs.fraction(), rhs.fraction()), isSigned);
}

FixedFormat hls4mlir::reluFormat(const FixedFormat &input) {
  if (!input.isSigned)
    return input;
  // The sign bit goes. A signed number of one bit is never positive, but zero needs a bit as well.
  unsigned width = std::max(1u, input.width - 1);
  return {width, input.lsb() + static_cast<int>(width), false};
}

//===----------------------------------------------------------------------===//
// Exact values
//===----------------------------------------------------------------------===//

FixedValue hls4mlir::add(const FixedValue &lhs, const FixedValue &rhs) {
  auto [left, right] = align(lhs, rhs);
  return {asSigned(left + right), std::min(lhs.lsb, rhs.lsb)};
}

FixedValue hls4mlir::sub(const FixedValue &lhs, const FixedValue &rhs) {
  auto [left, right] = align(lhs, rhs);
  return {asSigned(left - right), std::min(lhs.lsb, rhs.lsb)};
}

FixedValue hls4mlir::mul(const FixedValue &lhs, const FixedValue &rhs) {
  unsigned width = signedBits(lhs.code) + signedBits(rhs.code);
  return {asSigned(extend(lhs.code, width) * extend(rhs.code, width)), lhs.lsb + rhs.lsb};
}

int hls4mlir::compare(const FixedValue &lhs, const FixedValue &rhs) {
  auto [left, right] = align(lhs, rhs);
  return left.slt(right) ? -1 : left.sgt(right);
}

//===----------------------------------------------------------------------===//
// Narrowing
//===----------------------------------------------------------------------===//

/// True when a number between two steps goes to the upper one. `rest` is the part above the lower step, of `shift`
/// bits and not zero; `odd` says whether the lower step's code is.
static bool roundsUp(const APInt &rest, unsigned shift, bool odd, bool negative, RoundingMode rounding) {
  bool upperHalf = rest[shift - 1], tie = upperHalf && rest.isPowerOf2();
  switch (rounding) {
  case RoundingMode::HalfEven:
    return upperHalf && (!tie || odd);
  case RoundingMode::HalfAway:
    return upperHalf && (!tie || !negative);
  case RoundingMode::HalfToZero:
    return upperHalf && (!tie || negative);
  case RoundingMode::HalfCeil:
    return upperHalf;
  case RoundingMode::HalfFloor:
    return upperHalf && !tie;
  case RoundingMode::Floor:
    return false;
  case RoundingMode::Ceil:
    return true;
  case RoundingMode::ToZero:
    return negative;
  case RoundingMode::Away:
    return !negative;
  }
  llvm_unreachable("covered");
}

APSInt hls4mlir::roundToLsb(const FixedValue &value, int lsb, RoundingMode rounding) {
  unsigned bits = signedBits(value.code);
  if (lsb <= value.lsb) {
    unsigned shift = value.lsb - lsb;
    return asSigned(extend(value.code, bits + shift).shl(shift));
  }
  // A step above twice the value rounds it as one of that size does, and would only widen the numbers here.
  unsigned shift = std::min<unsigned>(lsb - value.lsb, bits + 1);
  APInt code = extend(value.code, bits + 2);
  APInt floor = code.ashr(shift), rest = code - floor.shl(shift);
  if (!rest.isZero() && roundsUp(rest, shift, floor[0], code.isNegative(), rounding))
    ++floor;
  return asSigned(floor);
}

APSInt hls4mlir::narrow(const FixedValue &value, const FixedFormat &format, RoundingMode rounding,
                        OverflowMode overflow) {
  APSInt code = roundToLsb(value, format.lsb(), rounding);
  APSInt low = format.minCode(), high = format.maxCode();
  // One bit with a sign has no symmetric range: -1 stays, as with the vendors.
  if (overflow == OverflowMode::SaturateSymmetric && format.isSigned && format.width > 1)
    ++low;
  APSInt wrapped(code.sextOrTrunc(format.width), !format.isSigned);
  bool below = APSInt::compareValues(code, low) < 0;
  if (!below && APSInt::compareValues(code, high) <= 0)
    return wrapped;
  switch (overflow) {
  case OverflowMode::Saturate:
  case OverflowMode::SaturateSymmetric:
    return below ? low : high;
  case OverflowMode::SaturateZero:
    return APSInt(format.width, !format.isSigned);
  case OverflowMode::Wrap:
    return wrapped;
  case OverflowMode::WrapSignMagnitude: {
    if (!format.isSigned)
      return below ? low : high;
    // The sign is the lowest of the dropped bits, as they were before a carry out of rounding changed them; where
    // wrapping gives the other sign, all bits are complemented.
    APSInt floor = roundToLsb(value, format.lsb(), RoundingMode::Floor);
    bool sign = format.width < floor.getBitWidth() ? floor[format.width] : floor.isNegative();
    return sign == wrapped.isNegative() ? wrapped : APSInt(~wrapped, /*isUnsigned=*/false);
  }
  }
  llvm_unreachable("covered");
}
