//===- Emitter.h - Builds the body of one process -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// What all generators of processes share: loops with their directives, ports that are FIFOs or arrays,
// storage whose dimensions of size one vanish, constant tables folded to the lanes, and the elementwise
// processors of a layer computed where its head writes.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_CONVERSION_STREAMTODATAFLOW_EMITTER_H
#define HLS4MLIR_LIB_CONVERSION_STREAMTODATAFLOW_EMITTER_H

#include "dialects/Dataflow/Dataflow.h"
#include "dialects/Stream/Stream.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace hls4mlir::stream_to_dataflow {

/// What moves in one transfer: a number, or a beat of several.
mlir::Type getTransferType(qnn::FixedType element, int64_t lanes);
/// What a channel becomes: a FIFO of beats, or an array of all elements.
mlir::Type getPortType(stream::ChannelType channel, stream::IO io);

/// A loop of a nest.
struct Loop {
  std::string variable;
  int64_t count;
  /// What follows the name of the layer in the loop's label.
  std::string label;
};

/// A local array of numbers or beats, or a variable. Callers give all indices, also for dimensions of size
/// one; those are no dimensions of the array.
struct Storage {
  mlir::Value array;
  llvm::SmallVector<int64_t> shape;
  int64_t lanes = 1;
};

/// A dimension, or several merged ones, of the elements that a processor writes, folded to lanes: index
/// `outer * lanes + lane`.
struct NestDim {
  /// Dimensions of the channel in the order in which they run.
  llvm::SmallVector<int64_t> channelDims;
  int64_t outer = 1, lanes = 1;
};

/// Where an element stands: one index per dimension of the nest.
struct Place {
  llvm::SmallVector<mlir::Value> outer, lane;
};

/// A weight folded to the nest: `[outer indices][lane indices][behind]`.
struct Table {
  Storage rom;
  /// For each dimension of the nest, whether the table has it.
  llvm::SmallVector<bool> varies;
};

class Emitter {
public:
  Emitter(stream::LayerOp layer, dataflow::ProcessOp process, stream::IO io);

  //===--------------------------------------------------------------------===//
  // Indices and control
  //===--------------------------------------------------------------------===//
  mlir::Value index(int64_t value);
  mlir::Value add(mlir::Value lhs, mlir::Value rhs);
  mlir::Value mul(mlir::Value lhs, int64_t factor);
  /// `index + offset`, for an offset of either sign.
  mlir::Value shift(mlir::Value index, int64_t offset);
  /// Row-major position of `indices` in `sizes`.
  mlir::Value linearize(llvm::ArrayRef<mlir::Value> indices, llvm::ArrayRef<int64_t> sizes);

  /// A nest of loops that stay loops, unless everything is unrolled; the innermost starts an iteration in each
  /// cycle when `pipeline` is set. Loops of one iteration are not built: their index is zero.
  void sequential(llvm::ArrayRef<Loop> loops, bool pipeline,
                  llvm::function_ref<void(llvm::ArrayRef<mlir::Value>)> body);
  /// A nest of loops that are copies of hardware.
  void unrolled(llvm::ArrayRef<Loop> loops, llvm::function_ref<void(llvm::ArrayRef<mlir::Value>)> body);
  /// `body` where `index`, of a loop of `count` iterations, has this value.
  void ifEqual(mlir::Value index, int64_t value, int64_t count, llvm::function_ref<void()> body);
  /// Conditions; null is one that always holds.
  mlir::Value compare(mlir::arith::CmpIPredicate predicate, mlir::Value index, int64_t value);
  mlir::Value both(mlir::Value lhs, mlir::Value rhs);
  /// Whether `index`, of a loop of `count` iterations, is the first or the last.
  mlir::Value isFirst(mlir::Value index, int64_t count);
  mlir::Value isLast(mlir::Value index, int64_t count);
  /// Whether `index` is one of `low`, `low + 1`, .., `high - 1`.
  mlir::Value isWithin(mlir::Value index, int64_t low, int64_t high);
  /// `(index - offset) / step`, where that is whole and not negative.
  mlir::Value divide(mlir::Value index, int64_t offset, int64_t step);
  /// Whether `index - offset` is a multiple of `step`.
  mlir::Value isMultiple(mlir::Value index, int64_t offset, int64_t step);
  /// `body` where the condition holds, and `otherwise` where not.
  void ifHolds(mlir::Value condition, llvm::function_ref<void()> body, llvm::function_ref<void()> otherwise = nullptr);

