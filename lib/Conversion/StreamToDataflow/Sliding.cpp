//===- Sliding.cpp - Processes that see windows of their input -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/StreamToDataflow/Sliding.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;
using namespace hls4mlir::stream_to_dataflow;

Sliding::Sliding(Emitter &emitter, Operation *op, int64_t padCode, bool whole, int64_t parts, int64_t steps,
                 int64_t lanes)
    : emitter(emitter), window(SlidingWindow::of(op)), padCode(padCode), whole(whole), parts(parts), steps(steps),
      lanes(lanes) {}

/// What people call spatial dimension `dim` of `rank`.
static std::string dimName(int64_t dim, int64_t rank) {
  static constexpr llvm::StringLiteral kNames[] = {"column", "row", "plane"};
  int64_t fromLast = rank - 1 - dim;
  return fromLast < 3 ? kNames[fromLast].str() : "dim" + std::to_string(dim);
}

SmallVector<Loop> Sliding::kernelLoops(bool labelled) {
  SmallVector<Loop> loops;
  for (int64_t dim = 0; dim < window.getRank(); ++dim) {
    std::string name = dimName(dim, window.getRank());
    loops.push_back({"kernel_" + name, window.kernel[dim], labelled ? "kernel_" + name + "s" : ""});
  }
  return loops;
}

Value Sliding::padding() { return emitter.constant(getElementType(), padCode); }

Value Sliding::pixelOf(Value position, Value kernel, int64_t dim) {
  return emitter.shift(
      emitter.add(emitter.mul(position, window.strides[dim]), emitter.mul(kernel, window.dilations[dim])),
      -window.low[dim]);
}

static Value allOf(Emitter &emitter, ArrayRef<Value> indices, ArrayRef<int64_t> counts, bool last) {
  Value condition;
  for (auto [index, count] : llvm::zip_equal(indices, counts))
    condition = emitter.both(condition, last ? emitter.isLast(index, count) : emitter.isFirst(index, count));
  return condition;
}

Value Sliding::isFirst(const Tap &tap) {
  return emitter.both(allOf(emitter, tap.kernel, window.kernel, /*last=*/false), emitter.isFirst(tap.step, steps));
}

Value Sliding::isLast(const Tap &tap) {
  return emitter.both(allOf(emitter, tap.kernel, window.kernel, /*last=*/true), emitter.isLast(tap.step, steps));
}

void Sliding::build(function_ref<void()> begin, function_ref<void(const Tap &)> tap) {
  if (!emitter.isStream())
    return buildUnrolled(begin, tap);
  return whole ? buildWhole(begin, tap) : buildStepped(begin, tap);
}

//===----------------------------------------------------------------------===//
// Pixel by pixel, out of a buffer of rows
//===----------------------------------------------------------------------===//

int64_t Sliding::getReuseDistance() {
  // Time when each beat of the rows that arrive is written, in iterations since the row of windows began.
  int64_t rowPixels = window.getRowPixels(), arriving = window.getArrivingPixels(), taps = window.getTaps();
  int64_t rounds = window.getRowPositions() + window.getIdleRounds() * window.getInnerPositions();
  int64_t each = arriving / rounds, more = arriving % rounds;
  auto timeOf = [&](int64_t position, int64_t part, int64_t pixel, int64_t step) {
    return ((position * parts + part) * taps + pixel) * steps + step;
  };
  SmallVector<int64_t> written;
  for (int64_t position = 0; position < rounds; ++position)
    for (int64_t part = 0; part < parts; ++part)
      for (int64_t pixel = 0; pixel < each + (position < more); ++pixel)
        for (int64_t step = 0; step < steps; ++step)
          written.push_back(timeOf(position, part, pixel, step));
  // The next row of windows reads them where its kernel reaches the newest rows.
  int64_t next = timeOf(rounds, 0, 0, 0), nearest = next;
  int64_t rows = arriving / rowPixels, rank = window.getRank();
  SmallVector<int64_t> inner = window.getOutputShape();
  for (int64_t position = 0; position < window.getRowPositions(); ++position)
    for (int64_t tap = 0; tap < taps; ++tap) {
      int64_t restTap = tap, restPosition = position, pixel = 0, size = 1;
      bool inside = true;
      for (int64_t dim = rank - 1; dim > 0; --dim) {
        int64_t index = restPosition % inner[dim] * window.strides[dim] - window.low[dim] +
                        restTap % window.kernel[dim] * window.dilations[dim];
        restPosition /= inner[dim];
        restTap /= window.kernel[dim];
        inside &= index >= 0 && index < window.input[dim];
        pixel += index * size;
        size *= window.input[dim];
      }
      int64_t row = restTap * window.dilations[0] - (window.getExtent(0) - rows);
      if (!inside || row < 0 || row >= rows)
        continue;
      int64_t first = (row * rowPixels + pixel) * parts * steps;
      for (int64_t beat = 0; beat < parts * steps; ++beat)
        nearest = std::min(nearest, next + timeOf(position, beat / steps, tap, beat % steps) - written[first + beat]);
    }
  return nearest;
}

