//===- QNNTensorOps.cpp - Operations on whole tensors -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNN.h"
#include "dialects/QNN/Verification.h"
#include "dialects/QNN/Window.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/Builders.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APInt;
using llvm::APSInt;

/// Reports at the location of an operation whose types are inferred; nowhere when it is not known.
static InFlightDiagnostic errorAt(std::optional<Location> loc) {
  return loc ? mlir::emitError(*loc) : InFlightDiagnostic();
}

//===----------------------------------------------------------------------===//
// Reshape and transpose
//===----------------------------------------------------------------------===//

LogicalResult ReshapeOp::verify() {
  auto input = cast<RankedTensorType>(getInput().getType()), result = cast<RankedTensorType>(getType());
  if (input.getElementType() != result.getElementType())
    return emitOpError() << "changes the element type from " << input.getElementType() << " to "
                         << result.getElementType();
  if (input.getNumElements() != result.getNumElements())
    return emitOpError() << "has an input of " << input.getNumElements() << " elements and a result of "
                         << result.getNumElements();
  return success();
}

OpFoldResult ReshapeOp::fold(FoldAdaptor) {
  if (getInput().getType() == getType())
    return getInput();
  if (auto producer = getInput().getDefiningOp<ReshapeOp>()) {
    setOperand(producer.getInput());
    return getResult();
  }
  return {};
}

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, ValueRange operands,
                                            DictionaryAttr attributes, OpaqueProperties properties, RegionRange,
                                            SmallVectorImpl<Type> &results) {
  auto input = dyn_cast<RankedTensorType>(operands[0].getType());
  if (!input)
    return emitOptionalError(loc, "transposes ranked tensors only, but the operand is ", operands[0].getType());
  DenseI64ArrayAttr permutation;
  if (properties)
    permutation = properties.as<Properties *>()->permutation;
  if (!permutation)
    permutation = attributes.getAs<DenseI64ArrayAttr>("permutation");
  if (!permutation || permutation.size() != input.getRank() || !isPermutationVector(permutation.asArrayRef()))
    return emitOptionalError(loc, "permutation must name each of the ", input.getRank(), " dimensions of ", input,
                             " once");
  SmallVector<int64_t> shape;
  for (int64_t dim : permutation.asArrayRef())
    shape.push_back(input.getDimSize(dim));
  results.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

OpFoldResult TransposeOp::fold(FoldAdaptor) {
  bool keepsOrder = llvm::equal(getPermutation(), llvm::seq<int64_t>(0, getPermutation().size()));
  return keepsOrder && getInput().getType() == getType() ? getInput() : OpFoldResult();
}

//===----------------------------------------------------------------------===//
// Elements moved
//===----------------------------------------------------------------------===//

/// Checks that a list has one entry per dimension of `type`, each from `low` to kMaxElements.
static LogicalResult checkPerDimension(std::optional<Location> loc, StringRef what, ArrayRef<int64_t> values,
                                       RankedTensorType type, int64_t low) {
  if (static_cast<int64_t>(values.size()) != type.getRank())
    return errorAt(loc) << what << " has " << values.size() << " entries, but " << type << " has rank "
                        << type.getRank();
  for (int64_t value : values)
    if (value < low || value > kMaxElements)
      return errorAt(loc) << what << " has the entry " << value << ", but must have entries of " << low << " to "
                          << kMaxElements;
  return success();
}

LogicalResult ConcatOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc, Adaptor adaptor,
                                         SmallVectorImpl<Type> &results) {
  if (adaptor.getInputs().empty())
    return errorAt(loc) << "concat needs an operand";
  auto first = cast<RankedTensorType>(adaptor.getInputs().front().getType());
  int64_t axis = adaptor.getAxis(), extent = 0;
  if (axis < 0 || axis >= first.getRank())
    return errorAt(loc) << "concat is along dimension " << axis << ", but its operands have rank " << first.getRank();
  FixedType fixed = qnn::getFixedType(first);
  std::optional<FixedFormat> format;
  if (fixed)
    format = fixed.getFormat();
  for (auto [number, value] : llvm::enumerate(adaptor.getInputs())) {
    auto type = cast<RankedTensorType>(value.getType());
    bool fits = type.getRank() == first.getRank() && isa<FloatType>(type.getElementType()) != format.has_value();
    for (int64_t dim = 0; fits && dim < first.getRank(); ++dim)
      fits = dim == axis || type.getDimSize(dim) == first.getDimSize(dim);
    if (!fits)
      return errorAt(loc) << "concat along dimension " << axis << " joins " << first << " with " << type
                          << ", its operand " << number << "; they may differ in that dimension only";
    extent += type.getDimSize(axis);
    if (format)
      format = hullFormat(*format, qnn::getFixedType(type).getFormat());
  }
  Type element = first.getElementType();
  if (format)
    element = FixedType::getChecked([&] { return errorAt(loc) << "result: "; }, context, format->width, format->integer,
                                    format->isSigned);
  if (!element)
    return failure();
  SmallVector<int64_t> shape(first.getShape());
  shape[axis] = extent;
  results.push_back(RankedTensorType::get(shape, element));
  return success();
}

