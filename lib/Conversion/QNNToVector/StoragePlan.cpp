//===- StoragePlan.cpp - Which values have buffers, and where -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/QNNToVector/TileFunction.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace hls4mlir;

/// Buffers begin at multiples of this, in bytes: a cache line, and the widest vector.
static constexpr int64_t kAlignment = 64;
/// A value that takes a longer chain of operations without a buffer gets one: they are emitted by recursion.
static constexpr unsigned kMaxChain = 256;
/// Scratch memory beyond this is a mistake in the model, not a need.
static constexpr int64_t kMaxScratchBytes = int64_t(1) << 36;

/// Computes each element from one element of each operand.
static bool isElementwise(Operation *op) {
  return isa<qnn::AddOp, qnn::LookupOp, qnn::MaxOp, qnn::MinOp, qnn::MulOp, qnn::ReinterpretOp, qnn::ReluOp,
             qnn::RequantizeOp, qnn::SubOp, qnn::ThresholdOp>(op);
}

/// Computes each element from others than those at the same place, which have to be stored.
static bool readsStored(Operation *op) {
  return isa<qnn::ConvOp, qnn::DenseOp, qnn::PoolOp, qnn::ReduceOp, qnn::RepeatOp, qnn::SliceOp, qnn::TransposeOp>(op);
}

static LogicalResult checkType(Operation *op, StringRef what, Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (tensor && llvm::is_contained(tensor.getShape(), 0))
    return op->emitOpError() << "has " << what << " of type " << type << ", which has no elements to compute";
  if (tensor && tensor.hasStaticShape() && qnn::getFixedType(tensor))
    return success();
  return op->emitOpError() << "has " << what << " of type " << type
                           << ", but the integer form has tensors of !qnn.fixed of static shape";
}

LogicalResult StoragePlan::checkOperation(Operation &op) {
  if (!isElementwise(&op) && !readsStored(&op) &&
      !isa<qnn::ConcatOp, qnn::GetWeightOp, qnn::PadOp, qnn::ReshapeOp, qnn::TableSoftmaxOp, qnn::TopKOp>(op))
    return op.emitOpError("is not an operation of the integer form on tensors");
  for (Type type : op.getOperandTypes())
    if (failed(checkType(&op, "an operand", type)))
      return failure();
  return checkType(&op, "a result", op.getResult(0).getType());
}

/// True when the elements of `value` are computed where its user needs them.
static bool isComputedByUser(Value value) {
  auto shapeOf = [](Value value) { return cast<RankedTensorType>(value.getType()).getShape(); };
  // Constants are loaded wherever they are needed.
  if (value.getDefiningOp<qnn::GetWeightOp>())
    return llvm::all_of(value.getUsers(), isElementwise);
  if (!value.hasOneUse())
    return value.use_empty();
  Operation *user = *value.getUsers().begin(), *producer = value.getDefiningOp();
  return producer && (isElementwise(producer) || readsStored(producer)) && isElementwise(user) &&
         shapeOf(value) == shapeOf(user->getResult(0));
}

FailureOr<StoragePlan> StoragePlan::compute(func::FuncOp function, const TileOptions &options) {
  StoragePlan plan;
  if (!llvm::hasSingleElement(function.getBody()))
    return function.emitError() << "has " << function.getBody().getBlocks().size()
                                << " blocks, but a function of the integer form has one";
  Block &body = function.getBody().front();
  for (BlockArgument argument : body.getArguments()) {
    if (failed(checkType(function, "an argument", argument.getType())))
      return failure();
    plan.stored.insert(argument);
  }
  // How many operations are computed for a value that is not stored, one after the other.
  llvm::DenseMap<Value, unsigned> chains;
  for (Operation &op : body.without_terminator()) {
    if (failed(plan.checkOperation(op)))
      return failure();
    unsigned chain = 1;
    for (Value operand : op.getOperands())
      chain = std::max(chain, chains.lookup(operand) + 1);
    if (isComputedByUser(op.getResult(0)) && chain < kMaxChain)
      chains[op.getResult(0)] = chain;
    else
      plan.stored.insert(op.getResult(0));
  }
  for (Type type : llvm::concat<const Type>(function.getArgumentTypes(), function.getResultTypes()))
    if (qnn::getFixedType(type).getWidth() > 64)
      return function.emitError() << "has a port of type " << type
                                  << ", but the host exchanges codes of at most 64 bits";
  if (failed(plan.placeBuffers(function, options)))
    return failure();
  return plan;
}

