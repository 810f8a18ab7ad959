//===- StreamDialect.td - The stream dialect ---------------*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_STREAM_DIALECT_TD
#define HLS4MLIR_STREAM_DIALECT_TD

include "mlir/IR/OpBase.td"

def Stream_Dialect : Dialect {
  let name = "stream";
  let cppNamespace = "::hls4mlir::stream";
  let summary = "Stream processors joined by typed channels";
  let description = [{
    A network is a graph of processors. A processor takes tensors from channels and sends tensors to
    channels, element by element in an order and a number of lanes that the channel's type states; weights
    are symbols of `qnn.weight`. Every value is exact: the arithmetic is that of the integer form of `qnn`.

    ```
     qnn integer form
        |   convert-qnn-to-stream              processors and channels, one element per beat
        v
     stream.graph of processors
        |   stream-fold                        lanes of every processor, beat of every channel
        |   stream-insert-width-converters     a processor finds its operands in the beat that it reads
        |   stream-materialize-forks           every channel has one consumer
        |   stream-form-layers                 a processor and the elementwise ones after it: one layer
        |   stream-verify                      says that all of this holds
        v
     stream.graph of layers
        |   convert-stream-to-dataflow         a process per layer, a FIFO or an array per channel
        v
     dataflow
    ```

    The batch is no dimension of a channel: a channel carries one sample after the other. A leading
    dimension of one, the batch of the model, is dropped on the way here.

    A channel with several users stands for a fork, and a user that reads another beat than the channel has
    for a width converter, until passes put them in their places. `stream-verify` rejects what is left.
  }];
  let useDefaultTypePrinterParser = 1;
  let useDefaultAttributePrinterParser = 1;
  let dependentDialects = ["::hls4mlir::qnn::QNNDialect"];

  let extraClassDeclaration = [{
    void registerTypes();
  }];
}

#endif // HLS4MLIR_STREAM_DIALECT_TD
