//===- Epilogue.cpp - Elementwise processors where elements are written -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Conversion/StreamToDataflow/Emitter.h"
#include "llvm/ADT/TypeSwitch.h"
#include <numeric>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::stream;
using namespace hls4mlir::stream_to_dataflow;

//===----------------------------------------------------------------------===//
// The nest of loops over the elements that a layer writes
//===----------------------------------------------------------------------===//

/// The dimensions in which a parameter varies.
static SmallVector<bool> findVarying(ArrayRef<ProcessorOpInterface> processors, int64_t rank) {
  SmallVector<bool> varies(rank, false);
  for (ProcessorOpInterface processor : processors)
    if (std::optional<Parameter> parameter = getParameter(processor))
      for (auto [dim, size] : llvm::enumerate(parameter->shape))
        varies[dim] = varies[dim] || size != 1;
  return varies;
}

/// The dimensions of `order`, the outermost first; neighbours that do not vary become one.
static SmallVector<NestDim> mergeDims(ChannelType type, ArrayRef<int64_t> order, ArrayRef<bool> varies) {
  SmallVector<NestDim> nest;
  for (int64_t dim : order) {
    int64_t size = type.getShape()[dim];
    if (!nest.empty() && !varies[dim] && !varies[nest.back().channelDims.back()]) {
      nest.back().channelDims.push_back(dim);
      nest.back().outer *= size;
    } else {
      nest.push_back({{dim}, size, 1});
    }
  }
  return nest;
}

SmallVector<NestDim> Emitter::makeNest(ArrayRef<ProcessorOpInterface> processors, bool keepDims) {
  ChannelType type = getOutputType(0);
  SmallVector<bool> varies =
      keepDims ? SmallVector<bool>(type.getRank(), true) : findVarying(processors, type.getRank());
  SmallVector<NestDim> nest = mergeDims(type, type.getOrder(), varies);
  if (nest.empty())
    nest.push_back({});
  // A beat covers the innermost dimensions and a fraction of the next.
  int64_t lanes = type.getBeat();
  for (NestDim &dim : llvm::reverse(nest)) {
    dim.lanes = std::gcd(lanes, dim.outer);
    lanes /= dim.lanes;
    dim.outer /= dim.lanes;
  }
  return nest;
}

SmallVector<NestDim> Emitter::makeNest(ArrayRef<ProcessorOpInterface> processors, int64_t innermost, int64_t lanes) {
  ChannelType type = getOutputType(0);
  SmallVector<int64_t> order;
  for (int64_t dim : type.getOrder())
    if (dim != innermost)
      order.push_back(dim);
  SmallVector<NestDim> nest = mergeDims(type, order, findVarying(processors, type.getRank()));
  nest.push_back({{innermost}, type.getShape()[innermost] / lanes, lanes});
  return nest;
}

SmallVector<Loop> Emitter::outerLoops(ArrayRef<NestDim> nest, StringRef label) {
  SmallVector<Loop> loops;
  unsigned count = llvm::count_if(nest, [](const NestDim &dim) { return dim.outer > 1; });
  for (const NestDim &dim : nest) {
    std::string suffix = count > 1 && dim.outer > 1 ? std::to_string(loops.size()) : "";
    loops.push_back({"i" + suffix, dim.outer, label.str() + suffix});
  }
  return loops;
}

SmallVector<Loop> Emitter::laneLoops(ArrayRef<NestDim> nest) {
  SmallVector<Loop> loops;
  unsigned count = llvm::count_if(nest, [](const NestDim &dim) { return dim.lanes > 1; });
  for (const NestDim &dim : nest)
    loops.push_back({"lane" + (count > 1 && dim.lanes > 1 ? std::to_string(loops.size()) : ""), dim.lanes, ""});
  return loops;
}

Value Emitter::beatOf(ArrayRef<NestDim> nest, const Place &place) {
  return linearize(place.outer, llvm::map_to_vector(nest, [](const NestDim &dim) { return dim.outer; }));
}

Value Emitter::laneOf(ArrayRef<NestDim> nest, const Place &place) {
  return linearize(place.lane, llvm::map_to_vector(nest, [](const NestDim &dim) { return dim.lanes; }));
}

Place Emitter::placeOf(ArrayRef<NestDim> nest, ArrayRef<Value> indices, Value lane) {
  ChannelType type = getOutputType(0);
  Place place;
  for (const NestDim &dim : nest) {
    SmallVector<Value> parts;
    SmallVector<int64_t> sizes;
    for (int64_t channelDim : dim.channelDims) {
      parts.push_back(indices[channelDim]);
      sizes.push_back(type.getShape()[channelDim]);
    }
    place.outer.push_back(linearize(parts, sizes));
    place.lane.push_back(&dim == &nest.back() ? lane : index(0));
  }
  return place;
}

//===----------------------------------------------------------------------===//
// Tables of parameters
//===----------------------------------------------------------------------===//

