//===- ProcessEmitter.cpp - Bodies of processes as loops over memory -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/DataflowToFunc/ProcessEmitter.h"
#include "lib/Conversion/QNNToVector/LaneArithmetic.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;
using arith::CmpIPredicate;
using llvm::APInt;
using qnn::OverflowMode;
using qnn::RoundingMode;

/// Everything that has memory of its own begins at a line of the cache.
static constexpr int64_t kAlignment = 64;

/// Codes as they lie in memory.
static MemRefType storageOf(Type type, int64_t count) {
  qnn::FixedType fixed = dataflow::getFixedType(type);
  return MemRefType::get({count}, IntegerType::get(type.getContext(), storageBits(fixed)));
}

/// The memory that a value needs; null where it needs none.
static MemRefType memoryOf(Value value) {
  Type type = value.getType();
  Operation *op = value.getDefiningOp();
  if (isa<BeatType>(type) && !isa<TemporaryOp>(op))
    return storageOf(type, dataflow::getLanes(type));
  if (isa<ArrayOp>(op))
    return storageOf(type, ShapedType::getNumElements(cast<ArrayType>(type).getAccessShape()));
  if (isa<CounterOp>(op))
    return MemRefType::get({1}, IndexType::get(type.getContext()));
  return {};
}

/// What a number, an index or a condition is on the host.
static Type scalarOf(Type type) {
  if (auto fixed = dyn_cast<qnn::FixedType>(type))
    return IntegerType::get(type.getContext(), laneBits(signedBits(fixed.getFormat())));
  return type;
}

static int lsbOf(Value value) { return dataflow::getFixedType(value.getType()).getLsb(); }

ProcessEmitter::ProcessEmitter(ImplicitLocOpBuilder &builder, ProcessOp process)
    : builder(builder), lanes(builder, 1), process(process) {
  process.getBody().walk<WalkOrder::PreOrder>([&](Operation *op) {
    numbers[op] = static_cast<int64_t>(numbers.size());
    for (Value result : op->getResults()) {
      MemRefType memory = memoryOf(result);
      if (!memory)
        continue;
      offsets[result] = scratchBytes;
      int64_t bytes = memory.getElementType().isIndex() ? 8 : memory.getElementTypeBitWidth() / 8;
      scratchBytes += llvm::alignTo(memory.getNumElements() * bytes, kAlignment);
    }
  });
}

LogicalResult ProcessEmitter::emit(Value scratch) {
  for (auto [value, offset] : offsets)
    buffers[value] = memref::ViewOp::create(builder, memoryOf(value), scratch, index(offset), ValueRange());
  return emit(*process.getBodyBlock());
}

LogicalResult ProcessEmitter::emit(Block &block) {
  for (Operation &op : block) {
    builder.setLoc(op.getLoc());
    if (failed(emit(op)))
      return failure();
  }
  return success();
}

LogicalResult ProcessEmitter::emit(Operation &op) {
  // Storage is named by the operation that declares it.
  for (Value result : op.getResults())
    if (isa<ArrayType, CounterType, FifoType>(result.getType()) && !isa<ArrayOp, CounterOp, RomOp>(op))
      return op.emitOpError("cannot be run");
  return llvm::TypeSwitch<Operation *, LogicalResult>(&op)
      .Case<AccumulateOp, AdvanceOp, LoadOp, ReadOp, StoreOp, TemporaryOp, WrapOp, WriteOp, arith::SelectOp,
            scf::YieldOp, qnn::CodeOp>([&](auto op) {
        emit(op);
        return success();
      })
      .Case<ForOp, scf::IfOp>([&](auto op) { return emit(op); })
      // These are memory.
      .Case<ArrayOp, RomOp>([](auto) { return success(); })
      .Case([&](CounterOp op) {
        memref::StoreOp::create(builder, index(op.getFrom()), buffers[op], index(0));
        return success();
      })
      .Case([&](CountOp op) {
        scalars.map(op.getResult(), memref::LoadOp::create(builder, buffers[op.getCounter()], index(0)));
        return success();
      })
      .Default([&](Operation *other) {
        return isa<arith::ArithDialect>(other->getDialect()) ? emitIndexArithmetic(*other) : emitArithmetic(*other);
      });
}

