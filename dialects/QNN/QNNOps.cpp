//===- QNNOps.cpp - Operations of the quantized-network dialect -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNN.h"
#include "dialects/QNN/Verification.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APInt;
using llvm::APSInt;

#define GET_OP_CLASSES
#include "dialects/QNN/QNNOps.cpp.inc"

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

FailureOr<SmallVector<int64_t>> qnn::broadcastShapes(ArrayRef<int64_t> lhs, ArrayRef<int64_t> rhs) {
  SmallVector<int64_t> result(std::max(lhs.size(), rhs.size()), 1);
  for (size_t i = 0; i < result.size(); ++i) {
    int64_t left = i < lhs.size() ? lhs[lhs.size() - 1 - i] : 1;
    int64_t right = i < rhs.size() ? rhs[rhs.size() - 1 - i] : 1;
    if (left != right && left != 1 && right != 1)
      return failure();
    result[result.size() - 1 - i] = left == 1 ? right : left;
  }
  return result;
}

/// The shape of a tensor, nothing for a scalar.
static ArrayRef<int64_t> shapeOf(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor ? tensor.getShape() : ArrayRef<int64_t>();
}

std::string qnn::shapeText(ArrayRef<int64_t> shape) {
  std::string text = "[";
  llvm::raw_string_ostream os(text);
  llvm::interleaveComma(shape, os);
  os << "]";
  return text;
}

LogicalResult qnn::verifyBroadcastsOver(Operation *op, StringRef what, ArrayRef<int64_t> parameter,
                                        ArrayRef<int64_t> input) {
  FailureOr<SmallVector<int64_t>> shape = broadcastShapes(parameter, input);
  if (failed(shape) || ArrayRef<int64_t>(*shape) != input)
    return op->emitOpError() << what << " of shape " << shapeText(parameter)
                             << " does not broadcast over an input of shape " << shapeText(input);
  return success();
}

/// Checks that `value` is a dense constant of finite f32 numbers.
static LogicalResult verifyFinite(Operation *op, StringRef what, ElementsAttr value) {
  if (!value.getElementType().isF32())
    return op->emitOpError() << what << " must have f32 elements, but they are " << value.getElementType();
  auto dense = dyn_cast<DenseElementsAttr>(value);
  if (!dense)
    return op->emitOpError() << what << " must be a dense constant";
  for (const APFloat &number : dense.getValues<APFloat>())
    if (!number.isFinite())
      return op->emitOpError() << what << " has an element that is not finite";
  return success();
}

static LogicalResult verifyF32Parameter(Operation *op, StringRef what, ElementsAttr value, ArrayRef<int64_t> input) {
  if (failed(verifyFinite(op, what, value)))
    return failure();
  return verifyBroadcastsOver(op, what, value.getShapedType().getShape(), input);
}

/// Checks that every element of `scale` is a positive number.
static LogicalResult verifyScale(Operation *op, ElementsAttr scale, ArrayRef<int64_t> input) {
  if (failed(verifyF32Parameter(op, "scale", scale, input)))
    return failure();
  for (const APFloat &value : cast<DenseElementsAttr>(scale).getValues<APFloat>())
    if (value.isZero() || value.isNegative()) {
      SmallString<16> text;
      value.toString(text);
      return op->emitOpError() << "scale is " << text << ", but must be positive";
    }
  return success();
}

//===----------------------------------------------------------------------===//
// Import form
//===----------------------------------------------------------------------===//

LogicalResult QuantizeOp::verify() {
  ArrayRef<int64_t> shape = shapeOf(getInput().getType());
  if (failed(verifyScale(*this, getScale(), shape)) ||
      failed(verifyF32Parameter(*this, "zero point", getZeroPoint(), shape)))
    return failure();
  auto bits = dyn_cast<DenseIntElementsAttr>(getBitWidth());
  if (!bits || !bits.getElementType().isSignlessInteger(32))
    return emitOpError("bit width must be a dense constant of i32");
  if (failed(verifyBroadcastsOver(*this, "bit width", bits.getType().getShape(), shape)))
    return failure();
  for (int32_t value : bits.getValues<int32_t>())
    if (value < 1 || value > 32)
      return emitOpError() << "bit width is " << value << ", but must lie in 1..32";
  return success();
}

LogicalResult BipolarQuantizeOp::verify() { return verifyScale(*this, getScale(), shapeOf(getInput().getType())); }