void Sliding::buildStepped(function_ref<void()> begin, function_ref<void(const Tap &)> tap) {
  OpBuilder &builder = emitter.builder;
  int64_t rank = window.getRank(), beats = parts * steps, rowBeats = window.getRowPixels() * beats;
  int64_t held = window.getHeldRows(), rows = window.input[0], filled = window.getRowsNeeded(0);
  bool reads = filled < rows, isRing = held < rows;
  std::string row = dimName(0, rank);

  Storage buffer = emitter.declare("buffer", {held, rowBeats}, getElementType(), lanes);
  Storage pixel; // Declared where it is used.
  if (reads)
    buffer.array.getDefiningOp<dataflow::ArrayOp>().setDistanceAttr(builder.getI64IntegerAttr(getReuseDistance()));

  // Rows that are there before the first window.
  if (filled > 0)
    emitter.sequential(
        {{row, filled, "first_" + row + "s"}, {"beat", rowBeats, "first_beats"}}, /*pipeline=*/true,
        [&](ArrayRef<Value> index) { emitter.storeBeat(emitter.read(0), buffer, {index[0], index[1]}); });

  // The others arrive while windows are sent.
  Value arrived, place, beat, top;
  if (reads) {
    arrived = emitter.counter("arrived", rows + 1, filled);
    beat = emitter.counter("beat", rowBeats);
    if (isRing)
      place = emitter.counter("place", held, filled % held);
  }
  if (isRing)
    top = emitter.counter("top", held, (held - window.low[0] % held) % held);

  SmallVector<int64_t> positions = window.getOutputShape(), rounds = positions;
  // Where there is one spatial dimension, the rounds are a loop of their own.
  if (rank == 1)
    rounds.push_back(1);
  rounds[1] += window.getIdleRounds();
  SmallVector<Loop> outer, inner = kernelLoops(/*labelled=*/true);
  for (auto [dim, count] : llvm::enumerate(rounds)) {
    std::string name = static_cast<int64_t>(dim) < rank ? dimName(dim, rank) : "round";
    outer.push_back({name, count, name + "s"});
  }
  outer.push_back({"part", parts, "parts"});
  inner.push_back({"step", steps, "steps"});

  auto readAhead = [&](ArrayRef<Value> round, Value pixelOfWindow) {
    int64_t arriving = window.getArrivingPixels(), count = 1;
    for (int64_t size : ArrayRef(rounds).drop_front())
      count *= size;
    int64_t each = arriving / count, more = arriving % count;
    // Pixels come evenly: some in each round, and one more in the first rounds.
    auto slt = arith::CmpIPredicate::slt;
    Value when = each < window.getTaps() ? emitter.compare(slt, pixelOfWindow, each) : Value();
    if (more > 0) {
      Value position = emitter.linearize(round.drop_front(), ArrayRef(rounds).drop_front());
      Value now = emitter.both(emitter.compare(slt, position, more),
                               each + 1 < window.getTaps() ? emitter.compare(slt, pixelOfWindow, each + 1) : Value());
      when = each == 0 ? now : when ? arith::OrIOp::create(builder, emitter.loc, when, now).getResult() : when;
    }
    Value arrivedRows = emitter.count(arrived);
    when = emitter.both(when, emitter.compare(slt, arrivedRows, rows));
    // No further than the next row of windows needs.
    Value needed = emitter.shift(emitter.mul(round[0], window.strides[0]),
                                 window.strides[0] - window.low[0] + window.getExtent(0));
    when = emitter.both(when, arith::CmpIOp::create(builder, emitter.loc, slt, arrivedRows, needed));
    emitter.ifHolds(when, [&] {
      Value to = isRing ? emitter.count(place) : arrivedRows;
      emitter.storeBeat(emitter.read(0), buffer, {to, emitter.count(beat)});
      emitter.ifEqual(emitter.count(beat), rowBeats - 1, rowBeats, [&] {
        if (isRing)
          emitter.advance(place);
        emitter.advance(arrived);
      });
      if (rowBeats > 1)
        emitter.advance(beat);
    });
  };

  emitter.sequential(outer, /*pipeline=*/window.getTaps() * steps == 1, [&](ArrayRef<Value> outerIndices) {
    ArrayRef<Value> round = outerIndices.drop_back();
    begin();
    emitter.sequential(inner, /*pipeline=*/true, [&](ArrayRef<Value> innerIndices) {
      ArrayRef<Value> kernel = innerIndices.drop_back();
      Tap now{SmallVector<Value>(round.take_front(rank)), outerIndices.back(), SmallVector<Value>(kernel),
              innerIndices.back(), nullptr};
      auto seeTap = [&] {
        pixel = emitter.declare("pixel", {}, getElementType(), lanes);
        SmallVector<Value> at;
        Value inside;
        for (int64_t dim = 0; dim < rank; ++dim) {
          at.push_back(pixelOf(round[dim], kernel[dim], dim));
          inside = emitter.both(inside, emitter.isWithin(at[dim], 0, window.input[dim]));
        }
        auto load = [&] {
          Value line = at[0];
          if (isRing) {
            line = emitter.add(emitter.count(top), emitter.mul(kernel[0], window.dilations[0]));
            line = builder.createOrFold<dataflow::WrapOp>(emitter.loc, line, builder.getI64IntegerAttr(held));
          }
          SmallVector<Value> within(at.begin() + 1, at.end());
          SmallVector<int64_t> sizes(window.input.begin() + 1, window.input.end());
          within.append({now.part, now.step});
          sizes.append({parts, steps});
          emitter.storeBeat(emitter.loadBeat(buffer, {line, emitter.linearize(within, sizes)}), pixel, {});
        };
        emitter.ifHolds(inside, load, [&] {
          emitter.unrolled({{"lane", lanes, ""}},
                           [&](ArrayRef<Value> lane) { emitter.store(padding(), pixel, {}, lane[0]); });
        });
        auto element = [&](Value lane) { return emitter.load(pixel, {}, lane); };
        now.element = element;
        tap(now);
      };
      // Rounds beyond the positions send nothing.
      Value sends;
      if (window.getIdleRounds() > 0)
        sends = emitter.isWithin(round[1], 0, rank == 1 ? 1 : positions[1]);
      emitter.ifHolds(sends, seeTap);
      if (reads)
        readAhead(round, emitter.linearize(kernel, window.kernel));
      if (isRing) {
        Value last = allOf(emitter, round.drop_front(), ArrayRef(rounds).drop_front(), /*last=*/true);
        last = emitter.both(last, emitter.isLast(now.part, parts));
        last = emitter.both(last, isLast(now));
        if (int64_t by = window.strides[0] % held)
          emitter.ifHolds(last, [&] { emitter.advance(top, by); });
      }
    });
  });
}

