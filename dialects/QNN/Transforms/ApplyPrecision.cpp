//===- ApplyPrecision.cpp - qnn-apply-precision -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNNPasses.h"
#include "dialects/QNN/Transforms/Lowering.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

namespace hls4mlir::qnn {
#define GEN_PASS_DEF_QNNAPPLYPRECISION
#include "dialects/QNN/QNNPasses.h.inc"
} // namespace hls4mlir::qnn

namespace {

/// What `qnn.precision` may say of an operation.
struct Precision {
  CastAttr weight, bias, scale, accum, result;

  static FailureOr<Precision> get(Operation *op);
};

/// The values that depend on no argument of the function.
using Constants = DenseSet<Value>;

/// Rewrites one operation.
class Realization {
public:
  Realization(Operation *op, const Precision &precision, Constants &constants, uint64_t &numCasts)
      : op(op), precision(precision), constants(constants), numCasts(numCasts), builder(op) {}

  LogicalResult run();

private:
  LogicalResult castParameters();
  LogicalResult castOperand(StringRef key, CastAttr to);
  void divideByMultiplying(DivOp divide);
  LogicalResult splitBatchNorm(BatchNormOp norm);
  void replace(Operation *by);
  void castResult();

  Value cast(Value value, CastAttr to) {
    ++numCasts;
    return CastOp::create(builder, op->getLoc(), value, to);
  }
  Value constant(ArrayRef<int64_t> shape, ArrayRef<float> values) {
    auto type = RankedTensorType::get(shape, builder.getF32Type());
    return arith::ConstantOp::create(builder, op->getLoc(), DenseElementsAttr::get(type, values));
  }

  Operation *op;
  const Precision &precision;
  Constants &constants;
  uint64_t &numCasts;
  OpBuilder builder;
};

struct ApplyPrecision : qnn::impl::QNNApplyPrecisionBase<ApplyPrecision> {
  using Base::Base;

  void runOnOperation() override {
    SmallVector<Operation *> configured;
    Constants constants;
    getOperation().walk([&](Operation *op) {
      if (op->hasAttr(kPrecisionAttr))
        configured.push_back(op);
      if (llvm::all_of(op->getOperands(), [&](Value operand) { return constants.contains(operand); }))
        constants.insert(op->result_begin(), op->result_end());
    });
    uint64_t casts = 0;
    for (Operation *op : configured) {
      FailureOr<Precision> precision = Precision::get(op);
      if (failed(precision))
        return signalPassFailure();
      op->removeAttr(kPrecisionAttr);
      if (failed(Realization(op, *precision, constants, casts).run()))
        return signalPassFailure();
    }
    numCasts += casts;
  }
};

} // namespace

FailureOr<Precision> Precision::get(Operation *op) {
  auto entries = op->getAttrOfType<DictionaryAttr>(kPrecisionAttr);
  if (!entries)
    return op->emitOpError() << "has the attribute '" << kPrecisionAttr << "', which is no dictionary";
  if (op->getNumResults() != 1 || !getElementTypeOrSelf(op->getResult(0).getType()).isF32())
    return op->emitOpError() << "has the attribute '" << kPrecisionAttr << "', but gives no tensor of the import form";
  Precision precision;
  for (NamedAttribute entry : entries) {
    StringRef key = entry.getName();
    CastAttr *slot = llvm::StringSwitch<CastAttr *>(key)
                         .Case("weight", &precision.weight)
                         .Case("bias", &precision.bias)
                         .Case("scale", &precision.scale)
                         .Case("accum", &precision.accum)
                         .Case("result", &precision.result)
                         .Default(nullptr);
    if (!slot)
      return op->emitOpError() << "has '" << key << "' in the attribute '" << kPrecisionAttr
                               << "'; known are weight, bias, scale, accum and result";
    *slot = dyn_cast<CastAttr>(entry.getValue());
    if (!*slot)
      return op->emitOpError() << "has a '" << key << "' in the attribute '" << kPrecisionAttr
                               << "' that is no #qnn.cast";
  }
  return precision;
}

