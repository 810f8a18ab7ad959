//===- DesignInterpreter.cpp - Runs the dataflow level by definition -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// The processes of a design take turns, each running until it must wait: a design without arrays between processes
// gives the same results in any order, and this one is the same every time.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/DesignInterpreter.h"
#include "lib/Execution/DesignProgram.h"
#include "lib/Execution/Scalars.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/TypeSwitch.h"
#include <deque>
#include <map>
#include <memory>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;
using namespace hls4mlir::design;
using llvm::APSInt;

namespace {

struct Fifo {
  StringRef name;
  /// Nothing where the host is at the other end.
  std::optional<int64_t> depth;
  std::deque<Numbers> elements;

  bool isFull() const { return depth && static_cast<int64_t>(elements.size()) >= *depth; }
};

/// What an SSA value is while the design runs: one of these.
struct Datum {
  Numbers numbers;
  int64_t index = 0;
  Array *storage = nullptr;
  Fifo *fifo = nullptr;
};

/// A process at work.
struct Instance {
  InstanceOp op;
  const Program *program;
  std::vector<Datum> values;
  std::vector<std::unique_ptr<Array>> arrays;
  size_t next = 0;
  /// Samples that it has finished.
  int64_t finished = 0;
  bool running = false;
};

class Machine {
public:
  Machine(DesignInterface interface, int64_t count) : interface(std::move(interface)), count(count) {}
  LogicalResult prepare(ArrayRef<const int64_t *> inputs);
  LogicalResult run();
  LogicalResult collect(ArrayRef<int64_t *> outputs);

private:
  enum class Progress { None, Some, Failed };
  /// Runs an instance until it waits or all samples are done.
  Progress advance(Instance &instance);
  bool canStart(Instance &instance);
  void start(Instance &instance);
  /// False when the instruction must wait.
  FailureOr<bool> execute(Instance &instance, const Instruction &instruction);
  FailureOr<bool> compute(Instance &instance, const Instruction &instruction, Datum &result);
  /// The numbers that an access selects.
  FailureOr<MutableArrayRef<std::optional<APSInt>>> select(Operation *op, Array &storage, ArrayRef<int64_t> indices);
  LogicalResult reportDeadlock();

  DesignInterface interface;
  int64_t count;
  std::map<StringRef, Program> programs;
  std::vector<Instance> instances;
  llvm::MapVector<Value, std::unique_ptr<Fifo>> fifos;
  /// Arrays of the design: one for each sample, so that none is overwritten that someone still reads.
  llvm::DenseMap<Value, std::vector<std::unique_ptr<Array>>> arrays;
  /// Who writes an array of the design.
  llvm::DenseMap<Value, size_t> writers;
};

} // namespace

//===----------------------------------------------------------------------===//
// Machine
//===----------------------------------------------------------------------===//

LogicalResult Machine::prepare(ArrayRef<const int64_t *> inputs) {
  auto module = cast<ModuleOp>(interface.design->getParentOp());
  for (auto process : module.getOps<ProcessOp>()) {
    FailureOr<Program> program = compileProcess(process);
    if (failed(program))
      return failure();
    programs[process.getSymName()] = std::move(*program);
  }

  auto declare = [&](Value value, StringRef name, std::optional<int64_t> depth) {
    if (auto array = dyn_cast<ArrayType>(value.getType()))
      for (int64_t sample = 0; sample < count; ++sample)
        arrays[value].push_back(std::make_unique<Array>(array));
    else
      fifos[value] = std::make_unique<Fifo>(Fifo{name, depth, {}});
  };
  Block *body = interface.design.getBodyBlock();
  for (BlockArgument port : body->getArguments())
    declare(port, interface.design.getPortName(port.getArgNumber()), std::nullopt);
  for (Operation &op : *body) {
    if (auto fifo = dyn_cast<FifoOp>(op)) {
      declare(fifo, fifo.getName(), fifo.getDepth());
    } else if (auto array = dyn_cast<ArrayOp>(op)) {
      declare(array, array.getName(), std::nullopt);
    } else if (auto instance = dyn_cast<InstanceOp>(op)) {
      Instance &added = instances.emplace_back();
      added.op = instance;
      added.program = &programs.find(instance.getProcess())->second;
      auto process = SymbolTable::lookupNearestSymbolFrom<ProcessOp>(module, instance.getProcessAttr());
      for (auto [i, port] : llvm::enumerate(instance.getPorts()))
        if (isa<ArrayType>(port.getType()) && process.getPortDirection(i) == Direction::Out)
          writers[port] = instances.size() - 1;
    }
  }

  size_t input = 0;
  for (BlockArgument port : body->getArguments()) {
    if (interface.design.getPortDirection(port.getArgNumber()) != Direction::In)
      continue;
    int64_t elements = interface.inputs[input].elements, lanes = getLanes(port.getType());
    const int64_t *codes = inputs[input++];
    FixedFormat format = dataflow::getFixedType(port.getType()).getFormat();
    for (int64_t i = 0; i < elements * count; ++i) {
      APSInt code = codeOf(codes[i], format);
      if (isa<ArrayType>(port.getType())) {
        arrays[port][i / elements]->numbers[i % elements] = code;
        continue;
      }
      std::deque<Numbers> &queue = fifos[port]->elements;
      if (i % lanes == 0)
        queue.emplace_back();
      queue.back().push_back(code);
    }
  }
  return success();
}

