//===- IntegerBuilder.cpp - Builds operations of the integer form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/IntegerBuilder.h"
#include "dialects/QNN/Transforms/Tables.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APSInt;

/// Wider weights are no quantized ones.
static constexpr unsigned kMaxKernelBits = 32;

std::string qnn::layerNameOr(Location loc, StringRef fallback) {
  StringRef name = getLayerName(loc);
  return (name.empty() ? fallback : name).str();
}

std::string qnn::askForPrecision(Location loc, StringRef key) {
  return ("; give them a type: config={'LayerName': {'" + layerNameOr(loc) + "': {'Precision': {'" + key +
          "': 'fixed<16,6>'}}}}")
      .str();
}

std::optional<int> qnn::commonLsb(const RationalTensor &tensor) {
  Rational step(0);
  for (const Rational &value : tensor.values)
    step = gcd(step, value);
  if (step.num == 0)
    return 0;
  if (!exactLog2(Rational(step.den)))
    return std::nullopt;
  int lsb = -*exactLog2(Rational(step.den));
  Integer odd = step.num;
  for (const Integer two(2); odd % two == 0; odd = odd / two)
    ++lsb;
  return lsb;
}

/// The values as multiples of 2^lsb.
static std::optional<std::vector<int64_t>> codesOf(const RationalTensor &tensor, int lsb) {
  std::vector<int64_t> codes;
  const Rational step = powerOfTwo(-lsb);
  for (const Rational &value : tensor.values) {
    std::optional<int64_t> code = toInt64(value * step);
    if (!code)
      return std::nullopt;
    codes.push_back(*code);
  }
  return codes;
}

const ElementRanges &IntegerBuilder::getRanges(Value value) {
  // A chain of operations may be longer than the stack is deep.
  SmallVector<Value> pending{value};
  while (!pending.empty()) {
    Value next = pending.back();
    if (ranges.contains(next)) {
      pending.pop_back();
      continue;
    }
    auto made = dyn_cast<OpResult>(next);
    if (!made) {
      ranges[next] = getEntryRanges(next);
      continue;
    }
    size_t count = pending.size();
    llvm::copy_if(made.getOwner()->getOperands(), std::back_inserter(pending),
                  [&](Value operand) { return !ranges.contains(operand); });
    if (pending.size() != count)
      continue;
    auto operands = llvm::map_to_vector(made.getOwner()->getOperands(),
                                        [&](Value operand) { return ranges.find(operand)->second; });
    ElementRanges result = inferResultRanges(made, operands);
    ranges[next] = std::move(result);
  }
  return ranges.find(value)->second;
}

std::optional<WeightOp> IntegerBuilder::weight(Location loc, const Twine &name, ArrayRef<int64_t> shape,
                                               ArrayRef<int64_t> codes, int lsb) {
  int64_t low = 0, high = 0;
  for (int64_t code : codes) {
    low = std::min(low, code);
    high = std::max(high, code);
  }
  FixedFormat format = FixedFormat::forRange(APSInt::get(low), APSInt::get(high), lsb);
  if (format.width > kMaxCodeBits || std::abs(format.integer) > FixedType::kMaxInteger)
    return std::nullopt;
  return WeightOp::create(module, loc, name.str(), shape, FixedType::get(module.getContext(), format), codes);
}

bool qnn::isRepresentable(const FixedFormat &format) {
  return format.width <= FixedType::kMaxWidth && std::abs(format.integer) <= FixedType::kMaxInteger;
}

LogicalResult qnn::checkRepresentable(Location loc, const FixedFormat &format, StringRef what) {
  if (isRepresentable(format))
    return success();
  InFlightDiagnostic diag = emitLayerError(loc) << "needs " << what << " of ";
  if (format.width > FixedType::kMaxWidth)
    diag << format.width << " bits, and at most " << FixedType::kMaxWidth << " are supported";
  else
    diag << format.integer << " integer bits, and " << -FixedType::kMaxInteger << " to " << FixedType::kMaxInteger
         << " are supported";
  return diag << "; quantize what it is computed from";
}

