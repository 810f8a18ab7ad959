//===- SelectRequantization.cpp - qnn-select-requantization -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNNPasses.h"
#include "dialects/QNN/Transforms/MultiplyShift.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APSInt;

namespace hls4mlir::qnn {
#define GEN_PASS_DEF_QNNSELECTREQUANTIZATION
#include "dialects/QNN/QNNPasses.h.inc"
} // namespace hls4mlir::qnn

//===----------------------------------------------------------------------===//
// Cost: 6-input LUTs of one lane that takes an element per cycle
//===----------------------------------------------------------------------===//

/// Bits of a memory that one LUT holds.
static constexpr double kMemoryBits = 64;
/// What a DSP slice is worth, and the operands that it multiplies.
static constexpr double kMultiplier = 100;
static constexpr int64_t kMultiplierWide = 26, kMultiplierNarrow = 17;

/// Two bits of a comparison, or one of an addition, are a LUT on the carry chain.
static double compareCost(double width) { return width / 2; }

/// All thresholds side by side, and a tree that counts.
static double comparatorCost(const StepFunction &function, int64_t width) {
  double perThreshold = compareCost(width) + 1;
  // Where rows differ, thresholds come out of a memory.
  if (function.getNumRows() > 1)
    perThreshold += static_cast<double>(function.getNumRows() * width) / kMemoryBits;
  return function.getDepth() * perThreshold;
}

/// One comparator per step of the search, and a memory of all thresholds over these steps.
static double searchCost(const StepFunction &function, int64_t width) {
  int64_t steps = getSearchSteps(function.getDepth());
  double memory = static_cast<double>(function.getNumRows()) * static_cast<double>((int64_t(1) << steps) * width);
  return steps * (compareCost(width) + 2) + memory / kMemoryBits;
}

static int64_t bitsOf(ArrayRef<int64_t> codes) {
  int64_t bits = 1;
  for (int64_t code : codes)
    bits = std::max<int64_t>(bits, APSInt::get(code).getSignificantBits());
  return bits;
}

/// Digits other than zero of a number in the representation with the fewest: additions of a constant product.
static int64_t digitsOf(int64_t value) {
  uint64_t magnitude = value < 0 ? -static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  return llvm::popcount(magnitude ^ (magnitude * 3 & ~uint64_t(1)) >> 1);
}

static double multiplyCost(const StepFunction &function, const MultiplyShift &form, int64_t width,
                           int64_t resultWidth) {
  int64_t factorBits = bitsOf(form.multipliers), offsetBits = bitsOf(form.offsets);
  double product = width + factorBits, cost = 0;
  double tiled = kMultiplier *
                 std::min(llvm::divideCeil(width, kMultiplierWide) * llvm::divideCeil(factorBits, kMultiplierNarrow),
                          llvm::divideCeil(width, kMultiplierNarrow) * llvm::divideCeil(factorBits, kMultiplierWide));
  if (form.multipliers.size() == 1) // additions of shifted inputs
    cost += std::min(tiled, std::max<int64_t>(digitsOf(form.multipliers[0]) - 1, 0) * product);
  else
    cost += std::min(tiled, width * static_cast<double>(factorBits) / 2) +
            static_cast<double>(function.getNumRows() * factorBits) / kMemoryBits;
  if (form.offsets != std::vector<int64_t>{0})
    cost += product;
  if (form.offsets.size() > 1)
    cost += static_cast<double>(function.getNumRows() * offsetBits) / kMemoryBits;
  return cost + 2 * resultWidth; // clip
}

