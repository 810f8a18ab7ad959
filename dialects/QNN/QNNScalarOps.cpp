//===- QNNScalarOps.cpp - Scalar arithmetic of the dataflow level -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNN.h"
#include "dialects/QNN/Verification.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APInt;
using llvm::APSInt;

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

ParseResult ConstantOp::parse(OpAsmParser &parser, OperationState &result) {
  APInt code;
  FixedType type;
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseInteger(code) || parser.parseOptionalAttrDict(result.attributes) || parser.parseColonType(type))
    return failure();
  unsigned width = std::max(code.getBitWidth(), type.getWidth()) + 1;
  if (!type.getFormat().contains(FixedValue{APSInt(code.sext(width), /*isUnsigned=*/false), type.getLsb()}))
    return parser.emitError(loc) << "code does not fit " << type;
  auto storage = IntegerType::get(parser.getContext(), type.getWidth());
  result.addAttribute("code", IntegerAttr::get(storage, code.sextOrTrunc(type.getWidth())));
  result.addTypes(type);
  return success();
}

void ConstantOp::print(OpAsmPrinter &printer) {
  SmallString<16> text;
  getCode().toString(text, 10, getType().getIsSigned());
  printer << " " << text;
  printer.printOptionalAttrDict((*this)->getAttrs(), {"code"});
  printer << " : " << getType();
}

LogicalResult ConstantOp::verify() {
  if (!getCodeAttr().getType().isSignlessInteger(getType().getWidth()))
    return emitOpError() << "has a code of type " << getCodeAttr().getType() << " for " << getType() << ", but needs i"
                         << getType().getWidth();
  return success();
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getCodeAttr(); }

LogicalResult CompareOp::verify() {
  FixedFormat format = getType().getFormat();
  if (format != FixedFormat{1, 1, false})
    return emitOpError() << "has a result of type " << getType() << ", but a truth value is !qnn.fixed<u1, 1>";
  return success();
}

LogicalResult DivideCodesOp::verify() {
  if (getLhs().getType().getIsSigned() || getRhs().getType().getIsSigned() || getType().getIsSigned())
    return emitOpError("divides unsigned numbers only");
  if (getShift() > 256)
    return emitOpError() << "shifts by " << getShift() << ", but must shift by 0 to 256";
  return success();
}

LogicalResult CodeOp::verify() {
  FixedType type = getInput().getType();
  if (type.getIsSigned() && (getLow() != 0 || getBits() != type.getWidth()))
    return emitOpError() << "reads bits " << getLow() << " to " << getLow() + getBits() << " of " << type
                         << ", but of a signed number it can only read all";
  if (getLow() > FixedType::kMaxWidth || getBits() > 30)
    return emitOpError() << "reads " << getBits() << " bits from bit " << getLow()
                         << ", but can read 0 to 30 bits from bit 0 to " << FixedType::kMaxWidth;
  return success();
}
