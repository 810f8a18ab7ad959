//===- FitBudget.cpp - stream-fit-budget -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/StreamPasses.h"
#include "dialects/Stream/Transforms/Folding.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Pass/PassManager.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;

namespace hls4mlir::stream {
#define GEN_PASS_DEF_STREAMFITBUDGET
#include "dialects/Stream/StreamPasses.h.inc"
} // namespace hls4mlir::stream

namespace {
/// A graph as it was, to be put back.
class Snapshot {
public:
  explicit Snapshot(GraphOp graph) : attributes(graph->getAttrDictionary()) {
    IRMapping mapping;
    graph.getBody().cloneInto(&body, mapping);
  }

  void restore(GraphOp graph) {
    IRMapping mapping;
    Region copy;
    body.cloneInto(&copy, mapping);
    graph->setAttrs(attributes);
    graph.getBody().takeBody(copy);
  }

private:
  DictionaryAttr attributes;
  Region body;
};

struct FitBudget : stream::impl::StreamFitBudgetBase<FitBudget> {
  void runOnOperation() override {
    GraphOp graph = getOperation();
    OpPassManager passes(GraphOp::getOperationName());
    passes.addPass(createStreamFold());
    // Converters before forks: consumers that read the same beat share one.
    passes.addPass(createStreamInsertWidthConverters());
    passes.addPass(createStreamMaterializeForks());
    passes.addPass(createStreamFormLayers());
    // What flows when is known once layers are: the room between them follows.
    passes.addPass(createStreamSizeFifos());
    FailureOr<std::optional<Resources>> budget = getBudget(graph);
    if (failed(budget) || (!*budget && failed(runPipeline(passes, graph))))
      return signalPassFailure();
    if (*budget && failed(fit(passes)))
      signalPassFailure();
  }

  /// Runs the passes until the FIFOs find the room that they need, or no folding leaves it.
  LogicalResult fit(OpPassManager &passes) {
    GraphOp graph = getOperation();
    Snapshot before(graph);
    while (true) {
      Attribute setAside = graph->getAttr(kSetAsideAttr);
      SmallVector<Diagnostic> said;
      LogicalResult result = success();
      {
        ScopedDiagnosticHandler listening(graph.getContext(),
                                          [&](Diagnostic &diagnostic) { said.push_back(std::move(diagnostic)); });
        result = runPipeline(passes, graph);
      }
      Attribute wanted = graph->getAttr(kSetAsideAttr);
      if (failed(result) && wanted != setAside) {
        ++numRepeated;
        before.restore(graph);
        graph->setAttr(kSetAsideAttr, wanted);
        continue;
      }
      graph->removeAttr(kSetAsideAttr);
      for (Diagnostic &diagnostic : said)
        graph.getContext()->getDiagEngine().emit(std::move(diagnostic));
      return result;
    }
  }
};
} // namespace
