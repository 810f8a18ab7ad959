//===- StreamCosts.cpp - When processors transfer, and what they take -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Schedules, latencies and resources of the processors. Schedules follow the loops that the generators in
// lib/Conversion/StreamToDataflow write; formulas of resources stand in Resources.cpp.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/ThresholdForms.h"
#include "dialects/Stream/Holding.h"
#include "llvm/ADT/Sequence.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/MathExtras.h"
#include <functional>
#include <numeric>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;

//===----------------------------------------------------------------------===//
// What most processors answer
//===----------------------------------------------------------------------===//

/// 0, 1, .. count - 1.
static Schedule::Ports allPorts(unsigned count) { return llvm::to_vector<2>(llvm::seq<unsigned>(0, count)); }

Schedule stream::getStepwiseSchedule(Operation *op) {
  ChannelType type = getChannelType(op->getNumResults() ? op->getResult(0) : op->getOperand(0));
  return Schedule(type.getNumBeats(), allPorts(op->getNumOperands()), allPorts(op->getNumResults()));
}

Schedule stream::getWholeSchedule(Operation *op, int64_t count) {
  Schedule schedule;
  Schedule::Ports takes = allPorts(op->getNumOperands()), gives = allPorts(op->getNumResults());
  if (count == 1)
    return Schedule(1, takes, gives);
  schedule.add(1, takes, {});
  schedule.add(count - 2, {}, {});
  schedule.add(1, {}, gives);
  return schedule;
}

Resources stream::getResultResources(Operation *op, int64_t lanes) {
  Resources resources;
  for (Value result : op->getResults()) {
    int64_t bits = lanes * getChannelType(result).getElementType().getWidth();
    resources += Resources{bits, bits};
  }
  return resources;
}

/// A memory that is written and read, of the device that the graph is for.
static Resources getBufferResources(Operation *op, int64_t depth, int64_t width) {
  return chooseBuffer(depth, width, hasUltraRam(op)).resources;
}

/// The table of a parameter: a word for all lanes in which it varies, as many words as there are others.
static Resources getParameterResources(const Parameter &parameter, int64_t lanes) {
  qnn::WeightOp weight = parameter.weight;
  int64_t rows = ShapedType::getNumElements(parameter.shape), apart = std::min(rows, lanes);
  return getRomResources(llvm::divideCeil(rows, apart), apart * parameter.depth * weight.getFixedType().getWidth());
}

//===----------------------------------------------------------------------===//
// Layers with weights
//===----------------------------------------------------------------------===//

Schedule MatVecOp::getSchedule() {
  int64_t rows = getNumOutputs() / getOutLanes(), columns = getNumInputs() / getInLanes();
  if (getIO(*this) == IO::Parallel) {
    int64_t rounds = getNumPositions() / getPositionLanes();
    // What works on all at once has no loop.
    return getWholeSchedule(*this, rounds * rows * columns == 1 ? 1 : rounds * getNumGroups() * rows * columns);
  }
  // Inputs are taken while the first outputs are computed, and held for the others.
  Schedule position, row;
  position.add(columns - 1, {0}, {});
  position.add(1, {0}, {0});
  row.add(columns - 1, {}, {});
  row.add(1, {}, {0});
  position.repeat(rows - 1, row);
  Schedule schedule;
  schedule.repeat(getNumPositions() * getNumGroups(), position);
  return schedule;
}

// The product, the tree of sums, and the accumulator.
int64_t MatVecOp::getLatency() { return 2 + llvm::Log2_64_Ceil(getInLanes()); }
int64_t MatVecOp::getNumLanes() { return getOutLanes(); }

Resources MatVecOp::getResources(int64_t) {
  auto weight = SymbolTable::lookupNearestSymbolFrom<qnn::WeightOp>(*this, getWeightAttr());
  int64_t weightWidth = weight.getFixedType().getWidth();
  int64_t inputWidth = getInput().getType().getElementType().getWidth();
  int64_t rows = getNumOutputs() / getOutLanes(), columns = getNumInputs() / getInLanes();
  Resources resources =
      getDotResources(getOutLanes(), getInLanes(), weightWidth, inputWidth, getType().getElementType().getWidth()) *
      getPositionLanes();
  resources += getRomResources(getNumGroups() * rows * columns, getOutLanes() * getInLanes() * weightWidth);
  if (getBiasAttr()) {
    auto bias = SymbolTable::lookupNearestSymbolFrom<qnn::WeightOp>(*this, getBiasAttr());
    resources += getRomResources(getNumGroups() * rows, getOutLanes() * bias.getFixedType().getWidth());
  }
  // Inputs that later outputs need again.
  if (rows > 1 && getIO(*this) == IO::Stream)
    resources += getBufferResources(*this, columns, getInLanes() * inputWidth);
  return resources;
}

