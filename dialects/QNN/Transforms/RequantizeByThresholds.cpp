//===- RequantizeByThresholds.cpp - Quantizers of arbitrary scales as step functions -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Requantizer.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APSInt;

/// More thresholds than this take more memory than any device has, and minutes to compute.
static constexpr int64_t kMaxThresholds = int64_t(1) << 22;

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

/// Whether `value` lies on the half-line.
static bool holds(const HalfLine &line, const Rational &value) {
  int order = line.falling ? compare(line.bound, value) : compare(value, line.bound);
  return line.strict ? order > 0 : order >= 0;
}

/// The x for which the stages, which are monotone, give a value on the half-line.
static HalfLine preimage(HalfLine line, ArrayRef<ElementStage> stages) {
  for (const ElementStage &stage : llvm::reverse(stages)) {
    if (line.always)
      return line;
    switch (stage.kind) {
    case Stage::Clamp:
      // A rising half-line holds every x where it holds the lower end, and none where it does not hold the
      // upper one; a falling half-line the other way around.
      for (const auto &[bound, all] : {std::pair(&stage.high, line.falling), std::pair(&stage.low, !line.falling)})
        if (!line.always && *bound && holds(line, **bound) == all)
          line.always = all;
      break;
    case Stage::Leaky:
      if (stage.slope.num == 0) { // max(x, 0)
        if (holds(line, Rational(0)) != line.falling)
          line.always = !line.falling;
      } else if (line.bound < Rational(0)) {
        line.bound = line.bound / stage.slope;
      }
      break;
    case Stage::Affine:
      if (stage.scale.num == 0) {
        line.always = holds(line, stage.offset);
        break;
      }
      line.bound = (line.bound - stage.offset) / stage.scale;
      if (stage.scale < Rational(0))
        line.falling = !line.falling;
      break;
    }
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

FailureOr<Quantity> qnn::requantizeByThresholds(IntegerBuilder &builder, Location loc, const Quantity &input,
                                                const Quantizer &quantizer) {
  // Everything that varies broadcasts to one shape of rows.
  SmallVector<int64_t> shape;
  auto extend = [&](const RationalTensor &tensor) { shape = *broadcastShapes(shape, tensor.shape); };
  for (const RationalTensor *tensor :
       {&quantizer.scale, &quantizer.zeroPoint, &quantizer.low, &quantizer.high, &quantizer.bipolar})
    extend(*tensor);
  for (Stage stage : input.stages)
    stage.forEachParameter([&](RationalTensor &parameter) { extend(parameter); });
  int64_t rows = ShapedType::getNumElements(shape);

  std::pair<APSInt, APSInt> range = getCodeRange(input.codes);
  Integer low = toInteger(range.first), high = toInteger(range.second);
  if (input.element().getWidth() > 61)
    return emitLayerError(loc) << "needs thresholds on a value of " << input.element().getWidth()
                               << " bits, and at most 61 are supported";
  RationalTensor steps = quantizer.high - quantizer.low;
  Rational levels = *std::max_element(steps.values.begin(), steps.values.end());
  if (levels * Rational(rows) > Rational(kMaxThresholds))
    return emitLayerError(loc) << "needs " << toDouble(levels) << " thresholds for each of " << rows
                               << " channels, since its scale is not a power of two, and at most " << kMaxThresholds
                               << " in all are supported; use fewer bits or a scale that is a power of two";

  std::vector<Rational> scale = quantizer.scale.spread(shape), zeroPoint = quantizer.zeroPoint.spread(shape),
                        lowCode = quantizer.low.spread(shape), highCode = quantizer.high.spread(shape),
                        bipolar = quantizer.bipolar.spread(shape);
  std::vector<SmallVector<ElementStage>> stages = spreadStages(input.stages, shape);
  std::vector<ThresholdRow> table;
  size_t columns = 1;
  for (int64_t row = 0; row < rows; ++row) {
    table.push_back(thresholdsOf(stages[row], scale[row], zeroPoint[row], lowCode[row], highCode[row],
                                 bipolar[row].num != 0, quantizer.rounding, low, high, input.element().getLsb()));
    columns = std::max(columns, table.back().thresholds.size());
  }
  // Rows of fewer levels are filled up with thresholds that no number of the input type reaches.
  for (ThresholdRow &row : table)
    row.thresholds.resize(columns, toInteger(input.element().getFormat().maxCode()) + Integer(1));
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
