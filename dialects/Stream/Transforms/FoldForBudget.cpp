//===- FoldForBudget.cpp - The fastest folding that a device has room for -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// The fewest cycles that fit are found by trying. Fewer cycles take more hardware as a rule, but not more of each kind:
// with half the lanes, the weights are twice as deep a table, which is a block of memory where it was lookup tables. So
// no number of cycles says anything of another one. What a folding takes is estimated before converters and forks are
// operations and FIFOs have their depths: FIFOs count with the least depth. stream-size-fifos looks again when all is
// known.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/Transforms/Folding.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/SmallSet.h"
#include "llvm/ADT/StringExtras.h"
#include <limits>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;

FailureOr<std::optional<Resources>> stream::getBudget(GraphOp graph) {
  Attribute attribute = graph->getAttr(kBudgetAttr);
  if (!attribute)
    return std::optional<Resources>();
  auto entries = dyn_cast<DictionaryAttr>(attribute);
  auto isCount = [](NamedAttribute entry) {
    auto number = dyn_cast<IntegerAttr>(entry.getValue());
    return llvm::is_contained({"lut", "ff", "dsp", "bram18", "uram"}, entry.getName().strref()) && number &&
           number.getType().isInteger(64) && number.getInt() >= 0;
  };
  if (!entries || !llvm::all_of(entries, isCount))
    return graph.emitOpError() << "has a budget of " << attribute
                               << ", but it must have entries lut, ff, dsp, bram18 or uram, each an i64 of 0 or more";
  return std::optional(readResources(entries, std::numeric_limits<int64_t>::max()));
}

Resources stream::getSetAside(GraphOp graph) {
  auto entries = graph->getAttrOfType<DictionaryAttr>(kSetAsideAttr);
  return entries ? readResources(entries, 0) : Resources();
}

void stream::setSetAside(GraphOp graph, const Resources &resources) {
  Builder builder(graph.getContext());
  NamedAttrList entries;
  for (auto [name, count] :
       {std::pair("lut", resources.lut), std::pair("ff", resources.ff), std::pair("dsp", resources.dsp),
        std::pair("bram18", resources.bram18), std::pair("uram", resources.uram)})
    entries.set(name, builder.getI64IntegerAttr(count));
  graph->setAttr(kSetAsideAttr, entries.getDictionary(graph.getContext()));
}

/// What is between a channel and its consumers: converters, a fork, and FIFOs of the least depth.
static Resources estimateChannel(Value channel) {
  Resources resources;
  ChannelType type = getChannelType(channel);
  int64_t width = type.getElementType().getWidth(), uses = 0;
  llvm::SmallSet<int64_t, 4> converted;
  auto visit = [&](auto &visit, Value name) -> void {
    for (OpOperand &use : name.getUses()) {
      if (isRename(use.getOwner())) {
        visit(visit, use.getOwner()->getResult(0));
        continue;
      }
      ++uses;
      auto consumer = dyn_cast<ProcessorOpInterface>(use.getOwner());
      int64_t beat = consumer ? consumer.getInputBeat(use.getOperandNumber()) : type.getBeat();
      if (beat == type.getBeat() || !converted.insert(beat).second)
        continue;
      int64_t bits = (beat + type.getBeat()) * width;
      resources += getControlResources() + Resources{bits, bits} + chooseFifo(2, beat * width, false).resources;
    }
  };
  visit(visit, channel);
  if (uses > 1)
    resources +=
        getControlResources() + Resources{2 * uses} + chooseFifo(2, type.getBeat() * width, false).resources * uses;
  return resources += chooseFifo(2, type.getBeat() * width, false).resources;
}

/// What a processor takes as it is folded, with the control and the FIFOs that it needs where it is a process.
static Resources estimateProcessor(ProcessorOpInterface op) {
  Resources resources = op.getResources(op.getNumLanes());
  Operation *producer = op->getNumOperands() ? getRoot(op->getOperand(0)).getDefiningOp() : nullptr;
  bool joins = op.isElementwise() && producer && getRoot(op->getOperand(0)).hasOneUse() &&
               getChannelType(op->getOperand(0)).getBeat() == op.getInputBeat(0);
  if (!joins)
    resources += getControlResources();
  // What joins this one sends instead of it.
  bool sends = !op->hasOneUse() || !isa<ProcessorOpInterface>(*op->user_begin()) ||
               !cast<ProcessorOpInterface>(*op->user_begin()).isElementwise();
  if (sends && getIO(op) == IO::Stream)
    for (Value result : op->getResults())
      resources += estimateChannel(result);
  return resources;
}

