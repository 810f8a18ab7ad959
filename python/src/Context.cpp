//===- Context.cpp - Contexts, and what is current -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "mlir/IR/Dialect.h"
#include "python/src/Bindings.h"
#include "python/src/Diagnostics.h"

using namespace mlir;
using namespace hls4mlir::python;

//===----------------------------------------------------------------------===//
// The current context, location and insertion point
//===----------------------------------------------------------------------===//

static std::vector<CurrentStack::Frame> &getFrames() {
  static thread_local std::vector<CurrentStack::Frame> frames;
  return frames;
}

void CurrentStack::pushContext(const ContextRef &context) {
  const Frame *outer = top();
  // Entering the same context again keeps the location.
  if (outer && outer->context == context)
    getFrames().push_back(Frame(*outer));
  else
    getFrames().push_back({context, std::nullopt, std::nullopt});
}

void CurrentStack::pushLocation(const PyLocation &location) {
  const Frame *outer = top();
  Frame frame{location.context, location, std::nullopt};
  if (outer && outer->context == location.context)
    frame.insertionPoint = outer->insertionPoint;
  getFrames().push_back(std::move(frame));
}

void CurrentStack::pushInsertionPoint(const PyInsertionPoint &insertionPoint) {
  const Frame *outer = top();
  Frame frame{insertionPoint.block.getContext(), std::nullopt, insertionPoint};
  if (outer && outer->context == frame.context)
    frame.location = outer->location;
  getFrames().push_back(std::move(frame));
}

void CurrentStack::pop() {
  if (getFrames().empty())
    throw std::runtime_error("__exit__ without __enter__ in this thread");
  getFrames().pop_back();
}

const CurrentStack::Frame *CurrentStack::top() {
  auto &frames = getFrames();
  return frames.empty() ? nullptr : &frames.back();
}

MLIRContext *hls4mlir::python::resolveContext(const PyMLIRContext *context) {
  if (context)
    return context->get();
  if (const auto *frame = CurrentStack::top())
    return &frame->context->mlir;
  throw nb::value_error("there is no current context: pass `context=` or use `with Context():`");
}

Location hls4mlir::python::resolveLocation(const PyLocation *location) {
  if (location)
    return location->location;
  const auto *frame = CurrentStack::top();
  if (frame && frame->location)
    return frame->location->location;
  throw nb::value_error("there is no current location: pass `loc=` or use `with Location.unknown():`");
}

//===----------------------------------------------------------------------===//
// Python classes
//===----------------------------------------------------------------------===//

void hls4mlir::python::populateContext(nb::module_ &m) {
  nb::class_<PyMLIRContext>(m, "Context", R"(Owns types, attributes, locations and loaded dialects.

A new context has all dialects of hls4mlir and those of MLIR that they are used with. Every object made in it keeps
it alive. As a context manager it is the default of `context=` parameters in this thread.

Threads may work in contexts of their own in parallel. In a shared context, calls that run the compiler (parsing,
verification, passes) wait for each other.)")
      .def("__init__", [](PyMLIRContext *self) { new (self) PyMLIRContext{std::make_shared<ContextState>()}; })
      .def_prop_ro_static(
          "current",
          [](nb::handle) -> std::optional<PyMLIRContext> {
            if (const auto *frame = CurrentStack::top())
              return PyMLIRContext{frame->context};
            return std::nullopt;
          },
          "The context of the innermost `with` statement of this thread, or None.")
      .def("__enter__",
           [](const PyMLIRContext &self) {
             CurrentStack::pushContext(self.ref);
             return self;
           })
      .def(
          "__exit__", [](const PyMLIRContext &, nb::handle, nb::handle, nb::handle) { CurrentStack::pop(); },
          nb::arg().none(), nb::arg().none(), nb::arg().none())
      .def("__eq__", [](const PyMLIRContext &self, const PyMLIRContext &other) { return self.ref == other.ref; })
      .def(
          "__eq__", [](const PyMLIRContext &, nb::handle) { return false; }, nb::arg().none())
      .def("__hash__", [](const PyMLIRContext &self) { return std::hash<ContextState *>()(self.ref.get()); })
      .def_prop_rw(
          "allow_unregistered_dialects", [](PyMLIRContext &self) { return self.get()->allowsUnregisteredDialects(); },
          [](PyMLIRContext &self, bool value) { self.get()->allowUnregisteredDialects(value); },
          "Whether operations, types and attributes of unknown dialects are accepted.")
      .def_prop_ro(
          "dialects",
          [](PyMLIRContext &self) {
            std::vector<std::string> names;
            for (Dialect *dialect : self.get()->getLoadedDialects())
              names.push_back(dialect->getNamespace().str());
            llvm::sort(names);
            return names;
          },
          "Namespaces of the loaded dialects, sorted.")
      .def(
          "is_registered_operation",
          [](PyMLIRContext &self, const std::string &name) {
            return RegisteredOperationName::lookup(name, self.get()).has_value();
          },
          "operation_name"_a)
      .def(
          "enable_multithreading",
          [](PyMLIRContext &self, bool enable) {
            DiagnosticScope scope(self.ref, GIL::Release);
            self.get()->disableMultithreading(!enable);
          },
          "enable"_a, "Whether passes may work on several operations at once. On at first.")
      .def(
          "attach_diagnostic_handler",
          [](PyMLIRContext &self, nb::callable callback) {
            return PyDiagnosticHandler::attach(self.ref, std::move(callback));
          },
          "callback"_a,
          nb::sig("def attach_diagnostic_handler(self, callback: "
                  "collections.abc.Callable[[DiagnosticInfo], bool]) -> DiagnosticHandler"),
          R"(Calls `callback` with every DiagnosticInfo that a call of the compiler in this context reports.

It is called in the thread that made the call, when the compiler is done. A true result means that the diagnostic is
dealt with: no earlier handler sees it, and it is neither raised nor warned of. The context holds the callback until
it is detached: use the result as a context manager, or call its `detach()`.)");
}
