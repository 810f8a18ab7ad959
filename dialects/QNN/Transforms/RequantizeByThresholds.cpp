//===- RequantizeByThresholds.cpp - Quantizers of arbitrary scales as step functions -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/ThresholdForms.h"
#include "dialects/QNN/Transforms/Requantizer.h"
#include "dialects/QNN/Transforms/Tables.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

/// More thresholds than this take more memory than any device has, and minutes to compute.
static constexpr int64_t kMaxThresholds = int64_t(1) << 22;
/// So many steps of one channel are no list that anyone would build.
static constexpr int64_t kManySteps = int64_t(1) << 16;

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
    case Stage::Function:
    case Stage::Product:
    case Stage::Sum:
      llvm_unreachable("searched or tabulated instead");
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

/// The numbers whose code is `code` or more.
static HalfLine reaching(const ElementQuantizer &quantizer, int64_t code) {
  if (!quantizer.bounds.empty())
    return {quantizer.bounds[code - int64_t(quantizer.low.num) - 1]};
  HalfLine line = quantizer.bipolar ? HalfLine{Rational(0)} : reaches(Rational(code), quantizer.rounding);
  if (quantizer.grid.num != 0) {
    // The first multiple on the half-line, and what is brought to it.
    Rational multiple = line.bound / quantizer.grid;
    Integer first = line.strict ? floor(multiple) + Integer(1) : ceil(multiple);
    line = reaches(Rational(first), RoundingMode::HalfEven);
    line.bound = line.bound * quantizer.grid;
  }
  line.bound = (line.bound - quantizer.zeroPoint) * quantizer.scale;
  return line;
}

/// The first input code at which the count of a row grows, for the step to `code`: where the half-line of numbers
/// that reach it begins, or behind where it ends.
static Integer thresholdOf(ArrayRef<ElementStage> stages, const ElementQuantizer &quantizer, int64_t code, bool falling,
                           const Integer &low, const Integer &high, int lsb) {
  HalfLine line = preimage(reaching(quantizer, code), stages);
  if (line.always)
    return *line.always == falling ? high + Integer(1) : low;
  Rational bound = line.bound * powerOfTwo(-lsb);
  bool behind = line.strict != line.falling; // x > bound begins, and x <= bound ends, behind an exact bound
  return std::clamp(behind ? floor(bound) + Integer(1) : ceil(bound), low, high + Integer(1));
}

namespace {
/// Searches for the thresholds of stages of which a real function is one, code after code. The search for one begins
/// as far behind the one before as that is behind its own: evaluations are dear, and functions mostly smooth.
class ThresholdSearch {
public:
  ThresholdSearch(ArrayRef<ElementStage> stages, const ElementQuantizer &quantizer, bool falling, const Integer &low,
                  const Integer &high, int lsb)
      : function(stages), quantizer(quantizer), falling(falling), low(low), high(high + Integer(1)),
        step(powerOfTwo(lsb)), previous(falling ? this->high : low) {}

  /// Nothing where a value cannot be told from a tie.
  std::optional<Integer> find(int64_t code);

private:
  /// Whether an input is counted: its value reaches the code, or does no longer where the function falls.
  std::optional<bool> isCounted(const Integer &input, int64_t code);

  ElementFunction function;
  const ElementQuantizer &quantizer;
  bool falling;
  const Integer low, high;
  const Rational step;
  Integer previous, distance;
};
} // namespace

std::optional<bool> ThresholdSearch::isCounted(const Integer &input, int64_t code) {
  std::optional<Integer> value = function.round(Rational(input) * step, quantizer.getStep(),
                                                [&](const Rational &value) { return quantizer.getCode(value); });
  if (!value)
    return std::nullopt;
  return (*value >= code) != falling;
}

std::optional<Integer> ThresholdSearch::find(int64_t code) {
  // The first input that is counted is in [begin, end]; it lies on the far side of the one before.
  Integer begin = falling ? low : previous, end = falling ? previous : high;
  Integer middle = previous + distance, stride(1);
  bool wasCounted = false, isFirst = true, enclosed = false;
  while (begin < end) {
    middle = std::clamp(middle, begin, end - Integer(1));
    std::optional<bool> counted = isCounted(middle, code);
    if (!counted)
      return std::nullopt;
    if (*counted)
      end = middle;
    else
      begin = middle + 1;
    // Away from the guess in growing strides until the other side is seen, and halving from then on.
    enclosed |= !isFirst && *counted != wasCounted;
    wasCounted = *counted;
    isFirst = false;
    middle = enclosed ? floorDiv(begin + end, Integer(2)) : *counted ? end - stride : begin + stride;
    stride = stride * Integer(2);
  }
  distance = begin - previous;
  previous = begin;
  return begin;
}

