//===- LaunchedTop.cpp - A top function that launches the processes -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// FIFOs are global and template arguments of the processes. Arrays at ports and between processes that run side by
// side are FIFOs of whole arrays; where a process has such a port, a function around it takes the array out of the
// FIFO, or puts it in. A design that is one pipeline is one such function. Names of these functions end in an
// underscore, which names of processes never do.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/Project.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;
using namespace hls4mlir::hlscpp;

/// Elements that an array between two processes holds: one is filled while the other one is read.
static constexpr int64_t kWholeArrays = 2;

std::string Project::portElement(unsigned port) {
  return printer.fifoElement(design.getPortType(port),
                             cast<StringAttr>(design.getPortAttributes(port).get(kTypeNameAttr)).getValue());
}

/// Declares the FIFOs between processes, and says what the FIFOs of the target cannot be told.
void Project::declareFifos() {
  const Launching &way = *printer.target.launching;
  for (Operation &op : *design.getBodyBlock()) {
    if (auto fifo = dyn_cast<FifoOp>(op)) {
      std::string element = printer.fifoElement(fifo.getType(), printer.aliasOf(fifo));
      printer.writer.line(llvm::formatv(way.defineFifo, fifo.getName(), element, fifo.getDepth()).str());
      if (fifo.getStorage())
        printer.directive(fifo, ("storage '" + stringifyStorage(*fifo.getStorage()) + "' of FIFOs").str(),
                          find(printer.target.fifoStorage, *fifo.getStorage()), fifo.getName());
    } else if (auto array = dyn_cast<ArrayOp>(op); array && !design.getPipeline()) {
      std::string element = printer.fifoElement(array.getType(), printer.aliasOf(array));
      printer.writer.line(llvm::formatv(way.defineFifo, array.getName(), element, kWholeArrays).str());
      // A FIFO hands over all elements at once, which no division could better.
      if (array.getStorage())
        printer.directive(array, ("storage '" + stringifyStorage(*array.getStorage()) + "' of FIFOs").str(),
                          find(printer.target.fifoStorage, *array.getStorage()), array.getName());
    }
  }
}

/// `process<fifos::a, fifos::b>`, with the FIFOs among the ports.
static std::string specialization(InstanceOp instance, Printer &printer) {
  SmallVector<std::string> fifos;
  for (Value port : instance.getPorts())
    if (isa<FifoType>(port.getType()))
      fifos.push_back("fifos::" + printer.getName(port).str());
  return instance.getProcess().str() + (fifos.empty() ? "" : "<" + llvm::join(fifos, ", ") + ">");
}

/// How an array that comes out of a FIFO, or goes into one, is divided within the function: as the program divides the
/// channel.
static std::string getAttributes(Value channel, Printer &printer) {
  if (auto array = channel.getDefiningOp<ArrayOp>())
    return printer.layoutAttributes(array, array.getType(), array.getPartitionAttr(), array.getReshapeAttr(),
                                    std::nullopt);
  auto port = cast<BlockArgument>(channel);
  auto design = cast<DesignOp>(port.getOwner()->getParentOp());
  DictionaryAttr attributes = design.getPortAttributes(port.getArgNumber());
  return printer.layoutAttributes(design, port.getType(), dyn_cast_or_null<ArrayAttr>(attributes.get(kPartitionAttr)),
                                  dyn_cast_or_null<ArrayAttr>(attributes.get(kReshapeAttr)), std::nullopt);
}

/// Takes an array out of a FIFO, or declares one that is going to be put in.
static void openWhole(Value channel, StringRef name, StringRef fifo, StringRef element, Direction direction,
                      Printer &printer) {
  std::string value =
      direction == Direction::In ? " = " + llvm::formatv(printer.target.streamRead, "fifos::" + fifo.str()).str() : "";
  printer.writer.line(getAttributes(channel, printer) + (value.empty() ? "" : "const ") + element.str() + " " +
                      name.str() + value + ";");
}

static void closeWhole(StringRef name, StringRef fifo, Direction direction, Printer &printer) {
  if (direction == Direction::Out)
    printer.writer.line(llvm::formatv(printer.target.streamWrite, "fifos::" + fifo.str(), name).str() + ";");
}

/// Prints the function for a design that is one pipeline: a sample, from inputs to outputs.
void Project::emitSample() {
  printer.writer.line();
  printer.writer.line("// One sample, from the inputs to the outputs.");
  openFunction(("static void " + design.getSymName() + "_sample_()").str());
  auto forArrays = [&](auto apply) {
    for (unsigned port = 0; port < design.getNumPorts(); ++port)
      if (isa<ArrayType>(design.getPortType(port)))
        apply(port, design.getPortName(port), design.getPortDirection(port));
  };
  forArrays([&](unsigned port, StringRef name, Direction direction) {
    openWhole(design.getBodyBlock()->getArgument(port), name, name, portElement(port), direction, printer);
  });
  for (Operation &op : *design.getBodyBlock()) {
    auto instance = dyn_cast<InstanceOp>(op);
    if (!instance) {
      if (auto array = dyn_cast<ArrayOp>(op))
        printer.printOperation(array.getOperation());
      continue;
    }
    SmallVector<std::string> arguments;
    for (Value port : instance.getPorts())
      if (isa<ArrayType>(port.getType()))
        arguments.push_back(printer.getName(port).str() + (isa<BlockArgument>(port) ? ".data" : ""));
    printer.writer.line(specialization(instance, printer) + "(" + llvm::join(arguments, ", ") + ");");
  }
  forArrays([&](unsigned, StringRef name, Direction direction) { closeWhole(name, name, direction, printer); });
  printer.writer.close();
}

