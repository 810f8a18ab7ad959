//===- Types.cpp - Types -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "mlir/AsmParser/AsmParser.h"
#include "python/src/Bindings.h"
#include "python/src/Diagnostics.h"

using namespace mlir;
using namespace hls4mlir::python;

//===----------------------------------------------------------------------===//
// The class of each kind
//===----------------------------------------------------------------------===//

using TypeEntry = std::pair<bool (*)(Type), TypeWrapper>;

static std::vector<TypeEntry> &getTypeWrappers() {
  static std::vector<TypeEntry> wrappers;
  return wrappers;
}

void hls4mlir::python::registerTypeWrapper(bool (*matches)(Type), TypeWrapper wrap) {
  getTypeWrappers().emplace_back(matches, wrap);
}

nb::object hls4mlir::python::wrapType(Type type) {
  if (!type)
    return nb::none();
  PyType wrapped{getContextState(type.getContext()), type};
  for (const TypeEntry &entry : getTypeWrappers())
    if (entry.first(type))
      return entry.second(wrapped);
  return nb::cast(wrapped);
}

//===----------------------------------------------------------------------===//
// Python classes
//===----------------------------------------------------------------------===//

template <typename T> static void defineFloat(nb::module_ &m, const char *name, const char *doc) {
  defineType<T>(m, name, doc)
      .def_static(
          "get", [](const PyMLIRContext *context) { return T::get(resolveContext(context)); },
          "context"_a.none() = nb::none())
      .def_prop_ro("width", [](const PyType &self) { return cast<FloatType>(self.type).getWidth(); }, "In bits.");
}

static void defineInteger(nb::module_ &m) {
  auto get = [](unsigned width, IntegerType::SignednessSemantics signedness, const PyMLIRContext *context) {
    MLIRContext *mlir = resolveContext(context);
    if (width > IntegerType::kMaxWidth)
      throw nb::value_error(("an integer type has at most " + std::to_string(IntegerType::kMaxWidth) + " bits, not " +
                             std::to_string(width))
                                .c_str());
    return IntegerType::get(mlir, width, signedness);
  };
  defineType<IntegerType>(m, "IntegerType", "Builtin integers: `i8`, `si8`, `ui8`.")
      .def_static(
          "get_signless",
          [get](unsigned width, const PyMLIRContext *context) { return get(width, IntegerType::Signless, context); },
          "width"_a, "context"_a.none() = nb::none())
      .def_static(
          "get_signed",
          [get](unsigned width, const PyMLIRContext *context) { return get(width, IntegerType::Signed, context); },
          "width"_a, "context"_a.none() = nb::none())
      .def_static(
          "get_unsigned",
          [get](unsigned width, const PyMLIRContext *context) { return get(width, IntegerType::Unsigned, context); },
          "width"_a, "context"_a.none() = nb::none())
      .def_prop_ro(
          "width", [](const PyType &self) { return cast<IntegerType>(self.type).getWidth(); }, "In bits.")
      .def_prop_ro("is_signless", [](const PyType &self) { return self.type.isSignlessInteger(); })
      .def_prop_ro("is_signed", [](const PyType &self) { return self.type.isSignedInteger(); })
      .def_prop_ro("is_unsigned", [](const PyType &self) { return self.type.isUnsignedInteger(); });
}

