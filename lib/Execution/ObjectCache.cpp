//===- ObjectCache.cpp - Object files kept between processes -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/ObjectCache.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SHA1.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>

using namespace hls4mlir;
using llvm::MemoryBuffer;
using llvm::StringRef;

/// Bytes of the hash that ends a file.
static constexpr size_t kHashBytes = 20;

static std::array<uint8_t, kHashBytes> hashOf(StringRef content) {
  return llvm::SHA1::hash(llvm::arrayRefFromStringRef(content));
}

ObjectCache::ObjectCache(StringRef directory, StringRef key) : directory(directory) {
  if (directory.empty())
    return;
  path = directory;
  llvm::sys::path::append(path, key + ".o");
}

std::unique_ptr<MemoryBuffer> ObjectCache::load() const {
  if (path.empty())
    return nullptr;
  auto file = MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false, /*IsVolatile=*/true);
  if (!file || (*file)->getBufferSize() < kHashBytes)
    return nullptr;
  // A file that was damaged is compiled anew, not run.
  StringRef content = (*file)->getBuffer().drop_back(kHashBytes), hash = (*file)->getBuffer().take_back(kHashBytes);
  if (llvm::toStringRef(hashOf(content)) != hash)
    return nullptr;
  return MemoryBuffer::getMemBufferCopy(content, path);
}

void ObjectCache::store(const MemoryBuffer &object) const {
  if (path.empty() || llvm::sys::fs::create_directories(directory))
    return;
  llvm::Expected<llvm::sys::fs::TempFile> file = llvm::sys::fs::TempFile::create(path + ".%%%%%%%%");
  if (!file)
    return llvm::consumeError(file.takeError());
  llvm::raw_fd_ostream os(file->FD, /*shouldClose=*/false);
  os << object.getBuffer() << llvm::toStringRef(hashOf(object.getBuffer()));
  os.flush();
  bool written = !os.has_error();
  os.clear_error();
  llvm::consumeError(written ? file->keep(path) : file->discard());
}

std::string ObjectCache::defaultDirectory() {
  if (const char *directory = std::getenv("HLS4MLIR_CACHE_DIR"))
    return directory;
  llvm::SmallString<128> directory;
  if (!llvm::sys::path::cache_directory(directory))
    return "";
  llvm::sys::path::append(directory, "hls4mlir");
  return directory.str().str();
}
