//===- Fold.cpp - stream-fold -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/StreamPasses.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace hls4mlir;

namespace hls4mlir::stream {
#define GEN_PASS_DEF_STREAMFOLD
#include "dialects/Stream/StreamPasses.h.inc"
} // namespace hls4mlir::stream

using namespace hls4mlir::stream;

/// The cycles per vector that the user asks of a matrix product.
static constexpr llvm::StringLiteral kReuseFactorAttr = "qnn.reuse_factor";

namespace {
struct Folding {
  int64_t outLanes, inLanes, cycles;
};

struct Fold : stream::impl::StreamFoldBase<Fold> {
  void runOnOperation() override;

  /// The beat in which the first matrix product after `channel` would read it, if there is one and nothing
  /// before it changes the beat.
  std::optional<int64_t> wantedBeat(Value channel);
  /// The beat of a channel that nothing upstream decides.
  int64_t freeBeat(Value channel);
  LogicalResult foldMatVec(MatVecOp op);
};
} // namespace

//===----------------------------------------------------------------------===//
// Lanes of a matrix product
//===----------------------------------------------------------------------===//

static SmallVector<int64_t> divisors(int64_t number) {
  SmallVector<int64_t> small, large;
  for (int64_t i = 1; i * i <= number; ++i)
    if (number % i == 0) {
      small.push_back(i);
      if (i * i != number)
        large.push_back(number / i);
    }
  small.append(large.rbegin(), large.rend());
  return small;
}

static FailureOr<int64_t> getReuseFactor(MatVecOp op) {
  Attribute attribute = op->getAttr(kReuseFactorAttr);
  if (!attribute)
    return 1;
  auto integer = dyn_cast<IntegerAttr>(attribute);
  if (!integer || !integer.getType().isInteger(64))
    return op.emitOpError() << "layer '" << getDisplayName(op) << "' has a reuse factor of " << attribute
                            << ", but it must be an i64";
  if (integer.getInt() < 1)
    return op.emitOpError() << "layer '" << getDisplayName(op) << "' has a reuse factor of " << integer.getInt()
                            << ", but it must be 1 or more";
  return integer.getInt();
}

/// The folding with the most cycles up to `reuse`; of those, the one that suits the producer's beat best.
static Folding chooseFolding(MatVecOp op, int64_t reuse, std::optional<int64_t> producerBeat) {
  auto rank = [&](const Folding &folding) {
    bool same = producerBeat == folding.inLanes;
    bool whole = producerBeat && (*producerBeat % folding.inLanes == 0 || folding.inLanes % *producerBeat == 0);
    return std::tuple(folding.cycles, same, whole, folding.inLanes);
  };
  // All lanes: one cycle, which every reuse factor allows.
  Folding best{op.getNumOutputs(), op.getNumInputs(), 1};
  for (int64_t in : divisors(op.getNumInputs()))
    for (int64_t out : divisors(op.getNumOutputs())) {
      Folding folding{out, in, (op.getNumInputs() / in) * (op.getNumOutputs() / out)};
      if (folding.cycles <= reuse && rank(folding) > rank(best))
        best = folding;
    }
  return best;
}

LogicalResult Fold::foldMatVec(MatVecOp op) {
  FailureOr<int64_t> reuse = getReuseFactor(op);
  if (failed(reuse))
    return failure();
  Folding folding = chooseFolding(op, *reuse, op.getInput().getType().getBeat());
  if (folding.cycles != *reuse) {
    op.emitWarning() << "layer '" << getDisplayName(op) << "' asks for a reuse factor of " << *reuse
                     << ", which no lanes that divide its " << op.getNumInputs() << " inputs and " << op.getNumOutputs()
                     << " outputs give; takes " << folding.cycles;
    ++numInexact;
  }
  op.setLanes({folding.outLanes, folding.inLanes});
  ++numFolded;
  return success();
}

//===----------------------------------------------------------------------===//
// Beats
//===----------------------------------------------------------------------===//

std::optional<int64_t> Fold::wantedBeat(Value channel) {
  for (Operation *user : channel.getUsers()) {
    if (auto matvec = dyn_cast<MatVecOp>(user)) {
      FailureOr<int64_t> reuse = getReuseFactor(matvec);
      return succeeded(reuse) ? chooseFolding(matvec, *reuse, std::nullopt).inLanes : 1;
    }
    if (isRename(user) || isa<RequantizeOp, ThresholdOp, ReluOp, ReinterpretOp, AddOp, SubOp, MulOp>(user))
      if (std::optional<int64_t> beat = wantedBeat(user->getResult(0)))
        return beat;
  }
  return std::nullopt;
}

int64_t Fold::freeBeat(Value channel) {
  ChannelType type = getChannelType(channel);
  if (getOperation().getIo() == IO::Parallel)
    return type.getNumElements();
  if (std::optional<int64_t> beat = wantedBeat(channel))
    return *beat;
  return type.getRank() == 0 ? 1 : type.getRunningShape().back();
}

void Fold::runOnOperation() {
  GraphOp graph = getOperation();
  for (BlockArgument argument : graph.getBody().getArguments())
    argument.setType(getChannelType(argument).withBeat(freeBeat(argument)));
  for (Operation &op : graph.getBody().front().without_terminator()) {
    if (isRename(&op)) {
      Value result = op.getResult(0);
      result.setType(getChannelType(result).withBeat(getChannelType(op.getOperand(0)).getBeat()));
      continue;
    }
    auto processor = dyn_cast<ProcessorOpInterface>(op);
    if (!processor || isa<ForkOp, ConvertWidthOp>(op)) {
      op.emitOpError("is here before lanes are chosen; run stream-fold first");
      return signalPassFailure();
    }
    if (auto matvec = dyn_cast<MatVecOp>(op); matvec && failed(foldMatVec(matvec)))
      return signalPassFailure();
    SmallVector<int64_t> inputBeats =
        llvm::map_to_vector(op.getOperands(), [](Value input) { return getChannelType(input).getBeat(); });
    for (Value result : op.getResults())
      result.setType(
          getChannelType(result).withBeat(inputBeats.empty() ? freeBeat(result) : processor.inferBeat(inputBeats)));
  }
  graph.updateFunctionType();
}