LogicalResult Realization::run() {
  if (failed(castParameters()))
    return failure();
  castResult();
  return success();
}

LogicalResult Realization::castParameters() {
  if (auto norm = dyn_cast<BatchNormOp>(op))
    return precision.weight ? castOperand("weight", precision.weight) : splitBatchNorm(norm);
  if (auto divide = dyn_cast<DivOp>(op); divide && precision.scale && constants.contains(divide.getRhs()))
    divideByMultiplying(divide);
  for (auto [key, to] : {std::pair<StringRef, CastAttr>{"weight", precision.weight},
                         {"bias", precision.bias},
                         {"scale", precision.scale}})
    if (to && failed(castOperand(key, to)))
      return failure();
  return success();
}

/// Whether `op` has a constant operand of the kind.
static bool takes(Operation *op, StringRef key) {
  return llvm::TypeSwitch<Operation *, bool>(op)
      .Case<AddOp, SubOp>([&](Operation *) { return key == "bias"; })
      .Case<MulOp, DivOp>([&](Operation *) { return key == "scale"; })
      .Case<MatMulOp, ConvolutionOp>([&](Operation *) { return key == "weight"; })
      .Default(false);
}

LogicalResult Realization::castOperand(StringRef key, CastAttr to) {
  if (!takes(op, key))
    return op->emitOpError() << "has a precision of its '" << key << "', but no such constant";
  SmallVector<OpOperand *> found;
  for (OpOperand &operand : op->getOpOperands())
    if (constants.contains(operand.get()))
      found.push_back(&operand);
  if (found.size() != 1)
    return op->emitOpError() << "has a precision of its '" << key << "', but "
                             << (found.empty() ? "no constant operand" : "computes nothing from data");
  found.front()->set(cast(found.front()->get(), to));
  return success();
}

/// x / c is x * (1 / c), and the reciprocal is what a multiplier can be given.
void Realization::divideByMultiplying(DivOp divide) {
  Value reciprocal = DivOp::create(builder, op->getLoc(), constant({}, {1.0f}), divide.getRhs());
  constants.insert(reciprocal);
  replace(MulOp::create(builder, op->getLoc(), divide.getLhs(), reciprocal));
}

/// `op` is erased, `by` takes its place.
void Realization::replace(Operation *by) {
  by->setDiscardableAttrs(op->getDiscardableAttrDictionary());
  op->replaceAllUsesWith(by);
  builder.setInsertionPoint(by);
  op->erase();
  op = by;
}

LogicalResult Realization::splitBatchNorm(BatchNormOp norm) {
  if (!precision.scale && !precision.bias)
    return success();
  FailureOr<BatchNormCoefficients> coefficients = BatchNormCoefficients::get(norm);
  if (failed(coefficients))
    return failure();
  SmallVector<int64_t> shape(shapeOf(norm.getResult()).size(), 1);
  shape[norm.getAxis()] = coefficients->scale.size();
  auto parameter = [&](ArrayRef<Rational> exact, CastAttr to) {
    SmallVector<float> values;
    for (const Rational &value : exact)
      values.push_back(static_cast<float>(toDouble(value)));
    Value parameter = constant(shape, values);
    return to ? cast(parameter, to) : parameter;
  };
  Value scaled = MulOp::create(builder, op->getLoc(), norm.getInput(), parameter(coefficients->scale, precision.scale));
  replace(AddOp::create(builder, op->getLoc(), scaled, parameter(coefficients->offset, precision.bias)));
  return success();
}

void Realization::castResult() {
  builder.setInsertionPointAfter(op);
  Value result = op->getResult(0);
  SmallPtrSet<Operation *, 2> casts;
  for (CastAttr to : {precision.accum, precision.result})
    if (to) {
      result = cast(result, to);
      casts.insert(result.getDefiningOp());
    }
  if (casts.empty())
    return;
  op->getResult(0).replaceAllUsesExcept(result, casts);
  if (Attribute names = op->removeAttr(kTensorsAttr))
    result.getDefiningOp()->setAttr(kTensorsAttr, names);
}