Resources stream::estimateGraph(GraphOp graph) {
  Resources resources;
  for (auto op : graph.getBody().getOps<ProcessorOpInterface>())
    resources += estimateProcessor(op);
  if (graph.getIo() == IO::Stream)
    for (BlockArgument argument : graph.getBody().getArguments())
      resources += estimateChannel(argument);
  return resources;
}

namespace {
/// Looks for a number of cycles whose folding fits.
class BudgetFolder {
public:
  BudgetFolder(GraphOp graph, const Resources &budget) : graph(graph), folder(graph), budget(budget) {}

  FailureOr<int64_t> fold(std::optional<int64_t> target);

private:
  /// Folds for a number of cycles; whether that fits.
  bool fits(int64_t cycles);
  LogicalResult refuse(std::optional<int64_t> target, std::optional<int64_t> best);

  GraphOp graph;
  TargetFolder folder;
  /// Of processors, width converters and forks, with FIFOs of the least depth.
  Resources budget;
  /// Of the foldings that do not fit: the cycles of the one that exceeds the budget least, and by how much.
  std::optional<int64_t> closest;
  int64_t leastExcess = 0;
};
} // namespace

bool BudgetFolder::fits(int64_t cycles) {
  {
    // What is too fast to be built is no error while others are looked for.
    ScopedDiagnosticHandler silent(graph.getContext(), [](Diagnostic &) { return success(); });
    if (failed(folder.fold(cycles)))
      return false;
  }
  Resources taken = estimateGraph(graph);
  if (taken.fit(budget))
    return true;
  int64_t excess = taken.getExcess(budget).getWeight();
  if (!closest || excess < leastExcess) {
    closest = cycles;
    leastExcess = excess;
  }
  return false;
}

LogicalResult BudgetFolder::refuse(std::optional<int64_t> target, std::optional<int64_t> best) {
  // The errors of foldings that cannot be: with a target, or with the most cycles that make a difference.
  int64_t cycles = target ? *target : closest.value_or(folder.getTargets().back());
  if (failed(folder.fold(cycles)))
    return failure();
  Resources taken = estimateGraph(graph), excess = taken.getExcess(budget);
  InFlightDiagnostic diag = graph.emitOpError();
  if (best)
    diag << "takes " << *taken.describeExcess(budget) << ", for a target of " << *target << " cycles per sample; "
         << *best << " are the best that this budget allows";
  else
    diag << "does not fit its budget with any folding: "
         << (target ? "the cheapest for its target of " : "what comes closest, for ") << cycles
         << (target ? " cycles per sample takes " : " cycles per sample, takes ") << *taken.describeExcess(budget);
  // Of what there is too little of, what the largest layer takes.
  ProcessorOpInterface largest;
  Resources most;
  for (auto op : graph.getBody().getOps<ProcessorOpInterface>())
    if (Resources own = estimateProcessor(op).only(excess); own.getWeight() > most.getWeight()) {
      largest = op;
      most = own;
    }
  if (Resources setAside = getSetAside(graph); setAside.getWeight() > 0)
    diag.attachNote(graph.getLoc()) << "of the budget, " << setAside.describe() << " are set aside for FIFOs";
  if (largest)
    diag.attachNote(largest.getLoc()) << "layer '" << getDisplayName(largest) << "' alone takes " << most.describe();
  return diag;
}

FailureOr<int64_t> BudgetFolder::fold(std::optional<int64_t> target) {
  if (failed(folder.collect()))
    return failure();
  ArrayRef<int64_t> targets = folder.getTargets();
  if (target && *target < targets.front())
    return refuse(target, std::nullopt);
  // The cheapest for a target; where that has too much of something, faster ones.
  ArrayRef<int64_t> faster =
      target ? targets.take_while([&](int64_t cycles) { return cycles <= *target; }) : ArrayRef<int64_t>();
  for (int64_t cycles : llvm::reverse(faster))
    if (fits(cycles))
      return cycles;
  for (int64_t cycles : targets.drop_front(faster.size()))
    if (fits(cycles))
      return target ? FailureOr<int64_t>(refuse(target, cycles)) : cycles;
  return refuse(target, std::nullopt);
}

FailureOr<int64_t> stream::foldForBudget(GraphOp graph, const Resources &budget, std::optional<int64_t> target) {
  return BudgetFolder(graph, budget.getExcess(getSetAside(graph))).fold(target);
}
