//===- StreamRoutingOps.td - Processors that move elements ---*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_STREAM_ROUTING_OPS_TD
#define HLS4MLIR_STREAM_ROUTING_OPS_TD

include "dialects/Stream/StreamOpBase.td"

//===----------------------------------------------------------------------===//
// Processors that move elements
//===----------------------------------------------------------------------===//

class Stream_RoutingOp<string mnemonic, list<string> methods, list<Trait> traits = []>
    : Stream_Op<mnemonic, !listconcat([Pure, Processor<methods>], traits)> {
  let arguments = (ins Stream_ChannelType:$input);
  let results = (outs Stream_ChannelType:$result);
  let assemblyFormat = "$input attr-dict `:` qualified(type($input)) `->` qualified(type($result))";
  let hasVerifier = 1;
  let hasFolder = 1;
}

def Stream_ReorderOp : Stream_RoutingOp<"reorder", ["getInputBeat", "inferBeat", "getSchedule", "getResources"]> {
  let summary = "the same tensor in another order of elements";
  let description = [{
    Sends what has arrived in the order of the result's type. Where the outermost dimension is the same on both
    sides and a beat of the result is no longer than one of the input, a part of the tensor is held for each
    index of it, and the next part arrives while one is sent; else the whole tensor is held before anything is
    sent. The result's beat covers whole dimensions, or a whole fraction of one.

    Example:
    ```mlir
    %y = stream.reorder %x : !stream.channel<6x4x!qnn.fixed<s8, 3>, order [1, 0]>
      -> !stream.channel<6x4x!qnn.fixed<s8, 3>>
    ```
  }];
}

def Stream_BroadcastOp : Stream_RoutingOp<"broadcast", ["getInputBeat", "inferBeat", "getSchedule", "getResources"]> {
  let summary = "a tensor repeated along dimensions in numpy's way";
  let description = [{
    Holds a whole tensor, then sends it as often as the shape of the result asks for. Both channels are in
    row-major order; the result's beat covers whole dimensions, or a whole fraction of one.

    Example:
    ```mlir
    %y = stream.broadcast %x : !stream.channel<16x!qnn.fixed<s8, 3>> -> !stream.channel<8x16x!qnn.fixed<s8, 3>>
    ```
  }];
}

def Stream_ConvertWidthOp : Stream_RoutingOp<"convert_width", [
    "getInputBeat", "inferBeat", "getSchedule", "getResources"]> {
  let summary = "the same sequence of elements in another beat";
  let description = [{
    The channels differ in their beat only, in any ratio.

    Example:
    ```mlir
    %y = stream.convert_width %x
      : !stream.channel<12x!qnn.fixed<s8, 3>, beat 4> -> !stream.channel<12x!qnn.fixed<s8, 3>, beat 6>
    ```
  }];
}

def Stream_ReduceOp : Stream_Op<"reduce", [
    Pure, Processor<["getInputBeat", "inferBeat", "getSchedule", "getResources"]>]> {
  let summary = "the largest, the smallest or the sum along dimensions";
  let description = [{
    The result has the other dimensions, in the order in which they run in the input. Where dimensions that stay
    run inside of one that is reduced, an accumulator is held for each of their elements. A mean is a sum and a
    product.

    Example:
    ```mlir
    %y = stream.reduce sum %x [0, 1] : !stream.channel<7x7x64x!qnn.fixed<u4, 4>, beat 8>
      -> !stream.channel<64x!qnn.fixed<u10, 10>, beat 8>
    ```
  }];
  let arguments = (ins QNN_ReductionAttr:$reduction, Stream_ChannelType:$input, DenseI64ArrayAttr:$dims);
  let results = (outs Stream_ChannelType:$result);
  let assemblyFormat = [{
    `` $reduction $input $dims attr-dict `:` qualified(type($input)) `->` qualified(type($result))
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    bool isReduced(int64_t dim) { return ::llvm::is_contained(getDims(), dim); }
    /// Elements that run inside of the innermost dimension that is reduced: an accumulator for each at least.
    int64_t getInnerElements();
  }];
}

def Stream_PadOp : Stream_Op<"pad", [
    Pure, Processor<["getInputBeat", "inferBeat", "getSchedule", "getResources"]>]> {
  let summary = "a tensor surrounded by a constant";
  let description = [{
    Dimension `i` gets `low[i]` elements in front, `interior[i]` between each two of its own and `high[i]`
    behind, of the code given. A beat has elements that stay together: those of the dimensions inside of the innermost
    one that grows, and as many of this one as divide its sizes and what is in front, unless something is between.
    Nothing is held.

    Example:
    ```mlir
    %y = stream.pad %x [1, 1, 0] to [0, 2, 0] interior [0, 0, 0] code 0
      : !stream.channel<4x4x8x!qnn.fixed<s8, 3>, beat 8> -> !stream.channel<5x7x8x!qnn.fixed<s8, 3>, beat 8>
    ```
  }];
  let arguments = (ins Stream_ChannelType:$input, DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high,
                       DenseI64ArrayAttr:$interior, I64Attr:$code);
  let results = (outs Stream_ChannelType:$result);
  let assemblyFormat = [{
    $input $low `to` $high `interior` $interior `code` $code attr-dict
    `:` qualified(type($input)) `->` qualified(type($result))
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Neighbours along the innermost dimension that changes that stay together, whatever comes or goes.
    int64_t getUnit();
  }];
}

