//===- NarrowTypes.cpp - qnn-narrow-types -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Analysis/RangeAnalysis.h"
#include "dialects/QNN/QNNPasses.h"
#include "dialects/QNN/ThresholdForms.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

namespace hls4mlir::qnn {
#define GEN_PASS_DEF_QNNNARROWTYPES
#include "dialects/QNN/QNNPasses.h.inc"
} // namespace hls4mlir::qnn

/// Whether the type of the result of an operation follows from those of its operands.
static bool followsOperands(Operation *op) { return isa<InferTypeOpInterface, ReinterpretOp, ReshapeOp>(op); }

/// Whether everything that reads a value computes the same from a narrower type, and so does everything that reads
/// what follows that type.
static bool mayNarrow(Value value) {
  llvm::SmallSetVector<Value, 8> values;
  values.insert(value);
  for (size_t i = 0; i < values.size(); ++i)
    for (Operation *user : values[i].getUsers()) {
      auto op = dyn_cast<InferRangeOpInterface>(user);
      if (!op || !op.acceptsNarrowerOperands())
        return false;
      if (followsOperands(user))
        values.insert(user->result_begin(), user->result_end());
    }
  return true;
}

/// Whether the value only goes where it is narrowed anyway.
static bool isNarrowedByUsers(Value value) {
  return llvm::all_of(value.getUsers(), llvm::IsaPred<RequantizeOp, ThresholdOp>);
}

namespace {
struct NarrowTypes : qnn::impl::QNNNarrowTypesBase<NarrowTypes> {
  void runOnOperation() override {
    FailureOr<Ranges> ranges = Ranges::compute(getOperation());
    if (failed(ranges))
      return signalPassFailure();
    for (auto func : getOperation().getOps<func::FuncOp>()) {
      if (func.isExternal())
        continue;
      SmallVector<Operation *> operations;
      func.walk([&](Operation *op) { operations.push_back(op); });
      for (Operation *op : operations)
        if (failed(narrow(op, *ranges)))
          return signalPassFailure();
      // Results whose types follow from what they are made of.
      if (auto terminator = dyn_cast<func::ReturnOp>(func.getBody().back().getTerminator()))
        func.setType(FunctionType::get(&getContext(), func.getArgumentTypes(), terminator->getOperandTypes()));
    }
  }

private:
  LogicalResult narrow(Operation *op, const Ranges &ranges);
  LogicalResult followOperands(Operation *op);
  bool narrowResult(RequantizeOp op, const Ranges &ranges, FixedFormat needed);
  void count(Value value, unsigned before) {
    ++numNarrowed;
    numBits += (before - qnn::getFixedType(value.getType()).getWidth()) *
               (isa<RankedTensorType>(value.getType()) ? cast<RankedTensorType>(value.getType()).getNumElements() : 1);
  }
};
} // namespace

/// Gives results the types that follow from those of the operands.
LogicalResult NarrowTypes::followOperands(Operation *op) {
  if (auto infer = dyn_cast<InferTypeOpInterface>(op)) {
    SmallVector<Type> types;
    if (failed(infer.inferReturnTypes(op->getContext(), op->getLoc(), op->getOperands(), op->getAttrDictionary(),
                                      op->getPropertiesStorage(), op->getRegions(), types)))
      return failure();
    for (auto [result, type] : llvm::zip_equal(op->getResults(), types))
      result.setType(type);
  } else if (auto reshape = dyn_cast<ReshapeOp>(op)) {
    reshape.getResult().setType(
        cast<RankedTensorType>(withElementType(reshape.getType(), getElementTypeOrSelf(reshape.getInput()))));
  } else if (auto reinterpret = dyn_cast<ReinterpretOp>(op)) {
    FixedType input = qnn::getFixedType(reinterpret.getInput().getType());
    FixedFormat format = qnn::getFixedType(reinterpret.getType()).getFormat();
    format.integer = format.lsb() + static_cast<int>(input.getWidth());
    format.width = input.getWidth();
    format.isSigned = input.getIsSigned();
    reinterpret.getResult().setType(withElementType(reinterpret.getType(), FixedType::get(op->getContext(), format)));
  }
  return success();
}

