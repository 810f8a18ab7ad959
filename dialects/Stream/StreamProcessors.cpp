//===- StreamProcessors.cpp - What processors check and answer -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Verification.h"
#include "dialects/Stream/Verification.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"
#include <numeric>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;

/// Checks that two channels have the same shape and order; their beats may differ until converters stand
/// between them.
static LogicalResult verifySameSequence(Operation *op, ChannelType input, ChannelType result) {
  if (input.getShape() != result.getShape())
    return op->emitOpError() << "has an input of shape " << qnn::shapeText(input.getShape())
                             << " and a result of shape " << qnn::shapeText(result.getShape());
  if (input.getOrder() != result.getOrder())
    return op->emitOpError() << "has an input in order " << qnn::shapeText(input.getOrder())
                             << " and a result in order " << qnn::shapeText(result.getOrder());
  return success();
}

LogicalResult stream::verifySameElements(Operation *op, ChannelType input, ChannelType result) {
  if (input.getElementType() != result.getElementType())
    return op->emitOpError() << "changes the element type from " << input.getElementType() << " to "
                             << result.getElementType();
  return success();
}

InFlightDiagnostic stream::failAt(Operation *op, qnn::WeightOp weight) {
  InFlightDiagnostic diag = op->emitOpError();
  diag.attachNote(weight.getLoc()) << "weight declared here";
  return diag;
}

//===----------------------------------------------------------------------===//
// Parameters of elementwise processors
//===----------------------------------------------------------------------===//

std::optional<Parameter> stream::getParameter(ProcessorOpInterface processor) {
  FlatSymbolRefAttr symbol;
  llvm::TypeSwitch<Operation *>(processor)
      .Case<AddOp, MaxOp, MinOp, MulOp, SubOp>([&](auto op) { symbol = op.getWeightAttr(); })
      .Case<LookupOp>([&](auto op) { symbol = op.getTableAttr(); })
      .Case<ThresholdOp>([&](auto op) { symbol = op.getThresholdsAttr(); });
  if (!symbol)
    return std::nullopt;
  auto weight = SymbolTable::lookupNearestSymbolFrom<qnn::WeightOp>(processor, symbol);
  if (!weight)
    return std::nullopt;
  Parameter parameter{weight, {}, 1};
  ArrayRef<int64_t> shape = weight.getTensorType().getShape();
  if (isa<LookupOp, ThresholdOp>(processor)) {
    parameter.depth = shape.back();
    shape = shape.drop_back();
  }
  size_t rank = getChannelType(processor->getResult(0)).getRank();
  shape = dropLeadingOnes(shape, rank);
  parameter.shape.assign(rank - shape.size(), 1);
  llvm::append_range(parameter.shape, shape);
  return parameter;
}

/// The largest beat up to that of the operands in which the parameters of each lane are at a fixed place.
static int64_t inferParameterBeat(ProcessorOpInterface processor, ArrayRef<int64_t> inputBeats) {
  int64_t beat = *llvm::max_element(inputBeats);
  std::optional<Parameter> parameter = getParameter(processor);
  if (!parameter || llvm::all_of(parameter->shape, [](int64_t size) { return size == 1; }))
    return beat;
  return getChannelType(processor->getResult(0)).alignBeat(beat);
}

/// Checks that a parameter of shape `shape` broadcasts over the channel and that every lane finds its own.
static LogicalResult verifyParameter(Operation *op, StringRef what, qnn::WeightOp weight, ArrayRef<int64_t> shape) {
  ChannelType type = getChannelType(op->getResult(0));
  shape = dropLeadingOnes(shape, type.getRank());
  if (failed(qnn::verifyBroadcastsOver(op, what, shape, type.getShape())))
    return failure();
  int64_t aligned = type.alignBeat(type.getBeat());
  if (aligned != type.getBeat() && ShapedType::getNumElements(shape) != 1)
    return failAt(op, weight) << "has parameters per element, and sends beats of " << type.getBeat()
                              << ", which do not line up with a shape of " << qnn::shapeText(type.getRunningShape())
                              << "; the next smaller one that does is " << aligned;
  return success();
}

//===----------------------------------------------------------------------===//
// Products and reductions
//===----------------------------------------------------------------------===//