OpFoldResult ConcatOp::fold(FoldAdaptor) {
  bool same = getInputs().size() == 1 && getInputs().front().getType() == getType();
  return same ? getInputs().front() : OpFoldResult();
}

LogicalResult SliceOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                        SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  if (failed(checkPerDimension(loc, "offsets", adaptor.getOffsets(), input, 0)) ||
      failed(checkPerDimension(loc, "sizes", adaptor.getSizes(), input, 1)) ||
      failed(checkPerDimension(loc, "strides", adaptor.getStrides(), input, -kMaxElements)))
    return failure();
  for (auto [dim, extent] : llvm::enumerate(input.getShape())) {
    int64_t offset = adaptor.getOffsets()[dim], stride = adaptor.getStrides()[dim];
    int64_t last = offset + (adaptor.getSizes()[dim] - 1) * stride;
    if (stride == 0)
      return errorAt(loc) << "slice has a stride of 0 along dimension " << dim;
    if (offset >= extent || last < 0 || last >= extent)
      return errorAt(loc) << "slice takes elements " << offset << " to " << last << " of dimension " << dim << " of "
                          << input;
  }
  results.push_back(RankedTensorType::get(adaptor.getSizes(), input.getElementType()));
  return success();
}

OpFoldResult SliceOp::fold(FoldAdaptor) {
  bool same = getInput().getType() == getType() && llvm::all_of(getStrides(), [](int64_t s) { return s > 0; });
  return same ? getInput() : OpFoldResult();
}

LogicalResult PadOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                      SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  if (failed(checkPerDimension(loc, "low", adaptor.getLow(), input, 0)) ||
      failed(checkPerDimension(loc, "high", adaptor.getHigh(), input, 0)) ||
      failed(checkPerDimension(loc, "interior", adaptor.getInterior(), input, 0)))
    return failure();
  if (failed(verifyPaddingCode(loc, adaptor.getValue(), qnn::getFixedType(input))))
    return failure();
  SmallVector<int64_t> shape;
  for (auto [dim, extent] : llvm::enumerate(input.getShape()))
    shape.push_back(adaptor.getLow()[dim] + (extent - 1) * (adaptor.getInterior()[dim] + 1) + 1 +
                    adaptor.getHigh()[dim]);
  results.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

OpFoldResult PadOp::fold(FoldAdaptor) { return getInput().getType() == getType() ? getInput() : OpFoldResult(); }

LogicalResult RepeatOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                         SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  if (failed(checkPerDimension(loc, "factors", adaptor.getFactors(), input, 1)))
    return failure();
  SmallVector<int64_t> shape;
  for (auto [extent, factor] : llvm::zip(input.getShape(), adaptor.getFactors()))
    shape.push_back(extent * factor);
  results.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

OpFoldResult RepeatOp::fold(FoldAdaptor) { return getInput().getType() == getType() ? getInput() : OpFoldResult(); }

LogicalResult qnn::verifyPaddingCode(std::optional<Location> loc, int64_t code, FixedType type) {
  if (!type && code != 0)
    return errorAt(loc) << "the constant of a padding of f32 is zero, but the code " << code << " is given";
  if (type && !type.getFormat().contains(FixedValue{APSInt::get(code), type.getLsb()}))
    return errorAt(loc) << "padding code " << code << " does not fit the input type " << type;
  return success();
}

//===----------------------------------------------------------------------===//
// Elements combined
//===----------------------------------------------------------------------===//

FixedFormat qnn::reductionFormat(Reduction reduction, const FixedFormat &format, int64_t count) {
  if (reduction != Reduction::Sum)
    return format;
  FixedValue number{APSInt::get(count)};
  return FixedFormat::forRange(mul({format.minCode()}, number).code, mul({format.maxCode()}, number).code,
                               format.lsb());
}

