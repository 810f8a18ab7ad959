//===- RangeAnalysis.h - Ranges of all values of a module -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_ANALYSIS_RANGEANALYSIS_H
#define HLS4MLIR_DIALECTS_QNN_ANALYSIS_RANGEANALYSIS_H

#include "dialects/QNN/QNN.h"
#include "mlir/Analysis/DataFlow/SparseAnalysis.h"

namespace hls4mlir::qnn {

/// What is known of the codes of a value.
class RangeLattice : public mlir::dataflow::Lattice<ElementRanges> {
public:
  using Lattice::Lattice;
};

/// Interval and trailing zero bits of the codes of every value, per channel, by forward data flow.
/// `InferRangeOpInterface` gives the transfer functions.
class RangeAnalysis : public mlir::dataflow::SparseForwardDataFlowAnalysis<RangeLattice> {
public:
  using SparseForwardDataFlowAnalysis::SparseForwardDataFlowAnalysis;

  mlir::LogicalResult visitOperation(mlir::Operation *op, llvm::ArrayRef<const RangeLattice *> operands,
                                     llvm::ArrayRef<RangeLattice *> results) override;
  void setToEntryState(RangeLattice *lattice) override;
};

/// The ranges of all values below an operation.
class Ranges {
public:
  /// Runs the analysis to its fixed point.
  static mlir::FailureOr<Ranges> compute(mlir::Operation *root);

  /// What the analysis knows; all codes of the type for a value that no execution reaches.
  ElementRanges get(mlir::Value value) const;

private:
  explicit Ranges(std::unique_ptr<mlir::DataFlowSolver> solver) : solver(std::move(solver)) {}
  std::unique_ptr<mlir::DataFlowSolver> solver;
};

} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_ANALYSIS_RANGEANALYSIS_H
