//===- NumberPatterns.cpp - Exact arithmetic on numbers in C++ -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/Printer.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::hlscpp;

/// A binary operator; the operand on the right of one that does not associate needs a tighter one.
static Expression binary(Value lhs, StringRef symbol, Value rhs, Precedence precedence, Printer &printer) {
  auto tighter = static_cast<Precedence>(static_cast<int>(precedence) + 1);
  return {printer.operand(lhs, precedence) + " " + symbol.str() + " " + printer.operand(rhs, tighter), precedence};
}

static Expression printAdd(qnn::AddOp op, Printer &printer) {
  return binary(op.getLhs(), "+", op.getRhs(), Precedence::Additive, printer);
}
static Expression printSub(qnn::SubOp op, Printer &printer) {
  return binary(op.getLhs(), "-", op.getRhs(), Precedence::Additive, printer);
}
/// `function<alias, arguments>(operands)`.
static Expression call(StringRef function, Operation *op, const Twine &arguments, Printer &printer) {
  std::string text = function.str() + "<" + printer.aliasOf(op) + arguments.str() + ">(";
  llvm::raw_string_ostream os(text);
  llvm::interleaveComma(op->getOperands(), os, [&](Value operand) { os << printer.operand(operand); });
  return {text + ")"};
}

static Expression printMul(qnn::MulOp op, Printer &printer) {
  // See product() in the support header.
  if (isWideProduct(op))
    return call("product", op, "", printer);
  return binary(op.getLhs(), "*", op.getRhs(), Precedence::Multiplicative, printer);
}

static Expression printMax(qnn::MaxOp op, Printer &printer) { return call("maximum", op, "", printer); }
static Expression printMin(qnn::MinOp op, Printer &printer) { return call("minimum", op, "", printer); }
static Expression printRelu(qnn::ReluOp op, Printer &printer) { return call("relu", op, "", printer); }
static Expression printReinterpret(qnn::ReinterpretOp op, Printer &printer) {
  return call("reinterpret", op, "", printer);
}
static Expression printDivideCodes(qnn::DivideCodesOp op, Printer &printer) {
  return call("divide_codes", op, ", " + Twine(op.getShift()), printer);
}

static Expression printCode(qnn::CodeOp op, Printer &printer) {
  if (op.getLow() == 0 && op.getBits() == op.getInput().getType().getWidth())
    return {"table_index(" + printer.operand(op.getInput()) + ")"};
  return {llvm::formatv("code_bits<{0}, {1}>({2})", op.getLow(), op.getBits(), printer.operand(op.getInput())).str()};
}

static Expression printConstant(qnn::ConstantOp op, Printer &printer) {
  FixedFormat format = op.getType().getFormat();
  llvm::APSInt code(op.getCode(), !format.isSigned);
  std::string alias = printer.aliasOf(op);
  if (std::string text = printer.literal(code, format); !text.empty())
    return {alias + "(" + text + ")"};
  if (format.width > 64) {
    op.emitError() << "has " << format.width << " bits, but constants that no double holds have 64 at most in C++";
    printer.fail();
    return {};
  }
  // Written as bits, since the smallest signed number has no literal.
  std::string bits = std::to_string(op.getCode().getZExtValue());
  return {"from_code<" + alias + ">(" + bits + "ULL)"};
}

static Expression printCompare(qnn::CompareOp op, Printer &printer) {
  StringRef symbol;
  Precedence precedence = Precedence::Relational;
  switch (op.getPredicate()) {
  case qnn::ComparePredicate::EQ:
    symbol = "==";
    precedence = Precedence::Equality;
    break;
  case qnn::ComparePredicate::NE:
    symbol = "!=";
    precedence = Precedence::Equality;
    break;
  case qnn::ComparePredicate::LT:
    symbol = "<";
    break;
  case qnn::ComparePredicate::LE:
    symbol = "<=";
    break;
  case qnn::ComparePredicate::GT:
    symbol = ">";
    break;
  case qnn::ComparePredicate::GE:
    symbol = ">=";
    break;
  }
  FixedFormat lhs = op.getLhs().getType().getFormat(), rhs = op.getRhs().getType().getFormat();
  FixedFormat both = hullFormat(lhs, rhs);
  if (lhs.isSigned == rhs.isSigned || both.width <= 32)
    return {printer.aliasOf(op) + "(" + binary(op.getLhs(), symbol, op.getRhs(), precedence, printer).text + ")"};
  // See as_signed() in the support header.
  auto operand = [&](Value value) {
    return llvm::formatv("as_signed<{0}, {1}>({2})", both.width, both.integer, printer.operand(value)).str();
  };
  return {printer.aliasOf(op) + "(" + operand(op.getLhs()) + " " + symbol.str() + " " + operand(op.getRhs()) + ")"};
}

/// A 64-bit integer as a literal.
static std::string integer(int64_t value) {
  if (value == INT64_MIN)
    return "-" + std::to_string(INT64_MAX) + "LL - 1";
  return std::to_string(value) + (llvm::isInt<32>(value) ? "" : "LL");
}

static Expression printRequantize(qnn::RequantizeOp op, Printer &printer) {
  const Target &target = printer.target;
  auto input = cast<qnn::FixedType>(op.getInput().getType()), result = cast<qnn::FixedType>(op.getType());
  auto rounding = llvm::find_if(target.rounding, [&](auto &entry) { return entry.mode == op.getRounding(); });
  const char *overflow = find(target.overflow, op.getOverflow());
  if (rounding == target.rounding.end() || !overflow) {
    op.emitError() << "uses '" << qnn::stringifyRoundingMode(op.getRounding()) << "' and '"
                   << qnn::stringifyOverflowMode(op.getOverflow()) << "', of which " << target.title << " lacks one";
    printer.fail();
    return {};
  }
  std::string alias = printer.aliasOf(op), value = printer.operand(op.getInput());
  // Narrowing by dropping bits is what a conversion does, and a type that holds every value takes them as they are.
  bool drops = op.getRounding() == qnn::RoundingMode::Floor && op.getOverflow() == qnn::OverflowMode::Wrap;
  bool holds =
      result.getFormat().contains(input.getFormat()) && op.getOverflow() != qnn::OverflowMode::SaturateSymmetric;
  std::string text;
  if (drops || holds)
    text = alias + "(" + value + ")";
  else
    text = llvm::formatv("{0}<{1}{2}{3}, {4}>({5})", rounding->function, alias, rounding->argument ? ", " : "",
                         rounding->argument ? rounding->argument : "", overflow, value)
               .str();
  if (std::optional<ArrayRef<int64_t>> clamp = op.getClamp())
    text = llvm::formatv("clamp_codes<{1}, {2}>({0})", text, integer((*clamp)[0]), integer((*clamp)[1])).str();
  return {text};
}

void hlscpp::populateNumberPatterns(Patterns &patterns) {
  patterns.expression<qnn::AddOp>(printAdd);
  patterns.expression<qnn::SubOp>(printSub);
  patterns.expression<qnn::MulOp>(printMul);
  patterns.expression<qnn::MaxOp>(printMax);
  patterns.expression<qnn::MinOp>(printMin);
  patterns.expression<qnn::ReluOp>(printRelu);
  patterns.expression<qnn::ReinterpretOp>(printReinterpret);
  patterns.expression<qnn::DivideCodesOp>(printDivideCodes);
  patterns.expression<qnn::CodeOp>(printCode);
  patterns.expression<qnn::ConstantOp>(printConstant);
  patterns.expression<qnn::CompareOp>(printCompare);
  patterns.expression<qnn::RequantizeOp>(printRequantize);
}
