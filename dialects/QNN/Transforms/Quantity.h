//===- Quantity.h - What a value of the import form is in the integer form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_TRANSFORMS_QUANTITY_H
#define HLS4MLIR_DIALECTS_QNN_TRANSFORMS_QUANTITY_H

#include "dialects/QNN/QNN.h"
#include "dialects/QNN/Transforms/Rational.h"

namespace hls4mlir::qnn {

/// One step between the number in the design and the real number that the source network computes.
struct Stage {
  enum Kind { Affine, Relu };
  Kind kind = Affine;
  /// Affine: scale * x + offset.
  RationalTensor scale = Rational(1), offset = Rational(0);

  static Stage affine(RationalTensor scale, RationalTensor offset) {
    return {Affine, std::move(scale), std::move(offset)};
  }
  static Stage relu() { return {Relu, Rational(1), Rational(0)}; }
};

/// A tensor that is computed: `stages`, applied in order to the fixed-point numbers `codes`, give the real
/// tensor. Affine stages and rectifiers alternate, so that whatever stands between an accumulator and the
/// next quantizer is one short list.
struct Quantity {
  mlir::Value codes;
  llvm::SmallVector<Stage, 3> stages;
  /// Another operation reads the source value too, so what produces `codes` must stay as it is.
  bool shared = false;

  mlir::RankedTensorType type() const { return llvm::cast<mlir::RankedTensorType>(codes.getType()); }
  llvm::ArrayRef<int64_t> shape() const { return type().getShape(); }
  FixedType element() const { return getFixedType(codes.getType()); }

  void apply(const RationalTensor &scale, const RationalTensor &offset);
  void applyRelu();
  /// True when no rectifier is pending.
  bool isAffine() const {
    return llvm::all_of(stages, [](const Stage &stage) { return stage.kind == Stage::Affine; });
  }
  /// Scale and offset of a quantity without pending rectifier.
  RationalTensor scale() const { return stages.empty() ? RationalTensor(Rational(1)) : stages.front().scale; }
  RationalTensor offset() const { return stages.empty() ? RationalTensor(Rational(0)) : stages.front().offset; }
  /// The stages as the attribute `qnn.dequantize` of a function result.
  mlir::ArrayAttr dequantizeAttr() const;
};

/// A tensor known at compile time: codes times a scale.
struct Constant {
  llvm::SmallVector<int64_t> shape;
  std::vector<int64_t> codes;
  RationalTensor scale = Rational(1);

  /// The exact values of f32 elements: integers times one power of two where 63 bits have room, mantissas
  /// with a power of two of their own otherwise.
  static Constant fromFloats(llvm::ArrayRef<int64_t> shape, llvm::ArrayRef<float> values);
  /// Exact values on the coarsest common step, which may differ between slices of the last dimension when
  /// `perLast` is set. Nothing when codes of 63 bits have no room.
  static std::optional<Constant> fromRationals(llvm::ArrayRef<int64_t> shape, const std::vector<Rational> &values,
                                               bool perLast = false);
  std::vector<Rational> values() const;
  RationalTensor tensor() const { return RationalTensor(shape, values()).compressed(); }
  Constant reshaped(llvm::ArrayRef<int64_t> to) const;
  Constant transposed(llvm::ArrayRef<int64_t> permutation) const;
};

/// Lowest and highest code that a value of the integer form can have, from the operation that makes it.
/// Narrower than the type for bipolar and clamped values.
std::pair<llvm::APSInt, llvm::APSInt> getCodeRange(mlir::Value value);

/// What getCodeRange gives for values of a type.
std::pair<llvm::APSInt, llvm::APSInt> getCodeRange(FixedType type);

/// The smallest type with the given step that holds all sums of a dense layer: `input` codes lie in `range`;
/// `weights` is [outputs, inputs]; `bias`, when not empty, has its own step.
struct DenseRange {
  FixedFormat format;
  /// First output whose sums need the most bits, for messages.
  int64_t widest = 0;
};
DenseRange getDenseRange(const std::pair<llvm::APSInt, llvm::APSInt> &range, int inputLsb,
                         llvm::ArrayRef<int64_t> weights, int64_t outputs, int weightLsb, llvm::ArrayRef<int64_t> bias,
                         int biasLsb);

} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_TRANSFORMS_QUANTITY_H
