//===- DesignTurns.h - Processes as machine code, taking turns -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_EXECUTION_DESIGNTURNS_H
#define HLS4MLIR_LIB_EXECUTION_DESIGNTURNS_H

#include "lib/Execution/Coroutine.h"
#include "lib/Execution/DesignCode.h"

namespace hls4mlir {

/// Why a sample has no results.
struct DesignFailure {
  enum Kind { OutOfMemory, Deadlock, Excess, Leftover, Count, Operation } kind = OutOfMemory;
  int64_t sample = 0;
  /// Of Excess, Leftover and Count: the FIFO, and the elements that are in it.
  const DesignStorage *fifo = nullptr;
  int64_t elements = 0;
  /// Of Deadlock: who waits for what.
  std::vector<WaitingProcess> waiting;
  /// Of Operation: the process, and what it has said of the operation, operand and index at fault.
  const DesignProcess *process = nullptr;
  int64_t operation = 0, operand = 0, index = 0;

  /// Emits the error.
  mlir::LogicalResult report(const DesignInterface &interface) const;
};

/// What one thread computes samples with: memory, and a coroutine for each process.
class DesignTurns {
public:
  explicit DesignTurns(const DesignCode &code) : code(code) {}
  ~DesignTurns();

  /// Computes sample `sample`; a failure where it has no results.
  std::optional<DesignFailure> compute(llvm::ArrayRef<const int64_t *> inputs, llvm::ArrayRef<int64_t *> outputs,
                                       int64_t sample);

  // What processes call; convert-dataflow-to-func says when.
  void wait(const FifoState *fifo, bool writes);
  void fail(int64_t operation, int64_t operand, int64_t index);

private:
  /// A process in the middle of a sample.
  struct Process {
    const DesignProcess *description = nullptr;
    std::vector<const void *> arguments;
    Coroutine coroutine;
    bool isStarted = false, isFinished = false;
    /// The FIFO that it waits for, null for none.
    const DesignStorage *fifo = nullptr;
    bool writes = false;
  };

  /// Takes memory, before the first sample; false when there is none.
  bool allocate();
  static void enter(void *process);
  /// Whether a process has something to do.
  bool isReady(const Process &process);
  void runProcesses();
  void fill(const DesignStorage &storage, const int64_t *codes);
  void drain(const DesignStorage &storage, int64_t *codes);
  FifoState &stateOf(const DesignStorage &storage) { return *reinterpret_cast<FifoState *>(memory + storage.state); }
  DesignFailure describeDeadlock();
  std::optional<DesignFailure> checkFifos();

  const DesignCode &code;
  char *memory = nullptr;
  std::vector<std::unique_ptr<Process>> processes;
  Process *running = nullptr;
  /// What the process that was running has failed with.
  std::optional<DesignFailure> failure;
};

/// The functions of the runtime that the code of a design calls.
llvm::ArrayRef<RuntimeFunction> getDesignRuntime();

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_EXECUTION_DESIGNTURNS_H
