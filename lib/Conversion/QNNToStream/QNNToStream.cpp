//===- QNNToStream.cpp - convert-qnn-to-stream -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Verification.h"
#include "dialects/Stream/Stream.h"
#include "lib/Conversion/Passes.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;

namespace hls4mlir {
#define GEN_PASS_DEF_CONVERTQNNTOSTREAM
#include "lib/Conversion/Passes.h.inc"
} // namespace hls4mlir

/// Leading dimensions that channels do not have: the batch of one.
static unsigned droppedDims(RankedTensorType tensor) {
  return tensor.getRank() >= 2 && tensor.getDimSize(0) == 1 ? 1 : 0;
}

/// The channel of a tensor in row-major order, or null for a type that has none.
static ChannelType getChannelFor(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  auto element = tensor ? dyn_cast<qnn::FixedType>(tensor.getElementType()) : qnn::FixedType();
  if (!element || !tensor.hasStaticShape() || llvm::is_contained(tensor.getShape(), 0))
    return {};
  return ChannelType::get(tensor.getShape().drop_front(droppedDims(tensor)), element);
}

/// `order` with dimension `last` moved to the end.
static SmallVector<int64_t> withInnermost(ArrayRef<int64_t> order, int64_t last) {
  SmallVector<int64_t> result;
  for (int64_t dim : order)
    if (dim != last)
      result.push_back(dim);
  result.push_back(last);
  return result;
}

namespace {

/// Builds the graph of one function.
class GraphBuilder {
public:
  GraphBuilder(func::FuncOp function, IO io) : function(function), io(io), builder(function) {}

  FailureOr<GraphOp> build();

private:
  LogicalResult convert(Operation *op);
  LogicalResult convertDense(qnn::DenseOp op);
  LogicalResult convertConv(qnn::ConvOp op);
  LogicalResult convertPool(qnn::PoolOp op);
  LogicalResult convertReduce(qnn::ReduceOp op);
  LogicalResult convertPad(qnn::PadOp op);
  LogicalResult convertSlice(qnn::SliceOp op);
  LogicalResult convertRepeat(qnn::RepeatOp op);
  LogicalResult convertConcat(qnn::ConcatOp op);
  LogicalResult convertSoftmax(qnn::TableSoftmaxOp op);
  LogicalResult convertTopK(qnn::TopKOp op);
  LogicalResult convertTranspose(qnn::TransposeOp op);
  template <typename StreamOp> LogicalResult convertBinary(Operation *op);

  /// The channel of `value`; constants get a source.
  Value getChannel(Value value, Location loc);
  /// Channels that carry the elements of `channel` differently, or `channel` itself where it does already.
  Value inOrder(Value channel, ArrayRef<int64_t> order, Location loc);
  Value inRowMajorOrder(Value channel, Location loc) { return inOrder(channel, {}, loc); }
  Value inShape(Value channel, ArrayRef<int64_t> shape, Location loc);
  Value broadcastTo(Value channel, ArrayRef<int64_t> shape, Location loc);
  /// The channel of `value` with dimension `axis` of the tensor innermost; `axis` becomes that of the channel.
  Value alongAxis(Value value, int64_t &axis, Location loc);

  /// The channel of a tensor of samples in row-major order, `[spatial.., C]`; an error where there are several samples.
  FailureOr<Value> getSample(Operation *op, Value tensor);
  /// The channel of `value` in row-major order and of the shape of its tensor, but without the batch where `keepsBatch`
  /// does not ask for it. What is computed from it is brought into shape by `finishInShape`.
  Value getInFullShape(Value value, bool keepsBatch, Location loc);
  LogicalResult finishInShape(Operation *op, Value channel);

  /// Makes `channel` what `op` computes.
  LogicalResult finish(Operation *op, Value channel);
  /// Makes the result of `processor` what `op` computes; the processor takes over what users attached to `op`.
  LogicalResult finishWith(Operation *op, Operation *processor);

