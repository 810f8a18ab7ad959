//===- Attributes.cpp - Attributes -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "mlir/AsmParser/AsmParser.h"
#include "python/src/Bindings.h"
#include "python/src/Diagnostics.h"
#include "llvm/ADT/SmallString.h"

using namespace mlir;
using namespace hls4mlir::python;

//===----------------------------------------------------------------------===//
// The class of each kind
//===----------------------------------------------------------------------===//

using AttributeEntry = std::pair<bool (*)(Attribute), AttributeWrapper>;

static std::vector<AttributeEntry> &getAttributeWrappers() {
  static std::vector<AttributeEntry> wrappers;
  return wrappers;
}

void hls4mlir::python::registerAttributeWrapper(bool (*matches)(Attribute), AttributeWrapper wrap) {
  getAttributeWrappers().emplace_back(matches, wrap);
}

nb::object hls4mlir::python::wrapAttribute(Attribute attribute) {
  if (!attribute)
    return nb::none();
  PyAttribute wrapped{getContextState(attribute.getContext()), attribute};
  for (const AttributeEntry &entry : getAttributeWrappers())
    if (entry.first(attribute))
      return entry.second(wrapped);
  return nb::cast(wrapped);
}

//===----------------------------------------------------------------------===//
// Numbers and strings
//===----------------------------------------------------------------------===//

nb::int_ hls4mlir::python::toPython(const APInt &value, bool isSigned) {
  llvm::SmallString<32> text;
  value.toString(text, 16, isSigned, /*formatAsCLiteral=*/false);
  PyObject *object = PyLong_FromString(text.c_str(), nullptr, 16);
  if (!object)
    throw nb::python_error();
  return nb::steal<nb::int_>(object);
}

/// The integer as `width` bits of a signed or unsigned number, or of either when `isSigned` is not given.
static APInt toAPInt(const nb::int_ &value, unsigned width, std::optional<bool> isSigned) {
  std::string text = nb::cast<std::string>(nb::str(value));
  unsigned needed = APInt::getBitsNeeded(text, 10);
  APInt wide(std::max(needed, width) + 1, text, 10);
  bool fitsSigned = wide.isSignedIntN(width), fitsUnsigned = !wide.isNegative() && wide.isIntN(width);
  if (isSigned ? !(*isSigned ? fitsSigned : fitsUnsigned) : !(fitsSigned || fitsUnsigned))
    throw nb::value_error((text + " does not fit into " + std::to_string(width) + " bits").c_str());
  return wide.trunc(width);
}

