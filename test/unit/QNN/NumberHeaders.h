//===- NumberHeaders.h - The vendors' numbers as tables of functions -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// What the vendors' headers compute, seen without templates: every case is one instantiation, as a function on
// codes. The tables are built in files of their own, which see neither MLIR nor the other vendor's header, so that
// both sides compile fast and in parallel.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_TEST_UNIT_QNN_NUMBERHEADERS_H
#define HLS4MLIR_TEST_UNIT_QNN_NUMBERHEADERS_H

#include <cstdint>
#include <vector>

namespace hls4mlir::test {

/// A code: 64-bit words, least significant first; bits beyond the width are zero.
using Word = uint64_t;
constexpr int kWords = 6;

/// A number type of a vendor.
struct Format {
  int width = 0, integer = 0;
  bool isSigned = false;
};

/// Assignment of a number of type `from` to a variable of type `to`, which has these modes.
struct Narrowing {
  Format from, to;
  const char *rounding, *overflow;
  void (*assign)(const Word *from, Word *to);
};

/// The operators + - * < == on two types.
struct Arithmetic {
  Format lhs, rhs, sum, difference, product;
  /// Whether the header computes every product right.
  bool productIsExact;
  void (*compute)(const Word *lhs, const Word *rhs, Word *sum, Word *difference, Word *product);
  /// -1, 0 or 1. Operands of different signedness are brought into the hull of both types first.
  int (*compare)(const Word *lhs, const Word *rhs);
};

/// Tags of the vendors: `ap_fixed.h` and `ac_fixed.h`.
struct Ap;
struct Ac;

/// The narrowings are spread over this many files of equal content, to compile in parallel.
#ifndef HLS4MLIR_PARTS
#define HLS4MLIR_PARTS 4
#endif
constexpr int kParts = HLS4MLIR_PARTS;
template <typename Vendor, int Part> void addNarrowings(std::vector<Narrowing> &list);
template <typename Vendor> void addArithmetic(std::vector<Arithmetic> &list);

} // namespace hls4mlir::test

#endif // HLS4MLIR_TEST_UNIT_QNN_NUMBERHEADERS_H
