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
#include "dialects/QNN/Transforms/Requantizer.h"
#include "dialects/QNN/Transforms/SoftmaxTables.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>
#include <variant>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

namespace hls4mlir::qnn {
#define GEN_PASS_DEF_QNNLOWERTOINTEGER
#include "dialects/QNN/QNNPasses.h.inc"
} // namespace hls4mlir::qnn

static ArrayRef<int64_t> shapeOf(Value value) { return cast<RankedTensorType>(value.getType()).getShape(); }

/// The elements of a float constant, wherever they are stored.
static std::optional<std::vector<float>> floatsOf(ElementsAttr value) {
  if (!value.getElementType().isF32())
    return std::nullopt;
  std::vector<float> data;
  if (auto dense = dyn_cast<DenseElementsAttr>(value)) {
    for (float element : dense.getValues<float>())
      data.push_back(element);
  } else if (auto resource = dyn_cast<DenseResourceElementsAttr>(value)) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    if (!blob || blob->getData().size() != value.getNumElements() * sizeof(float))
      return std::nullopt;
    data.resize(value.getNumElements());
    std::memcpy(data.data(), blob->getData().data(), blob->getData().size());
  } else {
    return std::nullopt;
  }
  return data;
}

namespace {

/// What a value of the import form is.
using Meaning = std::variant<Constant, Quantity>;

/// Lowers one function.
class Lowering {
public:
  Lowering(func::FuncOp func, bool trace)
      : func(func), trace(trace), opBuilder(func), builder(func->getParentOfType<ModuleOp>(), opBuilder) {}

  LogicalResult run();

private:
  LogicalResult lowerArguments();
  LogicalResult lower(Operation *op);
  LogicalResult finish(func::ReturnOp op);

  FailureOr<Meaning> lowerConstant(arith::ConstantOp op);
  FailureOr<Meaning> lowerQuantizer(Operation *op, const Quantizer &quantizer);
  FailureOr<Meaning> lowerMatMul(MatMulOp op);
  FailureOr<Meaning> lowerSum(Operation *op, const Rational &rightSign);
  FailureOr<Meaning> lowerProduct(Operation *op);
  FailureOr<Meaning> lowerBatchNorm(BatchNormOp op);
  FailureOr<Meaning> lowerRelu(ReluOp op);
  FailureOr<Meaning> lowerReshape(ReshapeOp op);
  FailureOr<Meaning> lowerTranspose(TransposeOp op);
  FailureOr<Meaning> lowerSoftmax(SoftmaxOp op);

  /// scale * operand + offset, elementwise.
  FailureOr<Meaning> applyAffine(Operation *op, const Meaning &operand, const RationalTensor &scale,
                                 const RationalTensor &offset);
  Quantity transpose(Location loc, Quantity quantity, ArrayRef<int64_t> permutation);
  Quantity reshape(Location loc, Quantity quantity, ArrayRef<int64_t> shape);

  Meaning get(Value value) {
    Meaning meaning = meanings.at(value);
    if (auto *quantity = std::get_if<Quantity>(&meaning))
      quantity->shared |= !value.hasOneUse();
    return meaning;
  }

