//===- execution-fuzz.cpp - Compiled models against the interpreter -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Builds random models in the integer form, of all operations, modes, signs, shapes and binary points, and
// compares every code that the compiled model gives with the reference interpreter.
//
//   execution-fuzz SEED MODELS [MAX_WIDTH]
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Window.h"
#include "lib/Execution/Interpreter.h"
#include "lib/Execution/Predictor.h"
#include "lib/Registration.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/Verifier.h"
#include <map>
#include <random>

using namespace mlir;
using namespace hls4mlir;
using qnn::FixedType;

namespace {
class ModelBuilder {
public:
  ModelBuilder(MLIRContext *context, uint64_t seed, int maxWidth, std::map<std::string, int64_t> &counts)
      : random(seed), maxWidth(maxWidth), builder(UnknownLoc::get(context), context), counts(counts) {}

  OwningOpRef<ModuleOp> build();

private:
  int64_t pick(int64_t low, int64_t high) { return std::uniform_int_distribution<int64_t>(low, high)(random); }
  bool chance(int percent) { return pick(1, 100) <= percent; }
  template <typename T> T pickEnum(unsigned count) { return static_cast<T>(pick(0, count - 1)); }

  int pickWidth(int limit) {
    static constexpr int kInteresting[] = {1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 200};
    int width = chance(50) ? kInteresting[pick(0, std::size(kInteresting) - 1)] : pick(1, 20);
    return std::min(width, limit);
  }
  FixedType pickType(int limit) {
    int width = pickWidth(limit), integer = width + pick(-12, 6);
    return FixedType::get(builder.getContext(), width, integer, chance(60));
  }
  SmallVector<int64_t> pickShape() {
    SmallVector<int64_t> shape;
    for (int64_t rank = pick(1, 3); rank > 0; --rank)
      shape.push_back(chance(20) ? 1 : pick(2, 6));
    return shape;
  }
  static RankedTensorType tensorOf(ArrayRef<int64_t> shape, FixedType type) {
    return RankedTensorType::get(shape, type);
  }
  /// A shape that broadcasts over `shape`.
  SmallVector<int64_t> pickBroadcast(ArrayRef<int64_t> shape) {
    SmallVector<int64_t> result(shape.drop_front(pick(0, shape.size())));
    for (int64_t &extent : result)
      if (chance(30))
        extent = 1;
    return result;
  }
  /// A code of a type of at most 64 bits; often at the ends.
  int64_t pickCode(FixedType type) {
    FixedFormat format = type.getFormat();
    int64_t low = format.minCode().getExtValue();
    uint64_t span = type.getWidth() == 64 ? ~uint64_t(0) : (uint64_t(1) << type.getWidth()) - 1;
    if (chance(20))
      return low;
    if (chance(20))
      return low + span;
    uint64_t offset = random();
    return low + static_cast<int64_t>(span == ~uint64_t(0) ? offset : offset % (span + 1));
  }
  qnn::WeightOp makeWeight(StringRef name, ArrayRef<int64_t> shape, FixedType type) {
    SmallVector<int64_t> codes;
    bool splat = chance(10);
    for (int64_t i = 0; i < ShapedType::getNumElements(shape); ++i)
      codes.push_back(splat && i ? codes[0] : pickCode(type));
    return qnn::WeightOp::create(*module, builder.getLoc(), name, shape, type, codes);
  }
  Value pickValue() { return values[pick(std::max<int64_t>(0, values.size() - 4), values.size() - 1)]; }
  static FixedType typeOf(Value value) { return qnn::getFixedType(value.getType()); }
  static ArrayRef<int64_t> shapeOf(Value value) { return cast<RankedTensorType>(value.getType()).getShape(); }

  Value makeOperation();
  /// The type of an accumulator of `products` products, with or without a bias.
  FixedType pickAccumulator(Value input, FixedType weightType, int64_t products, int64_t rows, FlatSymbolRefAttr &bias);
  /// The value as [samples, spatial.., channels].
  Value asImage(Value input);
  qnn::WindowDim pickWindow(int64_t extent, bool seen);
  int64_t pickPadding(Value input);
  Value makeConv(Value input);
  Value makeDense(Value input);
  Value makeLookup(Value input);
  Value makeMove(Value input);
  Value makeReduction(Value input);
  Value makeThreshold(Value input);
  Value makeRequantize(Value input, int limit);
  Value makeBinary(Value input);
  Value makeSoftmax(Value input);
  Value makeTopK(Value input);

