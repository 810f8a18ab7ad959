//===- HLSCpp.cpp - The files of a project -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/HLSCpp.h"
#include "lib/Target/HLSCpp/Project.h"
#include "lib/Target/HLSCpp/SupportFiles.h"
#include "lib/Target/HLSCpp/TestBench.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/CommandLine.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;
using namespace hls4mlir::hlscpp;

Project::Project(ModuleOp module, DesignOp design, const Target &target)
    : module(module), design(design), printer(target, patterns, files) {
  populateStoragePatterns(patterns);
  populateControlPatterns(patterns);
  populateNumberPatterns(patterns);
  populateIndexPatterns(patterns);
}

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

void Project::includeProcesses() {
  Writer &writer = printer.writer;
  writer.line("#include \"" + design.getSymName() + ".h\"");
  writer.line();
  for (auto process : module.getOps<ProcessOp>())
    writer.line("#include \"layers/" + process.getSymName() + ".h\"");
  writer.line();
}

void Project::describePorts() {
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
    printer.writer.line("// " + text);
  }
}

bool Project::checkPorts() {
  auto check = [&](auto function) {
    if (printer.hasFailed())
      return;
    for (unsigned port = 0; port < function.getNumPorts(); ++port)
      if (!isa_and_nonnull<StringAttr>(function.getPortAttributes(port).get(kTypeNameAttr))) {
        function.emitOpError() << "port '" << function.getPortName(port)
                               << "' has no name for its type; run dataflow-prepare-for-emission first";
        printer.fail();
      }
  };
  check(design);
  for (auto process : module.getOps<ProcessOp>())
    check(process);
  return !printer.hasFailed();
}

template <typename OpTy> std::string Project::signature(OpTy function) {
  const Launching *launching = printer.target.launching;
  SmallVector<std::string> fifos, parameters;
  for (unsigned port = 0; port < function.getNumPorts(); ++port) {
    StringRef name = function.getPortName(port);
    Type type = function.getPortType(port);
    if (launching && isa<FifoType>(type))
      fifos.push_back(llvm::formatv(launching->fifoParameter, name).str());
    else
      parameters.push_back(
          printer.parameter(name, function.getPortDirection(port), type,
                            cast<StringAttr>(function.getPortAttributes(port).get(kTypeNameAttr)).getValue()));
  }
  std::string front = fifos.empty() ? "" : "template <" + llvm::join(fifos, ", ") + ">\n";
  std::string head = "void " + function.getSymName().str() + "(";
  std::string line = head + llvm::join(parameters, ", ") + ")";
  if (line.size() > 110)
    line = head + llvm::join(parameters, ",\n" + std::string(head.size(), ' ')) + ")";
  return front + line;
}
template std::string Project::signature(DesignOp);

void Project::openFunction(StringRef head, unsigned indent) {
  SmallVector<StringRef> lines;
  head.split(lines, '\n');
  for (auto [i, line] : llvm::enumerate(lines))
    printer.writer.line(std::string(i ? indent : 0, ' ') + line + (i + 1 == lines.size() ? " {" : ""));
  Writer body(1);
  body.append(printer.writer);
  printer.writer = std::move(body);
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

void Project::emitSupport() {
  auto add = [&](const Twine &path, StringRef name) {
    // The support files spell the directive in AMD's way.
    static constexpr llvm::StringLiteral kInlined = "#pragma HLS INLINE";
    StringRef spelling = printer.target.inlined ? printer.target.inlined : "";
    std::string text;
    for (StringRef rest = getSupportFile(path.str()), line; !rest.empty();) {
      std::tie(line, rest) = rest.split('\n');
      if (line == kInlined)
        line = spelling;
      else if (line.empty())
        text += '\n';
      if (!line.empty())
        text += line.str() + '\n';
    }
    files[("src/hls4mlir/" + name).str()] = text;
  };
  for (StringRef name : {"arithmetic.h", "beat.h", "stored.h"})
    add(name, name);
  add(Twine(printer.target.numberSupport) + "/number.h", "number.h");
  if (printer.target.launching)
    add("whole.h", "whole.h");
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
  writer.line(printer.target.headers);
  writer.line();
  writer.line("#include \"hls4mlir/arithmetic.h\"");
  writer.line("#include \"hls4mlir/beat.h\"");
  if (printer.target.launching)
    writer.line("#include \"hls4mlir/whole.h\"");
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

void Project::emitProcess(ProcessOp process) {
  const Launching *launching = printer.target.launching;
  openGuard("_layers_" + process.getSymName());
  printer.writer.line("#include \"../types.h\"");
  printer.writer.line();
  comment(process.getSymName(), process.getComment());
  StringRef head, declaration;
  std::string text = signature(process);
  std::tie(head, declaration) = StringRef(text).rsplit('\n');
  if (!head.starts_with("template"))
    std::tie(head, declaration) = std::pair(StringRef(), StringRef(text));
  if (!head.empty())
    printer.writer.line(head);
  // A process with arrays is called by the function that is launched.
  bool launched = launching && !design.getPipeline() &&
                  llvm::all_of(process.getBody().getArgumentTypes(), [](Type type) { return isa<FifoType>(type); });
  if (launched && process.getPipeline())
    printer.directive(process, "pipelined processes", launching->pipelinedProcess, *process.getPipeline());
  // Continued lines stand below the first parameter, behind "static ".
  openFunction(("static " + declaration).str(), strlen("static "));
  if (process.getInlined())
    printer.directive(process, "inlined functions", printer.target.inlined);
  if (process.getPipeline() && !launching)
    printer.directive(process, "pipelined functions", printer.target.functionPipeline, *process.getPipeline());
  for (unsigned port = 0; port < process.getNumPorts(); ++port) {
    DictionaryAttr attributes = process.getPortAttributes(port);
    printer.layout(process, process.getPortName(port), process.getPortType(port),
                   dyn_cast_or_null<ArrayAttr>(attributes.get(kPartitionAttr)),
                   dyn_cast_or_null<ArrayAttr>(attributes.get(kReshapeAttr)));
  }
  printer.printBlock(*process.getBodyBlock());
  printer.writer.close();
  printer.writer.line();
  printer.writer.line("#endif");
  finish("src/layers/" + process.getSymName() + ".h");
}

FailureOr<std::map<std::string, std::string>> Project::emit() {
  if (!checkPorts())
    return failure();
  emitSupport();
  emitTypes();
  if (printer.target.launching)
    emitLaunchedTop();
  else
    emitCalledTop();
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
