//===- DesignProgram.cpp - Processes as lists of instructions -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/DesignProgram.h"
#include "lib/Execution/Scalars.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;
using namespace hls4mlir::design;

namespace {
class Compiler {
public:
  explicit Compiler(Program &program) : program(program) {}
  LogicalResult compile(ProcessOp process);

private:
  LogicalResult compile(Block &block);
  LogicalResult compile(ForOp op);
  LogicalResult compile(scf::IfOp op);
  LogicalResult compile(RomOp op);

  unsigned define(Value value) { return numbers[value] = program.numValues++; }
  SmallVector<unsigned, 4> get(ValueRange values) {
    return llvm::map_to_vector<4>(values, [&](Value value) { return numbers.lookup(value); });
  }
  Instruction &emit(Instruction::Kind kind, Operation *op, ValueRange operands) {
    program.instructions.push_back({kind, op, get(operands)});
    return program.instructions.back();
  }
  size_t next() const { return program.instructions.size(); }

  Program &program;
  llvm::DenseMap<Value, unsigned> numbers;
};
} // namespace

LogicalResult Compiler::compile(ProcessOp process) {
  for (BlockArgument port : process.getBodyBlock()->getArguments())
    define(port);
  return compile(*process.getBodyBlock());
}

LogicalResult Compiler::compile(Block &block) {
  for (Operation &op : block) {
    LogicalResult status =
        llvm::TypeSwitch<Operation *, LogicalResult>(&op)
            .Case<ForOp, RomOp, scf::IfOp>([&](auto op) { return compile(op); })
            .Case([&](scf::YieldOp yield) {
              for (auto [operand, result] : llvm::zip_equal(yield.getOperands(), yield->getParentOp()->getResults()))
                emit(Instruction::Copy, yield, operand).result = numbers.lookup(result);
              return success();
            })
            .Default([&](Operation *op) -> LogicalResult {
              if (op->getNumRegions() || op->getNumResults() > 1)
                return op->emitOpError("cannot be run");
              Instruction &instruction = emit(Instruction::Compute, op, op->getOperands());
              if (op->getNumResults())
                instruction.result = define(op->getResult(0));
              return success();
            });
    if (failed(status))
      return failure();
  }
  return success();
}

LogicalResult Compiler::compile(ForOp op) {
  unsigned variable = define(op.getInductionVariable());
  emit(Instruction::BeginLoop, op, {}).result = variable;
  size_t begin = next();
  if (failed(compile(*op.getBodyBlock())))
    return failure();
  Instruction &end = emit(Instruction::EndLoop, op, {});
  end.result = variable;
  end.target = begin;
  program.instructions[begin - 1].target = next();
  return success();
}

LogicalResult Compiler::compile(scf::IfOp op) {
  for (Value result : op.getResults())
    define(result);
  size_t branch = next();
  emit(Instruction::JumpUnless, op, op.getCondition());
  if (failed(compile(*op.thenBlock())))
    return failure();
  size_t leave = next();
  emit(Instruction::Jump, op, {});
  program.instructions[branch].target = next();
  if (op.elseBlock() && failed(compile(*op.elseBlock())))
    return failure();
  program.instructions[leave].target = next();
  return success();
}

LogicalResult Compiler::compile(RomOp op) {
  auto weight = SymbolTable::lookupNearestSymbolFrom<qnn::WeightOp>(op, op.getWeightAttr());
  if (!weight)
    return op.emitOpError() << "reads '@" << op.getWeight() << "', which is no weight";
  auto storage = std::make_unique<Array>(op.getType());
  for (auto [number, code] : llvm::zip_equal(storage->numbers, op.getCodes(weight)))
    number = codeOf(code, storage->format);
  program.roms.push_back({define(op.getResult()), std::move(storage)});
  return success();
}

FailureOr<Program> design::compileProcess(ProcessOp process) {
  Program program;
  if (failed(Compiler(program).compile(process)))
    return failure();
  return program;
}