LogicalResult stream::verifyProducts(Operation *op, SymbolTableCollection &symbols, FlatSymbolRefAttr weightName,
                                     FlatSymbolRefAttr biasName, ArrayRef<int64_t> expected, ChannelType input,
                                     ChannelType result) {
  qnn::WeightOp weight = qnn::lookupWeight(op, symbols, weightName);
  if (!weight)
    return failure();
  ArrayRef<int64_t> shape = weight.getTensorType().getShape();
  bool fits = shape == expected || (expected.size() == 2 && shape.size() > 2 && shape.front() == expected.front() &&
                                    ShapedType::getNumElements(shape) == expected[0] * expected[1]);
  if (!fits)
    return failAt(op, weight) << "needs a weight of shape " << qnn::shapeText(expected) << ", but it has "
                              << qnn::shapeText(shape);
  int lsb = input.getElementType().getLsb() + weight.getFixedType().getLsb();
  if (biasName) {
    qnn::WeightOp bias = qnn::lookupWeight(op, symbols, biasName);
    if (!bias)
      return failure();
    if (bias.getTensorType().getShape() != expected.take_front())
      return failAt(op, bias) << "needs a bias of shape " << qnn::shapeText(expected.take_front()) << ", but it has "
                              << qnn::shapeText(bias.getTensorType().getShape());
    lsb = std::min(lsb, bias.getFixedType().getLsb());
  }
  if (int found = result.getElementType().getLsb(); found > lsb)
    return failAt(op, weight) << "accumulates in steps of 2^" << found << ", but sums have steps of 2^" << lsb;
  return success();
}

LogicalResult stream::verifyReduction(Operation *op, qnn::Reduction reduction, ChannelType input, ChannelType result) {
  if (reduction != qnn::Reduction::Sum)
    return verifySameElements(op, input, result);
  if (!result.getElementType().getFormat().contains(input.getElementType().getFormat()))
    return op->emitOpError() << "sums numbers of " << input.getElementType() << " in " << result.getElementType()
                             << ", which does not hold one of them";
  return success();
}

//===----------------------------------------------------------------------===//
// MatVecOp
//===----------------------------------------------------------------------===//

LogicalResult MatVecOp::verify() {
  ChannelType input = getInput().getType(), result = getType();
  int64_t groups = getNumGroups();
  // A dimension of groups stands in front of the inputs.
  int64_t inputDims = getGroups() ? 2 : 1;
  if (result.getRank() < 1 || input.getRank() != result.getRank() + inputDims - 1)
    return emitOpError() << "needs an input and a result of " << (getGroups() ? "ranks that differ by one" : "one rank")
                         << " of 1 or more, but their ranks are " << input.getRank() << " and " << result.getRank();
  if (input.getShape().drop_back(inputDims) != result.getShape().drop_back())
    return emitOpError() << "keeps all dimensions but the last, but goes from shape "
                         << qnn::shapeText(input.getShape()) << " to " << qnn::shapeText(result.getShape());
  if (getGroups() && (input.getShape()[result.getRank() - 1] != groups || result.getShape().back() % groups != 0))
    return emitOpError() << "has " << groups << " groups, but goes from shape " << qnn::shapeText(input.getShape())
                         << " to " << qnn::shapeText(result.getShape());
  if (getGroups() && (!input.isRowMajor() || !result.isRowMajor()))
    return emitOpError() << "has groups, which need channels in row-major order, but they run in orders "
                         << qnn::shapeText(input.getOrder()) << " and " << qnn::shapeText(result.getOrder());
  for (auto [what, type] : {std::pair{"input", input}, {"result", result}})
    if (!type.isInnermost(type.getRank() - 1))
      return emitOpError() << "needs the last dimension innermost, but the " << what << " runs in order "
                           << qnn::shapeText(type.getOrder());
  auto leading = [](ChannelType type, int64_t count) {
    SmallVector<int64_t> dims;
    for (int64_t dim : type.getOrder())
      if (dim < count && type.getShape()[dim] != 1)
        dims.push_back(dim);
    return dims;
  };
  if (leading(input, result.getRank() - 1) != leading(result, result.getRank() - 1))
    return emitOpError() << "has an input in order " << qnn::shapeText(input.getOrder()) << " and a result in order "
                         << qnn::shapeText(result.getOrder());
  if (getLanes().size() != 2)
    return emitOpError() << "has " << getLanes().size() << " numbers of lanes, but needs 2: outputs and inputs";
  for (auto [what, lanes, size] :
       {std::tuple{"output", getOutLanes(), getNumOutputs()}, {"input", getInLanes(), getNumInputs()}})
    if (lanes < 1 || size % lanes != 0)
      return emitOpError() << "has " << lanes << " " << what << " lanes, which do not divide the " << size << " "
                           << what << "s";
  if (result.getBeat() != getOutLanes() && !result.isWhole())
    return emitOpError() << "sends beats of " << result.getBeat() << ", but has " << getOutLanes() << " output lanes";
  if (getPadded() && getGroups())
    return emitOpError() << "is padded, but has " << groups << " groups";
  if (getPositions() && getIO(*this) == IO::Stream)
    return emitOpError() << "works on " << *getPositions()
                         << " positions at a time, but a stream has one after the other";
  if (getPositions() && getInnermostPositions() % static_cast<int64_t>(*getPositions()) != 0)
    return emitOpError() << "works on " << *getPositions() << " positions at a time, which do not divide the "
                         << getInnermostPositions() << " of the last dimension of them";
  return success();
}

