//===- Wrappers.h - What the Python classes hold -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Types and attributes convert by themselves (the casters at the end of this file): bound functions take and
// return `mlir::IntegerType`, `mlir::Attribute` and so on, and Python sees the most specific class.
// Operations, blocks, regions and values need their root and are passed as handles.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_PYTHON_WRAPPERS_H
#define HLS4MLIR_PYTHON_WRAPPERS_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Location.h"
#include "python/src/Lifetime.h"
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <nanobind/typing.h>
#include <optional>
#include <string>

namespace hls4mlir::python {
using namespace nb::literals;

//===----------------------------------------------------------------------===//
// Contexts and locations
//===----------------------------------------------------------------------===//

struct PyMLIRContext {
  ContextRef ref;
  mlir::MLIRContext *get() const { return &ref->mlir; }
};

struct PyLocation {
  ContextRef context;
  mlir::Location location;

  PyLocation(mlir::Location location) : context(getContextState(location.getContext())), location(location) {}
};

/// Where operations are inserted: in front of `before`, or at the end of `block`.
struct PyInsertionPoint {
  BlockHandle block;
  std::optional<OpHandle> before;

  /// Inserts a detached operation; throws when the place is gone or the operation has a parent.
  void insert(const OpHandle &op) const;
};

/// What `with` statements have made current in this thread.
class CurrentStack {
public:
  struct Frame {
    ContextRef context;
    std::optional<PyLocation> location;
    std::optional<PyInsertionPoint> insertionPoint;
  };

  static void pushContext(const ContextRef &context);
  static void pushLocation(const PyLocation &location);
  static void pushInsertionPoint(const PyInsertionPoint &insertionPoint);
  static void pop();
  /// The innermost frame, or null.
  static const Frame *top();
};

/// The given context, or the current one; throws ValueError when there is none.
mlir::MLIRContext *resolveContext(const PyMLIRContext *context);
/// The given location, or the current one; throws ValueError when there is none.
mlir::Location resolveLocation(const PyLocation *location);

//===----------------------------------------------------------------------===//
// Types and attributes
//===----------------------------------------------------------------------===//

struct PyType {
  ContextRef context;
  mlir::Type type;
};
/// The Python class of one kind of type.
template <typename T> struct PyConcreteType : PyType {};

struct PyAttribute {
  ContextRef context;
  mlir::Attribute attribute;
};
template <typename T> struct PyConcreteAttribute : PyAttribute {};

struct PyNamedAttribute {
  std::string name;
  PyAttribute attribute;
};

nb::object wrapType(mlir::Type type);
nb::object wrapAttribute(mlir::Attribute attribute);

using TypeWrapper = nb::object (*)(const PyType &);
using AttributeWrapper = nb::object (*)(const PyAttribute &);
/// Registers the class of the types that `matches`; what is registered first is tried first.
void registerTypeWrapper(bool (*matches)(mlir::Type), TypeWrapper wrap);
void registerAttributeWrapper(bool (*matches)(mlir::Attribute), AttributeWrapper wrap);

/// What an MLIR object prints as.
template <typename T> std::string print(const T &object) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << object;
  return text;
}

/// Defines the Python class `name` of T, a kind of type, with the conversion from Type as constructor.
template <typename T>
nb::class_<PyConcreteType<T>, PyType> defineType(nb::module_ &m, const char *name, const char *doc) {
  using Py = PyConcreteType<T>;
  nb::class_<Py, PyType> cls(m, name, doc);
  cls.def(
      "__init__",
      [name](Py *self, const PyType &other) {
        if (!mlir::isa<T>(other.type))
          throw nb::value_error(("cannot make " + std::string(name) + " of " + print(other.type)).c_str());
        new (self) Py{{other}};
      },
      "cast_from_type"_a, "Raises ValueError when the type is of another kind.");
  registerTypeWrapper([](mlir::Type type) { return mlir::isa<T>(type); },
                      [](const PyType &type) { return nb::cast(Py{{type}}); });
  return cls;
}

template <typename T>
nb::class_<PyConcreteAttribute<T>, PyAttribute> defineAttribute(nb::module_ &m, const char *name, const char *doc) {
  using Py = PyConcreteAttribute<T>;
  nb::class_<Py, PyAttribute> cls(m, name, doc);
  cls.def(
      "__init__",
      [name](Py *self, const PyAttribute &other) {
        if (!mlir::isa<T>(other.attribute))
          throw nb::value_error(("cannot make " + std::string(name) + " of " + print(other.attribute)).c_str());
        new (self) Py{{other}};
      },
      "cast_from_attr"_a, "Raises ValueError when the attribute is of another kind.");
  registerAttributeWrapper([](mlir::Attribute attribute) { return mlir::isa<T>(attribute); },
                           [](const PyAttribute &attribute) { return nb::cast(Py{{attribute}}); });
  return cls;
}

//===----------------------------------------------------------------------===//
// Operations and values
//===----------------------------------------------------------------------===//

struct PyOperationBase {
  OpHandle op;
};
struct PyOperation : PyOperationBase {};
/// Base of the generated classes.
struct PyOpView : PyOperationBase {};
/// A top-level `builtin.module`.
struct PyModule : PyOperationBase {};

