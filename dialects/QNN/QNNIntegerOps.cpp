//===- QNNIntegerOps.cpp - Operations of the integer form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNN.h"
#include "dialects/QNN/ThresholdForms.h"
#include "dialects/QNN/Verification.h"
#include "mlir/IR/AsmState.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APInt;
using llvm::APSInt;

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

/// Checks the bias of a layer of `outputs` outputs, and the step of its accumulator.
static LogicalResult verifyAccumulator(Operation *op, SymbolTableCollection &symbols, WeightOp weight,
                                       FlatSymbolRefAttr biasSymbol, int64_t outputs) {
  auto fail = [&](WeightOp declared) {
    InFlightDiagnostic diag = op->emitOpError();
    diag.attachNote(declared.getLoc()) << "weight declared here";
    return diag;
  };
  FixedType accum = getFixedType(op->getResult(0).getType());
  int lsb = getFixedType(op->getOperand(0).getType()).getLsb() + weight.getFixedType().getLsb();
  if (biasSymbol) {
    WeightOp bias = lookupWeight(op, symbols, biasSymbol);
    if (!bias)
      return failure();
    if (bias.getTensorType().getShape() != ArrayRef<int64_t>(outputs))
      return fail(bias) << "needs a bias of shape [" << outputs << "], but it has "
                        << shapeText(bias.getTensorType().getShape());
    lsb = std::min(lsb, bias.getFixedType().getLsb());
  }
  if (accum.getLsb() > lsb)
    return fail(weight) << "accumulates in steps of 2^" << accum.getLsb() << ", but sums have steps of 2^" << lsb;
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
  return verifyAccumulator(*this, symbols, weight, getBiasAttr(), shape[0]);
}

LogicalResult ConvOp::verify() {
  return verifyPaddingCode(getLoc(), getValue(), qnn::getFixedType(getInput().getType()));
}

LogicalResult ConvOp::verifySymbolUses(SymbolTableCollection &symbols) {
  WeightOp weight = lookupWeight(*this, symbols, getWeightAttr());
  if (!weight)
    return failure();
  auto input = cast<RankedTensorType>(getInput().getType()), result = cast<RankedTensorType>(getType());
  ArrayRef<int64_t> kernel = weight.getTensorType().getShape();
  if (static_cast<int64_t>(kernel.size()) != input.getRank() || input.getRank() < 3) {
    InFlightDiagnostic diag =
        emitOpError() << "needs an input [samples, spatial.., channels] and a weight of the same rank, but they "
                         "have ranks "
                      << input.getRank() << " and " << kernel.size();
    diag.attachNote(weight.getLoc()) << "weight declared here";
    return diag;
  }
  FailureOr<SmallVector<int64_t>> shape = inferWindowShape(getLoc(), input, kernel.drop_front().drop_back(),
                                                           getStrides(), getPadLow(), getPadHigh(), getDilations());
  if (failed(shape) || failed(verifyGroups(getLoc(), input.getShape().back(), kernel, getGroups())))
    return failure();
  shape->back() = kernel[0];
  if (result.getShape() != ArrayRef<int64_t>(*shape))
    return emitOpError() << "has a result of shape " << shapeText(result.getShape()) << ", but needs "
                         << shapeText(*shape);
  return verifyAccumulator(*this, symbols, weight, getBiasAttr(), kernel[0]);
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
  return verifyThresholds(*this, symbols, weight, getFirst(), getStep(), getFormAttr(), qnn::getFixedType(input),
                          qnn::getFixedType(getType()));
}

