//===- HLSCpp.cpp - The files of a project -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/HLSCpp.h"
#include "lib/Target/HLSCpp/SupportFiles.h"
#include "lib/Target/HLSCpp/TestBench.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;
using namespace hls4mlir::hlscpp;

namespace {
/// Prints the files of one design.
class Project {
public:
  Project(ModuleOp module, DesignOp design, const Target &target)
      : module(module), design(design), printer(target, patterns, files) {
    populateStoragePatterns(patterns);
    populateControlPatterns(patterns);
    populateNumberPatterns(patterns);
    populateIndexPatterns(patterns);
  }

  FailureOr<std::map<std::string, std::string>> emit();

private:
  void emitSupport();
  void emitTypes();
  void emitTop();
  void emitProcess(ProcessOp process);
  /// The widest number in any expression, in bits.
  unsigned widestNumber();
  /// Ends the file that the printer has written.
  void finish(const Twine &path) { files[path.str()] = std::exchange(printer.writer, Writer()).take(); }
  void openGuard(const Twine &path);
  void comment(StringRef name, std::optional<ArrayAttr> lines);
  template <typename OpTy> std::string signature(OpTy function);

  ModuleOp module;
  DesignOp design;
  std::map<std::string, std::string> files;
  Patterns patterns;
  Printer printer;
};
} // namespace

//===----------------------------------------------------------------------===//
// Parts that several files have
//===----------------------------------------------------------------------===//

void Project::openGuard(const Twine &path) {
  std::string guard = (design.getSymName() + path + "_H").str();
  for (char &c : guard)
    c = llvm::isAlnum(c) ? llvm::toUpper(c) : '_';
  printer.writer.line("#ifndef " + guard);
  printer.writer.line("#define " + guard);
  printer.writer.line();
}

void Project::comment(StringRef name, std::optional<ArrayAttr> lines) {
  if (!lines)
    return;
  for (auto [i, line] : llvm::enumerate(lines->getAsRange<StringAttr>()))
    printer.writer.line("// " + (i ? "" : name + ": ") + line.getValue().str());
}