  std::mt19937_64 random;
  int maxWidth;
  ImplicitLocOpBuilder builder;
  std::map<std::string, int64_t> &counts;
  OwningOpRef<ModuleOp> module;
  SmallVector<Value> values;
};
} // namespace

FixedType ModelBuilder::pickAccumulator(Value input, FixedType weightType, int64_t products, int64_t rows,
                                        FlatSymbolRefAttr &bias) {
  FixedFormat accumulator = dotFormat(typeOf(input).getFormat(), weightType.getFormat(), products);
  int lsb = typeOf(input).getLsb() + weightType.getLsb();
  if (chance(50)) {
    FixedType biasType = pickType(std::min(maxWidth, 64));
    qnn::WeightOp op = makeWeight("bias", {rows}, biasType);
    bias = FlatSymbolRefAttr::get(op.getSymNameAttr());
    accumulator = addFormat(accumulator, biasType.getFormat());
    lsb = std::min(lsb, biasType.getLsb());
  }
  if (chance(20)) // an accumulator with a finer step than it needs
    accumulator.width += pick(1, 5);
  if (chance(20)) // and one that wraps
    accumulator = {std::max(1u, accumulator.width - static_cast<unsigned>(pick(0, accumulator.width - 1))),
                   accumulator.integer, accumulator.isSigned};
  accumulator.integer = std::min(accumulator.integer, static_cast<int>(accumulator.width) + lsb);
  return FixedType::get(builder.getContext(), accumulator);
}

Value ModelBuilder::makeDense(Value input) {
  SmallVector<int64_t> shape(shapeOf(input));
  int64_t columns = shape.back(), rows = chance(20) ? pick(17, 40) : pick(1, 12);
  FixedType weightType = pickType(std::min(maxWidth, 64));
  qnn::WeightOp weight = makeWeight("kernel", {rows, columns}, weightType);
  FlatSymbolRefAttr bias;
  FixedType accumulator = pickAccumulator(input, weightType, columns, rows, bias);
  shape.back() = rows;
  return qnn::DenseOp::create(builder, tensorOf(shape, accumulator), input,
                              FlatSymbolRefAttr::get(weight.getSymNameAttr()), bias);
}

Value ModelBuilder::makeLookup(Value input) {
  // Tables have inputs of few bits.
  int width = pick(1, chance(20) ? 11 : 6);
  if (typeOf(input).getWidth() > 11u)
    input = makeRequantize(input, width);
  SmallVector<int64_t> shape = pickBroadcast(shapeOf(input));
  shape.push_back(int64_t(1) << typeOf(input).getWidth());
  FixedType type = pickType(std::min(maxWidth, 64));
  qnn::WeightOp table = makeWeight("table", shape, type);
  return qnn::LookupOp::create(builder, tensorOf(shapeOf(input), type), input,
                               FlatSymbolRefAttr::get(table.getSymNameAttr()), FloatAttr());
}

Value ModelBuilder::asImage(Value input) {
  SmallVector<int64_t> shape(shapeOf(input));
  while (shape.size() < 3)
    shape.insert(shape.begin(), 1);
  // A second spatial dimension, where the first one has a divisor.
  if (shape.size() == 3 && chance(60)) {
    int64_t rows = 1;
    for (int64_t divisor : {2, 3})
      if (shape[1] % divisor == 0 && chance(70))
        rows = divisor;
    shape.insert(shape.begin() + 1, rows);
    shape[2] /= rows;
  }
  if (shapeOf(input) == ArrayRef<int64_t>(shape))
    return input;
  return qnn::ReshapeOp::create(builder, tensorOf(shape, typeOf(input)), input);
}

/// A window over one spatial dimension that fits; with `seen`, each window sees an element.
qnn::WindowDim ModelBuilder::pickWindow(int64_t extent, bool seen) {
  qnn::WindowDim dim{extent, pick(1, 3), pick(1, 3), 0, 0, pick(1, 2)};
  if (chance(60)) {
    dim.low = pick(0, 3);
    dim.high = pick(0, 3);
  }
  while (dim.extent() > dim.input + dim.low + dim.high)
    ++dim.high;
  if (seen && llvm::any_of(llvm::seq<int64_t>(0, dim.output()), [&](int64_t p) { return dim.countInside(p) == 0; }))
    dim = {extent, 1, 1, 0, 0, 1};
  return dim;
}

