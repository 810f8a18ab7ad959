//===- Printer.cpp - Patterns from operations to C++ -*- C++ -*-===//
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
// Statements and expressions
//===----------------------------------------------------------------------===//

void Printer::printBlock(Block &block) {
  for (Operation &op : block)
    printOperation(&op);
}

void Printer::printOperation(Operation *op) {
  StringRef name = op->getName().getStringRef();
  if (auto statement = patterns.statements.find(name); statement != patterns.statements.end())
    return statement->second(op, *this);
  if (!patterns.expressions.contains(name)) {
    op->emitError() << "'" << name << "' has no pattern for C++";
    return fail();
  }
  // A value that nobody uses matters for its effect only.
  if (op->use_empty() && !isMemoryEffectFree(op))
    writer.line(expression(op->getResult(0)).text + ";");
}

Expression Printer::expression(Value value) {
  if (StringRef name = getName(value); !name.empty())
    return {name.str()};
  Operation *op = value.getDefiningOp();
  auto pattern = op ? patterns.expressions.find(op->getName().getStringRef()) : patterns.expressions.end();
  if (pattern == patterns.expressions.end()) {
    emitError(value.getLoc()) << "value of type " << value.getType() << " has no pattern for C++";
    fail();
    return {};
  }
  return pattern->second(op, *this);
}

std::string Printer::operand(Value value, Precedence least) {
  Expression result = expression(value);
  return result.precedence < least ? "(" + result.text + ")" : result.text;
}

StringRef Printer::getName(Value value) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    Operation *parent = argument.getOwner()->getParentOp();
    if (auto process = dyn_cast<ProcessOp>(parent))
      return process.getPortName(argument.getArgNumber());
    if (auto design = dyn_cast<DesignOp>(parent))
      return design.getPortName(argument.getArgNumber());
    if (auto loop = dyn_cast<ForOp>(parent))
      return loop.getVariable();
    return {};
  }
  Operation *op = value.getDefiningOp();
  if (isa<ArrayOp, CounterOp, FifoOp, RomOp, TemporaryOp>(op))
    return op->getAttrOfType<StringAttr>("name").getValue();
  return {};
}

//===----------------------------------------------------------------------===//
// Types and literals
//===----------------------------------------------------------------------===//

std::string Printer::numberType(const FixedFormat &format) {
  return llvm::formatv(format.isSigned ? target.signedNumber : target.unsignedNumber, format.width, format.integer)
      .str();
}

std::string Printer::elementType(Type type, StringRef alias) {
  if (auto fifo = dyn_cast<FifoType>(type))
    type = fifo.getElement();
  else if (auto array = dyn_cast<ArrayType>(type))
    type = array.getElement();
  if (auto beat = dyn_cast<BeatType>(type))
    return llvm::formatv("beat<{0}, {1}>", alias, beat.getLanes()).str();
  return type.isIndex() ? "int" : alias.str();
}

std::string Printer::aliasOf(Operation *op) {
  for (StringRef name : {StringRef("type_name"), StringRef(kTypeNameAttr)})
    if (auto alias = op->getAttrOfType<StringAttr>(name))
      return alias.str();
  op->emitError("has no name for its type; run dataflow-prepare-for-emission first");
  fail();
  return {};
}

std::string Printer::declarator(StringRef name, ArrayRef<int64_t> shape) {
  std::string result = name.str();
  for (int64_t size : shape)
    result += "[" + std::to_string(size) + "]";
  return result;
}

std::string Printer::parameter(StringRef name, Direction direction, Type type, StringRef alias) {
  std::string element = elementType(type, alias);
  auto array = dyn_cast<ArrayType>(type);
  if (!array)
    return llvm::formatv(target.streamType, element).str() + " &" + name.str();
  std::string prefix = direction == Direction::In ? "const " : "";
  if (array.getRank() == 0)
    return prefix + element + " &" + name.str();
  return prefix + element + " " + declarator(name, array.getShape());
}

