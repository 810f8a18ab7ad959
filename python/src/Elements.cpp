//===- Elements.cpp - Tensors of constants, from numpy and to it -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "mlir/IR/AsmState.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "python/src/Bindings.h"
#include "python/src/Diagnostics.h"
#include <nanobind/ndarray.h>

using namespace mlir;
using namespace hls4mlir::python;

using AnyArray = nb::ndarray<nb::ro, nb::device::cpu>;

static std::string describe(const AnyArray &array) {
  std::string text = std::to_string(array.dtype().bits) + "-bit ";
  switch (nb::dlpack::dtype_code(array.dtype().code)) {
  case nb::dlpack::dtype_code::Int:
    return text + "signed integers";
  case nb::dlpack::dtype_code::UInt:
    return text + "unsigned integers";
  case nb::dlpack::dtype_code::Float:
    return text + "floats";
  case nb::dlpack::dtype_code::Bool:
    return "booleans";
  default:
    return "elements of an unsupported kind";
  }
}

static SmallVector<int64_t> getShape(const AnyArray &array) {
  SmallVector<int64_t> shape;
  for (size_t i = 0; i < array.ndim(); ++i)
    shape.push_back(array.shape(i));
  return shape;
}

static bool isContiguous(const AnyArray &array) {
  int64_t expected = 1;
  for (size_t i = array.ndim(); i-- > 0;) {
    if (array.shape(i) > 1 && array.stride(i) != expected)
      return false;
    expected *= array.shape(i);
  }
  return true;
}

/// The element type of MLIR that says the same as the dtype; integers become signless unless told otherwise.
static Type getElementType(const AnyArray &array, bool signless, MLIRContext *context) {
  auto dtype = array.dtype();
  switch (nb::dlpack::dtype_code(dtype.code)) {
  case nb::dlpack::dtype_code::Bool:
    return IntegerType::get(context, 1);
  case nb::dlpack::dtype_code::Int:
    return IntegerType::get(context, dtype.bits, signless ? IntegerType::Signless : IntegerType::Signed);
  case nb::dlpack::dtype_code::UInt:
    return IntegerType::get(context, dtype.bits, signless ? IntegerType::Signless : IntegerType::Unsigned);
  case nb::dlpack::dtype_code::Float:
    if (dtype.bits == 16)
      return Float16Type::get(context);
    if (dtype.bits == 32)
      return Float32Type::get(context);
    if (dtype.bits == 64)
      return Float64Type::get(context);
    break;
  default:
    break;
  }
  throw nb::type_error(("an elements attribute cannot hold " + describe(array)).c_str());
}

/// Whether memory of the dtype is what MLIR stores for elements of `type`.
static bool isStoredAs(const AnyArray &array, Type type) {
  auto dtype = array.dtype();
  auto code = nb::dlpack::dtype_code(dtype.code);
  if (auto floating = dyn_cast<FloatType>(type))
    return code == nb::dlpack::dtype_code::Float && floating.getWidth() == dtype.bits;
  bool isInteger = code == nb::dlpack::dtype_code::Int || code == nb::dlpack::dtype_code::UInt;
  if (type.isIndex())
    return isInteger && dtype.bits == IndexType::kInternalStorageBitWidth;
  if (auto integer = dyn_cast<IntegerType>(type)) {
    if (integer.getWidth() == 1)
      return code == nb::dlpack::dtype_code::Bool;
    return isInteger && integer.getWidth() == dtype.bits;
  }
  return false;
}

/// The tensor type that `type` asks for: itself, one of such elements, or one of what the array holds.
static RankedTensorType getTensorType(const AnyArray &array, std::optional<Type> type, bool signless,
                                      MLIRContext *context) {
  SmallVector<int64_t> shape = getShape(array);
  RankedTensorType tensor;
  if (!type)
    tensor = RankedTensorType::get(shape, getElementType(array, signless, context));
  else if (auto shaped = dyn_cast<ShapedType>(*type))
    tensor = dyn_cast<RankedTensorType>(*type);
  else if (RankedTensorType::isValidElementType(*type))
    tensor = RankedTensorType::get(shape, *type);
  if (!tensor)
    throw nb::type_error(("elements are a ranked tensor, not " + print(*type)).c_str());
  if (tensor.getShape() != llvm::ArrayRef<int64_t>(shape))
    throw nb::value_error(("the array has the shape of " +
                           print(RankedTensorType::get(shape, tensor.getElementType())) + ", not of " + print(tensor))
                              .c_str());
  return tensor;
}

