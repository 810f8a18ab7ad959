//===- Operation.cpp - Operations -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "mlir/Bytecode/BytecodeWriter.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "python/src/Bindings.h"
#include "python/src/Building.h"
#include "python/src/Diagnostics.h"
#include "python/src/Sequences.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/variant.h>

using namespace mlir;
using namespace hls4mlir::python;

//===----------------------------------------------------------------------===//
// Parsing, printing, verifying
//===----------------------------------------------------------------------===//

template <typename Parse> static OpHandle parse(const PyMLIRContext *pyContext, const std::string &what, Parse parse) {
  ContextRef context = getContextState(resolveContext(pyContext));
  DiagnosticScope scope(context, GIL::Release);
  auto owned = parse(&context->mlir);
  scope.leave();
  Operation *op = owned ? owned.release() : nullptr;
  std::optional<OpHandle> handle;
  if (op)
    handle = OpHandle(IRRoot::adopt(op), op);
  scope.finish(op, "cannot parse " + what);
  return *handle;
}

static std::string getAsm(const PyOperationBase &self, bool debugInfo, bool prettyDebugInfo, bool genericForm,
                          bool localScope, bool assumeVerified, bool skipRegions, bool nameLocAsPrefix,
                          std::optional<int64_t> elementsLimit, std::optional<int64_t> resourceLimit) {
  OpPrintingFlags flags;
  if (debugInfo)
    flags.enableDebugInfo(true, prettyDebugInfo);
  if (genericForm)
    flags.printGenericOpForm();
  if (localScope)
    flags.useLocalScope();
  if (assumeVerified)
    flags.assumeVerified();
  if (skipRegions)
    flags.skipRegions();
  if (nameLocAsPrefix)
    flags.printNameLocAsPrefix();
  if (elementsLimit)
    flags.elideLargeElementsAttrs(*elementsLimit);
  if (resourceLimit)
    flags.elideLargeResourceString(*resourceLimit);
  std::string text;
  llvm::raw_string_ostream os(text);
  self.op->print(os, flags);
  return text;
}

static std::string toText(const PyOperationBase &self) {
  std::string text;
  llvm::raw_string_ostream os(text);
  self.op->print(os);
  return text;
}

static bool verifyOperation(const PyOperationBase &self) {
  Operation *op = self.op.get();
  DiagnosticScope scope(self.op.getContext(), GIL::Keep);
  bool valid = succeeded(verify(op));
  scope.finish(valid, "'" + op->getName().getStringRef().str() + "' is not valid");
  return true;
}

static nb::bytes getBytecode(const PyOperationBase &self) {
  std::string text;
  llvm::raw_string_ostream os(text);
  if (failed(writeBytecodeToFile(self.op.get(), os)))
    throw nb::value_error("the operation has no bytecode");
  return nb::bytes(text.data(), text.size());
}

//===----------------------------------------------------------------------===//
// Moving and erasing
//===----------------------------------------------------------------------===//

void hls4mlir::python::eraseOperation(const OpHandle &handle) {
  Operation *op = handle.get();
  auto check = [&](Value value) {
    for (Operation *user : value.getUsers())
      if (!op->isAncestor(user))
        throw nb::value_error(("cannot erase '" + op->getName().getStringRef().str() + "': '" +
                               user->getName().getStringRef().str() + "' uses a value of it")
                                  .c_str());
  };
  // Values of nested operations may be used by detached ones.
  std::vector<Value> values;
  op->walk([&](Operation *nested) {
    values.insert(values.end(), nested->result_begin(), nested->result_end());
    for (Region &region : nested->getRegions())
      for (Block &block : region)
        values.insert(values.end(), block.args_begin(), block.args_end());
  });
  for (Value value : values)
    check(value);
  handle.getRoot()->erase(op);
}

