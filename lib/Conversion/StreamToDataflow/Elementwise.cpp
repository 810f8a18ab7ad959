//===- Elementwise.cpp - Processes that compute element by element -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Layers whose head is an elementwise processor, a sum, difference or product of two channels, or a
// constant.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/StreamToDataflow/Emitter.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;
using namespace hls4mlir::stream_to_dataflow;

void stream_to_dataflow::emitElementwise(Emitter &emitter) {
  ProcessorOpInterface head = emitter.layer.getHead();
  // The head is applied as the others are, unless it has no operand or two.
  SmallVector<ProcessorOpInterface> processors = emitter.layer.getEpilogue();
  if (head.isElementwise())
    processors.insert(processors.begin(), head);
  SmallVector<NestDim> nest = emitter.makeNest(processors);
  emitter.prepare(processors, nest);

  ChannelType type = emitter.getOutputType(0);
  Storage source;
  if (auto op = dyn_cast<SourceOp>(*head))
    source = emitter.rom("value", op.getWeight(), {type.getNumBeats(), type.getBeat()}, {0, 1}, {1});

  emitter.sequential(Emitter::outerLoops(nest, "elements"), /*pipeline=*/true, [&](ArrayRef<Value> outer) {
    SmallVector<Storage> inputs;
    for (unsigned i = 0; i < emitter.layer.getNumOperands(); ++i)
      inputs.push_back(emitter.fetch(i));
    Storage result = emitter.begin(0);
    emitter.unrolled(Emitter::laneLoops(nest), [&](ArrayRef<Value> lanes) {
      Place place{SmallVector<Value>(outer), SmallVector<Value>(lanes)};
      Value beat = emitter.beatOf(nest, place), lane = emitter.laneOf(nest, place);
      SmallVector<Value> values;
      for (auto [i, input] : llvm::enumerate(inputs))
        values.push_back(emitter.get(i, input, beat, lane));
      if (values.empty())
        values.push_back(emitter.load(source, {beat, lane}));
      Value value = values.size() == 2 ? emitter.combine(head, values[0], values[1]) : values[0];
      emitter.put(0, result, emitter.apply(processors, place, value), beat, lane);
    });
    emitter.send(0, result);
  });
}