  //===--------------------------------------------------------------------===//
  // Storage
  //===--------------------------------------------------------------------===//
  /// `divided` dimensions are apart, so that all lanes find theirs in one cycle.
  Storage declare(llvm::StringRef name, llvm::ArrayRef<int64_t> shape, qnn::FixedType element, int64_t lanes = 1,
                  llvm::ArrayRef<int64_t> divided = {});
  /// A weight under a shape and then transposed: dimension `order[i]` of `viewed` is dimension i. Lanes lie side by
  /// side in words of a memory, or are all registers when there is nothing else; when they are to be `apart`, each has
  /// a memory of its own, with an address of its own.
  Storage rom(llvm::StringRef name, llvm::StringRef weight, llvm::ArrayRef<int64_t> viewed,
              llvm::ArrayRef<int64_t> order, llvm::ArrayRef<int64_t> laneDims, bool apart = false);
  /// One number; `lane` counts where elements are beats.
  mlir::Value load(const Storage &from, llvm::ArrayRef<mlir::Value> indices, mlir::Value lane = {});
  void store(mlir::Value value, const Storage &to, llvm::ArrayRef<mlir::Value> indices, mlir::Value lane = {});
  void accumulate(mlir::Value value, const Storage &to, llvm::ArrayRef<mlir::Value> indices);
  /// Takes another element into a reduction: the `first` one, or one more.
  void reduce(qnn::Reduction reduction, mlir::Value value, const Storage &to, llvm::ArrayRef<mlir::Value> indices,
              mlir::Value first);
  /// A variable that counts in a circle.
  mlir::Value counter(llvm::StringRef name, int64_t size, int64_t from = 0);
  mlir::Value count(mlir::Value counter);
  void advance(mlir::Value counter, int64_t by = 1);
  /// A whole beat.
  mlir::Value loadBeat(const Storage &from, llvm::ArrayRef<mlir::Value> indices);
  void storeBeat(mlir::Value value, const Storage &to, llvm::ArrayRef<mlir::Value> indices);

  //===--------------------------------------------------------------------===//
  // Numbers
  //===--------------------------------------------------------------------===//
  mlir::Value constant(qnn::FixedType type, const llvm::APSInt &code);
  mlir::Value constant(qnn::FixedType type, int64_t code) { return constant(type, llvm::APSInt::get(code)); }

  //===--------------------------------------------------------------------===//
  // Ports
  //===--------------------------------------------------------------------===//
  stream::ChannelType getInputType(unsigned i) { return stream::getChannelType(layer.getInputs()[i]); }
  stream::ChannelType getOutputType(unsigned i) { return stream::getChannelType(layer.getOutputs()[i]); }
  mlir::Value getInputPort(unsigned i) { return process.getBody().getArgument(i); }
  mlir::Value getOutputPort(unsigned i) { return process.getBody().getArgument(layer.getNumOperands() + i); }
  bool isStream() const { return io == stream::IO::Stream; }
  /// Takes the next beat of input `i` out of its FIFO into a variable; nothing for an array.
  Storage fetch(unsigned i);
  /// Element `lane` of transfer `beat`: out of the variable that `fetch` gave, or of the array.
  mlir::Value get(unsigned i, const Storage &fetched, mlir::Value beat, mlir::Value lane);
  /// A variable for the beat that is sent next; nothing for an array.
  Storage begin(unsigned output);
  void put(unsigned output, const Storage &begun, mlir::Value value, mlir::Value beat, mlir::Value lane);
  void send(unsigned output, const Storage &begun);
  /// The next beat of input `i`, to be put where it is kept.
  mlir::Value read(unsigned i);

  //===--------------------------------------------------------------------===//
  // The elements that the layer writes
  //===--------------------------------------------------------------------===//
  /// Folds the elements of the result of the layer to the lanes of its beat. Dimensions in which no parameter of
  /// `processors` varies become one, unless `keepDims`.
  llvm::SmallVector<NestDim> makeNest(llvm::ArrayRef<stream::ProcessorOpInterface> processors, bool keepDims = false);
  /// The same where the processor folds dimension `innermost` to `lanes`: it is the last of the nest, by itself.
  llvm::SmallVector<NestDim> makeNest(llvm::ArrayRef<stream::ProcessorOpInterface> processors, int64_t innermost,
                                      int64_t lanes);
  /// The loops over the outer indices and over the lanes of `nest`.
  static llvm::SmallVector<Loop> outerLoops(llvm::ArrayRef<NestDim> nest, llvm::StringRef label);
  static llvm::SmallVector<Loop> laneLoops(llvm::ArrayRef<NestDim> nest);
  /// Number of the transfer, and lane in it, of a place.
  mlir::Value beatOf(llvm::ArrayRef<NestDim> nest, const Place &place);
  mlir::Value laneOf(llvm::ArrayRef<NestDim> nest, const Place &place);

