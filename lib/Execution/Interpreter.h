//===- Interpreter.h - Reference evaluation of the integer form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_EXECUTION_INTERPRETER_H
#define HLS4MLIR_LIB_EXECUTION_INTERPRETER_H

#include "lib/Execution/ModelInterface.h"

namespace hls4mlir {

/// Evaluates the model of `module`, one sample at a time, in integers of any width, with the definitions of
/// FixedSemantics.h and nothing else: slow, and what everything fast is compared with.
///
/// `inputs` and `outputs` hold one pointer per argument and result to `count` samples of codes in row-major
/// order. An input code is taken modulo 2^width of its type.
mlir::LogicalResult interpret(mlir::ModuleOp module, llvm::ArrayRef<const int64_t *> inputs,
                              llvm::ArrayRef<int64_t *> outputs, int64_t count);

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_EXECUTION_INTERPRETER_H
