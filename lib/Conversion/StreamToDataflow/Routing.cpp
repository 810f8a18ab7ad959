//===- Routing.cpp - Processes that move elements -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/Holding.h"
#include "lib/Conversion/StreamToDataflow/Emitter.h"
#include <numeric>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;
using namespace hls4mlir::stream_to_dataflow;

void stream_to_dataflow::emitFork(Emitter &emitter, ForkOp op) {
  ChannelType type = op.getInput().getType();
  unsigned outputs = op.getNumResults();
  if (emitter.isStream())
    return emitter.sequential({{"i", type.getNumBeats(), "beats"}}, /*pipeline=*/true, [&](ArrayRef<Value>) {
      Value beat =
          dataflow::ReadOp::create(emitter.builder, emitter.loc, getTransferType(type.getElementType(), type.getBeat()),
                                   emitter.getInputPort(0));
      for (unsigned i = 0; i < outputs; ++i)
        dataflow::WriteOp::create(emitter.builder, emitter.loc, emitter.getOutputPort(i), beat);
    });
  // An array has nothing to take, but needs a reader.
  if (outputs == 0)
    return emitter.store(emitter.get(0, emitter.fetch(0), emitter.index(0), emitter.index(0)),
                         emitter.declare("unread", {}, type.getElementType()), {});
  emitter.unrolled({{"i", type.getNumElements(), "elements"}}, [&](ArrayRef<Value> i) {
    Value zero = emitter.index(0), value = emitter.get(0, emitter.fetch(0), zero, i[0]);
    for (unsigned output = 0; output < outputs; ++output)
      emitter.put(output, emitter.begin(output), value, zero, i[0]);
  });
}

void stream_to_dataflow::emitConvertWidth(Emitter &emitter, ConvertWidthOp op) {
  OpBuilder &builder = emitter.builder;
  ChannelType from = op.getInput().getType(), to = op.getType();
  // Both beats are made of pieces of their greatest common divisor, one of which moves per cycle.
  int64_t piece = std::gcd(from.getBeat(), to.getBeat());
  int64_t inPieces = from.getBeat() / piece, outPieces = to.getBeat() / piece;
  int64_t period = std::lcm(inPieces, outPieces);

  Storage input = emitter.declare("input", {}, from.getElementType(), from.getBeat());
  Storage result = emitter.declare("result", {}, to.getElementType(), to.getBeat());
  SmallVector<Loop> loops{{"i", from.getNumElements() / (piece * period), "beats"}, {"j", period, "pieces"}};
  emitter.sequential(loops, /*pipeline=*/true, [&](ArrayRef<Value> indices) {
    Value j = indices[1];
    auto phase = [&](int64_t pieces) -> Value {
      if (pieces == 1)
        return emitter.index(0);
      return pieces == period ? j : arith::RemUIOp::create(builder, emitter.loc, j, emitter.index(pieces)).getResult();
    };
    Value inPhase = phase(inPieces), outPhase = phase(outPieces);
    emitter.ifEqual(inPhase, 0, inPieces, [&] {
      Type beat = getTransferType(from.getElementType(), from.getBeat());
      emitter.storeBeat(dataflow::ReadOp::create(builder, emitter.loc, beat, emitter.getInputPort(0)), input, {});
    });
    emitter.unrolled({{"lane", piece, ""}}, [&](ArrayRef<Value> lane) {
      Value value = emitter.load(input, {}, emitter.add(emitter.mul(inPhase, piece), lane[0]));
      emitter.store(value, result, {}, emitter.add(emitter.mul(outPhase, piece), lane[0]));
    });
    emitter.ifEqual(outPhase, outPieces - 1, outPieces, [&] { emitter.send(0, result); });
  });
}

/// Where an element of the result is in the sequence that arrives, apart from dimensions with a stride of zero.
static Value getAddress(Emitter &emitter, ArrayRef<NestDim> nest, const Place &place, ArrayRef<int64_t> stride) {
  Value address = emitter.index(0);
  for (auto [dim, outer, lane] : llvm::zip_equal(nest, place.outer, place.lane))
    if (!dim.channelDims.empty())
      if (int64_t step = stride[dim.channelDims.front()]) {
        Value index = emitter.add(emitter.mul(outer, dim.lanes), lane);
        address = emitter.add(address, emitter.mul(index, step));
      }
  return address;
}

