//===- Resources.h - What hardware takes of a device -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Estimates for narrow integers on devices with lookup tables of six inputs, DSP blocks of 27 x 18 bits (25 x 18 in
// the 7 series) and memories of 18 kilobits. W and A are the widths of weights and activations, PE and SIMD the lanes
// over outputs and inputs. What is marked [FINN] is the published formula of FINN's HLS layers
// (finn/custom_op/fpgadataflow, BSD-3-Clause); what is marked [here] is a count of what the formula leaves out, and
// stands for what is drawn, not for a calibration.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_DIALECTS_STREAM_RESOURCES_H
#define HLS4MLIR_DIALECTS_STREAM_RESOURCES_H

#include <cstdint>
#include <optional>
#include <string>

namespace hls4mlir::stream {

/// Lookup tables, registers, DSP blocks, memories of 18 kilobits, and of 288 kilobits.
struct Resources {
  int64_t lut = 0, ff = 0, dsp = 0, bram18 = 0, uram = 0;

  Resources &operator+=(const Resources &other);
  friend Resources operator+(Resources lhs, const Resources &rhs) { return lhs += rhs; }
  Resources operator*(int64_t copies) const;
  bool operator==(const Resources &other) const;

  /// Whether there is no more of anything than `budget` has.
  bool fit(const Resources &budget) const;
  /// By how much there is more of each kind than `budget` has.
  Resources getExcess(const Resources &budget) const;
  /// The counts of those kinds of which `kinds` has any.
  Resources only(const Resources &kinds) const;
  /// `1200 lookup tables of 1000, 3 DSP blocks of 2`: of what there is more than `budget` has; nothing where it fits.
  std::optional<std::string> describeExcess(const Resources &budget) const;
  /// `1200 lookup tables, 3 DSP blocks`: of what there is any.
  std::string describe() const;

  /// One number to compare designs by: what else there is, in lookup tables. Devices have about so many of them per
  /// block: 200 per DSP block, 150 per memory of 18 kilobits, 1200 per one of 288 (XC7Z020: 241, 190; VU9P: 173, 273).
  int64_t getWeight() const { return lut + ff / 4 + 200 * dsp + 150 * bram18 + 1200 * uram; }
};

/// What a memory is made of: registers (or wires, for one word of constants), shift registers in lookup tables, lookup
/// tables as memories, memories of 18 kilobits, and of 288 kilobits.
enum class MemoryKind { Registers, ShiftRegister, LUTRAM, BRAM, URAM };

/// A memory as it is built.
struct Memory {
  MemoryKind kind;
  Resources resources;
};

/// Each of these chooses the kind that takes less of a device for `depth` words of `width` bits, see
/// `Resources::getWeight()`.
///
/// A table of constants. LUTRAM [FINN]: W * PE * SIMD * ceil(depth / 64) lookup tables. BRAM [FINN], by depth D and
/// width M: M = 1: ceil(D/16384), M = 2: ceil(D/8192), M <= 4: ceil(D/4096) ceil(M/4), M <= 9: ceil(D/2048) ceil(M/9),
/// M <= 18 or D > 512: ceil(D/1024) ceil(M/18), else ceil(D/512) ceil(M/36). A table of one word is wires.
Memory chooseRom(int64_t depth, int64_t width);

/// A memory that is written and read, one word of each per cycle: as a table, with two lookup tables for each 32 x 1
/// bits of LUTRAM, since reading and writing take a port each [here]. One word is a register. URAM [FINN], where the
/// device has `ultraRam`: ceil(D/4096) ceil(M/72); it takes no initial values, so that it is none for constants.
Memory chooseBuffer(int64_t depth, int64_t width, bool ultraRam);

/// A FIFO. Up to 32 words, or as long as that is less than memories: shift registers, 2 ceil(log2 D) + ceil(D/32)
/// ceil(M/2) lookup tables [FINN]. Else memories.
Memory chooseFifo(int64_t depth, int64_t width, bool ultraRam);

inline Resources getRomResources(int64_t depth, int64_t width) { return chooseRom(depth, width).resources; }

/// A product. Lookup tables [FINN]: (2 ceil((W+A)/6) - 1) (W+A). As soon as that is more than 100 (operands of ten
/// bits, as the vendors' tools do), DSP blocks: ceil(larger/26) ceil(smaller/17) [here: 27 x 18 are signed]. A factor
/// of one bit takes a lookup table per bit of the other [here].
Resources getMultiplierResources(int64_t lhsWidth, int64_t rhsWidth);

/// PE sums of SIMD products each, accumulated. Lookup tables [FINN]: 1.1 PE (SIMD products + (W+A) (2 SIMD - 1) for the
/// tree of sums + accumulator). Registers [here]: a product, a sum of the tree per level of it, and the accumulator,
/// each per PE, and the inputs.
Resources getDotResources(int64_t outLanes, int64_t inLanes, int64_t weightWidth, int64_t inputWidth,
                          int64_t accumulatorWidth);

/// What every process has: 300 lookup tables [FINN], half as many registers [here].
Resources getControlResources();

} // namespace hls4mlir::stream

#endif // HLS4MLIR_DIALECTS_STREAM_RESOURCES_H
