//===- Predictor.cpp - Compiled evaluation of the integer form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/Predictor.h"
#include "lib/Conversion/QNNToVector/QNNToVector.h"
#include "lib/Execution/HostCode.h"
#include "lib/Execution/ObjectCache.h"
#include "llvm/Support/MathExtras.h"
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>

using namespace mlir;
using namespace hls4mlir;

/// Samples that a call of the code computes, which is a tile of them: many fill the vectors, few are done soon.
static constexpr int64_t kManySamples = 64, kFewSamples = 8;
/// A sample of a tile of few takes about so many times as long as one of a tile of many.
static constexpr int64_t kCostOfFew = 2;

Predictor::Predictor() = default;
Predictor::~Predictor() = default;

bool Predictor::isFromCache() const { return code->isFromCache(); }

FailureOr<std::unique_ptr<Predictor>> Predictor::create(ModuleOp module, const PredictorOptions &options) {
  FailureOr<ModelInterface> interface = getModelInterface(module);
  if (failed(interface))
    return failure();
  std::unique_ptr<Predictor> predictor(new Predictor);
  predictor->options = options;
  predictor->module = module.clone();
  FailureOr<std::unique_ptr<HostCode>> code = predictor->compile(kManySamples);
  if (failed(code))
    return failure();
  predictor->inputs = std::move(interface->inputs);
  predictor->outputs = std::move(interface->outputs);
  for (auto [i, port] : llvm::enumerate(predictor->inputs))
    port.isFloat = options.floats && getFloatInput(interface->function, i);
  for (auto [i, port] : llvm::enumerate(predictor->outputs))
    port.isFloat = options.floats && getFloatResult(interface->function, i);
  predictor->threads = limitThreads(options.threads);
  predictor->code = std::move(*code);
  return predictor;
}

FailureOr<std::unique_ptr<HostCode>> Predictor::compile(int64_t samples) const {
  std::string cache = options.useCache ? ObjectCache::defaultDirectory() : "";
  return HostCode::create(ModuleOp(*module).clone(), cache, samples, options.floats);
}

/// Whether tiles of few samples compute `count` of them sooner than tiles of `many`.
static bool areFew(int64_t count, int64_t many, int64_t threads) {
  if (count == 0)
    return false;
  // The first tile is computed alone, to see whether the others are worth threads.
  auto time = [&](int64_t tile) {
    int64_t others = llvm::divideCeil(count, tile) - 1;
    return (1 + llvm::divideCeil(others, threads)) * tile;
  };
  return kFewSamples < many && kCostOfFew * time(kFewSamples) < time(many);
}

bool Predictor::isPrepared(int64_t count) const {
  std::lock_guard<std::mutex> lock(mutex);
  return smallCode || !areFew(count, code->getSamples(), threads);
}

LogicalResult Predictor::prepare(int64_t count) {
  if (isPrepared(count))
    return success();
  FailureOr<std::unique_ptr<HostCode>> compiled = compile(kFewSamples);
  if (failed(compiled))
    return failure();
  std::lock_guard<std::mutex> lock(mutex);
  // Another thread may have been as fast, and its code be in use.
  if (!smallCode)
    smallCode = std::move(*compiled);
  return success();
}

const HostCode &Predictor::selectCode(int64_t count) const {
  std::lock_guard<std::mutex> lock(mutex);
  return smallCode && areFew(count, code->getSamples(), threads) ? *smallCode : *code;
}

/// Bytes of one sample at a port of the host.
static int64_t bytesOf(const ModelPort &port) {
  return port.elements * static_cast<int64_t>(port.isFloat ? sizeof(float) : sizeof(int64_t));
}

