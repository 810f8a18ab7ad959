//===- LowerWindows.cpp - Convolutions, pools and reductions -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Lowering.h"
#include "dialects/QNN/Window.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

FailureOr<Meaning> Lowering::lowerConvolution(ConvolutionOp op) {
  Meaning kernelMeaning = get(op.getKernel());
  auto *kernel = std::get_if<Constant>(&kernelMeaning);
  if (!kernel)
    return op.emitOpError("has a kernel that is computed, but it must be constant");
  // Zeros in front of it are padding of its own.
  Value source = op.getInput();
  SmallVector<WindowDim> windows = getWindowDims(op);
  if (auto pad = source.getDefiningOp<PadOp>()) {
    size_t last = pad.getLow().size() - 1;
    bool spatial = llvm::all_of(pad.getInterior(), [](int64_t count) { return count == 0; });
    for (size_t dim : {size_t(0), last})
      spatial &= pad.getLow()[dim] == 0 && pad.getHigh()[dim] == 0;
    if (spatial) {
      source = pad.getInput();
      for (auto [i, window] : llvm::enumerate(windows)) {
        window.input = shapeOf(source)[i + 1];
        window.low += pad.getLow()[i + 1];
        window.high += pad.getHigh()[i + 1];
      }
    }
  }
  Meaning input = get(source);
  auto *quantity = std::get_if<Quantity>(&input);
  if (!quantity)
    return op.emitOpError("is a convolution of a constant, but its input must be computed");
  FailureOr<Quantity> result =
      builder.convolution(op.getLoc(), *quantity, *kernel, windows, op.getGroups(), getLayerAttributes(op));
  if (failed(result))
    return failure();
  return Meaning(*result);
}

/// The quantity as one whose further meaning rises with its numbers, where that holds for a reduction to the largest or
/// smallest; `falls` says that it falls instead.
static FailureOr<Quantity> makeMonotone(IntegerBuilder &builder, Location loc, Quantity quantity, bool &falls) {
  RationalTensor sign = Rational(1);
  for (const Stage &stage : quantity.stages)
    if (stage.kind == Stage::Affine)
      sign = sign * stage.scale.map([](const Rational &value) { return Rational(value < Rational(0) ? -1 : 1); });
  falls = false;
  if (std::optional<Rational> uniform = sign.uniform()) {
    falls = *uniform < Rational(0);
    return quantity;
  }
  // Channels of different signs: the numbers are negated where the meaning falls.
  std::optional<Value> codes = builder.multiply(loc, quantity.codes, sign);
  if (!codes)
    return failure();
  quantity.codes = *codes;
  quantity.shared = false;
  if (quantity.stages.empty() || quantity.stages.front().kind != Stage::Affine)
    quantity.stages.insert(quantity.stages.begin(), Stage::affine(sign, Rational(0)));
  else
    quantity.stages.front().scale = quantity.stages.front().scale * sign;
  return quantity;
}

FailureOr<Quantity> Lowering::reduceQuantity(Operation *op, Quantity input, Reduction reduction, ArrayRef<int64_t> dims,
                                             const RationalTensor &counts, int64_t summands,
                                             llvm::function_ref<Value(Value, Reduction)> build) {
  FailureOr<Quantity> aligned = builder.alignAlong(op->getLoc(), input, dims, /*keepMonotone=*/
                                                   reduction != Reduction::Sum);
  if (failed(aligned))
    return failure();
  if (reduction == Reduction::Sum) {
    FixedFormat format = reductionFormat(reduction, aligned->element().getFormat(), summands);
    if (failed(checkRepresentable(op->getLoc(), format, "a sum")))
      return failure();
    Quantity result{build(aligned->codes, reduction), {}, false};
    result.apply(aligned->scale(), aligned->offset() * counts);
    return result;
  }
  bool falls = false;
  FailureOr<Quantity> monotone = makeMonotone(builder, op->getLoc(), *aligned, falls);
  if (failed(monotone))
    return op->emitOpError(
        "compares channels whose scales have different signs, and their numbers have no room for one");
  Reduction onCodes = reduction;
  if (falls)
    onCodes = reduction == Reduction::Max ? Reduction::Min : Reduction::Max;
  return Quantity{build(monotone->codes, onCodes), monotone->stages, false};
}

FailureOr<Meaning> Lowering::lowerPool(PoolOp op) {
  Meaning input = get(op.getInput());
  auto *quantity = std::get_if<Quantity>(&input);
  if (!quantity)
    return op.emitOpError("is a pool of a constant, but its input must be computed");
  // How many elements each window sees: of an offset, the sum has that many.
  SmallVector<WindowDim> windows = getWindowDims(op);
  RationalTensor counts = Rational(1);
  SmallVector<int64_t> dims;
  int64_t summands = 1;
  for (auto [i, window] : llvm::enumerate(windows)) {
    dims.push_back(i + 1);
    summands *= window.window;
    std::vector<Rational> perPosition;
    for (int64_t p = 0; p < window.output(); ++p)
      perPosition.push_back(Rational(window.countInside(p)));
    SmallVector<int64_t> shape(windows.size() + 2 - (i + 1), 1);
    shape.front() = window.output();
    counts = counts * RationalTensor(shape, std::move(perPosition)).compressed();
  }
  FailureOr<Quantity> result = reduceQuantity(
      op, *quantity, op.getReduction(), dims, counts, summands, [&](Value codes, Reduction reduction) -> Value {
        return PoolOp::create(opBuilder, op.getLoc(), reduction, codes, op.getWindow(), op.getStrides(), op.getPadLow(),
                              op.getPadHigh(), op.getDilations());
      });
  if (failed(result))
    return failure();
  return Meaning(*result);
}

FailureOr<Meaning> Lowering::lowerReduce(ReduceOp op) {
  Meaning input = get(op.getInput());
  auto *quantity = std::get_if<Quantity>(&input);
  if (!quantity)
    return op.emitOpError("is a reduction of a constant, which the importer folds");
  int64_t count = 1;
  for (int64_t axis : op.getAxes())
    count *= shapeOf(op.getInput())[axis];
  FailureOr<Quantity> result =
      reduceQuantity(op, *quantity, op.getReduction(), op.getAxes(), Rational(count), count,
                     [&](Value codes, Reduction reduction) -> Value {
                       return ReduceOp::create(opBuilder, op.getLoc(), reduction, codes, op.getAxes());
                     });
  if (failed(result))
    return failure();
  return Meaning(*result);
}
