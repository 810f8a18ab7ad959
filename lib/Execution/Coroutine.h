//===- Coroutine.h - A function with a stack of its own -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_EXECUTION_COROUTINE_H
#define HLS4MLIR_LIB_EXECUTION_COROUTINE_H

#include <cstddef>
#include <ucontext.h>

namespace hls4mlir {

/// A function that can stop in the middle and go on later, on the thread that has started it. One that never goes on
/// is given up without unwinding: it is for machine code that owns nothing.
class Coroutine {
public:
  Coroutine() = default;
  ~Coroutine();
  Coroutine(const Coroutine &) = delete;
  Coroutine &operator=(const Coroutine &) = delete;

  /// Takes memory for the stack; false when there is none.
  bool allocate();
  /// Makes `function(argument)` what the next resume() begins, whatever was going on before.
  void start(void (*function)(void *), void *argument);
  /// Runs until the function stops or ends. Called from outside.
  void resume();
  /// Stops until the next resume(). Called from inside.
  void suspend();

private:
  static void enter(unsigned low, unsigned high);

  void *stack = nullptr;
  void (*function)(void *) = nullptr;
  void *argument = nullptr;
  ucontext_t inside, outside;
};

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_EXECUTION_COROUTINE_H
