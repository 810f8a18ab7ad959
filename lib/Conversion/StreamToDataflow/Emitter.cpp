//===- Emitter.cpp - Builds the body of one process -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/StreamToDataflow/Emitter.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;
using namespace hls4mlir::stream_to_dataflow;
using llvm::APSInt;

Type stream_to_dataflow::getTransferType(qnn::FixedType element, int64_t lanes) {
  return lanes == 1 ? Type(element) : Type(dataflow::BeatType::get(lanes, element));
}

Type stream_to_dataflow::getPortType(ChannelType channel, IO io) {
  if (io == IO::Stream)
    return dataflow::FifoType::get(getTransferType(channel.getElementType(), channel.getBeat()));
  return dataflow::ArrayType::get({channel.getNumElements()}, channel.getElementType());
}

Emitter::Emitter(LayerOp layer, dataflow::ProcessOp process, IO io)
    : layer(layer), process(process), io(io), builder(OpBuilder::atBlockEnd(process.getBodyBlock())),
      loc(layer.getLoc()) {}

std::string Emitter::label(StringRef suffix) { return (layer.getName() + "_" + suffix).str(); }

//===----------------------------------------------------------------------===//
// Indices and control
//===----------------------------------------------------------------------===//

Value Emitter::index(int64_t value) { return arith::ConstantIndexOp::create(builder, loc, value); }

Value Emitter::add(Value lhs, Value rhs) {
  if (matchPattern(lhs, m_Zero()))
    return rhs;
  return builder.createOrFold<arith::AddIOp>(loc, lhs, rhs);
}

Value Emitter::mul(Value lhs, int64_t factor) {
  if (factor == 1 || matchPattern(lhs, m_Zero()))
    return lhs;
  return builder.createOrFold<arith::MulIOp>(loc, lhs, index(factor));
}

Value Emitter::shift(Value index, int64_t offset) {
  if (offset < 0)
    return builder.createOrFold<arith::SubIOp>(loc, index, this->index(-offset));
  return offset ? builder.createOrFold<arith::AddIOp>(loc, index, this->index(offset)) : index;
}

Value Emitter::linearize(ArrayRef<Value> indices, ArrayRef<int64_t> sizes) {
  Value position;
  for (auto [index, size] : llvm::zip_equal(indices, sizes))
    if (size != 1)
      position = position ? add(mul(position, size), index) : index;
  return position ? position : index(0);
}

/// Builds the loops with a count above one, innermost last, and the body inside them.
static void buildLoops(Emitter &emitter, ArrayRef<Loop> loops, SmallVectorImpl<Value> &indices,
                       function_ref<void(dataflow::ForOp, bool)> finish, function_ref<void(ArrayRef<Value>)> body) {
  if (indices.size() == loops.size())
    return body(indices);
  const Loop &loop = loops[indices.size()];
  if (loop.count == 1) {
    indices.push_back(emitter.index(0));
    buildLoops(emitter, loops, indices, finish, body);
    indices.pop_back();
    return;
  }
  bool innermost =
      llvm::all_of(loops.drop_front(indices.size() + 1), [](const Loop &inner) { return inner.count == 1; });
  auto op = dataflow::ForOp::create(emitter.builder, emitter.loc, loop.variable, 0, loop.count);
  if (!loop.label.empty())
    op.setLabel(emitter.label(loop.label));
  finish(op, innermost);
  OpBuilder::InsertionGuard guard(emitter.builder);
  emitter.builder.setInsertionPointToEnd(op.getBodyBlock());
  indices.push_back(op.getInductionVariable());
  buildLoops(emitter, loops, indices, finish, body);
  indices.pop_back();
}

void Emitter::sequential(ArrayRef<Loop> loops, bool pipeline, function_ref<void(ArrayRef<Value>)> body) {
  SmallVector<Value> indices;
  auto finish = [&](dataflow::ForOp op, bool innermost) {
    if (unrollAll)
      op.setFullUnroll();
    else if (innermost && pipeline)
      op.setPipeline(1);
  };
  buildLoops(*this, loops, indices, finish, body);
}

void Emitter::unrolled(ArrayRef<Loop> loops, function_ref<void(ArrayRef<Value>)> body) {
  SmallVector<Value> indices;
  buildLoops(*this, loops, indices, [](dataflow::ForOp op, bool) { op.setFullUnroll(); }, body);
}

void Emitter::ifEqual(Value index, int64_t value, int64_t count, function_ref<void()> body) {
  ifHolds(count == 1 ? Value() : compare(arith::CmpIPredicate::eq, index, value), body);
}

Value Emitter::compare(arith::CmpIPredicate predicate, Value index, int64_t value) {
  return arith::CmpIOp::create(builder, loc, predicate, index, this->index(value));
}

Value Emitter::both(Value lhs, Value rhs) {
  if (!lhs || !rhs)
    return lhs ? lhs : rhs;
  return arith::AndIOp::create(builder, loc, lhs, rhs);
}