/// Checks that `axis` is a dimension of a tensor of this type.
static LogicalResult verifyAxis(Operation *op, int64_t axis, Type type) {
  int64_t rank = shapeOf(type).size();
  if (axis < 0 || axis >= rank)
    return op->emitOpError() << "axis is " << axis << ", but the input has rank " << rank;
  return success();
}

LogicalResult BatchNormOp::verify() {
  if (failed(verifyAxis(*this, getAxis(), getInput().getType())))
    return failure();
  int64_t channels = shapeOf(getInput().getType())[getAxis()];
  for (auto [what, value] : {std::pair<StringRef, ElementsAttr>{"gamma", getGamma()},
                             {"beta", getBeta()},
                             {"mean", getMean()},
                             {"variance", getVariance()}}) {
    // One element is all that numpy's broadcasting would add; exporters write one for each channel.
    ArrayRef<int64_t> shape = value.getShapedType().getShape();
    if (shape.size() != 1 || shape[0] != channels)
      return emitOpError() << what << " has shape " << shapeText(shape) << ", but the input has " << channels
                           << " channels";
    if (failed(verifyFinite(*this, what, value)))
      return failure();
  }
  return success();
}

LogicalResult SoftmaxOp::verify() {
  if (failed(verifyAxis(*this, getAxis(), getInput().getType())))
    return failure();
  if (auto type = getOutputType())
    if (cast<FixedType>(*type).getIsSigned())
      return emitOpError() << "output type is " << *type << ", but a softmax has no sign";
  return success();
}

LogicalResult MatMulOp::inferReturnTypes(MLIRContext *context, std::optional<Location> loc, ValueRange operands,
                                         DictionaryAttr, OpaqueProperties, RegionRange,
                                         SmallVectorImpl<Type> &results) {
  auto lhs = dyn_cast<RankedTensorType>(operands[0].getType());
  auto rhs = dyn_cast<RankedTensorType>(operands[1].getType());
  if (!lhs || !rhs || lhs.getRank() < 2 || rhs.getRank() < 2)
    return emitOptionalError(loc, "matmul needs operands of rank 2 or more, but they are ", operands[0].getType(),
                             " and ", operands[1].getType());
  if (lhs.getShape().back() != rhs.getShape()[rhs.getRank() - 2])
    return emitOptionalError(loc, "matmul contracts ", lhs.getShape().back(), " columns of ", lhs, " with ",
                             rhs.getShape()[rhs.getRank() - 2], " rows of ", rhs);
  FailureOr<SmallVector<int64_t>> shape = broadcastShapes(lhs.getShape().drop_back(2), rhs.getShape().drop_back(2));
  if (failed(shape))
    return emitOptionalError(loc, "leading dimensions of ", lhs, " and ", rhs, " do not broadcast");
  shape->push_back(lhs.getShape()[lhs.getRank() - 2]);
  shape->push_back(rhs.getShape().back());
  results.push_back(RankedTensorType::get(*shape, lhs.getElementType()));
  return success();
}

//===----------------------------------------------------------------------===//
// Result types of elementwise operations
//===----------------------------------------------------------------------===//

/// Result type of an elementwise operation: broadcast shapes, and a fixed-point format from `grow`.
static LogicalResult inferElementwise(std::optional<Location> loc, ValueRange operands, SmallVectorImpl<Type> &results,
                                      llvm::function_ref<FixedFormat(const FixedFormat &, const FixedFormat &)> grow) {
  Type lhs = operands[0].getType(), rhs = operands[1].getType();
  FixedType left = getFixedType(lhs), right = getFixedType(rhs);
  if (static_cast<bool>(left) != static_cast<bool>(right))
    return emitOptionalError(loc, "operands must both be fixed-point or both f32, but they are ", lhs, " and ", rhs);
  Type element = getElementTypeOrSelf(lhs);
  if (left) {
    FixedFormat format = grow(left.getFormat(), right.getFormat());
    Location where = loc.value_or(UnknownLoc::get(left.getContext()));
    element = FixedType::getChecked([&] { return mlir::emitError(where, "result: "); }, left.getContext(), format.width,
                                    format.integer, format.isSigned);
    if (!element)
      return failure();
  }
  bool leftTensor = isa<RankedTensorType>(lhs), rightTensor = isa<RankedTensorType>(rhs);
  if (leftTensor != rightTensor)
    return emitOptionalError(loc, "operands must both be tensors or both be numbers, but they are ", lhs, " and ", rhs);
  if (!leftTensor) {
    results.push_back(element);
    return success();
  }
  FailureOr<SmallVector<int64_t>> shape = broadcastShapes(shapeOf(lhs), shapeOf(rhs));
  if (failed(shape))
    return emitOptionalError(loc, "shapes of ", lhs, " and ", rhs, " do not broadcast");
  results.push_back(RankedTensorType::get(*shape, element));
  return success();
}

