//===- DataflowOps.cpp - Storage, access and loops -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Dataflow/AsmNames.h"
#include "dialects/Dataflow/Dataflow.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

/// The name of a result: a string, or else the SSA name.
static ParseResult parseResultName(OpAsmParser &parser, StringAttr &name) {
  return parseNameAfter(parser, parser.getResultName(0).first, name);
}

static void printResultName(OpAsmPrinter &printer, Operation *op, StringAttr name) {
  printNameAfter(printer, op->getResult(0), name);
}

/// `[0 complete, 1 cyclic 4]`.
static ParseResult parsePartitions(OpAsmParser &parser, ArrayAttr &partitions) {
  SmallVector<Attribute> list;
  auto parseOne = [&]() -> ParseResult {
    int64_t dimension, factor = 0;
    StringRef keyword;
    SMLoc loc = parser.getCurrentLocation();
    if (parser.parseInteger(dimension) || parser.parseKeyword(&keyword))
      return failure();
    std::optional<PartitionKind> kind = symbolizePartitionKind(keyword);
    if (!kind)
      return parser.emitError(loc) << "expected 'complete', 'cyclic' or 'block', but found '" << keyword << "'";
    if (OptionalParseResult result = parser.parseOptionalInteger(factor); result.has_value() && failed(*result))
      return failure();
    list.push_back(PartitionAttr::get(parser.getContext(), dimension, *kind, factor));
    return success();
  };
  if (parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Square, parseOne))
    return failure();
  partitions = parser.getBuilder().getArrayAttr(list);
  return success();
}

static void printPartitions(OpAsmPrinter &printer, Operation *, ArrayAttr partitions) {
  printer << '[';
  llvm::interleaveComma(partitions.getAsRange<PartitionAttr>(), printer, [&](PartitionAttr partition) {
    printer << partition.getDimension() << ' ' << stringifyPartitionKind(partition.getKind());
    if (partition.getFactor())
      printer << ' ' << partition.getFactor();
  });
  printer << ']';
}

#define GET_OP_CLASSES
#include "dialects/Dataflow/DataflowOps.cpp.inc"

void FifoOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), getName()); }
void ArrayOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), getName()); }
void CounterOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), getName()); }
void RomOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), getName()); }
void TemporaryOp::getAsmResultNames(OpAsmSetValueNameFn setName) { setName(getResult(), getName()); }

//===----------------------------------------------------------------------===//
// Storage
//===----------------------------------------------------------------------===//

LogicalResult dataflow::verifyPartitions(Operation *op, ArrayType array, ArrayAttr partitions) {
  for (auto partition : partitions.getAsRange<PartitionAttr>()) {
    int64_t dimension = partition.getDimension(), factor = partition.getFactor();
    StringRef kind = stringifyPartitionKind(partition.getKind());
    if (dimension < 0 || dimension >= array.getRank())
      return op->emitOpError() << "divides dimension " << dimension << ", but the array has " << array.getRank()
                               << " dimensions";
    int64_t size = array.getShape()[dimension];
    if (partition.getKind() == PartitionKind::Complete) {
      if (factor)
        return op->emitOpError() << "divides dimension " << dimension << " completely, which takes no factor, but has "
                                 << factor;
    } else if (factor < 2 || factor > size) {
      return op->emitOpError() << "divides dimension " << dimension << " of " << size << " elements into " << factor
                               << " parts ('" << kind << "'), but needs 2 to " << size;
    }
  }
  return success();
}

/// Checks both kinds of division of one array.
static LogicalResult verifyLayout(Operation *op, ArrayType array, std::optional<ArrayAttr> partition,
                                  std::optional<ArrayAttr> reshape, std::optional<Storage> storage) {
  DenseSet<int64_t> divided;
  for (std::optional<ArrayAttr> list : {partition, reshape}) {
    if (!list)
      continue;
    if (failed(verifyPartitions(op, array, *list)))
      return failure();
    for (auto part : list->getAsRange<PartitionAttr>())
      if (!divided.insert(part.getDimension()).second)
        return op->emitOpError() << "divides dimension " << part.getDimension() << " twice";
  }
  if (storage == Storage::ShiftRegister)
    return op->emitOpError("is bound to 'shift_register', which is for FIFOs");
  return success();
}

