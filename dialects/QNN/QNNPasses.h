//===- QNNPasses.h - Passes within the qnn dialect -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_QNNPASSES_H
#define HLS4MLIR_DIALECTS_QNN_QNNPASSES_H

#include "dialects/QNN/QNN.h"
#include "mlir/Pass/Pass.h"

namespace hls4mlir::qnn {
#define GEN_PASS_DECL
#include "dialects/QNN/QNNPasses.h.inc"
#define GEN_PASS_REGISTRATION
#include "dialects/QNN/QNNPasses.h.inc"
} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_QNNPASSES_H
