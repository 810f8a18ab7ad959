//===- HostNumbers.cpp - Floats of the host to codes and back -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// The formulas of hls4mlir.boundary, which Python keeps for every other way to run a model: quotient and zero
// point in float32, rounding, clipping; and back, steps and scales in float64, rounded once to float32.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/QNNToVector/TileFunction.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include <cmath>

using namespace mlir;
using namespace hls4mlir;
using llvm::APInt;

qnn::InputAttr hls4mlir::getFloatInput(func::FuncOp function, unsigned argument) {
  return function.getArgAttrOfType<qnn::InputAttr>(argument, qnn::kInputAttr);
}

ArrayAttr hls4mlir::getFloatResult(func::FuncOp function, unsigned result) {
  auto stages = function.getResultAttrOfType<ArrayAttr>(result, qnn::kDequantizeAttr);
  // The host itself does what is left to it beside scales and offsets.
  if (!stages || !llvm::all_of(stages, llvm::IsaPred<qnn::AffineAttr>) ||
      function.getResultAttr(result, qnn::kIntegerAttr))
    return {};
  return stages;
}

/// The same float in all lanes.
static Value constantFloat(ImplicitLocOpBuilder &builder, Type type, double value) {
  auto element = cast<FloatType>(getElementTypeOrSelf(type));
  TypedAttr attribute = builder.getFloatAttr(element, value);
  if (auto vector = dyn_cast<VectorType>(type))
    attribute = DenseElementsAttr::get(vector, cast<Attribute>(attribute));
  return arith::ConstantOp::create(builder, type, attribute);
}

/// `type` with another element.
static Type withElement(Type type, Type element) {
  auto vector = dyn_cast<VectorType>(type);
  return vector ? vector.clone(element) : element;
}

/// `x` rounded to an integer, as a float; in float64 where halves are added, which there are exact.
static Value roundFloat(ImplicitLocOpBuilder &builder, Value x, qnn::RoundingMode mode) {
  auto wide = [&] { return arith::ExtFOp::create(builder, withElement(x.getType(), builder.getF64Type()), x); };
  auto half = [&](Value of) { return constantFloat(builder, of.getType(), 0.5); };
  auto withSign = [&](Value magnitude, Value of) { return math::CopySignOp::create(builder, magnitude, of); };
  switch (mode) {
  case qnn::RoundingMode::HalfEven:
    return math::RoundEvenOp::create(builder, x);
  case qnn::RoundingMode::Floor:
    return math::FloorOp::create(builder, x);
  case qnn::RoundingMode::Ceil:
    return math::CeilOp::create(builder, x);
  case qnn::RoundingMode::ToZero:
    return math::TruncOp::create(builder, x);
  case qnn::RoundingMode::Away: {
    Value magnitude = math::AbsFOp::create(builder, x);
    return withSign(math::CeilOp::create(builder, magnitude), x);
  }
  case qnn::RoundingMode::HalfAway: {
    Value value = wide(), magnitude = math::AbsFOp::create(builder, value);
    magnitude = arith::AddFOp::create(builder, magnitude, half(value));
    return withSign(math::FloorOp::create(builder, magnitude), value);
  }
  case qnn::RoundingMode::HalfToZero: {
    Value value = wide(), magnitude = math::AbsFOp::create(builder, value);
    magnitude = arith::SubFOp::create(builder, magnitude, half(value));
    return withSign(math::CeilOp::create(builder, magnitude), value);
  }
  case qnn::RoundingMode::HalfCeil: {
    Value value = wide();
    return math::FloorOp::create(builder, arith::AddFOp::create(builder, value, half(value)));
  }
  case qnn::RoundingMode::HalfFloor: {
    Value value = wide();
    return math::CeilOp::create(builder, arith::SubFOp::create(builder, value, half(value)));
  }
  }
  llvm_unreachable("a rounding mode that does not exist");
}

/// The larger of a float and a constant, or the smaller one.
static Value clipFloat(ImplicitLocOpBuilder &builder, Value x, double bound, arith::CmpFPredicate keeps) {
  Value limit = constantFloat(builder, x.getType(), bound);
  return arith::SelectOp::create(builder, arith::CmpFOp::create(builder, keeps, x, limit), x, limit);
}

