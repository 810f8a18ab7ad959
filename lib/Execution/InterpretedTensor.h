//===- InterpretedTensor.h - Tensors of the interpreter -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_EXECUTION_INTERPRETEDTENSOR_H
#define HLS4MLIR_LIB_EXECUTION_INTERPRETEDTENSOR_H

#include "lib/Execution/Scalars.h"

namespace hls4mlir {

/// The codes of one tensor for one sample, row-major, and how to read them.
struct InterpretedTensor {
  llvm::SmallVector<int64_t> shape;
  FixedFormat format;
  llvm::SmallVector<llvm::APSInt> codes;

  FixedValue operator[](int64_t i) const { return {codes[i], format.lsb()}; }
};

/// Operations on whole tensors: the codes of `result`, whose shape and format are those of the operation's.
void interpretConcat(qnn::ConcatOp op, llvm::ArrayRef<const InterpretedTensor *> inputs, InterpretedTensor &result);
void interpretConv(qnn::ConvOp op, const InterpretedTensor &input, const InterpretedTensor &weight,
                   const InterpretedTensor *bias, InterpretedTensor &result);
void interpretPad(qnn::PadOp op, const InterpretedTensor &input, InterpretedTensor &result);
void interpretPool(qnn::PoolOp op, const InterpretedTensor &input, InterpretedTensor &result);
void interpretReduce(qnn::ReduceOp op, const InterpretedTensor &input, InterpretedTensor &result);
void interpretRepeat(qnn::RepeatOp op, const InterpretedTensor &input, InterpretedTensor &result);
void interpretSlice(qnn::SliceOp op, const InterpretedTensor &input, InterpretedTensor &result);

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_EXECUTION_INTERPRETEDTENSOR_H
