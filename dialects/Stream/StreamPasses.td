//===- StreamPasses.td - Passes within the stream dialect --*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_STREAM_PASSES_TD
#define HLS4MLIR_STREAM_PASSES_TD

include "mlir/Pass/PassBase.td"

def StreamFitBudget : Pass<"stream-fit-budget", "::hls4mlir::stream::GraphOp"> {
  let summary = "Make layers of a graph, with FIFOs, within the budget";
  let description = [{
    Before: a graph without layers, forks or width converters. After: its layers and the depths of its FIFOs. Runs
    `stream-fold`, `stream-insert-width-converters`, `stream-materialize-forks`, `stream-form-layers` and
    `stream-size-fifos`. Exact: numbers are not touched.

    A folding is chosen before FIFOs have depths, and how deep they are depends on it. Where the graph has a `qnn.budget`
    that the FIFOs exceed, the passes run again on the graph as it was, with what is missing set aside
    (`stream.set_aside`), until all of it fits or `stream-fold` finds no folding that leaves so much. Messages are those of
    the last run.
  }];
  let statistics = [Statistic<"numRepeated", "repeated", "Foldings that left too little for FIFOs">];
}

def StreamFold : Pass<"stream-fold", "::hls4mlir::stream::GraphOp"> {
  let summary = "Choose the lanes of every processor and the beat of every channel";
  let description = [{
    Before: a graph without layers, forks or width converters, as `convert-qnn-to-stream` leaves it. After:
    matrix products have lanes, channels have the beat in which their producer sends; where a consumer reads
    another one, `stream-insert-width-converters` has work to do. Exact: numbers are not touched.

    What implements `FoldableOpInterface` is given lanes. A matrix product of `o x i` takes
    `(o / out) * (i / in)` cycles per vector. `qnn.reuse_factor` on it asks for that number of cycles (1, all lanes,
    where it is absent); a factor larger than the matrix means one lane. Where no divisors of `o` and `i` give it, the largest number of cycles below it is taken, and
    a warning names layer, asked and taken. Of several foldings with the same cycles, the one that reads the
    producer's beat is preferred, then one in a whole ratio to it, then the one with more input lanes. The
    first product that an input of the graph reaches without its beat being changed decides the input's beat;
    an input that reaches none is read one innermost dimension at a time.

    A convolution is folded as a matrix product, once per position. Of foldings with the same cycles, one is
    preferred whose input lanes its window can send: some channels of a pixel, or a whole window. Where a product
    takes more than a pixel at a time, windows come whole, through a width converter if need be. A depthwise
    convolution takes a cycle per position with whole windows (a reuse factor of 1), and `kernel * C / S` with
    `S` channels side by side.

    Pools take as many channels side by side as make them no slower than what is in front of them, or whole
    windows where that is not enough. Other processors take the largest beat of their operands, reduced to one
    that they can work in.

    With `io parallel`, every beat is the whole tensor. `qnn.parallelization_factor` on a product asks for that number of
    positions at a time; the largest number below it that divides the last dimension of them is taken, with a warning
    where it is another. A depthwise convolution has multipliers for all of its positions and pixels, and warns of any
    factor that asks for less. With `io stream`, where positions follow each other, a warning says that it does nothing. Designs of more than `max-products` products side by side
    are refused with an estimate: a product takes ten lookup tables or so, and the largest devices have a million.

    `qnn.target_cycles` on the graph asks for a number of cycles per sample instead. Then lanes and beats are chosen so
    that neither a processor nor a width converter takes more, at the least cost: lookup tables, and what else
    there is in terms of them (Resources.h). The choice is the optimum where processors form a chain, and a good one
    where they branch. A product whose sizes have few divisors is padded with rows and columns of zeros (`padding`) where
    that takes less, with what adds inputs in front of it and drops outputs behind it: 24 x 24 on 2 lanes for 23 x 23 on
    23. Reuse factors that are stated stay, with the same warning where they are not met, also
    with a budget. Where a layer cannot be as fast, an error names it and the
    cycles that the network can reach.

    `qnn.budget` on the graph says what it may take of a device: a dictionary of `lut`, `ff`, `dsp`, `bram18` and `uram`, each
    an i64, without those that are not limited. Then the fewest cycles per sample are found whose cheapest folding fits;
    with a target as well, the most cycles up to it. Errors say what is exceeded and what can be reached, and name the layer
    that takes most of it. What FIFOs take is known later: `stream-size-fifos` checks the budget again, and
    `stream.set_aside` on the graph says what a folding leaves for them.
  }];
  let options = [
    Option<"maxProducts", "max-products", "int64_t", "131072", "Products side by side that io parallel may have">,
    Option<"padding", "padding", "bool", "true", "Whether products may be padded with zeros to fold them for a target">
  ];
  let statistics = [
    Statistic<"numFolded", "folded", "Matrix products given lanes">,
    Statistic<"numInexact", "inexact", "Reuse factors that no folding meets exactly">
  ];
}

