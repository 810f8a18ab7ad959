//===- MatVec.cpp - Process of a matrix product -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/StreamToDataflow/Emitter.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;
using namespace hls4mlir::stream_to_dataflow;

void stream_to_dataflow::initialize(Emitter &emitter, const Storage &accum, ArrayRef<Value> lane, Value bias,
                                    qnn::FixedType type) {
  if (bias && type.getFormat().contains(cast<qnn::FixedType>(bias.getType()).getFormat()))
    return emitter.store(bias, accum, lane);
  emitter.store(emitter.constant(type, 0), accum, lane);
  // A bias that the accumulator does not hold is exact once the final sum is: additions are modulo its width.
  if (bias)
    emitter.accumulate(bias, accum, lane);
}

/// The symbol of a weight of `rows` times `columns` innermost elements: `name`, or a copy with zeros around it where a
/// product is padded.
static std::string getPadded(Emitter &emitter, MatVecOp op, StringRef name, int64_t rows, int64_t columns) {
  if (!op.getPadded())
    return name.str();
  auto symbol = StringAttr::get(op.getContext(), name);
  auto weight = SymbolTable::lookupNearestSymbolFrom<qnn::WeightOp>(op, symbol);
  ArrayRef<int64_t> shape = weight.getTensorType().getShape();
  // A bias has rows of one element.
  int64_t ownColumns = shape.size() == 1 ? 1 : shape.back(), taps = 1;
  if (shape.size() > 1)
    taps = ShapedType::getNumElements(shape.drop_front().drop_back());
  columns /= taps;
  SmallVector<int64_t> codes = weight.getCodes(), padded(rows * taps * columns, 0);
  for (int64_t i = 0, size = codes.size(); i < size; ++i)
    padded[i / ownColumns * columns + i % ownColumns] = codes[i];
  SmallVector<int64_t> paddedShape(shape);
  paddedShape.front() = rows;
  if (shape.size() > 1)
    paddedShape.back() = columns;
  return qnn::WeightOp::create(emitter.process->getParentOfType<ModuleOp>(), emitter.loc, name.str() + "_padded",
                               paddedShape, weight.getFixedType(), padded)
      .getSymName()
      .str();
}

