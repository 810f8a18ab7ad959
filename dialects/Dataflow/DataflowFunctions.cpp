//===- DataflowFunctions.cpp - Designs, processes and instances -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "dialects/Dataflow/AsmNames.h"
#include "dialects/Dataflow/Dataflow.h"

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::dataflow;

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

ParseResult dataflow::parseNameAfter(OpAsmParser &parser, StringRef ssaName, StringAttr &name) {
  std::string text;
  if (succeeded(parser.parseOptionalString(&text)))
    name = parser.getBuilder().getStringAttr(text);
  else
    name = parser.getBuilder().getStringAttr(ssaName);
  return success();
}

void dataflow::printNameAfter(OpAsmPrinter &printer, Value value, StringAttr name) {
  std::string printed;
  llvm::raw_string_ostream os(printed);
  printer.printOperand(value, os);
  if (StringRef(printed).drop_front() != name.getValue())
    printer << ' ' << name;
}

/// Parses `in %x "name": type {attributes}`.
static ParseResult parsePort(OpAsmParser &parser, OpAsmParser::Argument &argument, SmallVectorImpl<Attribute> &names,
                             SmallVectorImpl<Attribute> &directions, SmallVectorImpl<Attribute> &attributes) {
  SMLoc loc = parser.getCurrentLocation();
  StringRef keyword;
  StringAttr name;
  NamedAttrList list;
  if (parser.parseKeyword(&keyword))
    return failure();
  std::optional<Direction> direction = symbolizeDirection(keyword);
  if (!direction)
    return parser.emitError(loc) << "expected 'in' or 'out', but found '" << keyword << "'";
  if (parser.parseArgument(argument) || parseNameAfter(parser, argument.ssaName.name.drop_front(), name) ||
      parser.parseColonType(argument.type) || parser.parseOptionalAttrDict(list))
    return failure();
  names.push_back(name);
  directions.push_back(DirectionAttr::get(parser.getContext(), *direction));
  attributes.push_back(list.getDictionary(parser.getContext()));
  return success();
}

/// Parses everything of a design or process. `inlinedName` is null where the keyword is not allowed.
static ParseResult parsePorted(OpAsmParser &parser, OperationState &result, StringAttr portNames,
                               StringAttr directionsName, StringAttr portAttributes, StringAttr pipeline,
                               StringAttr comment, StringAttr inlined) {
  Builder &builder = parser.getBuilder();
  StringAttr symbol;
  SmallVector<OpAsmParser::Argument> arguments;
  SmallVector<Attribute> names, directions, attributes;
  if (parser.parseSymbolName(symbol, SymbolTable::getSymbolAttrName(), result.attributes) ||
      parser.parseCommaSeparatedList(OpAsmParser::Delimiter::Paren, [&] {
        return parsePort(parser, arguments.emplace_back(), names, directions, attributes);
      }))
    return failure();
  result.addAttribute(portNames, builder.getArrayAttr(names));
  result.addAttribute(directionsName, builder.getArrayAttr(directions));
  if (!llvm::all_of(attributes, [](Attribute attribute) { return cast<DictionaryAttr>(attribute).empty(); }))
    result.addAttribute(portAttributes, builder.getArrayAttr(attributes));
  if (succeeded(parser.parseOptionalKeyword("pipeline"))) {
    IntegerAttr interval;
    if (parser.parseAttribute(interval, builder.getI64Type(), pipeline, result.attributes))
      return failure();
  }
  if (inlined && succeeded(parser.parseOptionalKeyword("inlined")))
    result.addAttribute(inlined, builder.getUnitAttr());
  if (succeeded(parser.parseOptionalKeyword("comment"))) {
    ArrayAttr lines;
    if (parser.parseAttribute(lines, comment, result.attributes))
      return failure();
  }
  if (parser.parseOptionalAttrDictWithKeyword(result.attributes))
    return failure();
  Region *body = result.addRegion();
  if (parser.parseRegion(*body, arguments))
    return failure();
  if (body->empty()) {
    Block &block = body->emplaceBlock();
    for (OpAsmParser::Argument &argument : arguments)
      block.addArgument(argument.type, result.location);
  }
  return success();
}