static void defineNumbers(nb::module_ &m) {
  // Bools are integers of one bit; the more specific class comes first.
  defineAttribute<BoolAttr>(m, "BoolAttr", "A boolean: `true`, `false`.")
      .def_static(
          "get", [](bool value, const PyMLIRContext *context) { return BoolAttr::get(resolveContext(context), value); },
          "value"_a, "context"_a.none() = nb::none())
      .def_prop_ro("value", [](const PyAttribute &self) { return cast<BoolAttr>(self.attribute).getValue(); })
      .def("__bool__", [](const PyAttribute &self) { return cast<BoolAttr>(self.attribute).getValue(); });

  auto toInt = [](const PyAttribute &self) {
    auto attr = cast<IntegerAttr>(self.attribute);
    // Signless integers are read as signed, but single bits as 0 and 1.
    bool isSigned = !attr.getType().isUnsignedInteger() && !attr.getType().isSignlessInteger(1);
    return toPython(attr.getValue(), isSigned);
  };
  defineAttribute<IntegerAttr>(m, "IntegerAttr", "An integer with its type: `4 : i64`.")
      .def_static(
          "get",
          [](Type type, const nb::int_ &value) {
            if (type.isIndex())
              return IntegerAttr::get(type, toAPInt(value, IndexType::kInternalStorageBitWidth, true));
            auto integer = dyn_cast<IntegerType>(type);
            if (!integer)
              throw nb::type_error(("an integer attribute has an integer type or index, not " + print(type)).c_str());
            std::optional<bool> isSigned;
            if (!integer.isSignless())
              isSigned = integer.isSigned();
            return IntegerAttr::get(type, toAPInt(value, integer.getWidth(), isSigned));
          },
          "type"_a, "value"_a,
          "Raises ValueError when the value does not fit the type; a signless type takes both ranges.")
      .def_prop_ro("value", toInt)
      .def_prop_ro("type", [](const PyAttribute &self) { return cast<IntegerAttr>(self.attribute).getType(); })
      .def("__int__", toInt);

  auto toFloat = [](const PyAttribute &self) { return cast<FloatAttr>(self.attribute).getValueAsDouble(); };
  defineAttribute<FloatAttr>(m, "FloatAttr", "A floating-point number with its type: `0.5 : f32`.")
      .def_static(
          "get",
          [](Type type, double value) {
            if (!isa<FloatType>(type))
              throw nb::type_error(("a float attribute has a float type, not " + print(type)).c_str());
            return FloatAttr::get(type, value);
          },
          "type"_a, "value"_a, "The value is rounded to the type.")
      .def_static(
          "get_f32",
          [](double value, const PyMLIRContext *context) {
            return FloatAttr::get(Float32Type::get(resolveContext(context)), value);
          },
          "value"_a, "context"_a.none() = nb::none())
      .def_static(
          "get_f64",
          [](double value, const PyMLIRContext *context) {
            return FloatAttr::get(Float64Type::get(resolveContext(context)), value);
          },
          "value"_a, "context"_a.none() = nb::none())
      .def_prop_ro("value", toFloat)
      .def_prop_ro("type", [](const PyAttribute &self) { return cast<FloatAttr>(self.attribute).getType(); })
      .def("__float__", toFloat);
}

static void defineStrings(nb::module_ &m) {
  defineAttribute<StringAttr>(m, "StringAttr", "A string.")
      .def_static(
          "get",
          [](const std::string &value, const PyMLIRContext *context) {
            return StringAttr::get(resolveContext(context), value);
          },
          "value"_a, "context"_a.none() = nb::none())
      .def_prop_ro("value", [](const PyAttribute &self) { return cast<StringAttr>(self.attribute).str(); });

  defineAttribute<FlatSymbolRefAttr>(m, "FlatSymbolRefAttr",
                                     "The name of a symbol of the nearest symbol table: `@fc1`.")
      .def_static(
          "get",
          [](const std::string &value, const PyMLIRContext *context) {
            return FlatSymbolRefAttr::get(resolveContext(context), value);
          },
          "value"_a, "context"_a.none() = nb::none(), "The name is given without `@`.")
      .def_prop_ro("value",
                   [](const PyAttribute &self) { return cast<FlatSymbolRefAttr>(self.attribute).getValue().str(); });

  defineAttribute<SymbolRefAttr>(m, "SymbolRefAttr", "A path of symbol names: `@module::@fc1`.")
      .def_static(
          "get",
          [](const std::vector<std::string> &symbols, const PyMLIRContext *context) -> Attribute {
            if (symbols.empty())
              throw nb::value_error("a symbol reference has at least one name");
            MLIRContext *mlir = resolveContext(context);
            std::vector<FlatSymbolRefAttr> nested;
            for (const std::string &symbol : llvm::ArrayRef(symbols).drop_front())
              nested.push_back(FlatSymbolRefAttr::get(mlir, symbol));
            return SymbolRefAttr::get(mlir, symbols.front(), nested);
          },
          "symbols"_a, "context"_a.none() = nb::none())
      .def_prop_ro("value", [](const PyAttribute &self) {
        auto attr = cast<SymbolRefAttr>(self.attribute);
        std::vector<std::string> symbols{attr.getRootReference().str()};
        for (FlatSymbolRefAttr nested : attr.getNestedReferences())
          symbols.push_back(nested.getValue().str());
        return symbols;
      });
}