#define HLS4MLIR_INFER_ELEMENTWISE(Op, grow)                                                                           \
  LogicalResult Op::inferReturnTypes(MLIRContext *, std::optional<Location> loc, ValueRange operands, DictionaryAttr,  \
                                     OpaqueProperties, RegionRange, SmallVectorImpl<Type> &results) {                  \
    return inferElementwise(loc, operands, results, grow);                                                             \
  }
HLS4MLIR_INFER_ELEMENTWISE(AddOp, addFormat)
HLS4MLIR_INFER_ELEMENTWISE(SubOp, subFormat)
HLS4MLIR_INFER_ELEMENTWISE(MulOp, mulFormat)
HLS4MLIR_INFER_ELEMENTWISE(MaxOp, hullFormat)
HLS4MLIR_INFER_ELEMENTWISE(DivOp, mulFormat)
#undef HLS4MLIR_INFER_ELEMENTWISE

LogicalResult ReluOp::inferReturnTypes(MLIRContext *context, std::optional<Location>, ValueRange operands,
                                       DictionaryAttr, OpaqueProperties, RegionRange, SmallVectorImpl<Type> &results) {
  Type input = operands[0].getType();
  if (FixedType fixed = getFixedType(input))
    input = withElementType(input, FixedType::get(context, reluFormat(fixed.getFormat())));
  results.push_back(input);
  return success();
}

//===----------------------------------------------------------------------===//
// Folding of numbers
//===----------------------------------------------------------------------===//

/// The exact value that a constant code of a fixed-point type stands for.
static FixedValue valueOf(IntegerAttr code, FixedType type) {
  return {APSInt(code.getValue(), !type.getIsSigned()), type.getLsb()};
}

/// The constant of `type` with this exact value, which `type` holds.
static IntegerAttr constantOf(const FixedValue &value, FixedType type) {
  APSInt code = narrow(value, type.getFormat(), RoundingMode::Floor, OverflowMode::Wrap);
  return IntegerAttr::get(IntegerType::get(type.getContext(), type.getWidth()), code);
}

/// Folds an exact operation of two constant numbers.
static OpFoldResult foldNumbers(Operation *op, ArrayRef<Attribute> operands,
                                llvm::function_ref<FixedValue(const FixedValue &, const FixedValue &)> compute) {
  auto type = dyn_cast<FixedType>(op->getResult(0).getType());
  auto lhs = dyn_cast_or_null<IntegerAttr>(operands[0]), rhs = dyn_cast_or_null<IntegerAttr>(operands[1]);
  if (!type || !lhs || !rhs)
    return {};
  return constantOf(compute(valueOf(lhs, cast<FixedType>(op->getOperand(0).getType())),
                            valueOf(rhs, cast<FixedType>(op->getOperand(1).getType()))),
                    type);
}

OpFoldResult AddOp::fold(FoldAdaptor adaptor) { return foldNumbers(*this, adaptor.getOperands(), hls4mlir::add); }
OpFoldResult SubOp::fold(FoldAdaptor adaptor) { return foldNumbers(*this, adaptor.getOperands(), hls4mlir::sub); }
OpFoldResult MulOp::fold(FoldAdaptor adaptor) { return foldNumbers(*this, adaptor.getOperands(), hls4mlir::mul); }
OpFoldResult MaxOp::fold(FoldAdaptor adaptor) {
  return foldNumbers(*this, adaptor.getOperands(),
                     [](const FixedValue &lhs, const FixedValue &rhs) { return compare(lhs, rhs) < 0 ? rhs : lhs; });
}

OpFoldResult ReluOp::fold(FoldAdaptor adaptor) {
  FixedType input = getFixedType(getInput().getType());
  if (input && !input.getIsSigned())
    return getInput();
  auto code = dyn_cast_or_null<IntegerAttr>(adaptor.getInput());
  auto type = dyn_cast<FixedType>(getType());
  if (!code || !type)
    return {};
  FixedValue value = valueOf(code, cast<FixedType>(getInput().getType()));
  if (value.code.isNegative())
    value.code = APSInt::get(0);
  return constantOf(value, type);
}

