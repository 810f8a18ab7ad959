//===- StreamOps.cpp - Graphs, layers and channels -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Operations around the processors: what holds them, and what gives a channel another name. The processors
// are in StreamProcessors.cpp.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/ThresholdForms.h"
#include "dialects/QNN/Verification.h"
#include "dialects/Stream/Stream.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/Builders.h"
#include "mlir/Interfaces/FunctionImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;

/// A channel and a weight symbol, two channels, or a weight symbol and a channel.
static ParseResult parseBinaryOperands(OpAsmParser &parser, SmallVectorImpl<OpAsmParser::UnresolvedOperand> &inputs,
                                       FlatSymbolRefAttr &weight, UnitAttr &weightFirst) {
  auto parseOne = [&](bool first) -> ParseResult {
    OpAsmParser::UnresolvedOperand channel;
    OptionalParseResult parsed = parser.parseOptionalOperand(channel);
    if (parsed.has_value()) {
      inputs.push_back(channel);
      return *parsed;
    }
    if (weight)
      return parser.emitError(parser.getCurrentLocation(), "expected a channel: one operand at most is a weight");
    if (first)
      weightFirst = parser.getBuilder().getUnitAttr();
    return parser.parseAttribute(weight);
  };
  if (parseOne(/*first=*/true) || parser.parseComma() || parseOne(/*first=*/false))
    return failure();
  return success();
}

static void printBinaryOperands(OpAsmPrinter &printer, Operation *, OperandRange inputs, FlatSymbolRefAttr weight,
                                UnitAttr weightFirst) {
  if (weight && weightFirst)
    printer << weight << ", ";
  printer << inputs;
  if (weight && !weightFirst)
    printer << ", " << weight;
}

using qnn::parseThresholdForm;
using qnn::printThresholdForm;
#define GET_OP_CLASSES
#include "dialects/Stream/StreamOps.cpp.inc"

//===----------------------------------------------------------------------===//
// GraphOp
//===----------------------------------------------------------------------===//

ParseResult GraphOp::parse(OpAsmParser &parser, OperationState &result) {
  StringAttr name;
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<Type> resultTypes;
  SmallVector<DictionaryAttr> resultAttrs;
  bool isVariadic = false;
  if (parser.parseSymbolName(name, getSymNameAttrName(result.name), result.attributes) ||
      function_interface_impl::parseFunctionSignatureWithArguments(parser, /*allowVariadic=*/false, arguments,
                                                                   isVariadic, resultTypes, resultAttrs))
    return failure();
  Builder &builder = parser.getBuilder();
  SmallVector<Type> argumentTypes = llvm::map_to_vector(arguments, [](const auto &arg) { return arg.type; });
  result.addAttribute(getFunctionTypeAttrName(result.name),
                      TypeAttr::get(builder.getFunctionType(argumentTypes, resultTypes)));
  call_interface_impl::addArgAndResultAttrs(builder, result, arguments, resultAttrs, getArgAttrsAttrName(result.name),
                                            getResAttrsAttrName(result.name));
  StringRef keyword;
  SMLoc loc;
  if (parser.parseKeyword("io") || parser.getCurrentLocation(&loc) || parser.parseKeyword(&keyword))
    return failure();
  std::optional<IO> io = symbolizeIO(keyword);
  if (!io)
    return parser.emitError(loc, "expected 'stream' or 'parallel', but found '") << keyword << "'";
  result.addAttribute(getIoAttrName(result.name), IOAttr::get(builder.getContext(), *io));
  if (parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  return parser.parseRegion(*result.addRegion(), arguments);
}

void GraphOp::print(OpAsmPrinter &printer) {
  printer << " ";
  printer.printSymbolName(getSymName());
  function_interface_impl::printFunctionSignature(printer, *this, getArgumentTypes(), /*isVariadic=*/false,
                                                  getResultTypes());
  printer << " io " << stringifyIO(getIo());
  printer.printOptionalAttrDictWithKeyword(
      (*this)->getAttrs(),
      {getSymNameAttrName(), getFunctionTypeAttrName(), getIoAttrName(), getArgAttrsAttrName(), getResAttrsAttrName()});
  printer << " ";
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false, /*printBlockTerminators=*/true);
}

LogicalResult GraphOp::verify() {
  for (auto [what, types] : {std::pair{"argument", getArgumentTypes()}, {"result", getResultTypes()}})
    for (auto [i, type] : llvm::enumerate(types)) {
      auto channel = dyn_cast<ChannelType>(type);
      if (!channel)
        return emitOpError() << what << " " << i << " is " << type << ", but must be a channel";
      if (!channel.isRowMajor())
        return emitOpError() << what << " " << i << " runs in order " << qnn::shapeText(channel.getOrder())
                             << ", but the host knows row-major order only";
    }
  return success();
}

