//===- ControlPatterns.cpp - Loops, conditions and calls in C++ -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/Printer.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;
using namespace hls4mlir::hlscpp;

/// Prints a block, one step to the right, into a writer of its own.
static Writer printBody(Block &block, Printer &printer, llvm::function_ref<void()> first = nullptr) {
  Writer outer = std::move(printer.writer);
  printer.writer = Writer(outer.getDepth() + 1);
  if (first)
    first();
  printer.printBlock(block);
  Writer body = std::move(printer.writer);
  printer.writer = std::move(outer);
  return body;
}

/// Directives of a loop, which stand at its start or in front of it.
static void printLoopDirectives(ForOp op, Printer &printer) {
  const Target &target = printer.target;
  if (op.isFullyUnrolled())
    printer.directive(op, "unrolled loops", target.loopUnroll);
  else if (op.getUnroll())
    printer.directive(op, "partly unrolled loops", target.loopUnrollBy, *op.getUnroll());
  if (!op.getPipeline())
    return;
  if (target.loopDistance) {
    llvm::SetVector<ArrayOp> promised;
    op.walk([&](Operation *inner) {
      auto store = dyn_cast<StoreOp>(inner);
      auto accumulate = dyn_cast<AccumulateOp>(inner);
      if (!store && !accumulate)
        return;
      auto array = (store ? store.getArray() : accumulate.getArray()).getDefiningOp<ArrayOp>();
      if (array && array.getDistance() && !op->isAncestor(array))
        promised.insert(array);
    });
    for (ArrayOp array : promised)
      printer.directive(op, "dependence distances", target.loopDistance, array.getName(), *array.getDistance());
  }
  printer.directive(op, "pipelined loops", target.loopPipeline, *op.getPipeline());
}

static void printFor(ForOp op, Printer &printer) {
  bool inFront = printer.target.inFrontOfLoops;
  Writer body = printBody(*op.getBodyBlock(), printer, [&] {
    if (!inFront)
      printLoopDirectives(op, printer);
  });
  if (op.getLabel())
    printer.writer.label(*op.getLabel());
  if (inFront)
    printLoopDirectives(op, printer);
  StringRef i = op.getVariable();
  std::string next =
      op.getStep() == 1 ? llvm::formatv("++{0}", i).str() : llvm::formatv("{0} += {1}", i, op.getStep()).str();
  std::string head = llvm::formatv("for (int {0} = {1}; {0} < {2}; {3})", i, static_cast<int64_t>(op.getLower()),
                                   static_cast<int64_t>(op.getUpper()), next)
                         .str();
  if (body.isOneLine()) {
    printer.writer.line(head);
    printer.writer.append(body);
    return;
  }
  printer.writer.open(head);
  printer.writer.append(body);
  printer.writer.close();
}

static void printIf(scf::IfOp op, Printer &printer) {
  if (op->getNumResults()) {
    op.emitError("with results has no pattern for C++");
    return printer.fail();
  }
  std::string head = "if (" + printer.operand(op.getCondition()) + ")";
  Writer then = printBody(*op.thenBlock(), printer);
  std::optional<Writer> otherwise;
  if (op.elseBlock())
    otherwise = printBody(*op.elseBlock(), printer);
  if (then.isOneLine() && (!otherwise || otherwise->isOneLine())) {
    printer.writer.line(head);
    printer.writer.append(then);
    if (otherwise) {
      printer.writer.line("else");
      printer.writer.append(*otherwise);
    }
    return;
  }
  printer.writer.open(head);
  printer.writer.append(then);
  if (otherwise) {
    printer.writer.close(" else {");
    printer.writer.append(*otherwise);
    printer.writer.line("}");
    return;
  }
  printer.writer.close();
}

static void printInstance(InstanceOp op, Printer &printer) {
  std::string text = op.getProcess().str() + "(";
  llvm::raw_string_ostream os(text);
  llvm::interleaveComma(op.getPorts(), os, [&](Value port) { os << printer.getName(port); });
  printer.writer.line(text + ");");
}

void hlscpp::populateControlPatterns(Patterns &patterns) {
  patterns.statement<ForOp>(printFor);
  patterns.statement<scf::IfOp>(printIf);
  patterns.statement<scf::YieldOp>([](scf::YieldOp, Printer &) {});
  patterns.statement<InstanceOp>(printInstance);
}