template <typename OpTy> static void printPorted(OpAsmPrinter &printer, OpTy op, bool inlined) {
  printer << ' ';
  printer.printSymbolName(op.getSymName());
  printer << '(';
  llvm::interleaveComma(llvm::seq<unsigned>(0, op.getNumPorts()), printer, [&](unsigned port) {
    BlockArgument value = op.getBody().getArgument(port);
    printer << stringifyDirection(op.getPortDirection(port)) << ' ' << value;
    printNameAfter(printer, value, cast<StringAttr>(op.getPortNames()[port]));
    printer << ": " << value.getType();
    printer.printOptionalAttrDict(op.getPortAttributes(port).getValue());
  });
  printer << ')';
  if (auto interval = op.getPipeline())
    printer << " pipeline " << *interval;
  if (inlined)
    printer << " inlined";
  if (op.getComment())
    printer << " comment " << *op.getComment();
  printer.printOptionalAttrDictWithKeyword(
      op->getAttrs(), {op.getSymNameAttrName(), op.getPortNamesAttrName(), op.getPortDirectionsAttrName(),
                       op.getPortAttrsAttrName(), op.getPipelineAttrName(), op.getCommentAttrName(), "inlined"});
  printer << ' ';
  printer.printRegion(op.getBody(), /*printEntryBlockArgs=*/false);
}

ParseResult DesignOp::parse(OpAsmParser &parser, OperationState &result) {
  return parsePorted(parser, result, getPortNamesAttrName(result.name), getPortDirectionsAttrName(result.name),
                     getPortAttrsAttrName(result.name), getPipelineAttrName(result.name),
                     getCommentAttrName(result.name), {});
}
void DesignOp::print(OpAsmPrinter &printer) { printPorted(printer, *this, false); }

ParseResult ProcessOp::parse(OpAsmParser &parser, OperationState &result) {
  return parsePorted(parser, result, getPortNamesAttrName(result.name), getPortDirectionsAttrName(result.name),
                     getPortAttrsAttrName(result.name), getPipelineAttrName(result.name),
                     getCommentAttrName(result.name), getInlinedAttrName(result.name));
}
void ProcessOp::print(OpAsmPrinter &printer) { printPorted(printer, *this, getInlined()); }

template <typename OpTy> static void namePorts(OpTy op, OpAsmSetValueNameFn setName) {
  for (auto [value, name] : llvm::zip(op.getBody().getArguments(), op.getPortNames()))
    setName(value, cast<StringAttr>(name).getValue());
}
void DesignOp::getAsmBlockArgumentNames(Region &, OpAsmSetValueNameFn setName) { namePorts(*this, setName); }
void ProcessOp::getAsmBlockArgumentNames(Region &, OpAsmSetValueNameFn setName) { namePorts(*this, setName); }

//===----------------------------------------------------------------------===//
// Builders and ports
//===----------------------------------------------------------------------===//

template <typename OpTy>
static void buildPorted(OpBuilder &builder, OperationState &state, StringRef name, ArrayRef<PortInfo> ports,
                        ArrayRef<StringRef> comment) {
  SmallVector<Attribute> names, directions, attributes;
  auto body = std::make_unique<Block>();
  bool anyAttributes = false;
  for (const PortInfo &port : ports) {
    names.push_back(builder.getStringAttr(port.name));
    directions.push_back(DirectionAttr::get(builder.getContext(), port.direction));
    attributes.push_back(port.attributes ? port.attributes : builder.getDictionaryAttr({}));
    anyAttributes |= port.attributes && !port.attributes.empty();
    body->addArgument(port.type, state.location);
  }
  state.addAttribute(OpTy::getSymNameAttrName(state.name), builder.getStringAttr(name));
  state.addAttribute(OpTy::getPortNamesAttrName(state.name), builder.getArrayAttr(names));
  state.addAttribute(OpTy::getPortDirectionsAttrName(state.name), builder.getArrayAttr(directions));
  if (anyAttributes)
    state.addAttribute(OpTy::getPortAttrsAttrName(state.name), builder.getArrayAttr(attributes));
  if (!comment.empty())
    state.addAttribute(OpTy::getCommentAttrName(state.name), builder.getStrArrayAttr(comment));
  state.addRegion()->push_back(body.release());
}

