//===- Lifetime.h - Who owns IR, and what may still be touched -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//
//
// Python objects outlive what they refer to: an operation is erased, a pass run replaces half a module. These
// classes make sure that such an object raises an exception and never reads freed memory.
//
// - Attributes, types and locations live as long as their context; their wrappers hold it (ContextRef).
// - Operations, and all that hangs on them, belong to an IRRoot. Wrappers are Handles: the root, a pointer, and
//   the root's generation at the time the handle was made.
// - A pass run frees and reallocates as it likes, so it starts a new generation: older handles are stale.
//   Only handles of the top-level operations, which no pass may replace, survive.
// - `erase` takes an operation out of the IR, but its memory is kept until the next generation begins. The
//   erased operation and all inside it are thereby known by address, and no other handle becomes stale.
// - IR of two roots that becomes connected (an operation moves, a value is used) is owned by one root from then
//   on; the other forwards to it. Both trees are then freed together, in whatever order Python lets go of them.
//
//===----------------------------------------------------------------------===//

#ifndef HLS4MLIR_PYTHON_LIFETIME_H
#define HLS4MLIR_PYTHON_LIFETIME_H

#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Operation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include <memory>
#include <mutex>
#include <nanobind/nanobind.h>
#include <vector>

namespace hls4mlir::python {
namespace nb = nanobind;

//===----------------------------------------------------------------------===//
// Contexts
//===----------------------------------------------------------------------===//

/// An MLIRContext with all our dialects, and the Python diagnostic handlers attached to it.
struct ContextState : std::enable_shared_from_this<ContextState> {
  mlir::MLIRContext mlir;
  /// Held while the compiler runs without the GIL, so that diagnostics belong to one call at a time. Never wait
  /// for it with the GIL held: see DiagnosticScope.
  std::mutex exclusive;
  /// Callables, the most recent last, each with the identity of the DiagnosticHandler that attached it.
  std::vector<std::pair<uint64_t, nb::object>> handlers;

  ContextState();
  ~ContextState();
};
using ContextRef = std::shared_ptr<ContextState>;

/// The state that holds `context`. Every context that the bindings meet was created by them.
ContextRef getContextState(mlir::MLIRContext *context);

/// Drops the Python objects that contexts hold, so that nothing is left when the interpreter ends.
void clearContexts();

//===----------------------------------------------------------------------===//
// Roots
//===----------------------------------------------------------------------===//

class IRRoot;
using RootRef = std::shared_ptr<IRRoot>;

/// Owns one or more trees of operations, together with the operations erased from them.
class IRRoot {
public:
  explicit IRRoot(ContextRef context);
  ~IRRoot();
  IRRoot(const IRRoot &) = delete;
  IRRoot &operator=(const IRRoot &) = delete;

  /// A new root that owns `op`, which has no parent.
  static RootRef adopt(mlir::Operation *op);
  /// The root that owns the IR of `root` now.
  static RootRef resolve(const RootRef &root);
  /// Makes one root own the IR of both, and returns it.
  static RootRef merge(const RootRef &lhs, const RootRef &rhs);

  const ContextRef &getContext() const { return context; }
  uint64_t getGeneration() const { return generation; }

  /// `op`, which was inserted into a block of this root, is a tree of its own no longer, or has become one.
  void setTopLevel(mlir::Operation *op, bool isTopLevel);
  /// Takes `op` out of the IR for good.
  void erase(mlir::Operation *op);
  /// Makes all handles stale but those of top-level operations, and frees what was erased.
  void startGeneration();

  /// While a pass runs without the GIL no other thread may look at the IR.
  void setRunning(bool value) { running = value; }
  bool isRunning() const { return running; }

private:
  template <typename T> friend class Handle;

  /// When an operation became a tree of its own: handles of it made since then stay valid.
  struct Since {
    uint64_t root;
    uint64_t generation;
  };

  bool isErased(mlir::Operation *op) const;
  void freeErased();

