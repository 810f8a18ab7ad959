//===- DataflowToFunc.cpp - convert-dataflow-to-func -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/DataflowToFunc/DataflowToFunc.h"
#include "lib/Conversion/DataflowToFunc/ProcessEmitter.h"
#include "lib/Conversion/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;

namespace hls4mlir {
#define GEN_PASS_DEF_CONVERTDATAFLOWTOFUNC
#include "lib/Conversion/Passes.h.inc"
} // namespace hls4mlir

int64_t hls4mlir::getFifoDepth(Value fifo) {
  if (auto declared = fifo.getDefiningOp<FifoOp>())
    return static_cast<int64_t>(declared.getDepth());
  auto port = cast<BlockArgument>(fifo);
  auto design = cast<DesignOp>(port.getOwner()->getParentOp());
  auto shape = design.getPortAttributes(port.getArgNumber()).getAs<DenseI64ArrayAttr>(kShapeAttr);
  return ShapedType::getNumElements(shape.asArrayRef()) / dataflow::getLanes(fifo.getType());
}

Operation *hls4mlir::getNumberedOperation(ProcessOp process, int64_t number) {
  Operation *found = nullptr;
  process.getBody().walk<WalkOrder::PreOrder>([&](Operation *op) {
    if (number-- > 0)
      return WalkResult::advance();
    found = op;
    return WalkResult::interrupt();
  });
  return found;
}

/// The function of one instance.
static LogicalResult convertInstance(InstanceOp instance, OpBuilder &atEnd, SymbolTable &symbols) {
  auto process = symbols.lookup<ProcessOp>(instance.getProcess());
  ImplicitLocOpBuilder builder(process.getLoc(), atEnd);
  ProcessEmitter emitter(builder, process);
  SmallVector<Type> arguments;
  auto addStorage = [&](Type type, int64_t count) {
    Type code = builder.getIntegerType(storageBits(dataflow::getFixedType(type)));
    arguments.push_back(MemRefType::get({count}, code));
  };
  auto elementsOf = [](ArrayType type) { return ShapedType::getNumElements(type.getAccessShape()); };
  for (Value port : instance.getPorts()) {
    if (auto array = dyn_cast<ArrayType>(port.getType())) {
      addStorage(array, elementsOf(array));
      continue;
    }
    addStorage(port.getType(), getFifoDepth(port) * dataflow::getLanes(port.getType()));
    arguments.push_back(MemRefType::get({kNumFifoFields}, builder.getIndexType()));
  }
  SmallVector<RomOp> roms;
  process.walk([&](RomOp rom) {
    roms.push_back(rom);
    addStorage(rom.getType(), elementsOf(rom.getType()));
  });
  arguments.push_back(MemRefType::get({emitter.getScratchBytes()}, builder.getI8Type()));

  auto function = func::FuncOp::create(builder, "process", builder.getFunctionType(arguments, {}));
  symbols.insert(function);
  Block *entry = function.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  auto next = entry->args_begin();
  for (BlockArgument port : process.getBodyBlock()->getArguments()) {
    if (isa<ArrayType>(port.getType())) {
      emitter.setBuffer(port, *next++);
      continue;
    }
    Value ring = *next++;
    emitter.setFifo(port, ring, *next++);
  }
  for (RomOp rom : roms)
    emitter.setBuffer(rom, *next++);
  if (failed(emitter.emit(*next)))
    return failure();
  func::ReturnOp::create(builder);
  return success();
}

/// Functions of the runtime.
static void declareRuntime(OpBuilder &builder, Location loc) {
  Type index = builder.getIndexType(), state = MemRefType::get({kNumFifoFields}, index);
  for (auto [name, arguments] : {std::pair(kWaitFunction, SmallVector<Type>{state, index}),
                                 std::pair(kFailFunction, SmallVector<Type>{index, index, index})})
    func::FuncOp::create(builder, loc, name, builder.getFunctionType(arguments, {})).setPrivate();
}

namespace {
struct ConvertDataflowToFunc : hls4mlir::impl::ConvertDataflowToFuncBase<ConvertDataflowToFunc> {
  void runOnOperation() override {
    if (failed(convert(getOperation())))
      signalPassFailure();
  }

  LogicalResult convert(ModuleOp module) {
    OpBuilder atEnd = OpBuilder::atBlockEnd(module.getBody());
    SymbolTable symbols(module);
    SmallVector<DesignOp> designs(module.getOps<DesignOp>());
    for (DesignOp design : designs)
      for (auto instance : design.getOps<InstanceOp>())
        if (failed(convertInstance(instance, atEnd, symbols)))
          return failure();
    declareRuntime(atEnd, module.getLoc());
    for (Operation &op : llvm::make_early_inc_range(*module.getBody()))
      if (isa<DesignOp, ProcessOp, TypeAliasOp>(op))
        op.erase();
    return success();
  }
};
} // namespace
