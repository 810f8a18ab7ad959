//===- Bindings.h - The parts of the Python module -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// One function per concept and file; Module.cpp calls them, base classes first.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_PYTHON_BINDINGS_H
#define HLS4MLIR_PYTHON_BINDINGS_H

#include <nanobind/nanobind.h>

namespace hls4mlir::python {

void populateAttributes(nanobind::module_ &m);
void populateBlocks(nanobind::module_ &m);
void populateContext(nanobind::module_ &m);
void populateDataflow(nanobind::module_ &m);
void populateDiagnostics(nanobind::module_ &m);
void populateElements(nanobind::module_ &m);
void populateExecution(nanobind::module_ &m);
void populateGlobals(nanobind::module_ &m);
void populateInsertionPoint(nanobind::module_ &m);
void populateLocation(nanobind::module_ &m);
void populateOperation(nanobind::module_ &m);
void populatePass(nanobind::module_ &m);
void populateQNN(nanobind::module_ &m);
void populateReport(nanobind::module_ &m);
void populateStream(nanobind::module_ &m);
void populateSymbolTable(nanobind::module_ &m);
void populateTarget(nanobind::module_ &m);
void populateTypes(nanobind::module_ &m);
void populateValues(nanobind::module_ &m);

} // namespace hls4mlir::python

#endif // HLS4MLIR_PYTHON_BINDINGS_H