LogicalResult ArrayOp::verify() { return verifyLayout(*this, getType(), getPartition(), getReshape(), getStorage()); }

LogicalResult RomOp::verify() {
  if (isa<BeatType>(getType().getElement()))
    return emitOpError() << "has elements of type " << getType().getElement() << ", but a weight has numbers";
  if (std::optional<ArrayRef<int64_t>> order = getOrder()) {
    SmallVector<int64_t> sorted(*order);
    llvm::sort(sorted);
    if (!llvm::equal(sorted, llvm::seq<int64_t>(0, getType().getRank())))
      return emitOpError() << "has order [" << *order << "], which is no permutation of the " << getType().getRank()
                           << " dimensions";
  }
  return verifyLayout(*this, getType(), getPartition(), getReshape(), getStorage());
}

LogicalResult RomOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto weight = symbols.lookupNearestSymbolFrom<qnn::WeightOp>(*this, getWeightAttr());
  if (!weight)
    return emitOpError() << "refers to '@" << getWeight() << "', which is not a qnn.weight of the module";
  auto note = [&](InFlightDiagnostic diag) {
    diag.attachNote(weight.getLoc()) << "weight declared here";
    return diag;
  };
  int64_t found = ShapedType::getNumElements(getType().getShape());
  int64_t required = weight.getValue().getNumElements();
  if (found != required)
    return note(emitOpError() << "has " << found << " elements, but the weight has " << required);
  if (getType().getElement() != weight.getFixedType())
    return note(emitOpError() << "has elements of type " << getType().getElement() << ", but the weight has "
                              << weight.getFixedType());
  return success();
}

SmallVector<int64_t> RomOp::getCodes(qnn::WeightOp weight) {
  SmallVector<int64_t> codes = weight.getCodes();
  if (!getOrder() || llvm::is_sorted(*getOrder()))
    return codes;
  ArrayRef<int64_t> shape = getType().getShape(), order = *getOrder();
  // Distance between neighbours of every dimension of the array, within the weight.
  SmallVector<int64_t> stride(shape.size());
  SmallVector<int64_t> dimensionOf(shape.size());
  for (auto [dimension, viewed] : llvm::enumerate(order))
    dimensionOf[viewed] = dimension;
  int64_t size = 1;
  for (int64_t viewed = static_cast<int64_t>(shape.size()) - 1; viewed >= 0; --viewed) {
    stride[dimensionOf[viewed]] = size;
    size *= shape[dimensionOf[viewed]];
  }
  SmallVector<int64_t> result, index(shape.size(), 0);
  result.reserve(codes.size());
  for (size_t i = 0; i < codes.size(); ++i) {
    int64_t at = 0;
    for (size_t d = 0; d < shape.size(); ++d)
      at += index[d] * stride[d];
    result.push_back(codes[at]);
    for (int64_t d = static_cast<int64_t>(shape.size()) - 1; d >= 0 && ++index[d] == shape[d]; --d)
      index[d] = 0;
  }
  return result;
}

LogicalResult FifoOp::verify() {
  int64_t lanes = getLanes(getType());
  if (static_cast<int64_t>(getDepth()) <= kMaxElements / lanes)
    return success();
  return emitOpError() << "has a depth of " << getDepth() << " elements of " << lanes
                       << " numbers, but a FIFO holds at most " << kMaxElements << " numbers";
}

//===----------------------------------------------------------------------===//
// Ranges of indices
//===----------------------------------------------------------------------===//