void DesignOp::build(OpBuilder &builder, OperationState &state, StringRef name, ArrayRef<PortInfo> ports,
                     ArrayRef<StringRef> comment) {
  buildPorted<DesignOp>(builder, state, name, ports, comment);
}
void ProcessOp::build(OpBuilder &builder, OperationState &state, StringRef name, ArrayRef<PortInfo> ports,
                      ArrayRef<StringRef> comment) {
  buildPorted<ProcessOp>(builder, state, name, ports, comment);
}

template <typename OpTy> static DictionaryAttr portAttributes(OpTy op, unsigned port) {
  if (std::optional<ArrayAttr> attributes = op.getPortAttrs())
    return cast<DictionaryAttr>((*attributes)[port]);
  return DictionaryAttr::get(op.getContext());
}
DictionaryAttr DesignOp::getPortAttributes(unsigned port) { return portAttributes(*this, port); }
DictionaryAttr ProcessOp::getPortAttributes(unsigned port) { return portAttributes(*this, port); }

template <typename OpTy> static void setPortAttributeOf(OpTy op, unsigned port, StringRef name, Attribute value) {
  SmallVector<Attribute> all;
  for (unsigned i = 0; i < op.getNumPorts(); ++i)
    all.push_back(op.getPortAttributes(i));
  NamedAttrList list(cast<DictionaryAttr>(all[port]));
  list.set(name, value);
  all[port] = list.getDictionary(op.getContext());
  op.setPortAttrsAttr(ArrayAttr::get(op.getContext(), all));
}
void DesignOp::setPortAttribute(unsigned port, StringRef name, Attribute value) {
  setPortAttributeOf(*this, port, name, value);
}
void ProcessOp::setPortAttribute(unsigned port, StringRef name, Attribute value) {
  setPortAttributeOf(*this, port, name, value);
}

//===----------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------===//

/// Checks one attribute of a port that belongs to this dialect.
static LogicalResult verifyPortAttribute(Operation *op, StringRef port, Type type, NamedAttribute attribute) {
  bool inDesign = isa<DesignOp>(op);
  StringRef name = attribute.getName();
  auto fail = [&](const Twine &what) {
    return op->emitOpError() << "port '" << port << "' has '" << name << "', which " << what;
  };
  if (name == kTypeNameAttr)
    return isa<StringAttr>(attribute.getValue()) ? success() : fail("must be a string");
  if (name == kPartitionAttr || name == kReshapeAttr) {
    auto array = dyn_cast<ArrayType>(type);
    auto partitions = dyn_cast<ArrayAttr>(attribute.getValue());
    if (!array || !partitions || !llvm::all_of(partitions, llvm::IsaPred<PartitionAttr>))
      return fail("must be an array of #dataflow.partition on a port that is an array");
    return verifyPartitions(op, array, partitions);
  }
  if (name == kInterfaceAttr && inDesign) {
    auto protocol = dyn_cast<InterfaceAttr>(attribute.getValue());
    if (!protocol)
      return fail("must be a #dataflow.interface");
    bool forFifo = protocol.getValue() == Interface::AxiStream || protocol.getValue() == Interface::Fifo;
    if (forFifo != isa<FifoType>(type))
      return op->emitOpError() << "port '" << port << "' has the interface '" << stringifyInterface(protocol.getValue())
                               << "', which is for " << (forFifo ? "FIFOs" : "arrays") << ", but is a " << type;
    return success();
  }
  if (name == kShapeAttr && inDesign) {
    auto shape = dyn_cast<DenseI64ArrayAttr>(attribute.getValue());
    if (!shape || llvm::any_of(shape.asArrayRef(), [](int64_t size) { return size < 1; }))
      return fail("must be an array<i64> of positive sizes");
    int64_t elements = 1;
    for (int64_t size : shape.asArrayRef()) {
      if (size > kMaxElements / elements)
        return op->emitOpError() << "port '" << port << "' has a shape of more than " << kMaxElements << " elements";
      elements *= size;
    }
    if (auto array = dyn_cast<ArrayType>(type)) {
      int64_t found = ShapedType::getNumElements(array.getAccessShape());
      if (found != elements)
        return op->emitOpError() << "port '" << port << "' stores " << found << " elements, but its shape has "
                                 << elements;
    } else if (elements % getLanes(type)) {
      return op->emitOpError() << "port '" << port << "' transfers " << getLanes(type)
                               << " elements at once, which does not divide the " << elements << " of its shape";
    }
    return success();
  }
  return fail(inDesign ? "is not an attribute of ports" : "is not an attribute of ports of a process");
}

