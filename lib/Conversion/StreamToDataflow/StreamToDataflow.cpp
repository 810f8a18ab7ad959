//===- StreamToDataflow.cpp - convert-stream-to-dataflow -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/Passes.h"
#include "lib/Conversion/StreamToDataflow/BindStorage.h"
#include "lib/Conversion/StreamToDataflow/Emitter.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;
using namespace hls4mlir::stream_to_dataflow;

namespace hls4mlir {
#define GEN_PASS_DEF_CONVERTSTREAMTODATAFLOW
#include "lib/Conversion/Passes.h.inc"
} // namespace hls4mlir

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

static std::string plural(int64_t count, StringRef noun) {
  return llvm::itostr(count) + " " + noun.str() + (count == 1 ? "" : "s");
}

/// What the layer costs, in words.
static std::string describeCost(LayerOp layer) {
  std::string text;
  if (auto matvec = dyn_cast<MatVecOp>(*layer.getHead()))
    text = plural(matvec.getInLanes(), "input lane") + " x " + plural(matvec.getOutLanes(), "output lane") +
           (matvec.getPositions() ? " x " + plural(*matvec.getPositions(), "position") : std::string());
  else if (layer.getNumResults())
    text = plural(getChannelType(layer.getResult(0)).getBeat(), "lane");
  else
    text = plural(getChannelType(layer.getInputs()[0]).getBeat(), "lane");
  return text + ", " +
         (layer.isUnrolled() ? "unrolled: a sample per cycle"
                             : plural(layer.getHead().getCycles(), "cycle") + " per sample");
}

/// `x` for the only one, `x0`, `x1` for several.
static std::string portName(StringRef stem, unsigned i, unsigned count) {
  return count == 1 ? stem.str() : (stem + Twine(i)).str();
}

static dataflow::ProcessOp emitProcess(LayerOp layer, IO io, bool pipelinedDesign, OpBuilder &builder) {
  SmallVector<std::string> names;
  SmallVector<dataflow::PortInfo> ports;
  for (unsigned i = 0; i < layer.getNumOperands(); ++i)
    names.push_back(portName("x", i, layer.getNumOperands()));
  for (unsigned i = 0; i < layer.getNumResults(); ++i)
    names.push_back(portName("y", i, layer.getNumResults()));
  for (Value input : layer.getInputs())
    ports.push_back({names[ports.size()], dataflow::Direction::In, getPortType(getChannelType(input), io)});
  for (Value output : layer.getOutputs())
    ports.push_back({names[ports.size()], dataflow::Direction::Out, getPortType(getChannelType(output), io)});
  std::string what = layer.describe(), cost = describeCost(layer);
  auto process = dataflow::ProcessOp::create(builder, layer.getLoc(), layer.getName(), ports, {what, cost});

  Emitter emitter(layer, process, io);
  emitter.unrollAll = layer.isUnrolled();
  llvm::TypeSwitch<Operation *>(layer.getHead())
      .Case<ConcatOp>([&](auto op) { emitConcat(emitter, op); })
      .Case<ConvertWidthOp>([&](auto op) { emitConvertWidth(emitter, op); })
      .Case<DepthwiseOp>([&](auto op) { emitDepthwise(emitter, op); })
      .Case<ForkOp>([&](auto op) { emitFork(emitter, op); })
      .Case<MatVecOp>([&](auto op) { emitMatVec(emitter, op); })
      .Case<PadOp>([&](auto op) { emitPad(emitter, op); })
      .Case<PoolOp>([&](auto op) { emitPool(emitter, op); })
      .Case<ReduceOp>([&](auto op) { emitReduce(emitter, op); })
      .Case<RepeatOp>([&](auto op) { emitRepeat(emitter, op); })
      .Case<BroadcastOp, ReorderOp>([&](auto) { emitHold(emitter); })
      .Case<SliceOp>([&](auto op) { emitSlice(emitter, op); })
      .Case<TableSoftmaxOp>([&](auto op) { emitSoftmax(emitter, op); })
      .Case<TopKOp>([&](auto op) { emitTopK(emitter, op); })
      .Case<WindowOp>([&](auto op) { emitWindow(emitter, op); })
      .Default([&](Operation *) { emitElementwise(emitter); });

  // A process without a loop that stays one is a pipeline by itself.
  bool rolled = process
                    ->walk([](dataflow::ForOp loop) {
                      return loop.isFullyUnrolled() ? WalkResult::advance() : WalkResult::interrupt();
                    })
                    .wasInterrupted();
  if (!rolled && !pipelinedDesign)
    process.setPipeline(1);
  return process;
}

//===----------------------------------------------------------------------===//
// Graphs
//===----------------------------------------------------------------------===//

namespace {
struct ConvertStreamToDataflow : hls4mlir::impl::ConvertStreamToDataflowBase<ConvertStreamToDataflow> {
  using Base::Base;

  void runOnOperation() override {
    for (auto graph : llvm::make_early_inc_range(getOperation().getOps<GraphOp>()))
      if (failed(convert(graph)))
        return signalPassFailure();
  }

  LogicalResult convert(GraphOp graph);
  /// The places of the FIFO that a result of a layer becomes.
  int64_t chooseDepth(LayerOp layer, unsigned output);
  dataflow::DesignOp createDesign(GraphOp graph, OpBuilder &builder, bool pipelined);
};
} // namespace

int64_t ConvertStreamToDataflow::chooseDepth(LayerOp layer, unsigned output) {
  if (depth)
    return depth;
  if (std::optional<ArrayRef<int64_t>> depths = layer.getDepths())
    return (*depths)[output];
  return std::max<int64_t>(2, getChannelType(layer.getOutputs()[output]).getNumBeats());
}

