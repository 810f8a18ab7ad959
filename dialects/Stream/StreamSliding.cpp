//===- StreamSliding.cpp - Processors with sliding windows -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Verification.h"
#include "dialects/Stream/SlidingWindow.h"
#include "dialects/Stream/Verification.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;

//===----------------------------------------------------------------------===//
// What all have in common
//===----------------------------------------------------------------------===//

/// Checks the parameters of the windows and that they fit the input.
template <typename OpTy> static LogicalResult verifyWindows(OpTy op) {
  ChannelType input = op.getInput().getType(), result = op.getType();
  int64_t rank = input.getRank() - 1;
  if (rank < 1)
    return op.emitOpError() << "needs an input of spatial dimensions and channels, but its shape is "
                            << qnn::shapeText(input.getShape());
  for (auto [what, channel] : {std::pair{"input", input}, {"result", result}})
    if (!channel.isRowMajor())
      return op.emitOpError() << "needs channels in row-major order, but the " << what << " runs in order "
                              << qnn::shapeText(channel.getOrder());
  // Bounds beyond any layer, which keep the products below from overflowing.
  constexpr int64_t kLargest = int64_t(1) << 20;
  for (auto [what, values, least] : {std::tuple<StringRef, ArrayRef<int64_t>, int64_t>{"kernel", op.getKernel(), 1},
                                     {"strides", op.getStrides(), 1},
                                     {"dilations", op.getDilations(), 1},
                                     {"low padding", op.getPadLow(), 0},
                                     {"high padding", op.getPadHigh(), 0}}) {
    if (static_cast<int64_t>(values.size()) != rank)
      return op.emitOpError() << "has " << values.size() << " numbers for its " << what << ", but " << rank
                              << " spatial dimensions";
    for (int64_t value : values)
      if (value < least || value > kLargest)
        return op.emitOpError() << "has " << value << " in its " << what << ", but needs " << least << " to "
                                << kLargest;
  }
  SlidingWindow window = SlidingWindow::of(op);
  for (int64_t dim = 0; dim < rank; ++dim)
    if (window.getPositions(dim) < 1)
      return op.emitOpError() << "has a kernel that covers " << window.getExtent(dim) << " pixels along dimension "
                              << dim << ", but the padded input has "
                              << window.low[dim] + window.input[dim] + window.high[dim];
  FixedFormat format = input.getElementType().getFormat();
  FixedValue pad{llvm::APSInt::get(op.getPadCode()), format.lsb()};
  if (!format.contains(pad))
    return op.emitOpError() << "pads with code " << static_cast<int64_t>(op.getPadCode()) << ", which "
                            << input.getElementType() << " does not hold";
  return success();
}

/// Checks the shape of the result.
static LogicalResult verifyShape(Operation *op, ChannelType result, ArrayRef<int64_t> trailing) {
  SmallVector<int64_t> expected = SlidingWindow::of(op).getOutputShape();
  llvm::append_range(expected, trailing);
  if (result.getShape() != ArrayRef(expected))
    return op->emitOpError() << "has a result of shape " << qnn::shapeText(result.getShape()) << ", but needs "
                             << qnn::shapeText(expected);
  return success();
}

/// Checks that windows as a whole can be made.
static LogicalResult verifyWhole(Operation *op) {
  if (int64_t rank = SlidingWindow::of(op).getRank(); rank > 2)
    return op->emitOpError() << "takes whole windows of " << rank << " spatial dimensions, but supports 1 and 2";
  return success();
}

/// Checks that `lanes` channels, or all elements of a graph of `io parallel`, make the beat of the result.
static LogicalResult verifyChannelBeat(Operation *op, ChannelType result, int64_t channels, int64_t perChannel,
                                       bool whole) {
  if (result.isWhole() && getIO(op) == IO::Parallel)
    return success();
  int64_t beat = result.getBeat();
  if (whole && beat != channels * perChannel)
    return op->emitOpError() << "takes whole windows, so it sends beats of " << channels * perChannel
                             << ", but they are " << beat;
  if (beat % perChannel != 0 || channels % (beat / perChannel) != 0)
    return op->emitOpError() << "sends beats of " << beat << ", which are no whole number of its " << channels
                             << " channels of " << perChannel << " that divides them";
  return success();
}

