//===- TileEmitter.cpp - Loops over the elements of tensors -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/ThresholdForms.h"
#include "lib/Conversion/QNNToVector/LaneArithmetic.h"
#include "lib/Conversion/QNNToVector/TileFunction.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace hls4mlir;
using llvm::APInt;

static RankedTensorType tensorType(Value value) { return cast<RankedTensorType>(value.getType()); }
static qnn::FixedType fixedType(Value value) { return qnn::getFixedType(value.getType()); }
static APInt signedInteger(int64_t value) { return APInt(64, static_cast<uint64_t>(value)); }

//===----------------------------------------------------------------------===//
// Shape of the generated code
//===----------------------------------------------------------------------===//

/// Machines multiply integers of 16 bits as fast as those of 8, or only those.
static constexpr unsigned kMinProductBits = 16;
/// Up to so many thresholds are compared without a loop.
static constexpr int64_t kMaxUnrolledThresholds = 4;
/// More rows at a time save no loads worth the longer code.
static constexpr int64_t kMaxRows = 16;

unsigned hls4mlir::accumulatorBits(Operation *layer) {
  return std::max(kMinProductBits, storageBits(fixedType(layer->getResult(0))));
}

/// Multiplies by constant matrices.
static bool isLayer(Operation *op) { return isa<qnn::ConvOp, qnn::DenseOp>(op); }

/// The outputs that lie side by side and see the same inputs.
static int64_t outputsPerGroup(Operation *op) {
  int64_t outputs = tensorType(op->getResult(0)).getShape().back();
  auto conv = dyn_cast<qnn::ConvOp>(op);
  // A group of one input channel is read by itself.
  bool apart = !conv || conv.getGroups() == 1 ||
               static_cast<int64_t>(conv.getGroups()) == tensorType(conv.getInput()).getShape().back();
  return apart ? outputs : outputs / static_cast<int64_t>(conv.getGroups());
}

/// Bits of the widest integers that the loops of an operation work on, but for rare corners.
static unsigned workingBits(Operation *op) {
  unsigned bits = laneBits(signedBits(fixedType(op->getResult(0)).getFormat()));
  if (isLayer(op))
    bits = std::max(bits, accumulatorBits(op));
  if (auto threshold = dyn_cast<qnn::ThresholdOp>(op))
    if (auto form = dyn_cast_or_null<qnn::MultiplyShiftAttr>(threshold.getFormAttr())) {
      auto multiplier = SymbolTable::lookupNearestSymbolFrom<qnn::WeightOp>(op, form.getMultiplier());
      bits = std::max(bits, laneBits(signedBits(mulFormat(fixedType(threshold.getInput()).getFormat(),
                                                          multiplier.getFixedType().getFormat()))));
    }
  for (Value operand : op->getOperands())
    bits = std::max(bits, laneBits(signedBits(fixedType(operand).getFormat())));
  return bits;
}

/// The operations that are computed in the loops of `root`, itself included.
static void collectGroup(Operation *root, const StoragePlan &plan, SmallVectorImpl<Operation *> &group) {
  group.push_back(root);
  for (Value operand : root->getOperands())
    if (!plan.isStored(operand))
      collectGroup(operand.getDefiningOp(), plan, group);
}

//===----------------------------------------------------------------------===//
// Indices and loops
//===----------------------------------------------------------------------===//

Value TileEmitter::index(int64_t value) { return arith::ConstantIndexOp::create(builder, value); }

Value TileEmitter::addIndex(Value lhs, Value rhs) { return builder.createOrFold<arith::AddIOp>(lhs, rhs); }

Value TileEmitter::mulIndex(Value lhs, int64_t rhs) { return builder.createOrFold<arith::MulIOp>(lhs, index(rhs)); }

Value TileEmitter::linearize(ArrayRef<int64_t> shape, const Point &point) {
  Value position = index(0);
  ArrayRef<Value> used = ArrayRef<Value>(point).take_back(shape.size());
  for (auto [extent, i] : llvm::zip(shape, used)) {
    position = mulIndex(position, extent);
    if (extent != 1)
      position = addIndex(position, i);
  }
  return position;
}

