//===- Resizing.cpp - Processes that send more or fewer elements than they read -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Reductions, padding, slices, repetitions and concatenations. Where channels are FIFOs, a process goes through the
// beats of the larger side and reads or writes where the other has one. Where they are arrays, it is wiring: each
// element of the result is found in the input.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/StreamToDataflow/Emitter.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;
using namespace hls4mlir::stream_to_dataflow;

//===----------------------------------------------------------------------===//
// What they have in common
//===----------------------------------------------------------------------===//

/// Splits the dimensions of a row-major channel into outer indices and lanes of its beat.
static SmallVector<NestDim> splitDims(ChannelType type, int64_t beat) {
  SmallVector<NestDim> dims;
  for (int64_t dim : type.getOrder())
    dims.push_back({{dim}, type.getShape()[dim], 1});
  for (NestDim &dim : llvm::reverse(dims)) {
    dim.lanes = std::gcd(beat, dim.outer);
    beat /= dim.lanes;
    dim.outer /= dim.lanes;
  }
  return dims;
}

/// Sends one beat of the result: `element` gives the number of a lane.
static void sendBeat(Emitter &emitter, ArrayRef<ProcessorOpInterface> epilogue, ArrayRef<NestDim> nest,
                     ArrayRef<Value> outer, function_ref<Value(Value lane)> element) {
  Storage result = emitter.begin(0);
  emitter.unrolled(Emitter::laneLoops(nest), [&](ArrayRef<Value> lanes) {
    Place place{SmallVector<Value>(outer), SmallVector<Value>(lanes)};
    Value lane = emitter.laneOf(nest, place);
    emitter.put(0, result, emitter.apply(epilogue, place, element(lane)), emitter.beatOf(nest, place), lane);
  });
  emitter.send(0, result);
}

