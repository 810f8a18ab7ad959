//===- StreamOps.td - Graphs, layers and processors --------*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_STREAM_OPS_TD
#define HLS4MLIR_STREAM_OPS_TD

include "dialects/Stream/StreamOpBase.td"
include "dialects/Stream/StreamRoutingOps.td"
include "dialects/Stream/StreamSlidingOps.td"
include "mlir/Interfaces/FunctionInterfaces.td"

//===----------------------------------------------------------------------===//
// Graphs and layers
//===----------------------------------------------------------------------===//

def Stream_GraphOp : Stream_Op<"graph", [
    FunctionOpInterface, HasParent<"::mlir::ModuleOp">, IsolatedFromAbove, SingleBlock]> {
  let summary = "a network as a graph of processors";
  let description = [{
    The arguments are the channels from the host, the results those to the host. Argument and result
    attributes are those of the function in the integer form (`qnn.name`, `qnn.input`, `qnn.dequantize`).
    Channels of the interface are in row-major order.

    Example:
    ```mlir
    stream.graph @digits(%x: !stream.channel<16x!qnn.fixed<s8, 3>, beat 4> {qnn.name = "x"})
        -> (!stream.channel<8x!qnn.fixed<u4, 2>, beat 2> {qnn.name = "y"}) io stream {
      ...
      stream.output %y : !stream.channel<8x!qnn.fixed<u4, 2>, beat 2>
    }
    ```
  }];
  let arguments = (ins
    SymbolNameAttr:$sym_name,
    TypeAttrOf<FunctionType>:$function_type,
    Stream_IOAttr:$io,
    OptionalAttr<DictArrayAttr>:$arg_attrs,
    OptionalAttr<DictArrayAttr>:$res_attrs
  );
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    ::llvm::ArrayRef<::mlir::Type> getArgumentTypes() { return getFunctionType().getInputs(); }
    ::llvm::ArrayRef<::mlir::Type> getResultTypes() { return getFunctionType().getResults(); }
    ::mlir::Region *getCallableRegion() { return &getBody(); }
    /// Sets the function type to the types of the block's arguments and of the output's operands.
    void updateFunctionType();
    /// Whether all layers are unrolled: then the design is one pipeline, with registers between them.
    bool isOnePipeline();
  }];
}

def Stream_OutputOp : Stream_Op<"output", [HasParent<"GraphOp">, Pure, ReturnLike, Terminator]> {
  let summary = "the channels that leave the graph";
  let description = [{
    Example:
    ```mlir
    stream.output %y : !stream.channel<8x!qnn.fixed<u4, 2>, beat 2>
    ```
  }];
  let arguments = (ins Variadic<Stream_ChannelType>:$channels);
  let assemblyFormat = "attr-dict ($channels^ `:` qualified(type($channels)))?";
  let hasVerifier = 1;
}

