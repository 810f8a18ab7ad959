//===- NumberHeadersTest.cpp - FixedSemantics against the vendors' headers -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Codes of up to 10 bits are tested exhaustively, wider ones at random and around the places where words, signs and
// ties change.
//
//===----------------------------------------------------------------------===//

#include "NumberHeaders.h"
#include "ModeTables.h"
#include "Report.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <functional>
#include <random>
#include <utility>

using namespace hls4mlir;
using namespace hls4mlir::test;
using llvm::APInt;
using llvm::APSInt;
using llvm::raw_ostream;

//===----------------------------------------------------------------------===//
// Codes
//===----------------------------------------------------------------------===//

static FixedFormat toOurs(const Format &format) {
  return {static_cast<unsigned>(format.width), format.integer, format.isSigned};
}

/// A code as the vendors' functions take it.
struct Words {
  Word words[kWords] = {};
  Words() = default;
  explicit Words(const APInt &code) {
    assert(code.getBitWidth() <= kWords * 64);
    for (unsigned i = 0; i < code.getNumWords(); ++i)
      words[i] = code.getRawData()[i];
  }
  APSInt as(const FixedFormat &format) const {
    return APSInt(APInt(kWords * 64, words).trunc(format.width), !format.isSigned);
  }
};

/// The codes of a format that a test tries.
static std::vector<APInt> codesOf(const FixedFormat &format) {
  unsigned width = format.width;
  std::vector<APInt> codes;
  if (width <= 10) {
    for (uint64_t code = 0; code < (1u << width); ++code)
      codes.emplace_back(width, code);
    return codes;
  }
  // The same at every run: a test that fails fails again.
  std::mt19937_64 random(width * 1000 + format.integer);
  auto randomCode = [&] {
    Word words[kWords];
    std::generate(std::begin(words), std::end(words), std::ref(random));
    return APInt(kWords * 64, words).trunc(width);
  };
  for (unsigned bit = 0; bit < width; ++bit)
    for (int64_t offset : {-1, 0, 1}) {
      APInt corner = APInt::getOneBitSet(width, bit) + APInt(width, offset, true, true);
      codes.push_back(corner);
      codes.push_back(-corner);
      // A random number above a corner: ties and carries happen in the lowest bits of what is kept.
      codes.push_back((randomCode() << bit) + corner);
    }
  for (int i = 0; i < 500; ++i) {
    APInt code = randomCode();
    unsigned shift = random() % width;
    // Small and large magnitudes, and runs of equal bits on the right.
    codes.push_back(code);
    codes.push_back(code.ashr(shift));
    codes.push_back(code.lshr(shift).shl(shift));
    codes.push_back(code | APInt::getLowBitsSet(width, shift));
  }
  return codes;
}

//===----------------------------------------------------------------------===//
// Tests
//===----------------------------------------------------------------------===//

static void testNarrowings(const std::string &name, llvm::ArrayRef<Narrowing> narrowings, const ModeTables &modes) {
  Report report(name);
  for (const Narrowing &narrowing : narrowings) {
    FixedFormat from = toOurs(narrowing.from), to = toOurs(narrowing.to);
    auto rounding = qnn::symbolizeRoundingMode(modes.ours(narrowing.rounding));
    auto overflow = qnn::symbolizeOverflowMode(modes.ours(narrowing.overflow));
    if (!rounding || !overflow) {
      report.expect(false, [&](raw_ostream &os) {
        os << narrowing.rounding << " or " << narrowing.overflow << " stands in no table of QNNAttrs.td";
      });
      continue;
    }
    for (const APInt &code : codesOf(from)) {
      APSInt source(code, !from.isSigned);
      Words result;
      narrowing.assign(Words(code).words, result.words);
      APSInt expected = result.as(to);
      APSInt ours = narrow({source, from.lsb()}, to, *rounding, *overflow);
      report.expect(ours == expected, [&](raw_ostream &os) {
        os << source << " of " << from << " to " << to << " " << narrowing.rounding << " " << narrowing.overflow
           << ": vendor " << expected << ", ours " << ours;
      });
    }
  }
}