Value ModelBuilder::makeConv(Value input) {
  input = asImage(input);
  SmallVector<int64_t> shape(shapeOf(input)), kernel, strides, low, high, dilations;
  int64_t channels = shape.back(), groups = 1, products = 1;
  if (chance(60))
    for (int64_t divisor : {2, 3, 4, 5, 6})
      if (channels % divisor == 0)
        groups = chance(50) ? divisor : groups;
  int64_t outputs = groups * (chance(20) ? pick(9, 20) : pick(1, 4));
  kernel.push_back(outputs);
  for (size_t i = 1; i + 1 < shape.size(); ++i) {
    qnn::WindowDim dim = pickWindow(shape[i], /*seen=*/false);
    kernel.push_back(dim.window);
    strides.push_back(dim.stride);
    low.push_back(dim.low);
    high.push_back(dim.high);
    dilations.push_back(dim.dilation);
    shape[i] = dim.output();
    products *= dim.window;
  }
  kernel.push_back(channels / groups);
  shape.back() = outputs;
  FixedType weightType = pickType(std::min(maxWidth, 64));
  qnn::WeightOp weight = makeWeight("kernel", kernel, weightType);
  FlatSymbolRefAttr bias;
  FixedType accumulator = pickAccumulator(input, weightType, products * kernel.back(), outputs, bias);
  return qnn::ConvOp::create(builder, tensorOf(shape, accumulator), input, weight.getSymName(), bias, strides, low,
                             high, pickPadding(input), dilations, groups);
}

int64_t ModelBuilder::pickPadding(Value input) {
  FixedType type = typeOf(input);
  bool fits = type.getWidth() < 64 || (type.getWidth() == 64 && type.getIsSigned());
  return fits && chance(50) ? pickCode(type) : 0;
}

Value ModelBuilder::makeReduction(Value input) {
  auto reduction = pickEnum<qnn::Reduction>(3);
  ++counts["reduction " + stringifyEnum(reduction).str()];
  if (chance(40)) {
    SmallVector<int64_t> axes;
    for (size_t dim = 0; dim < shapeOf(input).size(); ++dim)
      if (chance(50))
        axes.push_back(dim);
    return qnn::ReduceOp::create(builder, reduction, input, axes);
  }
  input = asImage(input);
  SmallVector<int64_t> window, strides, low, high, dilations;
  for (int64_t extent : shapeOf(input).drop_front().drop_back()) {
    qnn::WindowDim dim = pickWindow(extent, /*seen=*/true);
    window.push_back(dim.window);
    strides.push_back(dim.stride);
    low.push_back(dim.low);
    high.push_back(dim.high);
    dilations.push_back(dim.dilation);
  }
  return qnn::PoolOp::create(builder, reduction, input, window, strides, low, high, dilations);
}

Value ModelBuilder::makeMove(Value input) {
  ArrayRef<int64_t> shape = shapeOf(input);
  SmallVector<int64_t> first, second, third;
  switch (pick(0, 3)) {
  case 0: {
    SmallVector<Value> parts{input};
    int64_t axis = pick(0, shape.size() - 1);
    for (Value other : values)
      if (parts.size() < 3 && chance(60) && shapeOf(other).size() == shape.size() &&
          llvm::all_of(llvm::seq<size_t>(0, shape.size()),
                       [&](size_t dim) { return dim == size_t(axis) || shapeOf(other)[dim] == shape[dim]; }))
        parts.push_back(other);
    if (parts.size() == 1)
      parts.push_back(input);
    return qnn::ConcatOp::create(builder, parts, axis);
  }
  case 1:
    for (int64_t extent : shape) {
      int64_t from = pick(0, extent - 1), to = pick(0, extent - 1), step = pick(1, 3);
      first.push_back(from);
      second.push_back(std::abs(to - from) / step + 1);
      third.push_back(to < from ? -step : step);
    }
    return qnn::SliceOp::create(builder, input, first, second, third);
  case 2:
    for (size_t dim = 0; dim < shape.size(); ++dim) {
      first.push_back(chance(40) ? pick(0, 2) : 0);
      second.push_back(chance(40) ? pick(0, 2) : 0);
      third.push_back(chance(20) ? pick(0, 2) : 0);
    }
    return qnn::PadOp::create(builder, input, first, second, third, pickPadding(input));
  default:
    for (size_t dim = 0; dim < shape.size(); ++dim)
      first.push_back(chance(30) ? pick(1, 3) : 1);
    return qnn::RepeatOp::create(builder, input, first);
  }
}