//===----------------------------------------------------------------------===//
// Whole windows, in registers
//===----------------------------------------------------------------------===//

void Sliding::buildWhole(function_ref<void()> begin, function_ref<void(const Tap &)> tap) {
  int64_t rank = window.getRank(), last = rank - 1;
  // One spatial dimension is a row.
  int64_t kernelRows = rank == 2 ? window.kernel[0] : 1, rowDistance = rank == 2 ? window.dilations[0] : 1;
  int64_t lines = (kernelRows - 1) * rowDistance, columns = window.getExtent(last), width = window.input[last];

  SmallVector<int64_t> apart;
  if (kernelRows > 1)
    apart.push_back(0);
  if (columns > 1)
    apart.push_back(1);
  Storage registers = emitter.declare("window", {kernelRows, columns}, getElementType(), lanes, apart);
  Storage lineBuffers;
  if (lines > 0)
    lineBuffers = emitter.declare("line", {lines, width}, getElementType(), lanes,
                                  lines > 1 ? ArrayRef<int64_t>{0} : ArrayRef<int64_t>());

  SmallVector<Loop> loops;
  for (int64_t dim = 0; dim < rank; ++dim)
    loops.push_back({dimName(dim, rank), window.getScanned(dim), dimName(dim, rank) + "s"});
  emitter.sequential(loops, /*pipeline=*/true, [&](ArrayRef<Value> at) {
    // Places count the padding in front.
    Value inside, insideRow;
    for (int64_t dim = 0; dim < rank; ++dim) {
      Value within = emitter.isWithin(at[dim], window.low[dim], window.low[dim] + window.input[dim]);
      inside = emitter.both(inside, within);
      if (dim == last)
        insideRow = within;
    }
    Storage pixel = emitter.declare("pixel", {}, getElementType(), lanes);
    auto fill = [&](const Storage &to, ArrayRef<Value> indices) {
      emitter.unrolled({{"lane", lanes, ""}},
                       [&](ArrayRef<Value> lane) { emitter.store(padding(), to, indices, lane[0]); });
    };
    emitter.ifHolds(inside, [&] { emitter.storeBeat(emitter.read(0), pixel, {}); }, [&] { fill(pixel, {}); });

    // The window moves on by a column.
    if (columns > 1)
      emitter.unrolled({{"k", kernelRows, ""}, {"column", columns - 1, ""}}, [&](ArrayRef<Value> k) {
        emitter.storeBeat(emitter.loadBeat(registers, {k[0], emitter.shift(k[1], 1)}), registers, {k[0], k[1]});
      });
    Value newest = emitter.index(columns - 1);
    if (lines > 0) {
      emitter.ifHolds(
          insideRow,
          [&] {
            Value column = emitter.shift(at[last], -window.low[last]);
            emitter.unrolled({{"k", kernelRows - 1, ""}}, [&](ArrayRef<Value> k) {
              emitter.storeBeat(emitter.loadBeat(lineBuffers, {emitter.mul(k[0], rowDistance), column}), registers,
                                {k[0], newest});
            });
            if (lines > 1)
              emitter.unrolled({{"l", lines - 1, ""}}, [&](ArrayRef<Value> l) {
                emitter.storeBeat(emitter.loadBeat(lineBuffers, {emitter.shift(l[0], 1), column}), lineBuffers,
                                  {l[0], column});
              });
            emitter.storeBeat(emitter.loadBeat(pixel, {}), lineBuffers, {emitter.index(lines - 1), column});
          },
          [&] {
            emitter.unrolled({{"k", kernelRows - 1, ""}}, [&](ArrayRef<Value> k) { fill(registers, {k[0], newest}); });
          });
    }
    emitter.storeBeat(emitter.loadBeat(pixel, {}), registers, {emitter.index(kernelRows - 1), newest});

    // A position is where the window's last pixel has come in.
    Value sends;
    SmallVector<Value> position;
    for (int64_t dim = 0; dim < rank; ++dim) {
      int64_t extent = window.getExtent(dim), stride = window.strides[dim];
      sends = emitter.both(sends, emitter.isWithin(at[dim], extent - 1, window.getScanned(dim)));
      sends = emitter.both(sends, emitter.isMultiple(at[dim], extent - 1, stride));
    }
    emitter.ifHolds(sends, [&] {
      for (int64_t dim = 0; dim < rank; ++dim)
        position.push_back(emitter.divide(at[dim], window.getExtent(dim) - 1, window.strides[dim]));
      begin();
      emitter.unrolled(kernelLoops(/*labelled=*/false), [&](ArrayRef<Value> kernel) {
        Value row = rank == 2 ? kernel[0] : emitter.index(0);
        Value column = emitter.mul(kernel[last], window.dilations[last]);
        auto element = [&](Value lane) { return emitter.load(registers, {row, column}, lane); };
        tap({position, emitter.index(0), SmallVector<Value>(kernel), emitter.index(0), element});
      });
    });
  });
}

