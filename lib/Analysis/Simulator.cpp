//===- Simulator.cpp - When every transfer of a pipeline happens -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Analysis/Simulator.h"
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
  int64_t held = 1;
  for (auto [i, fifo] : llvm::enumerate(pipeline.fifos)) {
    if (fifo.producer == Fifo::kHost || fifo.consumer == Fifo::kHost)
      continue;
    fifos[i].depth = depths[i];
    fifos[i].arrival.resize(depths[i]);
    fifos[i].room.resize(depths[i], kEver);
    held = std::max<int64_t>(held, llvm::divideCeil(depths[i], fifo.beats));
  }
  span = std::min<int64_t>(held, 8);
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
  int64_t *start = state.current + run.first + state.done, *end = start + count;
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
  if (state.starts.size() == 2 * span + 3) {
    state.starts.push_back(std::move(state.starts.front()));
    state.starts.pop_front();
  } else {
    state.starts.emplace_back(process.steps);
  }
  state.current = state.starts.back().data();
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

//===----------------------------------------------------------------------===//
// Steady or not
//===----------------------------------------------------------------------===//

bool Simulator::repeats(size_t count) const {
  return llvm::all_of(states, [&](const ProcessState &state) {
    size_t samples = state.starts.size();
    if (samples <= count)
      return false;
    for (size_t i = samples - count; i < samples; ++i)
      for (auto [before, after] : llvm::zip_equal(state.starts[i - 1], state.starts[i]))
        if (after - before != interval)
          return false;
    return true;
  });
}

std::optional<int64_t> Simulator::getStart(const Event &event) const {
  const ProcessState &state = states[event.process];
  int64_t forgotten = state.activities.size() - state.starts.size();
  if (event.sample < forgotten)
    return std::nullopt;
  return state.starts[event.sample - forgotten][event.step];
}

std::optional<Simulator::Event> Simulator::findCause(const Event &event, int64_t start) const {
  const Timetable::Process &process = timetable.processes[event.process];
  const Timetable::Run &run = process.runs[event.run];
  // Whether another event was the last that `event` waited for: one after which it could start `delay` cycles later.
  auto isCause = [&](const Event &cause, int64_t delay) {
    std::optional<int64_t> at = getStart(cause);
    return at && *at + delay == start;
  };
  Event own = event;
  int64_t delay = 1;
  if (event.step > run.first) {
    --own.step;
  } else {
    delay += run.idle;
    if (event.run == 0) {
      delay += process.idle;
      --own.sample;
      own.run = process.runs.size();
    }
    --own.run;
    own.step = (own.sample == event.sample ? event.step : process.steps) - 1;
  }
  if (own.sample >= 0 && isCause(own, delay))
    return own;
  for (unsigned id : run.takes) {
    const Timetable::Process &other = timetable.processes[pipeline.fifos[id].producer];
    int64_t transfer = timetable.consumers[id].getTransfer(process, event.run, event.step);
    auto [step, index] = timetable.producers[id].findStep(other, transfer);
    Event cause{pipeline.fifos[id].producer, index, step, event.sample};
    if (isCause(cause, other.latency))
      return cause;
  }
  for (unsigned id : run.gives) {
    int64_t beats = pipeline.fifos[id].beats;
    int64_t transfer =
        event.sample * beats + timetable.producers[id].getTransfer(process, event.run, event.step) - fifos[id].depth;
    if (transfer < 0)
      continue;
    const Timetable::Process &other = timetable.processes[pipeline.fifos[id].consumer];
    auto [step, index] = timetable.consumers[id].findStep(other, transfer % beats);
    Event cause{pipeline.fifos[id].consumer, index, step, transfer / beats};
    if (isCause(cause, 1 - process.latency))
      return cause;
  }
  return std::nullopt;
}

