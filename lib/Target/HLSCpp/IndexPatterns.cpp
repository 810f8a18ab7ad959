//===- IndexPatterns.cpp - Indices and conditions in C++ -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/Printer.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::hlscpp;

/// A binary operator on indices, which preparation has checked to fit an int.
template <typename OpTy, char Symbol, Precedence precedence> static Expression binary(OpTy op, Printer &printer) {
  auto tighter = static_cast<Precedence>(static_cast<int>(precedence) + 1);
  return {printer.operand(op.getLhs(), precedence) + " " + Symbol + " " + printer.operand(op.getRhs(), tighter),
          precedence};
}

/// A binary operator on conditions. Operands with logical operators stand in parentheses, as compilers ask for.
template <typename OpTy, char Symbol, Precedence precedence> static Expression logical(OpTy op, Printer &printer) {
  if (!op.getType().isInteger(1)) {
    op.emitError() << "of type " << op.getType() << " has no pattern for C++";
    printer.fail();
    return {};
  }
  return {printer.operand(op.getLhs(), Precedence::Equality) + " " + Symbol + Symbol + " " +
              printer.operand(op.getRhs(), Precedence::Equality),
          precedence};
}

static Expression printConstant(arith::ConstantOp op, Printer &printer) {
  auto value = dyn_cast<IntegerAttr>(op.getValue());
  if (!value) {
    op.emitError() << "of type " << op.getType() << " has no pattern for C++";
    printer.fail();
    return {};
  }
  if (op.getType().isInteger(1))
    return {value.getValue().isZero() ? "false" : "true"};
  int64_t number = value.getInt();
  return {std::to_string(number), number < 0 ? Precedence::Unary : Precedence::Primary};
}

static Expression printCompare(arith::CmpIOp op, Printer &printer) {
  static constexpr std::pair<llvm::StringLiteral, Precedence> kSpelling[] = {
      {"==", Precedence::Equality},   {"!=", Precedence::Equality},   {"<", Precedence::Relational},
      {"<=", Precedence::Relational}, {">", Precedence::Relational},  {">=", Precedence::Relational},
      {"<", Precedence::Relational},  {"<=", Precedence::Relational}, {">", Precedence::Relational},
      {">=", Precedence::Relational}};
  auto predicate = op.getPredicate();
  auto [symbol, precedence] = kSpelling[static_cast<unsigned>(predicate)];
  // Without a sign the order is the same for what is not negative.
  if (predicate >= arith::CmpIPredicate::ult)
    for (Value operand : op->getOperands())
      if (auto range = dataflow::getIndexRange(operand); !range || range->first < 0) {
        op.emitError("compares without a sign what may be negative");
        printer.fail();
      }
  auto tighter = static_cast<Precedence>(static_cast<int>(precedence) + 1);
  return {printer.operand(op.getLhs(), tighter) + " " + symbol.str() + " " + printer.operand(op.getRhs(), tighter),
          precedence};
}

static Expression printSelect(arith::SelectOp op, Printer &printer) {
  return {printer.operand(op.getCondition(), Precedence::Or) + " ? " +
              printer.operand(op.getTrueValue(), Precedence::Or) + " : " +
              printer.operand(op.getFalseValue(), Precedence::Conditional),
          Precedence::Conditional};
}

static Expression printWrap(dataflow::WrapOp op, Printer &printer) {
  return {llvm::formatv("wrap<{0}>({1})", op.getSize(), printer.operand(op.getIndex())).str()};
}

void hlscpp::populateIndexPatterns(Patterns &patterns) {
  patterns.expression<dataflow::WrapOp>(printWrap);
  patterns.expression<arith::ConstantOp>(printConstant);
  patterns.expression<arith::AddIOp>(binary<arith::AddIOp, '+', Precedence::Additive>);
  patterns.expression<arith::SubIOp>(binary<arith::SubIOp, '-', Precedence::Additive>);
  patterns.expression<arith::MulIOp>(binary<arith::MulIOp, '*', Precedence::Multiplicative>);
  patterns.expression<arith::DivUIOp>(binary<arith::DivUIOp, '/', Precedence::Multiplicative>);
  patterns.expression<arith::RemUIOp>(binary<arith::RemUIOp, '%', Precedence::Multiplicative>);
  patterns.expression<arith::AndIOp>(logical<arith::AndIOp, '&', Precedence::And>);
  patterns.expression<arith::OrIOp>(logical<arith::OrIOp, '|', Precedence::Or>);
  patterns.expression<arith::CmpIOp>(printCompare);
  patterns.expression<arith::SelectOp>(printSelect);
}
