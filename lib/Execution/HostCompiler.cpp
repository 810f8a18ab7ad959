//===- HostCompiler.cpp - From the integer form to machine code -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/HostCompiler.h"
#include "dialects/QNN/QNNPasses.h"
#include "lib/Conversion/Passes.h"
#include "lib/Execution/HostCode.h"
#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVMPass.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MemRefToLLVM/MemRefToLLVM.h"
#include "mlir/Conversion/ReconcileUnrealizedCasts/ReconcileUnrealizedCasts.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVMPass.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/ExecutionEngine/Orc/CompileUtils.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/SHA1.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/Transforms/InstCombine/InstCombine.h"
#include "llvm/Transforms/Scalar/EarlyCSE.h"
#include "llvm/Transforms/Scalar/LICM.h"
#include "llvm/Transforms/Scalar/LoopPassManager.h"
#include "llvm/Transforms/Scalar/LoopRotation.h"
#include "llvm/Transforms/Scalar/SimplifyCFG.h"
#include <mutex>

using namespace mlir;
using namespace hls4mlir;

InFlightDiagnostic hls4mlir::emitHostError(ModuleOp module, llvm::Error error) {
  return std::move(module->emitError() << "cannot compile for this machine: " << llvm::toString(std::move(error)));
}

llvm::Expected<HostCompiler> HostCompiler::create() {
  static std::once_flag initialized;
  std::call_once(initialized, [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
  });
  llvm::Expected<llvm::orc::JITTargetMachineBuilder> target = llvm::orc::JITTargetMachineBuilder::detectHost();
  if (!target)
    return target.takeError();
  target->setCodeGenOptLevel(llvm::CodeGenOptLevel::Default);
  return HostCompiler(std::move(*target));
}

//===----------------------------------------------------------------------===//
// Lowering
//===----------------------------------------------------------------------===//

LogicalResult HostCompiler::lowerToLoops(ModuleOp module, int64_t samples, bool floats) const {
  ConvertQNNToVectorOptions options;
  options.floats = floats;
  options.samples = samples;
  bool isX86 = target.getTargetTriple().isX86();
  options.vectorBits = 128;
  options.registers = isX86 ? 16 : 32;
  llvm::StringMap<bool> features = isX86 ? llvm::sys::getHostCPUFeatures() : llvm::StringMap<bool>();
  if (features.lookup("avx512bw")) {
    options.vectorBits = 512;
    options.registers = 32;
  } else if (features.lookup("avx2")) {
    options.vectorBits = 256;
  }
  // Vectors have no memory that each lane reads elsewhere, so that a long list of thresholds is compared in full: a
  // multiplication is cheaper, whatever hardware does. The verifier checks that it is exact.
  PassManager selection(module.getContext());
  qnn::QNNSelectRequantizationOptions forms;
  forms.form = "multiply_shift";
  forms.replace = true;
  selection.addPass(qnn::createQNNSelectRequantization(forms));
  if (failed(selection.run(module)))
    return failure();
  PassManager passes(module.getContext());
  passes.enableVerifier(false);
  passes.addPass(createConvertQNNToVector(options));
  return passes.run(module);
}

static LogicalResult lowerToLLVMDialect(ModuleOp module) {
  PassManager passes(module.getContext());
  passes.enableVerifier(false);
  passes.addPass(createSCFToControlFlowPass());
  passes.addPass(createConvertVectorToLLVMPass());
  passes.addPass(createConvertMathToLLVMPass());
  passes.addPass(createFinalizeMemRefToLLVMConversionPass());
  passes.addPass(createArithToLLVMConversionPass());
  passes.addPass(createConvertControlFlowToLLVMPass());
  // A memref of static shape is a pointer.
  ConvertFuncToLLVMPassOptions functions;
  functions.useBarePtrCallConv = true;
  passes.addPass(createConvertFuncToLLVMPass(functions));
  passes.addPass(createReconcileUnrealizedCastsPass());
  return passes.run(module);
}

