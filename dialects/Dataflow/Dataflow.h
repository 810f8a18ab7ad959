//===- Dataflow.h - Processes, FIFOs and loops -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_DATAFLOW_DATAFLOW_H
#define HLS4MLIR_DIALECTS_DATAFLOW_DATAFLOW_H

#include "dialects/QNN/QNN.h"
#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/RegionKindInterface.h"

#include "dialects/Dataflow/DataflowDialect.h.inc"
#include "dialects/Dataflow/DataflowEnums.h.inc"
#define GET_TYPEDEF_CLASSES
#include "dialects/Dataflow/DataflowTypes.h.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/Dataflow/DataflowAttrs.h.inc"

namespace hls4mlir::dataflow {

/// What a builder needs to know of a port. `attributes` may be null.
struct PortInfo {
  llvm::StringRef name;
  Direction direction;
  mlir::Type type;
  mlir::DictionaryAttr attributes = {};
};

/// Names of port attributes; the description of the dialect says what they mean.
inline constexpr llvm::StringLiteral kInterfaceAttr = "dataflow.interface";
inline constexpr llvm::StringLiteral kPartitionAttr = "dataflow.partition";
inline constexpr llvm::StringLiteral kReshapeAttr = "dataflow.reshape";
inline constexpr llvm::StringLiteral kShapeAttr = "dataflow.shape";
/// Also on operations of other dialects whose result type the C++ spells.
inline constexpr llvm::StringLiteral kTypeNameAttr = "dataflow.type_name";

/// Numbers that a beat, an array or a FIFO holds at most. The bound is beyond any memory of a device; it keeps sizes
/// and products of them within 64 bits.
inline constexpr int64_t kMaxElements = int64_t(1) << 31;

/// The fixed-point type at the bottom of a number, beat, FIFO or array; null for anything else.
qnn::FixedType getFixedType(mlir::Type type);
/// Elements of the stream or array that are transferred at once: the lanes of a beat, 1 otherwise.
int64_t getLanes(mlir::Type type);

/// The values that an index can have: constants, loop variables, and sums, differences, products, quotients
/// and remainders of them; nothing where that is not known.
std::optional<std::pair<int64_t, int64_t>> getIndexRange(mlir::Value index);

/// Whether `op` is arithmetic of `arith` on indices and conditions that this level has a meaning for: sums,
/// differences, products, quotients and remainders of indices, the latter two of numbers that are not negative and of
/// positive ones, comparisons of indices, and conjunctions and disjunctions of either.
bool isIndexArithmetic(mlir::Operation *op);

} // namespace hls4mlir::dataflow

#define GET_OP_CLASSES
#include "dialects/Dataflow/DataflowOps.h.inc"

namespace hls4mlir::dataflow {

/// Checks, for a verifier of `op`, that every partition names a dimension of `array` and divides it sensibly.
mlir::LogicalResult verifyPartitions(mlir::Operation *op, ArrayType array, mlir::ArrayAttr partitions);
/// Checks, for a verifier of `pipeline`, that `body` holds no loop that is not fully unrolled.
mlir::LogicalResult verifyNoRolledLoops(mlir::Operation *pipeline, mlir::Operation *body);

} // namespace hls4mlir::dataflow

#endif // HLS4MLIR_DIALECTS_DATAFLOW_DATAFLOW_H