/// Checks numbers of names and directions, types and attributes of ports.
template <typename OpTy> static LogicalResult verifyPorts(OpTy op) {
  unsigned ports = op.getBody().getNumArguments();
  if (op.getPortNames().size() != ports || op.getPortDirections().size() != ports)
    return op.emitOpError() << "has " << ports << " ports, but " << op.getPortNames().size() << " names and "
                            << op.getPortDirections().size() << " directions";
  if (op.getPortAttrs() && op.getPortAttrs()->size() != ports)
    return op.emitOpError() << "has " << ports << " ports, but attributes of " << op.getPortAttrs()->size();
  DenseMap<Attribute, unsigned> firstWithName;
  for (unsigned port = 0; port < ports; ++port) {
    Type type = op.getPortType(port);
    StringRef name = op.getPortName(port);
    if (!isa<FifoType, ArrayType>(type))
      return op.emitOpError() << "port '" << name << "' must be a FIFO or an array, but is a " << type;
    if (auto [first, isNew] = firstWithName.try_emplace(op.getPortNames()[port], port); !isNew)
      return op.emitOpError() << "names ports " << first->second << " and " << port << " '" << name << "'";
    for (NamedAttribute attribute : op.getPortAttributes(port)) {
      Dialect *dialect = attribute.getNameDialect();
      if (isa_and_nonnull<DataflowDialect>(dialect)) {
        if (failed(verifyPortAttribute(op, name, type, attribute)))
          return failure();
      } else if (dialect) {
        // Attributes of the source function: arguments have become `in` ports and results `out` ports.
        LogicalResult verified = op.getPortDirection(port) == Direction::In
                                     ? dialect->verifyRegionArgAttribute(op, 0, port, attribute)
                                     : dialect->verifyRegionResultAttribute(op, 0, port, attribute);
        if (failed(verified))
          return failure();
      }
    }
  }
  return success();
}

