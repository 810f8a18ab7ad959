//===- DataflowOps.td - Operations of the dataflow dialect -*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DATAFLOW_OPS_TD
#define HLS4MLIR_DATAFLOW_OPS_TD

include "dialects/Dataflow/DataflowAttrs.td"
include "dialects/Dataflow/DataflowTypes.td"
include "mlir/IR/OpAsmInterface.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Dataflow_Op<string mnemonic, list<Trait> traits = []> : Op<Dataflow_Dialect, mnemonic, traits>;

//===----------------------------------------------------------------------===//
// Functions
//===----------------------------------------------------------------------===//

/// A function with named, directed ports, which are the arguments of its only block.
class Dataflow_PortedOp<string mnemonic, list<Trait> traits = [], dag more = (ins)>
    : Dataflow_Op<mnemonic, !listconcat([
        Symbol, IsolatedFromAbove, SingleBlock, NoTerminator, HasParent<"::mlir::ModuleOp">,
        DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>], traits)> {
  let arguments = !con((ins
    SymbolNameAttr:$sym_name,
    StrArrayAttr:$port_names,
    Dataflow_DirectionArray:$port_directions,
    OptionalAttr<DictArrayAttr>:$port_attrs,
    OptionalAttr<ConfinedAttr<I64Attr, [IntPositive]>>:$pipeline,
    OptionalAttr<StrArrayAttr>:$comment
  ), more);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let skipDefaultBuilders = 1;
  let builders = [
    OpBuilder<(ins "::llvm::StringRef":$name, "::llvm::ArrayRef<::hls4mlir::dataflow::PortInfo>":$ports,
                   CArg<"::llvm::ArrayRef<::llvm::StringRef>", "{}">:$comment)>
  ];
  code portedDeclaration = [{
    ::mlir::Block *getBodyBlock() { return &getBody().front(); }
    unsigned getNumPorts() { return getPortNames().size(); }
    ::llvm::StringRef getPortName(unsigned port) {
      return ::llvm::cast<::mlir::StringAttr>(getPortNames()[port]).getValue();
    }
    ::hls4mlir::dataflow::Direction getPortDirection(unsigned port) {
      return ::llvm::cast<::hls4mlir::dataflow::DirectionAttr>(getPortDirections()[port]).getValue();
    }
    ::mlir::Type getPortType(unsigned port) { return getBody().getArgument(port).getType(); }
    /// Attributes of a port; never null.
    ::mlir::DictionaryAttr getPortAttributes(unsigned port);
    void setPortAttribute(unsigned port, ::llvm::StringRef name, ::mlir::Attribute value);
  }];
}

def Dataflow_DesignOp : Dataflow_PortedOp<"design", [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "the top function: ports and the processes between them";
  let description = [{
    The body declares FIFOs and arrays and instantiates processes, each once per sample. Without `pipeline`
    the processes run concurrently, as soon as their inputs arrive (DATAFLOW); every FIFO and array then
    has one writer and one reader. With `pipeline N` the whole design is one pipeline that accepts a sample
    every N cycles; then all loops of its processes are unrolled, and an array may have several readers.

    Ports are FIFOs when elements arrive over time and arrays when they arrive together. Their names are
    the SSA names of the text, or the string behind them where a name is no SSA name. `comment` is printed
    in front of the function.

    Example:
    ```mlir
    dataflow.design @digits(in %x: !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>> {qnn.name = "x"},
                            out %y: !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>> {qnn.name = "y"}) {
      %fc1_out = dataflow.fifo depth 4 : !dataflow.fifo<beat<2x!qnn.fixed<s18, 8>>>
      dataflow.instance @fc1(%x, %fc1_out) : !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>>, !dataflow.fifo<beat<2x!qnn.fixed<s18, 8>>>
      dataflow.instance @relu1(%fc1_out, %y) : !dataflow.fifo<beat<2x!qnn.fixed<s18, 8>>>, !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>>
    }
    ```
  }];
  let extraClassDeclaration = portedDeclaration;
}