Value ModelBuilder::makeThreshold(Value input) {
  FixedType inputType = typeOf(input);
  unsigned width = std::min<unsigned>(64, std::max(1, static_cast<int>(inputType.getWidth()) + (int)pick(-1, 2)));
  FixedType type =
      FixedType::get(builder.getContext(), width, inputType.getLsb() + static_cast<int>(width), chance(60));
  SmallVector<int64_t> shape = pickBroadcast(shapeOf(input));
  int64_t rows = ShapedType::getNumElements(shape), count = chance(20) ? pick(5, 20) : pick(1, 4);
  SmallVector<int64_t> codes;
  for (int64_t row = 0; row < rows; ++row) {
    SmallVector<int64_t> sorted;
    for (int64_t k = 0; k < count; ++k)
      sorted.push_back(pickCode(type));
    // In the order of the numbers that they stand for.
    if (!type.getIsSigned() && type.getWidth() == 64)
      for (int64_t &code : sorted)
        code &= INT64_MAX;
    llvm::sort(sorted);
    codes.append(sorted);
  }
  shape.push_back(count);
  qnn::WeightOp weight = qnn::WeightOp::create(*module, builder.getLoc(), "thresholds", shape, type, codes);
  SmallVector<int64_t> first(chance(50) ? rows : 1), step(chance(50) ? rows : 1);
  for (int64_t &code : first)
    code = pick(-20, 20);
  for (int64_t &code : step)
    code = pick(-3, 3);
  FixedType result = FixedType::get(builder.getContext(), pick(8, 12), pick(-2, 14), true);
  return qnn::ThresholdOp::create(builder, tensorOf(shapeOf(input), result), input,
                                  FlatSymbolRefAttr::get(weight.getSymNameAttr()), builder.getDenseI64ArrayAttr(first),
                                  builder.getDenseI64ArrayAttr(step));
}

Value ModelBuilder::makeRequantize(Value input, int limit) {
  FixedType from = typeOf(input);
  int width = pickWidth(limit);
  // Steps around those of the input, now and then far from them.
  int lsb = from.getLsb() + (chance(15) ? pick(-90, 90) : pick(-6, static_cast<int>(from.getWidth()) + 3));
  FixedType type = FixedType::get(builder.getContext(), width, lsb + width, chance(60));
  DenseI64ArrayAttr clamp;
  if (width <= 62 && chance(25)) {
    int64_t low = pickCode(type), high = pickCode(type);
    clamp = builder.getDenseI64ArrayAttr({std::min(low, high), std::max(low, high)});
  }
  auto rounding = pickEnum<qnn::RoundingMode>(9);
  auto overflow = pickEnum<qnn::OverflowMode>(5);
  ++counts["requantize " + stringifyEnum(rounding).str() + " " + stringifyEnum(overflow).str()];
  return qnn::RequantizeOp::create(builder, tensorOf(shapeOf(input), type), input, rounding, overflow, clamp);
}

Value ModelBuilder::makeBinary(Value input) {
  Value other;
  SmallVector<int64_t> shape = pickBroadcast(shapeOf(input));
  if (chance(50)) {
    FixedType type = pickType(std::min(maxWidth, 64));
    qnn::WeightOp weight = makeWeight("constant", shape, type);
    other = qnn::GetWeightOp::create(builder, weight.getTensorType(), FlatSymbolRefAttr::get(weight.getSymNameAttr()));
  } else {
    other = pickValue();
    if (failed(qnn::broadcastShapes(shapeOf(input), shapeOf(other))))
      other = input;
  }
  if (chance(50))
    std::swap(input, other);
  switch (pick(0, 4)) {
  case 0:
    return qnn::AddOp::create(builder, input, other);
  case 1:
    return qnn::SubOp::create(builder, input, other);
  case 2:
    return qnn::MaxOp::create(builder, input, other);
  case 3:
    return qnn::MinOp::create(builder, input, other);
  default:
    return qnn::MulOp::create(builder, input, other);
  }
}

