//===- Module.cpp - The Python module _hls4mlir -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "python/src/Bindings.h"
#include "python/src/Lifetime.h"
#include "python/src/Wrappers.h"

namespace nb = nanobind;
using namespace hls4mlir::python;

NB_MODULE(_hls4mlir, m) {
  m.doc() =
      "MLIR and the dialects of hls4mlir. Use it through hls4mlir.ir, hls4mlir.passmanager and hls4mlir.dialects.";

  nb::module_ ir = m.def_submodule("ir", "IR of MLIR, with the names of upstream's mlir.ir.");
  populateContext(ir);
  populateLocation(ir);
  populateDiagnostics(ir);
  populateTypes(ir);
  populateAttributes(ir);
  populateElements(ir);
  populateOperation(ir);
  populateValues(ir);
  populateBlocks(ir);
  populateInsertionPoint(ir);
  populateSymbolTable(ir);
  populateGlobals(m);

  nb::module_ passmanager =
      m.def_submodule("passmanager", "Pass managers, with the names of upstream's mlir.passmanager.");
  populatePass(passmanager);

  nb::module_ dataflow = m.def_submodule("dataflow", "Types of the dataflow dialect.");
  populateDataflow(dataflow);
  nb::module_ qnn = m.def_submodule("qnn", "Types and attributes of the qnn dialect.");
  populateQNN(qnn);
  populateExecution(m);
  populateTarget(m);

  nb::module_ report = m.def_submodule("report", "What the layers of a design are and cost.");
  populateReport(report);
  nb::module_ stream = m.def_submodule("stream", "Types of the stream dialect.");
  populateStream(stream);

  // What C++ holds of Python is let go while Python can still free it.
  nb::module_::import_("atexit").attr("register")(nb::cpp_function([] {
    clearContexts();
    clearGlobals();
  }));
}
