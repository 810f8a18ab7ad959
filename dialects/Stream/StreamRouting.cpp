//===- StreamRouting.cpp - Processors that move elements -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Verification.h"
#include "dialects/Stream/Verification.h"
#include "llvm/ADT/StringExtras.h"
#include <numeric>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;

//===----------------------------------------------------------------------===//
// Beats
//===----------------------------------------------------------------------===//

/// Checks that `result` can be sent by a nest of loops over its dimensions.
static LogicalResult verifyAligned(Operation *op, ChannelType result) {
  if (int64_t aligned = result.alignBeat(result.getBeat()); aligned != result.getBeat())
    return op->emitOpError() << "sends beats of " << result.getBeat() << ", which do not line up with a shape of "
                             << qnn::shapeText(result.getRunningShape()) << "; the next smaller one that does is "
                             << aligned;
  return success();
}

//===----------------------------------------------------------------------===//
// Processors that hold a tensor
//===----------------------------------------------------------------------===//

LogicalResult ReorderOp::verify() {
  ChannelType input = getInput().getType(), result = getType();
  if (failed(verifySameElements(*this, input, result)))
    return failure();
  if (input.getShape() != result.getShape())
    return emitOpError() << "has an input of shape " << qnn::shapeText(input.getShape()) << " and a result of shape "
                         << qnn::shapeText(result.getShape());
  return verifyAligned(*this, result);
}

OpFoldResult ReorderOp::fold(FoldAdaptor) { return getInput().getType() == getType() ? getInput() : Value(); }

LogicalResult BroadcastOp::verify() {
  ChannelType input = getInput().getType(), result = getType();
  if (failed(verifySameElements(*this, input, result)) ||
      failed(qnn::verifyBroadcastsOver(*this, "a channel", input.getShape(), result.getShape())))
    return failure();
  if (!input.isRowMajor() || !result.isRowMajor())
    return emitOpError() << "needs channels in row-major order, but they run in orders "
                         << qnn::shapeText(input.getOrder()) << " and " << qnn::shapeText(result.getOrder());
  return verifyAligned(*this, result);
}

OpFoldResult BroadcastOp::fold(FoldAdaptor) { return getInput().getType() == getType() ? getInput() : Value(); }

// A processor that holds the tensor reads any beat.
#define HLS4MLIR_HOLDING_PROCESSOR(Op, text)                                                                           \
  int64_t Op::getInputBeat(unsigned) { return getInput().getType().getBeat(); }                                        \
  int64_t Op::inferBeat(ArrayRef<int64_t> inputBeats) {                                                                \
    return getIO(*this) == IO::Parallel ? getType().getNumElements() : getType().alignBeat(inputBeats.front());        \
  }                                                                                                                    \
  std::string Op::describe() { return text; }
HLS4MLIR_HOLDING_PROCESSOR(ReorderOp, "reordered")
HLS4MLIR_HOLDING_PROCESSOR(BroadcastOp, "repeated to " + qnn::shapeText(getType().getShape()))
#undef HLS4MLIR_HOLDING_PROCESSOR

//===----------------------------------------------------------------------===//
// Width converters
//===----------------------------------------------------------------------===//

LogicalResult ConvertWidthOp::verify() {
  ChannelType input = getInput().getType(), result = getType();
  if (input.withBeat(result.getBeat()) != result)
    return emitOpError() << "may change nothing but the beat, but goes from " << input << " to " << result;
  return success();
}

OpFoldResult ConvertWidthOp::fold(FoldAdaptor) { return getInput().getType() == getType() ? getInput() : Value(); }

int64_t ConvertWidthOp::getInputBeat(unsigned) { return getInput().getType().getBeat(); }
int64_t ConvertWidthOp::inferBeat(ArrayRef<int64_t>) { return getType().getBeat(); }
std::string ConvertWidthOp::describe() {
  return "beats of " + llvm::utostr(getInput().getType().getBeat()) + " -> " + llvm::utostr(getType().getBeat());
}

