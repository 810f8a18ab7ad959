//===- TokenSimulation.cpp - When a pipeline of processors does what -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Analysis/TokenSimulation.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include <deque>

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
  std::vector<int64_t> depths;
  for (const Fifo &fifo : fifos)
    depths.push_back(std::max<int64_t>(2, 2 * fifo.beats));
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
// Simulation with bounded FIFOs
//===----------------------------------------------------------------------===//

namespace {

/// The times of the latest transfers of a FIFO.
struct FifoState {
  int64_t depth = 0;
  /// Transfers so far.
  int64_t given = 0, taken = 0;
  /// By transfer, modulo the depth: the cycle of its arrival, and the first one in which its place is free again.
  std::vector<int64_t> arrival, room;
  /// Where the next of them stand.
  int64_t giveSlot = 0, takeSlot = 0;
};

struct ProcessState {
  explicit ProcessState(const Process &process) : cursor(process.schedule) {}

  Schedule::Cursor cursor;
  /// Steps of the current run that are done.
  int64_t done = 0;
  /// The first cycle in which the next step may start.
  int64_t ready = 0;
  bool inSample = false, queued = false;
  Blocked blocked;
  std::vector<Activity> activities;
};

class Simulator {
public:
  Simulator(const Pipeline &pipeline, ArrayRef<int64_t> depths, int64_t interval);

  /// Continues until every process has done `samples` samples; fails on a deadlock.
  LogicalResult run(size_t samples);
  /// Whether each process needed `interval` cycles for each of the last `count` samples.
  bool repeats(size_t count, int64_t interval) const;
  Simulation finish(int64_t interval);

  std::vector<Blocked> deadlock;

private:
  /// Runs a process as long as the times that it depends on are known; true when it got further.
  bool advance(unsigned index, size_t samples);
  /// Runs the steps of the current run that can be timed; true when the run is over.
  bool advanceRun(unsigned index);
  bool finished(const ProcessState &state, size_t samples) const {
    return state.activities.size() == samples && !state.inSample;
  }

  const Pipeline &pipeline;
  int64_t interval;
  std::vector<FifoState> fifos;
  std::vector<ProcessState> states;
  /// By sample, when its last result has arrived at the host.
  std::vector<int64_t> completion;
};

} // namespace

Simulator::Simulator(const Pipeline &pipeline, ArrayRef<int64_t> depths, int64_t interval)
    : pipeline(pipeline), interval(interval) {
  for (auto [fifo, depth] : llvm::zip_equal(pipeline.fifos, depths)) {
    FifoState state;
    if (fifo.producer != Fifo::kHost && fifo.consumer != Fifo::kHost) {
      state.depth = depth;
      state.arrival.resize(depth);
      state.room.resize(depth);
    }
    fifos.push_back(std::move(state));
  }
  for (const Process &process : pipeline.processes)
    states.emplace_back(process);
}

bool Simulator::advanceRun(unsigned index) {
  const Process &process = pipeline.processes[index];
  ProcessState &state = states[index];
  const Schedule::Run &run = *state.cursor;
  if (run.takes.empty() && run.gives.empty()) {
    state.ready += run.count;
    return true;
  }
  for (; state.done < run.count; ++state.done) {
    int64_t start = state.ready;
    for (unsigned port : run.takes) {
      unsigned id = process.inputs[port];
      const FifoState &fifo = fifos[id];
      if (fifo.depth == 0) {
        if (pipeline.fifos[id].producer == Fifo::kHost)
          start = std::max(start, fifo.taken / pipeline.fifos[id].beats * interval);
        continue;
      }
      if (fifo.taken == fifo.given) {
        state.blocked = {index, id, /*full=*/false};
        return false;
      }
      start = std::max(start, fifo.arrival[fifo.takeSlot]);
    }
    for (unsigned port : run.gives) {
      unsigned id = process.outputs[port];
      const FifoState &fifo = fifos[id];
      if (fifo.depth == 0 || fifo.given < fifo.depth)
        continue;
      if (fifo.given - fifo.taken == fifo.depth) {
        state.blocked = {index, id, /*full=*/true};
        return false;
      }
      start = std::max(start, fifo.room[fifo.giveSlot] - process.latency);
    }
    for (unsigned port : run.takes) {
      FifoState &fifo = fifos[process.inputs[port]];
      ++fifo.taken;
      if (fifo.depth == 0)
        continue;
      fifo.room[fifo.takeSlot] = start + 1;
      if (++fifo.takeSlot == fifo.depth)
        fifo.takeSlot = 0;
    }
    for (unsigned port : run.gives) {
      unsigned id = process.outputs[port];
      FifoState &fifo = fifos[id];
      int64_t arrival = start + process.latency;
      if (fifo.depth == 0) {
        size_t sample = fifo.given++ / pipeline.fifos[id].beats;
        if (completion.size() <= sample)
          completion.resize(sample + 1, 0);
        completion[sample] = std::max(completion[sample], arrival);
        continue;
      }
      ++fifo.given;
      fifo.arrival[fifo.giveSlot] = arrival;
      if (++fifo.giveSlot == fifo.depth)
        fifo.giveSlot = 0;
    }
    if (!state.inSample) {
      state.inSample = true;
      state.activities.push_back({start, start});
    }
    state.ready = start + 1;
  }
  return true;
}