std::optional<Value> IntegerBuilder::scaleByPowerOfTwo(Location loc, Value codes, int exponent) {
  if (exponent == 0)
    return codes;
  FixedFormat format = getFixedType(codes.getType()).getFormat();
  format.integer += exponent;
  if (!isRepresentable(format))
    return std::nullopt;
  Type type = withElementType(codes.getType(), FixedType::get(codes.getContext(), format));
  return ReinterpretOp::create(builder, loc, type, codes).getResult();
}

FixedFormat IntegerBuilder::fitAccumulator(Operation *layer, int lsb) {
  Value result = layer->getResult(0);
  auto setFormat = [&](const FixedFormat &format) {
    result.setType(withElementType(result.getType(), FixedType::get(module.getContext(), format)));
  };
  // Sums are codes of the step of the result; its width is what they say.
  setFormat({1, lsb + 1, false});
  FixedFormat format{1, lsb + 1, false};
  cast<InferRangeOpInterface>(layer).inferRanges(
      getRanges(layer->getOperand(0)), [&](Value, const ElementRanges &sums) { format = sums.getFormat(lsb); });
  if (isRepresentable(format))
    setFormat(format);
  return format;
}

std::optional<Value> IntegerBuilder::addOffset(Location loc, Value codes, const RationalTensor &offset, bool shared) {
  if (offset.isZero())
    return codes;
  std::optional<int> lsb = commonLsb(offset);
  if (!lsb)
    return std::nullopt;
  RationalTensor compact = offset.compressed();
  Operation *layer = codes.getDefiningOp();
  auto dense = dyn_cast_or_null<DenseOp>(layer);
  auto conv = dyn_cast_or_null<ConvOp>(layer);
  bool biased = (dense && dense.getBias()) || (conv && conv.getBias());
  if ((dense || conv) && !biased && !shared && compact.shape.size() <= 1) {
    FlatSymbolRefAttr symbol = dense ? dense.getWeightAttr() : conv.getWeightAttr();
    auto kernel = SymbolTable::lookupNearestSymbolFrom<WeightOp>(layer, symbol);
    int64_t outputs = kernel.getTensorType().getDimSize(0);
    std::optional<std::vector<int64_t>> bias = codesOf(RationalTensor({outputs}, compact.spread({outputs})), *lsb);
    if (!bias)
      return std::nullopt;
    std::optional<WeightOp> weight =
        this->weight(layer->getLoc(), layerNameOr(layer->getLoc()) + "_bias", {outputs}, *bias, *lsb);
    if (!weight)
      return std::nullopt;
    int inputLsb = getFixedType(layer->getOperand(0).getType()).getLsb(), kernelLsb = kernel.getFixedType().getLsb();
    int accumLsb = std::min(inputLsb + kernelLsb, *lsb);
    Operation *made = builder.clone(*layer);
    made->setAttr("bias", FlatSymbolRefAttr::get(*weight));
    if (!isRepresentable(fitAccumulator(made, accumLsb))) {
      made->erase();
      return std::nullopt;
    }
    return made->getResult(0);
  }
  std::optional<std::vector<int64_t>> values = codesOf(compact, *lsb);
  if (!values)
    return std::nullopt;
  std::optional<WeightOp> weight = this->weight(loc, layerNameOr(loc) + "_offset", compact.shape, *values, *lsb);
  if (!weight ||
      !isRepresentable(addFormat(getFixedType(codes.getType()).getFormat(), weight->getFixedType().getFormat())))
    return std::nullopt;
  Value constant = GetWeightOp::create(builder, loc, weight->getTensorType(), FlatSymbolRefAttr::get(*weight));
  return AddOp::create(builder, loc, codes, constant).getResult();
}