OpFoldResult ReinterpretOp::fold(FoldAdaptor adaptor) {
  if (getInput().getType() == getType())
    return getInput();
  return isa<FixedType>(getType()) ? dyn_cast_or_null<IntegerAttr>(adaptor.getInput()) : OpFoldResult();
}

OpFoldResult CompareOp::fold(FoldAdaptor adaptor) {
  auto lhs = dyn_cast_or_null<IntegerAttr>(adaptor.getLhs()), rhs = dyn_cast_or_null<IntegerAttr>(adaptor.getRhs());
  if (!lhs || !rhs)
    return {};
  int order = hls4mlir::compare(valueOf(lhs, getLhs().getType()), valueOf(rhs, getRhs().getType()));
  bool holds = false;
  switch (getPredicate()) {
  case ComparePredicate::EQ:
    holds = order == 0;
    break;
  case ComparePredicate::NE:
    holds = order != 0;
    break;
  case ComparePredicate::LT:
    holds = order < 0;
    break;
  case ComparePredicate::LE:
    holds = order <= 0;
    break;
  case ComparePredicate::GT:
    holds = order > 0;
    break;
  case ComparePredicate::GE:
    holds = order >= 0;
    break;
  }
  return IntegerAttr::get(IntegerType::get(getContext(), getType().getWidth()), holds);
}

OpFoldResult RequantizeOp::fold(FoldAdaptor adaptor) {
  // A type that holds every value is neither rounded into nor overflowed; equal types make it the identity.
  if (getInput().getType() == getType() && !getClamp() && getOverflow() != OverflowMode::SaturateSymmetric)
    return getInput();
  auto code = dyn_cast_or_null<IntegerAttr>(adaptor.getInput());
  auto type = dyn_cast<FixedType>(getType());
  if (!code || !type)
    return {};
  APSInt result =
      narrow(valueOf(code, cast<FixedType>(getInput().getType())), type.getFormat(), getRounding(), getOverflow());
  if (std::optional<ArrayRef<int64_t>> clamp = getClamp()) {
    if (APSInt::compareValues(result, APSInt::get((*clamp)[0])) < 0)
      result = APSInt(APInt(type.getWidth(), (*clamp)[0], true), result.isUnsigned());
    if (APSInt::compareValues(result, APSInt::get((*clamp)[1])) > 0)
      result = APSInt(APInt(type.getWidth(), (*clamp)[1], true), result.isUnsigned());
  }
  return IntegerAttr::get(IntegerType::get(getContext(), type.getWidth()), result);
}

//===----------------------------------------------------------------------===//
// Reshape and transpose
//===----------------------------------------------------------------------===//

LogicalResult ReshapeOp::verify() {
  auto input = cast<RankedTensorType>(getInput().getType()), result = cast<RankedTensorType>(getType());
  if (input.getElementType() != result.getElementType())
    return emitOpError() << "changes the element type from " << input.getElementType() << " to "
                         << result.getElementType();
  if (input.getNumElements() != result.getNumElements())
    return emitOpError() << "has an input of " << input.getNumElements() << " elements and a result of "
                         << result.getNumElements();
  return success();
}

OpFoldResult ReshapeOp::fold(FoldAdaptor) {
  if (getInput().getType() == getType())
    return getInput();
  if (auto producer = getInput().getDefiningOp<ReshapeOp>()) {
    setOperand(producer.getInput());
    return getResult();
  }
  return {};
}

LogicalResult TransposeOp::verify() { return success(); }

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, ValueRange operands,
                                            DictionaryAttr attributes, OpaqueProperties properties, RegionRange,
                                            SmallVectorImpl<Type> &results) {
  auto input = dyn_cast<RankedTensorType>(operands[0].getType());
  if (!input)
    return emitOptionalError(loc, "transposes ranked tensors only, but the operand is ", operands[0].getType());
  DenseI64ArrayAttr permutation;
  if (properties)
    permutation = properties.as<Properties *>()->permutation;
  if (!permutation)
    permutation = attributes.getAs<DenseI64ArrayAttr>("permutation");
  if (!permutation || permutation.size() != input.getRank() || !isPermutationVector(permutation.asArrayRef()))
    return emitOptionalError(loc, "permutation must name each of the ", input.getRank(), " dimensions of ", input,
                             " once");
  SmallVector<int64_t> shape;
  for (int64_t dim : permutation.asArrayRef())
    shape.push_back(input.getDimSize(dim));
  results.push_back(RankedTensorType::get(shape, input.getElementType()));
  return success();
}

