//===- Building.h - Creating operations -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_PYTHON_BUILDING_H
#define HLS4MLIR_PYTHON_BUILDING_H

#include "python/src/Wrappers.h"

namespace hls4mlir::python {

/// What an operation is made of. Without `results` they are inferred.
struct OperationParts {
  std::string name;
  std::optional<std::vector<mlir::Type>> results;
  std::vector<ValueHandle> operands;
  std::vector<std::pair<std::string, mlir::Attribute>> attributes;
  std::vector<BlockHandle> successors;
  int64_t regions = 0;
};

/// Creates the operation and inserts it at `ip`: an InsertionPoint, None for the current one if any, or False for
/// none. Throws ValueError, TypeError or MLIRError.
OpHandle createOperation(const OperationParts &parts, const PyLocation *loc, nb::handle ip);

/// Inserts a detached operation as `createOperation` does.
void insertAt(const OpHandle &op, nb::handle ip);

/// The attributes of a dict of Python; None stands for an empty one.
std::vector<std::pair<std::string, mlir::Attribute>> toAttributes(const std::string &operation, nb::handle attributes);

/// `OpView.__init__`, which the generated classes call: sorts operands and results into the segments of the ODS.
OpHandle buildGeneric(const std::string &name, nb::handle regionSpec, nb::handle operandSegments,
                      nb::handle resultSegments, nb::handle attributes, nb::handle results, nb::handle operands,
                      nb::handle successors, nb::handle regions, const PyLocation *loc, nb::handle ip);

} // namespace hls4mlir::python

#endif // HLS4MLIR_PYTHON_BUILDING_H