def Dataflow_ProcessOp : Dataflow_PortedOp<"process", [], (ins UnitAttr:$inlined)> {
  let summary = "a function that implements one layer";
  let description = [{
    Reads its `in` ports and writes its `out` ports. `comment` says in prose what the process computes and
    what it costs, one string per line; it is printed in front of the function. `pipeline N` pipelines the
    whole body, so that the process accepts a sample every N cycles; the body then holds no loop that stays
    a loop. `inlined` dissolves the process into the design.

    Example:
    ```mlir
    dataflow.process @relu1(in %x: !dataflow.fifo<!qnn.fixed<s18, 8>>, out %y: !dataflow.fifo<!qnn.fixed<u17, 7>>)
        comment ["ReLU over 8 elements", "1 lane, 8 cycles per sample"] {
      dataflow.for %i = 0 to 8 label "relu1_elements" pipeline 1 {
        %value = dataflow.read %x : !dataflow.fifo<!qnn.fixed<s18, 8>>
        %positive = qnn.relu %value : !qnn.fixed<s18, 8> -> !qnn.fixed<u17, 7>
        dataflow.write %y, %positive : !dataflow.fifo<!qnn.fixed<u17, 7>>
      }
    }
    ```
  }];
  let extraClassDeclaration = portedDeclaration;
}

def Dataflow_InstanceOp : Dataflow_Op<"instance", [HasParent<"::hls4mlir::dataflow::DesignOp">,
                                                   DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a process at work in the design";
  let description = [{
    Connects the ports of the process, in order, to FIFOs and arrays of the design of the same types.

    Example:
    ```mlir
    dataflow.instance @relu1(%fc1_out, %y) : !dataflow.fifo<!qnn.fixed<s18, 8>>, !dataflow.fifo<!qnn.fixed<u17, 7>>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$process, Variadic<Dataflow_Port>:$ports);
  let assemblyFormat = "$process `(` $ports `)` attr-dict (`:` qualified(type($ports))^)?";
}

//===----------------------------------------------------------------------===//
// Storage
//===----------------------------------------------------------------------===//

/// An operation whose result is known by a name in the C++.
class Dataflow_NamedOp<string mnemonic, list<Trait> traits = []>
    : Dataflow_Op<mnemonic, !listconcat([DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmResultNames"]>], traits)>;

def Dataflow_FifoOp : Dataflow_NamedOp<"fifo", [HasParent<"::hls4mlir::dataflow::DesignOp">]> {
  let summary = "a FIFO between two processes";
  let description = [{
    Holds up to `depth` elements; a write into a full FIFO waits, a read from an empty one too. The name
    is the SSA name of the text, or the string given.

    Example:
    ```mlir
    %fc1_out = dataflow.fifo depth 16 : !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>>
    %skip = dataflow.fifo "skip.0" depth 784 storage block_ram : !dataflow.fifo<!qnn.fixed<u4, 2>>
    ```
  }];
  let arguments = (ins StrAttr:$name, ConfinedAttr<I64Attr, [IntPositive]>:$depth,
                       OptionalAttr<Dataflow_StorageAttr>:$storage, OptionalAttr<StrAttr>:$type_name);
  let results = (outs Res<Dataflow_FifoType, "", [MemAlloc]>:$result);
  let hasVerifier = 1;
  let assemblyFormat = [{
    `` custom<ResultName>($name) `depth` $depth (`storage` `` $storage^)? (`as` $type_name^)? attr-dict
    `:` qualified(type($result))
  }];
}

def Dataflow_ArrayOp : Dataflow_NamedOp<"array", [
    ParentOneOf<["::hls4mlir::dataflow::DesignOp", "::hls4mlir::dataflow::ProcessOp",
                 "::hls4mlir::dataflow::ForOp", "::mlir::scf::IfOp"]>]> {
  let summary = "a local array or variable";
  let description = [{
    Its elements have no value until they are stored. In a process it lives in the block that declares
    it; in a design it connects processes. `partition` and `reshape` divide dimensions, see
    `#dataflow.partition`; a dimension occurs in one of them at most. `distance N` promises that what an iteration of
    a pipelined loop writes is read by the `N`th one after it at the earliest, so that the pipeline need not wait.

    Example:
    ```mlir
    %accum = dataflow.array partition [0 complete] : !dataflow.array<2x!qnn.fixed<s18, 8>>
    %result = dataflow.array : !dataflow.array<beat<2x!qnn.fixed<u4, 2>>>
    ```
  }];
  let arguments = (ins StrAttr:$name, OptionalAttr<Dataflow_PartitionArray>:$partition,
                       OptionalAttr<Dataflow_PartitionArray>:$reshape,
                       OptionalAttr<Dataflow_StorageAttr>:$storage, OptionalAttr<StrAttr>:$type_name,
                       OptionalAttr<ConfinedAttr<I64Attr, [IntPositive]>>:$distance);
  let results = (outs Res<Dataflow_ArrayType, "", [MemAlloc]>:$result);
  let assemblyFormat = [{
    `` custom<ResultName>($name) (`partition` custom<Partitions>($partition)^)?
    (`reshape` custom<Partitions>($reshape)^)? (`storage` `` $storage^)? (`distance` $distance^)? (`as` $type_name^)?
    attr-dict `:` qualified(type($result))
  }];
  let hasVerifier = 1;
}

