//===- TopK.cpp - Selection along an axis, all samples at once -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Elements are selected one after the other: the next is the best of those that come after the last one. That
// takes no memory beside two numbers per sample, and no branches.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/QNNToVector/TileFunction.h"

using namespace mlir;
using namespace hls4mlir;
using arith::CmpIPredicate;
using llvm::APInt;

void TileEmitter::emitTopK(qnn::TopKOp op) {
  auto type = cast<RankedTensorType>(op.getInput().getType());
  int64_t axis = op.getAxis(), extent = type.getDimSize(axis);
  FixedFormat format = qnn::getFixedType(type).getFormat();
  // Codes with one more on either side, and positions with one in front and one behind.
  APInt low = format.minCode().extend(format.width + 2), high = format.maxCode().extend(format.width + 2);
  --low, ++high;
  APInt before(64, -1, /*isSigned=*/true), behind(64, extent);
  unsigned bits =
      laneBits(std::max({low.getSignificantBits(), high.getSignificantBits(), behind.getSignificantBits()}));
  int64_t count = bits > 64 ? 1 : std::clamp<int64_t>(4 * options.vectorBits / bits, 1, options.samples);
  bool smallest = op.getSmallest(), last = op.getLast();

  LaneBuilder vectors(builder, count);
  lanes = &vectors;
  SmallVector<int64_t> outer(type.getShape());
  outer[axis] = 1;
  auto value = [&](Value integer) { return LaneValue{integer, low, high}; };
  auto position = [&](Value integer) { return LaneValue{integer, before, behind}; };
  loop(options.samples, count, [&](Value lane) {
    firstLane = count == options.samples ? Value() : lane;
    loopOverElements(outer, 1, [&](ArrayRef<Point> points) {
      Point point = points[0];
      auto at = [&](Value i) {
        point[axis] = i;
        return point;
      };
      // The first is selected among all elements.
      SmallVector<Value> none{vectors.constantOf(smallest ? low : high, bits),
                              vectors.constantOf(last ? behind : before, bits)};
      SmallVector<Value> worst{vectors.constantOf(smallest ? high : low, bits), vectors.constantOf(before, bits)};
      loop(op.getK(), 1, none, [&](Value j, ValueRange previous) {
        SmallVector<Value> best = loop(extent, 1, worst, [&](Value i, ValueRange carried) {
          LaneValue x = loadElement(op.getInput(), at(i)), here = vectors.splatIndex(i, extent, bits);
          auto comesFirst = [&](LaneValue lhs, LaneValue rhs) {
            // lhs > rhs, or lhs >= rhs with `last`; the other way round with `smallest`
            if (smallest)
              std::swap(lhs, rhs);
            return vectors.compare(last ? CmpIPredicate::sge : CmpIPredicate::sgt, lhs, rhs, bits);
          };
          LaneValue previousValue = value(previous[0]), previousAt = position(previous[1]);
          auto isLess = smallest ? CmpIPredicate::sgt : CmpIPredicate::slt;
          auto isNotMore = smallest ? CmpIPredicate::sge : CmpIPredicate::sle;
          Value less = vectors.compare(isLess, x, previousValue, bits);
          Value notMore = vectors.compare(isNotMore, x, previousValue, bits);
          Value further = vectors.compare(last ? CmpIPredicate::slt : CmpIPredicate::sgt, here, previousAt, bits);
          Value isBehind = arith::OrIOp::create(builder, less, arith::AndIOp::create(builder, notMore, further));
          Value isBest = arith::AndIOp::create(builder, isBehind, comesFirst(x, value(carried[0])));
          return SmallVector<Value>{vectors.resize(vectors.select(isBest, x, value(carried[0])).value, bits),
                                    vectors.resize(vectors.select(isBest, here, position(carried[1])).value, bits)};
        });
        qnn::FixedType resultType = qnn::getFixedType(op.getType());
        LaneValue selected = op.getIndices() ? position(best[1]) : value(best[0]);
        vectors.store(selected, resultType, buffers[op.getResult()],
                      laneIndex(linearize(cast<RankedTensorType>(op.getType()).getShape(), at(j))));
        return best;
      });
    });
  });
  lanes = nullptr;
  firstLane = Value();
}