bool Simulator::advance(unsigned index, size_t samples) {
  ProcessState &state = states[index];
  bool progress = false;
  while (!finished(state, samples)) {
    int64_t before = state.done;
    bool over = advanceRun(index);
    progress |= over || state.done != before;
    if (!over)
      return progress;
    if (!state.inSample) {
      // A sample that begins with steps without transfers.
      state.inSample = true;
      state.activities.push_back({state.ready - state.cursor->count, 0});
    }
    state.done = 0;
    if (state.cursor.advance()) {
      state.activities.back().end = state.ready;
      state.inSample = false;
    }
  }
  return progress;
}

LogicalResult Simulator::run(size_t samples) {
  std::deque<unsigned> work;
  auto queue = [&](unsigned index) {
    if (index == Fifo::kHost || states[index].queued || finished(states[index], samples))
      return;
    states[index].queued = true;
    work.push_back(index);
  };
  for (unsigned index = 0; index < states.size(); ++index)
    queue(index);
  while (!work.empty()) {
    unsigned index = work.front();
    work.pop_front();
    states[index].queued = false;
    if (!advance(index, samples))
      continue;
    for (unsigned fifo : pipeline.processes[index].outputs)
      queue(pipeline.fifos[fifo].consumer);
    for (unsigned fifo : pipeline.processes[index].inputs)
      queue(pipeline.fifos[fifo].producer);
  }
  for (const ProcessState &state : states)
    if (!finished(state, samples))
      deadlock.push_back(state.blocked);
  return success(deadlock.empty());
}

bool Simulator::repeats(size_t count, int64_t interval) const {
  return llvm::all_of(states, [&](const ProcessState &state) {
    size_t samples = state.activities.size();
    if (samples <= count)
      return false;
    for (size_t i = samples - count; i < samples; ++i)
      if (state.activities[i].end - state.activities[i - 1].end != interval)
        return false;
    return true;
  });
}

Simulation Simulator::finish(int64_t interval) {
  Simulation result;
  result.deadlock = deadlock;
  if (deadlock.empty() && !completion.empty()) {
    size_t last = completion.size() - 1;
    result.firstLatency = completion.front();
    result.steadyLatency = completion[last] - static_cast<int64_t>(last) * interval;
    result.interval = last ? completion[last] - completion[last - 1] : completion[last];
  }
  for (ProcessState &state : states)
    result.activities.push_back(std::move(state.activities));
  return result;
}

/// How many samples a cycle of waiting processes may span: those that the FIFOs on it hold.
static size_t getSpan(const Pipeline &pipeline, ArrayRef<int64_t> depths) {
  int64_t span = 1;
  for (auto [fifo, depth] : llvm::zip_equal(pipeline.fifos, depths))
    if (fifo.producer != Fifo::kHost && fifo.consumer != Fifo::kHost)
      span = std::max<int64_t>(span, llvm::divideCeil(depth, fifo.beats));
  return std::min<int64_t>(span, 8);
}

