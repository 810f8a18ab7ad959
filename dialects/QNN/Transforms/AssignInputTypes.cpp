//===- AssignInputTypes.cpp - qnn-assign-input-types -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNNPasses.h"
#include "dialects/QNN/Transforms/Requantizer.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

namespace hls4mlir::qnn {
#define GEN_PASS_DEF_QNNASSIGNINPUTTYPES
#include "dialects/QNN/QNNPasses.h.inc"
} // namespace hls4mlir::qnn

/// The quantizer that `op` is, if it is one.
static std::optional<Quantizer> getQuantizer(Operation *op) {
  if (auto quantize = dyn_cast<QuantizeOp>(op))
    return Quantizer::get(quantize);
  if (auto bipolar = dyn_cast<BipolarQuantizeOp>(op))
    return Quantizer::get(bipolar);
  if (auto linear = dyn_cast<QuantizeLinearOp>(op))
    return Quantizer::get(linear);
  return std::nullopt;
}

/// The host's part of a quantizer, where it is the same for all elements.
static InputAttr getInputAttr(const Quantizer &quantizer, MLIRContext *context) {
  for (const RationalTensor *tensor :
       {&quantizer.scale, &quantizer.zeroPoint, &quantizer.low, &quantizer.high, &quantizer.bipolar})
    if (!tensor->uniform())
      return {};
  Builder builder(context);
  return InputAttr::get(
      context, quantizer.getType(context), builder.getF64FloatAttr(toDouble(*quantizer.scale.uniform())),
      builder.getF64FloatAttr(toDouble(*quantizer.zeroPoint.uniform())), *toInt64(*quantizer.low.uniform()),
      *toInt64(*quantizer.high.uniform()), quantizer.rounding, !quantizer.bipolar.isZero());
}

/// `fixed<16,6>`, rounded half to even and saturated.
static InputAttr getDefaultInputAttr(MLIRContext *context) {
  Builder builder(context);
  auto type = FixedType::get(context, 16, 6, /*isSigned=*/true);
  return InputAttr::get(context, type, builder.getF64FloatAttr(std::ldexp(1.0, type.getLsb())),
                        builder.getF64FloatAttr(0.0), -(int64_t(1) << 15), (int64_t(1) << 15) - 1,
                        RoundingMode::HalfEven, /*bipolar=*/false);
}

/// The names that a value has in the source model.
static ArrayAttr getTensors(Operation *op) { return op->getAttrOfType<ArrayAttr>(kTensorsAttr); }

namespace {
struct AssignInputTypes : qnn::impl::QNNAssignInputTypesBase<AssignInputTypes> {
  using Base::Base;

  void runOnOperation() override {
    func::FuncOp func = getOperation();
    if (func.isExternal())
      return;
    for (BlockArgument argument : func.getArguments()) {
      unsigned number = argument.getArgNumber();
      if (func.getArgAttr(number, kInputAttr) || !getElementTypeOrSelf(argument.getType()).isF32())
        continue;
      InputAttr input = takeOverQuantizers(func, argument);
      func.setArgAttr(number, kInputAttr, input ? input : getDefaultInputAttr(&getContext()));
    }
  }

  /// The codes of a quantizer whose input is already quantized: they are what its multiples of the scale stand for.
  static Value codesOf(QuantizeLinearOp op) {
    OpBuilder builder(op);
    Value scale = arith::ConstantOp::create(builder, op.getLoc(), cast<TypedAttr>(op.getScale()));
    Value zeroPoint = arith::ConstantOp::create(builder, op.getLoc(), cast<TypedAttr>(op.getZeroPoint()));
    Value multiple = DivOp::create(builder, op.getLoc(), op.getInput(), scale);
    auto codes = AddOp::create(builder, op.getLoc(), multiple, zeroPoint);
    if (ArrayAttr names = getTensors(op))
      codes->setAttr(kTensorsAttr, names);
    return codes;
  }

  /// When all that reads the argument is one and the same quantizer, the host applies it: returns its
  /// attribute and erases the quantizers.
  InputAttr takeOverQuantizers(func::FuncOp func, BlockArgument argument) {
    InputAttr input;
    for (Operation *user : argument.getUsers()) {
      std::optional<Quantizer> quantizer = getQuantizer(user);
      if (!quantizer)
        return {};
      InputAttr attribute = getInputAttr(*quantizer, &getContext());
      if (!attribute || (input && attribute != input))
        return {};
      input = attribute;
    }
    SmallVector<Attribute> tensors;
    unsigned number = argument.getArgNumber();
    if (auto names = func.getArgAttrOfType<ArrayAttr>(number, kTensorsAttr))
      llvm::append_range(tensors, names);
    for (Operation *user : SmallVector<Operation *>(argument.getUsers())) {
      if (auto linear = dyn_cast<QuantizeLinearOp>(user)) {
        linear.replaceAllUsesWith(codesOf(linear));
      } else {
        if (ArrayAttr names = getTensors(user))
          llvm::append_range(tensors, names);
        user->getResult(0).replaceAllUsesWith(argument);
      }
      user->erase();
      ++numTakenOver;
    }
    if (!tensors.empty())
      func.setArgAttr(number, kTensorsAttr, ArrayAttr::get(&getContext(), tensors));
    return input;
  }
};
} // namespace
