//===- LowerTensors.cpp - Tensors joined, cut, surrounded, spread and compared -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Lowering.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

namespace {

/// Where each element of a result comes from, along every dimension: an index, or -1 for a constant.
using Sources = SmallVector<SmallVector<int64_t>>;

/// The elements of a tensor of shape `from` that `sources` name, and `fill` for those that are constants.
template <typename T>
std::vector<T> take(ArrayRef<T> elements, ArrayRef<int64_t> from, const Sources &sources, const T &fill) {
  SmallVector<int64_t> to, strides = computeStrides(from);
  for (const SmallVector<int64_t> &source : sources)
    to.push_back(source.size());
  SmallVector<int64_t> resultStrides = computeStrides(to);
  std::vector<T> result;
  int64_t count = ShapedType::getNumElements(to);
  result.reserve(count);
  for (int64_t i = 0; i < count; ++i) {
    int64_t position = 0;
    bool constant = false;
    for (auto [dim, index] : llvm::enumerate(delinearize(i, resultStrides))) {
      constant |= sources[dim][index] < 0;
      position += sources[dim][index] * strides[dim];
    }
    result.push_back(constant ? fill : elements[position]);
  }
  return result;
}

/// The parameters of the elements that `sources` take from a tensor of `rank` dimensions; `fill` belongs to constants,
/// which have any parameters where there is none.
RationalTensor take(const RationalTensor &tensor, size_t rank, const Sources &sources, std::optional<Rational> fill) {
  if (tensor.values.size() == 1 && (!fill || *fill == tensor.values.front()))
    return tensor;
  SmallVector<int64_t> from(rank - tensor.shape.size(), 1), to;
  llvm::append_range(from, tensor.shape);
  Sources own = sources;
  for (auto [dim, source] : llvm::enumerate(own)) {
    if (!fill)
      for (int64_t &index : source)
        index = std::max<int64_t>(index, 0);
    if (from[dim] != 1) {
      to.push_back(source.size());
      continue;
    }
    if (llvm::all_of(source, [](int64_t index) { return index >= 0; }))
      source.assign(1, 0);
    else
      for (int64_t &index : source)
        index = std::min<int64_t>(index, 0);
    to.push_back(source.size());
  }
  return RationalTensor(to, take<Rational>(tensor.values, from, own, fill.value_or(Rational(0)))).compressed();
}

/// The constant of the elements that `sources` take; zeros elsewhere.
Constant take(const Constant &constant, ArrayRef<int64_t> shape, const Sources &sources) {
  Constant result;
  result.shape.assign(shape.begin(), shape.end());
  result.codes = take<int64_t>(constant.codes, constant.shape, sources, 0);
  result.scale = take(constant.scale, constant.shape.size(), sources, std::nullopt);
  return result;
}

/// Stages of the elements that `sources` take.
void takeStages(Quantity &quantity, size_t rank, const Sources &sources) {
  for (Stage &stage : quantity.stages) {
    // Constants are real zeros, which no offset moves.
    RationalTensor offset = take(stage.offset, rank, sources, Rational(0));
    stage.forEachParameter(
        [&](RationalTensor &parameter) { parameter = take(parameter, rank, sources, std::nullopt); });
    stage.offset = offset;
  }
}

/// True where zero stays zero, once no offset is added.
bool keepsZero(const Stage &stage) {
  auto none = [](const std::optional<RationalTensor> &bound, llvm::function_ref<bool(const Rational &)> excludes) {
    return !bound || !llvm::any_of(bound->values, excludes);
  };
  return !stage.isFunction() && none(stage.low, [](const Rational &low) { return low > Rational(0); }) &&
         none(stage.high, [](const Rational &high) { return high < Rational(0); });
}

} // namespace

FailureOr<Meaning> Lowering::lowerSlice(SliceOp op) {
  Sources sources;
  for (auto [offset, size, stride] : llvm::zip(op.getOffsets(), op.getSizes(), op.getStrides()))
    sources.push_back(llvm::map_to_vector(
        llvm::seq<int64_t>(0, size), [&, offset = offset, stride = stride](int64_t i) { return offset + i * stride; }));
  Meaning input = get(op.getInput());
  if (auto *constant = std::get_if<Constant>(&input))
    return Meaning(take(*constant, shapeOf(op.getResult()), sources));
  Quantity quantity = std::get<Quantity>(input);
  takeStages(quantity, sources.size(), sources);
  quantity.codes =
      opBuilder.createOrFold<SliceOp>(op.getLoc(), quantity.codes, op.getOffsets(), op.getSizes(), op.getStrides());
  return Meaning(quantity);
}

