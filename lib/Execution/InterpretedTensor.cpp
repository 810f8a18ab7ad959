//===- InterpretedTensor.cpp - Operations on whole tensors -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/InterpretedTensor.h"
#include "dialects/QNN/Window.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace hls4mlir;
using llvm::APSInt;

/// The sum as narrow as its value, so that it does not widen with every term.
static FixedValue sumOf(const FixedValue &lhs, const FixedValue &rhs) {
  FixedValue sum = add(lhs, rhs);
  if (sum.code.isSigned())
    sum.code = APSInt(sum.code.trunc(sum.code.getSignificantBits()), /*isUnsigned=*/false);
  return sum;
}

/// All indices of a shape, in row-major order.
static void forEachIndex(ArrayRef<int64_t> shape, llvm::function_ref<void(ArrayRef<int64_t>)> body) {
  SmallVector<int64_t> strides = computeStrides(shape);
  for (int64_t i = 0, count = ShapedType::getNumElements(shape); i < count; ++i)
    body(delinearize(i, strides));
}

static int64_t positionOf(ArrayRef<int64_t> shape, ArrayRef<int64_t> index) {
  return linearize(index, computeStrides(shape));
}

/// The elements of a window at output index `at`: offsets in the window, and the input position, or nothing in the
/// padding.
static void forEachTap(ArrayRef<qnn::WindowDim> dims, ArrayRef<int64_t> at,
                       llvm::function_ref<void(ArrayRef<int64_t>, std::optional<ArrayRef<int64_t>>)> body) {
  SmallVector<int64_t> window, position(dims.size());
  for (const qnn::WindowDim &dim : dims)
    window.push_back(dim.window);
  forEachIndex(window, [&](ArrayRef<int64_t> tap) {
    bool inside = true;
    for (auto [i, dim] : llvm::enumerate(dims)) {
      position[i] = dim.position(at[i + 1], tap[i]);
      inside &= dim.isInside(position[i]);
    }
    body(tap, inside ? std::optional(ArrayRef(position)) : std::nullopt);
  });
}

void hls4mlir::interpretConv(qnn::ConvOp op, const InterpretedTensor &input, const InterpretedTensor &weight,
                             const InterpretedTensor *bias, InterpretedTensor &result) {
  SmallVector<qnn::WindowDim> dims = getWindowDims(op, ArrayRef(weight.shape).drop_front().drop_back());
  int64_t depth = weight.shape.back(), outputsPerGroup = weight.shape.front() / op.getGroups(), next = 0;
  FixedValue padding{codeOf(op.getValue(), input.format), input.format.lsb()};
  forEachIndex(result.shape, [&](ArrayRef<int64_t> at) {
    int64_t output = at.back();
    FixedValue sum{APSInt::get(0), result.format.lsb()};
    forEachTap(dims, at, [&](ArrayRef<int64_t> tap, std::optional<ArrayRef<int64_t>> position) {
      for (int64_t c = 0; c < depth; ++c) {
        SmallVector<int64_t> factor{output}, element{at.front()};
        llvm::append_range(factor, tap);
        factor.push_back(c);
        if (position)
          llvm::append_range(element, *position);
        element.push_back(output / outputsPerGroup * depth + c);
        FixedValue number = position ? input[positionOf(input.shape, element)] : padding;
        sum = sumOf(sum, mul(weight[positionOf(weight.shape, factor)], number));
      }
    });
    if (bias)
      sum = add(sum, (*bias)[output]);
    result.codes[next++] = exactCode(sum, result.format);
  });
}

/// What `value` and `number` become.
static FixedValue reduce(qnn::Reduction reduction, const std::optional<FixedValue> &value, const FixedValue &number) {
  if (!value)
    return number;
  switch (reduction) {
  case qnn::Reduction::Sum:
    return sumOf(*value, number);
  case qnn::Reduction::Max:
    return compare(*value, number) < 0 ? number : *value;
  case qnn::Reduction::Min:
    return compare(number, *value) < 0 ? number : *value;
  }
  llvm_unreachable("covered");
}

void hls4mlir::interpretPool(qnn::PoolOp op, const InterpretedTensor &input, InterpretedTensor &result) {
  SmallVector<qnn::WindowDim> dims = getWindowDims(op);
  int64_t next = 0;
  forEachIndex(result.shape, [&](ArrayRef<int64_t> at) {
    std::optional<FixedValue> value;
    forEachTap(dims, at, [&](ArrayRef<int64_t>, std::optional<ArrayRef<int64_t>> position) {
      if (!position)
        return;
      SmallVector<int64_t> element{at.front()};
      llvm::append_range(element, *position);
      element.push_back(at.back());
      value = reduce(op.getReduction(), value, input[positionOf(input.shape, element)]);
    });
    result.codes[next++] = exactCode(*value, result.format);
  });
}

void hls4mlir::interpretReduce(qnn::ReduceOp op, const InterpretedTensor &input, InterpretedTensor &result) {
  SmallVector<std::optional<FixedValue>> values(result.codes.size());
  int64_t next = 0;
  forEachIndex(input.shape, [&](ArrayRef<int64_t> at) {
    SmallVector<int64_t> to(at);
    for (int64_t axis : op.getAxes())
      to[axis] = 0;
    std::optional<FixedValue> &value = values[positionOf(result.shape, to)];
    value = reduce(op.getReduction(), value, input[next++]);
  });
  for (auto [code, value] : llvm::zip(result.codes, values))
    code = exactCode(*value, result.format);
}

void hls4mlir::interpretConcat(qnn::ConcatOp op, ArrayRef<const InterpretedTensor *> inputs,
                               InterpretedTensor &result) {
  int64_t start = 0;
  for (const InterpretedTensor *input : inputs) {
    int64_t next = 0;
    forEachIndex(input->shape, [&](ArrayRef<int64_t> at) {
      SmallVector<int64_t> to(at);
      to[op.getAxis()] += start;
      result.codes[positionOf(result.shape, to)] = exactCode((*input)[next++], result.format);
    });
    start += input->shape[op.getAxis()];
  }
}

void hls4mlir::interpretPad(qnn::PadOp op, const InterpretedTensor &input, InterpretedTensor &result) {
  llvm::fill(result.codes, codeOf(op.getValue(), result.format));
  int64_t next = 0;
  forEachIndex(input.shape, [&](ArrayRef<int64_t> at) {
    SmallVector<int64_t> to;
    for (auto [i, low, interior] : llvm::zip(at, op.getLow(), op.getInterior()))
      to.push_back(low + i * (interior + 1));
    result.codes[positionOf(result.shape, to)] = input.codes[next++];
  });
}

void hls4mlir::interpretSlice(qnn::SliceOp op, const InterpretedTensor &input, InterpretedTensor &result) {
  int64_t next = 0;
  forEachIndex(result.shape, [&](ArrayRef<int64_t> at) {
    SmallVector<int64_t> from;
    for (auto [i, offset, stride] : llvm::zip(at, op.getOffsets(), op.getStrides()))
      from.push_back(offset + i * stride);
    result.codes[next++] = input.codes[positionOf(input.shape, from)];
  });
}

void hls4mlir::interpretRepeat(qnn::RepeatOp op, const InterpretedTensor &input, InterpretedTensor &result) {
  int64_t next = 0;
  forEachIndex(result.shape, [&](ArrayRef<int64_t> at) {
    SmallVector<int64_t> from;
    for (auto [i, factor] : llvm::zip(at, op.getFactors()))
      from.push_back(i / factor);
    result.codes[next++] = input.codes[positionOf(input.shape, from)];
  });
}
