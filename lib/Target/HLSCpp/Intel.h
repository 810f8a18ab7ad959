//===- Intel.h - What Intel's HLS compilers spell alike -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_TARGET_HLSCPP_INTEL_H
#define HLS4MLIR_LIB_TARGET_HLSCPP_INTEL_H

#include "lib/Target/HLSCpp/Target.h"

namespace hls4mlir::hlscpp::intel {

using qnn::OverflowMode;
using qnn::RoundingMode;

// ac_fixed neither rounds up nor away from zero; the support headers do it by negation.
inline constexpr RoundingSpelling kRounding[] = {
    {RoundingMode::HalfEven, "requantize", "AC_RND_CONV"},     {RoundingMode::HalfAway, "requantize", "AC_RND_INF"},
    {RoundingMode::HalfToZero, "requantize", "AC_RND_ZERO"},   {RoundingMode::HalfCeil, "requantize", "AC_RND"},
    {RoundingMode::HalfFloor, "requantize", "AC_RND_MIN_INF"}, {RoundingMode::Floor, "requantize", "AC_TRN"},
    {RoundingMode::ToZero, "requantize", "AC_TRN_ZERO"},       {RoundingMode::Ceil, "requantize_ceil", nullptr},
    {RoundingMode::Away, "requantize_away", nullptr},
};

// ac_fixed has no sign-magnitude wrapping; the support headers do.
inline constexpr Spelling<OverflowMode> kOverflow[] = {
    {OverflowMode::Saturate, "AC_SAT"},
    {OverflowMode::SaturateSymmetric, "AC_SAT_SYM"},
    {OverflowMode::SaturateZero, "AC_SAT_ZERO"},
    {OverflowMode::Wrap, "AC_WRAP"},
    {OverflowMode::WrapSignMagnitude, "AC_WRAP_SM"},
};

// FIFOs are Avalon streams with ready and valid, arrays whole elements of such a stream: wires with a valid signal.
// No protocol reaches an array outside of the design.
inline constexpr Spelling<dataflow::Interface> kInterface[] = {
    {dataflow::Interface::AxiStream, ""}, {dataflow::Interface::Fifo, ""}, {dataflow::Interface::Wires, ""}};

/// How the attributes of memories are spelled.
struct MemorySpelling {
  const char *registers;
  const char *memory;
  const char *implementation; // {0} BLOCK_RAM or MLAB
  const char *bankWidth;      // {0} bytes
  const char *banks;          // {0} number
  const char *bankBits;       // {0} bits of the number of a word that number its bank, the highest first
};

/// The attributes for an array, where a memory is divided into banks by bits of the number of a word.
std::string layoutAttributes(const Layout &layout, const MemorySpelling &spelling);

} // namespace hls4mlir::hlscpp::intel

#endif // HLS4MLIR_LIB_TARGET_HLSCPP_INTEL_H