static void defineTensor(nb::module_ &m) {
  auto tensor = [](const PyType &self) { return cast<RankedTensorType>(self.type); };
  auto cls = defineType<RankedTensorType>(m, "RankedTensorType", "A tensor of known rank: `tensor<1x16xf32>`.");
  cls.def_static(
         "get",
         [](const std::vector<int64_t> &shape, Type element, std::optional<Attribute> encoding, const PyLocation *loc) {
           for (int64_t size : shape)
             if (size < 0 && size != ShapedType::kDynamic)
               throw nb::value_error(
                   ("the size of a dimension is not negative, but got " + std::to_string(size)).c_str());
           Location location = loc ? loc->location : UnknownLoc::get(element.getContext());
           DiagnosticScope scope(getContextState(element.getContext()), GIL::Keep);
           auto type = RankedTensorType::getChecked(location, shape, element, encoding.value_or(Attribute()));
           scope.finish(bool(type), "cannot make a tensor type");
           return type;
         },
         "shape"_a, "element_type"_a, "encoding"_a.none() = nb::none(), "loc"_a.none() = nb::none(),
         "A dimension of unknown size is `RankedTensorType.get_dynamic_size()`. Raises MLIRError when the element type "
         "cannot be one.")
      .def_static("get_dynamic_size", [] { return ShapedType::kDynamic; })
      .def_prop_ro(
          "shape", [tensor](const PyType &self) { return toTuple(tensor(self).getShape()); },
          nb::sig("def shape(self) -> tuple[int, ...]"))
      .def_prop_ro("rank", [tensor](const PyType &self) { return tensor(self).getRank(); })
      .def_prop_ro("element_type", [tensor](const PyType &self) { return tensor(self).getElementType(); })
      .def_prop_ro("has_static_shape", [tensor](const PyType &self) { return tensor(self).hasStaticShape(); })
      .def_prop_ro(
          "num_elements",
          [tensor](const PyType &self) -> std::optional<int64_t> {
            if (!tensor(self).hasStaticShape())
              return std::nullopt;
            return tensor(self).getNumElements();
          },
          "The number of elements, or None when a size is unknown.")
      .def_prop_ro("encoding",
                   [tensor](const PyType &self) -> std::optional<Attribute> {
                     if (Attribute encoding = tensor(self).getEncoding())
                       return encoding;
                     return std::nullopt;
                   })
      .def(
          "is_dynamic_dim",
          [tensor](const PyType &self, int64_t dim) {
            return tensor(self).isDynamicDim(toIndex(dim, tensor(self).getRank()));
          },
          "dim"_a);
}

static void defineFunction(nb::module_ &m) {
  defineType<FunctionType>(m, "FunctionType", "Types of arguments and results.")
      .def_static(
          "get",
          [](const std::vector<Type> &inputs, const std::vector<Type> &results, const PyMLIRContext *context) {
            return FunctionType::get(resolveContext(context), inputs, results);
          },
          "inputs"_a, "results"_a, "context"_a.none() = nb::none())
      .def_prop_ro("inputs",
                   [](const PyType &self) {
                     ArrayRef<Type> types = cast<FunctionType>(self.type).getInputs();
                     return std::vector<Type>(types.begin(), types.end());
                   })
      .def_prop_ro("results", [](const PyType &self) {
        ArrayRef<Type> types = cast<FunctionType>(self.type).getResults();
        return std::vector<Type>(types.begin(), types.end());
      });
}

void hls4mlir::python::populateTypes(nb::module_ &m) {
  nb::class_<PyType>(m, "Type", "A type of MLIR. What the compiler returns is of the most specific class.")
      .def_static(
          "parse",
          [](const std::string &asm_, const PyMLIRContext *context) {
            MLIRContext *mlir = resolveContext(context);
            DiagnosticScope scope(getContextState(mlir), GIL::Keep);
            Type type = parseType(asm_, mlir);
            scope.finish(bool(type), "cannot parse the type '" + asm_ + "'");
            return type;
          },
          "asm"_a, "context"_a.none() = nb::none(), "Raises MLIRError.")
      .def_prop_ro("context", [](const PyType &self) { return PyMLIRContext{self.context}; })
      .def("__eq__", [](const PyType &self, const PyType &other) { return self.type == other.type; })
      .def(
          "__eq__", [](const PyType &, nb::handle) { return false; }, nb::arg().none())
      .def("__hash__", [](const PyType &self) { return size_t(hash_value(self.type)); })
      .def("__str__", [](const PyType &self) { return print(self.type); })
      .def("__repr__", [](nb::handle_t<PyType> self) {
        return nb::cast<std::string>(self.type().attr("__name__")) + "(" + print(nb::cast<const PyType &>(self).type) +
               ")";
      });

  defineInteger(m);
  defineFloat<Float16Type>(m, "F16Type", "IEEE half precision.");
  defineFloat<Float32Type>(m, "F32Type", "IEEE single precision.");
  defineFloat<Float64Type>(m, "F64Type", "IEEE double precision.");
  defineType<IndexType>(m, "IndexType", "Integers of the target's address width.")
      .def_static(
          "get", [](const PyMLIRContext *context) { return IndexType::get(resolveContext(context)); },
          "context"_a.none() = nb::none());
  defineType<NoneType>(m, "NoneType", "The type without content.")
      .def_static(
          "get", [](const PyMLIRContext *context) { return NoneType::get(resolveContext(context)); },
          "context"_a.none() = nb::none());
  defineTensor(m);
  defineFunction(m);
}
