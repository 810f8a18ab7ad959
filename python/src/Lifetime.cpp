//===- Lifetime.cpp - Who owns IR, and what may still be touched -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "python/src/Lifetime.h"
#include "lib/Registration.h"
#include <atomic>
#include <stdexcept>

using namespace mlir;
using namespace hls4mlir::python;

//===----------------------------------------------------------------------===//
// Contexts
//===----------------------------------------------------------------------===//

namespace {
struct LiveContexts {
  std::mutex mutex;
  llvm::DenseMap<MLIRContext *, ContextState *> states;
};
} // namespace

static LiveContexts &getLiveContexts() {
  // Never destroyed: a context may outlive static objects.
  static auto *contexts = new LiveContexts;
  return *contexts;
}

static DialectRegistry makeRegistry() {
  DialectRegistry registry;
  hls4mlir::registerAllDialects(registry);
  return registry;
}

ContextState::ContextState() : mlir(makeRegistry()) {
  // Type inference and verification work on loaded dialects only, and Python builds IR of any of them.
  mlir.loadAllAvailableDialects();
  // Locations name the layer; the text of an operation may hold all its weights.
  mlir.printOpOnDiagnostic(false);
  LiveContexts &live = getLiveContexts();
  std::lock_guard<std::mutex> lock(live.mutex);
  live.states[&mlir] = this;
}

ContextState::~ContextState() {
  LiveContexts &live = getLiveContexts();
  std::lock_guard<std::mutex> lock(live.mutex);
  live.states.erase(&mlir);
}

ContextRef hls4mlir::python::getContextState(MLIRContext *context) {
  LiveContexts &live = getLiveContexts();
  std::lock_guard<std::mutex> lock(live.mutex);
  auto it = live.states.find(context);
  if (it == live.states.end())
    throw std::runtime_error("the MLIR context was not created by hls4mlir's bindings");
  return it->second->shared_from_this();
}

void hls4mlir::python::clearContexts() {
  std::vector<nb::object> released;
  LiveContexts &live = getLiveContexts();
  std::lock_guard<std::mutex> lock(live.mutex);
  for (auto &entry : live.states)
    for (auto &handler : entry.second->handlers)
      released.push_back(std::move(handler.second));
  for (auto &entry : live.states)
    entry.second->handlers.clear();
}

//===----------------------------------------------------------------------===//
// Roots
//===----------------------------------------------------------------------===//

static uint64_t makeRootId() {
  static std::atomic<uint64_t> next{0};
  return next++;
}

IRRoot::IRRoot(ContextRef context) : context(std::move(context)), id(makeRootId()) {}

IRRoot::~IRRoot() {
  freeErased();
  // The trees may use each other's values.
  for (auto &entry : topLevel) {
    entry.first->dropAllReferences();
    entry.first->dropAllDefinedValueUses();
  }
  for (auto &entry : topLevel)
    entry.first->destroy();
}

RootRef IRRoot::adopt(Operation *op) {
  auto root = std::make_shared<IRRoot>(getContextState(op->getContext()));
  root->setTopLevel(op, true);
  return root;
}

RootRef IRRoot::resolve(const RootRef &root) {
  RootRef current = root;
  while (current->mergedInto)
    current = current->mergedInto;
  return current;
}

RootRef IRRoot::merge(const RootRef &lhs, const RootRef &rhs) {
  RootRef into = resolve(lhs), from = resolve(rhs);
  if (into == from)
    return into;
  if (into->context != from->context)
    throw nb::value_error("the IR belongs to another context");
  if (into->running || from->running)
    throwRunning("operation");
  into->topLevel.insert(from->topLevel.begin(), from->topLevel.end());
  into->erased.insert(from->erased.begin(), from->erased.end());
  from->topLevel.clear();
  from->erased.clear();
  from->mergedAt = into->generation;
  from->mergedInto = into;
  return into;
}

void IRRoot::setTopLevel(Operation *op, bool isTopLevel) {
  if (isTopLevel)
    topLevel[op] = {id, generation};
  else
    topLevel.erase(op);
}

void IRRoot::erase(Operation *op) {
  op->dropAllReferences();
  if (op->getBlock())
    op->remove();
  topLevel.erase(op);
  erased.insert(op);
}

void IRRoot::startGeneration() {
  ++generation;
  freeErased();
}

bool IRRoot::isErased(Operation *op) const {
  if (erased.empty() || !op)
    return false;
  while (Operation *parent = op->getParentOp())
    op = parent;
  return erased.contains(op);
}

void IRRoot::freeErased() {
  for (Operation *op : erased)
    op->destroy();
  erased.clear();
}

//===----------------------------------------------------------------------===//
// Handles
//===----------------------------------------------------------------------===//

void hls4mlir::python::throwInvalidated(const char *what, const char *why) {
  throw std::runtime_error(std::string(what) + " was invalidated: " + why);
}

void hls4mlir::python::throwRunning(const char *what) {
  throw std::runtime_error(std::string(what) + " is in use by a pass run of another thread");
}
