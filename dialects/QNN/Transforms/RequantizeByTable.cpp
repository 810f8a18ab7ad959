//===- RequantizeByTable.cpp - Quantizers after functions, as tables -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/Transforms/Requantizer.h"
#include "dialects/QNN/Transforms/Tables.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

FailureOr<Quantity> qnn::requantizeByTable(IntegerBuilder &builder, Location loc, const Quantity &input,
                                           const Quantizer &quantizer) {
  QuantizerRows rows = spreadRows(input, quantizer);
  FailureOr<std::vector<int64_t>> table = computeTable(
      builder, loc, input, rows.shape, [&](size_t row, const ElementFunction &function, const Rational &x) {
        const ElementQuantizer &element = rows.quantizers[row];
        std::optional<Integer> code =
            function.round(x, element.getStep(), [&](const Rational &value) { return element.getCode(value); });
        return code ? toInt64(*code) : std::nullopt;
      });
  if (failed(table))
    return failure();
  FixedType type = quantizer.getType(loc.getContext());
  Quantity result = lookup(builder, loc, input, rows.shape, type, *table);
  RationalTensor valueScale = quantizer.scale * RationalTensor(powerOfTwo(-type.getLsb()));
  result.apply(valueScale, RationalTensor(Rational(0)) - quantizer.zeroPoint * quantizer.scale);
  return result;
}
