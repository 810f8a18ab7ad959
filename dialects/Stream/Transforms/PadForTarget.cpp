//===- PadForTarget.cpp - Products that take fewer lanes when they are larger -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Lanes divide the sizes of a product, so that one of 23 inputs and 23 outputs has 23 lanes or one. With a row and a
// column of zeros it is folded as one of 24 and 24, and 2 lanes take the 288 steps that 23 of them would finish in 23.
// `stream.pad` in front adds inputs. Outputs that are added go on to the product that they are inputs of, if all on the
// way treats them alike, since zeros of its weight take them; else `stream.slice` drops them. All of that costs
// hardware, too: each padding is tried, the whole graph folded with it, and kept where that takes less.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/SlidingWindow.h"
#include "dialects/Stream/Transforms/Folding.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;

namespace {
/// What a product is padded to: its outputs, and its inputs or, of a convolution, the channels of a pixel.
struct PaddedSizes {
  int64_t outputs, channels;
};

/// A product, how it is padded, and what was before.
class Product {
public:
  explicit Product(MatVecOp op);

  /// Ways to pad it that take fewer lanes than it has now, for a number of cycles per sample: more outputs, more
  /// inputs, and both.
  SmallVector<PaddedSizes> findSizes(int64_t target);
  void pad(PaddedSizes sizes);
  void undo();

private:
  /// The product of which the outputs are inputs; where that is one, `followed` has the channels up to it.
  MatVecOp findConsumer();
  /// Gives a channel another size of its last dimension.
  void resize(Value channel, int64_t size);
  ChannelType resized(Value channel, int64_t size);
  void setPadded(MatVecOp product);

  MatVecOp op;
  /// Where the inputs come from: the operand of the product, or of the window in front of it.
  OpOperand *source;
  /// The channels from there to the product, whose sizes follow.
  SmallVector<Value> between;
  int64_t taps = 1, channels;
  MatVecOp consumer;
  SmallVector<Value> followed;
  /// Whether inputs, and outputs, can be added: in row-major order, and where nothing else reads the windows.
  bool growsInputs, growsOutputs;

  PadOp padding;
  SliceOp slice;
  SmallVector<std::pair<Value, Type>> before;
  /// Products that were not padded.
  SmallVector<MatVecOp> marked;
};
} // namespace

/// The channels that a weight has of each pixel, or its inputs.
static int64_t getWeightChannels(MatVecOp op) {
  auto weight = SymbolTable::lookupNearestSymbolFrom<qnn::WeightOp>(op, op.getWeightAttr());
  return weight.getTensorType().getShape().back();
}

/// Whether its sizes are free: groups lie side by side, and a reuse factor is one of the sizes that the user sees.
static bool canBePadded(MatVecOp op) { return !op.getGroups() && !op->hasAttr(kReuseFactorAttr); }

Product::Product(MatVecOp op) : op(op), source(&op.getInputMutable()) {
  if (auto window = getRoot(op.getInput()).getDefiningOp<WindowOp>()) {
    for (Value channel = op.getInput();; channel = channel.getDefiningOp()->getOperand(0)) {
      between.push_back(channel);
      if (channel == window.getResult())
        break;
    }
    source = &window.getInputMutable();
    taps = SlidingWindow::of(window).getTaps();
  }
  channels = op.getNumInputs() / taps;
  growsInputs = getChannelType(source->get()).isRowMajor() && (op.getPadded() || getWeightChannels(op) == channels) &&
                llvm::all_of(between, [&](Value channel) {
                  bool isRenamed = isa<WindowOp, ReshapeOp>(channel.getDefiningOp());
                  return channel.hasOneUse() && isRenamed && getChannelType(channel).getShape().back() % channels == 0;
                });
  consumer = findConsumer();
  growsOutputs = consumer || op.getType().isRowMajor();
}

/// Whether an elementwise processor does the same for all elements of the last dimension.
static bool treatsAlike(ProcessorOpInterface processor) {
  std::optional<Parameter> parameter = getParameter(processor);
  return processor.isElementwise() && processor->getNumOperands() == 1 &&
         (!parameter || llvm::all_of(parameter->shape, [](int64_t size) { return size == 1; }));
}

MatVecOp Product::findConsumer() {
  int64_t outputs = op.getNumOutputs();
  for (Value channel = op.getResult(); channel.hasOneUse(); followed.push_back(channel)) {
    Operation *user = *channel.user_begin();
    if (auto product = dyn_cast<MatVecOp>(user))
      return canBePadded(product) && getWeightChannels(product) == outputs ? product : MatVecOp();
    auto window = dyn_cast<WindowOp>(user);
    auto processor = dyn_cast<ProcessorOpInterface>(user);
    bool goesOn =
        isa<PoolOp, ReshapeOp>(user) || (window && window.getGroups() == 1) || (processor && treatsAlike(processor));
    if (!goesOn || getChannelType(user->getResult(0)).getShape().back() % outputs != 0)
      return {};
    channel = user->getResult(0);
  }
  return {};
}