dataflow::DesignOp ConvertStreamToDataflow::createDesign(GraphOp graph, OpBuilder &builder, bool pipelined) {
  Block &block = graph.getBody().front();
  llvm::StringSet<> taken;
  SmallVector<std::string> names;
  auto name = [&](DictionaryAttr attributes, StringRef fallback, unsigned i, unsigned count) {
    auto given = attributes ? attributes.getAs<StringAttr>(qnn::kNameAttr) : StringAttr();
    std::string stem = given ? given.str() : portName(fallback, i, count), candidate = stem;
    for (unsigned suffix = 1; !taken.insert(candidate).second; ++suffix)
      candidate = stem + "_" + llvm::utostr(suffix);
    names.push_back(candidate);
  };
  unsigned inputs = graph.getNumArguments(), outputs = graph.getNumResults();
  for (unsigned i = 0; i < inputs; ++i)
    name(graph.getArgAttrDict(i), "x", i, inputs);
  for (unsigned i = 0; i < outputs; ++i)
    name(graph.getResultAttrDict(i), "y", i, outputs);

  SmallVector<dataflow::PortInfo> ports;
  auto addPort = [&](dataflow::Direction direction, Value channel, DictionaryAttr attributes) {
    ChannelType type = getChannelType(channel);
    NamedAttrList list(attributes);
    list.set(dataflow::kShapeAttr, builder.getDenseI64ArrayAttr(type.getShape()));
    if (graph.getIo() == IO::Parallel)
      list.set(dataflow::kPartitionAttr, builder.getArrayAttr({dataflow::PartitionAttr::get(builder.getContext(), 0)}));
    ports.push_back(
        {names[ports.size()], direction, getPortType(type, graph.getIo()), list.getDictionary(builder.getContext())});
  };
  for (BlockArgument argument : block.getArguments())
    addPort(dataflow::Direction::In, argument, graph.getArgAttrDict(argument.getArgNumber()));
  for (auto [i, channel] : llvm::enumerate(block.getTerminator()->getOperands()))
    addPort(dataflow::Direction::Out, channel, graph.getResultAttrDict(i));

  LayerOp slowest;
  int64_t cycles = 0, layers = 0;
  for (LayerOp layer : block.getOps<LayerOp>()) {
    ++layers;
    if (int64_t own = layer.isUnrolled() ? 1 : layer.getHead().getCycles(); own > cycles) {
      cycles = own;
      slowest = layer;
    }
  }
  std::string comment = llvm::itostr(layers) + (layers == 1 ? " process" : " processes");
  if (slowest)
    comment += "; the slowest, " + slowest.getName().str() + ", takes " + plural(cycles, "cycle") + " per sample";
  auto design = dataflow::DesignOp::create(builder, graph.getLoc(), graph.getSymName(), ports, StringRef(comment));
  if (pipelined)
    design.setPipeline(1);
  return design;
}

LogicalResult ConvertStreamToDataflow::convert(GraphOp graph) {
  IO io = graph.getIo();
  Block &block = graph.getBody().front();
  for (Operation &op : block.without_terminator())
    if (!isa<LayerOp>(op) && !isRename(&op))
      return op.emitOpError() << "'" << getDisplayName(&op)
                              << "' stands outside a layer; stream-form-layers sees to it";
  bool pipelined = graph.isOnePipeline();

  SymbolTable symbols(getOperation());
  OpBuilder builder(graph);
  dataflow::DesignOp design = createDesign(graph, builder, pipelined);

  // FIFOs and arrays by the channel that they are; another name for a channel is the same FIFO.
  DenseMap<Value, Value> ports;
  for (BlockArgument argument : block.getArguments())
    ports[argument] = design.getBody().getArgument(argument.getArgNumber());
  for (auto [i, channel] : llvm::enumerate(block.getTerminator()->getOperands()))
    ports[getRoot(channel)] = design.getBody().getArgument(block.getNumArguments() + i);

  OpBuilder body = OpBuilder::atBlockEnd(design.getBodyBlock());
  for (LayerOp layer : block.getOps<LayerOp>())
    for (auto [i, channel] : llvm::enumerate(layer.getOutputs())) {
      if (ports.count(channel))
        continue;
      ChannelType type = getChannelType(channel);
      StringAttr name =
          builder.getStringAttr(layer.getName() + "_out" + (layer.getNumResults() == 1 ? "" : Twine(i).str()));
      if (io == IO::Stream)
        ports[channel] = dataflow::FifoOp::create(body, channel.getLoc(), getPortType(type, io), name,
                                                  body.getI64IntegerAttr(chooseDepth(layer, i)),
                                                  /*storage=*/{}, /*type_name=*/{});
      else
        ports[channel] = dataflow::ArrayOp::create(
            body, channel.getLoc(), getPortType(type, io), name,
            body.getArrayAttr({dataflow::PartitionAttr::get(body.getContext(), 0)}), /*reshape=*/{},
            /*storage=*/{}, /*type_name=*/{}, /*distance=*/{});
    }

  for (LayerOp layer : block.getOps<LayerOp>()) {
    dataflow::ProcessOp process = emitProcess(layer, io, pipelined, builder);
    bindStorage(process, hasUltraRam(graph));
    symbols.insert(process);
    SmallVector<Value> connected;
    for (Value input : layer.getInputs())
      connected.push_back(ports.at(getRoot(input)));
    for (Value output : layer.getOutputs())
      connected.push_back(ports.at(output));
    dataflow::InstanceOp::create(body, layer.getLoc(), process.getSymName(), connected);
    ++numProcesses;
  }
  bindStorage(design, hasUltraRam(graph));
  design->moveBefore(graph);
  graph.erase();
  return success();
}
