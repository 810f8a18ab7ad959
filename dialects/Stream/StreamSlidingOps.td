//===- StreamSlidingOps.td - Processors with sliding windows ---*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_STREAM_SLIDING_OPS_TD
#define HLS4MLIR_STREAM_SLIDING_OPS_TD

include "dialects/Stream/StreamOpBase.td"

/// A processor that looks at a window of its input at each position of its result. The operations say what
/// they make of a window; where windows lie and how they are kept is the same for all:
///
/// Input: `[D1, .., Dr, C]`, row-major, so that the channels of a pixel follow each other. With kernel `k`,
/// strides `s`, dilations `d` and padding `pad low to high` there are, along spatial dimension `i`,
/// `(low + D + high - ((k - 1) * d + 1)) / s + 1` positions (rounded down); position `o` looks at pixels
/// `o * s - low + j * d` for `j` in 0 to `k - 1`. Pixels outside the input have the code `code`; they are made
/// on the fly.
///
/// Windows are walked through in one of two ways, see `SlidingWindow` for all numbers:
///
/// - In steps: a beat of some channels of one pixel of the window per cycle. A buffer holds
///   `min(D1, (k1 - 1) * d1 + 1 + s1)` rows (pixels where there is one spatial dimension, planes where there
///   are three): those of a window and those that the next windows will need, which arrive meanwhile.
/// - Whole: all pixels of the window at once. `(k1 - 1) * d1` line buffers and a register per pixel of the
///   window, gaps of dilation included. One pixel of the padded input passes per cycle. One or two spatial
///   dimensions.
///
/// All are folded over channels and pixels: some channels of one pixel of the window, or all of the whole window.
class Stream_SlidingOp<string mnemonic, string format, dag more, list<Trait> traits = []>
    : Stream_Op<mnemonic, !listconcat([
        Pure, Processor<["getInputBeat", "inferBeat", "getSchedule", "getLatency", "getResources"]>], traits)> {
  let arguments = !con((ins Stream_ChannelType:$input), more, (ins
    DenseI64ArrayAttr:$kernel, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
    DenseI64ArrayAttr:$pad_low, DenseI64ArrayAttr:$pad_high, I64Attr:$pad_code));
  let results = (outs Stream_ChannelType:$result);
  let assemblyFormat = format # [{
    `kernel` $kernel `strides` $strides `dilations` $dilations `pad` $pad_low `to` $pad_high `code` $pad_code
    attr-dict `:` qualified(type($input)) `->` qualified(type($result))
  }];
  let hasVerifier = 1;
}

def Stream_WindowOp : Stream_SlidingOp<
    "window", "$input `groups` $groups",
    (ins ConfinedAttr<I64Attr, [IntPositive]>:$groups),
    [DeclareOpInterfaceMethods<Stream_FoldableOpInterface, ["allowsFolding", "getNumProducts"]>]> {
  let summary = "the windows of a tensor, one after the other";
  let description = [{
    Sends `[O1, .., Or, groups, k1, .., kr, C / groups]`, row-major: for each position and each group of
    channels, the elements of the window. Padding, strides and dilations are those of all sliding processors; a
    convolution is this and a `stream.matvec` over the elements of a window.

    A beat is `S` channels, where `S` divides `C / groups`, and the window is walked through in steps; or it is
    the whole window of all channels (`groups` is 1 then). In `io parallel` all windows are there at once.

    In steps, a sample takes the rows that the first windows need, then a transfer per cycle: `F * R + O * k * C
    / S` cycles, where `F * R` are the beats of these rows. Whole, it takes one cycle per pixel of the padded
    input.

    Example:
    ```mlir
    %w = stream.window %x groups 1 kernel [3, 3] strides [1, 1] dilations [1, 1] pad [1, 1] to [1, 1] code 0
      : !stream.channel<32x32x4x!qnn.fixed<u8, 0>, beat 2> -> !stream.channel<32x32x1x3x3x4x!qnn.fixed<u8, 0>, beat 2>
    ```
  }];
  let extraClassDeclaration = [{
    /// True when a transfer is a whole window.
    bool isWhole();
  }];
}

def Stream_PoolOp : Stream_SlidingOp<
    "pool", "`` $reduction $input (`whole` $whole^)?",
    (ins QNN_ReductionAttr:$reduction, UnitAttr:$whole),
    [DeclareOpInterfaceMethods<Stream_FoldableOpInterface, ["allowsFolding", "getNumProducts"]>]> {
  let summary = "the largest, the smallest or the sum of each window, per channel";
  let description = [{
    The result is `[O1, .., Or, C]`. Padding takes part with its code: the smallest of the type for a maximum,
    the largest for a minimum, zero for a sum. A mean is a sum and a product.

    The beat is `S` channels, which divide `C`. A window is walked through in steps of `S` channels of a pixel;
    with `whole`, all its pixels are reduced at once and `S` is `C`.

    Example:
    ```mlir
    %y = stream.pool max %x kernel [2, 2] strides [2, 2] dilations [1, 1] pad [0, 0] to [0, 0] code -8
      : !stream.channel<28x28x64x!qnn.fixed<s4, 2>, beat 8> -> !stream.channel<14x14x64x!qnn.fixed<s4, 2>, beat 8>
    ```
  }];
}

def Stream_DepthwiseOp : Stream_SlidingOp<
    "depthwise", "$input `,` $weight (`bias` $bias^)? (`whole` $whole^)?",
    (ins FlatSymbolRefAttr:$weight, OptionalAttr<FlatSymbolRefAttr>:$bias, UnitAttr:$whole),
    [DeclareOpInterfaceMethods<SymbolUserOpInterface>,
     DeclareOpInterfaceMethods<Stream_FoldableOpInterface, ["allowsFolding", "getNumProducts"]>]> {
  let summary = "exact convolution of each channel by itself, plus bias";
  let description = [{
    `result[o.., c * M + m] = sum_k weight[c * M + m, k.., 0] * window[o.., k.., c] + bias[c * M + m]` for the
    `M` kernels of each channel: a convolution of as many groups as there are channels. The result is `[O1, ..,
    Or, C * M]`.

    The beat of the result is `S * M` for `S` channels that divide `C`, which are worked on side by side: `S *
    M` multiply-accumulates per cycle. A window is walked through in steps; with `whole`, all its pixels are
    multiplied at once and `S` is `C`.

    Example:
    ```mlir
    %acc = stream.depthwise %x, @kernel bias @bias kernel [3] strides [1] dilations [1] pad [1] to [1] code 0
      : !stream.channel<100x16x!qnn.fixed<s8, 3>, beat 4> -> !stream.channel<100x16x!qnn.fixed<s17, 7>, beat 4>
    ```
  }];
  let extraClassDeclaration = [{
    int64_t getNumChannels() { return getInput().getType().getShape().back(); }
    /// Kernels of each channel.
    int64_t getMultiplier() { return getType().getShape().back() / getNumChannels(); }
    /// Channels that are worked on side by side.
    int64_t getChannelLanes();
  }];
}

#endif // HLS4MLIR_STREAM_SLIDING_OPS_TD
