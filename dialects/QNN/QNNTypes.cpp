//===- QNNTypes.cpp - Fixed-point number type -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNN.h"
#include "dialects/QNN/Verification.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

#define GET_TYPEDEF_CLASSES
#include "dialects/QNN/QNNTypes.cpp.inc"

void QNNDialect::registerTypes() {
  addTypes<
#define GET_TYPEDEF_LIST
#include "dialects/QNN/QNNTypes.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// FixedType
//===----------------------------------------------------------------------===//

Type FixedType::parse(AsmParser &parser) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef sign;
  int integer = 0;
  // The keyword is sign and width in one word: s8, u16.
  if (parser.parseLess() || parser.parseKeyword(&sign) || parser.parseComma() || parser.parseInteger(integer) ||
      parser.parseGreater())
    return {};
  unsigned width = 0;
  if (!(sign.consume_front("s") || sign.consume_front("u")) || sign.getAsInteger(10, width)) {
    parser.emitError(loc, "expected 's' or 'u' and a width, as in '!qnn.fixed<s8, 3>'");
    return {};
  }
  bool isSigned = sign.data()[-1] == 's';
  return FixedType::getChecked([&] { return parser.emitError(loc); }, parser.getContext(), width, integer, isSigned);
}

void FixedType::print(AsmPrinter &printer) const {
  printer << "<" << (getIsSigned() ? "s" : "u") << getWidth() << ", " << getInteger() << ">";
}

FixedType FixedType::get(MLIRContext *context, const FixedFormat &format) {
  return get(context, format.width, format.integer, format.isSigned);
}

LogicalResult FixedType::verify(llvm::function_ref<InFlightDiagnostic()> emitError, unsigned width, int integer,
                                bool isSigned) {
  if (width < 1 || width > kMaxWidth)
    return emitError() << "width of a fixed-point type is " << width << ", but must lie in 1.." << kMaxWidth;
  if (integer < -kMaxInteger || integer > kMaxInteger)
    return emitError() << "integer bits of a fixed-point type are " << integer << ", but must lie in " << -kMaxInteger
                       << ".." << kMaxInteger;
  return success();
}

//===----------------------------------------------------------------------===//
// Helpers
//===----------------------------------------------------------------------===//

FixedType qnn::getFixedType(Type type) { return dyn_cast<FixedType>(getElementTypeOrSelf(type)); }

bool qnn::isSizedTensor(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape())
    return false;
  int64_t elements = 1;
  for (int64_t size : tensor.getShape()) {
    if (size < 1 || size > kMaxElements)
      return false;
    elements *= size;
    if (elements > kMaxElements)
      return false;
  }
  return true;
}

Type qnn::withElementType(Type type, Type element) {
  if (auto tensor = dyn_cast<RankedTensorType>(type))
    return RankedTensorType::get(tensor.getShape(), element, tensor.getEncoding());
  return element;
}
