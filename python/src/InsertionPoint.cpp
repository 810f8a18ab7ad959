//===- InsertionPoint.cpp - Where operations are inserted -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "mlir/IR/OpDefinition.h"
#include "python/src/Bindings.h"
#include "python/src/Wrappers.h"

using namespace mlir;
using namespace hls4mlir::python;

void PyInsertionPoint::insert(const OpHandle &handle) const {
  Operation *op = handle.get();
  // The block an operation stands in now counts, should it have been moved since.
  Block *target = before ? before->get()->getBlock() : block.get();
  if (!target)
    throw nb::value_error("the operation of the insertion point is in no block");
  if (op->getBlock())
    throw nb::value_error("the operation is in a block already: use move_before or move_after");
  if (target->getParentOp() && op->isAncestor(target->getParentOp()))
    throw nb::value_error("an operation cannot be inserted into itself");
  if (!before && !target->empty() && target->back().hasTrait<OpTrait::IsTerminator>())
    throw nb::value_error(("the block ends with '" + target->back().getName().getStringRef().str() +
                           "', after which nothing can stand: use InsertionPoint.at_block_terminator")
                              .c_str());
  RootRef root = IRRoot::merge(block.getRoot(), handle.getRoot());
  root->setTopLevel(op, false);
  target->getOperations().insert(before ? Block::iterator(before->get()) : target->end(), op);
}

void hls4mlir::python::populateInsertionPoint(nb::module_ &m) {
  auto inFrontOf = [](const OpHandle &op) {
    if (!op->getBlock())
      throw nb::value_error("the operation is in no block");
    return PyInsertionPoint{op.derive(op->getBlock()), op};
  };
  nb::class_<PyInsertionPoint>(m, "InsertionPoint",
                               R"(Where new operations go: in front of an operation, or at the end of a block.

As a context manager it is the default of `ip=` parameters in this thread.)")
      .def(
          "__init__",
          [](PyInsertionPoint *self, const BlockHandle &block) {
            block.get();
            new (self) PyInsertionPoint{block, std::nullopt};
          },
          "block"_a, "At the end of the block.")
      .def(
          "__init__",
          [inFrontOf](PyInsertionPoint *self, const OpHandle &before) {
            new (self) PyInsertionPoint(inFrontOf(before));
          },
          "beforeOperation"_a, "In front of the operation.")
      .def_static(
          "at_block_begin",
          [](const BlockHandle &block) {
            if (block->empty())
              return PyInsertionPoint{block, std::nullopt};
            return PyInsertionPoint{block, block.derive(&block->front())};
          },
          "block"_a)
      .def_static(
          "at_block_terminator",
          [](const BlockHandle &block) {
            if (block->empty() || !block->back().mightHaveTrait<OpTrait::IsTerminator>())
              throw nb::value_error("the block has no terminator");
            return PyInsertionPoint{block, block.derive(&block->back())};
          },
          "block"_a, "In front of the block's terminator. Raises ValueError when there is none.")
      .def_static(
          "after",
          [](const OpHandle &op) {
            if (!op->getBlock())
              throw nb::value_error("the operation is in no block");
            BlockHandle block = op.derive(op->getBlock());
            if (Operation *next = op->getNextNode())
              return PyInsertionPoint{block, op.derive(next)};
            return PyInsertionPoint{block, std::nullopt};
          },
          "operation"_a)
      .def_prop_ro_static(
          "current",
          [](nb::handle) {
            const auto *frame = CurrentStack::top();
            if (!frame || !frame->insertionPoint)
              throw nb::value_error("there is no current insertion point: use `with InsertionPoint(block):`");
            return *frame->insertionPoint;
          },
          "The insertion point of the innermost `with` statement of this thread. Raises ValueError when there is none.")
      .def("__enter__",
           [](const PyInsertionPoint &self) {
             CurrentStack::pushInsertionPoint(self);
             return self;
           })
      .def(
          "__exit__", [](const PyInsertionPoint &, nb::handle, nb::handle, nb::handle) { CurrentStack::pop(); },
          nb::arg().none(), nb::arg().none(), nb::arg().none())
      .def(
          "insert", [](const PyInsertionPoint &self, const OpHandle &op) { self.insert(op); }, "operation"_a,
          "Inserts a detached operation.")
      .def_prop_ro("block",
                   [](const PyInsertionPoint &self) {
                     self.block.get();
                     return self.block;
                   })
      .def_prop_ro(
          "ref_operation",
          [](const PyInsertionPoint &self) -> std::optional<PyOperation> {
            if (!self.before)
              return std::nullopt;
            return PyOperation{{*self.before}};
          },
          "The operation in front of which is inserted; None at the end of a block.");
}
