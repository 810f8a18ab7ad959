//===- IntegerWindows.cpp - Convolutions of the integer form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/IntegerBuilder.h"
#include "dialects/QNN/Verification.h"
#include "dialects/QNN/Window.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include <map>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APSInt;

/// An offset that differs between the border and the inside of a result is a constant of that many numbers at most.
static constexpr int64_t kMaxBorderOffsets = int64_t(1) << 20;

/// True when the parameters vary along dimension `dim` of a tensor of rank `rank`.
static bool variesAlong(const RationalTensor &tensor, int64_t dim, int64_t rank) {
  int64_t own = dim - (rank - static_cast<int64_t>(tensor.shape.size()));
  return own >= 0 && tensor.shape[own] != 1;
}

FailureOr<Quantity> IntegerBuilder::alignAlong(Location loc, const Quantity &source, ArrayRef<int64_t> dims,
                                               bool keepMonotone) {
  int64_t rank = source.shape().size();
  auto varies = [&](const Quantity &quantity) {
    bool found = false;
    for (Stage stage : quantity.stages)
      stage.forEachParameter([&](RationalTensor &parameter) {
        found |= llvm::any_of(dims, [&](int64_t dim) { return variesAlong(parameter, dim, rank); });
      });
    return found;
  };
  bool monotone = llvm::all_of(source.stages, [](const Stage &stage) { return stage.isMonotone(); });
  if (!varies(source) && (source.isAffine() || (keepMonotone && monotone)))
    return source;
  FailureOr<Quantity> settled = settle(loc, source);
  if (failed(settled) || !varies(*settled))
    return settled;
  // Numbers of different scales become multiples of a common one, and offsets part of them.
  RationalTensor scale = settled->scale(), offset = settled->offset();
  Rational common(0);
  for (const Rational &value : scale.values)
    common = gcd(common, value);
  std::optional<Value> codes;
  if (common.num != 0) {
    codes = multiply(loc, settled->codes, scale / RationalTensor(common));
    if (codes)
      codes = addOffset(loc, *codes, offset / RationalTensor(common), codes == settled->codes && settled->shared);
  }
  if (!codes)
    return emitLayerError(loc) << "combines elements whose scales or offsets differ and have no common step within 62 "
                                  "bits; quantize them with one scale before";
  Quantity result{*codes, {}, false};
  result.apply(common, Rational(0));
  return result;
}

namespace {
/// A kernel [O, window.., C / groups] with one scale for all weights or one per output, over the common input scale.
struct Kernel {
  std::vector<int64_t> codes;
  /// Of rank 0 or [O].
  RationalTensor scale;
};
} // namespace

/// The kernel times `inputScale`, which varies along the channels or is one number.
static std::optional<Kernel> scaleKernel(const Constant &kernel, const RationalTensor &inputScale, int64_t groups) {
  int64_t outputs = kernel.shape[0], depth = kernel.shape.back(), perOutput = kernel.codes.size() / outputs;
  RationalTensor own = kernel.scale.compressed();
  bool perFirst = own.shape.empty();
  if (own.shape.size() == kernel.shape.size())
    perFirst = llvm::all_of(ArrayRef<int64_t>(own.shape).drop_front(), [](int64_t extent) { return extent == 1; });
  std::optional<Rational> uniformInput = inputScale.uniform();
  if (perFirst && (uniformInput || depth == 1)) {
    std::vector<Rational> scale = own.shape.empty() ? std::vector<Rational>(outputs, own.values.front()) : own.values;
    if (uniformInput && own.shape.empty())
      return Kernel{kernel.codes, own * inputScale};
    std::vector<Rational> perChannel = inputScale.spread({depth * groups});
    for (auto [o, value] : llvm::enumerate(scale))
      value = value * (uniformInput ? *uniformInput : perChannel[o / (outputs / groups)]);
    return Kernel{kernel.codes, RationalTensor({outputs}, std::move(scale)).compressed()};
  }
  // Everything becomes part of the weights, on a step per output.
  std::vector<Rational> values = kernel.values(), perChannel = inputScale.spread({depth * groups});
  for (auto [i, value] : llvm::enumerate(values)) {
    int64_t group = i / perOutput / (outputs / groups);
    value = value * perChannel[group * depth + i % depth];
  }
  std::vector<Rational> turned = transposeElements<Rational>(values, {outputs, perOutput}, {1, 0});
  std::optional<Constant> coded = Constant::fromRationals({perOutput, outputs}, turned, /*perLast=*/true);
  if (!coded)
    return std::nullopt;
  return Kernel{transposeElements<int64_t>(coded->codes, {perOutput, outputs}, {1, 0}), coded->scale};
}

