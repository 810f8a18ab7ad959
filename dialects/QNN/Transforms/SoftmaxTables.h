//===- SoftmaxTables.h - Softmax by tables of the exponential -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_TRANSFORMS_SOFTMAXTABLES_H
#define HLS4MLIR_DIALECTS_QNN_TRANSFORMS_SOFTMAXTABLES_H

#include "dialects/QNN/Transforms/IntegerBuilder.h"

namespace hls4mlir::qnn {

/// Softmax of a quantity along `axis` as qnn.table_softmax, with the tables that its precision needs and a
/// bound of its error. Fails with a report.
mlir::FailureOr<Quantity> softmax(IntegerBuilder &builder, mlir::Location loc, const Quantity &input, int64_t axis,
                                  FixedType resultType);

} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_TRANSFORMS_SOFTMAXTABLES_H