//===----------------------------------------------------------------------===//
// Numbers
//===----------------------------------------------------------------------===//

LaneValue ProcessEmitter::numberOf(Value value) {
  return lanes.ofFormat(scalars.lookup(value), dataflow::getFixedType(value.getType()).getFormat());
}

void ProcessEmitter::define(Value value, LaneValue number, int lsb) {
  FixedFormat format = dataflow::getFixedType(value.getType()).getFormat();
  LaneValue code = lanes.narrow(number, lsb, format, RoundingMode::Floor, OverflowMode::Wrap);
  scalars.map(value, lanes.resize(code.value, laneBits(signedBits(format))));
}

static CmpIPredicate predicateOf(qnn::ComparePredicate predicate) {
  switch (predicate) {
  case qnn::ComparePredicate::EQ:
    return CmpIPredicate::eq;
  case qnn::ComparePredicate::NE:
    return CmpIPredicate::ne;
  case qnn::ComparePredicate::LT:
    return CmpIPredicate::slt;
  case qnn::ComparePredicate::LE:
    return CmpIPredicate::sle;
  case qnn::ComparePredicate::GT:
    return CmpIPredicate::sgt;
  case qnn::ComparePredicate::GE:
    return CmpIPredicate::sge;
  }
  llvm_unreachable("covered");
}

LogicalResult ProcessEmitter::emitArithmetic(Operation &op) {
  auto isNumber = [](Value value) { return isa<qnn::FixedType>(value.getType()); };
  if (op.getNumResults() != 1 || !isNumber(op.getResult(0)) || !llvm::all_of(op.getOperands(), isNumber))
    return op.emitOpError("cannot be run");
  Value result = op.getResult(0);
  auto x = llvm::map_to_vector<2>(op.getOperands(), [&](Value operand) { return numberOf(operand); });
  return llvm::TypeSwitch<Operation *, LogicalResult>(&op)
      .Case<qnn::AddOp, qnn::MaxOp, qnn::MinOp, qnn::MulOp, qnn::SubOp>([&](auto binary) {
        int lhs = lsbOf(binary.getLhs()), rhs = lsbOf(binary.getRhs());
        int lsb = isa<qnn::MulOp>(op) ? lhs + rhs : std::min(lhs, rhs);
        define(result, evaluateBinary(lanes, binary, x[0], x[1]), lsb);
        return success();
      })
      .Case([&](qnn::CompareOp compare) {
        alignSteps(lanes, x[0], lsbOf(compare.getLhs()), x[1], lsbOf(compare.getRhs()));
        Value holds = lanes.compare(predicateOf(compare.getPredicate()), x[0], x[1]);
        Value code = arith::ExtUIOp::create(builder, lanes.getType(8), holds);
        define(result, {code, APInt(2, 0), APInt(2, 1)}, lsbOf(result));
        return success();
      })
      .Case([&](qnn::ConstantOp constant) {
        bool isSigned = dataflow::getFixedType(result.getType()).getIsSigned();
        APInt code = constant.getCode();
        define(result, lanes.constant(isSigned ? code : code.zext(code.getBitWidth() + 1)), lsbOf(result));
        return success();
      })
      .Case([&](qnn::DivideCodesOp divide) {
        Value isValid = lanes.compare(CmpIPredicate::ne, x[1], lanes.constant(APInt(1, 0)));
        failUnless(isValid, divide, 1, index(0));
        FixedFormat format = dataflow::getFixedType(result.getType()).getFormat();
        define(result, divideCodes(lanes, x[0], x[1], static_cast<int>(divide.getShift()), format), lsbOf(result));
        return success();
      })
      .Case([&](qnn::ReinterpretOp) {
        define(result, x[0], lsbOf(result));
        return success();
      })
      .Case([&](qnn::ReluOp relu) {
        define(result, rectify(lanes, x[0]), lsbOf(relu.getInput()));
        return success();
      })
      .Case([&](qnn::RequantizeOp requantize) {
        define(result, evaluateRequantize(lanes, requantize, x[0]), lsbOf(result));
        return success();
      })
      .Default([](Operation *other) { return other->emitOpError("cannot be run"); });
}