OpFoldResult TransposeOp::fold(FoldAdaptor) {
  if (llvm::equal(getPermutation(), llvm::seq<int64_t>(0, getPermutation().size())))
    return getInput();
  return {};
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

FixedType WeightOp::getFixedType() { return cast<FixedType>(getElement()); }

RankedTensorType WeightOp::getTensorType() {
  return RankedTensorType::get(getValue().getShapedType().getShape(), getFixedType());
}

/// Bits of the integer that stores codes of `width` bits: 8, 16, 32 or 64; 0 when they are wider.
static unsigned storageWidth(unsigned width) {
  for (unsigned bits : {8, 16, 32, 64})
    if (width <= bits)
      return bits;
  return 0;
}

/// The raw elements of a weight, row-major, read as integers of `T`.
template <typename T> static void appendCodes(ElementsAttr value, bool isSigned, SmallVectorImpl<int64_t> &codes) {
  auto push = [&](T element) {
    codes.push_back(isSigned ? static_cast<int64_t>(element)
                             : static_cast<int64_t>(static_cast<std::make_unsigned_t<T>>(element)));
  };
  if (auto dense = dyn_cast<DenseElementsAttr>(value)) {
    for (T element : dense.getValues<T>())
      push(element);
  } else if (auto resource = dyn_cast<DenseResourceElementsAttr>(value)) {
    ArrayRef<char> data = resource.getRawHandle().getBlob()->getData();
    for (size_t i = 0; i + sizeof(T) <= data.size(); i += sizeof(T)) {
      T element;
      std::memcpy(&element, data.data() + i, sizeof(T));
      push(element);
    }
  }
}

SmallVector<int64_t> WeightOp::getCodes() {
  SmallVector<int64_t> codes;
  codes.reserve(getValue().getNumElements());
  bool isSigned = getFixedType().getIsSigned();
  switch (getValue().getElementType().getIntOrFloatBitWidth()) {
  case 8:
    appendCodes<int8_t>(getValue(), isSigned, codes);
    break;
  case 16:
    appendCodes<int16_t>(getValue(), isSigned, codes);
    break;
  case 32:
    appendCodes<int32_t>(getValue(), isSigned, codes);
    break;
  default:
    appendCodes<int64_t>(getValue(), isSigned, codes);
    break;
  }
  return codes;
}

LogicalResult WeightOp::verify() {
  FixedType type = getFixedType();
  if (!isSizedTensor(getTensorType()))
    return emitOpError() << "has shape " << shapeText(getTensorType().getShape()) << ", but must have 1 to "
                         << kMaxElements << " elements";
  unsigned storage = storageWidth(type.getWidth());
  if (!storage)
    return emitOpError() << "element type " << type << " is wider than the 64 bits of the widest storage";
  if (!getValue().getElementType().isSignlessInteger(storage))
    return emitOpError() << "stores codes of " << type << " as " << getValue().getElementType() << ", but needs i"
                         << storage;
  if (!isa<DenseElementsAttr, DenseResourceElementsAttr>(getValue()))
    return emitOpError("value must be dense or a dense resource");
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(getValue())) {
    AsmResourceBlob *blob = resource.getRawHandle().getBlob();
    int64_t expected = getValue().getNumElements() * (storage / 8);
    if (!blob)
      return emitOpError() << "resource '" << resource.getRawHandle().getKey() << "' has no data";
    if (static_cast<int64_t>(blob->getData().size()) != expected)
      return emitOpError() << "resource '" << resource.getRawHandle().getKey() << "' has " << blob->getData().size()
                           << " bytes, but the type needs " << expected;
  }
  if (type.getWidth() == storage)
    return success();
  int64_t low = type.getFormat().minCode().getExtValue(), high = type.getFormat().maxCode().getExtValue();
  for (int64_t code : getCodes())
    if (code < low || code > high)
      return emitOpError() << "code " << code << " does not fit " << type;
  return success();
}