std::optional<std::pair<int64_t, int64_t>> dataflow::getIndexRange(Value index) {
  using Range = std::pair<int64_t, int64_t>;
  APInt constant;
  if (matchPattern(index, m_ConstantInt(&constant)))
    return Range(constant.getSExtValue(), constant.getSExtValue());
  if (auto argument = dyn_cast<BlockArgument>(index)) {
    auto loop = dyn_cast<ForOp>(argument.getOwner()->getParentOp());
    if (!loop || loop.getTripCount() == 0)
      return std::nullopt;
    int64_t lower = loop.getLower();
    return Range(lower, lower + (loop.getTripCount() - 1) * static_cast<int64_t>(loop.getStep()));
  }
  Operation *op = index.getDefiningOp();
  if (auto code = dyn_cast_or_null<qnn::CodeOp>(op))
    return Range(0, (int64_t(1) << code.getBits()) - 1);
  if (auto temporary = dyn_cast_or_null<TemporaryOp>(op))
    return getIndexRange(temporary.getValue());
  if (auto count = dyn_cast_or_null<CountOp>(op))
    return Range(0, count.getCounter().getType().getSize() - 1);
  if (auto wrap = dyn_cast_or_null<WrapOp>(op)) {
    // An index that is more than a round beyond the end stays beyond it.
    auto size = static_cast<int64_t>(wrap.getSize());
    std::optional<Range> range = getIndexRange(wrap.getIndex());
    return range && range->first >= 0 && range->second < 2 * size ? std::optional(Range(0, size - 1)) : std::nullopt;
  }
  if (auto select = dyn_cast_or_null<arith::SelectOp>(op)) {
    std::optional<Range> lhs = getIndexRange(select.getTrueValue()), rhs = getIndexRange(select.getFalseValue());
    if (!lhs || !rhs)
      return std::nullopt;
    return Range(std::min(lhs->first, rhs->first), std::max(lhs->second, rhs->second));
  }
  if (!isa_and_nonnull<arith::AddIOp, arith::SubIOp, arith::MulIOp, arith::DivUIOp, arith::RemUIOp>(op))
    return std::nullopt;
  std::optional<Range> lhs = getIndexRange(op->getOperand(0)), rhs = getIndexRange(op->getOperand(1));
  if (!lhs || !rhs)
    return std::nullopt;
  // Bounds beyond 32 bits are of no use to anyone and would overflow below.
  for (int64_t bound : {lhs->first, lhs->second, rhs->first, rhs->second})
    if (!llvm::isInt<32>(bound))
      return std::nullopt;
  if (isa<arith::AddIOp>(op))
    return Range(lhs->first + rhs->first, lhs->second + rhs->second);
  if (isa<arith::SubIOp>(op))
    return Range(lhs->first - rhs->second, lhs->second - rhs->first);
  if (isa<arith::MulIOp>(op)) {
    auto [low, high] = std::minmax(
        {lhs->first * rhs->first, lhs->first * rhs->second, lhs->second * rhs->first, lhs->second * rhs->second});
    return Range(low, high);
  }
  if (lhs->first < 0 || rhs->first < 1)
    return std::nullopt;
  if (isa<arith::DivUIOp>(op))
    return Range(lhs->first / rhs->second, lhs->second / rhs->first);
  return Range(0, std::min(lhs->second, rhs->second - 1));
}

bool dataflow::isIndexArithmetic(Operation *op) {
  auto isIndex = [](Type type) { return type.isIndex(); };
  auto isEither = [](Type type) { return type.isIndex() || type.isInteger(1); };
  if (isa<arith::AndIOp, arith::ConstantOp, arith::OrIOp>(op))
    return isEither(op->getResult(0).getType());
  return isa<arith::AddIOp, arith::CmpIOp, arith::DivUIOp, arith::MulIOp, arith::RemUIOp, arith::SubIOp>(op) &&
         llvm::all_of(op->getOperandTypes(), isIndex);
}

//===----------------------------------------------------------------------===//
// Access
//===----------------------------------------------------------------------===//

/// The port that `value` is, if it is one.
static std::optional<unsigned> getPort(Value value, ProcessOp &process) {
  auto argument = dyn_cast<BlockArgument>(value);
  process = argument ? dyn_cast<ProcessOp>(argument.getOwner()->getParentOp()) : ProcessOp();
  return process ? std::optional<unsigned>(argument.getArgNumber()) : std::nullopt;
}

/// Checks that data pass `port`, where it is one, in the direction given.
static LogicalResult verifyDirection(Operation *op, Value port, Direction direction) {
  ProcessOp process;
  std::optional<unsigned> number = getPort(port, process);
  if (!number || process.getPortDirection(*number) == direction)
    return success();
  InFlightDiagnostic diag = op->emitOpError() << (direction == Direction::In ? "reads" : "writes") << " port '"
                                              << process.getPortName(*number) << "', which is '"
                                              << stringifyDirection(process.getPortDirection(*number)) << "'";
  diag.attachNote(process.getLoc()) << "port of this process";
  return diag;
}