/// The wiring of a result whose channels are arrays. `find` is given the indices of an element, and puts it into the
/// variable given.
static void emitWiring(Emitter &emitter, function_ref<void(ArrayRef<Value> indices, const Storage &to)> find) {
  SmallVector<ProcessorOpInterface> epilogue = emitter.layer.getEpilogue();
  SmallVector<NestDim> nest = emitter.makeNest(epilogue, /*keepDims=*/true);
  emitter.prepare(epilogue, nest);
  qnn::FixedType type = getChannelType(emitter.layer.getHead()->getResult(0)).getElementType();
  emitter.unrolled(Emitter::laneLoops(nest), [&](ArrayRef<Value> lanes) {
    Place place{SmallVector<Value>(nest.size(), emitter.index(0)), SmallVector<Value>(lanes)};
    Storage element = emitter.declare("element", {}, type);
    find(lanes, element);
    emitter.put(0, emitter.begin(0), emitter.apply(epilogue, place, emitter.load(element, {})), emitter.index(0),
                emitter.laneOf(nest, place));
  });
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

void stream_to_dataflow::emitReduce(Emitter &emitter, ReduceOp op) {
  ChannelType input = op.getInput().getType(), type = op.getType();
  SmallVector<ProcessorOpInterface> epilogue = emitter.layer.getEpilogue();
  SmallVector<NestDim> nest = emitter.makeNest(epilogue, /*keepDims=*/true);
  emitter.prepare(epilogue, nest);
  SmallVector<NestDim> dims = splitDims(input, input.getBeat());

  // An accumulator per element that is not yet complete: all of them inside of the outermost dimension that is reduced.
  int64_t outermost = 0;
  while (outermost < static_cast<int64_t>(dims.size()) &&
         !(op.isReduced(dims[outermost].channelDims[0]) && dims[outermost].outer * dims[outermost].lanes > 1))
    ++outermost;
  auto isKept = [&](size_t i) { return !op.isReduced(dims[i].channelDims[0]); };
  SmallVector<int64_t> heldOuter, heldLanes;
  for (size_t i = 0; i < dims.size(); ++i)
    if (isKept(i)) {
      heldOuter.push_back(static_cast<int64_t>(i) < outermost ? 1 : dims[i].outer);
      heldLanes.push_back(dims[i].lanes);
    }
  int64_t beats = ShapedType::getNumElements(heldOuter), lanes = ShapedType::getNumElements(heldLanes);
  SmallVector<Loop> loops = Emitter::outerLoops(dims, "beats");
  auto count = [&](ArrayRef<Loop> some) {
    int64_t product = 1;
    for (const Loop &loop : some)
      product *= loop.count;
    return product;
  };

  ArrayRef<Loop> before = ArrayRef(loops).take_front(outermost), inside = ArrayRef(loops).drop_front(outermost);
  emitter.sequential(before, /*pipeline=*/count(inside) == 1, [&](ArrayRef<Value> outer) {
    SmallVector<int64_t> apart;
    if (lanes > 1)
      apart.push_back(1);
    Storage accum = emitter.declare("accum", {beats, lanes}, type.getElementType(), 1, apart);
    if (beats > 1)
      accum.array.getDefiningOp<dataflow::ArrayOp>().setDistanceAttr(emitter.builder.getI64IntegerAttr(beats));
    emitter.sequential(inside, /*pipeline=*/true, [&](ArrayRef<Value> inner) {
      SmallVector<Value> indices(outer);
      llvm::append_range(indices, inner);
      // Indices along the dimensions that stay, and whether those along the others are the first or the last.
      SmallVector<Value> kept, keptHeld;
      Value first, last;
      for (auto [i, index] : llvm::enumerate(indices)) {
        if (isKept(i)) {
          kept.push_back(index);
          keptHeld.push_back(static_cast<int64_t>(i) < outermost ? emitter.index(0) : index);
          continue;
        }
        first = emitter.both(first, emitter.isFirst(index, dims[i].outer));
        last = emitter.both(last, emitter.isLast(index, dims[i].outer));
      }
      Value beat = emitter.linearize(keptHeld, heldOuter);
      Storage port = emitter.fetch(0);
      emitter.unrolled(Emitter::laneLoops(dims), [&](ArrayRef<Value> lane) {
        SmallVector<Value> keptLanes;
        Value firstLane = first;
        for (auto [i, index] : llvm::enumerate(lane)) {
          if (isKept(i))
            keptLanes.push_back(index);
          else
            firstLane = emitter.both(firstLane, emitter.isFirst(index, dims[i].lanes));
        }
        Place place{indices, SmallVector<Value>(lane)};
        Value value = emitter.get(0, port, emitter.beatOf(dims, place), emitter.laneOf(dims, place));
        emitter.reduce(op.getReduction(), value, accum, {beat, emitter.linearize(keptLanes, heldLanes)}, firstLane);
      });
      emitter.ifHolds(last, [&] {
        // A scalar has a nest of no dimension.
        SmallVector<Value> at = kept;
        at.resize(nest.size(), emitter.index(0));
        sendBeat(emitter, epilogue, nest, at, [&](Value lane) { return emitter.load(accum, {beat, lane}); });
      });
    });
  });
}

//===----------------------------------------------------------------------===//
// Padding and slices
//===----------------------------------------------------------------------===//

/// Whether an index along a dimension of the result, which counts `lanes` elements at a time, is one of the input, and
/// which.
static std::pair<Value, Value> unpad(Emitter &emitter, PadOp op, Value index, int64_t dim, int64_t lanes) {
  int64_t low = op.getLow()[dim] / lanes, step = op.getInterior()[dim] + 1;
  int64_t size = op.getInput().getType().getShape()[dim] / lanes;
  Value inside = emitter.isWithin(index, low, low + (size - 1) * step + 1);
  inside = emitter.both(inside, emitter.isMultiple(index, low, step));
  return {inside, emitter.divide(index, low, step)};
}

void stream_to_dataflow::emitPad(Emitter &emitter, PadOp op) {
  ChannelType input = op.getInput().getType(), type = op.getType();
  auto padding = [&] { return emitter.constant(input.getElementType(), static_cast<int64_t>(op.getCode())); };
  if (!emitter.isStream())
    return emitWiring(emitter, [&](ArrayRef<Value> indices, const Storage &to) {
      Value inside;
      SmallVector<Value> at;
      for (auto [dim, index] : llvm::enumerate(indices)) {
        auto [within, original] = unpad(emitter, op, index, dim, /*lanes=*/1);
        inside = emitter.both(inside, within);
        at.push_back(original);
      }
      emitter.ifHolds(
          inside,
          [&] {
            Value place = emitter.linearize(at, input.getShape());
            emitter.store(emitter.get(0, emitter.fetch(0), emitter.index(0), place), to, {});
          },
          [&] { emitter.store(padding(), to, {}); });
    });

  SmallVector<ProcessorOpInterface> epilogue = emitter.layer.getEpilogue();
  SmallVector<NestDim> nest = emitter.makeNest(epilogue, /*keepDims=*/true);
  emitter.prepare(epilogue, nest);
  emitter.sequential(Emitter::outerLoops(nest, "beats"), /*pipeline=*/true, [&](ArrayRef<Value> outer) {
    Value inside;
    for (auto [dim, index] : llvm::enumerate(outer))
      if (input.getShape()[dim] != type.getShape()[dim])
        inside = emitter.both(inside, unpad(emitter, op, index, dim, nest[dim].lanes).first);
    Storage beat = emitter.declare("beat", {}, input.getElementType(), input.getBeat());
    emitter.ifHolds(
        inside, [&] { emitter.storeBeat(emitter.read(0), beat, {}); },
        [&] {
          emitter.unrolled({{"lane", input.getBeat(), ""}},
                           [&](ArrayRef<Value> lane) { emitter.store(padding(), beat, {}, lane[0]); });
        });
    sendBeat(emitter, epilogue, nest, outer, [&](Value lane) { return emitter.load(beat, {}, lane); });
  });
}

void stream_to_dataflow::emitSlice(Emitter &emitter, SliceOp op) {
  ChannelType input = op.getInput().getType(), type = op.getType();
  ArrayRef<int64_t> starts = op.getStarts(), steps = op.getSteps();
  if (!emitter.isStream())
    return emitWiring(emitter, [&](ArrayRef<Value> indices, const Storage &to) {
      SmallVector<Value> at;
      for (auto [dim, index] : llvm::enumerate(indices))
        at.push_back(emitter.shift(emitter.mul(index, steps[dim]), starts[dim]));
      emitter.store(emitter.get(0, emitter.fetch(0), emitter.index(0), emitter.linearize(at, input.getShape())), to,
                    {});
    });

  SmallVector<ProcessorOpInterface> epilogue = emitter.layer.getEpilogue();
  SmallVector<NestDim> nest = emitter.makeNest(epilogue, /*keepDims=*/true);
  emitter.prepare(epilogue, nest);
  SmallVector<NestDim> dims = splitDims(input, input.getBeat());
  emitter.sequential(Emitter::outerLoops(dims, "beats"), /*pipeline=*/true, [&](ArrayRef<Value> outer) {
    Storage beat = emitter.fetch(0);
    Value kept;
    SmallVector<Value> at(outer);
    for (auto [dim, index] : llvm::enumerate(outer)) {
      if (type.getShape()[dim] == input.getShape()[dim])
        continue;
      int64_t start = starts[dim] / dims[dim].lanes, size = type.getShape()[dim] / dims[dim].lanes;
      kept = emitter.both(kept, emitter.isWithin(index, start, start + (size - 1) * steps[dim] + 1));
      kept = emitter.both(kept, emitter.isMultiple(index, start, steps[dim]));
    }
    emitter.ifHolds(kept, [&] {
      for (auto [dim, index] : llvm::enumerate(at))
        if (type.getShape()[dim] != input.getShape()[dim])
          index = emitter.divide(index, starts[dim] / dims[dim].lanes, steps[dim]);
      at.resize(nest.size(), emitter.index(0));
      sendBeat(emitter, epilogue, nest, at, [&](Value lane) { return emitter.load(beat, {}, lane); });
    });
  });
}

//===----------------------------------------------------------------------===//
// Repetition
//===----------------------------------------------------------------------===//

void stream_to_dataflow::emitRepeat(Emitter &emitter, RepeatOp op) {
  ChannelType input = op.getInput().getType();
  ArrayRef<int64_t> factors = op.getFactors();
  if (!emitter.isStream())
    return emitWiring(emitter, [&](ArrayRef<Value> indices, const Storage &to) {
      SmallVector<Value> at;
      for (auto [dim, index] : llvm::enumerate(indices))
        at.push_back(factors[dim] == 1 ? index
                                       : emitter.builder.createOrFold<arith::DivUIOp>(emitter.loc, index,
                                                                                      emitter.index(factors[dim])));
      emitter.store(emitter.get(0, emitter.fetch(0), emitter.index(0), emitter.linearize(at, input.getShape())), to,
                    {});
    });

  SmallVector<ProcessorOpInterface> epilogue = emitter.layer.getEpilogue();
  SmallVector<NestDim> nest = emitter.makeNest(epilogue, /*keepDims=*/true);
  emitter.prepare(epilogue, nest);
  SmallVector<NestDim> dims = splitDims(input, input.getBeat());

  // Per dimension a loop over its elements and one over the repetitions of each. What runs inside of the outermost one
  // that is repeated is held.
  SmallVector<Loop> loops = Emitter::outerLoops(dims, "beats"), nestLoops;
  SmallVector<int64_t> held;
  bool holds = false;
  for (auto [dim, loop] : llvm::enumerate(loops)) {
    held.push_back(holds ? loop.count : 1);
    holds |= factors[dim] > 1;
    nestLoops.push_back(loop);
    nestLoops.push_back({"repeat" + std::to_string(dim), factors[dim], "repeat" + std::to_string(dim)});
  }
  Storage buffer = emitter.declare("held", {ShapedType::getNumElements(held)}, input.getElementType(), input.getBeat());
  emitter.sequential(nestLoops, /*pipeline=*/true, [&](ArrayRef<Value> indices) {
    SmallVector<Value> outer, heldAt;
    Value isNew;
    for (size_t dim = 0; dim < dims.size(); ++dim) {
      Value element = indices[2 * dim], repetition = indices[2 * dim + 1];
      outer.push_back(emitter.add(emitter.mul(element, factors[dim]), repetition));
      heldAt.push_back(held[dim] == 1 ? emitter.index(0) : element);
      isNew = emitter.both(isNew, emitter.isFirst(repetition, factors[dim]));
    }
    Value place = emitter.linearize(heldAt, held);
    emitter.ifHolds(isNew, [&] { emitter.storeBeat(emitter.read(0), buffer, place); });
    outer.resize(nest.size(), emitter.index(0));
    sendBeat(emitter, epilogue, nest, outer, [&](Value lane) { return emitter.load(buffer, place, lane); });
  });
}

//===----------------------------------------------------------------------===//
// Concatenation
//===----------------------------------------------------------------------===//

void stream_to_dataflow::emitConcat(Emitter &emitter, ConcatOp op) {
  ChannelType type = op.getType();
  int64_t dim = op.getDim();
  auto sizeOf = [&](unsigned i) { return getChannelType(op.getInputs()[i]).getShape()[dim]; };
  if (!emitter.isStream())
    return emitWiring(emitter, [&](ArrayRef<Value> indices, const Storage &to) {
      int64_t start = 0;
      for (auto [i, input] : llvm::enumerate(op.getInputs())) {
        int64_t size = sizeOf(i);
        emitter.ifHolds(emitter.isWithin(indices[dim], start, start + size), [&, i = i, input = input] {
          SmallVector<Value> at(indices);
          at[dim] = emitter.shift(at[dim], -start);
          Value place = emitter.linearize(at, getChannelType(input).getShape());
          emitter.store(emitter.get(i, emitter.fetch(i), emitter.index(0), place), to, {});
        });
        start += size;
      }
    });

  // What each input has at a time: its part of the dimension with all inside of it.
  int64_t inner = ShapedType::getNumElements(type.getShape().drop_front(dim + 1));
  int64_t beat = type.getBeat();
  SmallVector<ProcessorOpInterface> epilogue = emitter.layer.getEpilogue();
  SmallVector<NestDim> nest = emitter.makeNest(epilogue, /*keepDims=*/true);
  emitter.prepare(epilogue, nest);
  SmallVector<Loop> loops = Emitter::outerLoops(nest, "beats");
  emitter.sequential(loops, /*pipeline=*/true, [&](ArrayRef<Value> indices) {
    // Which input: by the beats of the dimension and inside of it.
    SmallVector<int64_t> sizes;
    for (const Loop &loop : ArrayRef(loops).drop_front(dim))
      sizes.push_back(loop.count);
    Value within = emitter.linearize(indices.drop_front(dim), sizes);
    qnn::FixedType element = type.getElementType();
    Storage held = emitter.declare("beat", {}, element, beat);
    int64_t start = 0;
    for (unsigned i = 0; i < op.getInputs().size(); ++i) {
      int64_t beats = sizeOf(i) * inner / beat;
      emitter.ifHolds(emitter.isWithin(within, start, start + beats), [&] {
        if (emitter.getInputType(i).getElementType() == element)
          return emitter.storeBeat(emitter.read(i), held, {});
        Storage narrow = emitter.fetch(i);
        emitter.unrolled({{"lane", beat, ""}}, [&](ArrayRef<Value> lane) {
          emitter.store(emitter.load(narrow, {}, lane[0]), held, {}, lane[0]);
        });
      });
      start += beats;
    }
    sendBeat(emitter, epilogue, nest, indices, [&](Value lane) { return emitter.load(held, {}, lane); });
  });
}
