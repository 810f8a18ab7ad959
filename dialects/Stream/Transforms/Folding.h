//===- Folding.h - How much of a processor there is -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_STREAM_TRANSFORMS_FOLDING_H
#define HLS4MLIR_DIALECTS_STREAM_TRANSFORMS_FOLDING_H

#include "dialects/Stream/Stream.h"

namespace hls4mlir::stream {

/// The cycles per vector that the user asks of a processor with lanes.
inline constexpr llvm::StringLiteral kReuseFactorAttr = "qnn.reuse_factor";
/// The positions that the user asks a convolution to work on at a time, in `io parallel`.
inline constexpr llvm::StringLiteral kParallelizationFactorAttr = "qnn.parallelization_factor";
/// The cycles per sample that the user asks of a graph.
inline constexpr llvm::StringLiteral kTargetCyclesAttr = "qnn.target_cycles";

/// In ascending order.
llvm::SmallVector<int64_t> divisors(int64_t number);

/// The reuse factor that the user asks of a layer, if any. Fails, naming the layer, on what is none.
mlir::FailureOr<std::optional<int64_t>> findReuseFactor(mlir::Operation *op);

/// The cycles per sample that the user asks for, if any.
mlir::FailureOr<std::optional<int64_t>> getTargetCycles(GraphOp graph);

/// What the user grants a graph of a device: entries as those of `qnn.device`, without those that are not limited.
inline constexpr llvm::StringLiteral kBudgetAttr = "qnn.budget";
/// The budget of a graph, if any. Fails on what is none.
mlir::FailureOr<std::optional<Resources>> getBudget(GraphOp graph);

/// What of the budget a folding leaves for what is not known before FIFOs have depths; stated by `stream-size-fifos`
/// where its last folding has left too little.
inline constexpr llvm::StringLiteral kSetAsideAttr = "stream.set_aside";
/// What that attribute states, nothing where it is absent.
Resources getSetAside(GraphOp graph);
void setSetAside(GraphOp graph, const Resources &resources);

/// Chooses lanes and beats for a number of cycles per sample, at the least cost; for several numbers, one after the
/// other.
class TargetFolder {
public:
  explicit TargetFolder(GraphOp graph) : graph(graph) {}

  /// Finds the ways to build each processor. Fails, naming the layer, on a reuse factor that is none.
  mlir::LogicalResult collect();
  /// Folds the graph so that no processor or width converter takes more than `cycles`. Fails, naming the layer and what
  /// can be reached, where none do.
  mlir::LogicalResult fold(int64_t cycles);

  /// All numbers of cycles at which the choice changes, in ascending order: those that a processor takes in one of its
  /// ways, and those of converters between such. The first is the fewest of the processor that has most of them, as no
  /// target below is met.
  llvm::ArrayRef<int64_t> getTargets() const { return targets; }

private:
  /// One way to build a processor.
  struct Option {
    llvm::SmallVector<int64_t> lanes;
    /// Of every result, and of each operand.
    int64_t beat = 1;
    llvm::SmallVector<int64_t> inputBeats;
    /// By operand that is read as it arrives, the beats in which it may do so for that; empty for others, in front of
    /// which a converter makes any beat of any other.
    llvm::SmallVector<llvm::SmallVector<int64_t>> readFrom;
    int64_t cycles = 0, weight = 0;
    /// With everything in front of it.
    int64_t total = 0;
  };
  /// A processor, or an input of the graph.
  struct Stage {
    std::vector<Option> options;
    std::optional<size_t> chosen;
  };

  mlir::LogicalResult collectOptions(ProcessorOpInterface op, Stage &stage);
  void collectTargets();
  /// Fails where a processor has no option that keeps the target.
  mlir::LogicalResult checkReachable(int64_t target);
  void addCosts(ProcessorOpInterface op, Stage &stage);
  /// What it takes that a consumer finds in its beat what is sent in another one.
  int64_t getConversionWeight(ChannelType type, int64_t from, const Option &consumer, unsigned operand) const;
  /// What the consumers of `channel`, whose options are chosen, pay for it having this beat.
  int64_t getConsumersWeight(mlir::Value channel, int64_t beat);
  mlir::LogicalResult choose(mlir::Value channel, Stage &stage, mlir::Location loc);
  Stage &stageOf(mlir::Value channel);

  GraphOp graph;
  int64_t target = 0;
  /// All ways to build what there is, and those that the target leaves.
  llvm::DenseMap<mlir::Operation *, Stage> possibleOf, stages;
  llvm::DenseMap<mlir::Value, Stage> possible, inputs;
  mlir::Operation *slowest = nullptr;
  int64_t fewestCycles = 1;
  llvm::SmallVector<int64_t> targets;
};

/// Chooses lanes and beats so that no processor or width converter takes more than `target` cycles per sample, at the
/// least cost. Fails, naming the layer and what can be reached, where none do.
mlir::LogicalResult foldForTarget(GraphOp graph, int64_t target);

/// Makes products larger, with rows and columns of zeros, where the lanes that divide them then are fewer and the graph
/// takes less of a device, and still fits the budget if there is one. It is folded for `target` before, and after.
mlir::LogicalResult padForTarget(GraphOp graph, int64_t target, const std::optional<Resources> &budget);

/// What a graph takes of a device as it is folded, before converters and forks are operations and FIFOs have depths:
/// they count with the least.
Resources estimateGraph(GraphOp graph);

/// Chooses lanes and beats so that the graph takes no more of a device than `budget`: for the fewest cycles per sample
/// that are possible, or for the most up to `target` if that is stated. Gives these cycles, or fails, saying what is
/// exceeded, by which layer and what can be reached.
mlir::FailureOr<int64_t> foldForBudget(GraphOp graph, const Resources &budget, std::optional<int64_t> target);

} // namespace hls4mlir::stream

#endif // HLS4MLIR_DIALECTS_STREAM_TRANSFORMS_FOLDING_H
