//===- RangeAnalysis.cpp - Ranges of all values of a module -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Analysis/RangeAnalysis.h"
#include "mlir/Analysis/DataFlow/DeadCodeAnalysis.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

LogicalResult RangeAnalysis::visitOperation(Operation *op, ArrayRef<const RangeLattice *> operands,
                                            ArrayRef<RangeLattice *> results) {
  SmallVector<ElementRanges> ranges;
  for (auto [value, lattice] : llvm::zip_equal(op->getOperands(), operands)) {
    // What is not reached yet is visited again.
    if (!lattice->getValue().isKnown() && getFixedType(value.getType()))
      return success();
    ranges.push_back(lattice->getValue());
  }
  for (auto [result, lattice] : llvm::zip_equal(op->getResults(), results))
    propagateIfChanged(lattice, lattice->join(inferResultRanges(result, ranges)));
  return success();
}

void RangeAnalysis::setToEntryState(RangeLattice *lattice) {
  propagateIfChanged(lattice, lattice->join(getEntryRanges(lattice->getAnchor())));
}

FailureOr<Ranges> Ranges::compute(Operation *root) {
  auto solver = std::make_unique<DataFlowSolver>();
  // Range analysis visits what this one says is executed.
  solver->load<mlir::dataflow::DeadCodeAnalysis>();
  solver->load<RangeAnalysis>();
  if (failed(solver->initializeAndRun(root)))
    return failure();
  return Ranges(std::move(solver));
}

ElementRanges Ranges::get(Value value) const {
  auto *lattice = solver->lookupState<RangeLattice>(value);
  if (!lattice || !lattice->getValue().isKnown())
    return ElementRanges::ofType(value.getType());
  return lattice->getValue();
}