Value ModelBuilder::makeSoftmax(Value input) {
  SmallVector<FlatSymbolRefAttr> tables;
  for (StringRef name : {"coarse", "fine"}) {
    int64_t count = int64_t(1) << pick(0, 5);
    FixedType type = FixedType::get(builder.getContext(), pickWidth(20), 1, false);
    SmallVector<int64_t> codes;
    for (int64_t i = 0; i < count; ++i)
      codes.push_back(i == 0 ? int64_t(1) << (type.getWidth() - 1) : pickCode(type));
    if (name == "fine" && chance(30)) {
      tables.push_back({});
      continue;
    }
    qnn::WeightOp table = qnn::WeightOp::create(*module, builder.getLoc(), name, {count}, type, codes);
    tables.push_back(FlatSymbolRefAttr::get(table.getSymNameAttr()));
  }
  int width = pickWidth(maxWidth);
  FixedType type = FixedType::get(builder.getContext(), width, chance(20) ? width + pick(-20, 0) : 1, chance(30));
  return qnn::TableSoftmaxOp::create(builder, tensorOf(shapeOf(input), type), input, tables[0], tables[1],
                                     builder.getI64IntegerAttr(pick(0, shapeOf(input).size() - 1)),
                                     builder.getI64IntegerAttr(chance(20) ? pick(0, 64) : pick(0, 4)),
                                     builder.getF64FloatAttr(0));
}

Value ModelBuilder::makeTopK(Value input) {
  int64_t axis = pick(0, shapeOf(input).size() - 1), size = shapeOf(input)[axis];
  return qnn::TopKOp::create(builder, input, axis, chance(50) ? 1 : pick(1, size), chance(50), chance(50), chance(30));
}

Value ModelBuilder::makeOperation() {
  Value input = pickValue();
  // Exact arithmetic grows; it is brought back before it leaves what is tested.
  if (typeOf(input).getWidth() > static_cast<unsigned>(maxWidth))
    return makeRequantize(input, maxWidth);
  // Windows and repetitions multiply elements; small tensors show as much.
  if (cast<RankedTensorType>(input.getType()).getNumElements() > 2000)
    return qnn::ReduceOp::create(builder, qnn::Reduction::Max, input,
                                 llvm::to_vector(llvm::seq<int64_t>(0, shapeOf(input).size() - 1)));
  switch (pick(0, 18)) {
  case 13:
  case 17:
    return makeConv(input);
  case 14:
    return makeReduction(input);
  case 15:
  case 16:
    return makeMove(input);
  case 0:
  case 1:
    return makeDense(input);
  case 2:
    return makeThreshold(input);
  case 3:
  case 4:
  case 5:
    return makeRequantize(input, maxWidth);
  case 6:
  case 7:
    return makeBinary(input);
  case 8:
    return qnn::ReluOp::create(builder, input);
  case 9: {
    FixedType from = typeOf(input);
    FixedType type =
        FixedType::get(builder.getContext(), from.getWidth(), from.getInteger() + pick(-3, 3), from.getIsSigned());
    return qnn::ReinterpretOp::create(builder, tensorOf(shapeOf(input), type), input);
  }
  case 10: {
    ArrayRef<int64_t> shape = shapeOf(input);
    if (chance(50)) {
      SmallVector<int64_t> permutation = llvm::to_vector(llvm::seq<int64_t>(0, shape.size()));
      std::shuffle(permutation.begin(), permutation.end(), random);
      return qnn::TransposeOp::create(builder, input, builder.getDenseI64ArrayAttr(permutation));
    }
    SmallVector<int64_t> flat{ShapedType::getNumElements(shape)};
    if (chance(30))
      flat.insert(flat.begin(), 1);
    return qnn::ReshapeOp::create(builder, tensorOf(flat, typeOf(input)), input);
  }
  case 11:
    return makeLookup(input);
  case 18:
    return makeTopK(input);
  default:
    return makeSoftmax(input);
  }
}

