//===- DesignTurns.cpp - Processes as machine code, taking turns -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/DesignTurns.h"
#include "lib/Conversion/DataflowToFunc/DataflowToFunc.h"
#include <cstdlib>
#include <cstring>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;

//===----------------------------------------------------------------------===//
// Failures
//===----------------------------------------------------------------------===//

LogicalResult DesignFailure::report(const DesignInterface &interface) const {
  DesignOp design = interface.design;
  switch (kind) {
  case OutOfMemory:
    return design.emitError("cannot be run: there is no memory for it");
  case Deadlock:
    return reportDeadlock(design, waiting);
  case Excess:
    return reportExcess(design, fifo->name, fifo->depth);
  case Leftover:
    return reportLeftover(design, fifo->name, elements);
  case Count:
    return reportCount(design, fifo->name, elements, fifo->depth, 1);
  case Operation: {
    InstanceOp instance = process->op;
    auto source = SymbolTable::lookupNearestSymbolFrom<ProcessOp>(design, instance.getProcessAttr());
    mlir::Operation *op = getNumberedOperation(source, operation);
    if (isa<LoadOp, StoreOp, AccumulateOp>(op))
      return reportIndex(op, operand, index);
    if (isa<arith::DivUIOp, arith::RemUIOp>(op))
      return reportDivision(op, operand, index);
    return op->emitOpError("divides by zero");
  }
  }
  llvm_unreachable("covered");
}

//===----------------------------------------------------------------------===//
// What the code calls
//===----------------------------------------------------------------------===//

/// Who computes on this thread.
static thread_local DesignTurns *current = nullptr;

static void waitForFifo(const FifoState *fifo, int64_t writes) { current->wait(fifo, writes != 0); }
static void failAt(int64_t operation, int64_t operand, int64_t index) { current->fail(operation, operand, index); }

ArrayRef<RuntimeFunction> hls4mlir::getDesignRuntime() {
  static const RuntimeFunction functions[] = {{kWaitFunction, reinterpret_cast<void *>(&waitForFifo)},
                                              {kFailFunction, reinterpret_cast<void *>(&failAt)}};
  return functions;
}

void DesignTurns::wait(const FifoState *fifo, bool writes) {
  for (unsigned port : running->description->ports)
    if (const DesignStorage &storage = code.storages[port]; storage.depth && &stateOf(storage) == fifo)
      running->fifo = &storage;
  running->writes = writes;
  running->coroutine.suspend();
}

void DesignTurns::fail(int64_t operation, int64_t operand, int64_t index) {
  failure.emplace();
  failure->kind = DesignFailure::Operation;
  failure->process = running->description;
  failure->operation = operation;
  failure->operand = operand;
  failure->index = index;
  running->coroutine.suspend();
}

//===----------------------------------------------------------------------===//
// Ports
//===----------------------------------------------------------------------===//

/// Calls `use` with memory as an array of the integers that hold a code.
template <typename Use> static void withCodes(char *memory, const DesignStorage &storage, Use use) {
  char *codes = memory + storage.offset;
  switch (storage.bytes) {
  case 1:
    return use(reinterpret_cast<int8_t *>(codes));
  case 2:
    return use(reinterpret_cast<int16_t *>(codes));
  case 4:
    return use(reinterpret_cast<int32_t *>(codes));
  case 8:
    return use(reinterpret_cast<int64_t *>(codes));
  }
  llvm_unreachable("ports have codes of at most 64 bits");
}

void DesignTurns::fill(const DesignStorage &storage, const int64_t *codes) {
  // Codes are taken modulo the width: whatever stands above it goes, and the sign or zero comes there.
  unsigned unused = 64 - storage.format.width;
  withCodes(memory, storage, [&](auto *to) {
    for (int64_t i = 0; i < storage.codes; ++i) {
      uint64_t bits = static_cast<uint64_t>(codes[i]) << unused;
      bits = storage.format.isSigned ? static_cast<uint64_t>(static_cast<int64_t>(bits) >> unused) : bits >> unused;
      to[i] = static_cast<std::decay_t<decltype(*to)>>(bits);
    }
  });
  if (storage.depth)
    stateOf(storage) = {storage.depth, 0, 0};
}

void DesignTurns::drain(const DesignStorage &storage, int64_t *codes) {
  withCodes(memory, storage, [&](const auto *from) {
    using Code = std::decay_t<decltype(*from)>;
    for (int64_t i = 0; i < storage.codes; ++i)
      codes[i] =
          storage.format.isSigned ? from[i] : static_cast<int64_t>(static_cast<std::make_unsigned_t<Code>>(from[i]));
  });
}

