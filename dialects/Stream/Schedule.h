//===- Schedule.h - Which transfers a processor makes, and when -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_STREAM_SCHEDULE_H
#define HLS4MLIR_DIALECTS_STREAM_SCHEDULE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace hls4mlir::stream {

/// What a processor does in the course of one sample: a sequence of steps, each of which takes a transfer from some of
/// the operands and gives one to some of the results. A step takes a cycle, and longer where it waits. As long as
/// the loops that it describes: a sequence of loops is written as they are nested, not step by step.
///
/// A product of a matrix of 8 outputs by 16 inputs with lanes [2, 4], which takes its inputs while it computes the
/// first outputs:
/// ```
/// Schedule schedule;
/// schedule.add(3, {0}, {});    // inputs
/// schedule.add(1, {0}, {0});   // last inputs; first outputs leave
/// Schedule row;
/// row.add(3, {}, {});
/// row.add(1, {}, {0});
/// schedule.repeat(3, row);
/// ```
class Schedule {
public:
  /// Numbers of operands or results; each at most once in a step.
  using Ports = llvm::SmallVector<unsigned, 2>;

  Schedule() = default;
  /// `count` equal steps.
  Schedule(int64_t count, Ports takes, Ports gives) { add(count, std::move(takes), std::move(gives)); }

  /// Appends `count` equal steps. A count of zero appends nothing.
  void add(int64_t count, Ports takes, Ports gives);
  /// Appends `body`, `count` times over.
  void repeat(int64_t count, const Schedule &body);

  /// Cycles per sample when nothing waits.
  int64_t getNumSteps() const;
  /// Transfers per sample that are taken from an operand, and given to a result.
  int64_t getNumTaken(unsigned operand) const;
  int64_t getNumGiven(unsigned result) const;

  /// Equal steps one after the other.
  struct Run {
    int64_t count;
    Ports takes, gives;
  };

  /// Goes through the runs of one sample after the other without writing the loops out.
  class Cursor {
  public:
    /// `schedule` outlives the cursor and has a step at least.
    explicit Cursor(const Schedule &schedule);
    const Run &operator*() const { return *run; }
    const Run *operator->() const { return run; }
    /// Moves to the next run; true when it is the first one of the next sample.
    bool advance();

  private:
    struct Position {
      const Schedule *loop;
      size_t item;
      int64_t iteration;
    };
    void descend();

    std::vector<Position> stack;
    const Run *run = nullptr;
  };

private:
  /// Either a run or a loop around a body that is not empty.
  struct Item {
    Run run;
    std::vector<Schedule> body;
  };
  std::vector<Item> items;
};

} // namespace hls4mlir::stream

#endif // HLS4MLIR_DIALECTS_STREAM_SCHEDULE_H
