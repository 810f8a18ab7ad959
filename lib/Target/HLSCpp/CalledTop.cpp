//===- CalledTop.cpp - A top function that calls the processes -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/Project.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;
using namespace hls4mlir::hlscpp;

void Project::emitCalledTop() {
  Writer &writer = printer.writer;
  StringRef top = design.getSymName();
  std::string declaration = signature(design);

  openGuard("");
  writer.line("#include \"types.h\"");
  writer.line();
  comment(top, design.getComment());
  describePorts();
  SmallVector<StringRef> lines;
  StringRef(declaration).split(lines, '\n');
  for (auto [i, line] : llvm::enumerate(lines))
    writer.line(line + (i + 1 == lines.size() ? ";" : ""));
  writer.line();
  writer.line("#endif");
  finish("src/" + top + ".h");

  includeProcesses();
  comment(top, design.getComment());
  openFunction(declaration);
  for (unsigned port = 0; port < design.getNumPorts(); ++port) {
    Type type = design.getPortType(port);
    DictionaryAttr attributes = design.getPortAttributes(port);
    printer.directive(design, "the interface of port '" + design.getPortName(port).str() + "'",
                      find(printer.target.interface, getProtocol(design, port)), design.getPortName(port));
    printer.layout(design, design.getPortName(port), type, dyn_cast_or_null<ArrayAttr>(attributes.get(kPartitionAttr)),
                   dyn_cast_or_null<ArrayAttr>(attributes.get(kReshapeAttr)));
  }
  if (design.getPipeline())
    printer.directive(design, "pipelined functions", printer.target.functionPipeline, *design.getPipeline());
  else
    printer.directive(design, "concurrent processes", printer.target.dataflow);
  writer.line();
  printer.printBlock(*design.getBodyBlock());
  writer.close();
  finish("src/" + top + ".cpp");
}