/// The beat nearest to what arrives in which whole channels are sent.
static int64_t inferChannelBeat(Operation *op, ArrayRef<int64_t> inputBeats, int64_t channels, int64_t perChannel,
                                bool whole) {
  ChannelType result = getChannelType(op->getResult(0));
  if (getIO(op) == IO::Parallel)
    return result.getNumElements();
  return (whole ? channels : std::gcd(channels, inputBeats.front())) * perChannel;
}

//===----------------------------------------------------------------------===//
// WindowOp
//===----------------------------------------------------------------------===//

LogicalResult WindowOp::verify() {
  if (failed(verifyWindows(*this)) || failed(verifySameElements(*this, getInput().getType(), getType())))
    return failure();
  SlidingWindow window = SlidingWindow::of(*this);
  int64_t groups = getGroups();
  if (window.channels % groups != 0)
    return emitOpError() << "has " << groups << " groups, which do not divide its " << window.channels << " channels";
  SmallVector<int64_t> trailing{groups};
  llvm::append_range(trailing, window.kernel);
  trailing.push_back(window.channels / groups);
  if (failed(verifyShape(*this, getType(), trailing)))
    return failure();
  int64_t beat = getType().getBeat();
  if (getIO(*this) == IO::Parallel && getType().isWhole())
    return success();
  if (isWhole())
    return verifyWhole(*this);
  if ((window.channels / groups) % beat != 0)
    return emitOpError() << "sends beats of " << beat << ", but needs a divisor of the " << window.channels / groups
                         << " channels of a group"
                         << (groups == 1 ? ", or the " + llvm::utostr(window.getTaps() * window.channels) +
                                               " elements of a whole window"
                                         : std::string());
  return success();
}

bool WindowOp::isWhole() {
  SlidingWindow window = SlidingWindow::of(*this);
  return getGroups() == 1 && window.getTaps() > 1 && getType().getBeat() == window.getTaps() * window.channels;
}

int64_t WindowOp::getInputBeat(unsigned) {
  if (getIO(*this) == IO::Parallel)
    return getInput().getType().getNumElements();
  return isWhole() ? getInput().getType().getShape().back() : getType().getBeat();
}

int64_t WindowOp::inferBeat(ArrayRef<int64_t> inputBeats) {
  if (getIO(*this) == IO::Parallel)
    return getType().getNumElements();
  return std::gcd(getType().getShape().back(), inputBeats.front());
}

/// `3x3`.
static std::string sizes(ArrayRef<int64_t> values) {
  return llvm::join(llvm::map_range(values, [](int64_t value) { return llvm::itostr(value); }), "x");
}

/// `3x3 windows`, with strides, dilations and padding where there are any.
static std::string describeWindows(const SlidingWindow &window, bool whole) {
  std::string text = (whole ? "whole " : "") + sizes(window.kernel) + " windows";
  if (llvm::any_of(window.strides, [](int64_t stride) { return stride != 1; }))
    text += " every " + sizes(window.strides);
  if (llvm::any_of(window.dilations, [](int64_t dilation) { return dilation != 1; }))
    text += " dilated by " + sizes(window.dilations);
  auto isZero = [](int64_t padding) { return padding == 0; };
  if (!llvm::all_of(window.low, isZero) || !llvm::all_of(window.high, isZero))
    text += " padded by " + sizes(window.low) + (window.low == window.high ? "" : " to " + sizes(window.high));
  SmallVector<int64_t> input = window.input;
  input.push_back(window.channels);
  return text + " of " + sizes(input);
}

std::string WindowOp::describe() { return describeWindows(SlidingWindow::of(*this), isWhole()); }

//===----------------------------------------------------------------------===//
// PoolOp
//===----------------------------------------------------------------------===//

