//===- Fold.cpp - stream-fold -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/SlidingWindow.h"
#include "dialects/Stream/StreamPasses.h"
#include "dialects/Stream/Transforms/Folding.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace hls4mlir;

namespace hls4mlir::stream {
#define GEN_PASS_DEF_STREAMFOLD
#include "dialects/Stream/StreamPasses.h.inc"
} // namespace hls4mlir::stream

using namespace hls4mlir::stream;

namespace {
struct MatrixFolding {
  int64_t outLanes, inLanes, cycles;
};

struct Fold : stream::impl::StreamFoldBase<Fold> {
  using Base::Base;

  void runOnOperation() override;
  /// Follows the user's reuse factors, processor by processor.
  LogicalResult foldByReuse();

  /// The beat in which the first matrix product after `channel` would read it, if there is one and nothing
  /// before it changes the beat.
  std::optional<int64_t> wantedBeat(Value channel);
  /// The beat of a channel that nothing upstream decides.
  int64_t freeBeat(Value channel);
  LogicalResult foldMatVec(MatVecOp op);
  /// Follows the user's parallelization factor.
  LogicalResult foldPositions(FoldableOpInterface op);
  LogicalResult foldDepthwise(DepthwiseOp op);
  void foldPool(PoolOp op);
  void foldWindow(WindowOp op);
  /// Once lanes are chosen: says where a reuse factor is not met exactly.
  LogicalResult warnInexact(FoldableOpInterface op);

  /// Cycles per sample of the slowest processor so far.
  int64_t slowest = 1;
};
} // namespace

//===----------------------------------------------------------------------===//
// Lanes of a matrix product
//===----------------------------------------------------------------------===//