static void move(const PyOperationBase &self, const OpHandle &other, bool after) {
  Operation *op = self.op.get(), *anchor = other.get();
  if (!anchor->getBlock())
    throw nb::value_error("the other operation is in no block");
  if (op == anchor)
    return;
  if (op->isAncestor(anchor))
    throw nb::value_error("an operation cannot be moved into itself");
  RootRef root = IRRoot::merge(self.op.getRoot(), other.getRoot());
  if (op->getBlock())
    op->remove();
  root->setTopLevel(op, false);
  auto position = Block::iterator(anchor);
  anchor->getBlock()->getOperations().insert(after ? std::next(position) : position, op);
}

static PyOperation detach(const PyOperationBase &self) {
  Operation *op = self.op.get();
  if (!op->getBlock())
    throw nb::value_error("the operation has no parent");
  op->remove();
  self.op.getRoot()->setTopLevel(op, true);
  return PyOperation{{self.op}};
}

static OpHandle clone(const OpHandle &handle, nb::handle ip) {
  Operation *copy = handle->clone();
  RootRef root = handle.getRoot();
  root->setTopLevel(copy, true);
  OpHandle result(root, copy);
  insertAt(result, ip);
  return result;
}

//===----------------------------------------------------------------------===//
// Walking
//===----------------------------------------------------------------------===//

namespace {
/// WalkResult of MLIR, whose enum is private.
enum class PyWalkResult { Advance, Interrupt, Skip };
} // namespace

