//===- Windows.cpp - Convolutions, pools and reductions on tiles -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Windows are read where the elements lie: loops over a window leave out what is in the padding.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Window.h"
#include "lib/Conversion/QNNToVector/TileFunction.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace hls4mlir;
using llvm::APInt;

static qnn::FixedType fixedType(Value value) { return qnn::getFixedType(value.getType()); }
static ArrayRef<int64_t> shapeOf(Value value) { return cast<RankedTensorType>(value.getType()).getShape(); }

SmallVector<Value> TileEmitter::loopBetween(Value low, Value high, ArrayRef<Value> carried,
                                            llvm::function_ref<SmallVector<Value>(Value, ValueRange)> body) {
  auto loop = scf::ForOp::create(builder, low, high, index(1), carried);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  scf::YieldOp::create(builder, body(loop.getInductionVar(), loop.getRegionIterArgs()));
  return loop.getResults();
}

TileEmitter::TapRange TileEmitter::tapsInside(const qnn::WindowDim &dim, Value window) {
  TapRange taps;
  taps.start = addIndex(mulIndex(window, dim.stride), index(-dim.low));
  taps.low = index(0);
  taps.high = index(dim.window);
  if (!dim.isPadded())
    return taps;
  // The first offset at which an element is not in front of `position`.
  auto firstAt = [&](Value position) {
    Value distance = builder.createOrFold<arith::SubIOp>(position, taps.start);
    distance = builder.createOrFold<arith::MaxSIOp>(distance, index(0));
    return builder.createOrFold<arith::DivUIOp>(addIndex(distance, index(dim.dilation - 1)), index(dim.dilation));
  };
  taps.low = firstAt(index(0));
  taps.high = builder.createOrFold<arith::MinSIOp>(taps.high, firstAt(index(dim.input)));
  return taps;
}

SmallVector<Value>
TileEmitter::loopOverTaps(ArrayRef<TapRange> taps, ArrayRef<qnn::WindowDim> dims, ArrayRef<Value> carried,
                          llvm::function_ref<SmallVector<Value>(ArrayRef<Value>, ArrayRef<Value>, ValueRange)> body) {
  SmallVector<Value> offsets, positions;
  std::function<SmallVector<Value>(size_t, ArrayRef<Value>)> nest = [&](size_t dim, ArrayRef<Value> values) {
    if (dim == taps.size())
      return body(offsets, positions, ValueRange(values));
    return loopBetween(taps[dim].low, taps[dim].high, values, [&](Value offset, ValueRange inner) {
      offsets.push_back(offset);
      positions.push_back(addIndex(taps[dim].start, mulIndex(offset, dims[dim].dilation)));
      SmallVector<Value> next = nest(dim + 1, SmallVector<Value>(inner));
      offsets.pop_back();
      positions.pop_back();
      return next;
    });
  };
  return nest(0, carried);
}

SmallVector<LaneValue> TileEmitter::evaluateConv(qnn::ConvOp op, ArrayRef<Point> points) {
  Weight weight = weights[op.getWeight()];
  qnn::FixedType inputType = fixedType(op.getInput()), weightType = weight.op.getFixedType();
  ArrayRef<int64_t> kernel = weight.op.getTensorType().getShape(), shape = shapeOf(op.getInput());
  SmallVector<qnn::WindowDim> dims = getWindowDims(op, weight.op);
  int64_t depth = kernel.back(), perGroup = kernel.front() / op.getGroups();
  unsigned bits = accumulatorBits(op);
  SmallVector<TapRange> taps;
  for (auto [i, dim] : llvm::enumerate(dims))
    taps.push_back(tapsInside(dim, points[0][i + 1]));

  // Channels in front of those of the group, for each point; one load serves all points where it is the same.
  bool shared = depth > 1 || op.getGroups() == 1;
  SmallVector<Value> firstChannels;
  for (const Point &point : points)
    firstChannels.push_back(op.getGroups() == 1
                                ? index(0)
                                : mulIndex(builder.createOrFold<arith::DivUIOp>(point.back(), index(perGroup)), depth));
  auto accumulate = [&](Value pixel, Value tap, Value channel, ValueRange carried) {
    Value input;
    SmallVector<Value> next;
    for (auto [i, sum] : llvm::enumerate(carried)) {
      if (!shared || i == 0) {
        Value element = addIndex(addIndex(pixel, firstChannels[i]), channel);
        input =
            lanes->extend(lanes->loadRaw(buffers[op.getInput()], laneIndex(element)), inputType.getIsSigned(), bits);
      }
      Value position =
          addIndex(mulIndex(points[i].back(), ShapedType::getNumElements(kernel.drop_front())), addIndex(tap, channel));
      Value factor = lanes->extendSplat(weight.memref, position, weightType.getIsSigned(), bits);
      next.push_back(arith::AddIOp::create(builder, sum, arith::MulIOp::create(builder, input, factor)));
    }
    return next;
  };

  // Sums are right modulo the width of the accumulator, so no partial sum needs more bits than the result.
  SmallVector<Value> sums(points.size(), lanes->constantOf(APInt(bits, 0), bits));
  ArrayRef<int64_t> spatial = shape.drop_front().drop_back(), window = kernel.drop_front().drop_back();
  auto linear = [&](Value start, ArrayRef<Value> at, ArrayRef<int64_t> extents) {
    for (auto [i, extent] : llvm::zip(at, extents))
      start = addIndex(mulIndex(start, extent), i);
    return start;
  };
  // The elements of a row of the window lie side by side where all channels belong to one group.
  bool rows = op.getGroups() == 1 && dims.back().dilation == 1;
  size_t outer = dims.size() - (rows ? 1 : 0);
  sums = loopOverTaps(
      ArrayRef(taps).take_front(outer), ArrayRef(dims).take_front(outer), sums,
      [&](ArrayRef<Value> offsets, ArrayRef<Value> positions, ValueRange carried) -> SmallVector<Value> {
        Value pixel = linear(points[0].front(), positions, spatial), tap = linear(index(0), offsets, window);
        if (!rows)
          return loop(depth, 1, SmallVector<Value>(carried), [&](Value channel, ValueRange inner) {
            return accumulate(mulIndex(pixel, shape.back()), mulIndex(tap, depth), channel, inner);
          });
        pixel = mulIndex(addIndex(mulIndex(pixel, spatial.back()), taps.back().start), depth);
        tap = mulIndex(mulIndex(tap, window.back()), depth);
        return loopBetween(mulIndex(taps.back().low, depth), mulIndex(taps.back().high, depth),
                           SmallVector<Value>(carried),
                           [&](Value channel, ValueRange inner) { return accumulate(pixel, tap, channel, inner); });
      });
  return finishSums(op, op.getBias(), inputType.getLsb() + weightType.getLsb(), bits, points, sums);
}