LogicalResult qnn::verifyThresholds(Operation *op, SymbolTableCollection &symbols, WeightOp weight,
                                    ArrayRef<int64_t> first, ArrayRef<int64_t> step, Attribute form, FixedType input,
                                    FixedType result) {
  if (weight.getFixedType().getLsb() != input.getLsb())
    return op->emitOpError() << "compares inputs in steps of 2^" << input.getLsb() << " with thresholds in steps of 2^"
                             << weight.getFixedType().getLsb();
  ArrayRef<int64_t> shape = weight.getTensorType().getShape();
  int64_t rows = ShapedType::getNumElements(shape.drop_back());
  for (auto [what, codes] : {std::pair<StringRef, ArrayRef<int64_t>>{"first", first}, {"step", step}})
    if (codes.size() != 1 && static_cast<int64_t>(codes.size()) != rows)
      return op->emitOpError() << what << " has " << codes.size()
                               << " codes, but needs 1 or, one per row of thresholds, " << rows;
  StepFunction function(weight, first, step);
  bool isSigned = weight.getFixedType().getIsSigned();
  for (int64_t row = 0; row < rows; ++row)
    if (!llvm::is_sorted(function.getThresholds(row), [&](int64_t lhs, int64_t rhs) {
          return isSigned ? lhs < rhs : static_cast<uint64_t>(lhs) < static_cast<uint64_t>(rhs);
        }))
      return op->emitOpError() << "has thresholds that do not ascend in row " << row;
  // A threshold above all numbers of the input type is never reached: it fills up a row of fewer steps.
  APSInt greatest = input.getFormat().maxCode();
  for (int64_t row = 0; row < rows; ++row) {
    FixedValue start{APSInt::get(function.getFirst(row))};
    FixedValue rise = mul({APSInt::get(function.getStep(row))}, {APSInt::get(function.count(row, greatest))});
    if (failed(verifyCode(op, "first code", start.code, result)) ||
        failed(verifyCode(op, "last code", add(start, rise).code, result)))
      return failure();
  }
  return verifyThresholdForm(op, symbols, form, weight, function, input, result);
}

LogicalResult LookupOp::verify() { return verifySameShape(*this); }

LogicalResult LookupOp::verifySymbolUses(SymbolTableCollection &symbols) {
  WeightOp weight = lookupWeight(*this, symbols, getTableAttr());
  if (!weight)
    return failure();
  if (weight.getTensorType().getRank() == 0)
    return emitOpError("needs a table of rank 1 or more");
  if (failed(verifyBroadcastsOver(*this, "entries per element", weight.getTensorType().getShape().drop_back(),
                                  cast<RankedTensorType>(getInput().getType()).getShape())))
    return failure();
  return verifyLookup(*this, weight, qnn::getFixedType(getInput().getType()), qnn::getFixedType(getType()));
}

LogicalResult qnn::verifyLookup(Operation *op, WeightOp weight, FixedType input, FixedType result) {
  if (input.getWidth() > kMaxTableInputBits)
    return op->emitOpError() << "has an input of type " << input << ", but a table has an input of at most "
                             << kMaxTableInputBits << " bits";
  int64_t entries = weight.getTensorType().getShape().back();
  if (entries != int64_t(1) << input.getWidth())
    return op->emitOpError() << "needs a table of " << (int64_t(1) << input.getWidth())
                             << " entries, one for each code of " << input << ", but it has " << entries;
  if (weight.getFixedType() != result)
    return op->emitOpError() << "has results of type " << result << ", but its table has entries of type "
                             << weight.getFixedType();
  return success();
}

LogicalResult TableSoftmaxOp::verify() {
  if (failed(verifySameShape(*this)) || failed(verifyAxis(*this, getAxis(), getInput().getType())))
    return failure();
  return verifySoftmax(*this, getDrop(), qnn::getFixedType(getType()));
}

LogicalResult TableSoftmaxOp::verifySymbolUses(SymbolTableCollection &symbols) {
  return verifySoftmaxTables(*this, symbols, getCoarseAttr(), getFineAttr());
}

LogicalResult qnn::verifySoftmax(Operation *op, int64_t drop, FixedType result) {
  if (result.getLsb() > 0)
    return op->emitOpError() << "result type is " << result
                             << ", whose step is larger than one, but a softmax lies between 0 and 1";
  if (drop > 64)
    return op->emitOpError() << "drops " << drop << " bits, but can drop 0 to 64";
  return success();
}

LogicalResult qnn::verifySoftmaxTables(Operation *op, SymbolTableCollection &symbols, FlatSymbolRefAttr coarse,
                                       FlatSymbolRefAttr fine) {
  for (FlatSymbolRefAttr symbol : {coarse, fine}) {
    if (!symbol)
      continue;
    WeightOp table = lookupWeight(op, symbols, symbol);
    if (!table)
      return failure();
    RankedTensorType type = table.getTensorType();
    FixedType element = table.getFixedType();
    if (type.getRank() != 1 || !llvm::isPowerOf2_64(type.getNumElements()) || element.getIsSigned() ||
        element.getInteger() > 1)
      return op->emitOpError() << "needs tables of rank 1, of a power of two of unsigned entries with at most one "
                                  "integer bit, but '@"
                               << symbol.getValue() << "' is " << type;
  }
  return success();
}
