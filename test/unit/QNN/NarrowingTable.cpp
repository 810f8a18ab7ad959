//===- NarrowingTable.cpp - Assignments of a vendor's numbers -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Compiled for each HLS4MLIR_VENDOR and each HLS4MLIR_PART of the cases. A type takes about 13 ms to compile and an
// assignment 8 ms; all modes on all pairs of formats of up to 5 bits are 52,500 assignments. What is chosen of them:
//
//   - all pairs of modes on all small targets, from sources of ten bits that surround them: every value that a
//     target can round or lose, once in each mode;
//   - small targets, from sources of 1 and 5 bits, each with one pair of modes, which take turns;
//   - wide formats, around the words of 32 and 64 bits that the headers compute with.
//
// HLS4MLIR_MODES_PER_FORMAT=35 (the CMake option HLS4MLIR_EXHAUSTIVE_NUMBER_TESTS) chooses all.
//
//===----------------------------------------------------------------------===//

#include "Vendors.h"
#include <array>
#include <cstddef>
#include <iterator>
#include <utility>

#ifndef HLS4MLIR_MODES_PER_FORMAT
#define HLS4MLIR_MODES_PER_FORMAT 1
#endif

using namespace hls4mlir::test;

namespace {

using Vendor = HLS4MLIR_VENDOR;
constexpr int kRoundings = std::size(Vendor::rounding), kOverflows = std::size(Vendor::overflow);
constexpr int kModes = kRoundings * kOverflows;

/// One instantiation.
struct Case {
  Format from, to;
  int rounding = 0, overflow = 0;
};

//===----------------------------------------------------------------------===//
// Choice of the cases
//===----------------------------------------------------------------------===//

constexpr Format wide[][2] = {
    {{128, 64, true}, {64, 32, true}},  {{128, 10, false}, {65, 0, true}},  {{160, 80, true}, {100, 50, false}},
    {{64, 32, true}, {64, 16, true}},   {{33, 5, true}, {32, 2, false}},    {{100, 100, true}, {31, 40, true}},
    {{64, 64, false}, {63, 60, false}}, {{70, -10, true}, {20, -20, true}}, {{65, 1, true}, {1, 1, true}},
    {{40, 8, true}, {18, 8, true}},     {{16, 16, false}, {130, 20, true}}, {{2, 2, true}, {128, -60, true}},
    {{128, 0, true}, {16, 200, true}},  {{100, -50, false}, {8, 0, false}}, {{64, 0, false}, {32, 0, false}},
    {{32, 32, true}, {32, 31, true}},   {{65, 33, false}, {64, 33, false}}, {{96, 40, true}, {96, 40, true}},
    {{190, 95, true}, {128, 70, true}}, {{129, 1, true}, {33, -40, false}},
};
constexpr int kWide = std::size(wide);

/// Small targets have 1 to kSmall bits; the step grows by -7 to 7 bits.
constexpr int kSmall = 5, kShifts = 15, kTargets = 2 * kSmall * kShifts;
#if HLS4MLIR_MODES_PER_FORMAT == 1
constexpr int sourceWidths[] = {1, kSmall};
#else
constexpr int sourceWidths[] = {1, 2, 3, 4, kSmall};
#endif
constexpr int kSourceWidths = std::size(sourceWidths), kSources = 2 * kSourceWidths;

/// The modes that the pair of formats `turn` is tested with are the first `count` from a start that moves on.
constexpr bool isTurn(int turn, int modes, int count) { return (modes + turn * 11 + turn / kModes) % kModes < count; }

/// The `source`th source and the `target`th target with the `modes`th pair of modes.
constexpr Case smallCase(int target, int modes, int source) {
  int fromWidth = sourceWidths[source % kSourceWidths], toWidth = 1 + target % kSmall;
  bool fromSigned = source / kSourceWidths, toSigned = target / kSmall % 2;
  int shift = target / (2 * kSmall) - kShifts / 2;
  // The binary points of both move together, to the left of the code and to its right.
  int point = target % 3 == 0 ? 0 : target % 3 == 1 ? -6 : 4;
  return {{fromWidth, fromWidth + point, fromSigned},
          {toWidth, toWidth + shift + point, toSigned},
          modes % kRoundings,
          modes / kRoundings};
}

/// Every pair of modes on every small target: the source has four bits below the target's step, for ties and what is
/// near them, and at least one above its range.
constexpr int kAround = 10, kBelow = 4;
constexpr Case surroundedCase(int target, int modes, bool fromSigned) {
  int width = 1 + target % kSmall;
  return {{kAround, kAround - kBelow, fromSigned},
          {width, width, target / kSmall != 0},
          modes % kRoundings,
          modes / kRoundings};
}

/// Calls `visit` with every case of this part.
template <typename Visitor> constexpr void visitCases(Visitor visit) {
  for (int target = HLS4MLIR_PART; target < kTargets; target += kParts)
    for (int modes = 0; modes < kModes; ++modes)
      for (int source = 0; source < kSources; ++source)
        if (isTurn(target, modes, HLS4MLIR_MODES_PER_FORMAT))
          visit(smallCase(target, modes, source));
  for (int target = HLS4MLIR_PART; target < 2 * kSmall; target += kParts)
    for (int modes = 0; modes < kModes; ++modes)
      for (bool fromSigned : {false, true})
        visit(surroundedCase(target, modes, fromSigned));
  for (int pair = HLS4MLIR_PART; pair < kWide; pair += kParts)
    for (int modes = 0; modes < kModes; ++modes)
      if (isTurn(pair, modes, 4))
        visit(Case{wide[pair][0], wide[pair][1], modes % kRoundings, modes / kRoundings});
}

constexpr size_t countCases() {
  size_t count = 0;
  visitCases([&](const Case &) { ++count; });
  return count;
}

constexpr std::array<Case, countCases()> listCases() {
  std::array<Case, countCases()> cases{};
  size_t count = 0;
  visitCases([&](const Case &chosen) { cases[count++] = chosen; });
  return cases;
}

constexpr std::array<Case, countCases()> cases = listCases();

//===----------------------------------------------------------------------===//
// Instantiation
//===----------------------------------------------------------------------===//

template <size_t Index> void assign(const Word *code, Word *result) {
  constexpr Case chosen = cases[Index];
  constexpr auto rounding = Vendor::rounding[chosen.rounding].value;
  constexpr auto overflow = Vendor::overflow[chosen.overflow].value;
  Vendor::Number<chosen.from.width, chosen.from.integer, chosen.from.isSigned> source;
  Vendor::Number<chosen.to.width, chosen.to.integer, chosen.to.isSigned, rounding, overflow> target;
  Vendor::load(source, code);
  target = source;
  Vendor::store(target, result);
}

template <size_t... Index> void add(std::vector<Narrowing> &list, std::index_sequence<Index...>) {
  void (*functions[])(const Word *, Word *) = {assign<Index>...};
  for (size_t i = 0; i < sizeof...(Index); ++i)
    list.push_back({cases[i].from, cases[i].to, Vendor::rounding[cases[i].rounding].name,
                    Vendor::overflow[cases[i].overflow].name, functions[i]});
}

} // namespace

template <> void hls4mlir::test::addNarrowings<Vendor, HLS4MLIR_PART>(std::vector<Narrowing> &list) {
  add(list, std::make_index_sequence<cases.size()>());
}