FailureOr<Meaning> Lowering::lowerRepeat(RepeatOp op) {
  Sources sources;
  for (auto [extent, factor] : llvm::zip(shapeOf(op.getResult()), op.getFactors()))
    sources.push_back(
        llvm::map_to_vector(llvm::seq<int64_t>(0, extent), [factor = factor](int64_t i) { return i / factor; }));
  Meaning input = get(op.getInput());
  if (auto *constant = std::get_if<Constant>(&input))
    return Meaning(take(*constant, shapeOf(op.getResult()), sources));
  Quantity quantity = std::get<Quantity>(input);
  takeStages(quantity, sources.size(), sources);
  quantity.codes = opBuilder.createOrFold<RepeatOp>(op.getLoc(), quantity.codes, op.getFactors());
  return Meaning(quantity);
}

FailureOr<Meaning> Lowering::lowerPad(PadOp op) {
  Sources sources;
  for (auto [dim, extent] : llvm::enumerate(shapeOf(op.getResult()))) {
    SmallVector<int64_t> &source = sources.emplace_back(extent, -1);
    for (int64_t i = 0; i < shapeOf(op.getInput())[dim]; ++i)
      source[op.getLow()[dim] + i * (op.getInterior()[dim] + 1)] = i;
  }
  Meaning input = get(op.getInput());
  if (auto *constant = std::get_if<Constant>(&input))
    return Meaning(take(*constant, shapeOf(op.getResult()), sources));
  Quantity quantity = std::get<Quantity>(input);
  int64_t value = 0;
  std::optional<int64_t> zero;
  if (quantity.stages.size() == 1 && quantity.isAffine())
    zero = codeOfZero(quantity.scale(), quantity.offset(), quantity.element());
  if (zero && !quantity.offset().isZero()) {
    // Only where all elements share scale and offset, one code is zero.
    value = *zero;
    Stage &stage = quantity.stages.front();
    stage = Stage::affine(*stage.scale.uniform(), *stage.offset.uniform());
  } else {
    if (!llvm::all_of(quantity.stages, keepsZero)) {
      FailureOr<Quantity> settled = builder.settle(op.getLoc(), quantity);
      if (failed(settled))
        return failure();
      quantity = *settled;
    }
    takeStages(quantity, sources.size(), sources);
  }
  quantity.codes =
      opBuilder.createOrFold<PadOp>(op.getLoc(), quantity.codes, op.getLow(), op.getHigh(), op.getInterior(), value);
  return Meaning(quantity);
}

/// The parameters of tensors that stand one behind the other along dimension `axis`.
static RationalTensor concatenate(ArrayRef<RationalTensor> tensors, ArrayRef<SmallVector<int64_t>> shapes,
                                  int64_t axis) {
  const RationalTensor &first = tensors.front();
  bool same = first.values.size() == 1 && llvm::all_of(tensors, [&](const RationalTensor &tensor) {
                return tensor.values.size() == 1 && tensor.values.front() == first.values.front();
              });
  if (same)
    return first;
  // Dimensions along which no part varies stay small.
  size_t rank = shapes.front().size();
  SmallVector<int64_t> small(rank, 1);
  for (const RationalTensor &tensor : tensors)
    for (auto [i, extent] : llvm::enumerate(tensor.shape))
      if (size_t dim = rank - tensor.shape.size() + i; extent != 1)
        small[dim] = extent;
  small[axis] = 0;
  int64_t outer = ShapedType::getNumElements(ArrayRef<int64_t>(small).take_front(axis));
  int64_t inner = ShapedType::getNumElements(ArrayRef<int64_t>(small).drop_front(axis + 1));
  std::vector<std::vector<Rational>> spread;
  for (auto [tensor, shape] : llvm::zip(tensors, shapes)) {
    SmallVector<int64_t> own = small;
    own[axis] = shape[axis];
    spread.push_back(tensor.spread(own));
    small[axis] += shape[axis];
  }
  std::vector<Rational> values;
  for (int64_t o = 0; o < outer; ++o)
    for (auto [part, shape] : llvm::zip(spread, shapes)) {
      auto begin = part.begin() + o * shape[axis] * inner;
      values.insert(values.end(), begin, begin + shape[axis] * inner);
    }
  return RationalTensor(small, std::move(values)).compressed();
}