Value Emitter::isFirst(Value index, int64_t count) {
  return count == 1 ? Value() : compare(arith::CmpIPredicate::eq, index, 0);
}

Value Emitter::isLast(Value index, int64_t count) {
  return count == 1 ? Value() : compare(arith::CmpIPredicate::eq, index, count - 1);
}

Value Emitter::isWithin(Value index, int64_t low, int64_t high) {
  auto range = dataflow::getIndexRange(index);
  Value condition;
  if (!range || range->first < low)
    condition = compare(arith::CmpIPredicate::sge, index, low);
  if (!range || range->second >= high)
    condition = both(condition, compare(arith::CmpIPredicate::slt, index, high));
  return condition;
}

Value Emitter::divide(Value index, int64_t offset, int64_t step) {
  if (step == 1)
    return shift(index, -offset);
  // What is divided is never negative, wherever the result is used.
  int64_t rounds = (offset + step - 1) / step;
  Value quotient = builder.createOrFold<arith::DivUIOp>(loc, shift(index, step * rounds - offset), this->index(step));
  return shift(quotient, -rounds);
}

Value Emitter::isMultiple(Value index, int64_t offset, int64_t step) {
  if (step == 1)
    return {};
  // A remainder of what is not negative.
  Value positive = shift(index, ((-offset % step) + step) % step);
  Value remainder = arith::RemUIOp::create(builder, loc, positive, this->index(step));
  return compare(arith::CmpIPredicate::eq, remainder, 0);
}

void Emitter::ifHolds(Value condition, function_ref<void()> body, function_ref<void()> otherwise) {
  if (!condition)
    return body();
  auto op = scf::IfOp::create(builder, loc, condition, /*withElseRegion=*/static_cast<bool>(otherwise));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(op.thenBlock());
  body();
  if (!otherwise)
    return;
  builder.setInsertionPointToStart(op.elseBlock());
  otherwise();
}

//===----------------------------------------------------------------------===//
// Storage
//===----------------------------------------------------------------------===//

/// Dimensions as they are once those of size one are gone.
static SmallVector<int64_t> positionsAmongLong(ArrayRef<int64_t> dims, ArrayRef<int64_t> shape) {
  SmallVector<int64_t> result;
  for (int64_t dim : dims)
    if (shape[dim] != 1)
      result.push_back(llvm::count_if(shape.take_front(dim), [](int64_t size) { return size != 1; }));
  return result;
}

static SmallVector<int64_t> longSizes(ArrayRef<int64_t> shape) {
  return llvm::to_vector(llvm::make_filter_range(shape, [](int64_t size) { return size != 1; }));
}

static ArrayAttr dividedCompletely(OpBuilder &builder, ArrayRef<int64_t> dims) {
  if (dims.empty())
    return {};
  return builder.getArrayAttr(llvm::map_to_vector(
      dims, [&](int64_t dim) -> Attribute { return dataflow::PartitionAttr::get(builder.getContext(), dim); }));
}

Storage Emitter::declare(StringRef name, ArrayRef<int64_t> shape, qnn::FixedType element, int64_t lanes,
                         ArrayRef<int64_t> divided) {
  auto type = dataflow::ArrayType::get(longSizes(shape), getTransferType(element, lanes));
  Value array = dataflow::ArrayOp::create(builder, loc, type, builder.getStringAttr(name),
                                          dividedCompletely(builder, positionsAmongLong(divided, shape)),
                                          /*reshape=*/{}, /*storage=*/{}, /*type_name=*/{}, /*distance=*/{});
  return {array, SmallVector<int64_t>(shape), lanes};
}

Storage Emitter::rom(StringRef name, StringRef weight, ArrayRef<int64_t> viewed, ArrayRef<int64_t> order,
                     ArrayRef<int64_t> laneDims, bool apart) {
  auto symbol = FlatSymbolRefAttr::get(builder.getContext(), weight);
  auto op = SymbolTable::lookupNearestSymbolFrom<qnn::WeightOp>(layer, symbol.getAttr());
  SmallVector<int64_t> shape = llvm::map_to_vector(order, [&](int64_t dim) { return viewed[dim]; });
  SmallVector<int64_t> longOrder = positionsAmongLong(order, viewed);
  ArrayAttr lanes = dividedCompletely(builder, positionsAmongLong(laneDims, shape));
  bool divided = apart || (lanes && lanes.size() == longOrder.size());
  auto type = dataflow::ArrayType::get(longSizes(shape), op.getFixedType());
  Value array = dataflow::RomOp::create(
      builder, loc, type, symbol, builder.getStringAttr(name),
      llvm::is_sorted(longOrder) ? DenseI64ArrayAttr() : builder.getDenseI64ArrayAttr(longOrder),
      divided ? lanes : ArrayAttr(), divided ? ArrayAttr() : lanes, /*storage=*/{}, /*type_name=*/{});
  return {array, shape, 1};
}

