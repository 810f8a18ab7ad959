//===- Blocks.cpp - Blocks and regions -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "mlir/IR/Block.h"
#include "python/src/Bindings.h"
#include "python/src/Sequences.h"

using namespace mlir;
using namespace hls4mlir::python;

/// Adds a block in front of `before`; arguments without locations of their own take the current one.
static BlockHandle addBlock(const RegionHandle &region, Region::iterator before, const std::vector<Type> &types,
                            const std::optional<std::vector<PyLocation>> &locations) {
  if (locations && locations->size() != types.size())
    throw nb::value_error(("the block has " + std::to_string(types.size()) + " arguments, but there are " +
                           std::to_string(locations->size()) + " locations")
                              .c_str());
  std::vector<Location> argumentLocations;
  for (size_t i = 0; i < types.size(); ++i)
    argumentLocations.push_back(locations ? (*locations)[i].location : resolveLocation(nullptr));
  auto *block = new Block;
  block->addArguments(types, argumentLocations);
  region->getBlocks().insert(before, block);
  return region.derive(block);
}

static void defineBlock(nb::class_<BlockHandle> &cls) {
  cls.def_static(
         "create_at_start",
         [](const RegionHandle &parent, const std::vector<Type> &types,
            const std::optional<std::vector<PyLocation>> &locations) {
           return addBlock(parent, parent->begin(), types, locations);
         },
         "parent"_a, "arg_types"_a = std::vector<Type>(), "arg_locs"_a.none() = nb::none(),
         "A new first block of the region.")
      .def_prop_ro("arguments", [](const BlockHandle &self) { return BlockArgumentList(self); })
      .def_prop_ro("operations", [](const BlockHandle &self) { return OperationList(self); })
      .def(
          "add_argument",
          [](const BlockHandle &self, Type type, const PyLocation *location) {
            return self.derive(Value(self->addArgument(type, resolveLocation(location))));
          },
          "type"_a, "loc"_a.none() = nb::none(),
          nb::sig("def add_argument(self, type: Type, loc: Location | None = None) -> BlockArgument"))
      .def(
          "append",
          [](const BlockHandle &self, const OpHandle &op) {
            if (op->getBlock())
              throw nb::value_error("the operation is in a block already: use move_before or move_after");
            PyInsertionPoint{self, std::nullopt}.insert(op);
          },
          "operation"_a, "Inserts a detached operation at the end.")
      .def_prop_ro(
          "owner", [](const BlockHandle &self) { return OpViewHandle{self.derive(self->getParentOp())}; },
          "The operation around the block.")
      .def_prop_ro("region", [](const BlockHandle &self) { return self.derive(self->getParent()); })
      .def(
          "__iter__", [](const BlockHandle &self) { return nb::iter(OperationList(self).toList()); },
          nb::sig("def __iter__(self) -> collections.abc.Iterator[OpView]"),
          "Over the operations that are in the block now.")
      .def("__eq__", [](const BlockHandle &self, const BlockHandle &other) { return self == other; })
      .def(
          "__eq__", [](const BlockHandle &, nb::handle) { return false; }, nb::arg().none())
      .def("__hash__", &BlockHandle::hash)
      .def("__str__", [](const BlockHandle &self) {
        std::string text;
        llvm::raw_string_ostream os(text);
        self->print(os);
        return text;
      });
}

void hls4mlir::python::populateBlocks(nb::module_ &m) {
  nb::class_<BlockHandle> block(m, "Block", "A sequence of operations, with arguments.");
  nb::class_<RegionHandle> region(m, "Region", "Blocks inside an operation.");

  defineSequence<BlockArgumentList>(m, "BlockArgumentList", "BlockArgument", "Arguments of a block.")
      .def_prop_ro("types", [](const BlockArgumentList &self) {
        std::vector<Type> types;
        for (size_t i = 0; i < self.size(); ++i)
          types.push_back(self.get(i).get().getType());
        return types;
      });
  defineSequence<OperationList>(m, "OperationList", "OpView", "Operations of a block.");
  defineSequence<BlockList>(m, "BlockList", "Block", "Blocks of a region.")
      .def(
          "append",
          [](const BlockList &self, const nb::args &types, const std::optional<std::vector<PyLocation>> &locations) {
            return addBlock(self.owner, self.owner->end(), nb::cast<std::vector<Type>>(types), locations);
          },
          "args"_a, "arg_locs"_a.none() = nb::none(),
          nb::sig("def append(self, *args: Type, arg_locs: collections.abc.Sequence[Location] | None = None) -> Block"),
          "Adds a block with arguments of the given types at the end.");
  defineSequence<RegionSequence>(m, "RegionSequence", "Region", "Regions of an operation.");

  defineBlock(block);
  region.def_prop_ro("blocks", [](const RegionHandle &self) { return BlockList(self); })
      .def_prop_ro(
          "owner", [](const RegionHandle &self) { return OpViewHandle{self.derive(self->getParentOp())}; },
          "The operation around the region.")
      .def("__len__", [](const RegionHandle &self) { return BlockList(self).size(); })
      .def(
          "__getitem__", [](const RegionHandle &self, int64_t index) { return BlockList(self).get(index); }, "index"_a)
      .def(
          "__iter__", [](const RegionHandle &self) { return nb::iter(BlockList(self).toList()); },
          nb::sig("def __iter__(self) -> collections.abc.Iterator[Block]"))
      .def("__eq__", [](const RegionHandle &self, const RegionHandle &other) { return self == other; })
      .def(
          "__eq__", [](const RegionHandle &, nb::handle) { return false; }, nb::arg().none())
      .def("__hash__", &RegionHandle::hash);
}
