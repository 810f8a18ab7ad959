//===- Ranges.cpp - Which codes a value can have -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Ranges.h"
#include "dialects/QNN/QNN.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APInt;
using llvm::APSInt;

//===----------------------------------------------------------------------===//
// Integers
//===----------------------------------------------------------------------===//

Integer qnn::toInteger(const APSInt &value) {
  return Integer(value.isSigned() ? APInt(value) : value.zext(value.getBitWidth() + 1));
}

APSInt qnn::toAPSInt(const Integer &value) {
  if (value >= Integer(std::numeric_limits<int64_t>::min()) && value <= Integer(std::numeric_limits<int64_t>::max()))
    return APSInt::get(static_cast<int64_t>(value));
  bool negative = value < 0;
  Integer rest = abs(value);
  SmallVector<uint64_t> words;
  const Integer chunk(int64_t(1) << 32);
  for (bool high = false; rest != 0; rest = rest / chunk, high = !high) {
    uint64_t part = static_cast<uint64_t>(static_cast<int64_t>(rest % chunk));
    if (high)
      words.back() |= part << 32;
    else
      words.push_back(part);
  }
  words.push_back(0);
  APInt magnitude(static_cast<unsigned>(words.size()) * 64, words);
  APInt result = negative ? -magnitude : magnitude;
  return APSInt(result.trunc(result.getSignificantBits()), /*isUnsigned=*/false);
}

Integer qnn::integerPowerOfTwo(unsigned exponent) {
  if (exponent < 62)
    return Integer(int64_t(1) << exponent);
  return Integer(APInt::getOneBitSet(exponent + 2, exponent));
}

Integer qnn::floorDivide(const Integer &dividend, const Integer &divisor) {
  Integer quotient = dividend / divisor;
  return dividend % divisor < 0 ? quotient - Integer(1) : quotient;
}

//===----------------------------------------------------------------------===//
// Ranges of codes
//===----------------------------------------------------------------------===//

CodeRange CodeRange::ofCode(int64_t code, bool isSigned) {
  unsigned zeros = code == 0 ? kAllZeros : static_cast<unsigned>(llvm::countr_zero(static_cast<uint64_t>(code)));
  Integer number(code);
  if (!isSigned && code < 0)
    number += integerPowerOfTwo(64);
  return {number, number, zeros};
}

CodeRange CodeRange::ofFormat(const FixedFormat &format) {
  return {toInteger(format.minCode()), toInteger(format.maxCode()), 0};
}

CodeRange qnn::hull(const CodeRange &lhs, const CodeRange &rhs) {
  return {std::min(lhs.low, rhs.low), std::max(lhs.high, rhs.high), std::min(lhs.zeros, rhs.zeros)};
}

CodeRange qnn::shifted(const CodeRange &range, unsigned amount) {
  if (amount == 0)
    return range;
  Integer factor = integerPowerOfTwo(amount);
  return {range.low * factor, range.high * factor, std::min(range.zeros + amount, CodeRange::kAllZeros)};
}

CodeRange qnn::negated(const CodeRange &range) { return {-range.high, -range.low, range.zeros}; }

CodeRange qnn::operator+(const CodeRange &lhs, const CodeRange &rhs) {
  return {lhs.low + rhs.low, lhs.high + rhs.high, std::min(lhs.zeros, rhs.zeros)};
}

CodeRange qnn::operator*(const CodeRange &lhs, const CodeRange &rhs) {
  Integer products[] = {lhs.low * rhs.low, lhs.low * rhs.high, lhs.high * rhs.low, lhs.high * rhs.high};
  return {*std::min_element(std::begin(products), std::end(products)),
          *std::max_element(std::begin(products), std::end(products)),
          std::min(lhs.zeros + rhs.zeros, CodeRange::kAllZeros)};
}

//===----------------------------------------------------------------------===//
// Ranges of elements
//===----------------------------------------------------------------------===//

