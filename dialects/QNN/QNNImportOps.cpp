//===- QNNImportOps.cpp - Operations of the import form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNN.h"
#include "dialects/QNN/Verification.h"
#include <cmath>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APInt;
using llvm::APSInt;

/// Checks that `value` is a dense constant of finite f32 numbers.
static LogicalResult verifyFinite(Operation *op, StringRef what, ElementsAttr value) {
  if (!value.getElementType().isF32())
    return op->emitOpError() << what << " must have f32 elements, but they are " << value.getElementType();
  auto dense = dyn_cast<DenseElementsAttr>(value);
  if (!dense)
    return op->emitOpError() << what << " must be a dense constant";
  for (const APFloat &number : dense.getValues<APFloat>())
    if (!number.isFinite())
      return op->emitOpError() << what << " has an element that is not finite";
  return success();
}

static LogicalResult verifyF32Parameter(Operation *op, StringRef what, ElementsAttr value, ArrayRef<int64_t> input) {
  if (failed(verifyFinite(op, what, value)))
    return failure();
  return verifyBroadcastsOver(op, what, value.getShapedType().getShape(), input);
}

/// Checks that every element of `scale` is a positive number.
static LogicalResult verifyScale(Operation *op, ElementsAttr scale, ArrayRef<int64_t> input) {
  if (failed(verifyF32Parameter(op, "scale", scale, input)))
    return failure();
  for (const APFloat &value : cast<DenseElementsAttr>(scale).getValues<APFloat>())
    if (value.isZero() || value.isNegative()) {
      SmallString<16> text;
      value.toString(text);
      return op->emitOpError() << "scale is " << text << ", but must be positive";
    }
  return success();
}

/// Zero points lie within this of zero: it is exact in f32, and 64 bits hold the difference of any code to it.
static constexpr float kMaxZeroPoint = 2147483648.0f;

/// Checks that every element of `zeroPoint` is a number that codes can be counted from.
static LogicalResult verifyZeroPoint(Operation *op, ElementsAttr zeroPoint, ArrayRef<int64_t> input) {
  if (failed(verifyF32Parameter(op, "zero point", zeroPoint, input)))
    return failure();
  for (const APFloat &value : cast<DenseElementsAttr>(zeroPoint).getValues<APFloat>())
    if (std::abs(value.convertToFloat()) > kMaxZeroPoint)
      return op->emitOpError() << "zero point is " << value.convertToFloat() << ", but must lie within "
                               << kMaxZeroPoint << " of 0";
  return success();
}

/// The elements of a dense constant, broadcast to `shape`.
static std::vector<APFloat> spread(ElementsAttr value, ArrayRef<int64_t> shape) {
  SmallVector<APFloat> elements(cast<DenseElementsAttr>(value).getValues<APFloat>());
  ArrayRef<int64_t> from = value.getShapedType().getShape();
  std::vector<APFloat> result;
  for (int64_t n = 0, count = ShapedType::getNumElements(shape); n < count; ++n) {
    int64_t rest = n, index = 0, stride = 1;
    for (size_t i = 0; i < from.size(); ++i) {
      int64_t extent = from[from.size() - 1 - i], position = rest % shape[shape.size() - 1 - i];
      rest /= shape[shape.size() - 1 - i];
      index += extent == 1 ? 0 : position * stride;
      stride *= extent;
    }
    result.push_back(elements[index]);
  }
  return result;
}

/// Checks that `value` is a dense constant of i32 numbers in `low..high`.
static LogicalResult verifyIntegers(Operation *op, StringRef what, ElementsAttr value, int32_t low, int32_t high,
                                    ArrayRef<int64_t> input) {
  auto dense = dyn_cast<DenseIntElementsAttr>(value);
  if (!dense || !dense.getElementType().isSignlessInteger(32))
    return op->emitOpError() << what << " must be a dense constant of i32";
  if (failed(verifyBroadcastsOver(op, what, dense.getType().getShape(), input)))
    return failure();
  for (int32_t number : dense.getValues<int32_t>())
    if (number < low || number > high)
      return op->emitOpError() << what << " is " << number << ", but must lie in " << low << ".." << high;
  return success();
}

