//===- RealFunctions.h - Real functions with proven bounds -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// The functions of qnn.unary, computed to any precision with a bound of the error that holds by construction:
// all arithmetic is on integers, and every step adds what it loses.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_QNN_TRANSFORMS_REALFUNCTIONS_H
#define HLS4MLIR_DIALECTS_QNN_TRANSFORMS_REALFUNCTIONS_H

#include "dialects/QNN/QNN.h"
#include "dialects/QNN/Transforms/Rational.h"

namespace hls4mlir::qnn {

/// All numbers from low to high; of an open end, those beyond it only. What is as close to a rational number as
/// sigmoid(100) is to one can be told from it that way, without hundreds of digits.
struct RationalInterval {
  Rational low, high;
  bool lowOpen = false, highOpen = false;

  bool isExact() const { return low == high && !lowOpen && !highOpen; }
};

/// A unary function with its parameters.
class RealFunction {
public:
  explicit RealFunction(FunctionAttr attr);

  FunctionAttr getAttr() const { return attr; }
  UnaryFunction getKind() const { return attr.getKind(); }

  /// What keeps f(x) from being a real number that can be computed, as "log of a number that is not positive";
  /// empty where nothing does.
  std::string getDomainError(const Rational &x) const;

  /// f(x), where it is known to be rational. Everywhere else it is taken for irrational: ties and other
  /// decisions then need no equality.
  std::optional<Rational> getExact(const Rational &x) const;

  /// Bounds of f on an interval of its domain, computed with so many fraction bits. Nothing when these are too
  /// few.
  std::optional<RationalInterval> enclose(const RationalInterval &x, unsigned precision) const;

  /// True when x <= y implies f(x) <= f(y) on the domain.
  bool isRising() const;

private:
  /// Numbers strictly between which f(x) lies wherever `getExact` does not know it: what is close to a bound by
  /// nature is not taken to its other side by an error.
  struct Range {
    std::optional<Rational> low, high;
  };
  Range getRange(const RationalInterval &x) const;

  FunctionAttr attr;
  Rational alpha, gamma;
};

} // namespace hls4mlir::qnn

#endif // HLS4MLIR_DIALECTS_QNN_TRANSFORMS_REALFUNCTIONS_H
