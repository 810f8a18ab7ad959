//===- Tables.cpp - Functions of a code as tables -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Tables.h"
#include "dialects/QNN/Verification.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APSInt;

/// The precision at which bounds are computed first: products are those of machine words, and one entry in some
/// hundred is left undecided.
static constexpr unsigned kFirstPrecision = 30;
/// The next ones double up to this. A value that is still undecided lies on a tie or next to one.
static constexpr unsigned kNextPrecision = 128, kLastPrecision = 4096;

/// Bits of a number that stands for the value of a function where no quantizer says otherwise.
static constexpr unsigned kDefaultBits = 16;

/// More entries than this take more memory than any device has, and minutes to compute.
static constexpr int64_t kMaxTableEntries = int64_t(1) << 22;

//===----------------------------------------------------------------------===//
// Functions of one element
//===----------------------------------------------------------------------===//

/// All products of two numbers.
static RationalInterval multiply(const RationalInterval &lhs, const RationalInterval &rhs) {
  std::array<Rational, 4> corners = {lhs.low * rhs.low, lhs.low * rhs.high, lhs.high * rhs.low, lhs.high * rhs.high};
  auto [low, high] = std::minmax_element(corners.begin(), corners.end());
  return {*low, *high};
}

/// What a monotone function makes of an interval; `falls` and `flat` say so of it where it acts.
static RationalInterval mapEnds(const RationalInterval &x, llvm::function_ref<Rational(const Rational &)> function,
                                bool falls, bool flat = false) {
  if (x.isExact()) {
    Rational value = function(x.low);
    return {value, value};
  }
  RationalInterval result{function(x.low), function(x.high), x.lowOpen && !flat, x.highOpen && !flat};
  if (falls) {
    std::swap(result.low, result.high);
    std::swap(result.lowOpen, result.highOpen);
  }
  return result;
}

/// min(max(x, low), high)
static RationalInterval clampInterval(RationalInterval x, const std::optional<Rational> &low,
                                      const std::optional<Rational> &high) {
  // An end that is brought to a bound is reached there.
  if (low && (x.high < *low || (x.high == *low && x.highOpen)))
    return {*low, *low};
  if (high && (x.low > *high || (x.low == *high && x.lowOpen)))
    return {*high, *high};
  if (low && x.low < *low) {
    x.low = *low;
    x.lowOpen = false;
  }
  if (high && x.high > *high) {
    x.high = *high;
    x.highOpen = false;
  }
  return x;
}

/// What the stage makes of the values `x`, which come from `argument`.
static std::optional<RationalInterval> apply(const ElementStage &stage, const RationalInterval &x,
                                             const Rational &argument, unsigned precision) {
  switch (stage.kind) {
  case Stage::Affine:
    return mapEnds(
        x, [&](const Rational &value) { return stage.scale * value + stage.offset; }, stage.scale < Rational(0),
        /*flat=*/stage.scale.num == 0);
  case Stage::Clamp:
    return clampInterval(x, stage.low, stage.high);
  case Stage::Leaky: {
    auto leaky = [&](const Rational &value) { return value < Rational(0) ? stage.slope * value : value; };
    bool negative = x.high <= Rational(0), positive = x.low >= Rational(0);
    if (positive || negative)
      return mapEnds(x, leaky, negative && stage.slope < Rational(0), negative && stage.slope.num == 0);
    // On both sides of zero: a negative slope turns around there.
    Rational low = leaky(x.low), high = leaky(x.high);
    return RationalInterval{std::min(low, Rational(0)), std::max(low, high)};
  }
  case Stage::Function:
    return stage.function->enclose(x, precision);
  case Stage::Product:
  case Stage::Sum: {
    std::optional<RationalInterval> other = ElementFunction(stage.other).enclose(argument, precision);
    if (!other)
      return std::nullopt;
    if (stage.kind == Stage::Sum)
      return RationalInterval{x.low + other->low, x.high + other->high, x.lowOpen || other->lowOpen,
                              x.highOpen || other->highOpen};
    if (!x.isExact() && !other->isExact())
      return multiply(x, *other);
    const Rational &factor = x.isExact() ? x.low : other->low;
    return mapEnds(
        x.isExact() ? *other : x, [&](const Rational &value) { return factor * value; }, factor < Rational(0),
        /*flat=*/factor.num == 0);
  }
  }
  llvm_unreachable("covered");
}

std::optional<RationalInterval> ElementFunction::enclose(const Rational &x, unsigned precision) const {
  std::optional<RationalInterval> value = RationalInterval{x, x};
  for (const ElementStage &stage : stages)
    if (value)
      value = apply(stage, *value, x, precision);
  return value;
}