/// For each output and window offset, the sum over the channels of weight times `perChannel`.
static std::vector<Rational> weighChannels(const Constant &kernel, const RationalTensor &perChannel, int64_t groups) {
  int64_t outputs = kernel.shape[0], depth = kernel.shape.back();
  int64_t taps = kernel.codes.size() / outputs / depth;
  std::vector<Rational> sums(outputs * taps, Rational(0));
  std::optional<Rational> uniform = perChannel.uniform();
  if (uniform && kernel.scale.values.size() == 1) {
    for (int64_t i = 0; i < outputs * taps; ++i) {
      Integer sum(0);
      for (int64_t c = 0; c < depth; ++c)
        sum += Integer(kernel.codes[i * depth + c]);
      sums[i] = Rational(sum, Integer(1)) * *uniform * kernel.scale.values.front();
    }
    return sums;
  }
  std::vector<Rational> values = kernel.values(), channels = perChannel.spread({depth * groups});
  for (auto [i, value] : llvm::enumerate(values))
    if (value.num != 0) {
      int64_t group = i / (taps * depth) / (outputs / groups);
      sums[i / depth] += value * channels[group * depth + i % depth];
    }
  return sums;
}

/// What a real offset of the input adds to each output: where `inside` is set, taps in the padding add nothing.
static RationalTensor offsetOfResult(const Constant &kernel, const RationalTensor &offset, int64_t groups,
                                     ArrayRef<WindowDim> windows, bool inside) {
  std::vector<Rational> perTap = weighChannels(kernel, offset, groups);
  int64_t outputs = kernel.shape[0], taps = perTap.size() / outputs;
  SmallVector<int64_t> positions, window;
  for (const WindowDim &dim : windows) {
    positions.push_back(inside ? dim.output() : 1);
    window.push_back(dim.window);
  }
  int64_t places = ShapedType::getNumElements(positions);
  SmallVector<int64_t> placeStrides = computeStrides(positions), tapStrides = computeStrides(window);
  // Most windows see the same taps.
  std::map<std::vector<bool>, std::vector<Rational>> known;
  std::vector<Rational> values;
  values.reserve(places * outputs);
  for (int64_t place = 0; place < places; ++place) {
    SmallVector<int64_t> at = delinearize(place, placeStrides);
    std::vector<bool> seen(taps, true);
    for (int64_t tap = 0; inside && tap < taps; ++tap)
      for (auto [dim, k] : llvm::enumerate(delinearize(tap, tapStrides)))
        seen[tap] = seen[tap] && windows[dim].isInside(windows[dim].position(at[dim], k));
    std::vector<Rational> &sums = known[seen];
    if (sums.empty()) {
      sums.assign(outputs, Rational(0));
      for (int64_t o = 0; o < outputs; ++o)
        for (int64_t tap = 0; tap < taps; ++tap)
          if (seen[tap])
            sums[o] += perTap[o * taps + tap];
    }
    values.insert(values.end(), sums.begin(), sums.end());
  }
  positions.push_back(outputs);
  return RationalTensor(positions, std::move(values)).compressed();
}

