//===- HostBoundary.cpp - Codes of the host to samples innermost and back -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// The host has the numbers of a sample side by side, the loops those of all samples: what lies between is a
// transposition. It is done in squares, which vectors transpose in registers.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/QNNToVector/TileFunction.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace hls4mlir;

/// Samples and elements of a square.
static constexpr int64_t kSquare = 8;

static qnn::FixedType fixedType(Value value) { return qnn::getFixedType(value.getType()); }
static int64_t elementsOf(Value value) { return cast<RankedTensorType>(value.getType()).getNumElements(); }

/// `rows`, kSquare vectors of kSquare elements, with rows and columns exchanged.
static SmallVector<Value> transposeSquare(ImplicitLocOpBuilder &builder, SmallVector<Value> rows) {
  // One vector of all elements, by joining neighbours.
  while (rows.size() > 1) {
    SmallVector<Value> joined;
    int64_t length = cast<VectorType>(rows[0].getType()).getNumElements();
    for (size_t i = 0; i < rows.size(); i += 2)
      joined.push_back(
          vector::ShuffleOp::create(builder, rows[i], rows[i + 1], llvm::to_vector(llvm::seq<int64_t>(0, 2 * length))));
    rows = joined;
  }
  SmallVector<int64_t> order;
  for (int64_t i = 0; i < kSquare * kSquare; ++i)
    order.push_back(i % kSquare * kSquare + i / kSquare);
  Value transposed = vector::ShuffleOp::create(builder, rows[0], rows[0], order);
  SmallVector<Value> columns;
  for (int64_t i = 0; i < kSquare; ++i)
    columns.push_back(vector::ShuffleOp::create(builder, transposed, transposed,
                                                llvm::to_vector(llvm::seq<int64_t>(i * kSquare, (i + 1) * kSquare))));
  return columns;
}

void TileEmitter::loopOverSquares(int64_t elements, llvm::function_ref<void(Value, Value)> square,
                                  llvm::function_ref<void(Value, Value)> single) {
  int64_t whole = options.samples % kSquare == 0 ? elements / kSquare * kSquare : 0;
  loop(whole, kSquare,
       [&](Value element) { loop(options.samples, kSquare, [&](Value sample) { square(sample, element); }); });
  loop(elements - whole, 1, [&](Value rest) {
    Value element = addIndex(rest, index(whole));
    loop(options.samples, 1, [&](Value sample) { single(sample, element); });
  });
}

static bool holdsFloats(Value rows) { return isa<FloatType>(cast<MemRefType>(rows.getType()).getElementType()); }

void TileEmitter::emitPack(Value argument, Value rows, qnn::InputAttr input) {
  qnn::FixedType type = fixedType(argument);
  unsigned bits = storageBits(type);
  Value buffer = buffers[argument];
  bool floats = holdsFloats(rows);
  auto narrowed = [&](LaneBuilder &lanes, Value code) {
    if (floats)
      return quantizeFloats(builder, code, input, bits);
    // A code that fills its storage is cut by it.
    return lanes.resize(type.getWidth() == bits ? code : lanes.wrap(code, type.getFormat()).value, bits);
  };
  auto position = [&](Value sample, Value element) { return addIndex(mulIndex(element, options.samples), sample); };
  loopOverSquares(
      elementsOf(argument),
      [&](Value sample, Value element) {
        LaneBuilder lanes(builder, kSquare);
        SmallVector<Value> codes;
        for (int64_t i = 0; i < kSquare; ++i) {
          auto type = VectorType::get(kSquare, cast<MemRefType>(rows.getType()).getElementType());
          Value row = vector::LoadOp::create(builder, type, rows, ValueRange{addIndex(sample, index(i)), element});
          codes.push_back(narrowed(lanes, row));
        }
        for (auto [i, column] : llvm::enumerate(transposeSquare(builder, codes)))
          vector::StoreOp::create(builder, column, buffer, position(sample, addIndex(element, index(i))));
      },
      [&](Value sample, Value element) {
        LaneBuilder scalars(builder, 1);
        Value code = memref::LoadOp::create(builder, rows, ValueRange{sample, element});
        memref::StoreOp::create(builder, narrowed(scalars, code), buffer, position(sample, element));
      });
}

void TileEmitter::emitUnpack(Value result, Value rows, ArrayAttr stages) {
  qnn::FixedType type = fixedType(result);
  Value buffer = buffers[result];
  bool floats = holdsFloats(rows);
  auto position = [&](Value sample, Value element) { return addIndex(mulIndex(element, options.samples), sample); };
  auto tensor = cast<RankedTensorType>(result.getType());
  loopOverSquares(
      elementsOf(result),
      [&](Value sample, Value element) {
        LaneBuilder lanes(builder, kSquare);
        SmallVector<Value> columns;
        for (int64_t i = 0; i < kSquare; ++i) {
          Value here = addIndex(element, index(i)), raw = lanes.loadRaw(buffer, position(sample, here));
          columns.push_back(floats ? dequantize(raw, here, tensor, stages) : raw);
        }
        for (auto [i, row] : llvm::enumerate(transposeSquare(builder, columns)))
          vector::StoreOp::create(builder, floats ? row : lanes.extend(row, type.getIsSigned(), 64), rows,
                                  ValueRange{addIndex(sample, index(i)), element});
      },
      [&](Value sample, Value element) {
        LaneBuilder scalars(builder, 1);
        Value raw = scalars.loadRaw(buffer, position(sample, element));
        Value value = floats ? dequantize(raw, element, tensor, stages) : scalars.extend(raw, type.getIsSigned(), 64);
        memref::StoreOp::create(builder, value, rows, ValueRange{sample, element});
      });
}