  func::FuncOp func;
  bool trace;
  OpBuilder opBuilder;
  IntegerBuilder builder;
  struct ValueOrder {
    bool operator()(Value lhs, Value rhs) const { return lhs.getAsOpaquePointer() < rhs.getAsOpaquePointer(); }
  };
  std::map<Value, Meaning, ValueOrder> meanings;
  /// Values that `trace` adds to the results, with their names in the source model.
  SmallVector<std::pair<Value, ArrayAttr>> traced;
};

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
      attributes.push_back(opBuilder.getDictionaryAttr(opBuilder.getNamedAttr(kNameAttr, name)));
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
    // A rectifier at the end belongs into the design, where its input is exact there; what `trace` shows is
    // rectified by the host.
    if (isResult && !quantity.isAffine()) {
      ScopedDiagnosticHandler handler(func.getContext(), [](Diagnostic &) { return success(); });
      if (FailureOr<Quantity> settled = builder.settle(loc, quantity); succeeded(settled))
        quantity = *settled;
      else
        isResult = false;
    }
    if (!isResult && i < op.getNumOperands())
      emitWarning(loc) << "is an output behind a ReLU whose input has no exact form in the design; the host "
                          "applies the ReLU";
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

LogicalResult Lowering::lower(Operation *op) {
  FailureOr<Meaning> meaning =
      llvm::TypeSwitch<Operation *, FailureOr<Meaning>>(op)
          .Case([&](arith::ConstantOp op) { return lowerConstant(op); })
          .Case([&](QuantizeOp op) { return lowerQuantizer(op, Quantizer::get(op)); })
          .Case([&](BipolarQuantizeOp op) { return lowerQuantizer(op, Quantizer::get(op)); })
          .Case([&](MatMulOp op) { return lowerMatMul(op); })
          .Case([&](AddOp op) { return lowerSum(op, Rational(1)); })
          .Case([&](SubOp op) { return lowerSum(op, Rational(-1)); })
          .Case<MulOp, DivOp>([&](Operation *op) { return lowerProduct(op); })
          .Case([&](BatchNormOp op) { return lowerBatchNorm(op); })
          .Case([&](ReluOp op) { return lowerRelu(op); })
          .Case([&](ReshapeOp op) { return lowerReshape(op); })
          .Case([&](TransposeOp op) { return lowerTranspose(op); })
          .Case([&](SoftmaxOp op) { return lowerSoftmax(op); })
          .Default([&](Operation *op) -> FailureOr<Meaning> { return op->emitOpError("has no integer form"); });
  if (failed(meaning))
    return failure();
  meanings[op->getResult(0)] = *meaning;
  if (auto names = op->getAttrOfType<ArrayAttr>(kTensorsAttr); names && trace && std::get_if<Quantity>(&*meaning))
    traced.push_back({op->getResult(0), names});
  return success();
}

//===----------------------------------------------------------------------===//
// Constants and quantizers
//===----------------------------------------------------------------------===//

FailureOr<Meaning> Lowering::lowerConstant(arith::ConstantOp op) {
  auto elements = dyn_cast<ElementsAttr>(op.getValue());
  std::optional<std::vector<float>> data = elements ? floatsOf(elements) : std::nullopt;
  if (!data)
    return op.emitOpError("is no dense constant of f32");
  for (float value : *data)
    if (!std::isfinite(value))
      return op.emitOpError() << "holds " << value << ", which is no number";
  return Meaning(Constant::fromFloats(shapeOf(op.getResult()), *data));
}

FailureOr<Meaning> Lowering::lowerQuantizer(Operation *op, const Quantizer &quantizer) {
  if (!quantizer.zeroPoint.all([](const Rational &value) { return value.den == 1; }))
    return op->emitOpError("has a zero point that is no integer");
  Meaning input = get(op->getOperand(0));
  if (auto *quantity = std::get_if<Quantity>(&input)) {
    FailureOr<Quantity> result = requantize(builder, op->getLoc(), *quantity, quantizer);
    if (failed(result))
      return failure();
    return Meaning(*result);
  }
  std::vector<float> data;
  for (const Rational &value : std::get<Constant>(input).values())
    data.push_back(static_cast<float>(toDouble(value)));
  return Meaning(quantizeConstant(quantizer, shapeOf(op->getResult(0)), data));
}

//===----------------------------------------------------------------------===//
// Elementwise operations
//===----------------------------------------------------------------------===//

FailureOr<Meaning> Lowering::applyAffine(Operation *op, const Meaning &operand, const RationalTensor &scale,
                                         const RationalTensor &offset) {
  ArrayRef<int64_t> shape = shapeOf(op->getResult(0));
  if (auto *constant = std::get_if<Constant>(&operand)) {
    RationalTensor result = constant->tensor() * scale + offset;
    std::vector<Rational> values = result.spread(shape);
    if (std::optional<Constant> coded = Constant::fromRationals(shape, values))
      return Meaning(*coded);
    // No common step: each value has its own.
    Constant own;
    own.shape.assign(shape.begin(), shape.end());
    own.codes.assign(values.size(), 1);
    own.scale = RationalTensor(shape, values).compressed();
    return Meaning(own);
  }
  Quantity quantity = std::get<Quantity>(operand);
  if (quantity.shape() != shape) {
    if (ShapedType::getNumElements(shape) != quantity.type().getNumElements())
      return op->emitOpError() << "spreads a computed value of type " << op->getOperand(0).getType() << " over "
                               << op->getResult(0).getType() << ", which is not supported";
    quantity = reshape(op->getLoc(), quantity, shape);
  }
  quantity.apply(scale, offset);
  return Meaning(quantity);
}

FailureOr<Meaning> Lowering::lowerSum(Operation *op, const Rational &rightSign) {
  Meaning lhs = get(op->getOperand(0)), rhs = get(op->getOperand(1));
  if (auto *constant = std::get_if<Constant>(&rhs))
    return applyAffine(op, lhs, Rational(1), constant->tensor() * RationalTensor(rightSign));
  if (auto *constant = std::get_if<Constant>(&lhs))
    return applyAffine(op, rhs, rightSign, constant->tensor());

  // Two computed values meet on a common step: integer multiples of it are added.
  FailureOr<Quantity> left = builder.settle(op->getLoc(), std::get<Quantity>(lhs)),
                      right = builder.settle(op->getLoc(), std::get<Quantity>(rhs));
  if (failed(left) || failed(right))
    return failure();
  RationalTensor leftScale = left->scale(), rightScale = right->scale() * RationalTensor(rightSign);
  Rational common(0);
  for (const RationalTensor *scale : {&leftScale, &rightScale})
    for (const Rational &value : scale->values)
      common = gcd(common, value);
  std::optional<Value> leftCodes, rightCodes;
  if (common.num != 0) {
    leftCodes = builder.multiply(op->getLoc(), left->codes, leftScale / RationalTensor(common));
    rightCodes = builder.multiply(op->getLoc(), right->codes, rightScale / RationalTensor(common));
  }
  if (!leftCodes || !rightCodes)
    return op->emitOpError()
           << "adds values of scales " << toDouble(leftScale.values.front()) << " and "
           << toDouble(right->scale().values.front())
           << ", which have no common step within 62 bits; quantize one of them with the scale of the "
              "other";
  Value sum = AddOp::create(opBuilder, op->getLoc(), *leftCodes, *rightCodes);
  Quantity result{sum, {}, false};
  result.apply(common, left->offset() + right->offset() * RationalTensor(rightSign));
  return Meaning(result);
}

FailureOr<Meaning> Lowering::lowerProduct(Operation *op) {
  Meaning lhs = get(op->getOperand(0)), rhs = get(op->getOperand(1));
  bool divides = isa<DivOp>(op);
  if (auto *constant = std::get_if<Constant>(&rhs)) {
    RationalTensor factor = constant->tensor();
    if (divides && !factor.all([](const Rational &value) { return value.num != 0; }))
      return op->emitOpError("divides by zero");
    return applyAffine(op, lhs, divides ? RationalTensor(Rational(1)) / factor : factor, Rational(0));
  }
  if (divides)
    return op->emitOpError("divides by a computed value, but only constant divisors are supported");
  if (auto *constant = std::get_if<Constant>(&lhs))
    return applyAffine(op, rhs, constant->tensor(), Rational(0));

  FailureOr<Quantity> left = builder.settle(op->getLoc(), std::get<Quantity>(lhs)),
                      right = builder.settle(op->getLoc(), std::get<Quantity>(rhs));
  if (failed(left) || failed(right))
    return failure();
  // (s x + o)(t y + p) is one product where the offsets lie on the steps of their codes.
  std::optional<Value> factors[2];
  for (auto [factor, quantity] : {std::pair{&factors[0], &*left}, std::pair{&factors[1], &*right}})
    if (quantity->scale().all([](const Rational &value) { return value.num != 0; }))
      *factor =
          builder.addOffset(op->getLoc(), quantity->codes, quantity->offset() / quantity->scale(), quantity->shared);
  if (!factors[0] || !factors[1])
    return op->emitOpError("multiplies values whose offsets lie on no step of their codes; quantize them before");
  Value product = MulOp::create(opBuilder, op->getLoc(), *factors[0], *factors[1]);
  Quantity result{product, {}, false};
  result.apply(left->scale() * right->scale(), Rational(0));
  return Meaning(result);
}

FailureOr<Meaning> Lowering::lowerBatchNorm(BatchNormOp op) {
  int64_t channels = shapeOf(op.getInput())[op.getAxis()], rank = shapeOf(op.getInput()).size();
  std::optional<std::vector<float>> gamma = floatsOf(op.getGamma()), beta = floatsOf(op.getBeta()),
                                    mean = floatsOf(op.getMean()), variance = floatsOf(op.getVariance());
  if (!gamma || !beta || !mean || !variance)
    return op.emitOpError("has parameters that are no dense constants of f32");
  SmallVector<int64_t> shape(rank, 1);
  shape[op.getAxis()] = channels;
  double epsilon = op.getEpsilon().convertToDouble();
  std::vector<Rational> scale, offset;
  for (int64_t i = 0; i < channels; ++i) {
    // Products and quotients of float32 numbers are computed in float64; only the coefficient is rounded.
    double a = (*gamma)[i] / std::sqrt((*variance)[i] + epsilon);
    if (!std::isfinite(a) || !std::isfinite((*mean)[i]) || !std::isfinite((*beta)[i]))
      return op.emitOpError() << "has no finite coefficients in channel " << i << ": gamma " << (*gamma)[i] << ", beta "
                              << (*beta)[i] << ", mean " << (*mean)[i] << ", variance " << (*variance)[i];
    scale.push_back(rationalFrom(a));
    offset.push_back(rationalFrom((*beta)[i]) - rationalFrom((*mean)[i]) * rationalFrom(a));
  }
  return applyAffine(op, get(op.getInput()), RationalTensor(shape, std::move(scale)).compressed(),
                     RationalTensor(shape, std::move(offset)).compressed());
}

FailureOr<Meaning> Lowering::lowerRelu(ReluOp op) {
  Meaning input = get(op.getInput());
  if (auto *quantity = std::get_if<Quantity>(&input)) {
    quantity->applyRelu();
    return input;
  }
  Constant &constant = std::get<Constant>(input);
  std::vector<Rational> values = constant.scale.spread(constant.shape);
  for (auto [code, scale] : llvm::zip_equal(constant.codes, values))
    if (Rational(code) * scale < Rational(0))
      code = 0;
  return input;
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

Quantity Lowering::reshape(Location loc, Quantity quantity, ArrayRef<int64_t> shape) {
  for (Stage &stage : quantity.stages) {
    stage.scale = stage.scale.reshaped(quantity.shape(), shape);
    stage.offset = stage.offset.reshaped(quantity.shape(), shape);
  }
  auto type = RankedTensorType::get(shape, quantity.element());
  quantity.codes = opBuilder.createOrFold<ReshapeOp>(loc, type, quantity.codes);
  return quantity;
}

Quantity Lowering::transpose(Location loc, Quantity quantity, ArrayRef<int64_t> permutation) {
  for (Stage &stage : quantity.stages) {
    stage.scale = stage.scale.transposed(quantity.shape(), permutation);
    stage.offset = stage.offset.transposed(quantity.shape(), permutation);
  }
  quantity.codes = opBuilder.createOrFold<TransposeOp>(loc, quantity.codes, permutation);
  return quantity;
}

FailureOr<Meaning> Lowering::lowerReshape(ReshapeOp op) {
  Meaning input = get(op.getInput());
  if (auto *constant = std::get_if<Constant>(&input))
    return Meaning(constant->reshaped(shapeOf(op.getResult())));
  return Meaning(reshape(op.getLoc(), std::get<Quantity>(input), shapeOf(op.getResult())));
}

FailureOr<Meaning> Lowering::lowerTranspose(TransposeOp op) {
  Meaning input = get(op.getInput());
  if (auto *constant = std::get_if<Constant>(&input))
    return Meaning(constant->transposed(op.getPermutation()));
  return Meaning(transpose(op.getLoc(), std::get<Quantity>(input), op.getPermutation()));
}

//===----------------------------------------------------------------------===//
// Layers
//===----------------------------------------------------------------------===//

/// The attributes that say how a layer is to be built.
static SmallVector<NamedAttribute> getLayerAttributes(Operation *op) {
  SmallVector<NamedAttribute> attributes;
  for (NamedAttribute attribute : op->getDiscardableAttrs())
    if (attribute.getName() != kTensorsAttr)
      attributes.push_back(attribute);
  return attributes;
}

FailureOr<Meaning> Lowering::lowerMatMul(MatMulOp op) {
  Meaning lhs = get(op.getLhs()), rhs = get(op.getRhs());
  auto *left = std::get_if<Constant>(&lhs), *right = std::get_if<Constant>(&rhs);
  if (!left && !right)
    return op.emitOpError("multiplies two computed values, but one of them must be constant");
  const Constant &matrix = right ? *right : *left;
  ArrayRef<int64_t> matrixShape = matrix.shape;
  if (ShapedType::getNumElements(matrixShape.drop_back(2)) != 1)
    return op.emitOpError() << "multiplies by a constant of type "
                            << (right ? op.getRhs().getType() : op.getLhs().getType())
                            << ", but a constant operand must be one matrix";
  Constant kernel = matrix.reshaped(matrixShape.take_back(2));
  if (left && right)
    return op.emitOpError("multiplies two constants, which the importer folds");
  SmallVector<NamedAttribute> attributes = getLayerAttributes(op);
  Quantity input = std::get<Quantity>(right ? lhs : rhs);
  int64_t rank = input.shape().size();
  SmallVector<int64_t> swap = llvm::to_vector(llvm::seq<int64_t>(0, rank));
  std::swap(swap[rank - 2], swap[rank - 1]);
  if (left) {
    // W x = (x^T W^T)^T
    kernel = kernel.transposed({1, 0});
    input = transpose(op.getLoc(), input, swap);
  }
  FailureOr<Quantity> result = builder.dense(op.getLoc(), input, kernel, attributes);
  if (failed(result))
    return failure();
  if (left)
    result = transpose(op.getLoc(), *result, swap);
  return Meaning(reshape(op.getLoc(), *result, shapeOf(op.getResult())));
}

FailureOr<Meaning> Lowering::lowerSoftmax(SoftmaxOp op) {
  Meaning input = get(op.getInput());
  auto *quantity = std::get_if<Quantity>(&input);
  if (!quantity)
    return op.emitOpError("is a softmax of a constant, which the importer folds");
  FixedType type = op.getOutputType() ? cast<FixedType>(*op.getOutputType())
                                      : FixedType::get(op.getContext(), 16, 1, /*isSigned=*/false);
  FailureOr<Quantity> result = softmax(builder, op.getLoc(), *quantity, op.getAxis(), type);
  if (failed(result))
    return failure();
  return Meaning(*result);
}