def Stream_LayerOp : Stream_Op<"layer", [
    HasParent<"GraphOp">, IsolatedFromAbove, SingleBlockImplicitTerminator<"YieldOp">]> {
  let summary = "processors that become one process";
  let description = [{
    The body is one processor, the head, and a chain of elementwise processors after it, which are computed
    where the head writes: between them no channel is built. The layer has the name of its head's layer in
    the source, unique in the graph; a process, its comment and its labels carry it on.

    `depths` are the places of the FIFOs that the results become, in transfers; `stream-size-fifos` chooses them. Where
    they are absent, as in `io parallel`, which has no FIFOs, the conversion to processes takes a safe depth.

    Example:
    ```mlir
    %y = stream.layer "fc1" (%a = %x) : (!stream.channel<16x!qnn.fixed<s8, 3>, beat 4>)
                                     -> !stream.channel<8x!qnn.fixed<u4, 2>, beat 2> depths [2] {
      %acc = stream.matvec %a, @fc1_kernel lanes [2, 4]
        : !stream.channel<16x!qnn.fixed<s8, 3>, beat 4> -> !stream.channel<8x!qnn.fixed<s18, 8>, beat 2>
      %q = stream.requantize %acc half_even saturate
        : !stream.channel<8x!qnn.fixed<s18, 8>, beat 2> -> !stream.channel<8x!qnn.fixed<u4, 2>, beat 2>
      stream.yield %q : !stream.channel<8x!qnn.fixed<u4, 2>, beat 2>
    }
    ```
  }];
  let arguments = (ins StrAttr:$name, Variadic<Stream_ChannelType>:$inputs, OptionalAttr<DenseI64ArrayAttr>:$depths);
  let results = (outs Variadic<Stream_ChannelType>:$outputs);
  let regions = (region SizedRegion<1>:$body);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    /// The processor that the others follow.
    ::hls4mlir::stream::ProcessorOpInterface getHead();
    /// The elementwise processors after the head, in order.
    ::llvm::SmallVector<::hls4mlir::stream::ProcessorOpInterface> getEpilogue();
    /// What the processors do, separated by commas.
    ::std::string describe();
    /// Whether all its loops are copies of hardware, so that it takes a sample per cycle: in `io parallel`, unless its
    /// head is a product that shares its lanes.
    bool isUnrolled();
  }];
}

def Stream_YieldOp : Stream_Op<"yield", [HasParent<"LayerOp">, Pure, ReturnLike, Terminator]> {
  let summary = "the channels that leave a layer";
  let description = [{
    Example:
    ```mlir
    stream.yield %q : !stream.channel<8x!qnn.fixed<u4, 2>, beat 2>
    ```
  }];
  let arguments = (ins Variadic<Stream_ChannelType>:$channels);
  let builders = [OpBuilder<(ins), "build($_builder, $_state, ::mlir::ValueRange());">];
  let assemblyFormat = "attr-dict ($channels^ `:` qualified(type($channels)))?";
}

//===----------------------------------------------------------------------===//
// Layers with weights
//===----------------------------------------------------------------------===//