  func::FuncOp function;
  IO io;
  OpBuilder builder;
  DenseMap<Value, Value> channels;
  DenseMap<Value, FlatSymbolRefAttr> constants;
};

} // namespace

//===----------------------------------------------------------------------===//
// Channels
//===----------------------------------------------------------------------===//

Value GraphBuilder::getChannel(Value value, Location loc) {
  Value &channel = channels[value];
  if (channel)
    return channel;
  // Only constants have no channel yet.
  auto tensor = cast<RankedTensorType>(value.getType());
  auto type = ChannelType::get(tensor.getShape(), cast<qnn::FixedType>(tensor.getElementType()));
  Value source = SourceOp::create(builder, value.getLoc(), type, constants.at(value));
  return channel = inShape(source, tensor.getShape().drop_front(droppedDims(tensor)), loc);
}

Value GraphBuilder::inOrder(Value channel, ArrayRef<int64_t> order, Location loc) {
  ChannelType type = getChannelType(channel).withOrder(order);
  return type == channel.getType() ? channel : ReorderOp::create(builder, loc, type, channel).getResult();
}

Value GraphBuilder::inShape(Value channel, ArrayRef<int64_t> shape, Location loc) {
  ChannelType type = getChannelType(channel);
  if (type.getShape() == shape)
    return channel;
  channel = inRowMajorOrder(channel, loc);
  return ReshapeOp::create(builder, loc, ChannelType::get(shape, type.getElementType(), type.getBeat()), channel);
}

Value GraphBuilder::broadcastTo(Value channel, ArrayRef<int64_t> shape, Location loc) {
  ChannelType type = getChannelType(channel);
  if (type.getShape() == shape)
    return channel;
  // Dimensions of one in front are no repetition.
  if (type.getNumElements() == ShapedType::getNumElements(shape))
    return inShape(channel, shape, loc);
  channel = inRowMajorOrder(channel, loc);
  return BroadcastOp::create(builder, loc, ChannelType::get(shape, type.getElementType(), type.getBeat()), channel);
}

LogicalResult GraphBuilder::finish(Operation *op, Value channel) {
  channels[op->getResult(0)] = channel;
  return success();
}

