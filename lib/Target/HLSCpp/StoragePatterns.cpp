//===- StoragePatterns.cpp - FIFOs, arrays and their accesses in C++ -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/Printer.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;
using namespace hls4mlir::hlscpp;

//===----------------------------------------------------------------------===//
// Declarations
//===----------------------------------------------------------------------===//

/// A directive for the memory that a variable is bound to, where the program asks for one.
static void printStorage(Operation *op, std::optional<Storage> storage, ArrayRef<Spelling<Storage>> table,
                         StringRef name, Printer &printer) {
  if (storage && !printer.target.layoutAttributes)
    printer.directive(op, ("storage '" + stringifyStorage(*storage) + "'").str(), find(table, *storage), name);
}

static void printFifo(FifoOp op, Printer &printer) {
  std::string type =
      llvm::formatv(printer.target.streamType, printer.elementType(op.getType(), printer.aliasOf(op))).str();
  printer.writer.line(llvm::formatv(printer.target.streamDeclaration, type, op.getName()).str() + ";");
  printer.directive(op, "FIFO depths", printer.target.streamDepth, op.getName(), op.getDepth());
  printStorage(op, op.getStorage(), printer.target.fifoStorage, op.getName(), printer);
}

/// Declares an array; `value` initializes it where there is one.
static void declareArray(ArrayOp op, const std::string &value, Printer &printer) {
  std::string type = printer.elementType(op.getType(), printer.aliasOf(op));
  std::string attributes =
      printer.layoutAttributes(op, op.getType(), op.getPartitionAttr(), op.getReshapeAttr(), op.getStorage());
  printer.writer.line(attributes + type + " " + printer.declarator(op.getName(), op.getType().getShape()) +
                      (value.empty() ? "" : " = " + value) + ";");
  printer.layout(op, op.getName(), op.getType(), op.getPartitionAttr(), op.getReshapeAttr());
  printStorage(op, op.getStorage(), printer.target.arrayStorage, op.getName(), printer);
  if (op.getDistance() && !printer.target.loopDistance)
    printer.directive(op, "dependence distances", printer.target.distance, op.getName(), *op.getDistance());
}

static void printArray(ArrayOp op, Printer &printer) {
  // The store that initializes a variable declares it.
  bool later = llvm::any_of(op->getUsers(), [](Operation *user) { return user->hasAttr(kInitializerAttr); });
  if (!later)
    declareArray(op, "", printer);
}

/// A code as a literal.
static std::string codeLiteral(int64_t code, const FixedFormat &format) {
  if (!format.isSigned)
    return std::to_string(static_cast<uint64_t>(code)) + (code < 0 ? "ULL" : "");
  if (code == INT64_MIN) // 9223372036854775808 has no signed type.
    return "-" + std::to_string(INT64_MAX) + " - 1";
  return std::to_string(code);
}

/// Codes within braces for every dimension but the first, one row of the last dimension on a line or more.
static std::string printCodes(ArrayRef<int64_t> codes, const FixedFormat &format, ArrayRef<int64_t> shape) {
  static constexpr int64_t kLongestLine = 16;
  int64_t row = shape.empty() ? 1 : shape.back();
  int64_t depth = std::max<int64_t>(shape.size(), 1) - 1;
  std::string text;
  llvm::raw_string_ostream os(text);
  for (int64_t i = 0, count = codes.size(); i < count; i += row) {
    // Dimensions that start and end with this row.
    int64_t opened = 0, closed = 0;
    for (int64_t dimension = shape.size() - 1, size = row; dimension > 0; size *= shape[--dimension]) {
      opened += i % size == 0;
      closed += (i + row) % size == 0;
    }
    os << std::string(depth - opened, ' ') << std::string(opened, '{');
    for (int64_t k = 0; k < row; ++k) {
      if (k)
        os << (k % kLongestLine ? ", " : ",\n" + std::string(depth, ' '));
      os << codeLiteral(codes[i + k], format);
    }
    os << std::string(closed, '}') << (i + row < count ? ",\n" : "\n");
  }
  return text;
}

