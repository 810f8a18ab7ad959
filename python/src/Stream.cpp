//===- Stream.cpp - Types of the stream dialect -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/Stream.h"
#include "python/src/Bindings.h"
#include "python/src/Diagnostics.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::python;

void hls4mlir::python::populateStream(nb::module_ &m) {
  auto channel = [](const PyType &self) { return cast<stream::ChannelType>(self.type); };
  defineType<stream::ChannelType>(
      m, "ChannelType",
      "A channel that carries one tensor per sample: `!stream.channel<16x!qnn.fixed<s8, 3>, "
      "beat 4>`.")
      .def_static(
          "get",
          [](const std::vector<int64_t> &shape, qnn::FixedType element, int64_t beat,
             const std::optional<std::vector<int64_t>> &order) {
            MLIRContext *context = element.getContext();
            DiagnosticScope scope(getContextState(context), GIL::Keep);
            auto type = stream::ChannelType::getChecked([&] { return mlir::emitError(UnknownLoc::get(context)); },
                                                        shape, element, beat, order.value_or(std::vector<int64_t>()));
            scope.finish(bool(type), "cannot make a channel type");
            return type;
          },
          "shape"_a, "element_type"_a, "beat"_a = 1, "order"_a.none() = nb::none(),
          "Without `order` the elements run in row-major order. Raises MLIRError.")
      .def_prop_ro(
          "shape", [channel](const PyType &self) { return toTuple(channel(self).getShape()); },
          nb::sig("def shape(self) -> tuple[int, ...]"), "Of the tensor, without the batch.")
      .def_prop_ro("element_type", [channel](const PyType &self) { return channel(self).getElementType(); })
      .def_prop_ro(
          "order", [channel](const PyType &self) { return toTuple(channel(self).getOrder()); },
          nb::sig("def order(self) -> tuple[int, ...]"),
          "Dimensions in the order in which the elements run through them, the outermost first.")
      .def_prop_ro(
          "beat", [channel](const PyType &self) { return channel(self).getBeat(); }, "Elements per transfer.")
      .def_prop_ro("num_elements", [channel](const PyType &self) { return channel(self).getNumElements(); })
      .def_prop_ro(
          "num_beats", [channel](const PyType &self) { return channel(self).getNumBeats(); }, "Transfers per sample.");
}
