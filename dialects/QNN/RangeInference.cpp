//===- RangeInference.cpp - Which codes operations give -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// The transfer functions of range analysis: InferRangeOpInterface of the operations of the integer form.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNN.h"
#include "dialects/QNN/ThresholdForms.h"
#include "dialects/QNN/Verification.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APSInt;

static FixedType fixedOf(Value value) { return qnn::getFixedType(value.getType()); }

/// The size of the last dimension; 1 for a scalar.
static int64_t channelsOf(Type type) { return shapeOf(type).empty() ? 1 : shapeOf(type).back(); }

/// The actual codes of a weight, by its last dimension.
static ElementRanges rangesOf(WeightOp weight) {
  int64_t channels = channelsOf(weight.getTensorType());
  SmallVector<CodeRange> result;
  bool isSigned = weight.getFixedType().getIsSigned();
  for (auto [i, code] : llvm::enumerate(weight.getCodes())) {
    CodeRange range = CodeRange::ofCode(code, isSigned);
    if (static_cast<int64_t>(i) < channels)
      result.push_back(range);
    else
      result[i % channels] = hull(result[i % channels], range);
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Constants and layers
//===----------------------------------------------------------------------===//

void GetWeightOp::inferRanges(ArrayRef<ElementRanges>, SetRangeFn setRange) {
  if (auto weight = SymbolTable::lookupNearestSymbolFrom<WeightOp>(*this, getWeightAttr()))
    setRange(getResult(), rangesOf(weight));
}

/// The sums of products of weights and inputs; weight i meets channel `first + i % count`.
static CodeRange sumProducts(ArrayRef<int64_t> weights, bool isSigned, const ElementRanges &input, int64_t first,
                             int64_t count) {
  if (!input.isUniform()) {
    CodeRange sum = CodeRange::ofCode(0);
    for (auto [i, weight] : llvm::enumerate(weights))
      sum = sum + CodeRange::ofCode(weight, isSigned) * input[first + static_cast<int64_t>(i) % count];
    return sum;
  }
  // Two sums of weights do for inputs of one range.
  Integer positive(0), negative(0);
  unsigned zeros = CodeRange::kAllZeros;
  for (int64_t weight : weights) {
    CodeRange code = CodeRange::ofCode(weight, isSigned);
    (code.low > 0 ? positive : negative) += code.low;
    zeros = std::min(zeros, code.zeros);
  }
  const CodeRange &x = input[0];
  return {positive * x.low + negative * x.high, positive * x.high + negative * x.low,
          std::min(zeros + x.zeros, CodeRange::kAllZeros)};
}

/// The sums of a layer for these codes of its input; nothing where its weights are not there. They are [outputs,
/// inputs], or [outputs, window.., channels / groups].
template <typename LayerOp>
static std::optional<ElementRanges> rangesOfLayer(LayerOp op, const ElementRanges &input, int64_t groups) {
  auto weight = SymbolTable::lookupNearestSymbolFrom<WeightOp>(op, op.getWeightAttr());
  WeightOp bias;
  if (op.getBiasAttr())
    bias = SymbolTable::lookupNearestSymbolFrom<WeightOp>(op, op.getBiasAttr());
  if (!weight || (op.getBiasAttr() && !bias))
    return std::nullopt;
  SmallVector<int64_t> weights = weight.getCodes(), biasCodes;
  if (bias)
    biasCodes = bias.getCodes();
  FixedType type = weight.getFixedType();
  int lsb = fixedOf(op.getResult()).getLsb(), productLsb = fixedOf(op.getInput()).getLsb() + type.getLsb();
  int64_t outputs = weight.getTensorType().getDimSize(0);
  int64_t perOutput = outputs == 0 ? 0 : static_cast<int64_t>(weights.size()) / outputs;
  // One channel per weight of a matrix; those of the output's group, again and again, over a window.
  int64_t count = std::max<int64_t>(input.isUniform() ? perOutput : input.getChannels().size() / groups, 1);
  SmallVector<CodeRange> result;
  for (int64_t o = 0; o < outputs; ++o) {
    ArrayRef<int64_t> row = ArrayRef<int64_t>(weights).slice(o * perOutput, perOutput);
    CodeRange sum =
        shifted(sumProducts(row, type.getIsSigned(), input, o / (outputs / groups) * count, count), productLsb - lsb);
    if (bias)
      sum = sum + shifted(CodeRange::ofCode(biasCodes[o], bias.getFixedType().getIsSigned()),
                          bias.getFixedType().getLsb() - lsb);
    result.push_back(sum);
  }
  return ElementRanges(result);
}

void DenseOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  if (std::optional<ElementRanges> sums = rangesOfLayer(*this, operands[0], /*groups=*/1))
    setRange(getResult(), *sums);
}
bool DenseOp::acceptsNarrowerOperands() { return true; }

void ConvOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  ElementRanges input = operands[0];
  auto isPadded = [](int64_t amount) { return amount != 0; };
  if (llvm::any_of(getPadLow(), isPadded) || llvm::any_of(getPadHigh(), isPadded))
    input = input.map(
        [&](const CodeRange &range) { return hull(range, CodeRange::ofCode(static_cast<int64_t>(getValue()))); });
  if (std::optional<ElementRanges> sums = rangesOfLayer(*this, input, static_cast<int64_t>(getGroups())))
    setRange(getResult(), *sums);
}
/// The code of padding belongs to the type.
bool ConvOp::acceptsNarrowerOperands() { return false; }

