//===- SteadyState.h - Whether a pipeline keeps its interval -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// A transfer happens when everything that it waits for has happened: the step in front of it, the transfers that its
// step takes, and the room for those that it gives. Each of these is a transfer of the same sample or of an earlier
// one; how much earlier, a FIFO says by its depth, and that may be any number of samples. So the first samples say
// little: FIFOs that hold a hundred of them hide for as long that they are one place too short.
//
// But whether samples can follow each other in `interval` cycles does not take many samples to see. Let t(e) be the
// time of a step e of a sample, counted from when the sample is offered, if each sample was as the one before. What e
// waits for says
//
//   t(e) >= t(c) + delay - lag * interval
//
// where c is a step of the sample `lag` samples earlier. Two facts decide:
//
//   - Times that keep all of these and are not before the offer bound those of every sample, as by induction no step
//   has
//     to wait beyond its time. Then samples leave `interval` cycles apart, and no sample falls behind.
//   - Where the delays around a cycle of steps that wait for each other are more than its lags allow, each round comes
//     later than the one before: the pipeline needs at least (sum of delays) / (sum of lags) cycles per sample.
//
// One or the other is so. Times are looked for in rounds. Each simulates one sample, in front of which all earlier ones
// took the times of the round before; steps only move to later ones. When none has moved, the times keep everything.
// When one has, the steps that it waited for are followed back, as far as that leads to a cycle of the second kind or
// to the host. A path without such a cycle has every step at most once, so that there are no more rounds than steps;
// two or three are usual, whatever FIFOs hold.
//
// To be followed back are first the times as they are now, which shows most cycles after a round or two. But a cycle
// that is too slow by little may hide behind one that is just fast enough: the times on both rise together, and of what
// comes last at a step, one of both is as good as the other. What a step has really waited for is known from the times
// that its round was simulated with. Each of these steps has moved itself, so that a path that comes by a step again
// has found a cycle on which it moves later and later. So when a few rounds have not decided, the times of each are
// remembered.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_ANALYSIS_STEADYSTATE_H
#define HLS4MLIR_LIB_ANALYSIS_STEADYSTATE_H

#include "lib/Analysis/Simulator.h"
#include <deque>

namespace hls4mlir::analysis {

/// Times that samples can take one after the other, with FIFOs of given depths.
class SteadyState {
public:
  using Times = std::vector<std::vector<int64_t>>;

  /// Without depths, every FIFO has room for whatever comes. The search begins with the `earliest` times, if there are
  /// any: those found with FIFOs that are as deep or deeper, since no step comes earlier with less room.
  SteadyState(const Timetable &timetable, std::optional<llvm::ArrayRef<int64_t>> depths, int64_t interval,
              Times earliest = {})
      : timetable(timetable), pipeline(timetable.pipeline), depths(depths), interval(interval),
        times(std::move(earliest)) {
    times.resize(pipeline.processes.size());
  }

  /// Whether samples can follow each other in `interval` cycles.
  bool find();
  /// Once that has failed, and not because of a standstill: the cycles that a sample needs on average at least, rounded
  /// up. More than `interval`.
  int64_t getSlowInterval() const { return slowInterval; }

  /// Once they have been found, the times, by process and step that transfers.
  const Times &getTimes() const { return times; }
  /// Once times have been found: the room in a FIFO that they make use of. With this depth they stay as they are.
  int64_t getOccupancy(unsigned fifo) const;

private:
  /// A step that transfers.
  struct Event {
    unsigned process = 0, run = 0;
    int64_t step = 0;
  };
  /// What an event waits for: it comes `delay` cycles after `event` of the sample `lag` samples earlier.
  struct Cause {
    Event event;
    int64_t delay = 0, lag = 0;
  };

  /// Simulates a sample behind others that took the times known so far. False on a standstill.
  bool simulateSample();
  /// Where a process is ready for a sample: the host has offered it, and the one before has left.
  int64_t getReady(unsigned process) const;
  /// Follows back what came later than in the round before; whether that leads to a cycle that is too slow. `follow`
  /// says what an event has waited for, after `begin` has been called for each of those.
  bool leadsToSlowCycle(llvm::function_ref<std::optional<Cause>(const Event &)> follow,
                        llvm::function_ref<void()> begin);
  /// By the times as they are.
  bool fallsBehind();
  /// By the times of each round.
  bool hasFallenBehind();
  /// Of what an event waits for, what comes last; nothing where it is the host. `own` are the times of its sample,
  /// `before` those of earlier ones.
  std::optional<Cause> findCause(const Event &event, const Times &own, const Times &before) const;
  int64_t getTime(const Event &event) const { return times[event.process][event.step]; }

  const Timetable &timetable;
  const Pipeline &pipeline;
  std::optional<llvm::ArrayRef<int64_t>> depths;
  int64_t interval, slowInterval = 0;
  /// By process and step that transfers. Empty before the first round.
  Times times;
  /// Times after the last rounds, once these are many.
  std::deque<Times> history;
  /// By process, the last step that is later than in the round before.
  llvm::SmallVector<Event> late;
};

} // namespace hls4mlir::analysis

#endif // HLS4MLIR_LIB_ANALYSIS_STEADYSTATE_H
