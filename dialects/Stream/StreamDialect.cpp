//===- StreamDialect.cpp - The stream dialect -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/Stream.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;

#include "dialects/Stream/StreamDialect.cpp.inc"
#include "dialects/Stream/StreamEnums.cpp.inc"
#include "dialects/Stream/StreamInterfaces.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/Stream/StreamAttrs.cpp.inc"

void StreamDialect::initialize() {
  registerTypes();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/Stream/StreamAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/Stream/StreamOps.cpp.inc"
      >();
}

IO stream::getIO(Operation *op) {
  auto graph = op->getParentOfType<GraphOp>();
  return graph ? graph.getIo() : IO::Stream;
}

std::optional<Resources> stream::getDevice(Operation *op) {
  auto graph = op->getParentOfType<GraphOp>();
  if (!graph)
    graph = dyn_cast<GraphOp>(op);
  auto attribute = graph ? graph->getAttrOfType<DictionaryAttr>(kDeviceAttr) : DictionaryAttr();
  return attribute ? std::optional(readResources(attribute, 0)) : std::nullopt;
}

bool stream::hasUltraRam(Operation *op) {
  std::optional<Resources> device = getDevice(op);
  return device && device->uram > 0;
}

Resources stream::readResources(DictionaryAttr counts, int64_t otherwise) {
  auto count = [&](StringRef name) {
    auto number = counts.getAs<IntegerAttr>(name);
    return number && number.getType().isInteger(64) ? number.getInt() : otherwise;
  };
  return {count("lut"), count("ff"), count("dsp"), count("bram18"), count("uram")};
}

StringRef stream::getDisplayName(Operation *op) {
  StringRef name = qnn::getLayerName(op->getLoc());
  return name.empty() ? op->getName().stripDialect() : name;
}

bool stream::isRename(Operation *op) { return isa_and_present<ReshapeOp, TransposeOp>(op); }

Value stream::getRoot(Value channel) {
  while (isRename(channel.getDefiningOp()))
    channel = channel.getDefiningOp()->getOperand(0);
  return channel;
}

std::string stream::getChannelName(Value channel) {
  channel = getRoot(channel);
  if (Operation *producer = channel.getDefiningOp()) {
    if (auto layer = dyn_cast<LayerOp>(producer))
      return layer.getName().str();
    return getDisplayName(producer).str();
  }
  auto argument = cast<BlockArgument>(channel);
  if (auto graph = dyn_cast<GraphOp>(argument.getOwner()->getParentOp()))
    if (auto name = graph.getArgAttrOfType<StringAttr>(argument.getArgNumber(), qnn::kNameAttr))
      return name.str();
  return "input" + llvm::utostr(argument.getArgNumber());
}

ArrayRef<int64_t> stream::dropLeadingOnes(ArrayRef<int64_t> shape, size_t rank) {
  while (shape.size() > rank && shape.front() == 1)
    shape = shape.drop_front();
  return shape;
}
