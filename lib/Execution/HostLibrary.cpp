//===- HostLibrary.cpp - Machine code in this process -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/HostLibrary.h"
#include "lib/Execution/ObjectCache.h"
#include "llvm/ExecutionEngine/Orc/AbsoluteSymbols.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/ExecutionEngine/Orc/RTDyldObjectLinkingLayer.h"
#include "llvm/ExecutionEngine/SectionMemoryManager.h"
#include <cmath>
#include <cstring>

using namespace mlir;
using namespace hls4mlir;

HostLibrary::HostLibrary() = default;
HostLibrary::HostLibrary(HostLibrary &&) = default;
HostLibrary::~HostLibrary() = default;

#ifdef __SIZEOF_INT128__
/// What divisions of 128 bits become.
extern "C" unsigned __int128 __udivti3(unsigned __int128, unsigned __int128);
extern "C" unsigned __int128 __umodti3(unsigned __int128, unsigned __int128);
#endif

/// All that the code may call: it sees nothing else of the process.
static llvm::orc::SymbolMap runtimeSymbols(llvm::orc::LLJIT &engine, ArrayRef<RuntimeFunction> runtime) {
  llvm::orc::SymbolMap symbols;
  auto add = [&](StringRef name, auto *address) {
    symbols[engine.mangleAndIntern(name)] = {llvm::orc::ExecutorAddr::fromPtr(address), llvm::JITSymbolFlags::Exported};
  };
  add("memcpy", &std::memcpy);
  add("memmove", &std::memmove);
  add("memset", &std::memset);
#ifdef __SIZEOF_INT128__
  add("__udivti3", &__udivti3);
  add("__umodti3", &__umodti3);
#endif
  // Rounding is an instruction on all but the oldest machines.
  add("ceil", static_cast<double (*)(double)>(&std::ceil));
  add("ceilf", static_cast<float (*)(float)>(&std::ceil));
  add("floor", static_cast<double (*)(double)>(&std::floor));
  add("floorf", static_cast<float (*)(float)>(&std::floor));
  add("roundevenf", static_cast<float (*)(float)>(&std::nearbyint));
  add("truncf", static_cast<float (*)(float)>(&std::trunc));
  for (const RuntimeFunction &function : runtime)
    add(function.name, function.address);
  return symbols;
}

/// Loads an object file.
static llvm::Expected<std::unique_ptr<llvm::orc::LLJIT>> load(std::unique_ptr<llvm::MemoryBuffer> object,
                                                              const llvm::orc::JITTargetMachineBuilder &target,
                                                              ArrayRef<RuntimeFunction> runtime) {
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
  llvm::orc::SymbolMap symbols = runtimeSymbols(**engine, runtime);
  if (llvm::Error error = (*engine)->getMainJITDylib().define(llvm::orc::absoluteSymbols(std::move(symbols))))
    return error;
  if (llvm::Error error = (*engine)->addObjectFile(std::move(object)))
    return error;
  return engine;
}

FailureOr<HostLibrary> HostLibrary::create(const HostCompiler &compiler, ModuleOp module, StringRef cacheDirectory,
                                           ArrayRef<RuntimeFunction> runtime) {
  ObjectCache cache(cacheDirectory, compiler.getCacheKey(module));
  std::unique_ptr<llvm::MemoryBuffer> object = cache.load();
  HostLibrary library;
  library.fromCache = object != nullptr;
  if (!object) {
    FailureOr<std::unique_ptr<llvm::MemoryBuffer>> compiled = compiler.compile(module);
    if (failed(compiled))
      return failure();
    object = std::move(*compiled);
    cache.store(*object);
  }
  llvm::Expected<std::unique_ptr<llvm::orc::LLJIT>> engine = load(std::move(object), compiler.getTarget(), runtime);
  if (!engine)
    return emitHostError(module, engine.takeError());
  library.engine = std::move(*engine);
  return library;
}

llvm::Expected<HostLibrary::Function> HostLibrary::lookup(StringRef function) const {
  auto address = engine->lookup(HostCompiler::getEntryName(function));
  if (!address)
    return address.takeError();
  return address->toPtr<Function>();
}