std::optional<Value> IntegerBuilder::multiply(Location loc, Value codes, const RationalTensor &factor) {
  if (factor.all([](const Rational &value) { return value == Rational(1); }))
    return codes;
  std::optional<int> lsb = commonLsb(factor);
  if (!lsb)
    return std::nullopt;
  RationalTensor compact = factor.compressed();
  std::optional<std::vector<int64_t>> values = codesOf(compact, *lsb);
  if (!values)
    return std::nullopt;
  std::optional<WeightOp> weight = this->weight(loc, layerNameOr(loc) + "_factor", compact.shape, *values, *lsb);
  if (!weight ||
      !isRepresentable(mulFormat(getFixedType(codes.getType()).getFormat(), weight->getFixedType().getFormat())))
    return std::nullopt;
  Value constant = GetWeightOp::create(builder, loc, weight->getTensorType(), FlatSymbolRefAttr::get(*weight));
  return MulOp::create(builder, loc, codes, constant).getResult();
}

/// The codes of a bound that is one number for all elements, in steps of 2^lsb.
static std::optional<int64_t> boundCode(const RationalTensor &bound, int lsb) {
  std::optional<Rational> uniform = bound.uniform();
  return uniform ? toInt64(*uniform * powerOfTwo(-lsb)) : std::nullopt;
}

/// max(codes, 0). Nothing where no type has the result: it has one integer bit less.
static std::optional<Value> relu(OpBuilder &builder, Location loc, Value codes) {
  if (!isRepresentable(reluFormat(getFixedType(codes.getType()).getFormat())))
    return std::nullopt;
  return ReluOp::create(builder, loc, codes).getResult();
}

/// min(max(codes, low), high).
std::optional<Value> IntegerBuilder::clamp(Location loc, Value codes, const Stage &stage, bool shared) {
  if (stage.isRelu())
    return relu(builder, loc, codes);
  // Bounds that are the same everywhere, on the step of the codes, are the saturation of a narrower type.
  FixedFormat format = getFixedType(codes.getType()).getFormat();
  CodeRange range = getRanges(codes).hull();
  std::optional<int64_t> least = toInt64(range.low), most = toInt64(range.high),
                         low = stage.low ? boundCode(*stage.low, format.lsb()) : least,
                         high = stage.high ? boundCode(*stage.high, format.lsb()) : most;
  if (least && most && low && high) {
    auto clamped = [&](int64_t code) {
      code = stage.low ? std::max(code, *low) : code;
      return stage.high ? std::min(code, *high) : code;
    };
    low = clamped(*least), high = clamped(*most);
    FixedFormat narrow = FixedFormat::forRange(APSInt::get(*low), APSInt::get(*high), format.lsb());
    if (!isRepresentable(narrow))
      return std::nullopt;
    bool full = narrow.minCode().getExtValue() == *low && narrow.maxCode().getExtValue() == *high;
    Type type = withElementType(codes.getType(), FixedType::get(codes.getContext(), narrow));
    return RequantizeOp::create(builder, loc, type, codes, RoundingMode::Floor, OverflowMode::Saturate,
                                full ? DenseI64ArrayAttr() : builder.getDenseI64ArrayAttr({*low, *high}))
        .getResult();
  }
  // max(x, low) = max(x - low, 0) + low, min(x, high) = high - max(high - x, 0)
  std::optional<Value> result = codes;
  const RationalTensor negative = Rational(-1);
  if (stage.low) {
    result = addOffset(loc, *result, *stage.low * negative, shared);
    if (result)
      result = relu(builder, loc, *result);
    if (result)
      result = addOffset(loc, *result, *stage.low, false);
  }
  if (stage.high && result) {
    result = multiply(loc, *result, negative);
    if (result)
      result = addOffset(loc, *result, *stage.high, false);
    if (result)
      result = relu(builder, loc, *result);
    if (result)
      result = multiply(loc, *result, negative);
    if (result)
      result = addOffset(loc, *result, *stage.high, false);
  }
  return result;
}

