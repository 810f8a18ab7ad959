//===- SizeFifos.cpp - stream-size-fifos -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/StreamPasses.h"
#include "dialects/Stream/Transforms/Folding.h"
#include "lib/Analysis/Costs.h"
#include "lib/Analysis/TokenSimulation.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace hls4mlir;

namespace hls4mlir::stream {
#define GEN_PASS_DEF_STREAMSIZEFIFOS
#include "dialects/Stream/StreamPasses.h.inc"
} // namespace hls4mlir::stream

using namespace hls4mlir::stream;

/// What the next folding has to leave, where the last one has left `known`: what is missing, and a quarter more each
/// time so that there are few trials.
static Resources raise(const Resources &known, const Resources &missing) {
  auto more = [](int64_t known, int64_t missing) { return missing ? known + known / 4 + missing : known; };
  return {more(known.lut, missing.lut), more(known.ff, missing.ff), more(known.dsp, missing.dsp),
          more(known.bram18, missing.bram18), more(known.uram, missing.uram)};
}

namespace {
struct SizeFifos : stream::impl::StreamSizeFifosBase<SizeFifos> {
  using Base::Base;

  /// Checks that a target is kept where arrays hold two samples each, whatever a branch beside them needs.
  LogicalResult verifyArrays(const analysis::Pipeline &pipeline) {
    GraphOp graph = getOperation();
    FailureOr<std::optional<int64_t>> target = getTargetCycles(graph);
    if (failed(target) || !*target)
      return target;
    int64_t found =
        analysis::simulate(pipeline, pipeline.getDefaultDepths(), std::max(**target, pipeline.getInterval())).interval;
    if (found <= **target)
      return success();
    return graph.emitOpError() << "takes " << found << " cycles per sample, but the target is " << **target
                               << ": in io parallel, an array between two processes holds 2 samples, and one beside a "
                                  "longer branch would have to hold more; io stream has FIFOs as deep as needed";
  }

  void runOnOperation() override {
    GraphOp graph = getOperation();
    FailureOr<analysis::Pipeline> pipeline = analysis::Pipeline::create(graph);
    if (failed(pipeline))
      return signalPassFailure();
    if (graph.getIo() == IO::Parallel) {
      if (failed(verifyArrays(*pipeline)))
        signalPassFailure();
      return;
    }
    int64_t kept = std::max<int64_t>(interval, pipeline->getInterval());
    std::vector<int64_t> depths = analysis::sizeFifos(*pipeline, kept);
    analysis::Simulation simulation = analysis::simulate(*pipeline, depths, kept);
    if (!simulation.keepsInterval) {
      InFlightDiagnostic diag = graph.emitOpError()
                                << "has no depths of FIFOs at which a sample leaves every " << kept << " cycles";
      if (!simulation.deadlock.empty())
        diag << ": " << analysis::describeDeadlock(*pipeline, depths, simulation);
      return signalPassFailure();
    }
    Builder builder(&getContext());
    for (const analysis::Process &process : pipeline->processes) {
      SmallVector<int64_t> own = llvm::map_to_vector(process.outputs, [&](unsigned fifo) { return depths[fifo]; });
      LayerOp layer = process.layer;
      layer.setDepthsAttr(builder.getDenseI64ArrayAttr(own));
      numSized += own.size();
      numDeep += llvm::count_if(own, [](int64_t depth) { return depth > 2; });
    }
    FailureOr<std::optional<Resources>> budget = getBudget(graph);
    if (failed(budget))
      return signalPassFailure();
    if (!*budget)
      return;
    Resources layers, channels;
    for (const analysis::Process &process : pipeline->processes) {
      layers += analysis::getProcessResources(process.layer);
      for (auto [i, fifo] : llvm::enumerate(process.outputs))
        if (pipeline->fifos[fifo].consumer != analysis::Fifo::kHost)
          channels += analysis::getChannelResources(process.layer, i);
    }
    Resources taken = layers + channels;
    if (std::optional<std::string> excess = taken.describeExcess(**budget)) {
      setSetAside(graph, raise(getSetAside(graph), taken.getExcess(**budget)));
      graph.emitOpError() << "does not fit its budget: it takes " << *excess << ", of which FIFOs take "
                          << channels.describe();
      signalPassFailure();
    }
  }
};
} // namespace
