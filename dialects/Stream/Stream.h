//===- Stream.h - The stream dialect -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_STREAM_STREAM_H
#define HLS4MLIR_DIALECTS_STREAM_STREAM_H

#include "dialects/QNN/QNN.h"
#include "dialects/Stream/Resources.h"
#include "dialects/Stream/Schedule.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include <string>

#include "dialects/Stream/StreamDialect.h.inc"
#include "dialects/Stream/StreamEnums.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/Stream/StreamAttrs.h.inc"
#define GET_TYPEDEF_CLASSES
#include "dialects/Stream/StreamTypes.h.inc"

namespace hls4mlir::stream {
/// The type of a value that is a channel.
inline ChannelType getChannelType(mlir::Value value) { return llvm::cast<ChannelType>(value.getType()); }

/// A step per transfer of the first result, or of the first operand where there is none: it takes a transfer from each
/// operand and gives one to each result.
Schedule getStepwiseSchedule(mlir::Operation *op);
/// `count` steps that take transfers from, and give them to, arrays: everything is there at the first step and leaves
/// with the last.
Schedule getWholeSchedule(mlir::Operation *op, int64_t count);

/// A lookup table and a register per bit of `lanes` elements of each result.
Resources getResultResources(mlir::Operation *op, int64_t lanes);
} // namespace hls4mlir::stream

#include "dialects/Stream/StreamInterfaces.h.inc"
#define GET_OP_CLASSES
#include "dialects/Stream/StreamOps.h.inc"

namespace hls4mlir::stream {

/// How tensors travel in the graph that `op` stands in; as streams when it stands in none.
IO getIO(mlir::Operation *op);

/// What the device has of which the graph is made that `op` stands in: the attribute `qnn.device`. Nothing where it is
/// not stated.
inline constexpr llvm::StringLiteral kDeviceAttr = "qnn.device";
std::optional<Resources> getDevice(mlir::Operation *op);
/// The counts of a dictionary with entries `lut`, `ff`, `dsp`, `bram18` and `uram`, each an i64; `otherwise` for those
/// that it does not have.
Resources readResources(mlir::DictionaryAttr counts, int64_t otherwise);
/// Whether that device has memories of 288 kilobits.
bool hasUltraRam(mlir::Operation *op);

/// The user's name for what `op` does, or what the operation is called when the source has no name for it.
llvm::StringRef getDisplayName(mlir::Operation *op);

/// True for operations that give a channel another name and are no hardware.
bool isRename(mlir::Operation *op);

/// The channel that `channel` is another name for: an argument or a result of a processor.
mlir::Value getRoot(mlir::Value channel);

/// A name for what flows in a channel: that of the layer that sends it, or of the input of the graph.
std::string getChannelName(mlir::Value channel);

/// `shape` without the leading dimensions of size one by which it exceeds `rank`.
llvm::ArrayRef<int64_t> dropLeadingOnes(llvm::ArrayRef<int64_t> shape, size_t rank);

/// A parameter of an elementwise processor that is not the same for all elements.
struct Parameter {
  qnn::WeightOp weight;
  /// Its dimensions aligned with the channel's, each of size one or the channel's.
  llvm::SmallVector<int64_t> shape;
  /// Dimensions behind these: of `stream.threshold`, the number of thresholds.
  int64_t depth = 1;
};

/// The parameter of an elementwise processor, if it has one.
std::optional<Parameter> getParameter(ProcessorOpInterface processor);

} // namespace hls4mlir::stream

#endif // HLS4MLIR_DIALECTS_STREAM_STREAM_H
