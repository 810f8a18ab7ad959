//===- BindStorage.h - What memories FIFOs and arrays are made of -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_CONVERSION_STREAMTODATAFLOW_BINDSTORAGE_H
#define HLS4MLIR_LIB_CONVERSION_STREAMTODATAFLOW_BINDSTORAGE_H

#include "dialects/Dataflow/Dataflow.h"

namespace hls4mlir::stream_to_dataflow {

/// Binds the FIFOs, local arrays and constants below `root` to the memories that take the least of a device, by the
/// same formulas that the estimates are made with (dialects/Stream/Resources.h). `ultraRam` says whether the device has
/// memories of 288 kilobits.
void bindStorage(mlir::Operation *root, bool ultraRam);

} // namespace hls4mlir::stream_to_dataflow

#endif // HLS4MLIR_LIB_CONVERSION_STREAMTODATAFLOW_BINDSTORAGE_H
