//===- VerifyIntegerForm.cpp - qnn-verify-integer-form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Analysis/RangeAnalysis.h"
#include "dialects/QNN/QNNPasses.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

namespace hls4mlir::qnn {
#define GEN_PASS_DEF_QNNVERIFYINTEGERFORM
#include "dialects/QNN/QNNPasses.h.inc"
} // namespace hls4mlir::qnn

static bool isFloat(Type type) { return isa<FloatType>(getElementTypeOrSelf(type)); }

/// Checks that nothing of the import form is left.
static LogicalResult verifyNoFloat(Operation *op) {
  if (auto func = dyn_cast<func::FuncOp>(op)) {
    for (auto [i, type] : llvm::enumerate(func.getArgumentTypes()))
      if (isFloat(type))
        return func.emitError() << "argument " << i << " is still " << type << ", but the integer form has no float";
    return success();
  }
  for (Type type : op->getResultTypes())
    if (isFloat(type))
      return op->emitOpError() << "still gives " << type << ", but the integer form has no float";
  return success();
}

/// Checks that the accumulator holds every sum that the actual weights can give.
template <typename Layer> static LogicalResult verifyAccumulator(Layer op, const Ranges &ranges) {
  FixedType accum = qnn::getFixedType(op.getType());
  ElementRanges sums;
  op.inferRanges(ranges.get(op.getInput()), [&](Value, const ElementRanges &found) { sums = found; });
  if (!sums.isKnown())
    return success();
  FixedFormat needed = sums.getFormat(accum.getLsb());
  if (accum.getFormat().contains(needed))
    return success();
  size_t widest = 0;
  unsigned most = 0;
  for (auto [output, range] : llvm::enumerate(sums.getChannels()))
    if (unsigned width = ElementRanges(range).getFormat(accum.getLsb()).width; width > most) {
      widest = output;
      most = width;
    }
  return op.emitOpError() << "accumulates in " << accum << ", but the sums of output " << widest << " need "
                          << FixedType::get(op.getContext(), needed);
}

namespace {
struct VerifyIntegerForm : qnn::impl::QNNVerifyIntegerFormBase<VerifyIntegerForm> {
  void runOnOperation() override {
    FailureOr<Ranges> ranges = Ranges::compute(getOperation());
    if (failed(ranges))
      return signalPassFailure();
    WalkResult result = getOperation().walk([&](Operation *op) -> WalkResult {
      if (failed(verifyNoFloat(op)))
        return WalkResult::interrupt();
      if (auto dense = dyn_cast<DenseOp>(op))
        return verifyAccumulator(dense, *ranges);
      if (auto conv = dyn_cast<ConvOp>(op))
        return verifyAccumulator(conv, *ranges);
      return WalkResult::advance();
    });
    if (result.wasInterrupted())
      signalPassFailure();
    markAllAnalysesPreserved();
  }
};
} // namespace
