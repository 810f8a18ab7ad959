//===- FoldForTarget.cpp - The cheapest folding for an interval -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// A processor has options: lanes where it has any, and the beat of its results. Each costs hardware and takes cycles;
// where the beat of the producer is another than the one that is read, a converter costs and takes cycles too. Going
// forward, the least cost of everything up to a channel is found for every beat that it may have; going backward,
// options are chosen. On a chain that is the optimum. Where a channel has several consumers, they count what they share
// each for itself, and the beat that suits all of them best is chosen when they are.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/Transforms/Folding.h"
#include "llvm/ADT/SetVector.h"
#include <limits>
#include <numeric>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;

static constexpr int64_t kNever = std::numeric_limits<int64_t>::max() / 4;

namespace {
/// Lanes of a processor, and its cycles per position with them.
struct Folding {
  SmallVector<int64_t> lanes;
  int64_t cycles = 1;
};
} // namespace

/// Calls `visit` with all lanes that divide `sizes`.
static void forEachFolding(ArrayRef<int64_t> sizes, function_ref<void(const Folding &)> visit) {
  Folding folding;
  auto choose = [&](auto &choose, size_t i) -> void {
    if (i == sizes.size())
      return visit(folding);
    for (int64_t lanes : divisors(sizes[i])) {
      int64_t before = folding.cycles;
      folding.lanes.push_back(lanes);
      folding.cycles *= sizes[i] / lanes;
      choose(choose, i + 1);
      folding.lanes.pop_back();
      folding.cycles = before;
    }
  };
  choose(choose, 0);
}

static void setBeats(Operation *op, int64_t beat) {
  for (Value result : op->getResults())
    result.setType(getChannelType(result).withBeat(beat));
}

TargetFolder::Stage &TargetFolder::stageOf(Value channel) {
  channel = getRoot(channel);
  return channel.getDefiningOp() ? stages.find(channel.getDefiningOp())->second : inputs.find(channel)->second;
}

//===----------------------------------------------------------------------===//
// Options
//===----------------------------------------------------------------------===//

LogicalResult TargetFolder::collectOptions(ProcessorOpInterface op, Stage &stage) {
  bool parallel = graph.getIo() == IO::Parallel;
  SmallVector<Type> operandTypes(op->getOperandTypes()), resultTypes(op->getResultTypes());
  // An option is tried on the processor itself, with operands that arrive in a like beat.
  auto setOperandBeats = [&](int64_t beat) {
    for (Value operand : op->getOperands()) {
      ChannelType type = getChannelType(operand);
      operand.setType(type.withBeat(parallel ? type.getNumElements() : std::gcd(beat, type.getNumElements())));
    }
  };
  // Whether the beat that is read follows the operand.
  SmallVector<bool> follows;
  for (unsigned i = 0; i < op->getNumOperands(); ++i) {
    setOperandBeats(1);
    int64_t narrow = op.getInputBeat(i);
    setOperandBeats(getChannelType(op->getOperand(i)).getNumElements());
    follows.push_back(narrow != op.getInputBeat(i));
  }
  auto addOption = [&](Option option) {
    for (unsigned i = 0; i < op->getNumOperands(); ++i)
      option.inputBeats.push_back(op.getInputBeat(i));
    option.cycles = op.getCycles();
    Resources resources = op.getResources(op.getNumLanes());
    option.weight = resources.getWeight();
    option.readFrom.resize(follows.size());
    for (unsigned i = 0; i < follows.size(); ++i) {
      if (!follows[i])
        continue;
      ChannelType type = getChannelType(op->getOperand(i));
      for (int64_t beat : divisors(type.getNumElements())) {
        op->getOperand(i).setType(type.withBeat(beat));
        if (op.getInputBeat(i) == option.inputBeats[i])
          option.readFrom[i].push_back(beat);
      }
      op->getOperand(i).setType(type);
    }
    stage.options.push_back(std::move(option));
  };

  if (auto foldable = dyn_cast<FoldableOpInterface>(op.getOperation())) {
    FailureOr<std::optional<int64_t>> reuse = findReuseFactor(foldable);
    if (failed(reuse))
      return failure();
    std::optional<int64_t> cycles;
    // As stream-fold does without a target: the most cycles up to the factor, or the fewest where all are more.
    if (*reuse)
      forEachFolding(foldable.getFoldedSizes(), [&](const Folding &folding) {
        if (!foldable.allowsFolding(folding.lanes))
          return;
        if (!cycles ||
            (folding.cycles <= **reuse ? *cycles > **reuse || folding.cycles > *cycles : folding.cycles < *cycles))
          cycles = folding.cycles;
      });
    SmallVector<int64_t> lanes = foldable.getFolding();
    forEachFolding(foldable.getFoldedSizes(), [&](const Folding &folding) {
      if ((cycles && folding.cycles != *cycles) || !foldable.allowsFolding(folding.lanes))
        return;
      foldable.setFolding(folding.lanes);
      int64_t beat = getChannelType(op->getResult(0)).getBeat();
      setOperandBeats(beat);
      addOption({folding.lanes, beat, {}, {}});
    });
    foldable.setFolding(lanes);
  } else {
    // A fork of no result does not stand here yet, so that there is one.
    int64_t elements = getChannelType(op->getResult(0)).getNumElements();
    for (int64_t beat : divisors(elements)) {
      if (parallel && beat != elements)
        continue;
      setOperandBeats(beat);
      setBeats(op, beat);
      SmallVector<int64_t> beats(op->getNumOperands(), beat);
      if (op.inferBeat(beats) == beat)
        addOption({{}, beat, {}, {}});
    }
    // What reads as it arrives has options by that, too: a reduction reads more at a time than it sends.
    if (llvm::is_contained(follows, true) && !parallel)
      for (int64_t beat : divisors(getChannelType(op->getOperand(0)).getNumElements())) {
        setOperandBeats(beat);
        int64_t sent = op.inferBeat(
            llvm::map_to_vector(op->getOperands(), [](Value operand) { return getChannelType(operand).getBeat(); }));
        setBeats(op, sent);
        SmallVector<int64_t> read;
        for (unsigned i = 0; i < op->getNumOperands(); ++i)
          read.push_back(op.getInputBeat(i));
        bool isKnown = llvm::any_of(
            stage.options, [&](const Option &known) { return known.beat == sent && known.inputBeats == read; });
        if (!isKnown)
          addOption({{}, sent, {}, {}});
      }
  }
  for (auto [operand, type] : llvm::zip_equal(op->getOperands(), operandTypes))
    operand.setType(type);
  for (auto [result, type] : llvm::zip_equal(op->getResults(), resultTypes))
    result.setType(type);
  return success();
}