void stream_to_dataflow::emitMatVec(Emitter &emitter, MatVecOp op) {
  OpBuilder &builder = emitter.builder;
  int64_t outLanes = op.getOutLanes(), inLanes = op.getInLanes();
  int64_t groups = op.getNumGroups(), outputs = op.getNumOutputs() / outLanes, inputs = op.getNumInputs() / inLanes;
  qnn::FixedType accumType = op.getType().getElementType();
  ChannelType inputType = op.getInput().getType();
  SmallVector<ProcessorOpInterface> epilogue = emitter.layer.getEpilogue();
  SmallVector<NestDim> nest = emitter.makeNest(epilogue, op.getType().getRank() - 1, outLanes);

  // weight[group][out][in][lane][k] and bias[group][out][lane].
  Storage weight = emitter.rom("weight", getPadded(emitter, op, op.getWeight(), op.getNumOutputs(), op.getNumInputs()),
                               {groups, outputs, outLanes, inputs, inLanes}, {0, 1, 3, 2, 4}, {3, 4});
  std::optional<Storage> bias;
  if (op.getBias())
    bias = emitter.rom("bias", getPadded(emitter, op, *op.getBias(), op.getNumOutputs(), 1),
                       {groups, outputs, outLanes}, {0, 1, 2}, {2});
  emitter.prepare(epilogue, nest);
  // The inputs of a position, when later outputs need them again.
  bool keeps = emitter.isStream() && outputs > 1;
  Storage input;
  if (keeps)
    input = emitter.declare("input", {inputs}, inputType.getElementType(), inLanes);

  SmallVector<Loop> loops = Emitter::outerLoops(ArrayRef(nest).drop_back(), "positions");
  for (Loop &loop : loops)
    loop.variable.replace(0, 1, "position");
  // Positions side by side are some of the innermost dimension that has several.
  int64_t together = emitter.unrollAll ? 1 : op.getPositionLanes(), innermost = loops.size();
  if (together > 1) {
    while (loops[--innermost].count == 1)
      ;
    loops[innermost].count /= together;
  }
  loops.push_back({"group", groups, "groups"});
  loops.push_back({"out", outputs, "outputs"});
  emitter.sequential(loops, /*pipeline=*/inputs == 1, [&](ArrayRef<Value> loopIndices) {
    ArrayRef<Value> leading = loopIndices.drop_back(2);
    Value group = loopIndices.end()[-2], out = loopIndices.back();
    SmallVector<int64_t> sizes =
        llvm::map_to_vector(ArrayRef(nest).drop_back(), [](const NestDim &dim) { return dim.outer; });
    // One of the positions side by side: its indices, and the vectors of the whole sample that stand before its own.
    auto positionOf = [&](Value p) {
      SmallVector<Value> position(leading);
      if (together > 1)
        position[innermost] = emitter.add(emitter.mul(position[innermost], together), p);
      return position;
    };
    auto vectorOf = [&](Value p) {
      return emitter.linearize({emitter.linearize(positionOf(p), sizes), group}, {op.getNumPositions(), groups});
    };
    Value only = together == 1 ? vectorOf(emitter.index(0)) : Value();
    Storage accum = emitter.declare("accum", {together, outLanes}, accumType, 1, {0, 1});
    emitter.sequential({{"in", inputs, "inputs"}}, /*pipeline=*/true, [&](ArrayRef<Value> inner) {
      Value in = inner[0];
      if (keeps)
        emitter.ifEqual(out, 0, outputs, [&] {
          Type beat = getTransferType(inputType.getElementType(), inLanes);
          emitter.storeBeat(dataflow::ReadOp::create(builder, emitter.loc, beat, emitter.getInputPort(0)), input, in);
        });
      else
        input = emitter.fetch(0);

      emitter.unrolled({{"p", together, ""}, {"lane", outLanes, ""}}, [&](ArrayRef<Value> lane) {
        Value vector = only ? only : vectorOf(lane[0]);
        emitter.ifEqual(in, 0, inputs, [&] {
          initialize(emitter, accum, lane, bias ? emitter.load(*bias, {group, out, lane[1]}) : Value(), accumType);
        });
        emitter.unrolled({{"k", inLanes, ""}}, [&](ArrayRef<Value> k) {
          Value x;
          if (keeps) {
            x = emitter.load(input, in, k[0]);
          } else {
            // An array holds the inputs of all positions; its beat is the whole tensor.
            Value element = k[0];
            if (!emitter.isStream())
              element = emitter.add(emitter.mul(emitter.add(emitter.mul(vector, inputs), in), inLanes), element);
            x = emitter.get(0, input, emitter.index(0), element);
          }
          Value product =
              qnn::MulOp::create(builder, emitter.loc, emitter.load(weight, {group, out, in, lane[1], k[0]}), x);
          emitter.accumulate(product, accum, lane);
        });
      });

      emitter.ifEqual(in, inputs - 1, inputs, [&] {
        Storage result = emitter.begin(0);
        emitter.unrolled({{"p", together, ""}, {"lane", outLanes, ""}}, [&](ArrayRef<Value> lane) {
          Value vector = only ? only : vectorOf(lane[0]);
          Place place{positionOf(lane[0]), SmallVector<Value>(nest.size() - 1, Value())};
          place.outer.push_back(emitter.linearize({group, out}, {groups, outputs}));
          for (Value &index : place.lane)
            index = emitter.index(0);
          place.lane.push_back(lane[1]);
          Value value = emitter.apply(epilogue, place, emitter.load(accum, lane));
          Value beat = emitter.index(0), element = lane[1];
          if (!emitter.isStream())
            element = emitter.add(emitter.mul(emitter.add(emitter.mul(vector, outputs), out), outLanes), element);
          emitter.put(0, result, value, beat, element);
        });
        emitter.send(0, result);
      });
    });
  });
}