//===----------------------------------------------------------------------===//
// Elementwise arithmetic
//===----------------------------------------------------------------------===//

/// Sums, differences and products, on the step of the result. A dimension of one that is repeated has one range.
static ElementRanges combineBroadcast(Operation *op, ArrayRef<ElementRanges> operands,
                                      llvm::function_ref<CodeRange(const CodeRange &, const CodeRange &)> function) {
  ElementRanges result = combine(operands[0], operands[1], function);
  return result.moved(static_cast<int64_t>(result.getChannels().size()) == channelsOf(op->getResult(0).getType()));
}

/// The step on which codes of both operands are integers, as shifts of each.
static std::pair<unsigned, unsigned> alignmentOf(Operation *op) {
  int left = fixedOf(op->getOperand(0)).getLsb(), right = fixedOf(op->getOperand(1)).getLsb();
  int lsb = std::min(left, right);
  return {left - lsb, right - lsb};
}

void AddOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  auto [left, right] = alignmentOf(*this);
  setRange(getResult(),
           combineBroadcast(*this, operands, [left = left, right = right](const CodeRange &lhs, const CodeRange &rhs) {
             return shifted(lhs, left) + shifted(rhs, right);
           }));
}
bool AddOp::acceptsNarrowerOperands() { return true; }

void SubOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  auto [left, right] = alignmentOf(*this);
  setRange(getResult(),
           combineBroadcast(*this, operands, [left = left, right = right](const CodeRange &lhs, const CodeRange &rhs) {
             return shifted(lhs, left) + negated(shifted(rhs, right));
           }));
}
bool SubOp::acceptsNarrowerOperands() { return true; }

void MulOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  setRange(getResult(),
           combineBroadcast(*this, operands, [](const CodeRange &lhs, const CodeRange &rhs) { return lhs * rhs; }));
}
bool MulOp::acceptsNarrowerOperands() { return true; }

/// The larger or the smaller of two codes on their common step.
static ElementRanges combineExtremes(Operation *op, ArrayRef<ElementRanges> operands,
                                     const Integer &(*pick)(const Integer &, const Integer &)) {
  auto [left, right] = alignmentOf(op);
  return combineBroadcast(op, operands, [=, left = left, right = right](const CodeRange &lhs, const CodeRange &rhs) {
    CodeRange a = shifted(lhs, left), b = shifted(rhs, right);
    return CodeRange{pick(a.low, b.low), pick(a.high, b.high), std::min(a.zeros, b.zeros)};
  });
}

void MaxOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  setRange(getResult(), combineExtremes(*this, operands, std::max<Integer>));
}
bool MaxOp::acceptsNarrowerOperands() { return true; }

void MinOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  setRange(getResult(), combineExtremes(*this, operands, std::min<Integer>));
}
bool MinOp::acceptsNarrowerOperands() { return true; }

void ReluOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  setRange(getResult(), operands[0].map([](const CodeRange &range) {
    return CodeRange{std::max(range.low, Integer(0)), std::max(range.high, Integer(0)), range.zeros};
  }));
}
bool ReluOp::acceptsNarrowerOperands() { return true; }

//===----------------------------------------------------------------------===//
// Elements moved, codes read differently
//===----------------------------------------------------------------------===//

void ReshapeOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  setRange(getResult(), operands[0].moved(channelsOf(getInput().getType()) == channelsOf(getType())));
}
bool ReshapeOp::acceptsNarrowerOperands() { return true; }

void TransposeOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  int64_t rank = getPermutation().size();
  setRange(getResult(), operands[0].moved(rank == 0 || getPermutation().back() == rank - 1));
}
bool TransposeOp::acceptsNarrowerOperands() { return true; }

void ConcatOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  bool joinsChannels = static_cast<int64_t>(getAxis()) == static_cast<int64_t>(shapeOf(getType()).size()) - 1;
  int lsb = fixedOf(getResult()).getLsb();
  SmallVector<CodeRange> channels;
  ElementRanges all;
  for (auto [value, ranges] : llvm::zip_equal(getInputs(), operands)) {
    unsigned alignment = fixedOf(value).getLsb() - lsb;
    ElementRanges aligned = ranges.map([&](const CodeRange &range) { return shifted(range, alignment); });
    all = joinsChannels ? all : ElementRanges::join(all, aligned);
    for (int64_t i = 0; joinsChannels && i < channelsOf(value.getType()); ++i)
      channels.push_back(aligned[i]);
  }
  setRange(getResult(), joinsChannels ? ElementRanges(channels) : all);
}
bool ConcatOp::acceptsNarrowerOperands() { return true; }

void SliceOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  SmallVector<CodeRange> channels;
  for (int64_t i = 0; i < channelsOf(getType()); ++i)
    channels.push_back(getSizes().empty() ? operands[0][0]
                                          : operands[0][getOffsets().back() + i * getStrides().back()]);
  setRange(getResult(), channels);
}
bool SliceOp::acceptsNarrowerOperands() { return true; }

void PadOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  ElementRanges kept = operands[0].moved(channelsOf(getInput().getType()) == channelsOf(getType()));
  setRange(getResult(), kept.map([&](const CodeRange &range) {
    return hull(range, CodeRange::ofCode(static_cast<int64_t>(getValue())));
  }));
}
/// The code of the constant belongs to the type.
bool PadOp::acceptsNarrowerOperands() { return false; }

void RepeatOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  setRange(getResult(), operands[0].moved(getFactors().empty() || getFactors().back() == 1));
}
bool RepeatOp::acceptsNarrowerOperands() { return true; }

/// The reduction of 1 to `count` numbers of a range.
static CodeRange reduceRange(const CodeRange &range, Reduction reduction, int64_t count) {
  if (reduction != Reduction::Sum)
    return range;
  return {std::min(range.low, range.low * Integer(count)), std::max(range.high, range.high * Integer(count)),
          range.zeros};
}

void PoolOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  int64_t count = 1;
  for (int64_t size : getWindow())
    count *= size;
  setRange(getResult(),
           operands[0].map([&](const CodeRange &range) { return reduceRange(range, getReduction(), count); }));
}
bool PoolOp::acceptsNarrowerOperands() { return true; }

void ReduceOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  ArrayRef<int64_t> shape = shapeOf(getInput().getType());
  int64_t count = 1;
  bool reducesLast = false;
  for (int64_t axis : getAxes()) {
    count *= shape[axis];
    reducesLast |= axis == static_cast<int64_t>(shape.size()) - 1;
  }
  ElementRanges input = operands[0].moved(!reducesLast);
  setRange(getResult(), input.map([&](const CodeRange &range) { return reduceRange(range, getReduction(), count); }));
}
bool ReduceOp::acceptsNarrowerOperands() { return true; }

void ReinterpretOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  setRange(getResult(), operands[0]);
}
bool ReinterpretOp::acceptsNarrowerOperands() { return true; }

//===----------------------------------------------------------------------===//
// Requantizers
//===----------------------------------------------------------------------===//

CodeRange qnn::getRoundedRange(const CodeRange &range, int inputLsb, int lsb, RoundingMode rounding) {
  if (inputLsb >= lsb)
    return shifted(range, inputLsb - lsb);
  unsigned dropped = lsb - inputLsb;
  auto round = [&](const Integer &code) { return toInteger(roundToLsb({toAPSInt(code), inputLsb}, lsb, rounding)); };
  // Rounding is monotone in every mode.
  return {round(range.low), round(range.high), range.zeros >= dropped ? range.zeros - dropped : 0};
}

void RequantizeOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  FixedType input = fixedOf(getInput()), type = fixedOf(getResult());
  CodeRange bound = CodeRange::ofFormat(type.getFormat());
  if (getOverflow() == OverflowMode::SaturateSymmetric && type.getIsSigned() && type.getWidth() > 1)
    bound.low = -bound.high;
  setRange(getResult(), operands[0].map([&](const CodeRange &range) {
    CodeRange result = getRoundedRange(range, input.getLsb(), type.getLsb(), getRounding());
    auto clamp = [&](const CodeRange &to) {
      if (result.low >= to.low && result.high <= to.high)
        return;
      result = {std::clamp(result.low, to.low, to.high), std::clamp(result.high, to.low, to.high), 0};
    };
    bool overflows = result.low < bound.low || result.high > bound.high;
    switch (getOverflow()) {
    case OverflowMode::Saturate:
    case OverflowMode::SaturateSymmetric:
      clamp(bound);
      break;
    case OverflowMode::SaturateZero:
      clamp(bound);
      if (overflows)
        result = hull(result, CodeRange::ofCode(0));
      break;
    case OverflowMode::Wrap:
    case OverflowMode::WrapSignMagnitude:
      if (overflows)
        result = bound;
      break;
    }
    if (std::optional<ArrayRef<int64_t>> codes = getClamp())
      clamp({Integer((*codes)[0]), Integer((*codes)[1]), 0});
    return result;
  }));
}
bool RequantizeOp::acceptsNarrowerOperands() { return true; }

void ThresholdOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  auto weight = SymbolTable::lookupNearestSymbolFrom<WeightOp>(*this, getThresholdsAttr());
  if (!weight || weight.getTensorType().getRank() == 0)
    return;
  StepFunction function(weight, getFirst(), getStep());
  const ElementRanges &input = operands[0];
  // Rows that vary along the last dimension only are those of the channels.
  ArrayRef<int64_t> rowShape = weight.getTensorType().getShape().drop_back();
  bool perChannel = !rowShape.empty() && rowShape.back() == function.getNumRows() &&
                    rowShape.back() == channelsOf(getInput().getType());
  SmallVector<CodeRange> result;
  if (function.getNumRows() == 1 || perChannel) {
    size_t channels = std::max<size_t>(input.getChannels().size(), function.getNumRows());
    for (size_t i = 0; i < channels; ++i)
      result.push_back(function.getRange(perChannel ? i : 0, input[i]));
    return setRange(getResult(), result);
  }
  CodeRange all = input.hull();
  for (int64_t row = 0; row < function.getNumRows(); ++row)
    result.push_back(function.getRange(row, all));
  setRange(getResult(), ElementRanges(result).moved(/*keepsChannels=*/false));
}
/// A table has one entry for each number of the input type.
bool ThresholdOp::acceptsNarrowerOperands() { return !isa_and_nonnull<CodeTableAttr>(getFormAttr()); }

void LookupOp::inferRanges(ArrayRef<ElementRanges> operands, SetRangeFn setRange) {
  auto weight = SymbolTable::lookupNearestSymbolFrom<WeightOp>(*this, getTableAttr());
  if (!weight)
    return;
  // Entries of numbers that occur, of all rows.
  CodeRange input = operands[0].hull();
  Integer least = toInteger(fixedOf(getInput()).getFormat().minCode());
  int64_t from = static_cast<int64_t>(input.low - least), to = static_cast<int64_t>(input.high - least);
  int64_t size = weight.getTensorType().getShape().back();
  bool isSigned = weight.getFixedType().getIsSigned();
  std::optional<CodeRange> result;
  for (auto [i, code] : llvm::enumerate(weight.getCodes())) {
    int64_t entry = static_cast<int64_t>(i) % size;
    if (entry < from || entry > to)
      continue;
    CodeRange range = CodeRange::ofCode(code, isSigned);
    result = result ? hull(*result, range) : range;
  }
  if (result)
    setRange(getResult(), *result);
}

void TableSoftmaxOp::inferRanges(ArrayRef<ElementRanges>, SetRangeFn setRange) {
  // No quotient of a summand and the sum exceeds one.
  FixedFormat format = fixedOf(getResult()).getFormat();
  CodeRange range = CodeRange::ofFormat(format);
  range.high = std::min(range.high, integerPowerOfTwo(std::max(format.fraction(), 0)));
  setRange(getResult(), range);
}
bool TableSoftmaxOp::acceptsNarrowerOperands() { return true; }