/// A part arrives while the one in front of it is sent, in one loop nest.
static void emitHeldParts(Emitter &emitter, const Holding &holding, ArrayRef<NestDim> nest, ArrayRef<int64_t> stride) {
  Operation *op = emitter.layer.getHead();
  ChannelType from = getChannelType(op->getOperand(0)), to = getChannelType(op->getResult(0));
  OpBuilder &builder = emitter.builder;
  // Lanes read anywhere, so that all elements are registers as soon as there are several lanes.
  bool apart = from.getBeat() > 1 || to.getBeat() > 1;
  Storage held = emitter.declare("held", {2, holding.elements}, from.getElementType(), 1,
                                 apart ? ArrayRef<int64_t>{0, 1} : ArrayRef<int64_t>());
  held.array.getDefiningOp<dataflow::ArrayOp>().setDistanceAttr(
      builder.getI64IntegerAttr(holding.getReuseDistance(from, to)));

  // The last of the outer dimensions is the part; those in front of it have one element.
  SmallVector<Loop> loops{{"part", holding.parts + 1, "parts"}};
  ArrayRef<NestDim> inner = nest.drop_front(holding.outerDims);
  llvm::append_range(loops, Emitter::outerLoops(inner, "write"));
  SmallVector<int64_t> sizes = llvm::map_to_vector(inner, [](const NestDim &dim) { return dim.outer; });
  emitter.sequential(loops, /*pipeline=*/true, [&](ArrayRef<Value> indices) {
    Value part = indices[0], step = emitter.linearize(indices.drop_front(), sizes);
    Value half = arith::RemUIOp::create(builder, emitter.loc, part, emitter.index(2));
    Value arrives = emitter.both(emitter.isWithin(part, 0, holding.parts), emitter.isWithin(step, 0, holding.taken));
    emitter.ifHolds(arrives, [&] {
      Storage input = emitter.fetch(0);
      emitter.unrolled({{"lane", from.getBeat(), ""}}, [&](ArrayRef<Value> lane) {
        Value at = emitter.add(emitter.mul(step, from.getBeat()), lane[0]);
        emitter.store(emitter.get(0, input, step, lane[0]), held, {half, at});
      });
    });
    emitter.ifHolds(emitter.compare(arith::CmpIPredicate::sgt, part, 0), [&] {
      Storage result = emitter.begin(0);
      SmallVector<Value> outer(holding.outerDims - 1, emitter.index(0));
      outer.push_back(emitter.shift(part, -1));
      llvm::append_range(outer, indices.drop_front());
      Value other = arith::SubIOp::create(builder, emitter.loc, emitter.index(1), half);
      emitter.unrolled(Emitter::laneLoops(nest), [&](ArrayRef<Value> lanes) {
        Place place{outer, SmallVector<Value>(lanes)};
        Value value = emitter.load(held, {other, getAddress(emitter, nest, place, stride)});
        emitter.put(0, result, emitter.apply(emitter.layer.getEpilogue(), place, value), emitter.beatOf(nest, place),
                    emitter.laneOf(nest, place));
      });
      emitter.send(0, result);
    });
  });
}

void stream_to_dataflow::emitHold(Emitter &emitter) {
  Operation *op = emitter.layer.getHead();
  ChannelType from = getChannelType(op->getOperand(0)), to = getChannelType(op->getResult(0));
  SmallVector<ProcessorOpInterface> epilogue = emitter.layer.getEpilogue();
  SmallVector<NestDim> nest = emitter.makeNest(epilogue, /*keepDims=*/true);

  // Distance of neighbours along each dimension of the result in the sequence that arrives; zero where the
  // same element is repeated.
  SmallVector<int64_t> strideIn(from.getRank(), 0), stride(to.getRank(), 0);
  int64_t distance = 1;
  for (int64_t dim : llvm::reverse(from.getOrder())) {
    strideIn[dim] = from.getShape()[dim] == 1 ? 0 : distance;
    distance *= from.getShape()[dim];
  }
  for (auto [dim, value] : llvm::enumerate(strideIn))
    stride[to.getRank() - from.getRank() + dim] = value;

  emitter.prepare(epilogue, nest);
  if (Holding holding = Holding::of(op); holding.parts > 1) {
    // What tells the part says nothing about the place in it.
    stride[nest[holding.outerDims - 1].channelDims.front()] = 0;
    return emitHeldParts(emitter, holding, nest, stride);
  }
  // Lanes read anywhere, so that all elements are registers as soon as there are several lanes.
  Storage held;
  bool apart = from.getBeat() > 1 || to.getBeat() > 1;
  if (emitter.isStream()) {
    held = emitter.declare("held", {from.getNumElements()}, from.getElementType(), 1,
                           apart ? ArrayRef<int64_t>{0} : ArrayRef<int64_t>());
    emitter.sequential({{"i", from.getNumBeats(), "read"}}, /*pipeline=*/true, [&](ArrayRef<Value> i) {
      Storage input = emitter.fetch(0);
      emitter.unrolled({{"lane", from.getBeat(), ""}}, [&](ArrayRef<Value> lane) {
        emitter.store(emitter.get(0, input, i[0], lane[0]), held,
                      emitter.add(emitter.mul(i[0], from.getBeat()), lane[0]));
      });
    });
  }

  emitter.sequential(Emitter::outerLoops(nest, "write"), /*pipeline=*/true, [&](ArrayRef<Value> outer) {
    Storage result = emitter.begin(0);
    emitter.unrolled(Emitter::laneLoops(nest), [&](ArrayRef<Value> lanes) {
      Place place{SmallVector<Value>(outer), SmallVector<Value>(lanes)};
      Value address = getAddress(emitter, nest, place, stride);
      Value value = emitter.isStream() ? emitter.load(held, address)
                                       : emitter.get(0, emitter.fetch(0), emitter.index(0), address);
      emitter.put(0, result, emitter.apply(epilogue, place, value), emitter.beatOf(nest, place),
                  emitter.laneOf(nest, place));
    });
    emitter.send(0, result);
  });
}
