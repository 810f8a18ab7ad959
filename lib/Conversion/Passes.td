//===- Passes.td - Passes between dialects ----------------*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_CONVERSION_PASSES_TD
#define HLS4MLIR_LIB_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

def ConvertDataflowToFunc : Pass<"convert-dataflow-to-func", "::mlir::ModuleOp"> {
  let summary = "Lower the processes of a design to functions that run on the host";
  let description = [{
    Before: designs of the dataflow level. After: a function for each instance, in the order of the instances and without
    their names, that computes one sample, exactly. Loops stay loops, whatever their directives say. A number becomes a signed integer
    that holds every code of its type. In memory, codes are integers of the narrowest of i8, i16, i32, i64, i128, ...

    Arguments of a function, in this order:

    | argument                         | of                                                                     |
    |----------------------------------|------------------------------------------------------------------------|
    | `memref<N x iK>`                 | each port that is an array: its codes, row-major                       |
    | `memref<N x iK>`, `memref<3xindex>` | each port that is a FIFO: a ring as deep as the FIFO, and how many elements are in it, where the first one is, and where the next one goes |
    | `memref<N x iK>`                 | each `dataflow.rom`, in the order of the text: its codes, row-major    |
    | `memref<N x i8>`                 | memory of the process itself, aligned to 64 bytes                      |

    A FIFO that is a port of the design is as deep as one sample of `dataflow.shape` is long.

    Processes run concurrently, so that each must be able to stop and go on. Two functions of the runtime are declared:
    `@hls4mlir_wait(%fifo, %writes)` returns when another process has put an element into an empty FIFO, or with
    `%writes` taken one out of a full one. `@hls4mlir_fail(%operation, %operand, %value)` never returns: operation
    `%operation` of the process, counted from 0 in the order of the text, has an index `%value` beyond dimension
    `%operand` of its array, or divides by zero. Indices that are known to be in range are not checked; that an element
    of an array was stored before it is read is not checked at all.

    Pre: what the verifiers accept, and FIFOs, arrays and counters that are named by what declares them. Post: no operation
    of `dataflow`; in the functions `arith`, `func`, `memref` and `scf` only.
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect"];
}

def ConvertQNNToStream : Pass<"convert-qnn-to-stream", "::mlir::ModuleOp"> {
  let summary = "Turn functions of the integer form into graphs of stream processors";
  let description = [{
    Before: functions in the integer form of `qnn`. After: one `stream.graph` per function, of the same name
    and with the same argument and result attributes, in which every channel has a beat of one (behind a depthwise
    convolution: of the kernels that a channel has). Exact: each
    operation becomes the processor that computes the same numbers.

    A leading dimension of one of a tensor of rank 2 or more, the batch, is dropped. Transpositions are free:
    they change the order in the type of their channel. `stream.reorder` stands where an operation needs
    another order than its operand has: the contracted dimension of a matrix product and the axis of
    a softmax innermost, row-major order for reshapes and for results of the graph, one order for both
    operands of a sum. `stream.broadcast` stands where an operand is smaller than the result. Constants
    become parameters of the processors that use them, or a `stream.source`.

    A convolution becomes a `stream.window` and a `stream.matvec` over the elements of each window, one of as
    many groups as channels a `stream.depthwise`, and one of single pixels a `stream.slice` and a product, or
    a product alone. Discardable attributes (`qnn.reuse_factor`) and locations are kept.
  }];
  let options = [
    Option<"io", "io", "::hls4mlir::stream::IO", "::hls4mlir::stream::IO::Stream",
           "How tensors travel between layers",
           "::llvm::cl::values(clEnumValN(::hls4mlir::stream::IO::Stream, \"stream\", \"in FIFOs, in beats\"), "
           "clEnumValN(::hls4mlir::stream::IO::Parallel, \"parallel\", \"in arrays, whole\"))">
  ];
  let statistics = [Statistic<"numProcessors", "processors", "Stream processors created">];
  let dependentDialects = ["::hls4mlir::stream::StreamDialect"];
}

def ConvertQNNToVector : Pass<"convert-qnn-to-vector", "::mlir::ModuleOp"> {
  let summary = "Lower the integer form to loops over vectors of samples";
  let description = [{
    Turns each function of the integer form into one that computes a tile of `samples` samples on the host,
    exactly. A tensor of N numbers becomes a buffer of N x `samples` integers, the samples innermost, in the
    narrowest of i8, i16, i32, i64, i128, ... that holds its codes; every vector operation works on one
    element of all samples, so that nothing depends on the shapes of layers being friendly to vectors.
    Elementwise operations are computed in the loops of their producer, and products with a matrix on several
    rows at a time. Where the buffers would need more than `scratch-bytes`, the tile has fewer samples.

    Arguments of the new function, in this order; all are flat but those of the host:

    | argument                       | of                                                        |
    |--------------------------------|-----------------------------------------------------------|
    | `memref<samples x N x i64>`    | each input: codes, one sample per row                      |
    | `memref<samples x N x i64>`    | each result                                               |
    | `memref<N x iK>`, `qnn.weight` | each weight that is used: the codes of that `qnn.weight`  |
    | `memref<N x i8>`               | scratch memory, aligned to 64 bytes                       |

    With `floats`, the host's numbers are `f32` where the function says how they become codes (`qnn.input`)
    or what becomes of them (`qnn.dequantize`, when all stages are affine); inputs are finite then.

    The `qnn.weight` operations remain, for the caller to find the data of the arguments. Codes of inputs are
    taken modulo the width of their type.

    Pre: the integer form; ports of at most 64 bits. Post: no `qnn` operation but `qnn.weight`; `arith`,
    `func`, `math`, `memref`, `scf` and `vector` only.
  }];
  let options = [
    Option<"samples", "samples", "int64_t", "64", "Samples that the function computes at most, a power of two">,
    Option<"scratchBytes", "scratch-bytes", "int64_t", "268435456",
           "Scratch memory beyond which fewer samples are computed at a time">,
    Option<"vectorBits", "vector-bits", "int64_t", "512", "Bits of a vector register of the machine">,
    Option<"registers", "registers", "int64_t", "32", "Vector registers of the machine">,
    Option<"floats", "floats", "bool", "false", "Exchange floats with the host instead of codes">
  ];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect",
                           "::mlir::scf::SCFDialect", "::mlir::vector::VectorDialect"];
}

def ConvertStreamToDataflow : Pass<"convert-stream-to-dataflow", "::mlir::ModuleOp"> {
  let summary = "Turn graphs of layers into processes, FIFOs and loops";
  let description = [{
    Before: what `stream-verify` accepts. After: one `dataflow.process` per layer and one `dataflow.design` per
    graph, with an instance per layer and a FIFO (`io stream`) or an array (`io parallel`) per channel. Exact.

    A process reads a beat, computes all lanes of it, and writes a beat in each iteration of a pipelined loop.
    Tables and accumulators are divided so that all lanes find theirs in one cycle. Elementwise processors of
    a layer are computed where its head writes.

    With `io parallel`, layers whose lanes cover them have no loop left; when that holds for all, the design
    is one pipeline that takes a sample per cycle. Otherwise processes run concurrently.

    A FIFO has the depth that its layer states (`stream-size-fifos`), or that `depth` says for all. Without either
    it holds a whole tensor in the beats of its channel, and two beats at least: a sample then never waits for
    a later one, so that forks whose branches are joined again cannot block one another, whatever the branches
    hold back.

    Memories of more than 1024 bits are bound to what takes the least of a device by their shape: lookup tables, memories of
    18 kilobits or, for FIFOs and buffers on a device that has them (`qnn.device` on the graph), of 288 kilobits.
  }];
  let options = [
    Option<"depth", "depth", "int64_t", "0", "Depth of all FIFOs; 0: as the layers say">
  ];
  let statistics = [Statistic<"numProcesses", "processes", "Processes created">];
  let dependentDialects = ["::hls4mlir::dataflow::DataflowDialect"];
}

#endif // HLS4MLIR_LIB_CONVERSION_PASSES_TD
