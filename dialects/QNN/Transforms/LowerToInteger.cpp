//===- LowerToInteger.cpp - qnn-lower-to-integer -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Walks the operations of the import form in order and says of each result what it is in the integer form: a
// constant, or numbers of the design with what is pending on them (Quantity.h). Linear operations only add to
// what is pending; quantizers and the ends of the function realize it.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNNPasses.h"
#include "dialects/QNN/Transforms/Lowering.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

namespace hls4mlir::qnn {
#define GEN_PASS_DEF_QNNLOWERTOINTEGER
#include "dialects/QNN/QNNPasses.h.inc"
} // namespace hls4mlir::qnn

namespace {

struct LowerToInteger : qnn::impl::QNNLowerToIntegerBase<LowerToInteger> {
  using Base::Base;

  void runOnOperation() override {
    for (auto func : llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>()))
      if (!func.isExternal() && failed(Lowering(func, trace).run()))
        return signalPassFailure();
  }
};

} // namespace

//===----------------------------------------------------------------------===//
// Function
//===----------------------------------------------------------------------===//

LogicalResult Lowering::lowerArguments() {
  Block &body = func.getBody().front();
  for (unsigned i = 0, count = body.getNumArguments(); i < count; ++i) {
    // The new arguments take the places, and with them the attributes; the old ones, behind them, stay until
    // everything that reads them is gone.
    BlockArgument argument = body.getArgument(2 * i);
    auto input = func.getArgAttrOfType<InputAttr>(i, kInputAttr);
    if (!input)
      return func.emitError() << "argument " << i << " has no '" << kInputAttr
                              << "'; qnn-assign-input-types gives it one";
    if (!isa<RankedTensorType>(argument.getType()))
      return func.emitError() << "argument " << i << " is no ranked tensor but " << argument.getType();
    auto type = RankedTensorType::get(shapeOf(argument), input.getType());
    BlockArgument number = body.insertArgument(i, type, argument.getLoc());
    Rational scale = rationalFrom(input.getScale().getValueAsDouble());
    Rational zeroPoint = rationalFrom(input.getZeroPoint().getValueAsDouble());
    // The numbers are codes times the step of the type; the scale is that of codes.
    Quantity quantity{number, {}, false};
    quantity.apply(scale * powerOfTwo(-input.getType().getLsb()), RationalTensor(-zeroPoint * scale));
    meanings[argument] = quantity;
    permutations[argument] = func.getArgAttr(i, kPermutationAttr);
    if (auto names = func.getArgAttrOfType<ArrayAttr>(i, kTensorsAttr); names && trace)
      traced.push_back({argument, names});
  }
  return success();
}

LogicalResult Lowering::run() {
  if (!func.getBody().hasOneBlock())
    return func.emitError("has more than one block, but a network is one");
  if (!func->getParentOfType<ModuleOp>())
    return func.emitError("stands in no module");
  Block &body = func.getBody().front();
  unsigned oldArguments = body.getNumArguments();
  SmallVector<Operation *> old;
  for (Operation &op : body.without_terminator())
    old.push_back(&op);
  if (failed(lowerArguments()))
    return failure();
  for (Operation *op : old) {
    opBuilder.setInsertionPoint(body.getTerminator());
    if (failed(lower(op)))
      return failure();
  }
  auto terminator = dyn_cast<func::ReturnOp>(body.getTerminator());
  if (!terminator)
    return func.emitError("does not end in func.return");
  opBuilder.setInsertionPoint(terminator);
  if (failed(finish(terminator)))
    return failure();
  for (Operation *op : llvm::reverse(old))
    op->erase();
  // A dense layer that was given a bias leaves the one without behind.
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(body)))
    if (isOpTriviallyDead(&op))
      op.erase();
  body.eraseArguments(oldArguments, oldArguments);
  func.setType(FunctionType::get(func.getContext(), body.getArgumentTypes(), body.getTerminator()->getOperandTypes()));
  return success();
}

