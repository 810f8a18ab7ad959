//===- HostCode.cpp - Machine code of a model -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/HostCode.h"
#include "lib/Conversion/QNNToVector/QNNToVector.h"
#include "lib/Execution/HostCompiler.h"
#include "lib/Execution/ObjectCache.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/ExecutionEngine/Orc/RTDyldObjectLinkingLayer.h"
#include "llvm/ExecutionEngine/SectionMemoryManager.h"
#include <cmath>
#include <cstring>

using namespace mlir;
using namespace hls4mlir;

HostCode::HostCode() = default;
HostCode::~HostCode() = default;

/// The codes of a weight as one array: in place where they are one.
static const void *codesOf(qnn::WeightOp weight, std::vector<std::unique_ptr<char[]>> &copies) {
  ElementsAttr value = weight.getValue();
  if (auto resource = dyn_cast<DenseResourceElementsAttr>(value))
    return resource.getRawHandle().getBlob()->getData().data();
  auto dense = cast<DenseElementsAttr>(value);
  if (!dense.isSplat())
    return dense.getRawData().data();
  size_t bytes = dense.getElementType().getIntOrFloatBitWidth() / 8, count = dense.getNumElements();
  auto copy = std::make_unique<char[]>(bytes * count);
  for (size_t i = 0; i < count; ++i)
    std::memcpy(copy.get() + i * bytes, dense.getRawData().data(), bytes);
  copies.push_back(std::move(copy));
  return copies.back().get();
}

#ifdef __SIZEOF_INT128__
/// What divisions of 128 bits become.
extern "C" unsigned __int128 __udivti3(unsigned __int128, unsigned __int128);
#endif

/// All that the code may call: it sees nothing else of the process.
static llvm::orc::SymbolMap runtimeSymbols(llvm::orc::LLJIT &engine) {
  llvm::orc::SymbolMap symbols;
  auto add = [&](StringRef name, auto *address) {
    symbols[engine.mangleAndIntern(name)] = {llvm::orc::ExecutorAddr::fromPtr(address), llvm::JITSymbolFlags::Exported};
  };
  add("memcpy", &std::memcpy);
  add("memmove", &std::memmove);
  add("memset", &std::memset);
#ifdef __SIZEOF_INT128__
  add("__udivti3", &__udivti3);
#endif
  // Rounding is an instruction on all but the oldest machines.
  add("ceil", static_cast<double (*)(double)>(&std::ceil));
  add("ceilf", static_cast<float (*)(float)>(&std::ceil));
  add("floor", static_cast<double (*)(double)>(&std::floor));
  add("floorf", static_cast<float (*)(float)>(&std::floor));
  add("roundevenf", static_cast<float (*)(float)>(&std::nearbyint));
  add("truncf", static_cast<float (*)(float)>(&std::trunc));
  return symbols;
}

/// Loads an object file.
static llvm::Expected<std::unique_ptr<llvm::orc::LLJIT>> load(std::unique_ptr<llvm::MemoryBuffer> object,
                                                              const llvm::orc::JITTargetMachineBuilder &target) {
  llvm::orc::LLJITBuilder builder;
  builder.setJITTargetMachineBuilder(target);
  builder.setPlatformSetUp(llvm::orc::setUpInactivePlatform);
  builder.setLinkProcessSymbolsByDefault(false);
  builder.setObjectLinkingLayerCreator([](llvm::orc::ExecutionSession &session) {
    return std::make_unique<llvm::orc::RTDyldObjectLinkingLayer>(
        session, [](const llvm::MemoryBuffer &) { return std::make_unique<llvm::SectionMemoryManager>(); });
  });
  auto engine = builder.create();
  if (!engine)
    return engine.takeError();
  if (llvm::Error error = (*engine)->getMainJITDylib().define(llvm::orc::absoluteSymbols(runtimeSymbols(**engine))))
    return error;
  if (llvm::Error error = (*engine)->addObjectFile(std::move(object)))
    return error;
  return engine;
}

FailureOr<std::unique_ptr<HostCode>> HostCode::create(OwningOpRef<ModuleOp> module, StringRef cacheDirectory,
                                                      bool floats) {
  auto fail = [&](llvm::Error error) {
    return module->emitError() << "cannot compile for this machine: " << llvm::toString(std::move(error));
  };
  llvm::Expected<HostCompiler> compiler = HostCompiler::create();
  if (!compiler)
    return fail(compiler.takeError());
  if (failed(compiler->lowerToLoops(*module, floats)))
    return failure();

  std::unique_ptr<HostCode> code(new HostCode);
  auto function = *module->getOps<func::FuncOp>().begin();
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    if (auto symbol = function.getArgAttrOfType<FlatSymbolRefAttr>(i, kWeightArgumentAttr))
      code->weights.push_back(codesOf(module->lookupSymbol<qnn::WeightOp>(symbol.getAttr()), code->copies));
  // Codes of the host are [samples, elements].
  if (auto rows = cast<MemRefType>(function.getArgumentTypes().front()); rows.getRank() == 2)
    code->samples = rows.getDimSize(0);
  code->scratchBytes = cast<MemRefType>(function.getArgumentTypes().back()).getNumElements();
  // From here on the code knows neither the names nor the values of the weights: models that differ in nothing
  // else share it.
  function.removeArgAttrsAttr();
  function.setName(HostCompiler::kFunctionName);
  for (auto weight : llvm::make_early_inc_range(module->getOps<qnn::WeightOp>()))
    weight.erase();

  ObjectCache cache(cacheDirectory, compiler->getCacheKey(*module));
  std::unique_ptr<llvm::MemoryBuffer> object = cache.load();
  code->fromCache = object != nullptr;
  if (!object) {
    FailureOr<std::unique_ptr<llvm::MemoryBuffer>> compiled = compiler->compile(*module);
    if (failed(compiled))
      return failure();
    object = std::move(*compiled);
    cache.store(*object);
  }
  llvm::Expected<std::unique_ptr<llvm::orc::LLJIT>> engine = load(std::move(object), compiler->getTarget());
  if (!engine)
    return fail(engine.takeError());
  code->engine = std::move(*engine);
  auto address = code->engine->lookup(HostCompiler::kEntryName);
  if (!address)
    return fail(address.takeError());
  code->function = address->toPtr<void (*)(const void *const *)>();
  return code;
}

void HostCode::call(ArrayRef<const void *> inputs, ArrayRef<void *> outputs, void *scratch) const {
  SmallVector<const void *> arguments(inputs.begin(), inputs.end());
  arguments.append(outputs.begin(), outputs.end());
  arguments.append(weights.begin(), weights.end());
  arguments.push_back(scratch);
  function(arguments.data());
}