static double tableCost(const StepFunction &function, int64_t width, int64_t resultWidth) {
  return static_cast<double>(function.getNumRows()) * std::ldexp(resultWidth, width) / kMemoryBits;
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

/// A weight of the smallest type of this step.
static FlatSymbolRefAttr makeWeight(ThresholdOp op, StringRef suffix, ArrayRef<int64_t> shape, ArrayRef<int64_t> codes,
                                    int lsb) {
  auto [low, high] = std::minmax_element(codes.begin(), codes.end());
  FixedFormat format = FixedFormat::forRange(APSInt::get(std::min<int64_t>(*low, 0)), APSInt::get(*high), lsb);
  StringRef base = op.getThresholds();
  base.consume_back("_thresholds");
  auto weight = WeightOp::create(op->getParentOfType<ModuleOp>(), op.getLoc(), (base + suffix).str(), shape,
                                 FixedType::get(op.getContext(), format), codes);
  return FlatSymbolRefAttr::get(weight);
}

namespace {
struct SelectRequantization : qnn::impl::QNNSelectRequantizationBase<SelectRequantization> {
  using Base::Base;

  LogicalResult initialize(MLIRContext *) override {
    asked = llvm::StringSwitch<std::optional<Form>>(form)
                .Case("auto", Auto)
                .Case("binary_search", BinarySearch)
                .Case("code_table", CodeTable)
                .Case("comparators", Comparators)
                .Case("multiply_shift", Multiply)
                .Default(std::nullopt);
    return success();
  }

  void runOnOperation() override {
    if (!asked) {
      getOperation().emitError() << "form '" << form
                                 << "' is unknown; it must be auto, binary_search, code_table, comparators or "
                                    "multiply_shift";
      return signalPassFailure();
    }
    SmallVector<ThresholdOp> operations;
    getOperation().walk([&](ThresholdOp op) {
      if (replace ? !(asked == Multiply && isa_and_nonnull<MultiplyShiftAttr>(op.getFormAttr())) : !op.getFormAttr())
        operations.push_back(op);
    });
    for (ThresholdOp op : operations)
      select(op);
  }

private:
  enum Form { Auto, BinarySearch, CodeTable, Comparators, Multiply };

  void select(ThresholdOp op);

  std::optional<Form> asked;
};
} // namespace

void SelectRequantization::select(ThresholdOp op) {
  auto weight = SymbolTable::lookupNearestSymbolFrom<WeightOp>(op, op.getThresholdsAttr());
  StepFunction function(weight, op.getFirst(), op.getStep());
  FixedType input = qnn::getFixedType(op.getInput().getType()), result = qnn::getFixedType(op.getType());
  // A code of the step function is at least as wide as both.
  int64_t width = std::max(input.getWidth(), weight.getFixedType().getWidth()), resultWidth = result.getWidth();

  struct Candidate {
    Form form;
    double cost;
  };
  SmallVector<Candidate> candidates{{Comparators, comparatorCost(function, width)}};
  bool fits = fitsForms(input, weight.getFixedType());
  if (fits && function.getDepth() > 1)
    candidates.push_back({BinarySearch, searchCost(function, width)});
  if (fits && function.getNumRows() * std::ldexp(resultWidth, input.getWidth()) <= maxTableBits)
    candidates.push_back({CodeTable, tableCost(function, input.getWidth(), resultWidth)});
  // Not worth solving for where even a multiplication by one and an addition cost more than a few comparisons.
  std::optional<MultiplyShift> solution;
  if (fits && (asked == Multiply || (asked == Auto && candidates.front().cost > width + 2 * resultWidth)))
    solution = solveMultiplyShift(function, input);
  if (solution)
    candidates.push_back({Multiply, multiplyCost(function, *solution, input.getWidth(), resultWidth)});

  const Candidate *best = nullptr;
  for (const Candidate &candidate : candidates)
    if (asked == Auto ? !best || candidate.cost < best->cost : candidate.form == *asked)
      best = &candidate;
  if (!best) // What was asked for does not give this function.
    best = &candidates.front();

  MLIRContext *context = op.getContext();
  ArrayRef<int64_t> rowShape = weight.getTensorType().getShape().drop_back();
  std::string what;
  switch (best->form) {
  case Auto:
    llvm_unreachable("no candidate");
  case Comparators:
    op.setFormAttr(ComparatorsAttr::get(context));
    what = "comparators";
    ++numComparators;
    break;
  case BinarySearch:
    op.setFormAttr(BinarySearchAttr::get(context));
    what = "a binary search of " + llvm::utostr(getSearchSteps(function.getDepth())) + " steps";
    ++numSearches;
    break;
  case CodeTable: {
    SmallVector<int64_t> shape(rowShape), codes;
    int64_t size = int64_t(1) << input.getWidth(), low = input.getFormat().minCode().getExtValue();
    shape.push_back(size);
    for (int64_t row = 0; row < function.getNumRows(); ++row)
      for (int64_t i = 0; i < size; ++i)
        codes.push_back(function.evaluate(row, APSInt::get(low + i)));
    op.setFormAttr(CodeTableAttr::get(context, makeWeight(op, "_codes", shape, codes, result.getLsb())));
    what = "a table of " + llvm::utostr(size) + " codes";
    ++numTables;
    break;
  }
  case Multiply: {
    auto shapeFor = [&](ArrayRef<int64_t> values) { return values.size() == 1 ? ArrayRef<int64_t>() : rowShape; };
    int productLsb = result.getLsb() - static_cast<int>(solution->shift);
    FlatSymbolRefAttr multiplier = makeWeight(op, "_multiplier", shapeFor(solution->multipliers), solution->multipliers,
                                              productLsb - input.getLsb());
    FlatSymbolRefAttr offset = makeWeight(op, "_offset", shapeFor(solution->offsets), solution->offsets, productLsb);
    op.setFormAttr(MultiplyShiftAttr::get(context, multiplier, offset));
    what = "a multiplication by " + llvm::utostr(bitsOf(solution->multipliers)) + " bits and a shift by " +
           llvm::utostr(solution->shift);
    ++numMultiplications;
    break;
  }
  }

  remark::detail::InFlightRemark note =
      remark::passed(op.getLoc(), remark::RemarkOpts::name("RequantizationSelected").category("requantization"));
  if (!note)
    return;
  note << "layer '" + getLayerName(op.getLoc()).str() + "' computes " + llvm::utostr(function.getDepth()) +
              " thresholds of " + llvm::utostr(function.getNumRows()) +
              (function.getNumRows() == 1 ? " row by " : " rows by ") + what;
  for (const Candidate &candidate : candidates) {
    StringRef names[] = {"auto", "binary_search", "code_table", "comparators", "multiply_shift"};
    note << remark::metric(names[candidate.form], static_cast<int64_t>(std::ceil(candidate.cost)));
  }
  if ((asked == Auto || asked == Multiply) && !solution)
    note << remark::reason(asked == Multiply ? "no multiplication and shift is exact"
                                             : "no multiplication and shift is exact or worth it");
}