bool Simulator::leadsToCycle(Event event) {
  // Where the chain came to a process: when that was, by step.
  DenseMap<std::pair<unsigned, int64_t>, std::pair<int64_t, int64_t>> entered;
  while (true) {
    std::optional<int64_t> start = getStart(event);
    if (!start)
      return false;
    std::optional<Event> cause = findCause(event, *start);
    if (!cause)
      return false;
    if (cause->process != event.process) {
      auto [entry, isNew] = entered.try_emplace({event.process, event.step}, event.sample, *start);
      auto [sample, later] = entry->second;
      if (!isNew && later - *start > (sample - event.sample) * interval) {
        slowInterval = llvm::divideCeil(later - *start, sample - event.sample);
        return true;
      }
    }
    event = *cause;
  }
}

bool Simulator::fallsBehind() {
  for (auto [index, state] : llvm::enumerate(states)) {
    const Timetable::Process &process = timetable.processes[index];
    size_t samples = state.starts.size();
    if (samples < 2 || process.steps == 0 ||
        state.starts[samples - 1].back() - state.starts[samples - 2].back() <= interval)
      continue;
    int64_t sample = state.activities.size() - 1;
    if (leadsToCycle(
            {static_cast<unsigned>(index), static_cast<unsigned>(process.runs.size() - 1), process.steps - 1, sample}))
      return true;
  }
  return false;
}

bool Simulator::runUntilSteady() {
  // A cycle of processes that wait for each other shows within the samples that it spans. Before that, the first sample
  // has to pass.
  for (size_t count = span + 2; count <= 4 * span + 8; ++count) {
    if (failed(run(count)))
      return false;
    if (repeats(span))
      return true;
    if (fallsBehind())
      return false;
  }
  return false;
}

int64_t Simulator::getOccupancy(unsigned id) const {
  const Fifo &fifo = pipeline.fifos[id];
  const Timetable::End &producer = timetable.producers[id], &consumer = timetable.consumers[id];
  const Timetable::Process &giving = timetable.processes[fifo.producer], &taking = timetable.processes[fifo.consumer];
  // Both are known by step; going through them in order, the place of a transfer is free once it has been taken.
  auto forEach = [](const Timetable::End &end, const Timetable::Process &process, auto &&visit) {
    for (auto [first, run] : end.runs)
      for (int64_t i = 0; i < process.runs[run].count; ++i)
        visit(process.runs[run].first + i);
  };
  // What is taken of the last samples, oldest first.
  const ProcessState &reader = states[fifo.consumer], &writer = states[fifo.producer];
  int64_t forgotten = reader.activities.size() - reader.starts.size(), sample = reader.activities.size() - 1;
  std::vector<int64_t> free;
  for (const std::vector<int64_t> &starts : reader.starts)
    forEach(consumer, taking, [&](int64_t step) { free.push_back(starts[step] + 1); });
  int64_t most = 0, transfer = (sample - forgotten) * fifo.beats, oldest = 0;
  forEach(producer, giving, [&](int64_t step) {
    int64_t arrival = writer.starts.back()[step] + giving.latency;
    // Older ones may be there as well.
    if (forgotten > 0 && free.front() > arrival)
      most = fifos[id].depth;
    while (oldest < transfer && free[oldest] <= arrival)
      ++oldest;
    most = std::max(most, transfer - oldest + 1);
    ++transfer;
  });
  return most;
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

Simulation Simulator::finish(bool keepsInterval) {
  Simulation result;
  result.deadlock = deadlock;
  result.keepsInterval = keepsInterval;
  if (deadlock.empty() && !completion.empty()) {
    size_t last = completion.size() - 1;
    result.firstLatency = completion.front();
    result.steadyLatency = completion[last] - static_cast<int64_t>(last) * interval;
    result.interval = std::max(slowInterval, last ? completion[last] - completion[last - 1] : completion[last]);
  }
  for (ProcessState &state : states)
    result.activities.push_back(std::move(state.activities));
  return result;
}

Simulation analysis::simulate(const Pipeline &pipeline, ArrayRef<int64_t> depths, int64_t interval, unsigned samples) {
  Timetable timetable(pipeline);
  Simulator simulator(timetable, depths, interval);
  if (!samples) {
    bool steady = simulator.runUntilSteady();
    return simulator.finish(steady);
  }
  bool free = succeeded(simulator.run(samples));
  return simulator.finish(free && simulator.repeats(1));
}