FailureOr<SmallVector<int64_t>> qnn::inferWindowShape(std::optional<Location> loc, RankedTensorType input,
                                                      ArrayRef<int64_t> window, ArrayRef<int64_t> strides,
                                                      ArrayRef<int64_t> low, ArrayRef<int64_t> high,
                                                      ArrayRef<int64_t> dilations) {
  if (input.getRank() < 3)
    return errorAt(loc) << "windows need an input of samples, spatial dimensions and channels, but it is " << input;
  size_t spatial = input.getRank() - 2;
  for (auto [what, values, least] : {std::tuple<StringRef, ArrayRef<int64_t>, int64_t>{"window", window, 1},
                                     {"strides", strides, 1},
                                     {"low padding", low, 0},
                                     {"high padding", high, 0},
                                     {"dilations", dilations, 1}}) {
    if (values.size() != spatial)
      return errorAt(loc) << what << " has " << values.size() << " entries, but " << input << " has " << spatial
                          << " spatial dimensions";
    for (int64_t value : values)
      if (value < least || value > kMaxElements)
        return errorAt(loc) << what << " has the entry " << value << ", but must have entries of " << least << " to "
                            << kMaxElements;
  }
  SmallVector<int64_t> shape{input.getDimSize(0)};
  for (size_t i = 0; i < spatial; ++i) {
    WindowDim dim{input.getDimSize(i + 1), window[i], strides[i], low[i], high[i], dilations[i]};
    if (dim.extent() > dim.input + dim.low + dim.high) {
      InFlightDiagnostic diag = errorAt(loc) << "has a window of " << dim.window << " elements, but dimension " << i + 1
                                             << " of its input has " << dim.input << ", with padding "
                                             << dim.input + dim.low + dim.high;
      if (dim.dilation != 1)
        diag << "; with dilation " << dim.dilation << " the window extends over " << dim.extent();
      return diag;
    }
    shape.push_back(dim.output());
  }
  shape.push_back(input.getShape().back());
  return shape;
}

LogicalResult qnn::verifyGroups(std::optional<Location> loc, int64_t channels, ArrayRef<int64_t> kernel,
                                int64_t groups) {
  if (channels % groups != 0 || kernel.front() % groups != 0)
    return errorAt(loc) << "has " << groups << " groups, which do not divide " << channels << " input channels and "
                        << kernel.front() << " output channels";
  if (kernel.back() != channels / groups)
    return errorAt(loc) << "has an input of " << channels << " channels in " << groups
                        << (groups == 1 ? " group" : " groups") << ", but its kernel " << shapeText(kernel)
                        << " is for " << kernel.back() << " channels per group";
  return success();
}

/// The type that the elements of a reduction have.
static Type reducedElement(std::optional<Location> loc, Reduction reduction, Type element, int64_t count) {
  auto fixed = dyn_cast<FixedType>(element);
  if (!fixed)
    return element;
  FixedFormat format = reductionFormat(reduction, fixed.getFormat(), count);
  return FixedType::getChecked([&] { return errorAt(loc) << "result: "; }, element.getContext(), format.width,
                               format.integer, format.isSigned);
}

LogicalResult PoolOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                       SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  FailureOr<SmallVector<int64_t>> shape =
      inferWindowShape(loc, input, adaptor.getWindow(), adaptor.getStrides(), adaptor.getPadLow(), adaptor.getPadHigh(),
                       adaptor.getDilations());
  if (failed(shape))
    return failure();
  int64_t count = 1;
  for (auto [i, window] : llvm::enumerate(adaptor.getWindow())) {
    WindowDim dim{input.getDimSize(i + 1), window,
                  adaptor.getStrides()[i], adaptor.getPadLow()[i],
                  adaptor.getPadHigh()[i], adaptor.getDilations()[i]};
    if (dim.output() > kMaxElements)
      return errorAt(loc) << "has more than " << kMaxElements << " windows along dimension " << i + 1;
    for (int64_t p = 0; dim.isPadded() && p < dim.output(); ++p)
      if (dim.countInside(p) == 0)
        return errorAt(loc) << "has a window in the padding of dimension " << i + 1 << " alone: it is padded by "
                            << dim.low << " and " << dim.high << ", and window " << p << " of " << dim.window
                            << " elements sees none of the " << dim.input << " of the input";
    if (llvm::MulOverflow(count, window, count) || count > kMaxElements)
      return errorAt(loc) << "has a window of more than " << kMaxElements << " elements";
  }
  Type element = reducedElement(loc, adaptor.getReduction(), input.getElementType(), count);
  if (!element)
    return failure();
  results.push_back(RankedTensorType::get(*shape, element));
  return success();
}

LogicalResult ReduceOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, Adaptor adaptor,
                                         SmallVectorImpl<Type> &results) {
  auto input = cast<RankedTensorType>(adaptor.getInput().getType());
  SmallVector<int64_t> shape(input.getShape());
  int64_t count = 1, last = -1;
  for (int64_t axis : adaptor.getAxes()) {
    if (axis <= last || axis >= input.getRank())
      return errorAt(loc) << "axes are " << shapeText(adaptor.getAxes()) << ", but must ascend among the "
                          << input.getRank() << " dimensions of " << input;
    last = axis;
    count *= shape[axis];
    shape[axis] = 1;
  }
  Type element = reducedElement(loc, adaptor.getReduction(), input.getElementType(), count);
  if (!element)
    return failure();
  results.push_back(RankedTensorType::get(shape, element));
  return success();
}