std::optional<int64_t> qnn::codeOfZero(const RationalTensor &scale, const RationalTensor &offset, FixedType type) {
  if (offset.isZero())
    return 0;
  std::optional<Rational> s = scale.uniform(), o = offset.uniform();
  if (!s || !o || s->num == 0)
    return std::nullopt;
  std::optional<int64_t> code = toInt64(Rational(0) - *o / *s * powerOfTwo(-type.getLsb()));
  if (!code || !type.getFormat().contains(FixedValue{APSInt::get(*code), type.getLsb()}))
    return std::nullopt;
  return code;
}

FailureOr<Quantity> IntegerBuilder::convolution(Location loc, const Quantity &source, const Constant &original,
                                                ArrayRef<WindowDim> windows, int64_t groups,
                                                ArrayRef<NamedAttribute> attributes) {
  int64_t rank = source.shape().size();
  FailureOr<Quantity> aligned =
      alignAlong(loc, source, llvm::to_vector(llvm::seq<int64_t>(0, rank - 1)), /*keepRectifiers=*/false);
  if (failed(aligned))
    return failure();
  const Quantity &input = *aligned;
  RationalTensor offset = input.offset().compressed();
  std::optional<Kernel> kernel = scaleKernel(original, input.scale().compressed(), groups);
  if (!kernel)
    return emitLayerError(loc)
           << "has weights that, with the scales of its input channels, need more than 62 bits on a "
              "common step; quantize its input with one scale";

  // A power of two that all weights share is their binary point; other scales move to the output.
  int lsb = 0;
  RationalTensor scale = kernel->scale;
  if (std::optional<Rational> uniform = scale.uniform())
    if (std::optional<int> exponent = exactLog2(*uniform)) {
      lsb = *exponent;
      scale = Rational(1);
    }
  int64_t outputs = original.shape[0];
  std::optional<WeightOp> weight = this->weight(loc, layerNameOr(loc) + "_kernel", original.shape, kernel->codes, lsb);
  if (!weight || weight->getFixedType().getWidth() > 32)
    return emitLayerError(loc) << "has weights that are not quantized: to be exact they need "
                               << (weight ? std::to_string(weight->getFixedType().getWidth()) : "more than 62")
                               << " bits, and at most 32 are supported" << askForPrecision(loc, "weight");

  bool padded = llvm::any_of(windows, [](const WindowDim &dim) { return dim.isPadded(); });
  std::optional<int64_t> zero = codeOfZero(input.scale(), offset, input.element());
  bool byPosition = padded && !zero;
  int64_t places = outputs;
  for (const WindowDim &dim : windows)
    places *= dim.output();
  if (byPosition && places > kMaxBorderOffsets)
    return emitLayerError(loc) << "pads with zeros, but no code of its input stands for zero, and the " << places
                               << " numbers of its result would differ at the border; at most " << kMaxBorderOffsets
                               << " are supported: quantize the input so that zero has a code";
  int64_t value = padded ? zero.value_or(0) : 0;
  SmallVector<int64_t> shape{input.shape().front()}, strides, padLow, padHigh, dilations;
  for (const WindowDim &dim : windows) {
    shape.push_back(dim.output());
    strides.push_back(dim.stride);
    padLow.push_back(dim.low);
    padHigh.push_back(dim.high);
    dilations.push_back(dim.dilation);
  }
  shape.push_back(outputs);
  auto type = RankedTensorType::get(shape, input.element());
  auto op = ConvOp::create(builder, loc, type, input.codes, weight->getSymName(), FlatSymbolRefAttr(), strides, padLow,
                           padHigh, value, dilations, groups);
  if (failed(checkRepresentable(loc, fitAccumulator(op, input.element().getLsb() + lsb), "an accumulator")))
    return failure();
  for (NamedAttribute attribute : attributes)
    op->setDiscardableAttr(attribute.getName(), attribute.getValue());

  Quantity result{op.getResult(), {}, false};
  result.apply(scale, offset.isZero() ? RationalTensor(Rational(0))
                                      : offsetOfResult(original, offset, groups, windows, byPosition));
  return result;
}