OwningOpRef<ModuleOp> ModelBuilder::build() {
  module = ModuleOp::create(builder.getLoc());
  builder.setInsertionPointToEnd(module->getBody());
  int portWidth = std::min(maxWidth, 64);
  SmallVector<Type> inputs;
  for (int64_t i = pick(1, 3); i > 0; --i)
    inputs.push_back(tensorOf(pickShape(), pickType(portWidth)));
  auto function = func::FuncOp::create(builder, "model", builder.getFunctionType(inputs, {}));
  builder.setInsertionPointToStart(function.addEntryBlock());
  for (BlockArgument argument : function.getArguments())
    values.push_back(argument);
  for (int64_t i = pick(1, 8); i > 0; --i) {
    Value value = makeOperation();
    if (Operation *op = value.getDefiningOp())
      ++counts[op->getName().getStringRef().str()];
    values.push_back(value);
  }
  SmallVector<Value> results{values.back()};
  while (chance(30))
    results.push_back(pickValue());
  for (Value &result : results)
    if (typeOf(result).getWidth() > 64)
      result = makeRequantize(result, portWidth);
  func::ReturnOp::create(builder, results);
  function.setFunctionType(builder.getFunctionType(inputs, TypeRange(ValueRange(results))));
  return std::move(module);
}

/// Compares both on random samples; the number of codes that were compared.
static FailureOr<int64_t> compareModel(ModuleOp module, std::mt19937_64 &random) {
  FailureOr<std::unique_ptr<Predictor>> predictor = Predictor::create(module);
  if (failed(predictor))
    return failure();
  int64_t count = random() % 3 == 0 ? 64 + random() % 80 : 1 + random() % 70;
  std::vector<std::vector<int64_t>> inputs, expected, found;
  SmallVector<const int64_t *> from;
  SmallVector<int64_t *> toExpected, toFound;
  for (const ModelPort &port : (*predictor)->getInputs()) {
    auto &codes = inputs.emplace_back();
    // Small codes, ends of the range and anything.
    for (int64_t i = 0; i < port.elements * count; ++i) {
      uint64_t kind = random() % 4;
      codes.push_back(kind == 0   ? static_cast<int64_t>(random() % 8) - 4
                      : kind == 1 ? static_cast<int64_t>(uint64_t(1) << (port.format.width - 1)) - (random() % 2)
                                  : static_cast<int64_t>(random()));
    }
  }
  for (const ModelPort &port : (*predictor)->getOutputs()) {
    expected.emplace_back(port.elements * count, 0x5a5a);
    found.emplace_back(port.elements * count, 0x7b7b);
  }
  for (auto &codes : inputs)
    from.push_back(codes.data());
  for (auto &codes : expected)
    toExpected.push_back(codes.data());
  for (auto &codes : found)
    toFound.push_back(codes.data());
  // Half of the small calls find no code for few samples.
  if (random() % 2 && failed((*predictor)->prepare(count)))
    return failure();
  if (failed(interpret(module, from, toExpected, count)) || failed((*predictor)->run(from, toFound, count)))
    return failure();
  int64_t compared = 0;
  for (auto [index, pair] : llvm::enumerate(llvm::zip(expected, found))) {
    auto &[want, got] = pair;
    for (size_t i = 0; i < want.size(); ++i)
      if (want[i] != got[i])
        return module.emitError() << "output " << index << " has code " << got[i] << " at " << i << ", but must have "
                                  << want[i];
    compared += want.size();
  }
  return compared;
}

int main(int argc, char **argv) {
  uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
  int64_t models = argc > 2 ? std::strtoll(argv[2], nullptr, 10) : 100;
  int maxWidth = argc > 3 ? std::atoi(argv[3]) : 64;
  DialectRegistry registry;
  hls4mlir::registerAllDialects(registry);
  std::map<std::string, int64_t> counts;
  int64_t compared = 0;
  for (int64_t i = 0; i < models; ++i) {
    MLIRContext context(registry, MLIRContext::Threading::DISABLED);
    context.loadDialect<qnn::QNNDialect, func::FuncDialect>();
    OwningOpRef<ModuleOp> module = ModelBuilder(&context, seed + i, maxWidth, counts).build();
    std::mt19937_64 random(seed + i);
    FailureOr<int64_t> result = failure();
    if (succeeded(verify(*module)))
      result = compareModel(*module, random);
    if (failed(result)) {
      llvm::errs() << "seed " << seed + i << ", widths up to " << maxWidth << ":\n" << *module;
      return 1;
    }
    compared += *result;
  }
  for (auto &[what, count] : counts)
    llvm::outs() << what << ": " << count << "\n";
  llvm::outs() << models << " models, " << compared << " codes, all equal\n";
  return 0;
}