/// slope * codes + (1 - slope) * max(codes, 0).
std::optional<Value> IntegerBuilder::leaky(Location loc, Value codes, const RationalTensor &slope) {
  std::optional<Value> scaled = multiply(loc, codes, slope), rest = relu(builder, loc, codes);
  if (rest)
    rest = multiply(loc, *rest, RationalTensor(Rational(1)) - slope);
  if (!scaled || !rest)
    return std::nullopt;
  FixedFormat sum = addFormat(getFixedType(scaled->getType()).getFormat(), getFixedType(rest->getType()).getFormat());
  if (!isRepresentable(sum))
    return std::nullopt;
  return AddOp::create(builder, loc, *scaled, *rest).getResult();
}

FailureOr<Quantity> IntegerBuilder::settle(Location loc, const Quantity &quantity, Rounding mode) {
  Quantity result{quantity.codes, {}, quantity.shared};
  ArrayRef<Stage> stages = quantity.stages;
  // Everything up to the last function is one table.
  if (quantity.hasFunction()) {
    auto last = llvm::find_if(llvm::reverse(stages), [](const Stage &stage) { return stage.isFunction(); });
    size_t count = std::distance(last, stages.rend());
    result.stages.assign(stages.begin(), stages.begin() + count);
    FailureOr<Quantity> table = tabulate(*this, loc, result);
    if (failed(table))
      return failure();
    result = *table;
    stages = stages.drop_front(count);
  }
  for (const Stage &stage : stages) {
    if (stage.kind == Stage::Affine) {
      result.apply(stage.scale, stage.offset);
      continue;
    }
    // f(S (q x + a)) = S g(q x + a) for S > 0, where g is f with its bounds divided by S.
    StringRef what = stage.isRelu() ? "ReLU" : stage.kind == Stage::Leaky ? "leaky ReLU" : "clamp";
    RationalTensor scale = result.scale();
    FailureOr<Quantity> scaled = result;
    if (!result.offset().isZero() || !scale.all([](const Rational &value) { return value > Rational(0); }))
      scaled = absorbOffset(loc, result, /*positive=*/true, mode);
    if (failed(scaled))
      return failure();
    scale = scaled->scale();
    Stage relative = stage;
    for (std::optional<RationalTensor> *bound : {&relative.low, &relative.high})
      if (*bound)
        *bound = **bound / scale;
    std::optional<Value> codes = stage.kind == Stage::Leaky ? leaky(loc, scaled->codes, stage.slope)
                                                            : clamp(loc, scaled->codes, relative, scaled->shared);
    if (!codes)
      return emitLayerError(loc) << "needs an exact value in its " << what
                                 << ", but a bound or a slope is no multiple of a step of the accumulator; put a "
                                    "quantizer after the "
                                 << what << ", or give it a precision";
    result = {*codes, {}, false};
    result.apply(scale, Rational(0));
  }
  return result;
}

std::optional<Value> IntegerBuilder::realize(Location loc, const Quantity &quantity) {
  bool dyadic = llvm::all_of(quantity.stages, [](const Stage &stage) {
    return !stage.isFunction() && commonLsb(stage.scale) && commonLsb(stage.offset);
  });
  if (!dyadic)
    return std::nullopt;
  Value value = quantity.codes;
  bool shared = quantity.shared;
  for (const Stage &stage : quantity.stages) {
    if (stage.kind != Stage::Affine) {
      std::optional<Value> next =
          stage.kind == Stage::Leaky ? leaky(loc, value, stage.slope) : clamp(loc, value, stage, shared);
      if (!next)
        return std::nullopt;
      value = *next;
      shared = false;
      continue;
    }
    // The scale is applied behind the sum where the offset then lies in a bias.
    std::optional<Rational> scale = stage.scale.uniform();
    std::optional<int> exponent = scale ? exactLog2(*scale) : std::nullopt;
    std::optional<Value> next;
    if (exponent) {
      next = addOffset(loc, value, stage.offset * RationalTensor(powerOfTwo(-*exponent)), shared);
      if (next)
        next = scaleByPowerOfTwo(loc, *next, *exponent);
    } else if ((next = multiply(loc, value, stage.scale))) {
      next = addOffset(loc, *next, stage.offset, /*shared=*/false);
    }
    if (!next)
      return std::nullopt;
    value = *next;
    shared = false;
  }
  return value;
}

