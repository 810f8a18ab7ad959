//===- Simulator.h - When every transfer of a pipeline happens -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// What simulate() and sizeFifos() work with. A transfer happens when everything that it waits for has happened: the
// step in front of it, the transfers that its step takes, and the room for those that it gives. So a sample that comes
// too late does so because of a chain of transfers, each waiting for the next. Where such a chain passes the same step
// of the same process twice, longer after the first time than the samples between them may take, it will do so again
// and again: no number of further samples brings the pipeline to its interval. That ends most simulations that fail
// after a few samples.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_ANALYSIS_SIMULATOR_H
#define HLS4MLIR_LIB_ANALYSIS_SIMULATOR_H

#include "lib/Analysis/TokenSimulation.h"
#include <deque>

namespace hls4mlir::analysis {

/// The schedules of a pipeline, written out as far as transfers go. Made once for all simulations of a pipeline.
class Timetable {
public:
  explicit Timetable(const Pipeline &pipeline);

  /// Equal steps one after the other that transfer, with the steps in front of them that do not. Transfers of the host
  /// are told apart: it offers a sample at once, and takes what it gets.
  struct Run {
    int64_t idle = 0, count = 0;
    /// Number of the first step among those of the sample that transfer.
    int64_t first = 0;
    llvm::SmallVector<unsigned, 2> takes, gives;
    bool takesFromHost = false, givesToHost = false;
  };
  /// One sample of a process.
  struct Process {
    std::vector<Run> runs;
    /// Steps that transfer; steps behind the last of them.
    int64_t steps = 0, idle = 0, latency = 1;
  };
  /// Where the transfers of a FIFO stand in the schedule of one of its ends.
  struct End {
    unsigned process = Fifo::kHost;
    /// By run that transfers: the number of its first transfer, and of the run.
    std::vector<std::pair<int64_t, unsigned>> runs;

    /// The step of a transfer, and the run that it is in.
    std::pair<int64_t, unsigned> findStep(const Process &process, int64_t transfer) const;
    /// The transfer that a step of a run makes.
    int64_t getTransfer(const Process &process, unsigned run, int64_t step) const;
  };

  const Pipeline &pipeline;
  std::vector<Process> processes;
  std::vector<End> producers, consumers;
};

/// Times of transfers with FIFOs of given depths.
class Simulator {
public:
  Simulator(const Timetable &timetable, llvm::ArrayRef<int64_t> depths, int64_t interval);

  /// Continues until every process has done `samples` samples; fails on a deadlock.
  llvm::LogicalResult run(size_t samples);
  /// Continues until the pipeline repeats itself, every transfer `interval` cycles after that of the sample before; or
  /// until it is known that it never will. True in the first case.
  bool runUntilSteady();
  /// Whether every step of each of the last `count` samples started `interval` cycles after that of the sample before.
  bool repeats(size_t count) const;

  /// The room in a FIFO that the last sample made use of, once the pipeline is steady: with this depth, everything
  /// would happen at the same times.
  int64_t getOccupancy(unsigned fifo) const;
  Simulation finish(bool keepsInterval);

private:
  static constexpr unsigned kNothing = ~0u;

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
    /// The next run, and the steps of it that are done.
    size_t run = 0;
    int64_t done = 0;
    /// The first cycle in which the next step may start.
    int64_t ready = 0;
    bool inSample = false, queued = false;
    /// The FIFO for which it does not go on: for room where `full`, else for a transfer.
    unsigned waitsFor = kNothing;
    bool full = false;
    std::vector<Activity> activities;
    /// By sample, the latest ones only: when each step that transfers started. `current` are those of the last one.
    std::deque<std::vector<int64_t>> starts;
    int64_t *current = nullptr;
  };
  /// A step that transfers, of a sample.
  struct Event {
    unsigned process = 0, run = 0;
    int64_t step = 0, sample = 0;
  };

  /// Runs a process as long as the times that it depends on are known; true when it got further.
  bool advance(unsigned process, size_t samples);
  /// Runs steps of the current run that can be timed; false where there are none.
  bool advanceRun(const Timetable::Process &process, ProcessState &state);
  void enterRun(const Timetable::Process &process, ProcessState &state);
  void beginSample(const Timetable::Process &process, ProcessState &state);
  void endSample(const Timetable::Process &process, ProcessState &state);
  bool finished(const ProcessState &state, size_t samples) const {
    return state.activities.size() == samples && !state.inSample;
  }

  /// Whether a process is later with its last sample, and can never keep the interval.
  bool fallsBehind();
  /// Goes back from an event to what it waited for, and so on; whether that leads to one that is known to recur too
  /// late.
  bool leadsToCycle(Event event);
  /// When a step started; nothing where that is no longer known.
  std::optional<int64_t> getStart(const Event &event) const;
  /// The event that `event` waited for, at another process or at its own; nothing where it waited for the host.
  std::optional<Event> findCause(const Event &event, int64_t start) const;

  const Timetable &timetable;
  const Pipeline &pipeline;
  int64_t interval;
  /// How many samples a cycle of waiting processes may span: those that the FIFOs on it hold.
  size_t span;
  std::vector<FifoState> fifos;
  std::vector<ProcessState> states;
  std::vector<Blocked> deadlock;
  /// The cycles per sample, rounded up, at which the cycle that was found recurs.
  int64_t slowInterval = 0;
  /// By sample, when its last result has arrived at the host.
  std::vector<int64_t> completion;
};

} // namespace hls4mlir::analysis

#endif // HLS4MLIR_LIB_ANALYSIS_SIMULATOR_H