bool GraphOp::isOnePipeline() {
  return getIo() == IO::Parallel &&
         llvm::all_of(getBody().getOps<LayerOp>(), [](LayerOp layer) { return layer.isUnrolled(); });
}

void GraphOp::updateFunctionType() {
  setFunctionType(FunctionType::get(getContext(), getBody().getArgumentTypes(),
                                    getBody().front().getTerminator()->getOperandTypes()));
}

LogicalResult OutputOp::verify() {
  auto graph = cast<GraphOp>((*this)->getParentOp());
  ArrayRef<Type> expected = graph.getResultTypes();
  if (expected.size() != getNumOperands())
    return emitOpError() << "has " << getNumOperands() << " channels, but the graph has " << expected.size()
                         << " results";
  for (auto [i, found, required] : llvm::enumerate(getOperandTypes(), expected))
    if (found != required) {
      InFlightDiagnostic diag = emitOpError() << "channel " << i << " is " << found << ", but result " << i
                                              << " of the graph is " << required;
      diag.attachNote(graph.getLoc()) << "graph declared here";
      return diag;
    }
  return success();
}

//===----------------------------------------------------------------------===//
// LayerOp
//===----------------------------------------------------------------------===//

ParseResult LayerOp::parse(OpAsmParser &parser, OperationState &result) {
  StringAttr name;
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<OpAsmParser::UnresolvedOperand> operands;
  SMLoc loc;
  auto parseAssignment = [&] {
    return failure(parser.parseArgument(arguments.emplace_back()) || parser.parseEqual() ||
                   parser.parseOperand(operands.emplace_back()));
  };
  FunctionType type;
  if (parser.parseAttribute(name, getNameAttrName(result.name), result.attributes) || parser.getCurrentLocation(&loc) ||
      parser.parseCommaSeparatedList(AsmParser::Delimiter::Paren, parseAssignment) || parser.parseColonType(type))
    return failure();
  if (succeeded(parser.parseOptionalKeyword("depths"))) {
    SmallVector<int64_t> depths;
    auto parseDepth = [&] { return parser.parseInteger(depths.emplace_back()); };
    if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseDepth))
      return failure();
    result.addAttribute(getDepthsAttrName(result.name), parser.getBuilder().getDenseI64ArrayAttr(depths));
  }
  if (parser.parseOptionalAttrDictWithKeyword(result.attributes) ||
      parser.resolveOperands(operands, type.getInputs(), loc, result.operands))
    return failure();
  for (auto [argument, input] : llvm::zip_equal(arguments, type.getInputs()))
    argument.type = input;
  result.addTypes(type.getResults());
  if (parser.parseRegion(*result.addRegion(), arguments))
    return failure();
  ensureTerminator(*result.regions.front(), parser.getBuilder(), result.location);
  return success();
}

void LayerOp::print(OpAsmPrinter &printer) {
  printer << " " << getNameAttr() << " (";
  llvm::interleaveComma(llvm::zip(getBody().getArguments(), getInputs()), printer, [&](auto pair) {
    printer.printRegionArgument(std::get<0>(pair), /*argAttrs=*/{}, /*omitType=*/true);
    printer << " = " << std::get<1>(pair);
  });
  printer << ") : ";
  printer.printFunctionalType(*this);
  if (std::optional<ArrayRef<int64_t>> depths = getDepths()) {
    printer << " depths [";
    llvm::interleaveComma(*depths, printer);
    printer << "]";
  }
  printer.printOptionalAttrDictWithKeyword((*this)->getAttrs(), {getNameAttrName(), getDepthsAttrName()});
  printer << " ";
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false, /*printBlockTerminators=*/getNumResults() > 0);
}

LogicalResult LayerOp::verify() {
  if (getBody().getArgumentTypes() != getOperandTypes())
    return emitOpError("operands and arguments of the body differ in number or type");
  if (std::optional<ArrayRef<int64_t>> depths = getDepths()) {
    if (depths->size() != getNumResults())
      return emitOpError() << "'" << getName() << "' has " << depths->size() << " depths, but " << getNumResults()
                           << " results";
    for (int64_t depth : *depths)
      if (depth < 1)
        return emitOpError() << "'" << getName() << "' has a FIFO of depth " << depth << ", but the least is 1";
  }
  return success();
}

