//===- QNN.cpp - Types and attributes of the qnn dialect -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNN.h"
#include "python/src/Bindings.h"
#include "python/src/Diagnostics.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::python;

/// code * 2^lsb as fractions.Fraction.
static nb::object makeFraction(const nb::int_ &code, int lsb) {
  nb::object two = nb::int_(2), fraction = nb::module_::import_("fractions").attr("Fraction");
  nb::object scale = two.attr("__pow__")(nb::int_(std::abs(lsb)));
  return lsb < 0 ? fraction(code, scale) : fraction(code * scale);
}

static nb::int_ toPython(const llvm::APSInt &code) { return python::toPython(code, code.isSigned()); }

static void defineFixedType(nb::module_ &m) {
  auto format = [](const PyType &self) { return cast<qnn::FixedType>(self.type).getFormat(); };
  defineType<qnn::FixedType>(m, "FixedType", R"(A set of fixed-point values: `!qnn.fixed<s8, 3>`.

The values are `code * 2**lsb`, where the codes are the integers of `width` bits and `lsb = integer - width`.)")
      .def_static(
          "get",
          [](int64_t width, int64_t integer, bool isSigned, const PyMLIRContext *context) {
            MLIRContext *mlir = resolveContext(context);
            // The verifier of the type names its limits; the conversion to its parameters must not wrap before.
            auto clampTo = [](int64_t value, int64_t low, int64_t high) {
              return std::min(std::max(value, low), high);
            };
            unsigned width32 = clampTo(width, 0, int64_t(qnn::FixedType::kMaxWidth) + 1);
            int integer32 =
                clampTo(integer, -int64_t(qnn::FixedType::kMaxInteger) - 1, int64_t(qnn::FixedType::kMaxInteger) + 1);
            DiagnosticScope scope(getContextState(mlir), GIL::Keep);
            auto type = qnn::FixedType::getChecked([&] { return mlir::emitError(UnknownLoc::get(mlir)); }, mlir,
                                                   width32, integer32, isSigned);
            scope.finish(bool(type), "cannot make a fixed-point type of width " + std::to_string(width) + " with " +
                                         std::to_string(integer) + " integer bits");
            return type;
          },
          "width"_a, "integer"_a, "signed"_a = true, "context"_a.none() = nb::none(),
          "Integer bits count the sign bit; they may be negative or more than the width. Raises MLIRError when the "
          "width or the place of the binary point is out of bounds.")
      .def_prop_ro(
          "width", [format](const PyType &self) { return format(self).width; }, "Number of bits.")
      .def_prop_ro(
          "integer", [format](const PyType &self) { return format(self).integer; },
          "Bits left of the binary point, with the sign bit.")
      .def_prop_ro("signed", [format](const PyType &self) { return format(self).isSigned; })
      .def_prop_ro(
          "lsb", [format](const PyType &self) { return format(self).lsb(); },
          "Exponent of the step between values, which is 2**lsb.")
      .def_prop_ro(
          "step", [format](const PyType &self) { return makeFraction(nb::int_(1), format(self).lsb()); },
          nb::sig("def step(self) -> fractions.Fraction"), "Distance between values.")
      .def_prop_ro(
          "min",
          [format](const PyType &self) { return makeFraction(toPython(format(self).minCode()), format(self).lsb()); },
          nb::sig("def min(self) -> fractions.Fraction"), "The smallest value.")
      .def_prop_ro(
          "max",
          [format](const PyType &self) { return makeFraction(toPython(format(self).maxCode()), format(self).lsb()); },
          nb::sig("def max(self) -> fractions.Fraction"), "The largest value.")
      .def_prop_ro(
          "min_code", [format](const PyType &self) { return toPython(format(self).minCode()); }, "The smallest code.")
      .def_prop_ro(
          "max_code", [format](const PyType &self) { return toPython(format(self).maxCode()); }, "The largest code.");
}