void MatVecOp::setFolding(ArrayRef<int64_t> lanes) {
  setLanes(lanes);
  getResult().setType(getType().withBeat(inferBeat({})));
}

int64_t MatVecOp::getInnermostPositions() {
  ArrayRef<int64_t> shape = getType().getShape();
  for (int64_t dim : llvm::reverse(getType().getOrder()))
    if (dim != getType().getRank() - 1 && shape[dim] != 1)
      return shape[dim];
  return 1;
}

int64_t MatVecOp::getPositionLanes() {
  if (getPositions())
    return *getPositions();
  return getIO(*this) == IO::Parallel && isCovered() ? getNumPositions() : 1;
}

LogicalResult MatVecOp::verifySymbolUses(SymbolTableCollection &symbols) {
  SmallVector<int64_t> sizes{getType().getShape().back(), getNumInputs()};
  if (getPadded()) {
    qnn::WeightOp weight = qnn::lookupWeight(*this, symbols, getWeightAttr());
    if (!weight)
      return failure();
    ArrayRef<int64_t> shape = weight.getTensorType().getShape();
    int64_t taps = shape.size() < 2 ? 1 : ShapedType::getNumElements(shape.drop_front().drop_back());
    if (shape.size() < 2 || shape.front() > sizes[0] || sizes[1] % taps != 0 || shape.back() > sizes[1] / taps)
      return failAt(*this, weight) << "is padded to " << sizes[0] << " outputs and " << sizes[1]
                                   << " inputs, into which its weight of " << qnn::shapeText(shape) << " does not fit";
    sizes = {shape.front(), taps * shape.back()};
  }
  return verifyProducts(*this, symbols, getWeightAttr(), getBiasAttr(), sizes, getInput().getType(), getType());
}

int64_t MatVecOp::getInputBeat(unsigned) {
  return getIO(*this) == IO::Parallel ? getInput().getType().getNumElements() : getInLanes();
}

int64_t MatVecOp::inferBeat(ArrayRef<int64_t>) {
  return getIO(*this) == IO::Parallel ? getType().getNumElements() : getOutLanes();
}

std::string MatVecOp::describe() {
  std::string text = "Dense " + llvm::utostr(getNumInputs()) + " -> " + llvm::utostr(getNumOutputs());
  if (getPadded())
    return text + ", padded with zeros";
  return getGroups() ? text + " in each of " + llvm::utostr(getNumGroups()) + " groups" : text;
}

//===----------------------------------------------------------------------===//
// TableSoftmaxOp
//===----------------------------------------------------------------------===//

LogicalResult TableSoftmaxOp::verify() {
  ChannelType input = getInput().getType(), result = getType();
  if (failed(verifySameSequence(*this, input, result)) ||
      failed(qnn::verifySoftmax(*this, getDrop(), result.getElementType())))
    return failure();
  if (int64_t axis = getAxis(); axis < 0 || axis >= result.getRank())
    return emitOpError() << "axis is " << axis << ", but the input has rank " << result.getRank();
  if (!result.isInnermost(getAxis()))
    return emitOpError() << "needs axis " << getAxis() << " innermost, but the channels run in order "
                         << qnn::shapeText(result.getOrder());
  int64_t size = result.getShape()[getAxis()];
  if (size % result.getBeat() != 0 && !result.isWhole())
    return emitOpError() << "sends beats of " << result.getBeat() << ", which do not divide the " << size
                         << " elements of its axis";
  return success();
}

LogicalResult TableSoftmaxOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return qnn::verifySoftmaxTables(*this, symbols, getCoarseAttr(), getFineAttr());
}

