//===- QNNDialect.cpp - The quantized-network dialect -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNN.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

#include "dialects/QNN/QNNDialect.cpp.inc"
#define GET_ATTRDEF_CLASSES
#include "dialects/QNN/QNNAttrs.cpp.inc"

void QNNDialect::initialize() {
  registerTypes();
  addAttributes<
#define GET_ATTRDEF_LIST
#include "dialects/QNN/QNNAttrs.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "dialects/QNN/QNNOps.cpp.inc"
      >();
}

Operation *QNNDialect::materializeConstant(OpBuilder &builder, Attribute value, Type type, Location loc) {
  if (auto code = dyn_cast<IntegerAttr>(value); code && isa<FixedType>(type))
    return ConstantOp::create(builder, loc, type, code);
  return arith::ConstantOp::materialize(builder, value, type, loc);
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

/// Parameters of functions lie within this of zero: no network has larger ones.
static constexpr double kMaxFunctionParameter = 65536;
/// Powers are computed in full.
static constexpr double kMaxPower = 64;

LogicalResult InputAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError, FixedType type, FloatAttr scale,
                                FloatAttr zeroPoint, int64_t low, int64_t high, RoundingMode rounding, bool bipolar) {
  if (!scale.getType().isF64() || !zeroPoint.getType().isF64())
    return emitError() << "scale and zero point of an input must be f64";
  if (!scale.getValue().isFiniteNonZero() || scale.getValue().isNegative())
    return emitError() << "scale of an input must be positive and finite";
  if (!zeroPoint.getValue().isFinite())
    return emitError() << "zero point of an input must be finite";
  // The host divides and adds in float32.
  float hostScale = static_cast<float>(scale.getValueAsDouble());
  if (hostScale == 0 || !std::isfinite(hostScale))
    return emitError() << "scale of an input is " << scale.getValueAsDouble() << ", which float32 cannot represent";
  if (!std::isfinite(static_cast<float>(zeroPoint.getValueAsDouble())))
    return emitError() << "zero point of an input is " << zeroPoint.getValueAsDouble()
                       << ", which float32 cannot represent";
  if (low > high)
    return emitError() << "lowest code " << low << " of an input lies above the highest, " << high;
  if (bipolar && (low != -1 || high != 1))
    return emitError() << "a bipolar input has the codes -1 and 1, but its range is " << low << " to " << high;
  FixedFormat format = type.getFormat();
  for (int64_t code : {low, high})
    if (!format.contains(FixedValue{llvm::APSInt::get(code), type.getLsb()}))
      return emitError() << "code " << code << " of an input does not fit " << type;
  return success();
}

LogicalResult AffineAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError, DenseElementsAttr scale,
                                 DenseElementsAttr offset) {
  if (!scale.getElementType().isF64() || !offset.getElementType().isF64())
    return emitError() << "scale and offset must have f64 elements";
  return success();
}

LogicalResult ClampAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError, DenseElementsAttr low,
                                DenseElementsAttr high) {
  if (!low && !high)
    return emitError() << "a clamp needs a bound";
  for (DenseElementsAttr bound : {low, high})
    if (bound && !bound.getElementType().isF64())
      return emitError() << "bounds of a clamp must have f64 elements";
  return success();
}

LogicalResult LeakyReluAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError, DenseElementsAttr slope) {
  if (!slope.getElementType().isF64())
    return emitError() << "slope must have f64 elements";
  return success();
}

LogicalResult FunctionAttr::verify(llvm::function_ref<InFlightDiagnostic()> emitError, UnaryFunction kind,
                                   FloatAttr alpha, FloatAttr gamma) {
  bool takesGamma = kind == UnaryFunction::Selu;
  bool takesAlpha = takesGamma || kind == UnaryFunction::Celu || kind == UnaryFunction::Elu ||
                    kind == UnaryFunction::Pow || kind == UnaryFunction::Silu || kind == UnaryFunction::ThresholdedRelu;
  StringRef name = stringifyUnaryFunction(kind);
  for (auto [what, value, takes] : {std::tuple{"alpha", alpha, takesAlpha}, {"gamma", gamma, takesGamma}}) {
    if (takes != static_cast<bool>(value))
      return emitError() << name << (takes ? " needs " : " has no ") << what;
    if (value && !value.getType().isF64())
      return emitError() << what << " of a function must be f64";
    if (value && !(std::abs(value.getValueAsDouble()) <= kMaxFunctionParameter))
      return emitError() << what << " of " << name << " is " << value.getValueAsDouble() << ", but must lie within "
                         << kMaxFunctionParameter << " of 0";
  }
  if (kind == UnaryFunction::Celu && alpha.getValueAsDouble() <= 0)
    return emitError() << "alpha of celu is " << alpha.getValueAsDouble() << ", but must be positive";
  if (kind == UnaryFunction::Pow && std::abs(alpha.getValueAsDouble()) > kMaxPower)
    return emitError() << "alpha of pow is " << alpha.getValueAsDouble() << ", but must lie within " << kMaxPower
                       << " of 0";
  return success();
}