/// Adds a function that takes an array of arguments for each one that there is, and keeps the latter to the module.
static void addEntries(llvm::Module &module) {
  llvm::SmallVector<llvm::Function *> functions;
  for (llvm::Function &function : module)
    if (!function.isDeclaration())
      functions.push_back(&function);
  llvm::IRBuilder<> builder(module.getContext());
  auto *type = llvm::FunctionType::get(builder.getVoidTy(), {builder.getPtrTy()}, /*isVarArg=*/false);
  for (llvm::Function *function : functions) {
    function->setLinkage(llvm::GlobalValue::InternalLinkage);
    auto *entry = llvm::Function::Create(type, llvm::GlobalValue::ExternalLinkage,
                                         HostCompiler::getEntryName(function->getName()), module);
    builder.SetInsertPoint(llvm::BasicBlock::Create(module.getContext(), "entry", entry));
    llvm::SmallVector<llvm::Value *> arguments;
    for (unsigned i = 0; i < function->arg_size(); ++i) {
      llvm::Value *address = builder.CreateConstGEP1_32(builder.getPtrTy(), entry->getArg(0), i);
      arguments.push_back(builder.CreateLoad(builder.getPtrTy(), address));
    }
    builder.CreateCall(function, arguments);
    builder.CreateRetVoid();
  }
}

/// The loops are already what they should become: what is left is to simplify addresses and to take invariant
/// code out of loops. The rest of a standard pipeline costs ten times the time and changes nothing.
static void optimize(llvm::Module &module, llvm::TargetMachine &machine) {
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PassBuilder builder(&machine);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);

  llvm::FunctionPassManager passes;
  passes.addPass(llvm::EarlyCSEPass());
  passes.addPass(llvm::InstCombinePass());
  passes.addPass(llvm::SimplifyCFGPass());
  llvm::LoopPassManager loopPasses;
  loopPasses.addPass(llvm::LoopRotatePass());
  loopPasses.addPass(llvm::LICMPass(llvm::LICMOptions()));
  passes.addPass(llvm::createFunctionToLoopPassAdaptor(std::move(loopPasses), /*UseMemorySSA=*/true));
  passes.addPass(llvm::EarlyCSEPass());
  llvm::ModulePassManager all;
  all.addPass(llvm::createModuleToFunctionPassAdaptor(std::move(passes)));
  all.run(module, modules);
}

FailureOr<std::unique_ptr<llvm::MemoryBuffer>> HostCompiler::compile(ModuleOp module) const {
  llvm::Expected<std::unique_ptr<llvm::TargetMachine>> machine =
      llvm::orc::JITTargetMachineBuilder(target).createTargetMachine();
  if (!machine)
    return emitHostError(module, machine.takeError());
  registerBuiltinDialectTranslation(*module.getContext());
  registerLLVMDialectTranslation(*module.getContext());
  if (failed(lowerToLLVMDialect(module)))
    return failure();
  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> translated = translateModuleToLLVMIR(module, context);
  if (!translated)
    return module->emitError("cannot be translated to LLVM IR");
  translated->setDataLayout((*machine)->createDataLayout());
  translated->setTargetTriple((*machine)->getTargetTriple());
  addEntries(*translated);
  optimize(*translated, **machine);
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> object = llvm::orc::SimpleCompiler(**machine)(*translated);
  if (!object)
    return emitHostError(module, object.takeError());
  return std::move(*object);
}

//===----------------------------------------------------------------------===//
// Cache
//===----------------------------------------------------------------------===//

/// Changes whenever `compile` gives other code for the same loops.
static constexpr StringLiteral kCompilerVersion = "2";

std::string HostCompiler::getCacheKey(ModuleOp module) const {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << kCompilerVersion << "\n"
     << LLVM_VERSION_STRING << "\n"
     << target.getTargetTriple().str() << "\n"
     << target.getCPU() << "\n"
     << target.getFeatures().getString() << "\n";
  module->print(os, OpPrintingFlags().useLocalScope().printGenericOpForm());
  llvm::SHA1 hash;
  hash.update(text);
  return llvm::toHex(hash.final(), /*LowerCase=*/true);
}
