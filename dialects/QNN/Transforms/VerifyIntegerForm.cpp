//===- VerifyIntegerForm.cpp - qnn-verify-integer-form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNNPasses.h"

using namespace mlir;
using namespace hls4mlir;

namespace hls4mlir::qnn {
#define GEN_PASS_DEF_QNNVERIFYINTEGERFORM
#include "dialects/QNN/QNNPasses.h.inc"
} // namespace hls4mlir::qnn

namespace {
struct VerifyIntegerForm : qnn::impl::QNNVerifyIntegerFormBase<VerifyIntegerForm> {
  void runOnOperation() override {
    WalkResult result = getOperation().walk([](Operation *op) -> WalkResult {
      for (Type type : op->getResultTypes())
        if (getElementTypeOrSelf(type).isF32())
          return op->emitOpError() << "is left in float after lowering to the integer form";
      return WalkResult::advance();
    });
    if (result.wasInterrupted())
      signalPassFailure();
  }
};
} // namespace