Value hls4mlir::quantizeFloats(ImplicitLocOpBuilder &builder, Value x, qnn::InputAttr input, unsigned bits) {
  using Predicate = arith::CmpFPredicate;
  Type floats = x.getType();
  auto integers = [&](unsigned width) { return withElement(floats, builder.getIntegerType(width)); };
  auto constant = [&](int64_t value, unsigned width) {
    return LaneBuilder(builder, isa<VectorType>(floats) ? cast<VectorType>(floats).getNumElements() : 1)
        .constantOf(APInt(64, value, /*isSigned=*/true), width);
  };
  auto resize = [&](Value value, unsigned from) -> Value {
    if (from == bits)
      return value;
    return from > bits ? arith::TruncIOp::create(builder, integers(bits), value).getResult()
                       : arith::ExtSIOp::create(builder, integers(bits), value).getResult();
  };
  double scale = input.getScale().getValueAsDouble(), zeroPoint = input.getZeroPoint().getValueAsDouble();
  // The sign of a quotient is that of the number.
  if (!input.getBipolar() || zeroPoint != 0.0)
    x = arith::DivFOp::create(builder, x, constantFloat(builder, floats, scale));
  if (zeroPoint != 0.0)
    x = arith::AddFOp::create(builder, x, constantFloat(builder, floats, zeroPoint));
  if (input.getBipolar()) {
    Value isPositive = arith::CmpFOp::create(builder, Predicate::OGE, x, constantFloat(builder, floats, 0.0));
    return arith::SelectOp::create(builder, isPositive, constant(1, bits), constant(-1, bits));
  }
  x = roundFloat(builder, x, input.getRounding());

  int64_t low = input.getLow(), high = input.getHigh();
  if (low >= -(int64_t(1) << 24) && high <= (int64_t(1) << 24)) {
    x = clipFloat(builder, x, static_cast<double>(low), Predicate::OGT);
    x = clipFloat(builder, x, static_cast<double>(high), Predicate::OLT);
    return resize(arith::FPToSIOp::create(builder, integers(32), x), 32);
  }
  // The ends of the range may be no floats, so they are taken as integers, and what no integer holds apart.
  Value isAbove = arith::CmpFOp::create(builder, Predicate::OGE, x, constantFloat(builder, x.getType(), 0x1p63));
  Value isBelow = arith::CmpFOp::create(builder, Predicate::OLT, x, constantFloat(builder, x.getType(), -0x1p63));
  Value isOutside = arith::OrIOp::create(builder, isAbove, isBelow);
  x = arith::SelectOp::create(builder, isOutside, constantFloat(builder, x.getType(), 0.0), x);
  Value code = arith::FPToSIOp::create(builder, integers(64), x), lowest = constant(low, 64),
        highest = constant(high, 64);
  code = arith::MaxSIOp::create(builder, arith::MinSIOp::create(builder, code, highest), lowest);
  code = arith::SelectOp::create(builder, isAbove, highest, code);
  return resize(arith::SelectOp::create(builder, isBelow, lowest, code), 64);
}

Value TileEmitter::constantFloats(DenseElementsAttr values) {
  auto type = MemRefType::get({values.getNumElements()}, builder.getF64Type());
  StringAttr &symbol = constantArrays[values];
  if (!symbol) {
    auto module = builder.getBlock()->getParentOp()->getParentOfType<ModuleOp>();
    OpBuilder atEnd = OpBuilder::atBlockEnd(module.getBody());
    auto initial = values.reshape(RankedTensorType::get(type.getShape(), type.getElementType()));
    auto global = memref::GlobalOp::create(atEnd, builder.getLoc(), "parameters", atEnd.getStringAttr("private"), type,
                                           initial, /*constant=*/true, /*alignment=*/IntegerAttr());
    symbol = SymbolTable(module).insert(global);
  }
  return memref::GetGlobalOp::create(builder, type, symbol.getValue());
}

/// Where the parameter of an element, counted in row-major order, stands among parameters that broadcast over its
/// tensor; null when all share one.
static Value parameterIndex(ImplicitLocOpBuilder &builder, Value element, ArrayRef<int64_t> shape,
                            ArrayRef<int64_t> parameters) {
  auto index = [&](int64_t value) { return arith::ConstantIndexOp::create(builder, value); };
  Value result;
  int64_t inner = 1, stride = 1;
  for (size_t i = 1; i <= std::min(shape.size(), parameters.size()); ++i) {
    int64_t extent = shape[shape.size() - i], count = parameters[parameters.size() - i];
    if (count != 1) {
      Value position = builder.createOrFold<arith::DivUIOp>(element, index(inner));
      position = builder.createOrFold<arith::RemUIOp>(position, index(extent));
      position = builder.createOrFold<arith::MulIOp>(position, index(stride));
      result = result ? builder.createOrFold<arith::AddIOp>(result, position) : position;
    }
    inner *= extent;
    stride *= count;
  }
  return result;
}

static bool isOne(DenseElementsAttr values) {
  return values.isSplat() && values.getSplatValue<APFloat>().isExactlyValue(1.0);
}

Value TileEmitter::dequantize(Value raw, Value element, RankedTensorType tensor, ArrayAttr stages) {
  qnn::FixedType type = qnn::getFixedType(tensor);
  auto vector = dyn_cast<VectorType>(raw.getType());
  LaneBuilder lanes(builder, vector ? vector.getNumElements() : 1);
  Value code = lanes.extend(raw, type.getIsSigned(), signedBits(type.getFormat()) <= 32 ? 32 : 64);
  Type doubles = withElement(raw.getType(), builder.getF64Type());
  // Codes of 64 bits without a sign leave no bit for one.
  Value value = signedBits(type.getFormat()) > 64 ? arith::UIToFPOp::create(builder, doubles, code).getResult()
                                                  : arith::SIToFPOp::create(builder, doubles, code).getResult();
  value = arith::MulFOp::create(builder, value, constantFloat(builder, doubles, std::ldexp(1.0, type.getLsb())));
  auto parameter = [&](DenseElementsAttr values) -> Value {
    if (values.isSplat() || values.getNumElements() == 1)
      return constantFloat(builder, doubles, (*values.getValues<APFloat>().begin()).convertToDouble());
    Value index = parameterIndex(builder, element, tensor.getShape(), cast<ShapedType>(values.getType()).getShape());
    Value scalar = memref::LoadOp::create(builder, constantFloats(values), index);
    return vector ? vector::BroadcastOp::create(builder, doubles, scalar).getResult() : scalar;
  };
  for (auto stage : stages.getAsRange<qnn::AffineAttr>()) {
    if (!isOne(stage.getScale()))
      value = arith::MulFOp::create(builder, value, parameter(stage.getScale()));
    value = arith::AddFOp::create(builder, value, parameter(stage.getOffset()));
  }
  return arith::TruncFOp::create(builder, withElement(raw.getType(), builder.getF32Type()), value);
}
