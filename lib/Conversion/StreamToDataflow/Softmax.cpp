//===- Softmax.cpp - Process of a softmax by tables -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/StreamToDataflow/Emitter.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;
using namespace hls4mlir::stream_to_dataflow;

/// exp(-difference) from one table or as the product of two; the description of qnn.table_softmax has the formula.
static Value emitExponential(Emitter &emitter, TableSoftmaxOp op, const Storage &coarse,
                             const std::optional<Storage> &fine, qnn::FixedType type, Value difference) {
  OpBuilder &builder = emitter.builder;
  int64_t coarseSize = coarse.shape[0], fineSize = fine ? fine->shape[0] : 1;
  int64_t bits = llvm::Log2_64(coarseSize) + llvm::Log2_64(fineSize);
  Value positive = qnn::ReluOp::create(builder, emitter.loc, difference);
  Value index =
      bits ? qnn::CodeOp::create(builder, emitter.loc, positive, op.getDrop(), bits).getResult() : emitter.index(0);
  if (!fine)
    return emitter.load(coarse, index);
  Value high = index, low = index;
  if (coarseSize > 1 && fineSize > 1) {
    Value divisor = emitter.index(fineSize);
    high = arith::DivUIOp::create(builder, emitter.loc, index, divisor);
    low = arith::RemUIOp::create(builder, emitter.loc, index, divisor);
  }
  Value product = qnn::MulOp::create(builder, emitter.loc, emitter.load(coarse, high), emitter.load(*fine, low));
  return qnn::RequantizeOp::create(builder, emitter.loc, type, product, qnn::RoundingMode::HalfCeil,
                                   qnn::OverflowMode::Saturate, DenseI64ArrayAttr());
}

void stream_to_dataflow::emitSoftmax(Emitter &emitter, TableSoftmaxOp op) {
  OpBuilder &builder = emitter.builder;
  ChannelType inputType = op.getInput().getType(), resultType = op.getType();
  int64_t size = resultType.getShape()[op.getAxis()];
  // Beats divide the axis; a whole tensor is taken one axis at a time.
  int64_t lanes = std::gcd(resultType.getBeat(), size), beats = size / lanes;
  SmallVector<ProcessorOpInterface> epilogue = emitter.layer.getEpilogue();
  // Positions are the other dimensions; the last of the nest is the axis.
  SmallVector<NestDim> nest = emitter.makeNest(epilogue, op.getAxis(), lanes);

  auto lookup = [&](FlatSymbolRefAttr symbol) {
    return SymbolTable::lookupNearestSymbolFrom<qnn::WeightOp>(op, symbol);
  };
  qnn::WeightOp coarseTable = lookup(op.getCoarseAttr());
  auto makeRom = [&](StringRef name, qnn::WeightOp table) {
    return emitter.rom(name, table.getSymName(), {table.getTensorType().getNumElements()}, {0}, {});
  };
  Storage coarse = makeRom(op.getFine() ? "coarse" : "exponentials", coarseTable);
  std::optional<Storage> fine;
  if (op.getFine())
    fine = makeRom("fine", lookup(op.getFineAttr()));
  emitter.prepare(epilogue, nest);

  qnn::FixedType element = inputType.getElementType();
  qnn::FixedType exponentialType = coarseTable.getFixedType();
  unsigned growth = llvm::Log2_64_Ceil(size);
  auto sumType = qnn::FixedType::get(builder.getContext(), exponentialType.getWidth() + growth,
                                     exponentialType.getInteger() + static_cast<int>(growth), /*isSigned=*/false);

  // A quotient has no sign: it is computed without the sign bit of its type.
  qnn::FixedType resultElement = resultType.getElementType();
  auto quotientType = qnn::FixedType::get(builder.getContext(), reluFormat(resultElement.getFormat()));

  SmallVector<Loop> positions = Emitter::outerLoops(ArrayRef(nest).drop_back(), "positions");
  for (Loop &loop : positions)
    loop.variable.replace(0, 1, "position");
  emitter.sequential(positions, /*pipeline=*/false, [&](ArrayRef<Value> outer) {
    Value position = emitter.linearize(
        outer, llvm::map_to_vector(ArrayRef(nest).drop_back(), [](const NestDim &dim) { return dim.outer; }));
    // Lane of the whole tensor that lane `lane` of beat `i` is, where arrays carry it.
    auto wholeLane = [&](Value i, Value lane) {
      return emitter.isStream() ? lane
                                : emitter.add(emitter.mul(emitter.add(emitter.mul(position, beats), i), lanes), lane);
    };
    SmallVector<int64_t> lanesApart;
    if (lanes > 1)
      lanesApart.push_back(1);
    Storage values = emitter.declare("value", {beats, lanes}, element, 1, lanesApart);
    Storage exponentials = emitter.declare("exponential", {beats, lanes}, exponentialType, 1, lanesApart);
    Storage maximum = emitter.declare("maximum", {}, element);
    Storage sum = emitter.declare("sum", {}, sumType);

    emitter.store(emitter.constant(element, element.getFormat().minCode()), maximum, {});
    emitter.sequential({{"i", beats, "maximum"}}, /*pipeline=*/true, [&](ArrayRef<Value> i) {
      Storage input = emitter.fetch(0);
      emitter.unrolled({{"lane", lanes, ""}}, [&](ArrayRef<Value> lane) {
        Value value = emitter.get(0, input, emitter.index(0), wholeLane(i[0], lane[0]));
        emitter.store(value, values, {i[0], lane[0]});
        emitter.store(qnn::MaxOp::create(builder, emitter.loc, emitter.load(maximum, {}), value), maximum, {});
      });
    });

    emitter.store(emitter.constant(sumType, 0), sum, {});
    emitter.sequential({{"i", beats, "exponentials"}}, /*pipeline=*/true, [&](ArrayRef<Value> i) {
      emitter.unrolled({{"lane", lanes, ""}}, [&](ArrayRef<Value> lane) {
        Value difference =
            qnn::SubOp::create(builder, emitter.loc, emitter.load(maximum, {}), emitter.load(values, {i[0], lane[0]}));
        Value exponential = emitExponential(emitter, op, coarse, fine, exponentialType, difference);
        emitter.store(exponential, exponentials, {i[0], lane[0]});
        emitter.accumulate(emitter.load(exponentials, {i[0], lane[0]}), sum, {});
      });
    });

    emitter.sequential({{"i", beats, "quotients"}}, /*pipeline=*/true, [&](ArrayRef<Value> i) {
      Storage result = emitter.begin(0);
      emitter.unrolled({{"lane", lanes, ""}}, [&](ArrayRef<Value> lane) {
        Value quotient =
            qnn::DivideCodesOp::create(builder, emitter.loc, quotientType, emitter.load(exponentials, {i[0], lane[0]}),
                                       emitter.load(sum, {}), resultElement.getFormat().fraction());
        if (quotientType != resultElement)
          quotient = qnn::RequantizeOp::create(builder, emitter.loc, resultElement, quotient, qnn::RoundingMode::Floor,
                                               qnn::OverflowMode::Saturate, DenseI64ArrayAttr());
        Place place{SmallVector<Value>(outer), {}};
        place.outer.push_back(i[0]);
        while (place.lane.size() + 1 < nest.size())
          place.lane.push_back(emitter.index(0));
        place.lane.push_back(lane[0]);
        emitter.put(0, result, emitter.apply(epilogue, place, quotient), emitter.index(0), wholeLane(i[0], lane[0]));
      });
      emitter.send(0, result);
    });
  });
}