FailureOr<Meaning> Lowering::lowerConcat(ConcatOp op) {
  std::vector<Quantity> parts;
  SmallVector<SmallVector<int64_t>> shapes;
  for (Value operand : op.getInputs()) {
    Meaning meaning = get(operand);
    shapes.emplace_back(shapeOf(operand));
    if (auto *constant = std::get_if<Constant>(&meaning)) {
      FailureOr<Quantity> quantity = builder.materialize(op.getLoc(), *constant);
      if (failed(quantity))
        return failure();
      parts.push_back(*quantity);
    } else {
      parts.push_back(std::get<Quantity>(meaning));
    }
    // Every part has a scale of its own, which is what a part of the result has.
    if (parts.back().stages.empty())
      parts.back().apply(Rational(1), Rational(0));
  }
  // Stages of one form are concatenated as well; what differs in form, or is a function, ends in front.
  auto forms = [](const Quantity &quantity) {
    return llvm::map_to_vector(quantity.stages, [](const Stage &stage) {
      return std::tuple(stage.kind, stage.low.has_value(), stage.high.has_value());
    });
  };
  if (llvm::any_of(parts,
                   [&](const Quantity &part) { return part.hasFunction() || forms(part) != forms(parts.front()); }))
    for (Quantity &part : parts) {
      FailureOr<Quantity> settled = builder.settle(op.getLoc(), part);
      if (failed(settled))
        return failure();
      part = *settled;
    }
  // Numbers of the same scale keep their binary point; others share one, so that no code is shifted.
  std::optional<Rational> common = parts.front().stages.front().scale.uniform();
  bool sameScale = common && llvm::all_of(parts, [&](const Quantity &part) {
                     const Stage &stage = part.stages.front();
                     return stage.kind != Stage::Affine || stage.scale.uniform() == common;
                   });
  if (!sameScale)
    for (Quantity &part : parts) {
      int lsb = part.element().getLsb();
      // On the step 1, a number has as many integer bits as it has bits.
      part.codes = *builder.scaleByPowerOfTwo(op.getLoc(), part.codes, -lsb);
      if (part.stages.front().kind != Stage::Affine)
        part.stages.insert(part.stages.begin(), Stage::affine(Rational(1), Rational(0)));
      part.stages.front().scale = part.stages.front().scale * RationalTensor(powerOfTwo(lsb));
    }
  Quantity result = parts.front();
  result.shared = false;
  for (auto [i, stage] : llvm::enumerate(result.stages)) {
    auto parameter = [&, i = i](llvm::function_ref<RationalTensor(const Stage &)> get) {
      return concatenate(llvm::map_to_vector(parts, [&](const Quantity &part) { return get(part.stages[i]); }), shapes,
                         op.getAxis());
    };
    stage.scale = parameter([](const Stage &stage) { return stage.scale; });
    stage.offset = parameter([](const Stage &stage) { return stage.offset; });
    stage.slope = parameter([](const Stage &stage) { return stage.slope; });
    if (stage.low)
      stage.low = parameter([](const Stage &stage) { return *stage.low; });
    if (stage.high)
      stage.high = parameter([](const Stage &stage) { return *stage.high; });
  }
  auto codes = llvm::map_to_vector(parts, [](const Quantity &part) { return part.codes; });
  FixedFormat hull = parts.front().element().getFormat();
  for (const Quantity &part : parts)
    hull = hullFormat(hull, part.element().getFormat());
  if (failed(checkRepresentable(op.getLoc(), hull, "numbers that hold all its operands")))
    return failure();
  result.codes = opBuilder.createOrFold<ConcatOp>(op.getLoc(), codes, op.getAxis());
  return Meaning(result);
}

FailureOr<Meaning> Lowering::lowerExtremum(Operation *op) {
  SmallVector<Quantity, 2> sides;
  for (Value operand : op->getOperands()) {
    Meaning meaning = get(operand);
    auto *constant = std::get_if<Constant>(&meaning);
    FailureOr<Quantity> quantity = constant ? builder.materialize(op->getLoc(), *constant)
                                            : builder.settle(op->getLoc(), std::get<Quantity>(meaning));
    if (failed(quantity))
      return failure();
    sides.push_back(*quantity);
  }
  // Both are compared as numbers of one scale.
  Rational common(0);
  for (const Quantity &side : sides) {
    RationalTensor scale = side.scale();
    for (const Rational &value : scale.values)
      common = gcd(common, value);
  }
  SmallVector<Value, 2> codes;
  for (const Quantity &side : sides) {
    std::optional<Value> scaled;
    if (common.num != 0)
      scaled = builder.multiply(op->getLoc(), side.codes, side.scale() / RationalTensor(common));
    if (scaled)
      scaled = builder.addOffset(op->getLoc(), *scaled, side.offset() / RationalTensor(common),
                                 *scaled == side.codes && side.shared);
    if (!scaled)
      return op->emitOpError() << "compares values of scales " << toDouble(sides[0].scale().values.front()) << " and "
                               << toDouble(sides[1].scale().values.front())
                               << ", which have no common step within 62 bits; quantize one of them with the scale of "
                                  "the other";
    codes.push_back(*scaled);
  }
  FixedFormat hull =
      hullFormat(getFixedType(codes[0].getType()).getFormat(), getFixedType(codes[1].getType()).getFormat());
  if (failed(checkRepresentable(op->getLoc(), hull, "numbers that hold both its operands")))
    return failure();
  Value chosen = isa<MaxOp>(op) ? MaxOp::create(opBuilder, op->getLoc(), codes[0], codes[1]).getResult()
                                : MinOp::create(opBuilder, op->getLoc(), codes[0], codes[1]).getResult();
  Quantity result{chosen, {}, false};
  result.apply(common, Rational(0));
  return Meaning(result);
}