std::string Printer::literal(const llvm::APSInt &code, const FixedFormat &format) {
  if (code.isZero())
    return "0";
  APInt magnitude = code.isSigned() ? code.sext(code.getBitWidth() + 1).abs() : APInt(code);
  unsigned zeros = magnitude.countr_zero();
  // A double holds 53 bits, at exponents far from the ends of its range.
  int lsb = format.lsb() + static_cast<int>(zeros);
  unsigned bits = magnitude.getActiveBits() - zeros;
  if (bits > 53 || lsb < -900 || lsb > 900)
    return {};
  double value = std::ldexp(static_cast<double>(magnitude.lshr(zeros).getZExtValue()), lsb);
  if (code.isNegative())
    value = -value;
  if (lsb >= 0 && std::abs(value) < 2147483648.0)
    return std::to_string(static_cast<int64_t>(value));
  SmallString<32> text;
  APFloat(value).toString(text);
  if (!text.str().contains('.') && !text.str().contains('E'))
    text += ".0";
  return text.str().str();
}

//===----------------------------------------------------------------------===//
// Directives and files
//===----------------------------------------------------------------------===//

Interface hlscpp::getProtocol(DesignOp design, unsigned port) {
  auto chosen = dyn_cast_or_null<InterfaceAttr>(design.getPortAttributes(port).get(kInterfaceAttr));
  if (chosen)
    return chosen.getValue();
  return isa<FifoType>(design.getPortType(port)) ? Interface::AxiStream : Interface::Wires;
}

int64_t hlscpp::transfers(DesignOp design, unsigned port) {
  auto shape = cast<DenseI64ArrayAttr>(design.getPortAttributes(port).get(kShapeAttr));
  return ShapedType::getNumElements(shape.asArrayRef()) / dataflow::getLanes(design.getPortType(port));
}

void Printer::printLines(StringRef text) {
  for (StringRef line; !text.empty();) {
    std::tie(line, text) = text.split('\n');
    if (line.starts_with("#"))
      writer.directive(line);
    else
      writer.line(line);
  }
}

std::string Printer::fifoElement(Type type, StringRef alias) {
  std::string element = elementType(type, alias);
  if (auto array = dyn_cast<ArrayType>(type))
    return "whole<" + element + declarator("", array.getShape()) + ">";
  return element;
}

std::string Printer::layoutAttributes(Operation *op, Type type, ArrayAttr partition, ArrayAttr reshape,
                                      std::optional<Storage> storage) {
  if (!target.layoutAttributes)
    return {};
  auto divisions = [](ArrayAttr list) {
    return list ? llvm::to_vector(list.getAsRange<PartitionAttr>()) : SmallVector<PartitionAttr>();
  };
  SmallVector<PartitionAttr> parts = divisions(partition), words = divisions(reshape);
  return target.layoutAttributes({cast<ArrayType>(type).getShape(), dataflow::getFixedType(type).getWidth(),
                                  getLanes(type), parts, words, storage,
                                  [&](const Twine &what) { directive(op, what.str(), nullptr); }});
}

void Printer::layout(Operation *op, StringRef name, Type type, ArrayAttr partition, ArrayAttr reshape) {
  if (target.layoutAttributes)
    return;
  for (auto [list, spelling, what] :
       {std::tuple<ArrayAttr, const char *const *, StringRef>{partition, target.partition, "array partitions"},
        {reshape, target.reshape, "array reshaping"}})
    if (list)
      for (auto division : list.getAsRange<PartitionAttr>())
        directive(op, what, spelling[static_cast<unsigned>(division.getKind())], name, division.getDimension() + 1,
                  division.getFactor());
  if (auto array = dyn_cast<ArrayType>(type); array && isa<BeatType>(array.getElement()))
    directive(op, "beats in arrays", target.aggregate, name);
}

std::string Printer::addFile(StringRef stem, StringRef extension, std::string text) {
  std::string name = (stem + extension).str();
  for (unsigned number = 1; true; ++number) {
    auto [file, isNew] = files.try_emplace(name, text);
    if (isNew || file->second == text)
      return name;
    name = (stem + "_" + Twine(number) + extension).str();
  }
}