//===----------------------------------------------------------------------===//
// All windows, out of an array
//===----------------------------------------------------------------------===//

void Sliding::buildUnrolled(function_ref<void()> begin, function_ref<void(const Tap &)> tap) {
  int64_t rank = window.getRank();
  SmallVector<Loop> outer, inner = kernelLoops(/*labelled=*/false);
  for (auto [dim, count] : llvm::enumerate(window.getOutputShape()))
    outer.push_back({dimName(dim, rank), count, dimName(dim, rank) + "s"});
  outer.push_back({"part", parts, "parts"});
  inner.push_back({"step", steps, ""});
  Storage port = emitter.fetch(0);
  emitter.unrolled(outer, [&](ArrayRef<Value> outerIndices) {
    begin();
    emitter.unrolled(inner, [&](ArrayRef<Value> innerIndices) {
      ArrayRef<Value> kernel = innerIndices.drop_back();
      Tap now{SmallVector<Value>(outerIndices.drop_back()), outerIndices.back(), SmallVector<Value>(kernel),
              innerIndices.back(), nullptr};
      SmallVector<Value> at;
      Value inside;
      for (int64_t dim = 0; dim < rank; ++dim) {
        at.push_back(pixelOf(now.position[dim], kernel[dim], dim));
        inside = emitter.both(inside, emitter.isWithin(at[dim], 0, window.input[dim]));
      }
      SmallVector<int64_t> sizes(window.input);
      at.append({now.part, now.step});
      sizes.append({parts, steps});
      Storage pixel = emitter.declare("pixel", {lanes}, getElementType(), 1,
                                      lanes > 1 ? ArrayRef<int64_t>{0} : ArrayRef<int64_t>());
      emitter.unrolled({{"lane", lanes, ""}}, [&](ArrayRef<Value> lane) {
        emitter.ifHolds(
            inside,
            [&] {
              Value place = emitter.add(emitter.mul(emitter.linearize(at, sizes), lanes), lane[0]);
              emitter.store(emitter.get(0, port, emitter.index(0), place), pixel, {lane[0]});
            },
            [&] { emitter.store(padding(), pixel, {lane[0]}); });
      });
      auto element = [&](Value lane) { return emitter.load(pixel, {lane}); };
      now.element = element;
      tap(now);
    });
  });
}

