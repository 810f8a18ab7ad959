//===- DesignRunner.cpp - Designs as machine code -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/DesignRunner.h"
#include "lib/Execution/DesignTurns.h"
#include "lib/Execution/ObjectCache.h"
#include <atomic>
#include <thread>

using namespace mlir;
using namespace hls4mlir;

DesignRunner::DesignRunner() = default;
DesignRunner::~DesignRunner() = default;

bool DesignRunner::isFromCache() const { return code->isFromCache(); }

FailureOr<std::unique_ptr<DesignRunner>> DesignRunner::create(ModuleOp module, const DesignRunnerOptions &options) {
  std::unique_ptr<DesignRunner> runner(new DesignRunner);
  runner->module = module.clone();
  FailureOr<DesignInterface> interface = getDesignInterface(*runner->module);
  if (failed(interface))
    return failure();
  runner->interface = std::move(*interface);
  FailureOr<std::unique_ptr<DesignCode>> code =
      DesignCode::create(runner->interface, options.useCache ? ObjectCache::defaultDirectory() : "");
  if (failed(code))
    return failure();
  runner->code = std::move(*code);
  runner->threads = limitThreads(options.threads);
  return runner;
}

LogicalResult DesignRunner::run(ArrayRef<const int64_t *> inputs, ArrayRef<int64_t *> outputs, int64_t count) const {
  std::unique_ptr<DesignFailure> failure = compute(inputs, outputs, count);
  return failure ? report(*failure) : success();
}

LogicalResult DesignRunner::report(const DesignFailure &failure) const { return failure.report(interface); }

std::unique_ptr<DesignFailure> DesignRunner::compute(ArrayRef<const int64_t *> inputs, ArrayRef<int64_t *> outputs,
                                                     int64_t count) const {
  std::atomic<int64_t> next(0), firstFailure(count);
  // Samples are taken in order, so that all in front of one that fails are computed, and the first one that fails is
  // the same every time.
  auto computeAll = [&](std::optional<DesignFailure> &failure) {
    DesignTurns turns(*code);
    while (true) {
      int64_t sample = next.fetch_add(1);
      if (sample >= firstFailure.load())
        return;
      failure = turns.compute(inputs, outputs, sample);
      if (!failure)
        continue;
      int64_t known = firstFailure.load();
      while (sample < known && !firstFailure.compare_exchange_weak(known, sample)) {
      }
      return;
    }
  };
  int64_t others = std::clamp<int64_t>(std::min<int64_t>(threads, count) - 1, 0, threads - 1);
  std::vector<std::optional<DesignFailure>> failures(others + 1);
  std::vector<std::thread> workers;
  for (int64_t i = 0; i < others; ++i)
    workers.emplace_back([&, i] { computeAll(failures[i + 1]); });
  computeAll(failures[0]);
  for (std::thread &worker : workers)
    worker.join();
  for (std::optional<DesignFailure> &failure : failures)
    if (failure && failure->sample == firstFailure.load())
      return std::make_unique<DesignFailure>(std::move(*failure));
  return nullptr;
}
