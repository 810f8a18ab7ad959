//===- AMD.h - What Vitis HLS and Vivado HLS spell alike -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_TARGET_HLSCPP_AMD_H
#define HLS4MLIR_LIB_TARGET_HLSCPP_AMD_H

#include "lib/Target/HLSCpp/Target.h"

namespace hls4mlir::hlscpp::amd {

using qnn::OverflowMode;
using qnn::RoundingMode;

// ap_fixed neither rounds up nor away from zero; the support headers do it by negation.
inline constexpr RoundingSpelling kRounding[] = {
    {RoundingMode::HalfEven, "requantize", "AP_RND_CONV"},     {RoundingMode::HalfAway, "requantize", "AP_RND_INF"},
    {RoundingMode::HalfToZero, "requantize", "AP_RND_ZERO"},   {RoundingMode::HalfCeil, "requantize", "AP_RND"},
    {RoundingMode::HalfFloor, "requantize", "AP_RND_MIN_INF"}, {RoundingMode::Floor, "requantize", "AP_TRN"},
    {RoundingMode::ToZero, "requantize", "AP_TRN_ZERO"},       {RoundingMode::Ceil, "requantize_ceil", nullptr},
    {RoundingMode::Away, "requantize_away", nullptr},
};

inline constexpr Spelling<OverflowMode> kOverflow[] = {
    {OverflowMode::Saturate, "AP_SAT"},
    {OverflowMode::SaturateSymmetric, "AP_SAT_SYM"},
    {OverflowMode::SaturateZero, "AP_SAT_ZERO"},
    {OverflowMode::Wrap, "AP_WRAP"},
    {OverflowMode::WrapSignMagnitude, "AP_WRAP_SM"},
};

inline constexpr Spelling<dataflow::Interface> kInterface[] = {
    {dataflow::Interface::AxiStream, "#pragma HLS INTERFACE axis port={0}"},
    {dataflow::Interface::Fifo, "#pragma HLS INTERFACE ap_fifo port={0}"},
    {dataflow::Interface::Memory, "#pragma HLS INTERFACE ap_memory port={0}"},
    {dataflow::Interface::Wires, "#pragma HLS INTERFACE ap_vld port={0}"},
};

inline constexpr llvm::StringLiteral kReserved[] = {
    "AP_RND",     "AP_RND_CONV", "AP_RND_INF", "AP_RND_MIN_INF", "AP_RND_ZERO", "AP_SAT",
    "AP_SAT_SYM", "AP_SAT_ZERO", "AP_TRN",     "AP_TRN_ZERO",    "AP_WRAP",     "AP_WRAP_SM",
    "ap_fixed",   "ap_int",      "ap_ufixed",  "ap_uint",        "ap_axis",     "ap_q_mode",
    "ap_o_mode",  "hls",         "ssdm_int",   "ssdm_real",
};

} // namespace hls4mlir::hlscpp::amd

#endif // HLS4MLIR_LIB_TARGET_HLSCPP_AMD_H
