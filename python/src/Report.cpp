//===- Report.cpp - What the layers of a design are and cost -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/Stream.h"
#include "python/src/Bindings.h"
#include "python/src/Wrappers.h"
#include <algorithm>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::python;

namespace {
struct Channel {
  std::vector<int64_t> shape;
  qnn::FixedType elementType;
  int64_t beat;

  explicit Channel(stream::ChannelType type)
      : shape(type.getShape()), elementType(type.getElementType()), beat(type.getBeat()) {}
};

struct Layer {
  std::string name;
  std::string kind;
  std::string description;
  std::optional<std::pair<int64_t, int64_t>> lanes;
  int64_t cycles;
  std::vector<Channel> inputs;
  std::vector<Channel> outputs;
};
} // namespace

static std::vector<Channel> describe(ValueRange channels) {
  std::vector<Channel> described;
  for (Value channel : channels)
    described.emplace_back(stream::getChannelType(channel));
  return described;
}

static Layer describe(stream::LayerOp op) {
  stream::ProcessorOpInterface head = op.getHead();
  Layer layer;
  layer.name = op.getName().str();
  layer.kind = head->getName().stripDialect().str();
  layer.description = op.describe();
  if (auto matvec = dyn_cast<stream::MatVecOp>(head.getOperation()))
    layer.lanes = std::make_pair(matvec.getOutLanes(), matvec.getInLanes());
  layer.cycles = head.getCycles();
  for (stream::ProcessorOpInterface processor : op.getEpilogue())
    layer.cycles = std::max(layer.cycles, processor.getCycles());
  layer.inputs = describe(op.getInputs());
  layer.outputs = describe(op.getOutputs());
  return layer;
}

static std::vector<Layer> listLayers(const OpHandle &op) {
  std::vector<Layer> layers;
  op->walk([&](stream::LayerOp layer) { layers.push_back(describe(layer)); });
  return layers;
}

void hls4mlir::python::populateReport(nb::module_ &m) {
  nb::class_<Channel>(m, "Channel", "What flows between layers.")
      .def_ro("shape", &Channel::shape, "Of the tensor that flows for one sample.")
      .def_ro("element_type", &Channel::elementType)
      .def_ro("beat", &Channel::beat, "Elements per transfer.");
  nb::class_<Layer>(m, "Layer", "A layer of the stream level, which becomes one process.")
      .def_ro("name", &Layer::name, "Name of the layer in the source model.")
      .def_ro("kind", &Layer::kind, "Operation of the first processor, such as `matvec`.")
      .def_ro("description", &Layer::description, "What its processors do, for people.")
      .def_ro("lanes", &Layer::lanes,
              "Multipliers side by side, over outputs and over inputs; None without multipliers.")
      .def_ro("cycles", &Layer::cycles, "Cycles per sample when no channel waits.")
      .def_ro("inputs", &Layer::inputs)
      .def_ro("outputs", &Layer::outputs);
  m.def("list_layers", listLayers, "operation"_a, "The layers of the stream graphs in the operation, in their order.");
}
