//===- Thresholds.cpp - Step functions in each of their forms -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/ThresholdForms.h"
#include "lib/Conversion/StreamToDataflow/Emitter.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;
using namespace hls4mlir::stream_to_dataflow;
using llvm::APSInt;

static qnn::WeightOp lookup(Operation *op, FlatSymbolRefAttr symbol) {
  return SymbolTable::lookupNearestSymbolFrom<qnn::WeightOp>(op, symbol);
}

static qnn::StepFunction getFunction(ThresholdOp op) {
  return qnn::StepFunction(lookup(op, op.getThresholdsAttr()), op.getFirst(), op.getStep());
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

/// A weight of its own, of `depth` codes per row, in the smallest type.
static qnn::WeightOp makeCodes(Emitter &emitter, StringRef suffix, const Parameter &parameter, int64_t depth,
                               ArrayRef<int64_t> codes, int lsb) {
  auto [low, high] = std::minmax_element(codes.begin(), codes.end());
  auto type = qnn::FixedType::get(emitter.builder.getContext(),
                                  FixedFormat::forRange(APSInt::get(*low), APSInt::get(*high), lsb));
  SmallVector<int64_t> shape(parameter.shape);
  shape.push_back(depth);
  return qnn::WeightOp::create(emitter.process->getParentOfType<ModuleOp>(), emitter.loc, emitter.label(suffix), shape,
                               type, codes);
}

void Emitter::prepareThreshold(ThresholdOp op, const Parameter &parameter, ArrayRef<NestDim> nest) {
  if (auto form = dyn_cast_or_null<qnn::MultiplyShiftAttr>(op.getFormAttr())) {
    for (auto [kind, name, symbol] :
         {std::tuple{kOperand, "multiplier", form.getMultiplier()}, std::tuple{kOffset, "offset", form.getOffset()}})
      if (lookup(op, symbol).getTensorType().getNumElements() > 1)
        tables[{op, kind}] = makeTable(name, symbol.getValue(), parameter, 1, nest);
    return;
  }
  if (auto form = dyn_cast_or_null<qnn::CodeTableAttr>(op.getFormAttr())) {
    int64_t size = lookup(op, form.getTable()).getTensorType().getShape().back();
    tables[{op, kOperand}] = makeTable("codes", form.getTable().getValue(), parameter, size, nest, /*addressed=*/true);
    return;
  }
  int lsb = op.getType().getElementType().getLsb();
  for (auto [kind, name, codes] : {std::tuple{kFirst, "first", op.getFirst()}, std::tuple{kStep, "step", op.getStep()}})
    if (codes.size() > 1)
      tables[{op, kind}] =
          makeTable(name, makeCodes(*this, name, parameter, 1, codes, lsb).getSymName(), parameter, 1, nest);
  if (isa_and_nonnull<qnn::BinarySearchAttr>(op.getFormAttr()))
    return prepareSearch(op, parameter, nest);
  tables[{op, kOperand}] = makeTable("threshold", op.getThresholds(), parameter, parameter.depth, nest);
}

void Emitter::prepareSearch(ThresholdOp op, const Parameter &parameter, ArrayRef<NestDim> nest) {
  // Each level of the tree has a memory of its own, so that all can be read in the same cycle.
  qnn::StepFunction function = getFunction(op);
  unsigned steps = qnn::getSearchSteps(parameter.depth);
  // Behind the last threshold of a row come those that no input reaches.
  int64_t never = op.getInput().getType().getElementType().getFormat().maxCode().getExtValue() + 1;
  for (unsigned level = 0; level < steps; ++level) {
    int64_t size = int64_t(1) << level, stride = int64_t(1) << (steps - level);
    std::vector<int64_t> codes;
    for (int64_t row = 0; row < function.getNumRows(); ++row) {
      ArrayRef<int64_t> thresholds = function.getThresholds(row);
      for (int64_t i = 0; i < size; ++i) {
        int64_t position = i * stride + stride / 2 - 1;
        codes.push_back(position < static_cast<int64_t>(thresholds.size()) ? std::min(thresholds[position], never)
                                                                           : never);
      }
    }
    std::string name = "threshold" + llvm::utostr(level);
    int lsb = op.getInput().getType().getElementType().getLsb();
    tables[{op, kLevel + level}] =
        makeTable(name, makeCodes(*this, name, parameter, size, codes, lsb).getSymName(), parameter, size, nest,
                  /*addressed=*/true);
  }
}

Value Emitter::getParameterOf(ThresholdOp op, unsigned kind, const Place &place, qnn::FixedType type,
                              ArrayRef<int64_t> codes) {
  if (auto table = tables.find({op, kind}); table != tables.end())
    return loadTable(table->second, place, index(0));
  return constant(type, codes[0]);
}

//===----------------------------------------------------------------------===//
// Forms
//===----------------------------------------------------------------------===//

/// The smallest type, on the step of `type`, that holds a code.
static qnn::FixedType typeOf(int64_t code, qnn::FixedType type) {
  APSInt number = APSInt::get(code);
  return qnn::FixedType::get(type.getContext(), FixedFormat::forRange(number, number, type.getLsb()));
}

Value Emitter::applyThreshold(ThresholdOp op, const Place &place, Value value) {
  Attribute form = op.getFormAttr();
  if (!form)
    return applyComparators(op, place, value);
  return llvm::TypeSwitch<Attribute, Value>(form)
      .Case([&](qnn::BinarySearchAttr) { return applySearch(op, place, value); })
      .Case([&](qnn::CodeTableAttr) { return applyCodeTable(op, place, value); })
      .Case([&](qnn::ComparatorsAttr) { return applyComparators(op, place, value); })
      .Case([&](qnn::MultiplyShiftAttr) { return applyMultiplyShift(op, place, value); });
}

Value Emitter::applyComparators(ThresholdOp op, const Place &place, Value value) {
  MLIRContext *context = builder.getContext();
  qnn::FixedType type = op.getType().getElementType();
  Storage code = declare("code", {}, type);
  auto truth = qnn::FixedType::get(context, 1, 1, false);
  // A truth value of one on the step of the result is a step of one.
  auto unit = qnn::FixedType::get(context, 1, type.getLsb() + 1, false);
  bool unitStep = !tables.count({op, kStep}) && op.getStep()[0] == 1;

  store(getParameterOf(op, kFirst, place, type, op.getFirst()), code, {});
  unrolled({{"t", getParameter(op)->depth, ""}}, [&](ArrayRef<Value> t) {
    Value threshold = loadTable(tables.at({op, kOperand}), place, t[0]);
    Value reached = qnn::CompareOp::create(builder, loc, truth, qnn::ComparePredicate::GE, value, threshold);
    if (unitStep) {
      accumulate(unit == truth ? reached : qnn::ReinterpretOp::create(builder, loc, unit, reached).getResult(), code,
                 {});
    } else {
      Value step = getParameterOf(op, kStep, place, typeOf(op.getStep()[0], type), op.getStep());
      accumulate(qnn::MulOp::create(builder, loc, step, reached), code, {});
    }
  });
  return load(code, {});
}

Value Emitter::applySearch(ThresholdOp op, const Place &place, Value value) {
  MLIRContext *context = builder.getContext();
  qnn::FixedType type = op.getType().getElementType();
  unsigned steps = qnn::getSearchSteps(getParameter(op)->depth);
  // The bits of the number of thresholds that are reached, from the first on. Each says in which half the search
  // goes on.
  auto countType = qnn::FixedType::get(context, steps, static_cast<int>(steps), false);
  Storage count = declare("count", {}, countType);
  store(constant(countType, 0), count, {});
  for (unsigned level = 0; level < steps; ++level) {
    unsigned weight = steps - 1 - level;
    Value entry =
        level == 0 ? index(0) : qnn::CodeOp::create(builder, loc, load(count, {}), weight + 1, level).getResult();
    Value threshold = loadTable(tables.at({op, kLevel + level}), place, entry);
    auto truth = qnn::FixedType::get(context, 1, 1, false);
    Value reached = qnn::CompareOp::create(builder, loc, truth, qnn::ComparePredicate::GE, value, threshold);
    if (weight > 0)
      reached = qnn::ReinterpretOp::create(
          builder, loc, qnn::FixedType::get(context, 1, static_cast<int>(weight) + 1, false), reached);
    accumulate(reached, count, {});
  }
  // first + step * count
  Value code = load(count, {});
  if (tables.count({op, kStep}) || op.getStep()[0] != 1)
    code = qnn::MulOp::create(builder, loc,
                              getParameterOf(op, kStep, place, typeOf(op.getStep()[0], type), op.getStep()), code);
  else if (type.getLsb() != 0)
    code = qnn::ReinterpretOp::create(
        builder, loc, qnn::FixedType::get(context, steps, static_cast<int>(steps) + type.getLsb(), false), code);
  if (tables.count({op, kFirst}) || op.getFirst()[0] != 0)
    code = qnn::AddOp::create(builder, loc,
                              getParameterOf(op, kFirst, place, typeOf(op.getFirst()[0], type), op.getFirst()), code);
  if (code.getType() == type)
    return code;
  // The type holds what the function gives.
  return qnn::RequantizeOp::create(builder, loc, type, code, qnn::RoundingMode::Floor, qnn::OverflowMode::Wrap,
                                   DenseI64ArrayAttr());
}

Value Emitter::applyMultiplyShift(ThresholdOp op, const Place &place, Value value) {
  auto form = cast<qnn::MultiplyShiftAttr>(op.getFormAttr());
  qnn::FixedType input = op.getInput().getType().getElementType(), type = op.getType().getElementType();
  qnn::WeightOp multiplier = lookup(op, form.getMultiplier()), offset = lookup(op, form.getOffset());
  SmallVector<int64_t> factors = multiplier.getCodes(), offsets = offset.getCodes();
  Value sum =
      qnn::MulOp::create(builder, loc, value, getParameterOf(op, kOperand, place, multiplier.getFixedType(), factors));
  if (offsets.size() > 1 || offsets[0] != 0)
    sum = qnn::AddOp::create(builder, loc, sum, getParameterOf(op, kOffset, place, offset.getFixedType(), offsets));
  qnn::CodeRange clip = getFunction(op).getRange(input), full = qnn::CodeRange::ofFormat(type.getFormat());
  DenseI64ArrayAttr clamp;
  if (clip != full)
    clamp = builder.getDenseI64ArrayAttr({static_cast<int64_t>(clip.low), static_cast<int64_t>(clip.high)});
  return qnn::RequantizeOp::create(builder, loc, type, sum, qnn::RoundingMode::Floor, qnn::OverflowMode::Saturate,
                                   clamp);
}

Value Emitter::applyCodeTable(ThresholdOp op, const Place &place, Value value) {
  qnn::FixedType input = op.getInput().getType().getElementType(), type = op.getType().getElementType();
  // Entries are in the order of the numbers; the least has none in front.
  Value distance = value;
  if (input.getIsSigned()) {
    auto least = constant(input, input.getFormat().minCode());
    distance = qnn::ReluOp::create(builder, loc, qnn::SubOp::create(builder, loc, value, least));
  }
  Value entry = qnn::CodeOp::create(builder, loc, distance, 0, input.getWidth());
  Value code = loadTable(tables.at({op, kOperand}), place, entry);
  if (code.getType() == type)
    return code;
  return qnn::RequantizeOp::create(builder, loc, type, code, qnn::RoundingMode::Floor, qnn::OverflowMode::Wrap,
                                   DenseI64ArrayAttr());
}