LogicalResult LayerOp::verifyRegions() {
  Block &block = getBody().front();
  Operation *yield = block.getTerminator();
  if (yield->getOperandTypes() != getResultTypes())
    return yield->emitOpError("channels and results of the layer differ in number or type");
  auto head = dyn_cast<ProcessorOpInterface>(block.front());
  if (!head)
    return emitOpError() << "'" << getName() << "' has no processor";
  Operation *previous = head;
  for (Operation &op : llvm::drop_begin(block.without_terminator())) {
    auto processor = dyn_cast<ProcessorOpInterface>(op);
    if (!processor || !processor.isElementwise())
      return op.emitOpError() << "follows the head of layer '" << getName() << "', but is not elementwise";
    if (previous->getNumResults() != 1 || op.getOperand(0) != previous->getResult(0) ||
        !previous->getResult(0).hasOneUse()) {
      InFlightDiagnostic diag = op.emitOpError()
                                << "must be the one user of the processor before it in layer '" << getName() << "'";
      diag.attachNote(previous->getLoc()) << "processor before it is here";
      return diag;
    }
    previous = &op;
  }
  if (yield->getOperands() != ValueRange(previous->getResults()))
    return yield->emitOpError("must yield the results of the last processor");
  return success();
}

ProcessorOpInterface LayerOp::getHead() { return cast<ProcessorOpInterface>(getBody().front().front()); }

SmallVector<ProcessorOpInterface> LayerOp::getEpilogue() {
  SmallVector<ProcessorOpInterface> epilogue;
  for (Operation &op : llvm::drop_begin(getBody().front().without_terminator()))
    epilogue.push_back(cast<ProcessorOpInterface>(op));
  return epilogue;
}

bool LayerOp::isUnrolled() {
  if (getIO(*this) == IO::Stream)
    return false;
  auto matvec = dyn_cast<MatVecOp>(*getHead());
  return !matvec || (matvec.isCovered() && matvec.getPositionLanes() == matvec.getNumPositions());
}

std::string LayerOp::describe() {
  std::string text = getHead().describe();
  for (ProcessorOpInterface processor : getEpilogue())
    text += ", " + processor.describe();
  return text;
}

//===----------------------------------------------------------------------===//
// Names for the same sequence
//===----------------------------------------------------------------------===//

LogicalResult ReshapeOp::verify() {
  ChannelType input = getInput().getType(), result = getType();
  if (input.getElementType() != result.getElementType())
    return emitOpError() << "changes the element type from " << input.getElementType() << " to "
                         << result.getElementType();
  if (input.getNumElements() != result.getNumElements())
    return emitOpError() << "has an input of " << input.getNumElements() << " elements and a result of "
                         << result.getNumElements();
  if (input.getBeat() != result.getBeat())
    return emitOpError() << "has an input with a beat of " << input.getBeat() << " and a result with one of "
                         << result.getBeat();
  if (!input.isRowMajor() || !result.isRowMajor())
    return emitOpError() << "needs channels in row-major order, but they run in orders "
                         << qnn::shapeText(input.getOrder()) << " and " << qnn::shapeText(result.getOrder());
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

LogicalResult TransposeOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, ValueRange operands,
                                            DictionaryAttr attributes, OpaqueProperties properties, RegionRange,
                                            SmallVectorImpl<Type> &results) {
  auto input = cast<ChannelType>(operands[0].getType());
  DenseI64ArrayAttr attribute;
  if (properties)
    attribute = properties.as<Properties *>()->permutation;
  if (!attribute)
    attribute = attributes.getAs<DenseI64ArrayAttr>("permutation");
  if (!attribute || attribute.size() != input.getRank() || !isPermutationVector(attribute.asArrayRef()))
    return emitOptionalError(loc, "permutation must name each of the ", input.getRank(), " dimensions of ", input,
                             " once");
  SmallVector<int64_t> shape = applyPermutation(input.getShape(), attribute.asArrayRef());
  SmallVector<int64_t> inverse = invertPermutationVector(attribute.asArrayRef());
  SmallVector<int64_t> order = llvm::map_to_vector(input.getOrder(), [&](int64_t dim) { return inverse[dim]; });
  results.push_back(ChannelType::get(shape, input.getElementType(), input.getBeat(), order));
  return success();
}

OpFoldResult TransposeOp::fold(FoldAdaptor) {
  if (llvm::is_sorted(getPermutation()))
    return getInput();
  if (auto producer = getInput().getDefiningOp<TransposeOp>()) {
    setPermutation(applyPermutation(producer.getPermutation(), getPermutation()));
    setOperand(producer.getInput());
    return getResult();
  }
  return {};
}