//===----------------------------------------------------------------------===//
// Containers
//===----------------------------------------------------------------------===//

static DictionaryAttr toDictionary(const PyAttribute &self) { return cast<DictionaryAttr>(self.attribute); }

static void defineContainers(nb::module_ &m) {
  defineAttribute<UnitAttr>(m, "UnitAttr", "The attribute whose presence is its meaning.")
      .def_static(
          "get", [](const PyMLIRContext *context) { return UnitAttr::get(resolveContext(context)); },
          "context"_a.none() = nb::none());

  defineAttribute<TypeAttr>(m, "TypeAttr", "A type as an attribute.")
      .def_static(
          "get", [](Type value, const PyMLIRContext *) { return TypeAttr::get(value); }, "value"_a,
          "context"_a.none() = nb::none())
      .def_prop_ro("value", [](const PyAttribute &self) { return cast<TypeAttr>(self.attribute).getValue(); });

  defineAttribute<ArrayAttr>(m, "ArrayAttr", "A sequence of attributes.")
      .def_static(
          "get",
          [](const std::vector<Attribute> &attributes, const PyMLIRContext *context) {
            return ArrayAttr::get(resolveContext(context), attributes);
          },
          "attributes"_a, "context"_a.none() = nb::none())
      .def("__len__", [](const PyAttribute &self) { return cast<ArrayAttr>(self.attribute).size(); })
      .def(
          "__getitem__",
          [](const PyAttribute &self, int64_t index) {
            auto attr = cast<ArrayAttr>(self.attribute);
            return attr[toIndex(index, attr.size())];
          },
          "index"_a)
      .def(
          "__iter__",
          [](const PyAttribute &self) {
            nb::list elements;
            for (Attribute element : cast<ArrayAttr>(self.attribute))
              elements.append(element);
            return nb::iter(elements);
          },
          nb::sig("def __iter__(self) -> collections.abc.Iterator[Attribute]"));

  defineAttribute<DictionaryAttr>(m, "DictAttr", "Attributes by name, in the order of their names.")
      .def_static(
          "get",
          [](const nb::typed<nb::dict, nb::str, PyAttribute> &value, const PyMLIRContext *context) {
            NamedAttrList attributes;
            MLIRContext *mlir = resolveContext(context);
            for (auto [key, attribute] : value)
              attributes.set(StringAttr::get(mlir, nb::cast<std::string>(key)), nb::cast<Attribute>(attribute));
            return attributes.getDictionary(mlir);
          },
          "value"_a, "context"_a.none() = nb::none())
      .def("__len__", [](const PyAttribute &self) { return toDictionary(self).size(); })
      .def(
          "__contains__",
          [](const PyAttribute &self, const std::string &name) { return toDictionary(self).contains(name); }, "name"_a)
      .def(
          "__getitem__",
          [](const PyAttribute &self, const std::string &name) {
            if (Attribute attribute = toDictionary(self).get(name))
              return attribute;
            throw nb::key_error(name.c_str());
          },
          "name"_a)
      .def(
          "__iter__",
          [](const PyAttribute &self) {
            nb::list names;
            for (NamedAttribute entry : toDictionary(self))
              names.append(entry.getName().str());
            return nb::iter(names);
          },
          nb::sig("def __iter__(self) -> collections.abc.Iterator[str]"), "Over the names.")
      .def("items", [](const PyAttribute &self) {
        std::vector<std::pair<std::string, Attribute>> items;
        for (NamedAttribute entry : toDictionary(self))
          items.emplace_back(entry.getName().str(), entry.getValue());
        return items;
      });
}