SmallVector<LaneValue> TileEmitter::evaluateReduction(qnn::Reduction reduction, Value input, Value result,
                                                      int64_t count, ReductionLoops loops) {
  qnn::FixedType type = fixedType(input);
  FixedFormat format = fixedType(result).getFormat();
  unsigned bits = std::max(laneBits(signedBits(format)), laneBits(signedBits(type.getFormat())));
  APInt start(bits, 0);
  if (reduction != qnn::Reduction::Sum)
    start = (reduction == qnn::Reduction::Max ? format.minCode() : format.maxCode()).extOrTrunc(bits);
  SmallVector<Value> values(count, lanes->constantOf(start, bits));
  values = loops(values, [&](ArrayRef<Point> sources, ValueRange carried) {
    SmallVector<Value> next;
    for (auto [source, value] : llvm::zip(sources, carried)) {
      Value element = linearize(shapeOf(input), source);
      Value code = lanes->extend(lanes->loadRaw(buffers[input], laneIndex(element)), type.getIsSigned(), bits);
      switch (reduction) {
      case qnn::Reduction::Sum:
        next.push_back(arith::AddIOp::create(builder, value, code));
        break;
      case qnn::Reduction::Max:
        next.push_back(arith::MaxSIOp::create(builder, value, code));
        break;
      case qnn::Reduction::Min:
        next.push_back(arith::MinSIOp::create(builder, value, code));
        break;
      }
    }
    return next;
  });
  return llvm::map_to_vector(values, [&](Value value) { return lanes->ofFormat(value, format); });
}

SmallVector<LaneValue> TileEmitter::evaluatePool(qnn::PoolOp op, ArrayRef<Point> points) {
  SmallVector<qnn::WindowDim> dims = getWindowDims(op);
  SmallVector<TapRange> taps;
  for (auto [i, dim] : llvm::enumerate(dims))
    taps.push_back(tapsInside(dim, points[0][i + 1]));
  return evaluateReduction(
      op.getReduction(), op.getInput(), op, points.size(), [&](ArrayRef<Value> start, ReductionStep step) {
        return loopOverTaps(taps, dims, start, [&](ArrayRef<Value>, ArrayRef<Value> positions, ValueRange carried) {
          SmallVector<Point> sources;
          for (const Point &point : points) {
            Point &source = sources.emplace_back();
            source.push_back(point.front());
            source.append(positions.begin(), positions.end());
            source.push_back(point.back());
          }
          return step(sources, carried);
        });
      });
}

SmallVector<LaneValue> TileEmitter::evaluateReduce(qnn::ReduceOp op, ArrayRef<Point> points) {
  return evaluateReduction(
      op.getReduction(), op.getInput(), op, points.size(), [&](ArrayRef<Value> start, ReductionStep step) {
        SmallVector<Point> sources(points);
        std::function<SmallVector<Value>(size_t, ValueRange)> nest = [&](size_t i, ValueRange carried) {
          if (i == op.getAxes().size())
            return step(sources, carried);
          int64_t axis = op.getAxes()[i];
          return loop(shapeOf(op.getInput())[axis], 1, SmallVector<Value>(carried), [&](Value at, ValueRange inner) {
            for (Point &source : sources)
              source[axis] = at;
            return nest(i + 1, inner);
          });
        };
        return nest(0, ValueRange(start));
      });
}
