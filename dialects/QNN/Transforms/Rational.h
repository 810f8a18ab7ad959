//===- Rational.h - Exact rational numbers and tensors of them -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Scales and offsets are exact while they move through a network: parameters are float32 or float64, hence
// rational, and sums, products and quotients of rational numbers are again.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_TRANSFORMS_RATIONAL_H
#define HLS4MLIR_DIALECTS_QNN_TRANSFORMS_RATIONAL_H

#include "dialects/QNN/Ranges.h"
#include "mlir/Analysis/Presburger/Fraction.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>
#include <vector>

namespace hls4mlir::qnn {

using Rational = mlir::presburger::Fraction;

/// The exact value of a finite float.
Rational rationalFrom(double value);
/// 2^exponent.
Rational powerOfTwo(int exponent);
/// The exponent of a power of two, nothing for another number.
std::optional<int> exactLog2(const Rational &value);
/// The nearest double, ties to even.
double toDouble(const Rational &value);
/// The value as a 64-bit integer when it is one.
std::optional<int64_t> toInt64(const Rational &value);
std::optional<int64_t> toInt64(const Integer &value);
/// The integer to which `value` is rounded.
Integer round(const Rational &value, RoundingMode rounding);
/// Largest rational of which both are multiples; the other when one is zero.
Rational gcd(const Rational &lhs, const Rational &rhs);

/// Parameters that broadcast over a tensor in numpy's way. The shape is kept as small as the values allow.
struct RationalTensor {
  llvm::SmallVector<int64_t> shape;
  std::vector<Rational> values;

  RationalTensor() : RationalTensor(Rational(0)) {}
  /*implicit*/ RationalTensor(const Rational &value) : values{value} {}
  RationalTensor(llvm::ArrayRef<int64_t> shape, std::vector<Rational> values)
      : shape(shape), values(std::move(values)) {}
  /// The values of a constant of f32, f64 or integers.
  static RationalTensor fromElements(mlir::DenseElementsAttr elements);

  /// The single value, when all are equal.
  std::optional<Rational> uniform() const;
  bool isZero() const {
    return all([](const Rational &value) { return value.num == 0; });
  }
  bool all(llvm::function_ref<bool(const Rational &)> predicate) const { return llvm::all_of(values, predicate); }
  RationalTensor map(llvm::function_ref<Rational(const Rational &)> function) const;
  /// Whether elements that differ in dimension `axis` only, of a tensor of this rank, may have different parameters.
  bool variesAlong(int64_t axis, int64_t rank) const {
    int64_t dim = axis - (rank - static_cast<int64_t>(shape.size()));
    return dim >= 0 && shape[dim] != 1;
  }

  /// The values spread over `target`, row-major.
  std::vector<Rational> spread(llvm::ArrayRef<int64_t> target) const;
  /// Dimensions along which the values do not vary become 1, leading ones vanish.
  RationalTensor compressed() const;
  RationalTensor reshaped(llvm::ArrayRef<int64_t> from, llvm::ArrayRef<int64_t> to) const;
  RationalTensor transposed(llvm::ArrayRef<int64_t> from, llvm::ArrayRef<int64_t> permutation) const;
  /// f64 constant of the same shape.
  mlir::DenseElementsAttr toF64(mlir::MLIRContext *context) const;
};

/// Elementwise operation on parameters that broadcast against each other.
RationalTensor combine(const RationalTensor &lhs, const RationalTensor &rhs,
                       llvm::function_ref<Rational(const Rational &, const Rational &)> function);
RationalTensor operator+(const RationalTensor &lhs, const RationalTensor &rhs);
RationalTensor operator-(const RationalTensor &lhs, const RationalTensor &rhs);
RationalTensor operator*(const RationalTensor &lhs, const RationalTensor &rhs);
/// Divisors are not zero.
RationalTensor operator/(const RationalTensor &lhs, const RationalTensor &rhs);

/// Elements of a row-major tensor of shape `from`, with its dimensions permuted.
template <typename T>
std::vector<T> transposeElements(llvm::ArrayRef<T> elements, llvm::ArrayRef<int64_t> from,
                                 llvm::ArrayRef<int64_t> permutation) {
  size_t rank = from.size();
  llvm::SmallVector<int64_t> stride(rank, 1), index(rank, 0);
  for (size_t i = rank; i-- > 1;)
    stride[i - 1] = stride[i] * from[i];
  std::vector<T> result;
  result.reserve(elements.size());
  for (size_t n = 0; n < elements.size(); ++n) {
    int64_t offset = 0;
    for (size_t i = 0; i < rank; ++i)
      offset += index[i] * stride[permutation[i]];
    result.push_back(elements[offset]);
    for (size_t i = rank; i-- > 0;) {
      if (++index[i] < from[permutation[i]])
        break;
      index[i] = 0;
    }
  }
  return result;
}

} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_TRANSFORMS_RATIONAL_H