LogicalResult PoolOp::verify() {
  if (failed(verifyWindows(*this)))
    return failure();
  SlidingWindow window = SlidingWindow::of(*this);
  if (failed(verifyShape(*this, getType(), window.channels)) ||
      failed(verifyReduction(*this, getReduction(), getInput().getType(), getType())) ||
      (getWhole() && failed(verifyWhole(*this))))
    return failure();
  return verifyChannelBeat(*this, getType(), window.channels, 1, getWhole());
}

int64_t PoolOp::getInputBeat(unsigned) {
  return getIO(*this) == IO::Parallel ? getInput().getType().getNumElements() : getType().getBeat();
}

int64_t PoolOp::inferBeat(ArrayRef<int64_t> inputBeats) {
  return inferChannelBeat(*this, inputBeats, getType().getShape().back(), 1, getWhole());
}

std::string PoolOp::describe() {
  return qnn::stringifyReduction(getReduction()).str() + " of " + describeWindows(SlidingWindow::of(*this), getWhole());
}

//===----------------------------------------------------------------------===//
// DepthwiseOp
//===----------------------------------------------------------------------===//

LogicalResult DepthwiseOp::verify() {
  if (failed(verifyWindows(*this)))
    return failure();
  SlidingWindow window = SlidingWindow::of(*this);
  int64_t outputs = getType().getShape().empty() ? 0 : getType().getShape().back();
  if (outputs % window.channels != 0 || outputs == 0)
    return emitOpError() << "has " << outputs << " outputs, which are no multiple of its " << window.channels
                         << " channels";
  if (failed(verifyShape(*this, getType(), outputs)) || (getWhole() && failed(verifyWhole(*this))))
    return failure();
  return verifyChannelBeat(*this, getType(), window.channels, getMultiplier(), getWhole());
}

LogicalResult DepthwiseOp::verifySymbolUses(SymbolTableCollection &symbols) {
  SmallVector<int64_t> expected{getType().getShape().back()};
  llvm::append_range(expected, getKernel());
  expected.push_back(1);
  return verifyProducts(*this, symbols, getWeightAttr(), getBiasAttr(), expected, getInput().getType(), getType());
}

int64_t DepthwiseOp::getChannelLanes() {
  return getIO(*this) == IO::Parallel ? getNumChannels() : getType().getBeat() / getMultiplier();
}

int64_t DepthwiseOp::getInputBeat(unsigned) {
  return getIO(*this) == IO::Parallel ? getInput().getType().getNumElements() : getChannelLanes();
}

int64_t DepthwiseOp::inferBeat(ArrayRef<int64_t> inputBeats) {
  return inferChannelBeat(*this, inputBeats, getNumChannels(), getMultiplier(), getWhole());
}

std::string DepthwiseOp::describe() {
  return "depthwise convolution of " + describeWindows(SlidingWindow::of(*this), getWhole());
}

//===----------------------------------------------------------------------===//
// Folding
//===----------------------------------------------------------------------===//

/// Some channels of a pixel, or all pixels of all channels.
static bool allowsWindowFolding(Operation *op, int64_t channels, ArrayRef<int64_t> lanes) {
  SlidingWindow window = SlidingWindow::of(op);
  bool isWhole = lanes[0] == channels && lanes[1] == window.getTaps();
  if (getIO(op) == IO::Parallel)
    return isWhole;
  return lanes[1] == 1 || (isWhole && window.getRank() <= 2);
}

/// How many pixels of a window are looked at side by side.
static int64_t getPixelLanes(Operation *op, bool whole) {
  return whole || getIO(op) == IO::Parallel ? SlidingWindow::of(op).getTaps() : 1;
}

/// Gives the result a beat of that many elements; in `io parallel` it is always whole.
template <typename OpTy> static void setBeat(OpTy op, int64_t beat) {
  ChannelType type = op.getType();
  op.getResult().setType(type.withBeat(getIO(op) == IO::Parallel ? type.getNumElements() : beat));
}