Value TileEmitter::laneIndex(Value element) {
  Value start = mulIndex(element, options.samples);
  return firstLane ? addIndex(start, firstLane) : start;
}

SmallVector<Value> TileEmitter::loop(int64_t count, int64_t step, ArrayRef<Value> carried,
                                     llvm::function_ref<SmallVector<Value>(Value, ValueRange)> body) {
  if (count <= 0)
    return SmallVector<Value>(carried);
  if (count <= step)
    return body(index(0), carried);
  auto loop = scf::ForOp::create(builder, index(0), index(count), index(step), ValueRange(carried));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> next = body(loop.getInductionVar(), loop.getRegionIterArgs());
  // Without carried values, the builder has put the terminator in place.
  if (!carried.empty())
    scf::YieldOp::create(builder, next);
  return loop.getResults();
}

void TileEmitter::loop(int64_t count, int64_t step, llvm::function_ref<void(Value)> body) {
  loop(count, step, {}, [&](Value i, ValueRange) {
    body(i);
    return SmallVector<Value>();
  });
}

void TileEmitter::loopOverElements(ArrayRef<int64_t> shape, int64_t rows,
                                   llvm::function_ref<void(ArrayRef<Point>)> body) {
  if (shape.empty())
    return body(Point());
  Point outer;
  std::function<void(size_t)> nest = [&](size_t dim) {
    if (dim + 1 < shape.size())
      return loop(shape[dim], 1, [&](Value i) {
        outer.push_back(i);
        nest(dim + 1);
        outer.pop_back();
      });
    auto block = [&](Value first, int64_t count) {
      SmallVector<Point> points;
      for (int64_t r = 0; r < count; ++r) {
        points.push_back(outer);
        points.back().push_back(addIndex(first, index(r)));
      }
      body(points);
    };
    int64_t whole = shape.back() / rows * rows;
    loop(whole, rows, [&](Value first) { block(first, rows); });
    if (whole != shape.back())
      block(index(whole), shape.back() - whole);
  };
  nest(0);
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

void TileEmitter::emitStored(Operation *op) {
  ImplicitLocOpBuilder::InsertionGuard guard(builder);
  builder.setLoc(op->getLoc());
  if (isa<qnn::ReshapeOp>(op)) {
    buffers[op->getResult(0)] = buffers[op->getOperand(0)];
    return;
  }
  if (auto softmax = dyn_cast<qnn::TableSoftmaxOp>(op))
    return emitSoftmax(softmax);
  if (auto topK = dyn_cast<qnn::TopKOp>(op))
    return emitTopK(topK);

  SmallVector<Operation *> group;
  collectGroup(op, plan, group);
  unsigned bits = 8, accumulator = 0;
  SmallVector<int64_t> together;
  for (Operation *member : group) {
    bits = std::max(bits, workingBits(member));
    if (isLayer(member)) {
      accumulator = std::max(accumulator, accumulatorBits(member));
      together.push_back(outputsPerGroup(member));
    } else if (isa<qnn::PoolOp>(member)) {
      accumulator = std::max(accumulator, workingBits(member));
    }
  }
  // A value of all lanes fills at most four registers; integers that no vector unit knows go one by one.
  int64_t count = bits > 64 ? 1 : std::clamp<int64_t>(4 * options.vectorBits / bits, 1, options.samples);
  // As many rows of a matrix at a time as leave registers for one input and one weight, evenly spread.
  ArrayRef<int64_t> shape = tensorType(op->getResult(0)).getShape();
  int64_t rows = 1;
  if (accumulator && count > 1 && !shape.empty()) {
    int64_t perValue = llvm::divideCeil(count * accumulator, options.vectorBits);
    int64_t most = std::clamp<int64_t>(options.registers * 3 / 4 / perValue, 1, kMaxRows);
    rows = llvm::divideCeil(shape.back(), llvm::divideCeil(std::max<int64_t>(shape.back(), 1), most));
    rows = std::max<int64_t>(rows, 1);
    // Rows at a time belong to one group.
    while (llvm::any_of(together, [&](int64_t outputs) { return outputs != shape.back() && outputs % rows != 0; }))
      --rows;
  }

  LaneBuilder laneBuilder(builder, count);
  lanes = &laneBuilder;
  loop(options.samples, count, [&](Value lane) {
    firstLane = count == options.samples ? Value() : lane;
    if (auto concat = dyn_cast<qnn::ConcatOp>(op))
      return emitConcat(concat);
    if (auto pad = dyn_cast<qnn::PadOp>(op))
      return emitPad(pad);
    loopOverElements(shape, rows, [&](ArrayRef<Point> points) {
      Value result = op->getResult(0);
      SmallVector<LaneValue> values = evaluateHere(result, points);
      for (auto [point, value] : llvm::zip(points, values))
        lanes->store(value, fixedType(result), buffers[result], laneIndex(linearize(shape, point)));
    });
  });
  lanes = nullptr;
  firstLane = Value();
}

LaneValue TileEmitter::loadElement(Value value, const Point &point) {
  Value element = linearize(tensorType(value).getShape(), point);
  return lanes->load(buffers[value], laneIndex(element), fixedType(value));
}

SmallVector<LaneValue> TileEmitter::evaluate(Value value, ArrayRef<Point> points) {
  if (!plan.isStored(value))
    return evaluateHere(value, points);
  SmallVector<LaneValue> results;
  for (const Point &point : points)
    results.push_back(loadElement(value, point));
  return results;
}

SmallVector<LaneValue> TileEmitter::evaluateHere(Value value, ArrayRef<Point> points) {
  SmallVector<LaneValue> results;
  Operation *op = value.getDefiningOp();
  auto forEach = [&](Value operand, llvm::function_ref<LaneValue(LaneValue)> compute) {
    results = evaluate(operand, points);
    for (LaneValue &result : results)
      result = compute(result);
  };
  llvm::TypeSwitch<Operation *>(op)
      .Case([&](qnn::ConvOp conv) { results = evaluateConv(conv, points); })
      .Case([&](qnn::PoolOp pool) { results = evaluatePool(pool, points); })
      .Case([&](qnn::ReduceOp reduce) { results = evaluateReduce(reduce, points); })
      .Case([&](qnn::DenseOp dense) { results = evaluateDense(dense, points); })
      .Case([&](qnn::LookupOp lookup) { results = evaluateLookup(lookup, points); })
      .Case([&](qnn::ThresholdOp threshold) { results = evaluateThreshold(threshold, points); })
      .Case([&](qnn::GetWeightOp get) {
        Weight weight = weights[get.getWeight()];
        for (const Point &point : points)
          results.push_back(
              lanes->loadSplat(weight.memref, linearize(tensorType(value).getShape(), point), fixedType(value)));
      })
      .Case<qnn::RepeatOp, qnn::SliceOp, qnn::TransposeOp>([&](auto move) {
        for (const Point &point : points)
          results.push_back(loadElement(move.getInput(), sourceOf(move, point)));
      })
      .Case([&](qnn::ReinterpretOp reinterpret) { results = evaluate(reinterpret.getInput(), points); })
      .Case(
          [&](qnn::ReluOp relu) { forEach(relu.getInput(), [&](LaneValue input) { return rectify(*lanes, input); }); })
      .Case([&](qnn::RequantizeOp requantize) {
        forEach(requantize.getInput(), [&](LaneValue input) { return evaluateRequantize(*lanes, requantize, input); });
      })
      .Case<qnn::AddOp, qnn::MaxOp, qnn::MinOp, qnn::MulOp, qnn::SubOp>([&](auto binary) {
        SmallVector<LaneValue> lhs = evaluate(binary.getLhs(), points), rhs = evaluate(binary.getRhs(), points);
        for (auto [left, right] : llvm::zip(lhs, rhs))
          results.push_back(evaluateBinary(*lanes, binary, left, right));
      });
  return results;
}

SmallVector<LaneValue> TileEmitter::evaluateDense(qnn::DenseOp op, ArrayRef<Point> points) {
  Weight weight = weights[op.getWeight()];
  qnn::FixedType inputType = fixedType(op.getInput()), weightType = weight.op.getFixedType();
  unsigned bits = accumulatorBits(op);
  int64_t columns = weight.op.getTensorType().getDimSize(1);

  // Sums are right modulo the width of the accumulator, so no partial sum needs more bits than the result.
  SmallVector<Value> sums(points.size(), lanes->constantOf(APInt(bits, 0), bits));
  sums = loop(columns, 1, sums, [&](Value column, ValueRange carried) {
    Point at = points[0];
    at.back() = column;
    Value element = linearize(tensorType(op.getInput()).getShape(), at);
    Value input =
        lanes->extend(lanes->loadRaw(buffers[op.getInput()], laneIndex(element)), inputType.getIsSigned(), bits);
    SmallVector<Value> next;
    for (auto [point, sum] : llvm::zip(points, carried)) {
      Value position = addIndex(mulIndex(point.back(), columns), column);
      Value factor = lanes->extendSplat(weight.memref, position, weightType.getIsSigned(), bits);
      next.push_back(arith::AddIOp::create(builder, sum, arith::MulIOp::create(builder, input, factor)));
    }
    return next;
  });

  return finishSums(op, op.getBias(), inputType.getLsb() + weightType.getLsb(), bits, points, sums);
}

SmallVector<LaneValue> TileEmitter::finishSums(Operation *op, std::optional<StringRef> bias, int productLsb,
                                               unsigned bits, ArrayRef<Point> points, ArrayRef<Value> sums) {
  FixedFormat format = fixedType(op->getResult(0)).getFormat();
  SmallVector<LaneValue> results;
  for (auto [point, sum] : llvm::zip(points, sums)) {
    Value code = lanes->shiftLeft(sum, productLsb - format.lsb());
    if (bias) {
      Weight added = weights[*bias];
      Value term = lanes->extendSplat(added.memref, point.back(), added.op.getFixedType().getIsSigned(), bits);
      code =
          arith::AddIOp::create(builder, code, lanes->shiftLeft(term, added.op.getFixedType().getLsb() - format.lsb()));
    }
    results.push_back(lanes->wrap(code, format));
  }
  return results;
}

Value TileEmitter::constantArray(StringRef name, DenseI64ArrayAttr codes) {
  auto type = MemRefType::get({codes.size()}, builder.getI64Type());
  StringAttr &symbol = constantArrays[codes];
  if (symbol)
    return memref::GetGlobalOp::create(builder, type, symbol.getValue());
  auto module = builder.getBlock()->getParentOp()->getParentOfType<ModuleOp>();
  OpBuilder atEnd = OpBuilder::atBlockEnd(module.getBody());
  auto initial =
      DenseElementsAttr::get(RankedTensorType::get(type.getShape(), type.getElementType()), codes.asArrayRef());
  auto global = memref::GlobalOp::create(atEnd, builder.getLoc(), name, atEnd.getStringAttr("private"), type, initial,
                                         /*constant=*/true, /*alignment=*/IntegerAttr());
  symbol = SymbolTable(module).insert(global);
  return memref::GetGlobalOp::create(builder, type, global.getSymName());
}

SmallVector<LaneValue> TileEmitter::evaluateMultiplyShift(qnn::ThresholdOp op, qnn::MultiplyShiftAttr form,
                                                          ArrayRef<Point> points) {
  SmallVector<LaneValue> results = evaluate(op.getInput(), points);
  Weight thresholds = weights[op.getThresholds()], multiplier = weights[form.getMultiplier().getValue()],
         offset = weights[form.getOffset().getValue()];
  qnn::FixedType input = fixedType(op.getInput());
  qnn::CodeRange clip = qnn::StepFunction(thresholds.op, op.getFirst(), op.getStep()).getRange(input);
  unsigned shift = fixedType(op.getResult()).getLsb() - (input.getLsb() + multiplier.op.getFixedType().getLsb());
  ArrayRef<int64_t> rowShape = thresholds.op.getTensorType().getShape().drop_back();
  auto parameterAt = [&](Weight &weight, const Point &point) {
    if (weight.op.getTensorType().getNumElements() == 1)
      return lanes->constant(signedInteger(weight.op.getCodes().front()));
    return lanes->loadSplat(weight.memref, linearize(rowShape, point), weight.op.getFixedType());
  };
  for (auto [point, result] : llvm::zip_equal(points, results)) {
    LaneValue sum = lanes->add(lanes->mul(result, parameterAt(multiplier, point)), parameterAt(offset, point));
    result = lanes->clamp(lanes->shr(sum, shift), qnn::toAPSInt(clip.low), qnn::toAPSInt(clip.high));
  }
  return results;
}

SmallVector<LaneValue> TileEmitter::evaluateThreshold(qnn::ThresholdOp op, ArrayRef<Point> points) {
  Weight thresholds = weights[op.getThresholds()];
  if (auto form = dyn_cast_or_null<qnn::MultiplyShiftAttr>(op.getFormAttr()))
    if (thresholds.op.getTensorType().getShape().back() > kMaxUnrolledThresholds)
      return evaluateMultiplyShift(op, form, points);
  SmallVector<LaneValue> inputs = evaluate(op.getInput(), points);
  ArrayRef<int64_t> shape = thresholds.op.getTensorType().getShape(), rowShape = shape.drop_back();
  int64_t count = shape.back();
  qnn::FixedType thresholdType = thresholds.op.getFixedType();
  FixedFormat format = fixedType(op.getResult()).getFormat();
  // Counting in integers as wide as those that are compared spares a conversion of every truth value.
  unsigned bits = std::max(
      laneBits(signedBits(format)),
      laneBits(std::max(signedBits(fixedType(op.getInput()).getFormat()), signedBits(thresholdType.getFormat()))));

  SmallVector<Value> rows, codes, steps;
  auto perRow = [&](StringRef what, DenseI64ArrayAttr values) {
    SmallVector<Value> results;
    if (values.size() == 1)
      return SmallVector<Value>(points.size(), lanes->constantOf(signedInteger(values[0]), bits));
    Value array = constantArray((op.getThresholds() + "_" + what).str(), values);
    for (Value row : rows)
      results.push_back(lanes->extendSplat(array, row, /*isSigned=*/true, bits));
    return results;
  };
  for (const Point &point : points)
    rows.push_back(linearize(rowShape, point));
  codes = perRow("first", op.getFirstAttr());
  steps = perRow("step", op.getStepAttr());

  auto compareOne = [&](Value k, ValueRange carried) {
    SmallVector<Value> next;
    for (size_t i = 0; i < points.size(); ++i) {
      Value position = addIndex(mulIndex(rows[i], count), k);
      LaneValue threshold = lanes->loadSplat(thresholds.memref, position, thresholdType);
      Value reached = lanes->compare(arith::CmpIPredicate::sge, inputs[i], threshold, bits);
      Value stepped = arith::AddIOp::create(builder, carried[i], steps[i]);
      next.push_back(arith::SelectOp::create(builder, reached, stepped, carried[i]));
    }
    return next;
  };
  if (count <= kMaxUnrolledThresholds)
    for (int64_t k = 0; k < count; ++k)
      codes = compareOne(index(k), codes);
  else
    codes = loop(count, 1, codes, compareOne);

  SmallVector<LaneValue> results;
  for (Value code : codes)
    results.push_back(lanes->ofFormat(code, format));
  return results;
}

SmallVector<LaneValue> TileEmitter::evaluateLookup(qnn::LookupOp op, ArrayRef<Point> points) {
  SmallVector<LaneValue> inputs = evaluate(op.getInput(), points);
  Weight table = weights[op.getTable()];
  ArrayRef<int64_t> shape = table.op.getTensorType().getShape();
  APInt lowest = fixedType(op.getInput()).getFormat().minCode();
  if (!fixedType(op.getInput()).getIsSigned())
    lowest = APInt(1, 0);
  SmallVector<LaneValue> results;
  for (auto [point, input] : llvm::zip_equal(points, inputs)) {
    LaneValue entry = lanes->sub(input, lanes->constant(lowest));
    Value row = mulIndex(linearize(shape.drop_back(), point), shape.back());
    results.push_back(lanes->gather(table.memref, row, entry, table.op.getFixedType()));
  }
  return results;
}
