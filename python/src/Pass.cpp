//===- Pass.cpp - Pass managers -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Registration.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "python/src/Bindings.h"
#include "python/src/Diagnostics.h"

using namespace mlir;
using namespace hls4mlir::python;

namespace {
struct PyPassManager {
  ContextRef context;
  std::unique_ptr<PassManager> passes;
  bool verify = true;
};

/// Marks the IR as used by a pass run; what Python knows of it is stale afterwards.
class RunningScope {
public:
  explicit RunningScope(const RootRef &root) : root(root) { root->setRunning(true); }
  ~RunningScope() {
    root->setRunning(false);
    root->startGeneration();
  }

private:
  RootRef root;
};
} // namespace

static void addPasses(PyPassManager &self, const std::string &pipeline) {
  std::string message;
  llvm::raw_string_ostream os(message);
  DiagnosticScope scope(self.context, GIL::Keep);
  LogicalResult result = parsePassPipeline(pipeline, *self.passes, os);
  scope.finish(succeeded(result),
               "cannot parse the pass pipeline '" + pipeline + "': " + StringRef(message).trim().str());
}

static PyPassManager parse(const std::string &pipeline, const PyMLIRContext *pyContext) {
  ContextRef context = getContextState(resolveContext(pyContext));
  std::string message;
  llvm::raw_string_ostream os(message);
  DiagnosticScope scope(context, GIL::Keep);
  // Parsing into an existing manager would nest the anchor in another one.
  FailureOr<OpPassManager> parsed = parsePassPipeline(pipeline, os);
  scope.finish(succeeded(parsed),
               "cannot parse the pass pipeline '" + pipeline + "': " + StringRef(message).trim().str());
  auto passes = std::make_unique<PassManager>(&context->mlir, parsed->getOpAnchorName());
  static_cast<OpPassManager &>(*passes) = std::move(*parsed);
  return {context, std::move(passes)};
}

static void run(PyPassManager &self, PyOperationBase &target) {
  Operation *op = target.op.get();
  RootRef root = target.op.getRoot();
  if (root->getContext() != self.context)
    throw nb::value_error("the operation belongs to another context than the pass manager");
  std::optional<RunningScope> running(root);
  DiagnosticScope scope(self.context, GIL::Release);
  // Passes rely on valid IR, and Python can build any.
  bool valid = !self.verify || succeeded(verify(op));
  LogicalResult result = valid ? self.passes->run(op) : failure();
  scope.leave();
  running.reset();
  // Passes work inside the operation, which itself stays.
  target.op = OpHandle(root, op);
  std::string name = "'" + op->getName().getStringRef().str() + "'";
  scope.finish(succeeded(result), valid ? "a pass failed on " + name : name + " is not valid");
}

void hls4mlir::python::populatePass(nb::module_ &m) {
  registerAllPasses();

  nb::class_<PyPassManager>(m, "PassManager", "Runs passes over an operation.")
      .def(
          "__init__",
          [](PyPassManager *self, const std::string &anchor, const PyMLIRContext *context) {
            MLIRContext *mlir = resolveContext(context);
            new (self) PyPassManager{getContextState(mlir), std::make_unique<PassManager>(mlir, anchor)};
          },
          "anchor_op"_a = "any", "context"_a.none() = nb::none(),
          "`anchor_op` is the name of the operations that the passes run on.")
      .def_static("parse", parse, "pipeline"_a, "context"_a.none() = nb::none(),
                  "From text such as `builtin.module(canonicalize,cse)`. Raises MLIRError.")
      .def("add", addPasses, "pipeline"_a, "Adds the passes of a text such as `canonicalize,cse`. Raises MLIRError.")
      .def("run", run, "operation"_a, R"(Runs the passes on the operation, which may be a Module.

Other threads of Python go on meanwhile; in them, the IR that the operation belongs to raises RuntimeError. Afterwards
every object that Python holds of that IR is invalid, except `operation` itself and other operations without a parent:
get operations, blocks and values anew. Raises MLIRError when a pass fails; warnings become MLIRWarning, see
`Context.attach_diagnostic_handler`.)")
      .def(
          "enable_verifier",
          [](PyPassManager &self, bool enable) { self.passes->enableVerifier(self.verify = enable); }, "enable"_a,
          "Whether the IR is verified before the first pass and after each. On at first; passes may crash on invalid "
          "IR.")
      .def(
          "enable_timing", [](PyPassManager &self) { self.passes->enableTiming(); },
          "Prints the time of each pass to standard error.")
      .def(
          "enable_statistics", [](PyPassManager &self) { self.passes->enableStatistics(); },
          "Prints the statistics of the passes to standard error.")
      .def(
          "enable_ir_printing",
          [](PyPassManager &self, bool beforeAll, bool afterAll, bool moduleScope, bool afterChange, bool afterFailure,
             std::optional<int64_t> largeElementsLimit, bool debugInfo, std::optional<std::string> treeDirectory) {
            if (moduleScope && self.context->mlir.isMultithreadingEnabled())
              throw nb::value_error("printing whole modules needs context.enable_multithreading(False)");
            OpPrintingFlags flags;
            if (largeElementsLimit) {
              flags.elideLargeElementsAttrs(*largeElementsLimit);
              flags.elideLargeResourceString(*largeElementsLimit);
            }
            if (debugInfo)
              flags.enableDebugInfo(true, /*prettyForm=*/false);
            auto before = [beforeAll](Pass *, Operation *) { return beforeAll; };
            auto after = [afterAll](Pass *, Operation *) { return afterAll; };
            if (treeDirectory)
              self.passes->enableIRPrintingToFileTree(before, after, moduleScope, afterChange, afterFailure,
                                                      *treeDirectory, flags);
            else
              self.passes->enableIRPrinting(before, after, moduleScope, afterChange, afterFailure, llvm::errs(), flags);
          },
          "print_before_all"_a = false, "print_after_all"_a = true, "print_module_scope"_a = false,
          "print_after_change"_a = false, "print_after_failure"_a = false, "large_elements_limit"_a.none() = nb::none(),
          "enable_debug_info"_a = false, "tree_printing_dir_path"_a.none() = nb::none(),
          "Prints the IR to standard error, or to files below a folder, when passes run.")
      .def("__str__", [](PyPassManager &self) {
        std::string text;
        llvm::raw_string_ostream os(text);
        self.passes->printAsTextualPipeline(os);
        return text;
      });
}
