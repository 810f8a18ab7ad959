//===- SteadyState.cpp - Whether a pipeline keeps its interval -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Analysis/SteadyState.h"
#include "llvm/Support/MathExtras.h"
#include <limits>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::analysis;

/// Rounds that settle nearly all questions. When they have not, the times of later ones are remembered.
static constexpr size_t kUsualRounds = 4;
/// Times that are remembered, of all rounds together.
static constexpr int64_t kRememberedTimes = int64_t(1) << 25;

//===----------------------------------------------------------------------===//
// Rounds
//===----------------------------------------------------------------------===//

int64_t SteadyState::getReady(unsigned index) const {
  const Timetable::Process &process = timetable.processes[index];
  if (times[index].empty())
    return 0;
  return std::max<int64_t>(0, times[index].back() + 1 + process.idle - interval);
}

bool SteadyState::simulateSample() {
  // Within a sample, a FIFO needs no more places than the sample has transfers.
  std::vector<int64_t> places;
  for (auto [i, fifo] : llvm::enumerate(pipeline.fifos))
    places.push_back(depths ? std::min((*depths)[i], fifo.beats) : fifo.beats);
  Simulator sample(timetable, places, interval);
  for (size_t index = 0; index < times.size(); ++index)
    sample.setReady(index, getReady(index));
  for (auto [i, fifo] : llvm::enumerate(pipeline.fifos)) {
    if (!depths || fifo.producer == Fifo::kHost || fifo.consumer == Fifo::kHost || times[fifo.consumer].empty())
      continue;
    const Timetable::Process &consumer = timetable.processes[fifo.consumer];
    for (int64_t place = 0; place < places[i]; ++place) {
      int64_t transfer = place - (*depths)[i], lag = llvm::divideCeil(-transfer, fifo.beats);
      int64_t step = timetable.consumers[i].findStep(consumer, transfer + lag * fifo.beats).first;
      sample.setRoom(i, place, times[fifo.consumer][step] + 1 - lag * interval);
    }
  }
  if (failed(sample.run(1)))
    return false;
  late.clear();
  for (size_t index = 0; index < times.size(); ++index) {
    ArrayRef<int64_t> starts = sample.getStarts(index);
    int64_t step = starts.size();
    while (step > 0 && !times[index].empty() && times[index][step - 1] == starts[step - 1])
      --step;
    if (step > 0) {
      const std::vector<Timetable::Run> &runs = timetable.processes[index].runs;
      auto behind = llvm::partition_point(runs, [&](const Timetable::Run &run) { return run.first < step; });
      late.push_back({static_cast<unsigned>(index), static_cast<unsigned>(behind - runs.begin() - 1), step - 1});
    }
    times[index].assign(starts.begin(), starts.end());
  }
  return true;
}

bool SteadyState::find() {
  // No path that has every step once takes longer.
  int64_t longest = 0, steps = 0;
  for (const Timetable::Process &process : timetable.processes) {
    longest += process.idle + process.steps * (process.latency + 1);
    steps += process.steps;
    for (const Timetable::Run &run : process.runs)
      longest += run.idle;
  }
  const size_t remembered = std::clamp<int64_t>(kRememberedTimes / std::max<int64_t>(steps, 1), 4, 64);
  for (size_t round = 1; simulateSample(); ++round) {
    if (late.empty())
      return true;
    if (fallsBehind())
      return false;
    if (llvm::any_of(late, [&](const Event &event) { return getTime(event) > longest; })) {
      slowInterval = interval + 1;
      return false;
    }
    if (round < kUsualRounds)
      continue;
    history.push_back(times);
    if (history.size() > remembered)
      history.pop_front();
    if (hasFallenBehind())
      return false;
  }
  return false;
}

//===----------------------------------------------------------------------===//
// Causes
//===----------------------------------------------------------------------===//