ElementRanges::ElementRanges(SmallVector<CodeRange> ranges) {
  bool equal = llvm::all_equal(ranges);
  channels.assign(ranges.begin(), equal && !ranges.empty() ? ranges.begin() + 1 : ranges.end());
}

ElementRanges ElementRanges::ofType(Type type) {
  FixedType fixed = getFixedType(type);
  return fixed ? ElementRanges(CodeRange::ofFormat(fixed.getFormat())) : ElementRanges();
}

CodeRange ElementRanges::hull() const {
  CodeRange result = channels.front();
  for (const CodeRange &range : ArrayRef(channels).drop_front())
    result = qnn::hull(result, range);
  return result;
}

FixedFormat ElementRanges::getFormat(int lsb) const {
  CodeRange all = hull();
  return FixedFormat::forRange(toAPSInt(all.low), toAPSInt(all.high), lsb);
}

ElementRanges ElementRanges::map(llvm::function_ref<CodeRange(const CodeRange &)> function) const {
  return SmallVector<CodeRange>(llvm::map_range(channels, function));
}

ElementRanges ElementRanges::moved(bool keepsChannels) const {
  return keepsChannels || channels.size() <= 1 ? *this : ElementRanges(hull());
}

void ElementRanges::print(raw_ostream &os) const {
  os << "[";
  llvm::interleaveComma(channels, os, [&](const CodeRange &range) {
    os << range.low << ".." << range.high;
    if (range.zeros > 0 && range.zeros < CodeRange::kAllZeros)
      os << " by " << integerPowerOfTwo(range.zeros);
  });
  os << "]";
}

ElementRanges ElementRanges::join(const ElementRanges &lhs, const ElementRanges &rhs) {
  if (!lhs.isKnown() || !rhs.isKnown())
    return lhs.isKnown() ? lhs : rhs;
  return combine(lhs, rhs, [](const CodeRange &left, const CodeRange &right) { return qnn::hull(left, right); });
}

ElementRanges qnn::combine(const ElementRanges &lhs, const ElementRanges &rhs,
                           llvm::function_ref<CodeRange(const CodeRange &, const CodeRange &)> function) {
  SmallVector<CodeRange> result;
  for (size_t i = 0, e = std::max(lhs.getChannels().size(), rhs.getChannels().size()); i < e; ++i)
    result.push_back(function(lhs[i], rhs[i]));
  return result;
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

ElementRanges qnn::getEntryRanges(Value value) {
  ElementRanges full = ElementRanges::ofType(value.getType());
  auto argument = dyn_cast<BlockArgument>(value);
  if (!argument || !full.isKnown())
    return full;
  auto func = dyn_cast_or_null<func::FuncOp>(argument.getOwner()->getParentOp());
  if (!func || !argument.getOwner()->isEntryBlock())
    return full;
  auto input = func.getArgAttrOfType<InputAttr>(argument.getArgNumber(), kInputAttr);
  if (!input || input.getType() != getFixedType(value.getType()))
    return full;
  return CodeRange{Integer(input.getLow()), Integer(input.getHigh()), 0};
}

ElementRanges qnn::inferResultRanges(OpResult result, ArrayRef<ElementRanges> operands) {
  ElementRanges full = ElementRanges::ofType(result.getType());
  auto op = dyn_cast<InferRangeOpInterface>(result.getOwner());
  if (!op || !full.isKnown())
    return full;
  for (auto [operand, ranges] : llvm::zip_equal(op->getOperands(), operands))
    if (!getFixedType(operand.getType()) || !ranges.isKnown())
      return full;
  ElementRanges found = full;
  op.inferRanges(operands, [&](Value value, const ElementRanges &ranges) {
    if (value == result)
      found = ranges;
  });
  // A result that is taken modulo the width of its type can have every code once a number does not fit.
  CodeRange bound = full.hull();
  return found.map(
      [&](const CodeRange &range) { return range.low < bound.low || range.high > bound.high ? bound : range; });
}
