//===- Simulate.cpp - stream-simulate -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/StreamPasses.h"
#include "lib/Analysis/TokenSimulation.h"

using namespace mlir;
using namespace hls4mlir;

namespace hls4mlir::stream {
#define GEN_PASS_DEF_STREAMSIMULATE
#include "dialects/Stream/StreamPasses.h.inc"
} // namespace hls4mlir::stream

using namespace hls4mlir::stream;

namespace {
struct Simulate : stream::impl::StreamSimulateBase<Simulate> {
  using Base::Base;

  void runOnOperation() override {
    GraphOp graph = getOperation();
    FailureOr<analysis::Pipeline> pipeline = analysis::Pipeline::create(graph);
    if (failed(pipeline))
      return signalPassFailure();
    std::vector<int64_t> depths = pipeline->getDepths();
    analysis::Simulation simulation =
        analysis::simulate(*pipeline, depths, std::max<int64_t>(interval, pipeline->getInterval()));
    if (!simulation.deadlock.empty()) {
      InFlightDiagnostic diag = graph.emitOpError() << "comes to a standstill: "
                                                    << analysis::describeDeadlock(*pipeline, depths, simulation);
      for (const analysis::Blocked &blocked : simulation.deadlock) {
        LayerOp layer = pipeline->processes[blocked.process].layer;
        diag.attachNote(layer.getLoc()) << "'" << layer.getName() << "' waits";
      }
      return signalPassFailure();
    }
    graph.emitRemark() << "a sample every " << simulation.interval << " cycles; the first takes "
                       << simulation.firstLatency << " cycles, a later one " << simulation.steadyLatency;
  }
};
} // namespace