/// Checks number and range of indices.
static LogicalResult verifyIndices(Operation *op, ArrayType array, ValueRange indices) {
  if (!array.getAccessType(indices.size())) {
    InFlightDiagnostic diag = op->emitOpError()
                              << "has " << indices.size() << " indices, but " << array << " takes " << array.getRank();
    if (isa<BeatType>(array.getElement()))
      diag << " or, with a lane, " << array.getRank() + 1;
    return diag;
  }
  // A condition may keep an index in range where its variables alone do not.
  if (op->getParentOfType<scf::IfOp>())
    return success();
  for (auto [i, index] : llvm::enumerate(indices)) {
    int64_t size = array.getAccessShape()[i];
    auto range = getIndexRange(index);
    if (!range || (range->first >= 0 && range->second < size))
      continue;
    InFlightDiagnostic diag = op->emitOpError();
    if (range->first == range->second)
      diag << "has index " << range->first;
    else
      diag << "has indices " << range->first << " to " << range->second;
    return diag << " for dimension " << i << ", which has " << size << " elements";
  }
  return success();
}

LogicalResult LoadOp::inferReturnTypes(MLIRContext *, std::optional<Location> loc, ValueRange operands, DictionaryAttr,
                                       OpaqueProperties, RegionRange, SmallVectorImpl<Type> &results) {
  auto array = dyn_cast<ArrayType>(operands[0].getType());
  if (!array)
    return emitOptionalError(loc, "'dataflow.load' op needs an array, but has ", operands[0].getType());
  // The verifier explains a wrong number of indices.
  Type type = array.getAccessType(operands.size() - 1);
  results.push_back(type ? type : array.getElement());
  return success();
}

LogicalResult LoadOp::verify() {
  if (failed(verifyIndices(*this, getArray().getType(), getIndices())))
    return failure();
  return verifyDirection(*this, getArray(), Direction::In);
}

/// Checks what a store and an accumulation have in common.
static LogicalResult verifyWrite(Operation *op, TypedValue<ArrayType> array, ValueRange indices) {
  if (failed(verifyIndices(op, array.getType(), indices)) || failed(verifyDirection(op, array, Direction::Out)))
    return failure();
  if (auto rom = array.getDefiningOp<RomOp>()) {
    InFlightDiagnostic diag = op->emitOpError() << "writes '" << rom.getName() << "', which is constant";
    diag.attachNote(rom.getLoc()) << "array declared here";
    return diag;
  }
  return success();
}

LogicalResult StoreOp::verify() {
  if (failed(verifyWrite(*this, getArray(), getIndices())))
    return failure();
  Type element = getArray().getType().getAccessType(getIndices().size()), value = getValue().getType();
  auto elementNumber = dyn_cast<qnn::FixedType>(element), valueNumber = dyn_cast<qnn::FixedType>(value);
  if (elementNumber && valueNumber) {
    if (!elementNumber.getFormat().contains(valueNumber.getFormat()))
      return emitOpError() << "stores " << value << " into elements of " << element
                           << ", which do not hold all its values";
    return success();
  }
  if (element != value)
    return emitOpError() << "stores " << value << " into elements of " << element;
  return success();
}

LogicalResult AccumulateOp::verify() {
  if (failed(verifyWrite(*this, getArray(), getIndices())))
    return failure();
  auto element = dyn_cast<qnn::FixedType>(getArray().getType().getAccessType(getIndices().size()));
  if (!element)
    return emitOpError() << "adds to elements of " << getArray().getType().getElement() << ", but needs numbers";
  if (element.getLsb() > getValue().getType().getLsb())
    return emitOpError() << "adds numbers in steps of 2^" << getValue().getType().getLsb()
                         << " to elements in steps of 2^" << element.getLsb();
  return success();
}

LogicalResult ReadOp::verify() { return verifyDirection(*this, getFifo(), Direction::In); }
LogicalResult WriteOp::verify() { return verifyDirection(*this, getFifo(), Direction::Out); }

