//===- TestBench.cpp - The test bench of a project -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// The program's own names end in an underscore, which names of ports never do.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/TestBench.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;
using namespace hls4mlir::hlscpp;

static constexpr llvm::StringLiteral kPrologue = R"(
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

// Takes the next code of a line.
template <class T> static bool read_number(std::istream &line, T &value) {
    typename stored_integer<8, number<T>::is_signed>::type code_;
    if (!(line >> code_))
        return false;
    value = from_code<T>(code_);
    return true;
}

static int fail(const std::string &what) {
    std::cerr << "error: " << what << std::endl;
    return 1;
}

int main(int argc_, char **argv_) {
    const std::string source_(__FILE__);
    const std::string folder_ = source_.substr(0, source_.find_last_of("/\\") + 1);
    const std::string input_ = argc_ > 1 ? std::string(argv_[1]) : folder_ + "input.dat";
    const std::string output_ = argc_ > 2 ? std::string(argv_[2]) : folder_ + "output.dat";
    std::ifstream samples_(input_.c_str());
    if (!samples_)
        return fail("cannot read " + input_);
    std::ofstream results_(output_.c_str());
    if (!results_)
        return fail("cannot write " + output_);
)";

/// Opens one loop for every dimension; gives the indices, `[i0_][i1_]`.
static std::string openLoops(ArrayRef<int64_t> shape, Writer &writer) {
  std::string indices;
  for (auto [dimension, size] : llvm::enumerate(shape)) {
    writer.open(llvm::formatv("for (int i{0}_ = 0; i{0}_ < {1}; ++i{0}_)", dimension, size).str());
    indices += llvm::formatv("[i{0}_]", dimension).str();
  }
  return indices;
}

static void closeLoops(size_t count, Writer &writer) {
  while (count--)
    writer.close();
}

/// Statements that take the numbers of `element` from the line.
static void readElement(const Twine &element, int64_t lanes, bool isBeat, StringRef name, Writer &writer) {
  std::string text = element.str();
  if (isBeat) {
    writer.line(llvm::formatv("for (int lane_ = 0; lane_ < {0}; ++lane_)", lanes).str());
    text += "[lane_]";
  }
  std::string indent = isBeat ? "    " : "";
  writer.line(indent + "if (!read_number(line_, " + text + "))");
  writer.line(indent + "    return fail(\"" + name.str() + ": the line has too few numbers\");");
}

/// Statements that put the numbers of `element` into the line of results.
static void writeElement(const Twine &element, int64_t lanes, bool isBeat, Writer &writer) {
  std::string text = element.str();
  if (isBeat) {
    writer.line(llvm::formatv("for (int lane_ = 0; lane_ < {0}; ++lane_)", lanes).str());
    text += "[lane_]";
  }
  writer.line((isBeat ? "    " : "") + ("results_ << to_integer(" + text + ") << ' ';"));
}

static std::string aliasOf(DesignOp design, unsigned port) {
  return cast<StringAttr>(design.getPortAttributes(port).get(kTypeNameAttr)).str();
}

/// Declares the argument for a port of a top function that calls the processes.
static void declarePort(DesignOp design, unsigned port, Printer &printer) {
  Type type = design.getPortType(port);
  StringRef name = design.getPortName(port);
  std::string element = printer.elementType(type, aliasOf(design, port));
  if (auto array = dyn_cast<ArrayType>(type)) {
    printer.writer.line(element + " " + printer.declarator(name, array.getShape()) + ";");
    return;
  }
  std::string stream = llvm::formatv(printer.target.streamType, element).str();
  printer.writer.line(llvm::formatv(printer.target.streamDeclaration, stream, name).str() + ";");
}

/// The FIFO of a port, and how an element is put in and taken out.
static std::string fifoOf(StringRef port, Printer &printer) {
  return (printer.target.launching ? "fifos::" : "") + port.str();
}
static void put(StringRef port, StringRef value, Printer &printer) {
  std::string fifo = fifoOf(port, printer);
  if (const Launching *launching = printer.target.launching)
    return printer.printLines(llvm::formatv(launching->hostWrite, fifo, value).str());
  printer.writer.line(llvm::formatv(printer.target.streamWrite, fifo, value).str() + ";");
}
static void take(StringRef port, StringRef value, StringRef type, Printer &printer) {
  std::string fifo = fifoOf(port, printer);
  if (const Launching *launching = printer.target.launching)
    return printer.printLines(llvm::formatv(launching->hostRead, fifo, value, type).str());
  printer.writer.line("if (" + fifo + ".empty())");
  printer.writer.line("    return fail(\"FIFO '" + fifo + "' has too few elements\");");
  printer.writer.line("const " + type + " " + value + " = " + llvm::formatv(printer.target.streamRead, fifo).str() +
                      ";");
}