int64_t TableSoftmaxOp::inferBeat(ArrayRef<int64_t> inputBeats) {
  if (getIO(*this) == IO::Parallel)
    return getType().getNumElements();
  return std::gcd(inputBeats.front(), getType().getShape()[getAxis()]);
}

std::string TableSoftmaxOp::describe() { return "softmax over " + llvm::utostr(getType().getShape()[getAxis()]); }

//===----------------------------------------------------------------------===//
// SourceOp
//===----------------------------------------------------------------------===//

LogicalResult SourceOp::verifySymbolUses(SymbolTableCollection &symbols) {
  qnn::WeightOp weight = qnn::lookupWeight(*this, symbols, getWeightAttr());
  if (!weight)
    return failure();
  RankedTensorType type = weight.getTensorType();
  if (type.getShape() != getType().getShape() || type.getElementType() != getType().getElementType() ||
      !getType().isRowMajor())
    return failAt(*this, weight) << "sends " << getType() << ", but the weight is " << type;
  return success();
}

int64_t SourceOp::getInputBeat(unsigned) { return getType().getBeat(); }
int64_t SourceOp::inferBeat(ArrayRef<int64_t>) {
  return getIO(*this) == IO::Parallel ? getType().getNumElements() : getType().getBeat();
}
std::string SourceOp::describe() { return "constant"; }

//===----------------------------------------------------------------------===//
// Elementwise processors of one operand
//===----------------------------------------------------------------------===//

LogicalResult RequantizeOp::verify() {
  if (failed(verifySameSequence(*this, getInput().getType(), getType())))
    return failure();
  return qnn::verifyClamp(*this, getClamp(), getType().getElementType());
}
bool RequantizeOp::isElementwise() { return true; }
std::string RequantizeOp::describe() {
  auto spaced = [](StringRef keyword) {
    std::string text = keyword.str();
    std::replace(text.begin(), text.end(), '_', ' ');
    return text;
  };
  qnn::FixedType type = getType().getElementType();
  return std::string("requantized to ") + (type.getIsSigned() ? "s" : "u") + llvm::utostr(type.getWidth()) + " (" +
         spaced(qnn::stringifyRoundingMode(getRounding())) + ", " + spaced(qnn::stringifyOverflowMode(getOverflow())) +
         ")";
}

LogicalResult ThresholdOp::verify() { return verifySameSequence(*this, getInput().getType(), getType()); }

LogicalResult ThresholdOp::verifySymbolUses(SymbolTableCollection &symbols) {
  qnn::WeightOp weight = qnn::lookupWeight(*this, symbols, getThresholdsAttr());
  if (!weight)
    return failure();
  if (weight.getTensorType().getRank() == 0)
    return emitOpError("needs thresholds of rank 1 or more");
  if (failed(verifyParameter(*this, "thresholds per element", weight, weight.getTensorType().getShape().drop_back())))
    return failure();
  return qnn::verifyThresholds(*this, symbols, weight, getFirst(), getStep(), getFormAttr(),
                               getInput().getType().getElementType(), getType().getElementType());
}
bool ThresholdOp::isElementwise() { return true; }
int64_t ThresholdOp::inferBeat(ArrayRef<int64_t> inputBeats) { return inferParameterBeat(*this, inputBeats); }
std::string ThresholdOp::describe() {
  std::optional<Parameter> parameter = getParameter(*this);
  std::string text = (parameter ? llvm::utostr(parameter->depth) : std::string("no")) + " thresholds";
  if (isa_and_nonnull<qnn::BinarySearchAttr>(getFormAttr()))
    return text + " by binary search";
  if (isa_and_nonnull<qnn::CodeTableAttr>(getFormAttr()))
    return text + " by a table of codes";
  if (isa_and_nonnull<qnn::MultiplyShiftAttr>(getFormAttr()))
    return text + " by multiplication and shift";
  return text;
}

LogicalResult LookupOp::verify() { return verifySameSequence(*this, getInput().getType(), getType()); }

LogicalResult LookupOp::verifySymbolUses(SymbolTableCollection &symbols) {
  qnn::WeightOp weight = qnn::lookupWeight(*this, symbols, getTableAttr());
  if (!weight)
    return failure();
  if (weight.getTensorType().getRank() == 0)
    return emitOpError("needs a table of rank 1 or more");
  if (failed(verifyParameter(*this, "entries per element", weight, weight.getTensorType().getShape().drop_back())))
    return failure();
  return qnn::verifyLookup(*this, weight, getInput().getType().getElementType(), getType().getElementType());
}
bool LookupOp::isElementwise() { return true; }
int64_t LookupOp::inferBeat(ArrayRef<int64_t> inputBeats) { return inferParameterBeat(*this, inputBeats); }
std::string LookupOp::describe() {
  std::optional<Parameter> parameter = getParameter(*this);
  return "table of " + (parameter ? llvm::utostr(parameter->depth) : std::string("no")) + " entries";
}

