//===- Report.h - Counts of compared and differing cases -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_TEST_UNIT_QNN_REPORT_H
#define HLS4MLIR_TEST_UNIT_QNN_REPORT_H

#include "dialects/QNN/FixedSemantics.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace hls4mlir {

inline llvm::raw_ostream &operator<<(llvm::raw_ostream &os, const FixedFormat &format) {
  return os << (format.isSigned ? "s" : "u") << format.width << "," << format.integer;
}

namespace test {

/// What one test compared. The first differences are printed, all are counted.
class Report {
public:
  explicit Report(std::string name) : name(std::move(name)) {}
  ~Report() {
    llvm::outs() << name << ": " << compared << " compared, " << different << " different\n";
    anyDifferent |= different != 0 || compared == 0;
  }

  /// Counts a comparison; `describe` prints it when it does not hold.
  void expect(bool holds, llvm::function_ref<void(llvm::raw_ostream &)> describe) {
    ++compared;
    if (holds || ++different > 10)
      return;
    llvm::outs() << name << ": ";
    describe(llvm::outs());
    llvm::outs() << "\n";
  }

  /// The exit code of the program: a test that compares nothing fails as well.
  static int exitCode() { return anyDifferent; }

private:
  std::string name;
  uint64_t compared = 0, different = 0;
  static inline bool anyDifferent = false;
};

} // namespace test
} // namespace hls4mlir

#endif // HLS4MLIR_TEST_UNIT_QNN_REPORT_H
