//===- TopK.cpp - Process that selects elements along an axis -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/StreamToDataflow/Emitter.h"
#include <numeric>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;
using namespace hls4mlir::stream_to_dataflow;

/// The type of the elements with room for one code that every element is better than.
static qnn::FixedType typeWithRoom(qnn::FixedType element, bool smallest) {
  FixedFormat format = element.getFormat();
  format.width += 1;
  format.integer += 1;
  format.isSigned |= !smallest;
  return qnn::FixedType::get(element.getContext(), format);
}

namespace {
/// The best elements so far, in order, and where they stand when that is asked for.
class Selection {
public:
  Selection(Emitter &emitter, TopKOp op)
      : emitter(emitter), op(op), element(op.getInput().getType().getElementType()),
        valueType(typeWithRoom(element, op.getSmallest())) {}

  void declare() {
    SmallVector<int64_t> apart;
    if (op.getK() > 1)
      apart.push_back(0);
    int64_t k = op.getK();
    values = emitter.declare("best", {k}, valueType, 1, apart);
    shiftedValue = emitter.declare("shifted", {}, valueType);
    if (op.getIndices()) {
      positionType = op.getType().getElementType();
      positions = emitter.declare("best_at", {k}, positionType, 1, apart);
      shiftedPosition = emitter.declare("shifted_at", {}, positionType);
      next = emitter.declare("at", {}, positionType);
      emitter.store(emitter.constant(positionType, 0), next, {});
    }
    FixedFormat format = element.getFormat();
    llvm::APSInt worst =
        op.getSmallest() ? format.maxCode().extend(format.width + 2) : format.minCode().extend(format.width + 2);
    op.getSmallest() ? ++worst : --worst;
    emitter.unrolled({{"j", k, ""}}, [&](ArrayRef<Value> j) {
      emitter.store(emitter.constant(valueType, worst), values, {j[0]});
      if (op.getIndices())
        emitter.store(emitter.constant(positionType, 0), positions, {j[0]});
    });
  }

  /// Puts the next element into its place; those behind it move on by one.
  void insert(Value value) {
    Value candidate = convert(value, valueType);
    emitter.store(candidate, shiftedValue, {});
    if (op.getIndices()) {
      emitter.store(emitter.load(next, {}), shiftedPosition, {});
      Value following =
          qnn::AddOp::create(emitter.builder, emitter.loc, emitter.load(next, {}), emitter.constant(positionType, 1));
      emitter.store(convert(following, positionType), next, {});
    }
    emitter.unrolled({{"j", static_cast<int64_t>(op.getK()), ""}}, [&](ArrayRef<Value> j) {
      Value isBetter = compare(candidate, emitter.load(values, {j[0]}));
      exchange(isBetter, values, shiftedValue, j[0]);
      if (op.getIndices())
        exchange(isBetter, positions, shiftedPosition, j[0]);
    });
  }

  /// What the processor delivers as number `j`.
  Value get(Value j) {
    return op.getIndices() ? emitter.load(positions, {j}) : convert(emitter.load(values, {j}), element);
  }

private:
  Value convert(Value value, qnn::FixedType type) {
    if (value.getType() == type)
      return value;
    return qnn::RequantizeOp::create(emitter.builder, emitter.loc, type, value, qnn::RoundingMode::Floor,
                                     qnn::OverflowMode::Wrap, DenseI64ArrayAttr());
  }

  /// Whether `candidate`, which arrived later, comes before `other`.
  Value compare(Value candidate, Value other) {
    using Predicate = qnn::ComparePredicate;
    auto predicate = op.getSmallest() ? (op.getLast() ? Predicate::LE : Predicate::LT)
                                      : (op.getLast() ? Predicate::GE : Predicate::GT);
    OpBuilder &builder = emitter.builder;
    Type truth = qnn::FixedType::get(builder.getContext(), 1, 1, /*isSigned=*/false);
    Value holds = qnn::CompareOp::create(builder, emitter.loc, truth, predicate, candidate, other);
    Value bit = qnn::CodeOp::create(builder, emitter.loc, holds, /*low=*/0, /*bits=*/1);
    return arith::CmpIOp::create(builder, emitter.loc, arith::CmpIPredicate::ne, bit, emitter.index(0));
  }

