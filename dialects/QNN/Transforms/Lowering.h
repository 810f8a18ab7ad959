//===- Lowering.h - Lowers a function of the import form to the integer form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_TRANSFORMS_LOWERING_H
#define HLS4MLIR_DIALECTS_QNN_TRANSFORMS_LOWERING_H

#include "dialects/QNN/Transforms/Requantizer.h"
#include "dialects/QNN/Verification.h"
#include <map>
#include <variant>

namespace hls4mlir::qnn {

inline llvm::ArrayRef<int64_t> shapeOf(mlir::Value value) { return shapeOf(value.getType()); }

/// The elements of a float constant, wherever they are stored.
std::optional<std::vector<float>> floatsOf(mlir::ElementsAttr value);

/// What a batch normalization multiplies by and then adds, per channel.
struct BatchNormCoefficients {
  std::vector<Rational> scale, offset;

  /// Fails with a report.
  static mlir::FailureOr<BatchNormCoefficients> get(BatchNormOp op);
};

/// The attributes that say how a layer is to be built.
llvm::SmallVector<mlir::NamedAttribute> getLayerAttributes(mlir::Operation *op);

/// What a value of the import form is.
using Meaning = std::variant<Constant, Quantity>;

/// Lowers one function.
class Lowering {
public:
  Lowering(mlir::func::FuncOp func, bool trace)
      : func(func), trace(trace), opBuilder(func), builder(func->getParentOfType<mlir::ModuleOp>(), opBuilder) {}

  mlir::LogicalResult run();

private:
  mlir::LogicalResult lowerArguments();
  mlir::LogicalResult lower(mlir::Operation *op);
  mlir::LogicalResult finish(mlir::func::ReturnOp op);

  mlir::FailureOr<Meaning> lowerConstant(mlir::arith::ConstantOp op);
  mlir::FailureOr<Meaning> lowerCast(CastOp op);
  mlir::FailureOr<Meaning> lowerQuantizer(mlir::Operation *op, const Quantizer &quantizer);
  mlir::FailureOr<Meaning> lowerQuantizeLinear(QuantizeLinearOp op);
  mlir::FailureOr<Meaning> lowerTruncate(TruncateOp op);
  mlir::FailureOr<Meaning> lowerMultiThreshold(MultiThresholdOp op);
  mlir::FailureOr<Meaning> lowerMatMul(MatMulOp op);
  mlir::FailureOr<Meaning> lowerSum(mlir::Operation *op, const Rational &rightSign);
  mlir::FailureOr<Meaning> lowerProduct(mlir::Operation *op);
  mlir::FailureOr<Meaning> lowerBatchNorm(BatchNormOp op);
  mlir::FailureOr<Meaning> lowerClamp(mlir::Operation *op, const std::optional<RationalTensor> &low,
                                      const std::optional<RationalTensor> &high);
  mlir::FailureOr<Meaning> lowerLeakyRelu(LeakyReluOp op);
  mlir::FailureOr<Meaning> lowerUnary(UnaryOp op);
  mlir::FailureOr<Meaning> lowerConcat(ConcatOp op);
  mlir::FailureOr<Meaning> lowerConvolution(ConvolutionOp op);
  mlir::FailureOr<Meaning> lowerExtremum(mlir::Operation *op);
  mlir::FailureOr<Meaning> lowerPad(PadOp op);
  mlir::FailureOr<Meaning> lowerPool(PoolOp op);
  mlir::FailureOr<Meaning> lowerReduce(ReduceOp op);
  mlir::FailureOr<Meaning> lowerRepeat(RepeatOp op);
  mlir::FailureOr<Meaning> lowerSlice(SliceOp op);
  mlir::FailureOr<Meaning> lowerReshape(ReshapeOp op);
  mlir::FailureOr<Meaning> lowerTranspose(TransposeOp op);
  mlir::FailureOr<Meaning> lowerSoftmax(SoftmaxOp op);
  mlir::FailureOr<Meaning> lowerTopK(TopKOp op);

  /// What a quantizer makes of a constant or a computed value.
  mlir::FailureOr<Meaning> quantize(mlir::Location loc, const Meaning &input, const Quantizer &quantizer);
  /// scale * operand + offset, elementwise.
  mlir::FailureOr<Meaning> applyAffine(mlir::Operation *op, const Meaning &operand, const RationalTensor &scale,
                                       const RationalTensor &offset);
  /// The reduction of groups of elements, whose positions differ along `dims`; `build` applies it to numbers, and
  /// `counts` says how many each result is made of, at most `summands`.
  mlir::FailureOr<Quantity> reduceQuantity(mlir::Operation *op, Quantity input, Reduction reduction,
                                           llvm::ArrayRef<int64_t> dims, const RationalTensor &counts, int64_t summands,
                                           llvm::function_ref<mlir::Value(mlir::Value, Reduction)> build);
  Quantity transpose(mlir::Location loc, Quantity quantity, llvm::ArrayRef<int64_t> permutation);
  Quantity reshape(mlir::Location loc, Quantity quantity, llvm::ArrayRef<int64_t> shape);

  Meaning get(mlir::Value value) {
    Meaning meaning = meanings.at(value);
    if (auto *quantity = std::get_if<Quantity>(&meaning))
      quantity->shared |= !value.hasOneUse();
    return meaning;
  }

  mlir::func::FuncOp func;
  bool trace;
  mlir::OpBuilder opBuilder;
  IntegerBuilder builder;
  struct ValueOrder {
    bool operator()(mlir::Value lhs, mlir::Value rhs) const {
      return lhs.getAsOpaquePointer() < rhs.getAsOpaquePointer();
    }
  };
  std::map<mlir::Value, Meaning, ValueOrder> meanings;
  /// How the host transposes arguments.
  llvm::DenseMap<mlir::Value, mlir::Attribute> permutations;
  /// Values that `trace` adds to the results, with their names in the source model.
  llvm::SmallVector<std::pair<mlir::Value, mlir::ArrayAttr>> traced;
};

} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_TRANSFORMS_LOWERING_H