WeightOp WeightOp::create(ModuleOp module, Location loc, StringRef name, ArrayRef<int64_t> shape, FixedType element,
                          ArrayRef<int64_t> codes) {
  unsigned storage = storageWidth(element.getWidth());
  auto type = RankedTensorType::get(shape, IntegerType::get(module.getContext(), storage));
  std::vector<char> bytes(codes.size() * (storage / 8));
  for (auto [i, code] : llvm::enumerate(codes))
    std::memcpy(bytes.data() + i * (storage / 8), &code, storage / 8); // little endian
  ElementsAttr value;
  // Small weights stay readable in the text of the module.
  if (codes.size() <= 64)
    value = DenseElementsAttr::getFromRawBuffer(type, bytes);
  else
    value = DenseResourceElementsAttr::get(type, name, HeapAsmResourceBlob::allocateAndCopyWithAlign(bytes, 64));
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  // Weights stand in front of the function, in the order of their creation.
  for (Operation &op : *module.getBody())
    if (isa<WeightOp>(op))
      builder.setInsertionPointAfter(&op);
  auto weight = WeightOp::create(builder, loc, builder.getStringAttr(name), value, TypeAttr::get(element));
  SymbolTable(module).remove(weight);
  SymbolTable(module).insert(weight, Block::iterator(weight));
  return weight;
}

WeightOp qnn::lookupWeight(Operation *op, SymbolTableCollection &symbols, FlatSymbolRefAttr symbol) {
  auto weight = symbols.lookupNearestSymbolFrom<WeightOp>(op, symbol);
  if (!weight)
    op->emitOpError() << "refers to '@" << symbol.getValue() << "', which is not a qnn.weight of the module";
  return weight;
}

LogicalResult GetWeightOp::verifySymbolUses(SymbolTableCollection &symbols) {
  WeightOp weight = lookupWeight(*this, symbols, getWeightAttr());
  if (!weight)
    return failure();
  if (weight.getTensorType() != getType()) {
    InFlightDiagnostic diag = emitOpError()
                              << "has type " << getType() << ", but the weight is " << weight.getTensorType();
    diag.attachNote(weight.getLoc()) << "weight declared here";
    return diag;
  }
  return success();
}

LogicalResult DenseOp::verifySymbolUses(SymbolTableCollection &symbols) {
  WeightOp weight = lookupWeight(*this, symbols, getWeightAttr());
  if (!weight)
    return failure();
  auto input = cast<RankedTensorType>(getInput().getType()), result = cast<RankedTensorType>(getType());
  ArrayRef<int64_t> shape = weight.getTensorType().getShape();
  auto fail = [&](WeightOp declared) {
    InFlightDiagnostic diag = emitOpError();
    diag.attachNote(declared.getLoc()) << "weight declared here";
    return diag;
  };
  if (input.getRank() < 1 || shape.size() != 2)
    return fail(weight) << "needs an input of rank 1 or more and a weight of rank 2, but they have ranks "
                        << input.getRank() << " and " << shape.size();
  if (shape[1] != input.getShape().back())
    return fail(weight) << "has " << input.getShape().back() << " inputs, but the weight is for " << shape[1];
  SmallVector<int64_t> expected(input.getShape());
  expected.back() = shape[0];
  if (result.getShape() != ArrayRef<int64_t>(expected))
    return fail(weight) << "has a result of shape " << shapeText(result.getShape()) << ", but needs "
                        << shapeText(expected);
  FixedType accum = qnn::getFixedType(result);
  int lsb = qnn::getFixedType(input).getLsb() + weight.getFixedType().getLsb();
  if (getBiasAttr()) {
    WeightOp bias = lookupWeight(*this, symbols, getBiasAttr());
    if (!bias)
      return failure();
    if (bias.getTensorType().getShape() != ArrayRef<int64_t>(shape[0]))
      return fail(bias) << "needs a bias of shape [" << shape[0] << "], but it has "
                        << shapeText(bias.getTensorType().getShape());
    lsb = std::min(lsb, bias.getFixedType().getLsb());
  }
  if (accum.getLsb() > lsb)
    return fail(weight) << "accumulates in steps of 2^" << accum.getLsb() << ", but sums have steps of 2^" << lsb;
  return success();
}

//===----------------------------------------------------------------------===//
// Requantizers and tables
//===----------------------------------------------------------------------===//

/// Checks that an elementwise operation keeps the shape.
static LogicalResult verifySameShape(Operation *op) {
  Type input = op->getOperand(0).getType(), result = op->getResult(0).getType();
  if (shapeOf(input) != shapeOf(result) || isa<RankedTensorType>(input) != isa<RankedTensorType>(result))
    return op->emitOpError() << "has an input of shape " << shapeText(shapeOf(input)) << " and a result of shape "
                             << shapeText(shapeOf(result));
  return success();
}

