//===- Temporaries.h - Which values get a statement of their own -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_TARGET_HLSCPP_TEMPORARIES_H
#define HLS4MLIR_LIB_TARGET_HLSCPP_TEMPORARIES_H

#include "lib/Target/HLSCpp/Target.h"

namespace hls4mlir::hlscpp {

/// Inserts `dataflow.temporary` wherever a value cannot be printed at its only use.
void insertTemporaries(dataflow::ProcessOp process, const Target &target);

} // namespace hls4mlir::hlscpp

#endif // HLS4MLIR_LIB_TARGET_HLSCPP_TEMPORARIES_H