static void fillPort(DesignOp design, unsigned port, Printer &printer) {
  Type type = design.getPortType(port);
  StringRef name = design.getPortName(port);
  Writer &writer = printer.writer;
  if (auto array = dyn_cast<ArrayType>(type)) {
    bool isWhole = printer.target.launching;
    if (isWhole)
      writer.line(printer.fifoElement(type, aliasOf(design, port)) + " " + name + ";");
    std::string indices = openLoops(array.getShape(), writer);
    readElement(name + (isWhole ? ".data" : "") + indices, getLanes(type), isa<BeatType>(array.getElement()), name,
                writer);
    closeLoops(array.getShape().size(), writer);
    if (isWhole)
      put(name, name, printer);
    return;
  }
  openLoops(transfers(design, port), writer);
  writer.line(printer.elementType(type, aliasOf(design, port)) + " element_;");
  readElement("element_", getLanes(type), isa<BeatType>(cast<FifoType>(type).getElement()), name, writer);
  put(name, "element_", printer);
  closeLoops(1, writer);
}

static void emptyPort(DesignOp design, unsigned port, Printer &printer) {
  Type type = design.getPortType(port);
  StringRef name = design.getPortName(port);
  Writer &writer = printer.writer;
  if (auto array = dyn_cast<ArrayType>(type)) {
    bool isWhole = printer.target.launching;
    if (isWhole) {
      writer.open();
      take(name, name, printer.fifoElement(type, aliasOf(design, port)), printer);
    }
    std::string indices = openLoops(array.getShape(), writer);
    writeElement(name + (isWhole ? ".data" : "") + indices, getLanes(type), isa<BeatType>(array.getElement()), writer);
    closeLoops(array.getShape().size(), writer);
    if (isWhole)
      writer.close();
    return;
  }
  openLoops(transfers(design, port), writer);
  take(name, "element_", printer.elementType(type, aliasOf(design, port)), printer);
  writeElement("element_", getLanes(type), isa<BeatType>(cast<FifoType>(type).getElement()), writer);
  closeLoops(1, writer);
  if (printer.target.launching)
    return;
  writer.line("if (!" + name + ".empty())");
  writer.line("    return fail(\"FIFO '" + name + "' has elements left\");");
}

void hlscpp::printTestBench(DesignOp design, Printer &printer) {
  Writer &writer = printer.writer;
  StringRef top = design.getSymName();
  writer.line("// Test bench of " + top + ".");
  writer.line("//");
  writer.line("// Usage: " + top + "_tb INPUT OUTPUT, by default input.dat and output.dat in the folder of this file.");
  writer.line(
      "// A line of INPUT is one sample: the codes of all inputs, in the order of the arguments, row-major, as");
  writer.line("// decimal integers. OUTPUT gets the codes of the results in the same way.");
  writer.line("#include \"../src/" + top + ".h\"");
  for (StringRef rest = kPrologue; !rest.empty();) {
    auto [line, more] = rest.split('\n');
    writer.line(line);
    rest = more;
  }
  writer = [&] { // What follows stands in main().
    Writer body(1);
    body.append(writer);
    return body;
  }();
  const Launching *launching = printer.target.launching;
  writer.line();
  if (launching)
    printer.printLines(llvm::formatv(launching->hostStart, top).str());
  writer.line("std::string text_;");
  writer.open("while (std::getline(samples_, text_))");
  writer.line("std::istringstream line_(text_);");
  if (!launching)
    for (unsigned port = 0; port < design.getNumPorts(); ++port)
      declarePort(design, port, printer);
  for (unsigned port = 0; port < design.getNumPorts(); ++port)
    if (design.getPortDirection(port) == Direction::In)
      fillPort(design, port, printer);
  writer.line();
  if (launching) {
    if (*launching->hostCall) {
      printer.printLines(llvm::formatv(launching->hostCall, top).str());
      writer.line();
    }
  } else {
    writer.line(top + "(" +
                llvm::join(llvm::map_range(design.getPortNames(),
                                           [](Attribute name) { return cast<StringAttr>(name).getValue(); }),
                           ", ") +
                ");");
    writer.line();
  }
  for (unsigned port = 0; port < design.getNumPorts(); ++port)
    if (design.getPortDirection(port) == Direction::Out)
      emptyPort(design, port, printer);
  writer.line("results_ << '\\n';");
  writer.close();
  if (launching)
    printer.printLines(launching->hostEnd);
  writer.line("return results_.flush() ? 0 : fail(\"cannot write \" + output_);");
  writer.close();
}
