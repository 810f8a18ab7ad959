//===- ThresholdForms.cpp - Step functions and how hardware computes them -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/QNN/ThresholdForms.h"
#include "dialects/QNN/Verification.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::qnn;
using llvm::APSInt;

//===----------------------------------------------------------------------===//
// Step functions
//===----------------------------------------------------------------------===//

StepFunction::StepFunction(WeightOp thresholds, ArrayRef<int64_t> first, ArrayRef<int64_t> step)
    : codes(thresholds.getCodes()), isUnsigned(!thresholds.getFixedType().getIsSigned()),
      depth(thresholds.getTensorType().getShape().back()), first(first), step(step) {
  rows = depth == 0 ? 0 : static_cast<int64_t>(codes.size()) / depth;
}

int64_t StepFunction::count(int64_t row, const APSInt &input) const {
  ArrayRef<int64_t> thresholds = getThresholds(row);
  if (isUnsigned) {
    // Codes of 64 bits without sign lie above those of an int64_t.
    return llvm::partition_point(thresholds,
                                 [&](int64_t code) {
                                   return APSInt::compareValues(APSInt::getUnsigned(static_cast<uint64_t>(code)),
                                                                input) <= 0;
                                 }) -
           thresholds.begin();
  }
  if (input.isSigned() ? input.getSignificantBits() > 64 : input.getActiveBits() > 63)
    return input.isNegative() ? 0 : thresholds.size();
  return std::upper_bound(thresholds.begin(), thresholds.end(), input.getExtValue()) - thresholds.begin();
}

CodeRange StepFunction::getRange(int64_t row, const CodeRange &input) const {
  Integer start(getFirst(row)), rise(getStep(row));
  Integer from = start + rise * Integer(count(row, toAPSInt(input.low)));
  Integer to = start + rise * Integer(count(row, toAPSInt(input.high)));
  return {std::min(from, to), std::max(from, to), 0};
}

CodeRange StepFunction::getRange(FixedType input) const {
  CodeRange all = CodeRange::ofFormat(input.getFormat());
  CodeRange result = getRange(0, all);
  for (int64_t row = 1; row < rows; ++row)
    result = hull(result, getRange(row, all));
  return result;
}

//===----------------------------------------------------------------------===//
// Forms
//===----------------------------------------------------------------------===//

namespace {
/// Integers with room for a product of two codes and a sum.
using Wide = __int128;

/// Compares what a form gives in a row with the thresholds, where the latter step.
class FormChecker {
public:
  FormChecker(Operation *op, StringRef form, const StepFunction &function, FixedType input)
      : op(op), form(form), function(function), low(input.getFormat().minCode().getExtValue()),
        high(input.getFormat().maxCode().getExtValue()) {}

  /// `compute` gives codes, and is monotone in each row.
  LogicalResult checkMonotone(llvm::function_ref<Wide(int64_t row, int64_t input)> compute) {
    for (int64_t row = 0; row < function.getNumRows(); ++row) {
      ArrayRef<int64_t> thresholds = function.getThresholds(row);
      int64_t code = function.getFirst(row), step = function.getStep(row);
      // Each constant piece of the function is checked at both ends; functions that agree there and are monotone
      // agree in between.
      int64_t from = low;
      for (size_t k = 0; k <= thresholds.size(); ++k, code += step) {
        bool last = k == thresholds.size() || thresholds[k] > high;
        int64_t next = last ? high + 1 : thresholds[k];
        if (next > from &&
            (failed(check(row, k, from, code, compute)) || failed(check(row, k, next - 1, code, compute))))
          return failure();
        if (last)
          break;
        from = std::max(from, next);
      }
    }
    return success();
  }

private:
  LogicalResult check(int64_t row, size_t threshold, int64_t input, int64_t expected,
                      llvm::function_ref<Wide(int64_t, int64_t)> compute) {
    Wide found = compute(row, input);
    if (found == Wide(expected))
      return success();
    InFlightDiagnostic diag = op->emitOpError();
    diag << form << " is not exact in row " << row << ": for the input code " << input << ", ";
    if (threshold == 0)
      diag << "below threshold 0";
    else
      diag << "from threshold " << threshold - 1 << " on";
    diag << ", it gives the code ";
    // The clipped value always is an int64_t.
    diag << static_cast<int64_t>(found) << ", and the thresholds " << expected;
    return diag;
  }

  Operation *op;
  StringRef form;
  const StepFunction &function;
  int64_t low, high;
};
} // namespace

/// Checks that a parameter of a form has `rows` rows, or one for all where that is allowed.
static LogicalResult verifyRows(Operation *op, StringRef what, WeightOp parameter, ArrayRef<int64_t> shape,
                                ArrayRef<int64_t> rowShape, bool oneForAll) {
  if (shape == rowShape || (oneForAll && ShapedType::getNumElements(shape) == 1))
    return success();
  InFlightDiagnostic diag = op->emitOpError() << what << " has shape " << shapeText(shape)
                                              << ", but the thresholds have rows of shape " << shapeText(rowShape);
  diag.attachNote(parameter.getLoc()) << "weight declared here";
  return diag;
}