Schedule TableSoftmaxOp::getSchedule() {
  int64_t size = getType().getShape()[getAxis()], lanes = std::gcd(size, getType().getBeat());
  int64_t positions = getType().getNumElements() / size, beats = size / lanes;
  if (getIO(*this) == IO::Parallel)
    return getWholeSchedule(*this, 1);
  Schedule position;
  position.add(beats, {0}, {});
  position.add(beats, {}, {});
  position.add(beats, {}, {0});
  Schedule schedule;
  schedule.repeat(positions, position);
  return schedule;
}

// A bit of the quotient per stage of the divider.
int64_t TableSoftmaxOp::getLatency() { return 2 + getType().getElementType().getWidth(); }

Resources TableSoftmaxOp::getResources(int64_t) {
  auto lookup = [&](FlatSymbolRefAttr symbol) {
    return SymbolTable::lookupNearestSymbolFrom<qnn::WeightOp>(*this, symbol);
  };
  auto romOf = [](qnn::WeightOp table) {
    return getRomResources(table.getTensorType().getNumElements(), table.getFixedType().getWidth());
  };
  qnn::WeightOp coarse = lookup(getCoarseAttr());
  int64_t size = getType().getShape()[getAxis()], lanes = std::gcd(size, getType().getBeat());
  int64_t exponential = coarse.getFixedType().getWidth(), sum = exponential + llvm::Log2_64_Ceil(size);
  int64_t input = getInput().getType().getElementType().getWidth();
  Resources lane = romOf(coarse);
  if (getFineAttr()) {
    qnn::WeightOp fine = lookup(getFineAttr());
    lane += romOf(fine);
    lane += getMultiplierResources(exponential, fine.getFixedType().getWidth());
  }
  // Maximum, difference, sum, and a stage of the divider per bit of the quotient.
  int64_t quotient = getType().getElementType().getWidth();
  lane += Resources{2 * input + sum + quotient * sum, 2 * input + sum + quotient * sum};
  Resources resources = lane * lanes;
  resources += getBufferResources(*this, size / lanes, lanes * (input + exponential));
  return resources;
}

Resources SourceOp::getResources(int64_t) {
  return getRomResources(getType().getNumBeats(), getType().getBeat() * getType().getElementType().getWidth());
}

//===----------------------------------------------------------------------===//
// Elementwise processors
//===----------------------------------------------------------------------===//

Resources RequantizeOp::getResources(int64_t lanes) {
  // An adder rounds, a comparison with each bound clips.
  int64_t from = getInput().getType().getElementType().getWidth(), to = getType().getElementType().getWidth();
  bool rounds = getType().getElementType().getLsb() > getInput().getType().getElementType().getLsb() &&
                getRounding() != qnn::RoundingMode::Floor;
  bool clips = getOverflow() != qnn::OverflowMode::Wrap;
  return Resources{(rounds ? from : 0) + (clips ? from / 2 + to : 0), to} * lanes;
}

Resources LookupOp::getResources(int64_t lanes) {
  std::optional<Parameter> parameter = getParameter(*this);
  if (!parameter)
    return {};
  // Every lane has a memory of its own, with the rows of its channels.
  int64_t rows = ShapedType::getNumElements(parameter->shape), apart = std::min(rows, lanes);
  return getRomResources(llvm::divideCeil(rows, apart) * parameter->depth, getType().getElementType().getWidth()) *
         lanes;
}

int64_t ThresholdOp::getLatency() {
  std::optional<Parameter> parameter = getParameter(*this);
  int64_t depth = std::max<int64_t>(parameter ? parameter->depth : 1, 1);
  return llvm::TypeSwitch<Attribute, int64_t>(getFormAttr() ? getFormAttr() : Attribute(UnitAttr::get(getContext())))
      // A level of the tree is read and compared, one after the other.
      .Case([&](qnn::BinarySearchAttr) { return 1 + qnn::getSearchSteps(depth); })
      .Case([](qnn::CodeTableAttr) { return 2; })
      .Case([](qnn::MultiplyShiftAttr) { return 3; })
      .Default([&](Attribute) { return 1 + llvm::Log2_64_Ceil(depth) / 2; });
}