namespace {
/// The buffer of a value, which is in use from one operation to another.
struct Interval {
  Value value;
  int64_t bytes, first, last, offset = 0;
};
} // namespace

/// Bytes of the buffer of a value; 0 when they do not fit.
static int64_t bufferBytes(Value value, int64_t samples) {
  auto type = cast<RankedTensorType>(value.getType());
  int64_t bytes = samples * (storageBits(qnn::getFixedType(type)) / 8);
  for (int64_t extent : type.getShape())
    if (llvm::MulOverflow(bytes, extent, bytes) || bytes > kMaxScratchBytes)
      return -1;
  return llvm::alignTo(bytes, kAlignment);
}

LogicalResult StoragePlan::placeBuffers(func::FuncOp function, const TileOptions &options) {
  Block &body = function.getBody().front();
  // The position at which an operation reads its operands: its own, or that of the stored value that it is
  // computed for. Users come later, so positions are found backwards.
  llvm::DenseMap<Operation *, int64_t> positions;
  int64_t position = 0;
  for (Operation &op : body)
    positions[&op] = position++;
  for (Operation &op : llvm::reverse(body))
    if (op.getNumResults() == 1 && !isStored(op.getResult(0)) && !op.use_empty())
      for (Operation *user : op.getUsers())
        positions[&op] = std::max(positions[&op], positions[user]);

  SmallVector<Interval> intervals;
  llvm::DenseMap<Value, size_t> intervalOf;
  auto add = [&](Value value, int64_t first) -> LogicalResult {
    int64_t last = first;
    for (Operation *user : value.getUsers())
      last = std::max(last, positions[user]);
    // A reshape is another name of its operand's buffer.
    if (auto reshape = value.getDefiningOp<qnn::ReshapeOp>()) {
      size_t shared = intervalOf.lookup(reshape.getInput());
      intervals[shared].last = std::max(intervals[shared].last, last);
      intervalOf[value] = shared;
      return success();
    }
    int64_t bytes = bufferBytes(value, options.samples);
    if (bytes < 0)
      return emitError(value.getLoc()) << "value of type " << value.getType() << " is too large to compute on the host";
    intervalOf[value] = intervals.size();
    intervals.push_back({value, bytes, first, last});
    return success();
  };
  for (BlockArgument argument : body.getArguments())
    if (failed(add(argument, -1)))
      return failure();
  for (Operation &op : body.without_terminator())
    if (isStored(op.getResult(0)) && failed(add(op.getResult(0), positions[&op])))
      return failure();

  // First fit: each buffer at the lowest place that no buffer in use at the same time covers.
  SmallVector<const Interval *> placed;
  for (Interval &interval : intervals) {
    for (const Interval *other : placed) // ascending offsets
      if (other->last >= interval.first && other->first <= interval.last &&
          other->offset < interval.offset + interval.bytes && interval.offset < other->offset + other->bytes)
        interval.offset = other->offset + other->bytes;
    placed.insert(llvm::upper_bound(placed, interval.offset,
                                    [](int64_t offset, const Interval *other) { return offset < other->offset; }),
                  &interval);
    scratchBytes = std::max(scratchBytes, interval.offset + interval.bytes);
    if (scratchBytes > kMaxScratchBytes)
      return function.emitError() << "needs " << scratchBytes << " bytes for a tile of samples, but at most "
                                  << kMaxScratchBytes << " are supported";
  }
  for (auto [value, i] : intervalOf)
    offsets[value] = intervals[i].offset;
  return success();
}
