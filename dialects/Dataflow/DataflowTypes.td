//===- DataflowTypes.td - FIFOs, arrays and beats -*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DATAFLOW_TYPES_TD
#define HLS4MLIR_DATAFLOW_TYPES_TD

include "dialects/Dataflow/DataflowDialect.td"
include "dialects/QNN/QNNTypes.td"
include "mlir/IR/AttrTypeBase.td"

class Dataflow_Type<string name, string typeMnemonic> : TypeDef<Dataflow_Dialect, name> {
  let mnemonic = typeMnemonic;
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
}

def Dataflow_BeatType : Dataflow_Type<"Beat", "beat"> {
  let summary = "numbers that travel together";
  let description = [{
    `!dataflow.beat<4x!qnn.fixed<s8, 3>>`: four numbers that a FIFO transfers in one cycle. Lane 0 holds the
    first of them in the order of the channel. Inside another type of this dialect, `beat<..>` is enough.
  }];
  let parameters = (ins "int64_t":$lanes, "::hls4mlir::qnn::FixedType":$element);
  let builders = [
    TypeBuilderWithInferredContext<(ins "int64_t":$lanes, "::hls4mlir::qnn::FixedType":$element), [{
      return $_get(element.getContext(), lanes, element);
    }]>
  ];
}

def Dataflow_FifoType : Dataflow_Type<"Fifo", "fifo"> {
  let summary = "first in, first out";
  let description = [{
    `!dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>>`: a queue of numbers or beats with one writer and one reader.
    Its depth is an attribute of `dataflow.fifo`, not of the type: another depth changes no user.
  }];
  let parameters = (ins "::mlir::Type":$element);
  let builders = [
    TypeBuilderWithInferredContext<(ins "::mlir::Type":$element), [{
      return $_get(element.getContext(), element);
    }]>
  ];
}

def Dataflow_ArrayType : Dataflow_Type<"Array", "array"> {
  let summary = "addressable storage";
  let description = [{
    `!dataflow.array<4x4x!qnn.fixed<s8, 3>>`: row-major storage of numbers or beats. Rank 0 is a variable:
    `!dataflow.array<!qnn.fixed<s8, 3>>`. An access gives one index per dimension; where the elements
    are beats, one more index selects a lane.
  }];
  let parameters = (ins ArrayRefParameter<"int64_t">:$shape, "::mlir::Type":$element);
  let builders = [
    TypeBuilderWithInferredContext<(ins "::llvm::ArrayRef<int64_t>":$shape, "::mlir::Type":$element), [{
      return $_get(element.getContext(), shape, element);
    }]>
  ];
  let extraClassDeclaration = [{
    int64_t getRank() const { return getShape().size(); }
    /// Sizes of everything that an index can select: the dimensions, then the lanes of beats.
    ::llvm::SmallVector<int64_t> getAccessShape() const;
    /// The type that an access with `indices` indices gives; null when their number fits neither the rank nor,
    /// for beats, the rank and a lane.
    ::mlir::Type getAccessType(size_t indices) const;
  }];
}

def Dataflow_CounterType : Dataflow_Type<"Counter", "counter"> {
  let summary = "a variable that counts in a circle";
  let description = [{
    `!dataflow.counter<32>` counts 0, 1, .., 31, 0, .. : a place in a ring of 32, or how much has come by. Its values
    are known to the verifier, which those of a number in an array are not.
  }];
  let parameters = (ins "int64_t":$size);
}

/// What a FIFO transfers and an array stores.
def Dataflow_Element : AnyTypeOf<[QNN_FixedType, Dataflow_BeatType], "fixed-point number or beat">;
def Dataflow_Port : AnyTypeOf<[Dataflow_FifoType, Dataflow_ArrayType], "FIFO or array">;

#endif // HLS4MLIR_DATAFLOW_TYPES_TD
