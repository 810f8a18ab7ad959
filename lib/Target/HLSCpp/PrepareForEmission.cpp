//===- PrepareForEmission.cpp - dataflow-prepare-for-emission -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/HLSCpp.h"
#include "lib/Target/HLSCpp/Names.h"
#include "lib/Target/HLSCpp/Printer.h"
#include "lib/Target/HLSCpp/Temporaries.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;
using namespace hls4mlir::hlscpp;

namespace hls4mlir::hlscpp {
#define GEN_PASS_DEF_DATAFLOWPREPAREFOREMISSION
#include "lib/Target/HLSCpp/HLSCppPasses.h.inc"
} // namespace hls4mlir::hlscpp

//===----------------------------------------------------------------------===//
// Types
//===----------------------------------------------------------------------===//

namespace {
/// Names number types after the layers and variables that they are for.
class TypeNamer {
public:
  TypeNamer(ModuleOp module, NameScope &globals) : builder(module.getContext()), globals(globals), symbols(module) {
    builder.setInsertionPointToStart(module.getBody());
  }

  void nameDesign(DesignOp design);
  void nameProcess(ProcessOp process);

private:
  /// A new alias, whose group starts with `comment` when it is the first of it.
  StringAttr add(const Twine &name, qnn::FixedType type, Location loc, StringRef group);

  OpBuilder builder;
  NameScope &globals;
  SymbolTable symbols;
  std::string lastGroup;
};
} // namespace

StringAttr TypeNamer::add(const Twine &name, qnn::FixedType type, Location loc, StringRef group) {
  auto alias = TypeAliasOp::create(builder, loc, globals.take(name.str(), "number"), type,
                                   group == lastGroup ? StringAttr() : builder.getStringAttr(group));
  lastGroup = group.str();
  return alias.getSymNameAttr();
}

/// Channels are named after what fills them: an input port or a process.
void TypeNamer::nameDesign(DesignOp design) {
  DenseMap<Value, StringAttr> names;
  DenseSet<Operation *> named;
  for (unsigned port = 0; port < design.getNumPorts(); ++port)
    if (design.getPortDirection(port) == Direction::In)
      names[design.getBody().getArgument(port)] = add(
          design.getPortName(port) + "_t", dataflow::getFixedType(design.getPortType(port)), design.getLoc(), "inputs");
  auto nameOf = [&](Value channel, const Twine &name, Location loc, StringRef group) {
    StringAttr &alias = names[channel];
    if (!alias)
      alias = add(name, dataflow::getFixedType(channel.getType()), loc, group);
    return alias;
  };
  for (auto instance : design.getBodyBlock()->getOps<InstanceOp>()) {
    auto process = symbols.lookup<ProcessOp>(instance.getProcess());
    if (!named.insert(process).second)
      continue;
    unsigned outputs = llvm::count_if(llvm::seq<unsigned>(0, process.getNumPorts()),
                                      [&](unsigned port) { return process.getPortDirection(port) == Direction::Out; });
    for (auto [port, channel] : llvm::enumerate(instance.getPorts())) {
      std::string name = process.getSymName().str();
      if (process.getPortDirection(port) == Direction::Out && outputs > 1)
        name += "_" + process.getPortName(port).str();
      StringAttr alias = nameOf(channel, name + "_t", process.getLoc(), process.getSymName());
      process.setPortAttribute(port, kTypeNameAttr, alias);
    }
    nameProcess(process);
  }
  for (unsigned port = 0; port < design.getNumPorts(); ++port)
    design.setPortAttribute(
        port, kTypeNameAttr,
        nameOf(design.getBody().getArgument(port), design.getPortName(port) + "_t", design.getLoc(), "outputs"));
  for (Operation &op : *design.getBodyBlock()) {
    if (auto fifo = dyn_cast<FifoOp>(op))
      fifo.setTypeNameAttr(nameOf(fifo, fifo.getName() + "_t", fifo.getLoc(), design.getSymName()));
    if (auto array = dyn_cast<ArrayOp>(op))
      array.setTypeNameAttr(nameOf(array, array.getName() + "_t", array.getLoc(), design.getSymName()));
  }
}

