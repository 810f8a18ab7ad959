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

/// `code` as a signed number with `extra` more bits than it needs.
static APInt widen(const APSInt &code, unsigned extra) {
  unsigned width = code.getBitWidth() + 1 + extra;
  return code.isSigned() ? code.sext(width) : code.zext(width);
}

static APSInt asSigned(APInt code) { return APSInt(std::move(code), /*isUnsigned=*/false); }

/// Both codes as signed numbers of one width on the finer of the two steps, with a bit to spare.
static std::pair<APInt, APInt> align(const FixedValue &lhs, const FixedValue &rhs, int &lsb) {
  lsb = std::min(lhs.lsb, rhs.lsb);
  unsigned leftShift = lhs.lsb - lsb, rightShift = rhs.lsb - lsb;
  unsigned width = std::max(lhs.code.getBitWidth() + leftShift, rhs.code.getBitWidth() + rightShift) + 2;
  auto extend = [&](const APSInt &code) { return code.isSigned() ? code.sext(width) : code.zext(width); };
  return {extend(lhs.code).shl(leftShift), extend(rhs.code).shl(rightShift)};
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
  if (*this == other)
    return true;
  APSInt one(APInt(2, 1), /*isUnsigned=*/false);
  return contains(FixedValue{one, other.lsb()}) && contains(FixedValue{other.minCode(), other.lsb()}) &&
         contains(FixedValue{other.maxCode(), other.lsb()});
}

FixedFormat FixedFormat::forRange(const APSInt &low, const APSInt &high, int lsb) {
  bool isSigned = low.isNegative();
  unsigned width = 1;
  if (isSigned)
    width = std::max(low.getSignificantBits(), widen(high, 0).getSignificantBits());
  else
    width = std::max(1u, high.getActiveBits());
  return {width, static_cast<int>(width) + lsb, isSigned};
}

//===----------------------------------------------------------------------===//
// Growth
//===----------------------------------------------------------------------===//

static FixedFormat fromParts(int integer, int fraction, bool isSigned) {
  return {static_cast<unsigned>(std::max(1, integer + fraction)), integer, isSigned};
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
  // A signed number of one bit is never positive; zero still needs a bit.
  if (input.width == 1)
    return {1, input.integer, false};
  return {input.width - 1, input.integer - 1, false};
}

//===----------------------------------------------------------------------===//
// Exact values
//===----------------------------------------------------------------------===//

FixedValue hls4mlir::add(const FixedValue &lhs, const FixedValue &rhs) {
  FixedValue result;
  auto [left, right] = align(lhs, rhs, result.lsb);
  result.code = asSigned(left + right);
  return result;
}

FixedValue hls4mlir::sub(const FixedValue &lhs, const FixedValue &rhs) {
  FixedValue result;
  auto [left, right] = align(lhs, rhs, result.lsb);
  result.code = asSigned(left - right);
  return result;
}

FixedValue hls4mlir::mul(const FixedValue &lhs, const FixedValue &rhs) {
  unsigned width = lhs.code.getBitWidth() + rhs.code.getBitWidth() + 2;
  auto extend = [&](const APSInt &code) { return code.isSigned() ? code.sext(width) : code.zext(width); };
  return {asSigned(extend(lhs.code) * extend(rhs.code)), lhs.lsb + rhs.lsb};
}

int hls4mlir::compare(const FixedValue &lhs, const FixedValue &rhs) {
  int lsb;
  auto [left, right] = align(lhs, rhs, lsb);
  return left.slt(right) ? -1 : left.sgt(right);
}

//===----------------------------------------------------------------------===//
// Narrowing
//===----------------------------------------------------------------------===//

APSInt hls4mlir::roundToLsb(const FixedValue &value, int lsb, RoundingMode rounding) {
  int shift = lsb - value.lsb;
  if (shift <= 0)
    return asSigned(widen(value.code, -shift).shl(-shift));
  // All bits of the code lie below half a step: only the sign and whether it is zero matter. A larger
  // shift says no more, and would make the numbers below as wide as it.
  APInt code = widen(value.code, 2);
  shift = std::min<int>(shift, code.getBitWidth() - 1);
  APInt floor = code.ashr(shift);
  APInt rest = code - floor.shl(shift);
  if (rest.isZero())
    return asSigned(floor);
  APInt half = APInt::getOneBitSet(code.getBitWidth(), shift - 1);
  bool negative = code.isNegative(), tie = rest == half, above = rest.ugt(half), up = false;
  switch (rounding) {
  case RoundingMode::HalfEven:
    up = above || (tie && floor[0]);
    break;
  case RoundingMode::HalfAway:
    up = above || (tie && !negative);
    break;
  case RoundingMode::HalfToZero:
    up = above || (tie && negative);
    break;
  case RoundingMode::HalfCeil:
    up = above || tie;
    break;
  case RoundingMode::HalfFloor:
    up = above;
    break;
  case RoundingMode::Floor:
    break;
  case RoundingMode::Ceil:
    up = true;
    break;
  case RoundingMode::ToZero:
    up = negative;
    break;
  case RoundingMode::Away:
    up = !negative;
    break;
  }
  return asSigned(up ? floor + 1 : floor);
}

APSInt hls4mlir::narrow(const FixedValue &value, const FixedFormat &format, RoundingMode rounding,
                        OverflowMode overflow) {
  APSInt code = roundToLsb(value, format.lsb(), rounding);
  unsigned width = std::max(code.getBitWidth(), format.width) + 2;
  APInt wide = code.sext(width);
  APSInt low = format.minCode(), high = format.maxCode();
  APInt lowWide = widen(low, 0).sext(width), highWide = widen(high, 0).sext(width);
  if (overflow == OverflowMode::SaturateSymmetric && format.isSigned)
    lowWide = -highWide;
  auto result = [&](const APInt &bits) { return APSInt(bits.trunc(format.width), !format.isSigned); };
  bool below = wide.slt(lowWide), above = wide.sgt(highWide);
  if (!below && !above)
    return result(wide);
  switch (overflow) {
  case OverflowMode::Saturate:
  case OverflowMode::SaturateSymmetric:
    return result(below ? lowWide : highWide);
  case OverflowMode::SaturateZero:
    return result(APInt(width, 0));
  case OverflowMode::Wrap:
    return result(wide);
  case OverflowMode::WrapSignMagnitude: {
    APInt bits = wide;
    if (format.isSigned && format.width > 0) {
      // The sign is that of the value; when it differs from the bit that wrapping would put in its place,
      // the remaining bits are complemented.
      bool sign = wide.isNegative(), wrapped = wide[format.width - 1];
      // The lowest bit dropped on the left decides the sign.
      (void)sign;
      bool kept = wide[format.width];
      if (kept != wrapped)
        bits.flipAllBits();
    }
    return result(bits);
  }
  }
  llvm_unreachable("covered");
}
