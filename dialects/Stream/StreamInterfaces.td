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
      Cycles per sample when every loop starts an iteration in each cycle and no channel waits. By default
      one per transfer of the first result.
    }], "int64_t", "getCycles", (ins), "", [{
      return ::hls4mlir::stream::getChannelType($_op->getResult(0)).getNumBeats();
    }]>,
    InterfaceMethod<[{
      True when element i of the one result depends on element i of the one operand and on constants only, so
      that the processor can be computed where its producer writes.
    }], "bool", "isElementwise", (ins), "", "return false;">,
    InterfaceMethod<[{
      What the processor does, in a few words for people: `Dense 16 -> 8`.
    }], "std::string", "describe", (ins)>
  ];
}

#endif // HLS4MLIR_STREAM_INTERFACES_TD
