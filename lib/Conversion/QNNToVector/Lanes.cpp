//===- Lanes.cpp - Exact arithmetic on one integer per sample -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/QNNToVector/Lanes.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace hls4mlir;
using llvm::APInt;
using llvm::APSInt;
using qnn::OverflowMode;
using qnn::RoundingMode;

unsigned hls4mlir::laneBits(unsigned bits) { return std::max<unsigned>(8, llvm::PowerOf2Ceil(bits)); }

//===----------------------------------------------------------------------===//
// Exact integers
//===----------------------------------------------------------------------===//

static APInt exact(const APInt &lhs, const APInt &rhs, unsigned extra,
                   llvm::function_ref<APInt(const APInt &, const APInt &)> compute) {
  unsigned width = std::max(lhs.getBitWidth(), rhs.getBitWidth()) + extra;
  APInt result = compute(lhs.sext(width), rhs.sext(width));
  return result.trunc(result.getSignificantBits());
}
static APInt plus(const APInt &lhs, const APInt &rhs) {
  return exact(lhs, rhs, 1, [](const APInt &a, const APInt &b) { return a + b; });
}
static APInt minus(const APInt &lhs, const APInt &rhs) {
  return exact(lhs, rhs, 1, [](const APInt &a, const APInt &b) { return a - b; });
}
static APInt times(const APInt &lhs, const APInt &rhs) {
  return exact(lhs, rhs, std::min(lhs.getBitWidth(), rhs.getBitWidth()),
               [](const APInt &a, const APInt &b) { return a * b; });
}
static bool less(const APInt &lhs, const APInt &rhs) {
  unsigned width = std::max(lhs.getBitWidth(), rhs.getBitWidth());
  return lhs.sext(width).slt(rhs.sext(width));
}
static const APInt &smaller(const APInt &lhs, const APInt &rhs) { return less(rhs, lhs) ? rhs : lhs; }
static const APInt &larger(const APInt &lhs, const APInt &rhs) { return less(lhs, rhs) ? rhs : lhs; }
static APInt doubled(const APInt &value, unsigned times) { return value.sext(value.getBitWidth() + times).shl(times); }
/// floor(value / 2^amount)
static APInt halved(const APInt &value, unsigned amount) {
  return value.ashr(std::min(amount, value.getBitWidth() - 1));
}
static APInt negated(const APInt &value) { return minus(APInt(1, 0), value); }
static APInt signedCode(const APSInt &code) {
  return code.isSigned() ? APInt(code) : code.zext(code.getBitWidth() + 1);
}

/// Bits of a signed lane that holds both numbers.
static unsigned bitsFor(const APInt &low, const APInt &high) {
  return laneBits(std::max(low.getSignificantBits(), high.getSignificantBits()));
}
static unsigned bitsFor(const LaneValue &value) { return bitsFor(value.low, value.high); }

//===----------------------------------------------------------------------===//
// Building blocks
//===----------------------------------------------------------------------===//

Type LaneBuilder::getType(unsigned bits) const {
  Type element = builder.getIntegerType(bits);
  return lanes == 1 ? element : VectorType::get(lanes, element);
}

Value LaneBuilder::constantOf(const APInt &value, unsigned bits) {
  APInt code = value.sextOrTrunc(bits);
  Type type = getType(bits);
  TypedAttr attr = IntegerAttr::get(builder.getIntegerType(bits), code);
  if (lanes != 1)
    attr = DenseElementsAttr::get(cast<VectorType>(type), code);
  return arith::ConstantOp::create(builder, type, attr);
}

LaneValue LaneBuilder::constant(const APInt &value) {
  return {constantOf(value, laneBits(value.getSignificantBits())), value, value};
}

Value LaneBuilder::resize(Value value, unsigned bits) {
  unsigned from = getElementTypeOrSelf(value.getType()).getIntOrFloatBitWidth();
  if (from == bits)
    return value;
  if (from > bits)
    return builder.createOrFold<arith::TruncIOp>(getType(bits), value);
  return builder.createOrFold<arith::ExtSIOp>(getType(bits), value);
}

