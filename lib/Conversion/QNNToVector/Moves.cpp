//===- Moves.cpp - Elements that change places on tiles -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/QNNToVector/TileFunction.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace hls4mlir;
using llvm::APInt;

static qnn::FixedType fixedType(Value value) { return qnn::getFixedType(value.getType()); }
static ArrayRef<int64_t> shapeOf(Value value) { return cast<RankedTensorType>(value.getType()).getShape(); }

void TileEmitter::emitCopies(Value input, Value result, llvm::function_ref<Point(const Point &)> place) {
  qnn::FixedType from = fixedType(input), to = fixedType(result);
  loopOverElements(shapeOf(input), 1, [&](ArrayRef<Point> points) {
    LaneValue value = lanes->shl(loadElement(input, points[0]), from.getLsb() - to.getLsb());
    lanes->store(value, to, buffers[result], laneIndex(linearize(shapeOf(result), place(points[0]))));
  });
}

void TileEmitter::emitConcat(qnn::ConcatOp op) {
  int64_t start = 0;
  for (Value input : op.getInputs()) {
    emitCopies(input, op, [&](const Point &point) {
      Point moved = point;
      moved[op.getAxis()] = addIndex(moved[op.getAxis()], index(start));
      return moved;
    });
    start += shapeOf(input)[op.getAxis()];
  }
}

void TileEmitter::emitPad(qnn::PadOp op) {
  qnn::FixedType type = fixedType(op);
  LaneValue constant = lanes->constant(APInt(64, op.getValue(), /*isSigned=*/true));
  loop(cast<RankedTensorType>(op.getType()).getNumElements(), 1,
       [&](Value element) { lanes->store(constant, type, buffers[op], laneIndex(element)); });
  emitCopies(op.getInput(), op, [&](const Point &point) {
    Point moved;
    for (auto [i, low, interior] : llvm::zip(point, op.getLow(), op.getInterior()))
      moved.push_back(addIndex(mulIndex(i, interior + 1), index(low)));
    return moved;
  });
}

Point TileEmitter::sourceOf(qnn::SliceOp op, const Point &point) {
  Point source;
  for (auto [i, offset, stride] : llvm::zip(point, op.getOffsets(), op.getStrides()))
    source.push_back(addIndex(mulIndex(i, stride), index(offset)));
  return source;
}

Point TileEmitter::sourceOf(qnn::RepeatOp op, const Point &point) {
  Point source;
  for (auto [i, factor] : llvm::zip(point, op.getFactors()))
    source.push_back(builder.createOrFold<arith::DivUIOp>(i, index(factor)));
  return source;
}

Point TileEmitter::sourceOf(qnn::TransposeOp op, const Point &point) {
  Point source(point.size());
  for (auto [i, dim] : llvm::enumerate(op.getPermutation()))
    source[dim] = point[i];
  return source;
}