Resources ThresholdOp::getResources(int64_t lanes) {
  std::optional<Parameter> parameter = getParameter(*this);
  if (!parameter)
    return {};
  int64_t width = getInput().getType().getElementType().getWidth(), depth = parameter->depth;
  int64_t result = getType().getElementType().getWidth();
  // Where lanes have addresses of their own, each has a memory, with the rows of its channels.
  int64_t rows = ShapedType::getNumElements(parameter->shape);
  int64_t rowsPerLane = llvm::divideCeil(rows, std::min(rows, lanes));
  auto weightOf = [&](FlatSymbolRefAttr symbol) {
    return SymbolTable::lookupNearestSymbolFrom<qnn::WeightOp>(*this, symbol);
  };
  return llvm::TypeSwitch<Attribute, Resources>(getFormAttr() ? getFormAttr() : Attribute(UnitAttr::get(getContext())))
      .Case([&](qnn::BinarySearchAttr) {
        Resources lane{result, result};
        for (int64_t level = 0; level < qnn::getSearchSteps(depth); ++level)
          lane += Resources{width, width} + getRomResources(rowsPerLane << level, width);
        return lane * lanes;
      })
      .Case([&](qnn::CodeTableAttr form) {
        qnn::WeightOp table = weightOf(form.getTable());
        int64_t size = table.getTensorType().getShape().back();
        return (getRomResources(rowsPerLane * size, table.getFixedType().getWidth()) + Resources{0, result}) * lanes;
      })
      .Case([&](qnn::MultiplyShiftAttr form) {
        // A product, a sum, and a comparison with each bound.
        qnn::WeightOp multiplier = weightOf(form.getMultiplier()), offset = weightOf(form.getOffset());
        int64_t factor = multiplier.getFixedType().getWidth(), sum = width + factor;
        Resources resources =
            (getMultiplierResources(width, factor) + Resources{sum + sum / 2 + result, sum + result}) * lanes;
        for (qnn::WeightOp table : {multiplier, offset})
          if (table.getTensorType().getNumElements() > 1)
            resources += getParameterResources({table, parameter->shape, 1}, lanes);
        return resources;
      })
      .Default([&](Attribute) {
        // Every threshold is compared at once; then the comparisons that hold are counted.
        Resources resources = Resources{depth * width + depth, depth + result} * lanes;
        return resources + getParameterResources(*parameter, lanes);
      });
}

// Wires.
int64_t ReinterpretOp::getLatency() { return 0; }
Resources ReinterpretOp::getResources(int64_t) { return {}; }

/// Resources of a sum or difference, or where `multiplies` of a product.
template <typename OpTy> static Resources getBinaryResources(OpTy op, int64_t lanes, bool multiplies) {
  Resources resources = getResultResources(op, lanes);
  std::optional<Parameter> parameter = getParameter(op);
  if (multiplies) {
    auto width = [](Value channel) -> int64_t { return getChannelType(channel).getElementType().getWidth(); };
    int64_t other = parameter ? parameter->weight.getFixedType().getWidth() : width(op.getInputs().back());
    resources.lut = 0;
    resources += getMultiplierResources(width(op.getInputs().front()), other) * lanes;
  }
  if (parameter)
    resources += getParameterResources(*parameter, lanes);
  return resources;
}

Resources AddOp::getResources(int64_t lanes) { return getBinaryResources(*this, lanes, /*multiplies=*/false); }
Resources MaxOp::getResources(int64_t lanes) { return getBinaryResources(*this, lanes, /*multiplies=*/false); }
Resources MinOp::getResources(int64_t lanes) { return getBinaryResources(*this, lanes, /*multiplies=*/false); }
Resources SubOp::getResources(int64_t lanes) { return getBinaryResources(*this, lanes, /*multiplies=*/false); }
Resources MulOp::getResources(int64_t lanes) { return getBinaryResources(*this, lanes, /*multiplies=*/true); }

//===----------------------------------------------------------------------===//
// Processors that move elements
//===----------------------------------------------------------------------===//

/// Takes a part of the tensor, or all of it, before that of the result is given.
static Schedule getHoldingSchedule(Operation *op) {
  if (getIO(op) == IO::Parallel)
    return getWholeSchedule(op, 1);
  Holding holding = Holding::of(op);
  Schedule schedule(holding.taken, {0}, {});
  if (holding.parts == 1) {
    schedule.add(holding.given, {}, {0});
    return schedule;
  }
  // A round per part, in which it arrives and the one in front of it leaves.
  schedule.add(holding.given - holding.taken, {}, {});
  Schedule round(holding.taken, {0}, {0});
  round.add(holding.given - holding.taken, {}, {0});
  schedule.repeat(holding.parts - 1, round);
  schedule.add(holding.given, {}, {0});
  return schedule;
}

