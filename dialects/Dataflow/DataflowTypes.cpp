//===- DataflowTypes.cpp - FIFOs, arrays and beats -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Dataflow/Dataflow.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;

#define GET_TYPEDEF_CLASSES
#include "dialects/Dataflow/DataflowTypes.cpp.inc"

void DataflowDialect::registerTypes() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/Dataflow/DataflowTypes.cpp.inc"
      >();
}

/// Parses an element type, in which a beat may be written without the dialect's name.
static ParseResult parseElement(AsmParser &parser, Type &element) {
  if (failed(parser.parseOptionalKeyword("beat")))
    return parser.parseType(element);
  element = BeatType::parse(parser);
  return success(element != nullptr);
}

static void printElement(AsmPrinter &printer, Type element) {
  if (auto beat = dyn_cast<BeatType>(element)) {
    printer << "beat";
    beat.print(printer);
    return;
  }
  printer << element;
}

static LogicalResult verifyElement(llvm::function_ref<InFlightDiagnostic()> emitError, StringRef what, Type element) {
  if (isa<qnn::FixedType, BeatType>(element))
    return success();
  return emitError() << "elements of " << what << " must be fixed-point numbers or beats, but they are " << element;
}

//===----------------------------------------------------------------------===//
// BeatType
//===----------------------------------------------------------------------===//

Type BeatType::parse(AsmParser &parser) {
  SmallVector<int64_t> lanes;
  qnn::FixedType element;
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseLess() || parser.parseDimensionList(lanes, /*allowDynamic=*/false) || parser.parseType(element) ||
      parser.parseGreater())
    return {};
  if (lanes.size() != 1) {
    parser.emitError(loc, "expected one number of lanes, as in '!dataflow.beat<4x!qnn.fixed<s8, 3>>'");
    return {};
  }
  return getChecked([&] { return parser.emitError(loc); }, parser.getContext(), lanes[0], element);
}

void BeatType::print(AsmPrinter &printer) const { printer << "<" << getLanes() << "x" << getElement() << ">"; }

LogicalResult BeatType::verify(llvm::function_ref<InFlightDiagnostic()> emitError, int64_t lanes, qnn::FixedType) {
  if (lanes < 1 || lanes > kMaxElements)
    return emitError() << "a beat has " << lanes << " lanes, but must have 1 to " << kMaxElements;
  return success();
}

//===----------------------------------------------------------------------===//
// FifoType
//===----------------------------------------------------------------------===//

Type FifoType::parse(AsmParser &parser) {
  Type element;
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseLess() || parseElement(parser, element) || parser.parseGreater())
    return {};
  return getChecked([&] { return parser.emitError(loc); }, parser.getContext(), element);
}

void FifoType::print(AsmPrinter &printer) const {
  printer << "<";
  printElement(printer, getElement());
  printer << ">";
}

LogicalResult FifoType::verify(llvm::function_ref<InFlightDiagnostic()> emitError, Type element) {
  return verifyElement(emitError, "a FIFO", element);
}

//===----------------------------------------------------------------------===//
// ArrayType
//===----------------------------------------------------------------------===//

Type ArrayType::parse(AsmParser &parser) {
  SmallVector<int64_t> shape;
  Type element;
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseLess() || parser.parseDimensionList(shape, /*allowDynamic=*/false) || parseElement(parser, element) ||
      parser.parseGreater())
    return {};
  return getChecked([&] { return parser.emitError(loc); }, parser.getContext(), shape, element);
}

void ArrayType::print(AsmPrinter &printer) const {
  printer << "<";
  for (int64_t size : getShape())
    printer << size << "x";
  printElement(printer, getElement());
  printer << ">";
}

LogicalResult ArrayType::verify(llvm::function_ref<InFlightDiagnostic()> emitError, ArrayRef<int64_t> shape,
                                Type element) {
  int64_t elements = getLanes(element);
  for (int64_t size : shape) {
    if (size < 1 || size > kMaxElements)
      return emitError() << "a dimension of an array has " << size << " elements, but must have 1 to " << kMaxElements;
    elements *= size;
    if (elements > kMaxElements)
      return emitError() << "an array has more than " << kMaxElements << " numbers";
  }
  return verifyElement(emitError, "an array", element);
}

SmallVector<int64_t> ArrayType::getAccessShape() const {
  SmallVector<int64_t> shape(getShape());
  if (auto beat = dyn_cast<BeatType>(getElement()))
    shape.push_back(beat.getLanes());
  return shape;
}

Type ArrayType::getAccessType(size_t indices) const {
  auto beat = dyn_cast<BeatType>(getElement());
  if (indices == getShape().size())
    return getElement();
  return beat && indices == getShape().size() + 1 ? beat.getElement() : Type();
}

//===----------------------------------------------------------------------===//
// Helpers
//===----------------------------------------------------------------------===//

qnn::FixedType dataflow::getFixedType(Type type) {
  if (auto fifo = dyn_cast<FifoType>(type))
    type = fifo.getElement();
  else if (auto array = dyn_cast<ArrayType>(type))
    type = array.getElement();
  if (auto beat = dyn_cast<BeatType>(type))
    type = beat.getElement();
  return dyn_cast<qnn::FixedType>(type);
}

int64_t dataflow::getLanes(Type type) {
  if (auto fifo = dyn_cast<FifoType>(type))
    type = fifo.getElement();
  else if (auto array = dyn_cast<ArrayType>(type))
    type = array.getElement();
  auto beat = dyn_cast<BeatType>(type);
  return beat ? beat.getLanes() : 1;
}

//===----------------------------------------------------------------------===//
// CounterType
//===----------------------------------------------------------------------===//

Type CounterType::parse(AsmParser &parser) {
  int64_t size = 0;
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseLess() || parser.parseInteger(size) || parser.parseGreater())
    return {};
  return getChecked([&] { return parser.emitError(loc); }, parser.getContext(), size);
}

void CounterType::print(AsmPrinter &printer) const { printer << "<" << getSize() << ">"; }

LogicalResult CounterType::verify(llvm::function_ref<InFlightDiagnostic()> emitError, int64_t size) {
  // Twice the size is an int, too.
  if (size < 1 || size > (int64_t(1) << 30))
    return emitError() << "a counter has " << size << " values, but must have 1 to 1073741824";
  return success();
}