def StreamInsertWidthConverters : Pass<"stream-insert-width-converters", "::hls4mlir::stream::GraphOp"> {
  let summary = "Put a converter where a processor reads another beat than its channel has";
  let description = [{
    Before: beats are chosen, channels are not in layers. After: every processor finds its operands in the
    beat that it reads. Consumers that read the same beat share a converter. Exact.
  }];
  let statistics = [Statistic<"numInserted", "inserted", "Width converters inserted">];
}

def StreamMaterializeForks : Pass<"stream-materialize-forks", "::hls4mlir::stream::GraphOp"> {
  let summary = "Give every channel exactly one consumer";
  let description = [{
    Processors whose results nothing reads are removed. A channel with several uses goes through a fork; an
    input of the graph that nothing reads goes into a fork without results, so that the host's transfers are
    taken; an input that is an output goes through a fork of one result, so that a process stands between the
    two interfaces. Exact.
  }];
  let statistics = [
    Statistic<"numForks", "forks", "Forks inserted">,
    Statistic<"numErased", "erased", "Unread processors removed">
  ];
}

def StreamFormLayers : Pass<"stream-form-layers", "::hls4mlir::stream::GraphOp"> {
  let summary = "Gather a processor and the elementwise ones after it in a layer";
  let description = [{
    Before: every channel has one consumer and every processor finds its operands in the beat that it reads.
    After: each processor stands in a `stream.layer`, which is named after its head's layer, unique in the
    graph. Reshapes and transpositions stay outside: they are names for channels. Exact.
  }];
  let statistics = [Statistic<"numLayers", "layers", "Layers formed">];
}

def StreamSizeFifos : Pass<"stream-size-fifos", "::hls4mlir::stream::GraphOp"> {
  let summary = "Give every FIFO the smallest depth that loses no throughput";
  let description = [{
    Before: what `stream-verify` accepts. After: each layer of a graph of `io stream` states the `depths` of the FIFOs of
    its results. Graphs of `io parallel` have none and stay as they are; where they are several processes, it is checked
    that they keep their target with arrays that hold two samples. Exact: numbers are not touched.

    The graph is simulated transfer by transfer (lib/Analysis/TokenSimulation.h), with the steps that the processors
    state, at the interval that the slowest of them allows, or at `interval` if that is longer. With the depths chosen, one
    sample leaves per interval; with any FIFO of more than two places one place shorter, fewer would. Two places are the
    least that the vendors' tools build. Estimates of the pipelines' depths enter where branches are joined again:
    the longer branch needs so much more room beside it.

    Fails, naming the layers, where no depth keeps the interval, which a processor whose schedule contradicts
    itself would cause; and where the graph takes more than its `qnn.budget` with its FIFOs: `stream.set_aside` on the
    graph is then what a folding should leave.
  }];
  let options = [
    Option<"interval", "interval", "int64_t", "0", "Cycles between samples that are enough; 0: as few as possible">
  ];
  let statistics = [
    Statistic<"numSized", "sized", "FIFOs given a depth">,
    Statistic<"numDeep", "deep", "FIFOs of more than two places">
  ];
}

def StreamSimulate : Pass<"stream-simulate", "::hls4mlir::stream::GraphOp"> {
  let summary = "Simulate when transfers happen, and fail on a deadlock";
  let description = [{
    Before: what `stream-verify` accepts. Changes nothing. A remark says how many cycles lie between samples, and how long
    the first sample and a later one take from the host to the host. Where a layer states no depths, its FIFOs have room
    for two samples: no process comes to a standstill with that, but one may wait where a sample is longer on its way than
    two take to be offered.

    Fails where processes wait for each other and none can go on, naming each of them and the FIFO that it waits for.
  }];
  let options = [
    Option<"interval", "interval", "int64_t", "0", "Cycles between samples offered; 0: as few as possible">
  ];
}

def StreamVerify : Pass<"stream-verify", "::mlir::ModuleOp"> {
  let summary = "Check that the module is ready to become processes";
  let description = [{
    Fails, naming the layer, where a function or an operation of another level is left, where a processor
    stands outside a layer, where a channel has no consumer or several, where a consumer reads another beat
    than its channel has, and where an input is an output without a process between. Changes nothing.
  }];
}

#endif // HLS4MLIR_STREAM_PASSES_TD