//===----------------------------------------------------------------------===//
// Import form
//===----------------------------------------------------------------------===//

LogicalResult QuantizeOp::verify() {
  ArrayRef<int64_t> shape = shapeOf(getInput().getType());
  if (failed(verifyScale(*this, getScale(), shape)) || failed(verifyZeroPoint(*this, getZeroPoint(), shape)))
    return failure();
  return verifyIntegers(*this, "bit width", getBitWidth(), 1, 32, shape);
}

LogicalResult BipolarQuantizeOp::verify() { return verifyScale(*this, getScale(), shapeOf(getInput().getType())); }

LogicalResult ClampOp::verify() {
  ArrayRef<int64_t> shape = shapeOf(getInput().getType());
  if (!getLow() && !getHigh())
    return emitOpError("needs a bound");
  for (auto [what, bound] : {std::pair<StringRef, std::optional<ElementsAttr>>{"low", getLow()}, {"high", getHigh()}})
    if (bound && failed(verifyF32Parameter(*this, what, *bound, shape)))
      return failure();
  if (!getLow() || !getHigh())
    return success();
  auto bounds = *broadcastShapes(getLow()->getShapedType().getShape(), getHigh()->getShapedType().getShape());
  std::vector<APFloat> low = spread(*getLow(), bounds), high = spread(*getHigh(), bounds);
  for (auto [least, most] : llvm::zip_equal(low, high))
    if (least > most)
      return emitOpError() << "has a low of " << least.convertToFloat() << " above its high of "
                           << most.convertToFloat();
  return success();
}

LogicalResult LeakyReluOp::verify() {
  return verifyF32Parameter(*this, "slope", getSlope(), shapeOf(getInput().getType()));
}

LogicalResult QuantizeLinearOp::verify() {
  ArrayRef<int64_t> shape = shapeOf(getInput().getType());
  if (failed(verifyScale(*this, getScale(), shape)) || failed(verifyZeroPoint(*this, getZeroPoint(), shape)))
    return failure();
  for (const APFloat &value : cast<DenseElementsAttr>(getZeroPoint()).getValues<APFloat>())
    if (!value.isInteger())
      return emitOpError("zero point must be an integer");
  // The bounds are exact in f32, in which a framework clips.
  constexpr int64_t limit = int64_t(1) << 24;
  int64_t low = getLow(), high = getHigh();
  if (low > high || low < -limit || high > limit)
    return emitOpError() << "range [" << low << ", " << high << "] must be ordered and lie in [" << -limit << ", "
                         << limit << "]";
  return success();
}

LogicalResult TruncateOp::verify() {
  ArrayRef<int64_t> shape = shapeOf(getInput().getType());
  if (failed(verifyScale(*this, getScale(), shape)) || failed(verifyScale(*this, getResultScale(), shape)) ||
      failed(verifyF32Parameter(*this, "zero point", getZeroPoint(), shape)) ||
      failed(verifyF32Parameter(*this, "zero point of the result", getResultZeroPoint(), shape)) ||
      failed(verifyIntegers(*this, "shift", getShift(), -62, 62, shape)))
    return failure();
  if (getBitWidth())
    return verifyIntegers(*this, "bit width", *getBitWidth(), 1, 32, shape);
  if (getIsSigned() || getNarrow())
    return emitOpError("has a sign or is narrow without bits");
  return success();
}