def Stream_MatVecOp : Stream_Op<"matvec", [
    Pure, DeclareOpInterfaceMethods<SymbolUserOpInterface>,
    Stream_FoldableOpInterface,
    Processor<["getInputBeat", "inferBeat", "getSchedule", "getLatency", "getNumLanes", "getResources"]>]> {
  let summary = "exact product of a constant matrix with vectors, plus bias";
  let description = [{
    `result[.., o] = sum_i weight[o, i] * input[.., i] + bias[o]`, once per position of the leading
    dimensions. The last dimension is the innermost of both channels; the others run in the same order.

    `lanes = [out, in]` multiply-accumulates work side by side: the processor holds the inputs of a position
    and goes through `outputs / out` groups of rows and, within each, `inputs / in` groups of columns. The
    lanes divide the dimensions of the weight. A position takes `(outputs / out) * (inputs / in)` cycles,
    which is what the reuse factor of a layer asks for.

    In a graph of `io stream` the operand is read in beats of `in` and the result sent in beats of `out`; in
    one of `io parallel` both are whole.

    With `groups`, the last but one dimension of the input counts them: each group of outputs is computed from
    the vector of its group. The lanes divide the outputs and inputs of a group.

    In `io parallel`, a product whose lanes do not cover it works on one position after the other, or on
    `positions` of the last leading dimension at a time, which they divide. One whose lanes cover it works on all
    positions at once where `positions` is absent.

    The first dimension of the weight counts the outputs; its others may be several, whose elements are in the
    order of the inputs: those of a kernel fit the windows of a `stream.window`.

    A product that is `padded` has more outputs or inputs than its weight, of which the first dimension counts fewer
    outputs, or the last one fewer of the innermost inputs. What the weight and the bias lack is zero. There are no
    groups then.

    Example:
    ```mlir
    %acc = stream.matvec %x, @fc1_kernel bias @fc1_bias lanes [2, 4]
      : !stream.channel<16x!qnn.fixed<s8, 3>, beat 4> -> !stream.channel<8x!qnn.fixed<s18, 8>, beat 2>
    %grouped = stream.matvec %w, @kernel lanes [1, 9] groups 2
      : !stream.channel<4x4x2x18x!qnn.fixed<s8, 3>, beat 9> -> !stream.channel<4x4x6x!qnn.fixed<s18, 8>>
    // Of a weight of 7x23.
    %padded = stream.matvec %p, @kernel7x23 lanes [4, 8] padded
      : !stream.channel<24x!qnn.fixed<s8, 3>, beat 8> -> !stream.channel<8x!qnn.fixed<s18, 8>, beat 4>
    ```
  }];
  let arguments = (ins Stream_ChannelType:$input, FlatSymbolRefAttr:$weight, OptionalAttr<FlatSymbolRefAttr>:$bias,
                       DenseI64ArrayAttr:$lanes, OptionalAttr<ConfinedAttr<I64Attr, [IntPositive]>>:$groups,
                       OptionalAttr<ConfinedAttr<I64Attr, [IntPositive]>>:$positions, UnitAttr:$padded);
  let results = (outs Stream_ChannelType:$result);
  let assemblyFormat = [{
    $input `,` $weight (`bias` $bias^)? `lanes` $lanes (`groups` $groups^)? (`positions` $positions^)?
    (`padded` $padded^)? attr-dict `:` qualified(type($input)) `->` qualified(type($result))
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Whether there is a lane for each product, so that a position takes one step.
    bool isCovered() { return getOutLanes() == getNumOutputs() && getInLanes() == getNumInputs(); }
    /// How many positions are worked on side by side, and the size of the dimension that they divide.
    int64_t getPositionLanes();
    int64_t getInnermostPositions();
    int64_t getNumGroups() { return getGroups().value_or(1); }
    /// Inputs and outputs of a group.
    int64_t getNumInputs() { return getInput().getType().getShape().back(); }
    int64_t getNumOutputs() { return getResult().getType().getShape().back() / getNumGroups(); }
    /// Times per sample that each of the groups is computed.
    int64_t getNumPositions() { return getInput().getType().getNumElements() / getNumInputs() / getNumGroups(); }
    int64_t getOutLanes() { return getLanes()[0]; }
    int64_t getInLanes() { return getLanes()[1]; }
    ::llvm::SmallVector<int64_t> getFoldedSizes() { return {getNumOutputs(), getNumInputs()}; }
    ::llvm::SmallVector<int64_t> getFolding() { return {getOutLanes(), getInLanes()}; }
    void setFolding(::llvm::ArrayRef<int64_t> lanes);
    int64_t getNumProducts() { return getOutLanes() * getInLanes() * getPositionLanes(); }
  }];
}

def Stream_TableSoftmaxOp : Stream_Op<"table_softmax", [
    Pure, DeclareOpInterfaceMethods<SymbolUserOpInterface>, Processor<["inferBeat", "getSchedule", "getLatency", "getResources"]>]> {
  let summary = "softmax by tables of the exponential";
  let description = [{
    As `qnn.table_softmax`, over dimension `axis`, which is the innermost of the channel. The beat divides
    the size of the axis, or is the whole tensor. The processor reads the elements of the axis, then looks up
    and sums the exponentials, then divides: three passes over the axis.

    Example:
    ```mlir
    %y = stream.table_softmax %x, @exp_coarse, @exp_fine axis 0 drop 0 error_bound 3.0e-05
      : !stream.channel<5x!qnn.fixed<s16, 6>> -> !stream.channel<5x!qnn.fixed<u16, 1>>
    ```
  }];
  let arguments = (ins Stream_ChannelType:$input, FlatSymbolRefAttr:$coarse, OptionalAttr<FlatSymbolRefAttr>:$fine,
                       I64Attr:$axis, ConfinedAttr<I64Attr, [IntNonNegative]>:$drop, F64Attr:$error_bound);
  let results = (outs Stream_ChannelType:$result);
  let assemblyFormat = [{
    $input `,` $coarse (`,` $fine^)? `axis` $axis `drop` $drop `error_bound` $error_bound attr-dict
    `:` qualified(type($input)) `->` qualified(type($result))
  }];
  let hasVerifier = 1;
}

