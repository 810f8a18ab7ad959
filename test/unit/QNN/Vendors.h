//===- Vendors.h - One vocabulary for the vendors' numbers -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Defines HLS4MLIR_VENDOR (Ap or Ac): types by width, integer bits, sign and modes; codes in and out.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_TEST_UNIT_QNN_VENDORS_H
#define HLS4MLIR_TEST_UNIT_QNN_VENDORS_H

#include "NumberHeaders.h"

namespace hls4mlir::test {

template <typename T> struct Mode {
  T value;
  const char *name;
};
#define HLS4MLIR_MODE(value) {value, #value}

/// The bits of the most significant word of a code of W bits.
template <int W> constexpr Word topMask() { return ~Word(0) >> ((64 - W % 64) % 64); }

} // namespace hls4mlir::test

#define HLS4MLIR_VENDOR_Ap 1
#define HLS4MLIR_VENDOR_Ac 2
#define HLS4MLIR_CONCAT_(a, b) a##b
#define HLS4MLIR_CONCAT(a, b) HLS4MLIR_CONCAT_(a, b)
#define HLS4MLIR_VENDOR_INDEX HLS4MLIR_CONCAT(HLS4MLIR_VENDOR_, HLS4MLIR_VENDOR)

#if HLS4MLIR_VENDOR_INDEX == HLS4MLIR_VENDOR_Ap
#include "ap_fixed.h"

namespace hls4mlir::test {
struct Ap {
  /// Products of more bits lose carries: the open header's multiplication of several words is wrong for some
  /// operands, -(2^67 + 1) times 4496094532797988863 for one.
  static constexpr int widestProduct = 64;

  static constexpr Mode<ap_q_mode> rounding[] = {
      HLS4MLIR_MODE(AP_RND_CONV), HLS4MLIR_MODE(AP_RND_INF),     HLS4MLIR_MODE(AP_RND_ZERO), HLS4MLIR_MODE(AP_RND),
      HLS4MLIR_MODE(AP_TRN_ZERO), HLS4MLIR_MODE(AP_RND_MIN_INF), HLS4MLIR_MODE(AP_TRN)};
  static constexpr Mode<ap_o_mode> overflow[] = {HLS4MLIR_MODE(AP_SAT), HLS4MLIR_MODE(AP_SAT_SYM),
                                                 HLS4MLIR_MODE(AP_SAT_ZERO), HLS4MLIR_MODE(AP_WRAP),
                                                 HLS4MLIR_MODE(AP_WRAP_SM)};

  template <int W, int I, bool S, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP>
  using Number = ap_fixed_base<W, I, S, Q, O, 0>;

  template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O>
  static constexpr Format format(const ap_fixed_base<W, I, S, Q, O, 0> *) {
    return {W, I, S};
  }
  template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O>
  static void load(ap_fixed_base<W, I, S, Q, O, 0> &number, const Word *code) {
    if constexpr (W <= 64) {
      number.V = code[0];
    } else {
      for (int i = 0; i < (W + 63) / 64; ++i)
        number.V.set_pVal(i, code[i]);
      number.V.clearUnusedBits();
    }
  }
  template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O>
  static void store(const ap_fixed_base<W, I, S, Q, O, 0> &number, Word *code) {
    for (int i = 0; i < (W + 63) / 64; ++i)
      code[i] = number.V.get_pVal(i);
    code[(W - 1) / 64] &= topMask<W>();
  }
};
} // namespace hls4mlir::test

#else
#include "ac_fixed.h"

namespace hls4mlir::test {
struct Ac {
  static constexpr int widestProduct = 64 * kWords;

  static constexpr Mode<ac_q_mode> rounding[] = {
      HLS4MLIR_MODE(AC_RND_CONV), HLS4MLIR_MODE(AC_RND_INF),     HLS4MLIR_MODE(AC_RND_ZERO), HLS4MLIR_MODE(AC_RND),
      HLS4MLIR_MODE(AC_TRN_ZERO), HLS4MLIR_MODE(AC_RND_MIN_INF), HLS4MLIR_MODE(AC_TRN)};
  static constexpr Mode<ac_o_mode> overflow[] = {HLS4MLIR_MODE(AC_SAT), HLS4MLIR_MODE(AC_SAT_SYM),
                                                 HLS4MLIR_MODE(AC_SAT_ZERO), HLS4MLIR_MODE(AC_WRAP)};

  template <int W, int I, bool S, ac_q_mode Q = AC_TRN, ac_o_mode O = AC_WRAP> using Number = ac_fixed<W, I, S, Q, O>;

  template <int W, int I, bool S, ac_q_mode Q, ac_o_mode O>
  static constexpr Format format(const ac_fixed<W, I, S, Q, O> *) {
    return {W, I, S};
  }
  template <int W, int I, bool S, ac_q_mode Q, ac_o_mode O>
  static void load(ac_fixed<W, I, S, Q, O> &number, const Word *code) {
    if constexpr (W <= 64)
      number.set_slc(0, ac_int<W, false>(code[0]));
    else
      for (int i = 0; i < W; ++i)
        number[i] = (code[i / 64] >> (i % 64) & 1) != 0;
  }
  template <int W, int I, bool S, ac_q_mode Q, ac_o_mode O>
  static void store(const ac_fixed<W, I, S, Q, O> &number, Word *code) {
    if constexpr (W <= 64)
      code[0] = number.template slc<W>(0).to_uint64() & topMask<W>();
    else
      for (int i = 0; i < W; ++i)
        code[i / 64] |= static_cast<Word>(static_cast<bool>(number[i])) << (i % 64);
  }
};
} // namespace hls4mlir::test
#endif

#endif // HLS4MLIR_TEST_UNIT_QNN_VENDORS_H
