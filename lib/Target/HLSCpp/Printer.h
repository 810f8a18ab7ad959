//===- Printer.h - Patterns from operations to C++ -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// The printer walks prepared IR and asks, for every operation, the pattern registered for it: one that prints a
// statement, or one that gives an expression for the statement of the user. It decides nothing; an operation
// without a pattern is an error at its location.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_LIB_TARGET_HLSCPP_PRINTER_H
#define HLS4MLIR_LIB_TARGET_HLSCPP_PRINTER_H

#include "lib/Target/HLSCpp/Target.h"
#include "lib/Target/HLSCpp/Writer.h"
#include "llvm/Support/FormatVariadic.h"
#include <functional>
#include <map>

namespace hls4mlir::hlscpp {

/// On a store that is the initializer of the variable that it writes.
inline constexpr llvm::StringLiteral kInitializerAttr = "dataflow.initializer";

/// Whether both operands have more bits than a word, so that the open headers multiply them wrongly at times.
inline bool isWideProduct(qnn::MulOp op) {
  auto width = [](mlir::Value number) { return llvm::cast<qnn::FixedType>(number.getType()).getWidth(); };
  return width(op.getLhs()) > 64 && width(op.getRhs()) > 64;
}

/// How tightly an operator of C++ binds, loosest first.
enum class Precedence { Conditional, Or, And, Equality, Relational, Shift, Additive, Multiplicative, Unary, Primary };

struct Expression {
  std::string text;
  Precedence precedence = Precedence::Primary;
};

/// The protocol of a port: the one asked for, or that which suits the type.
dataflow::Interface getProtocol(dataflow::DesignOp design, unsigned port);
/// Elements of a FIFO among the ports per sample.
int64_t transfers(dataflow::DesignOp design, unsigned port);

class Printer;

/// Patterns by the name of the operation.
class Patterns {
public:
  template <typename OpTy> void statement(void (*print)(OpTy, Printer &)) {
    statements[OpTy::getOperationName()] = [print](mlir::Operation *op, Printer &printer) {
      print(llvm::cast<OpTy>(op), printer);
    };
  }
  template <typename OpTy> void expression(Expression (*print)(OpTy, Printer &)) {
    expressions[OpTy::getOperationName()] = [print](mlir::Operation *op, Printer &printer) {
      return print(llvm::cast<OpTy>(op), printer);
    };
  }

  llvm::StringMap<std::function<void(mlir::Operation *, Printer &)>> statements;
  llvm::StringMap<std::function<Expression(mlir::Operation *, Printer &)>> expressions;
};

// One function per family of operations; each stands in a file of its name.
void populateStoragePatterns(Patterns &patterns);
void populateControlPatterns(Patterns &patterns);
void populateNumberPatterns(Patterns &patterns);
void populateIndexPatterns(Patterns &patterns);

class Printer {
public:
  Printer(const Target &target, const Patterns &patterns, std::map<std::string, std::string> &files)
      : target(target), patterns(patterns), files(files) {}

  /// Prints the statements of a block.
  void printBlock(mlir::Block &block);
  void printOperation(mlir::Operation *op);
  /// The expression for a value, in parentheses where it binds looser than `least`.
  std::string operand(mlir::Value value, Precedence least = Precedence::Conditional);
  /// The name under which a port, variable, FIFO or loop variable is declared; empty for an expression.
  llvm::StringRef getName(mlir::Value value);

  /// Spells a type: the alias for a number, a beat of the alias.
  std::string elementType(mlir::Type type, llvm::StringRef alias);
  /// The alias that preparation has put on `op`; an error where it has not.
  std::string aliasOf(mlir::Operation *op);
  /// `name[2][4]`.
  std::string declarator(llvm::StringRef name, llvm::ArrayRef<int64_t> shape);
  /// A port as a parameter.
  std::string parameter(llvm::StringRef name, dataflow::Direction direction, mlir::Type type, llvm::StringRef alias);
  std::string numberType(const FixedFormat &format);
  /// `code` times the step of `format`, exactly, for a place that gives it a type; empty where C++ has no such literal.
  std::string literal(const llvm::APSInt &code, const FixedFormat &format);

  /// A directive, or a remark at `op` that the target has none. Directives for the preprocessor stand at the left edge.
  template <typename... Args>
  void directive(mlir::Operation *op, llvm::StringRef what, const char *text, Args &&...args) {
    if (!text) {
      op->emitRemark() << target.title << " has no directive for " << what << "; it is left out";
      return;
    }
    printLines(llvm::formatv(text, std::forward<Args>(args)...).str());
  }
  /// Lines of a text, those for the preprocessor at the left edge; nothing for an empty text.
  void printLines(llvm::StringRef text);
  /// The type of the elements of the FIFO that a channel becomes where processes are launched.
  std::string fifoElement(mlir::Type type, llvm::StringRef alias);
  /// What stands in front of the declaration of an array that is divided and bound so; empty where the target has
  /// directives behind the declaration.
  std::string layoutAttributes(mlir::Operation *op, mlir::Type type, mlir::ArrayAttr partition, mlir::ArrayAttr reshape,
                               std::optional<dataflow::Storage> storage);
  /// Directives for the divisions of an array.
  void layout(mlir::Operation *op, llvm::StringRef name, mlir::Type type, mlir::ArrayAttr partition,
              mlir::ArrayAttr reshape);

  /// Adds a file. Where another one has the name, a number is put behind it; returns the name.
  std::string addFile(llvm::StringRef stem, llvm::StringRef extension, std::string text);

  void fail() { failed = true; }
  bool hasFailed() const { return failed; }

  const Target &target;
  Writer writer;

private:
  Expression expression(mlir::Value value);

  const Patterns &patterns;
  std::map<std::string, std::string> &files;
  bool failed = false;
};

} // namespace hls4mlir::hlscpp

#endif // HLS4MLIR_LIB_TARGET_HLSCPP_PRINTER_H
