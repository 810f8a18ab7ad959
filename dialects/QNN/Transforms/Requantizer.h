//===- Requantizer.h - Quantizers as operations of the integer form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_TRANSFORMS_REQUANTIZER_H
#define HLS4MLIR_DIALECTS_QNN_TRANSFORMS_REQUANTIZER_H

#include "dialects/QNN/Transforms/IntegerBuilder.h"

namespace hls4mlir::qnn {

/// A uniform quantizer: `code = clip(round(x / scale + zeroPoint), low, high)` stands for
/// `(code - zeroPoint) * scale`. Where low is -1 and `bipolar` is set, `code = x / scale + zeroPoint >= 0 ? 1 : -1`.
struct Quantizer {
  RationalTensor scale, zeroPoint, low, high;
  /// 1 where the quantizer is bipolar, 0 elsewhere.
  RationalTensor bipolar;
  RoundingMode rounding = RoundingMode::HalfEven;
  /// Where it is not zero, `x / scale + zeroPoint` is brought to the nearest multiple of it first, of two equally
  /// near ones to the even one.
  RationalTensor grid = Rational(0);
  /// When not empty, codes count from `low` the bounds that x reaches, and nothing is rounded.
  std::vector<RationalTensor> bounds;

  static Quantizer get(QuantizeOp op);
  /// Multiples of the scale: the zero point has gone into the bounds.
  static Quantizer get(QuantizeLinearOp op);
  static Quantizer get(BipolarQuantizeOp op);

  /// The type of the codes as fixed-point numbers: a scale that is one power of two is their binary point.
  FixedType getType(mlir::MLIRContext *context) const;

  /// True when codes are the rounded and clipped quotient, without grid, bounds or bipolar codes.
  bool onlyRounds() const { return bipolar.isZero() && grid.isZero() && bounds.empty(); }

  /// The exponent of the scale, where it is one power of two.
  std::optional<int> getBinaryPoint() const;
};

/// A quantizer's part for one element.
struct ElementQuantizer {
  Rational scale, zeroPoint, low, high;
  bool bipolar = false;
  RoundingMode rounding = RoundingMode::HalfEven;
  Rational grid;
  /// In ascending order.
  std::vector<Rational> bounds;

  /// The code of a number. Never falls.
  Integer getCode(const Rational &value) const;
  /// The numbers at which the code changes are multiples of half of it.
  Rational getStep() const;
};

/// Quantizer and stages for each element of the smallest shape over which all their parameters broadcast.
struct QuantizerRows {
  llvm::SmallVector<int64_t> shape;
  std::vector<ElementQuantizer> quantizers;
  std::vector<std::vector<ElementStage>> stages;
};
QuantizerRows spreadRows(const Quantity &input, const Quantizer &quantizer);

/// Lowest and highest code of QONNX's integers of that many bits.
std::pair<RationalTensor, RationalTensor> getCodeBounds(mlir::ElementsAttr bitWidth, bool isSigned, bool narrow);

/// The codes of constant data, in float32 as the framework computes them.
std::vector<int64_t> quantizeToCodes(const Quantizer &quantizer, llvm::ArrayRef<int64_t> shape,
                                     llvm::ArrayRef<float> data);

/// The quantizer applied to constant data.
Constant quantizeConstant(const Quantizer &quantizer, llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<float> data);

/// The quantizer applied to a quantity, exactly: with everything that is pending it becomes one shift where
/// the scale is a power of two, and thresholds otherwise. Fails with a report.
mlir::FailureOr<Quantity> requantize(IntegerBuilder &builder, mlir::Location loc, const Quantity &input,
                                     const Quantizer &quantizer);

/// Constant data assigned to a type, exactly. Fails with a report when the codes need more bits than constants have.
mlir::FailureOr<Constant> castConstant(mlir::Location loc, const Constant &constant, CastAttr to);

/// A quantity assigned to a type, exactly: what is pending becomes an exact number where it has one, which is then
/// shifted, and nothing is left where that changes no number. Fails with a report.
mlir::FailureOr<Quantity> castQuantity(IntegerBuilder &builder, mlir::Location loc, const Quantity &input, CastAttr to);

/// The quantizer as a shift. Nothing, and no report, where what is pending or the quantizer has other scales
/// than one power of two.
std::optional<Quantity> requantizeByShift(IntegerBuilder &builder, mlir::Location loc, const Quantity &input,
                                          const Quantizer &quantizer);

/// The quantizer as a multiplication, an addition and a shift that is proved to be exact without listing steps.
/// Nothing, and no report, where numbers get too large, what is pending is no line, or ties are rounded by parity.
std::optional<Quantity> requantizeByMultiplication(IntegerBuilder &builder, mlir::Location loc, const Quantity &input,
                                                   const Quantizer &quantizer);

/// Whether thresholds would be so many, or on numbers so wide, that a multiplication is the better form of the
/// same.
bool hasManySteps(const Quantity &input, const Quantizer &quantizer);

/// The quantizer as thresholds on the codes, for any scales. Fails with a report.
mlir::FailureOr<Quantity> requantizeByThresholds(IntegerBuilder &builder, mlir::Location loc, const Quantity &input,
                                                 const Quantizer &quantizer);

/// The quantizer, with a function before it, as a table. Fails with a report.
mlir::FailureOr<Quantity> requantizeByTable(IntegerBuilder &builder, mlir::Location loc, const Quantity &input,
                                            const Quantizer &quantizer);

} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_TRANSFORMS_REQUANTIZER_H