LogicalResult Machine::run() {
  for (bool progress = true; progress;) {
    progress = false;
    for (Instance &instance : instances)
      switch (advance(instance)) {
      case Progress::Failed:
        return failure();
      case Progress::Some:
        progress = true;
        break;
      case Progress::None:
        break;
      }
  }
  if (llvm::any_of(instances, [&](Instance &instance) { return instance.finished < count; }))
    return reportDeadlock();
  return success();
}

Machine::Progress Machine::advance(Instance &instance) {
  bool progress = false;
  while (instance.finished < count) {
    if (!instance.running) {
      if (!canStart(instance))
        break;
      start(instance);
    }
    while (instance.next < instance.program->instructions.size()) {
      FailureOr<bool> done = execute(instance, instance.program->instructions[instance.next]);
      if (failed(done))
        return Progress::Failed;
      if (!*done)
        return progress ? Progress::Some : Progress::None;
      progress = true;
    }
    instance.running = false;
    ++instance.finished;
    progress = true;
  }
  return progress ? Progress::Some : Progress::None;
}

bool Machine::canStart(Instance &instance) {
  return llvm::all_of(instance.op.getPorts(), [&](Value port) {
    auto writer = writers.find(port);
    return writer == writers.end() || &instances[writer->second] == &instance ||
           instances[writer->second].finished > instance.finished;
  });
}

void Machine::start(Instance &instance) {
  instance.running = true;
  instance.next = 0;
  instance.values.assign(instance.program->numValues, Datum());
  instance.arrays.clear();
  for (auto [i, port] : llvm::enumerate(instance.op.getPorts()))
    if (isa<ArrayType>(port.getType()))
      instance.values[i].storage = arrays[port][instance.finished].get();
    else
      instance.values[i].fifo = fifos[port].get();
  for (auto &[value, storage] : instance.program->roms)
    instance.values[value].storage = storage.get();
}

FailureOr<bool> Machine::execute(Instance &instance, const Instruction &instruction) {
  std::vector<Datum> &values = instance.values;
  size_t next = instance.next + 1;
  switch (instruction.kind) {
  case Instruction::Compute: {
    FailureOr<bool> done = compute(instance, instruction, values[instruction.result]);
    if (failed(done) || !*done)
      return done;
    break;
  }
  case Instruction::Copy:
    values[instruction.result] = values[instruction.operands[0]];
    break;
  case Instruction::BeginLoop: {
    auto loop = cast<ForOp>(instruction.op);
    values[instruction.result].index = loop.getLower();
    if (loop.getTripCount() == 0)
      next = instruction.target;
    break;
  }
  case Instruction::EndLoop: {
    auto loop = cast<ForOp>(instruction.op);
    int64_t &index = values[instruction.result].index;
    index += loop.getStep();
    if (index < static_cast<int64_t>(loop.getUpper()))
      next = instruction.target;
    break;
  }
  case Instruction::JumpUnless:
    if (values[instruction.operands[0]].index)
      break;
    [[fallthrough]];
  case Instruction::Jump:
    next = instruction.target;
    break;
  }
  instance.next = next;
  return true;
}

FailureOr<MutableArrayRef<std::optional<APSInt>>> Machine::select(Operation *op, Array &storage,
                                                                  ArrayRef<int64_t> indices) {
  int64_t offset = 0;
  for (auto [dimension, index] : llvm::enumerate(indices)) {
    if (index < 0 || index >= storage.shape[dimension])
      return reportIndex(op, static_cast<int64_t>(dimension), index);
    offset = offset * storage.shape[dimension] + index;
  }
  int64_t count = ShapedType::getNumElements(ArrayRef<int64_t>(storage.shape).drop_front(indices.size()));
  return MutableArrayRef<std::optional<APSInt>>(storage.numbers).slice(offset * count, count);
}

