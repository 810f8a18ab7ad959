//===- Requantizer.cpp - Quantizers as operations of the integer form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Requantizer.h"
#include <cmath>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APSInt;

/// More thresholds than this take more memory than any device has, and minutes to compute.
static constexpr int64_t kMaxThresholds = int64_t(1) << 22;

//===----------------------------------------------------------------------===//
// Quantizer
//===----------------------------------------------------------------------===//

Quantizer Quantizer::get(QuantizeOp op) {
  Quantizer result;
  bool isSigned = op.getIsSigned(), narrow = op.getNarrow();
  result.scale = RationalTensor::fromElements(cast<DenseElementsAttr>(op.getScale()));
  result.zeroPoint = RationalTensor::fromElements(cast<DenseElementsAttr>(op.getZeroPoint()));
  RationalTensor bits = RationalTensor::fromElements(cast<DenseElementsAttr>(op.getBitWidth()));
  result.rounding = op.getRounding();
  result.bipolar = bits.map([&](const Rational &value) { return Rational(isSigned && value == Rational(1) ? 1 : 0); });
  auto levels = [](const Rational &value, int less) { return powerOfTwo(static_cast<int>(int64_t(value.num)) - less); };
  result.low = bits.map(
      [&](const Rational &value) { return isSigned ? Rational(narrow ? 1 : 0) - levels(value, 1) : Rational(0); });
  result.high = bits.map([&](const Rational &value) {
    if (isSigned)
      return value == Rational(1) ? Rational(1) : levels(value, 1) - Rational(1);
    return levels(value, 0) - Rational(narrow ? 2 : 1);
  });
  result.low = combine(result.low, result.bipolar, [](const Rational &low, const Rational &bipolar) {
    return bipolar.num == 0 ? low : Rational(-1);
  });
  return result;
}

Quantizer Quantizer::get(BipolarQuantizeOp op) {
  Quantizer result;
  result.scale = RationalTensor::fromElements(cast<DenseElementsAttr>(op.getScale()));
  result.low = Rational(-1);
  result.high = Rational(1);
  result.bipolar = Rational(1);
  return result;
}

/// Least and greatest of the values.
static Rational least(const RationalTensor &tensor) {
  return *std::min_element(tensor.values.begin(), tensor.values.end());
}
static Rational greatest(const RationalTensor &tensor) {
  return *std::max_element(tensor.values.begin(), tensor.values.end());
}

/// The exponent of a scale that is one power of two.
static std::optional<int> binaryPoint(const RationalTensor &scale) {
  if (std::optional<Rational> uniform = scale.uniform())
    return exactLog2(*uniform);
  return std::nullopt;
}

FixedType Quantizer::getType(MLIRContext *context) const {
  int lsb = binaryPoint(scale).value_or(0);
  return FixedType::get(
      context, FixedFormat::forRange(APSInt::get(*toInt64(least(low))), APSInt::get(*toInt64(greatest(high))), lsb));
}

/// Rounds in float32.
static float roundFloat(float value, RoundingMode rounding) {
  float floor = std::floor(value), rest = value - floor;
  bool tie = rest == 0.5f, above = rest > 0.5f;
  switch (rounding) {
  case RoundingMode::HalfEven:
    return above || (tie && std::fmod(floor, 2.0f) != 0.0f) ? floor + 1 : floor;
  case RoundingMode::HalfAway:
    return above || (tie && value > 0) ? floor + 1 : floor;
  case RoundingMode::HalfToZero:
    return above || (tie && value < 0) ? floor + 1 : floor;
  case RoundingMode::HalfCeil:
    return above || tie ? floor + 1 : floor;
  case RoundingMode::HalfFloor:
    return above ? floor + 1 : floor;
  case RoundingMode::Floor:
    return floor;
  case RoundingMode::Ceil:
    return std::ceil(value);
  case RoundingMode::ToZero:
    return std::trunc(value);
  case RoundingMode::Away:
    return value > 0 ? std::ceil(value) : floor;
  }
  llvm_unreachable("covered");
}