LogicalResult TargetFolder::collect() {
  Block &block = graph.getBody().front();
  for (BlockArgument argument : block.getArguments()) {
    ChannelType type = getChannelType(argument);
    for (int64_t beat : divisors(type.getNumElements())) {
      Option option{{}, beat, {}, {}};
      option.cycles = graph.getIo() == IO::Stream ? type.getNumElements() / beat : 1;
      if (graph.getIo() == IO::Stream || beat == type.getNumElements())
        possible[argument].options.push_back(option);
    }
  }
  for (auto op : block.getOps<ProcessorOpInterface>()) {
    Stage &stage = possibleOf[op];
    if (failed(collectOptions(op, stage)))
      return failure();
    auto cycles = llvm::map_range(stage.options, [](const Option &option) { return option.cycles; });
    if (int64_t fewest = *llvm::min_element(cycles); !slowest || fewest > fewestCycles) {
      fewestCycles = fewest;
      slowest = op;
    }
  }
  collectTargets();
  return success();
}

void TargetFolder::collectTargets() {
  targets.push_back(fewestCycles);
  auto add = [&](int64_t cycles) {
    if (cycles > fewestCycles)
      targets.push_back(cycles);
  };
  for (const auto &[argument, stage] : possible)
    for (const Option &option : stage.options)
      add(option.cycles);
  for (const auto &[op, stage] : possibleOf) {
    for (const Option &option : stage.options)
      add(option.cycles);
    for (auto [i, operand] : llvm::enumerate(op->getOperands())) {
      if (graph.getIo() == IO::Parallel)
        continue;
      Value root = getRoot(operand);
      const Stage &producer =
          root.getDefiningOp() ? possibleOf.find(root.getDefiningOp())->second : possible.find(root)->second;
      llvm::SmallSetVector<int64_t, 8> sent, read;
      for (const Option &option : producer.options)
        sent.insert(option.beat);
      for (const Option &option : stage.options)
        read.insert(option.inputBeats[i]);
      for (int64_t from : sent)
        for (int64_t to : read)
          if (from != to)
            add(getChannelType(operand).getNumElements() / std::gcd(from, to));
    }
  }
  llvm::sort(targets);
  targets.erase(llvm::unique(targets), targets.end());
}

LogicalResult TargetFolder::checkReachable(int64_t target) {
  if (fewestCycles <= target)
    return success();
  InFlightDiagnostic diag = slowest->emitOpError() << "layer '" << getDisplayName(slowest) << "' takes " << fewestCycles
                                                   << " cycles per sample at best, but the target is " << target;
  if (slowest->hasAttr(kReuseFactorAttr))
    diag << "; its reuse factor is fixed";
  else
    diag << "; " << fewestCycles << " is the best that this network reaches";
  return diag;
}

//===----------------------------------------------------------------------===//
// Costs
//===----------------------------------------------------------------------===//

int64_t TargetFolder::getConversionWeight(ChannelType type, int64_t from, const Option &consumer,
                                          unsigned operand) const {
  int64_t to = consumer.inputBeats[operand];
  ArrayRef<int64_t> readFrom = consumer.readFrom[operand];
  if (!readFrom.empty() && !llvm::is_contained(readFrom, from))
    return kNever;
  if (from == to)
    return 0;
  if (type.getNumElements() / std::gcd(from, to) > target)
    return kNever;
  int64_t bits = (from + to) * type.getElementType().getWidth();
  return (getControlResources() + Resources{bits, bits}).getWeight();
}