void ProcessEmitter::emit(qnn::CodeOp op) {
  FixedFormat format = dataflow::getFixedType(op.getInput().getType()).getFormat();
  LaneValue code = numberOf(op.getInput());
  if (format.isSigned)
    code = lanes.sub(code, lanes.constant(format.minCode()));
  APInt most = APInt::getMaxValue(op.getLow() + op.getBits());
  code = lanes.shr(lanes.clamp(code, APInt(1, 0), most.zext(most.getBitWidth() + 1)), op.getLow());
  Value bits = lanes.resize(code.value, 64);
  scalars.map(op.getResult(), arith::IndexCastOp::create(builder, builder.getIndexType(), bits));
}

//===----------------------------------------------------------------------===//
// Indices and conditions
//===----------------------------------------------------------------------===//

LogicalResult ProcessEmitter::emitIndexArithmetic(Operation &op) {
  if (!isIndexArithmetic(&op))
    return op.emitOpError("cannot be run");
  if (isa<arith::DivUIOp, arith::RemUIOp>(op))
    for (auto [i, operand] : llvm::enumerate(op.getOperands())) {
      auto least = static_cast<int64_t>(i);
      auto range = dataflow::getIndexRange(operand);
      if (range && range->first >= least)
        continue;
      Value number = scalars.lookup(operand);
      failUnless(arith::CmpIOp::create(builder, CmpIPredicate::sge, number, index(least)), &op, least, number);
    }
  builder.clone(op, scalars);
  return success();
}

void ProcessEmitter::emit(WrapOp op) {
  Value place = scalars.lookup(op.getIndex()), size = index(op.getSize());
  Value isInside = arith::CmpIOp::create(builder, CmpIPredicate::slt, place, size);
  Value beyond = arith::SubIOp::create(builder, place, size);
  scalars.map(op.getResult(), arith::SelectOp::create(builder, isInside, place, beyond));
}

void ProcessEmitter::emit(AdvanceOp op) {
  Value counter = buffers[op.getCounter()], first = index(0);
  Value size = index(op.getCounter().getType().getSize());
  Value moved = add(memref::LoadOp::create(builder, counter, first), index(op.getBy()));
  memref::StoreOp::create(builder, arith::RemUIOp::create(builder, moved, size), counter, first);
}

Value ProcessEmitter::wrapped(Value place, int64_t size) {
  Value isEnd = arith::CmpIOp::create(builder, CmpIPredicate::eq, place, index(size));
  return arith::SelectOp::create(builder, isEnd, index(0), place);
}