/// What an operation of arith gives on indices and conditions. One that has no meaning is a located error.
static FailureOr<int64_t> computeIndex(Operation *op, ArrayRef<int64_t> x) {
  if (!isIndexArithmetic(op))
    return op->emitOpError("cannot be run");
  if (isa<arith::DivUIOp, arith::RemUIOp>(op))
    for (int64_t i : {0, 1})
      if (x[i] < i)
        return reportDivision(op, i, x[i]);
  return llvm::TypeSwitch<Operation *, int64_t>(op)
      .Case([&](arith::AddIOp) { return x[0] + x[1]; })
      .Case([&](arith::AndIOp) { return x[0] & x[1]; })
      .Case([&](arith::CmpIOp compare) {
        return arith::applyCmpPredicate(compare.getPredicate(), APInt(64, x[0], /*isSigned=*/true),
                                        APInt(64, x[1], /*isSigned=*/true));
      })
      .Case([&](arith::ConstantOp constant) {
        auto integer = cast<IntegerAttr>(constant.getValue());
        return integer.getType().isInteger(1) ? integer.getValue().getZExtValue() : integer.getValue().getSExtValue();
      })
      .Case([&](arith::DivUIOp) { return x[0] / x[1]; })
      .Case([&](arith::MulIOp) { return x[0] * x[1]; })
      .Case([&](arith::OrIOp) { return x[0] | x[1]; })
      .Case([&](arith::RemUIOp) { return x[0] % x[1]; })
      .Case([&](arith::SubIOp) { return x[0] - x[1]; })
      .Default([](Operation *) -> int64_t { llvm_unreachable("covered by isIndexArithmetic"); });
}

FailureOr<bool> Machine::compute(Instance &instance, const Instruction &instruction, Datum &result) {
  std::vector<Datum> &values = instance.values;
  Operation *op = instruction.op;
  auto operand = [&](unsigned i) -> Datum & { return values[instruction.operands[i]]; };
  auto indices = [&](unsigned first) {
    SmallVector<int64_t> list;
    for (unsigned i = first; i < instruction.operands.size(); ++i)
      list.push_back(operand(i).index);
    return list;
  };
  auto number = [&](unsigned i) -> std::optional<FixedValue> {
    const std::optional<APSInt> &code = operand(i).numbers[0];
    if (!code)
      return std::nullopt;
    return FixedValue{*code, dataflow::getFixedType(op->getOperand(i).getType()).getLsb()};
  };
  auto failWithoutValue = [&] { return op->emitOpError("needs an element that was never stored"); };

  if (isa<ReadOp>(op)) {
    Fifo &fifo = *operand(0).fifo;
    if (fifo.elements.empty())
      return false;
    result.numbers = std::move(fifo.elements.front());
    fifo.elements.pop_front();
    return true;
  }
  if (isa<WriteOp>(op)) {
    Fifo &fifo = *operand(0).fifo;
    if (fifo.isFull())
      return false;
    if (llvm::any_of(operand(1).numbers, [](const std::optional<APSInt> &code) { return !code; }))
      return failWithoutValue();
    fifo.elements.push_back(operand(1).numbers);
    return true;
  }
  if (auto array = dyn_cast<ArrayOp>(op)) {
    instance.arrays.push_back(std::make_unique<Array>(array.getType()));
    // Inside a loop the storage of the iteration before is of no use any more.
    if (result.storage)
      llvm::erase_if(instance.arrays, [&](auto &storage) { return storage.get() == result.storage; });
    result.storage = instance.arrays.back().get();
    return true;
  }
  if (isa<LoadOp>(op)) {
    auto selected = select(op, *operand(0).storage, indices(1));
    if (failed(selected))
      return failure();
    result.numbers.assign(selected->begin(), selected->end());
    return true;
  }
  if (isa<StoreOp>(op)) {
    auto selected = select(op, *operand(1).storage, indices(2));
    if (failed(selected))
      return failure();
    int lsb = dataflow::getFixedType(op->getOperand(0).getType()).getLsb();
    const FixedFormat &format = operand(1).storage->format;
    for (auto [code, stored] : llvm::zip_equal(*selected, operand(0).numbers))
      code = stored ? std::optional(exactCode({*stored, lsb}, format)) : std::nullopt;
    return true;
  }
  if (isa<AccumulateOp>(op)) {
    auto selected = select(op, *operand(1).storage, indices(2));
    if (failed(selected))
      return failure();
    std::optional<APSInt> &code = selected->front();
    std::optional<FixedValue> added = number(0);
    if (!code || !added)
      return failWithoutValue();
    const FixedFormat &format = operand(1).storage->format;
    code = exactCode(add({*code, format.lsb()}, *added), format);
    return true;
  }
  if (auto counter = dyn_cast<CounterOp>(op)) {
    result.index = counter.getFrom();
    return true;
  }
  if (auto advance = dyn_cast<AdvanceOp>(op)) {
    Datum &counter = operand(0);
    counter.index = (counter.index + advance.getBy()) % advance.getCounter().getType().getSize();
    return true;
  }
  if (auto wrap = dyn_cast<WrapOp>(op)) {
    int64_t index = operand(0).index, size = wrap.getSize();
    result.index = index < size ? index : index - size;
    return true;
  }
  if (isa<CountOp, TemporaryOp>(op)) {
    result = operand(0);
    return true;
  }
  if (isa<arith::SelectOp>(op)) {
    result = operand(operand(0).index ? 1 : 2);
    return true;
  }
  if (auto code = dyn_cast<qnn::CodeOp>(op)) {
    if (!operand(0).numbers[0])
      return failWithoutValue();
    APInt bits = *operand(0).numbers[0], most = APInt::getMaxValue(code.getLow() + code.getBits());
    // Counted from the lowest code.
    if (operand(0).numbers[0]->isSigned())
      bits.flipBit(bits.getBitWidth() - 1);
    unsigned width = std::max(most.getBitWidth(), bits.getBitWidth());
    APInt limited = llvm::APIntOps::umin(bits.zext(width), most.zext(width));
    result.index = limited.lshr(code.getLow()).getZExtValue();
    return true;
  }
  if (isa<arith::ArithDialect>(op->getDialect())) {
    FailureOr<int64_t> index = computeIndex(op, indices(0));
    if (failed(index))
      return failure();
    result.index = *index;
    return true;
  }
  SmallVector<FixedValue, 3> numbers;
  for (unsigned i = 0; i < op->getNumOperands(); ++i) {
    if (!isa<qnn::FixedType>(op->getOperand(i).getType()))
      return op->emitOpError("cannot be run");
    std::optional<FixedValue> value = number(i);
    if (!value)
      return failWithoutValue();
    numbers.push_back(*value);
  }
  FailureOr<APSInt> code = evaluateScalar(op, numbers);
  if (failed(code))
    return failure();
  result.numbers.assign(1, *code);
  return true;
}

