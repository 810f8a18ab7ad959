//===- StreamAttrs.td - Attributes of the stream dialect ---*- tablegen -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_STREAM_ATTRS_TD
#define HLS4MLIR_STREAM_ATTRS_TD

include "dialects/Stream/StreamDialect.td"
include "mlir/IR/EnumAttr.td"

def Stream_IO : I32EnumAttr<"IO", "how tensors travel between layers", [
    I32EnumAttrCase<"Stream", 0, "stream">,
    I32EnumAttrCase<"Parallel", 1, "parallel">]> {
  let cppNamespace = "::hls4mlir::stream";
  let genSpecializedAttr = 0;
}

def Stream_IOAttr : EnumAttr<Stream_Dialect, Stream_IO, "io"> {
  let summary = "how tensors travel between layers";
  let description = [{
    | case       | channel becomes | a beat is            | layers of the design          |
    |------------|-----------------|----------------------|-------------------------------|
    | `stream`   | FIFO            | what folding chose   | run at the same time          |
    | `parallel` | array           | the whole tensor     | are unrolled as far as folded |
  }];
  let assemblyFormat = "$value";
}

#endif // HLS4MLIR_STREAM_ATTRS_TD