std::optional<SteadyState::Cause> SteadyState::findCause(const Event &event, const Times &own,
                                                         const Times &before) const {
  const Timetable::Process &process = timetable.processes[event.process];
  const Timetable::Run &run = process.runs[event.run];
  std::optional<Cause> last;
  int64_t latest = std::numeric_limits<int64_t>::min();
  auto consider = [&](const Cause &cause) {
    int64_t time = (cause.lag > 0 ? before : own)[cause.event.process][cause.event.step];
    time += cause.delay - cause.lag * interval;
    // Of equals, one of the same sample: what an earlier one is now said to have done may not have been known before.
    if (!last || time > latest || (time == latest && cause.lag < last->lag)) {
      latest = time;
      last = cause;
    }
  };
  if (event.step > run.first)
    consider({{event.process, event.run, event.step - 1}, 1, 0});
  else if (event.run > 0)
    consider({{event.process, event.run - 1, event.step - 1}, 1 + run.idle, 0});
  else
    consider({{event.process, static_cast<unsigned>(process.runs.size() - 1), process.steps - 1},
              1 + process.idle + run.idle,
              1});
  for (unsigned id : run.takes) {
    unsigned index = pipeline.fifos[id].producer;
    const Timetable::Process &other = timetable.processes[index];
    auto [step, number] =
        timetable.producers[id].findStep(other, timetable.consumers[id].getTransfer(process, event.run, event.step));
    consider({{index, number, step}, other.latency, 0});
  }
  for (unsigned id : run.gives) {
    if (!depths)
      break;
    unsigned index = pipeline.fifos[id].consumer;
    int64_t beats = pipeline.fifos[id].beats;
    int64_t transfer = timetable.producers[id].getTransfer(process, event.run, event.step) - (*depths)[id];
    int64_t lag = transfer < 0 ? llvm::divideCeil(-transfer, beats) : 0;
    auto [step, number] = timetable.consumers[id].findStep(timetable.processes[index], transfer + lag * beats);
    consider({{index, number, step}, 1 - process.latency, lag});
  }
  // A sample is there from cycle 0 on.
  bool begins = event.step == 0 || (event.step == run.first && run.takesFromHost);
  int64_t offered = event.step == 0 ? run.idle : 0;
  return begins && offered >= latest ? std::nullopt : last;
}

bool SteadyState::leadsToSlowCycle(llvm::function_ref<std::optional<Cause>(const Event &)> follow,
                                   llvm::function_ref<void()> begin) {
  // Where a path came to a process or to an earlier sample: which path, its delays and lags so far.
  struct Passed {
    size_t path;
    int64_t delay, lag;
  };
  DenseMap<std::pair<unsigned, int64_t>, Passed> passed;
  for (auto [path, start] : llvm::enumerate(late)) {
    Event event = start;
    int64_t delay = 0, lag = 0;
    begin();
    while (std::optional<Cause> cause = follow(event)) {
      if (cause->event.process != event.process || cause->lag > 0) {
        auto [entry, isNew] = passed.try_emplace({event.process, event.step}, Passed{path, delay, lag});
        if (!isNew) {
          // From here on, everything is known.
          const Passed &before = entry->second;
          if (before.path != path || delay - before.delay <= (lag - before.lag) * interval)
            break;
          slowInterval = llvm::divideCeil(delay - before.delay, lag - before.lag);
          return true;
        }
      }
      delay += cause->delay;
      lag += cause->lag;
      event = cause->event;
    }
  }
  return false;
}

bool SteadyState::fallsBehind() {
  return leadsToSlowCycle([&](const Event &event) { return findCause(event, times, times); }, [] {});
}

bool SteadyState::hasFallenBehind() {
  size_t round = 0;
  auto follow = [&](const Event &event) -> std::optional<Cause> {
    if (round == 0)
      return std::nullopt;
    std::optional<Cause> cause = findCause(event, history[round], history[round - 1]);
    if (cause && cause->lag > 0)
      --round;
    return cause;
  };
  return leadsToSlowCycle(follow, [&] { round = history.size() - 1; });
}

//===----------------------------------------------------------------------===//
// Occupancy
//===----------------------------------------------------------------------===//

int64_t SteadyState::getOccupancy(unsigned id) const {
  const Fifo &fifo = pipeline.fifos[id];
  // By transfer of a sample: the step of one end that makes it.
  auto list = [&](const Timetable::End &end, unsigned index) {
    const Timetable::Process &process = timetable.processes[index];
    std::vector<int64_t> cycles;
    for (auto [first, run] : end.runs)
      for (int64_t i = 0; i < process.runs[run].count; ++i)
        cycles.push_back(times[index][process.runs[run].first + i]);
    return cycles;
  };
  std::vector<int64_t> given = list(timetable.producers[id], fifo.producer);
  std::vector<int64_t> taken = list(timetable.consumers[id], fifo.consumer);
  int64_t latency = timetable.processes[fifo.producer].latency, most = 0;
  auto isFree = [&](int64_t transfer, int64_t arrival) {
    int64_t lag = transfer < 0 ? llvm::divideCeil(-transfer, fifo.beats) : 0;
    return taken[transfer + lag * fifo.beats] + 1 - lag * interval <= arrival;
  };
  // The last transfer whose place is free when one arrives, first for the first one.
  int64_t last = -1;
  while (!isFree(last, given.front() + latency))
    --last;
  for (int64_t transfer = 0; transfer < fifo.beats; ++transfer) {
    while (last + 1 < transfer && isFree(last + 1, given[transfer] + latency))
      ++last;
    most = std::max(most, transfer - last);
  }
  return most;
}
