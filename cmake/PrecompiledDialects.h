//===- PrecompiledDialects.h - Headers of the dialects that are parsed once -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// For libraries that use the dialects; nearly all of their files include all three.
//
//===----------------------------------------------------------------------===//

#include "cmake/PrecompiledMLIR.h"
#include "dialects/Dataflow/Dataflow.h"
#include "dialects/QNN/QNN.h"
#include "dialects/Stream/Stream.h"
