//===- Interpreter.cpp - Reference evaluation of the integer form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/Interpreter.h"
#include "lib/Execution/InterpretedTensor.h"
#include "lib/Execution/Scalars.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace hls4mlir;
using llvm::APInt;
using llvm::APSInt;
using qnn::FixedType;

namespace {
using Tensor = InterpretedTensor;

class Evaluator {
public:
  explicit Evaluator(ModelInterface interface) : interface(std::move(interface)) {}

  /// Reads all weights once.
  LogicalResult prepare();
  LogicalResult evaluateSample(ArrayRef<const int64_t *> inputs, ArrayRef<int64_t *> outputs);

private:
  LogicalResult evaluate(Operation *op);
  void evaluate(qnn::DenseOp op, Tensor &result);
  void evaluate(qnn::LookupOp op, Tensor &result);
  void evaluate(qnn::ThresholdOp op, Tensor &result);
  void evaluate(qnn::TransposeOp op, Tensor &result);
  void evaluate(qnn::TopKOp op, Tensor &result);
  LogicalResult evaluate(qnn::TableSoftmaxOp op, Tensor &result);

  void evaluateBinary(Operation *op, Tensor &result,
                      llvm::function_ref<FixedValue(const FixedValue &, const FixedValue &)> compute);

  const Tensor &get(Value value) const { return values.find(value)->second; }
  const Tensor &getWeight(StringRef name) const { return weights.find(name)->second; }

  ModelInterface interface;
  llvm::DenseMap<Value, Tensor> values;
  llvm::StringMap<Tensor> weights;
};
} // namespace

/// The element that broadcasting a tensor of shape `operand` puts at element `index` of shape `result`.
static int64_t broadcastIndex(int64_t index, ArrayRef<int64_t> result, ArrayRef<int64_t> operand) {
  int64_t mapped = 0, stride = 1;
  for (size_t i = 0; i < operand.size(); ++i) {
    int64_t extent = result[result.size() - 1 - i], position = index % extent;
    index /= extent;
    int64_t own = operand[operand.size() - 1 - i];
    mapped += (own == 1 ? 0 : position) * stride;
    stride *= own;
  }
  return mapped;
}

LogicalResult Evaluator::prepare() {
  auto module = cast<ModuleOp>(interface.function->getParentOp());
  for (auto weight : module.getOps<qnn::WeightOp>()) {
    Tensor &tensor = weights[weight.getSymName()];
    tensor.shape.assign(weight.getTensorType().getShape().begin(), weight.getTensorType().getShape().end());
    tensor.format = weight.getFixedType().getFormat();
    for (int64_t code : weight.getCodes())
      tensor.codes.push_back(codeOf(code, tensor.format));
  }
  for (Operation &op : interface.function.getBody().front())
    for (Type type : op.getResultTypes()) {
      auto tensor = dyn_cast<RankedTensorType>(type);
      if (!tensor || !tensor.hasStaticShape() || !qnn::getFixedType(tensor))
        return op.emitOpError() << "has a result of type " << type
                                << ", but the integer form has tensors of !qnn.fixed of static shape";
    }
  return success();
}

void Evaluator::evaluateBinary(Operation *op, Tensor &result,
                               llvm::function_ref<FixedValue(const FixedValue &, const FixedValue &)> compute) {
  const Tensor &lhs = get(op->getOperand(0)), &rhs = get(op->getOperand(1));
  for (auto [i, code] : llvm::enumerate(result.codes))
    code = exactCode(
        compute(lhs[broadcastIndex(i, result.shape, lhs.shape)], rhs[broadcastIndex(i, result.shape, rhs.shape)]),
        result.format);
}

