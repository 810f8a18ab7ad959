//===- DataflowAttrs.td - Directives -*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DATAFLOW_ATTRS_TD
#define HLS4MLIR_DATAFLOW_ATTRS_TD

include "dialects/Dataflow/DataflowDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/BuiltinAttributes.td"
include "mlir/IR/CommonAttrConstraints.td"
include "mlir/IR/EnumAttr.td"

class Dataflow_Enum<string name, string summary, list<I32EnumAttrCase> cases> : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::hls4mlir::dataflow";
  let genSpecializedAttr = 0;
}

//===----------------------------------------------------------------------===//
// Ports
//===----------------------------------------------------------------------===//

def Dataflow_Direction : Dataflow_Enum<"Direction", "which way data pass a port", [
    I32EnumAttrCase<"In", 0, "in">, I32EnumAttrCase<"Out", 1, "out">]>;
def Dataflow_DirectionAttr : EnumAttr<Dataflow_Dialect, Dataflow_Direction, "direction"> {
  let assemblyFormat = "`<` $value `>`";
}
def Dataflow_DirectionArray : TypedArrayAttrBase<Dataflow_DirectionAttr, "array of port directions">;

def Dataflow_Interface : Dataflow_Enum<"Interface", "protocol of a port of the design", [
    I32EnumAttrCase<"AxiStream", 0, "axi_stream">, I32EnumAttrCase<"Fifo", 1, "fifo">,
    I32EnumAttrCase<"Memory", 2, "memory">, I32EnumAttrCase<"Wires", 3, "wires">]>;
def Dataflow_InterfaceAttr : EnumAttr<Dataflow_Dialect, Dataflow_Interface, "interface"> {
  let summary = "protocol of a port of the design";
  let description = [{
    | protocol     | ports of type | signals |
    |--------------|---------------|---------|
    | `axi_stream` | FIFO          | AXI4-Stream: data, valid, ready; the default |
    | `fifo`       | FIFO          | data, empty or full, read or write |
    | `memory`     | array         | address, data, enable: the array lies outside the design |
    | `wires`      | array         | every element on wires of its own, with a valid signal; the default |
  }];
  let assemblyFormat = "`<` $value `>`";
}

//===----------------------------------------------------------------------===//
// Storage
//===----------------------------------------------------------------------===//

def Dataflow_Storage : Dataflow_Enum<"Storage", "memory that a FIFO or an array is bound to", [
    I32EnumAttrCase<"BlockRam", 0, "block_ram">, I32EnumAttrCase<"LutRam", 1, "lut_ram">,
    I32EnumAttrCase<"UltraRam", 2, "ultra_ram">, I32EnumAttrCase<"ShiftRegister", 3, "shift_register">]>;
def Dataflow_StorageAttr : EnumAttr<Dataflow_Dialect, Dataflow_Storage, "storage"> {
  let summary = "memory that a FIFO or an array is bound to";
  let description = [{
    Without the attribute the vendor's tool chooses. `shift_register` is for FIFOs only.
  }];
}

def Dataflow_PartitionKind : Dataflow_Enum<"PartitionKind", "how a dimension is divided", [
    I32EnumAttrCase<"Complete", 0, "complete">, I32EnumAttrCase<"Cyclic", 1, "cyclic">,
    I32EnumAttrCase<"Block", 2, "block">]>;

def Dataflow_PartitionAttr : AttrDef<Dataflow_Dialect, "Partition"> {
  let mnemonic = "partition";
  let summary = "one dimension of an array divided";
  let description = [{
    `0 complete` puts every index of dimension 0 apart, `1 cyclic 4` index `i` of dimension 1 into part
    `i mod 4`, `1 block 4` consecutive quarters. Under `partition` the parts are memories (or registers) of
    their own, under `reshape` they lie side by side in words that are as many times wider.

    Example:
    ```mlir
    %a = dataflow.array partition [0 complete] reshape [1 cyclic 4] : !dataflow.array<2x16x!qnn.fixed<s8, 3>>
    ```
  }];
  let parameters = (ins "int64_t":$dimension, EnumParameter<Dataflow_PartitionKind>:$kind,
                        DefaultValuedParameter<"int64_t", "0">:$factor);
  let assemblyFormat = "`<` $dimension $kind `` custom<Factor>($factor) `>`";
  let builders = [
    AttrBuilder<(ins "int64_t":$dimension), [{
      return $_get($_ctxt, dimension, PartitionKind::Complete, int64_t(0));
    }]>
  ];
}
def Dataflow_PartitionArray : TypedArrayAttrBase<Dataflow_PartitionAttr, "array of partitions">;

#endif // HLS4MLIR_DATAFLOW_ATTRS_TD
