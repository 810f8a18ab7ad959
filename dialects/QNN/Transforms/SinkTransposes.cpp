//===- SinkTransposes.cpp - qnn-sink-transposes -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Walks the operations in order and keeps, for every value whose elements are at hand in another order, where they are:
// transpositions are composed and not computed. An operation that does the same to every element, or that works along
// dimensions by number, is applied to what is at hand, and its result is known in the other order again. What needs the
// order of the source gets a transposition; where importers have put the channels last and first again, it is the
// identity.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/QNNPasses.h"
#include "dialects/QNN/Transforms/Rational.h"
#include "dialects/QNN/Verification.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;

namespace hls4mlir::qnn {
#define GEN_PASS_DEF_QNNSINKTRANSPOSES
#include "dialects/QNN/QNNPasses.h.inc"
} // namespace hls4mlir::qnn

namespace {

/// How the elements of a value lie in another one, `base`:
///
/// - `features` is empty: the value is `base`, transposed by `permutation`;
/// - otherwise the value is [N, F], and `base` is too: with its last dimension spread over the extents `features`, it
/// is
///   transposed by `permutation` and flattened again.
struct View {
  Value base;
  SmallVector<int64_t> permutation, features;

  bool isFlat() const { return !features.empty(); }
  bool sameOrder(const View &other) const { return permutation == other.permutation && features == other.features; }
};

class Sinking {
public:
  Sinking(func::FuncOp func, bool trace) : func(func), trace(trace), builder(func.getContext()) {}

  void run();

private:
  void chooseArgument(BlockArgument argument);
  void visit(Operation *op);
  void visitReturn(func::ReturnOp op);
  void visitTranspose(TransposeOp op);
  void visitReshape(ReshapeOp op);
  bool visitMatMul(MatMulOp op);
  void visitElementwise(Operation *op);
  void visitConcat(ConcatOp op);

  /// The value in the order that the source has it in.
  Value inSourceOrder(Value value);
  /// A value of which the elements are those of `value` brought into the order of `view`, for operands beside it: of
  /// shape that broadcasts over that of the base.
  Value inOrderOf(const View &view, Value value);
  /// The same of a parameter of an operation.
  ElementsAttr inOrderOf(const View &view, ElementsAttr parameter);

  const View *find(Value value) const {
    auto it = views.find(value);
    return it == views.end() ? nullptr : &it->second;
  }
  /// Says that `value` is to be found in `base`, in the order that `view` has; where that is the order of the source,
  /// replaces it.
  void record(Value value, View view);
  /// Gives a value more names in the source model.
  void name(Value value, ArrayAttr names);
  /// A copy of `op` on the given operands, whose result is of `shape`.
  Value copy(Operation *op, ValueRange operands, ArrayRef<int64_t> shape);
  Value transpose(Location loc, Value value, ArrayRef<int64_t> permutation);
  Value reshape(Location loc, Value value, ArrayRef<int64_t> shape);