Constant qnn::quantizeConstant(const Quantizer &quantizer, ArrayRef<int64_t> shape, ArrayRef<float> data) {
  // Conversions of exact numbers are slow, and there are far fewer parameters than elements.
  auto floats = [&](const RationalTensor &tensor) {
    std::vector<float> distinct;
    RationalTensor index = tensor;
    for (auto [i, value] : llvm::enumerate(tensor.values)) {
      distinct.push_back(static_cast<float>(toDouble(value)));
      index.values[i] = Rational(static_cast<int64_t>(i));
    }
    if (distinct.size() == 1)
      return std::vector<float>(data.size(), distinct.front());
    std::vector<float> result;
    for (const Rational &i : index.spread(shape))
      result.push_back(distinct[int64_t(i.num)]);
    return result;
  };
  std::vector<float> scale = floats(quantizer.scale), zeroPoint = floats(quantizer.zeroPoint),
                     low = floats(quantizer.low), high = floats(quantizer.high), bipolar = floats(quantizer.bipolar);
  Constant result;
  result.shape.assign(shape.begin(), shape.end());
  for (auto [i, value] : llvm::enumerate(data)) {
    float y = value / scale[i] + zeroPoint[i];
    int64_t code;
    if (bipolar[i] != 0)
      code = y >= 0 ? 1 : -1;
    else // Bounds of 32 bits are no float32, and the framework clips in float32 too.
      code = static_cast<int64_t>(roundFloat(std::min(std::max(y, low[i]), high[i]), quantizer.rounding));
    result.codes.push_back(code - static_cast<int64_t>(zeroPoint[i]));
  }
  result.scale = quantizer.scale;
  return result;
}

//===----------------------------------------------------------------------===//
// Shift
//===----------------------------------------------------------------------===//

/// `scale * x + offset`, rectified where `relu` is set.
struct PendingLine {
  Rational scale;
  RationalTensor offset;
  bool relu = false;
};

/// What is pending, where it is one line with one scale for all elements.
static std::optional<PendingLine> pendingLine(const Quantity &input) {
  PendingLine line{Rational(1), Rational(0), false};
  for (const Stage &stage : input.stages) {
    if (stage.kind == Stage::Relu) {
      line.relu = true;
      continue;
    }
    std::optional<Rational> scale = stage.scale.uniform();
    // Behind a rectifier only a positive factor keeps the form.
    if (!scale || *scale <= Rational(0) || (line.relu && !stage.offset.isZero()))
      return std::nullopt;
    line.scale = line.scale * *scale;
    line.offset = line.offset * RationalTensor(*scale) + stage.offset;
  }
  return line;
}

/// The offset brought onto a grid on which it decides every rounding as the exact one does: numbers on
/// multiples of 2^lsb are compared with bounds on multiples of 2^lsb, so only the multiple below it and
/// whether it is exact matter; one bit below the grid says the latter.
static RationalTensor onGrid(const RationalTensor &offset, int lsb) {
  const Rational step = powerOfTwo(lsb), half = powerOfTwo(lsb - 1);
  return offset.map([&](const Rational &value) {
    Rational multiple = Rational(floor(value / step)) * step;
    return multiple == value ? value : multiple + half;
  });
}