/// Prepares a narrowing for a narrower result; false where it would then give something else.
bool NarrowTypes::narrowResult(RequantizeOp op, const Ranges &ranges, FixedFormat needed) {
  FixedType input = qnn::getFixedType(op.getInput().getType()), type = qnn::getFixedType(op.getType());
  CodeRange rounded =
                getRoundedRange(ranges.get(op.getInput()).hull(), input.getLsb(), type.getLsb(), op.getRounding()),
            result = ranges.get(op.getResult()).hull(), within = CodeRange::ofFormat(needed);
  bool cutsLow = rounded.low < result.low;
  bool cutsHigh = rounded.high > result.high;
  if (!cutsLow && !cutsHigh) {
    // Nothing overflows, so nothing has to be said of it.
    op.setOverflow(OverflowMode::Saturate);
    op.removeClampAttr();
    return true;
  }
  // What wraps, or becomes zero, depends on the width.
  if ((op.getOverflow() != OverflowMode::Saturate && op.getOverflow() != OverflowMode::SaturateSymmetric) ||
      needed.width > 62)
    return false;
  op.setOverflow(OverflowMode::Saturate);
  if ((cutsLow && within.low < result.low) || (cutsHigh && within.high > result.high))
    op.setClamp(SmallVector<int64_t>{static_cast<int64_t>(result.low), static_cast<int64_t>(result.high)});
  else
    op.removeClampAttr();
  return true;
}

/// The codes that the result type has to have: those that occur and, in thresholds, those from which they count and
/// those that the type of the input reaches.
static CodeRange getCodesOfResult(Operation *op, const Ranges &ranges) {
  CodeRange range = ranges.get(op->getResult(0)).hull();
  auto threshold = dyn_cast<ThresholdOp>(op);
  if (!threshold)
    return range;
  for (int64_t first : threshold.getFirst())
    range = hull(range, CodeRange::ofCode(first));
  auto weight = SymbolTable::lookupNearestSymbolFrom<WeightOp>(op, threshold.getThresholdsAttr());
  StepFunction function(weight, threshold.getFirst(), threshold.getStep());
  return hull(range, function.getRange(qnn::getFixedType(threshold.getInput().getType())));
}

LogicalResult NarrowTypes::narrow(Operation *op, const Ranges &ranges) {
  if (op->getNumResults() != 1 || !qnn::getFixedType(op->getResult(0).getType()) || !isa<InferRangeOpInterface>(op))
    return success();
  if (failed(followOperands(op)))
    return failure();
  OpResult value = op->getResult(0);
  FixedType type = qnn::getFixedType(value.getType());
  FixedFormat needed = ElementRanges(getCodesOfResult(op, ranges)).getFormat(type.getLsb());
  if (needed.width >= type.getWidth() || !mayNarrow(value))
    return success();
  Type narrowed = withElementType(value.getType(), FixedType::get(op->getContext(), needed));
  if (auto requantize = dyn_cast<RequantizeOp>(op)) {
    if (!narrowResult(requantize, ranges, needed))
      return success();
    value.setType(narrowed);
  } else if (isa<ConvOp, DenseOp, TableSoftmaxOp, ThresholdOp>(op)) {
    if (isa<TableSoftmaxOp>(op)) // The type is that of the quotient, and clips.
      return success();
    value.setType(narrowed);
  } else if (isa<AddOp, MulOp, ReluOp, SubOp>(op) && !isNarrowedByUsers(value)) {
    OpBuilder builder(op->getContext());
    builder.setInsertionPointAfter(op);
    auto cut = RequantizeOp::create(builder, op->getLoc(), narrowed, value, RoundingMode::Floor, OverflowMode::Wrap,
                                    DenseI64ArrayAttr());
    value.replaceAllUsesExcept(cut.getResult(), cut);
    count(cut.getResult(), type.getWidth());
    return success();
  } else {
    return success();
  }
  count(value, type.getWidth());
  return success();
}
