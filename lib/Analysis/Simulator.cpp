//===- Simulator.cpp - When every transfer of a pipeline happens -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Analysis/Simulator.h"
#include "lib/Analysis/SteadyState.h"
#include "llvm/Support/MathExtras.h"
#include <limits>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::analysis;
using stream::Schedule;

/// Before anything happens.
static constexpr int64_t kEver = std::numeric_limits<int64_t>::min() / 2;

//===----------------------------------------------------------------------===//
// Timetable
//===----------------------------------------------------------------------===//

Timetable::Timetable(const Pipeline &pipeline)
    : pipeline(pipeline), producers(pipeline.fifos.size()), consumers(pipeline.fifos.size()) {
  for (auto [i, fifo] : llvm::enumerate(pipeline.fifos)) {
    producers[i].process = fifo.producer;
    consumers[i].process = fifo.consumer;
  }
  std::vector<int64_t> given(pipeline.fifos.size(), 0), taken(pipeline.fifos.size(), 0);
  for (const analysis::Process &source : pipeline.processes) {
    Process &process = processes.emplace_back();
    process.latency = source.latency;
    Schedule::Cursor cursor(source.schedule);
    do {
      if (cursor->takes.empty() && cursor->gives.empty()) {
        process.idle += cursor->count;
        continue;
      }
      Run run;
      run.count = cursor->count;
      run.first = process.steps;
      std::swap(run.idle, process.idle);
      for (unsigned port : cursor->takes) {
        unsigned id = source.inputs[port];
        if (pipeline.fifos[id].producer == Fifo::kHost) {
          run.takesFromHost = true;
          continue;
        }
        run.takes.push_back(id);
        consumers[id].runs.push_back({taken[id], process.runs.size()});
        taken[id] += run.count;
      }
      for (unsigned port : cursor->gives) {
        unsigned id = source.outputs[port];
        if (pipeline.fifos[id].consumer == Fifo::kHost) {
          run.givesToHost = true;
          continue;
        }
        run.gives.push_back(id);
        producers[id].runs.push_back({given[id], process.runs.size()});
        given[id] += run.count;
      }
      process.steps += run.count;
      process.runs.push_back(std::move(run));
    } while (!cursor.advance());
  }
}

std::pair<int64_t, unsigned> Timetable::End::findStep(const Process &process, int64_t transfer) const {
  auto behind = llvm::partition_point(runs, [&](const auto &entry) { return entry.first <= transfer; });
  auto [first, run] = *std::prev(behind);
  return {process.runs[run].first + transfer - first, run};
}

int64_t Timetable::End::getTransfer(const Process &process, unsigned run, int64_t step) const {
  auto entry = llvm::partition_point(runs, [&](const auto &entry) { return entry.second < run; });
  return entry->first + step - process.runs[run].first;
}

//===----------------------------------------------------------------------===//
// Going forward
//===----------------------------------------------------------------------===//

Simulator::Simulator(const Timetable &timetable, ArrayRef<int64_t> depths, int64_t interval)
    : timetable(timetable), pipeline(timetable.pipeline), interval(interval), fifos(depths.size()),
      states(pipeline.processes.size()) {
  for (auto [i, fifo] : llvm::enumerate(pipeline.fifos)) {
    if (fifo.producer == Fifo::kHost || fifo.consumer == Fifo::kHost)
      continue;
    fifos[i].depth = depths[i];
    fifos[i].arrival.resize(depths[i]);
    fifos[i].room.resize(depths[i], kEver);
  }
  for (auto [process, state] : llvm::zip_equal(timetable.processes, states)) {
    state.current.resize(process.steps);
    state.before.resize(process.steps);
  }
}

bool Simulator::advanceRun(const Timetable::Process &process, ProcessState &state) {
  const Timetable::Run &run = process.runs[state.run];
  // As many steps as have their transfers and their room.
  int64_t count = run.count - state.done;
  for (unsigned id : run.takes) {
    count = std::min(count, fifos[id].given - fifos[id].taken);
    if (count == 0) {
      state.waitsFor = id;
      state.full = false;
      return false;
    }
  }
  for (unsigned id : run.gives) {
    count = std::min(count, fifos[id].depth - (fifos[id].given - fifos[id].taken));
    if (count == 0) {
      state.waitsFor = id;
      state.full = true;
      return false;
    }
  }
  int64_t *start = state.current.data() + run.first + state.done, *end = start + count;
  int64_t ready = state.ready;
  const int64_t latency = process.latency;
  auto take = [&](FifoState &fifo, int64_t at) {
    fifo.room[fifo.takeSlot] = at + 1;
    if (++fifo.takeSlot == fifo.depth)
      fifo.takeSlot = 0;
  };
  auto give = [&](FifoState &fifo, int64_t at) {
    fifo.arrival[fifo.giveSlot] = at + latency;
    if (++fifo.giveSlot == fifo.depth)
      fifo.giveSlot = 0;
  };
  // Most steps have a transfer at each end, or at one.
  if (run.takes.size() == 1 && run.gives.empty()) {
    FifoState &from = fifos[run.takes.front()];
    for (; start != end; ++start, ++ready) {
      *start = ready = std::max(ready, from.arrival[from.takeSlot]);
      take(from, ready);
    }
  } else if (run.takes.empty() && run.gives.size() == 1) {
    FifoState &to = fifos[run.gives.front()];
    for (; start != end; ++start, ++ready) {
      *start = ready = std::max(ready, to.room[to.giveSlot] - latency);
      give(to, ready);
    }
  } else {
    for (; start != end; ++start, ++ready) {
      for (unsigned id : run.takes)
        ready = std::max(ready, fifos[id].arrival[fifos[id].takeSlot]);
      for (unsigned id : run.gives)
        ready = std::max(ready, fifos[id].room[fifos[id].giveSlot] - latency);
      *start = ready;
      for (unsigned id : run.takes)
        take(fifos[id], ready);
      for (unsigned id : run.gives)
        give(fifos[id], ready);
    }
  }
  for (unsigned id : run.takes)
    fifos[id].taken += count;
  for (unsigned id : run.gives)
    fifos[id].given += count;
  state.done += count;
  state.ready = ready;
  return true;
}