  /// Exchanges entry `j` and the variable where the condition holds.
  void exchange(Value condition, const Storage &entries, const Storage &variable, Value j) {
    OpBuilder &builder = emitter.builder;
    Value entry = emitter.load(entries, {j}), other = emitter.load(variable, {});
    Value first = arith::SelectOp::create(builder, emitter.loc, condition, other, entry);
    Value second = arith::SelectOp::create(builder, emitter.loc, condition, entry, other);
    emitter.store(first, entries, {j});
    emitter.store(second, variable, {});
  }

  Emitter &emitter;
  TopKOp op;
  qnn::FixedType element, valueType, positionType;
  /// `shifted` variables hold what the next place gets if the element that has just arrived comes before it.
  Storage values, positions, shiftedValue, shiftedPosition, next;
};
} // namespace

void stream_to_dataflow::emitTopK(Emitter &emitter, TopKOp op) {
  ChannelType inputType = op.getInput().getType(), resultType = op.getType();
  int64_t size = inputType.getShape()[op.getAxis()], k = op.getK();
  // Beats divide the axis; a whole tensor is taken one axis at a time.
  int64_t lanes = std::gcd(inputType.getBeat(), size), beats = size / lanes;
  int64_t resultLanes = std::gcd(resultType.getBeat(), k), resultBeats = k / resultLanes;
  SmallVector<ProcessorOpInterface> epilogue = emitter.layer.getEpilogue();
  SmallVector<NestDim> nest = emitter.makeNest(epilogue, op.getAxis(), resultLanes);
  emitter.prepare(epilogue, nest);

  ArrayRef<NestDim> outerNest = ArrayRef(nest).drop_back();
  SmallVector<Loop> loops = Emitter::outerLoops(outerNest, "positions");
  for (Loop &loop : loops)
    loop.variable.replace(0, 1, "position");
  emitter.sequential(loops, /*pipeline=*/false, [&](ArrayRef<Value> outer) {
    Value position =
        emitter.linearize(outer, llvm::map_to_vector(outerNest, [](const NestDim &dim) { return dim.outer; }));
    // Lane of the whole tensor that lane `lane` of beat `i` is, where arrays carry it.
    auto wholeLane = [&](Value i, Value lane, int64_t beats, int64_t lanes) {
      return emitter.isStream() ? lane
                                : emitter.add(emitter.mul(emitter.add(emitter.mul(position, beats), i), lanes), lane);
    };
    Selection selection(emitter, op);
    selection.declare();
    emitter.sequential({{"i", beats, "elements"}}, /*pipeline=*/true, [&](ArrayRef<Value> i) {
      Storage input = emitter.fetch(0);
      emitter.unrolled({{"lane", lanes, ""}}, [&](ArrayRef<Value> lane) {
        selection.insert(emitter.get(0, input, emitter.index(0), wholeLane(i[0], lane[0], beats, lanes)));
      });
    });
    emitter.sequential({{"i", resultBeats, "selected"}}, /*pipeline=*/true, [&](ArrayRef<Value> i) {
      Storage result = emitter.begin(0);
      emitter.unrolled({{"lane", resultLanes, ""}}, [&](ArrayRef<Value> lane) {
        Place place{SmallVector<Value>(outer), {}};
        place.outer.push_back(i[0]);
        while (place.lane.size() + 1 < nest.size())
          place.lane.push_back(emitter.index(0));
        place.lane.push_back(lane[0]);
        Value selected = selection.get(emitter.add(emitter.mul(i[0], resultLanes), lane[0]));
        emitter.put(0, result, emitter.apply(epilogue, place, selected), emitter.index(0),
                    wholeLane(i[0], lane[0], resultBeats, resultLanes));
      });
      emitter.send(0, result);
    });
  });
}
