//===- hls4mlir-run.cpp - Runs a model or a design -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Runs the function of a module in the integer form, or the design of one at the dataflow level.
//
// Reads samples from standard input as the generated test benches do: one per line, the codes of all inputs in
// the order of the arguments, row-major, as decimal integers. Writes the codes of the results the same way.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/DesignInterpreter.h"
#include "lib/Execution/DesignRunner.h"
#include "lib/Execution/Interpreter.h"
#include "lib/Execution/Predictor.h"
#include "lib/Registration.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include <chrono>
#include <functional>
#include <random>

using namespace mlir;
using namespace hls4mlir;

static llvm::cl::OptionCategory category("hls4mlir-run");
static llvm::cl::opt<std::string> moduleFile(llvm::cl::Positional, llvm::cl::desc("<module>"), llvm::cl::Required,
                                             llvm::cl::cat(category));
static llvm::cl::opt<bool> useInterpreter("interpret", llvm::cl::desc("Evaluate with the reference interpreter"),
                                          llvm::cl::cat(category));
static llvm::cl::opt<unsigned> threadCount("run-threads", llvm::cl::desc("Threads that compute (0: one per core)"),
                                           llvm::cl::init(0), llvm::cl::cat(category));
static llvm::cl::opt<int64_t> benchmarkSamples("benchmark",
                                               llvm::cl::desc("Time this many samples of random codes instead"),
                                               llvm::cl::init(0), llvm::cl::cat(category));
static llvm::cl::opt<bool> verifyDiagnostics("verify-diagnostics",
                                             llvm::cl::desc("Check for the diagnostics that the file expects"),
                                             llvm::cl::cat(category));

using Codes = std::vector<std::vector<int64_t>>;

/// Codes for `count` samples of every port.
static Codes allocateCodes(ArrayRef<ModelPort> ports, int64_t count) {
  Codes codes;
  for (const ModelPort &port : ports)
    codes.emplace_back(port.elements * count);
  return codes;
}

static FailureOr<Codes> readSamples(ModuleOp module, ArrayRef<ModelPort> ports, int64_t &count) {
  auto buffer = llvm::MemoryBuffer::getSTDIN();
  if (!buffer)
    return module.emitError() << "cannot read samples: " << buffer.getError().message();
  SmallVector<StringRef> lines;
  (*buffer)->getBuffer().split(lines, '\n', -1, /*KeepEmpty=*/false);
  count = lines.size();
  Codes codes = allocateCodes(ports, count);
  for (auto [sample, line] : llvm::enumerate(lines)) {
    for (auto [port, all] : llvm::zip(ports, codes))
      for (int64_t i = 0; i < port.elements; ++i) {
        StringRef word;
        std::tie(word, line) = line.ltrim().split(' ');
        if (word.trim().getAsInteger(10, all[sample * port.elements + i]))
          return module.emitError() << "line " << sample + 1 << " has '" << word << "' where a code is needed";
      }
    if (!line.trim().empty())
      return module.emitError() << "line " << sample + 1 << " has too many codes";
  }
  return codes;
}

template <typename T> static auto pointersTo(Codes &codes) {
  return llvm::map_to_vector(codes, [](std::vector<int64_t> &code) -> T * { return code.data(); });
}

/// What runs a module.
struct Runnable {
  SmallVector<ModelPort> inputs, outputs;
  std::function<LogicalResult(ArrayRef<const int64_t *>, ArrayRef<int64_t *>, int64_t)> run;
};

/// Runs the module by the definition of its operations.
template <typename Interface, typename Interpret>
static FailureOr<Runnable> makeInterpreted(ModuleOp module, FailureOr<Interface> interface, Interpret interpret) {
  if (failed(interface))
    return failure();
  return Runnable{interface->inputs, interface->outputs,
                  [=](auto inputs, auto outputs, int64_t count) { return interpret(module, inputs, outputs, count); }};
}

static LogicalResult prepare(Predictor &predictor, int64_t count) { return predictor.prepare(count); }
static LogicalResult prepare(DesignRunner &, int64_t) { return success(); }

