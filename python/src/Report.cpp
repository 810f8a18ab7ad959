//===- Report.cpp - What the layers of a design are and cost -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/Stream.h"
#include "lib/Analysis/Costs.h"
#include "lib/Analysis/TokenSimulation.h"
#include "python/src/Bindings.h"
#include "python/src/Diagnostics.h"
#include "python/src/Wrappers.h"
#include <algorithm>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::python;
using stream::Resources;

namespace {
struct Channel {
  std::vector<int64_t> shape;
  qnn::FixedType elementType;
  int64_t beat;
  std::optional<int64_t> depth;

  explicit Channel(stream::ChannelType type, std::optional<int64_t> depth = std::nullopt)
      : shape(type.getShape()), elementType(type.getElementType()), beat(type.getBeat()), depth(depth) {}
};

struct Layer {
  std::string name, kind, description;
  std::optional<std::pair<int64_t, int64_t>> lanes;
  int64_t cycles;
  Resources resources;
  std::vector<std::string> producers;
  std::vector<Channel> inputs, outputs;
};

/// When the layers of a graph work; activities by layer, in their order, and by sample.
struct Timing {
  int64_t interval, firstLatency, steadyLatency;
  std::vector<std::vector<std::pair<int64_t, int64_t>>> activities;
};
} // namespace

static Layer describe(stream::LayerOp op) {
  stream::ProcessorOpInterface head = op.getHead();
  Layer layer;
  layer.name = op.getName().str();
  layer.kind = head->getName().stripDialect().str();
  layer.description = op.describe();
  if (auto foldable = dyn_cast<stream::FoldableOpInterface>(head.getOperation());
      foldable && foldable.getFolding().size() == 2)
    layer.lanes = std::make_pair(foldable.getFolding()[0], foldable.getFolding()[1]);
  layer.cycles = head.getCycles();
  layer.resources = analysis::getProcessResources(op);
  for (Value input : op.getInputs()) {
    layer.inputs.emplace_back(stream::getChannelType(input));
    layer.producers.push_back(stream::getChannelName(input));
  }
  std::optional<ArrayRef<int64_t>> depths = op.getDepths();
  for (auto [i, output] : llvm::enumerate(op.getOutputs())) {
    // What goes to the host is a port.
    bool toHost = llvm::any_of(output.getUsers(), [](Operation *user) { return isa<stream::OutputOp>(user); });
    std::optional<int64_t> depth;
    if (depths && !toHost)
      depth = (*depths)[i];
    layer.outputs.emplace_back(stream::getChannelType(output), depth);
    if (!toHost)
      layer.resources += analysis::getChannelResources(op, i);
  }
  return layer;
}

static std::vector<Layer> listLayers(const OpHandle &op) {
  std::vector<Layer> layers;
  op->walk([&](stream::LayerOp layer) { layers.push_back(describe(layer)); });
  return layers;
}

static Timing simulate(const PyOperationBase &operation, unsigned samples) {
  stream::GraphOp graph;
  operation.op->walk([&](stream::GraphOp found) { graph = found; });
  if (!graph)
    throw nb::value_error("there is no stream.graph in the operation");
  DiagnosticScope scope(operation.op.getContext(), GIL::Keep);
  Timing timing{};
  FailureOr<analysis::Pipeline> pipeline = analysis::Pipeline::create(graph);
  if (succeeded(pipeline)) {
    std::vector<int64_t> depths = pipeline->getDepths();
    analysis::Simulation simulation = analysis::simulate(*pipeline, depths, pipeline->getInterval(), samples);
    timing = {simulation.interval, simulation.firstLatency, simulation.steadyLatency, {}};
    for (const auto &activities : simulation.activities) {
      timing.activities.emplace_back();
      for (const analysis::Activity &activity : activities)
        timing.activities.back().emplace_back(activity.begin, activity.end);
    }
    if (!simulation.deadlock.empty()) {
      graph.emitOpError() << "comes to a standstill: " << analysis::describeDeadlock(*pipeline, depths, simulation);
      pipeline = failure();
    }
  }
  scope.finish(succeeded(pipeline), "the graph cannot be simulated");
  return timing;
}

void hls4mlir::python::populateReport(nb::module_ &m) {
  nb::class_<Resources>(m, "Resources", "An estimate of what hardware takes of a device.")
      .def_ro("lut", &Resources::lut, "Lookup tables.")
      .def_ro("ff", &Resources::ff, "Registers of one bit.")
      .def_ro("dsp", &Resources::dsp, "DSP blocks.")
      .def_ro("bram18", &Resources::bram18, "Memories of 18 kilobits.")
      .def_ro("uram", &Resources::uram, "Memories of 288 kilobits.");
  nb::class_<Channel>(m, "Channel", "What flows between layers.")
      .def_ro("shape", &Channel::shape, "Of the tensor that flows for one sample.")
      .def_ro("element_type", &Channel::elementType)
      .def_ro("beat", &Channel::beat, "Elements per transfer.")
      .def_ro("depth", &Channel::depth, "Transfers that the FIFO of a result holds; None where there is no FIFO.");
  nb::class_<Layer>(m, "Layer", "A layer of the stream level, which becomes one process.")
      .def_ro("name", &Layer::name, "Name of the layer in the source model.")
      .def_ro("kind", &Layer::kind, "Operation of the first processor, such as `matvec`.")
      .def_ro("description", &Layer::description, "What its processors do, for people.")
      .def_ro(
          "lanes", &Layer::lanes,
          "What works side by side: outputs and inputs of a matrix product, channels and pixels of a window; None for "
          "other layers.")
      .def_ro("cycles", &Layer::cycles, "Cycles per sample when no channel waits.")
      .def_ro("resources", &Layer::resources, "Of the process and of the FIFOs behind it.")
      .def_ro("producers", &Layer::producers, "By input: the layer, or the input of the model, that sends it.")
      .def_ro("inputs", &Layer::inputs)
      .def_ro("outputs", &Layer::outputs);
  nb::class_<Timing>(m, "Timing", "When the layers work, by simulation of every transfer.")
      .def_ro("interval", &Timing::interval, "Cycles between samples.")
      .def_ro("first_latency", &Timing::firstLatency, "Cycles from the first sample to its result.")
      .def_ro("steady_latency", &Timing::steadyLatency, "Cycles from a later sample to its result.")
      .def_ro("activities", &Timing::activities,
              "By layer and sample: cycle of the first step, and the one after the last.");
  m.def("list_layers", listLayers, "operation"_a, "The layers of the stream graphs in the operation, in their order.");
  m.def(
      "simulate", simulate, "operation"_a, "samples"_a = 0,
      R"(Simulates the transfers of the stream graph in the operation, which has layers, at the interval of its slowest layer.

Of `samples` samples; 0: until one sample is as the one before. Raises MLIRError when processes wait for each other.)");
}