LogicalResult Lowering::finish(func::ReturnOp op) {
  SmallVector<Value> values(op.getOperands());
  SmallVector<DictionaryAttr> attributes;
  for (unsigned i = 0; i < values.size(); ++i) {
    DictionaryAttr attribute = func.getResultAttrDict(i);
    attributes.push_back(attribute ? attribute : opBuilder.getDictionaryAttr({}));
  }
  for (auto [value, names] : traced)
    for (Attribute name : names) {
      values.push_back(value);
      NamedAttrList own;
      own.set(kNameAttr, name);
      // What the host transposes on the way in, it transposes back.
      if (Attribute permutation = permutations.lookup(value))
        own.set(kPermutationAttr, permutation);
      attributes.push_back(own.getDictionary(func.getContext()));
    }
  SmallVector<Value> results;
  for (auto [i, value] : llvm::enumerate(values)) {
    Meaning meaning = get(value);
    bool isResult = i < op.getNumOperands();
    Location loc = value.getDefiningOp() ? value.getLoc() : op.getLoc();
    if (auto *constant = std::get_if<Constant>(&meaning)) {
      FailureOr<Quantity> quantity = builder.materialize(loc, *constant);
      if (failed(quantity))
        return failure();
      meaning = *quantity;
    }
    Quantity quantity = std::get<Quantity>(meaning);
    // A nonlinear function at the end belongs into the design, where it can be computed there; in what `trace`
    // shows, the host applies it. No host combines functions.
    bool combined = quantity.hasCombination();
    if ((isResult || combined) && !quantity.isAffine()) {
      ScopedDiagnosticHandler handler(func.getContext(), [&](Diagnostic &diagnostic) {
        return success(!combined && diagnostic.getSeverity() == DiagnosticSeverity::Error);
      });
      if (FailureOr<Quantity> settled = builder.settle(loc, quantity, IntegerBuilder::Rounding::OnSteps);
          succeeded(settled))
        quantity = *settled;
      else if (combined)
        return failure();
      else
        isResult = false;
    }
    if (!isResult && i < op.getNumOperands())
      emitWarning(loc) << "is an output behind an activation that has no exact form in the design; the host applies "
                          "the activation";
    NamedAttrList list(attributes[i]);
    list.set(kDequantizeAttr, quantity.dequantizeAttr());
    attributes[i] = list.getDictionary(func.getContext());
    results.push_back(quantity.codes);
  }
  func::ReturnOp::create(opBuilder, op.getLoc(), results);
  op.erase();
  SmallVector<Attribute> all(attributes.begin(), attributes.end());
  func.setResAttrsAttr(opBuilder.getArrayAttr(all));
  return success();
}

/// A bound of a clamp, when it is there.
static std::optional<RationalTensor> boundOf(std::optional<ElementsAttr> bound) {
  if (!bound)
    return std::nullopt;
  return RationalTensor::fromElements(cast<DenseElementsAttr>(*bound));
}

/// What is pending is copied along, and doubles in a value that is combined with itself: a longer list becomes numbers
/// of the design.
static constexpr size_t kMaxPendingStages = 64;

LogicalResult Lowering::lower(Operation *op) {
  FailureOr<Meaning> meaning =
      llvm::TypeSwitch<Operation *, FailureOr<Meaning>>(op)
          .Case([&](arith::ConstantOp op) { return lowerConstant(op); })
          .Case([&](CastOp op) { return lowerCast(op); })
          .Case([&](QuantizeOp op) { return lowerQuantizer(op, Quantizer::get(op)); })
          .Case([&](BipolarQuantizeOp op) { return lowerQuantizer(op, Quantizer::get(op)); })
          .Case([&](QuantizeLinearOp op) { return lowerQuantizeLinear(op); })
          .Case([&](TruncateOp op) { return lowerTruncate(op); })
          .Case([&](MultiThresholdOp op) { return lowerMultiThreshold(op); })
          .Case([&](MatMulOp op) { return lowerMatMul(op); })
          .Case([&](AddOp op) { return lowerSum(op, Rational(1)); })
          .Case([&](SubOp op) { return lowerSum(op, Rational(-1)); })
          .Case<MulOp, DivOp>([&](Operation *op) { return lowerProduct(op); })
          .Case([&](BatchNormOp op) { return lowerBatchNorm(op); })
          .Case([&](ClampOp op) { return lowerClamp(op, boundOf(op.getLow()), boundOf(op.getHigh())); })
          .Case([&](LeakyReluOp op) { return lowerLeakyRelu(op); })
          .Case([&](ReluOp op) { return lowerClamp(op, RationalTensor(Rational(0)), std::nullopt); })
          .Case([&](ConcatOp op) { return lowerConcat(op); })
          .Case([&](ConvolutionOp op) { return lowerConvolution(op); })
          .Case<MaxOp, MinOp>([&](Operation *op) { return lowerExtremum(op); })
          .Case([&](PadOp op) { return lowerPad(op); })
          .Case([&](PoolOp op) { return lowerPool(op); })
          .Case([&](ReduceOp op) { return lowerReduce(op); })
          .Case([&](RepeatOp op) { return lowerRepeat(op); })
          .Case([&](ReshapeOp op) { return lowerReshape(op); })
          .Case([&](SliceOp op) { return lowerSlice(op); })
          .Case([&](TransposeOp op) { return lowerTranspose(op); })
          .Case([&](UnaryOp op) { return lowerUnary(op); })
          .Case([&](SoftmaxOp op) { return lowerSoftmax(op); })
          .Case([&](TopKOp op) { return lowerTopK(op); })
          .Default([&](Operation *op) -> FailureOr<Meaning> { return op->emitOpError("has no integer form"); });
  if (failed(meaning))
    return failure();
  if (Type type = op->getResult(0).getType(); !isa<RankedTensorType>(type))
    return op->emitOpError() << "has a result of type " << type << ", but a network computes ranked tensors";
  if (auto *quantity = std::get_if<Quantity>(&*meaning); quantity && quantity->countStages() > kMaxPendingStages) {
    FailureOr<Quantity> settled = builder.settle(op->getLoc(), *quantity);
    if (failed(settled))
      return failure();
    meaning = Meaning(*settled);
  }
  meanings[op->getResult(0)] = *meaning;
  if (auto names = op->getAttrOfType<ArrayAttr>(kTensorsAttr); names && trace && std::get_if<Quantity>(&*meaning))
    traced.push_back({op->getResult(0), names});
  return success();
}