std::optional<Integer> ElementFunction::round(const Rational &x, const Rational &step,
                                              llvm::function_ref<Integer(const Rational &)> rounding) const {
  // A number that is no multiple of half a step is at least 1 / (2 * both denominators) away from one; closer than
  // that to an open end, nothing is rounded in another way.
  auto nudged = [&](const Rational &end, bool open, int64_t direction) {
    return open ? end + Rational(Integer(direction), end.den * step.den * 4) : end;
  };
  for (unsigned precision = kFirstPrecision; precision <= kLastPrecision;
       precision = precision == kFirstPrecision ? kNextPrecision : 2 * precision) {
    std::optional<RationalInterval> value = enclose(x, precision);
    if (!value)
      continue;
    Integer low = rounding(nudged(value->low, value->lowOpen, 1));
    if (value->isExact() || low == rounding(nudged(value->high, value->highOpen, -1)))
      return low;
  }
  return std::nullopt;
}

std::string ElementFunction::getDomainError(const Rational &x) const {
  RationalInterval value{x, x};
  for (const ElementStage &stage : stages) {
    if (stage.kind == Stage::Function) {
      std::string error = stage.function->getDomainError(value.low);
      if (!error.empty())
        return llvm::formatv("{0} of {1:e} {2}", stringifyUnaryFunction(stage.function->getKind()), toDouble(value.low),
                             error)
            .str();
    }
    if (std::string error = ElementFunction(stage.other).getDomainError(x); !error.empty())
      return error;
    std::optional<RationalInterval> next = apply(stage, value, x, kFirstPrecision);
    if (!next || !next->isExact())
      return {};
    value = *next;
  }
  return {};
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

FailureOr<std::vector<int64_t>> qnn::computeTable(
    IntegerBuilder &builder, Location loc, const Quantity &input, ArrayRef<int64_t> shape,
    llvm::function_ref<std::optional<int64_t>(size_t row, const ElementFunction &, const Rational &)> entryOf) {
  FixedType type = input.element();
  if (type.getWidth() > kMaxTableInputBits)
    return emitLayerError(loc) << "needs a table of a value of " << type.getWidth() << " bits, and at most "
                               << kMaxTableInputBits << " are supported; quantize the input of its function";
  int64_t rows = ShapedType::getNumElements(shape), entries = int64_t(1) << type.getWidth();
  if (rows > kMaxTableEntries / entries)
    return emitLayerError(loc) << "needs a table of " << entries << " entries for each of " << rows
                               << " channels, and at most " << kMaxTableEntries
                               << " in all are supported; quantize the input of its function with fewer bits";
  int64_t least = type.getFormat().minCode().getExtValue();
  CodeRange range = builder.getRanges(input.codes).hull();
  int64_t low = int64_t(range.low), high = int64_t(range.high);
  const Rational step = powerOfTwo(type.getLsb());
  std::vector<int64_t> table;
  table.reserve(rows * entries);
  for (auto [row, stages] : llvm::enumerate(spreadStages(input.stages, shape))) {
    ElementFunction function(stages);
    std::vector<int64_t> occurring;
    for (int64_t code = low; code <= high; ++code) {
      Rational x = Rational(code) * step;
      if (std::string error = function.getDomainError(x); !error.empty())
        return emitLayerError(loc) << "has no value for the code " << code << " of its input: " << error
                                   << "; clamp the input to where it is defined";
      std::optional<int64_t> entry = entryOf(row, function, x);
      if (!entry)
        return emitLayerError(loc) << "has a value for the code " << code << " of its input that no precision of up to "
                                   << kLastPrecision << " bits tells from a tie";
      occurring.push_back(*entry);
    }
    for (int64_t i = 0; i < entries; ++i)
      table.push_back(occurring[std::clamp(least + i, low, high) - low]);
  }
  return table;
}

/// A narrowing instead of a table of one row that gives no more: a function that is a line with a clamp where its
/// arguments lie.
static RequantizeOp narrowInstead(IntegerBuilder &builder, Location loc, const Quantity &input, FixedType type,
                                  ArrayRef<int64_t> table) {
  CodeRange range = builder.getRanges(input.codes).hull();
  int64_t low = int64_t(range.low), high = int64_t(range.high);
  int64_t offset = low - input.element().getFormat().minCode().getExtValue();
  ArrayRef<int64_t> occurring = table.slice(offset, high - low + 1);
  int64_t least = *llvm::min_element(occurring), most = *llvm::max_element(occurring);
  for (auto rounding : {RoundingMode::Floor, RoundingMode::HalfEven, RoundingMode::HalfCeil}) {
    auto narrowed = [&](int64_t code) {
      FixedValue value{APSInt::get(code), input.element().getLsb()};
      int64_t result = narrow(value, type.getFormat(), rounding, OverflowMode::Saturate).getExtValue();
      return std::clamp(result, least, most);
    };
    if (!llvm::all_of(llvm::enumerate(occurring),
                      [&](const auto &entry) { return narrowed(low + entry.index()) == entry.value(); }))
      continue;
    FixedFormat format = type.getFormat();
    bool full = format.minCode().getExtValue() == least && format.maxCode().getExtValue() == most;
    return RequantizeOp::create(builder.getBuilder(), loc, withElementType(input.type(), type), input.codes, rounding,
                                OverflowMode::Saturate,
                                full ? DenseI64ArrayAttr() : builder.getBuilder().getDenseI64ArrayAttr({least, most}));
  }
  return {};
}

/// The weight of these entries: one that is there already, or a new one.
static WeightOp tableWeight(IntegerBuilder &builder, Location loc, ArrayRef<int64_t> shape, FixedType type,
                            ArrayRef<int64_t> entries) {
  auto tensor = RankedTensorType::get(shape, type);
  for (auto weight : builder.getModule().getOps<WeightOp>())
    if (weight.getTensorType() == tensor && ArrayRef<int64_t>(weight.getCodes()) == entries)
      return weight;
  return WeightOp::create(builder.getModule(), loc, layerNameOr(loc) + "_table", shape, type, entries);
}

Quantity qnn::lookup(IntegerBuilder &builder, Location loc, const Quantity &input, ArrayRef<int64_t> rows,
                     FixedType type, ArrayRef<int64_t> entries, FloatAttr errorBound) {
  SmallVector<int64_t> shape(rows);
  int64_t columns = int64_t(1) << input.element().getWidth(), count = static_cast<int64_t>(entries.size()) / columns;
  ArrayRef<int64_t> first = entries.take_front(columns);
  if (llvm::all_of(llvm::seq(count), [&](int64_t row) { return entries.slice(row * columns, columns) == first; })) {
    shape.clear();
    entries = first;
    if (RequantizeOp narrow = errorBound ? RequantizeOp() : narrowInstead(builder, loc, input, type, entries))
      return Quantity{narrow.getResult(), {}, false};
  }
  shape.push_back(columns);
  auto op = LookupOp::create(builder.getBuilder(), loc, withElementType(input.type(), type), input.codes,
                             FlatSymbolRefAttr::get(tableWeight(builder, loc, shape, type, entries)), errorBound);
  return Quantity{op.getResult(), {}, false};
}

//===----------------------------------------------------------------------===//
// Values that no quantizer follows
//===----------------------------------------------------------------------===//

/// The shape of the rows over which the parameters of the stages broadcast.
static SmallVector<int64_t> rowsOf(const Quantity &input) {
  SmallVector<int64_t> shape;
  for (Stage stage : input.stages)
    stage.forEachParameter([&](RationalTensor &parameter) { shape = *broadcastShapes(shape, parameter.shape); });
  return shape;
}

FailureOr<RationalInterval> qnn::getFunctionBounds(IntegerBuilder &builder, Location loc, const Quantity &input) {
  std::optional<RationalInterval> bounds;
  FailureOr<std::vector<int64_t>> table =
      computeTable(builder, loc, input, rowsOf(input), [&](size_t, const ElementFunction &function, const Rational &x) {
        std::optional<RationalInterval> value = function.enclose(x, kNextPrecision);
        if (!value)
          return std::optional<int64_t>();
        bounds =
            bounds ? RationalInterval{std::min(bounds->low, value->low), std::max(bounds->high, value->high)} : *value;
        return std::optional<int64_t>(0);
      });
  if (failed(table))
    return failure();
  return *bounds;
}

FailureOr<ValueBounds> qnn::getValueBounds(IntegerBuilder &builder, Location loc, const Quantity &input) {
  if (input.hasFunction()) {
    FailureOr<RationalInterval> bounds = getFunctionBounds(builder, loc, input);
    if (failed(bounds))
      return failure();
    return ValueBounds{bounds->low, bounds->high};
  }
  CodeRange range = builder.getRanges(input.codes).hull();
  const Rational unit = powerOfTwo(input.element().getLsb());
  auto smaller = [](const Rational &lhs, const Rational &rhs) { return std::min(lhs, rhs); };
  auto larger = [](const Rational &lhs, const Rational &rhs) { return std::max(lhs, rhs); };
  ValueBounds bounds{Rational(range.low) * unit, Rational(range.high) * unit};
  for (const Stage &stage : input.stages) {
    RationalTensor ends[] = {stage.evaluate(bounds.low), stage.evaluate(bounds.high)};
    RationalTensor least = combine(ends[0], ends[1], smaller);
    // A leaky rectifier that turns around does it at zero.
    if (!stage.isMonotone()) {
      RationalTensor turning = combine(bounds.low, bounds.high, [](const Rational &low, const Rational &high) {
        return Rational(low < Rational(0) && high > Rational(0) ? 1 : 0);
      });
      least = combine(least, turning, [](const Rational &value, const Rational &turns) {
        return turns.num == 0 ? value : std::min(value, Rational(0));
      });
    }
    bounds = {least, combine(ends[0], ends[1], larger)};
  }
  return bounds;
}

/// The smallest format of the default number of bits that holds all numbers between two bounds, rounded.
static FixedFormat chooseFormat(const RationalInterval &bounds) {
  FixedFormat format{kDefaultBits, 0, bounds.low < Rational(0)};
  auto holds = [&](int integer) {
    format.integer = integer;
    const Rational half = powerOfTwo(format.lsb() - 1), reach = powerOfTwo(integer - (format.isSigned ? 1 : 0));
    return bounds.high < reach - half && (!format.isSigned || -bounds.low <= reach + half);
  };
  int integer = 0;
  while (!holds(integer))
    ++integer;
  while (holds(integer - 1) && integer > -static_cast<int>(kDefaultBits))
    --integer;
  format.integer = integer;
  return format;
}

/// Entries of a table are computed as int64_t, with room for a sign.
static constexpr unsigned kMaxTableWidth = 62;

FailureOr<Quantity> qnn::tabulate(IntegerBuilder &builder, Location loc, const Quantity &input, FixedType type) {
  SmallVector<int64_t> shape = rowsOf(input);
  bool given = static_cast<bool>(type);
  if (given && type.getWidth() > kMaxTableWidth)
    return emitLayerError(loc) << "rounds its values to " << type << ", and at most " << kMaxTableWidth
                               << " bits are supported";
  if (!given) {
    FailureOr<RationalInterval> bounds = getFunctionBounds(builder, loc, input);
    if (failed(bounds))
      return failure();
    type = FixedType::get(loc.getContext(), chooseFormat(*bounds));
  }
  FixedFormat format = type.getFormat();
  const Rational perUnit = powerOfTwo(-format.lsb());
  const Rational low(Integer(format.minCode().getExtValue())), high(Integer(format.maxCode().getExtValue()));
  Rational error(0); // in steps
  FailureOr<std::vector<int64_t>> codes =
      computeTable(builder, loc, input, shape, [&](size_t, const ElementFunction &function, const Rational &x) {
        std::optional<Integer> code = function.round(x, powerOfTwo(format.lsb()), [&](const Rational &value) {
          return qnn::round(std::clamp(value * perUnit, low, high), RoundingMode::HalfEven);
        });
        if (!code)
          return std::optional<int64_t>();
        if (std::optional<RationalInterval> value = function.enclose(x, kFirstPrecision); value && value->isExact())
          error = std::max(error, abs(value->low * perUnit - Rational(*code)));
        else if (std::optional<RationalInterval> bounds = function.enclose(x, kNextPrecision))
          error = std::max({error, bounds->high * perUnit - Rational(*code), Rational(*code) - bounds->low * perUnit});
        return toInt64(*code);
      });
  if (failed(codes))
    return failure();
  // Bits that no value needs are left out.
  auto even = [](int64_t code) { return code % 2 == 0; };
  while (!given && llvm::all_of(*codes, even) && !llvm::all_of(*codes, [](int64_t code) { return code == 0; })) {
    for (int64_t &code : *codes)
      code /= 2;
    type = FixedType::get(loc.getContext(), type.getWidth() - 1, type.getInteger(), type.getIsSigned());
  }
  FloatAttr bound;
  if (error.num != 0) {
    double value = toDouble(error / perUnit);
    bound = builder.getBuilder().getF64FloatAttr(value);
    emitRemark(loc) << "layer '" << layerNameOr(loc) << "' rounds the values of its function to " << type
                    << "; they are off by up to " << value;
  }
  return lookup(builder, loc, input, shape, type, *codes, bound);
}