/// The indices of dimensions that the array has.
static SmallVector<Value> longIndices(const Storage &storage, ArrayRef<Value> indices, Value lane) {
  SmallVector<Value> result;
  for (auto [index, size] : llvm::zip_equal(indices, storage.shape))
    if (size != 1)
      result.push_back(index);
  if (lane && storage.lanes != 1)
    result.push_back(lane);
  return result;
}

Value Emitter::load(const Storage &from, ArrayRef<Value> indices, Value lane) {
  return dataflow::LoadOp::create(builder, loc, from.array, longIndices(from, indices, lane));
}

void Emitter::store(Value value, const Storage &to, ArrayRef<Value> indices, Value lane) {
  dataflow::StoreOp::create(builder, loc, value, to.array, longIndices(to, indices, lane));
}

void Emitter::accumulate(Value value, const Storage &to, ArrayRef<Value> indices) {
  dataflow::AccumulateOp::create(builder, loc, value, to.array, longIndices(to, indices, {}));
}

void Emitter::reduce(qnn::Reduction reduction, Value value, const Storage &to, ArrayRef<Value> indices, Value first) {
  auto addOne = [&] {
    if (reduction == qnn::Reduction::Sum)
      return accumulate(value, to, indices);
    Value known = load(to, indices);
    store(reduction == qnn::Reduction::Max ? Value(qnn::MaxOp::create(builder, loc, known, value))
                                           : Value(qnn::MinOp::create(builder, loc, known, value)),
          to, indices);
  };
  ifHolds(first, [&] { store(value, to, indices); }, addOne);
}

Value Emitter::counter(StringRef name, int64_t size, int64_t from) {
  auto type = dataflow::CounterType::get(builder.getContext(), size);
  return dataflow::CounterOp::create(builder, loc, type, builder.getStringAttr(name), builder.getI64IntegerAttr(from));
}

Value Emitter::count(Value counter) { return dataflow::CountOp::create(builder, loc, builder.getIndexType(), counter); }

void Emitter::advance(Value counter, int64_t by) {
  dataflow::AdvanceOp::create(builder, loc, counter, builder.getI64IntegerAttr(by));
}

Value Emitter::loadBeat(const Storage &from, ArrayRef<Value> indices) { return load(from, indices, {}); }
void Emitter::storeBeat(Value value, const Storage &to, ArrayRef<Value> indices) { store(value, to, indices, {}); }

Value Emitter::constant(qnn::FixedType type, const APSInt &code) {
  auto storage = IntegerType::get(builder.getContext(), type.getWidth());
  return qnn::ConstantOp::create(builder, loc, type, IntegerAttr::get(storage, code.extOrTrunc(type.getWidth())));
}

//===----------------------------------------------------------------------===//
// Ports
//===----------------------------------------------------------------------===//

/// `input` for the only one, `input0`, `input1` for several.
static std::string numbered(StringRef name, unsigned i, unsigned count) {
  return count == 1 ? name.str() : (name + Twine(i)).str();
}

Storage Emitter::fetch(unsigned i) {
  ChannelType type = getInputType(i);
  if (!isStream())
    return {getInputPort(i), {type.getNumElements()}, 1};
  Storage variable = declare(numbered("input", i, layer.getNumOperands()), {}, type.getElementType(), type.getBeat());
  storeBeat(read(i), variable, {});
  return variable;
}

Value Emitter::read(unsigned i) {
  ChannelType type = getInputType(i);
  return dataflow::ReadOp::create(builder, loc, getTransferType(type.getElementType(), type.getBeat()),
                                  getInputPort(i));
}

Value Emitter::get(unsigned i, const Storage &fetched, Value beat, Value lane) {
  if (isStream())
    return load(fetched, {}, lane);
  // The port has a dimension also when it has one element.
  Value position = add(mul(beat, getInputType(i).getBeat()), lane);
  return dataflow::LoadOp::create(builder, loc, fetched.array, ValueRange(position));
}

Storage Emitter::begin(unsigned output) {
  ChannelType type = getOutputType(output);
  if (!isStream())
    return {getOutputPort(output), {type.getNumElements()}, 1};
  return declare(numbered("result", output, layer.getNumResults()), {}, type.getElementType(), type.getBeat());
}

void Emitter::put(unsigned output, const Storage &begun, Value value, Value beat, Value lane) {
  if (isStream())
    return store(value, begun, {}, lane);
  Value position = add(mul(beat, getOutputType(output).getBeat()), lane);
  dataflow::StoreOp::create(builder, loc, value, begun.array, ValueRange(position));
}

void Emitter::send(unsigned output, const Storage &begun) {
  if (isStream())
    dataflow::WriteOp::create(builder, loc, getOutputPort(output), loadBeat(begun, {}));
}