//===----------------------------------------------------------------------===//
// Counters
//===----------------------------------------------------------------------===//

LogicalResult CounterOp::verify() {
  if (int64_t from = getFrom(), size = getType().getSize(); from >= size)
    return emitOpError() << "starts at " << from << ", but counts to " << size - 1;
  return success();
}

LogicalResult AdvanceOp::verify() {
  if (int64_t by = getBy(), size = getCounter().getType().getSize(); by > size)
    return emitOpError() << "moves on by " << by << ", but the counter has " << size << " values";
  return success();
}

LogicalResult WrapOp::verify() {
  int64_t size = getSize();
  auto range = getIndexRange(getIndex());
  if (range && (range->first < 0 || range->second >= 2 * size))
    return emitOpError() << "has an index from " << range->first << " to " << range->second << ", but a ring of "
                         << size << " takes 0 to " << 2 * size - 1;
  return success();
}

OpFoldResult WrapOp::fold(FoldAdaptor) {
  auto range = getIndexRange(getIndex());
  return range && range->second < static_cast<int64_t>(getSize()) ? getIndex() : Value();
}

//===----------------------------------------------------------------------===//
// ForOp
//===----------------------------------------------------------------------===//

void ForOp::build(OpBuilder &builder, OperationState &state, StringRef variable, int64_t lower, int64_t upper,
                  function_ref<void(OpBuilder &, Location, Value)> fill) {
  state.addAttribute(getVariableAttrName(state.name), builder.getStringAttr(variable));
  state.addAttribute(getLowerAttrName(state.name), builder.getI64IntegerAttr(lower));
  state.addAttribute(getUpperAttrName(state.name), builder.getI64IntegerAttr(upper));
  state.addAttribute(getStepAttrName(state.name), builder.getI64IntegerAttr(1));
  OpBuilder::InsertionGuard guard(builder);
  Region *body = state.addRegion();
  Block *block = builder.createBlock(body, {}, builder.getIndexType(), state.location);
  if (fill)
    fill(builder, state.location, block->getArgument(0));
}

int64_t ForOp::getTripCount() {
  int64_t lower = getLower(), upper = getUpper(), step = getStep();
  return upper <= lower ? 0 : (upper - lower - 1) / step + 1;
}

ParseResult ForOp::parse(OpAsmParser &parser, OperationState &result) {
  Builder &builder = parser.getBuilder();
  Type i64 = builder.getI64Type();
  OpAsmParser::Argument variable;
  StringAttr name;
  IntegerAttr lower, upper, step = builder.getI64IntegerAttr(1);
  variable.type = builder.getIndexType();
  if (parser.parseArgument(variable) || parseNameAfter(parser, variable.ssaName.name.drop_front(), name) ||
      parser.parseEqual() || parser.parseAttribute(lower, i64, getLowerAttrName(result.name), result.attributes) ||
      parser.parseKeyword("to") || parser.parseAttribute(upper, i64, getUpperAttrName(result.name), result.attributes))
    return failure();
  result.addAttribute(getVariableAttrName(result.name), name);
  if (succeeded(parser.parseOptionalKeyword("step")) && parser.parseAttribute(step, i64))
    return failure();
  result.addAttribute(getStepAttrName(result.name), step);
  std::string label;
  if (succeeded(parser.parseOptionalKeyword("label"))) {
    if (parser.parseString(&label))
      return failure();
    result.addAttribute(getLabelAttrName(result.name), builder.getStringAttr(label));
  }
  if (succeeded(parser.parseOptionalKeyword("pipeline"))) {
    IntegerAttr interval;
    if (parser.parseAttribute(interval, i64, getPipelineAttrName(result.name), result.attributes))
      return failure();
  }
  if (succeeded(parser.parseOptionalKeyword("unroll"))) {
    // Without a number: as many copies as there are iterations.
    int64_t step64 = std::max<int64_t>(step.getInt(), 1);
    int64_t copies = upper.getInt() <= lower.getInt() ? 1 : (upper.getInt() - lower.getInt() - 1) / step64 + 1;
    if (OptionalParseResult parsed = parser.parseOptionalInteger(copies); parsed.has_value() && failed(*parsed))
      return failure();
    result.addAttribute(getUnrollAttrName(result.name), builder.getI64IntegerAttr(copies));
  }
  if (parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  Region *body = result.addRegion();
  if (parser.parseRegion(*body, variable))
    return failure();
  if (body->empty())
    body->emplaceBlock().addArgument(variable.type, result.location);
  return success();
}

void ForOp::print(OpAsmPrinter &printer) {
  printer << ' ' << getInductionVariable();
  printNameAfter(printer, getInductionVariable(), getVariableAttr());
  printer << " = " << static_cast<int64_t>(getLower()) << " to " << static_cast<int64_t>(getUpper());
  if (getStep() != 1)
    printer << " step " << getStep();
  if (getLabel())
    printer << " label " << getLabelAttr();
  if (getPipeline())
    printer << " pipeline " << *getPipeline();
  if (getUnroll()) {
    printer << " unroll";
    if (static_cast<int64_t>(*getUnroll()) != std::max<int64_t>(getTripCount(), 1))
      printer << ' ' << *getUnroll();
  }
  printer.printOptionalAttrDictWithKeyword(
      (*this)->getAttrs(), {getVariableAttrName(), getLowerAttrName(), getUpperAttrName(), getStepAttrName(),
                            getLabelAttrName(), getPipelineAttrName(), getUnrollAttrName()});
  printer << ' ';
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false);
}

