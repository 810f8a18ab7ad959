//===- Verify.cpp - dataflow-verify -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Dataflow/DataflowPasses.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;

namespace hls4mlir::dataflow {
#define GEN_PASS_DEF_DATAFLOWVERIFY
#include "dialects/Dataflow/DataflowPasses.h.inc"
} // namespace hls4mlir::dataflow

/// What values of this level can be.
static bool isLegal(Type type) {
  return isa<qnn::FixedType, BeatType, FifoType, ArrayType, CounterType, IndexType>(type) || type.isInteger(1);
}

/// Fails where a value inside `op` is none of this level.
static LogicalResult verifyValues(Operation *function) {
  WalkResult result = function->walk([](Operation *op) -> WalkResult {
    for (Type type : op->getResultTypes())
      if (!isLegal(type))
        return op->emitOpError() << "gives a value of type " << type
                                 << ", but values are numbers, beats and indices at the dataflow level";
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

namespace {
struct Verify : dataflow::impl::DataflowVerifyBase<Verify> {
  void runOnOperation() override {
    if (failed(verify(getOperation())))
      signalPassFailure();
    markAllAnalysesPreserved();
  }

  LogicalResult verify(ModuleOp module) {
    DesignOp design;
    for (Operation &op : *module.getBody()) {
      if (auto found = dyn_cast<DesignOp>(op)) {
        if (design) {
          InFlightDiagnostic diag = found.emitOpError("is the second one of the module, which must have one");
          diag.attachNote(design.getLoc()) << "first one is here";
          return diag;
        }
        design = found;
      } else if (!isa<ProcessOp, qnn::WeightOp, TypeAliasOp>(op)) {
        return op.emitOpError("is left at the dataflow level, which has designs, processes and weights");
      }
      if (failed(verifyValues(&op)))
        return failure();
    }
    if (!design)
      return module.emitError("module has no dataflow.design");
    for (auto process : module.getOps<ProcessOp>())
      if (SymbolTable::symbolKnownUseEmpty(process, module))
        return process.emitOpError() << "'@" << process.getSymName() << "' is not instantiated";
    return success();
  }
};
} // namespace
