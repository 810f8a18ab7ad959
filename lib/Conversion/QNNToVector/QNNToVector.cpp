//===- QNNToVector.cpp - convert-qnn-to-vector -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/QNNToVector/QNNToVector.h"
#include "lib/Conversion/Passes.h"
#include "lib/Conversion/QNNToVector/TileFunction.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/SetVector.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace hls4mlir;

namespace hls4mlir {
#define GEN_PASS_DEF_CONVERTQNNTOVECTOR
#include "lib/Conversion/Passes.h.inc"
} // namespace hls4mlir

/// The weights that a function uses, in the order of their first use.
static SmallVector<qnn::WeightOp> collectWeights(func::FuncOp function) {
  llvm::SetVector<Operation *> weights;
  SymbolTable symbols(function->getParentOfType<ModuleOp>());
  for (Operation &op : function.getBody().front())
    for (NamedAttribute attribute : op.getAttrs())
      attribute.getValue().walk([&](FlatSymbolRefAttr symbol) {
        if (auto weight = symbols.lookup<qnn::WeightOp>(symbol.getAttr()))
          weights.insert(weight);
      });
  return llvm::map_to_vector(weights, [](Operation *op) { return cast<qnn::WeightOp>(op); });
}

/// The largest element has the difference zero: when its exponential is zero, so may be the sum, by which no host can
/// divide.
static LogicalResult checkTables(func::FuncOp function, const SymbolTable &symbols) {
  WalkResult result = function.walk([&](qnn::TableSoftmaxOp op) -> WalkResult {
    auto entry = [&](StringRef name) {
      auto table = symbols.lookup<qnn::WeightOp>(name);
      return FixedValue{llvm::APSInt::getUnsigned(static_cast<uint64_t>(table.getCodes().front())),
                        table.getFixedType().getLsb()};
    };
    auto coarse = symbols.lookup<qnn::WeightOp>(op.getCoarse());
    FixedValue exponential = entry(op.getCoarse());
    if (op.getFine())
      exponential.code = hls4mlir::narrow(mul(exponential, entry(*op.getFine())), coarse.getFixedType().getFormat(),
                                          qnn::RoundingMode::HalfCeil, qnn::OverflowMode::Saturate);
    if (!exponential.code.isZero())
      return WalkResult::advance();
    InFlightDiagnostic diag = op.emitOpError("divides by zero: by its tables, the exponential of 0 is 0");
    diag.attachNote(coarse.getLoc()) << "table declared here";
    return diag;
  });
  return failure(result.wasInterrupted());
}

/// Loops leave out what is in the padding of a convolution, where it is zero; another number is put there before.
static void padWithNumbers(func::FuncOp function) {
  function.walk([](qnn::ConvOp op) {
    auto isZero = [](int64_t count) { return count == 0; };
    if (op.getValue() == 0 || (llvm::all_of(op.getPadLow(), isZero) && llvm::all_of(op.getPadHigh(), isZero)))
      return;
    OpBuilder builder(op);
    auto around = [](ArrayRef<int64_t> spatial) {
      SmallVector<int64_t> all{0};
      llvm::append_range(all, spatial);
      all.push_back(0);
      return all;
    };
    SmallVector<int64_t> none(op.getPadLow().size(), 0);
    op.getInputMutable().set(qnn::PadOp::create(builder, op.getLoc(), op.getInput(), around(op.getPadLow()),
                                                around(op.getPadHigh()), around(none), op.getValue()));
    op.setPadLow(none);
    op.setPadHigh(none);
  });
}

