//===- Globals.cpp - Classes and attribute builders registered by generated code -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "python/src/Bindings.h"
#include "python/src/Wrappers.h"

using namespace mlir;
using namespace hls4mlir::python;

//===----------------------------------------------------------------------===//
// Classes of operations
//===----------------------------------------------------------------------===//

/// Generated classes by operation name. A dict of Python, released at exit; null before and after.
static nb::dict *classes = nullptr;
/// Callables that make an attribute of a Python object, by the name of the ODS constraint. Lives as long.
static nb::dict *builders = nullptr;

nb::object hls4mlir::python::lookupOpViewClass(StringRef name) {
  if (classes) {
    nb::str key(name.data(), name.size());
    if (classes->contains(key))
      return nb::borrow((*classes)[key]);
  }
  return nb::borrow(nb::type<PyOpView>());
}

void hls4mlir::python::clearGlobals() {
  delete classes;
  delete builders;
  classes = builders = nullptr;
}

nb::object hls4mlir::python::wrapOpView(const OpHandle &op) {
  nb::object cls = lookupOpViewClass(op->getName().getStringRef());
  nb::object object = nb::inst_alloc(cls);
  new (nb::inst_ptr<PyOpView>(object)) PyOpView{{op}};
  nb::inst_mark_ready(object);
  return object;
}

nb::tuple hls4mlir::python::toTuple(ArrayRef<int64_t> values) {
  nb::list list;
  for (int64_t value : values)
    list.append(value);
  return nb::tuple(list);
}

size_t hls4mlir::python::toIndex(int64_t index, size_t size) {
  int64_t position = index < 0 ? index + int64_t(size) : index;
  if (position < 0 || position >= int64_t(size))
    throw nb::index_error(
        ("index " + std::to_string(index) + " is out of range for " + std::to_string(size) + " elements").c_str());
  return position;
}

//===----------------------------------------------------------------------===//
// Attribute builders
//===----------------------------------------------------------------------===//

namespace {
struct PyAttrBuilder {};
} // namespace

static void defineAttrBuilder(nb::module_ &m) {
  nb::class_<PyAttrBuilder>(m, "AttrBuilder", "Builders of attributes, by the name of the constraint in ODS.")
      .def_static(
          "contains", [](const std::string &kind) { return builders->contains(nb::str(kind.c_str())); },
          "attribute_kind"_a)
      .def_static(
          "get",
          [](const std::string &kind) {
            nb::str key(kind.c_str());
            if (!builders->contains(key))
              throw nb::key_error(("there is no attribute builder for '" + kind + "'").c_str());
            return nb::borrow((*builders)[key]);
          },
          "attribute_kind"_a, nb::sig("def get(attribute_kind: str) -> collections.abc.Callable[..., Attribute]"))
      .def_static(
          "insert",
          [](const std::string &kind, nb::callable builder, bool replace) {
            nb::str key(kind.c_str());
            if (replace || !builders->contains(key))
              (*builders)[key] = builder;
          },
          "attribute_kind"_a, "attr_builder"_a, "replace"_a = false,
          nb::sig("def insert(attribute_kind: str, attr_builder: collections.abc.Callable[..., Attribute], replace: "
                  "bool = False) -> None"),
          "Several generated modules may include one ODS definition, so the first builder of a kind stays unless "
          "`replace`.");
}

//===----------------------------------------------------------------------===//
// What generated code calls
//===----------------------------------------------------------------------===//

namespace {
struct PyDialect {};
} // namespace

void hls4mlir::python::populateGlobals(nb::module_ &m) {
  classes = new nb::dict;
  builders = new nb::dict;

  auto ir = nb::cast<nb::module_>(m.attr("ir"));
  nb::class_<PyDialect>(ir, "Dialect", "Base of the generated classes that stand for a dialect.");
  defineAttrBuilder(ir);

  nb::module_ globals = m.def_submodule("globals", "What generated code tells the bindings.");
  globals.def(
      "register_traceback_file_exclusion", [](const std::string &) {}, "file"_a,
      "Does nothing: locations are never taken from Python's stack.");

  m.def(
      "register_dialect", [](nb::object cls) { return cls; }, "dialect_class"_a,
      nb::sig("def register_dialect(dialect_class: type[_T]) -> type[_T]"), "Decorates the class of a dialect.");
  m.def(
      "register_operation",
      [](nb::object, bool replace) {
        return nb::cpp_function([replace](nb::object cls) {
          nb::object name = cls.attr("OPERATION_NAME");
          if (classes->contains(name) && !replace)
            throw nb::value_error(("there is a class for '" + nb::cast<std::string>(name) + "' already").c_str());
          (*classes)[name] = cls;
          return cls;
        });
      },
      "dialect_class"_a, nb::kw_only(), "replace"_a = false,
      nb::sig("def register_operation(dialect_class: type[typing.Any], *, replace: bool = False) -> "
              "collections.abc.Callable[[type[_T]], type[_T]]"),
      "Makes the decorated class the one of its operation.");
  m.attr("_T") = nb::type_var("_T");
}