  ContextRef context;
  /// Distinguishes roots even when one is allocated where another was.
  const uint64_t id;
  uint64_t generation = 0;
  bool running = false;
  llvm::DenseMap<mlir::Operation *, Since> topLevel;
  llvm::DenseSet<mlir::Operation *> erased;
  RootRef mergedInto;
  /// Generation of `mergedInto` at the time.
  uint64_t mergedAt = 0;
};

//===----------------------------------------------------------------------===//
// Handles
//===----------------------------------------------------------------------===//

/// The operation whose existence `object` depends on; null for a block or region outside any operation.
inline mlir::Operation *getAnchor(mlir::Operation *op) { return op; }
inline mlir::Operation *getAnchor(mlir::Block *block) { return block->getParentOp(); }
inline mlir::Operation *getAnchor(mlir::Region *region) { return region->getParentOp(); }
inline mlir::Operation *getAnchor(mlir::Value value) {
  if (mlir::Operation *op = value.getDefiningOp())
    return op;
  return mlir::cast<mlir::BlockArgument>(value).getOwner()->getParentOp();
}
inline const char *describe(mlir::Operation *) { return "operation"; }
inline const char *describe(mlir::Block *) { return "block"; }
inline const char *describe(mlir::Region *) { return "region"; }
inline const char *describe(mlir::Value) { return "value"; }

/// Thrown as RuntimeError.
[[noreturn]] void throwInvalidated(const char *what, const char *why);
[[noreturn]] void throwRunning(const char *what);

/// A reference into IR that knows whether what it refers to may still be touched.
template <typename T> class Handle {
public:
  Handle() = default;
  Handle(const RootRef &root, T object) : root(IRRoot::resolve(root)), object(object) {
    generation = this->root->generation;
  }

  /// The object; throws when it is gone.
  T get() const {
    if (isErased())
      throwInvalidated(describe(object), "it was erased, by itself or with what it was part of");
    return object;
  }
  T operator*() const { return get(); }
  T operator->() const { return get(); }
  /// Whether the object was erased since the handle was made; throws when it is gone otherwise.
  bool isErased() const {
    const RootRef current = checkGeneration();
    return current->isErased(getAnchor(object));
  }

  /// The root that owns the object now.
  RootRef getRoot() const { return IRRoot::resolve(root); }
  const ContextRef &getContext() const { return root->getContext(); }
  /// A handle of something that belongs to the same IR.
  template <typename U> Handle<U> derive(U other) const { return Handle<U>(root, other); }

  /// Whether both refer to the same object. Works on stale handles too, without reading what they refer to.
  bool operator==(const Handle &other) const {
    return object == other.object && IRRoot::resolve(root) == IRRoot::resolve(other.root);
  }
  size_t hash() const { return llvm::hash_value(toPointer(object)); }

private:
  static void *toPointer(mlir::Value value) { return value.getAsOpaquePointer(); }
  static void *toPointer(void *pointer) { return pointer; }

  /// The root that owns the object now; throws when its memory may have been freed or is being changed.
  RootRef checkGeneration() const {
    RootRef owner = root;
    uint64_t expected = generation;
    while (expected == owner->generation && owner->mergedInto) {
      expected = owner->mergedAt;
      owner = owner->mergedInto;
    }
    const RootRef current = IRRoot::resolve(root);
    if (expected != owner->generation && !isPinned(*current))
      throwInvalidated(describe(object), "a pass run may have replaced or freed it");
    if (current->running)
      throwRunning(describe(object));
    return current;
  }

  /// No pass replaces a top-level operation.
  bool isPinned(const IRRoot &current) const {
    if constexpr (std::is_same_v<T, mlir::Operation *>) {
      auto it = current.topLevel.find(object);
      return it != current.topLevel.end() && it->second.root == root->id && generation >= it->second.generation;
    }
    return false;
  }

  RootRef root;
  T object = {};
  uint64_t generation = 0;
};

using OpHandle = Handle<mlir::Operation *>;
using BlockHandle = Handle<mlir::Block *>;
using RegionHandle = Handle<mlir::Region *>;
using ValueHandle = Handle<mlir::Value>;

} // namespace hls4mlir::python

#endif // HLS4MLIR_PYTHON_LIFETIME_H
