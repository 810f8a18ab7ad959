//===- Target.cpp - HLS C++ from Python -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Pipelines/Pipelines.h"
#include "lib/Target/HLSCpp/HLSCpp.h"
#include "mlir/Pass/PassManager.h"
#include "python/src/Bindings.h"
#include "python/src/Diagnostics.h"
#include <nanobind/stl/map.h>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::python;

/// Prepares a copy of the module and prints it.
static std::map<std::string, std::string> emit(PyOperationBase &target, const std::string &vendor) {
  auto module = dyn_cast<ModuleOp>(target.op.get());
  if (!module)
    throw nb::type_error("the operation is not a module");
  FailureOr<std::map<std::string, std::string>> files = failure();
  DiagnosticScope scope(target.op.getRoot()->getContext(), GIL::Keep);
  {
    OwningOpRef<ModuleOp> copy(module.clone());
    PassManager passes(module.getContext());
    EmissionPipelineOptions options;
    options.target = vendor;
    buildEmissionPipeline(passes, options);
    if (succeeded(passes.run(*copy)))
      files = emitHLSCpp(*copy, vendor);
  }
  scope.finish(succeeded(files), "the module has no C++ for '" + vendor + "'");
  return std::move(*files);
}

void hls4mlir::python::populateTarget(nb::module_ &m) {
  m.def("emit_hls_cpp", emit, "module"_a, "target"_a,
        R"(The files of an HLS C++ project, text by relative path, of a module of the dataflow level.

The module itself stays as it is. Raises MLIRError for an unknown target and for what the target cannot say; directives
that it lacks are remarks.)");
}