/// The quantizer as a shift, where scales are powers of two.
static std::optional<Quantity> requantizeByShift(IntegerBuilder &builder, Location loc, const Quantity &input,
                                                 const Quantizer &quantizer) {
  std::optional<int> lsb = binaryPoint(quantizer.scale);
  std::optional<Rational> zeroPoint = quantizer.zeroPoint.uniform(), low = quantizer.low.uniform(),
                          high = quantizer.high.uniform();
  if (!lsb || !zeroPoint || !low || !high || !quantizer.bipolar.isZero())
    return std::nullopt;
  std::optional<PendingLine> line = pendingLine(input);
  if (!line)
    return std::nullopt;
  std::optional<int> exponent = exactLog2(line->scale);
  if (!exponent)
    return std::nullopt;

  const Rational step = powerOfTwo(*lsb);
  int inputLsb = input.element().getLsb() + *exponent;
  RationalTensor offset = line->offset + RationalTensor(*zeroPoint * step);
  // The bounds of rounding lie on multiples of half a step.
  offset = onGrid(offset, std::min(inputLsb, *lsb - 1)) * RationalTensor(powerOfTwo(-*exponent));
  std::optional<Value> codes = builder.addOffset(loc, input.codes, offset, input.shared);
  if (!codes)
    return std::nullopt;
  Value scaled = builder.scaleByPowerOfTwo(loc, *codes, *exponent);

  Rational lowest = line->relu ? std::max(*low, *zeroPoint) : *low;
  lowest = std::min(lowest, *high);
  FixedFormat format = FixedFormat::forRange(APSInt::get(*toInt64(lowest)), APSInt::get(*toInt64(*high)), *lsb);
  OverflowMode overflow = OverflowMode::Saturate;
  DenseI64ArrayAttr clamp;
  bool fullRange = Rational(Integer(format.minCode().getExtValue())) == lowest &&
                   Rational(Integer(format.maxCode().getExtValue())) == *high;
  if (!fullRange && format.isSigned && lowest == -*high)
    overflow = OverflowMode::SaturateSymmetric;
  else if (!fullRange)
    clamp = builder.getBuilder().getDenseI64ArrayAttr({*toInt64(lowest), *toInt64(*high)});
  MLIRContext *context = loc.getContext();
  Type type = withElementType(scaled.getType(), FixedType::get(context, format));
  auto op = RequantizeOp::create(builder.getBuilder(), loc, type, scaled, quantizer.rounding, overflow, clamp);
  Quantity result{op.getResult(), {}, false};
  if (zeroPoint->num != 0)
    result.apply(Rational(1), RationalTensor(-*zeroPoint * step));
  return result;
}

//===----------------------------------------------------------------------===//
// Thresholds
//===----------------------------------------------------------------------===//

/// `x >= bound`, or `x > bound` where it is strict; with `falling`, `x <= bound` or `x < bound`.
struct HalfLine {
  Rational bound;
  bool strict = false;
  bool falling = false;
  /// Where the function is constant: whether it holds for every x or for none.
  std::optional<bool> always = std::nullopt;
};

/// The values y of `x / scale + zeroPoint` that are rounded to `code` or more.
static HalfLine reaches(const Rational &code, RoundingMode rounding) {
  const Rational half(1, 2);
  bool even = code.num % Integer(2) == 0, positive = code > Rational(0);
  switch (rounding) {
  case RoundingMode::HalfEven:
    return {code - half, !even};
  case RoundingMode::HalfAway:
    return {code - half, !positive};
  case RoundingMode::HalfToZero:
    return {code - half, positive};
  case RoundingMode::HalfCeil:
    return {code - half, false};
  case RoundingMode::HalfFloor:
    return {code - half, true};
  case RoundingMode::Floor:
    return {code, false};
  case RoundingMode::Ceil:
    return {code - Rational(1), true};
  case RoundingMode::ToZero:
    return positive ? HalfLine{code, false} : HalfLine{code - Rational(1), true};
  case RoundingMode::Away:
    return positive ? HalfLine{code - Rational(1), true} : HalfLine{code, false};
  }
  llvm_unreachable("covered");
}

/// One element's part of a stage.
struct ElementStage {
  Stage::Kind kind;
  Rational scale, offset;
};

