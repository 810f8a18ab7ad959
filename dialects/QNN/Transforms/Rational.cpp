//===- Rational.cpp - Exact rational numbers and tensors of them -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Rational.h"
#include "dialects/QNN/QNN.h"
#include <cmath>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

/// 2^exponent for an exponent that is not negative.
static Integer shiftedOne(unsigned exponent) { return Integer(llvm::APInt::getOneBitSet(exponent + 2, exponent)); }

Rational qnn::powerOfTwo(int exponent) {
  return exponent >= 0 ? Rational(shiftedOne(exponent)) : Rational(Integer(1), shiftedOne(-exponent));
}

Rational qnn::rationalFrom(double value) {
  int exponent;
  // 53 bits of mantissa make an integer.
  double mantissa = std::ldexp(std::frexp(value, &exponent), 53);
  return Rational(Integer(static_cast<int64_t>(mantissa))) * powerOfTwo(exponent - 53);
}

/// The exponent of a positive integer that is a power of two.
static std::optional<int> exactLog2(Integer value) {
  const Integer chunk(int64_t(1) << 32);
  int exponent = 0;
  while (value % chunk == 0) {
    value /= chunk;
    exponent += 32;
  }
  if (value >= chunk)
    return std::nullopt;
  int64_t rest = int64_t(value);
  if (!llvm::isPowerOf2_64(rest))
    return std::nullopt;
  return exponent + static_cast<int>(llvm::Log2_64(rest));
}

std::optional<int> qnn::exactLog2(const Rational &value) {
  if (value.num <= 0)
    return std::nullopt;
  std::optional<int> num = ::exactLog2(value.num), den = ::exactLog2(value.den);
  if (!num || !den)
    return std::nullopt;
  return *num - *den;
}

std::optional<int64_t> qnn::toInt64(const Integer &value) {
  if (value < Integer(std::numeric_limits<int64_t>::min()) || value > Integer(std::numeric_limits<int64_t>::max()))
    return std::nullopt;
  return int64_t(value);
}

std::optional<int64_t> qnn::toInt64(const Rational &value) {
  if (value.num % value.den != 0)
    return std::nullopt;
  return toInt64(value.num / value.den);
}

double qnn::toDouble(const Rational &value) {
  if (value.num == 0)
    return 0.0;
  // Doubles hold both numbers of most fractions, and divide them with one rounding.
  const Integer exact(int64_t(1) << 53);
  if (abs(value.num) <= exact && value.den <= exact)
    return static_cast<double>(int64_t(value.num)) / static_cast<double>(int64_t(value.den));
  // Scale into [2^62, 2^63), so that the integer part has more bits than a double and the rest only breaks
  // ties; steps of 32 bits first, since numbers may have hundreds.
  Rational scaled = abs(value);
  int exponent = 0;
  const Rational low(shiftedOne(62)), high(shiftedOne(63));
  for (int step : {32, 1}) {
    const Rational factor(shiftedOne(step));
    while (scaled >= high) {
      scaled = scaled / factor;
      exponent += step;
    }
    while (scaled * factor < high) {
      scaled = scaled * factor;
      exponent -= step;
    }
  }
  Integer integer = floor(scaled);
  // A sticky bit stands for everything below.
  uint64_t bits = static_cast<uint64_t>(int64_t(integer)) | (scaled == Rational(integer) ? 0 : 1);
  double magnitude = std::ldexp(static_cast<double>(bits), exponent);
  return value.num < 0 ? -magnitude : magnitude;
}

Integer qnn::round(const Rational &value, RoundingMode rounding) {
  const Integer below = floor(value), above = ceil(value);
  const int middle = compare(value - Rational(below), Rational(above) - value); // which of the two is nearer
  const bool positive = value > Rational(0);
  auto nearest = [&](bool tieAbove) { return middle > 0 || (middle == 0 && tieAbove) ? above : below; };
  switch (rounding) {
  case RoundingMode::HalfEven:
    return nearest(above % Integer(2) == 0);
  case RoundingMode::HalfAway:
    return nearest(positive);
  case RoundingMode::HalfToZero:
    return nearest(!positive);
  case RoundingMode::HalfCeil:
    return nearest(true);
  case RoundingMode::HalfFloor:
    return nearest(false);
  case RoundingMode::Floor:
    return below;
  case RoundingMode::Ceil:
    return above;
  case RoundingMode::ToZero:
    return positive ? below : above;
  case RoundingMode::Away:
    return positive ? above : below;
  }
  llvm_unreachable("covered");
}