void Evaluator::evaluate(qnn::DenseOp op, Tensor &result) {
  const Tensor &input = get(op.getInput()), &weight = getWeight(op.getWeight());
  int64_t rows = weight.shape[0], columns = weight.shape[1];
  for (auto [i, code] : llvm::enumerate(result.codes)) {
    int64_t row = i % rows, sample = i / rows;
    FixedValue sum{APSInt::get(0), result.format.lsb()};
    for (int64_t k = 0; k < columns; ++k) {
      FixedValue next = add(sum, mul(weight[row * columns + k], input[sample * columns + k]));
      // The sum of many terms stays as narrow as its value.
      sum = {APSInt(next.code.trunc(next.code.getSignificantBits()), /*isUnsigned=*/false), next.lsb};
    }
    if (op.getBias())
      sum = add(sum, getWeight(*op.getBias())[row]);
    code = exactCode(sum, result.format);
  }
}

void Evaluator::evaluate(qnn::ThresholdOp op, Tensor &result) {
  const Tensor &input = get(op.getInput()), &thresholds = getWeight(op.getThresholds());
  int64_t count = thresholds.shape.back();
  ArrayRef<int64_t> rows = ArrayRef<int64_t>(thresholds.shape).drop_back();
  for (auto [i, code] : llvm::enumerate(result.codes)) {
    int64_t row = broadcastIndex(i, input.shape, rows);
    int64_t value = op.getFirst()[op.getFirst().size() == 1 ? 0 : row];
    for (int64_t k = 0; k < count; ++k)
      if (compare(input[i], thresholds[row * count + k]) >= 0)
        value += op.getStep()[op.getStep().size() == 1 ? 0 : row];
    code = codeOf(value, result.format);
  }
}

void Evaluator::evaluate(qnn::LookupOp op, Tensor &result) {
  const Tensor &input = get(op.getInput()), &table = getWeight(op.getTable());
  int64_t entries = table.shape.back();
  ArrayRef<int64_t> rows = ArrayRef<int64_t>(table.shape).drop_back();
  int64_t lowest = input.format.minCode().getExtValue();
  for (auto [i, code] : llvm::enumerate(result.codes))
    code = table.codes[broadcastIndex(i, input.shape, rows) * entries + input.codes[i].getExtValue() - lowest];
}

void Evaluator::evaluate(qnn::TransposeOp op, Tensor &result) {
  const Tensor &input = get(op.getInput());
  SmallVector<int64_t> inputStrides = computeStrides(input.shape), strides = computeStrides(result.shape);
  for (auto [i, code] : llvm::enumerate(result.codes)) {
    int64_t from = 0;
    for (auto [dim, position] : llvm::enumerate(delinearize(i, strides)))
      from += position * inputStrides[op.getPermutation()[dim]];
    code = input.codes[from];
  }
}

void Evaluator::evaluate(qnn::TopKOp op, Tensor &result) {
  const Tensor &input = get(op.getInput());
  int64_t axis = op.getAxis(), extent = input.shape[axis], k = op.getK(), stride = 1;
  for (int64_t dim : ArrayRef<int64_t>(input.shape).drop_front(axis + 1))
    stride *= dim;
  for (int64_t row = 0; row < static_cast<int64_t>(result.codes.size()) / k; ++row) {
    auto at = [&](int64_t i, int64_t size) { return (row / stride * size + i) * stride + row % stride; };
    SmallVector<int64_t> order = llvm::to_vector(llvm::seq<int64_t>(0, extent));
    llvm::sort(order, [&](int64_t lhs, int64_t rhs) {
      const APSInt &left = input.codes[at(lhs, extent)], &right = input.codes[at(rhs, extent)];
      if (left == right)
        return op.getLast() ? lhs > rhs : lhs < rhs;
      return op.getSmallest() ? left < right : right < left;
    });
    for (int64_t i = 0; i < k; ++i)
      result.codes[at(i, k)] = op.getIndices() ? codeOf(order[i], result.format) : input.codes[at(order[i], extent)];
  }
}

