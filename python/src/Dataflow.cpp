//===- Dataflow.cpp - Types of the dataflow dialect -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Dataflow/Dataflow.h"
#include "python/src/Bindings.h"
#include "python/src/Diagnostics.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::python;

/// Makes a type of parameters that its verifier may refuse.
template <typename T, typename... Parameters>
static T getChecked(MLIRContext *context, const char *what, Parameters &&...parameters) {
  DiagnosticScope scope(getContextState(context), GIL::Keep);
  auto type =
      T::getChecked([&] { return mlir::emitError(UnknownLoc::get(context)); }, std::forward<Parameters>(parameters)...);
  scope.finish(bool(type), std::string("cannot make ") + what);
  return type;
}

void hls4mlir::python::populateDataflow(nb::module_ &m) {
  auto beat = [](const PyType &self) { return cast<dataflow::BeatType>(self.type); };
  defineType<dataflow::BeatType>(m, "BeatType", "Numbers that travel together: `!dataflow.beat<4x!qnn.fixed<s8, 3>>`.")
      .def_static(
          "get",
          [](int64_t lanes, qnn::FixedType element) {
            return getChecked<dataflow::BeatType>(element.getContext(), "a beat type", lanes, element);
          },
          "lanes"_a, "element"_a, "Raises MLIRError.")
      .def_prop_ro("lanes", [beat](const PyType &self) { return beat(self).getLanes(); })
      .def_prop_ro("element", [beat](const PyType &self) { return beat(self).getElement(); });

  auto fifo = [](const PyType &self) { return cast<dataflow::FifoType>(self.type); };
  defineType<dataflow::FifoType>(m, "FifoType",
                                 "A queue of numbers or beats: `!dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>>`.")
      .def_static(
          "get",
          [](Type element) { return getChecked<dataflow::FifoType>(element.getContext(), "a FIFO type", element); },
          "element"_a, "Raises MLIRError.")
      .def_prop_ro("element", [fifo](const PyType &self) { return fifo(self).getElement(); });

  auto array = [](const PyType &self) { return cast<dataflow::ArrayType>(self.type); };
  defineType<dataflow::ArrayType>(m, "ArrayType",
                                  "Storage of numbers or beats: `!dataflow.array<4x4x!qnn.fixed<s8, 3>>`.")
      .def_static(
          "get",
          [](const std::vector<int64_t> &shape, Type element) {
            return getChecked<dataflow::ArrayType>(element.getContext(), "an array type", shape, element);
          },
          "shape"_a, "element"_a, "The shape of a variable is empty. Raises MLIRError.")
      .def_prop_ro(
          "shape", [array](const PyType &self) { return toTuple(array(self).getShape()); },
          nb::sig("def shape(self) -> tuple[int, ...]"))
      .def_prop_ro("element", [array](const PyType &self) { return array(self).getElement(); });
}