  func::FuncOp func;
  bool trace;
  OpBuilder builder;
  llvm::MapVector<Value, View> views;
  llvm::DenseMap<Value, Value> inSource;
  /// Values of which another one has taken the place and the names.
  llvm::DenseSet<Value> replaced;
};

SmallVector<int64_t> shape(Value value) { return SmallVector<int64_t>(shapeOf(value.getType())); }

bool isIdentity(ArrayRef<int64_t> permutation) {
  return llvm::equal(permutation, llvm::seq<int64_t>(0, permutation.size()));
}

/// The permutation that transposing by `first` and then by `second` is.
SmallVector<int64_t> compose(ArrayRef<int64_t> first, ArrayRef<int64_t> second) {
  return llvm::map_to_vector(second, [&](int64_t dim) { return first[dim]; });
}

SmallVector<int64_t> permuted(ArrayRef<int64_t> values, ArrayRef<int64_t> permutation) {
  return compose(values, permutation);
}

/// The dimensions of the base that `dims` of the value are.
SmallVector<int64_t> inBase(const View &view, ArrayRef<int64_t> dims) {
  SmallVector<int64_t> result = llvm::map_to_vector(dims, [&](int64_t dim) { return view.permutation[dim]; });
  llvm::sort(result);
  return result;
}

/// One number per dimension of the value as one per dimension of the base.
DenseI64ArrayAttr perBaseDimension(const View &view, DenseI64ArrayAttr values) {
  SmallVector<int64_t> inverse = invertPermutationVector(view.permutation);
  return DenseI64ArrayAttr::get(values.getContext(), permuted(values.asArrayRef(), inverse));
}

/// An elementwise operation: the same is done to every element, but for parameters that broadcast.
bool isElementwise(Operation *op) {
  return isa<AddOp, BipolarQuantizeOp, CastOp, ClampOp, DivOp, LeakyReluOp, MaxOp, MinOp, MulOp, QuantizeLinearOp,
             QuantizeOp, ReluOp, SubOp, TruncateOp, UnaryOp>(op);
}

/// A matrix transposed.
ElementsAttr transposed(ElementsAttr matrix) {
  ArrayRef<int64_t> from = matrix.getShapedType().getShape();
  auto type = RankedTensorType::get({from[1], from[0]}, matrix.getElementType());
  auto dense = cast<DenseElementsAttr>(matrix);
  if (dense.isSplat())
    return dense.resizeSplat(type);
  std::vector<Attribute> elements(dense.value_begin<Attribute>(), dense.value_end<Attribute>());
  std::vector<Attribute> moved = transposeElements<Attribute>(elements, from, {1, 0});
  return DenseElementsAttr::get(type, ArrayRef<Attribute>(moved));
}

/// True when the value does not depend on the arguments of the function.
bool isConstant(Value value) {
  Operation *op = value.getDefiningOp();
  return op && llvm::all_of(op->getOperands(), isConstant);
}

} // namespace

//===----------------------------------------------------------------------===//
// Orders
//===----------------------------------------------------------------------===//

Value Sinking::transpose(Location loc, Value value, ArrayRef<int64_t> permutation) {
  if (isIdentity(permutation))
    return value;
  // Where dimensions of extent 1 alone change places, the elements stay where they are.
  SmallVector<int64_t> from = shape(value), moved;
  for (int64_t dim : permutation)
    if (from[dim] != 1)
      moved.push_back(dim);
  if (llvm::is_sorted(moved))
    return reshape(loc, value, permuted(from, permutation));
  return TransposeOp::create(builder, loc, value, permutation);
}

Value Sinking::reshape(Location loc, Value value, ArrayRef<int64_t> to) {
  if (shapeOf(value.getType()) == to)
    return value;
  auto type = cast<RankedTensorType>(value.getType());
  return ReshapeOp::create(builder, loc, RankedTensorType::get(to, type.getElementType()), value);
}

Value Sinking::inSourceOrder(Value value) {
  const View *view = find(value);
  if (!view)
    return value;
  Value &result = inSource[value];
  if (result)
    return result;
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointAfterValue(view->base);
  Value base = view->base;
  Location loc = value.getLoc();
  if (!view->isFlat())
    return result = transpose(loc, base, view->permutation);
  SmallVector<int64_t> spread{shape(base).front()};
  llvm::append_range(spread, view->features);
  return result = reshape(loc, transpose(loc, reshape(loc, base, spread), view->permutation), shape(base));
}

Value Sinking::inOrderOf(const View &view, Value value) {
  SmallVector<int64_t> from = shape(value);
  if (llvm::all_of(from, [](int64_t extent) { return extent == 1; }))
    return value;
  SmallVector<int64_t> inverse = invertPermutationVector(view.permutation);
  Location loc = value.getLoc();
  if (!view.isFlat()) {
    SmallVector<int64_t> full(view.permutation.size() - from.size(), 1);
    llvm::append_range(full, from);
    return transpose(loc, reshape(loc, value, full), inverse);
  }
  if (from.back() == 1)
    return value;
  SmallVector<int64_t> spread{from.size() == 2 ? from.front() : 1}, ofBase{1};
  llvm::append_range(ofBase, view.features);
  llvm::append_range(spread, permuted(ofBase, ArrayRef<int64_t>(view.permutation).drop_front()));
  return reshape(loc, transpose(loc, reshape(loc, value, spread), inverse), from);
}

