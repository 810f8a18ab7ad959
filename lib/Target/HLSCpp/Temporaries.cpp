//===- Temporaries.cpp - Which values get a statement of their own -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/Temporaries.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;
using namespace hls4mlir::hlscpp;

/// Operations in one expression beyond which a line is hard to read.
static constexpr unsigned kLargestExpression = 8;

/// True for operations that are printed within the statement of their user.
static bool isExpression(Operation *op) {
  return op->getNumResults() == 1 && !isa<ArrayOp, CounterOp, FifoOp, RomOp, TemporaryOp>(op);
}

/// True for values that may be computed anew at every use: literals, and conditions and indices one step away.
static bool isCheap(Operation *op) {
  if (isa<arith::ConstantOp, qnn::ConstantOp>(op))
    return true;
  if (op->getResult(0).getType().isInteger(1))
    return true;
  return isa<arith::ArithDialect>(op->getDialect()) && llvm::all_of(op->getOperands(), [](Value operand) {
           Operation *defining = operand.getDefiningOp();
           return !defining || isa<arith::ConstantOp>(defining);
         });
}

/// True for users that look at the bits of the operand and so need it in its exact type. Sums, differences and
/// products have in C++ whatever type the vendor's headers give them.
static bool needsExactOperand(Operation *user, const Target &target) {
  if (auto requantize = dyn_cast<qnn::RequantizeOp>(user)) {
    for (const RoundingSpelling &entry : target.rounding)
      if (entry.mode == requantize.getRounding())
        return !entry.argument;
  }
  return isa<qnn::CodeOp, qnn::DivideCodesOp, qnn::ReinterpretOp>(user);
}

static bool isArithmetic(Operation *op) { return isa<qnn::AddOp, qnn::SubOp, qnn::MulOp>(op); }

/// The FIFO or array whose state `op` looks at or changes, null for none.
static Value accessed(Operation *op) {
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<LoadOp, StoreOp, AccumulateOp>([](auto access) { return access.getArray(); })
      .Case<ReadOp, WriteOp>([](auto access) { return access.getFifo(); })
      .Case<AdvanceOp, CountOp>([](auto access) { return access.getCounter(); })
      .Default([](Operation *) { return Value(); });
}

/// True when `op`, or something inside it, must not be passed by a later execution of `access`.
static bool conflicts(Operation *op, Operation *access) {
  return op
      ->walk([&](Operation *inner) {
        if (accessed(inner) != accessed(access))
          return WalkResult::advance();
        // Loads may pass one another; reads of a FIFO may not.
        return isa<LoadOp, CountOp>(inner) && isa<LoadOp, CountOp>(access) ? WalkResult::advance()
                                                                           : WalkResult::interrupt();
      })
      .wasInterrupted();
}

/// A name for a value that the program has no name for.
static std::string nameOf(Operation *op) {
  auto variableName = [](Value variable) -> StringRef {
    if (auto argument = dyn_cast<BlockArgument>(variable))
      return cast<ProcessOp>(argument.getOwner()->getParentOp()).getPortName(argument.getArgNumber());
    return variable.getDefiningOp()->getAttrOfType<StringAttr>("name").getValue();
  };
  bool isBeat = isa<BeatType>(op->getResult(0).getType());
  return llvm::TypeSwitch<Operation *, std::string>(op)
      .Case<LoadOp, ReadOp>([&](auto) { return (variableName(accessed(op)) + (isBeat ? "_beat" : "_value")).str(); })
      .Case<qnn::AddOp>([](auto) { return "sum"; })
      .Case<qnn::SubOp>([](auto) { return "difference"; })
      .Case<qnn::MulOp>([](auto) { return "product"; })
      .Case<qnn::MaxOp>([](auto) { return "larger"; })
      .Case<qnn::MinOp>([](auto) { return "smaller"; })
      .Case<CountOp>([&](auto) { return (variableName(accessed(op)) + "_now").str(); })
      .Case<qnn::CompareOp>([](auto) { return "flag"; })
      .Case<qnn::ReluOp>([](auto) { return "positive"; })
      .Case<qnn::RequantizeOp>([](auto) { return "quantized"; })
      .Case<qnn::ReinterpretOp>([](auto) { return "scaled"; })
      .Case<qnn::DivideCodesOp>([](auto) { return "quotient"; })
      .Default([&](Operation *) { return op->getResult(0).getType().isIndex() ? "index" : "value"; });
}

namespace {
class Inserter {
public:
  explicit Inserter(const Target &target) : target(target) {}
  void run(Block &block);

private:
  /// The operation in `op`'s block in whose statement `op` is printed if it is printed at its only use; null
  /// when that is in another block.
  Operation *statementOf(Operation *op);
  bool needsTemporary(Operation *op);

  const Target &target;
  /// Expressions that have a statement of their own.
  DenseSet<Operation *> temporaries;
};
} // namespace

Operation *Inserter::statementOf(Operation *op) {
  Operation *user = *op->user_begin();
  if (user->getBlock() != op->getBlock())
    return nullptr;
  return isExpression(user) && !temporaries.contains(user) && !user->use_empty() ? statementOf(user) : user;
}

bool Inserter::needsTemporary(Operation *op) {
  if (isCheap(op) || op->use_empty())
    return false;
  if (!op->hasOneUse())
    return true;
  Operation *user = *op->user_begin();
  if (isArithmetic(op) && needsExactOperand(user, target))
    return true;
  Operation *statement = statementOf(op);
  if (!statement)
    return true;
  if (!accessed(op))
    return false;
  for (Operation *between = op->getNextNode(); between && between != statement; between = between->getNextNode())
    if (conflicts(between, op))
      return true;
  return false;
}

void Inserter::run(Block &block) {
  // From the end, so that it is known where users are printed.
  for (Operation &op : llvm::reverse(block))
    if (isExpression(&op) && needsTemporary(&op))
      temporaries.insert(&op);
  // From the start, so that it is known how long operands are.
  DenseMap<Operation *, unsigned> size;
  for (Operation &op : llvm::make_early_inc_range(block)) {
    for (Region &region : op.getRegions())
      for (Block &nested : region)
        run(nested);
    if (!isExpression(&op))
      continue;
    unsigned &length = size[&op];
    for (Value operand : op.getOperands())
      if (Operation *defining = operand.getDefiningOp())
        length += size.lookup(defining);
    ++length;
    bool tooLong = length > kLargestExpression && !isCheap(&op) && !op.use_empty();
    if (!temporaries.contains(&op) && !tooLong)
      continue;
    OpBuilder builder(op.getContext());
    builder.setInsertionPointAfter(&op);
    auto temporary = TemporaryOp::create(builder, op.getLoc(), op.getResult(0), builder.getStringAttr(nameOf(&op)),
                                         /*type_name=*/StringAttr());
    op.getResult(0).replaceAllUsesExcept(temporary, temporary);
    size[&op] = 0;
  }
}

void hlscpp::insertTemporaries(ProcessOp process, const Target &target) {
  Inserter(target).run(*process.getBodyBlock());
}
