//===- MaterializeForks.cpp - stream-materialize-forks -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/StreamPasses.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace hls4mlir;

namespace hls4mlir::stream {
#define GEN_PASS_DEF_STREAMMATERIALIZEFORKS
#include "dialects/Stream/StreamPasses.h.inc"
} // namespace hls4mlir::stream

using namespace hls4mlir::stream;

namespace {
struct MaterializeForks : stream::impl::StreamMaterializeForksBase<MaterializeForks> {
  void runOnOperation() override {
    Block &block = getOperation().getBody().front();
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
      if (isOpTriviallyDead(&op)) {
        numErased += isa<ProcessorOpInterface>(op);
        op.erase();
      }

    SmallVector<Value> channels(block.args_begin(), block.args_end());
    for (Operation &op : block)
      llvm::append_range(channels, op.getResults());
    for (Value channel : channels)
      if (!channel.hasOneUse())
        fork(channel);
    for (OpOperand &output : block.getTerminator()->getOpOperands())
      if (isa<BlockArgument>(getRoot(output.get())))
        fork(output.get());
  }

  /// Gives each use of `channel` a channel of its own.
  void fork(Value channel) {
    SmallVector<OpOperand *> uses = llvm::map_to_vector(channel.getUses(), [](OpOperand &use) { return &use; });
    // Results in the order in which the consumers stand; the list of uses is in none.
    llvm::sort(uses, [](OpOperand *lhs, OpOperand *rhs) {
      if (lhs->getOwner() == rhs->getOwner())
        return lhs->getOperandNumber() < rhs->getOperandNumber();
      return lhs->getOwner()->isBeforeInBlock(rhs->getOwner());
    });
    OpBuilder builder(&getContext());
    builder.setInsertionPointAfterValue(channel);
    StringRef suffix = uses.empty() ? "_unread" : uses.size() == 1 ? "_passed" : "_fork";
    Location loc = NameLoc::get(builder.getStringAttr(getChannelName(channel) + suffix), channel.getLoc());
    auto fork = ForkOp::create(builder, loc, SmallVector<Type>(uses.size(), channel.getType()), channel);
    for (auto [use, result] : llvm::zip_equal(uses, fork.getResults()))
      use->set(result);
    ++numForks;
  }
};
} // namespace
