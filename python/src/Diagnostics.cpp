//===- Diagnostics.cpp - What the compiler reports, for Python -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "python/src/Diagnostics.h"
#include "python/src/Bindings.h"
#include <atomic>

using namespace mlir;
using namespace hls4mlir::python;

PyDiagnostic::PyDiagnostic(Diagnostic &diagnostic)
    : severity(diagnostic.getSeverity()), location(diagnostic.getLocation()), message(diagnostic.str()) {
  for (Diagnostic &note : diagnostic.getNotes())
    notes.emplace_back(note);
}

static const char *getSeverityName(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Note:
    return "note";
  case DiagnosticSeverity::Warning:
    return "warning";
  case DiagnosticSeverity::Error:
    return "error";
  case DiagnosticSeverity::Remark:
    return "remark";
  }
  return "error";
}

static std::string toText(const PyDiagnostic &diagnostic) {
  std::string text =
      print(diagnostic.location.location) + ": " + getSeverityName(diagnostic.severity) + ": " + diagnostic.message;
  for (const PyDiagnostic &note : diagnostic.notes)
    text += "\n  " + toText(note);
  return text;
}

//===----------------------------------------------------------------------===//
// One call of the compiler
//===----------------------------------------------------------------------===//

DiagnosticScope::DiagnosticScope(const ContextRef &context, GIL gil)
    : context(context), lock(context->exclusive, std::defer_lock) {
  // Whoever holds the lock may need the GIL to go on, so it is not held while waiting.
  if (gil == GIL::Release || !lock.try_lock()) {
    released.emplace();
    lock.lock();
    if (gil == GIL::Keep)
      released.reset();
  }
  handler = context->mlir.getDiagEngine().registerHandler(
      [this](Diagnostic &diagnostic) { diagnostics.emplace_back(diagnostic); });
}

DiagnosticScope::~DiagnosticScope() { leave(); }

void DiagnosticScope::leave() {
  if (!handler)
    return;
  context->mlir.getDiagEngine().eraseHandler(*handler);
  handler.reset();
  lock.unlock();
  released.reset();
}

void DiagnosticScope::finish(bool succeeded, const std::string &message) {
  leave();
  std::vector<PyDiagnostic> errors;
  for (PyDiagnostic &diagnostic : diagnostics) {
    bool handled = false;
    // A handler may detach itself or others.
    auto handlers = context->handlers;
    for (auto it = handlers.rbegin(); it != handlers.rend() && !handled; ++it)
      handled = nb::cast<bool>(nb::bool_(it->second(diagnostic)));
    if (handled)
      continue;
    if (diagnostic.severity == DiagnosticSeverity::Error && !succeeded) {
      errors.push_back(std::move(diagnostic));
    } else if (diagnostic.severity != DiagnosticSeverity::Remark) {
      nb::module_ ir = nb::module_::import_("hls4mlir.ir");
      nb::str text(ir.attr("describe")(diagnostic));
      if (PyErr_WarnEx(ir.attr("MLIRWarning").ptr(), text.c_str(), 1) != 0)
        throw nb::python_error();
    }
  }
  if (!succeeded)
    throwMLIRError(message, errors);
}

void hls4mlir::python::throwMLIRError(const std::string &message, const std::vector<PyDiagnostic> &diagnostics) {
  nb::object type = nb::module_::import_("hls4mlir.ir").attr("MLIRError");
  nb::object error = type(message, diagnostics);
  PyErr_SetObject(type.ptr(), error.ptr());
  throw nb::python_error();
}

//===----------------------------------------------------------------------===//
// Python classes
//===----------------------------------------------------------------------===//

PyDiagnosticHandler PyDiagnosticHandler::attach(const ContextRef &context, nb::callable callback) {
  static std::atomic<uint64_t> next{0};
  uint64_t id = next++;
  context->handlers.emplace_back(id, std::move(callback));
  return {context, id};
}

void PyDiagnosticHandler::detach() {
  auto &handlers = context->handlers;
  for (auto it = handlers.begin(); it != handlers.end(); ++it) {
    if (it->first == id) {
      // The callable may own objects whose destruction comes back here.
      nb::object released = std::move(it->second);
      handlers.erase(it);
      return;
    }
  }
}

bool PyDiagnosticHandler::isAttached() const {
  return llvm::any_of(context->handlers, [&](const auto &entry) { return entry.first == id; });
}

void hls4mlir::python::populateDiagnostics(nb::module_ &m) {
  nb::enum_<DiagnosticSeverity>(m, "DiagnosticSeverity", "How grave a diagnostic is.")
      .value("ERROR", DiagnosticSeverity::Error)
      .value("WARNING", DiagnosticSeverity::Warning)
      .value("NOTE", DiagnosticSeverity::Note)
      .value("REMARK", DiagnosticSeverity::Remark);

  nb::class_<PyDiagnostic>(m, "DiagnosticInfo", "One message of the compiler about one place in the IR.")
      .def_ro("severity", &PyDiagnostic::severity)
      .def_ro("location", &PyDiagnostic::location)
      .def_ro("message", &PyDiagnostic::message)
      .def_ro("notes", &PyDiagnostic::notes, "Messages about the other places that this one is about.")
      .def("__str__", toText)
      .def("__repr__", [](const PyDiagnostic &self) { return "DiagnosticInfo(" + toText(self) + ")"; });

  nb::class_<PyDiagnosticHandler>(m, "DiagnosticHandler",
                                  "A handler attached to a context. Leaving it as a context manager detaches it.")
      .def("detach", &PyDiagnosticHandler::detach, "Detaches the handler; does nothing when it is detached.")
      .def_prop_ro("attached", &PyDiagnosticHandler::isAttached)
      .def("__enter__", [](const PyDiagnosticHandler &self) { return self; })
      .def(
          "__exit__", [](PyDiagnosticHandler &self, nb::handle, nb::handle, nb::handle) { self.detach(); },
          nb::arg().none(), nb::arg().none(), nb::arg().none());
}