void ForOp::getAsmBlockArgumentNames(Region &, OpAsmSetValueNameFn setName) {
  setName(getInductionVariable(), getVariable());
}

LogicalResult ForOp::verify() {
  if (getBodyBlock()->getNumArguments() != 1 || !getInductionVariable().getType().isIndex())
    return emitOpError("needs one block argument of type index");
  if (!llvm::isInt<32>(getLower()) || !llvm::isInt<32>(static_cast<int64_t>(getUpper()) + getStep()))
    return emitOpError() << "runs from " << static_cast<int64_t>(getLower()) << " to "
                         << static_cast<int64_t>(getUpper()) << " in steps of " << getStep()
                         << ", which does not fit an int of 32 bits";
  if (getUnroll() && static_cast<int64_t>(*getUnroll()) > std::max<int64_t>(getTripCount(), 1))
    return emitOpError() << "is unrolled into " << *getUnroll() << " copies, but has " << getTripCount()
                         << " iterations";
  if (getPipeline() && isFullyUnrolled() && getTripCount() > 1)
    return emitOpError("is both pipelined and fully unrolled, which leaves no loop to pipeline");
  return getPipeline() ? verifyNoRolledLoops(*this, *this) : success();
}

/// Whether `op` holds a loop other than `except` that is not unrolled.
static bool holdsOtherLoop(Operation *op, ForOp except) {
  return op
      ->walk([&](ForOp loop) {
        return loop == op || loop == except || loop.isFullyUnrolled() ? WalkResult::advance() : WalkResult::interrupt();
      })
      .wasInterrupted();
}

LogicalResult ForOp::canonicalize(ForOp loop, PatternRewriter &rewriter) {
  int64_t count = loop.getTripCount();
  if (count > 1)
    return failure();
  if (count == 0) {
    rewriter.eraseOp(loop);
    return success();
  }
  // What was pipelined was one iteration; hand the directive to what repeats it now.
  if (auto interval = loop.getPipelineAttr()) {
    Operation *parent = loop->getParentOp();
    if (auto outer = dyn_cast<ForOp>(parent);
        outer && !outer.getPipeline() && !outer.isFullyUnrolled() && !holdsOtherLoop(outer, loop))
      rewriter.modifyOpInPlace(outer, [&] { outer.setPipelineAttr(interval); });
    else if (auto process = dyn_cast<ProcessOp>(parent);
             process && !process.getPipeline() && !holdsOtherLoop(process, loop))
      rewriter.modifyOpInPlace(process, [&] { process.setPipelineAttr(interval); });
  }
  Value index = arith::ConstantIndexOp::create(rewriter, loop.getLoc(), loop.getLower());
  rewriter.inlineBlockBefore(loop.getBodyBlock(), loop, index);
  rewriter.eraseOp(loop);
  return success();
}