void TargetFolder::addCosts(ProcessorOpInterface op, Stage &stage) {
  llvm::erase_if(stage.options, [&](const Option &option) { return option.cycles > target; });
  for (Option &option : stage.options) {
    option.total = option.weight;
    bool joins = op.isElementwise();
    for (auto [i, operand] : llvm::enumerate(op->getOperands())) {
      int64_t least = kNever;
      for (const Option &producer : stageOf(operand).options) {
        int64_t conversion = getConversionWeight(getChannelType(operand), producer.beat, option, i);
        // An elementwise processor is computed where its producer writes, unless something stands between.
        bool joined = joins && conversion == 0 && getRoot(operand).getDefiningOp();
        int64_t own = joined || i > 0 ? 0 : getControlResources().getWeight();
        least = std::min(least, producer.total + conversion + own);
      }
      option.total = std::min(kNever, option.total + least);
    }
  }
  llvm::erase_if(stage.options, [](const Option &option) { return option.total >= kNever; });
}

int64_t TargetFolder::getConsumersWeight(Value channel, int64_t beat) {
  int64_t weight = 0;
  for (OpOperand &use : channel.getUses()) {
    if (isRename(use.getOwner())) {
      weight += getConsumersWeight(use.getOwner()->getResult(0), beat);
    } else if (auto found = stages.find(use.getOwner()); found != stages.end()) {
      const Stage &stage = found->second;
      weight +=
          getConversionWeight(getChannelType(channel), beat, stage.options[*stage.chosen], use.getOperandNumber());
    }
    weight = std::min(weight, kNever);
  }
  return weight;
}

LogicalResult TargetFolder::choose(Value channel, Stage &stage, Location loc) {
  int64_t least = kNever;
  for (auto [i, option] : llvm::enumerate(stage.options)) {
    int64_t weight = std::min(kNever, option.total + getConsumersWeight(channel, option.beat));
    if (weight < least) {
      least = weight;
      stage.chosen = i;
    }
  }
  if (stage.chosen)
    return success();
  return emitError(loc) << "'" << getChannelName(channel)
                        << "' cannot send in beats that all its consumers read, with a target of " << target
                        << " cycles per sample";
}

//===----------------------------------------------------------------------===//
// The graph
//===----------------------------------------------------------------------===//

LogicalResult TargetFolder::fold(int64_t cycles) {
  target = cycles;
  if (failed(checkReachable(target)))
    return failure();
  Block &block = graph.getBody().front();
  inputs = possible;
  stages = possibleOf;
  for (auto &[argument, stage] : inputs)
    llvm::erase_if(stage.options, [&](const Option &option) { return option.cycles > target; });
  for (auto op : block.getOps<ProcessorOpInterface>()) {
    Stage &stage = stages.find(op)->second;
    addCosts(op, stage);
    if (stage.options.empty())
      return op.emitOpError() << "layer '" << getDisplayName(op) << "' finds no beat of its operands that can be "
                              << "converted within the target of " << target << " cycles per sample";
  }
  for (Operation &op : llvm::reverse(block.without_terminator()))
    if (auto found = stages.find(&op); found != stages.end())
      if (failed(choose(op.getResult(0), found->second, op.getLoc())))
        return failure();
  for (BlockArgument argument : block.getArguments()) {
    Stage &stage = inputs[argument];
    if (failed(choose(argument, stage, argument.getLoc())))
      return failure();
    argument.setType(getChannelType(argument).withBeat(stage.options[*stage.chosen].beat));
  }
  for (Operation &op : block.without_terminator()) {
    if (isRename(&op)) {
      setBeats(&op, getChannelType(op.getOperand(0)).getBeat());
      continue;
    }
    const Stage &stage = stages.find(&op)->second;
    const Option &option = stage.options[*stage.chosen];
    if (auto foldable = dyn_cast<FoldableOpInterface>(op))
      foldable.setFolding(option.lanes);
    setBeats(&op, option.beat);
  }
  return success();
}

FailureOr<std::optional<int64_t>> stream::getTargetCycles(GraphOp graph) {
  Attribute attribute = graph->getAttr(kTargetCyclesAttr);
  if (!attribute)
    return std::optional<int64_t>();
  auto integer = dyn_cast<IntegerAttr>(attribute);
  if (!integer || !integer.getType().isInteger(64) || integer.getInt() < 1)
    return graph.emitOpError() << "has a target of " << attribute << " cycles, but it must be an i64 of 1 or more";
  return std::optional<int64_t>(integer.getInt());
}

LogicalResult stream::foldForTarget(GraphOp graph, int64_t target) {
  TargetFolder folder(graph);
  return failed(folder.collect()) ? failure() : folder.fold(target);
}