/// Chooses lanes of what computes `perChannel` elements of each channel. A window of one pixel can be built in either
/// way with the same lanes: in the faster one.
template <typename OpTy> static void setWindowFolding(OpTy op, ArrayRef<int64_t> lanes, int64_t perChannel) {
  SlidingWindow window = SlidingWindow::of(op);
  op.setWhole(getIO(op) == IO::Stream && lanes[1] > 1);
  setBeat(op, lanes[0] * perChannel);
  if (getIO(op) == IO::Stream && window.getTaps() == 1 && lanes[0] == window.channels && window.getRank() <= 2) {
    int64_t stepped = op.getSchedule().getNumSteps();
    op.setWhole(true);
    op.setWhole(op.getSchedule().getNumSteps() < stepped);
  }
}

SmallVector<int64_t> WindowOp::getFoldedSizes() {
  return {getType().getShape().back(), SlidingWindow::of(*this).getTaps()};
}
SmallVector<int64_t> WindowOp::getFolding() {
  int64_t pixels = getPixelLanes(*this, isWhole());
  return {getIO(*this) == IO::Parallel ? getType().getShape().back() : getType().getBeat() / pixels, pixels};
}
bool WindowOp::allowsFolding(ArrayRef<int64_t> lanes) {
  // Whole windows of one group are those of all channels.
  return (lanes[1] == 1 || getGroups() == 1 || getIO(*this) == IO::Parallel) &&
         allowsWindowFolding(*this, getType().getShape().back(), lanes);
}
void WindowOp::setFolding(ArrayRef<int64_t> lanes) { setBeat(*this, lanes[0] * lanes[1]); }
int64_t WindowOp::getNumProducts() { return 0; }

SmallVector<int64_t> PoolOp::getFoldedSizes() {
  return {getType().getShape().back(), SlidingWindow::of(*this).getTaps()};
}
SmallVector<int64_t> PoolOp::getFolding() {
  int64_t channels = getType().getShape().back();
  return {getIO(*this) == IO::Parallel ? channels : getType().getBeat(), getPixelLanes(*this, getWhole())};
}
bool PoolOp::allowsFolding(ArrayRef<int64_t> lanes) {
  return allowsWindowFolding(*this, getType().getShape().back(), lanes);
}
void PoolOp::setFolding(ArrayRef<int64_t> lanes) { setWindowFolding(*this, lanes, 1); }
int64_t PoolOp::getNumProducts() { return 0; }

SmallVector<int64_t> DepthwiseOp::getFoldedSizes() { return {getNumChannels(), SlidingWindow::of(*this).getTaps()}; }
SmallVector<int64_t> DepthwiseOp::getFolding() { return {getChannelLanes(), getPixelLanes(*this, getWhole())}; }
bool DepthwiseOp::allowsFolding(ArrayRef<int64_t> lanes) { return allowsWindowFolding(*this, getNumChannels(), lanes); }
void DepthwiseOp::setFolding(ArrayRef<int64_t> lanes) { setWindowFolding(*this, lanes, getMultiplier()); }
int64_t DepthwiseOp::getNumProducts() {
  SmallVector<int64_t> lanes = getFolding();
  int64_t outputs = getType().getShape().back();
  int64_t positions = getIO(*this) == IO::Parallel ? getType().getNumElements() / outputs : 1;
  return lanes[0] * lanes[1] * getMultiplier() * positions;
}

//===----------------------------------------------------------------------===//
// Transfers and resources
//===----------------------------------------------------------------------===//

/// What the rows or pixels that a sliding processor keeps take, where a pixel comes in beats of `lanes`.
static Resources getWindowResources(Operation *op, bool whole, int64_t lanes, int64_t width) {
  SlidingWindow window = SlidingWindow::of(op);
  bool ultraRam = hasUltraRam(op);
  if (!whole) {
    int64_t beats = window.getHeldRows() * window.getRowPixels() * window.channels / lanes;
    return chooseBuffer(beats, lanes * width, ultraRam).resources;
  }
  int64_t last = window.getRank() - 1, lines = window.getRank() == 1 ? 0 : window.getExtent(0) - 1;
  int64_t pixels = (window.getRank() == 1 ? 1 : window.kernel[0]) * window.getExtent(last);
  Resources resources{0, pixels * window.channels * width};
  return resources += chooseBuffer(window.input[last], window.channels * width, ultraRam).resources * lines;
}