ElementsAttr Sinking::inOrderOf(const View &view, ElementsAttr parameter) {
  auto dense = dyn_cast<DenseElementsAttr>(parameter);
  SmallVector<int64_t> from(parameter.getShapedType().getShape()), spread, to, ofBase{1};
  if (!dense || from.empty() || (view.isFlat() && from.back() == 1))
    return parameter;
  SmallVector<int64_t> inverse = invertPermutationVector(view.permutation);
  if (view.isFlat()) {
    llvm::append_range(ofBase, view.features);
    spread.push_back(from.size() == 2 ? from.front() : 1);
    llvm::append_range(spread, permuted(ofBase, ArrayRef<int64_t>(view.permutation).drop_front()));
    to = from;
  } else {
    spread.assign(view.permutation.size() - from.size(), 1);
    llvm::append_range(spread, from);
    to = permuted(spread, inverse);
  }
  auto type = RankedTensorType::get(to, dense.getElementType());
  if (dense.isSplat())
    return dense.resizeSplat(type);
  std::vector<Attribute> elements(dense.value_begin<Attribute>(), dense.value_end<Attribute>());
  std::vector<Attribute> moved = transposeElements<Attribute>(elements, spread, inverse);
  return DenseElementsAttr::get(type, ArrayRef<Attribute>(moved));
}

void Sinking::name(Value value, ArrayAttr names) {
  Operation *op = value.getDefiningOp();
  if (!op) {
    // An argument has other names, in another order; this one belongs to what it is here.
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&func.getBody().front());
    op = ReshapeOp::create(builder, value.getLoc(), value.getType(), value);
  }
  SmallVector<Attribute> all;
  if (auto own = op->getAttrOfType<ArrayAttr>(kTensorsAttr))
    llvm::append_range(all, own);
  llvm::append_range(all, names);
  op->setAttr(kTensorsAttr, builder.getArrayAttr(all));
}

void Sinking::record(Value value, View view) {
  if (isIdentity(view.permutation)) {
    value.replaceAllUsesWith(view.base);
    if (auto names = value.getDefiningOp()->getAttrOfType<ArrayAttr>(kTensorsAttr); names && trace)
      name(view.base, names);
    replaced.insert(value);
    return;
  }
  views[value] = std::move(view);
}

