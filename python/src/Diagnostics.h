//===- Diagnostics.h - What the compiler reports, for Python -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// The compiler runs without the GIL and never calls Python. What it reports is collected, and handed over when
// the call is finished:
//   - first to the handlers attached to the context, the most recent first, until one returns True;
//   - of what is left, errors become the MLIRError that a failed call raises; warnings, and errors of a call that
//     succeeded, go to Python's `warnings` as MLIRWarning; remarks are dropped.
// Calls in one context wait for each other, so that each sees its own diagnostics; contexts are independent.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_PYTHON_DIAGNOSTICS_H
#define HLS4MLIR_PYTHON_DIAGNOSTICS_H

#include "mlir/IR/Diagnostics.h"
#include "python/src/Wrappers.h"

namespace hls4mlir::python {

struct PyDiagnostic {
  mlir::DiagnosticSeverity severity;
  PyLocation location;
  std::string message;
  std::vector<PyDiagnostic> notes;

  explicit PyDiagnostic(mlir::Diagnostic &diagnostic);
};

/// An attached handler; the context holds the callable.
struct PyDiagnosticHandler {
  ContextRef context;
  uint64_t id;

  static PyDiagnosticHandler attach(const ContextRef &context, nb::callable callback);
  void detach();
  bool isAttached() const;
};

/// Whether other threads of Python may go on meanwhile.
enum class GIL { Keep, Release };

/// One call of the compiler: has the context for itself and collects what is reported.
class DiagnosticScope {
public:
  DiagnosticScope(const ContextRef &context, GIL gil);
  ~DiagnosticScope();

  /// Ends the call and hands over the diagnostics; throws MLIRError with `message` unless it succeeded.
  void finish(bool succeeded, const std::string &message);
  /// Ends the call; `finish` is still due.
  void leave();

private:
  ContextRef context;
  std::optional<nb::gil_scoped_release> released;
  std::unique_lock<std::mutex> lock;
  std::optional<mlir::DiagnosticEngine::HandlerID> handler;
  std::vector<PyDiagnostic> diagnostics;
};

/// Raises MLIRError.
[[noreturn]] void throwMLIRError(const std::string &message, const std::vector<PyDiagnostic> &diagnostics = {});

} // namespace hls4mlir::python

#endif // HLS4MLIR_PYTHON_DIAGNOSTICS_H
