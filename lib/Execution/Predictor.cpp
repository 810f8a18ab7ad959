//===- Predictor.cpp - Compiled evaluation of the integer form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/Predictor.h"
#include "lib/Execution/HostCode.h"
#include "lib/Execution/ObjectCache.h"
#include "llvm/Support/MathExtras.h"
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <thread>

using namespace mlir;
using namespace hls4mlir;

Predictor::~Predictor() = default;

bool Predictor::isFromCache() const { return code->isFromCache(); }

FailureOr<std::unique_ptr<Predictor>> Predictor::create(ModuleOp module, const PredictorOptions &options) {
  FailureOr<ModelInterface> interface = getModelInterface(module);
  if (failed(interface))
    return failure();
  std::string cache = options.useCache ? ObjectCache::defaultDirectory() : "";
  FailureOr<std::unique_ptr<HostCode>> code = HostCode::create(module.clone(), cache);
  if (failed(code))
    return failure();
  std::unique_ptr<Predictor> predictor(new Predictor);
  predictor->inputs = std::move(interface->inputs);
  predictor->outputs = std::move(interface->outputs);
  predictor->threads = options.threads ? options.threads : std::max(1u, std::thread::hardware_concurrency());
  predictor->code = std::move(*code);
  return predictor;
}

namespace {
/// What one thread computes with.
class Worker {
public:
  Worker(const HostCode &code, ArrayRef<ModelPort> inputs, ArrayRef<ModelPort> outputs)
      : code(code), tile(code.getSamples()), inputs(inputs), outputs(outputs) {}
  ~Worker() { std::free(scratch); }

  /// Memory for a tile, and for the rows of an incomplete one; false when there is none.
  bool allocate(bool incomplete) {
    int64_t bytes = code.getScratchBytes();
    for (const ModelPort &port : llvm::concat<const ModelPort>(inputs, outputs))
      bytes += incomplete ? llvm::alignTo(port.elements * tile * sizeof(int64_t), 64) : 0;
    scratch = static_cast<char *>(std::aligned_alloc(64, std::max<int64_t>(llvm::alignTo(bytes, 64), 64)));
    return scratch;
  }

  /// Computes `count` samples from sample `first` on, at most a tile.
  void compute(ArrayRef<const int64_t *> allInputs, ArrayRef<int64_t *> allOutputs, int64_t first, int64_t count) {
    SmallVector<const int64_t *> tileInputs;
    SmallVector<int64_t *> tileOutputs;
    for (auto [port, codes] : llvm::zip(inputs, allInputs))
      tileInputs.push_back(codes + first * port.elements);
    for (auto [port, codes] : llvm::zip(outputs, allOutputs))
      tileOutputs.push_back(codes + first * port.elements);
    if (count == tile)
      return code.call(tileInputs, tileOutputs, scratch);

    // The code always computes whole tiles: an incomplete one is filled up with zeros, beside the scratch memory.
    SmallVector<int64_t *> results(tileOutputs);
    auto *rows = reinterpret_cast<int64_t *>(scratch + llvm::alignTo(code.getScratchBytes(), 64));
    auto takeRows = [&](const ModelPort &port) {
      int64_t *taken = rows;
      rows += llvm::alignTo(port.elements * tile, 8);
      return taken;
    };
    for (auto [port, codes] : llvm::zip(inputs, tileInputs)) {
      int64_t *padded = takeRows(port);
      std::fill(std::copy_n(codes, count * port.elements, padded), padded + tile * port.elements, 0);
      codes = padded;
    }
    for (auto [port, codes] : llvm::zip(outputs, tileOutputs))
      codes = takeRows(port);
    code.call(tileInputs, tileOutputs, scratch);
    for (auto [port, from, to] : llvm::zip(outputs, tileOutputs, results))
      std::copy_n(from, count * port.elements, to);
  }

private:
  const HostCode &code;
  /// Samples of a tile.
  int64_t tile;
  ArrayRef<ModelPort> inputs, outputs;
  char *scratch = nullptr;
};
} // namespace

/// Starting a thread takes about this long: less work than that is not worth one.
static constexpr std::chrono::microseconds kThreadCost(50);

LogicalResult Predictor::run(ArrayRef<const int64_t *> inputCodes, ArrayRef<int64_t *> outputCodes,
                             int64_t count) const {
  const int64_t samples = code->getSamples(), tiles = llvm::divideCeil(count, samples);
  if (tiles == 0)
    return success();
  std::atomic<int64_t> next(0);
  auto computeOne = [&](Worker &worker) {
    int64_t tile = next.fetch_add(1, std::memory_order_relaxed);
    if (tile >= tiles)
      return false;
    worker.compute(inputCodes, outputCodes, tile * samples, std::min(samples, count - tile * samples));
    return true;
  };

  bool incomplete = count % samples != 0;
  Worker own(*code, inputs, outputs);
  if (!own.allocate(incomplete))
    return failure();
  // The first tile tells whether the others are worth threads.
  auto start = std::chrono::steady_clock::now();
  computeOne(own);
  auto perTile = std::chrono::steady_clock::now() - start;
  int64_t worth = std::min<int64_t>(threads - 1, perTile * (tiles - 1) / (2 * kThreadCost));
  std::vector<std::thread> others;
  for (int64_t i = 0; i < std::min(worth, tiles - 2); ++i)
    others.emplace_back([&] {
      // A thread without memory leaves its work to the others.
      Worker worker(*code, inputs, outputs);
      if (worker.allocate(incomplete))
        while (computeOne(worker)) {
        }
    });
  while (computeOne(own)) {
  }
  for (std::thread &thread : others)
    thread.join();
  return success();
}
