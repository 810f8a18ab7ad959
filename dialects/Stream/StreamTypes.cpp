//===- StreamTypes.cpp - Channels -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Verification.h"
#include "dialects/Stream/Stream.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/CheckedArithmetic.h"
#include <numeric>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;

#define GET_TYPEDEF_CLASSES
#include "dialects/Stream/StreamTypes.cpp.inc"

void StreamDialect::registerTypes() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/Stream/StreamTypes.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

Type ChannelType::parse(AsmParser &parser) {
  SMLoc loc = parser.getCurrentLocation();
  SmallVector<int64_t> shape, order;
  qnn::FixedType element;
  int64_t beat = 1;
  if (parser.parseLess() || parser.parseDimensionList(shape, /*allowDynamic=*/false) || parser.parseType(element))
    return {};
  bool hasOrder = false;
  while (succeeded(parser.parseOptionalComma())) {
    if (!hasOrder && succeeded(parser.parseOptionalKeyword("order"))) {
      hasOrder = true;
      auto parseDim = [&] { return parser.parseInteger(order.emplace_back()); };
      if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseDim))
        return {};
      continue;
    }
    if (parser.parseKeyword("beat") || parser.parseInteger(beat))
      return {};
    break;
  }
  if (parser.parseGreater())
    return {};
  return ChannelType::getChecked([&] { return parser.emitError(loc); }, shape, element, beat, order);
}

void ChannelType::print(AsmPrinter &printer) const {
  printer << "<";
  printer.printDimensionList(getShape());
  if (getRank() > 0)
    printer << "x";
  printer << getElementType();
  if (!isRowMajor()) {
    printer << ", order [";
    llvm::interleaveComma(getOrder(), printer);
    printer << "]";
  }
  if (getBeat() != 1)
    printer << ", beat " << getBeat();
  printer << ">";
}

LogicalResult ChannelType::verify(llvm::function_ref<InFlightDiagnostic()> emitError, ArrayRef<int64_t> shape,
                                  qnn::FixedType, ArrayRef<int64_t> order, int64_t beat) {
  int64_t elements = 1;
  for (int64_t size : shape) {
    if (size < 1)
      return emitError() << "a dimension of the channel is " << size << ", but must be 1 or more";
    std::optional<int64_t> product = llvm::checkedMul(elements, size);
    if (!product)
      return emitError() << "a channel of shape " << qnn::shapeText(shape) << " has too many elements";
    elements = *product;
  }
  if (order.size() != shape.size() || !isPermutationVector(order))
    return emitError() << "order " << qnn::shapeText(order) << " of a channel must name each of its " << shape.size()
                       << " dimensions once";
  if (beat < 1 || elements % beat != 0)
    return emitError() << "a beat of " << beat << " does not divide the " << elements << " elements of the channel";
  return success();
}

//===----------------------------------------------------------------------===//
// Order and beat
//===----------------------------------------------------------------------===//

SmallVector<int64_t> ChannelType::canonicalizeOrder(ArrayRef<int64_t> shape, ArrayRef<int64_t> order) {
  SmallVector<int64_t> rowMajor = llvm::to_vector(llvm::seq<int64_t>(0, shape.size()));
  if (order.empty())
    return rowMajor;
  if (order.size() != shape.size() || !isPermutationVector(order))
    return SmallVector<int64_t>(order);
  auto isLong = [&](int64_t dim) { return shape[dim] != 1; };
  SmallVector<int64_t> running = llvm::to_vector(llvm::make_filter_range(order, isLong));
  if (llvm::is_sorted(running))
    return rowMajor;
  SmallVector<int64_t> result = llvm::to_vector(llvm::make_filter_range(rowMajor, std::not_fn(isLong)));
  llvm::append_range(result, running);
  return result;
}

int64_t ChannelType::getNumElements() const { return ShapedType::getNumElements(getShape()); }

bool ChannelType::isRowMajor() const { return llvm::is_sorted(getOrder()); }

SmallVector<int64_t> ChannelType::getRunningShape() const {
  return llvm::map_to_vector(getOrder(), [&](int64_t dim) { return getShape()[dim]; });
}

bool ChannelType::isInnermost(int64_t dim) const {
  // Dimensions of size one may stand behind it.
  for (int64_t candidate : llvm::reverse(getOrder())) {
    if (candidate == dim || getShape()[dim] == 1)
      return true;
    if (getShape()[candidate] != 1)
      return false;
  }
  return false;
}

int64_t ChannelType::alignBeat(int64_t beat) const {
  int64_t aligned = 1;
  SmallVector<int64_t> sizes = getRunningShape();
  for (int64_t size : llvm::reverse(sizes)) {
    int64_t common = std::gcd(beat, size);
    aligned *= common;
    beat /= common;
    if (common != size)
      break;
  }
  return aligned;
}

ChannelType ChannelType::withBeat(int64_t beat) const { return get(getShape(), getElementType(), beat, getOrder()); }

ChannelType ChannelType::withElementType(qnn::FixedType type) const {
  return get(getShape(), type, getBeat(), getOrder());
}

ChannelType ChannelType::withOrder(ArrayRef<int64_t> order) const {
  return get(getShape(), getElementType(), getBeat(), order);
}
