//===- Quantity.h - What a value of the import form is in the integer form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_TRANSFORMS_QUANTITY_H
#define HLS4MLIR_DIALECTS_QNN_TRANSFORMS_QUANTITY_H

#include "dialects/QNN/QNN.h"
#include "dialects/QNN/Transforms/Rational.h"
#include "dialects/QNN/Transforms/RealFunctions.h"

namespace hls4mlir::qnn {

/// One step between the number in the design and the real number that the source network computes. Its
/// parameters broadcast over the tensor.
struct Stage {
  enum Kind { Affine, Clamp, Leaky, Function, Product, Sum };
  Kind kind = Affine;
  /// Affine: scale * x + offset.
  RationalTensor scale = Rational(1), offset = Rational(0);
  /// Clamp: min(max(x, low), high) with the bounds that are there, of which low does not lie above high.
  std::optional<RationalTensor> low = std::nullopt, high = std::nullopt;
  /// Leaky: x where x >= 0, slope * x elsewhere. A negative slope turns the function around.
  RationalTensor slope = Rational(1);
  /// Function: any real function.
  std::optional<RealFunction> function = std::nullopt;
  /// Product, Sum: what is combined with the value: another chain of stages on the same codes.
  std::vector<Stage> other = {};

  static Stage affine(RationalTensor scale, RationalTensor offset) {
    Stage stage;
    stage.scale = std::move(scale);
    stage.offset = std::move(offset);
    return stage;
  }
  static Stage clamp(std::optional<RationalTensor> low, std::optional<RationalTensor> high) {
    Stage stage;
    stage.kind = Clamp;
    stage.low = std::move(low);
    stage.high = std::move(high);
    return stage;
  }
  static Stage leaky(RationalTensor slope) {
    Stage stage;
    stage.kind = Leaky;
    stage.slope = std::move(slope);
    return stage;
  }
  static Stage unary(const RealFunction &function) {
    Stage stage;
    stage.kind = Function;
    stage.function = function;
    return stage;
  }
  static Stage combination(Kind kind, llvm::ArrayRef<Stage> other) {
    Stage stage;
    stage.kind = kind;
    stage.other = other.vec();
    return stage;
  }

  /// True where the stage is max(x, 0).
  bool isRelu() const { return kind == Clamp && !high && low && low->isZero(); }
  /// True for a function that is no arithmetic on rational numbers with clamps, or may be none.
  bool isFunction() const { return kind == Function || isCombination(); }
  bool isCombination() const { return kind == Product || kind == Sum; }
  /// True where the stage rises or falls everywhere, or is constant.
  bool isMonotone() const {
    if (isFunction())
      return kind == Function && function->isRising();
    return kind != Leaky || slope.all([](const Rational &value) { return value >= Rational(0); });
  }
  /// What becomes of exact numbers that broadcast with the parameters; of a stage that is no function.
  RationalTensor evaluate(const RationalTensor &x) const;
  /// Calls `function` on each parameter.
  void forEachParameter(llvm::function_ref<void(RationalTensor &)> function);
};

/// The part of a stage that acts on one element.
struct ElementStage {
  Stage::Kind kind;
  Rational scale, offset;
  std::optional<Rational> low, high;
  Rational slope;
  std::optional<RealFunction> function;
  std::vector<ElementStage> other;
};

/// The stages of each element of a tensor of shape `shape`, over which the parameters broadcast.
std::vector<std::vector<ElementStage>> spreadStages(llvm::ArrayRef<Stage> stages, llvm::ArrayRef<int64_t> shape);

/// A tensor that is computed: `stages`, applied in order to the fixed-point numbers `codes`, give the real
/// tensor. Stages of a kind that follow each other are one, so that whatever stands between an accumulator and
/// the next quantizer is one short list.
struct Quantity {
  mlir::Value codes;
  llvm::SmallVector<Stage, 3> stages;
  /// Another operation reads the source value too, so what produces `codes` must stay as it is.
  bool shared = false;

  mlir::RankedTensorType type() const { return llvm::cast<mlir::RankedTensorType>(codes.getType()); }
  llvm::ArrayRef<int64_t> shape() const { return type().getShape(); }
  FixedType element() const { return getFixedType(codes.getType()); }

  void apply(const RationalTensor &scale, const RationalTensor &offset);
  void applyClamp(const std::optional<RationalTensor> &low, const std::optional<RationalTensor> &high);
  void applyLeaky(const RationalTensor &slope);
  void applyFunction(const RealFunction &function) { stages.push_back(Stage::unary(function)); }
  /// True when nothing is pending but a scale and an offset.
  bool isAffine() const {
    return llvm::all_of(stages, [](const Stage &stage) { return stage.kind == Stage::Affine; });
  }
  bool hasFunction() const {
    return llvm::any_of(stages, [](const Stage &stage) { return stage.isFunction(); });
  }
  /// True when a product or a sum of functions of the same codes is pending.
  bool hasCombination() const {
    return llvm::any_of(stages, [](const Stage &stage) { return stage.isCombination(); });
  }
  /// How many stages there are, those that others are combined with included.
  size_t countStages() const;
  /// Scale and offset of an affine quantity.
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
  /// Exact values, on a common step where there is one.
  static Constant ofValues(llvm::ArrayRef<int64_t> shape, const std::vector<Rational> &values);
  std::vector<Rational> values() const;
  RationalTensor tensor() const { return RationalTensor(shape, values()).compressed(); }
  Constant reshaped(llvm::ArrayRef<int64_t> to) const;
  Constant transposed(llvm::ArrayRef<int64_t> permutation) const;
};

} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_TRANSFORMS_QUANTITY_H