/// Bits of the smallest type of the codes.
static unsigned widthOf(ArrayRef<int64_t> codes) {
  unsigned width = 1;
  for (int64_t code : codes)
    width = std::max(width, APSInt::get(code).getSignificantBits());
  return width;
}

/// `kernel` [inputs, outputs] times `scale`, which varies along the inputs: integer codes with one scale per
/// output.
static std::optional<Constant> absorbInputScale(const Constant &kernel, const RationalTensor &scale) {
  int64_t inputs = kernel.shape[0];
  std::vector<Rational> values = kernel.values();
  std::vector<Rational> perInput = scale.spread({inputs});
  for (auto [i, value] : llvm::enumerate(values))
    value = value * perInput[i / kernel.shape[1]];
  return Constant::fromRationals(kernel.shape, values, /*perLast=*/true);
}

/// sum_i kernel[i, o] * offset[i] for each output.
static std::vector<Rational> contractOffset(const Constant &kernel, ArrayRef<Rational> offset) {
  int64_t outputs = kernel.shape[1];
  std::vector<Rational> sums(outputs, Rational(0));
  if (kernel.scale.variesAlong(/*axis=*/0, /*rank=*/2)) {
    for (auto [i, value] : llvm::enumerate(kernel.values()))
      if (value.num != 0)
        sums[i % outputs] += value * offset[i / outputs];
    return sums;
  }
  // Fractions are slow: integers are summed up where all offsets are multiples of one step.
  Rational step(0);
  for (const Rational &value : offset)
    step = gcd(step, value);
  if (step.num == 0)
    return sums;
  std::vector<Integer> multiples, totals(outputs, Integer(0));
  for (const Rational &value : offset)
    multiples.push_back(floor(value / step));
  for (auto [i, code] : llvm::enumerate(kernel.codes))
    if (code != 0)
      totals[i % outputs] += Integer(code) * multiples[i / outputs];
  std::vector<Rational> scales = kernel.scale.spread({1, outputs});
  for (auto [sum, total, scale] : llvm::zip(sums, totals, scales))
    sum = Rational(total) * step * scale;
  return sums;
}