Value LaneBuilder::shiftLeft(Value value, unsigned amount) {
  unsigned bits = getElementTypeOrSelf(value.getType()).getIntOrFloatBitWidth();
  if (amount == 0)
    return value;
  if (amount >= bits)
    return constantOf(APInt(bits, 0), bits);
  return arith::ShLIOp::create(builder, value, constantOf(APInt(bits, amount), bits));
}

Value LaneBuilder::shiftRight(Value value, unsigned amount) {
  unsigned bits = getElementTypeOrSelf(value.getType()).getIntOrFloatBitWidth();
  if (amount == 0)
    return value;
  return arith::ShRSIOp::create(builder, value, constantOf(APInt(bits, std::min(amount, bits - 1)), bits));
}

Value LaneBuilder::select(Value condition, Value ifTrue, Value ifFalse) {
  return arith::SelectOp::create(builder, condition, ifTrue, ifFalse);
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

Value LaneBuilder::loadRaw(Value memref, Value index) {
  if (lanes == 1)
    return memref::LoadOp::create(builder, memref, index);
  unsigned bits = cast<MemRefType>(memref.getType()).getElementTypeBitWidth();
  return vector::LoadOp::create(builder, cast<VectorType>(getType(bits)), memref, index);
}

Value LaneBuilder::extend(Value raw, bool isSigned, unsigned bits) {
  unsigned from = getElementTypeOrSelf(raw.getType()).getIntOrFloatBitWidth();
  if (isSigned || from >= bits)
    return resize(raw, bits);
  return arith::ExtUIOp::create(builder, getType(bits), raw);
}

Value LaneBuilder::extendSplat(Value memref, Value index, bool isSigned, unsigned bits) {
  LaneBuilder scalars(builder, 1);
  Value code = scalars.extend(scalars.loadRaw(memref, index), isSigned, bits);
  return lanes == 1 ? code : vector::BroadcastOp::create(builder, getType(bits), code);
}

LaneValue LaneBuilder::ofFormat(Value code, const FixedFormat &format) {
  return {code, signedCode(format.minCode()), signedCode(format.maxCode())};
}

LaneValue LaneBuilder::load(Value memref, Value index, qnn::FixedType type) {
  FixedFormat format = type.getFormat();
  // An unsigned code that fills its storage needs room for a sign.
  return ofFormat(extend(loadRaw(memref, index), type.getIsSigned(), laneBits(signedBits(format))), format);
}

LaneValue LaneBuilder::loadSplat(Value memref, Value index, qnn::FixedType type) {
  FixedFormat format = type.getFormat();
  return ofFormat(extendSplat(memref, index, type.getIsSigned(), laneBits(signedBits(format))), format);
}

LaneValue LaneBuilder::gather(Value memref, Value first, LaneValue behind, qnn::FixedType type) {
  FixedFormat format = type.getFormat();
  unsigned bits = laneBits(signedBits(format));
  if (lanes == 1) {
    Value offset = arith::IndexCastOp::create(builder, builder.getIndexType(), behind.value);
    return load(memref, builder.createOrFold<arith::AddIOp>(first, offset), type);
  }
  unsigned stored = cast<MemRefType>(memref.getType()).getElementTypeBitWidth();
  auto all = DenseElementsAttr::get(VectorType::get(lanes, builder.getI1Type()), true);
  Value mask = arith::ConstantOp::create(builder, all), rest = constantOf(llvm::APInt(stored, 0), stored);
  Value codes = vector::GatherOp::create(builder, cast<VectorType>(getType(stored)), memref, first, resized(behind, 32),
                                         mask, rest);
  return ofFormat(extend(codes, type.getIsSigned(), bits), format);
}

void LaneBuilder::store(LaneValue value, qnn::FixedType type, Value memref, Value index) {
  Value code = resize(value.value, storageBits(type));
  if (lanes == 1)
    memref::StoreOp::create(builder, code, memref, index);
  else
    vector::StoreOp::create(builder, code, memref, index);
}

//===----------------------------------------------------------------------===//
// Exact arithmetic
//===----------------------------------------------------------------------===//

LaneValue LaneBuilder::add(LaneValue lhs, LaneValue rhs) {
  APInt low = plus(lhs.low, rhs.low), high = plus(lhs.high, rhs.high);
  // Operands may be cut: the sum is right modulo the bits that hold it.
  unsigned bits = bitsFor(low, high);
  return {arith::AddIOp::create(builder, resized(lhs, bits), resized(rhs, bits)), low, high};
}

LaneValue LaneBuilder::sub(LaneValue lhs, LaneValue rhs) {
  APInt low = minus(lhs.low, rhs.high), high = minus(lhs.high, rhs.low);
  unsigned bits = bitsFor(low, high);
  return {arith::SubIOp::create(builder, resized(lhs, bits), resized(rhs, bits)), low, high};
}

LaneValue LaneBuilder::mul(LaneValue lhs, LaneValue rhs) {
  APInt corners[] = {times(lhs.low, rhs.low), times(lhs.low, rhs.high), times(lhs.high, rhs.low),
                     times(lhs.high, rhs.high)};
  APInt low = corners[0], high = corners[0];
  for (const APInt &corner : corners) {
    low = smaller(low, corner);
    high = larger(high, corner);
  }
  unsigned bits = bitsFor(low, high);
  return {arith::MulIOp::create(builder, resized(lhs, bits), resized(rhs, bits)), low, high};
}

LaneValue LaneBuilder::shl(LaneValue input, unsigned amount) {
  if (amount == 0)
    return input;
  APInt low = doubled(input.low, amount), high = doubled(input.high, amount);
  return {shiftLeft(resized(input, bitsFor(low, high)), amount), low, high};
}

LaneValue LaneBuilder::shr(LaneValue input, unsigned amount) {
  if (amount == 0)
    return input;
  return {shiftRight(resized(input, bitsFor(input)), amount), halved(input.low, amount), halved(input.high, amount)};
}

LaneValue LaneBuilder::max(LaneValue lhs, LaneValue rhs) {
  if (!less(lhs.low, rhs.high))
    return lhs;
  if (!less(rhs.low, lhs.high))
    return rhs;
  unsigned bits = std::max(bitsFor(lhs), bitsFor(rhs));
  return {arith::MaxSIOp::create(builder, resized(lhs, bits), resized(rhs, bits)), larger(lhs.low, rhs.low),
          larger(lhs.high, rhs.high)};
}

LaneValue LaneBuilder::min(LaneValue lhs, LaneValue rhs) {
  if (!less(rhs.low, lhs.high))
    return lhs;
  if (!less(lhs.low, rhs.high))
    return rhs;
  unsigned bits = std::max(bitsFor(lhs), bitsFor(rhs));
  return {arith::MinSIOp::create(builder, resized(lhs, bits), resized(rhs, bits)),
          less(lhs.low, rhs.low) ? lhs.low : rhs.low, less(lhs.high, rhs.high) ? lhs.high : rhs.high};
}

LaneValue LaneBuilder::clamp(LaneValue input, const APInt &low, const APInt &high) {
  if (less(input.high, low))
    return constant(low);
  if (less(high, input.low))
    return constant(high);
  unsigned bits = bitsFor(input);
  LaneValue result{resized(input, bits), input.low, input.high};
  if (less(input.low, low)) {
    result.value = arith::MaxSIOp::create(builder, result.value, constantOf(low, bits));
    result.low = low;
  }
  if (less(high, input.high)) {
    result.value = arith::MinSIOp::create(builder, result.value, constantOf(high, bits));
    result.high = high;
  }
  return result;
}

LaneValue LaneBuilder::divide(LaneValue lhs, LaneValue rhs) {
  unsigned bits = std::max(bitsFor(lhs), bitsFor(rhs));
  return {arith::DivUIOp::create(builder, resized(lhs, bits), resized(rhs, bits)), APInt(1, 0), lhs.high};
}

Value LaneBuilder::compare(arith::CmpIPredicate predicate, LaneValue lhs, LaneValue rhs, unsigned minBits) {
  unsigned bits = std::max({bitsFor(lhs), bitsFor(rhs), minBits});
  return arith::CmpIOp::create(builder, predicate, resized(lhs, bits), resized(rhs, bits));
}

LaneValue LaneBuilder::select(Value condition, LaneValue ifTrue, LaneValue ifFalse) {
  unsigned bits = std::max(bitsFor(ifTrue), bitsFor(ifFalse));
  return {select(condition, resized(ifTrue, bits), resized(ifFalse, bits)),
          llvm::APIntOps::smin(ifTrue.low, ifFalse.low), llvm::APIntOps::smax(ifTrue.high, ifFalse.high)};
}

LaneValue LaneBuilder::splatIndex(Value index, int64_t extent, unsigned bits) {
  Value integer = arith::IndexCastOp::create(builder, builder.getIntegerType(bits), index);
  if (lanes != 1)
    integer = vector::BroadcastOp::create(builder, getType(bits), integer);
  return {integer, APInt(1, 0), APInt(64, extent - 1)};
}

//===----------------------------------------------------------------------===//
// Narrowing
//===----------------------------------------------------------------------===//

LaneValue LaneBuilder::wrap(Value code, const FixedFormat &format) {
  unsigned bits = laneBits(signedBits(format));
  Value value = resize(code, bits);
  if (!format.isSigned)
    value = arith::AndIOp::create(builder, value, constantOf(signedCode(format.maxCode()), bits));
  else
    value = shiftRight(shiftLeft(value, bits - format.width), bits - format.width);
  return ofFormat(value, format);
}

/// floor(input / 2^shift) plus one where the mode says so: all modes are a shift of the input plus something
/// that lifts it over the next step.
LaneValue LaneBuilder::round(LaneValue input, unsigned shift, RoundingMode rounding) {
  if (shift == 0)
    return input;
  // Once half a step is larger than any input, a larger step changes nothing.
  shift = std::min(shift, std::max(input.low.getSignificantBits(), input.high.getSignificantBits()) + 1);
  auto rounded = [&](const APInt &value) {
    return APInt(roundToLsb({APSInt(value, /*isUnsigned=*/false), 0}, static_cast<int>(shift), rounding));
  };
  APInt low = rounded(input.low), high = rounded(input.high);
  if (!input.low.isNegative()) {
    if (rounding == RoundingMode::HalfAway)
      rounding = RoundingMode::HalfCeil;
    else if (rounding == RoundingMode::HalfToZero)
      rounding = RoundingMode::HalfFloor;
    else if (rounding == RoundingMode::ToZero)
      rounding = RoundingMode::Floor;
    else if (rounding == RoundingMode::Away)
      rounding = RoundingMode::Ceil;
  }

  APInt step = doubled(APInt(2, 1), shift), half = doubled(APInt(2, 1), shift - 1), one(2, 1);
  unsigned bits = bitsFor(input.low, plus(input.high, step));
  Value value = resized(input, bits);
  auto constant = [&](const APInt &number) { return constantOf(number, bits); };
  // -1 where the input is negative, else 0.
  auto sign = [&] { return shiftRight(value, bits - 1); };
  auto sum = [&](Value lhs, Value rhs) -> Value { return arith::AddIOp::create(builder, lhs, rhs); };
  auto bitAnd = [&](Value lhs, Value rhs) -> Value { return arith::AndIOp::create(builder, lhs, rhs); };
  Value lifted;
  switch (rounding) {
  case RoundingMode::HalfEven: {
    Value odd = bitAnd(shiftRight(value, shift), constant(one));
    lifted = sum(sum(value, constant(minus(half, one))), odd);
    break;
  }
  case RoundingMode::HalfAway:
    lifted = sum(sum(value, constant(half)), sign());
    break;
  case RoundingMode::HalfToZero: {
    Value base = sum(value, constant(minus(half, one)));
    lifted = arith::SubIOp::create(builder, base, sign());
    break;
  }
  case RoundingMode::HalfCeil:
    lifted = sum(value, constant(half));
    break;
  case RoundingMode::HalfFloor:
    lifted = sum(value, constant(minus(half, one)));
    break;
  case RoundingMode::Floor:
    lifted = value;
    break;
  case RoundingMode::Ceil:
    lifted = sum(value, constant(minus(step, one)));
    break;
  case RoundingMode::ToZero:
    lifted = sum(value, bitAnd(sign(), constant(minus(step, one))));
    break;
  case RoundingMode::Away: {
    Value notNegative = arith::XOrIOp::create(builder, sign(), constant(APInt::getAllOnes(1)));
    lifted = sum(value, bitAnd(notNegative, constant(minus(step, one))));
    break;
  }
  }
  return {shiftRight(lifted, shift), low, high};
}

/// Brings input * 2^shift into the range of `format`. `floor` is the number that `input` was, rounded down.
LaneValue LaneBuilder::overflow(LaneValue input, LaneValue floor, unsigned shift, const FixedFormat &format,
                                OverflowMode mode) {
  APInt low = signedCode(format.minCode()), high = signedCode(format.maxCode());
  if (mode == OverflowMode::SaturateSymmetric && format.isSigned && format.width > 1)
    low = negated(high);
  if (mode == OverflowMode::WrapSignMagnitude && !format.isSigned)
    mode = OverflowMode::Saturate;
  // The inputs that lie in the range, once shifted. They are compared unshifted: a long shift costs nothing.
  APInt firstInside = negated(halved(negated(low), shift)), lastInside = halved(high, shift);
  bool below = less(input.low, firstInside), above = less(lastInside, input.high);
  unsigned bits = laneBits(signedBits(format));
  auto shifted = [&] { return shiftLeft(resized(input, bits), shift); };
  if (!below && !above) {
    // Nothing but zero survives a shift by more than the width.
    if (input.low.isZero() && input.high.isZero())
      return constant(APInt(1, 0));
    return {shifted(), doubled(input.low, shift), doubled(input.high, shift)};
  }

  switch (mode) {
  case OverflowMode::Wrap:
    return wrap(shifted(), format);
  case OverflowMode::WrapSignMagnitude: {
    // Complemented where the bit that wrapping puts in the place of the sign differs from the bit above it, which
    // is that of the number before a carry out of rounding.
    unsigned wide = laneBits(format.width + 1);
    Value code = shiftLeft(resized(input, wide), shift), dropped = shiftLeft(resized(floor, wide), shift);
    Value differs = arith::XOrIOp::create(builder, dropped, shiftLeft(code, 1));
    Value mask = shiftRight(shiftLeft(differs, wide - 1 - format.width), wide - 1);
    Value outside;
    auto compare = [&](arith::CmpIPredicate predicate, const APInt &limit) {
      unsigned compared = bitsFor(smaller(input.low, limit), larger(input.high, limit));
      Value beyond = arith::CmpIOp::create(builder, predicate, resized(input, compared), constantOf(limit, compared));
      outside = outside ? arith::OrIOp::create(builder, outside, beyond).getResult() : beyond;
    };
    if (below)
      compare(arith::CmpIPredicate::slt, firstInside);
    if (above)
      compare(arith::CmpIPredicate::sgt, lastInside);
    return wrap(select(outside, arith::XOrIOp::create(builder, code, mask), code), format);
  }
  case OverflowMode::Saturate:
  case OverflowMode::SaturateSymmetric:
    if (shift == 0)
      return clamp(input, low, high);
    break;
  case OverflowMode::SaturateZero:
    break;
  }
  bool toZero = mode == OverflowMode::SaturateZero;
  Value code = shifted();
  auto replace = [&](arith::CmpIPredicate predicate, const APInt &limit, const APInt &end) {
    unsigned compared = bitsFor(smaller(input.low, limit), larger(input.high, limit));
    Value outside = arith::CmpIOp::create(builder, predicate, resized(input, compared), constantOf(limit, compared));
    code = select(outside, constantOf(toZero ? APInt(1, 0) : end, bits), code);
  };
  if (below)
    replace(arith::CmpIPredicate::slt, firstInside, low);
  if (above)
    replace(arith::CmpIPredicate::sgt, lastInside, high);
  return {code, low, high};
}

LaneValue LaneBuilder::narrow(LaneValue input, int lsb, const FixedFormat &format, RoundingMode rounding,
                              OverflowMode mode) {
  int shift = format.lsb() - lsb;
  if (shift <= 0)
    return overflow(input, input, -shift, format, mode);
  LaneValue rounded = round(input, shift, rounding);
  LaneValue floor = mode == OverflowMode::WrapSignMagnitude ? round(input, shift, RoundingMode::Floor) : rounded;
  return overflow(rounded, floor, 0, format, mode);
}
