//===- DataflowDialect.cpp - Processes, FIFOs and loops -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Dataflow/Dataflow.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace hls4mlir::dataflow;

#include "dialects/Dataflow/DataflowDialect.cpp.inc"
#include "dialects/Dataflow/DataflowEnums.cpp.inc"

/// A number that may be left out, for 0.
static ParseResult parseFactor(AsmParser &parser, int64_t &factor) {
  factor = 0;
  OptionalParseResult result = parser.parseOptionalInteger(factor);
  return result.has_value() ? *result : success();
}

static void printFactor(AsmPrinter &printer, int64_t factor) {
  if (factor)
    printer << " " << factor;
}

#define GET_ATTRDEF_CLASSES
#include "dialects/Dataflow/DataflowAttrs.cpp.inc"

void DataflowDialect::initialize() {
  registerTypes();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Dataflow/DataflowAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Dataflow/DataflowOps.cpp.inc"
      >();
}