def Dataflow_RomOp : Dataflow_NamedOp<"rom", [Pure, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "a weight as a constant array";
  let description = [{
    The elements of a `qnn.weight`, row-major, under the shape of the array. With `order`, the array is a
    transposed view: the weight is read under a shape whose dimension `order[i]` is dimension `i` of the
    array. So a kernel of 8 outputs by 16 inputs, folded to 2 by 4 lanes, is
    `array[out][in][lane][k] = kernel[out * 2 + lane][in * 4 + k]`:

    Example:
    ```mlir
    %weight = dataflow.rom @fc1_kernel order [0, 2, 1, 3] reshape [2 complete, 3 complete]
                : !dataflow.array<4x4x2x4x!qnn.fixed<s6, 1>>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$weight, StrAttr:$name, OptionalAttr<DenseI64ArrayAttr>:$order,
                       OptionalAttr<Dataflow_PartitionArray>:$partition,
                       OptionalAttr<Dataflow_PartitionArray>:$reshape,
                       OptionalAttr<Dataflow_StorageAttr>:$storage, OptionalAttr<StrAttr>:$type_name);
  let results = (outs Dataflow_ArrayType:$result);
  let assemblyFormat = [{
    $weight `` custom<ResultName>($name) (`order` $order^)? (`partition` custom<Partitions>($partition)^)?
    (`reshape` custom<Partitions>($reshape)^)? (`storage` `` $storage^)? (`as` $type_name^)? attr-dict
    `:` qualified(type($result))
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// The codes of the weight in the order of the array, row-major.
    ::llvm::SmallVector<int64_t> getCodes(::hls4mlir::qnn::WeightOp weight);
  }];
}

//===----------------------------------------------------------------------===//
// Access
//===----------------------------------------------------------------------===//

def Dataflow_LoadOp : Dataflow_Op<"load", [DeclareOpInterfaceMethods<InferTypeOpInterface>]> {
  let summary = "an element of an array, or a lane of it";
  let description = [{
    One index per dimension; one more selects a lane where the elements are beats.

    Example:
    ```mlir
    %b = dataflow.load %input[%in] : !dataflow.array<4xbeat<2x!qnn.fixed<s8, 3>>>       // a beat
    %v = dataflow.load %input[%in, %k] : !dataflow.array<4xbeat<2x!qnn.fixed<s8, 3>>>   // a number
    ```
  }];
  let arguments = (ins Arg<Dataflow_ArrayType, "", [MemRead]>:$array, Variadic<Index>:$indices);
  let results = (outs Dataflow_Element:$result);
  let assemblyFormat = "$array `[` $indices `]` attr-dict `:` qualified(type($array))";
  let hasVerifier = 1;
}

def Dataflow_StoreOp : Dataflow_Op<"store"> {
  let summary = "writes an element of an array, or a lane of it";
  let description = [{
    A number may be stored into elements whose type holds all its values, a beat into elements of its
    own type. Anything that rounds, saturates or wraps is said by a `qnn.requantize` in front.

    Example:
    ```mlir
    dataflow.store %v, %accum[%lane] : !qnn.fixed<s18, 8>, !dataflow.array<2x!qnn.fixed<s18, 8>>
    ```
  }];
  let arguments = (ins Dataflow_Element:$value, Arg<Dataflow_ArrayType, "", [MemWrite]>:$array,
                       Variadic<Index>:$indices);
  let assemblyFormat = [{
    $value `,` $array `[` $indices `]` attr-dict `:` qualified(type($value)) `,` qualified(type($array))
  }];
  let hasVerifier = 1;
}

def Dataflow_AccumulateOp : Dataflow_Op<"accumulate"> {
  let summary = "adds to an element of an array";
  let description = [{
    `array[indices] += value`, modulo the width of the element. The step of the value is a multiple of the
    element's step, so that nothing is rounded. Wrapping sums may be taken in any order; an accumulator
    that holds the final sum holds it whatever happens on the way.

    Example:
    ```mlir
    dataflow.accumulate %product, %accum[%lane] : !qnn.fixed<s14, 4>, !dataflow.array<2x!qnn.fixed<s18, 8>>
    ```
  }];
  let arguments = (ins QNN_FixedType:$value, Arg<Dataflow_ArrayType, "", [MemRead, MemWrite]>:$array,
                       Variadic<Index>:$indices);
  let assemblyFormat = [{
    $value `,` $array `[` $indices `]` attr-dict `:` qualified(type($value)) `,` qualified(type($array))
  }];
  let hasVerifier = 1;
}

def Dataflow_ReadOp : Dataflow_Op<"read", [
    TypesMatchWith<"result is an element of the FIFO", "fifo", "result",
                   "::llvm::cast<::hls4mlir::dataflow::FifoType>($_self).getElement()">]> {
  let summary = "takes the oldest element out of a FIFO";
  let description = [{
    Waits until there is one.

    Example:
    ```mlir
    %b = dataflow.read %x : !dataflow.fifo<beat<4x!qnn.fixed<s8, 3>>>
    ```
  }];
  let arguments = (ins Arg<Dataflow_FifoType, "", [MemRead, MemWrite]>:$fifo);
  let results = (outs Dataflow_Element:$result);
  let assemblyFormat = "$fifo attr-dict `:` qualified(type($fifo))";
  let hasVerifier = 1;
}

def Dataflow_WriteOp : Dataflow_Op<"write", [
    TypesMatchWith<"value is an element of the FIFO", "fifo", "value",
                   "::llvm::cast<::hls4mlir::dataflow::FifoType>($_self).getElement()">]> {
  let summary = "puts an element into a FIFO";
  let description = [{
    Waits until there is room.

    Example:
    ```mlir
    dataflow.write %y, %b : !dataflow.fifo<beat<2x!qnn.fixed<u4, 2>>>
    ```
  }];
  let arguments = (ins Arg<Dataflow_FifoType, "", [MemWrite]>:$fifo, Dataflow_Element:$value);
  let assemblyFormat = "$fifo `,` $value attr-dict `:` qualified(type($fifo))";
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// Counters
//===----------------------------------------------------------------------===//

def Dataflow_CounterOp : Dataflow_NamedOp<"counter", [
    ParentOneOf<["::hls4mlir::dataflow::ProcessOp", "::hls4mlir::dataflow::ForOp"]>]> {
  let summary = "a variable that counts in a circle";
  let description = [{
    For what goes on at a pace of its own beside the loops: how many rows have arrived, where in a ring the next
    one goes. Starts at `from`.

    Example:
    ```mlir
    %row = dataflow.counter from 0 : !dataflow.counter<4>
    ```
  }];
  let arguments = (ins StrAttr:$name, ConfinedAttr<I64Attr, [IntNonNegative]>:$from);
  let results = (outs Res<Dataflow_CounterType, "", [MemAlloc]>:$result);
  let assemblyFormat = "`` custom<ResultName>($name) `from` $from attr-dict `:` qualified(type($result))";
  let hasVerifier = 1;
}

def Dataflow_CountOp : Dataflow_Op<"count"> {
  let summary = "where a counter stands";
  let description = [{
    Example:
    ```mlir
    %i = dataflow.count %row : !dataflow.counter<4>
    ```
  }];
  let arguments = (ins Arg<Dataflow_CounterType, "", [MemRead]>:$counter);
  let results = (outs Index:$result);
  let assemblyFormat = "$counter attr-dict `:` qualified(type($counter))";
}

def Dataflow_AdvanceOp : Dataflow_Op<"advance"> {
  let summary = "moves a counter on";
  let description = [{
    By one, or by the number given, which is at most the counter's size; beyond its last value it goes on at 0.

    Example:
    ```mlir
    dataflow.advance %row : !dataflow.counter<4>
    dataflow.advance %first by 2 : !dataflow.counter<5>
    ```
  }];
  let arguments = (ins Arg<Dataflow_CounterType, "", [MemRead, MemWrite]>:$counter,
                       DefaultValuedAttr<ConfinedAttr<I64Attr, [IntPositive]>, "1">:$by);
  let assemblyFormat = "$counter (`by` $by^)? attr-dict `:` qualified(type($counter))";
  let hasVerifier = 1;
}

def Dataflow_WrapOp : Dataflow_Op<"wrap", [Pure]> {
  let summary = "a place in a ring, from one that is less than a round beyond its end";
  let description = [{
    `index` where that is less than `size`, and `index - size` else; the index is less than twice the size. This
    is a remainder without a divider.

    Example:
    ```mlir
    %place = dataflow.wrap %sum in 5
    ```
  }];
  let arguments = (ins Index:$index, ConfinedAttr<I64Attr, [IntPositive]>:$size);
  let results = (outs Index:$result);
  let assemblyFormat = "$index `in` $size attr-dict";
  let hasVerifier = 1;
  let hasFolder = 1;
}

//===----------------------------------------------------------------------===//
// Control
//===----------------------------------------------------------------------===//

def Dataflow_ForOp : Dataflow_Op<"for", [
    RecursiveMemoryEffects, SingleBlock, NoTerminator,
    DeclareOpInterfaceMethods<OpAsmOpInterface, ["getAsmBlockArgumentNames"]>]> {
  let summary = "a counted loop";
  let description = [{
    Runs its body for `lower, lower + step, ..` below `upper`. `pipeline N` starts an iteration every N
    cycles; `unroll` makes a copy of the body for every iteration and `unroll N` makes N copies. A pipelined
    loop holds no loop that stays a loop: every one inside is fully unrolled. `label` is the loop's name in
    C++ and in the vendor's reports; the loop variable's name is its SSA name in the text, or the string
    behind it.

    Canonicalization dissolves loops of no or one iteration. When the only iteration was pipelined, the
    pipeline moves to the loop or process around it, if that becomes innermost.

    Example:
    ```mlir
    dataflow.for %out = 0 to 4 label "fc1_outputs" {
      dataflow.for %in = 0 to 16 step 4 label "fc1_inputs" pipeline 1 {
        dataflow.for %lane = 0 to 4 unroll {
        }
      }
    }
    ```
  }];
  let arguments = (ins StrAttr:$variable, I64Attr:$lower, I64Attr:$upper,
                       DefaultValuedAttr<ConfinedAttr<I64Attr, [IntPositive]>, "1">:$step,
                       OptionalAttr<StrAttr>:$label,
                       OptionalAttr<ConfinedAttr<I64Attr, [IntPositive]>>:$pipeline,
                       OptionalAttr<ConfinedAttr<I64Attr, [IntPositive]>>:$unroll);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasCanonicalizeMethod = 1;
  let skipDefaultBuilders = 1;
  let builders = [
    /// `fill` fills the body, at whose start the builder stands.
    OpBuilder<(ins "::llvm::StringRef":$variable, "int64_t":$lower, "int64_t":$upper,
                   CArg<"::llvm::function_ref<void(::mlir::OpBuilder &, ::mlir::Location, ::mlir::Value)>",
                        "nullptr">:$fill)>
  ];
  let extraClassDeclaration = [{
    ::mlir::Block *getBodyBlock() { return &getBody().front(); }
    ::mlir::Value getInductionVariable() { return getBody().getArgument(0); }
    /// Number of iterations.
    int64_t getTripCount();
    /// True when no loop is left in hardware.
    bool isFullyUnrolled() { return getUnroll() && static_cast<int64_t>(*getUnroll()) >= getTripCount(); }
    /// Unrolls the loop fully.
    void setFullUnroll() { setUnroll(std::max<int64_t>(getTripCount(), 1)); }
  }];
}

//===----------------------------------------------------------------------===//
// Prepared for emission
//===----------------------------------------------------------------------===//

def Dataflow_TypeAliasOp : Dataflow_Op<"type_alias", [Symbol, HasParent<"::mlir::ModuleOp">]> {
  let summary = "a name for a number type in C++";
  let description = [{
    Inserted by `dataflow-prepare-for-emission`; every element type that the C++ spells has one. `group`
    stands at the first of those that belong together: the layer, or the ports.

    Example:
    ```mlir
    dataflow.type_alias @fc1_accum_t = !qnn.fixed<s18, 8> group "fc1"
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<QNN_FixedType>:$type, OptionalAttr<StrAttr>:$group);
  let assemblyFormat = "$sym_name `=` $type (`group` $group^)? attr-dict";
}

def Dataflow_TemporaryOp : Dataflow_NamedOp<"temporary", [Pure, AllTypesMatch<["value", "result"]>]> {
  let summary = "a value that has a name of its own in C++";
  let description = [{
    Inserted by `dataflow-prepare-for-emission` where a value is used more than once, or where computing it
    at its use would move it across an effect.

    Example:
    ```mlir
    %value = dataflow.temporary %read as "x_t" : !qnn.fixed<s8, 3>
    ```
  }];
  let arguments = (ins AnyTypeOf<[QNN_FixedType, Dataflow_BeatType, Index]>:$value, StrAttr:$name,
                       OptionalAttr<StrAttr>:$type_name);
  let results = (outs AnyTypeOf<[QNN_FixedType, Dataflow_BeatType, Index]>:$result);
  let assemblyFormat = "$value `` custom<ResultName>($name) (`as` $type_name^)? attr-dict `:` qualified(type($value))";
}

#endif // HLS4MLIR_DATAFLOW_OPS_TD
