//===- Building.cpp - Creating operations -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "python/src/Building.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "python/src/Diagnostics.h"
#include "llvm/Support/Regex.h"

using namespace mlir;
using namespace hls4mlir::python;

//===----------------------------------------------------------------------===//
// Result types
//===----------------------------------------------------------------------===//

/// Storage for the properties of an operation that does not exist yet.
namespace {
class Properties {
public:
  Properties(RegisteredOperationName name, DictionaryAttr attributes, Location loc)
      : name(name), storage(new char[std::max<size_t>(1, name.getOpPropertyByteSize())]) {
    if (name.getOpPropertyByteSize() == 0)
      return;
    properties = OpaqueProperties(storage.get());
    name.initOpProperties(properties, OpaqueProperties(nullptr));
    valid = succeeded(name.setOpPropertiesFromAttribute(
        name, properties, attributes, [&] { return mlir::emitError(loc) << "'" << name.getStringRef() << "' op "; }));
  }
  ~Properties() {
    if (properties)
      name.destroyOpProperties(properties);
  }

  bool isValid() const { return valid; }
  OpaqueProperties get() const { return properties; }

private:
  RegisteredOperationName name;
  std::unique_ptr<char[]> storage;
  OpaqueProperties properties{nullptr};
  bool valid = true;
};
} // namespace

/// Inference reads operands and attributes as if the verifier had seen them. Lets it see them, on an operation made
/// for that purpose, and returns whether it finds nothing wrong with them; what it thinks of the results is no matter.
static bool checkOperandsAndAttributes(const OperationState &state, RegisteredOperationName name) {
  SmallVector<Type, 1> results;
  if (name.hasTrait<OpTrait::OneResult>())
    results.push_back(NoneType::get(state.getContext()));
  Operation *op = Operation::create(state.location, state.name, results, state.operands,
                                    state.attributes.getDictionary(state.getContext()), OpaqueProperties(nullptr),
                                    state.successors, state.regions.size());
  bool valid = true;
  {
    ScopedDiagnosticHandler handler(state.getContext(), [&](Diagnostic &diagnostic) {
      std::string message = diagnostic.str();
      static const llvm::Regex aboutParts("op (operand #|attribute '|requires attribute '|requires (a single|zero) "
                                          "operand|expected [0-9]+ (or more )?operands)");
      if (!aboutParts.match(message))
        return success();
      valid = false;
      return failure();
    });
    (void)name.verifyInvariants(op);
  }
  op->destroy();
  return valid;
}