/// Prints a function around a process with arrays among its ports, where it has any; returns what is to be launched.
std::string Project::emitTask(InstanceOp instance, unsigned number) {
  if (llvm::none_of(instance.getPorts(), [](Value port) { return isa<ArrayType>(port.getType()); }))
    return specialization(instance, printer);
  auto process = SymbolTable::lookupNearestSymbolFrom<ProcessOp>(instance, instance.getProcessAttr());
  std::string name = process.getSymName().str() + (number ? "_" + std::to_string(number) : "") + "_task_";
  printer.writer.line();
  if (process.getPipeline())
    printer.directive(process, "pipelined processes", printer.target.launching->pipelinedProcess,
                      *process.getPipeline());
  openFunction("static void " + name + "()");
  SmallVector<std::string> arguments;
  auto forArrays = [&](auto apply) {
    for (auto [port, channel] : llvm::enumerate(instance.getPorts()))
      if (isa<ArrayType>(channel.getType()))
        apply(channel, process.getPortName(port), process.getPortDirection(port),
              cast<StringAttr>(process.getPortAttributes(port).get(kTypeNameAttr)).getValue());
  };
  forArrays([&](Value channel, StringRef port, Direction direction, StringRef alias) {
    openWhole(channel, port, printer.getName(channel), printer.fifoElement(channel.getType(), alias), direction,
              printer);
    arguments.push_back(port.str() + ".data");
  });
  printer.writer.line(specialization(instance, printer) + "(" + llvm::join(arguments, ", ") + ");");
  forArrays([&](Value channel, StringRef port, Direction direction, StringRef) {
    closeWhole(port, printer.getName(channel), direction, printer);
  });
  printer.writer.close();
  return name;
}

void Project::emitLaunchedTop() {
  const Launching &way = *printer.target.launching;
  Writer &writer = printer.writer;
  StringRef top = design.getSymName();
  auto forPorts = [&](const char *in, const char *out) {
    for (unsigned port = 0; port < design.getNumPorts(); ++port) {
      bool isFifo = isa<FifoType>(design.getPortType(port));
      const char *text = design.getPortDirection(port) == Direction::In ? in : out;
      printer.printLines(
          llvm::formatv(text, design.getPortName(port), portElement(port), isFifo ? transfers(design, port) : 1).str());
    }
  };

  openGuard("");
  writer.line("#include \"types.h\"");
  writer.line();
  comment(top, design.getComment());
  describePorts();
  writer.line("namespace fifos {");
  forPorts(way.declareIn, way.declareOut);
  writer.line("} // namespace fifos");
  writer.line();
  std::string head = llvm::formatv(way.top, top).str();
  writer.line(head + ";");
  writer.line();
  writer.line("#endif");
  finish("src/" + top + ".h");

  includeProcesses();
  for (unsigned port = 0; port < design.getNumPorts(); ++port)
    printer.directive(design, "the interface of port '" + design.getPortName(port).str() + "'",
                      find(printer.target.interface, getProtocol(design, port)), design.getPortName(port));
  writer.line("namespace fifos {");
  forPorts(way.defineIn, way.defineOut);
  declareFifos();
  writer.line("} // namespace fifos");

  // What is launched, and the name of the launch.
  struct Task {
    std::string function, name;
    std::optional<uint64_t> pipeline;
  };
  SmallVector<Task> tasks;
  if (design.getPipeline()) {
    emitSample();
    tasks.push_back({(top + "_sample_").str(), top.str(), design.getPipeline()});
  } else {
    llvm::StringMap<unsigned> seen;
    for (auto instance : design.getBodyBlock()->getOps<InstanceOp>()) {
      unsigned number = seen[instance.getProcess()]++;
      auto process = SymbolTable::lookupNearestSymbolFrom<ProcessOp>(instance, instance.getProcessAttr());
      tasks.push_back({emitTask(instance, number),
                       instance.getProcess().str() + (number ? "_" + std::to_string(number) + "_" : ""),
                       process.getPipeline()});
    }
  }
  std::string names;
  for (const Task &task : tasks)
    names += llvm::formatv(way.launchName, task.name).str() + "\n";
  if (StringRef(names).trim() != "") {
    writer.line();
    writer.line("namespace launched {");
    printer.printLines(names);
    writer.line("} // namespace launched");
  }
  writer.line();
  comment(top, design.getComment());
  if (design.getPipeline())
    printer.directive(design, "pipelined functions", way.pipelinedTop, *design.getPipeline());
  openFunction(head);
  auto statement = [&](const char *text, const Task &task) {
    std::string pipeline =
        task.pipeline && *way.samplePipeline ? llvm::formatv(way.samplePipeline, *task.pipeline).str() + " " : "";
    printer.printLines(llvm::formatv(text, task.function, "launched::" + task.name, pipeline).str());
  };
  if (design.getPipeline()) {
    statement(way.alone, tasks.front());
  } else {
    for (const Task &task : tasks)
      statement(way.launch, task);
    for (const Task &task : tasks)
      statement(way.finish, task);
  }
  writer.close();
  finish("src/" + top + ".cpp");
}
