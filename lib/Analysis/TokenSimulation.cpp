//===- TokenSimulation.cpp - When a pipeline of processors does what -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Analysis/TokenSimulation.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::analysis;
using stream::getChannelName;
using stream::getChannelType;
using stream::Schedule;

//===----------------------------------------------------------------------===//
// Pipeline
//===----------------------------------------------------------------------===//

/// Checks that the schedule makes as many transfers as the types of the channels say.
static LogicalResult verifySchedule(stream::LayerOp layer, const Schedule &schedule) {
  if (schedule.getNumSteps() == 0)
    return layer.emitOpError() << "'" << layer.getName() << "' has a schedule without steps";
  auto check = [&](StringRef what, unsigned i, int64_t found, Value channel) -> LogicalResult {
    int64_t expected = getChannelType(channel).getNumBeats();
    if (found == expected)
      return success();
    return layer.emitOpError() << "'" << layer.getName() << "' has a schedule with " << found << " transfers of "
                               << what << " " << i << ", but its channel has " << expected << " per sample";
  };
  for (auto [i, channel] : llvm::enumerate(layer.getInputs()))
    if (failed(check("operand", i, schedule.getNumTaken(i), channel)))
      return failure();
  for (auto [i, channel] : llvm::enumerate(layer.getOutputs()))
    if (failed(check("result", i, schedule.getNumGiven(i), channel)))
      return failure();
  return success();
}

FailureOr<Pipeline> Pipeline::create(stream::GraphOp graph) {
  Pipeline pipeline;
  pipeline.isOne = graph.isOnePipeline();
  Block &block = graph.getBody().front();
  DenseMap<Value, unsigned> fifoOf;
  auto addFifo = [&](Value channel, unsigned producer) {
    stream::ChannelType type = getChannelType(channel);
    fifoOf[channel] = pipeline.fifos.size();
    pipeline.fifos.push_back(
        {channel, producer, Fifo::kHost, type.getNumBeats(), type.getBeat() * type.getElementType().getWidth()});
  };
  for (BlockArgument argument : block.getArguments())
    addFifo(argument, Fifo::kHost);
  for (auto layer : block.getOps<stream::LayerOp>()) {
    unsigned index = pipeline.processes.size();
    Process process;
    process.layer = layer;
    process.schedule = layer.getHead().getSchedule();
    if (failed(verifySchedule(layer, process.schedule)))
      return failure();
    process.steps = process.schedule.getNumSteps();
    process.latency = layer.getHead().getLatency();
    for (stream::ProcessorOpInterface processor : layer.getEpilogue())
      process.latency += processor.getLatency();
    process.latency = std::max<int64_t>(process.latency, 1);
    if (pipeline.isOne) {
      // Its steps are stages of the pipeline, which takes a sample in each cycle.
      process.latency += process.steps - 1;
      process.schedule = stream::getWholeSchedule(layer, 1);
      process.steps = 1;
    }
    for (Value input : layer.getInputs()) {
      unsigned fifo = fifoOf.at(stream::getRoot(input));
      pipeline.fifos[fifo].consumer = index;
      process.inputs.push_back(fifo);
    }
    for (Value output : layer.getOutputs()) {
      process.outputs.push_back(pipeline.fifos.size());
      addFifo(output, index);
    }
    pipeline.processes.push_back(std::move(process));
  }
  return pipeline;
}

int64_t Pipeline::getInterval() const {
  int64_t interval = 1;
  for (const Process &process : processes)
    interval = std::max(interval, process.steps);
  return interval;
}

std::vector<int64_t> Pipeline::getDefaultDepths() const {
  // The registers of one pipeline hold all that is on its way.
  int64_t registers = 0;
  if (isOne)
    for (const Process &process : processes)
      registers += process.latency + 1;
  std::vector<int64_t> depths;
  for (const Fifo &fifo : fifos)
    depths.push_back(std::max<int64_t>({2, 2 * fifo.beats, registers}));
  return depths;
}

std::vector<int64_t> Pipeline::getDepths() const {
  std::vector<int64_t> depths = getDefaultDepths();
  for (const Process &process : processes) {
    stream::LayerOp layer = process.layer;
    if (std::optional<ArrayRef<int64_t>> stated = layer.getDepths())
      for (auto [fifo, depth] : llvm::zip_equal(process.outputs, *stated))
        depths[fifo] = depth;
  }
  return depths;
}

//===----------------------------------------------------------------------===//
// Words
//===----------------------------------------------------------------------===//

std::string analysis::describeDeadlock(const Pipeline &pipeline, ArrayRef<int64_t> depths,
                                       const Simulation &simulation) {
  std::string text;
  for (const Blocked &blocked : simulation.deadlock) {
    const Fifo &fifo = pipeline.fifos[blocked.fifo];
    unsigned other = blocked.full ? fifo.consumer : fifo.producer;
    auto name = [&](unsigned process) -> std::string {
      if (process == Fifo::kHost)
        return "the host";
      stream::LayerOp layer = pipeline.processes[process].layer;
      return "'" + layer.getName().str() + "'";
    };
    text += (text.empty() ? "" : ", ") + name(blocked.process) +
            (blocked.full ? " waits for room in its channel of depth " + llvm::itostr(depths[blocked.fifo]) + " to "
                          : " waits for a transfer of ") +
            name(other);
  }
  return text;
}
