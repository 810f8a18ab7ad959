//===- VerifyIntegerForm.cpp - qnn-verify-integer-form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNNPasses.h"
#include "dialects/QNN/Transforms/Quantity.h"

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
template <typename Layer> static LogicalResult verifyAccumulator(Layer op) {
  auto kernel = SymbolTable::lookupNearestSymbolFrom<WeightOp>(op, op.getWeightAttr());
  WeightOp bias;
  if (op.getBiasAttr())
    bias = SymbolTable::lookupNearestSymbolFrom<WeightOp>(op, op.getBiasAttr());
  SmallVector<int64_t> biasCodes;
  if (bias)
    biasCodes = bias.getCodes();
  DenseRange range = getDenseRange(getFactorRange(op), qnn::getFixedType(op.getInput().getType()).getLsb(),
                                   kernel.getCodes(), kernel.getTensorType().getDimSize(0),
                                   kernel.getFixedType().getLsb(), biasCodes, bias ? bias.getFixedType().getLsb() : 0);
  FixedType accum = qnn::getFixedType(op.getType());
  if (accum.getFormat().contains(range.format))
    return success();
  return op.emitOpError() << "accumulates in " << accum << ", but the sums of output " << range.widest << " need "
                          << FixedType::get(op.getContext(), range.format);
}

namespace {
struct VerifyIntegerForm : qnn::impl::QNNVerifyIntegerFormBase<VerifyIntegerForm> {
  void runOnOperation() override {
    WalkResult result = getOperation().walk([](Operation *op) -> WalkResult {
      if (failed(verifyNoFloat(op)))
        return WalkResult::interrupt();
      if (auto dense = dyn_cast<DenseOp>(op))
        return verifyAccumulator(dense);
      if (auto conv = dyn_cast<ConvOp>(op))
        return verifyAccumulator(conv);
      return WalkResult::advance();
    });
    if (result.wasInterrupted())
      signalPassFailure();
    markAllAnalysesPreserved();
  }
};
} // namespace
