//===- StreamInterfaces.td - What all processors answer ----*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_STREAM_INTERFACES_TD
#define HLS4MLIR_STREAM_INTERFACES_TD

include "mlir/IR/OpBase.td"

def Stream_ProcessorOpInterface : OpInterface<"ProcessorOpInterface"> {
  let cppNamespace = "::hls4mlir::stream";
  let description = [{
    A processor takes one tensor from each of its operands and sends one to each of its results, per sample.
    Passes ask it about beats and cycles, and know no processor by name.
  }];
  let methods = [
    InterfaceMethod<[{
      The number of elements per transfer in which the processor reads this operand, once its results have
      their beats. By default operands are read in the beat of the first result.
    }], "int64_t", "getInputBeat", (ins "unsigned":$operand), "", [{
      return ::hls4mlir::stream::getChannelType($_op->getResult(0)).getBeat();
    }]>,
    InterfaceMethod<[{
      The beat in which the results are best sent when the operands arrive in `inputBeats`. By default the
      largest of them: a processor of many lanes in front shall not be held up.
    }], "int64_t", "inferBeat", (ins "::llvm::ArrayRef<int64_t>":$inputBeats), "", [{
      return *::llvm::max_element(inputBeats);
    }]>,
    InterfaceMethod<[{
      Which transfers each step of the processor takes and gives, for one sample; see Schedule.h. It is the loop nest
      that the process will run, an iteration of its innermost loops in each cycle: token simulation, FIFO depths and
      cycles follow from it alone. Operand i is taken and result i given `getNumBeats()` times, of the operand in
      the beat of `getInputBeat(i)`. There is a step at least. By default a step per transfer of the first result,
      which takes a transfer from each operand and gives one to each result: right where all channels have the same
      number of transfers and nothing is held back.
    }], "::hls4mlir::stream::Schedule", "getSchedule", (ins), "", [{
      return ::hls4mlir::stream::getStepwiseSchedule($_op);
    }]>,
    InterfaceMethod<[{
      Cycles from the step that gives a transfer to its arrival in the channel, one at least: the depth of
      the pipeline between operands and results. An estimate; the vendor's scheduler has the last word.
    }], "int64_t", "getLatency", (ins), "", "return 1;">,
    InterfaceMethod<[{
      Elements of the first result that are computed side by side. By default those of a transfer.
    }], "int64_t", "getNumLanes", (ins), "", [{
      if ($_op->getNumResults() == 0)
        return ::hls4mlir::stream::getChannelType($_op->getOperand(0)).getBeat();
      return ::hls4mlir::stream::getChannelType($_op->getResult(0)).getBeat();
    }]>,
    InterfaceMethod<[{
      What the hardware of the processor takes of a device when it computes `lanes` elements of its result side by side:
      tables, arithmetic and buffers, but not the control that a process has in any case, nor the FIFOs around.
      The lanes are those of the head of the layer that the processor stands in. The formulas, with their sources, stand
      in Resources.h. By default a lookup table and a register per bit of the results, as a small function of one
      element has.
    }], "::hls4mlir::stream::Resources", "getResources", (ins "int64_t":$lanes), "", [{
      return ::hls4mlir::stream::getResultResources($_op, lanes);
    }]>,
    InterfaceMethod<[{
      True when element i of the one result depends on element i of the one operand and on constants only, so
      that the processor can be computed where its producer writes.
    }], "bool", "isElementwise", (ins), "", "return false;">,
    InterfaceMethod<[{
      What the processor does, in a few words for people: `Dense 16 -> 8`.
    }], "std::string", "describe", (ins)>
  ];
  let extraSharedClassDeclaration = [{
    /// Cycles per sample when every loop starts an iteration in each cycle and no channel waits.
    int64_t getCycles() { return $_op.getSchedule().getNumSteps(); }
  }];
}

def Stream_FoldableOpInterface : OpInterface<"FoldableOpInterface", [Stream_ProcessorOpInterface]> {
  let cppNamespace = "::hls4mlir::stream";
  let description = [{
    A processor that shares its arithmetic over time: `stream-fold` chooses how much of it there is, from the user's
    reuse factor or for a number of cycles that a whole network has to keep. Everything else (beats, schedule,
    resources) the processor answers as its lanes are then.
  }];
  let methods = [
    InterfaceMethod<[{
      The sizes over which the work for one position of the result can be spread, the outermost loop first: outputs and
      inputs of a matrix product, channels and pixels of a window. A number of lanes divides its size.
    }], "::llvm::SmallVector<int64_t>", "getFoldedSizes", (ins)>,
    InterfaceMethod<"How many of each size work side by side.", "::llvm::SmallVector<int64_t>", "getFolding", (ins)>,
    InterfaceMethod<[{
      Whether the processor can be built with these lanes, which divide the sizes. By default it always can.
    }], "bool", "allowsFolding", (ins "::llvm::ArrayRef<int64_t>":$lanes), "", "return true;">,
    InterfaceMethod<[{
      Chooses lanes, and gives the results the beat that follows from them.
    }], "void", "setFolding", (ins "::llvm::ArrayRef<int64_t>":$lanes)>,
    InterfaceMethod<[{
      Products that are computed side by side with the lanes as they are. By default as many as all lanes make.
    }], "int64_t", "getNumProducts", (ins), "", [{
      int64_t products = 1;
      for (int64_t lanes : $_op.getFolding())
        products *= lanes;
      return products;
    }]>
  ];
}

#endif // HLS4MLIR_STREAM_INTERFACES_TD