/// The memory of what is held: elements are registers as soon as several are read or written at a time, since any
/// lane may read any of them.
static Resources getHoldingResources(Operation *op) {
  ChannelType from = getChannelType(op->getOperand(0)), to = getChannelType(op->getResult(0));
  Holding holding = Holding::of(op);
  int64_t width = from.getElementType().getWidth(), elements = holding.elements * holding.getHeldParts();
  if (from.getBeat() == 1 && to.getBeat() == 1)
    return getBufferResources(op, elements, width);
  return {to.getBeat() * width * static_cast<int64_t>(llvm::divideCeil(elements, 4)), elements * width};
}

Schedule ReorderOp::getSchedule() { return getHoldingSchedule(*this); }
Resources ReorderOp::getResources(int64_t) { return getHoldingResources(*this); }
Schedule BroadcastOp::getSchedule() { return getHoldingSchedule(*this); }
Resources BroadcastOp::getResources(int64_t) { return getHoldingResources(*this); }

Schedule ConvertWidthOp::getSchedule() {
  // A ratio that is not whole goes through pieces of the greatest common divisor, one of which moves per step.
  int64_t from = getInput().getType().getBeat(), to = getType().getBeat(), piece = std::gcd(from, to);
  int64_t inPieces = from / piece, outPieces = to / piece, period = std::lcm(inPieces, outPieces);
  Schedule round;
  for (int64_t i = 0; i < period; ++i)
    round.add(1, i % inPieces == 0 ? Schedule::Ports{0} : Schedule::Ports{},
              i % outPieces == outPieces - 1 ? Schedule::Ports{0} : Schedule::Ports{});
  Schedule schedule;
  schedule.repeat(getType().getNumElements() / (piece * period), round);
  return schedule;
}
Resources ConvertWidthOp::getResources(int64_t) {
  // Both transfers in registers, and a choice of pieces for each.
  int64_t bits = (getInput().getType().getBeat() + getType().getBeat()) * getType().getElementType().getWidth();
  return {bits, bits};
}

// Results share the transfer; each waits for its own channel.
Schedule ForkOp::getSchedule() { return getStepwiseSchedule(*this); }
Resources ForkOp::getResources(int64_t) { return {2 * static_cast<int64_t>(getNumResults())}; }

/// A loop of a nest: its iterations, and in which of them the transfers happen that not all iterations make.
struct PartialLoop {
  int64_t count;
  llvm::function_ref<bool(int64_t)> transfers;
};

/// The nest of `loops`: an iteration makes the transfers of `inside` where all loops say so, those of `outside`
/// elsewhere.
static Schedule getNestSchedule(ArrayRef<PartialLoop> loops, const Schedule &inside, const Schedule &outside) {
  if (loops.empty())
    return inside;
  Schedule transfers = getNestSchedule(loops.drop_front(), inside, outside), none, schedule;
  int64_t inner = 1;
  for (const PartialLoop &loop : loops.drop_front())
    inner *= loop.count;
  none.repeat(inner, outside);
  const PartialLoop &loop = loops.front();
  for (int64_t i = 0; i < loop.count;) {
    int64_t end = i + 1;
    while (end < loop.count && loop.transfers(end) == loop.transfers(i))
      ++end;
    schedule.repeat(end - i, loop.transfers(i) ? transfers : none);
    i = end;
  }
  return schedule;
}

/// The outer sizes of the dimensions of a row-major channel that is carried in beats of `beat`.
static SmallVector<int64_t> getOuterSizes(ChannelType type, int64_t beat) {
  SmallVector<int64_t> sizes(type.getShape());
  for (int64_t &size : llvm::reverse(sizes)) {
    int64_t lanes = std::gcd(beat, size);
    size /= lanes;
    beat /= lanes;
  }
  return sizes;
}

/// The nest over dimensions of `sizes`, in which `transfers(dim, index)` says whether an index takes part.
static Schedule getDimSchedule(ArrayRef<int64_t> sizes, llvm::function_ref<bool(int64_t, int64_t)> transfers,
                               const Schedule &inside, const Schedule &outside) {
  std::vector<std::function<bool(int64_t)>> perDim;
  for (size_t dim = 0; dim < sizes.size(); ++dim)
    perDim.push_back([=](int64_t index) { return transfers(dim, index); });
  SmallVector<PartialLoop> loops;
  for (auto [size, one] : llvm::zip_equal(sizes, perDim))
    loops.push_back({size, one});
  return getNestSchedule(loops, inside, outside);
}

