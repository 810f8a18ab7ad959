//===- HostCode.cpp - Machine code of a model -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/HostCode.h"
#include "lib/Conversion/QNNToVector/QNNToVector.h"
#include "lib/Execution/HostLibrary.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include <cstring>

using namespace mlir;
using namespace hls4mlir;

HostCode::HostCode() = default;
HostCode::~HostCode() = default;

bool HostCode::isFromCache() const { return library->isFromCache(); }

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

FailureOr<std::unique_ptr<HostCode>> HostCode::create(OwningOpRef<ModuleOp> module, StringRef cacheDirectory,
                                                      int64_t samples, bool floats) {
  llvm::Expected<HostCompiler> compiler = HostCompiler::create();
  if (!compiler)
    return emitHostError(*module, compiler.takeError());
  if (failed(compiler->lowerToLoops(*module, samples, floats)))
    return failure();

  std::unique_ptr<HostCode> code(new HostCode);
  code->samples = samples;
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

  // Nothing but the scratch memory is ever reached by two names.
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    function.setArgAttr(i, LLVM::LLVMDialect::getNoAliasAttrName(), UnitAttr::get(module->getContext()));

  FailureOr<HostLibrary> library = HostLibrary::create(*compiler, *module, cacheDirectory);
  if (failed(library))
    return failure();
  code->library = std::make_unique<HostLibrary>(std::move(*library));
  llvm::Expected<HostLibrary::Function> tile = code->library->lookup(HostCompiler::kFunctionName);
  if (!tile)
    return emitHostError(*module, tile.takeError());
  code->function = *tile;
  return code;
}

void HostCode::call(ArrayRef<const void *> inputs, ArrayRef<void *> outputs, void *scratch) const {
  SmallVector<const void *> arguments(inputs.begin(), inputs.end());
  arguments.append(outputs.begin(), outputs.end());
  arguments.append(weights.begin(), weights.end());
  arguments.push_back(scratch);
  function(arguments.data());
}
