//===- TileFunction.h - A function under conversion to loops over samples -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_CONVERSION_QNNTOVECTOR_TILEFUNCTION_H
#define HLS4MLIR_LIB_CONVERSION_QNNTOVECTOR_TILEFUNCTION_H

#include "dialects/QNN/Window.h"
#include "lib/Conversion/QNNToVector/Lanes.h"
#include "lib/Conversion/QNNToVector/QNNToVector.h"
#include "llvm/ADT/StringMap.h"
#include <functional>

namespace hls4mlir {

/// What the generated code is shaped for.
struct TileOptions {
  int64_t samples = 64;
  int64_t vectorBits = 512;
  int64_t registers = 32;
  /// Exchange floats with the host where it would otherwise turn them into codes and back.
  bool floats = false;
};

/// Bits in which a layer sums up its products.
unsigned accumulatorBits(mlir::Operation *layer);
/// The codes of finite f32 numbers, as integers of `bits` bits.
mlir::Value quantizeFloats(mlir::ImplicitLocOpBuilder &builder, mlir::Value x, qnn::InputAttr input, unsigned bits);

/// Where the values of a function live, and in the loops of which operation each is computed.
///
/// A value is *stored* when it has a buffer of its own; all others are computed element by element where
/// their one user needs them. A reshape shares the buffer of its operand.
class StoragePlan {
public:
  /// Checks the function as well: every operation belongs to the integer form and has static shapes.
  static mlir::FailureOr<StoragePlan> compute(mlir::func::FuncOp function, const TileOptions &options);

  bool isStored(mlir::Value value) const { return stored.contains(value); }
  /// Byte at which the buffer of a stored value begins in the scratch memory.
  int64_t getOffset(mlir::Value value) const { return offsets.lookup(value); }
  int64_t getScratchBytes() const { return scratchBytes; }

private:
  mlir::LogicalResult checkOperation(mlir::Operation &op);
  mlir::LogicalResult placeBuffers(mlir::func::FuncOp function, const TileOptions &options);

  llvm::DenseSet<mlir::Value> stored;
  llvm::DenseMap<mlir::Value, int64_t> offsets;
  int64_t scratchBytes = 0;
};

/// The indices of one element of a tensor.
using Point = llvm::SmallVector<mlir::Value>;

/// Emits the loops of one function. Values are named by those of the source function.
class TileEmitter {
public:
  TileEmitter(mlir::ImplicitLocOpBuilder &builder, const StoragePlan &plan, const TileOptions &options)
      : builder(builder), plan(plan), options(options) {}

  void setBuffer(mlir::Value value, mlir::Value memref) { buffers[value] = memref; }
  void setWeight(llvm::StringRef symbol, qnn::WeightOp weight, mlir::Value memref) {
    weights[symbol] = {weight, memref};
  }

  /// Codes or floats of the host, one sample per row, into the buffer of `argument`; floats are quantized as `input`
  /// says.
  void emitPack(mlir::Value argument, mlir::Value rows, qnn::InputAttr input);
  /// Back again; floats are made by `stages`.
  void emitUnpack(mlir::Value result, mlir::Value rows, mlir::ArrayAttr stages);
  /// The loops that compute the stored result of `op`.
  void emitStored(mlir::Operation *op);

private:
  struct Weight {
    qnn::WeightOp op;
    mlir::Value memref;
  };

  /// Elements of `value`, which differ in their last index only: loaded where it is stored, computed where not.
  llvm::SmallVector<LaneValue> evaluate(mlir::Value value, llvm::ArrayRef<Point> points);
  llvm::SmallVector<LaneValue> evaluateHere(mlir::Value value, llvm::ArrayRef<Point> points);
  llvm::SmallVector<LaneValue> evaluateConv(qnn::ConvOp op, llvm::ArrayRef<Point> points);
  llvm::SmallVector<LaneValue> evaluatePool(qnn::PoolOp op, llvm::ArrayRef<Point> points);
  llvm::SmallVector<LaneValue> evaluateReduce(qnn::ReduceOp op, llvm::ArrayRef<Point> points);
  llvm::SmallVector<LaneValue> evaluateDense(qnn::DenseOp op, llvm::ArrayRef<Point> points);
  llvm::SmallVector<LaneValue> evaluateLookup(qnn::LookupOp op, llvm::ArrayRef<Point> points);
  llvm::SmallVector<LaneValue> evaluateThreshold(qnn::ThresholdOp op, llvm::ArrayRef<Point> points);
  llvm::SmallVector<LaneValue> evaluateMultiplyShift(qnn::ThresholdOp op, qnn::MultiplyShiftAttr form,
                                                     llvm::ArrayRef<Point> points);
  /// The results of a layer from its sums of products, whose step is 2^productLsb.
  llvm::SmallVector<LaneValue> finishSums(mlir::Operation *op, std::optional<llvm::StringRef> bias, int productLsb,
                                          unsigned bits, llvm::ArrayRef<Point> points,
                                          llvm::ArrayRef<mlir::Value> sums);

