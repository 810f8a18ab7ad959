//===- DesignInterface.cpp - What goes into a design and what comes out -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/DesignInterface.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;

FailureOr<DesignInterface> hls4mlir::getDesignInterface(ModuleOp module) {
  if (failed(verify(module)))
    return failure();
  DesignInterface interface;
  for (auto design : module.getOps<DesignOp>()) {
    if (interface.design)
      return design.emitError("is a second design, but only one can be run");
    interface.design = design;
  }
  DesignOp design = interface.design;
  if (!design)
    return module.emitError("has no dataflow.design to run");
  for (unsigned i = 0; i < design.getNumPorts(); ++i) {
    DictionaryAttr attributes = design.getPortAttributes(i);
    qnn::FixedType type = dataflow::getFixedType(design.getPortType(i));
    auto shape = attributes.getAs<DenseI64ArrayAttr>(kShapeAttr);
    auto fail = [&]() { return design.emitError() << "port '" << design.getPortName(i) << "' "; };
    if (!shape)
      return fail() << "has no '" << kShapeAttr << "', the shape of the tensor that passes";
    if (type.getWidth() > 64)
      return fail() << "has elements of type " << type << ", but the host exchanges codes of at most 64 bits";
    ModelPort port;
    auto name = attributes.getAs<StringAttr>(qnn::kNameAttr);
    port.name = (name ? name.getValue() : design.getPortName(i)).str();
    port.shape.assign(shape.asArrayRef().begin(), shape.asArrayRef().end());
    port.elements = ShapedType::getNumElements(port.shape);
    port.format = type.getFormat();
    (design.getPortDirection(i) == Direction::In ? interface.inputs : interface.outputs).push_back(std::move(port));
  }
  return interface;
}

LogicalResult hls4mlir::reportDeadlock(DesignOp design, ArrayRef<WaitingProcess> waiting) {
  InFlightDiagnostic diag = design.emitError() << "stands still: all processes wait";
  for (const WaitingProcess &process : waiting) {
    Diagnostic &note = diag.attachNote(InstanceOp(process.instance).getLoc());
    note << "'" << InstanceOp(process.instance).getProcess() << "', in sample " << process.sample;
    if (!process.fifo)
      note << ", waits for an array that is not written yet";
    else if (!process.depth)
      note << ", waits to read FIFO '" << *process.fifo << "', which is empty";
    else
      note << ", waits to write FIFO '" << *process.fifo << "', which is full at its depth of " << *process.depth;
  }
  return diag;
}

LogicalResult hls4mlir::reportLeftover(DesignOp design, StringRef fifo, int64_t elements) {
  return design.emitError() << "leaves " << elements << " elements in FIFO '" << fifo << "' behind the last sample";
}

LogicalResult hls4mlir::reportCount(DesignOp design, StringRef port, int64_t given, int64_t expected, int64_t samples) {
  return design.emitError() << "gives " << given << " elements of port '" << port << "' for " << samples
                            << (samples == 1 ? " sample" : " samples") << ", but should give " << expected;
}

LogicalResult hls4mlir::reportExcess(DesignOp design, StringRef port, int64_t expected) {
  return design.emitError() << "gives more elements of port '" << port << "' than the " << expected << " of a sample";
}

LogicalResult hls4mlir::reportIndex(Operation *op, int64_t dimension, int64_t index) {
  for (Value operand : op->getOperands())
    if (auto array = dyn_cast<ArrayType>(operand.getType()))
      return op->emitOpError() << "has index " << index << " in dimension " << dimension << ", which has "
                               << array.getAccessShape()[dimension] << " elements";
  llvm_unreachable("accesses no array");
}

LogicalResult hls4mlir::reportDivision(Operation *op, int64_t operand, int64_t index) {
  InFlightDiagnostic diag = op->emitOpError();
  return operand == 0 ? diag << "divides " << index << ", which is negative" : diag << "divides by " << index;
}