template <typename T> static void defineDenseArray(nb::module_ &m, const char *name, const char *doc) {
  using Element = std::remove_const_t<std::remove_reference_t<decltype(std::declval<T>().asArrayRef()[0])>>;
  auto toVector = [](const PyAttribute &self) {
    auto values = cast<T>(self.attribute).asArrayRef();
    return std::vector<Element>(values.begin(), values.end());
  };
  defineAttribute<T>(m, name, doc)
      .def_static(
          "get",
          [](const std::vector<Element> &values, const PyMLIRContext *context) {
            // std::vector<bool> is no array.
            llvm::SmallVector<Element> array(values.begin(), values.end());
            return T::get(resolveContext(context), array);
          },
          "values"_a, "context"_a.none() = nb::none())
      .def("__len__", [](const PyAttribute &self) { return cast<T>(self.attribute).size(); })
      .def(
          "__getitem__",
          [toVector](const PyAttribute &self, int64_t index) -> Element {
            auto values = toVector(self);
            return values[toIndex(index, values.size())];
          },
          "index"_a)
      .def(
          "__iter__", [toVector](const PyAttribute &self) { return nb::iter(nb::cast(toVector(self))); },
          nb::sig(std::is_floating_point_v<Element> ? "def __iter__(self) -> collections.abc.Iterator[float]"
                  : std::is_same_v<Element, bool>   ? "def __iter__(self) -> collections.abc.Iterator[bool]"
                                                    : "def __iter__(self) -> collections.abc.Iterator[int]"));
}

void hls4mlir::python::populateAttributes(nb::module_ &m) {
  nb::class_<PyAttribute>(m, "Attribute",
                          "An attribute of MLIR. What the compiler returns is of the most specific class.")
      .def_static(
          "parse",
          [](const std::string &asm_, const PyMLIRContext *context) {
            MLIRContext *mlir = resolveContext(context);
            DiagnosticScope scope(getContextState(mlir), GIL::Keep);
            Attribute attribute = parseAttribute(asm_, mlir);
            scope.finish(bool(attribute), "cannot parse the attribute '" + asm_ + "'");
            return attribute;
          },
          "asm"_a, "context"_a.none() = nb::none(), "Raises MLIRError.")
      .def_prop_ro("context", [](const PyAttribute &self) { return PyMLIRContext{self.context}; })
      .def(
          "get_named", [](const PyAttribute &self, const std::string &name) { return PyNamedAttribute{name, self}; },
          "name"_a)
      .def("__eq__",
           [](const PyAttribute &self, const PyAttribute &other) { return self.attribute == other.attribute; })
      .def(
          "__eq__", [](const PyAttribute &, nb::handle) { return false; }, nb::arg().none())
      .def("__hash__", [](const PyAttribute &self) { return size_t(hash_value(self.attribute)); })
      .def("__str__", [](const PyAttribute &self) { return print(self.attribute); })
      .def("__repr__", [](nb::handle_t<PyAttribute> self) {
        return nb::cast<std::string>(self.type().attr("__name__")) + "(" +
               print(nb::cast<const PyAttribute &>(self).attribute) + ")";
      });

  nb::class_<PyNamedAttribute>(m, "NamedAttribute", "An attribute with its name.")
      .def_ro("name", &PyNamedAttribute::name)
      .def_prop_ro("attr", [](const PyNamedAttribute &self) { return self.attribute.attribute; });

  defineNumbers(m);
  defineStrings(m);
  defineContainers(m);
  defineDenseArray<DenseBoolArrayAttr>(m, "DenseBoolArrayAttr", "`array<i1: ...>`");
  defineDenseArray<DenseI32ArrayAttr>(m, "DenseI32ArrayAttr", "`array<i32: ...>`");
  defineDenseArray<DenseI64ArrayAttr>(m, "DenseI64ArrayAttr", "`array<i64: ...>`");
  defineDenseArray<DenseF32ArrayAttr>(m, "DenseF32ArrayAttr", "`array<f32: ...>`");
  defineDenseArray<DenseF64ArrayAttr>(m, "DenseF64ArrayAttr", "`array<f64: ...>`");
}