/// Compiles the module.
template <typename Compiled, typename Options> static FailureOr<Runnable> makeCompiled(ModuleOp module) {
  Options options;
  options.threads = threadCount;
  FailureOr<std::unique_ptr<Compiled>> created = Compiled::create(module, options);
  if (failed(created))
    return failure();
  std::shared_ptr<Compiled> compiled = std::move(*created);
  return Runnable{SmallVector<ModelPort>(compiled->getInputs()), SmallVector<ModelPort>(compiled->getOutputs()),
                  [compiled](auto inputs, auto outputs, int64_t count) {
                    return failed(prepare(*compiled, count)) ? failure() : compiled->run(inputs, outputs, count);
                  }};
}

static FailureOr<Runnable> makeRunnable(ModuleOp module) {
  if (module.getOps<dataflow::DesignOp>().empty())
    return useInterpreter ? makeInterpreted(module, getModelInterface(module), interpret)
                          : makeCompiled<Predictor, PredictorOptions>(module);
  return useInterpreter ? makeInterpreted(module, getDesignInterface(module), interpretDesign)
                        : makeCompiled<DesignRunner, DesignRunnerOptions>(module);
}

static LogicalResult benchmark(const Runnable &runnable, int64_t count) {
  std::mt19937_64 random(1);
  Codes inputs = allocateCodes(runnable.inputs, count), outputs = allocateCodes(runnable.outputs, count);
  for (auto &codes : inputs)
    for (int64_t &code : codes)
      code = random();
  double best = 0;
  for (int i = 0; i < 5; ++i) {
    auto start = std::chrono::steady_clock::now();
    if (failed(runnable.run(pointersTo<const int64_t>(inputs), pointersTo<int64_t>(outputs), count)))
      return failure();
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    best = std::max(best, count / seconds);
  }
  llvm::outs() << llvm::formatv("{0:F0} samples per second\n", best);
  return success();
}

static LogicalResult runModule(ModuleOp module) {
  auto start = std::chrono::steady_clock::now();
  FailureOr<Runnable> runnable = makeRunnable(module);
  if (failed(runnable))
    return failure();
  if (benchmarkSamples) {
    std::chrono::duration<double, std::milli> elapsed = std::chrono::steady_clock::now() - start;
    llvm::outs() << llvm::formatv("compiled in {0:F1} ms\n", elapsed.count());
    return benchmark(*runnable, benchmarkSamples);
  }
  int64_t count = 0;
  FailureOr<Codes> inputs = readSamples(module, runnable->inputs, count);
  if (failed(inputs))
    return failure();
  Codes outputs = allocateCodes(runnable->outputs, count);
  if (failed(runnable->run(pointersTo<const int64_t>(*inputs), pointersTo<int64_t>(outputs), count)))
    return failure();
  for (int64_t sample = 0; sample < count; ++sample) {
    StringRef separator;
    for (auto [port, codes] : llvm::zip(runnable->outputs, outputs))
      for (int64_t i = 0; i < port.elements; ++i, separator = " ") {
        int64_t code = codes[sample * port.elements + i];
        llvm::outs() << separator;
        port.format.isSigned ? llvm::outs() << code : llvm::outs() << static_cast<uint64_t>(code);
      }
    llvm::outs() << "\n";
  }
  return success();
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  llvm::cl::HideUnrelatedOptions(category);
  llvm::cl::ParseCommandLineOptions(argc, argv, "hls4mlir: runs a model in the integer form, or a design\n");
  DialectRegistry registry;
  registerAllDialects(registry);
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(moduleFile);
  if (!buffer) {
    llvm::errs() << moduleFile << ": " << buffer.getError().message() << "\n";
    return 1;
  }
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(std::move(*buffer), llvm::SMLoc());
  MLIRContext context(registry);
  context.printOpOnDiagnostic(false);
  if (verifyDiagnostics) {
    SourceMgrDiagnosticVerifierHandler handler(sources, &context);
    if (OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(sources, &context))
      (void)runModule(*module);
    return mlir::failed(handler.verify());
  }
  SourceMgrDiagnosticHandler handler(sources, &context);
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(sources, &context);
  return !module || mlir::failed(runModule(*module));
}
