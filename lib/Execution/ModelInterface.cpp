//===- ModelInterface.cpp - What goes into a model and what comes out -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/ModelInterface.h"
#include "mlir/IR/Verifier.h"
#include <thread>

using namespace mlir;
using namespace hls4mlir;

static FailureOr<ModelPort> getPort(func::FuncOp function, Location loc, StringRef what, unsigned index, Type type,
                                    StringAttr name) {
  auto fail = [&]() -> InFlightDiagnostic {
    InFlightDiagnostic diag = emitError(loc) << what << " " << index;
    if (name)
      diag << " '" << name.getValue() << "'";
    diag << " of '@" << function.getName() << "' ";
    return diag;
  };
  auto tensor = dyn_cast<RankedTensorType>(type);
  qnn::FixedType fixed = tensor ? qnn::getFixedType(tensor) : qnn::FixedType();
  if (!fixed || !tensor.hasStaticShape())
    return fail() << "has type " << type
                  << ", but a model in the integer form has tensors of !qnn.fixed of static shape";
  if (fixed.getWidth() > 64)
    return fail() << "has elements of type " << fixed << ", but the host exchanges codes of at most 64 bits";
  ModelPort port;
  port.name = name ? name.getValue().str() : "";
  port.shape.assign(tensor.getShape().begin(), tensor.getShape().end());
  port.elements = tensor.getNumElements();
  port.format = fixed.getFormat();
  return port;
}

FailureOr<ModelInterface> hls4mlir::getModelInterface(ModuleOp module) {
  // Modules that were built by hand come here unverified.
  if (failed(verify(module)))
    return failure();
  ModelInterface interface;
  for (auto function : module.getOps<func::FuncOp>()) {
    if (interface.function) {
      InFlightDiagnostic diag = function.emitError() << "is a second function, but a model is one function";
      diag.attachNote(interface.function.getLoc()) << "the first is '@" << interface.function.getName() << "'";
      return diag;
    }
    interface.function = function;
  }
  func::FuncOp function = interface.function;
  if (!function)
    return module.emitError("has no function, but a model is one function");
  if (!llvm::hasSingleElement(function.getBody()))
    return function.emitError() << "has " << function.getBody().getBlocks().size()
                                << " blocks, but a model in the integer form has one";
  for (BlockArgument argument : function.getArguments()) {
    unsigned index = argument.getArgNumber();
    FailureOr<ModelPort> port = getPort(function, argument.getLoc(), "argument", index, argument.getType(),
                                        function.getArgAttrOfType<StringAttr>(index, qnn::kNameAttr));
    if (failed(port))
      return failure();
    interface.inputs.push_back(std::move(*port));
  }
  for (auto [index, type] : llvm::enumerate(function.getResultTypes())) {
    FailureOr<ModelPort> port = getPort(function, function.getLoc(), "result", index, type,
                                        function.getResultAttrOfType<StringAttr>(index, qnn::kNameAttr));
    if (failed(port))
      return failure();
    interface.outputs.push_back(std::move(*port));
  }
  return interface;
}

unsigned hls4mlir::limitThreads(unsigned asked) {
  unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  return asked ? std::min(asked, 4 * cores) : cores;
}