LogicalResult Machine::reportDeadlock() {
  SmallVector<WaitingProcess> waiting;
  for (Instance &instance : instances) {
    if (instance.finished == count)
      continue;
    WaitingProcess &process = waiting.emplace_back();
    process.instance = instance.op;
    process.sample = instance.finished;
    if (!instance.running)
      continue;
    const Instruction &instruction = instance.program->instructions[instance.next];
    const Fifo &fifo = *instance.values[instruction.operands[0]].fifo;
    process.fifo = fifo.name;
    if (isa<WriteOp>(instruction.op))
      process.depth = fifo.depth;
  }
  return hls4mlir::reportDeadlock(interface.design, waiting);
}

LogicalResult Machine::collect(ArrayRef<int64_t *> outputs) {
  for (auto &[value, fifo] : fifos) {
    auto port = dyn_cast<BlockArgument>(value);
    bool isOutput = port && interface.design.getPortDirection(port.getArgNumber()) == Direction::Out;
    if (!isOutput && !fifo->elements.empty())
      return reportLeftover(interface.design, fifo->name, static_cast<int64_t>(fifo->elements.size()));
  }
  size_t output = 0;
  for (BlockArgument port : interface.design.getBodyBlock()->getArguments()) {
    if (interface.design.getPortDirection(port.getArgNumber()) != Direction::Out)
      continue;
    const ModelPort &info = interface.outputs[output];
    int64_t *codes = outputs[output++];
    if (isa<ArrayType>(port.getType())) {
      for (std::unique_ptr<Array> &storage : arrays[port])
        for (const std::optional<APSInt> &number : storage->numbers) {
          if (!number)
            return interface.design.emitError()
                   << "leaves an element of port '" << interface.design.getPortName(port.getArgNumber())
                   << "' without a value";
          *codes++ = bitsOf(*number);
        }
      continue;
    }
    Fifo &fifo = *fifos[port];
    int64_t expected = info.elements * count / getLanes(port.getType());
    if (auto given = static_cast<int64_t>(fifo.elements.size()); given != expected)
      return reportCount(interface.design, fifo.name, given, expected, count);
    for (const Numbers &element : fifo.elements)
      for (const std::optional<APSInt> &number : element)
        *codes++ = bitsOf(*number);
  }
  return success();
}

LogicalResult hls4mlir::interpretDesign(ModuleOp module, ArrayRef<const int64_t *> inputs, ArrayRef<int64_t *> outputs,
                                        int64_t count) {
  FailureOr<DesignInterface> interface = getDesignInterface(module);
  if (failed(interface))
    return failure();
  Machine machine(*interface, count);
  if (failed(machine.prepare(inputs)) || failed(machine.run()))
    return failure();
  return machine.collect(outputs);
}
