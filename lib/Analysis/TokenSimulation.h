//===- TokenSimulation.h - When a pipeline of processors does what -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Every layer is a process that runs the schedule of its head over and over, and every channel a FIFO. What times
// transfers happen at follows from three rules, without looking at any number that flows:
//
//   - a step starts a cycle after the one before it, at the earliest;
//   - it starts when the transfers that it takes have arrived: `latency` cycles after the step that gave them;
//   - what it gives finds room on arrival: the transfer that stood `depth` places in front of it was taken in an
//   earlier
//     cycle. A pipeline that has no room to deliver stands still as a whole.
//
// The host offers a sample every `interval` cycles and takes results at once. Work is proportional to transfers, not to
// cycles: steps without any are counted, not simulated.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_ANALYSIS_TOKENSIMULATION_H
#define HLS4MLIR_LIB_ANALYSIS_TOKENSIMULATION_H

#include "dialects/Stream/Stream.h"

namespace hls4mlir::analysis {

/// The FIFO of a channel between two layers, from the host or to it.
struct Fifo {
  static constexpr unsigned kHost = ~0u;
  /// The channel at its origin: a result of a layer, or an argument of the graph.
  mlir::Value channel;
  /// Processes, or the host.
  unsigned producer = kHost, consumer = kHost;
  /// Transfers per sample, and bits of one.
  int64_t beats = 0, width = 0;
};

/// A layer.
struct Process {
  stream::LayerOp layer;
  stream::Schedule schedule;
  int64_t steps = 0, latency = 1;
  /// Positions in Pipeline::fifos.
  llvm::SmallVector<unsigned> inputs, outputs;
};

/// A graph of layers, made ready to be simulated.
struct Pipeline {
  std::vector<Process> processes;
  std::vector<Fifo> fifos;
  /// Whether the processes are parts of one pipeline, in which nothing waits.
  bool isOne = false;

  /// `graph` is what stream-verify accepts. Fails, naming the layer, where a schedule does not take or give what the
  /// types of its channels say.
  static mlir::FailureOr<Pipeline> create(stream::GraphOp graph);

  /// Cycles between samples that no FIFO can lower: the steps of the longest schedule.
  int64_t getInterval() const;
  /// Room for all transfers of a sample and of the one after it, or for all that one pipeline has. No pipeline comes to
  /// a standstill with that, but some keep their interval with more only: where a sample is longer on its way than two
  /// take to be offered.
  std::vector<int64_t> getDefaultDepths() const;
  /// The depths that the layers state; default ones where they state none.
  std::vector<int64_t> getDepths() const;
};

/// What one process did with one sample.
struct Activity {
  /// Cycle of the first step and the one after the last.
  int64_t begin = 0, end = 0;
};

/// Why a process does not go on.
struct Blocked {
  unsigned process = 0, fifo = 0;
  /// It waits for room; otherwise for a transfer.
  bool full = false;
};

struct Simulation {
  /// Not empty when no process can go on: what each of them waits for.
  std::vector<Blocked> deadlock;
  /// Whether samples leave as fast as they are offered, however many there are.
  bool keepsInterval = false;
  /// Cycles that a sample takes on average in the long run, rounded up; not less than those between offers.
  int64_t interval = 0;
  /// Cycles from the offer of a sample to its last result: of the first sample, and of the last one simulated.
  int64_t firstLatency = 0, steadyLatency = 0;
  /// By process and sample.
  std::vector<std::vector<Activity>> activities;
};

/// Simulates until the pipeline repeats itself from sample to sample, or `samples` of them. `depths` holds one per
/// FIFO; those of the host have none. `interval` is the time between samples that the host offers.
Simulation simulate(const Pipeline &pipeline, llvm::ArrayRef<int64_t> depths, int64_t interval, unsigned samples = 0);

/// The smallest depths at which samples follow each other in `interval` cycles: with any FIFO of more than two places
/// one place shorter, they would not. Two places are the least that the vendors' tools build.
std::vector<int64_t> sizeFifos(const Pipeline &pipeline, int64_t interval);

/// `'conv' waits for room in its channel to 'pool' (2 of 2), ..` of a deadlock.
std::string describeDeadlock(const Pipeline &pipeline, llvm::ArrayRef<int64_t> depths, const Simulation &simulation);

} // namespace hls4mlir::analysis

#endif // HLS4MLIR_LIB_ANALYSIS_TOKENSIMULATION_H