/// An operation that Python sees as an instance of the class registered for its name.
struct OpViewHandle {
  OpHandle op;
};

struct PyValue {
  ValueHandle value;
};
struct PyOpResult : PyValue {};
struct PyBlockArgument : PyValue {};

/// The value that a Python object stands for: a Value, or the only result of an operation.
ValueHandle toValue(nb::handle object);

nb::object wrapOpView(const OpHandle &op);
nb::object wrapValue(const ValueHandle &value);

/// The class registered for operations of that name; OpView when there is none.
nb::object lookupOpViewClass(llvm::StringRef name);
/// Lets go of the classes and attribute builders that generated code registered.
void clearGlobals();

/// Takes the operation out of the IR for good; throws ValueError when its results are used.
void eraseOperation(const OpHandle &op);

/// The integer, of any width.
nb::int_ toPython(const llvm::APInt &value, bool isSigned);

/// A tuple of ints, which is what shapes are in Python.
nb::tuple toTuple(llvm::ArrayRef<int64_t> values);

/// Index into a sequence of `size` elements as Python counts; throws IndexError.
size_t toIndex(int64_t index, size_t size);

} // namespace hls4mlir::python

//===----------------------------------------------------------------------===//
// Casters
//===----------------------------------------------------------------------===//

namespace nanobind::detail {

template <typename T> struct type_caster<T, enable_if_t<std::is_base_of_v<mlir::Type, T>>> {
  using Py =
      std::conditional_t<std::is_same_v<T, mlir::Type>, hls4mlir::python::PyType, hls4mlir::python::PyConcreteType<T>>;
  NB_TYPE_CASTER(T, make_caster<Py>::Name)

  bool from_python(handle source, uint8_t, cleanup_list *) noexcept {
    if (!isinstance<hls4mlir::python::PyType>(source))
      return false;
    mlir::Type type = inst_ptr<hls4mlir::python::PyType>(source)->type;
    if constexpr (std::is_same_v<T, mlir::Type>)
      value = type;
    else
      value = mlir::dyn_cast<T>(type);
    return bool(value);
  }
  static handle from_cpp(T type, rv_policy, cleanup_list *) { return hls4mlir::python::wrapType(type).release(); }
};

template <typename T> struct type_caster<T, enable_if_t<std::is_base_of_v<mlir::Attribute, T>>> {
  using Py = std::conditional_t<std::is_same_v<T, mlir::Attribute>, hls4mlir::python::PyAttribute,
                                hls4mlir::python::PyConcreteAttribute<T>>;
  NB_TYPE_CASTER(T, make_caster<Py>::Name)

  bool from_python(handle source, uint8_t, cleanup_list *) noexcept {
    if (!isinstance<hls4mlir::python::PyAttribute>(source))
      return false;
    mlir::Attribute attribute = inst_ptr<hls4mlir::python::PyAttribute>(source)->attribute;
    if constexpr (std::is_same_v<T, mlir::Attribute>)
      value = attribute;
    else
      value = mlir::dyn_cast<T>(attribute);
    return bool(value);
  }
  static handle from_cpp(T attribute, rv_policy, cleanup_list *) {
    return hls4mlir::python::wrapAttribute(attribute).release();
  }
};

template <> struct type_caster<hls4mlir::python::ValueHandle> {
  NB_TYPE_CASTER(hls4mlir::python::ValueHandle, make_caster<hls4mlir::python::PyValue>::Name)

  bool from_python(handle source, uint8_t, cleanup_list *) noexcept {
    if (!isinstance<hls4mlir::python::PyValue>(source))
      return false;
    value = inst_ptr<hls4mlir::python::PyValue>(source)->value;
    return true;
  }
  static handle from_cpp(const hls4mlir::python::ValueHandle &value, rv_policy, cleanup_list *) {
    return hls4mlir::python::wrapValue(value).release();
  }
};

template <> struct type_caster<hls4mlir::python::OpViewHandle> {
  NB_TYPE_CASTER(hls4mlir::python::OpViewHandle, make_caster<hls4mlir::python::PyOpView>::Name)

  bool from_python(handle source, uint8_t, cleanup_list *) noexcept {
    if (!isinstance<hls4mlir::python::PyOpView>(source))
      return false;
    value.op = inst_ptr<hls4mlir::python::PyOpView>(source)->op;
    return true;
  }
  static handle from_cpp(const hls4mlir::python::OpViewHandle &op, rv_policy, cleanup_list *) {
    return hls4mlir::python::wrapOpView(op.op).release();
  }
};

template <> struct type_caster<hls4mlir::python::OpHandle> {
  NB_TYPE_CASTER(hls4mlir::python::OpHandle, make_caster<hls4mlir::python::PyOperationBase>::Name)

  bool from_python(handle source, uint8_t, cleanup_list *) noexcept {
    if (!isinstance<hls4mlir::python::PyOperationBase>(source))
      return false;
    value = inst_ptr<hls4mlir::python::PyOperationBase>(source)->op;
    return true;
  }
  static handle from_cpp(const hls4mlir::python::OpHandle &op, rv_policy, cleanup_list *) {
    return cast(hls4mlir::python::PyOperation{{op}}).release();
  }
};

} // namespace nanobind::detail

#endif // HLS4MLIR_PYTHON_WRAPPERS_H
