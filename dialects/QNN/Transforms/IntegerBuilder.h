//===- IntegerBuilder.h - Builds operations of the integer form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_TRANSFORMS_INTEGERBUILDER_H
#define HLS4MLIR_DIALECTS_QNN_TRANSFORMS_INTEGERBUILDER_H

#include "dialects/QNN/Transforms/Quantity.h"
#include "dialects/QNN/Window.h"
#include "mlir/IR/Builders.h"

namespace hls4mlir::qnn {

/// Codes have fewer bits than an int64_t, so that sums and negations of two of them do not overflow.
inline constexpr unsigned kMaxCodeBits = 62;

/// Creates operations of the integer form from exact numbers, and the weights that they refer to. Functions
/// that can fail have reported why, on the location they are given.
class IntegerBuilder {
public:
  IntegerBuilder(mlir::ModuleOp module, mlir::OpBuilder &builder) : module(module), builder(builder) {}

  mlir::OpBuilder &getBuilder() { return builder; }
  mlir::ModuleOp getModule() { return module; }

  /// The codes that a value can have, by range analysis over the operations that make it.
  const ElementRanges &getRanges(mlir::Value value);

  /// A weight of the smallest type whose step is 2^lsb that holds the codes. Nothing, and no report, when
  /// they need more than 62 bits.
  std::optional<WeightOp> weight(mlir::Location loc, const llvm::Twine &name, llvm::ArrayRef<int64_t> shape,
                                 llvm::ArrayRef<int64_t> codes, int lsb);

  /// `codes + offset` for an offset of dyadic numbers, in the bias of the layer that makes `codes` where
  /// it has none yet, by an addition otherwise. `shared` forbids the former. Nothing, and no report, when the
  /// offset is not dyadic or needs more than 62 bits.
  std::optional<mlir::Value> addOffset(mlir::Location loc, mlir::Value codes, const RationalTensor &offset,
                                       bool shared);

  /// `codes * 2^exponent`, which costs nothing. Nothing, and no report, when no type has such numbers.
  std::optional<mlir::Value> scaleByPowerOfTwo(mlir::Location loc, mlir::Value codes, int exponent);

  /// `codes * factor` for integers that broadcast over the codes. Nothing when they need more than 62 bits.
  std::optional<mlir::Value> multiply(mlir::Location loc, mlir::Value codes, const RationalTensor &factor);

  /// What may be done for a value that is no multiple of a step of its codes: nothing, so that this fails
  /// without a report; or factors that make it one, and rounding, with a bound of the error, where these get too
  /// large.
  enum class Rounding { OnSteps, Allowed };

  /// The same quantity with nothing pending but a scale and an offset: what precedes another stage is brought
  /// onto a grid, on which arithmetic does the rest.
  mlir::FailureOr<Quantity> settle(mlir::Location loc, const Quantity &quantity, Rounding mode = Rounding::Allowed);

  /// A quantity without pending rectifier as one that is only a scale times its codes; the scale is positive where
  /// that is asked for.
  mlir::FailureOr<Quantity> absorbOffset(mlir::Location loc, const Quantity &quantity, bool positive = false,
                                         Rounding mode = Rounding::Allowed);

  /// Quantities without pending rectifiers as quantities of one and the same scale, for operations in which their
  /// codes meet. Offsets stay.
  mlir::FailureOr<std::vector<Quantity>> onCommonScale(mlir::Location loc, llvm::ArrayRef<Quantity> quantities);

  /// A quantity without pending rectifier whose scale does not vary along the last dimension.
  mlir::FailureOr<Quantity> withUniformLast(mlir::Location loc, const Quantity &quantity);

  /// Says on an operation, and in a remark that names the layer, how large the error is that it adds to the real
  /// number that its result stands for.
  void stateError(mlir::Operation *op, mlir::Location loc, const Rational &bound, const llvm::Twine &what);

  /// The remark alone, for operations that have an attribute of their own for the bound.
  static void remarkError(mlir::Location loc, double bound, const llvm::Twine &what);

  /// The quantity as numbers of the design with nothing pending. Nothing, and no report, where a scale or an
  /// offset is no dyadic number or needs more than 62 bits.
  std::optional<mlir::Value> realize(mlir::Location loc, const Quantity &quantity);

  /// The product of a quantity and a constant matrix [inputs, outputs] over the last dimension.
  mlir::FailureOr<Quantity> dense(mlir::Location loc, const Quantity &input, const Constant &kernel,
                                  llvm::ArrayRef<mlir::NamedAttribute> attributes);

  /// The convolution of a quantity [N, spatial.., C] with a constant kernel [O, window.., C / groups].
  mlir::FailureOr<Quantity> convolution(mlir::Location loc, const Quantity &input, const Constant &kernel,
                                        llvm::ArrayRef<WindowDim> windows, int64_t groups,
                                        llvm::ArrayRef<mlir::NamedAttribute> attributes);

  /// The same quantity with scales and offsets that do not vary along `dims`; without pending rectifiers, unless they
  /// do not vary there either and `keepMonotone` is set.
  mlir::FailureOr<Quantity> alignAlong(mlir::Location loc, const Quantity &quantity, llvm::ArrayRef<int64_t> dims,
                                       bool keepMonotone);

  /// The constant as a value that is computed.
  mlir::FailureOr<Quantity> materialize(mlir::Location loc, const Constant &constant);

private:
  /// Gives a layer of constant weights the smallest result type of this step that holds all its sums, if types can be
  /// so wide, and returns its format.
  FixedFormat fitAccumulator(mlir::Operation *layer, int lsb);

  std::optional<mlir::Value> clamp(mlir::Location loc, mlir::Value codes, const Stage &stage, bool shared);
  std::optional<mlir::Value> leaky(mlir::Location loc, mlir::Value codes, const RationalTensor &slope);
  /// The largest absolute value of a number of the design.
  Rational getMagnitude(mlir::Value codes);
  /// Whether `factor * codes + offset`, of dyadic numbers, is a number that requantizers take.
  bool fits(mlir::Value codes, const RationalTensor &factor, const RationalTensor &offset);
  /// The operation that rounds `source` to `codes`: one of its own, also where nothing but the error is left of it.
  /// Null, and no report, when no type has its result.
  mlir::Operation *getRoundingOp(mlir::Location loc, mlir::Value &codes, mlir::Value source);

  mlir::ModuleOp module;
  mlir::OpBuilder &builder;
  llvm::DenseMap<mlir::Value, ElementRanges> ranges;
};

/// The end of a message about numbers without an exact form: what to write into the configuration so that they
/// have a type. `key` is one of `Precision`.
std::string askForPrecision(mlir::Location loc, llvm::StringRef key);
/// Whether a type may have this format.
bool isRepresentable(const FixedFormat &format);
/// Fails with a report when no type may have this format; `what` are the numbers that need it, as "a product".
mlir::LogicalResult checkRepresentable(mlir::Location loc, const FixedFormat &format, llvm::StringRef what);

/// The exponent of the coarsest power of two of which all values are multiples; nothing when a value is not dyadic.
std::optional<int> commonLsb(const RationalTensor &tensor);

/// The code of `type` that stands for zero in `scale * x + offset`, if there is one.
std::optional<int64_t> codeOfZero(const RationalTensor &scale, const RationalTensor &offset, FixedType type);

/// The user's name for what happens at `loc`, "layer" when it has none; names weights.
std::string layerNameOr(mlir::Location loc, llvm::StringRef fallback = "layer");

} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_TRANSFORMS_INTEGERBUILDER_H
