//===- Registration.h - Everything that tools and bindings register -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_REGISTRATION_H
#define HLS4MLIR_LIB_REGISTRATION_H

#include "mlir/IR/DialectRegistry.h"

namespace hls4mlir {

/// Our dialects and those of MLIR that they are used with.
void registerAllDialects(mlir::DialectRegistry &registry);

/// Our passes and pipelines, and the passes of MLIR that are run with them. May be called more than once.
void registerAllPasses();

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_REGISTRATION_H
