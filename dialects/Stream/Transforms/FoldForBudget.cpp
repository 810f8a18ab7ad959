//===- FoldForBudget.cpp - The fastest folding that a device has room for -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Fewer cycles take more hardware, so that the fewest cycles that fit are found by bisection. What a folding takes is
// estimated before converters and forks are operations and FIFOs have their depths: FIFOs count with the least depth.
// stream-size-fifos looks again when all is known.
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

LogicalResult stream::foldForBudget(GraphOp graph, const Resources &budget, std::optional<int64_t> target) {
  TargetFolder folder(graph);
  if (failed(folder.collect()))
    return failure();
  if (target) {
    if (failed(folder.fold(*target)))
      return failure();
    if (estimateGraph(graph).fit(budget))
      return success();
  }
  Resources taken = estimateGraph(graph);
  // What is too fast to be built is no error while better ones are looked for.
  auto fits = [&](int64_t cycles) {
    ScopedDiagnosticHandler silent(graph.getContext(), [](Diagnostic &) { return success(); });
    return succeeded(folder.fold(cycles)) && estimateGraph(graph).fit(budget);
  };
  int64_t enough = folder.getMostCycles(), tooFew = folder.getFewestCycles() - 1;
  if (!fits(enough)) {
    Resources least = estimateGraph(graph);
    std::string excess = *least.describeExcess(budget);
    ProcessorOpInterface largest;
    for (auto op : graph.getBody().getOps<ProcessorOpInterface>())
      if (!largest || estimateProcessor(op).getWeight() > estimateProcessor(largest).getWeight())
        largest = op;
    InFlightDiagnostic diag = graph.emitOpError()
                              << "does not fit its budget with the fewest lanes: it takes " << excess;
    if (largest) {
      // Of what there is too little of, what the largest layer takes.
      diag.attachNote(largest.getLoc()) << "layer '" << getDisplayName(largest) << "' alone takes "
                                        << estimateProcessor(largest).describe();
    }
    return diag;
  }
  while (enough - tooFew > 1) {
    int64_t cycles = tooFew + (enough - tooFew) / 2;
    (fits(cycles) ? enough : tooFew) = cycles;
  }
  if (target)
    return graph.emitOpError() << "takes " << *taken.describeExcess(budget) << ", for a target of " << *target
                               << " cycles per sample; " << enough << " are the best that this budget allows";
  return folder.fold(enough);
}