static void inferResultTypes(OperationState &state, ContextState &context) {
  std::optional<RegisteredOperationName> registered = state.name.getRegisteredInfo();
  std::string name = state.name.getStringRef().str();
  auto *interface = registered ? registered->getInterface<InferTypeOpInterface>() : nullptr;
  if (!interface) {
    if (!registered || registered->hasTrait<OpTrait::ZeroResults>())
      return;
    throw nb::value_error(("the result types of '" + name + "' cannot be inferred: pass `results=`").c_str());
  }
  DiagnosticScope scope(context.shared_from_this(), GIL::Keep);
  DictionaryAttr attributes = state.attributes.getDictionary(&context.mlir);
  Properties properties(*registered, attributes, state.location);
  SmallVector<Type> types;
  bool inferred = properties.isValid() && checkOperandsAndAttributes(state, *registered) &&
                  succeeded(interface->inferReturnTypes(&context.mlir, state.location, state.operands, attributes,
                                                        properties.get(), state.regions, types));
  scope.finish(inferred, "cannot infer the result types of '" + name + "'");
  state.addTypes(types);
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

void hls4mlir::python::insertAt(const OpHandle &op, nb::handle ip) {
  if (ip.is_none()) {
    const auto *frame = CurrentStack::top();
    if (frame && frame->insertionPoint && frame->context == op.getContext())
      frame->insertionPoint->insert(op);
  } else if (nb::isinstance<PyInsertionPoint>(ip)) {
    nb::cast<const PyInsertionPoint &>(ip).insert(op);
  } else if (!nb::isinstance<nb::bool_>(ip) || nb::cast<bool>(ip)) {
    throw nb::type_error("`ip` is an InsertionPoint, None for the current one, or False for none");
  }
}

OpHandle hls4mlir::python::createOperation(const OperationParts &parts, const PyLocation *loc, nb::handle ip) {
  Location location = resolveLocation(loc);
  ContextRef context = getContextState(location.getContext());
  OperationState state(location, parts.name);
  if (!state.name.isRegistered() && !context->mlir.allowsUnregisteredDialects())
    throw nb::value_error(("there is no operation '" + parts.name + "'").c_str());
  if (parts.regions < 0)
    throw nb::value_error("the number of regions is not negative");

  RootRef root;
  auto join = [&](const RootRef &other) {
    if (other->getContext() != context)
      throw nb::value_error(
          ("an operand of '" + parts.name + "' belongs to another context than its location").c_str());
    root = root ? IRRoot::merge(root, other) : other;
  };
  for (const ValueHandle &operand : parts.operands) {
    state.operands.push_back(operand.get());
    join(operand.getRoot());
  }
  for (const BlockHandle &successor : parts.successors) {
    state.addSuccessors(successor.get());
    join(successor.getRoot());
  }
  for (const auto &[name, attribute] : parts.attributes) {
    if (attribute.getContext() != &context->mlir)
      throw nb::value_error(("the attribute '" + name + "' belongs to another context than the location").c_str());
    state.attributes.set(name, attribute);
  }
  for (int64_t i = 0; i < parts.regions; ++i)
    state.addRegion();
  if (parts.results)
    state.addTypes(*parts.results);
  else
    inferResultTypes(state, *context);

  Operation *op = Operation::create(state);
  // An attribute of the wrong kind is dropped where properties hold it.
  for (const auto &[name, attribute] : parts.attributes) {
    if (op->getAttr(name) != attribute) {
      op->destroy();
      throw nb::type_error(("'" + parts.name + "' cannot have " + print(attribute) + " as '" + name + "'").c_str());
    }
  }
  OpHandle handle = [&] {
    if (!root)
      return OpHandle(IRRoot::adopt(op), op);
    root->setTopLevel(op, true);
    return OpHandle(root, op);
  }();
  insertAt(handle, ip);
  return handle;
}

std::vector<std::pair<std::string, Attribute>> hls4mlir::python::toAttributes(const std::string &operation,
                                                                              nb::handle attributes) {
  std::vector<std::pair<std::string, Attribute>> result;
  if (attributes.is_none())
    return result;
  for (auto [key, value] : nb::cast<nb::dict>(attributes)) {
    std::string name = nb::cast<std::string>(key);
    if (!nb::isinstance<PyAttribute>(value))
      throw nb::type_error(("the attribute '" + name + "' of '" + operation + "' is " +
                            nb::cast<std::string>(nb::repr(value)) + ", which is no Attribute")
                               .c_str());
    result.emplace_back(name, nb::cast<Attribute>(value));
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Generated classes
//===----------------------------------------------------------------------===//

/// Flattens a list of operands or results that follows `segments`: 1 for exactly one, 0 for an optional one, -1 for
/// any number. Returns the sizes of the segments; without segments every element counts one.
template <typename Element, typename Convert>
static std::vector<int32_t> flatten(const std::string &operation, const char *what, nb::handle list,
                                    nb::handle segments, std::vector<Element> &result, Convert convert) {
  std::vector<int32_t> sizes;
  if (segments.is_none()) {
    for (nb::handle element : list)
      result.push_back(convert(element));
    return sizes;
  }
  auto kinds = nb::cast<std::vector<int>>(segments);
  if (nb::len(list) != kinds.size())
    throw nb::value_error(("'" + operation + "' takes " + std::to_string(kinds.size()) + " " + what +
                           " segments, but got " + std::to_string(nb::len(list)))
                              .c_str());
  size_t index = 0;
  for (nb::handle element : list) {
    int kind = kinds[index++];
    size_t before = result.size();
    if (kind == -1) {
      if (!element.is_none())
        for (nb::handle single : element)
          result.push_back(convert(single));
    } else if (!element.is_none()) {
      result.push_back(convert(element));
    } else if (kind == 1) {
      throw nb::value_error(("'" + operation + "' needs " + what + " number " + std::to_string(index - 1)).c_str());
    }
    sizes.push_back(result.size() - before);
  }
  return sizes;
}

OpHandle hls4mlir::python::buildGeneric(const std::string &name, nb::handle regionSpec, nb::handle operandSegments,
                                        nb::handle resultSegments, nb::handle attributes, nb::handle results,
                                        nb::handle operands, nb::handle successors, nb::handle regions,
                                        const PyLocation *loc, nb::handle ip) {
  OperationParts parts;
  parts.name = name;
  parts.attributes = toAttributes(name, attributes);
  MLIRContext *context = resolveLocation(loc).getContext();
  auto addSegments = [&](const char *attribute, const std::vector<int32_t> &sizes) {
    parts.attributes.emplace_back(attribute, DenseI32ArrayAttr::get(context, sizes));
  };

  if (!operands.is_none()) {
    auto sizes = flatten(name, "operand", operands, operandSegments, parts.operands, toValue);
    if (!operandSegments.is_none())
      addSegments("operandSegmentSizes", sizes);
  }
  if (!results.is_none()) {
    parts.results.emplace();
    auto sizes = flatten(name, "result", results, resultSegments, *parts.results,
                         [](nb::handle type) { return nb::cast<Type>(type); });
    if (!resultSegments.is_none())
      addSegments("resultSegmentSizes", sizes);
  }
  if (!successors.is_none())
    parts.successors = nb::cast<std::vector<BlockHandle>>(successors);

  auto [minimum, exact] = nb::cast<std::pair<int64_t, bool>>(regionSpec);
  parts.regions = regions.is_none() ? minimum : nb::cast<int64_t>(regions);
  if (parts.regions < minimum || (exact && parts.regions != minimum))
    throw nb::value_error(("'" + name + "' has " + (exact ? "" : "at least ") + std::to_string(minimum) +
                           " regions, not " + std::to_string(parts.regions))
                              .c_str());
  return createOperation(parts, loc, ip);
}
