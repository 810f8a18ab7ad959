//===- Simulator.h - When every transfer of a pipeline happens -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Transfers happen in the order of samples, each as soon as everything that it waits for has happened. What that makes
// of a pipeline in the long run is known without it: see SteadyState.h.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_ANALYSIS_SIMULATOR_H
#define HLS4MLIR_LIB_ANALYSIS_SIMULATOR_H

#include "lib/Analysis/TokenSimulation.h"

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
  /// Whether every step of each of the last `count` samples started `interval` cycles after that of the sample before.
  bool repeats(size_t count) const;

  /// Before anything has run: the first cycle in which a process can start, and in which one of the first places of a
  /// FIFO is free. The first one is where nothing is said, and places are free from the beginning.
  void setReady(unsigned process, int64_t cycle) { states[process].ready = cycle; }
  void setRoom(unsigned fifo, int64_t place, int64_t cycle) { fifos[fifo].room[place] = cycle; }
  /// When each step that transfers started, in the last sample of a process.
  llvm::ArrayRef<int64_t> getStarts(unsigned process) const { return states[process].current; }

  /// What of a simulation is known here: not whether, and not which interval is kept.
  Simulation finish();

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
    /// When each step that transfers started, in the last sample and in the one before it.
    std::vector<int64_t> current, before;
    /// How many samples up to the last one were as the one before them.
    size_t repeated = 0;
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

  const Timetable &timetable;
  const Pipeline &pipeline;
  int64_t interval;
  std::vector<FifoState> fifos;
  std::vector<ProcessState> states;
  std::vector<Blocked> deadlock;
  /// By sample, when its last result has arrived at the host.
  std::vector<int64_t> completion;
};

} // namespace hls4mlir::analysis

#endif // HLS4MLIR_LIB_ANALYSIS_SIMULATOR_H