static bool areFinite(const float *numbers, int64_t count) {
  // An exponent of all ones carries into the sign.
  uint32_t found = 0;
  for (int64_t i = 0; i < count; ++i) {
    uint32_t bits;
    std::memcpy(&bits, numbers + i, sizeof bits);
    found |= (bits & 0x7f800000u) + 0x00800000u;
  }
  return !(found & 0x80000000u);
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
      bytes += incomplete ? llvm::alignTo(bytesOf(port) * tile, 64) : 0;
    scratch = static_cast<char *>(std::aligned_alloc(64, std::max<int64_t>(llvm::alignTo(bytes, 64), 64)));
    return scratch;
  }

  /// Computes `count` samples from sample `first` on, at most a tile; false when an input is not finite.
  bool compute(ArrayRef<const void *> allInputs, ArrayRef<void *> allOutputs, int64_t first, int64_t count) {
    SmallVector<const void *> tileInputs;
    SmallVector<void *> tileOutputs;
    for (auto [port, numbers] : llvm::zip(inputs, allInputs)) {
      tileInputs.push_back(static_cast<const char *>(numbers) + first * bytesOf(port));
      if (port.isFloat && !areFinite(static_cast<const float *>(tileInputs.back()), count * port.elements))
        return false;
    }
    for (auto [port, numbers] : llvm::zip(outputs, allOutputs))
      tileOutputs.push_back(static_cast<char *>(numbers) + first * bytesOf(port));
    if (count == tile) {
      code.call(tileInputs, tileOutputs, scratch);
      return true;
    }

    // The code always computes whole tiles: an incomplete one is filled up with zeros, beside the scratch memory.
    SmallVector<void *> results(tileOutputs);
    char *rows = scratch + llvm::alignTo(code.getScratchBytes(), 64);
    auto takeRows = [&](const ModelPort &port) {
      char *taken = rows;
      rows += llvm::alignTo(bytesOf(port) * tile, 64);
      return taken;
    };
    for (auto [port, numbers] : llvm::zip(inputs, tileInputs)) {
      char *padded = takeRows(port);
      std::memcpy(padded, numbers, count * bytesOf(port));
      std::memset(padded + count * bytesOf(port), 0, (tile - count) * bytesOf(port));
      numbers = padded;
    }
    for (auto [port, numbers] : llvm::zip(outputs, tileOutputs))
      numbers = takeRows(port);
    code.call(tileInputs, tileOutputs, scratch);
    for (auto [port, from, to] : llvm::zip(outputs, tileOutputs, results))
      std::memcpy(to, from, count * bytesOf(port));
    return true;
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
  return success(predict(SmallVector<const void *>(inputCodes), SmallVector<void *>(outputCodes), count) ==
                 Outcome::Done);
}

Predictor::Outcome Predictor::predict(ArrayRef<const void *> inputNumbers, ArrayRef<void *> outputNumbers,
                                      int64_t count) const {
  const HostCode &selected = selectCode(count);
  const int64_t samples = selected.getSamples(), tiles = llvm::divideCeil(count, samples);
  if (tiles == 0)
    return Outcome::Done;
  std::atomic<int64_t> next(0);
  std::atomic<bool> finite(true);
  auto computeOne = [&](Worker &worker) {
    int64_t tile = next.fetch_add(1, std::memory_order_relaxed);
    if (tile >= tiles)
      return false;
    if (!worker.compute(inputNumbers, outputNumbers, tile * samples, std::min(samples, count - tile * samples)))
      finite = false;
    return finite.load();
  };

  bool incomplete = count % samples != 0;
  Worker own(selected, inputs, outputs);
  if (!own.allocate(incomplete))
    return Outcome::OutOfMemory;
  // The first tile tells whether the others are worth threads.
  auto start = std::chrono::steady_clock::now();
  computeOne(own);
  auto perTile = std::chrono::steady_clock::now() - start;
  int64_t worth = std::min<int64_t>(threads - 1, perTile * (tiles - 1) / (2 * kThreadCost));
  std::vector<std::thread> others;
  for (int64_t i = 0; i < std::min(worth, tiles - 2); ++i)
    others.emplace_back([&] {
      // A thread without memory leaves its work to the others.
      Worker worker(selected, inputs, outputs);
      if (worker.allocate(incomplete))
        while (computeOne(worker)) {
        }
    });
  while (computeOne(own)) {
  }
  for (std::thread &thread : others)
    thread.join();
  return finite ? Outcome::Done : Outcome::NotFinite;
}