LogicalResult Evaluator::evaluate(qnn::TableSoftmaxOp op, Tensor &result) {
  const Tensor &input = get(op.getInput());
  const Tensor &coarse = getWeight(op.getCoarse()), *fine = op.getFine() ? &getWeight(*op.getFine()) : nullptr;
  int64_t axis = op.getAxis(), extent = input.shape[axis], stride = 1;
  for (int64_t dim : ArrayRef<int64_t>(input.shape).drop_front(axis + 1))
    stride *= dim;
  uint64_t fineCount = fine ? fine->codes.size() : 1, lastIndex = coarse.codes.size() * fineCount - 1;
  // Wide enough for every number of the formula.
  int fraction = result.format.fraction();
  unsigned width = coarse.format.width + std::abs(fraction) + result.format.width + 80;
  APInt limit = result.format.maxCode().zext(width);

  for (int64_t start = 0; start < static_cast<int64_t>(input.codes.size()); ++start) {
    if (start / stride % extent != 0)
      continue;
    auto at = [&](int64_t k) { return start + k * stride; };
    APSInt largest = input.codes[at(0)];
    for (int64_t k = 1; k < extent; ++k)
      largest = std::max(largest, input.codes[at(k)]);
    SmallVector<APInt> exponentials;
    APInt sum(width, 0);
    for (int64_t k = 0; k < extent; ++k) {
      APSInt difference = sub({largest, 0}, {input.codes[at(k)], 0}).code;
      APInt dropped = difference.lshr(std::min<uint64_t>(op.getDrop(), difference.getBitWidth()));
      uint64_t index = dropped.getLimitedValue(lastIndex);
      FixedValue exponential = coarse[index / fineCount];
      if (fine)
        exponential.code = hls4mlir::narrow(mul(exponential, (*fine)[index % fineCount]), coarse.format,
                                            qnn::RoundingMode::HalfCeil, qnn::OverflowMode::Saturate);
      exponentials.push_back(exponential.code.zext(width));
      sum += exponentials.back();
    }
    if (sum.isZero())
      return op.emitOpError("divides by zero: by its tables, the exponential of 0 is 0");
    for (int64_t k = 0; k < extent; ++k) {
      // Both sides of the quotient times 2^-F where F is negative.
      APInt numerator = exponentials[k].shl(1 + std::max(fraction, 0)) + sum.shl(std::max(-fraction, 0));
      APInt code = numerator.udiv(sum.shl(1 + std::max(-fraction, 0)));
      result.codes[at(k)] =
          APSInt((code.ugt(limit) ? limit : code).trunc(result.format.width), !result.format.isSigned);
    }
  }
  return success();
}