/// Checks the type of a `qnn.` attribute of a function argument or result.
static LogicalResult verifyBoundary(Operation *op, NamedAttribute attribute, StringRef where, Type type) {
  if (attribute.getName() == kNameAttr && !isa<StringAttr>(attribute.getValue()))
    return op->emitError() << "'" << kNameAttr << "' of a function " << where << " must be a string";
  if (attribute.getName() == kInputAttr && (where != "argument" || !isa<InputAttr>(attribute.getValue())))
    return op->emitError() << "'" << kInputAttr << "' must be a #qnn.input attribute of a function argument";
  if (auto input = dyn_cast<InputAttr>(attribute.getValue()); input && attribute.getName() == kInputAttr)
    if (FixedType fixed = type ? getFixedType(type) : FixedType(); fixed && fixed != input.getType())
      return op->emitError() << "'" << kInputAttr << "' gives codes of " << input.getType()
                             << " to a function argument of " << fixed;
  if (attribute.getName() == kIntegerAttr && (where != "result" || !isa<UnitAttr>(attribute.getValue())))
    return op->emitError() << "'" << kIntegerAttr << "' must be a unit attribute of a function result";
  if (attribute.getName() == kTensorsAttr) {
    auto names = dyn_cast<ArrayAttr>(attribute.getValue());
    if (where != "argument" || !names || !llvm::all_of(names, llvm::IsaPred<StringAttr>))
      return op->emitError() << "'" << kTensorsAttr << "' must be an array of strings on a function argument";
  }
  if (attribute.getName() == kDequantizeAttr) {
    auto stages = dyn_cast<ArrayAttr>(attribute.getValue());
    if (where != "result" || !stages ||
        !llvm::all_of(stages, llvm::IsaPred<AffineAttr, ClampAttr, FunctionAttr, LeakyReluAttr>))
      return op->emitError() << "'" << kDequantizeAttr
                             << "' must be an array of #qnn.affine, #qnn.clamp, #qnn.function and #qnn.leaky_relu "
                                "on a function result";
  }
  if (attribute.getName() == kPermutationAttr) {
    auto list = dyn_cast<DenseI64ArrayAttr>(attribute.getValue());
    auto tensor = dyn_cast_or_null<RankedTensorType>(type);
    if (!list || !isPermutationVector(list.asArrayRef()) || (tensor && tensor.getRank() != list.size()))
      return op->emitError() << "'" << kPermutationAttr << "' must name each dimension of the function " << where
                             << " once";
  }
  return success();
}

LogicalResult QNNDialect::verifyOperationAttribute(Operation *op, NamedAttribute attribute) {
  if (attribute.getName() != kErrorBoundAttr)
    return success();
  auto bound = dyn_cast<FloatAttr>(attribute.getValue());
  if (!bound || !bound.getType().isF64() || !bound.getValue().isFinite() || bound.getValue().isNegative())
    return op->emitOpError() << "'" << kErrorBoundAttr << "' must be a finite f64 of 0 or more";
  return success();
}

LogicalResult QNNDialect::verifyRegionArgAttribute(Operation *op, unsigned, unsigned number, NamedAttribute attribute) {
  auto func = dyn_cast<func::FuncOp>(op);
  return verifyBoundary(op, attribute, "argument", func ? func.getArgumentTypes()[number] : Type());
}

LogicalResult QNNDialect::verifyRegionResultAttribute(Operation *op, unsigned, unsigned number,
                                                      NamedAttribute attribute) {
  auto func = dyn_cast<func::FuncOp>(op);
  return verifyBoundary(op, attribute, "result", func ? func.getResultTypes()[number] : Type());
}

//===----------------------------------------------------------------------===//
// Names
//===----------------------------------------------------------------------===//

StringRef qnn::getLayerName(Location loc) {
  if (auto name = dyn_cast<NameLoc>(loc))
    return name.getName();
  if (auto fused = dyn_cast<FusedLoc>(loc)) {
    for (Location part : fused.getLocations())
      if (StringRef name = getLayerName(part); !name.empty())
        return name;
    return {};
  }
  if (auto call = dyn_cast<CallSiteLoc>(loc))
    return getLayerName(call.getCallee());
  return {};
}

InFlightDiagnostic qnn::emitLayerError(Location loc) {
  InFlightDiagnostic diag = emitError(loc);
  StringRef name = getLayerName(loc);
  diag << "layer ";
  if (!name.empty())
    diag << "'" << name << "' ";
  return diag;
}