LogicalResult GraphBuilder::finishWith(Operation *op, Operation *processor) {
  processor->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  return finish(op, processor->getResult(0));
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

LogicalResult GraphBuilder::convertDense(qnn::DenseOp op) {
  Value input = getChannel(op.getInput(), op.getLoc());
  // A vector of one position may have been left without any dimension but the last.
  ChannelType type = getChannelType(input);
  input = inOrder(input, withInnermost(type.getOrder(), type.getRank() - 1), op.getLoc());
  type = getChannelType(input);
  ChannelType result = getChannelFor(op.getType());
  result = ChannelType::get(result.getShape(), result.getElementType(), 1, type.getOrder());
  return finishWith(op, MatVecOp::create(builder, op.getLoc(), result, input, op.getWeightAttr(), op.getBiasAttr(),
                                         builder.getDenseI64ArrayAttr({1, 1}), /*groups=*/IntegerAttr(),
                                         /*positions=*/IntegerAttr(), /*padded=*/UnitAttr()));
}

FailureOr<Value> GraphBuilder::getSample(Operation *op, Value tensor) {
  ArrayRef<int64_t> shape = cast<RankedTensorType>(tensor.getType()).getShape();
  if (shape.front() != 1)
    return op->emitOpError() << "'" << getDisplayName(op) << "' works on a batch of " << shape.front()
                             << " samples, but a design takes one after the other";
  return inRowMajorOrder(getChannel(tensor, op->getLoc()), op->getLoc());
}

Value GraphBuilder::getInFullShape(Value value, bool keepsBatch, Location loc) {
  Value channel = inRowMajorOrder(getChannel(value, loc), loc);
  return keepsBatch ? inShape(channel, cast<RankedTensorType>(value.getType()).getShape(), loc) : channel;
}

LogicalResult GraphBuilder::finishInShape(Operation *op, Value channel) {
  return finish(op, inShape(channel, getChannelFor(op->getResult(0).getType()).getShape(), op->getLoc()));
}

/// Without the entry of a dropped batch.
static ArrayRef<int64_t> dropBatch(ArrayRef<int64_t> list, bool keepsBatch) {
  return keepsBatch ? list : list.drop_front();
}

/// True when all are `value`.
static bool allAre(ArrayRef<int64_t> list, int64_t value) {
  return llvm::all_of(list, [&](int64_t entry) { return entry == value; });
}

LogicalResult GraphBuilder::convertConv(qnn::ConvOp op) {
  FailureOr<Value> sample = getSample(op, op.getInput());
  if (failed(sample))
    return failure();
  Value input = *sample;
  Location loc = op.getLoc();
  ChannelType type = getChannelType(input), result = getChannelFor(op.getType());
  auto weight = SymbolTable::lookupNearestSymbolFrom<qnn::WeightOp>(op, op.getWeightAttr());
  int64_t channels = type.getShape().back(), groups = op.getGroups();
  ArrayRef<int64_t> kernel = weight.getTensorType().getShape().drop_front().drop_back();
  auto code = builder.getI64IntegerAttr(op.getValue());
  // The kernels of a channel are sent together.
  if (groups == channels && groups > 1)
    return finishWith(op, DepthwiseOp::create(builder, loc, result.withBeat(result.getShape().back() / channels), input,
                                              op.getWeightAttr(), op.getBiasAttr(),
                                              /*whole=*/UnitAttr(), builder.getDenseI64ArrayAttr(kernel),
                                              op.getStridesAttr(), op.getDilationsAttr(), op.getPadLowAttr(),
                                              op.getPadHighAttr(), code));

  // A convolution is the windows of its input and a product over the elements of each. A pixel is a window by itself.
  Location windowLoc = NameLoc::get(builder.getStringAttr(getDisplayName(op) + "_window"), loc);
  SmallVector<int64_t> vectors(result.getShape().drop_back());
  if (groups > 1)
    vectors.push_back(groups);
  vectors.push_back(ShapedType::getNumElements(kernel) * channels / groups);
  if (!allAre(kernel, 1) || !allAre(op.getPadLow(), 0) || !allAre(op.getPadHigh(), 0)) {
    SmallVector<int64_t> shape(result.getShape().drop_back());
    shape.push_back(groups);
    llvm::append_range(shape, kernel);
    shape.push_back(channels / groups);
    input = WindowOp::create(builder, windowLoc, ChannelType::get(shape, type.getElementType()), input,
                             builder.getI64IntegerAttr(groups), builder.getDenseI64ArrayAttr(kernel),
                             op.getStridesAttr(), op.getDilationsAttr(), op.getPadLowAttr(), op.getPadHighAttr(), code);
  } else if (!allAre(op.getStrides(), 1)) {
    SmallVector<int64_t> starts(type.getRank(), 0), steps(op.getStrides()), shape(result.getShape());
    steps.push_back(1);
    shape.back() = channels;
    input = SliceOp::create(builder, windowLoc, ChannelType::get(shape, type.getElementType()), input,
                            builder.getDenseI64ArrayAttr(starts), builder.getDenseI64ArrayAttr(steps));
  }
  input = inShape(input, vectors, loc);
  return finishWith(op, MatVecOp::create(builder, loc, result, input, op.getWeightAttr(), op.getBiasAttr(),
                                         builder.getDenseI64ArrayAttr({1, 1}),
                                         groups > 1 ? builder.getI64IntegerAttr(groups) : IntegerAttr(),
                                         /*positions=*/IntegerAttr(), /*padded=*/UnitAttr()));
}

LogicalResult GraphBuilder::convertPool(qnn::PoolOp op) {
  FailureOr<Value> sample = getSample(op, op.getInput());
  if (failed(sample))
    return failure();
  // Padding takes no part: it has the code that changes nothing.
  FixedFormat format = getChannelType(*sample).getElementType().getFormat();
  APSInt code = op.getReduction() == qnn::Reduction::Max   ? format.minCode()
                : op.getReduction() == qnn::Reduction::Min ? format.maxCode()
                                                           : APSInt::get(0);
  if (!code.isRepresentableByInt64())
    return op.emitOpError() << "'" << getDisplayName(op) << "' pools numbers of " << format.width
                            << " bits, but a pool takes 63 at most";
  return finishWith(op, PoolOp::create(builder, op.getLoc(), getChannelFor(op.getType()), *sample,
                                       op.getReductionAttr(), /*whole=*/UnitAttr(), op.getWindowAttr(),
                                       op.getStridesAttr(), op.getDilationsAttr(), op.getPadLowAttr(),
                                       op.getPadHighAttr(), builder.getI64IntegerAttr(code.getExtValue())));
}

LogicalResult GraphBuilder::convertReduce(qnn::ReduceOp op) {
  auto tensor = cast<RankedTensorType>(op.getInput().getType());
  Value input = getChannel(op.getInput(), op.getLoc());
  ChannelType type = getChannelType(input);
  // Along a dimension of one nothing is reduced; the batch is one.
  SmallVector<int64_t> dims;
  for (int64_t axis : op.getAxes())
    if (tensor.getDimSize(axis) != 1)
      dims.push_back(axis - droppedDims(tensor));
  qnn::FixedType element = qnn::getFixedType(op.getType());
  if (dims.empty())
    return finishInShape(op, input);
  SmallVector<int64_t> shape, order, position(type.getRank());
  for (int64_t dim = 0; dim < type.getRank(); ++dim)
    if (!llvm::is_contained(dims, dim)) {
      position[dim] = shape.size();
      shape.push_back(type.getShape()[dim]);
    }
  for (int64_t dim : type.getOrder())
    if (!llvm::is_contained(dims, dim))
      order.push_back(position[dim]);
  auto reduced = ReduceOp::create(builder, op.getLoc(), ChannelType::get(shape, element, 1, order),
                                  op.getReductionAttr(), input, builder.getDenseI64ArrayAttr(dims));
  return finishInShape(op, reduced);
}

LogicalResult GraphBuilder::convertPad(qnn::PadOp op) {
  auto tensor = cast<RankedTensorType>(op.getInput().getType()), result = cast<RankedTensorType>(op.getType());
  bool keepsBatch = !droppedDims(tensor) || result.getDimSize(0) != 1;
  Value input = getInFullShape(op.getInput(), keepsBatch, op.getLoc());
  auto list = [&](ArrayRef<int64_t> values) { return builder.getDenseI64ArrayAttr(dropBatch(values, keepsBatch)); };
  auto type = ChannelType::get(dropBatch(result.getShape(), keepsBatch), qnn::getFixedType(result));
  return finishInShape(op, PadOp::create(builder, op.getLoc(), type, input, list(op.getLow()), list(op.getHigh()),
                                         list(op.getInterior()), builder.getI64IntegerAttr(op.getValue())));
}

LogicalResult GraphBuilder::convertSlice(qnn::SliceOp op) {
  auto tensor = cast<RankedTensorType>(op.getInput().getType()), result = cast<RankedTensorType>(op.getType());
  SmallVector<int64_t> strides(op.getStrides());
  for (auto [dim, stride] : llvm::enumerate(strides)) {
    if (result.getDimSize(dim) == 1)
      stride = 1;
    if (stride < 0)
      return op.emitOpError() << "'" << getDisplayName(op) << "' reverses dimension " << dim
                              << ", which no stream processor does";
  }
  bool keepsBatch = !droppedDims(tensor);
  Value input = getInFullShape(op.getInput(), keepsBatch, op.getLoc());
  auto list = [&](ArrayRef<int64_t> values) { return builder.getDenseI64ArrayAttr(dropBatch(values, keepsBatch)); };
  auto type = ChannelType::get(dropBatch(result.getShape(), keepsBatch), qnn::getFixedType(result));
  return finishInShape(op, SliceOp::create(builder, op.getLoc(), type, input, list(op.getOffsets()), list(strides)));
}

LogicalResult GraphBuilder::convertRepeat(qnn::RepeatOp op) {
  auto tensor = cast<RankedTensorType>(op.getInput().getType()), result = cast<RankedTensorType>(op.getType());
  bool keepsBatch = !droppedDims(tensor) || result.getDimSize(0) != 1;
  Value input = getInFullShape(op.getInput(), keepsBatch, op.getLoc());
  auto type = ChannelType::get(dropBatch(result.getShape(), keepsBatch), qnn::getFixedType(result));
  return finishInShape(op, RepeatOp::create(builder, op.getLoc(), type, input,
                                            builder.getDenseI64ArrayAttr(dropBatch(op.getFactors(), keepsBatch))));
}

LogicalResult GraphBuilder::convertConcat(qnn::ConcatOp op) {
  auto result = cast<RankedTensorType>(op.getType());
  int64_t axis = op.getAxis();
  bool keepsBatch = axis == 0 || result.getRank() < 2 || result.getDimSize(0) != 1;
  SmallVector<Value> inputs =
      llvm::map_to_vector(op.getInputs(), [&](Value input) { return getInFullShape(input, keepsBatch, op.getLoc()); });
  auto type = ChannelType::get(dropBatch(result.getShape(), keepsBatch), qnn::getFixedType(result));
  return finishInShape(
      op, ConcatOp::create(builder, op.getLoc(), type, inputs, builder.getI64IntegerAttr(axis - (keepsBatch ? 0 : 1))));
}

Value GraphBuilder::alongAxis(Value value, int64_t &axis, Location loc) {
  auto tensor = cast<RankedTensorType>(value.getType());
  Value channel = getChannel(value, loc);
  // An axis that was dropped with the batch comes back.
  if (axis < droppedDims(tensor))
    channel = inShape(channel, tensor.getShape(), loc);
  else
    axis -= droppedDims(tensor);
  return inOrder(channel, withInnermost(getChannelType(channel).getOrder(), axis), loc);
}

LogicalResult GraphBuilder::convertSoftmax(qnn::TableSoftmaxOp op) {
  int64_t axis = op.getAxis();
  Value input = alongAxis(op.getInput(), axis, op.getLoc());
  ChannelType type = getChannelType(input).withElementType(qnn::getFixedType(op.getType()));
  auto softmax = TableSoftmaxOp::create(builder, op.getLoc(), type, input, op.getCoarseAttr(), op.getFineAttr(),
                                        builder.getI64IntegerAttr(axis), op.getDropAttr(), op.getErrorBoundAttr());
  return finish(op, inShape(softmax, getChannelFor(op.getType()).getShape(), op.getLoc()));
}

LogicalResult GraphBuilder::convertTopK(qnn::TopKOp op) {
  int64_t axis = op.getAxis();
  Value input = alongAxis(op.getInput(), axis, op.getLoc());
  ChannelType type = getChannelType(input);
  SmallVector<int64_t> shape(type.getShape());
  shape[axis] = op.getK();
  type = ChannelType::get(shape, qnn::getFixedType(op.getType()), 1, type.getOrder());
  Value result = TopKOp::create(builder, op.getLoc(), type, input, axis, op.getK(), op.getIndices(), op.getSmallest(),
                                op.getLast());
  return finish(op, inShape(result, getChannelFor(op.getType()).getShape(), op.getLoc()));
}

LogicalResult GraphBuilder::convertTranspose(qnn::TransposeOp op) {
  auto tensor = cast<RankedTensorType>(op.getInput().getType());
  Value input = getChannel(op.getInput(), op.getLoc());
  SmallVector<int64_t> permutation(op.getPermutation());
  if (droppedDims(tensor) && permutation.front() == 0) {
    permutation.erase(permutation.begin());
    for (int64_t &dim : permutation)
      --dim;
  } else {
    input = inShape(input, tensor.getShape(), op.getLoc());
  }
  Value result = TransposeOp::create(builder, op.getLoc(), input, permutation);
  return finish(op, inShape(result, getChannelFor(op.getType()).getShape(), op.getLoc()));
}

template <typename StreamOp> LogicalResult GraphBuilder::convertBinary(Operation *op) {
  ChannelType result = getChannelFor(op->getResult(0).getType());
  Location loc = op->getLoc();
  // A constant is a parameter, unless it is all there is: then one operand becomes a channel.
  bool isConstant[] = {constants.count(op->getOperand(0)) > 0, constants.count(op->getOperand(1)) > 0};
  if (isConstant[0] && isConstant[1])
    isConstant[0] = false;
  SmallVector<Value> inputs;
  FlatSymbolRefAttr weight;
  for (unsigned i : {0u, 1u})
    if (isConstant[i])
      weight = constants.at(op->getOperand(i));
    else
      inputs.push_back(broadcastTo(getChannel(op->getOperand(i), loc), result.getShape(), loc));
  // All run as the first does.
  ArrayRef<int64_t> order = getChannelType(inputs.front()).getOrder();
  for (Value &input : inputs)
    input = inOrder(input, order, loc);
  return finishWith(op, StreamOp::create(builder, loc, result.withOrder(order), inputs, weight,
                                         isConstant[0] ? builder.getUnitAttr() : UnitAttr()));
}

LogicalResult GraphBuilder::convert(Operation *op) {
  for (Type type : op->getResultTypes())
    if (!getChannelFor(type))
      return op->emitOpError() << "'" << getDisplayName(op) << "' has a result of type " << type
                               << ", but a channel carries tensors of fixed-point numbers with static dimensions of 1 "
                                  "or more";
  Location loc = op->getLoc();
  auto elementwise = [&](auto op, auto create) {
    Value input = getChannel(op.getInput(), loc);
    ChannelType type = getChannelType(input).withElementType(qnn::getFixedType(op.getType()));
    return finishWith(op, create(type, input));
  };
  return llvm::TypeSwitch<Operation *, LogicalResult>(op)
      .Case<qnn::GetWeightOp>([&](auto op) {
        constants[op.getResult()] = op.getWeightAttr();
        return success();
      })
      .Case<qnn::ConcatOp>([&](auto op) { return convertConcat(op); })
      .Case<qnn::ConvOp>([&](auto op) { return convertConv(op); })
      .Case<qnn::DenseOp>([&](auto op) { return convertDense(op); })
      .Case<qnn::PadOp>([&](auto op) { return convertPad(op); })
      .Case<qnn::PoolOp>([&](auto op) { return convertPool(op); })
      .Case<qnn::ReduceOp>([&](auto op) { return convertReduce(op); })
      .Case<qnn::RepeatOp>([&](auto op) { return convertRepeat(op); })
      .Case<qnn::SliceOp>([&](auto op) { return convertSlice(op); })
      .Case<qnn::TableSoftmaxOp>([&](auto op) { return convertSoftmax(op); })
      .Case<qnn::TopKOp>([&](auto op) { return convertTopK(op); })
      .Case<qnn::TransposeOp>([&](auto op) { return convertTranspose(op); })
      .Case<qnn::ReshapeOp>([&](auto op) {
        Value input = inRowMajorOrder(getChannel(op.getInput(), loc), loc);
        return finish(op, inShape(input, getChannelFor(op.getType()).getShape(), loc));
      })
      .Case<qnn::AddOp>([&](auto op) { return convertBinary<AddOp>(op); })
      .Case<qnn::MaxOp>([&](auto op) { return convertBinary<MaxOp>(op); })
      .Case<qnn::MinOp>([&](auto op) { return convertBinary<MinOp>(op); })
      .Case<qnn::MulOp>([&](auto op) { return convertBinary<MulOp>(op); })
      .Case<qnn::SubOp>([&](auto op) { return convertBinary<SubOp>(op); })
      .Case<qnn::RequantizeOp>([&](auto op) {
        return elementwise(op, [&](ChannelType type, Value input) {
          return RequantizeOp::create(builder, loc, type, input, op.getRoundingAttr(), op.getOverflowAttr(),
                                      op.getClampAttr());
        });
      })
      .Case<qnn::LookupOp>([&](auto op) {
        return elementwise(op, [&](ChannelType type, Value input) {
          return LookupOp::create(builder, loc, type, input, op.getTableAttr());
        });
      })
      .Case<qnn::ThresholdOp>([&](auto op) {
        return elementwise(op, [&](ChannelType type, Value input) {
          return ThresholdOp::create(builder, loc, type, input, op.getThresholdsAttr(), op.getFirstAttr(),
                                     op.getStepAttr(), op.getFormAttr());
        });
      })
      .Case<qnn::ReluOp>([&](auto op) {
        return elementwise(op,
                           [&](ChannelType type, Value input) { return ReluOp::create(builder, loc, type, input); });
      })
      .Case<qnn::ReinterpretOp>([&](auto op) {
        return elementwise(
            op, [&](ChannelType type, Value input) { return ReinterpretOp::create(builder, loc, type, input); });
      })
      .Default([&](Operation *op) {
        return op->emitOpError()
               << "'" << getDisplayName(op)
               << "' has no stream processor; supported are qnn.add, qnn.concat, qnn.conv, qnn.dense, "
                  "qnn.get_weight, qnn.lookup, qnn.max, qnn.min, qnn.mul, qnn.pad, qnn.pool, qnn.reduce, "
                  "qnn.reinterpret, qnn.relu, qnn.repeat, qnn.requantize, qnn.reshape, qnn.slice, "
                  "qnn.sub, qnn.table_softmax, qnn.threshold, qnn.top_k and qnn.transpose";
      });
}

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

FailureOr<GraphOp> GraphBuilder::build() {
  if (!function.getBody().hasOneBlock())
    return function.emitOpError() << "has " << function.getBody().getBlocks().size() << " blocks, but a graph needs 1";
  for (auto [what, types] : {std::pair{"argument", function.getArgumentTypes()}, {"result", function.getResultTypes()}})
    for (auto [i, type] : llvm::enumerate(types))
      if (!getChannelFor(type))
        return function.emitOpError() << what << " " << i << " is " << type
                                      << ", but a channel carries tensors of fixed-point numbers with static "
                                         "dimensions of 1 or more";

  auto graph = GraphOp::create(builder, function.getLoc(), function.getSymNameAttr(),
                               TypeAttr::get(builder.getFunctionType({}, {})), IOAttr::get(builder.getContext(), io),
                               function.getArgAttrsAttr(), function.getResAttrsAttr());
  // Wishes of the user that concern the whole network.
  for (NamedAttribute attribute : function->getDiscardableAttrs())
    graph->setDiscardableAttr(attribute.getName(), attribute.getValue());
  Block &block = graph.getBody().emplaceBlock();
  builder.setInsertionPointToEnd(&block);
  for (BlockArgument argument : function.getArguments())
    channels[argument] = block.addArgument(getChannelFor(argument.getType()), argument.getLoc());
  for (Operation &op : function.getBody().front().without_terminator())
    if (failed(convert(&op))) {
      graph.erase();
      return failure();
    }
  Operation *terminator = function.getBody().front().getTerminator();
  SmallVector<Value> results;
  for (Value value : terminator->getOperands())
    results.push_back(inRowMajorOrder(getChannel(value, value.getLoc()), value.getLoc()));
  OutputOp::create(builder, terminator->getLoc(), results);
  graph.updateFunctionType();
  function.erase();
  return graph;
}

namespace {
struct ConvertQNNToStream : hls4mlir::impl::ConvertQNNToStreamBase<ConvertQNNToStream> {
  using Base::Base;

  void runOnOperation() override {
    for (auto function : llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>())) {
      FailureOr<GraphOp> graph = GraphBuilder(function, io).build();
      if (failed(graph))
        return signalPassFailure();
      graph->walk([&](ProcessorOpInterface) { ++numProcessors; });
    }
  }
};
} // namespace