static void printRom(RomOp op, Printer &printer) {
  auto process = op->getParentOfType<ProcessOp>();
  auto weight = SymbolTable::lookupNearestSymbolFrom<qnn::WeightOp>(op, op.getWeightAttr());
  if (!process || !weight) {
    op.emitError("stands outside of a process, or its weight is gone");
    return printer.fail();
  }
  qnn::FixedType type = weight.getFixedType();
  std::string alias = printer.aliasOf(op);
  ArrayRef<int64_t> shape = op.getType().getShape();
  std::string file = printer.addFile(("src/weights/" + process.getSymName() + "_" + op.getName()).str(), ".inc",
                                     printCodes(op.getCodes(weight), type.getFormat(), shape));
  std::string attributes =
      printer.layoutAttributes(op, op.getType(), op.getPartitionAttr(), op.getReshapeAttr(), op.getStorage());
  printer.writer.line(attributes + "static const code_of<" + alias + ">::type " +
                      printer.declarator(op.getName(), shape) + " = {");
  printer.writer.directive("#include \"../" + StringRef(file).drop_front(strlen("src/")) + "\"");
  printer.writer.line("};");
  printer.layout(op, op.getName(), op.getType(), op.getPartitionAttr(), op.getReshapeAttr());
  printStorage(op, op.getStorage(), printer.target.romStorage, op.getName(), printer);
}

static void printTemporary(TemporaryOp op, Printer &printer) {
  std::string alias = op.getType().isIndex() ? "" : printer.aliasOf(op);
  printer.writer.line("const " + printer.elementType(op.getType(), alias) + " " + op.getName() + " = " +
                      printer.operand(op.getValue()) + ";");
}

static void printCounter(CounterOp op, Printer &printer) {
  printer.writer.line("int " + op.getName() + " = " + Twine(op.getFrom()) + ";");
}

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

/// `array[i][j]`.
static std::string access(TypedValue<ArrayType> array, ValueRange indices, Printer &printer) {
  std::string text = printer.getName(array).str();
  for (Value index : indices)
    text += "[" + printer.operand(index) + "]";
  return text;
}

static Expression printLoad(LoadOp op, Printer &printer) {
  std::string element = access(op.getArray(), op.getIndices(), printer);
  // Tables hold codes.
  if (auto rom = op.getArray().getDefiningOp<RomOp>())
    return {"from_code<" + printer.aliasOf(rom) + ">(" + element + ")"};
  return {element};
}

/// A value that is assigned: a constant needs no type of its own there.
static std::string assigned(Value value, Printer &printer) {
  if (auto constant = value.getDefiningOp<qnn::ConstantOp>()) {
    FixedFormat format = constant.getType().getFormat();
    std::string text = printer.literal(llvm::APSInt(constant.getCode(), !format.isSigned), format);
    if (!text.empty())
      return text;
  }
  return printer.operand(value);
}

static void printStore(StoreOp op, Printer &printer) {
  if (op->hasAttr(kInitializerAttr))
    return declareArray(op.getArray().getDefiningOp<ArrayOp>(), assigned(op.getValue(), printer), printer);
  std::string element = access(op.getArray(), op.getIndices(), printer);
  printer.writer.line(element + " = " + assigned(op.getValue(), printer) + ";");
}

static void printAccumulate(AccumulateOp op, Printer &printer) {
  std::string element = access(op.getArray(), op.getIndices(), printer);
  printer.writer.line(element + " += " + printer.operand(op.getValue()) + ";");
}

static Expression printRead(ReadOp op, Printer &printer) {
  return {llvm::formatv(printer.target.streamRead, printer.getName(op.getFifo())).str()};
}

static void printWrite(WriteOp op, Printer &printer) {
  std::string value = printer.operand(op.getValue());
  printer.writer.line(llvm::formatv(printer.target.streamWrite, printer.getName(op.getFifo()), value).str() + ";");
}

static void printAdvance(AdvanceOp op, Printer &printer) {
  StringRef name = printer.getName(op.getCounter());
  printer.writer.line(
      llvm::formatv("{0} = wrap<{1}>({0} + {2});", name, op.getCounter().getType().getSize(), op.getBy()).str());
}

void hlscpp::populateStoragePatterns(Patterns &patterns) {
  patterns.statement<FifoOp>(printFifo);
  patterns.statement<ArrayOp>(printArray);
  patterns.statement<RomOp>(printRom);
  patterns.statement<TemporaryOp>(printTemporary);
  patterns.statement<CounterOp>(printCounter);
  patterns.statement<AdvanceOp>(printAdvance);
  patterns.statement<StoreOp>(printStore);
  patterns.statement<AccumulateOp>(printAccumulate);
  patterns.statement<WriteOp>(printWrite);
  patterns.expression<LoadOp>(printLoad);
  patterns.expression<CountOp>(
      [](CountOp op, Printer &printer) -> Expression { return {printer.getName(op.getCounter()).str()}; });
  patterns.expression<ReadOp>(printRead);
}