static ArrayRef<char> getBytes(const AnyArray &array) {
  return {static_cast<const char *>(array.data()), array.nbytes()};
}

//===----------------------------------------------------------------------===//
// To numpy
//===----------------------------------------------------------------------===//

/// A read-only view of memory that lives as long as the context.
static nb::object viewAsNumpy(const ContextRef &context, const void *data, ArrayRef<int64_t> shape, Type element) {
  nb::dlpack::dtype dtype{};
  dtype.lanes = 1;
  if (auto floating = dyn_cast<FloatType>(element)) {
    dtype.code = uint8_t(nb::dlpack::dtype_code::Float);
    dtype.bits = floating.getWidth();
  } else {
    auto integer = dyn_cast<IntegerType>(element);
    dtype.code = uint8_t(integer && integer.isUnsigned() ? nb::dlpack::dtype_code::UInt : nb::dlpack::dtype_code::Int);
    dtype.bits = integer ? integer.getWidth() : unsigned(IndexType::kInternalStorageBitWidth);
  }
  auto *owner = new ContextRef(context);
  nb::capsule capsule(owner, [](void *p) noexcept { delete static_cast<ContextRef *>(p); });
  std::vector<size_t> sizes(shape.begin(), shape.end());
  nb::object array =
      nb::cast(nb::ndarray<nb::numpy, nb::ro>(data, sizes.size(), sizes.data(), capsule, nullptr, dtype));
  // Numpy takes an array without elements for writable.
  array.attr("flags").attr("writeable") = false;
  return array;
}

static bool hasNumpyDtype(Type element) {
  if (auto integer = dyn_cast<IntegerType>(element))
    return llvm::is_contained({8u, 16u, 32u, 64u}, integer.getWidth());
  return element.isIndex() || element.isF16() || element.isF32() || element.isF64();
}

static nb::object toNumpy(const ContextRef &context, DenseElementsAttr attr) {
  Type element = attr.getElementType();
  ArrayRef<int64_t> shape = attr.getType().getShape();
  nb::module_ numpy = nb::module_::import_("numpy");
  nb::object result;
  if (element.isInteger(1)) {
    nb::list values;
    for (bool value : attr.getValues<bool>())
      values.append(value);
    result = numpy.attr("array")(values, "dtype"_a = numpy.attr("bool_")).attr("reshape")(toTuple(shape));
    result.attr("flags").attr("writeable") = false;
    return result;
  }
  if (!hasNumpyDtype(element))
    throw nb::type_error(("numpy has no dtype for elements of " + print(element)).c_str());
  if (!attr.isSplat())
    return viewAsNumpy(context, attr.getRawData().data(), shape, element);
  result = viewAsNumpy(context, attr.getRawData().data(), {}, element);
  return numpy.attr("broadcast_to")(result, toTuple(shape));
}

static nb::object toNumpy(const ContextRef &context, DenseResourceElementsAttr attr) {
  Type element = attr.getElementType();
  if (!hasNumpyDtype(element))
    throw nb::type_error(("numpy has no dtype for elements of " + print(element)).c_str());
  AsmResourceBlob *blob = attr.getRawHandle().getBlob();
  if (!blob)
    throw nb::value_error(("the resource '" + attr.getRawHandle().getKey().str() + "' has no data").c_str());
  ArrayRef<char> data = blob->getData();
  size_t expected = attr.getType().getNumElements() * ((element.isIndex() ? 64 : element.getIntOrFloatBitWidth()) / 8);
  if (data.size() != expected)
    throw nb::value_error(("the resource '" + attr.getRawHandle().getKey().str() + "' has " +
                           std::to_string(data.size()) + " bytes, but " + print(attr.getType()) + " takes " +
                           std::to_string(expected))
                              .c_str());
  return viewAsNumpy(context, data.data(), attr.getType().getShape(), element);
}

