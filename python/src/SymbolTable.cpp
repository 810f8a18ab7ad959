//===- SymbolTable.cpp - Symbols -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "mlir/IR/SymbolTable.h"
#include "python/src/Bindings.h"
#include "python/src/Wrappers.h"

using namespace mlir;
using namespace hls4mlir::python;

namespace {
/// Holds nothing but the operation: the symbols are looked up anew each time, since Python may rename and erase.
struct PySymbolTable {
  OpHandle op;

  Operation *lookup(const std::string &name) const { return SymbolTable::lookupSymbolIn(op.get(), name); }
  Operation *get(const std::string &name) const {
    if (Operation *symbol = lookup(name))
      return symbol;
    throw nb::key_error(("there is no symbol '" + name + "'").c_str());
  }
};
} // namespace

/// The name attribute of a symbol.
static StringAttr getName(const OpHandle &op) {
  if (auto name = op->getAttrOfType<StringAttr>(SymbolTable::getSymbolAttrName()))
    return name;
  throw nb::value_error(("'" + op->getName().getStringRef().str() + "' is not a symbol").c_str());
}

static StringAttr insert(const PySymbolTable &self, const OpHandle &symbol) {
  Operation *table = self.op.get();
  StringAttr name = getName(symbol);
  if (symbol->getParentOp() && symbol->getParentOp() != table)
    throw nb::value_error("the operation is in another symbol table");
  if (self.lookup(name.str()) && self.lookup(name.str()) != symbol.get()) {
    std::string base = name.str(), unique;
    for (unsigned suffix = 0; self.lookup(unique = base + "_" + std::to_string(suffix));)
      ++suffix;
    name = StringAttr::get(name.getContext(), unique);
    SymbolTable::setSymbolName(symbol.get(), name);
  }
  if (!symbol->getBlock()) {
    Block &block = table->getRegion(0).front();
    BlockHandle body = self.op.derive(&block);
    std::optional<OpHandle> before;
    if (!block.empty() && block.back().hasTrait<OpTrait::IsTerminator>())
      before = self.op.derive(&block.back());
    PyInsertionPoint{body, before}.insert(symbol);
  }
  return name;
}

void hls4mlir::python::populateSymbolTable(nb::module_ &m) {
  nb::class_<PySymbolTable>(m, "SymbolTable", "The symbols in an operation such as a module, by name.")
      .def(
          "__init__",
          [](PySymbolTable *self, const OpHandle &op) {
            if (!op->hasTrait<OpTrait::SymbolTable>() || op->getRegion(0).empty())
              throw nb::value_error(("'" + op->getName().getStringRef().str() + "' is not a symbol table").c_str());
            new (self) PySymbolTable{op};
          },
          "symbol_table_op"_a)
      .def(
          "__getitem__",
          [](const PySymbolTable &self, const std::string &name) {
            return OpViewHandle{self.op.derive(self.get(name))};
          },
          "name"_a)
      .def(
          "__contains__",
          [](const PySymbolTable &self, const std::string &name) { return self.lookup(name) != nullptr; }, "name"_a)
      .def(
          "__delitem__",
          [](const PySymbolTable &self, const std::string &name) { eraseOperation(self.op.derive(self.get(name))); },
          "name"_a)
      .def("insert", insert, "operation"_a,
           "Adds a symbol, at the end if it is in no block, and gives it another name where its own is taken. Returns "
           "the name.")
      .def(
          "erase",
          [](const PySymbolTable &self, const OpHandle &symbol) {
            if (symbol->getParentOp() != self.op.get())
              throw nb::value_error("the operation is not in this symbol table");
            eraseOperation(symbol);
          },
          "operation"_a)
      .def_static(
          "get_symbol_name", [](const OpHandle &symbol) { return getName(symbol); }, "symbol"_a)
      .def_static(
          "set_symbol_name",
          [](const OpHandle &symbol, const std::string &name) {
            getName(symbol);
            if (name.empty())
              throw nb::value_error("the name of a symbol is not empty");
            SymbolTable::setSymbolName(symbol.get(), name);
          },
          "symbol"_a, "name"_a, "Renames the symbol, but not its uses: see replace_all_symbol_uses.")
      .def_static(
          "replace_all_symbol_uses",
          [](const std::string &oldSymbol, const std::string &newSymbol, const OpHandle &from) {
            auto name = StringAttr::get(from->getContext(), newSymbol);
            if (failed(SymbolTable::replaceAllSymbolUses(StringAttr::get(from->getContext(), oldSymbol), name,
                                                         from.get())))
              throw nb::value_error("an unknown operation may define symbols, so the uses are not known");
          },
          "old_symbol"_a, "new_symbol"_a, "from_op"_a);
}