def Stream_SliceOp : Stream_Op<"slice", [
    Pure, Processor<["getInputBeat", "inferBeat", "getSchedule", "getResources"]>]> {
  let summary = "every so many elements of a part of each dimension";
  let description = [{
    Element `i` of a dimension of the result is element `start + i * step` of the input. All transfers are
    taken; the others are dropped. A beat has elements that stay together: those of the dimensions inside of the innermost
    one that shrinks, and as many of this one as divide its sizes and its start, unless some between go. Nothing is
    held.

    Example:
    ```mlir
    %y = stream.slice %x from [0, 1, 0] step [2, 2, 1]
      : !stream.channel<4x5x8x!qnn.fixed<s8, 3>, beat 8> -> !stream.channel<2x2x8x!qnn.fixed<s8, 3>, beat 8>
    ```
  }];
  let arguments = (ins Stream_ChannelType:$input, DenseI64ArrayAttr:$starts, DenseI64ArrayAttr:$steps);
  let results = (outs Stream_ChannelType:$result);
  let assemblyFormat = [{
    $input `from` $starts `step` $steps attr-dict `:` qualified(type($input)) `->` qualified(type($result))
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Neighbours along the innermost dimension that changes that stay together, whatever comes or goes.
    int64_t getUnit();
  }];
}

def Stream_RepeatOp : Stream_Op<"repeat", [
    Pure, Processor<["getInputBeat", "inferBeat", "getSchedule", "getResources"]>]> {
  let summary = "every element several times in a row, along each dimension";
  let description = [{
    Element `i` of a dimension of the result is element `i / factor` of the input: upsampling to the nearest.
    The elements inside of the outermost dimension that is repeated are held: a row, where the rows of an image
    are repeated. A beat lies within the dimensions inside of the innermost one that is repeated.

    Example:
    ```mlir
    %y = stream.repeat %x [2, 2, 1]
      : !stream.channel<4x4x8x!qnn.fixed<s8, 3>, beat 8> -> !stream.channel<8x8x8x!qnn.fixed<s8, 3>, beat 8>
    ```
  }];
  let arguments = (ins Stream_ChannelType:$input, DenseI64ArrayAttr:$factors);
  let results = (outs Stream_ChannelType:$result);
  let assemblyFormat = "$input $factors attr-dict `:` qualified(type($input)) `->` qualified(type($result))";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Neighbours along the innermost dimension that changes that stay together, whatever comes or goes.
    int64_t getUnit();
  }];
}

def Stream_ConcatOp : Stream_Op<"concat", [
    Pure, Processor<["getInputBeat", "inferBeat", "getSchedule", "getResources"]>]> {
  let summary = "tensors joined along a dimension";
  let description = [{
    The inputs differ in dimension `dim` only, run in row-major order, and the result holds the numbers of each.
    A transfer comes from one of them: the beat divides what each has of the dimension together with the
    dimensions inside of it. Nothing is held: an input waits in its FIFO while the ones in front of it are sent.

    Example:
    ```mlir
    %y = stream.concat %a, %b dim 2
      : !stream.channel<4x4x8x!qnn.fixed<s8, 3>, beat 4>, !stream.channel<4x4x12x!qnn.fixed<s8, 3>, beat 4>
      -> !stream.channel<4x4x20x!qnn.fixed<s8, 3>, beat 4>
    ```
  }];
  let arguments = (ins Variadic<Stream_ChannelType>:$inputs, I64Attr:$dim);
  let results = (outs Stream_ChannelType:$result);
  let assemblyFormat = [{
    $inputs `dim` $dim attr-dict `:` qualified(type($inputs)) `->` qualified(type($result))
  }];
  let hasVerifier = 1;
}

def Stream_ForkOp : Stream_Op<"fork", [Processor<["getInputBeat", "inferBeat", "getSchedule", "getResources"]>]> {
  let summary = "every transfer, sent to each of the results";
  let description = [{
    A fork of one result connects an input of the graph with an output; one of no result takes the transfers of
    a channel that nothing else reads.

    Example:
    ```mlir
    %a, %b = stream.fork %x : !stream.channel<16x!qnn.fixed<s8, 3>, beat 4> to 2
    ```
  }];
  let arguments = (ins Stream_ChannelType:$input);
  let results = (outs Variadic<Stream_ChannelType>:$results);
  let hasCustomAssemblyFormat = 1;
  let hasVerifier = 1;
}

#endif // HLS4MLIR_STREAM_ROUTING_OPS_TD