/// The `__array__` protocol: numpy asks for another dtype or for a copy.
static nb::object convert(nb::object array, const nb::object &dtype, std::optional<bool> copy) {
  if (!dtype.is_none() && !array.attr("dtype").equal(nb::module_::import_("numpy").attr("dtype")(dtype))) {
    if (copy && !*copy)
      throw nb::value_error("another dtype needs a copy");
    return array.attr("astype")(dtype);
  }
  return copy && *copy ? array.attr("copy")() : array;
}

template <typename T> static void defineNumpyProtocol(nb::class_<PyConcreteAttribute<T>, PyAttribute> &cls) {
  cls.def_prop_ro(
         "type", [](const PyAttribute &self) { return Type(cast<T>(self.attribute).getType()); },
         nb::sig("def type(self) -> RankedTensorType"))
      .def(
          "__len__", [](const PyAttribute &self) { return cast<T>(self.attribute).getNumElements(); },
          "The number of elements.")
      .def(
          "to_numpy", [](const PyAttribute &self) { return toNumpy(self.context, cast<T>(self.attribute)); },
          nb::sig("def to_numpy(self) -> numpy.typing.NDArray[typing.Any]"),
          "The elements as a read-only array, without copying them where numpy can; it keeps the context alive. "
          "Integers without sign are read as signed.")
      .def(
          "__array__",
          [](const PyAttribute &self, const nb::object &dtype, std::optional<bool> copy) {
            return convert(toNumpy(self.context, cast<T>(self.attribute)), dtype, copy);
          },
          "dtype"_a.none() = nb::none(), "copy"_a.none() = nb::none(),
          nb::sig("def __array__(self, dtype: numpy.typing.DTypeLike | None = None, copy: bool | None = None) -> "
                  "numpy.typing.NDArray[typing.Any]"));
}

//===----------------------------------------------------------------------===//
// From numpy
//===----------------------------------------------------------------------===//

/// Marks the array, and those that it is a view of, as read-only.
static void freeze(nb::handle array) {
  nb::object type = nb::module_::import_("numpy").attr("ndarray");
  for (nb::object view = nb::borrow(array); nb::isinstance(view, type); view = view.attr("base"))
    view.attr("flags").attr("writeable") = false;
}

static DenseElementsAttr getDense(const nb::object &object, std::optional<Type> type, bool signless,
                                  const PyMLIRContext *context) {
  // Numpy copies what is not contiguous, and turns scalars and lists into arrays.
  nb::object contiguous = nb::module_::import_("numpy").attr("asarray")(object, "order"_a = "C");
  auto array = nb::cast<AnyArray>(contiguous);
  MLIRContext *mlir = type && !context ? type->getContext() : resolveContext(context);
  RankedTensorType tensor = getTensorType(array, type, signless, mlir);
  if (!isStoredAs(array, tensor.getElementType()))
    throw nb::type_error(
        ("elements of " + print(tensor.getElementType()) + " cannot be taken from " + describe(array)).c_str());
  if (tensor.getElementType().isInteger(1))
    return DenseElementsAttr::get(tensor, ArrayRef(static_cast<const bool *>(array.data()), array.size()));
  return DenseElementsAttr::getFromRawBuffer(tensor, getBytes(array));
}

