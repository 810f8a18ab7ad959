//===- Location.cpp - Locations -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "python/src/Bindings.h"
#include "python/src/Wrappers.h"

using namespace mlir;
using namespace hls4mlir::python;

void hls4mlir::python::populateLocation(nb::module_ &m) {
  nb::class_<PyLocation>(m, "Location", R"(Where an operation comes from.

Importers give every operation the name of its layer: `Location.name("dense_2")`. As a context manager it is the
default of `loc=` parameters in this thread.)")
      .def_static(
          "unknown", [](const PyMLIRContext *context) { return PyLocation(UnknownLoc::get(resolveContext(context))); },
          "context"_a.none() = nb::none())
      .def_static(
          "file",
          [](const std::string &filename, unsigned line, unsigned col, const PyMLIRContext *context) {
            return PyLocation(FileLineColLoc::get(resolveContext(context), filename, line, col));
          },
          "filename"_a, "line"_a, "col"_a, "context"_a.none() = nb::none())
      .def_static(
          "name",
          [](const std::string &name, const PyLocation *childLoc, const PyMLIRContext *context) {
            if (name.empty())
              throw nb::value_error("the name of a location is not empty");
            MLIRContext *mlir = childLoc && !context ? &childLoc->context->mlir : resolveContext(context);
            auto id = StringAttr::get(mlir, name);
            return PyLocation(childLoc ? Location(NameLoc::get(id, childLoc->location)) : Location(NameLoc::get(id)));
          },
          "name"_a, "childLoc"_a.none() = nb::none(), "context"_a.none() = nb::none(),
          "A named place, at `childLoc` if given.")
      .def_static(
          "fused",
          [](const std::vector<PyLocation> &locations, std::optional<Attribute> metadata,
             const PyMLIRContext *context) {
            std::vector<Location> parts;
            for (const PyLocation &location : locations)
              parts.push_back(location.location);
            return PyLocation(FusedLoc::get(parts, metadata.value_or(Attribute()), resolveContext(context)));
          },
          "locations"_a, "metadata"_a.none() = nb::none(), "context"_a.none() = nb::none())
      .def_static(
          "callsite",
          [](const PyLocation &callee, const std::vector<PyLocation> &frames) {
            if (frames.empty())
              throw nb::value_error("a call site needs at least one caller frame");
            Location caller = frames.back().location;
            for (size_t i = frames.size() - 1; i-- > 0;)
              caller = CallSiteLoc::get(frames[i].location, caller);
            return PyLocation(CallSiteLoc::get(callee.location, caller));
          },
          "callee"_a, "frames"_a, "`callee` called from `frames`, the innermost first.")
      .def_prop_ro_static(
          "current", [](nb::handle) { return PyLocation(resolveLocation(nullptr)); },
          "The location of the innermost `with` statement of this thread. Raises ValueError when there is none.")
      .def("__enter__",
           [](const PyLocation &self) {
             CurrentStack::pushLocation(self);
             return self;
           })
      .def(
          "__exit__", [](const PyLocation &, nb::handle, nb::handle, nb::handle) { CurrentStack::pop(); },
          nb::arg().none(), nb::arg().none(), nb::arg().none())
      .def_prop_ro("context", [](const PyLocation &self) { return PyMLIRContext{self.context}; })
      .def_prop_ro(
          "attr", [](const PyLocation &self) -> Attribute { return LocationAttr(self.location); },
          "The location as an attribute.")
      .def("is_a_name", [](const PyLocation &self) { return isa<NameLoc>(self.location); })
      .def("is_a_file", [](const PyLocation &self) { return isa<FileLineColLoc>(self.location); })
      .def("is_a_fused", [](const PyLocation &self) { return isa<FusedLoc>(self.location); })
      .def("is_a_callsite", [](const PyLocation &self) { return isa<CallSiteLoc>(self.location); })
      .def_prop_ro(
          "name_str",
          [](const PyLocation &self) -> std::optional<std::string> {
            if (auto name = dyn_cast<NameLoc>(self.location))
              return name.getName().str();
            return std::nullopt;
          },
          "The name of a named location, else None.")
      .def_prop_ro(
          "child_loc",
          [](const PyLocation &self) -> std::optional<PyLocation> {
            if (auto name = dyn_cast<NameLoc>(self.location))
              return PyLocation(name.getChildLoc());
            return std::nullopt;
          },
          "What is named by a named location, else None.")
      .def_prop_ro(
          "filename",
          [](const PyLocation &self) -> std::optional<std::string> {
            if (auto file = dyn_cast<FileLineColLoc>(self.location))
              return file.getFilename().str();
            return std::nullopt;
          },
          "The file of a file location, else None.")
      .def_prop_ro(
          "start_line",
          [](const PyLocation &self) -> std::optional<unsigned> {
            if (auto file = dyn_cast<FileLineColLoc>(self.location))
              return file.getLine();
            return std::nullopt;
          },
          "The line of a file location, else None.")
      .def_prop_ro(
          "start_col",
          [](const PyLocation &self) -> std::optional<unsigned> {
            if (auto file = dyn_cast<FileLineColLoc>(self.location))
              return file.getColumn();
            return std::nullopt;
          },
          "The column of a file location, else None.")
      .def_prop_ro(
          "locations",
          [](const PyLocation &self) {
            std::vector<PyLocation> parts;
            if (auto fused = dyn_cast<FusedLoc>(self.location))
              parts.assign(fused.getLocations().begin(), fused.getLocations().end());
            return parts;
          },
          "The parts of a fused location; empty for others.")
      .def_prop_ro(
          "callee",
          [](const PyLocation &self) -> std::optional<PyLocation> {
            if (auto call = dyn_cast<CallSiteLoc>(self.location))
              return PyLocation(call.getCallee());
            return std::nullopt;
          },
          "The callee of a call site, else None.")
      .def_prop_ro(
          "caller",
          [](const PyLocation &self) -> std::optional<PyLocation> {
            if (auto call = dyn_cast<CallSiteLoc>(self.location))
              return PyLocation(call.getCaller());
            return std::nullopt;
          },
          "The caller of a call site, else None.")
      .def("__eq__", [](const PyLocation &self, const PyLocation &other) { return self.location == other.location; })
      .def(
          "__eq__", [](const PyLocation &, nb::handle) { return false; }, nb::arg().none())
      .def("__hash__", [](const PyLocation &self) { return size_t(hash_value(self.location)); })
      .def("__str__", [](const PyLocation &self) { return print(self.location); })
      .def("__repr__", [](const PyLocation &self) { return print(self.location); });
}