static LogicalResult convertFunction(func::FuncOp source, TileOptions options, int64_t scratchBytes) {
  padWithNumbers(source);
  FailureOr<StoragePlan> plan = StoragePlan::compute(source, options);
  while (succeeded(plan) && plan->getScratchBytes() > scratchBytes && options.samples > 1) {
    options.samples /= 2;
    plan = StoragePlan::compute(source, options);
  }
  if (failed(plan))
    return failure();
  auto module = source->getParentOfType<ModuleOp>();
  if (failed(checkTables(source, SymbolTable(module))))
    return failure();
  Block &body = source.getBody().front();
  SmallVector<qnn::WeightOp> weights = collectWeights(source);

  // The new function, beside the old one.
  ImplicitLocOpBuilder builder(source.getLoc(), source);
  SmallVector<Type> arguments;
  auto addPort = [&](Type type, bool isFloat) {
    Type element = isFloat ? Type(builder.getF32Type()) : builder.getI64Type();
    arguments.push_back(MemRefType::get({options.samples, cast<RankedTensorType>(type).getNumElements()}, element));
  };
  SmallVector<qnn::InputAttr> inputs;
  for (auto [i, type] : llvm::enumerate(source.getArgumentTypes())) {
    inputs.push_back(options.floats ? getFloatInput(source, i) : qnn::InputAttr());
    addPort(type, inputs.back() != nullptr);
  }
  SmallVector<ArrayAttr> stages;
  for (auto [i, type] : llvm::enumerate(source.getResultTypes())) {
    stages.push_back(options.floats ? getFloatResult(source, i) : ArrayAttr());
    addPort(type, stages.back() != nullptr);
  }
  for (qnn::WeightOp weight : weights)
    arguments.push_back(MemRefType::get({weight.getTensorType().getNumElements()}, weight.getValue().getElementType()));
  arguments.push_back(MemRefType::get({plan->getScratchBytes()}, builder.getI8Type()));
  auto tile = func::FuncOp::create(builder, source.getName(), builder.getFunctionType(arguments, {}));
  Block *entry = tile.addEntryBlock();
  builder.setInsertionPointToStart(entry);
  unsigned next = 0;
  for (unsigned i = 0; i < source.getNumArguments(); ++i, ++next)
    if (Attribute name = source.getArgAttr(i, qnn::kNameAttr))
      tile.setArgAttr(next, qnn::kNameAttr, name);
  for (unsigned i = 0; i < source.getNumResults(); ++i, ++next)
    if (Attribute name = source.getResultAttr(i, qnn::kNameAttr))
      tile.setArgAttr(next, qnn::kNameAttr, name);

  TileEmitter emitter(builder, *plan, options);
  for (qnn::WeightOp weight : weights) {
    tile.setArgAttr(next, kWeightArgumentAttr, FlatSymbolRefAttr::get(weight.getSymNameAttr()));
    emitter.setWeight(weight.getSymName(), weight, entry->getArgument(next++));
  }
  Value scratch = entry->getArgument(next);
  auto addBuffer = [&](Value value) {
    auto type = cast<RankedTensorType>(value.getType());
    Type element = builder.getIntegerType(storageBits(qnn::getFixedType(type)));
    Value offset = arith::ConstantIndexOp::create(builder, plan->getOffset(value));
    emitter.setBuffer(value, memref::ViewOp::create(builder,
                                                    MemRefType::get({type.getNumElements() * options.samples}, element),
                                                    scratch, offset, ValueRange()));
  };

  for (BlockArgument argument : body.getArguments()) {
    addBuffer(argument);
    emitter.emitPack(argument, entry->getArgument(argument.getArgNumber()), inputs[argument.getArgNumber()]);
  }
  for (Operation &op : body.without_terminator())
    if (plan->isStored(op.getResult(0))) {
      if (!isa<qnn::ReshapeOp>(op))
        addBuffer(op.getResult(0));
      emitter.emitStored(&op);
    }
  for (OpOperand &result : body.getTerminator()->getOpOperands())
    emitter.emitUnpack(result.get(), entry->getArgument(source.getNumArguments() + result.getOperandNumber()),
                       stages[result.getOperandNumber()]);
  func::ReturnOp::create(builder);
  source.erase();
  return success();
}

namespace {
struct ConvertQNNToVector : hls4mlir::impl::ConvertQNNToVectorBase<ConvertQNNToVector> {
  using Base::Base;

  void runOnOperation() override {
    for (auto [name, value] :
         {std::pair<StringRef, int64_t>{"samples", samples}, {"vector-bits", vectorBits}, {"registers", registers}})
      if (value < 1 || value > (1 << 16) || !llvm::isPowerOf2_64(value)) {
        getOperation().emitError() << "option " << name << " of convert-qnn-to-vector is " << value
                                   << ", but must be a power of two up to 65536";
        return signalPassFailure();
      }
    TileOptions options{samples, vectorBits, registers, floats};
    for (auto function : llvm::make_early_inc_range(getOperation().getOps<func::FuncOp>()))
      if (failed(convertFunction(function, options, scratchBytes)))
        return signalPassFailure();
  }
};
} // namespace
