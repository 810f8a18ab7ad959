//===- Verify.cpp - stream-verify -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/StreamPasses.h"

using namespace mlir;
using namespace hls4mlir;

namespace hls4mlir::stream {
#define GEN_PASS_DEF_STREAMVERIFY
#include "dialects/Stream/StreamPasses.h.inc"
} // namespace hls4mlir::stream

using namespace hls4mlir::stream;

/// Checks that one consumer, and one only, takes what `channel` carries.
static LogicalResult verifyOneConsumer(Value channel) {
  if (channel.hasOneUse())
    return success();
  InFlightDiagnostic diag = emitError(channel.getLoc())
                            << "channel of '" << getChannelName(channel) << "' has "
                            << std::distance(channel.use_begin(), channel.use_end())
                            << " consumers, but must have one; stream-materialize-forks sees to it";
  for (Operation *user : channel.getUsers())
    diag.attachNote(user->getLoc()) << "consumer is here";
  return diag;
}

/// Checks that the processors of a layer find their operands in the beat that they read.
static LogicalResult verifyBeats(LayerOp layer) {
  for (ProcessorOpInterface processor : layer.getBody().getOps<ProcessorOpInterface>())
    for (OpOperand &operand : processor->getOpOperands()) {
      int64_t required = processor.getInputBeat(operand.getOperandNumber());
      int64_t found = getChannelType(operand.get()).getBeat();
      if (found == required)
        continue;
      InFlightDiagnostic diag = processor.emitOpError()
                                << "in layer '" << layer.getName() << "' reads operand " << operand.getOperandNumber()
                                << " in beats of " << required << ", but its channel has beats of " << found
                                << "; stream-insert-width-converters sees to it";
      auto argument = dyn_cast<BlockArgument>(operand.get());
      Value channel = argument ? layer.getInputs()[argument.getArgNumber()] : operand.get();
      diag.attachNote(channel.getLoc()) << "channel of '" << getChannelName(channel) << "' begins here";
      return diag;
    }
  return success();
}

static LogicalResult verifyGraph(GraphOp graph) {
  for (Value argument : graph.getBody().getArguments())
    if (failed(verifyOneConsumer(argument)))
      return failure();
  for (Operation &op : graph.getBody().front().without_terminator()) {
    auto layer = dyn_cast<LayerOp>(op);
    if (!layer && !isRename(&op))
      return op.emitOpError() << "'" << getDisplayName(&op)
                              << "' stands outside a layer; stream-form-layers sees to it";
    for (Value result : op.getResults())
      if (failed(verifyOneConsumer(result)))
        return failure();
    if (layer && failed(verifyBeats(layer)))
      return failure();
  }
  Operation *output = graph.getBody().front().getTerminator();
  for (auto [i, channel] : llvm::enumerate(output->getOperands()))
    if (Value root = getRoot(channel); isa<BlockArgument>(root))
      return output->emitOpError() << "result " << i << " is the input '" << getChannelName(root)
                                   << "' itself, without a process between; stream-materialize-forks sees to it";
  return success();
}

namespace {
struct Verify : stream::impl::StreamVerifyBase<Verify> {
  void runOnOperation() override {
    for (Operation &op : *getOperation().getBody()) {
      auto graph = dyn_cast<GraphOp>(op);
      if (graph ? failed(verifyGraph(graph)) : !isa<qnn::WeightOp>(op)) {
        if (!graph)
          op.emitOpError("is left at the stream level, where a module holds stream.graph and qnn.weight only");
        return signalPassFailure();
      }
    }
  }
};
} // namespace
