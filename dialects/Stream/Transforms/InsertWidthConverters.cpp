//===- InsertWidthConverters.cpp - stream-insert-width-converters -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Stream/StreamPasses.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace hls4mlir;

namespace hls4mlir::stream {
#define GEN_PASS_DEF_STREAMINSERTWIDTHCONVERTERS
#include "dialects/Stream/StreamPasses.h.inc"
} // namespace hls4mlir::stream

using namespace hls4mlir::stream;

namespace {
struct InsertWidthConverters : stream::impl::StreamInsertWidthConvertersBase<InsertWidthConverters> {
  void runOnOperation() override {
    // The converted channels, so that consumers that read the same beat share them.
    DenseMap<std::pair<Value, int64_t>, Value> converted;
    for (Operation &op : getOperation().getBody().front()) {
      auto processor = dyn_cast<ProcessorOpInterface>(op);
      if (!processor)
        continue;
      for (OpOperand &operand : op.getOpOperands())
        if (int64_t beat = processor.getInputBeat(operand.getOperandNumber());
            beat != getChannelType(operand.get()).getBeat())
          operand.set(convert(converted[{operand.get(), beat}], operand.get(), beat));
    }
  }

  /// The channel `input` in another beat; `known` is where it is kept.
  Value convert(Value &known, Value input, int64_t beat) {
    if (known)
      return known;
    OpBuilder builder(&getContext());
    builder.setInsertionPointAfterValue(input);
    Location loc = NameLoc::get(builder.getStringAttr(getChannelName(input) + "_beat" + Twine(beat)), input.getLoc());
    ++numInserted;
    return known = ConvertWidthOp::create(builder, loc, getChannelType(input).withBeat(beat), input);
  }
};
} // namespace
