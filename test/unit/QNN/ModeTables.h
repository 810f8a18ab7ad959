//===- ModeTables.h - The tables of modes in QNNAttrs.td -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// The documentation says which modes of the vendors are which of ours. The tests read it from there, so that it is
// true.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_TEST_UNIT_QNN_MODETABLES_H
#define HLS4MLIR_TEST_UNIT_QNN_MODETABLES_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>

namespace hls4mlir::test {

/// Rows of the tables, by the name in their first column. Cells are stripped of blanks and code marks.
class ModeTables {
public:
  /// Reads `path`; without rows when there is none.
  explicit ModeTables(llvm::StringRef path) {
    auto file = llvm::MemoryBuffer::getFile(path);
    if (!file)
      return;
    text = std::move(*file);
    for (llvm::StringRef line : llvm::split(text->getBuffer(), '\n')) {
      line = line.trim();
      if (!line.consume_front("|") || !line.consume_back("|"))
        continue;
      llvm::SmallVector<llvm::StringRef> cells;
      for (llvm::StringRef cell : llvm::split(line, '|'))
        cells.push_back(cell.trim(" `"));
      rows.try_emplace(cells.front(), cells);
    }
  }

  llvm::ArrayRef<llvm::StringRef> row(llvm::StringRef name) const {
    auto it = rows.find(name);
    return it == rows.end() ? llvm::ArrayRef<llvm::StringRef>() : llvm::ArrayRef<llvm::StringRef>(it->second);
  }

  /// The name of our mode in whose row a vendor's mode stands.
  llvm::StringRef ours(llvm::StringRef vendorMode) const {
    for (const auto &row : rows)
      if (llvm::is_contained(row.second, vendorMode))
        return row.first();
    return {};
  }

private:
  std::unique_ptr<llvm::MemoryBuffer> text;
  llvm::StringMap<llvm::SmallVector<llvm::StringRef>> rows;
};

} // namespace hls4mlir::test

#endif // HLS4MLIR_TEST_UNIT_QNN_MODETABLES_H