static void defineInputAttr(nb::module_ &m) {
  auto attr = [](const PyAttribute &self) { return cast<qnn::InputAttr>(self.attribute); };
  defineAttribute<qnn::InputAttr>(m, "InputAttr", R"(How the host quantizes an input.

In float32: `code = clip(round(x / scale + zero_point), low, high)`; bipolar: `code = 1 if x >= 0 else -1`.)")
      .def_static(
          "get",
          [](qnn::FixedType type, double scale, double zeroPoint, int64_t low, int64_t high, nb::object rounding,
             bool bipolar) {
            MLIRContext *context = type.getContext();
            std::string name = nb::cast<std::string>(nb::str(rounding));
            std::optional<qnn::RoundingMode> mode = qnn::symbolizeRoundingMode(name);
            if (!mode)
              throw nb::value_error(("there is no rounding mode '" + name + "'").c_str());
            DiagnosticScope scope(getContextState(context), GIL::Keep);
            auto f64 = Float64Type::get(context);
            auto result = qnn::InputAttr::getChecked([&] { return mlir::emitError(UnknownLoc::get(context)); }, context,
                                                     type, FloatAttr::get(f64, scale), FloatAttr::get(f64, zeroPoint),
                                                     low, high, *mode, bipolar);
            scope.finish(bool(result), "cannot make an input attribute");
            return result;
          },
          "type"_a, nb::kw_only(), "scale"_a, "zero_point"_a = 0.0, "low"_a, "high"_a, "rounding"_a = "half_even",
          "bipolar"_a = false,
          nb::sig("def get(type: FixedType, *, scale: float, zero_point: float = 0.0, low: int, high: int, "
                  "rounding: object = 'half_even', bipolar: bool = False) -> InputAttr"),
          "`rounding` is a RoundingMode or its name. Raises MLIRError when the codes do not fit the type.")
      .def_prop_ro(
          "type", [attr](const PyAttribute &self) { return attr(self).getType(); }, "Type of the codes.")
      .def_prop_ro(
          "scale", [attr](const PyAttribute &self) { return attr(self).getScale().getValueAsDouble(); },
          "Value of one step of the code.")
      .def_prop_ro("zero_point",
                   [attr](const PyAttribute &self) { return attr(self).getZeroPoint().getValueAsDouble(); })
      .def_prop_ro(
          "low", [attr](const PyAttribute &self) { return attr(self).getLow(); }, "Smallest code.")
      .def_prop_ro(
          "high", [attr](const PyAttribute &self) { return attr(self).getHigh(); }, "Largest code.")
      .def_prop_ro(
          "rounding",
          [attr](const PyAttribute &self) { return qnn::stringifyRoundingMode(attr(self).getRounding()).str(); },
          "Name of the rounding mode, such as `half_even`.")
      .def_prop_ro("bipolar", [attr](const PyAttribute &self) { return attr(self).getBipolar(); });
}

static void defineCastAttr(nb::module_ &m) {
  auto attr = [](const PyAttribute &self) { return cast<qnn::CastAttr>(self.attribute); };
  defineAttribute<qnn::CastAttr>(m, "CastAttr", "A fixed-point type, and how numbers are brought into it.")
      .def_static(
          "get",
          [](qnn::FixedType type, nb::object rounding, nb::object overflow) {
            std::string roundingName = nb::cast<std::string>(nb::str(rounding));
            std::string overflowName = nb::cast<std::string>(nb::str(overflow));
            std::optional<qnn::RoundingMode> roundingMode = qnn::symbolizeRoundingMode(roundingName);
            if (!roundingMode)
              throw nb::value_error(("there is no rounding mode '" + roundingName + "'").c_str());
            std::optional<qnn::OverflowMode> overflowMode = qnn::symbolizeOverflowMode(overflowName);
            if (!overflowMode)
              throw nb::value_error(("there is no overflow mode '" + overflowName + "'").c_str());
            return qnn::CastAttr::get(type.getContext(), type, *roundingMode, *overflowMode);
          },
          "type"_a, "rounding"_a = "half_even", "overflow"_a = "saturate",
          nb::sig(
              "def get(type: FixedType, rounding: object = 'half_even', overflow: object = 'saturate') -> CastAttr"),
          "The modes are a RoundingMode and an OverflowMode, or their names.")
      .def_prop_ro(
          "type", [attr](const PyAttribute &self) { return attr(self).getType(); }, "The value set.")
      .def_prop_ro(
          "rounding",
          [attr](const PyAttribute &self) { return qnn::stringifyRoundingMode(attr(self).getRounding()).str(); },
          "Name of the rounding mode, such as `half_even`.")
      .def_prop_ro(
          "overflow",
          [attr](const PyAttribute &self) { return qnn::stringifyOverflowMode(attr(self).getOverflow()).str(); },
          "Name of the overflow mode, such as `saturate`.");
}