//===----------------------------------------------------------------------===//
// Forks
//===----------------------------------------------------------------------===//

ParseResult ForkOp::parse(OpAsmParser &parser, OperationState &result) {
  OpAsmParser::UnresolvedOperand input;
  ChannelType type;
  int64_t count = 0;
  SMLoc loc;
  if (parser.parseOperand(input) || parser.parseOptionalAttrDict(result.attributes) || parser.parseColonType(type) ||
      parser.parseKeyword("to") || parser.getCurrentLocation(&loc) || parser.parseInteger(count) ||
      parser.resolveOperand(input, type, result.operands))
    return failure();
  if (count < 0 || count > (1 << 20))
    return parser.emitError(loc, "a fork has 0 to 1048576 results");
  result.addTypes(SmallVector<Type>(count, type));
  return success();
}

void ForkOp::print(OpAsmPrinter &printer) {
  printer << " " << getInput();
  printer.printOptionalAttrDict((*this)->getAttrs());
  printer << " : " << getInput().getType() << " to " << getNumResults();
}

LogicalResult ForkOp::verify() {
  for (auto [i, type] : llvm::enumerate(getResultTypes()))
    if (type != getInput().getType())
      return emitOpError() << "has an input of type " << getInput().getType() << ", but result " << i << " is " << type;
  return success();
}

