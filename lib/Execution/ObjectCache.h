//===- ObjectCache.h - Object files kept between processes -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_EXECUTION_OBJECTCACHE_H
#define HLS4MLIR_LIB_EXECUTION_OBJECTCACHE_H

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>

namespace hls4mlir {

/// The entry of one key in a folder of object files. A cache that cannot be read or written is an empty one.
class ObjectCache {
public:
  /// Without a directory nothing is found and nothing is kept.
  ObjectCache(llvm::StringRef directory, llvm::StringRef key);

  /// The object file, or null.
  std::unique_ptr<llvm::MemoryBuffer> load() const;
  /// Keeps `object`; other processes see the whole file or none.
  void store(const llvm::MemoryBuffer &object) const;

  /// `$HLS4MLIR_CACHE_DIR`, or `hls4mlir` in the user's folder for caches; empty when that variable is set to
  /// nothing or there is no such folder.
  static std::string defaultDirectory();

private:
  llvm::SmallString<128> directory, path;
};

} // namespace hls4mlir

#endif // HLS4MLIR_LIB_EXECUTION_OBJECTCACHE_H
