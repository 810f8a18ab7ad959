//===- Cast.cpp - Numbers assigned to a fixed-point type -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Requantizer.h"
#include "dialects/QNN/Transforms/Tables.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APSInt;

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

/// A number that is rounded to multiples of 2^lsb as `value` is: the half step below it, and one bit that says
/// whether it lies above that.
static FixedValue roundsLike(const Rational &value, int lsb) {
  Rational halfSteps = value * powerOfTwo(1 - lsb);
  Integer below = floor(halfSteps);
  return {toAPSInt(below * Integer(2) + Integer(halfSteps == Rational(below) ? 0 : 1)), lsb - 2};
}

/// The elements as numbers that are rounded to multiples of 2^lsb as they are.
static std::vector<FixedValue> fixedValues(const Constant &constant, int lsb) {
  std::vector<FixedValue> result;
  result.reserve(constant.codes.size());
  auto append = [&](int64_t code, const Rational &scale, std::optional<int> exponent) {
    result.push_back(exponent ? FixedValue{APSInt::get(code), *exponent} : roundsLike(Rational(code) * scale, lsb));
  };
  if (std::optional<Rational> uniform = constant.scale.uniform()) {
    std::optional<int> exponent = exactLog2(*uniform);
    for (int64_t code : constant.codes)
      append(code, *uniform, exponent);
    return result;
  }
  for (auto [code, scale] : llvm::zip_equal(constant.codes, constant.scale.spread(constant.shape)))
    append(code, scale, exactLog2(scale));
  return result;
}

FailureOr<Constant> qnn::castConstant(Location loc, const Constant &constant, CastAttr to) {
  FixedFormat format = to.getType().getFormat();
  if (format.width > kMaxCodeBits)
    return emitLayerError(loc) << "has constants of the type " << to.getType() << ", and at most " << kMaxCodeBits
                               << " bits are supported";
  Constant result;
  result.shape = constant.shape;
  result.scale = powerOfTwo(format.lsb());
  int64_t outside = 0;
  for (const FixedValue &value : fixedValues(constant, format.lsb())) {
    APSInt code = roundToLsb(value, format.lsb(), to.getRounding());
    if (!format.contains(FixedValue{code, format.lsb()}))
      ++outside;
    result.codes.push_back(narrow(value, format, to.getRounding(), to.getOverflow()).getExtValue());
  }
  if (outside != 0)
    emitWarning(loc) << outside << " of " << result.codes.size() << " constants lie outside of " << to.getType()
                     << " and become other numbers (" << stringifyOverflowMode(to.getOverflow()) << ")";
  return result;
}

//===----------------------------------------------------------------------===//
// Quantities
//===----------------------------------------------------------------------===//

/// Whether the assignment changes no number that `value` can have.
static bool changesNothing(IntegerBuilder &builder, Value value, CastAttr to) {
  FixedFormat format = to.getType().getFormat();
  int lsb = getFixedType(value.getType()).getLsb();
  CodeRange range = builder.getRanges(value).hull();
  APSInt low = toAPSInt(range.low), high = toAPSInt(range.high);
  if (lsb < format.lsb() || !format.contains(FixedValue{low, lsb}) || !format.contains(FixedValue{high, lsb}))
    return false;
  bool symmetric = to.getOverflow() == OverflowMode::SaturateSymmetric && format.isSigned && format.width > 1;
  return !symmetric || compare(FixedValue{low, lsb}, FixedValue{format.minCode(), format.lsb()}) > 0;
}

/// Whether what is pending costs nothing: shifts of the binary point, rectifiers.
static bool isFree(const Quantity &input) {
  return llvm::all_of(input.stages, [](const Stage &stage) {
    if (stage.kind != Stage::Affine)
      return stage.isRelu();
    std::optional<Rational> scale = stage.scale.uniform();
    return scale && exactLog2(*scale) && stage.offset.isZero();
  });
}

static Value assign(IntegerBuilder &builder, Location loc, Value value, CastAttr to) {
  if (changesNothing(builder, value, to))
    return value;
  return RequantizeOp::create(builder.getBuilder(), loc, withElementType(value.getType(), to.getType()), value,
                              to.getRounding(), to.getOverflow(), DenseI64ArrayAttr());
}

/// The quantizer with a step and a range of codes.
static Quantizer makeQuantizer(int lsb, const Rational &low, const Rational &high, RoundingMode rounding) {
  Quantizer result;
  result.scale = powerOfTwo(lsb);
  result.low = low;
  result.high = high;
  result.rounding = rounding;
  return result;
}

FailureOr<Quantity> qnn::castQuantity(IntegerBuilder &builder, Location loc, const Quantity &input, CastAttr to) {
  if (isFree(input)) {
    Value value = *builder.realize(loc, input);
    return Quantity{assign(builder, loc, value, to), {}, input.shared && value == input.codes};
  }
  FixedFormat format = to.getType().getFormat();
  bool saturates = to.getOverflow() == OverflowMode::Saturate && format.width <= kMaxCodeBits;
  Quantizer saturating;
  if (saturates) {
    saturating = makeQuantizer(format.lsb(), Rational(toInteger(format.minCode())),
                               Rational(toInteger(format.maxCode())), to.getRounding());
    // Merges what is pending, also where it has no finite form.
    if (std::optional<Quantity> result = requantizeByShift(builder, loc, input, saturating))
      return *result;
  }
  if (std::optional<Value> value = builder.realize(loc, input))
    return Quantity{assign(builder, loc, *value, to), {}, false};
  if (saturates)
    return requantize(builder, loc, input, saturating);

  // No finite form: rounded first, in a range that holds every number, and brought into the type's range then.
  if (to.getOverflow() == OverflowMode::WrapSignMagnitude)
    return emitLayerError(loc) << "wraps in sign and magnitude numbers that have no finite binary form; use another "
                                  "overflow mode";
  FailureOr<ValueBounds> bounds = getValueBounds(builder, loc, input);
  if (failed(bounds))
    return failure();
  const Rational perUnit = powerOfTwo(-format.lsb());
  Rational lowCode = Rational(floor(*llvm::min_element(bounds->low.values) * perUnit)),
           highCode = Rational(ceil(*llvm::max_element(bounds->high.values) * perUnit));
  if (!toInt64(lowCode) || !toInt64(highCode))
    return emitLayerError(loc) << "has values of more than 62 bits in steps of " << to.getType();
  FailureOr<Quantity> rounded =
      requantize(builder, loc, input, makeQuantizer(format.lsb(), lowCode, highCode, to.getRounding()));
  if (failed(rounded))
    return failure();
  return Quantity{assign(builder, loc, *builder.realize(loc, *rounded), to), {}, false};
}