static void testArithmetic(const std::string &name, llvm::ArrayRef<Arithmetic> cases) {
  Report formats(name + " formats"), values(name + " values"), orders(name + " order");
  for (const Arithmetic &arithmetic : cases) {
    FixedFormat lhs = toOurs(arithmetic.lhs), rhs = toOurs(arithmetic.rhs);
    struct {
      const char *symbol;
      FixedFormat vendor, ours;
      FixedValue (*compute)(const FixedValue &, const FixedValue &);
      bool isExact;
      Words result;
    } operations[] = {{"+", toOurs(arithmetic.sum), addFormat(lhs, rhs), add, true, {}},
                      {"-", toOurs(arithmetic.difference), subFormat(lhs, rhs), sub, true, {}},
                      {"*", toOurs(arithmetic.product), mulFormat(lhs, rhs), mul, arithmetic.productIsExact, {}}};
    for (auto &operation : operations)
      formats.expect(operation.vendor == operation.ours, [&](raw_ostream &os) {
        os << lhs << " " << operation.symbol << " " << rhs << ": vendor " << operation.vendor << ", ours "
           << operation.ours;
      });

    std::vector<APInt> lhsCodes = codesOf(lhs), rhsCodes = codesOf(rhs);
    bool exhaustive = lhs.width <= 10 && rhs.width <= 10;
    size_t count = exhaustive ? lhsCodes.size() * rhsCodes.size() : 4000;
    for (size_t i = 0; i < count; ++i) {
      // Every pair, or a walk over both lists with steps that have no common factor.
      const APInt &lhsCode = lhsCodes[exhaustive ? i / rhsCodes.size() : i * 7 % lhsCodes.size()];
      const APInt &rhsCode = rhsCodes[exhaustive ? i % rhsCodes.size() : i * 11 % rhsCodes.size()];
      FixedValue left{APSInt(lhsCode, !lhs.isSigned), lhs.lsb()}, right{APSInt(rhsCode, !rhs.isSigned), rhs.lsb()};
      for (auto &operation : operations)
        operation.result = Words();
      arithmetic.compute(Words(lhsCode).words, Words(rhsCode).words, operations[0].result.words,
                         operations[1].result.words, operations[2].result.words);
      for (auto &operation : operations) {
        if (!operation.isExact)
          continue;
        FixedValue vendor{operation.result.as(operation.vendor), operation.vendor.lsb()};
        FixedValue ours = operation.compute(left, right);
        values.expect(compare(vendor, ours) == 0 && operation.ours.contains(ours), [&](raw_ostream &os) {
          os << left.code << " of " << lhs << " " << operation.symbol << " " << right.code << " of " << rhs
             << ": vendor " << vendor.code << " * 2^" << vendor.lsb << ", ours " << ours.code << " * 2^" << ours.lsb;
        });
      }
      int vendor = arithmetic.compare(Words(lhsCode).words, Words(rhsCode).words), ours = compare(left, right);
      orders.expect(vendor == ours, [&](raw_ostream &os) {
        os << left.code << " of " << lhs << " against " << right.code << " of " << rhs << ": vendor " << vendor
           << ", ours " << ours;
      });
    }
  }
}

template <typename Vendor, int... Part> static std::vector<Narrowing> narrowings(std::integer_sequence<int, Part...>) {
  std::vector<Narrowing> list;
  (addNarrowings<Vendor, Part>(list), ...);
  return list;
}

template <typename Vendor> static std::vector<Arithmetic> arithmetic() {
  std::vector<Arithmetic> list;
  addArithmetic<Vendor>(list);
  return list;
}

int main() {
  ModeTables modes(HLS4MLIR_QNN_ATTRS_TD);
  auto parts = std::make_integer_sequence<int, kParts>();
  testNarrowings("ap_fixed narrowing", narrowings<Ap>(parts), modes);
  testNarrowings("ac_fixed narrowing", narrowings<Ac>(parts), modes);
  testArithmetic("ap_fixed arithmetic", arithmetic<Ap>());
  testArithmetic("ac_fixed arithmetic", arithmetic<Ac>());
  return Report::exitCode();
}