static DenseResourceElementsAttr getResource(const nb::object &object, const std::string &name,
                                             std::optional<Type> type, bool signless, const PyMLIRContext *context) {
  auto array = nb::cast<AnyArray>(object);
  if (!isContiguous(array))
    throw nb::value_error("the array is not contiguous in C order: pass numpy.ascontiguousarray(array)");
  MLIRContext *mlir = type && !context ? type->getContext() : resolveContext(context);
  RankedTensorType tensor = getTensorType(array, type, signless, mlir);
  Type element = tensor.getElementType();
  if (element.isInteger(1) || (element.isIntOrIndexOrFloat() && !isStoredAs(array, element)))
    throw nb::type_error(("elements of " + print(element) + " cannot be taken from " + describe(array)).c_str());
  freeze(object);
  PyObject *owner = object.inc_ref().ptr();
  size_t alignment = std::max<size_t>(1, array.itemsize());
  AsmResourceBlob blob(
      getBytes(array), alignment,
      [owner](void *, size_t, size_t) {
        // The context may die while no thread holds the GIL, or after Python did.
        if (!Py_IsInitialized())
          return;
        nb::gil_scoped_acquire acquired;
        Py_DECREF(owner);
      },
      /*dataIsMutable=*/false);
  return DenseResourceElementsAttr::get(tensor, name, std::move(blob));
}

void hls4mlir::python::populateElements(nb::module_ &m) {
  auto dense = defineAttribute<DenseElementsAttr>(m, "DenseElementsAttr",
                                                  "A tensor of constants: `dense<[1, 2]> : tensor<2xi8>`.");
  dense.def_static("get", getDense, "array"_a, "type"_a.none() = nb::none(), "signless"_a = true,
                   "context"_a.none() = nb::none(),
                   nb::sig("def get(array: numpy.typing.ArrayLike, type: Type | None = None, signless: bool = True, "
                           "context: Context | None = None) -> DenseElementsAttr"),
                   R"(Copies an array of booleans, integers of 8 to 64 bits or floats of 16 to 64 bits.

`type` is a tensor type or an element type; the default says what the dtype says, with integers signless unless
`signless` is False. Raises TypeError when the dtype is not how elements of the type are stored, ValueError when the
shapes differ.)");
  dense.def_static(
      "get_splat",
      [](Type type, Attribute value) {
        auto tensor = dyn_cast<RankedTensorType>(type);
        auto typed = dyn_cast<TypedAttr>(value);
        if (!tensor || !tensor.hasStaticShape())
          throw nb::type_error(("elements are a tensor of known shape, not " + print(type)).c_str());
        if (!typed || typed.getType() != tensor.getElementType() || !isa<IntegerAttr, FloatAttr>(value))
          throw nb::type_error((print(value) + " is no element of " + print(type)).c_str());
        return DenseElementsAttr::get(tensor, value);
      },
      "shaped_type"_a, "element"_a, "The tensor whose elements are all `element`.");
  dense.def_prop_ro(
      "is_splat", [](const PyAttribute &self) { return cast<DenseElementsAttr>(self.attribute).isSplat(); },
      "Whether all elements are equal.");
  dense.def("get_splat_value", [](const PyAttribute &self) {
    auto attr = cast<DenseElementsAttr>(self.attribute);
    if (!attr.isSplat())
      throw nb::value_error("the elements are not all equal");
    return attr.getSplatValue<Attribute>();
  });
  defineNumpyProtocol<DenseElementsAttr>(dense);

  auto resource = defineAttribute<DenseResourceElementsAttr>(
      m, "DenseResourceElementsAttr", "A tensor of constants whose elements are a named blob: `dense_resource<w>`.");
  resource.def_static(
      "get_from_buffer", getResource, "array"_a, "name"_a, "type"_a.none() = nb::none(), "signless"_a = true,
      "context"_a.none() = nb::none(),
      nb::sig("def get_from_buffer(array: numpy.typing.NDArray[typing.Any], name: str, type: Type | None = None, "
              "signless: bool = True, context: Context | None = None) -> DenseResourceElementsAttr"),
      R"(Refers to the memory of a contiguous array without copying it.

The context holds the array as long as it lives. The IR is constant, so the array is made read-only, and so are the
arrays it is a view of. A suffix is added to `name` when the context has a blob of that name. `type` is as for
`DenseElementsAttr.get`; an element type of a dialect, such as `!qnn.fixed`, takes elements of any dtype.)");
  resource.def_prop_ro("name", [](const PyAttribute &self) {
    return cast<DenseResourceElementsAttr>(self.attribute).getRawHandle().getKey().str();
  });
  defineNumpyProtocol<DenseResourceElementsAttr>(resource);
}
