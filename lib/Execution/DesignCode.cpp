//===- DesignCode.cpp - Machine code of a design -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/DesignCode.h"
#include "lib/Conversion/DataflowToFunc/DataflowToFunc.h"
#include "lib/Conversion/Passes.h"
#include "lib/Conversion/QNNToVector/Lanes.h"
#include "lib/Execution/DesignTurns.h"
#include "lib/Execution/Scalars.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;

/// Beyond what any machine has; sums of two such numbers are still exact.
static constexpr int64_t kMaxMemoryBytes = int64_t(1) << 46;

/// Bytes of a code in memory.
static int64_t codeBytes(Type type) { return storageBits(dataflow::getFixedType(type)) / 8; }

/// The codes of a rom as they lie in memory.
static std::unique_ptr<char[]> codesOf(RomOp rom, qnn::WeightOp weight) {
  FixedFormat format = dataflow::getFixedType(rom.getType()).getFormat();
  SmallVector<int64_t> codes = rom.getCodes(weight);
  int64_t bytes = codeBytes(rom.getType());
  auto memory = std::make_unique<char[]>(bytes * codes.size());
  for (auto [i, code] : llvm::enumerate(codes)) {
    llvm::APSInt number = codeOf(code, format).extend(bytes * 8);
    llvm::StoreIntToMemory(number, reinterpret_cast<uint8_t *>(memory.get() + i * bytes), bytes);
  }
  return memory;
}

int64_t DesignCode::place(int64_t bytes) {
  int64_t offset = memoryBytes;
  memoryBytes = std::min<int64_t>(memoryBytes + llvm::alignTo(bytes, 64), kMaxMemoryBytes + 1);
  return offset;
}

void DesignCode::placeStorages(const DesignInterface &interface) {
  DesignOp design = interface.design;
  auto add = [&](Value value, StringRef name) {
    DesignStorage &storage = storages.emplace_back();
    storage.value = value;
    storage.name = name;
    storage.format = dataflow::getFixedType(value.getType()).getFormat();
    storage.bytes = codeBytes(value.getType());
    if (auto array = dyn_cast<ArrayType>(value.getType())) {
      storage.codes = ShapedType::getNumElements(array.getAccessShape());
    } else {
      storage.depth = getFifoDepth(value);
      storage.codes = storage.depth * dataflow::getLanes(value.getType());
      storage.state = place(sizeof(FifoState));
    }
    storage.offset = place(storage.codes * storage.bytes);
  };
  for (BlockArgument port : design.getBodyBlock()->getArguments()) {
    unsigned number = port.getArgNumber();
    (design.getPortDirection(number) == Direction::In ? inputs : outputs).push_back(storages.size());
    add(port, design.getPortName(number));
  }
  for (Operation &op : *design.getBodyBlock()) {
    if (auto fifo = dyn_cast<FifoOp>(op))
      add(fifo, fifo.getName());
    else if (auto array = dyn_cast<ArrayOp>(op))
      add(array, array.getName());
  }
}

LogicalResult DesignCode::placeProcesses(const DesignInterface &interface) {
  DesignOp design = interface.design;
  DenseMap<Value, unsigned> numbers, writers;
  for (auto [i, storage] : llvm::enumerate(storages))
    numbers[storage.value] = i;
  for (auto instance : design.getOps<InstanceOp>()) {
    auto process = SymbolTable::lookupNearestSymbolFrom<ProcessOp>(design, instance.getProcessAttr());
    DesignProcess &added = processes.emplace_back();
    added.op = instance;
    for (auto [i, port] : llvm::enumerate(instance.getPorts())) {
      added.ports.push_back(numbers.at(port));
      if (process.getPortDirection(i) == Direction::Out)
        writers[port] = processes.size() - 1;
    }
    WalkResult result = process.walk([&](RomOp rom) -> WalkResult {
      auto weight = SymbolTable::lookupNearestSymbolFrom<qnn::WeightOp>(rom, rom.getWeightAttr());
      if (!weight)
        return rom.emitOpError() << "reads '@" << rom.getWeight() << "', which is no weight";
      romCodes.push_back(codesOf(rom, weight));
      added.roms.push_back(romCodes.back().get());
      return WalkResult::advance();
    });
    if (result.wasInterrupted())
      return failure();
  }
  for (DesignProcess &process : processes)
    for (Value port : process.op.getPorts())
      if (auto writer = writers.find(port); isa<ArrayType>(port.getType()) && writer != writers.end())
        if (&processes[writer->second] != &process)
          process.writers.push_back(writer->second);
  return success();
}

FailureOr<std::unique_ptr<DesignCode>> DesignCode::create(const DesignInterface &interface, StringRef cacheDirectory) {
  std::unique_ptr<DesignCode> code(new DesignCode);
  code->placeStorages(interface);
  if (code->memoryBytes > kMaxMemoryBytes)
    return DesignOp(interface.design).emitError()
           << "cannot be run: its FIFOs and arrays take more than " << kMaxMemoryBytes << " bytes";
  if (failed(code->placeProcesses(interface)))
    return failure();

  // The code knows none of the weights: models that differ in nothing else share it.
  OwningOpRef<ModuleOp> module = DesignOp(interface.design)->getParentOfType<ModuleOp>().clone();
  for (Operation &op : llvm::make_early_inc_range(*module->getBody()))
    if (!isa<DesignOp, ProcessOp>(op))
      op.erase();
  PassManager passes(module->getContext());
  passes.addPass(createConvertDataflowToFunc());
  if (failed(passes.run(*module)))
    return failure();
  SmallVector<std::string> names;
  for (auto function : module->getOps<func::FuncOp>())
    if (!function.isDeclaration()) {
      names.push_back(function.getName().str());
      DesignProcess &process = code->processes[names.size() - 1];
      process.scratch = code->place(cast<MemRefType>(function.getArgumentTypes().back()).getNumElements());
    }

  llvm::Expected<HostCompiler> compiler = HostCompiler::create();
  if (!compiler)
    return emitHostError(*module, compiler.takeError());
  FailureOr<HostLibrary> library = HostLibrary::create(*compiler, *module, cacheDirectory, getDesignRuntime());
  if (failed(library))
    return failure();
  code->library = std::make_unique<HostLibrary>(std::move(*library));
  for (auto [process, name] : llvm::zip_equal(code->processes, names)) {
    llvm::Expected<HostLibrary::Function> function = code->library->lookup(name);
    if (!function)
      return emitHostError(*module, function.takeError());
    process.function = *function;
  }
  return code;
}