/// What a number that an operation computes is called, when no variable of the process has its type.
static StringRef roleOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, StringRef>(op)
      .Case<TemporaryOp>([](TemporaryOp temporary) { return temporary.getName(); })
      .Case<qnn::ConstantOp>([](auto) { return "constant"; })
      .Case<qnn::CompareOp>([](auto) { return "flag"; })
      .Case<qnn::DivideCodesOp>([](auto) { return "quotient"; })
      .Case<qnn::ReinterpretOp>([](auto) { return "scaled"; })
      .Default([](Operation *op) { return op->getName().stripDialect(); });
}

void TypeNamer::nameProcess(ProcessOp process) {
  StringRef layer = process.getSymName();
  DenseMap<Type, StringAttr> ports, variables, constants;
  for (unsigned port = 0; port < process.getNumPorts(); ++port)
    ports.try_emplace(dataflow::getFixedType(process.getPortType(port)),
                      cast<StringAttr>(process.getPortAttributes(port).get(kTypeNameAttr)));
  process.walk([&](Operation *op) {
    if (auto rom = dyn_cast<RomOp>(op)) {
      qnn::FixedType type = dataflow::getFixedType(rom.getType());
      rom.setTypeNameAttr(add(layer + "_" + rom.getName() + "_t", type, rom.getLoc(), layer));
      constants.try_emplace(type, rom.getTypeNameAttr());
    } else if (auto array = dyn_cast<ArrayOp>(op)) {
      // What has the type of a port is on its way from or to it.
      qnn::FixedType type = dataflow::getFixedType(array.getType());
      StringAttr alias = ports.lookup(type);
      if (!alias)
        alias = add(layer + "_" + array.getName() + "_t", type, array.getLoc(), layer);
      array.setTypeNameAttr(alias);
      variables.try_emplace(type, alias);
    }
  });
  process.walk([&](Operation *op) {
    auto product = dyn_cast<qnn::MulOp>(op);
    if (!isa<TemporaryOp, qnn::CompareOp, qnn::ConstantOp, qnn::DivideCodesOp, qnn::MaxOp, qnn::MinOp,
             qnn::ReinterpretOp, qnn::ReluOp, qnn::RequantizeOp>(op) &&
        !(product && isWideProduct(product)))
      return;
    qnn::FixedType type = dataflow::getFixedType(op->getResult(0).getType());
    if (!type)
      return; // A temporary index is an int.
    StringAttr alias = ports.lookup(type);
    for (const DenseMap<Type, StringAttr> *known : {&variables, &constants})
      if (!alias)
        alias = known->lookup(type);
    if (!alias) {
      alias = add(layer + "_" + roleOf(op) + "_t", type, op->getLoc(), layer);
      variables.try_emplace(type, alias);
    }
    if (auto temporary = dyn_cast<TemporaryOp>(op))
      temporary.setTypeNameAttr(alias);
    else
      op->setAttr(kTypeNameAttr, alias);
  });
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

/// Gives legal names to everything that `block` declares, unique among what is visible there.
static void nameBlock(Block &block, const NameScope &outer, NameScope &labels) {
  NameScope scope(&outer);
  for (Operation &op : block) {
    llvm::TypeSwitch<Operation *>(&op).Case<ArrayOp, CounterOp, FifoOp, RomOp, TemporaryOp>(
        [&](auto named) { named.setName(scope.take(named.getName(), "value")); });
    NameScope inner(&scope);
    if (auto loop = dyn_cast<ForOp>(op)) {
      loop.setVariable(inner.take(loop.getVariable(), "i"));
      if (loop.getLabel())
        loop.setLabel(labels.take(*loop.getLabel(), "loop"));
    }
    for (Region &region : op.getRegions())
      for (Block &nested : region)
        nameBlock(nested, inner, labels);
  }
}

/// Gives legal names to the ports and to everything inside a design or process.
template <typename OpTy> static void nameFunction(OpTy function, const NameScope &globals) {
  NameScope scope(&globals), labels(&globals);
  SmallVector<std::string> ports;
  for (unsigned port = 0; port < function.getNumPorts(); ++port)
    ports.push_back(scope.take(function.getPortName(port), "port"));
  SmallVector<StringRef> names(ports.begin(), ports.end());
  function.setPortNamesAttr(Builder(function.getContext()).getStrArrayAttr(names));
  nameBlock(*function.getBodyBlock(), scope, labels);
}

/// Renames the symbols that C++ sees: not the weights, whose codes are files.
static LogicalResult nameSymbols(ModuleOp module, NameScope &globals) {
  // The design first: its name is the one that the user asked for.
  SmallVector<SymbolOpInterface> symbols;
  for (auto design : module.getOps<DesignOp>())
    symbols.push_back(design);
  for (auto process : module.getOps<ProcessOp>())
    symbols.push_back(process);
  for (SymbolOpInterface symbol : symbols) {
    std::string name = globals.take(symbol.getName(), "layer");
    if (name == symbol.getName())
      continue;
    StringAttr attribute = StringAttr::get(module.getContext(), name);
    // Free the name where a later symbol holds it; that one gets another when its turn comes.
    if (Operation *other = SymbolTable::lookupSymbolIn(module, attribute)) {
      std::string aside = "." + name;
      while (SymbolTable::lookupSymbolIn(module, aside))
        aside.insert(0, ".");
      StringAttr asideAttribute = StringAttr::get(module.getContext(), aside);
      if (failed(SymbolTable::replaceAllSymbolUses(other, asideAttribute, module)))
        return failure();
      SymbolTable::setSymbolName(other, asideAttribute);
    }
    if (failed(SymbolTable::replaceAllSymbolUses(symbol, attribute, module)))
      return failure();
    SymbolTable::setSymbolName(symbol, attribute);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Initializers
//===----------------------------------------------------------------------===//

/// Marks the store with which a variable's life begins: in the block of its declaration, in front of all other uses.
static void markInitializer(ArrayOp array) {
  if (array.getType().getRank() != 0)
    return;
  Block *block = array->getBlock();
  Operation *first = nullptr;
  for (Operation *user : array->getUsers()) {
    Operation *ancestor = block->findAncestorOpInBlock(*user);
    if (!first || ancestor->isBeforeInBlock(first))
      first = ancestor;
  }
  auto store = dyn_cast_or_null<StoreOp>(first);
  if (store && store.getIndices().empty())
    store->setAttr(kInitializerAttr, UnitAttr::get(array.getContext()));
}

//===----------------------------------------------------------------------===//
// Limits
//===----------------------------------------------------------------------===//

/// Fails on what C++ for the target cannot hold.
static LogicalResult checkLimits(ModuleOp module, const Target &target) {
  WalkResult result = module.walk([&](Operation *op) -> WalkResult {
    for (Value value : op->getResults()) {
      if (qnn::FixedType type = dataflow::getFixedType(value.getType());
          type && type.getWidth() > target.largestWidthLimit)
        return op->emitOpError() << "needs numbers of " << type.getWidth() << " bits, but " << target.title
                                 << " allows " << target.largestWidthLimit;
      if (value.getType().isIndex() && !isa<arith::ConstantOp>(op)) {
        auto range = getIndexRange(value);
        if (!range || !llvm::isInt<32>(range->first) || !llvm::isInt<32>(range->second))
          return op->emitOpError("computes an index whose range is not known to fit an int of 32 bits");
      }
    }
    if (auto design = dyn_cast<DesignOp>(op))
      for (unsigned port = 0; port < design.getNumPorts(); ++port)
        if (unsigned width = dataflow::getFixedType(design.getPortType(port)).getWidth(); width > 64)
          return op->emitOpError() << "port '" << design.getPortName(port) << "' has numbers of " << width
                                   << " bits, but the files of the test bench hold 64";
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

namespace {
struct PrepareForEmission : hlscpp::impl::DataflowPrepareForEmissionBase<PrepareForEmission> {
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    const Target *found = findTarget(target);
    if (!found) {
      module.emitError() << "unknown target '" << target << "'; there are " << listTargets();
      return signalPassFailure();
    }
    if (!llvm::hasSingleElement(module.getOps<DesignOp>())) {
      module.emitError("module needs one dataflow.design to be emitted");
      return signalPassFailure();
    }
    // What an earlier run has left would be taken for the user's names.
    for (auto alias : llvm::make_early_inc_range(module.getOps<TypeAliasOp>()))
      alias.erase();
    NameScope globals = NameScope::reserved(*found);
    if (failed(checkLimits(module, *found)) || failed(nameSymbols(module, globals)))
      return signalPassFailure();
    for (auto process : module.getOps<ProcessOp>())
      insertTemporaries(process, *found);
    module.walk(markInitializer);
    DesignOp design = *module.getOps<DesignOp>().begin();
    TypeNamer(module, globals).nameDesign(design);
    nameFunction(design, globals);
    for (auto process : module.getOps<ProcessOp>())
      nameFunction(process, globals);
  }
};
} // namespace
