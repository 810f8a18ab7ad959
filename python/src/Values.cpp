//===- Values.cpp - Values and their uses -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "mlir/IR/AsmState.h"
#include "python/src/Bindings.h"
#include "python/src/Wrappers.h"

using namespace mlir;
using namespace hls4mlir::python;

nb::object hls4mlir::python::wrapValue(const ValueHandle &value) {
  if (isa<OpResult>(value.get()))
    return nb::cast(PyOpResult{{value}});
  return nb::cast(PyBlockArgument{{value}});
}

ValueHandle hls4mlir::python::toValue(nb::handle object) {
  if (nb::isinstance<PyValue>(object))
    return nb::cast<const PyValue &>(object).value;
  if (!nb::isinstance<PyOperationBase>(object))
    throw nb::type_error(
        ("an operand is a Value or an operation with one result, not " + nb::cast<std::string>(nb::repr(object)))
            .c_str());
  const OpHandle &op = nb::cast<const PyOperationBase &>(object).op;
  if (op->getNumResults() != 1)
    throw nb::value_error(("'" + op->getName().getStringRef().str() + "' has " + std::to_string(op->getNumResults()) +
                           " results, so it does not stand for a value")
                              .c_str());
  return op.derive(Value(op->getResult(0)));
}

namespace {
/// One use of a value.
struct PyOpOperand {
  OpHandle owner;
  unsigned number;
};
} // namespace

void hls4mlir::python::populateValues(nb::module_ &m) {
  nb::class_<PyOpOperand>(m, "OpOperand", "One use of a value.")
      .def_prop_ro(
          "owner", [](const PyOpOperand &self) { return PyOperation{{self.owner}}; }, "The using operation.")
      .def_ro("operand_number", &PyOpOperand::number);

  // Generated code writes `OpResult[IndexType]`: subscripts are accepted, and say nothing.
  nb::class_<PyValue>(m, "Value", nb::is_generic(), "What an operation computes, or an argument of a block.")
      .def_prop_ro("context", [](const PyValue &self) { return PyMLIRContext{self.value.getContext()}; })
      .def_prop_ro("type", [](const PyValue &self) { return self.value.get().getType(); })
      .def(
          "set_type", [](const PyValue &self, Type type) { self.value.get().setType(type); }, "type"_a)
      .def_prop_ro("location", [](const PyValue &self) { return PyLocation(self.value.get().getLoc()); })
      .def_prop_ro(
          "owner",
          [](const PyValue &self) -> nb::object {
            Value value = self.value.get();
            if (Operation *op = value.getDefiningOp())
              return nb::cast(PyOperation{{self.value.derive(op)}});
            return nb::cast(self.value.derive(cast<BlockArgument>(value).getOwner()));
          },
          nb::sig("def owner(self) -> Operation | Block"), "The operation of a result, the block of an argument.")
      .def_prop_ro(
          "uses",
          [](const PyValue &self) {
            std::vector<PyOpOperand> uses;
            for (OpOperand &use : self.value.get().getUses())
              uses.push_back({self.value.derive(use.getOwner()), use.getOperandNumber()});
            return uses;
          },
          "The uses at this moment, in no particular order.")
      .def(
          "replace_all_uses_with",
          [](const PyValue &self, const ValueHandle &value) {
            Value old = self.value.get(), replacement = value.get();
            IRRoot::merge(self.value.getRoot(), value.getRoot());
            old.replaceAllUsesWith(replacement);
          },
          "value"_a)
      .def(
          "replace_all_uses_except",
          [](const PyValue &self, const ValueHandle &value, const OpHandle &exception) {
            Value old = self.value.get(), replacement = value.get();
            Operation *except = exception.get();
            IRRoot::merge(self.value.getRoot(), value.getRoot());
            old.replaceAllUsesExcept(replacement, except);
          },
          "value"_a, "exception"_a, "Uses by the operation `exception` are kept.")
      .def(
          "get_name",
          [](const PyValue &self, bool useLocalScope) {
            std::string text;
            llvm::raw_string_ostream os(text);
            OpPrintingFlags flags;
            if (useLocalScope)
              flags.useLocalScope();
            self.value.get().printAsOperand(os, flags);
            return text;
          },
          "use_local_scope"_a = false, "The name under which the value is printed, such as `%0`.")
      .def("__eq__", [](const PyValue &self, const PyValue &other) { return self.value == other.value; })
      .def(
          "__eq__", [](const PyValue &, nb::handle) { return false; }, nb::arg().none())
      .def("__hash__", [](const PyValue &self) { return self.value.hash(); })
      .def("__str__", [](const PyValue &self) { return "Value(" + print(self.value.get()) + ")"; });

  nb::class_<PyOpResult, PyValue>(m, "OpResult", nb::is_generic(), "A result of an operation.")
      .def_prop_ro(
          "owner",
          [](const PyOpResult &self) { return PyOperation{{self.value.derive(self.value.get().getDefiningOp())}}; })
      .def_prop_ro("result_number",
                   [](const PyOpResult &self) { return cast<OpResult>(self.value.get()).getResultNumber(); });

  nb::class_<PyBlockArgument, PyValue>(m, "BlockArgument", nb::is_generic(), "An argument of a block.")
      .def_prop_ro("owner",
                   [](const PyBlockArgument &self) {
                     return self.value.derive(cast<BlockArgument>(self.value.get()).getOwner());
                   })
      .def_prop_ro("arg_number",
                   [](const PyBlockArgument &self) { return cast<BlockArgument>(self.value.get()).getArgNumber(); });
}