LogicalResult MultiThresholdOp::verify() {
  if (failed(verifyAxis(*this, getAxis(), getInput().getType())) ||
      failed(verifyFinite(*this, "table of thresholds", getThresholds())))
    return failure();
  ArrayRef<int64_t> thresholds = getThresholds().getShapedType().getShape();
  int64_t channels = shapeOf(getInput().getType())[getAxis()];
  if (thresholds.size() != 2 || (thresholds[0] != 1 && thresholds[0] != channels) || thresholds[1] < 1)
    return emitOpError() << "thresholds have shape " << shapeText(thresholds)
                         << ", but need one row, or one for each of " << channels << " channels";
  if (!getScale().isFinite() || !getOffset().isFinite())
    return emitOpError("scale and offset must be finite");
  return success();
}

LogicalResult BatchNormOp::verify() {
  if (failed(verifyAxis(*this, getAxis(), getInput().getType())))
    return failure();
  int64_t channels = shapeOf(getInput().getType())[getAxis()];
  for (auto [what, value] : {std::pair<StringRef, ElementsAttr>{"gamma", getGamma()},
                             {"beta", getBeta()},
                             {"mean", getMean()},
                             {"variance", getVariance()}}) {
    // One element is all that numpy's broadcasting would add; exporters write one for each channel.
    ArrayRef<int64_t> shape = value.getShapedType().getShape();
    if (shape.size() != 1 || shape[0] != channels)
      return emitOpError() << what << " has shape " << shapeText(shape) << ", but the input has " << channels
                           << " channels";
    if (failed(verifyFinite(*this, what, value)))
      return failure();
  }
  return success();
}

LogicalResult SoftmaxOp::verify() {
  if (failed(verifyAxis(*this, getAxis(), getInput().getType())))
    return failure();
  if (auto type = getOutputType())
    if (cast<FixedType>(*type).getLsb() > 0)
      return emitOpError() << "output type is " << *type
                           << ", whose step is larger than one, but a softmax lies between 0 and 1";
  return success();
}

LogicalResult MatMulOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc, ValueRange operands,
                                         DictionaryAttr, OpaqueProperties, RegionRange,
                                         SmallVectorImpl<Type> &results) {
  auto lhs = dyn_cast<RankedTensorType>(operands[0].getType());
  auto rhs = dyn_cast<RankedTensorType>(operands[1].getType());
  if (!lhs || !rhs || lhs.getRank() < 2 || rhs.getRank() < 2)
    return emitOptionalError(loc, "matmul needs operands of rank 2 or more, but they are ", operands[0].getType(),
                             " and ", operands[1].getType());
  if (lhs.getShape().back() != rhs.getShape()[rhs.getRank() - 2])
    return emitOptionalError(loc, "matmul contracts ", lhs.getShape().back(), " columns of ", lhs, " with ",
                             rhs.getShape()[rhs.getRank() - 2], " rows of ", rhs);
  FailureOr<SmallVector<int64_t>> shape = broadcastShapes(lhs.getShape().drop_back(2), rhs.getShape().drop_back(2));
  if (failed(shape))
    return emitOptionalError(loc, "leading dimensions of ", lhs, " and ", rhs, " do not broadcast");
  shape->push_back(lhs.getShape()[lhs.getRank() - 2]);
  shape->push_back(rhs.getShape().back());
  results.push_back(RankedTensorType::get(*shape, lhs.getElementType()));
  return success();
}

LogicalResult ConvolutionOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                              SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  auto kernel = cast<RankedTensorType>(adaptor.getKernel().getType());
  if (kernel.getRank() != input.getRank())
    return emitOptionalError(loc, "convolution has an input of rank ", input.getRank(),
                             ", which needs a kernel of the ", "same rank, but it is ", kernel);
  FailureOr<SmallVector<int64_t>> shape =
      inferWindowShape(loc, input, kernel.getShape().drop_front().drop_back(), adaptor.getStrides(),
                       adaptor.getPadLow(), adaptor.getPadHigh(), adaptor.getDilations());
  if (failed(shape) || failed(verifyGroups(loc, input.getShape().back(), kernel.getShape(), adaptor.getGroups())))
    return failure();
  shape->back() = kernel.getDimSize(0);
  results.push_back(RankedTensorType::get(*shape, input.getElementType()));
  return success();
}