def Stream_TopKOp : Stream_Op<"top_k", [
    Pure, Processor<["getInputBeat", "inferBeat", "getSchedule", "getLatency", "getResources"]>]> {
  let summary = "the largest or smallest elements along an axis, or where they stand";
  let description = [{
    As `qnn.top_k`, over dimension `axis`, which is the innermost of both channels; the others run in the same
    order. The processor keeps the `k` best elements so far in registers, compares every element that
    arrives with all of them at once and puts it in its place; after the last element of the axis it sends
    them. The beat of either channel divides its size along the axis, or is the whole tensor.

    Example:
    ```mlir
    %y = stream.top_k indices %x axis 0 k 1
      : !stream.channel<10x!qnn.fixed<s16, 6>> -> !stream.channel<1x!qnn.fixed<u4, 4>>
    ```
  }];
  let arguments = (ins Stream_ChannelType:$input, I64Attr:$axis, I64Attr:$k, UnitAttr:$indices, UnitAttr:$smallest,
                       UnitAttr:$last);
  let results = (outs Stream_ChannelType:$result);
  let assemblyFormat = [{
    (`indices` $indices^)? (`smallest` $smallest^)? (`last` $last^)? $input `axis` $axis `k` $k attr-dict
    `:` qualified(type($input)) `->` qualified(type($result))
  }];
  let hasVerifier = 1;
}

