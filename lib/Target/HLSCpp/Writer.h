//===- Writer.h - Lines of C++ -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_TARGET_HLSCPP_WRITER_H
#define HLS4MLIR_LIB_TARGET_HLSCPP_WRITER_H

#include "llvm/ADT/Twine.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace hls4mlir::hlscpp {

/// Indented text.
class Writer {
public:
  explicit Writer(unsigned depth = 0) : depth(depth) {}

  /// A line of its own.
  void line(const llvm::Twine &text = "") { put(depth, text); }
  /// A line at the left edge, where preprocessor directives stand.
  void directive(const llvm::Twine &text) {
    put(0, text);
    ++directives;
  }
  /// A label, one step to the left.
  void label(const llvm::Twine &name) { put(depth ? depth - 1 : 0, name + ":"); }
  void open(const llvm::Twine &text) {
    line(text + " {");
    ++depth;
  }
  /// Braces for a scope alone.
  void open() {
    line("{");
    ++depth;
  }
  void close(const llvm::Twine &text = "") {
    --depth;
    line("}" + text);
  }
  /// Lines that are indented already.
  void append(const Writer &other) {
    text += other.text;
    lines += other.lines;
    directives += other.directives;
  }

  unsigned getDepth() const { return depth; }
  /// True when the text is one statement on one line, so that it needs no braces.
  bool isOneLine() const { return lines == 1 && !directives; }
  std::string take() { return std::move(text); }

private:
  void put(unsigned at, const llvm::Twine &content) {
    std::string rendered = content.str();
    if (!rendered.empty())
      text.append(at * 4, ' ');
    text += rendered;
    text += '\n';
    ++lines;
  }

  std::string text;
  unsigned depth, lines = 0, directives = 0;
};

} // namespace hls4mlir::hlscpp

#endif // HLS4MLIR_LIB_TARGET_HLSCPP_WRITER_H