static LogicalResult verifyMultiplyShift(Operation *op, SymbolTableCollection &symbols, MultiplyShiftAttr form,
                                         WeightOp thresholds, const StepFunction &function, FixedType input,
                                         FixedType result) {
  WeightOp multiplier = lookupWeight(op, symbols, form.getMultiplier()),
           offset = lookupWeight(op, symbols, form.getOffset());
  if (!multiplier || !offset)
    return failure();
  ArrayRef<int64_t> rowShape = thresholds.getTensorType().getShape().drop_back();
  for (auto [what, weight] : {std::pair{"multiplier", multiplier}, {"offset", offset}}) {
    if (failed(verifyRows(op, what, weight, weight.getTensorType().getShape(), rowShape, /*oneForAll=*/true)))
      return failure();
    if (weight.getFixedType().getWidth() > kMaxFormWidth + 1)
      return op->emitOpError() << what << " has type " << weight.getFixedType() << ", but at most " << kMaxFormWidth + 1
                               << " bits are supported";
  }
  int productLsb = input.getLsb() + multiplier.getFixedType().getLsb(), offsetLsb = offset.getFixedType().getLsb();
  if (productLsb != offsetLsb)
    return op->emitOpError() << "adds an offset in steps of 2^" << offsetLsb << " to products in steps of 2^"
                             << productLsb;
  int shift = result.getLsb() - productLsb;
  if (shift < 0 || shift > 120)
    return op->emitOpError() << "shifts products in steps of 2^" << productLsb << " to results in steps of 2^"
                             << result.getLsb() << ", but the shift must be 0 to 120";
  SmallVector<int64_t> factors = multiplier.getCodes(), offsets = offset.getCodes();
  CodeRange clip = function.getRange(input);
  Wide least = static_cast<int64_t>(clip.low), greatest = static_cast<int64_t>(clip.high);
  return FormChecker(op, "multiply_shift", function, input).checkMonotone([&](int64_t row, int64_t x) {
    Wide sum = Wide(factors[factors.size() == 1 ? 0 : row]) * x + offsets[offsets.size() == 1 ? 0 : row];
    return std::clamp<Wide>(sum >> shift, least, greatest);
  });
}

static LogicalResult verifyCodeTable(Operation *op, SymbolTableCollection &symbols, CodeTableAttr form,
                                     WeightOp thresholds, const StepFunction &function, FixedType input,
                                     FixedType result) {
  WeightOp table = lookupWeight(op, symbols, form.getTable());
  if (!table)
    return failure();
  if (input.getWidth() > 24)
    return op->emitOpError() << "has a table for an input of " << input.getWidth()
                             << " bits, but at most 24 are supported";
  if (table.getFixedType().getLsb() != result.getLsb())
    return op->emitOpError() << "has a table in steps of 2^" << table.getFixedType().getLsb()
                             << " for results in steps of 2^" << result.getLsb();
  SmallVector<int64_t> shape(thresholds.getTensorType().getShape());
  int64_t size = int64_t(1) << input.getWidth(), low = input.getFormat().minCode().getExtValue();
  shape.back() = size;
  if (failed(verifyRows(op, "table", table, table.getTensorType().getShape(), shape, /*oneForAll=*/false)))
    return failure();
  SmallVector<int64_t> codes = table.getCodes();
  for (int64_t row = 0; row < function.getNumRows(); ++row) {
    ArrayRef<int64_t> steps = function.getThresholds(row);
    int64_t reached = 0;
    for (int64_t i = 0; i < size; ++i) {
      while (reached < static_cast<int64_t>(steps.size()) && steps[reached] <= low + i)
        ++reached;
      int64_t expected = function.getFirst(row) + function.getStep(row) * reached;
      if (codes[row * size + i] != expected)
        return op->emitOpError() << "code_table is not exact in row " << row << ": for the input code " << low + i
                                 << " it gives the code " << codes[row * size + i] << ", and the thresholds "
                                 << expected;
    }
  }
  return success();
}

LogicalResult qnn::verifyThresholdForm(Operation *op, SymbolTableCollection &symbols, Attribute form,
                                       WeightOp thresholds, const StepFunction &function, FixedType input,
                                       FixedType result) {
  // Any list of thresholds in ascending order can be compared side by side, or searched.
  if (!form || isa<ComparatorsAttr>(form))
    return success();
  if (!fitsForms(input, thresholds.getFixedType()))
    return op->emitOpError() << "has a form that computes for an input of type " << input << " and thresholds of type "
                             << thresholds.getFixedType() << ", but at most " << kMaxFormWidth << " bits are supported";
  return llvm::TypeSwitch<Attribute, LogicalResult>(form)
      .Case([](BinarySearchAttr) { return success(); })
      .Case([&](MultiplyShiftAttr form) {
        return verifyMultiplyShift(op, symbols, form, thresholds, function, input, result);
      })
      .Case(
          [&](CodeTableAttr form) { return verifyCodeTable(op, symbols, form, thresholds, function, input, result); });
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

ParseResult qnn::parseThresholdForm(OpAsmParser &parser, Attribute &form) {
  // In parentheses, since a colon behind an attribute of a dialect would belong to it.
  return failure(parser.parseLParen() || parser.parseAttribute(form) || parser.parseRParen());
}

void qnn::printThresholdForm(OpAsmPrinter &printer, Operation *, Attribute form) { printer << "(" << form << ")"; }
