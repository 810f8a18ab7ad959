//===- LaneArithmetic.cpp - Operations of qnn on lanes -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/QNNToVector/LaneArithmetic.h"

using namespace mlir;
using namespace hls4mlir;
using llvm::APInt;

static int lsbOf(Value value) { return qnn::getFixedType(value.getType()).getLsb(); }

int hls4mlir::alignSteps(LaneBuilder &lanes, LaneValue &lhs, int lhsLsb, LaneValue &rhs, int rhsLsb) {
  int lsb = std::min(lhsLsb, rhsLsb);
  lhs = lanes.shl(lhs, lhsLsb - lsb);
  rhs = lanes.shl(rhs, rhsLsb - lsb);
  return lsb;
}

LaneValue hls4mlir::evaluateBinary(LaneBuilder &lanes, Operation *op, LaneValue lhs, LaneValue rhs) {
  if (isa<qnn::MulOp>(op))
    return lanes.mul(lhs, rhs);
  alignSteps(lanes, lhs, lsbOf(op->getOperand(0)), rhs, lsbOf(op->getOperand(1)));
  if (isa<qnn::MaxOp>(op))
    return lanes.max(lhs, rhs);
  if (isa<qnn::MinOp>(op))
    return lanes.min(lhs, rhs);
  return isa<qnn::AddOp>(op) ? lanes.add(lhs, rhs) : lanes.sub(lhs, rhs);
}

LaneValue hls4mlir::rectify(LaneBuilder &lanes, LaneValue input) {
  return lanes.max(input, lanes.constant(APInt(1, 0)));
}

LaneValue hls4mlir::evaluateRequantize(LaneBuilder &lanes, qnn::RequantizeOp op, LaneValue input) {
  FixedFormat format = qnn::getFixedType(op.getResult().getType()).getFormat();
  LaneValue result = lanes.narrow(input, lsbOf(op.getInput()), format, op.getRounding(), op.getOverflow());
  if (std::optional<ArrayRef<int64_t>> clamp = op.getClamp())
    result = lanes.clamp(result, APInt(64, (*clamp)[0], /*isSigned=*/true), APInt(64, (*clamp)[1], /*isSigned=*/true));
  return result;
}

LaneValue hls4mlir::divideCodes(LaneBuilder &lanes, LaneValue lhs, LaneValue rhs, int shift,
                                const FixedFormat &format) {
  // A quotient of at most 1 rounds to zero when it is divided by 4 or more.
  if (shift < -1)
    return lanes.constant(APInt(1, 0));
  unsigned scale = shift < 0 ? 1 : 0;
  LaneValue numerator = lanes.add(lanes.shl(lhs, 1 + std::max(shift, 0)), lanes.shl(rhs, scale));
  return lanes.clamp(lanes.divide(numerator, lanes.shl(rhs, 1 + scale)), APInt(1, 0),
                     format.maxCode().zext(format.width + 1));
}