LogicalResult ReluOp::verify() {
  if (failed(verifySameSequence(*this, getInput().getType(), getType())))
    return failure();
  auto required = qnn::FixedType::get(getContext(), reluFormat(getInput().getType().getElementType().getFormat()));
  if (getType().getElementType() != required)
    return emitOpError() << "has results of type " << getType().getElementType() << ", but needs " << required;
  return success();
}
bool ReluOp::isElementwise() { return true; }
std::string ReluOp::describe() { return "ReLU"; }

LogicalResult ReinterpretOp::verify() {
  if (failed(verifySameSequence(*this, getInput().getType(), getType())))
    return failure();
  return qnn::verifyReinterpret(*this, getInput().getType().getElementType(), getType().getElementType());
}
bool ReinterpretOp::isElementwise() { return true; }
std::string ReinterpretOp::describe() { return "binary point moved"; }

//===----------------------------------------------------------------------===//
// Operations on two numbers
//===----------------------------------------------------------------------===//

template <typename OpTy> static LogicalResult verifyBinary(OpTy op) {
  unsigned required = op.getWeightAttr() ? 1 : 2;
  if (op.getInputs().size() != required)
    return op.emitOpError() << "has " << op.getInputs().size() << " channels"
                            << (op.getWeightAttr() ? " and a weight" : "") << ", but needs " << required;
  if (op.getWeightFirst() && !op.getWeightAttr())
    return op.emitOpError("has no weight to come first");
  for (Value input : op.getInputs())
    if (failed(verifySameSequence(op, getChannelType(input), op.getType()))) {
      return failure();
    }
  return success();
}

template <typename OpTy>
static LogicalResult verifyBinarySymbols(OpTy op, SymbolTableCollection &symbols,
                                         FixedFormat (*grow)(const FixedFormat &, const FixedFormat &)) {
  SmallVector<FixedFormat> formats;
  for (Value input : op.getInputs())
    formats.push_back(getChannelType(input).getElementType().getFormat());
  if (op.getWeightAttr()) {
    qnn::WeightOp weight = qnn::lookupWeight(op, symbols, op.getWeightAttr());
    if (!weight || failed(verifyParameter(op, "a weight", weight, weight.getTensorType().getShape())))
      return failure();
    formats.insert(op.getWeightFirst() ? formats.begin() : formats.end(), weight.getFixedType().getFormat());
  }
  auto required = qnn::FixedType::get(op.getContext(), grow(formats[0], formats[1]));
  if (op.getType().getElementType() != required)
    return op.emitOpError() << "has results of type " << op.getType().getElementType() << ", but needs " << required;
  return success();
}

/// `noun with @weight` or `noun`.
template <typename OpTy> static std::string describeBinary(OpTy op, StringRef noun) {
  return op.getWeightAttr() ? (noun + " with " + op.getWeightAttr().getValue()).str() : (noun + " of two").str();
}

#define HLS4MLIR_BINARY_PROCESSOR(Op, grow, noun)                                                                      \
  LogicalResult Op::verify() { return verifyBinary(*this); }                                                           \
  LogicalResult Op::verifySymbolUses(SymbolTableCollection &symbols) {                                                 \
    return verifyBinarySymbols(*this, symbols, grow);                                                                  \
  }                                                                                                                    \
  bool Op::isElementwise() { return getWeightAttr() != nullptr; }                                                      \
  int64_t Op::inferBeat(ArrayRef<int64_t> inputBeats) { return inferParameterBeat(*this, inputBeats); }                \
  std::string Op::describe() { return describeBinary(*this, noun); }
HLS4MLIR_BINARY_PROCESSOR(AddOp, addFormat, "sum")
HLS4MLIR_BINARY_PROCESSOR(MaxOp, hullFormat, "maximum")
HLS4MLIR_BINARY_PROCESSOR(MinOp, hullFormat, "minimum")
HLS4MLIR_BINARY_PROCESSOR(MulOp, mulFormat, "product")
HLS4MLIR_BINARY_PROCESSOR(SubOp, subFormat, "difference")
#undef HLS4MLIR_BINARY_PROCESSOR
