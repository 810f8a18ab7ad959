//===- Scalars.cpp - Operations of qnn on single numbers -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/Scalars.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace hls4mlir;
using llvm::APInt;
using llvm::APSInt;

APSInt hls4mlir::requantize(qnn::RequantizeOp op, const FixedValue &value, const FixedFormat &format) {
  APSInt code = narrow(value, format, op.getRounding(), op.getOverflow());
  if (std::optional<ArrayRef<int64_t>> clamp = op.getClamp()) {
    if (APSInt::compareValues(code, APSInt::get((*clamp)[0])) < 0)
      code = codeOf((*clamp)[0], format);
    if (APSInt::compareValues(code, APSInt::get((*clamp)[1])) > 0)
      code = codeOf((*clamp)[1], format);
  }
  return code;
}

static bool holds(qnn::ComparePredicate predicate, int order) {
  switch (predicate) {
  case qnn::ComparePredicate::EQ:
    return order == 0;
  case qnn::ComparePredicate::NE:
    return order != 0;
  case qnn::ComparePredicate::LT:
    return order < 0;
  case qnn::ComparePredicate::LE:
    return order <= 0;
  case qnn::ComparePredicate::GT:
    return order > 0;
  case qnn::ComparePredicate::GE:
    return order >= 0;
  }
  llvm_unreachable("covered");
}

/// The rounded quotient of codes times 2^shift, clipped to the format.
static FailureOr<APSInt> divideCodes(qnn::DivideCodesOp op, const APSInt &dividend, const APSInt &divisor,
                                     const FixedFormat &format) {
  if (divisor.isZero())
    return op.emitOpError("divides by zero");
  unsigned width = dividend.getBitWidth() + divisor.getBitWidth() + op.getShift() + format.width + 2;
  APInt wide = divisor.zext(width);
  APInt code = (dividend.zext(width).shl(op.getShift() + 1) + wide).udiv(wide.shl(1));
  APInt limit = format.maxCode().zext(width);
  return APSInt((code.ugt(limit) ? limit : code).trunc(format.width), /*isUnsigned=*/true);
}

FailureOr<APSInt> hls4mlir::evaluateScalar(Operation *op, ArrayRef<FixedValue> x) {
  qnn::FixedType type = op->getNumResults() == 1 ? dyn_cast<qnn::FixedType>(op->getResult(0).getType()) : nullptr;
  if (!type)
    return op->emitOpError("is not an operation on single numbers");
  FixedFormat format = type.getFormat();
  return llvm::TypeSwitch<Operation *, FailureOr<APSInt>>(op)
      .Case([&](qnn::AddOp) { return exactCode(add(x[0], x[1]), format); })
      .Case([&](qnn::CompareOp compareOp) {
        return codeOf(holds(compareOp.getPredicate(), compare(x[0], x[1])), format);
      })
      .Case([&](qnn::ConstantOp constant) { return APSInt(constant.getCode(), !format.isSigned); })
      .Case([&](qnn::DivideCodesOp divide) { return divideCodes(divide, x[0].code, x[1].code, format); })
      .Case([&](qnn::MaxOp) { return exactCode(compare(x[0], x[1]) >= 0 ? x[0] : x[1], format); })
      .Case([&](qnn::MinOp) { return exactCode(compare(x[0], x[1]) <= 0 ? x[0] : x[1], format); })
      .Case([&](qnn::MulOp) { return exactCode(mul(x[0], x[1]), format); })
      .Case([&](qnn::ReinterpretOp) { return x[0].code; })
      .Case([&](qnn::ReluOp) { return rectify(x[0], format); })
      .Case([&](qnn::RequantizeOp narrowing) { return requantize(narrowing, x[0], format); })
      .Case([&](qnn::SubOp) { return exactCode(sub(x[0], x[1]), format); })
      .Default(
          [](Operation *op) -> FailureOr<APSInt> { return op->emitOpError("is not an operation on single numbers"); });
}
