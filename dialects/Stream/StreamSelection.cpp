//===- StreamSelection.cpp - Processors that select elements -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Verification.h"
#include "dialects/Stream/Stream.h"
#include "llvm/ADT/StringExtras.h"
#include <numeric>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;

/// The dimensions of more than one element other than `axis`, in the order in which they run.
static SmallVector<int64_t> otherDims(ChannelType type, int64_t axis) {
  return llvm::filter_to_vector(type.getOrder(), [&](int64_t dim) { return dim != axis && type.getShape()[dim] != 1; });
}

LogicalResult TopKOp::verify() {
  ChannelType input = getInput().getType(), result = getType();
  int64_t axis = getAxis(), k = getK();
  if (axis < 0 || axis >= input.getRank())
    return emitOpError() << "axis is " << axis << ", but the input has rank " << input.getRank();
  int64_t size = input.getShape()[axis];
  if (k < 1 || k > size)
    return emitOpError() << "selects " << k << " of the " << size << " elements of its axis, but can select 1 to all "
                         << "of them";
  SmallVector<int64_t> shape(input.getShape());
  shape[axis] = k;
  if (result.getShape() != ArrayRef<int64_t>(shape))
    return emitOpError() << "has a result of shape " << qnn::shapeText(result.getShape()) << ", but selects elements "
                         << "of shape " << qnn::shapeText(shape);
  qnn::FixedType element = getIndices() ? qnn::getPositionType(getContext(), size) : input.getElementType();
  if (result.getElementType() != element)
    return emitOpError() << "delivers " << result.getElementType() << ", but what it selects is of type " << element;
  for (ChannelType type : {input, result})
    if (!type.isInnermost(axis))
      return emitOpError() << "needs axis " << axis << " innermost, but a channel runs in order "
                           << qnn::shapeText(type.getOrder());
  if (otherDims(input, axis) != otherDims(result, axis))
    return emitOpError() << "has an input in order " << qnn::shapeText(input.getOrder()) << " and a result in order "
                         << qnn::shapeText(result.getOrder());
  if (k % result.getBeat() != 0 && !result.isWhole())
    return emitOpError() << "sends beats of " << result.getBeat() << ", which do not divide the " << k
                         << " elements that it selects";
  return success();
}

int64_t TopKOp::getInputBeat(unsigned) {
  ChannelType input = getInput().getType();
  return getIO(*this) == IO::Parallel ? input.getNumElements() : std::gcd(input.getBeat(), input.getShape()[getAxis()]);
}

int64_t TopKOp::inferBeat(ArrayRef<int64_t> inputBeats) {
  return getIO(*this) == IO::Parallel ? getType().getNumElements() : std::gcd(inputBeats.front(), getK());
}

Schedule TopKOp::getSchedule() {
  ChannelType input = getInput().getType(), result = getType();
  int64_t size = input.getShape()[getAxis()], positions = input.getNumElements() / size;
  int64_t taken = size / std::gcd(size, input.getBeat()), given = getK() / std::gcd<int64_t>(getK(), result.getBeat());
  if (getIO(*this) == IO::Parallel)
    return getWholeSchedule(*this, positions * (taken + given));
  Schedule position, schedule;
  position.add(taken, {0}, {});
  position.add(given, {}, {0});
  schedule.repeat(positions, position);
  return schedule;
}

// A comparison, and a choice for each element of a transfer that comes after it.
int64_t TopKOp::getLatency() {
  ChannelType input = getInput().getType();
  return 1 + std::gcd(input.getShape()[getAxis()], input.getBeat());
}

Resources TopKOp::getResources(int64_t) {
  ChannelType input = getInput().getType();
  int64_t size = input.getShape()[getAxis()], lanes = std::gcd(size, input.getBeat());
  // Every place compares what arrives with its value and takes it, what stands in front of it, or nothing.
  int64_t k = getK(), value = input.getElementType().getWidth() + 1;
  int64_t kept = value + (getIndices() ? qnn::getPositionType(getContext(), size).getWidth() : 0);
  return Resources{k * lanes * (value / 2 + kept), k * kept};
}

std::string TopKOp::describe() {
  return (getIndices() ? "positions of the " : "the ") + llvm::utostr(getK()) +
         (getSmallest() ? " smallest of " : " largest of ") + llvm::utostr(getInput().getType().getShape()[getAxis()]);
}