Table Emitter::makeTable(StringRef name, StringRef weight, const Parameter &parameter, int64_t depth,
                         ArrayRef<NestDim> nest, bool addressed) {
  // The weight is row-major over the channel's dimensions; each that varies is a dimension of the nest by
  // itself, split into outer index and lane.
  SmallVector<int64_t> viewed;
  DenseMap<int64_t, int64_t> positionOf;
  for (auto [dim, size] : llvm::enumerate(parameter.shape)) {
    if (size == 1)
      continue;
    const NestDim *folded = llvm::find_if(
        nest, [dim = dim](const NestDim &candidate) { return llvm::is_contained(candidate.channelDims, dim); });
    positionOf[dim] = viewed.size();
    viewed.append({folded->outer, folded->lanes});
  }
  viewed.push_back(depth);

  Table table;
  SmallVector<int64_t> order, laneDims;
  for (bool lanes : {false, true})
    for (const NestDim &dim : nest) {
      auto found = dim.channelDims.empty() ? positionOf.end() : positionOf.find(dim.channelDims.front());
      if (!lanes)
        table.varies.push_back(found != positionOf.end());
      if (found == positionOf.end())
        continue;
      if (lanes)
        laneDims.push_back(order.size());
      order.push_back(found->second + lanes);
    }
  if (!addressed)
    laneDims.push_back(order.size());
  order.push_back(viewed.size() - 1);
  table.rom = rom(name, weight, viewed, order, laneDims, /*apart=*/addressed);
  return table;
}

Value Emitter::loadTable(const Table &table, const Place &place, Value behind) {
  SmallVector<Value> indices;
  for (ArrayRef<Value> part : {ArrayRef<Value>(place.outer), ArrayRef<Value>(place.lane)})
    for (auto [index, varies] : llvm::zip_equal(part, table.varies))
      if (varies)
        indices.push_back(index);
  indices.push_back(behind);
  return load(table.rom, indices);
}

void Emitter::prepare(ArrayRef<ProcessorOpInterface> processors, ArrayRef<NestDim> nest) {
  for (ProcessorOpInterface processor : processors) {
    std::optional<Parameter> parameter = getParameter(processor);
    if (!parameter)
      continue;
    if (auto lookup = dyn_cast<LookupOp>(*processor)) {
      tables[{processor, kOperand}] = makeTable("table", lookup.getTable(), *parameter, parameter->depth, nest,
                                                /*addressed=*/true);
      continue;
    }
    if (auto threshold = dyn_cast<ThresholdOp>(*processor)) {
      prepareThreshold(threshold, *parameter, nest);
      continue;
    }
    tables[{processor, kOperand}] = makeTable(processor->getName().stripDialect() == "mul" ? "factor" : "offset",
                                              parameter->weight.getSymName(), *parameter, parameter->depth, nest);
  }
}

//===----------------------------------------------------------------------===//
// Elementwise processors
//===----------------------------------------------------------------------===//

Value Emitter::combine(Operation *op, Value lhs, Value rhs) {
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<AddOp>([&](auto) { return qnn::AddOp::create(builder, loc, lhs, rhs); })
      .Case<MaxOp>([&](auto) { return qnn::MaxOp::create(builder, loc, lhs, rhs); })
      .Case<MinOp>([&](auto) { return qnn::MinOp::create(builder, loc, lhs, rhs); })
      .Case<MulOp>([&](auto) { return qnn::MulOp::create(builder, loc, lhs, rhs); })
      .Case<SubOp>([&](auto) { return qnn::SubOp::create(builder, loc, lhs, rhs); });
}

Value Emitter::apply(ArrayRef<ProcessorOpInterface> processors, const Place &place, Value value) {
  for (ProcessorOpInterface processor : processors) {
    qnn::FixedType type = getChannelType(processor->getResult(0)).getElementType();
    value = llvm::TypeSwitch<Operation *, Value>(processor)
                .Case<RequantizeOp>([&](auto op) {
                  return qnn::RequantizeOp::create(builder, loc, type, value, op.getRoundingAttr(),
                                                   op.getOverflowAttr(), op.getClampAttr());
                })
                .Case<ReluOp>([&](auto) { return qnn::ReluOp::create(builder, loc, value); })
                .Case<ReinterpretOp>([&](auto) { return qnn::ReinterpretOp::create(builder, loc, type, value); })
                .Case<LookupOp>([&](auto op) {
                  int64_t bits = op.getInput().getType().getElementType().getWidth();
                  Value code = qnn::CodeOp::create(builder, loc, value, /*low=*/0, bits);
                  return loadTable(tables.at({op, kOperand}), place, code);
                })
                .Case<ThresholdOp>([&](auto op) { return applyThreshold(op, place, value); })
                .Case<AddOp, MaxOp, MinOp, MulOp, SubOp>([&](auto op) {
                  Value weight = loadTable(tables.at({op, kOperand}), place, index(0));
                  return op.getWeightFirst() ? combine(op, weight, value) : combine(op, value, weight);
                });
  }
  return value;
}