/// `void name(parameters)`, a parameter per line where one line is too long.
template <typename OpTy> std::string Project::signature(OpTy function) {
  SmallVector<std::string> parameters;
  for (unsigned port = 0; port < function.getNumPorts(); ++port) {
    auto alias = dyn_cast_or_null<StringAttr>(function.getPortAttributes(port).get(kTypeNameAttr));
    if (!alias) {
      function.emitOpError() << "port '" << function.getPortName(port)
                             << "' has no name for its type; run dataflow-prepare-for-emission first";
      printer.fail();
      return {};
    }
    parameters.push_back(printer.parameter(function.getPortName(port), function.getPortDirection(port),
                                           function.getPortType(port), alias.getValue()));
  }
  std::string head = "void " + function.getSymName().str() + "(";
  std::string line = head + llvm::join(parameters, ", ") + ")";
  if (line.size() <= 110)
    return line;
  return head + llvm::join(parameters, ",\n" + std::string(head.size(), ' ')) + ")";
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

void Project::emitSupport() {
  files["src/hls4mlir/beat.h"] = getSupportFile("beat.h").str();
  files["src/hls4mlir/arithmetic.h"] = getSupportFile("arithmetic.h").str();
  files["src/hls4mlir/number.h"] = getSupportFile(std::string(printer.target.numberSupport) + "/number.h").str();
}

unsigned Project::widestNumber() {
  unsigned widest = 1;
  module.walk([&](Operation *op) {
    for (Type type : op->getResultTypes())
      if (qnn::FixedType number = dataflow::getFixedType(type))
        widest = std::max(widest, number.getWidth());
    if (auto accumulate = dyn_cast<AccumulateOp>(op))
      widest = std::max(widest, addFormat(accumulate.getValue().getType().getFormat(),
                                          dataflow::getFixedType(accumulate.getArray().getType()).getFormat())
                                    .width);
    if (auto divide = dyn_cast<qnn::DivideCodesOp>(op))
      widest = std::max<unsigned>(widest, std::max<unsigned>(divide.getLhs().getType().getWidth() + divide.getShift(),
                                                             divide.getRhs().getType().getWidth()) +
                                              2);
  });
  return widest;
}

/// The smallest and the largest value of a format, for a comment.
static std::string describe(const FixedFormat &format, Printer &printer) {
  std::string low = printer.literal(format.minCode(), format), high = printer.literal(format.maxCode(), format);
  if (low.empty() || high.empty())
    return {};
  return " // " + low + " to " + high;
}

void Project::emitTypes() {
  Writer &writer = printer.writer;
  StringRef top = design.getSymName();
  writer.line("// Number types of " + top + ". The second parameter counts the bits in front of the binary point.");
  openGuard("_types");
  if (unsigned widest = widestNumber(); widest > printer.target.defaultWidthLimit) {
    writer.line("#define " + Twine(printer.target.widthLimitMacro) + " " + Twine(printer.target.largestWidthLimit));
    writer.line();
  }
  writer.line("#include \"" + Twine(printer.target.numberHeader) + "\"");
  writer.line("#include \"" + Twine(printer.target.streamHeader) + "\"");
  writer.line();
  writer.line("#include \"hls4mlir/arithmetic.h\"");
  writer.line("#include \"hls4mlir/beat.h\"");
  for (auto alias : module.getOps<TypeAliasOp>()) {
    if (alias.getGroup()) {
      writer.line();
      writer.line("// " + *alias.getGroup());
    }
    FixedFormat format = cast<qnn::FixedType>(alias.getType()).getFormat();
    writer.line("typedef " + printer.numberType(format) + " " + alias.getSymName() + ";" + describe(format, printer));
  }
  writer.line();
  writer.line("#endif");
  finish("src/types.h");
}

void Project::emitTop() {
  Writer &writer = printer.writer;
  StringRef top = design.getSymName();
  std::string declaration = signature(design);
  if (printer.hasFailed())
    return;
  auto writeLines = [&](StringRef text, StringRef end) {
    SmallVector<StringRef> lines;
    text.split(lines, '\n');
    for (auto [i, line] : llvm::enumerate(lines))
      writer.line(line + (i + 1 == lines.size() ? end : ""));
  };

  openGuard("");
  writer.line("#include \"types.h\"");
  writer.line();
  comment(top, design.getComment());
  for (unsigned port = 0; port < design.getNumPorts(); ++port) {
    auto shape = dyn_cast_or_null<DenseI64ArrayAttr>(design.getPortAttributes(port).get(kShapeAttr));
    int64_t lanes = getLanes(design.getPortType(port));
    std::string text = design.getPortName(port).str() + ": ";
    text += design.getPortDirection(port) == Direction::In ? "in" : "out";
    if (shape)
      text += ", " +
              llvm::join(llvm::map_range(shape.asArrayRef(), [](int64_t size) { return std::to_string(size); }), " x ");
    if (lanes > 1)
      text += ", " + std::to_string(lanes) + " numbers at a time";
    writer.line("// " + text);
  }
  writeLines(declaration, ";");
  writer.line();
  writer.line("#endif");
  finish("src/" + top + ".h");

  writer.line("#include \"" + top + ".h\"");
  writer.line();
  for (auto process : module.getOps<ProcessOp>())
    writer.line("#include \"layers/" + process.getSymName() + ".h\"");
  writer.line();
  comment(top, design.getComment());
  writeLines(declaration, " {");
  writer = [&] {
    Writer body(1);
    body.append(writer);
    return body;
  }();
  for (unsigned port = 0; port < design.getNumPorts(); ++port) {
    Type type = design.getPortType(port);
    DictionaryAttr attributes = design.getPortAttributes(port);
    auto chosen = dyn_cast_or_null<InterfaceAttr>(attributes.get(kInterfaceAttr));
    Interface protocol = chosen ? chosen.getValue() : isa<FifoType>(type) ? Interface::AxiStream : Interface::Wires;
    printer.directive(design, "the interface of port '" + design.getPortName(port).str() + "'",
                      find(printer.target.interface, protocol), design.getPortName(port));
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

void Project::emitProcess(ProcessOp process) {
  Writer &writer = printer.writer;
  openGuard("_layers_" + process.getSymName());
  writer.line("#include \"../types.h\"");
  writer.line();
  comment(process.getSymName(), process.getComment());
  SmallVector<StringRef> lines;
  std::string declaration = "static " + signature(process);
  StringRef(declaration).split(lines, '\n');
  for (auto [i, line] : llvm::enumerate(lines))
    // Continued lines stand below the first parameter, behind "static ".
    writer.line((i ? "       " : "") + line + (i + 1 == lines.size() ? " {" : ""));
  writer = [&] {
    Writer body(1);
    body.append(writer);
    return body;
  }();
  if (process.getInlined())
    printer.directive(process, "inlined functions", printer.target.inlined);
  if (process.getPipeline())
    printer.directive(process, "pipelined functions", printer.target.functionPipeline, *process.getPipeline());
  for (unsigned port = 0; port < process.getNumPorts(); ++port) {
    DictionaryAttr attributes = process.getPortAttributes(port);
    printer.layout(process, process.getPortName(port), process.getPortType(port),
                   dyn_cast_or_null<ArrayAttr>(attributes.get(kPartitionAttr)),
                   dyn_cast_or_null<ArrayAttr>(attributes.get(kReshapeAttr)));
  }
  printer.printBlock(*process.getBodyBlock());
  writer.close();
  writer.line();
  writer.line("#endif");
  finish("src/layers/" + process.getSymName() + ".h");
}

FailureOr<std::map<std::string, std::string>> Project::emit() {
  emitSupport();
  emitTypes();
  emitTop();
  if (printer.hasFailed())
    return failure();
  for (auto process : module.getOps<ProcessOp>())
    emitProcess(process);
  printTestBench(design, printer);
  finish("tb/" + design.getSymName() + "_tb.cpp");
  if (printer.hasFailed())
    return failure();
  return std::move(files);
}

FailureOr<std::map<std::string, std::string>> hls4mlir::emitHLSCpp(ModuleOp module, StringRef target) {
  const Target *found = findTarget(target);
  if (!found)
    return module.emitError() << "unknown target '" << target << "'; there are " << listTargets();
  auto designs = module.getOps<DesignOp>();
  if (!llvm::hasSingleElement(designs))
    return module.emitError("module needs one dataflow.design to be emitted");
  return Project(module, *designs.begin(), *found).emit();
}

//===----------------------------------------------------------------------===//
// Translation
//===----------------------------------------------------------------------===//

void hls4mlir::registerHLSCppTranslation() {
  static llvm::cl::opt<std::string> target("target", llvm::cl::desc("The vendor's tool that the C++ is for"),
                                           llvm::cl::init("vitis"));
  static TranslateFromMLIRRegistration registration(
      "emit-hls-cpp", "print the files of an HLS C++ project, each behind a line '//--- path'",
      [](ModuleOp module, raw_ostream &os) -> LogicalResult {
        FailureOr<std::map<std::string, std::string>> files = emitHLSCpp(module, target);
        if (failed(files))
          return failure();
        for (const auto &[path, text] : *files)
          os << "//--- " << path << "\n" << text;
        return success();
      },
      [](DialectRegistry &registry) {
        registry.insert<arith::ArithDialect, scf::SCFDialect, qnn::QNNDialect, DataflowDialect>();
      });
}
