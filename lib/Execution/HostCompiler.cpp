//===- HostCompiler.cpp - Machine code of a model -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/HostCompiler.h"
#include "lib/Conversion/Passes.h"
#include "lib/Conversion/QNNToVector/QNNToVector.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/ExecutionEngine/ExecutionEngine.h"
#include "mlir/ExecutionEngine/OptUtils.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "llvm/ExecutionEngine/Orc/JITTargetMachineBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"
#include <mutex>

using namespace mlir;
using namespace hls4mlir;

HostCode::~HostCode() = default;

/// Vector registers of this machine.
static ConvertQNNToVectorOptions hostVectors(const llvm::Triple &triple) {
  ConvertQNNToVectorOptions options;
  options.samples = HostCode::kSamples;
  options.vectorBits = 128;
  options.registers = triple.isX86() ? 16 : 32;
  if (triple.isX86()) {
    llvm::StringMap<bool> features = llvm::sys::getHostCPUFeatures();
    if (features.lookup("avx512bw")) {
      options.vectorBits = 512;
      options.registers = 32;
    } else if (features.lookup("avx2")) {
      options.vectorBits = 256;
    }
  }
  return options;
}

static LogicalResult lowerToLLVM(ModuleOp module, const llvm::Triple &triple) {
  PassManager passes(module.getContext());
  passes.enableVerifier(false);
  passes.addPass(createConvertQNNToVector(hostVectors(triple)));
  if (failed(passes.run(module)))
    return failure();
  return success();
}

static LogicalResult lowerLoopsToLLVM(ModuleOp module) {
  PassManager passes(module.getContext());
  passes.enableVerifier(false);
  passes.addPass(createSCFToControlFlowPass());
  passes.addPass(createConvertVectorToLLVMPass());
  passes.addPass(createFinalizeMemRefToLLVMConversionPass());
  passes.addPass(createArithToLLVMConversionPass());
  passes.addPass(createConvertControlFlowToLLVMPass());
  ConvertFuncToLLVMPassOptions functions;
  functions.useBarePtrCallConv = true;
  passes.addPass(createConvertFuncToLLVMPass(functions));
  passes.addPass(createReconcileUnrealizedCastsPass());
  return passes.run(module);
}

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

FailureOr<std::unique_ptr<HostCode>> HostCode::compile(OwningOpRef<ModuleOp> module) {
  static std::once_flag initialized;
  std::call_once(initialized, [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
  });
  MLIRContext *context = module->getContext();
  registerBuiltinDialectTranslation(*context);
  registerLLVMDialectTranslation(*context);

  auto fail = [&](llvm::Error error) {
    return module->emitError() << "cannot compile for this machine: " << llvm::toString(std::move(error));
  };
  llvm::Expected<llvm::orc::JITTargetMachineBuilder> builder = llvm::orc::JITTargetMachineBuilder::detectHost();
  if (!builder)
    return fail(builder.takeError());
  builder->setCodeGenOptLevel(llvm::CodeGenOptLevel::Default);
  llvm::Expected<std::unique_ptr<llvm::TargetMachine>> machine = builder->createTargetMachine();
  if (!machine)
    return fail(machine.takeError());

  std::unique_ptr<HostCode> code(new HostCode);
  if (failed(lowerToLLVM(*module, builder->getTargetTriple())))
    return failure();
  auto function = *module->getOps<func::FuncOp>().begin();
  std::string name = function.getName().str();
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    if (auto symbol = function.getArgAttrOfType<FlatSymbolRefAttr>(i, kWeightArgumentAttr))
      code->weights.push_back(codesOf(module->lookupSymbol<qnn::WeightOp>(symbol.getAttr()), code->copies));
  // Names and symbols mean nothing to LLVM, whose translation would warn about them.
  function.removeArgAttrsAttr();
  code->scratchBytes = cast<MemRefType>(function.getArgumentTypes().back()).getNumElements();
  for (auto weight : llvm::make_early_inc_range(module->getOps<qnn::WeightOp>()))
    weight.erase();
  if (failed(lowerLoopsToLLVM(*module)))
    return failure();

  ExecutionEngineOptions options;
  auto optimize = makeOptimizingTransformer(2, 0, machine->get());
  options.transformer = optimize;
  options.jitCodeGenOptLevel = llvm::CodeGenOptLevel::Default;
  options.enableGDBNotificationListener = false;
  options.enablePerfNotificationListener = false;
  llvm::Expected<std::unique_ptr<ExecutionEngine>> engine =
      ExecutionEngine::create(*module, options, std::move(*machine));
  if (!engine)
    return fail(engine.takeError());
  code->engine = std::move(*engine);
  llvm::Expected<void (*)(void **)> entry = code->engine->lookupPacked(name);
  if (!entry)
    return fail(entry.takeError());
  code->function = *entry;
  return code;
}

void HostCode::call(ArrayRef<const int64_t *> inputs, ArrayRef<int64_t *> outputs, void *scratch) const {
  // The packed function takes the address of each argument.
  SmallVector<const void *> arguments(inputs.begin(), inputs.end());
  arguments.append(outputs.begin(), outputs.end());
  arguments.append(weights.begin(), weights.end());
  arguments.push_back(scratch);
  SmallVector<void *> addresses;
  for (const void *&argument : arguments)
    addresses.push_back(&argument);
  function(addresses.data());
}
