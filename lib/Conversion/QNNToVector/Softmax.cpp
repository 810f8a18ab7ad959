//===- Softmax.cpp - Softmax by tables, in loops over samples -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/QNNToVector/LaneArithmetic.h"
#include "lib/Conversion/QNNToVector/TileFunction.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace hls4mlir;
using llvm::APInt;

static APInt nonNegative(uint64_t value) { return APInt(65, value); }

namespace {
/// The formula of qnn.table_softmax for one sample: table entries are looked up one by one.
class SoftmaxFormula {
public:
  /// A table of the exponential in memory; `op` is null where there is none.
  struct Table {
    qnn::WeightOp op;
    Value memref;
    uint64_t size() { return op ? op.getTensorType().getNumElements() : 1; }
  };

  SoftmaxFormula(ImplicitLocOpBuilder &builder, LaneBuilder &lanes, qnn::TableSoftmaxOp op, Table coarse, Table fine)
      : builder(builder), lanes(lanes), op(op), coarse(coarse), fine(fine) {}

  /// e = coarse[k >> C] * fine[k & (2^C - 1)] with k = min((largest - x) >> drop, last), rounded.
  LaneValue exponential(LaneValue largest, LaneValue x) {
    LaneValue difference = lanes.sub(largest, x);
    // No element is larger than the largest.
    difference.low = APInt(1, 0);
    LaneValue k =
        lanes.clamp(lanes.shr(difference, op.getDrop()), APInt(1, 0), nonNegative(coarse.size() * fine.size() - 1));
    qnn::FixedType type = coarse.op.getFixedType();
    if (!fine.op)
      return lanes.load(coarse.memref, toIndex(k.value), type);
    LaneValue high = lanes.shr(k, llvm::Log2_64(fine.size()));
    Value low =
        arith::AndIOp::create(builder, k.value, lanes.constantOf(nonNegative(fine.size() - 1), bitsOf(k.value)));
    LaneValue product = lanes.mul(lanes.load(coarse.memref, toIndex(high.value), type),
                                  lanes.load(fine.memref, toIndex(low), fine.op.getFixedType()));
    return lanes.narrow(product, type.getLsb() + fine.op.getFixedType().getLsb(), type.getFormat(),
                        qnn::RoundingMode::HalfCeil, qnn::OverflowMode::Saturate);
  }

  /// The range of the sum of so many exponentials.
  LaneValue sumRange(int64_t count) {
    FixedFormat format = coarse.op.getFixedType().getFormat();
    unsigned width = format.width + 65;
    return {Value(), APInt(1, 0), format.maxCode().zext(width) * APInt(width, count)};
  }

  LaneValue quotient(LaneValue e, LaneValue sum) {
    FixedFormat format = qnn::getFixedType(op.getResult().getType()).getFormat();
    return divideCodes(lanes, e, sum, format.fraction(), format);
  }

private:
  static unsigned bitsOf(Value value) { return value.getType().getIntOrFloatBitWidth(); }
  Value toIndex(Value value) { return arith::IndexCastUIOp::create(builder, builder.getIndexType(), value); }

  ImplicitLocOpBuilder &builder;
  LaneBuilder &lanes;
  qnn::TableSoftmaxOp op;
  Table coarse, fine;
};
} // namespace

void TileEmitter::emitSoftmax(qnn::TableSoftmaxOp op) {
  auto type = cast<RankedTensorType>(op.getInput().getType());
  int64_t axis = op.getAxis(), extent = type.getDimSize(axis);
  SmallVector<int64_t> outer(type.getShape());
  outer[axis] = 1;
  auto tableOf = [&](std::optional<StringRef> name) -> SoftmaxFormula::Table {
    if (!name)
      return {};
    Weight weight = weights[*name];
    return {weight.op, weight.memref};
  };

  LaneBuilder scalars(builder, 1);
  lanes = &scalars;
  SoftmaxFormula formula(builder, scalars, op, tableOf(op.getCoarse()), tableOf(op.getFine()));
  loopOverElements(outer, 1, [&](ArrayRef<Point> points) {
    if (extent == 0)
      return;
    loop(options.samples, 1, [&](Value sample) {
      firstLane = sample;
      Point point = points[0];
      auto loadAt = [&](Value k) {
        point[axis] = k;
        return loadElement(op.getInput(), point);
      };
      // A loop over the axis that carries one number, whose range is known to be that of `range`.
      auto fold = [&](LaneValue initial, LaneValue range,
                      llvm::function_ref<LaneValue(LaneValue, LaneValue)> combine) -> LaneValue {
        unsigned bits = laneBits(std::max(range.low.getSignificantBits(), range.high.getSignificantBits()));
        Value first = scalars.resize(initial.value, bits);
        Value last = loop(extent, 1, first, [&](Value k, ValueRange carried) {
          LaneValue next = combine({carried[0], range.low, range.high}, loadAt(k));
          return SmallVector<Value>{scalars.resize(next.value, bits)};
        })[0];
        return {last, range.low, range.high};
      };
      LaneValue first = loadAt(index(0));
      LaneValue largest = fold(first, first, [&](LaneValue most, LaneValue x) { return scalars.max(most, x); });
      LaneValue zero = scalars.constant(APInt(1, 0));
      LaneValue sum = fold(zero, formula.sumRange(extent), [&](LaneValue partial, LaneValue x) {
        return scalars.add(partial, formula.exponential(largest, x));
      });
      loop(extent, 1, [&](Value k) {
        LaneValue code = formula.quotient(formula.exponential(largest, loadAt(k)), sum);
        scalars.store(code, qnn::getFixedType(op.getResult().getType()), buffers[op.getResult()],
                      laneIndex(linearize(type.getShape(), point)));
      });
    });
  });
  lanes = nullptr;
  firstLane = Value();
}