void ProcessEmitter::failUnless(Value condition, Operation *op, int64_t operand, Value at) {
  Value never = arith::ConstantOp::create(builder, builder.getBoolAttr(true));
  auto branch = scf::IfOp::create(builder, arith::XOrIOp::create(builder, condition, never), /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  func::CallOp::create(builder, kFailFunction, TypeRange(), ValueRange{index(numbers.at(op)), index(operand), at});
}

//===----------------------------------------------------------------------===//
// Arrays
//===----------------------------------------------------------------------===//

Value ProcessEmitter::position(Operation *op, TypedValue<ArrayType> array, ValueRange indices) {
  SmallVector<int64_t> shape = array.getType().getAccessShape();
  Value place = index(0);
  for (auto [dimension, original] : llvm::enumerate(indices)) {
    Value at = scalars.lookup(original);
    auto range = dataflow::getIndexRange(original);
    if (!range || range->first < 0 || range->second >= shape[dimension])
      failUnless(arith::CmpIOp::create(builder, CmpIPredicate::ult, at, index(shape[dimension])), op,
                 static_cast<int64_t>(dimension), at);
    place = add(multiply(place, shape[dimension]), at);
  }
  return multiply(place, ShapedType::getNumElements(ArrayRef<int64_t>(shape).drop_front(indices.size())));
}

void ProcessEmitter::copyBeat(BeatType type, Value from, Value fromFirst, Value to, Value toFirst) {
  auto loop = scf::ForOp::create(builder, index(0), index(type.getLanes()), index(1));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  Value lane = loop.getInductionVar();
  Value code = memref::LoadOp::create(builder, from, add(fromFirst, lane));
  memref::StoreOp::create(builder, code, to, add(toFirst, lane));
}

void ProcessEmitter::copyBeat(Value from, Value to) {
  copyBeat(cast<BeatType>(from.getType()), buffers[from], index(0), buffers[to], index(0));
}

void ProcessEmitter::emit(LoadOp op) {
  Value place = position(op, op.getArray(), op.getIndices()), memory = buffers[op.getArray()];
  if (auto beat = dyn_cast<BeatType>(op.getType()))
    return copyBeat(beat, memory, place, buffers[op], index(0));
  auto type = cast<qnn::FixedType>(op.getType());
  define(op, lanes.load(memory, place, type), type.getLsb());
}

void ProcessEmitter::emit(StoreOp op) {
  Value place = position(op, op.getArray(), op.getIndices()), memory = buffers[op.getArray()];
  if (auto beat = dyn_cast<BeatType>(op.getValue().getType()))
    return copyBeat(beat, buffers[op.getValue()], index(0), memory, place);
  qnn::FixedType type = dataflow::getFixedType(op.getArray().getType());
  LaneValue code = lanes.narrow(numberOf(op.getValue()), lsbOf(op.getValue()), type.getFormat(), RoundingMode::Floor,
                                OverflowMode::Wrap);
  lanes.store(code, type, memory, place);
}

void ProcessEmitter::emit(AccumulateOp op) {
  Value place = position(op, op.getArray(), op.getIndices()), memory = buffers[op.getArray()];
  qnn::FixedType type = dataflow::getFixedType(op.getArray().getType());
  LaneValue sum = lanes.load(memory, place, type), added = numberOf(op.getValue());
  int lsb = alignSteps(lanes, sum, type.getLsb(), added, lsbOf(op.getValue()));
  lanes.store(lanes.narrow(lanes.add(sum, added), lsb, type.getFormat(), RoundingMode::Floor, OverflowMode::Wrap), type,
              memory, place);
}

//===----------------------------------------------------------------------===//
// FIFOs
//===----------------------------------------------------------------------===//

int64_t ProcessEmitter::getDepth(const Fifo &fifo, Type type) {
  return cast<MemRefType>(fifo.ring.getType()).getNumElements() / dataflow::getLanes(type);
}

Value ProcessEmitter::waitForElement(Fifo &fifo, bool writes, int64_t depth) {
  Value elements = memref::LoadOp::create(builder, fifo.state, index(kFifoElements));
  Value mustWait = arith::CmpIOp::create(builder, CmpIPredicate::eq, elements, index(writes ? depth : 0));
  auto branch = scf::IfOp::create(builder, mustWait, /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  func::CallOp::create(builder, kWaitFunction, TypeRange(), ValueRange{fifo.state, index(writes)});
  builder.setInsertionPointAfter(branch);
  return memref::LoadOp::create(builder, fifo.state, index(writes ? kFifoNext : kFifoFirst));
}

void ProcessEmitter::finishElement(Fifo &fifo, bool writes, int64_t depth, Value place) {
  memref::StoreOp::create(builder, wrapped(add(place, index(1)), depth), fifo.state,
                          index(writes ? kFifoNext : kFifoFirst));
  Value elements = memref::LoadOp::create(builder, fifo.state, index(kFifoElements));
  memref::StoreOp::create(builder, add(elements, index(writes ? 1 : -1)), fifo.state, index(kFifoElements));
}

void ProcessEmitter::emit(ReadOp op) {
  Fifo fifo = fifos[op.getFifo()];
  int64_t depth = getDepth(fifo, op.getType());
  Value place = waitForElement(fifo, /*writes=*/false, depth);
  if (auto beat = dyn_cast<BeatType>(op.getType()))
    copyBeat(beat, fifo.ring, multiply(place, beat.getLanes()), buffers[op], index(0));
  else
    define(op, lanes.load(fifo.ring, place, cast<qnn::FixedType>(op.getType())), lsbOf(op));
  finishElement(fifo, /*writes=*/false, depth, place);
}

void ProcessEmitter::emit(WriteOp op) {
  Fifo fifo = fifos[op.getFifo()];
  Type type = op.getValue().getType();
  int64_t depth = getDepth(fifo, type);
  Value place = waitForElement(fifo, /*writes=*/true, depth);
  if (auto beat = dyn_cast<BeatType>(type))
    copyBeat(beat, buffers[op.getValue()], index(0), fifo.ring, multiply(place, beat.getLanes()));
  else
    lanes.store(numberOf(op.getValue()), cast<qnn::FixedType>(type), fifo.ring, place);
  finishElement(fifo, /*writes=*/true, depth, place);
}

//===----------------------------------------------------------------------===//
// Control
//===----------------------------------------------------------------------===//

LogicalResult ProcessEmitter::emit(ForOp op) {
  auto loop = scf::ForOp::create(builder, index(op.getLower()), index(op.getUpper()), index(op.getStep()));
  scalars.map(op.getInductionVariable(), loop.getInductionVar());
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  return emit(*op.getBodyBlock());
}

LogicalResult ProcessEmitter::emit(scf::IfOp op) {
  SmallVector<Value> results;
  SmallVector<Type> types;
  for (Value result : op.getResults())
    if (!isa<BeatType>(result.getType())) {
      results.push_back(result);
      types.push_back(scalarOf(result.getType()));
    }
  auto branch = scf::IfOp::create(builder, types, scalars.lookup(op.getCondition()), /*addThenBlock=*/true,
                                  /*addElseBlock=*/op.elseBlock() != nullptr);
  scalars.map(ValueRange(results), branch.getResults());
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  if (failed(emit(*op.thenBlock())))
    return failure();
  if (!op.elseBlock())
    return success();
  builder.setInsertionPointToStart(branch.elseBlock());
  return emit(*op.elseBlock());
}

void ProcessEmitter::emit(scf::YieldOp op) {
  SmallVector<Value> yielded;
  for (auto [operand, result] : llvm::zip_equal(op.getOperands(), op->getParentOp()->getResults()))
    if (isa<BeatType>(operand.getType()))
      copyBeat(operand, result);
    else
      yielded.push_back(scalars.lookup(operand));
  scf::YieldOp::create(builder, yielded);
}

void ProcessEmitter::emit(TemporaryOp op) {
  if (isa<BeatType>(op.getType())) {
    Value memory = buffers.lookup(op.getValue());
    buffers[op] = memory;
  } else {
    scalars.map(op.getResult(), scalars.lookup(op.getValue()));
  }
}

void ProcessEmitter::emit(arith::SelectOp op) {
  Value condition = scalars.lookup(op.getCondition());
  if (!isa<BeatType>(op.getType())) {
    scalars.map(op.getResult(), arith::SelectOp::create(builder, condition, scalars.lookup(op.getTrueValue()),
                                                        scalars.lookup(op.getFalseValue())));
    return;
  }
  auto branch = scf::IfOp::create(builder, condition, /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  copyBeat(op.getTrueValue(), op);
  builder.setInsertionPointToStart(branch.elseBlock());
  copyBeat(op.getFalseValue(), op);
}
