//===- Sequences.h - Python sequences over parts of the IR -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_PYTHON_SEQUENCES_H
#define HLS4MLIR_PYTHON_SEQUENCES_H

#include "python/src/Wrappers.h"

namespace hls4mlir::python {

/// Operands, results, blocks, ... of an `Owner`: all of them, or what a slice chose. A subclass says with
/// `count()` how many there are and with `at(i)` what they are.
template <typename Derived, typename Owner> class Sequence {
public:
  explicit Sequence(const Handle<Owner> &owner) : owner(owner) {}

  /// Python's view: indices into the slice, where there is one.
  size_t size() const { return slice ? slice->size() : derived().count(); }
  /// The element at Python's index, which may be negative.
  auto get(int64_t index) const { return element(toIndex(index, size())); }
  Derived getSlice(const nb::slice &pythonSlice) const {
    auto [start, stop, step, length] = pythonSlice.compute(size());
    (void)stop;
    std::vector<size_t> chosen;
    for (size_t i = 0; i < length; ++i)
      chosen.push_back(translate(start + i * step));
    Derived result(derived());
    result.slice = std::move(chosen);
    return result;
  }
  /// A list, so that the IR may be changed while Python iterates.
  nb::list toList() const {
    nb::list list;
    for (size_t i = 0, e = size(); i != e; ++i)
      list.append(element(i));
    return list;
  }

  size_t translate(size_t index) const { return slice ? (*slice)[index] : index; }

  Handle<Owner> owner;

private:
  const Derived &derived() const { return static_cast<const Derived &>(*this); }
  auto element(size_t index) const {
    size_t position = translate(index);
    // Elements may have gone since the slice was taken.
    if (position >= derived().count())
      throw nb::index_error("there are fewer elements now than when the slice was taken");
    return derived().at(position);
  }

  std::optional<std::vector<size_t>> slice;
};

struct BlockArgumentList : Sequence<BlockArgumentList, mlir::Block *> {
  using Sequence::Sequence;
  size_t count() const { return owner->getNumArguments(); }
  ValueHandle at(size_t i) const { return owner.derive(mlir::Value(owner->getArgument(i))); }
};

struct OperationList : Sequence<OperationList, mlir::Block *> {
  using Sequence::Sequence;
  size_t count() const { return owner->getOperations().size(); }
  OpViewHandle at(size_t i) const { return {owner.derive(&*std::next(owner->begin(), i))}; }
};

struct BlockList : Sequence<BlockList, mlir::Region *> {
  using Sequence::Sequence;
  size_t count() const { return owner->getBlocks().size(); }
  BlockHandle at(size_t i) const { return owner.derive(&*std::next(owner->begin(), i)); }
};

struct RegionSequence : Sequence<RegionSequence, mlir::Operation *> {
  using Sequence::Sequence;
  size_t count() const { return owner->getNumRegions(); }
  RegionHandle at(size_t i) const { return owner.derive(&owner->getRegion(i)); }
};

struct OpOperandList : Sequence<OpOperandList, mlir::Operation *> {
  using Sequence::Sequence;
  size_t count() const { return owner->getNumOperands(); }
  ValueHandle at(size_t i) const { return owner.derive(owner->getOperand(i)); }
};

struct OpResultList : Sequence<OpResultList, mlir::Operation *> {
  using Sequence::Sequence;
  size_t count() const { return owner->getNumResults(); }
  ValueHandle at(size_t i) const { return owner.derive(mlir::Value(owner->getResult(i))); }
};

struct OpSuccessors : Sequence<OpSuccessors, mlir::Operation *> {
  using Sequence::Sequence;
  size_t count() const { return owner->getNumSuccessors(); }
  BlockHandle at(size_t i) const { return owner.derive(owner->getSuccessor(i)); }
};

/// Defines the class `name` of a sequence of `element`s, both in Python's words.
template <typename S>
nb::class_<S> defineSequence(nb::module_ &m, const char *name, const std::string &element, const char *doc) {
  std::string get = "def __getitem__(self, index: int) -> " + element;
  std::string slice = std::string("def __getitem__(self, index: slice) -> ") + name;
  std::string iterator = "def __iter__(self) -> collections.abc.Iterator[" + element + "]";
  return nb::class_<S>(m, name, doc)
      .def("__len__", [](const S &self) { return self.size(); })
      .def(
          "__getitem__", [](const S &self, int64_t index) { return self.get(index); }, "index"_a, nb::sig(get.c_str()))
      .def(
          "__getitem__", [](const S &self, const nb::slice &slice) { return self.getSlice(slice); }, "index"_a,
          nb::sig(slice.c_str()))
      .def(
          "__iter__", [](const S &self) { return nb::iter(self.toList()); }, nb::sig(iterator.c_str()),
          "Over the elements that there are now.");
}

} // namespace hls4mlir::python

#endif // HLS4MLIR_PYTHON_SEQUENCES_H