/// The x for which the stages give a value on the half-line.
static HalfLine preimage(HalfLine line, ArrayRef<ElementStage> stages) {
  for (const ElementStage &stage : llvm::reverse(stages)) {
    if (line.always)
      return line;
    if (stage.kind == Stage::Relu) {
      // max(x, 0) lies below a bound under zero never, above one always.
      bool zeroReaches = line.strict ? line.bound < Rational(0) : line.bound <= Rational(0);
      bool zeroStays = line.strict ? line.bound > Rational(0) : line.bound >= Rational(0);
      if (!line.falling && zeroReaches)
        line.always = true;
      if (line.falling && !zeroStays)
        line.always = false;
      continue;
    }
    Rational rest = line.bound - stage.offset;
    if (stage.scale.num == 0) {
      int order = compare(Rational(0), rest); // the value of the stage against the bound
      if (line.falling)
        order = -order;
      line.always = line.strict ? order > 0 : order >= 0;
      continue;
    }
    line.bound = rest / stage.scale;
    if (stage.scale < Rational(0))
      line.falling = !line.falling;
  }
  return line;
}

/// A row of thresholds: code = first + step * #{k : x >= thresholds[k]}.
struct ThresholdRow {
  std::vector<Integer> thresholds;
  int64_t first = 0;
  int64_t step = 1;
};

/// The thresholds of one element. Inputs are codes in [low, high] times 2^lsb.
static ThresholdRow thresholdsOf(ArrayRef<ElementStage> stages, const Rational &scale, const Rational &zeroPoint,
                                 const Rational &lowCode, const Rational &highCode, bool bipolar, RoundingMode rounding,
                                 const Integer &low, const Integer &high, int lsb) {
  bool falling = false;
  for (const ElementStage &stage : stages)
    falling ^= stage.kind == Stage::Affine && stage.scale < Rational(0);
  int64_t first = *toInt64(lowCode), last = *toInt64(highCode), step = bipolar ? last - first : 1;
  ThresholdRow row{{}, falling ? last : first, falling ? -step : step};
  const Rational unit = powerOfTwo(-lsb);
  for (int64_t code = first + step; code <= last; code += step) {
    HalfLine line = bipolar ? HalfLine{Rational(0)} : reaches(Rational(code), rounding);
    line.bound = (line.bound - zeroPoint) * scale;
    line = preimage(line, stages);
    // First input code at which the count grows: where the half-line begins, or behind where it ends.
    Integer threshold;
    if (line.always) {
      threshold = *line.always == falling ? high + Integer(1) : low;
    } else {
      Rational bound = line.bound * unit;
      bool behind = line.strict != line.falling; // x > bound begins, and x <= bound ends, behind an exact bound
      threshold = behind ? floor(bound) + Integer(1) : ceil(bound);
    }
    row.thresholds.push_back(std::clamp(threshold, low, high + Integer(1)));
  }
  llvm::sort(row.thresholds);
  return row;
}

/// Drops leading thresholds that every input reaches in all rows, and trailing ones that none does, but
/// leaves one.
static void dropConstantThresholds(std::vector<ThresholdRow> &rows, const Integer &low, const Integer &high) {
  auto count = [&] { return rows.front().thresholds.size(); };
  while (count() > 1 && llvm::all_of(rows, [&](ThresholdRow &row) { return row.thresholds.back() > high; }))
    for (ThresholdRow &row : rows)
      row.thresholds.pop_back();
  while (count() > 1 && llvm::all_of(rows, [&](ThresholdRow &row) { return row.thresholds.front() <= low; }))
    for (ThresholdRow &row : rows) {
      row.thresholds.erase(row.thresholds.begin());
      row.first += row.step;
    }
}

static Integer integerOf(const APSInt &value) {
  return Integer(value.isSigned() ? llvm::APInt(value) : value.zext(value.getBitWidth() + 1));
}