void Simulator::enterRun(const Timetable::Process &process, ProcessState &state) {
  state.done = 0;
  if (state.run == process.runs.size())
    return;
  const Timetable::Run &run = process.runs[state.run];
  state.ready += run.idle;
  if (run.takesFromHost)
    state.ready = std::max(state.ready, static_cast<int64_t>(state.activities.size() - 1) * interval);
}

void Simulator::beginSample(const Timetable::Process &process, ProcessState &state) {
  state.activities.push_back({state.ready, 0});
  state.current.swap(state.before);
  state.run = 0;
  state.inSample = true;
  enterRun(process, state);
}

void Simulator::endSample(const Timetable::Process &process, ProcessState &state) {
  Activity &activity = state.activities.back();
  // A sample begins with its first step, which may have waited.
  if (!process.runs.empty() && process.runs.front().idle == 0)
    activity.begin = state.current[0];
  state.ready += process.idle;
  activity.end = state.ready;
  state.inSample = false;
  bool repeats = state.activities.size() > 1 &&
                 llvm::all_of(llvm::zip_equal(state.before, state.current), [&](const auto &starts) {
                   return std::get<1>(starts) - std::get<0>(starts) == interval;
                 });
  state.repeated = repeats ? state.repeated + 1 : 0;
}

bool Simulator::advance(unsigned index, size_t samples) {
  const Timetable::Process &process = timetable.processes[index];
  ProcessState &state = states[index];
  state.waitsFor = kNothing;
  bool progress = false;
  while (!finished(state, samples)) {
    if (!state.inSample)
      beginSample(process, state);
    for (size_t end = process.runs.size(); state.run < end;) {
      if (!advanceRun(process, state))
        return progress;
      progress = true;
      const Timetable::Run &run = process.runs[state.run];
      if (state.done < run.count)
        continue;
      if (run.givesToHost) {
        size_t sample = state.activities.size() - 1;
        completion.resize(std::max(completion.size(), sample + 1), 0);
        completion[sample] = std::max(completion[sample], state.ready - 1 + process.latency);
      }
      ++state.run;
      enterRun(process, state);
    }
    endSample(process, state);
  }
  return progress;
}

LogicalResult Simulator::run(size_t samples) {
  SmallVector<unsigned> work;
  auto queue = [&](unsigned index) {
    if (states[index].queued || finished(states[index], samples))
      return;
    states[index].queued = true;
    work.push_back(index);
  };
  // Of the neighbours, those that wait for what has just happened.
  auto wake = [&](unsigned index, unsigned fifo) {
    if (index != Fifo::kHost && states[index].waitsFor == fifo)
      queue(index);
  };
  for (unsigned index = states.size(); index-- > 0;)
    queue(index);
  while (!work.empty()) {
    unsigned index = work.pop_back_val();
    states[index].queued = false;
    if (!advance(index, samples))
      continue;
    for (unsigned fifo : pipeline.processes[index].outputs)
      wake(pipeline.fifos[fifo].consumer, fifo);
    for (unsigned fifo : pipeline.processes[index].inputs)
      wake(pipeline.fifos[fifo].producer, fifo);
  }
  for (auto [index, state] : llvm::enumerate(states))
    if (!finished(state, samples))
      deadlock.push_back({static_cast<unsigned>(index), state.waitsFor, state.full});
  return success(deadlock.empty());
}

bool Simulator::repeats(size_t count) const {
  return llvm::all_of(states, [&](const ProcessState &state) { return state.repeated >= count; });
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

Simulation Simulator::finish() {
  Simulation result;
  result.deadlock = deadlock;
  if (deadlock.empty() && !completion.empty()) {
    result.firstLatency = completion.front();
    result.steadyLatency = completion.back() - static_cast<int64_t>(completion.size() - 1) * interval;
  }
  for (ProcessState &state : states)
    result.activities.push_back(std::move(state.activities));
  return result;
}

/// Samples that are simulated where the number is not stated and the pipeline does not repeat itself before.
static constexpr size_t kMostSamples = 64;

Simulation analysis::simulate(const Pipeline &pipeline, ArrayRef<int64_t> depths, int64_t interval, unsigned samples) {
  Timetable timetable(pipeline);
  Simulator simulator(timetable, depths, interval);
  if (failed(simulator.run(samples ? samples : 1)))
    return simulator.finish();
  // Each interval that is not kept says which one it takes at least, up to the one that is kept.
  int64_t kept = interval;
  for (;;) {
    SteadyState steady(timetable, depths, kept);
    if (steady.find())
      break;
    kept = steady.getSlowInterval();
  }
  if (!samples) {
    // What all FIFOs hold has to be as before: then everything is.
    size_t held = 1;
    for (auto [fifo, depth] : llvm::zip_equal(pipeline.fifos, depths))
      if (fifo.producer != Fifo::kHost && fifo.consumer != Fifo::kHost)
        held = std::max<size_t>(held, llvm::divideCeil(depth, fifo.beats));
    for (size_t count = 2; count <= kMostSamples && !simulator.repeats(held); ++count)
      if (failed(simulator.run(count)))
        break;
  }
  Simulation result = simulator.finish();
  result.interval = kept;
  result.keepsInterval = kept == interval;
  return result;
}