//===----------------------------------------------------------------------===//
// What is done with windows
//===----------------------------------------------------------------------===//

void stream_to_dataflow::emitWindow(Emitter &emitter, WindowOp op) {
  ChannelType type = op.getType();
  int64_t groups = op.getGroups(), channels = type.getShape().back();
  bool whole = emitter.isStream() && op.isWhole();
  int64_t lanes = emitter.isStream() && !whole ? type.getBeat() : channels;
  Sliding sliding(emitter, op, op.getPadCode(), whole, groups, channels / lanes, lanes);
  SmallVector<ProcessorOpInterface> epilogue = emitter.layer.getEpilogue();
  SmallVector<NestDim> nest = emitter.makeNest(epilogue, type.getRank() - 1, lanes);
  emitter.prepare(epilogue, nest);

  Storage result;
  sliding.build(
      [&] {
        if (whole)
          result = emitter.begin(0);
      },
      [&](const Tap &tap) {
        SmallVector<Value> indices(tap.position);
        indices.push_back(tap.part);
        llvm::append_range(indices, tap.kernel);
        indices.push_back(tap.step);
        if (!whole)
          result = emitter.begin(0);
        emitter.unrolled({{"lane", lanes, ""}}, [&](ArrayRef<Value> lane) {
          Value value = emitter.apply(epilogue, emitter.placeOf(nest, indices, lane[0]), tap.element(lane[0]));
          // Lane of a beat, or place in a whole window or tensor.
          Value place = lane[0];
          if (whole)
            place = emitter.add(emitter.mul(emitter.linearize(tap.kernel, sliding.window.kernel), lanes), place);
          else if (!emitter.isStream())
            place = emitter.add(
                emitter.mul(emitter.linearize(ArrayRef(indices).drop_back(), type.getShape().drop_back()), lanes),
                place);
          emitter.put(0, result, value, emitter.index(0), place);
        });
        if (whole)
          emitter.ifHolds(sliding.isLast(tap), [&] { emitter.send(0, result); });
        else
          emitter.send(0, result);
      });
}

