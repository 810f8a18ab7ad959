//===- ArithmeticTable.cpp - Arithmetic of a vendor's numbers -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Compiled for each HLS4MLIR_VENDOR.
//
//===----------------------------------------------------------------------===//

#include "Vendors.h"
#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

using namespace hls4mlir::test;

namespace {

using Vendor = HLS4MLIR_VENDOR;

/// All pairs of these are tested, exhaustively ...
constexpr Format small[] = {{1, 1, true},  {1, 1, false},  {2, -3, true}, {4, 6, true},
                            {4, 2, false}, {3, -2, false}, {7, 3, true}};
/// ... and these pairs at random.
constexpr Format wide[][2] = {
    {{64, 32, true}, {64, 0, false}},
    {{128, 64, true}, {65, 80, true}},
    {{31, 31, false}, {33, 1, true}},
    {{100, -5, false}, {48, 24, true}},
};
constexpr size_t kSmall = std::size(small), kWide = std::size(wide);

constexpr Format lhsOf(size_t index) {
  return index < kSmall * kSmall ? small[index / kSmall] : wide[index - kSmall * kSmall][0];
}
constexpr Format rhsOf(size_t index) {
  return index < kSmall * kSmall ? small[index % kSmall] : wide[index - kSmall * kSmall][1];
}

/// The type in which two numbers are compared. Where one is signed and the other is not, `ap_fixed.h` compares the
/// codes as C++ compares integers of such types, from 33 bits on wrongly: ap_ufixed<20, 20>(1000000) is smaller than
/// ap_fixed<20, 1>(-0.5) for it. Emitted code therefore compares in a type that holds both, and so does this test.
constexpr Format comparedIn(const Format &type, const Format &other) {
  if (type.isSigned == other.isSigned)
    return type;
  int integer = std::max(type.integer + !type.isSigned, other.integer + !other.isSigned);
  int fraction = std::max(type.width - type.integer, other.width - other.integer);
  return {integer + fraction, integer, true};
}

template <size_t Index> struct Operation {
  static constexpr Format lhs = lhsOf(Index), rhs = rhsOf(Index);
  using Lhs = Vendor::Number<lhs.width, lhs.integer, lhs.isSigned>;
  using Rhs = Vendor::Number<rhs.width, rhs.integer, rhs.isSigned>;
  using Sum = decltype(Lhs() + Rhs());
  using Difference = decltype(Lhs() - Rhs());
  using Product = decltype(Lhs() * Rhs());

  static void compute(const Word *lhsCode, const Word *rhsCode, Word *sum, Word *difference, Word *product) {
    Lhs a;
    Rhs b;
    Vendor::load(a, lhsCode);
    Vendor::load(b, rhsCode);
    Sum s = a + b;
    Difference d = a - b;
    Product p = a * b;
    Vendor::store(s, sum);
    Vendor::store(d, difference);
    Vendor::store(p, product);
  }

  static int compare(const Word *lhsCode, const Word *rhsCode) {
    constexpr Format left = comparedIn(lhs, rhs), right = comparedIn(rhs, lhs);
    Lhs a;
    Rhs b;
    Vendor::load(a, lhsCode);
    Vendor::load(b, rhsCode);
    Vendor::Number<left.width, left.integer, left.isSigned> x = a;
    Vendor::Number<right.width, right.integer, right.isSigned> y = b;
    return x < y ? -1 : x == y ? 0 : 1;
  }

  static Arithmetic entry() {
    Format product = Vendor::format(static_cast<Product *>(nullptr));
    return {lhs,
            rhs,
            Vendor::format(static_cast<Sum *>(nullptr)),
            Vendor::format(static_cast<Difference *>(nullptr)),
            product,
            product.width <= Vendor::widestProduct,
            compute,
            compare};
  }
};

template <size_t... Index> void add(std::vector<Arithmetic> &list, std::index_sequence<Index...>) {
  list.insert(list.end(), {Operation<Index>::entry()...});
}

} // namespace

template <> void hls4mlir::test::addArithmetic<Vendor>(std::vector<Arithmetic> &list) {
  add(list, std::make_index_sequence<kSmall * kSmall + kWide>());
}
