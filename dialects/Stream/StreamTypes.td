//===- StreamTypes.td - Channels ---------------------------*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_STREAM_TYPES_TD
#define HLS4MLIR_STREAM_TYPES_TD

include "dialects/Stream/StreamDialect.td"
include "mlir/IR/AttrTypeBase.td"

def Stream_ChannelType : TypeDef<Stream_Dialect, "Channel"> {
  let mnemonic = "channel";
  let summary = "a channel that carries one tensor per sample";
  let description = [{
    `!stream.channel<4x6x!qnn.fixed<s8, 3>, order [1, 0], beat 2>` carries, for every sample, a 4x6 tensor.

    - **Order.** The elements run through the dimensions in the order given, the outermost first: here
      dimension 1 is the outer loop and dimension 0 the inner one. Row-major order is not written. A
      dimension of size one takes no part in the order, so its place is not distinguished.
    - **Beat.** A transfer moves `beat` successive elements; lane `k` of transfer `b` is element
      `b * beat + k` of the order. The beat divides the number of elements; a tensor never shares a transfer
      with the next one. A beat of one is not written.
    - **Rate.** A sample takes `elements / beat` transfers. When they happen is not part of the type: a
      channel waits for its producer and for its consumer.

    The depth of the FIFO that a channel becomes is not part of the type either.

    Example:
    ```mlir
    !stream.channel<16x!qnn.fixed<s8, 3>, beat 4>
    !stream.channel<28x28x3x!qnn.fixed<u8, 0>, order [2, 0, 1]>
    !stream.channel<!qnn.fixed<s8, 3>>
    ```
  }];
  let parameters = (ins
    ArrayRefParameter<"int64_t">:$shape,
    "::hls4mlir::qnn::FixedType":$elementType,
    ArrayRefParameter<"int64_t">:$order,
    "int64_t":$beat
  );
  let skipDefaultBuilders = 1;
  let builders = [
    // An empty order is row-major order.
    TypeBuilderWithInferredContext<(ins
      "::llvm::ArrayRef<int64_t>":$shape, "::hls4mlir::qnn::FixedType":$elementType,
      CArg<"int64_t", "1">:$beat, CArg<"::llvm::ArrayRef<int64_t>", "{}">:$order), [{
      return $_get(elementType.getContext(), shape, elementType, canonicalizeOrder(shape, order), beat);
    }]>
  ];
  let hasCustomAssemblyFormat = 1;
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    int64_t getRank() const { return getShape().size(); }
    int64_t getNumElements() const;
    /// Transfers per sample.
    int64_t getNumBeats() const { return getNumElements() / getBeat(); }
    /// True when one transfer moves the whole tensor.
    bool isWhole() const { return getBeat() == getNumElements(); }
    bool isRowMajor() const;
    /// Sizes of the dimensions in the order in which they run, the outermost first.
    ::llvm::SmallVector<int64_t> getRunningShape() const;
    /// True when the elements of dimension `dim` follow each other directly.
    bool isInnermost(int64_t dim) const;
    /// The largest divisor of `beat` whose transfers end where a dimension, or a whole fraction of one, ends:
    /// lane `k` of all transfers then has the same place in the dimensions that a beat covers.
    int64_t alignBeat(int64_t beat) const;

    ChannelType withBeat(int64_t beat) const;
    ChannelType withElementType(::hls4mlir::qnn::FixedType type) const;
    ChannelType withOrder(::llvm::ArrayRef<int64_t> order) const;

    /// The one spelling of an order: complete, and with dimensions of size one where they stand in
    /// row-major order, or in front. What is no order at all is returned as it is.
    static ::llvm::SmallVector<int64_t> canonicalizeOrder(::llvm::ArrayRef<int64_t> shape,
                                                          ::llvm::ArrayRef<int64_t> order);
  }];
}

#endif // HLS4MLIR_STREAM_TYPES_TD