SmallVector<int64_t> stream::divisors(int64_t number) {
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

/// What the user asks of a layer under a name, which messages call `what`.
static FailureOr<std::optional<int64_t>> findCount(Operation *op, StringRef name, StringRef what) {
  Attribute attribute = op->getAttr(name);
  if (!attribute)
    return std::optional<int64_t>();
  auto integer = dyn_cast<IntegerAttr>(attribute);
  if (!integer || !integer.getType().isInteger(64))
    return op->emitOpError() << "layer '" << getDisplayName(op) << "' has a " << what << " of " << attribute
                             << ", but it must be an i64";
  if (integer.getInt() < 1)
    return op->emitOpError() << "layer '" << getDisplayName(op) << "' has a " << what << " of " << integer.getInt()
                             << ", but it must be 1 or more";
  return std::optional<int64_t>(integer.getInt());
}

FailureOr<std::optional<int64_t>> stream::findReuseFactor(Operation *op) {
  return findCount(op, kReuseFactorAttr, "reuse factor");
}

/// The reuse factor of a layer; all lanes where none is stated.
static FailureOr<int64_t> getReuseFactor(Operation *op) {
  FailureOr<std::optional<int64_t>> stated = findReuseFactor(op);
  if (failed(stated))
    return failure();
  return stated->value_or(1);
}

/// True when whole windows of a sliding processor can be made.
static bool allowsWhole(Operation *op) { return SlidingWindow::of(op).getRank() <= 2; }

/// Whether a window can be sent in beats of `lanes`: some channels of a pixel, or all that it holds.
static bool allowsBeat(WindowOp window, int64_t lanes) {
  int64_t channels = window.getType().getShape().back();
  bool isWhole = window.getGroups() == 1 && lanes == SlidingWindow::of(window).getTaps() * channels;
  return channels % lanes == 0 || (isWhole && allowsWhole(window));
}

/// The window whose elements are the inputs of a matrix product, if it is a convolution.
static WindowOp getWindow(MatVecOp op) { return getRoot(op.getInput()).getDefiningOp<WindowOp>(); }

/// The folding with the most cycles up to `reuse`; of those, the one that suits the producer's beat best. The producer
/// of a convolution sends windows in the beat that is asked for, where it can.
static MatrixFolding chooseFolding(MatVecOp op, int64_t reuse, std::optional<int64_t> producerBeat) {
  WindowOp window = getWindow(op);
  if (window)
    producerBeat = std::nullopt;
  auto rank = [&](const MatrixFolding &folding) {
    bool fits = window && allowsBeat(window, folding.inLanes);
    bool same = producerBeat == folding.inLanes;
    bool whole = producerBeat && (*producerBeat % folding.inLanes == 0 || folding.inLanes % *producerBeat == 0);
    return std::tuple(folding.cycles, fits, same, whole, folding.inLanes);
  };
  // All lanes: one cycle, which every reuse factor allows.
  MatrixFolding best{op.getNumOutputs(), op.getNumInputs(), 1};
  for (int64_t in : divisors(op.getNumInputs()))
    for (int64_t out : divisors(op.getNumOutputs())) {
      MatrixFolding folding{out, in, (op.getNumInputs() / in) * (op.getNumOutputs() / out)};
      if (folding.cycles <= reuse && rank(folding) > rank(best))
        best = folding;
    }
  return best;
}

LogicalResult Fold::foldMatVec(MatVecOp op) {
  FailureOr<int64_t> reuse = getReuseFactor(op);
  if (failed(reuse))
    return failure();
  MatrixFolding folding = chooseFolding(op, *reuse, op.getInput().getType().getBeat());
  op.setLanes({folding.outLanes, folding.inLanes});
  ++numFolded;
  return success();
}

LogicalResult Fold::foldPositions(FoldableOpInterface op) {
  FailureOr<std::optional<int64_t>> asked = findCount(op, kParallelizationFactorAttr, "parallelization factor");
  if (failed(asked) || !*asked)
    return asked;
  auto warn = [&]() {
    return op->emitWarning() << "layer '" << getDisplayName(op) << "' asks for a parallelization factor of " << **asked;
  };
  if (getOperation().getIo() == IO::Stream) {
    if (**asked > 1)
      warn() << ", but in io stream positions follow each other; a reuse factor or a target makes it faster";
    return success();
  }
  auto product = dyn_cast<MatVecOp>(op.getOperation());
  if (!product) {
    // What slides itself is written once per position.
    ChannelType type = getChannelType(op->getResult(0));
    int64_t positions = type.getNumElements() / type.getShape().back();
    if (**asked < positions)
      warn() << ", but in io parallel its windows are all worked on at a time; takes " << positions;
    return success();
  }
  int64_t taken = 1;
  for (int64_t divisor : divisors(product.getInnermostPositions()))
    if (divisor <= **asked)
      taken = divisor;
  if (taken != **asked)
    warn() << ", which does not divide the " << product.getInnermostPositions()
           << " positions of its last dimension; takes " << taken;
  product.setPositions(taken);
  return success();
}

/// Cycles per position with the lanes as they are.
static int64_t getCyclesPerPosition(FoldableOpInterface op) {
  int64_t cycles = 1;
  for (auto [size, lanes] : llvm::zip_equal(op.getFoldedSizes(), op.getFolding()))
    cycles *= size / lanes;
  return cycles;
}

LogicalResult Fold::warnInexact(FoldableOpInterface op) {
  FailureOr<std::optional<int64_t>> asked = findReuseFactor(op);
  if (failed(asked))
    return failure();
  int64_t taken = getCyclesPerPosition(op);
  if (!*asked || **asked == taken)
    return success();
  InFlightDiagnostic diag = op->emitWarning();
  diag << "layer '" << getDisplayName(op) << "' asks for a reuse factor of " << **asked << ", which ";
  if (auto product = dyn_cast<MatVecOp>(op.getOperation()))
    diag << "no lanes that divide its " << product.getNumInputs() << " inputs and " << product.getNumOutputs()
         << " outputs give";
  else if (getOperation().getIo() == IO::Parallel)
    diag << "windows do not have in io parallel, where each has its multipliers";
  else
    diag << "neither whole windows nor the " << SlidingWindow::of(op).getTaps() << " pixels of one in parts of its "
         << op.getFoldedSizes().front() << " channels give";
  diag << "; takes " << taken;
  ++numInexact;
  return success();
}

//===----------------------------------------------------------------------===//
// Sliding processors
//===----------------------------------------------------------------------===//

/// The beat in which a window is sent to the matrix product behind it, if there is one.
static std::optional<int64_t> getBeatForProduct(WindowOp window) {
  Value channel = window.getResult();
  while (channel.hasOneUse() && isRename(*channel.user_begin()))
    channel = channel.user_begin()->getResult(0);
  auto product = channel.hasOneUse() ? dyn_cast<MatVecOp>(*channel.user_begin()) : MatVecOp();
  if (!product)
    return std::nullopt;
  FailureOr<int64_t> reuse = getReuseFactor(product);
  int64_t lanes = succeeded(reuse) ? chooseFolding(product, *reuse, std::nullopt).inLanes : 1;
  if (allowsBeat(window, lanes))
    return lanes;
  // As many channels as the product can take, or whole windows where it takes more.
  int64_t channels = window.getType().getShape().back(), whole = SlidingWindow::of(window).getTaps() * channels;
  if (lanes > channels && allowsBeat(window, whole))
    return whole;
  for (int64_t divisor : divisors(channels))
    if (divisor >= lanes)
      return divisor;
  return channels;
}

void Fold::foldWindow(WindowOp op) {
  if (std::optional<int64_t> beat = getBeatForProduct(op))
    op.getResult().setType(op.getType().withBeat(*beat));
}

/// As many channels side by side as it takes to be no slower than what is in front, or whole windows.
void Fold::foldPool(PoolOp op) {
  int64_t channels = op.getType().getShape().back();
  int64_t arriving = std::gcd(channels, op.getInput().getType().getBeat());
  SlidingWindow window = SlidingWindow::of(op);
  for (int64_t lanes : divisors(channels))
    if (lanes >= arriving && window.getSteppedSchedule(channels / lanes, 1, false).getNumSteps() <= slowest) {
      op.getResult().setType(op.getType().withBeat(lanes));
      return;
    }
  op.setWhole(allowsWhole(op));
  op.getResult().setType(op.getType().withBeat(channels));
}

/// A position takes a cycle with whole windows, and one per pixel and part of the channels without.
LogicalResult Fold::foldDepthwise(DepthwiseOp op) {
  FailureOr<int64_t> reuse = getReuseFactor(op);
  if (failed(reuse))
    return failure();
  int64_t channels = op.getNumChannels(), taps = SlidingWindow::of(op).getTaps();
  int64_t lanes = channels, cycles = taps;
  bool whole = *reuse < taps && allowsWhole(op);
  if (whole)
    cycles = 1;
  else
    for (int64_t divisor : divisors(channels))
      if (int64_t taken = taps * (channels / divisor); taken <= *reuse && taken > cycles) {
        lanes = divisor;
        cycles = taken;
      }
  op.setWhole(whole);
  op.getResult().setType(op.getType().withBeat(lanes * op.getMultiplier()));
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
    if (auto window = dyn_cast<WindowOp>(user))
      if (std::optional<int64_t> beat = getBeatForProduct(window)) {
        int64_t channels = window.getType().getShape().back();
        return channels % *beat == 0 ? *beat : channels;
      }
    if (isRename(user) ||
        isa<AddOp, LookupOp, MaxOp, MinOp, MulOp, ReinterpretOp, ReluOp, RequantizeOp, SubOp, ThresholdOp>(user))
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

LogicalResult Fold::foldByReuse() {
  GraphOp graph = getOperation();
  for (BlockArgument argument : graph.getBody().getArguments())
    argument.setType(getChannelType(argument).withBeat(freeBeat(argument)));
  for (Operation &op : graph.getBody().front().without_terminator()) {
    if (isRename(&op)) {
      Value result = op.getResult(0);
      result.setType(getChannelType(result).withBeat(getChannelType(op.getOperand(0)).getBeat()));
      continue;
    }
    auto processor = cast<ProcessorOpInterface>(op);
    if (auto matvec = dyn_cast<MatVecOp>(op); matvec && failed(foldMatVec(matvec)))
      return failure();
    SmallVector<int64_t> inputBeats =
        llvm::map_to_vector(op.getOperands(), [](Value input) { return getChannelType(input).getBeat(); });
    for (Value result : op.getResults())
      result.setType(
          getChannelType(result).withBeat(inputBeats.empty() ? freeBeat(result) : processor.inferBeat(inputBeats)));
    if (graph.getIo() == IO::Parallel)
      continue;
    // What has more choices than its beat.
    if (auto window = dyn_cast<WindowOp>(op))
      foldWindow(window);
    else if (auto pool = dyn_cast<PoolOp>(op))
      foldPool(pool);
    else if (auto depthwise = dyn_cast<DepthwiseOp>(op); depthwise && failed(foldDepthwise(depthwise)))
      return failure();
    slowest = std::max(slowest, processor.getCycles());
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Bounds
//===----------------------------------------------------------------------===//

/// Refuses a design of `io parallel` that no device has room for.
static LogicalResult verifyParallel(GraphOp graph, int64_t most) {
  int64_t products = 0, largest = 0;
  FoldableOpInterface widest;
  Resources resources;
  for (auto op : graph.getBody().getOps<FoldableOpInterface>()) {
    int64_t lanes = op.getNumProducts();
    products += lanes;
    resources += op.getResources(op.getNumLanes());
    if (lanes > largest) {
      largest = lanes;
      widest = op;
    }
  }
  if (products <= most)
    return success();
  InFlightDiagnostic diag = graph.emitOpError()
                            << "is hopeless in io parallel: " << products << " products side by side, about "
                            << resources.lut << " lookup tables and " << resources.dsp << " DSP blocks, while " << most
                            << " products are the most that is accepted; give layers a reuse factor, ask for a target "
                               "of cycles, or use io stream";
  diag.attachNote(widest.getLoc()) << "'" << getDisplayName(widest) << "' alone has " << largest;
  return diag;
}

void Fold::runOnOperation() {
  GraphOp graph = getOperation();
  for (Operation &op : graph.getBody().front().without_terminator())
    if (!isRename(&op) && (!isa<ProcessorOpInterface>(op) || isa<ForkOp, ConvertWidthOp>(op))) {
      op.emitOpError("is here before lanes are chosen; run stream-fold first");
      return signalPassFailure();
    }
  for (auto op : graph.getBody().getOps<FoldableOpInterface>())
    if (failed(foldPositions(op)))
      return signalPassFailure();
  FailureOr<std::optional<int64_t>> target = getTargetCycles(graph);
  FailureOr<std::optional<Resources>> budget = getBudget(graph);
  if (failed(target) || failed(budget))
    return signalPassFailure();
  std::optional<int64_t> cycles = *target;
  if (*budget) {
    FailureOr<int64_t> found = foldForBudget(graph, **budget, *target);
    if (failed(found))
      return signalPassFailure();
    cycles = *found;
  } else if (failed(cycles ? foldForTarget(graph, *cycles) : foldByReuse())) {
    return signalPassFailure();
  }
  if (padding && cycles && failed(padForTarget(graph, *cycles, *budget)))
    return signalPassFailure();
  for (auto op : graph.getBody().getOps<FoldableOpInterface>())
    if (failed(warnInexact(op)))
      return signalPassFailure();
  if (*target || *budget)
    numFolded += llvm::range_size(graph.getBody().getOps<FoldableOpInterface>());
  if (graph.getIo() == IO::Parallel && failed(verifyParallel(graph, maxProducts)))
    return signalPassFailure();
  graph.updateFunctionType();
}