/// The thresholds of one element, without those that constant stages make superfluous. Inputs are codes in
/// [low, high] times 2^lsb. Fails with a report.
static FailureOr<ThresholdRow> thresholdsOf(Location loc, ArrayRef<ElementStage> stages,
                                            const ElementQuantizer &quantizer, const Integer &low, const Integer &high,
                                            int lsb) {
  bool falling = false, search = false;
  for (const ElementStage &stage : stages) {
    falling ^= stage.kind == Stage::Affine && stage.scale < Rational(0);
    search |= stage.kind == Stage::Function;
  }
  if (search)
    for (const Integer &end : {low, high}) {
      Rational x = Rational(end) * powerOfTwo(lsb);
      if (std::string error = ElementFunction(stages).getDomainError(x); !error.empty())
        return emitLayerError(loc) << "has no value for the code " << int64_t(end) << " of its input: " << error
                                   << "; clamp the input to where it is defined";
    }
  int64_t first = *toInt64(quantizer.low), last = *toInt64(quantizer.high), step = quantizer.bipolar ? last - first : 1;
  ThresholdRow row{{}, falling ? last : first, falling ? -step : step};
  ThresholdSearch searched(stages, quantizer, falling, low, high, lsb);
  for (int64_t code = first + step; code <= last; code += step) {
    std::optional<Integer> threshold =
        search ? searched.find(code) : thresholdOf(stages, quantizer, code, falling, low, high, lsb);
    if (!threshold)
      return emitLayerError(loc) << "has a value that cannot be told from a tie";
    row.thresholds.push_back(*threshold);
  }
  llvm::sort(row.thresholds);
  return row;
}

/// Drops leading thresholds that every input reaches in all rows, and trailing ones that none does, but
/// leaves one.
static void dropConstantThresholds(std::vector<ThresholdRow> &rows, const Integer &low, const Integer &high) {
  size_t begin = 0, end = rows.front().thresholds.size();
  while (end > 1 && llvm::all_of(rows, [&](const ThresholdRow &row) { return row.thresholds[end - 1] > high; }))
    --end;
  while (begin + 1 < end && llvm::all_of(rows, [&](const ThresholdRow &row) { return row.thresholds[begin] <= low; }))
    ++begin;
  for (ThresholdRow &row : rows) {
    row.thresholds.erase(row.thresholds.begin() + end, row.thresholds.end());
    row.thresholds.erase(row.thresholds.begin(), row.thresholds.begin() + begin);
    row.first += row.step * static_cast<int64_t>(begin);
  }
}

bool qnn::hasManySteps(const Quantity &input, const Quantizer &quantizer) {
  RationalTensor steps = quantizer.high - quantizer.low;
  return input.element().getWidth() > kMaxFormWidth ||
         *std::max_element(steps.values.begin(), steps.values.end()) >= Rational(kManySteps);
}

FailureOr<Quantity> qnn::requantizeByThresholds(IntegerBuilder &builder, Location loc, const Quantity &input,
                                                const Quantizer &quantizer) {
  QuantizerRows elements = spreadRows(input, quantizer);
  SmallVector<int64_t> shape = elements.shape;
  int64_t rows = ShapedType::getNumElements(shape);

  // The step function holds for every number of the type, so that nothing but the type is needed to check what
  // computes it; steps that no input that occurs reaches are left out.
  CodeRange all = CodeRange::ofFormat(input.element().getFormat()), range = builder.getRanges(input.codes).hull();
  if (input.element().getWidth() > kMaxFormWidth)
    return emitLayerError(loc) << "needs thresholds on a value of " << input.element().getWidth()
                               << " bits, and at most " << kMaxFormWidth << " are supported";
  RationalTensor steps = quantizer.high - quantizer.low;
  Rational levels = *std::max_element(steps.values.begin(), steps.values.end());
  if (levels * Rational(rows) > Rational(kMaxThresholds))
    return emitLayerError(loc) << "needs " << toDouble(levels) << " thresholds for each of " << rows
                               << " channels, since its scale is not a power of two, and at most " << kMaxThresholds
                               << " in all are supported; use fewer bits or a scale that is a power of two";

  std::vector<ThresholdRow> table;
  size_t columns = 1;
  for (auto [stages, element] : llvm::zip_equal(elements.stages, elements.quantizers)) {
    FailureOr<ThresholdRow> row = thresholdsOf(loc, stages, element, all.low, all.high, input.element().getLsb());
    if (failed(row))
      return failure();
    table.push_back(*row);
    columns = std::max(columns, row->thresholds.size());
  }
  // Rows of fewer levels are filled up with thresholds that no number of the input type reaches.
  for (ThresholdRow &row : table)
    row.thresholds.resize(columns, all.high + Integer(1));
  dropConstantThresholds(table, range.low, range.high);
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
  if (!weight)
    return emitLayerError(loc) << "needs thresholds in steps of 2^" << input.element().getLsb()
                               << ", which no type holds; scale its input";
  FixedType type = quantizer.getType(loc.getContext());
  auto op = ThresholdOp::create(builder.getBuilder(), loc, withElementType(input.type(), type), input.codes,
                                FlatSymbolRefAttr::get(*weight), builder.getBuilder().getDenseI64ArrayAttr(first),
                                builder.getBuilder().getDenseI64ArrayAttr(step));
  Quantity result{op.getResult(), {}, false};
  RationalTensor valueScale = quantizer.scale * RationalTensor(powerOfTwo(-type.getLsb()));
  result.apply(valueScale, RationalTensor(Rational(0)) - quantizer.zeroPoint * quantizer.scale);
  return result;
}