def Stream_SourceOp : Stream_Op<"source", [
    Pure, DeclareOpInterfaceMethods<SymbolUserOpInterface>, Processor<["getInputBeat", "inferBeat", "getResources"]>]> {
  let summary = "a constant, sent for every sample";
  let description = [{
    The channel has the shape and the element type of the weight and is in row-major order.

    Example:
    ```mlir
    %c = stream.source @offset : !stream.channel<1x8x!qnn.fixed<s8, 3>>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$weight);
  let results = (outs Stream_ChannelType:$result);
  let assemblyFormat = "$weight attr-dict `:` qualified(type($result))";
}

//===----------------------------------------------------------------------===//
// Elementwise processors
//===----------------------------------------------------------------------===//

class Stream_ElementwiseOp<string mnemonic, list<Trait> traits = []>
    : Stream_Op<mnemonic, !listconcat([Pure], traits)> {
  let results = (outs Stream_ChannelType:$result);
  let hasVerifier = 1;
}

def Stream_RequantizeOp : Stream_ElementwiseOp<"requantize", [
    Processor<["isElementwise", "getResources"]>]> {
  let summary = "a number brought into another type: shift, round, clip";
  let description = [{
    As `qnn.requantize`, on every element.

    Example:
    ```mlir
    %y = stream.requantize %acc half_even saturate
      : !stream.channel<8x!qnn.fixed<s18, 8>> -> !stream.channel<8x!qnn.fixed<u4, 2>>
    ```
  }];
  let arguments = (ins Stream_ChannelType:$input, QNN_RoundingModeAttr:$rounding, QNN_OverflowModeAttr:$overflow,
                       OptionalAttr<DenseI64ArrayAttr>:$clamp);
  let assemblyFormat = [{
    $input `` $rounding `` $overflow (`clamp` $clamp^)? attr-dict
    `:` qualified(type($input)) `->` qualified(type($result))
  }];
}

def Stream_ThresholdOp : Stream_ElementwiseOp<"threshold", [
    DeclareOpInterfaceMethods<SymbolUserOpInterface>, Processor<["inferBeat", "isElementwise", "getLatency", "getResources"]>]> {
  let summary = "a monotone step function, per channel";
  let description = [{
    As `qnn.threshold`, on every element. Parameters of any broadcast shape are allowed; leading dimensions
    of size one beyond the channel's rank (the batch of the model) count as none. `form` says what is built,
    comparators where there is none.

    Example:
    ```mlir
    %y = stream.threshold %acc, @bn_thresholds first [-1] step [2]
      : !stream.channel<64x!qnn.fixed<s12, 12>> -> !stream.channel<64x!qnn.fixed<s2, 2>>
    ```
  }];
  let arguments = (ins Stream_ChannelType:$input, FlatSymbolRefAttr:$thresholds,
                       DenseI64ArrayAttr:$first, DenseI64ArrayAttr:$step, OptionalAttr<QNN_ThresholdForm>:$form);
  let assemblyFormat = [{
    $input `,` $thresholds `first` $first `step` $step (`form` `` custom<ThresholdForm>($form)^)? attr-dict
    `:` qualified(type($input)) `->` qualified(type($result))
  }];
}

def Stream_LookupOp : Stream_ElementwiseOp<"lookup", [
    DeclareOpInterfaceMethods<SymbolUserOpInterface>, Processor<["inferBeat", "isElementwise", "getResources"]>]> {
  let summary = "any function of a code, per channel";
  let description = [{
    As `qnn.lookup`, on every element. The rows of the table broadcast as the thresholds of `stream.threshold`
    do; each lane has a table of its own.

    Example:
    ```mlir
    %y = stream.lookup %x, @sigmoid : !stream.channel<8x!qnn.fixed<s8, 4>> -> !stream.channel<8x!qnn.fixed<u8, 0>>
    ```
  }];
  let arguments = (ins Stream_ChannelType:$input, FlatSymbolRefAttr:$table);
  let assemblyFormat = "$input `,` $table attr-dict `:` qualified(type($input)) `->` qualified(type($result))";
}

def Stream_ReluOp : Stream_ElementwiseOp<"relu", [Processor<["isElementwise"]>]> {
  let summary = "max(x, 0)";
  let description = [{
    As `qnn.relu`, on every element.

    Example:
    ```mlir
    %y = stream.relu %x : !stream.channel<8x!qnn.fixed<s18, 8>> -> !stream.channel<8x!qnn.fixed<u17, 7>>
    ```
  }];
  let arguments = (ins Stream_ChannelType:$input);
  let assemblyFormat = "$input attr-dict `:` qualified(type($input)) `->` qualified(type($result))";
}

def Stream_ReinterpretOp : Stream_ElementwiseOp<"reinterpret", [
    Processor<["isElementwise", "getLatency", "getResources"]>]> {
  let summary = "the same code with another binary point";
  let description = [{
    As `qnn.reinterpret`, on every element.

    Example:
    ```mlir
    %y = stream.reinterpret %x : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s8, 5>>
    ```
  }];
  let arguments = (ins Stream_ChannelType:$input);
  let assemblyFormat = "$input attr-dict `:` qualified(type($input)) `->` qualified(type($result))";
}

class Stream_BinaryOp<string mnemonic> : Stream_ElementwiseOp<mnemonic, [
    DeclareOpInterfaceMethods<SymbolUserOpInterface>, Processor<["inferBeat", "isElementwise", "getResources"]>]> {
  let arguments = (ins Variadic<Stream_ChannelType>:$inputs, OptionalAttr<FlatSymbolRefAttr>:$weight,
                       UnitAttr:$weight_first);
  let assemblyFormat = [{
    custom<BinaryOperands>($inputs, $weight, $weight_first) attr-dict
    `:` qualified(type($inputs)) `->` qualified(type($result))
  }];
}

def Stream_AddOp : Stream_BinaryOp<"add"> {
  let summary = "exact sum of two channels, or of a channel and a weight";
  let description = [{
    The element types are those of `qnn.add`. Two channels have the same shape and order: a smaller operand
    goes through `stream.broadcast` first. A weight broadcasts over the channel in numpy's way; leading
    dimensions of size one beyond the channel's rank count as none.

    Example:
    ```mlir
    %s = stream.add %x, %y : !stream.channel<8x!qnn.fixed<s8, 3>>, !stream.channel<8x!qnn.fixed<u4, 2>>
      -> !stream.channel<8x!qnn.fixed<s9, 4>>
    %t = stream.add %x, @offset : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s9, 4>>
    ```
  }];
}

def Stream_SubOp : Stream_BinaryOp<"sub"> {
  let summary = "exact difference of two channels, or of a channel and a weight";
  let description = [{
    As `stream.add`, with the element types of `qnn.sub`. Either operand may be the weight.

    Example:
    ```mlir
    %d = stream.sub @one, %x : !stream.channel<8x!qnn.fixed<u8, 0>> -> !stream.channel<8x!qnn.fixed<s10, 2>>
    ```
  }];
}

def Stream_MulOp : Stream_BinaryOp<"mul"> {
  let summary = "exact product of two channels, or of a channel and a weight";
  let description = [{
    As `stream.add`, with the element types of `qnn.mul`.

    Example:
    ```mlir
    %p = stream.mul %x, @gain : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s12, 5>>
    ```
  }];
}

def Stream_MaxOp : Stream_BinaryOp<"max"> {
  let summary = "the larger of two channels, or of a channel and a weight";
  let description = [{
    As `stream.add`, with the element types of `qnn.max`.

    Example:
    ```mlir
    %m = stream.max %x, @floor : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s8, 3>>
    ```
  }];
}

def Stream_MinOp : Stream_BinaryOp<"min"> {
  let summary = "the smaller of two channels, or of a channel and a weight";
  let description = [{
    As `stream.add`, with the element types of `qnn.min`.

    Example:
    ```mlir
    %m = stream.min %x, @ceiling : !stream.channel<8x!qnn.fixed<s8, 3>> -> !stream.channel<8x!qnn.fixed<s8, 3>>
    ```
  }];
}

//===----------------------------------------------------------------------===//
// Names for the same sequence of elements: no hardware
//===----------------------------------------------------------------------===//

def Stream_ReshapeOp : Stream_Op<"reshape", [Pure]> {
  let summary = "the same row-major sequence of elements under another shape";
  let description = [{
    Costs nothing: the channel is the same under another name. Both channels are in row-major order and have
    one beat.

    Example:
    ```mlir
    %y = stream.reshape %x : !stream.channel<28x28x!qnn.fixed<u8, 0>> -> !stream.channel<784x!qnn.fixed<u8, 0>>
    ```
  }];
  let arguments = (ins Stream_ChannelType:$input);
  let results = (outs Stream_ChannelType:$result);
  let assemblyFormat = "$input attr-dict `:` qualified(type($input)) `->` qualified(type($result))";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Stream_TransposeOp : Stream_Op<"transpose", [Pure, DeclareOpInterfaceMethods<InferTypeOpInterface>]> {
  let summary = "permuted dimensions of the same sequence of elements";
  let description = [{
    Dimension `i` of the result is dimension `permutation[i]` of the input. Costs nothing: the elements keep
    their sequence, so the order of the result's type is the input's, permuted. `stream.reorder` makes
    another sequence of them.

    Example:
    ```mlir
    %y = stream.transpose %x [1, 0]
      : !stream.channel<4x6x!qnn.fixed<s8, 3>> -> !stream.channel<6x4x!qnn.fixed<s8, 3>, order [1, 0]>
    ```
  }];
  let arguments = (ins Stream_ChannelType:$input, DenseI64ArrayAttr:$permutation);
  let results = (outs Stream_ChannelType:$result);
  let assemblyFormat = [{
    $input $permutation attr-dict `:` qualified(type($input)) `->` qualified(type($result))
  }];
  let hasFolder = 1;
}

#endif // HLS4MLIR_STREAM_OPS_TD