  /// The place of an element with these indices along the channel's dimensions, and in lane `lane` of the last
  /// dimension of the nest, of which `indices` has the outer index.
  Place placeOf(llvm::ArrayRef<NestDim> nest, llvm::ArrayRef<mlir::Value> indices, mlir::Value lane);

  /// Declares the tables of elementwise processors, in front of all loops.
  void prepare(llvm::ArrayRef<stream::ProcessorOpInterface> processors, llvm::ArrayRef<NestDim> nest);
  /// What elementwise processors, in order, make of `value`.
  mlir::Value apply(llvm::ArrayRef<stream::ProcessorOpInterface> processors, const Place &place, mlir::Value value);
  /// Exact sum, difference or product, as the stream operation says.
  mlir::Value combine(mlir::Operation *op, mlir::Value lhs, mlir::Value rhs);

  /// `fc1` + `_inputs`.
  std::string label(llvm::StringRef suffix);

  stream::LayerOp layer;
  dataflow::ProcessOp process;
  stream::IO io;
  mlir::OpBuilder builder;
  mlir::Location loc;
  /// All loops are copies of hardware: the layer works in one step.
  bool unrollAll = false;

private:
  /// All entries behind a place are there at once, or, when they are `addressed`, one of them.
  Table makeTable(llvm::StringRef name, llvm::StringRef weight, const stream::Parameter &parameter, int64_t depth,
                  llvm::ArrayRef<NestDim> nest, bool addressed = false);
  mlir::Value loadTable(const Table &table, const Place &place, mlir::Value behind);

  /// Thresholds, in the form that the operation asks for.
  void prepareThreshold(stream::ThresholdOp op, const stream::Parameter &parameter, llvm::ArrayRef<NestDim> nest);
  void prepareSearch(stream::ThresholdOp op, const stream::Parameter &parameter, llvm::ArrayRef<NestDim> nest);
  mlir::Value applyThreshold(stream::ThresholdOp op, const Place &place, mlir::Value value);
  mlir::Value applyComparators(stream::ThresholdOp op, const Place &place, mlir::Value value);
  mlir::Value applySearch(stream::ThresholdOp op, const Place &place, mlir::Value value);
  mlir::Value applyMultiplyShift(stream::ThresholdOp op, const Place &place, mlir::Value value);
  mlir::Value applyCodeTable(stream::ThresholdOp op, const Place &place, mlir::Value value);
  /// What an element's parameter is: out of its table, or the one number for all elements.
  mlir::Value getParameterOf(stream::ThresholdOp op, unsigned kind, const Place &place, qnn::FixedType type,
                             llvm::ArrayRef<int64_t> codes);

  /// What the tables of a processor hold. Behind the last come the levels of a search.
  enum TableKind : unsigned { kOperand, kFirst, kStep, kOffset, kLevel };
  /// Tables by processor and what they hold.
  llvm::DenseMap<std::pair<mlir::Operation *, unsigned>, Table> tables;
};

/// Gives an accumulator its first value: the bias, or zero.
void initialize(Emitter &emitter, const Storage &accum, llvm::ArrayRef<mlir::Value> lane, mlir::Value bias,
                qnn::FixedType type);

/// Generators, one per kind of head.
void emitConcat(Emitter &emitter, stream::ConcatOp op);
void emitConvertWidth(Emitter &emitter, stream::ConvertWidthOp op);
void emitDepthwise(Emitter &emitter, stream::DepthwiseOp op);
void emitElementwise(Emitter &emitter);
void emitFork(Emitter &emitter, stream::ForkOp op);
/// `stream.reorder` and `stream.broadcast`.
void emitHold(Emitter &emitter);
void emitMatVec(Emitter &emitter, stream::MatVecOp op);
void emitPad(Emitter &emitter, stream::PadOp op);
void emitPool(Emitter &emitter, stream::PoolOp op);
void emitReduce(Emitter &emitter, stream::ReduceOp op);
void emitRepeat(Emitter &emitter, stream::RepeatOp op);
void emitSlice(Emitter &emitter, stream::SliceOp op);
void emitSoftmax(Emitter &emitter, stream::TableSoftmaxOp op);
void emitTopK(Emitter &emitter, stream::TopKOp op);
void emitWindow(Emitter &emitter, stream::WindowOp op);

} // namespace hls4mlir::stream_to_dataflow

#endif // HLS4MLIR_LIB_CONVERSION_STREAMTODATAFLOW_EMITTER_H