/// Checks that no loop inside a pipeline stays a loop.
LogicalResult dataflow::verifyNoRolledLoops(Operation *pipeline, Operation *body) {
  WalkResult result = body->walk([&](ForOp loop) {
    if (loop == pipeline || loop.isFullyUnrolled())
      return WalkResult::advance();
    InFlightDiagnostic diag = pipeline->emitOpError()
                              << "is pipelined, but holds a loop of " << loop.getTripCount() << " iterations";
    if (loop.getUnroll())
      diag << " of which " << *loop.getUnroll() << " are unrolled";
    else
      diag << " that is not unrolled";
    diag.attachNote(loop.getLoc()) << "loop is here";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

LogicalResult ProcessOp::verify() {
  if (failed(verifyPorts(*this)))
    return failure();
  for (Operation &op : *getBodyBlock())
    if (isa<InstanceOp, FifoOp, DesignOp, ProcessOp>(op))
      return op.emitOpError("must stand in a dataflow.design");
  return getPipeline() ? verifyNoRolledLoops(*this, *this) : success();
}

LogicalResult DesignOp::verify() {
  if (failed(verifyPorts(*this)))
    return failure();
  for (unsigned port = 0; port < getNumPorts(); ++port)
    if (isa<FifoType>(getPortType(port)) && !getPortAttributes(port).contains(kShapeAttr))
      return emitOpError() << "port '" << getPortName(port) << "' is a FIFO and needs '" << kShapeAttr
                           << "', the shape of the tensor that passes";
  for (Operation &op : *getBodyBlock())
    if (!isa<FifoOp, ArrayOp, InstanceOp>(op)) {
      InFlightDiagnostic diag =
          op.emitOpError("does not belong into a design, which holds FIFOs, arrays and instances");
      diag.attachNote(getLoc()) << "design is here";
      return diag;
    }
  return success();
}

LogicalResult InstanceOp::verifySymbolUses(SymbolTableCollection &symbols) {
  auto process = symbols.lookupNearestSymbolFrom<ProcessOp>(*this, getProcessAttr());
  if (!process)
    return emitOpError() << "refers to '@" << getProcess() << "', which is not a dataflow.process of the module";
  auto note = [&](InFlightDiagnostic diag) {
    diag.attachNote(process.getLoc()) << "process declared here";
    return diag;
  };
  if (process.getNumPorts() != getPorts().size())
    return note(emitOpError() << "connects " << getPorts().size() << " ports, but the process has "
                              << process.getNumPorts());
  for (auto [i, port] : llvm::enumerate(getPorts()))
    if (port.getType() != process.getPortType(i))
      return note(emitOpError() << "connects port '" << process.getPortName(i) << "' to " << port.getType()
                                << ", but it is " << process.getPortType(i));
  if (getOperation()->getParentOfType<DesignOp>().getPipeline())
    return verifyNoRolledLoops(*this, process);
  return success();
}

LogicalResult DesignOp::verifySymbolUses(SymbolTableCollection &symbols) {
  // Who writes and who reads every FIFO and array.
  struct Users {
    SmallVector<Operation *> writers, readers;
  };
  DenseMap<Value, Users> users;
  for (auto instance : getBodyBlock()->getOps<InstanceOp>()) {
    auto process = symbols.lookupNearestSymbolFrom<ProcessOp>(instance, instance.getProcessAttr());
    if (!process || process.getNumPorts() != instance.getPorts().size())
      return success(); // The instance says so itself.
    for (auto [i, port] : llvm::enumerate(instance.getPorts()))
      (process.getPortDirection(i) == Direction::In ? users[port].readers : users[port].writers).push_back(instance);
  }
  auto check = [&](Value value, const Twine &what, Location loc, bool needsWriter, bool needsReader) -> LogicalResult {
    const Users &found = users[value];
    // An array of a pipelined design is a set of registers, which anyone may read.
    bool manyReaders = getPipeline() && isa<ArrayType>(value.getType());
    auto fail = [&](size_t count, StringRef role, size_t required, ArrayRef<Operation *> others) -> LogicalResult {
      InFlightDiagnostic diag = mlir::emitError(loc) << "'dataflow.design' op " << what << " has " << count << " "
                                                     << role << ", but needs " << required;
      for (Operation *other : others)
        diag.attachNote(other->getLoc()) << "used here";
      return diag;
    };
    if (found.writers.size() != needsWriter)
      return fail(found.writers.size(), "writers", needsWriter, found.writers);
    if (found.readers.size() != needsReader && !(manyReaders && needsReader && !found.readers.empty()))
      return fail(found.readers.size(), "readers", needsReader, found.readers);
    return success();
  };
  for (unsigned port = 0; port < getNumPorts(); ++port) {
    bool isInput = getPortDirection(port) == Direction::In;
    if (failed(check(getBody().getArgument(port), "port '" + getPortName(port) + "'", getLoc(), !isInput, isInput)))
      return failure();
  }
  for (Operation &op : *getBodyBlock()) {
    if (auto fifo = dyn_cast<FifoOp>(op))
      if (failed(check(fifo, "FIFO '" + fifo.getName() + "'", fifo.getLoc(), true, true)))
        return failure();
    if (auto array = dyn_cast<ArrayOp>(op))
      if (failed(check(array, "array '" + array.getName() + "'", array.getLoc(), true, true)))
        return failure();
  }
  return success();
}