Value Sinking::copy(Operation *op, ValueRange operands, ArrayRef<int64_t> shape) {
  Operation *made = builder.clone(*op);
  made->setOperands(operands);
  // What has a name in the source has it in the order of the source.
  made->removeAttr(kTensorsAttr);
  made->getResult(0).setType(cast<RankedTensorType>(op->getResult(0).getType()).clone(shape));
  return made->getResult(0);
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

void Sinking::visitTranspose(TransposeOp op) {
  const View *view = find(op.getInput());
  if (view && view->isFlat())
    return op.setOperand(inSourceOrder(op.getInput()));
  if (view)
    return record(op, {view->base, compose(view->permutation, op.getPermutation()), {}});
  // A constant is transposed when it is lowered.
  if (!isConstant(op.getInput()))
    record(op, {op.getInput(), SmallVector<int64_t>(op.getPermutation()), {}});
}

namespace {
/// Dimensions of a tensor that a reshape makes into dimensions of its result, and into no others.
struct ReshapedDims {
  SmallVector<int64_t> from, to;
};
} // namespace

/// The smallest runs of dimensions that have the same number of elements under both shapes.
static SmallVector<ReshapedDims> matchDims(ArrayRef<int64_t> from, ArrayRef<int64_t> to) {
  SmallVector<ReshapedDims> runs;
  size_t i = 0, k = 0;
  while (i < from.size() && k < to.size()) {
    ReshapedDims &run = runs.emplace_back();
    int64_t left = from[i], right = to[k];
    run.from.push_back(i++);
    run.to.push_back(k++);
    while (left != right) {
      if (left < right) {
        left *= from[i];
        run.from.push_back(i++);
      } else {
        right *= to[k];
        run.to.push_back(k++);
      }
    }
  }
  // What is left has extent 1.
  for (; i < from.size() && !runs.empty(); ++i)
    runs.back().from.push_back(i);
  for (; k < to.size() && !runs.empty(); ++k)
    runs.back().to.push_back(k);
  return runs;
}

void Sinking::visitReshape(ReshapeOp op) {
  const View *view = find(op.getInput());
  if (!view)
    return;
  SmallVector<int64_t> to = shape(op), from = shape(op.getInput()), base = shape(view->base);
  ArrayRef<int64_t> permutation = view->permutation;
  if (view->isFlat() || to.empty()) {
    op.setOperand(inSourceOrder(op.getInput()));
    return;
  }
  SmallVector<int64_t> moved;
  for (int64_t dim : permutation)
    if (base[dim] != 1)
      moved.push_back(dim);
  if (llvm::is_sorted(moved))
    return record(op, {reshape(op.getLoc(), view->base, to), llvm::to_vector(llvm::seq<int64_t>(0, to.size())), {}});
  // Flattened samples: the layer behind permutes its weights.
  if (permutation.front() == 0 && to.size() == 2 && to.front() == base.front())
    return record(op, {reshape(op.getLoc(), view->base, to), SmallVector<int64_t>(permutation),
                       SmallVector<int64_t>(ArrayRef<int64_t>(base).drop_front())});

  // Dimensions that become one must lie side by side; otherwise each run stays where it is.
  SmallVector<ReshapedDims> runs = matchDims(from, to);
  llvm::sort(runs, [&](const ReshapedDims &lhs, const ReshapedDims &rhs) {
    auto first = [&](const ReshapedDims &run) {
      return permutation[*std::min_element(run.from.begin(), run.from.end(),
                                           [&](int64_t a, int64_t b) { return permutation[a] < permutation[b]; })];
    };
    return first(lhs) < first(rhs);
  });
  SmallVector<int64_t> order, extents, result(to.size());
  for (const ReshapedDims &run : runs) {
    for (int64_t dim : run.from)
      order.push_back(permutation[dim]);
    for (int64_t dim : run.to) {
      result[dim] = extents.size();
      extents.push_back(to[dim]);
    }
  }
  Value arranged = ArrayRef<int64_t>(order) == permutation ? inSourceOrder(op.getInput())
                                                           : transpose(op.getLoc(), view->base, order);
  record(op, {reshape(op.getLoc(), arranged, extents), result, {}});
}

bool Sinking::visitMatMul(MatMulOp op) {
  const View *view = find(op.getLhs());
  if (!view || !view->isFlat() || !isConstant(op.getRhs()) || shape(op.getRhs()).size() != 2)
    return false;
  // The rows of the matrix go where the features are.
  SmallVector<int64_t> rows = shape(op.getRhs()), ofBase{1}, columnsLast;
  llvm::append_range(ofBase, view->features);
  SmallVector<int64_t> spread = permuted(ofBase, view->permutation);
  spread.push_back(rows.back());
  SmallVector<int64_t> order = invertPermutationVector(view->permutation);
  order.push_back(order.size());
  Location loc = op.getRhs().getLoc();
  Value matrix = reshape(loc, transpose(loc, reshape(loc, op.getRhs(), spread), order), rows);
  op->setOperands({view->base, matrix});
  return true;
}

void Sinking::visitElementwise(Operation *op) {
  // The order of the first operand that is not at hand as the source has it, and all of the result.
  const View *chosen = nullptr;
  SmallVector<int64_t> result = shape(op->getResult(0));
  for (Value operand : op->getOperands())
    if (const View *view = find(operand))
      if (shape(operand).size() == result.size() && (!view->isFlat() || shape(operand) == result))
        chosen = chosen ? chosen : view;
  if (!chosen) {
    for (OpOperand &operand : op->getOpOperands())
      operand.set(inSourceOrder(operand.get()));
    return;
  }
  View view = *chosen;
  SmallVector<Value> operands;
  for (Value operand : op->getOperands()) {
    const View *own = find(operand);
    operands.push_back(own && own->sameOrder(view) ? own->base : inOrderOf(view, inSourceOrder(operand)));
  }
  SmallVector<int64_t> to = view.isFlat() ? result : permuted(result, invertPermutationVector(view.permutation));
  Value made = copy(op, operands, to);
  for (NamedAttribute attribute : op->getAttrs())
    if (auto parameter = dyn_cast<ElementsAttr>(attribute.getValue()))
      if (!isa<DenseArrayAttr>(attribute.getValue()))
        made.getDefiningOp()->setAttr(attribute.getName(), inOrderOf(view, parameter));
  record(op->getResult(0), {made, view.permutation, view.features});
}

void Sinking::visitConcat(ConcatOp op) {
  const View *chosen = nullptr;
  for (Value operand : op.getInputs())
    if (const View *view = find(operand); view && !view->isFlat())
      chosen = chosen ? chosen : view;
  if (!chosen) {
    for (OpOperand &operand : op->getOpOperands())
      operand.set(inSourceOrder(operand.get()));
    return;
  }
  View view = *chosen;
  SmallVector<Value> operands;
  for (Value operand : op.getInputs()) {
    const View *own = find(operand);
    operands.push_back(own && own->sameOrder(view) ? own->base : inOrderOf(view, inSourceOrder(operand)));
  }
  Value made = copy(op, operands, permuted(shape(op), invertPermutationVector(view.permutation)));
  made.getDefiningOp<ConcatOp>().setAxis(view.permutation[op.getAxis()]);
  record(op, {made, view.permutation, {}});
}

void Sinking::visit(Operation *op) {
  builder.setInsertionPoint(op);
  if (auto transpose = dyn_cast<TransposeOp>(op))
    return visitTranspose(transpose);
  if (llvm::none_of(op->getOperands(), [&](Value operand) { return find(operand); }))
    return;
  if (auto reshape = dyn_cast<ReshapeOp>(op))
    return visitReshape(reshape);
  if (auto concat = dyn_cast<ConcatOp>(op))
    return visitConcat(concat);
  if (auto matmul = dyn_cast<MatMulOp>(op); matmul && visitMatMul(matmul))
    return;
  if (isElementwise(op))
    return visitElementwise(op);

  // Operations on one tensor along dimensions that they know by number.
  const View *found = find(op->getOperand(0));
  if (found && op->getNumOperands() == 1 &&
      (isa<BatchNormOp, MultiThresholdOp, SoftmaxOp>(op) ||
       (isa<PadOp, ReduceOp, RepeatOp, SliceOp>(op) && !found->isFlat()))) {
    View view = *found;
    if (view.isFlat() && cast<IntegerAttr>(op->getAttr("axis")).getInt() != 1) {
      op->setOperand(0, inSourceOrder(op->getOperand(0)));
      return;
    }
    SmallVector<int64_t> to = shape(op->getResult(0));
    if (!view.isFlat())
      to = permuted(to, invertPermutationVector(view.permutation));
    Operation *made = copy(op, view.base, to).getDefiningOp();
    auto perDimension = [&](DenseI64ArrayAttr values) { return perBaseDimension(view, values); };
    llvm::TypeSwitch<Operation *>(made)
        .Case([&](BatchNormOp norm) {
          if (!view.isFlat())
            return norm.setAxis(view.permutation[norm.getAxis()]);
          norm.setGammaAttr(inOrderOf(view, norm.getGamma()));
          norm.setBetaAttr(inOrderOf(view, norm.getBeta()));
          norm.setMeanAttr(inOrderOf(view, norm.getMean()));
          norm.setVarianceAttr(inOrderOf(view, norm.getVariance()));
        })
        .Case([&](MultiThresholdOp op) {
          if (!view.isFlat())
            return op.setAxis(view.permutation[op.getAxis()]);
          // Rows are channels, and parameters have these last.
          op.setThresholdsAttr(transposed(inOrderOf(view, transposed(op.getThresholds()))));
        })
        .Case([&](SoftmaxOp softmax) {
          if (!view.isFlat())
            softmax.setAxis(view.permutation[softmax.getAxis()]);
        })
        .Case([&](PadOp pad) {
          pad.setLowAttr(perDimension(pad.getLowAttr()));
          pad.setHighAttr(perDimension(pad.getHighAttr()));
          pad.setInteriorAttr(perDimension(pad.getInteriorAttr()));
        })
        .Case([&](ReduceOp reduce) { reduce.setAxes(inBase(view, reduce.getAxes())); })
        .Case([&](RepeatOp repeat) { repeat.setFactorsAttr(perDimension(repeat.getFactorsAttr())); })
        .Case([&](SliceOp slice) {
          slice.setOffsetsAttr(perDimension(slice.getOffsetsAttr()));
          slice.setSizesAttr(perDimension(slice.getSizesAttr()));
          slice.setStridesAttr(perDimension(slice.getStridesAttr()));
        });
    return record(op->getResult(0), {made->getResult(0), view.permutation, view.features});
  }
  for (OpOperand &operand : op->getOpOperands())
    operand.set(inSourceOrder(operand.get()));
}

//===----------------------------------------------------------------------===//
// Boundary
//===----------------------------------------------------------------------===//

/// How a convolution or pool that `value` reaches, through operations that do not mind the order, has its dimensions:
/// `order` is that of the value so far.
static std::optional<SmallVector<int64_t>> wantedOrder(Value value, SmallVector<int64_t> order,
                                                       llvm::DenseSet<Value> &seen) {
  if (!seen.insert(value).second)
    return std::nullopt;
  for (Operation *user : value.getUsers()) {
    if (isa<ConvolutionOp, PoolOp>(user) && user->getOperand(0) == value)
      return order;
    std::optional<SmallVector<int64_t>> found;
    if (auto transpose = dyn_cast<TransposeOp>(user))
      found = wantedOrder(transpose, compose(order, transpose.getPermutation()), seen);
    else if ((isElementwise(user) || isa<BatchNormOp, PadOp, SliceOp, RepeatOp>(user)) &&
             shape(user->getResult(0)).size() == order.size())
      found = wantedOrder(user->getResult(0), order, seen);
    if (found)
      return found;
  }
  return std::nullopt;
}

void Sinking::chooseArgument(BlockArgument argument) {
  auto type = dyn_cast<RankedTensorType>(argument.getType());
  if (!type || func.getArgAttr(argument.getArgNumber(), kPermutationAttr))
    return;
  llvm::DenseSet<Value> seen;
  std::optional<SmallVector<int64_t>> order =
      wantedOrder(argument, llvm::to_vector(llvm::seq<int64_t>(0, type.getRank())), seen);
  if (!order || isIdentity(*order) || order->front() != 0)
    return;
  // What stands for the argument in the order of the source has its uses; it is a transposition until they are visited.
  builder.setInsertionPointToStart(argument.getOwner());
  argument.setType(type.clone(permuted(type.getShape(), *order)));
  SmallVector<int64_t> back = invertPermutationVector(*order);
  auto source = TransposeOp::create(builder, argument.getLoc(), argument, back);
  argument.replaceAllUsesExcept(source, source);
  func.setArgAttr(argument.getArgNumber(), kPermutationAttr, builder.getDenseI64ArrayAttr(back));
}

void Sinking::visitReturn(func::ReturnOp op) {
  builder.setInsertionPoint(op);
  for (OpOperand &operand : op->getOpOperands()) {
    const View *view = find(operand.get());
    bool byHost = view && !view->isFlat() && view->permutation.front() == 0 &&
                  !func.getResultAttr(operand.getOperandNumber(), kPermutationAttr);
    if (!byHost) {
      operand.set(inSourceOrder(operand.get()));
      continue;
    }
    func.setResultAttr(operand.getOperandNumber(), kPermutationAttr, builder.getDenseI64ArrayAttr(view->permutation));
    operand.set(view->base);
  }
}

void Sinking::run() {
  Block &body = func.getBody().front();
  for (BlockArgument argument : body.getArguments())
    chooseArgument(argument);
  SmallVector<Operation *> old;
  for (Operation &op : body.without_terminator())
    old.push_back(&op);
  for (Operation *op : old)
    visit(op);
  if (auto terminator = dyn_cast<func::ReturnOp>(body.getTerminator()))
    visitReturn(terminator);
  // A trace shows what has a name, in the order of the source.
  if (trace)
    for (auto &[value, view] : views)
      if (Operation *op = value.getDefiningOp())
        if (auto names = op->getAttrOfType<ArrayAttr>(kTensorsAttr))
          name(inSourceOrder(value), names);
  for (Operation *op : llvm::reverse(old)) {
    Value result = op->getResult(0);
    if (isOpTriviallyDead(op) &&
        (!trace || views.contains(result) || replaced.contains(result) || !op->hasAttr(kTensorsAttr)))
      op->erase();
  }
  func.setType(FunctionType::get(func.getContext(), body.getArgumentTypes(), body.getTerminator()->getOperandTypes()));
}

namespace {
struct SinkTransposes : qnn::impl::QNNSinkTransposesBase<SinkTransposes> {
  using Base::Base;

  void runOnOperation() override {
    if (!getOperation().isExternal() && getOperation().getBody().hasOneBlock())
      Sinking(getOperation(), trace).run();
  }
};
} // namespace