Simulation analysis::simulate(const Pipeline &pipeline, ArrayRef<int64_t> depths, int64_t interval, unsigned samples) {
  Simulator simulator(pipeline, depths, interval);
  if (samples) {
    bool free = succeeded(simulator.run(samples));
    Simulation result = simulator.finish(interval);
    result.keepsInterval = free && simulator.repeats(1, interval);
    return result;
  }
  // A cycle of processes that wait for each other shows within the samples that it spans. Before that, the first sample
  // has to pass.
  size_t span = getSpan(pipeline, depths);
  for (size_t count = span + 2;; ++count) {
    bool free = succeeded(simulator.run(count));
    bool repeats = free && simulator.repeats(span, interval);
    if (!free || repeats || count >= 4 * span + 8) {
      Simulation result = simulator.finish(interval);
      result.keepsInterval = repeats;
      return result;
    }
  }
}

//===----------------------------------------------------------------------===//
// Depths
//===----------------------------------------------------------------------===//

namespace {
/// Looks for small depths by trying. More room never makes a pipeline slower, so that what fails with some depths fails
/// with smaller ones.
class FifoSizer {
public:
  FifoSizer(const Pipeline &pipeline, int64_t interval)
      : pipeline(pipeline), interval(interval), depths(pipeline.getDefaultDepths()) {}

  std::vector<int64_t> size();

private:
  bool keepsInterval() { return simulate(pipeline, depths, interval).keepsInterval; }
  /// Gives every FIFO of `fifos` the least depth that it can have; the others stay.
  void shrink(ArrayRef<unsigned> fifos);

  static constexpr int64_t kLeast = 2;

  const Pipeline &pipeline;
  int64_t interval;
  std::vector<int64_t> depths;
};
} // namespace

void FifoSizer::shrink(ArrayRef<unsigned> fifos) {
  // Most FIFOs need no more than the least depth, so it is tried on many at once.
  SmallVector<int64_t> before = llvm::map_to_vector(fifos, [&](unsigned fifo) { return depths[fifo]; });
  for (unsigned fifo : fifos)
    depths[fifo] = kLeast;
  if (keepsInterval())
    return;
  for (auto [fifo, depth] : llvm::zip_equal(fifos, before))
    depths[fifo] = depth;
  if (fifos.size() > 1) {
    shrink(fifos.take_front(fifos.size() / 2));
    shrink(fifos.drop_front(fifos.size() / 2));
    return;
  }
  int64_t tooSmall = kLeast;
  int64_t &depth = depths[fifos.front()];
  int64_t enough = depth;
  while (enough - tooSmall > 1) {
    depth = tooSmall + (enough - tooSmall) / 2;
    (keepsInterval() ? enough : tooSmall) = depth;
  }
  depth = enough;
}

std::vector<int64_t> FifoSizer::size() {
  // A sample more of room, until it is enough: what a processor holds back, others must hold meanwhile.
  while (!keepsInterval()) {
    bool grown = false;
    for (auto [fifo, depth] : llvm::zip_equal(pipeline.fifos, depths)) {
      grown |= depth < static_cast<int64_t>(pipeline.processes.size() + 2) * fifo.beats;
      depth *= 2;
    }
    if (!grown)
      return depths;
  }
  SmallVector<unsigned> inner;
  for (auto [i, fifo] : llvm::enumerate(pipeline.fifos))
    if (fifo.producer != Fifo::kHost && fifo.consumer != Fifo::kHost)
      inner.push_back(i);
    else
      depths[i] = kLeast;
  // Those that hold most bits first: they have the most to give.
  auto rank = [&](unsigned fifo) { return std::pair(-depths[fifo] * pipeline.fifos[fifo].width, fifo); };
  llvm::sort(inner, [&](unsigned lhs, unsigned rhs) { return rank(lhs) < rank(rhs); });
  if (!inner.empty())
    shrink(inner);
  return depths;
}

std::vector<int64_t> analysis::sizeFifos(const Pipeline &pipeline, int64_t interval) {
  return FifoSizer(pipeline, interval).size();
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