Rational qnn::gcd(const Rational &lhs, const Rational &rhs) {
  if (lhs.num == 0)
    return abs(rhs);
  if (rhs.num == 0)
    return abs(lhs);
  // gcd(a/b, c/d) = gcd(a*d, c*b) / (b*d)
  return reduce(Rational(gcd(abs(lhs.num * rhs.den), abs(rhs.num * lhs.den)), lhs.den * rhs.den));
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

RationalTensor RationalTensor::fromElements(DenseElementsAttr elements) {
  std::vector<Rational> values;
  values.reserve(elements.getNumElements());
  if (isa<FloatType>(elements.getElementType()))
    for (const APFloat &value : elements.getValues<APFloat>())
      values.push_back(rationalFrom(value.convertToDouble()));
  else
    for (const APInt &value : elements.getValues<APInt>())
      values.push_back(Rational(Integer(value)));
  return RationalTensor(elements.getType().getShape(), std::move(values)).compressed();
}

std::optional<Rational> RationalTensor::uniform() const {
  if (llvm::all_equal(values))
    return values.front();
  return std::nullopt;
}

RationalTensor RationalTensor::map(llvm::function_ref<Rational(const Rational &)> function) const {
  RationalTensor result = *this;
  for (Rational &value : result.values)
    value = function(value);
  return result;
}

std::vector<Rational> RationalTensor::spread(ArrayRef<int64_t> target) const {
  size_t rank = target.size();
  SmallVector<int64_t> stride(rank, 0), index(rank, 0);
  int64_t step = 1;
  for (size_t i = 0; i < shape.size(); ++i) {
    size_t from = shape.size() - 1 - i;
    if (shape[from] != 1)
      stride[rank - 1 - i] = step;
    step *= shape[from];
  }
  int64_t count = ShapedType::getNumElements(target);
  std::vector<Rational> result;
  result.reserve(count);
  for (int64_t n = 0; n < count; ++n) {
    int64_t offset = 0;
    for (size_t i = 0; i < rank; ++i)
      offset += index[i] * stride[i];
    result.push_back(values[offset]);
    for (size_t i = rank; i-- > 0;) {
      if (++index[i] < target[i])
        break;
      index[i] = 0;
    }
  }
  return result;
}

RationalTensor RationalTensor::compressed() const {
  RationalTensor result = *this;
  for (size_t dim = 0; dim < result.shape.size(); ++dim) {
    int64_t size = result.shape[dim];
    if (size == 1)
      continue;
    int64_t inner = ShapedType::getNumElements(ArrayRef<int64_t>(result.shape).drop_front(dim + 1));
    int64_t outer = static_cast<int64_t>(result.values.size()) / (size * inner);
    bool varies = false;
    for (int64_t o = 0; o < outer && !varies; ++o)
      for (int64_t k = 1; k < size && !varies; ++k)
        for (int64_t i = 0; i < inner && !varies; ++i)
          varies = result.values[(o * size + k) * inner + i] != result.values[o * size * inner + i];
    if (varies)
      continue;
    std::vector<Rational> kept;
    for (int64_t o = 0; o < outer; ++o)
      for (int64_t i = 0; i < inner; ++i)
        kept.push_back(result.values[o * size * inner + i]);
    result.values = std::move(kept);
    result.shape[dim] = 1;
  }
  while (!result.shape.empty() && result.shape.front() == 1)
    result.shape.erase(result.shape.begin());
  return result;
}

RationalTensor RationalTensor::reshaped(ArrayRef<int64_t> from, ArrayRef<int64_t> to) const {
  if (values.size() == 1)
    return *this;
  return RationalTensor(to, spread(from)).compressed();
}

RationalTensor RationalTensor::transposed(ArrayRef<int64_t> from, ArrayRef<int64_t> permutation) const {
  if (values.size() == 1)
    return *this;
  // Dimensions along which nothing varies need not be spread.
  SmallVector<int64_t> own(from.size() - shape.size(), 1), to;
  llvm::append_range(own, shape);
  for (int64_t dim : permutation)
    to.push_back(own[dim]);
  return RationalTensor(to, transposeElements<Rational>(values, own, permutation)).compressed();
}

DenseElementsAttr RationalTensor::toF64(MLIRContext *context) const {
  std::vector<double> numbers;
  for (const Rational &value : values)
    numbers.push_back(toDouble(value));
  return DenseElementsAttr::get(RankedTensorType::get(shape, Float64Type::get(context)), ArrayRef<double>(numbers));
}

RationalTensor qnn::combine(const RationalTensor &lhs, const RationalTensor &rhs,
                            llvm::function_ref<Rational(const Rational &, const Rational &)> function) {
  if (lhs.values.size() == 1 && rhs.values.size() == 1)
    return function(lhs.values.front(), rhs.values.front());
  // Parameters of one tensor always broadcast against each other.
  SmallVector<int64_t> shape = *broadcastShapes(lhs.shape, rhs.shape);
  std::vector<Rational> result = lhs.spread(shape);
  std::vector<Rational> right = rhs.spread(shape);
  for (auto [value, other] : llvm::zip_equal(result, right))
    value = function(value, other);
  return RationalTensor(shape, std::move(result)).compressed();
}

RationalTensor qnn::operator+(const RationalTensor &lhs, const RationalTensor &rhs) {
  return combine(lhs, rhs, [](const Rational &a, const Rational &b) { return a + b; });
}
RationalTensor qnn::operator-(const RationalTensor &lhs, const RationalTensor &rhs) {
  return combine(lhs, rhs, [](const Rational &a, const Rational &b) { return a - b; });
}
RationalTensor qnn::operator*(const RationalTensor &lhs, const RationalTensor &rhs) {
  return combine(lhs, rhs, [](const Rational &a, const Rational &b) { return a * b; });
}
RationalTensor qnn::operator/(const RationalTensor &lhs, const RationalTensor &rhs) {
  return combine(lhs, rhs, [](const Rational &a, const Rational &b) { return a / b; });
}
