//===- RequantizeByMultiplication.cpp - Quantizers of many steps as multiplication and shift -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// An affine map and a rounding are floor((p x + q) / r) with integers p, q, r. Where the steps are too many to list,
// the multiplication and shift that gives the same is found, and proved, in closed form. With
//
//     f(x) = (m x + b) / 2^s,   m = floor(p 2^s / r),   e = p / r - m / 2^s, so that 0 <= e < 2^-s,
//
// and b the smallest integer for which f is nowhere below g(x) = (p x + q) / r on the inputs lo to hi, that is
// b = ceil(2^s (q / r + e hi)), the difference f - g is at most 2^-s + e (hi - lo) < 2^-s (1 + hi - lo). Numbers g(x)
// are multiples of 1 / r, so floor(f) is floor(g) if the difference is less than the least distance t / r of a g(x) to
// the integer above it: 2^s >= r (1 + hi - lo) / t. At least, t is 1; the exact t takes sums of floors, which the
// Euclidean algorithm gives without listing terms.
//
// Outside of lo to hi both are clipped: f is monotone.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Requantizer.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APSInt;

/// Larger shifts make products of more than 120 bits.
static constexpr unsigned kMaxShift = 60;

namespace {
/// code = floor((p x + q) / r) for codes x of the input in [low, high]; r > 0.
struct Quotient {
  Integer p, q, r, low, high;
};

/// An element's part of what is pending.
struct Line {
  Rational scale = Rational(1), offset = Rational(0);
};
} // namespace

/// sum of floor((a i + b) / m) for 0 <= i < n; m > 0.
static Integer sumFloors(Integer n, Integer m, Integer a, Integer b) {
  Integer sum(0);
  const Integer one(1), two(2);
  for (;;) {
    Integer whole = floorDivide(a, m);
    sum += n * (n - one) / two * whole;
    a -= whole * m;
    whole = floorDivide(b, m);
    sum += n * whole;
    b -= whole * m;
    Integer last = a * n + b;
    if (last < m)
      return sum;
    n = last / m;
    b = last % m;
    std::swap(m, a);
  }
}

/// The least distance, in r-ths, of a quotient to the integer above it.
static Integer distanceAbove(const Quotient &quotient) {
  Integer count = quotient.high - quotient.low + Integer(1), start = quotient.q + quotient.p * quotient.low;
  auto reaches = [&](const Integer &t) {
    return sumFloors(count, quotient.r, quotient.p, start + t) > sumFloors(count, quotient.r, quotient.p, start);
  };
  Integer below(0), found(1);
  while (found < quotient.r && !reaches(found)) {
    below = found;
    found = std::min(found * Integer(2), quotient.r);
  }
  while (found - below > Integer(1)) {
    Integer middle = below + (found - below) / Integer(2);
    (reaches(middle) ? found : below) = middle;
  }
  return found;
}

/// Whether some quotient is an integer.
static bool hitsInteger(const Quotient &quotient) {
  // Raised by one r-th less than one, exactly those that are integers stay in front of the next.
  Integer count = quotient.high - quotient.low + Integer(1), start = quotient.q + quotient.p * quotient.low;
  return sumFloors(count, quotient.r, quotient.p, start + quotient.r - Integer(1)) <
         sumFloors(count, quotient.r, quotient.p, start) + count;
}

static unsigned shiftFor(const Quotient &quotient, const Integer &distance) {
  Integer needed = quotient.r * (quotient.high - quotient.low + Integer(1));
  unsigned shift = 0;
  while (integerPowerOfTwo(shift) * distance < needed)
    ++shift;
  return shift;
}

/// What is pending, by element, as a line that a rectifier may cut off; nothing where it is no line.
static std::optional<std::pair<std::vector<Line>, bool>> getLines(const Quantity &input, ArrayRef<int64_t> shape) {
  std::vector<Line> lines(ShapedType::getNumElements(shape));
  bool relu = false;
  for (const Stage &stage : input.stages) {
    if (stage.isRelu()) {
      relu = true;
      continue;
    }
    if (stage.kind != Stage::Affine)
      return std::nullopt;
    std::vector<Rational> scale = stage.scale.spread(shape), offset = stage.offset.spread(shape);
    for (auto [i, line] : llvm::enumerate(lines)) {
      // Behind a rectifier only a positive factor keeps the form.
      if (relu && (scale[i] <= Rational(0) || offset[i].num != 0))
        return std::nullopt;
      line.scale = line.scale * scale[i];
      line.offset = line.offset * scale[i] + offset[i];
    }
  }
  return std::pair(std::move(lines), relu);
}

/// `(scale x + offset)` over one denominator.
static Quotient makeQuotient(const Rational &scale, const Rational &offset, const Integer &low, const Integer &high) {
  Integer denominator = scale.den * offset.den;
  Integer divisor = llvm::gcd(llvm::gcd(abs(scale.num * offset.den), abs(offset.num * scale.den)), denominator);
  return {scale.num * offset.den / divisor, offset.num * scale.den / divisor, denominator / divisor, low, high};
}