//===----------------------------------------------------------------------===//
// Turns
//===----------------------------------------------------------------------===//

DesignTurns::~DesignTurns() { std::free(memory); }

bool DesignTurns::allocate() {
  memory = static_cast<char *>(std::aligned_alloc(64, std::max<int64_t>(code.memoryBytes, 64)));
  if (!memory)
    return false;
  // What a design does not store is the same every time.
  std::memset(memory, 0, std::max<int64_t>(code.memoryBytes, 64));
  for (const DesignProcess &description : code.processes) {
    Process &process = *processes.emplace_back(std::make_unique<Process>());
    process.description = &description;
    if (!process.coroutine.allocate())
      return false;
    for (unsigned port : description.ports) {
      const DesignStorage &storage = code.storages[port];
      process.arguments.push_back(memory + storage.offset);
      if (storage.depth)
        process.arguments.push_back(&stateOf(storage));
    }
    llvm::append_range(process.arguments, description.roms);
    process.arguments.push_back(memory + description.scratch);
  }
  return true;
}

void DesignTurns::enter(void *argument) {
  auto &process = *static_cast<Process *>(argument);
  process.description->function(process.arguments.data());
  process.isFinished = true;
}

bool DesignTurns::isReady(const Process &process) {
  if (process.isFinished)
    return false;
  if (!process.isStarted)
    return llvm::all_of(process.description->writers, [&](unsigned writer) { return processes[writer]->isFinished; });
  int64_t elements = stateOf(*process.fifo).elements;
  return process.writes ? elements < process.fifo->depth : elements > 0;
}

void DesignTurns::runProcesses() {
  for (bool progress = true; progress;) {
    progress = false;
    for (auto &process : processes) {
      if (!isReady(*process))
        continue;
      progress = true;
      if (!process->isStarted)
        process->coroutine.start(enter, process.get());
      process->isStarted = true;
      running = process.get();
      process->coroutine.resume();
      if (failure)
        return;
    }
  }
}

std::optional<DesignFailure> DesignTurns::compute(ArrayRef<const int64_t *> inputs, ArrayRef<int64_t *> outputs,
                                                  int64_t sample) {
  if (!memory && !allocate()) {
    failure.emplace();
    failure->sample = sample;
    return failure;
  }
  for (const DesignStorage &storage : code.storages)
    if (storage.depth)
      stateOf(storage) = {0, 0, 0};
  for (auto [port, codes] : llvm::zip_equal(code.inputs, inputs))
    fill(code.storages[port], codes + sample * code.storages[port].codes);
  for (auto &process : processes)
    process->isStarted = process->isFinished = false;
  failure.reset();
  current = this;
  runProcesses();
  current = nullptr;

  if (!failure && llvm::any_of(processes, [](auto &process) { return !process->isFinished; }))
    failure = describeDeadlock();
  if (!failure)
    failure = checkFifos();
  if (failure) {
    failure->sample = sample;
    for (WaitingProcess &process : failure->waiting)
      process.sample = sample;
    return failure;
  }
  for (auto [port, codes] : llvm::zip_equal(code.outputs, outputs))
    drain(code.storages[port], codes + sample * code.storages[port].codes);
  return std::nullopt;
}

DesignFailure DesignTurns::describeDeadlock() {
  DesignFailure described;
  described.kind = DesignFailure::Deadlock;
  for (auto &process : processes) {
    if (process->isFinished)
      continue;
    WaitingProcess &waiting = described.waiting.emplace_back();
    waiting.instance = process->description->op;
    if (!process->isStarted)
      continue;
    waiting.fifo = process->fifo->name;
    if (!process->writes)
      continue;
    waiting.depth = process->fifo->depth;
    // The host takes everything, once a sample is complete.
    if (isa<BlockArgument>(process->fifo->value)) {
      described.kind = DesignFailure::Excess;
      described.fifo = process->fifo;
    }
  }
  return described;
}

std::optional<DesignFailure> DesignTurns::checkFifos() {
  std::optional<DesignFailure> found;
  for (auto [i, storage] : llvm::enumerate(code.storages)) {
    if (!storage.depth)
      continue;
    int64_t elements = stateOf(storage).elements;
    bool isOutput = llvm::is_contained(code.outputs, i);
    if (elements == (isOutput ? storage.depth : 0))
      continue;
    // The first one, and one that is left before an output that is short of some.
    if (found && (isOutput || found->kind == DesignFailure::Leftover))
      continue;
    found.emplace();
    found->kind = isOutput ? DesignFailure::Count : DesignFailure::Leftover;
    found->fifo = &storage;
    found->elements = elements;
  }
  return found;
}