Schedule WindowOp::getSchedule() {
  SlidingWindow window = SlidingWindow::of(*this);
  if (getIO(*this) == IO::Parallel)
    return getWholeSchedule(*this, 1);
  int64_t groups = getGroups();
  return isWhole() ? window.getWholeSchedule()
                   : window.getSteppedSchedule(groups, window.channels / groups / getType().getBeat(),
                                               /*givesEachStep=*/true);
}

// A memory is read in one cycle and its word chosen in another.
int64_t WindowOp::getLatency() { return 2; }

Resources WindowOp::getResources(int64_t) {
  // Wires, where all is there at once.
  if (getIO(*this) == IO::Parallel)
    return {};
  return getWindowResources(*this, isWhole(), getType().getBeat(), getType().getElementType().getWidth());
}

Schedule PoolOp::getSchedule() {
  SlidingWindow window = SlidingWindow::of(*this);
  if (getIO(*this) == IO::Parallel)
    return getWholeSchedule(*this, 1);
  return getWhole() ? window.getWholeSchedule()
                    : window.getSteppedSchedule(window.channels / getType().getBeat(), 1, /*givesEachStep=*/false);
}

int64_t PoolOp::getLatency() {
  bool atOnce = getWhole() || getIO(*this) == IO::Parallel;
  return 2 + (atOnce ? llvm::Log2_64_Ceil(SlidingWindow::of(*this).getTaps()) : 1);
}

Resources PoolOp::getResources(int64_t) {
  SlidingWindow window = SlidingWindow::of(*this);
  int64_t width = getType().getElementType().getWidth();
  bool atOnce = getWhole() || getIO(*this) == IO::Parallel;
  // A comparison or a sum per element that comes at a time, and an accumulator per lane.
  Resources resources = Resources{width * (atOnce ? window.getTaps() : 1), width} * getType().getBeat();
  if (getIO(*this) == IO::Stream)
    resources +=
        getWindowResources(*this, getWhole(), getType().getBeat(), getInput().getType().getElementType().getWidth());
  return resources;
}

Schedule DepthwiseOp::getSchedule() {
  SlidingWindow window = SlidingWindow::of(*this);
  if (getIO(*this) == IO::Parallel)
    return getWholeSchedule(*this, 1);
  return getWhole() ? window.getWholeSchedule()
                    : window.getSteppedSchedule(window.channels / getChannelLanes(), 1, /*givesEachStep=*/false);
}

int64_t DepthwiseOp::getLatency() {
  bool atOnce = getWhole() || getIO(*this) == IO::Parallel;
  return 3 + (atOnce ? llvm::Log2_64_Ceil(SlidingWindow::of(*this).getTaps()) : 0);
}

Resources DepthwiseOp::getResources(int64_t) {
  SlidingWindow window = SlidingWindow::of(*this);
  bool parallel = getIO(*this) == IO::Parallel, atOnce = getWhole() || parallel;
  auto weight = SymbolTable::lookupNearestSymbolFrom<qnn::WeightOp>(*this, getWeightAttr());
  int64_t weightWidth = weight.getFixedType().getWidth(), inputWidth = getInput().getType().getElementType().getWidth();
  int64_t lanes = getChannelLanes() * getMultiplier(), inLanes = atOnce ? window.getTaps() : 1;
  Resources resources = getDotResources(lanes, inLanes, weightWidth, inputWidth, getType().getElementType().getWidth());
  if (parallel)
    return resources * (getType().getNumElements() / getType().getShape().back());
  int64_t words = window.channels / getChannelLanes() * (atOnce ? 1 : window.getTaps());
  resources += getRomResources(words, lanes * inLanes * weightWidth);
  if (getBiasAttr()) {
    auto bias = SymbolTable::lookupNearestSymbolFrom<qnn::WeightOp>(*this, getBiasAttr());
    resources += getRomResources(window.channels / getChannelLanes(), lanes * bias.getFixedType().getWidth());
  }
  return resources += getWindowResources(*this, getWhole(), getChannelLanes(), inputWidth);
}