LogicalResult Evaluator::evaluate(Operation *op) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  Tensor result;
  result.shape.assign(type.getShape().begin(), type.getShape().end());
  result.format = qnn::getFixedType(type).getFormat();
  result.codes.assign(type.getNumElements(), APSInt(result.format.width, !result.format.isSigned));
  auto elementwise = [&](Value operand, llvm::function_ref<APSInt(const FixedValue &)> compute) {
    const Tensor &input = get(operand);
    for (auto [i, code] : llvm::enumerate(result.codes))
      code = compute(input[i]);
    return success();
  };

  LogicalResult status =
      llvm::TypeSwitch<Operation *, LogicalResult>(op)
          .Case([&](qnn::AddOp) { return evaluateBinary(op, result, add), success(); })
          .Case([&](qnn::SubOp) { return evaluateBinary(op, result, sub), success(); })
          .Case([&](qnn::MaxOp) {
            auto larger = [](const FixedValue &lhs, const FixedValue &rhs) {
              return compare(lhs, rhs) < 0 ? rhs : lhs;
            };
            return evaluateBinary(op, result, larger), success();
          })
          .Case([&](qnn::MinOp) {
            auto smaller = [](const FixedValue &lhs, const FixedValue &rhs) {
              return compare(rhs, lhs) < 0 ? rhs : lhs;
            };
            return evaluateBinary(op, result, smaller), success();
          })
          .Case([&](qnn::MulOp) { return evaluateBinary(op, result, mul), success(); })
          .Case([&](qnn::ConcatOp concat) {
            auto inputs = llvm::map_to_vector(concat.getInputs(), [&](Value value) { return &get(value); });
            return interpretConcat(concat, inputs, result), success();
          })
          .Case([&](qnn::ConvOp conv) {
            const Tensor *bias = conv.getBias() ? &getWeight(*conv.getBias()) : nullptr;
            return interpretConv(conv, get(conv.getInput()), getWeight(conv.getWeight()), bias, result), success();
          })
          .Case([&](qnn::PadOp pad) { return interpretPad(pad, get(pad.getInput()), result), success(); })
          .Case([&](qnn::PoolOp pool) { return interpretPool(pool, get(pool.getInput()), result), success(); })
          .Case(
              [&](qnn::ReduceOp reduce) { return interpretReduce(reduce, get(reduce.getInput()), result), success(); })
          .Case(
              [&](qnn::RepeatOp repeat) { return interpretRepeat(repeat, get(repeat.getInput()), result), success(); })
          .Case([&](qnn::SliceOp slice) { return interpretSlice(slice, get(slice.getInput()), result), success(); })
          .Case<qnn::DenseOp, qnn::LookupOp, qnn::ThresholdOp, qnn::TopKOp, qnn::TransposeOp>(
              [&](auto typed) { return evaluate(typed, result), success(); })
          .Case([&](qnn::TableSoftmaxOp softmax) { return evaluate(softmax, result); })
          .Case([&](qnn::GetWeightOp weight) {
            result.codes = getWeight(weight.getWeight()).codes;
            return success();
          })
          .Case([&](qnn::ReshapeOp reshape) {
            result.codes = get(reshape.getInput()).codes;
            return success();
          })
          .Case([&](qnn::ReinterpretOp reinterpret) {
            return elementwise(reinterpret.getInput(), [](const FixedValue &value) { return value.code; });
          })
          .Case([&](qnn::ReluOp relu) {
            return elementwise(relu.getInput(), [&](const FixedValue &value) { return rectify(value, result.format); });
          })
          .Case([&](qnn::RequantizeOp requantize) {
            return elementwise(requantize.getInput(), [&](const FixedValue &value) {
              return hls4mlir::requantize(requantize, value, result.format);
            });
          })
          .Default([](Operation *op) -> LogicalResult {
            return op->emitOpError("is not an operation of the integer form on tensors");
          });
  if (failed(status))
    return failure();
  values[op->getResult(0)] = std::move(result);
  return success();
}

LogicalResult Evaluator::evaluateSample(ArrayRef<const int64_t *> inputs, ArrayRef<int64_t *> outputs) {
  values.clear();
  for (auto [argument, port, codes] : llvm::zip(interface.function.getArguments(), interface.inputs, inputs)) {
    Tensor &tensor = values[argument];
    tensor.shape = port.shape;
    tensor.format = port.format;
    for (int64_t i = 0; i < port.elements; ++i)
      tensor.codes.push_back(codeOf(codes[i], port.format));
  }
  Block &body = interface.function.getBody().front();
  for (Operation &op : body.without_terminator())
    if (op.getNumResults() != 1)
      return op.emitOpError("is not an operation of the integer form on tensors");
    else if (failed(evaluate(&op)))
      return failure();
  for (auto [value, codes] : llvm::zip(body.getTerminator()->getOperands(), outputs)) {
    const Tensor &tensor = get(value);
    for (auto [i, code] : llvm::enumerate(tensor.codes))
      codes[i] = bitsOf(code);
  }
  return success();
}

LogicalResult hls4mlir::interpret(ModuleOp module, ArrayRef<const int64_t *> inputs, ArrayRef<int64_t *> outputs,
                                  int64_t count) {
  FailureOr<ModelInterface> interface = getModelInterface(module);
  if (failed(interface))
    return failure();
  Evaluator evaluator(*interface);
  if (failed(evaluator.prepare()))
    return failure();
  SmallVector<const int64_t *> sampleInputs(inputs);
  SmallVector<int64_t *> sampleOutputs(outputs);
  for (int64_t sample = 0; sample < count; ++sample) {
    if (failed(evaluator.evaluateSample(sampleInputs, sampleOutputs)))
      return failure();
    for (auto [port, codes] : llvm::zip(interface->inputs, sampleInputs))
      codes += port.elements;
    for (auto [port, codes] : llvm::zip(interface->outputs, sampleOutputs))
      codes += port.elements;
  }
  return success();
}