static void defineDequantizeAttrs(nb::module_ &m) {
  auto attr = [](const PyAttribute &self) { return cast<qnn::AffineAttr>(self.attribute); };
  auto numpy = [](DenseElementsAttr elements) { return wrapAttribute(elements).attr("to_numpy")(); };
  defineAttribute<qnn::AffineAttr>(m, "AffineAttr",
                                   "`scale * value + offset`, for the host; both broadcast as numpy's.")
      .def_static(
          "get",
          [](DenseElementsAttr scale, DenseElementsAttr offset) {
            MLIRContext *context = scale.getContext();
            DiagnosticScope scope(getContextState(context), GIL::Keep);
            auto result = qnn::AffineAttr::getChecked([&] { return mlir::emitError(UnknownLoc::get(context)); },
                                                      context, scale, offset);
            scope.finish(bool(result), "cannot make an affine attribute");
            return result;
          },
          "scale"_a, "offset"_a, "Both have elements of f64. Raises MLIRError.")
      .def_prop_ro(
          "scale", [attr, numpy](const PyAttribute &self) { return numpy(attr(self).getScale()); },
          nb::sig("def scale(self) -> numpy.typing.NDArray[numpy.float64]"))
      .def_prop_ro(
          "offset", [attr, numpy](const PyAttribute &self) { return numpy(attr(self).getOffset()); },
          nb::sig("def offset(self) -> numpy.typing.NDArray[numpy.float64]"));

  auto clamp = [](const PyAttribute &self) { return cast<qnn::ClampAttr>(self.attribute); };
  auto bound = [numpy](DenseElementsAttr elements) -> nb::object { return elements ? numpy(elements) : nb::none(); };
  defineAttribute<qnn::ClampAttr>(m, "ClampAttr",
                                  "`min(max(value, low), high)`, for the host; the bounds broadcast as numpy's.")
      .def_static(
          "get",
          [](std::optional<DenseElementsAttr> low, std::optional<DenseElementsAttr> high,
             const PyMLIRContext *context) {
            MLIRContext *mlir = resolveContext(context);
            DiagnosticScope scope(getContextState(mlir), GIL::Keep);
            auto result = qnn::ClampAttr::getChecked([&] { return mlir::emitError(UnknownLoc::get(mlir)); }, mlir,
                                                     low.value_or(nullptr), high.value_or(nullptr));
            scope.finish(bool(result), "cannot make a clamp attribute");
            return result;
          },
          "low"_a.none() = nb::none(), "high"_a.none() = nb::none(), "context"_a.none() = nb::none(),
          "Both have elements of f64, and one may be missing. Raises MLIRError.")
      .def_prop_ro(
          "low", [clamp, bound](const PyAttribute &self) { return bound(clamp(self).getLow()); },
          nb::sig("def low(self) -> numpy.typing.NDArray[numpy.float64] | None"))
      .def_prop_ro(
          "high", [clamp, bound](const PyAttribute &self) { return bound(clamp(self).getHigh()); },
          nb::sig("def high(self) -> numpy.typing.NDArray[numpy.float64] | None"));

  auto function = [](const PyAttribute &self) { return cast<qnn::FunctionAttr>(self.attribute); };
  auto parameter = [](FloatAttr value) {
    return value ? nb::float_(value.getValueAsDouble()) : nb::object(nb::none());
  };
  defineAttribute<qnn::FunctionAttr>(m, "FunctionAttr", "A real function of one number, with its parameters.")
      .def_static(
          "get",
          [](const std::string &kind, std::optional<double> alpha, std::optional<double> gamma,
             const PyMLIRContext *context) {
            MLIRContext *mlir = resolveContext(context);
            std::optional<qnn::UnaryFunction> function = qnn::symbolizeUnaryFunction(kind);
            if (!function)
              throw nb::value_error(("there is no function '" + kind + "'").c_str());
            auto number = [&](std::optional<double> value) {
              return value ? FloatAttr::get(Float64Type::get(mlir), *value) : FloatAttr();
            };
            DiagnosticScope scope(getContextState(mlir), GIL::Keep);
            auto result = qnn::FunctionAttr::getChecked([&] { return mlir::emitError(UnknownLoc::get(mlir)); }, mlir,
                                                        *function, number(alpha), number(gamma));
            scope.finish(bool(result), "cannot make a function attribute");
            return result;
          },
          "kind"_a, nb::kw_only(), "alpha"_a.none() = nb::none(), "gamma"_a.none() = nb::none(),
          "context"_a.none() = nb::none(), "`kind` is a name such as `sigmoid`. Raises MLIRError.")
      .def_prop_ro(
          "kind",
          [function](const PyAttribute &self) { return qnn::stringifyUnaryFunction(function(self).getKind()).str(); },
          "Name of the function, such as `sigmoid`.")
      .def_prop_ro(
          "alpha", [function, parameter](const PyAttribute &self) { return parameter(function(self).getAlpha()); },
          nb::sig("def alpha(self) -> float | None"))
      .def_prop_ro(
          "gamma", [function, parameter](const PyAttribute &self) { return parameter(function(self).getGamma()); },
          nb::sig("def gamma(self) -> float | None"));

  auto leaky = [](const PyAttribute &self) { return cast<qnn::LeakyReluAttr>(self.attribute); };
  defineAttribute<qnn::LeakyReluAttr>(
      m, "LeakyReluAttr", "`value if value >= 0 else slope * value`, for the host; the slope broadcasts as numpy's.")
      .def_static(
          "get",
          [](DenseElementsAttr slope) {
            MLIRContext *context = slope.getContext();
            DiagnosticScope scope(getContextState(context), GIL::Keep);
            auto result = qnn::LeakyReluAttr::getChecked([&] { return mlir::emitError(UnknownLoc::get(context)); },
                                                         context, slope);
            scope.finish(bool(result), "cannot make a leaky ReLU attribute");
            return result;
          },
          "slope"_a, "The slope has elements of f64. Raises MLIRError.")
      .def_prop_ro(
          "slope", [leaky, numpy](const PyAttribute &self) { return numpy(leaky(self).getSlope()); },
          nb::sig("def slope(self) -> numpy.typing.NDArray[numpy.float64]"));
}

void hls4mlir::python::populateQNN(nb::module_ &m) {
  defineFixedType(m);
  defineInputAttr(m);
  defineCastAttr(m);
  defineDequantizeAttrs(m);
}