SmallVector<PaddedSizes> Product::findSizes(int64_t target) {
  int64_t together = getIO(op) == IO::Parallel ? op.getPositions().value_or(1) : 1;
  int64_t steps = target / (op.getNumPositions() / together);
  int64_t outputs = op.getNumOutputs();
  struct Candidate {
    PaddedSizes sizes;
    int64_t lanes;
  };
  // By whether there are more outputs, and more inputs.
  std::optional<Candidate> best[2][2];
  auto consider = [&](PaddedSizes sizes, int64_t lanes) {
    std::optional<Candidate> &known = best[sizes.outputs > outputs][sizes.channels > channels];
    auto rank = [](const Candidate &candidate) {
      return std::pair(candidate.lanes, candidate.sizes.outputs * candidate.sizes.channels);
    };
    if (Candidate candidate{sizes, lanes}; !known || rank(candidate) < rank(*known))
      known = candidate;
  };
  SmallVector<int64_t> exact = divisors(op.getNumInputs());
  for (int64_t out = 1; out <= outputs; ++out) {
    int64_t rows = llvm::divideCeil(outputs, out), columns = steps / rows;
    if (columns < 1 || (rows * out > outputs && !growsOutputs))
      continue;
    int64_t fewest = llvm::divideCeil(op.getNumInputs(), columns);
    consider({rows * out, channels}, out * *llvm::lower_bound(exact, fewest));
    // Added inputs are channels of a pixel, and lanes of a convolution some of these.
    if (columns < taps || !growsInputs)
      continue;
    int64_t in = llvm::divideCeil(channels, columns / taps);
    consider({rows * out, static_cast<int64_t>(llvm::alignTo(channels, in))}, out * in);
  }
  SmallVector<PaddedSizes> found;
  for (auto [moreOutputs, moreInputs] : {std::pair(1, 0), std::pair(0, 1), std::pair(1, 1)})
    if (auto &candidate = best[moreOutputs][moreInputs]; candidate && candidate->lanes * together < op.getNumProducts())
      found.push_back(candidate->sizes);
  return found;
}

ChannelType Product::resized(Value channel, int64_t size) {
  ChannelType type = getChannelType(channel);
  SmallVector<int64_t> shape(type.getShape());
  shape.back() = size;
  // Folding gives it another beat; this one fits any size.
  int64_t beat = getIO(op) == IO::Parallel ? ShapedType::getNumElements(shape) : 1;
  return ChannelType::get(shape, type.getElementType(), beat, type.getOrder());
}

void Product::resize(Value channel, int64_t size) {
  before.emplace_back(channel, channel.getType());
  channel.setType(resized(channel, size));
}

void Product::pad(PaddedSizes sizes) {
  OpBuilder builder(op);
  auto nameFor = [&](StringRef what) {
    return NameLoc::get(builder.getStringAttr(getDisplayName(op) + what), op.getLoc());
  };
  auto perDimension = [&](Value channel, int64_t inner, int64_t last) {
    SmallVector<int64_t> numbers(getChannelType(channel).getRank(), inner);
    numbers.back() = last;
    return builder.getDenseI64ArrayAttr(numbers);
  };
  setPadded(op);
  if (sizes.channels > channels) {
    Value input = source->get();
    builder.setInsertionPoint(source->getOwner());
    padding = PadOp::create(builder, nameFor("_pad"), resized(input, sizes.channels), input, perDimension(input, 0, 0),
                            perDimension(input, 0, sizes.channels - channels), perDimension(input, 0, 0),
                            builder.getI64IntegerAttr(0));
    source->set(padding);
    for (Value channel : between)
      resize(channel, getChannelType(channel).getShape().back() / channels * sizes.channels);
  }
  int64_t outputs = op.getNumOutputs();
  if (sizes.outputs == outputs)
    return;
  Value result = op.getResult();
  ChannelType type = op.getType();
  resize(result, sizes.outputs);
  if (consumer) {
    setPadded(consumer);
    for (Value channel : followed)
      resize(channel, getChannelType(channel).getShape().back() / outputs * sizes.outputs);
    return;
  }
  builder.setInsertionPointAfter(op);
  slice =
      SliceOp::create(builder, nameFor("_slice"), type, result, perDimension(result, 0, 0), perDimension(result, 1, 1));
  result.replaceAllUsesExcept(slice, slice);
}

void Product::setPadded(MatVecOp product) {
  if (!product.getPadded())
    marked.push_back(product);
  product.setPadded(true);
}

void Product::undo() {
  for (MatVecOp product : marked)
    product.setPadded(false);
  marked.clear();
  for (auto [channel, type] : before)
    channel.setType(type);
  before.clear();
  if (padding) {
    source->set(padding.getInput());
    padding.erase();
    padding = {};
  }
  if (slice) {
    slice.replaceAllUsesWith(slice.getInput());
    slice.erase();
    slice = {};
  }
}

LogicalResult stream::padForTarget(GraphOp graph, int64_t target, const std::optional<Resources> &budget) {
  // A padding with which the graph cannot be folded is one that is not taken.
  auto foldSilently = [&] {
    ScopedDiagnosticHandler silent(graph.getContext(), [](Diagnostic &) { return success(); });
    return foldForTarget(graph, target);
  };
  for (MatVecOp op : llvm::to_vector(graph.getBody().getOps<MatVecOp>())) {
    if (!canBePadded(op))
      continue;
    Product product(op);
    SmallVector<PaddedSizes> tried = product.findSizes(target);
    if (tried.empty())
      continue;
    int64_t least = estimateGraph(graph).getWeight();
    std::optional<PaddedSizes> best;
    for (PaddedSizes sizes : tried) {
      product.pad(sizes);
      if (succeeded(foldSilently()))
        if (Resources taken = estimateGraph(graph); taken.getWeight() < least && (!budget || taken.fit(*budget))) {
          least = taken.getWeight();
          best = sizes;
        }
      product.undo();
    }
    if (best)
      product.pad(*best);
    if (failed(foldForTarget(graph, target)))
      return failure();
  }
  return success();
}