/// Checks that `code` is one of `type`.
static LogicalResult verifyCode(Operation *op, StringRef what, const APSInt &code, FixedType type) {
  if (type.getFormat().contains(FixedValue{code, type.getLsb()}))
    return success();
  return op->emitOpError() << what << " " << llvm::toString(code, 10) << " does not fit the result type " << type;
}

LogicalResult qnn::verifyClamp(Operation *op, std::optional<ArrayRef<int64_t>> clamp, FixedType type) {
  if (!clamp)
    return success();
  if (clamp->size() != 2 || (*clamp)[0] > (*clamp)[1])
    return op->emitOpError("clamp must give the lowest and the highest code, in this order");
  for (int64_t code : *clamp)
    if (failed(verifyCode(op, "clamp code", APSInt::get(code), type)))
      return failure();
  return success();
}

LogicalResult RequantizeOp::verify() {
  if (failed(verifySameShape(*this)))
    return failure();
  return verifyClamp(*this, getClamp(), qnn::getFixedType(getType()));
}

LogicalResult qnn::verifyReinterpret(Operation *op, FixedType input, FixedType result) {
  if (input.getWidth() != result.getWidth() || input.getIsSigned() != result.getIsSigned())
    return op->emitOpError() << "must keep width and sign, but goes from " << input << " to " << result;
  return success();
}

LogicalResult ReinterpretOp::verify() {
  if (failed(verifySameShape(*this)))
    return failure();
  return verifyReinterpret(*this, qnn::getFixedType(getInput().getType()), qnn::getFixedType(getType()));
}

LogicalResult ThresholdOp::verify() { return verifySameShape(*this); }

LogicalResult ThresholdOp::verifySymbolUses(SymbolTableCollection &symbols) {
  WeightOp weight = lookupWeight(*this, symbols, getThresholdsAttr());
  if (!weight)
    return failure();
  auto input = cast<RankedTensorType>(getInput().getType());
  if (weight.getTensorType().getRank() == 0)
    return emitOpError("needs thresholds of rank 1 or more");
  if (failed(verifyBroadcastsOver(*this, "thresholds per element", weight.getTensorType().getShape().drop_back(),
                                  input.getShape())))
    return failure();
  return verifyThresholds(*this, weight, getFirst(), getStep(), qnn::getFixedType(input), qnn::getFixedType(getType()));
}

LogicalResult qnn::verifyThresholds(Operation *op, WeightOp weight, ArrayRef<int64_t> first, ArrayRef<int64_t> step,
                                    FixedType input, FixedType result) {
  if (weight.getFixedType().getLsb() != input.getLsb())
    return op->emitOpError() << "compares inputs in steps of 2^" << input.getLsb() << " with thresholds in steps of 2^"
                             << weight.getFixedType().getLsb();
  ArrayRef<int64_t> shape = weight.getTensorType().getShape();
  int64_t rows = ShapedType::getNumElements(shape.drop_back()), count = shape.back();
  for (auto [what, codes] : {std::pair<StringRef, ArrayRef<int64_t>>{"first", first}, {"step", step}})
    if (codes.size() != 1 && static_cast<int64_t>(codes.size()) != rows)
      return op->emitOpError() << what << " has " << codes.size()
                               << " codes, but needs 1 or, one per row of thresholds, " << rows;
  SmallVector<int64_t> codes = weight.getCodes();
  // A threshold above all numbers of the input type is never reached: it fills up a row of fewer steps.
  FixedValue greatest{input.getFormat().maxCode()};
  for (int64_t row = 0; row < rows; ++row) {
    ArrayRef<int64_t> thresholds = ArrayRef<int64_t>(codes).slice(row * count, count);
    int64_t reachable = llvm::count_if(thresholds, [&](int64_t code) {
      return compare({weight.getFixedType().getIsSigned() ? APSInt::get(code) : APSInt::getUnsigned(code)}, greatest) <=
             0;
    });
    FixedValue start{APSInt::get(first[first.size() == 1 ? 0 : row])};
    FixedValue rise = mul({APSInt::get(step[step.size() == 1 ? 0 : row])}, {APSInt::get(reachable)});
    if (failed(verifyCode(op, "first code", start.code, result)) ||
        failed(verifyCode(op, "last code", add(start, rise).code, result)))
      return failure();
  }
  for (int64_t row = 0; row < rows; ++row)
    if (!llvm::is_sorted(ArrayRef<int64_t>(codes).slice(row * count, count)))
      return op->emitOpError() << "has thresholds that do not ascend in row " << row;
  return success();
}