/// The quantizer as thresholds on the codes.
static FailureOr<Quantity> requantizeByThresholds(IntegerBuilder &builder, Location loc, const Quantity &input,
                                                  const Quantizer &quantizer) {
  // Everything that varies broadcasts to one shape of rows.
  SmallVector<int64_t> shape;
  auto extend = [&](const RationalTensor &tensor) { shape = *broadcastShapes(shape, tensor.shape); };
  for (const RationalTensor *tensor :
       {&quantizer.scale, &quantizer.zeroPoint, &quantizer.low, &quantizer.high, &quantizer.bipolar})
    extend(*tensor);
  for (const Stage &stage : input.stages) {
    extend(stage.scale);
    extend(stage.offset);
  }
  int64_t rows = ShapedType::getNumElements(shape);

  std::pair<APSInt, APSInt> range = getCodeRange(input.codes);
  Integer low = integerOf(range.first), high = integerOf(range.second);
  if (input.element().getWidth() > 61)
    return emitLayerError(loc) << "needs thresholds on a value of " << input.element().getWidth()
                               << " bits, and at most 61 are supported";
  Rational levels = greatest(quantizer.high - quantizer.low);
  if (levels * Rational(rows) > Rational(kMaxThresholds))
    return emitLayerError(loc) << "needs " << toDouble(levels) << " thresholds for each of " << rows
                               << " channels, since its scale is not a power of two, and at most " << kMaxThresholds
                               << " in all are supported; use fewer bits or a scale that is a power of two";

  std::vector<Rational> scale = quantizer.scale.spread(shape), zeroPoint = quantizer.zeroPoint.spread(shape),
                        lowCode = quantizer.low.spread(shape), highCode = quantizer.high.spread(shape),
                        bipolar = quantizer.bipolar.spread(shape);
  SmallVector<std::vector<Rational>> stageScale, stageOffset;
  for (const Stage &stage : input.stages) {
    stageScale.push_back(stage.scale.spread(shape));
    stageOffset.push_back(stage.offset.spread(shape));
  }
  std::vector<ThresholdRow> table;
  size_t columns = 1;
  for (int64_t row = 0; row < rows; ++row) {
    SmallVector<ElementStage> stages;
    for (auto [i, stage] : llvm::enumerate(input.stages))
      stages.push_back({stage.kind, stageScale[i][row], stageOffset[i][row]});
    table.push_back(thresholdsOf(stages, scale[row], zeroPoint[row], lowCode[row], highCode[row], bipolar[row].num != 0,
                                 quantizer.rounding, low, high, input.element().getLsb()));
    columns = std::max(columns, table.back().thresholds.size());
  }
  // Rows of fewer levels are filled up with thresholds that no number of the input type reaches.
  for (ThresholdRow &row : table)
    row.thresholds.resize(columns, integerOf(input.element().getFormat().maxCode()) + Integer(1));
  dropConstantThresholds(table, low, high);
  columns = table.front().thresholds.size();

  std::vector<int64_t> codes, first, step;
  for (const ThresholdRow &row : table) {
    for (const Integer &threshold : row.thresholds)
      codes.push_back(int64_t(threshold));
    first.push_back(row.first);
    step.push_back(row.step);
  }
  for (std::vector<int64_t> *list : {&first, &step})
    if (llvm::all_equal(*list))
      list->resize(1);
  shape.push_back(columns);
  std::optional<WeightOp> weight =
      builder.weight(loc, layerNameOr(loc) + "_thresholds", shape, codes, input.element().getLsb());
  FixedType type = quantizer.getType(loc.getContext());
  auto op = ThresholdOp::create(builder.getBuilder(), loc, withElementType(input.type(), type), input.codes,
                                FlatSymbolRefAttr::get(*weight), builder.getBuilder().getDenseI64ArrayAttr(first),
                                builder.getBuilder().getDenseI64ArrayAttr(step));
  Quantity result{op.getResult(), {}, false};
  RationalTensor valueScale = quantizer.scale * RationalTensor(powerOfTwo(-type.getLsb()));
  result.apply(valueScale, RationalTensor(Rational(0)) - quantizer.zeroPoint * quantizer.scale);
  return result;
}

FailureOr<Quantity> qnn::requantize(IntegerBuilder &builder, Location loc, const Quantity &input,
                                    const Quantizer &quantizer) {
  if (std::optional<Quantity> result = requantizeByShift(builder, loc, input, quantizer))
    return *result;
  return requantizeByThresholds(builder, loc, input, quantizer);
}