/// Calls `callback` on what is there now; what it erases meanwhile is not visited.
static void walk(const PyOperationBase &self, const nb::callable &callback, WalkOrder order) {
  std::vector<OpHandle> ops;
  auto collect = [&](Operation *op) { ops.push_back(self.op.derive(op)); };
  if (order == WalkOrder::PreOrder)
    self.op->walk<WalkOrder::PreOrder>(collect);
  else
    self.op->walk<WalkOrder::PostOrder>(collect);
  std::vector<OpHandle> skipped;
  for (const OpHandle &op : ops) {
    if (op.isErased())
      continue;
    if (llvm::any_of(skipped,
                     [&](const OpHandle &outer) { return !outer.isErased() && outer->isProperAncestor(op.get()); }))
      continue;
    nb::object result = callback(PyOperation{{op}});
    if (result.is_none())
      continue;
    if (!nb::isinstance<PyWalkResult>(result))
      throw nb::type_error("the callback of walk returns a WalkResult or None");
    auto kind = nb::cast<PyWalkResult>(result);
    if (kind == PyWalkResult::Interrupt)
      return;
    if (kind == PyWalkResult::Skip)
      skipped.push_back(op);
  }
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

namespace {
struct OpAttributeMap {
  OpHandle op;

  Attribute get(const std::string &name) const {
    if (Attribute attribute = op->getAttr(name))
      return attribute;
    throw nb::key_error(("'" + op->getName().getStringRef().str() + "' has no attribute '" + name + "'").c_str());
  }
  std::vector<PyNamedAttribute> list() const {
    std::vector<PyNamedAttribute> result;
    for (NamedAttribute entry : op->getAttrDictionary())
      result.push_back({entry.getName().str(), {op.getContext(), entry.getValue()}});
    return result;
  }
};
} // namespace

static void setAttribute(const OpAttributeMap &self, const std::string &name, Attribute attribute) {
  if (attribute.getContext() != self.op->getContext())
    throw nb::value_error(("the attribute '" + name + "' belongs to another context").c_str());
  Attribute old = self.op->getAttr(name);
  self.op->setAttr(name, attribute);
  if (self.op->getAttr(name) == attribute)
    return;
  // An attribute of the wrong kind is dropped where properties hold it.
  if (old)
    self.op->setAttr(name, old);
  throw nb::type_error(
      ("'" + self.op->getName().getStringRef().str() + "' cannot have " + print(attribute) + " as '" + name + "'")
          .c_str());
}

static void defineAttributeMap(nb::module_ &m) {
  nb::class_<OpAttributeMap>(m, "OpAttributeMap", "Attributes of an operation by name, in the order of their names.")
      .def("__len__", [](const OpAttributeMap &self) { return self.list().size(); })
      .def(
          "__contains__", [](const OpAttributeMap &self, const std::string &name) { return self.op->hasAttr(name); },
          "name"_a)
      .def("__getitem__", &OpAttributeMap::get, "name"_a)
      .def(
          "__getitem__",
          [](const OpAttributeMap &self, int64_t index) {
            auto list = self.list();
            return list[toIndex(index, list.size())];
          },
          "index"_a)
      .def("__setitem__", setAttribute, "name"_a, "attr"_a, "Raises TypeError when the operation cannot have it.")
      .def(
          "__delitem__",
          [](const OpAttributeMap &self, const std::string &name) {
            self.get(name);
            self.op->removeAttr(name);
          },
          "name"_a)
      .def(
          "get",
          [](const OpAttributeMap &self, const std::string &name, nb::object fallback) {
            Attribute attribute = self.op->getAttr(name);
            return attribute ? wrapAttribute(attribute) : fallback;
          },
          "name"_a, "default"_a.none() = nb::none(),
          nb::sig("def get(self, name: str, default: typing.Any = None) -> typing.Any"))
      .def(
          "__iter__",
          [](const OpAttributeMap &self) {
            nb::list names;
            for (const PyNamedAttribute &entry : self.list())
              names.append(entry.name);
            return nb::iter(names);
          },
          nb::sig("def __iter__(self) -> collections.abc.Iterator[str]"), "Over the names.")
      .def("keys",
           [](const OpAttributeMap &self) {
             std::vector<std::string> names;
             for (const PyNamedAttribute &entry : self.list())
               names.push_back(entry.name);
             return names;
           })
      .def("values",
           [](const OpAttributeMap &self) {
             std::vector<Attribute> values;
             for (const PyNamedAttribute &entry : self.list())
               values.push_back(entry.attribute.attribute);
             return values;
           })
      .def("items", [](const OpAttributeMap &self) {
        std::vector<std::pair<std::string, Attribute>> items;
        for (const PyNamedAttribute &entry : self.list())
          items.emplace_back(entry.name, entry.attribute.attribute);
        return items;
      });
}

//===----------------------------------------------------------------------===//
// Operands and results
//===----------------------------------------------------------------------===//

static void defineOperandsAndResults(nb::module_ &m) {
  defineSequence<OpOperandList>(m, "OpOperandList", "Value", "Operands of an operation.")
      .def(
          "__setitem__",
          [](const OpOperandList &self, int64_t index, const ValueHandle &value) {
            IRRoot::merge(self.owner.getRoot(), value.getRoot());
            self.owner->setOperand(self.translate(toIndex(index, self.size())), value.get());
          },
          "index"_a, "value"_a)
      .def_prop_ro("types", [](const OpOperandList &self) {
        std::vector<Type> types;
        for (size_t i = 0; i < self.size(); ++i)
          types.push_back(self.get(i).get().getType());
        return types;
      });
  defineSequence<OpResultList>(m, "OpResultList", "OpResult", "Results of an operation.")
      .def_prop_ro("types",
                   [](const OpResultList &self) {
                     std::vector<Type> types;
                     for (size_t i = 0; i < self.size(); ++i)
                       types.push_back(self.get(i).get().getType());
                     return types;
                   })
      .def_prop_ro("owner", [](const OpResultList &self) { return PyOperation{{self.owner}}; });
  defineSequence<OpSuccessors>(m, "OpSuccessors", "Block", "Successors of a terminator.");
}

//===----------------------------------------------------------------------===//
// Python classes
//===----------------------------------------------------------------------===//

static void defineBase(nb::module_ &m) {
  nb::class_<PyOperationBase>(m, "_OperationBase", "What Operation, OpView and Module have in common.")
      .def_prop_ro("context", [](const PyOperationBase &self) { return PyMLIRContext{self.op.getContext()}; })
      .def_prop_ro(
          "name", [](const PyOperationBase &self) { return self.op->getName().getStringRef().str(); },
          "Such as `qnn.dense`.")
      .def_prop_ro(
          "operation", [](const PyOperationBase &self) { return PyOperation{{self.op}}; },
          "The operation as an Operation.")
      .def_prop_ro(
          "opview",
          [](const PyOperationBase &self) {
            self.op.get();
            return OpViewHandle{self.op};
          },
          "The operation as an instance of the class generated for it; OpView where there is none.")
      .def_prop_ro("operands", [](const PyOperationBase &self) { return OpOperandList(self.op); })
      .def_prop_ro("results", [](const PyOperationBase &self) { return OpResultList(self.op); })
      .def_prop_ro(
          "result",
          [](const PyOperationBase &self) {
            if (self.op->getNumResults() != 1)
              throw nb::value_error(("'" + self.op->getName().getStringRef().str() + "' has " +
                                     std::to_string(self.op->getNumResults()) + " results, not one")
                                        .c_str());
            return self.op.derive(Value(self.op->getResult(0)));
          },
          nb::sig("def result(self) -> OpResult"), "The only result. Raises ValueError when there are none or several.")
      .def_prop_ro("regions", [](const PyOperationBase &self) { return RegionSequence(self.op); })
      .def_prop_ro("successors", [](const PyOperationBase &self) { return OpSuccessors(self.op); })
      .def_prop_ro("attributes", [](const PyOperationBase &self) { return OpAttributeMap{self.op}; })
      .def_prop_rw(
          "location", [](const PyOperationBase &self) { return PyLocation(self.op->getLoc()); },
          [](const PyOperationBase &self, const PyLocation &location) { self.op->setLoc(location.location); })
      .def_prop_ro(
          "parent",
          [](const PyOperationBase &self) -> std::optional<PyOperation> {
            if (Operation *parent = self.op->getParentOp())
              return PyOperation{{self.op.derive(parent)}};
            return std::nullopt;
          },
          "The operation around this one, or None.")
      .def_prop_ro(
          "block",
          [](const PyOperationBase &self) -> std::optional<BlockHandle> {
            if (Block *block = self.op->getBlock())
              return self.op.derive(block);
            return std::nullopt;
          },
          "The block that the operation is in, or None.")
      .def("verify", verifyOperation, "Returns True, or raises MLIRError with what the verifiers say.")
      .def("get_asm", getAsm, "enable_debug_info"_a = false, "pretty_debug_info"_a = false,
           "print_generic_op_form"_a = false, "use_local_scope"_a = false, "assume_verified"_a = false,
           "skip_regions"_a = false, "use_name_loc_as_prefix"_a = false, "large_elements_limit"_a.none() = nb::none(),
           "large_resource_limit"_a.none() = nb::none(),
           "The text of the operation; `enable_debug_info` adds the locations, the limits elide constants of more "
           "elements or characters.")
      .def("get_bytecode", getBytecode, "The operation as MLIR bytecode, which Module.parse reads too.")
      .def("walk", walk, "callback"_a, "walk_order"_a = WalkOrder::PostOrder,
           nb::sig("def walk(self, callback: collections.abc.Callable[[Operation], WalkResult | None], "
                   "walk_order: WalkOrder = ...) -> None"),
           "Calls `callback` on this operation and all inside it. It may erase operations; those created meanwhile are "
           "not visited.")
      .def(
          "clone", [](const PyOperationBase &self, nb::handle ip) { return OpViewHandle{clone(self.op, ip)}; },
          "ip"_a.none() = nb::none(), nb::sig("def clone(self, ip: InsertionPoint | bool | None = None) -> OpView"))
      .def(
          "erase", [](const PyOperationBase &self) { eraseOperation(self.op); },
          "Takes the operation out of the IR for good: this object and all of what is inside are invalid from then on. "
          "Raises ValueError when a value of it is used outside.")
      .def(
          "move_before", [](const PyOperationBase &self, const OpHandle &other) { move(self, other, false); },
          "other"_a)
      .def(
          "move_after", [](const PyOperationBase &self, const OpHandle &other) { move(self, other, true); }, "other"_a)
      .def("detach_from_parent", detach, "Takes the operation out of its block, and keeps it.")
      .def("__eq__", [](const PyOperationBase &self, const PyOperationBase &other) { return self.op == other.op; })
      .def(
          "__eq__", [](const PyOperationBase &, nb::handle) { return false; }, nb::arg().none())
      .def("__hash__", [](const PyOperationBase &self) { return self.op.hash(); })
      .def("__str__", toText);
}

static void defineOperation(nb::module_ &m) {
  nb::class_<PyOperation, PyOperationBase>(m, "Operation", "An operation, of any kind.")
      .def_static(
          "create",
          [](const std::string &name, std::optional<std::vector<Type>> results,
             const std::optional<nb::sequence> &operands, nb::handle attributes,
             const std::optional<std::vector<BlockHandle>> &successors, int64_t regions, const PyLocation *loc,
             nb::handle ip) {
            OperationParts parts;
            parts.name = name;
            parts.results = std::move(results);
            if (operands)
              for (nb::handle operand : *operands)
                parts.operands.push_back(toValue(operand));
            parts.attributes = toAttributes(name, attributes);
            parts.successors = successors.value_or(std::vector<BlockHandle>());
            parts.regions = regions;
            return PyOperation{{createOperation(parts, loc, ip)}};
          },
          "name"_a, "results"_a.none() = nb::none(), "operands"_a.none() = nb::none(),
          "attributes"_a.none() = nb::none(), "successors"_a.none() = nb::none(), "regions"_a = 0,
          "loc"_a.none() = nb::none(), "ip"_a.none() = nb::none(),
          nb::sig("def create(name: str, results: collections.abc.Sequence[Type] | None = None, operands: "
                  "collections.abc.Sequence[Value | _OperationBase] | None = None, attributes: dict[str, Attribute] | "
                  "None = None, "
                  "successors: collections.abc.Sequence[Block] | None = None, regions: int = 0, loc: Location | None = "
                  "None, "
                  "ip: InsertionPoint | bool | None = None) -> Operation"),
          R"(Creates an operation and inserts it at `ip`: None is the current insertion point if there is one, False is nowhere.

Without `results` their types are inferred. Raises ValueError when the operation is unknown or its types cannot be
inferred, TypeError when an attribute is of the wrong kind, and MLIRError when inference fails.)")
      .def_static(
          "parse",
          [](const std::string &source, const std::string &sourceName, const PyMLIRContext *context) {
            OpHandle op = parse(context, "the operation", [&](MLIRContext *mlir) {
              return parseSourceString<Operation *>(source, ParserConfig(mlir), sourceName);
            });
            return OpViewHandle{op};
          },
          "source"_a, nb::kw_only(), "source_name"_a = "-", "context"_a.none() = nb::none(), "Raises MLIRError.");

  nb::class_<PyOpView, PyOperationBase> view(
      m, "OpView", "Base of the classes generated for operations, which know their operands and attributes by name.");
  view.def(
      "__init__",
      [](PyOpView *self, const std::string &name, nb::handle regionSpec, nb::handle operandSegments,
         nb::handle resultSegments, nb::handle attributes, nb::handle results, nb::handle operands,
         nb::handle successors, nb::handle regions, const PyLocation *loc, nb::handle ip) {
        new (self) PyOpView{{buildGeneric(name, regionSpec, operandSegments, resultSegments, attributes, results,
                                          operands, successors, regions, loc, ip)}};
      },
      "name"_a, "region_spec"_a, "operand_segments"_a.none() = nb::none(), "result_segments"_a.none() = nb::none(),
      "attributes"_a.none() = nb::none(), "results"_a.none() = nb::none(), "operands"_a.none() = nb::none(),
      "successors"_a.none() = nb::none(), "regions"_a.none() = nb::none(), "loc"_a.none() = nb::none(),
      "ip"_a.none() = nb::none(),
      nb::sig(
          "def __init__(self, name: str, region_spec: tuple[int, bool], operand_segments: "
          "collections.abc.Sequence[int] | None = None, result_segments: collections.abc.Sequence[int] | None = None, "
          "attributes: dict[str, Attribute] | None = None, results: collections.abc.Sequence[typing.Any] | None = "
          "None, "
          "operands: collections.abc.Sequence[typing.Any] | None = None, successors: "
          "collections.abc.Sequence[Block] | None = None, regions: int | None = None, loc: Location | None = None, "
          "ip: InsertionPoint | bool | None = None) -> None"),
      "What the generated classes call.");
  view.attr("_ODS_OPERAND_SEGMENTS") = nb::none();
  view.attr("_ODS_RESULT_SEGMENTS") = nb::none();
  view.attr("_ODS_REGIONS") = nb::make_tuple(0, true);
}

/// A copy of text or bytecode as the parser wants it: constants in bytecode lie on multiples of their alignment, and
/// the bytes of a Python object do not.
static std::unique_ptr<llvm::MemoryBuffer> copyAligned(StringRef source) {
  auto buffer = llvm::WritableMemoryBuffer::getNewUninitMemBuffer(source.size(), "-", llvm::Align(64));
  llvm::copy(source, buffer->getBufferStart());
  return buffer;
}

static void defineModule(nb::module_ &m) {
  nb::class_<PyModule, PyOperationBase>(m, "Module", "A `builtin.module` without a parent.")
      .def_static(
          "parse",
          [](std::variant<std::string, nb::bytes> source, const PyMLIRContext *context) {
            const auto *text = std::get_if<std::string>(&source);
            StringRef view = text ? StringRef(*text)
                                  : StringRef(std::get<nb::bytes>(source).c_str(), std::get<nb::bytes>(source).size());
            return PyModule{{parse(context, "the module", [&](MLIRContext *mlir) {
              llvm::SourceMgr sources;
              sources.AddNewSourceBuffer(copyAligned(view), llvm::SMLoc());
              return parseSourceFile<ModuleOp>(sources, ParserConfig(mlir));
            })}};
          },
          "asm"_a, "context"_a.none() = nb::none(), "From text or bytecode. Raises MLIRError.")
      .def_static(
          "parseFile",
          [](const std::filesystem::path &path, const PyMLIRContext *context) {
            return PyModule{{parse(context, "the file '" + path.string() + "'", [&](MLIRContext *mlir) {
              return parseSourceFile<ModuleOp>(path.string(), ParserConfig(mlir));
            })}};
          },
          "path"_a, "context"_a.none() = nb::none(),
          nb::sig("def parseFile(path: str | os.PathLike[str], context: Context | None = None) -> Module"),
          "From a file of text or bytecode. Raises MLIRError.")
      .def_static(
          "create",
          [](const PyLocation *loc) {
            Operation *op = ModuleOp::create(resolveLocation(loc));
            return PyModule{{OpHandle(IRRoot::adopt(op), op)}};
          },
          "loc"_a.none() = nb::none(), "An empty module.")
      .def_prop_ro("body", [](const PyModule &self) { return self.op.derive(cast<ModuleOp>(self.op.get()).getBody()); })
      .def("__repr__", toText);
}

void hls4mlir::python::populateOperation(nb::module_ &m) {
  nb::enum_<WalkOrder>(m, "WalkOrder", "Whether an operation is visited before or after what is inside it.")
      .value("PRE_ORDER", WalkOrder::PreOrder)
      .value("POST_ORDER", WalkOrder::PostOrder);
  nb::enum_<PyWalkResult>(m, "WalkResult", "How a walk goes on.")
      .value("ADVANCE", PyWalkResult::Advance)
      .value("INTERRUPT", PyWalkResult::Interrupt)
      .value("SKIP", PyWalkResult::Skip);
  defineBase(m);
  defineAttributeMap(m);
  defineOperandsAndResults(m);
  defineOperation(m);
  defineModule(m);
}
