//===- ProcessEmitter.h - Bodies of processes as loops over memory -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_CONVERSION_DATAFLOWTOFUNC_PROCESSEMITTER_H
#define HLS4MLIR_LIB_CONVERSION_DATAFLOWTOFUNC_PROCESSEMITTER_H

#include "lib/Conversion/DataflowToFunc/DataflowToFunc.h"
#include "lib/Conversion/QNNToVector/Lanes.h"
#include "mlir/IR/IRMapping.h"

namespace hls4mlir {

/// Emits what a process does for one sample. Numbers become signed integers that hold all codes of their types, arrays,
/// counters and beats memory.
class ProcessEmitter {
public:
  ProcessEmitter(mlir::ImplicitLocOpBuilder &builder, dataflow::ProcessOp process);

  /// Bytes of memory that the process needs for itself.
  int64_t getScratchBytes() const { return scratchBytes; }

  void setBuffer(mlir::Value value, mlir::Value memref) { buffers[value] = memref; }
  void setFifo(mlir::Value value, mlir::Value ring, mlir::Value state) { fifos[value] = {ring, state}; }
  /// Emits the body, with its own memory in `scratch`.
  mlir::LogicalResult emit(mlir::Value scratch);

private:
  /// The elements of a FIFO in a ring, and what it says of them (FifoField).
  struct Fifo {
    mlir::Value ring, state;
  };

  mlir::LogicalResult emit(mlir::Block &block);
  mlir::LogicalResult emit(mlir::Operation &op);
  void emit(dataflow::AccumulateOp op);
  void emit(dataflow::AdvanceOp op);
  mlir::LogicalResult emit(dataflow::ForOp op);
  void emit(dataflow::LoadOp op);
  void emit(dataflow::ReadOp op);
  void emit(dataflow::StoreOp op);
  void emit(dataflow::TemporaryOp op);
  void emit(dataflow::WrapOp op);
  void emit(dataflow::WriteOp op);
  mlir::LogicalResult emit(mlir::scf::IfOp op);
  void emit(mlir::scf::YieldOp op);
  void emit(mlir::arith::SelectOp op);
  void emit(qnn::CodeOp op);
  mlir::LogicalResult emitIndexArithmetic(mlir::Operation &op);
  mlir::LogicalResult emitArithmetic(mlir::Operation &op);

  /// A number as the lane arithmetic sees it, and the other way round: modulo the width of its type.
  LaneValue numberOf(mlir::Value value);
  void define(mlir::Value value, LaneValue number, int lsb);

  /// The place where a FIFO takes or gives its next element, after waiting for one.
  mlir::Value waitForElement(Fifo &fifo, bool writes, int64_t depth);
  /// Moves on from that place, and counts the element.
  void finishElement(Fifo &fifo, bool writes, int64_t depth, mlir::Value place);
  int64_t getDepth(const Fifo &fifo, mlir::Type type);

  /// First code that an access of `array` selects, after checking the indices that are not known to be in range.
  mlir::Value position(mlir::Operation *op, mlir::TypedValue<dataflow::ArrayType> array, mlir::ValueRange indices);
  /// Ends the run where `condition` does not hold.
  void failUnless(mlir::Value condition, mlir::Operation *op, int64_t operand, mlir::Value index);
  void copyBeat(dataflow::BeatType type, mlir::Value from, mlir::Value fromFirst, mlir::Value to, mlir::Value toFirst);
  void copyBeat(mlir::Value from, mlir::Value to);

  mlir::Value index(int64_t value) { return mlir::arith::ConstantIndexOp::create(builder, value); }
  mlir::Value add(mlir::Value lhs, mlir::Value rhs) { return builder.createOrFold<mlir::arith::AddIOp>(lhs, rhs); }
  mlir::Value multiply(mlir::Value lhs, int64_t rhs) {
    return builder.createOrFold<mlir::arith::MulIOp>(lhs, index(rhs));
  }
  /// `place`, or 0 at the end of a ring.
  mlir::Value wrapped(mlir::Value place, int64_t size);

  mlir::ImplicitLocOpBuilder &builder;
  LaneBuilder lanes;
  dataflow::ProcessOp process;
  /// Numbers, indices and conditions.
  mlir::IRMapping scalars;
  llvm::DenseMap<mlir::Value, mlir::Value> buffers;
  llvm::DenseMap<mlir::Value, Fifo> fifos;
  /// Where what has memory of its own lies in it.
  llvm::MapVector<mlir::Value, int64_t> offsets;
  int64_t scratchBytes = 0;
  /// Numbers of operations.
  llvm::DenseMap<mlir::Operation *, int64_t> numbers;
};

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_CONVERSION_DATAFLOWTOFUNC_PROCESSEMITTER_H