int64_t ForkOp::getInputBeat(unsigned) { return getInput().getType().getBeat(); }
int64_t ForkOp::inferBeat(ArrayRef<int64_t> inputBeats) { return inputBeats.front(); }
std::string ForkOp::describe() {
  if (getNumResults() == 0)
    return "unread input";
  return getNumResults() == 1 ? "input passed on" : "fork to " + llvm::utostr(getNumResults());
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// Dimensions of the input that stay, in the order in which they run.
static SmallVector<int64_t> keptOrder(ReduceOp op) {
  return llvm::to_vector(
      llvm::make_filter_range(op.getInput().getType().getOrder(), [&](int64_t dim) { return !op.isReduced(dim); }));
}

LogicalResult ReduceOp::verify() {
  ChannelType input = getInput().getType(), result = getType();
  if (failed(verifyReduction(*this, getReduction(), input, result)))
    return failure();
  if (getDims().empty() || !llvm::is_sorted(getDims()) || getDims().front() < 0 ||
      getDims().back() >= input.getRank() || std::adjacent_find(getDims().begin(), getDims().end()) != getDims().end())
    return emitOpError() << "reduces " << qnn::shapeText(getDims()) << ", but needs ascending numbers among its "
                         << input.getRank() << " dimensions";
  SmallVector<int64_t> shape, order, position(input.getRank());
  for (int64_t dim = 0; dim < input.getRank(); ++dim)
    if (!isReduced(dim)) {
      position[dim] = shape.size();
      shape.push_back(input.getShape()[dim]);
    }
  for (int64_t dim : keptOrder(*this))
    order.push_back(position[dim]);
  ChannelType expected = ChannelType::get(shape, result.getElementType(), 1, order);
  if (result.withBeat(1) != expected)
    return emitOpError() << "has a result of type " << result << ", but needs " << expected << " in some beat";
  if (getIO(*this) == IO::Parallel && result.isWhole())
    return success();
  int64_t inner = getInnerElements();
  if (inner % result.getBeat() != 0 || result.alignBeat(result.getBeat()) != result.getBeat())
    return emitOpError() << "sends beats of " << result.getBeat() << ", but " << inner
                         << " elements run inside of what it reduces";
  return success();
}

int64_t ReduceOp::getInnerElements() {
  int64_t inner = 1;
  for (int64_t dim : llvm::reverse(getInput().getType().getOrder())) {
    if (isReduced(dim) && getInput().getType().getShape()[dim] != 1)
      break;
    inner *= getInput().getType().getShape()[dim];
  }
  return inner;
}

int64_t ReduceOp::getInputBeat(unsigned) {
  ChannelType input = getInput().getType();
  if (getIO(*this) == IO::Parallel)
    return input.getNumElements();
  if (getInnerElements() > 1)
    return getType().getBeat();
  // What is reduced runs innermost: as much of it at once as arrives.
  int64_t reduced = 1;
  for (int64_t dim : llvm::reverse(input.getOrder())) {
    if (!isReduced(dim) && input.getShape()[dim] != 1)
      break;
    reduced *= input.getShape()[dim];
  }
  return input.alignBeat(std::gcd(input.getBeat(), reduced));
}

int64_t ReduceOp::inferBeat(ArrayRef<int64_t> inputBeats) {
  if (getIO(*this) == IO::Parallel)
    return getType().getNumElements();
  return getType().alignBeat(std::gcd(inputBeats.front(), getInnerElements()));
}

std::string ReduceOp::describe() {
  return qnn::stringifyReduction(getReduction()).str() + " along dimensions " + qnn::shapeText(getDims()) + " of " +
         qnn::shapeText(getInput().getType().getShape());
}

//===----------------------------------------------------------------------===//
// Processors that add, drop and repeat elements
//===----------------------------------------------------------------------===//

/// The innermost dimension whose size changes, or none: -1.
static int64_t innermostChange(ChannelType input, ChannelType result) {
  for (int64_t dim : llvm::reverse(input.getOrder()))
    if (input.getShape()[dim] != result.getShape()[dim])
      return dim;
  return -1;
}

/// Elements that run inside of the innermost dimension whose size changes.
static int64_t unchangedElements(ChannelType input, ChannelType result) {
  int64_t change = innermostChange(input, result), inner = 1;
  for (int64_t dim : llvm::reverse(input.getOrder())) {
    if (dim == change)
      break;
    inner *= input.getShape()[dim];
  }
  return inner;
}

/// How many neighbours along the innermost dimension that changes stay together where it changes only at its ends:
/// what divides its sizes, before and after, and the place at which elements stay or go, `from`. One where it changes
/// everywhere, which `spread` says.
static int64_t getUnit(ChannelType input, ChannelType result, ArrayRef<int64_t> from,
                       llvm::function_ref<bool(int64_t dim)> spread) {
  int64_t dim = innermostChange(input, result);
  if (dim < 0 || spread(dim))
    return 1;
  return std::gcd(std::gcd(input.getShape()[dim], result.getShape()[dim]), from[dim]);
}

/// Checks that both channels have one rank, order and element type, and that there is a number per dimension.
static LogicalResult verifyPerDimension(Operation *op, ChannelType input, ChannelType result,
                                        ArrayRef<ArrayRef<int64_t>> lists) {
  if (failed(verifySameElements(op, input, result)))
    return failure();
  if (input.getRank() != result.getRank())
    return op->emitOpError() << "goes from rank " << input.getRank() << " to rank " << result.getRank();
  if (!input.isRowMajor() || !result.isRowMajor())
    return op->emitOpError() << "needs channels in row-major order, but they run in orders "
                             << qnn::shapeText(input.getOrder()) << " and " << qnn::shapeText(result.getOrder());
  for (ArrayRef<int64_t> list : lists)
    if (static_cast<int64_t>(list.size()) != input.getRank())
      return op->emitOpError() << "has " << list.size() << " numbers, but " << input.getRank() << " dimensions";
  return success();
}

int64_t PadOp::getUnit() {
  return ::getUnit(getInput().getType(), getType(), getLow(), [&](int64_t dim) { return getInterior()[dim] > 0; });
}
int64_t RepeatOp::getUnit() { return 1; }
int64_t SliceOp::getUnit() {
  return ::getUnit(getInput().getType(), getType(), getStarts(), [&](int64_t dim) { return getSteps()[dim] > 1; });
}

/// Checks that no transfer holds elements on both sides of a change.
template <typename OpTy> static LogicalResult verifyBeatWithin(OpTy op) {
  ChannelType result = op.getType();
  if (result.isWhole() && getIO(op) == IO::Parallel)
    return success();
  int64_t together = unchangedElements(op.getInput().getType(), result) * op.getUnit();
  if (together % result.getBeat() != 0 || result.alignBeat(result.getBeat()) != result.getBeat())
    return op.emitOpError() << "sends beats of " << result.getBeat() << ", but of the elements that follow each other "
                            << together << " stay together";
  return success();
}

// Such a processor works in one beat, of elements that stay together.
#define HLS4MLIR_RESIZING_PROCESSOR(Op)                                                                                \
  int64_t Op::getInputBeat(unsigned) {                                                                                 \
    return getIO(*this) == IO::Parallel ? getInput().getType().getNumElements() : getType().getBeat();                 \
  }                                                                                                                    \
  int64_t Op::inferBeat(ArrayRef<int64_t> inputBeats) {                                                                \
    if (getIO(*this) == IO::Parallel)                                                                                  \
      return getType().getNumElements();                                                                               \
    return getType().alignBeat(                                                                                        \
        std::gcd(inputBeats.front(), unchangedElements(getInput().getType(), getType()) * getUnit()));                 \
  }
HLS4MLIR_RESIZING_PROCESSOR(PadOp)
HLS4MLIR_RESIZING_PROCESSOR(RepeatOp)
HLS4MLIR_RESIZING_PROCESSOR(SliceOp)
#undef HLS4MLIR_RESIZING_PROCESSOR

LogicalResult PadOp::verify() {
  ChannelType input = getInput().getType(), result = getType();
  if (failed(verifyPerDimension(*this, input, result, {getLow(), getHigh(), getInterior()})))
    return failure();
  for (int64_t dim = 0; dim < input.getRank(); ++dim) {
    int64_t low = getLow()[dim], high = getHigh()[dim], interior = getInterior()[dim];
    int64_t size = input.getShape()[dim], padded = result.getShape()[dim];
    // Each is at most what is there, so that nothing overflows below.
    bool fits =
        low >= 0 && high >= 0 && interior >= 0 && low <= padded && high <= padded && (interior <= padded || size == 1);
    if (!fits || low + size + (size - 1) * interior + high != padded)
      return emitOpError() << "pads dimension " << dim << " of " << size << " by " << low << " in front, " << interior
                           << " between and " << high << " behind, but its result has " << padded;
  }
  if (!input.getElementType().getFormat().contains(
          FixedValue{llvm::APSInt::get(getCode()), input.getElementType().getLsb()}))
    return emitOpError() << "pads with code " << static_cast<int64_t>(getCode()) << ", which " << input.getElementType()
                         << " does not hold";
  return verifyBeatWithin(*this);
}

std::string PadOp::describe() {
  return "padded by " + qnn::shapeText(getLow()) + " and " + qnn::shapeText(getHigh()) + " to " +
         qnn::shapeText(getType().getShape());
}

LogicalResult SliceOp::verify() {
  ChannelType input = getInput().getType(), result = getType();
  if (failed(verifyPerDimension(*this, input, result, {getStarts(), getSteps()})))
    return failure();
  for (int64_t dim = 0; dim < input.getRank(); ++dim) {
    int64_t size = input.getShape()[dim], start = getStarts()[dim], step = getSteps()[dim];
    if (start < 0 || start >= size || step < 1 || (size - 1 - start) / step < result.getShape()[dim] - 1)
      return emitOpError() << "takes " << result.getShape()[dim] << " elements from " << start << " in steps of "
                           << step << " along dimension " << dim << ", which has " << size;
  }
  return verifyBeatWithin(*this);
}

std::string SliceOp::describe() {
  return qnn::shapeText(getType().getShape()) + " out of " + qnn::shapeText(getInput().getType().getShape());
}

LogicalResult RepeatOp::verify() {
  ChannelType input = getInput().getType(), result = getType();
  if (failed(verifyPerDimension(*this, input, result, {getFactors()})))
    return failure();
  for (int64_t dim = 0; dim < input.getRank(); ++dim)
    if (int64_t factor = getFactors()[dim], size = result.getShape()[dim];
        factor < 1 || size % factor != 0 || size / factor != input.getShape()[dim])
      return emitOpError() << "repeats dimension " << dim << " of " << input.getShape()[dim] << " by " << factor
                           << ", but its result has " << size;
  return verifyBeatWithin(*this);
}

std::string RepeatOp::describe() {
  return qnn::shapeText(getInput().getType().getShape()) + " repeated to " + qnn::shapeText(getType().getShape());
}

//===----------------------------------------------------------------------===//
// Concatenation
//===----------------------------------------------------------------------===//

/// Elements that run inside of dimension `dim`, without it.
static int64_t elementsInside(ChannelType type, int64_t dim) {
  int64_t inner = 1;
  for (int64_t candidate : llvm::reverse(type.getOrder())) {
    if (candidate == dim)
      break;
    inner *= type.getShape()[candidate];
  }
  return inner;
}

LogicalResult ConcatOp::verify() {
  ChannelType result = getType();
  int64_t dim = getDim(), size = 0;
  if (dim < 0 || dim >= result.getRank())
    return emitOpError() << "joins along dimension " << dim << ", but the result has " << result.getRank();
  if (getInputs().empty())
    return emitOpError("has no input");
  for (auto [i, input] : llvm::enumerate(getInputs())) {
    ChannelType type = getChannelType(input);
    if (!result.getElementType().getFormat().contains(type.getElementType().getFormat()))
      return emitOpError() << "has input " << i << " of " << type.getElementType() << ", which a result of "
                           << result.getElementType() << " does not hold";
    SmallVector<int64_t> expected(result.getShape());
    if (type.getRank() == result.getRank())
      expected[dim] = type.getShape()[dim];
    if (type.getShape() != ArrayRef(expected) || !type.isRowMajor() || !result.isRowMajor()) {
      InFlightDiagnostic diag = emitOpError()
                                << "has input " << i << " of type " << type << ", which does not fit a result of type "
                                << result << " along dimension " << dim << " in row-major order";
      diag.attachNote(input.getLoc()) << "channel of '" << getChannelName(input) << "' begins here";
      return diag;
    }
    size += type.getShape()[dim];
    int64_t part = type.getShape()[dim] * elementsInside(result, dim);
    if (part % result.getBeat() != 0 && !(result.isWhole() && getIO(*this) == IO::Parallel))
      return emitOpError() << "sends beats of " << result.getBeat() << ", which do not divide the " << part
                           << " elements that input " << i << " has at a time";
  }
  if (size != result.getShape()[dim])
    return emitOpError() << "joins " << size << " elements along dimension " << dim << ", but the result has "
                         << result.getShape()[dim];
  return success();
}

int64_t ConcatOp::getInputBeat(unsigned operand) {
  return getIO(*this) == IO::Parallel ? getChannelType(getInputs()[operand]).getNumElements() : getType().getBeat();
}

int64_t ConcatOp::inferBeat(ArrayRef<int64_t> inputBeats) {
  if (getIO(*this) == IO::Parallel)
    return getType().getNumElements();
  // A divisor of every part, up to the largest beat that arrives.
  int64_t parts = 0;
  for (Value input : getInputs())
    parts = std::gcd(parts, getChannelType(input).getShape()[getDim()] * elementsInside(getType(), getDim()));
  int64_t most = *llvm::max_element(inputBeats), beat = 1;
  for (int64_t candidate = 1; candidate <= std::min(most, parts); ++candidate)
    if (parts % candidate == 0 && getType().alignBeat(candidate) == candidate)
      beat = candidate;
  return beat;
}

std::string ConcatOp::describe() {
  return llvm::utostr(getInputs().size()) + " tensors joined to " + qnn::shapeText(getType().getShape());
}