FailureOr<Quantity> IntegerBuilder::dense(Location loc, const Quantity &source, const Constant &original,
                                          ArrayRef<NamedAttribute> attributes) {
  FailureOr<Quantity> settled = settle(loc, source);
  if (failed(settled))
    return failure();
  Quantity input = *settled;
  int64_t inputs = original.shape[0], outputs = original.shape[1];
  RationalTensor inputScale = input.scale(), inputOffset = input.offset();

  // Scales that vary along the contracted dimension become part of the weights, or of the numbers where these get
  // too wide or all positions would need weights of their own.
  Constant kernel = original;
  if (!inputScale.shape.empty() && inputScale.shape.back() != 1) {
    std::optional<Constant> absorbed;
    if (inputScale.shape.size() == 1)
      absorbed = absorbInputScale(kernel, inputScale);
    if (absorbed && (widthOf(absorbed->codes) <= kMaxKernelBits || widthOf(original.codes) > kMaxKernelBits)) {
      kernel = *absorbed;
      inputScale = Rational(1);
    } else {
      FailureOr<Quantity> uniform = withUniformLast(loc, input);
      if (failed(uniform))
        return failure();
      input = *uniform;
      inputScale = input.scale();
    }
  }
  RationalTensor kernelScale = kernel.scale;
  if (kernelScale.shape.size() == 2) { // varies along the inputs
    std::optional<Constant> recoded = Constant::fromRationals(kernel.shape, kernel.values(), /*perLast=*/true);
    if (!recoded)
      return emitLayerError(loc) << "has weights that are not quantized: on a common step they need more than 62 bits"
                                 << askForPrecision(loc, "weight");
    kernel = *recoded;
    kernelScale = kernel.scale;
  }

  // A power of two that all weights share is their binary point; other scales move to the output.
  std::vector<int64_t> codes = transposeElements<int64_t>(kernel.codes, kernel.shape, {1, 0});
  int lsb = 0;
  if (std::optional<Rational> uniform = kernelScale.uniform())
    if (std::optional<int> exponent = exactLog2(*uniform)) {
      lsb = *exponent;
      kernelScale = Rational(1);
    }
  std::string name = layerNameOr(loc);
  std::optional<WeightOp> weight = this->weight(loc, name + "_kernel", {outputs, inputs}, codes, lsb);
  if (!weight)
    return emitLayerError(loc) << "has weights that are not quantized: on a common step they need more than "
                               << kMaxCodeBits << " bits" << askForPrecision(loc, "weight");
  if (weight->getFixedType().getWidth() > kMaxKernelBits)
    return emitLayerError(loc) << "has weights that are not quantized: to be exact they need "
                               << weight->getFixedType().getWidth() << " bits, and at most " << kMaxKernelBits
                               << " are supported" << askForPrecision(loc, "weight");
  int inputLsb = input.element().getLsb();
  SmallVector<int64_t> shape(input.shape());
  shape.back() = outputs;
  auto type = RankedTensorType::get(shape, input.element());
  auto op = DenseOp::create(builder, loc, type, input.codes, FlatSymbolRefAttr::get(*weight), FlatSymbolRefAttr());
  if (failed(checkRepresentable(loc, fitAccumulator(op, inputLsb + lsb), "an accumulator")))
    return failure();
  for (NamedAttribute attribute : attributes)
    op->setDiscardableAttr(attribute.getName(), attribute.getValue());

  // An offset of the input is a constant of each output, and of each position: sum_i W[i, o] * offset[.., i].
  Quantity result{op.getResult(), {}, false};
  RationalTensor offset = Rational(0);
  if (!inputOffset.isZero()) {
    SmallVector<int64_t> offsetShape(inputOffset.shape.empty() ? ArrayRef<int64_t>(1) : inputOffset.shape);
    offsetShape.back() = inputs;
    std::vector<Rational> perInput = inputOffset.spread(offsetShape), sums;
    for (size_t position = 0; position < perInput.size(); position += inputs)
      llvm::append_range(sums, contractOffset(original, ArrayRef(perInput).slice(position, inputs)));
    offsetShape.back() = outputs;
    offset = RationalTensor(offsetShape, std::move(sums)).compressed();
  }
  result.apply(inputScale * kernelScale, offset);
  return result;
}

FailureOr<Quantity> IntegerBuilder::materialize(Location loc, const Constant &constant) {
  RationalTensor scale = constant.scale;
  int lsb = 0;
  if (std::optional<Rational> uniform = scale.uniform())
    if (std::optional<int> exponent = exactLog2(*uniform)) {
      lsb = *exponent;
      scale = Rational(1);
    }
  std::optional<WeightOp> weight = this->weight(loc, layerNameOr(loc, "constant"), constant.shape, constant.codes, lsb);
  if (!weight)
    return emitLayerError(loc) << "is a constant that needs more than " << kMaxCodeBits << " bits to be exact";
  Quantity result{
      GetWeightOp::create(builder, loc, weight->getTensorType(), FlatSymbolRefAttr::get(*weight)), {}, false};
  result.apply(scale, Rational(0));
  return result;
}