/// The rounding as floor of a number that is raised; nothing where it depends on sign or parity of codes that occur.
static std::optional<Quotient> makeRounding(const Line &line, RoundingMode rounding, bool isPositive,
                                            const Integer &low, const Integer &high) {
  const Rational half(1, 2);
  auto raised = [&](const Rational &by) { return makeQuotient(line.scale, line.offset + by, low, high); };
  // The integer below, also of an integer: one r-th less.
  auto strictly = [](Quotient quotient) {
    quotient.q -= Integer(1);
    return quotient;
  };
  switch (rounding) {
  case RoundingMode::Floor:
    return raised(Rational(0));
  case RoundingMode::Ceil:
    return strictly(raised(Rational(1)));
  case RoundingMode::HalfCeil:
    return raised(half);
  case RoundingMode::HalfFloor:
    return strictly(raised(half));
  case RoundingMode::HalfAway:
  case RoundingMode::HalfEven:
  case RoundingMode::HalfToZero: {
    Quotient quotient = raised(half);
    if (!hitsInteger(quotient) || (isPositive && rounding == RoundingMode::HalfAway))
      return quotient;
    if (isPositive && rounding == RoundingMode::HalfToZero)
      return strictly(quotient);
    return std::nullopt;
  }
  case RoundingMode::ToZero:
    return isPositive ? std::optional(raised(Rational(0))) : std::nullopt;
  case RoundingMode::Away:
    return isPositive ? std::optional(strictly(raised(Rational(1)))) : std::nullopt;
  }
  llvm_unreachable("covered");
}

std::optional<Quantity> qnn::requantizeByMultiplication(IntegerBuilder &builder, Location loc, const Quantity &input,
                                                        const Quantizer &quantizer) {
  std::optional<Rational> lowCode = quantizer.low.uniform(), highCode = quantizer.high.uniform(),
                          zeroPoint = quantizer.zeroPoint.uniform();
  if (!lowCode || !highCode || !zeroPoint || !quantizer.onlyRounds())
    return std::nullopt;
  SmallVector<int64_t> shape(quantizer.scale.shape);
  for (const Stage &stage : input.stages)
    for (const RationalTensor *tensor : {&stage.scale, &stage.offset})
      shape = *broadcastShapes(shape, tensor->shape);
  auto pending = getLines(input, shape);
  if (!pending)
    return std::nullopt;
  auto &[lines, relu] = *pending;
  Rational lowest = *lowCode;
  if (relu) // The code of zero; the zero point of a truncation is a fraction.
    lowest = std::clamp(Rational(round(*zeroPoint, quantizer.rounding)), *lowCode, *highCode);

  CodeRange range = builder.getRanges(input.codes).hull();
  const Rational step = powerOfTwo(input.element().getLsb());
  std::vector<Rational> scale = quantizer.scale.spread(shape);
  std::vector<Quotient> quotients;
  unsigned shift = 0;
  for (auto [i, line] : llvm::enumerate(lines)) {
    line = {line.scale * step / scale[i], line.offset / scale[i] + *zeroPoint};
    // Only inputs whose code is not clipped count, and one more at either side.
    Integer low = range.low, high = range.high;
    if (line.scale.num != 0) {
      Rational from = (lowest - Rational(1) - line.offset) / line.scale;
      Rational to = (*highCode + Rational(1) - line.offset) / line.scale;
      low = std::clamp(floor(std::min(from, to)) - Integer(1), range.low, range.high);
      high = std::clamp(ceil(std::max(from, to)) + Integer(1), range.low, range.high);
    }
    std::optional<Quotient> quotient = makeRounding(line, quantizer.rounding, lowest >= Rational(0), low, high);
    if (!quotient)
      return std::nullopt;
    unsigned needed = shiftFor(*quotient, Integer(1));
    if (needed > kMaxShift)
      needed = shiftFor(*quotient, distanceAbove(*quotient));
    if (needed > kMaxShift)
      return std::nullopt;
    shift = std::max(shift, needed);
    quotients.push_back(std::move(*quotient));
  }

  // In numbers: codes of the result have the step of its type.
  int lsb = quantizer.getBinaryPoint().value_or(0);
  const Integer unit = integerPowerOfTwo(shift);
  const Rational resultStep = powerOfTwo(lsb - static_cast<int>(shift));
  std::vector<Rational> factors, offsets;
  for (const Quotient &quotient : quotients) {
    Integer factor = floorDivide(quotient.p * unit, quotient.r);
    Rational error = Rational(quotient.p, quotient.r) - Rational(factor, unit);
    Integer offset = ceil((Rational(quotient.q, quotient.r) + error * Rational(quotient.high)) * Rational(unit));
    factors.push_back(Rational(factor) * resultStep / step);
    offsets.push_back(Rational(offset) * resultStep);
  }
  std::optional<Value> codes =
      builder.multiply(loc, input.codes, RationalTensor(shape, std::move(factors)).compressed());
  if (codes)
    codes = builder.addOffset(loc, *codes, RationalTensor(shape, std::move(offsets)).compressed(), /*shared=*/true);
  if (!codes)
    return std::nullopt;

  FixedType full = quantizer.getType(loc.getContext());
  FixedFormat format = FixedFormat::forRange(APSInt::get(*toInt64(lowest)), APSInt::get(*toInt64(*highCode)), lsb);
  CodeRange clip{lowest.num, highCode->num, 0};
  DenseI64ArrayAttr clamp;
  if (clip != CodeRange::ofFormat(format))
    clamp = builder.getBuilder().getDenseI64ArrayAttr({*toInt64(lowest), *toInt64(*highCode)});
  auto op = RequantizeOp::create(builder.getBuilder(), loc,
                                 withElementType(codes->getType(), FixedType::get(loc.getContext(), format)), *codes,
                                 RoundingMode::Floor, OverflowMode::Saturate, clamp);
  Quantity result{op.getResult(), {}, false};
  result.apply(quantizer.scale * RationalTensor(powerOfTwo(-full.getLsb())),
               RationalTensor(Rational(0)) - quantizer.zeroPoint * quantizer.scale);
  return result;
}