/// Sends the accumulators of the channels of a window when it has been seen.
static void sendChannels(Emitter &emitter, Sliding &sliding, ArrayRef<ProcessorOpInterface> epilogue,
                         ArrayRef<NestDim> nest, const Storage &accum, int64_t lanes, const Tap &tap) {
  emitter.ifHolds(sliding.isLast(tap), [&] {
    SmallVector<Value> indices(tap.position);
    indices.push_back(tap.part);
    Storage result = emitter.begin(0);
    emitter.unrolled({{"lane", lanes, ""}}, [&](ArrayRef<Value> lane) {
      Value value = emitter.apply(epilogue, emitter.placeOf(nest, indices, lane[0]), emitter.load(accum, lane[0]));
      Value place = lane[0];
      if (!emitter.isStream()) {
        SmallVector<int64_t> sizes = sliding.window.getOutputShape();
        sizes.push_back(sliding.parts);
        place = emitter.add(emitter.mul(emitter.linearize(indices, sizes), lanes), place);
      }
      emitter.put(0, result, value, emitter.index(0), place);
    });
    emitter.send(0, result);
  });
}

void stream_to_dataflow::emitPool(Emitter &emitter, PoolOp op) {
  ChannelType type = op.getType();
  int64_t channels = type.getShape().back(), lanes = emitter.isStream() ? type.getBeat() : channels;
  Sliding sliding(emitter, op, op.getPadCode(), op.getWhole(), channels / lanes, 1, lanes);
  SmallVector<ProcessorOpInterface> epilogue = emitter.layer.getEpilogue();
  SmallVector<NestDim> nest = emitter.makeNest(epilogue, type.getRank() - 1, lanes);
  emitter.prepare(epilogue, nest);

  Storage accum;
  sliding.build(
      [&] {
        accum = emitter.declare("accum", {lanes}, type.getElementType(), 1,
                                lanes > 1 ? ArrayRef<int64_t>{0} : ArrayRef<int64_t>());
      },
      [&](const Tap &tap) {
        emitter.unrolled({{"lane", lanes, ""}}, [&](ArrayRef<Value> lane) {
          emitter.reduce(op.getReduction(), tap.element(lane[0]), accum, lane[0], sliding.isFirst(tap));
        });
        sendChannels(emitter, sliding, epilogue, nest, accum, lanes, tap);
      });
}

void stream_to_dataflow::emitDepthwise(Emitter &emitter, DepthwiseOp op) {
  ChannelType type = op.getType();
  int64_t multiplier = op.getMultiplier(), channelLanes = op.getChannelLanes();
  int64_t parts = op.getNumChannels() / channelLanes, lanes = channelLanes * multiplier;
  Sliding sliding(emitter, op, op.getPadCode(), op.getWhole(), parts, 1, channelLanes);
  SmallVector<ProcessorOpInterface> epilogue = emitter.layer.getEpilogue();
  SmallVector<NestDim> nest = emitter.makeNest(epilogue, type.getRank() - 1, lanes);

  // weight[part][tap][lane] and bias[part][lane], where a lane is a kernel of a channel. A whole window takes all taps.
  int64_t taps = sliding.window.getTaps();
  SmallVector<int64_t> apart{2};
  if (op.getWhole() || !emitter.isStream())
    apart.insert(apart.begin(), 1);
  Storage weight = emitter.rom("weight", op.getWeight(), {parts, lanes, taps}, {0, 2, 1}, apart);
  std::optional<Storage> bias;
  if (op.getBias())
    bias = emitter.rom("bias", *op.getBias(), {parts, lanes}, {0, 1}, {1});
  emitter.prepare(epilogue, nest);

  Storage accum;
  sliding.build(
      [&] {
        accum = emitter.declare("accum", {lanes}, type.getElementType(), 1,
                                lanes > 1 ? ArrayRef<int64_t>{0} : ArrayRef<int64_t>());
      },
      [&](const Tap &tap) {
        Value place = emitter.linearize(tap.kernel, sliding.window.kernel);
        emitter.unrolled({{"lane", channelLanes, ""}, {"m", multiplier, ""}}, [&](ArrayRef<Value> index) {
          Value lane = emitter.linearize(index, {channelLanes, multiplier});
          emitter.ifHolds(sliding.isFirst(tap), [&] {
            initialize(emitter, accum, lane, bias ? emitter.load(*bias, {tap.part, lane}) : Value(),
                       type.getElementType());
          });
          Value product = qnn::MulOp::create(emitter.builder, emitter.loc,
                                             emitter.load(weight, {tap.part, place, lane}), tap.element(index[0]));
          emitter.accumulate(product, accum, lane);
        });
        sendChannels(emitter, sliding, epilogue, nest, accum, lanes, tap);
      });
}
