//===- Names.cpp - Identifiers of C++ -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Target/HLSCpp/Names.h"
#include "llvm/ADT/StringExtras.h"

using namespace hls4mlir;
using namespace hls4mlir::hlscpp;
using llvm::StringRef;

/// Keywords up to C++20, alternative tokens, and what the emitted files declare or include.
static constexpr llvm::StringLiteral kReservedWords[] = {
    "alignas",
    "alignof",
    "and",
    "and_eq",
    "asm",
    "auto",
    "bitand",
    "bitor",
    "bool",
    "break",
    "case",
    "catch",
    "char",
    "char16_t",
    "char32_t",
    "char8_t",
    "class",
    "co_await",
    "co_return",
    "co_yield",
    "compl",
    "concept",
    "const",
    "const_cast",
    "consteval",
    "constexpr",
    "constinit",
    "continue",
    "decltype",
    "default",
    "delete",
    "do",
    "double",
    "dynamic_cast",
    "else",
    "enum",
    "explicit",
    "export",
    "extern",
    "false",
    "float",
    "for",
    "friend",
    "goto",
    "if",
    "inline",
    "int",
    "long",
    "mutable",
    "namespace",
    "new",
    "noexcept",
    "not",
    "not_eq",
    "nullptr",
    "operator",
    "or",
    "or_eq",
    "private",
    "protected",
    "public",
    "register",
    "reinterpret_cast",
    "requires",
    "return",
    "short",
    "signed",
    "sizeof",
    "static",
    "static_assert",
    "static_cast",
    "struct",
    "switch",
    "template",
    "this",
    "thread_local",
    "throw",
    "true",
    "try",
    "typedef",
    "typeid",
    "typename",
    "union",
    "unsigned",
    "using",
    "virtual",
    "void",
    "volatile",
    "wchar_t",
    "while",
    "xor",
    "xor_eq",
    // The support headers.
    "as_signed",
    "beat",
    "clamp_codes",
    "code",
    "code_bits",
    "code_of",
    "divide_codes",
    "from_code",
    "maximum",
    "minimum",
    "number",
    "reinterpret",
    "relu",
    "requantize",
    "requantize_away",
    "requantize_ceil",
    "requantize_floor",
    "requantizer",
    "rounded",
    "signed_number",
    "stored_bytes",
    "stored_integer",
    "table_index",
    "to_code",
    "to_int",
    "to_integer",
    "unsigned_code",
    "overflow_mode",
    "whole",
    "wrap",
    // Standard headers and host programs.
    "assert",
    "errno",
    "linux",
    "main",
    "std",
    "unix",
    "EOF",
    "NAN",
    "NULL",
    "INFINITY",
    "I",
};

NameScope NameScope::reserved(const Target &target) {
  NameScope scope;
  for (StringRef word : kReservedWords)
    scope.insert(word);
  for (StringRef word : target.reserved)
    scope.insert(word);
  return scope;
}

std::string hlscpp::legalize(StringRef name, StringRef fallback) {
  std::string result;
  for (char c : name) {
    bool legal = llvm::isAlnum(c);
    if (legal)
      result.push_back(c);
    else if (!result.empty() && result.back() != '_')
      result.push_back('_');
  }
  while (!result.empty() && result.back() == '_')
    result.pop_back();
  if (result.empty())
    return fallback.str();
  if (llvm::isDigit(result.front()))
    return (fallback + "_" + result).str();
  return result;
}

std::string NameScope::take(StringRef name, StringRef fallback) {
  std::string base = legalize(name, fallback), result = base;
  for (unsigned number = 1; contains(result); ++number)
    result = base + "_" + std::to_string(number);
  insert(result);
  return result;
}
