//===- FormLayers.cpp - stream-form-layers -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/StreamPasses.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace mlir;
using namespace hls4mlir;

namespace hls4mlir::stream {
#define GEN_PASS_DEF_STREAMFORMLAYERS
#include "dialects/Stream/StreamPasses.h.inc"
} // namespace hls4mlir::stream

using namespace hls4mlir::stream;

/// The elementwise processors that can be computed where `head` writes, with `head` in front.
static SmallVector<Operation *> collectChain(Operation *head) {
  SmallVector<Operation *> chain{head};
  while (chain.back()->getNumResults() == 1 && chain.back()->getResult(0).hasOneUse()) {
    Value channel = chain.back()->getResult(0);
    auto next = dyn_cast<ProcessorOpInterface>(*channel.user_begin());
    if (!next || !next.isElementwise() || next.getInputBeat(0) != getChannelType(channel).getBeat() ||
        isa<ForkOp, ConvertWidthOp>(head))
      break;
    chain.push_back(next);
  }
  return chain;
}

namespace {
struct FormLayers : stream::impl::StreamFormLayersBase<FormLayers> {
  void runOnOperation() override {
    Block &block = getOperation().getBody().front();
    for (LayerOp layer : block.getOps<LayerOp>())
      names.insert(layer.getName());
    for (Operation *op = &block.front(); op; op = op->getNextNode())
      if (isa<ProcessorOpInterface>(op))
        op = formLayer(op);
  }

  Operation *formLayer(Operation *head) {
    SmallVector<Operation *> chain = collectChain(head);
    OpBuilder builder(head);
    SmallVector<Value> inputs(head->getOperands());
    auto layer = LayerOp::create(builder, head->getLoc(), chain.back()->getResultTypes(),
                                 uniqueName(getDisplayName(head)), inputs, DenseI64ArrayAttr());
    chain.back()->replaceAllUsesWith(layer.getResults());
    Block &body = layer.getBody().emplaceBlock();
    for (Operation *op : chain)
      op->moveBefore(&body, body.end());
    for (auto [i, input] : llvm::enumerate(inputs))
      head->setOperand(i, body.addArgument(input.getType(), input.getLoc()));
    builder.setInsertionPointToEnd(&body);
    YieldOp::create(builder, chain.back()->getLoc(), chain.back()->getResults());
    ++numLayers;
    return layer;
  }

  StringAttr uniqueName(StringRef name) {
    std::string candidate = name.str();
    for (unsigned i = 1; !names.insert(candidate).second; ++i)
      candidate = (name + "_" + Twine(i)).str();
    return StringAttr::get(&getContext(), candidate);
  }

  llvm::StringSet<> names;
};
} // namespace