LogicalResult TableSoftmaxOp::verify() {
  if (failed(verifySameShape(*this)) || failed(verifyAxis(*this, getAxis(), getInput().getType())))
    return failure();
  return verifySoftmax(*this, getDrop(), qnn::getFixedType(getType()));
}

LogicalResult TableSoftmaxOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifySoftmaxTables(*this, symbols, {getCoarseAttr(), getFineAttr()});
}

LogicalResult qnn::verifySoftmax(Operation *op, int64_t drop, FixedType result) {
  if (result.getIsSigned())
    return op->emitOpError() << "result type is " << result << ", but a softmax has no sign";
  if (result.getLsb() > 0)
    return op->emitOpError() << "result type is " << result
                             << ", whose step is larger than one, but a softmax lies between 0 and 1";
  if (drop > 64)
    return op->emitOpError() << "drops " << drop << " bits, but can drop 0 to 64";
  return success();
}

LogicalResult qnn::verifySoftmaxTables(Operation *op, SymbolTableCollection &symbols,
                                       ArrayRef<FlatSymbolRefAttr> tables) {
  for (FlatSymbolRefAttr symbol : tables) {
    WeightOp table = lookupWeight(op, symbols, symbol);
    if (!table)
      return failure();
    RankedTensorType type = table.getTensorType();
    if (type.getRank() != 1 || !llvm::isPowerOf2_64(type.getNumElements()) || table.getFixedType().getIsSigned())
      return op->emitOpError() << "needs tables of rank 1, of a power of two of unsigned entries, but '@"
                               << symbol.getValue() << "' is " << type;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

ParseResult ConstantOp::parse(OpAsmParser &parser, OperationState &result) {
  APInt code;
  FixedType type;
  SMLoc loc = parser.getCurrentLocation();
  if (parser.parseInteger(code) || parser.parseOptionalAttrDict(result.attributes) || parser.parseColonType(type))
    return failure();
  unsigned width = std::max(code.getBitWidth(), type.getWidth()) + 1;
  if (!type.getFormat().contains(FixedValue{APSInt(code.sext(width), /*isUnsigned=*/false), type.getLsb()}))
    return parser.emitError(loc) << "code does not fit " << type;
  auto storage = IntegerType::get(parser.getContext(), type.getWidth());
  result.addAttribute("code", IntegerAttr::get(storage, code.sextOrTrunc(type.getWidth())));
  result.addTypes(type);
  return success();
}

void ConstantOp::print(OpAsmPrinter &printer) {
  SmallString<16> text;
  getCode().toString(text, 10, getType().getIsSigned());
  printer << " " << text;
  printer.printOptionalAttrDict((*this)->getAttrs(), {"code"});
  printer << " : " << getType();
}

LogicalResult ConstantOp::verify() {
  if (!getCodeAttr().getType().isSignlessInteger(getType().getWidth()))
    return emitOpError() << "has a code of type " << getCodeAttr().getType() << " for " << getType() << ", but needs i"
                         << getType().getWidth();
  return success();
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getCodeAttr(); }

LogicalResult CompareOp::verify() {
  FixedFormat format = getType().getFormat();
  if (format != FixedFormat{1, 1, false})
    return emitOpError() << "has a result of type " << getType() << ", but a truth value is !qnn.fixed<u1, 1>";
  return success();
}

LogicalResult DivideCodesOp::verify() {
  if (getLhs().getType().getIsSigned() || getRhs().getType().getIsSigned() || getType().getIsSigned())
    return emitOpError("divides unsigned numbers only");
  if (getShift() > 256)
    return emitOpError() << "shifts by " << getShift() << ", but must shift by 0 to 256";
  return success();
}

LogicalResult CodeOp::verify() {
  if (getInput().getType().getIsSigned())
    return emitOpError() << "reads an index from " << getInput().getType() << ", but needs an unsigned type";
  if (getLow() > FixedType::kMaxWidth || getBits() > 30)
    return emitOpError() << "reads " << getBits() << " bits from bit " << getLow()
                         << ", but can read 0 to 30 bits from bit 0 to " << FixedType::kMaxWidth;
  return success();
}