Schedule PadOp::getSchedule() {
  if (getIO(*this) == IO::Parallel)
    return getWholeSchedule(*this, 1);
  ArrayRef<int64_t> input = getInput().getType().getShape(), result = getType().getShape();
  SmallVector<int64_t> sizes = getOuterSizes(getType(), getType().getBeat());
  auto isInside = [&](int64_t dim, int64_t index) {
    int64_t at = index * (result[dim] / sizes[dim]) - getLow()[dim], step = getInterior()[dim] + 1;
    return input[dim] == result[dim] || (at >= 0 && at % step == 0 && at / step < input[dim]);
  };
  return getDimSchedule(sizes, isInside, Schedule(1, {0}, {0}), Schedule(1, {}, {0}));
}
Resources PadOp::getResources(int64_t lanes) { return getResultResources(*this, lanes); }

Schedule SliceOp::getSchedule() {
  if (getIO(*this) == IO::Parallel)
    return getWholeSchedule(*this, 1);
  ArrayRef<int64_t> input = getInput().getType().getShape(), result = getType().getShape();
  SmallVector<int64_t> sizes = getOuterSizes(getInput().getType(), getType().getBeat());
  auto isKept = [&](int64_t dim, int64_t index) {
    int64_t at = index * (input[dim] / sizes[dim]) - getStarts()[dim], step = getSteps()[dim];
    return input[dim] == result[dim] || (at >= 0 && at % step == 0 && at / step < result[dim]);
  };
  return getDimSchedule(sizes, isKept, Schedule(1, {0}, {0}), Schedule(1, {0}, {}));
}
Resources SliceOp::getResources(int64_t lanes) { return getResultResources(*this, lanes); }

Schedule RepeatOp::getSchedule() {
  if (getIO(*this) == IO::Parallel)
    return getWholeSchedule(*this, 1);
  // Per dimension a loop over its elements and one over repetitions, the first of which reads.
  SmallVector<int64_t> sizes;
  for (auto [size, factor] : llvm::zip_equal(getOuterSizes(getInput().getType(), getType().getBeat()), getFactors()))
    sizes.append({size, factor});
  auto isNew = [&](int64_t loop, int64_t index) { return loop % 2 == 0 || index == 0; };
  return getDimSchedule(sizes, isNew, Schedule(1, {0}, {0}), Schedule(1, {}, {0}));
}
Resources RepeatOp::getResources(int64_t lanes) {
  // What runs inside of the outermost dimension that is repeated.
  int64_t held = 1;
  bool holds = false;
  for (auto [size, factor] : llvm::zip_equal(getOuterSizes(getInput().getType(), getType().getBeat()), getFactors())) {
    held *= holds ? size : 1;
    holds |= factor > 1;
  }
  return getBufferResources(*this, held, lanes * getType().getElementType().getWidth());
}

Schedule ConcatOp::getSchedule() {
  if (getIO(*this) == IO::Parallel)
    return getWholeSchedule(*this, 1);
  int64_t outer = ShapedType::getNumElements(getType().getShape().take_front(getDim()));
  Schedule round, schedule;
  for (unsigned i = 0; i < getInputs().size(); ++i)
    round.add(getChannelType(getInputs()[i]).getNumElements() / outer / getType().getBeat(), {i}, {0});
  schedule.repeat(outer, round);
  return schedule;
}
Resources ConcatOp::getResources(int64_t lanes) {
  Resources resources = getResultResources(*this, lanes);
  resources.lut *= llvm::divideCeil(getInputs().size(), 2);
  return resources;
}

Schedule ReduceOp::getSchedule() {
  if (getIO(*this) == IO::Parallel)
    return getWholeSchedule(*this, 1);
  // An element leaves where all that is reduced has come to its end.
  ChannelType input = getInput().getType();
  SmallVector<int64_t> sizes, dims(input.getOrder());
  int64_t beat = getInputBeat(0);
  for (int64_t dim : llvm::reverse(dims)) {
    int64_t lanes = std::gcd(beat, input.getShape()[dim]);
    sizes.insert(sizes.begin(), input.getShape()[dim] / lanes);
    beat /= lanes;
  }
  auto isLast = [&](int64_t loop, int64_t index) { return !isReduced(dims[loop]) || index == sizes[loop] - 1; };
  return getDimSchedule(sizes, isLast, Schedule(1, {0}, {0}), Schedule(1, {0}, {}));
}
Resources ReduceOp::getResources(int64_t lanes) {
  int64_t width = getType().getElementType().getWidth();
  Resources resources = Resources{width, width} * std::max(lanes, getInputBeat(0));
  // An accumulator for each element that is not yet complete.
  resources += getBufferResources(*this, llvm::divideCeil(getInnerElements(), lanes), lanes * width);
  return resources;
}
