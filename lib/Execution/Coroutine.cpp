//===- Coroutine.cpp - A function with a stack of its own -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/Coroutine.h"
#include <cstdint>
#include <sys/mman.h>

using namespace hls4mlir;

/// Machine code keeps what does not fit into registers on the stack, and nothing else. Memory is taken when it is
/// touched.
static constexpr std::size_t kStackBytes = std::size_t(1) << 20;
/// Below the stack, so that too deep a one is a fault and no overwritten memory.
static constexpr std::size_t kGuardBytes = std::size_t(64) << 10;

Coroutine::~Coroutine() {
  if (stack)
    munmap(stack, kGuardBytes + kStackBytes);
}

bool Coroutine::allocate() {
  void *memory = mmap(nullptr, kGuardBytes + kStackBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    return false;
  stack = memory;
  return mprotect(stack, kGuardBytes, PROT_NONE) == 0;
}

void Coroutine::enter(unsigned low, unsigned high) {
  auto *self = reinterpret_cast<Coroutine *>(static_cast<uintptr_t>(uint64_t(high) << 32 | low));
  self->function(self->argument);
  self->suspend();
}

void Coroutine::start(void (*newFunction)(void *), void *newArgument) {
  function = newFunction;
  argument = newArgument;
  getcontext(&inside);
  inside.uc_stack.ss_sp = static_cast<char *>(stack) + kGuardBytes;
  inside.uc_stack.ss_size = kStackBytes;
  inside.uc_link = nullptr;
  // Arguments are of type int: a pointer is two of them.
  auto address = static_cast<uint64_t>(reinterpret_cast<uintptr_t>(this));
  makecontext(&inside, reinterpret_cast<void (*)()>(&Coroutine::enter), 2, static_cast<unsigned>(address),
              static_cast<unsigned>(address >> 32));
}

void Coroutine::resume() { swapcontext(&outside, &inside); }

void Coroutine::suspend() { swapcontext(&inside, &outside); }
