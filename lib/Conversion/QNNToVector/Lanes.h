//===- Lanes.h - Exact arithmetic on one integer per sample -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// What the operations on `!qnn.fixed` are on machine integers. A lane value knows the range of its integer, so
// every operation is emitted in the narrowest integers that hold its operands and its result, and what the
// range makes superfluous (a clip, the sign's part in a rounding) is not emitted at all.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_CONVERSION_QNNTOVECTOR_LANES_H
#define HLS4MLIR_LIB_CONVERSION_QNNTOVECTOR_LANES_H

#include "dialects/QNN/QNN.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace hls4mlir {

/// A signed integer in [low, high]: a scalar, or a vector with one per sample.
struct LaneValue {
  mlir::Value value;
  /// Signed, each as wide as it happens to be.
  llvm::APInt low, high;
};

/// Bits of the machine integer for a number of `bits` bits: a power of two, at least 8. It is one beyond 64
/// bits too, since other integers are padded in memory by rules of the target.
unsigned laneBits(unsigned bits);

/// Bits in which codes of a type lie in memory, sign- or zero-extended.
inline unsigned storageBits(qnn::FixedType type) { return laneBits(type.getWidth()); }

/// Bits of a signed integer that holds every code of `format`.
inline unsigned signedBits(const FixedFormat &format) { return format.width + (format.isSigned ? 0 : 1); }

class LaneBuilder {
public:
  /// Values are vectors of `lanes` integers, or integers when it is 1.
  LaneBuilder(mlir::ImplicitLocOpBuilder &builder, int64_t lanes) : builder(builder), lanes(lanes) {}

  int64_t getLanes() const { return lanes; }
  mlir::Type getType(unsigned bits) const;
  mlir::Value constantOf(const llvm::APInt &value, unsigned bits);
  LaneValue constant(const llvm::APInt &value);

  //===--------------------------------------------------------------------===//
  // Memory
  //===--------------------------------------------------------------------===//

  /// Loads codes as they are stored in a flat memref.
  mlir::Value loadRaw(mlir::Value memref, mlir::Value index);
  /// `raw` from storage as an integer of `bits` bits, modulo 2^bits.
  mlir::Value extend(mlir::Value raw, bool isSigned, unsigned bits);
  /// One code for all lanes, as an integer of `bits` bits, modulo 2^bits.
  mlir::Value extendSplat(mlir::Value memref, mlir::Value index, bool isSigned, unsigned bits);
  LaneValue load(mlir::Value memref, mlir::Value index, qnn::FixedType type);
  LaneValue loadSplat(mlir::Value memref, mlir::Value index, qnn::FixedType type);
  /// Loads the codes that stand so many elements behind `first`, for each lane its own.
  LaneValue gather(mlir::Value memref, mlir::Value first, LaneValue behind, qnn::FixedType type);
  /// Stores a value that `type` holds.
  void store(LaneValue value, qnn::FixedType type, mlir::Value memref, mlir::Value index);

  //===--------------------------------------------------------------------===//
  // Exact arithmetic
  //===--------------------------------------------------------------------===//

  LaneValue add(LaneValue lhs, LaneValue rhs);
  LaneValue sub(LaneValue lhs, LaneValue rhs);
  LaneValue mul(LaneValue lhs, LaneValue rhs);
  LaneValue shl(LaneValue input, unsigned amount);
  /// floor(input / 2^amount)
  LaneValue shr(LaneValue input, unsigned amount);
  LaneValue max(LaneValue lhs, LaneValue rhs);
  LaneValue min(LaneValue lhs, LaneValue rhs);
  LaneValue clamp(LaneValue input, const llvm::APInt &low, const llvm::APInt &high);
  /// Quotient rounded down; `lhs` is not negative, `rhs` is positive.
  LaneValue divide(LaneValue lhs, LaneValue rhs);
  /// One i1 per lane, by a signed predicate, compared in integers of at least `minBits`.
  mlir::Value compare(mlir::arith::CmpIPredicate predicate, LaneValue lhs, LaneValue rhs, unsigned minBits = 8);
  LaneValue select(mlir::Value condition, LaneValue ifTrue, LaneValue ifFalse);
  /// An index in [0, extent) as an integer of `bits` bits, the same in all lanes.
  LaneValue splatIndex(mlir::Value index, int64_t extent, unsigned bits);

  /// `code` modulo 2^width, as a code of `format`; `code` has any number of bits.
  LaneValue wrap(mlir::Value code, const FixedFormat &format);
  /// The code in `format` of the number `input * 2^lsb`: hls4mlir::narrow on lanes.
  LaneValue narrow(LaneValue input, int lsb, const FixedFormat &format, qnn::RoundingMode rounding,
                   qnn::OverflowMode overflow);

  /// The codes of `format` that `code` holds already.
  LaneValue ofFormat(mlir::Value code, const FixedFormat &format);

  /// `value` as an integer of `bits` bits, modulo 2^bits.
  mlir::Value resize(mlir::Value value, unsigned bits);
  /// value * 2^amount, modulo the bits of the integer.
  mlir::Value shiftLeft(mlir::Value value, unsigned amount);

private:
  LaneValue round(LaneValue input, unsigned shift, qnn::RoundingMode rounding);
  LaneValue overflow(LaneValue input, LaneValue floor, unsigned shift, const FixedFormat &format,
                     qnn::OverflowMode mode);
  mlir::Value resized(const LaneValue &value, unsigned bits) { return resize(value.value, bits); }
  mlir::Value shiftRight(mlir::Value value, unsigned amount);
  mlir::Value select(mlir::Value condition, mlir::Value ifTrue, mlir::Value ifFalse);

  mlir::ImplicitLocOpBuilder &builder;
  int64_t lanes;
};

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_CONVERSION_QNNTOVECTOR_LANES_H