  /// Combines what has been reduced so far with the elements at several points of the input.
  using ReductionStep = llvm::function_ref<llvm::SmallVector<mlir::Value>(llvm::ArrayRef<Point>, mlir::ValueRange)>;
  /// Loops over all elements that become `start.size()` results.
  using ReductionLoops = llvm::function_ref<llvm::SmallVector<mlir::Value>(llvm::ArrayRef<mlir::Value>, ReductionStep)>;
  llvm::SmallVector<LaneValue> evaluateReduction(qnn::Reduction reduction, mlir::Value input, mlir::Value result,
                                                 int64_t count, ReductionLoops loops);

  /// Stores the elements of `input` where `place` says they lie in `result`.
  void emitCopies(mlir::Value input, mlir::Value result, llvm::function_ref<Point(const Point &)> place);
  void emitConcat(qnn::ConcatOp op);
  void emitPad(qnn::PadOp op);
  /// Where the element at `point` of the result lies in the input.
  Point sourceOf(qnn::RepeatOp op, const Point &point);
  Point sourceOf(qnn::SliceOp op, const Point &point);
  Point sourceOf(qnn::TransposeOp op, const Point &point);
  void emitSoftmax(qnn::TableSoftmaxOp op);
  void emitTopK(qnn::TopKOp op);

  /// Loads an element of a stored value for the current lanes.
  LaneValue loadElement(mlir::Value value, const Point &point);
  /// Index of the lanes of one element in a buffer.
  mlir::Value laneIndex(mlir::Value element);
  /// Row-major position of `point`, whose last dimensions broadcast from `shape`.
  mlir::Value linearize(llvm::ArrayRef<int64_t> shape, const Point &point);
  /// A constant array of i64, shared by all that ask for the same codes.
  mlir::Value constantArray(llvm::StringRef name, mlir::DenseI64ArrayAttr codes);
  /// A constant array of f64, shared likewise.
  mlir::Value constantFloats(mlir::DenseElementsAttr values);
  /// The floats that stored codes of one element of `tensor` stand for.
  mlir::Value dequantize(mlir::Value raw, mlir::Value element, mlir::RankedTensorType tensor, mlir::ArrayAttr stages);

  mlir::Value index(int64_t value);
  mlir::Value addIndex(mlir::Value lhs, mlir::Value rhs);
  mlir::Value mulIndex(mlir::Value lhs, int64_t rhs);
  /// A loop over [0, count) in steps; the body sees the index, and carries values when there are some.
  llvm::SmallVector<mlir::Value>
  loop(int64_t count, int64_t step, llvm::ArrayRef<mlir::Value> carried,
       llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value, mlir::ValueRange)> body);
  void loop(int64_t count, int64_t step, llvm::function_ref<void(mlir::Value)> body);
  /// The offsets `low` to `high` of a window at which it lies inside of the input; offset 0 is at `start`.
  struct TapRange {
    mlir::Value start, low, high;
  };
  TapRange tapsInside(const qnn::WindowDim &dim, mlir::Value window);
  llvm::SmallVector<mlir::Value>
  loopBetween(mlir::Value low, mlir::Value high, llvm::ArrayRef<mlir::Value> carried,
              llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value, mlir::ValueRange)> body);
  /// Loops over the elements of a window that lie inside of the input; the body sees their offsets in the window and
  /// their positions in the input.
  llvm::SmallVector<mlir::Value>
  loopOverTaps(llvm::ArrayRef<TapRange> taps, llvm::ArrayRef<qnn::WindowDim> dims, llvm::ArrayRef<mlir::Value> carried,
               llvm::function_ref<llvm::SmallVector<mlir::Value>(llvm::ArrayRef<mlir::Value>,
                                                                 llvm::ArrayRef<mlir::Value>, mlir::ValueRange)>
                   body);
  /// Loops over all samples of `elements` elements: in squares, and one by one where these do not fit.
  void loopOverSquares(int64_t elements, llvm::function_ref<void(mlir::Value, mlir::Value)> square,
                       llvm::function_ref<void(mlir::Value, mlir::Value)> single);
  /// Loops over all elements of a shape, `rows` elements of the last dimension at a time.
  void loopOverElements(llvm::ArrayRef<int64_t> shape, int64_t rows,
                        llvm::function_ref<void(llvm::ArrayRef<Point>)> body);

  mlir::ImplicitLocOpBuilder &builder;
  const StoragePlan &plan;
  const TileOptions &options;
  llvm::DenseMap<mlir::Value, mlir::Value> buffers;
  llvm::StringMap<Weight> weights;
  llvm::DenseMap<mlir::Attribute, mlir::StringAttr> constantArrays;
  /// The lanes of the loops that are being emitted: how many, and the first.
  LaneBuilder *lanes = nullptr;
  mlir::Value firstLane;
};

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_CONVERSION_QNNTOVECTOR_TILEFUNCTION_H
