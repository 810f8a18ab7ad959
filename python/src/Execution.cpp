//===- Execution.cpp - Running models in the integer form -*- C++ -*-===//
//
// Part of hls4mlir, under the Apache License 2.0. See LICENSE.
//
//===----------------------------------------------------------------------===//

#include "lib/Execution/DesignInterpreter.h"
#include "lib/Execution/DesignRunner.h"
#include "lib/Execution/DesignTurns.h"
#include "lib/Execution/Interpreter.h"
#include "lib/Execution/Predictor.h"
#include "python/src/Bindings.h"
#include "python/src/Diagnostics.h"
#include <nanobind/ndarray.h>

using namespace mlir;
using namespace hls4mlir;
using namespace hls4mlir::python;

using InputCodes = nb::ndarray<nb::numpy, const int64_t, nb::c_contig, nb::device::cpu>;
using Array = nb::ndarray<nb::numpy, nb::c_contig, nb::device::cpu>;
using OutputCodes = nb::ndarray<nb::numpy, int64_t, nb::c_contig, nb::device::cpu>;

namespace {
/// The context outlives the machine code, which reads weights out of its attributes.
struct PyPredictor {
  ContextRef context;
  std::unique_ptr<Predictor> predictor;
};

struct PyDesignRunner {
  ContextRef context;
  std::unique_ptr<DesignRunner> runner;
};
} // namespace

/// A copy of the module that no other thread of Python knows.
static OwningOpRef<ModuleOp> copyModule(const PyOperationBase &operation) {
  auto module = dyn_cast<ModuleOp>(operation.op.get());
  if (!module)
    throw nb::type_error("expected a module");
  return module.clone();
}

/// The shape of one sample: that of the port, without the leading 1 that stands for the batch.
static ArrayRef<int64_t> sampleShape(const ModelPort &port) {
  ArrayRef<int64_t> shape = port.shape;
  return shape.size() > 1 && shape.front() == 1 ? shape.drop_front() : shape;
}

static std::string shapeText(ArrayRef<int64_t> shape) {
  std::string text = "(n";
  for (int64_t extent : shape)
    text += ", " + std::to_string(extent);
  return text + ")";
}

/// Checks the arrays against the inputs; the number of samples.
template <typename InputArray>
static int64_t countSamples(ArrayRef<ModelPort> ports, const std::vector<InputArray> &arrays) {
  if (arrays.size() != ports.size())
    throw nb::value_error(("the model has " + std::to_string(ports.size()) + " inputs, but " +
                           std::to_string(arrays.size()) + " arrays were given")
                              .c_str());
  int64_t count = arrays.empty() ? 0 : -1;
  for (size_t i = 0; i < arrays.size(); ++i) {
    SmallVector<int64_t> found;
    for (size_t dim = 0; dim < arrays[i].ndim(); ++dim)
      found.push_back(arrays[i].shape(dim));
    ArrayRef<int64_t> expected = sampleShape(ports[i]);
    auto fail = [&](const std::string &message) {
      std::string name = ports[i].name.empty() ? "" : " '" + ports[i].name + "'";
      throw nb::value_error(("input " + std::to_string(i) + name + " " + message).c_str());
    };
    bool fits = !found.empty() && (ArrayRef<int64_t>(found).drop_front() == expected ||
                                   ArrayRef<int64_t>(found).drop_front() == ArrayRef<int64_t>(ports[i].shape));
    if (!fits) {
      std::string text = "(";
      for (int64_t extent : found)
        text += std::to_string(extent) + ", ";
      text = found.empty() ? "()" : text.substr(0, text.size() - (found.size() == 1 ? 1 : 2)) + ")";
      fail("has shape " + text + ", but must have shape " + shapeText(expected));
    }
    if (count >= 0 && found[0] != count)
      fail("has " + std::to_string(found[0]) + " samples, but the first input has " + std::to_string(count));
    count = found[0];
  }
  return count;
}

/// Arrays for the results, each owning its memory.
static std::vector<OutputCodes> allocateOutputs(ArrayRef<ModelPort> ports, int64_t count) {
  std::vector<OutputCodes> arrays;
  for (const ModelPort &port : ports) {
    std::vector<size_t> shape{static_cast<size_t>(count)};
    for (int64_t extent : sampleShape(port))
      shape.push_back(extent);
    auto *codes = new int64_t[count * port.elements];
    nb::capsule owner(codes, [](void *memory) noexcept { delete[] static_cast<int64_t *>(memory); });
    arrays.push_back(OutputCodes(codes, shape.size(), shape.data(), owner));
  }
  return arrays;
}

/// Memory for one result of `predict`, of the type that its port has.
static Array allocateOutput(const ModelPort &port, int64_t count) {
  std::vector<size_t> shape{static_cast<size_t>(count)};
  for (int64_t extent : sampleShape(port))
    shape.push_back(extent);
  auto make = [&](auto *numbers) {
    using Number = std::remove_pointer_t<decltype(numbers)>;
    nb::capsule owner(numbers, [](void *memory) noexcept { delete[] static_cast<Number *>(memory); });
    return Array(
        nb::ndarray<nb::numpy, Number, nb::c_contig, nb::device::cpu>(numbers, shape.size(), shape.data(), owner));
  };
  int64_t elements = count * port.elements;
  return port.isFloat ? make(new float[elements]) : make(new int64_t[elements]);
}

static SmallVector<const int64_t *> pointersTo(const std::vector<InputCodes> &arrays) {
  return llvm::map_to_vector(arrays, [](const InputCodes &array) { return array.data(); });
}
static SmallVector<int64_t *> pointersTo(const std::vector<OutputCodes> &arrays) {
  return llvm::map_to_vector(arrays, [](const OutputCodes &array) { return array.data(); });
}

/// Checks the arrays, and compiles what calls of so many samples have a use for; the number of samples.
template <typename InputArray> static int64_t prepare(const PyPredictor &self, const std::vector<InputArray> &inputs) {
  int64_t count = countSamples(self.predictor->getInputs(), inputs);
  if (self.predictor->isPrepared(count))
    return count;
  DiagnosticScope scope(self.context, GIL::Release);
  LogicalResult result = self.predictor->prepare(count);
  scope.finish(succeeded(result), "the module cannot be compiled for this machine");
  return count;
}

static std::vector<OutputCodes> run(const PyPredictor &self, const std::vector<InputCodes> &inputs) {
  int64_t count = prepare(self, inputs);
  std::vector<OutputCodes> outputs = allocateOutputs(self.predictor->getOutputs(), count);
  SmallVector<const int64_t *> from = pointersTo(inputs);
  SmallVector<int64_t *> to = pointersTo(outputs);
  LogicalResult result = failure();
  {
    nb::gil_scoped_release release;
    result = self.predictor->run(from, to, count);
  }
  if (failed(result))
    throw std::bad_alloc();
  return outputs;
}

static std::vector<OutputCodes> runDesign(const PyDesignRunner &self, const std::vector<InputCodes> &inputs) {
  int64_t count = countSamples(self.runner->getInputs(), inputs);
  std::vector<OutputCodes> outputs = allocateOutputs(self.runner->getOutputs(), count);
  SmallVector<const int64_t *> from = pointersTo(inputs);
  SmallVector<int64_t *> to = pointersTo(outputs);
  std::unique_ptr<DesignFailure> failure;
  {
    nb::gil_scoped_release release;
    failure = self.runner->compute(from, to, count);
  }
  if (failure) {
    DiagnosticScope scope(self.context, GIL::Keep);
    scope.finish(succeeded(self.runner->report(*failure)), "the design cannot be run");
  }
  return outputs;
}

static std::optional<std::vector<Array>> predict(const PyPredictor &self, const std::vector<Array> &inputs) {
  int64_t count = prepare(self, inputs);
  SmallVector<const void *> from;
  for (auto [port, array] : llvm::zip(self.predictor->getInputs(), inputs)) {
    if (array.dtype() != (port.isFloat ? nb::dtype<float>() : nb::dtype<int64_t>()))
      throw nb::type_error(
          ("input '" + port.name + "' must be an array of " + (port.isFloat ? "float32" : "int64")).c_str());
    from.push_back(array.data());
  }
  std::vector<Array> outputs;
  SmallVector<void *> to;
  for (const ModelPort &port : self.predictor->getOutputs()) {
    outputs.push_back(allocateOutput(port, count));
    to.push_back(outputs.back().data());
  }
  Predictor::Outcome outcome;
  {
    nb::gil_scoped_release release;
    outcome = self.predictor->predict(from, to, count);
  }
  if (outcome == Predictor::Outcome::OutOfMemory)
    throw std::bad_alloc();
  if (outcome == Predictor::Outcome::NotFinite)
    return std::nullopt;
  return outputs;
}

/// Runs a module by the definition of its operations: reads its interface, then computes.
template <typename GetInterface, typename Interpret>
static std::vector<OutputCodes> interpretModule(const PyOperationBase &operation, const std::vector<InputCodes> &inputs,
                                                GetInterface getInterface, Interpret interpret) {
  OwningOpRef<ModuleOp> module = copyModule(operation);
  decltype(getInterface(*module)) interface = failure();
  {
    DiagnosticScope scope(operation.op.getContext(), GIL::Keep);
    interface = getInterface(*module);
    scope.finish(succeeded(interface), "the module is not at the level that is to be run");
  }
  int64_t count = countSamples(interface->inputs, inputs);
  std::vector<OutputCodes> outputs = allocateOutputs(interface->outputs, count);
  SmallVector<const int64_t *> from = pointersTo(inputs);
  SmallVector<int64_t *> to = pointersTo(outputs);
  DiagnosticScope scope(operation.op.getContext(), GIL::Release);
  LogicalResult result = interpret(*module, from, to, count);
  scope.finish(succeeded(result), "the module cannot be interpreted");
  return outputs;
}

/// Threads as the options of what runs have them.
static unsigned threadCount(std::optional<unsigned> threads) {
  if (threads && *threads == 0)
    throw nb::value_error("threads is 0, but must be at least 1");
  return threads.value_or(0);
}

static std::vector<bool> flags(ArrayRef<ModelPort> ports) {
  std::vector<bool> result;
  for (const ModelPort &port : ports)
    result.push_back(port.isFloat);
  return result;
}

void hls4mlir::python::populateExecution(nb::module_ &m) {
  nb::class_<PyPredictor>(m, "Predictor", "A model in the integer form, compiled for this machine.")
      .def(
          "__init__",
          [](PyPredictor *self, const PyOperationBase &operation, std::optional<unsigned> threads, bool floats) {
            OwningOpRef<ModuleOp> module = copyModule(operation);
            ContextRef context = operation.op.getContext();
            PredictorOptions options;
            options.threads = threadCount(threads);
            options.floats = floats;
            DiagnosticScope scope(context, GIL::Release);
            FailureOr<std::unique_ptr<Predictor>> predictor = Predictor::create(*module, options);
            scope.finish(succeeded(predictor), "the module cannot be compiled for this machine");
            new (self) PyPredictor{context, std::move(*predictor)};
          },
          "module"_a, "threads"_a.none() = nb::none(), nb::kw_only(), "floats"_a = false,
          R"(Compiles the one function of `module`, which is left as it is.

`threads` is the number of threads that compute, by default one per core. With `floats`, `predict` is compiled instead
of `run`. Raises MLIRError when the module is not in the
integer form or codes of an input or a result are wider than 64 bits.)")
      .def("run", run, "inputs"_a.noconvert(),
           R"(The codes of the results for those of the inputs.

Each array has shape (n, ...) for n samples of the shape of the input, without its leading 1. Input codes are taken
modulo 2^width of their type. May be called from several threads. Raises ValueError when the number or the shape of the
arrays does not fit.)")
      .def("predict", predict, "inputs"_a.noconvert(),
           R"(The floats of the results for those of the inputs, or None when an input is not finite.

Arrays are of float32, and of int64 where only codes can be exchanged: `takes_floats` and `gives_floats` tell. Inputs are
quantized as their `qnn.input` says, results are what `qnn.dequantize` makes of them.)")
      .def_prop_ro(
          "takes_floats", [](const PyPredictor &self) { return flags(self.predictor->getInputs()); },
          "Of each input, whether `predict` takes floats.")
      .def_prop_ro(
          "gives_floats", [](const PyPredictor &self) { return flags(self.predictor->getOutputs()); },
          "Of each result, whether `predict` gives floats.")
      .def_prop_ro(
          "threads", [](const PyPredictor &self) { return self.predictor->getThreads(); },
          "The largest number of threads that compute.")
      .def_prop_ro(
          "from_cache", [](const PyPredictor &self) { return self.predictor->isFromCache(); },
          "Whether the machine code was found in the cache: the folder $HLS4MLIR_CACHE_DIR, or hls4mlir in "
          "the user's folder for caches.");

  nb::class_<PyDesignRunner>(m, "DesignRunner",
                             "The design of a module at the dataflow level, compiled for this machine.")
      .def(
          "__init__",
          [](PyDesignRunner *self, const PyOperationBase &operation, std::optional<unsigned> threads) {
            OwningOpRef<ModuleOp> module = copyModule(operation);
            ContextRef context = operation.op.getContext();
            DesignRunnerOptions options;
            options.threads = threadCount(threads);
            DiagnosticScope scope(context, GIL::Release);
            FailureOr<std::unique_ptr<DesignRunner>> runner = DesignRunner::create(*module, options);
            scope.finish(succeeded(runner), "the design cannot be compiled for this machine");
            new (self) PyDesignRunner{context, std::move(*runner)};
          },
          "module"_a, "threads"_a.none() = nb::none(),
          R"(Compiles the one design of `module`, which is left as it is.

`threads` is the number of threads that compute, by default one per core. Raises MLIRError when the module is not at the
dataflow level or codes of an input or an output are wider than 64 bits.)")
      .def("run", runDesign, "inputs"_a.noconvert(),
           R"(What `interpret_design` gives for the same codes.

Processes take turns over FIFOs that hold no more than their depths, one sample after another on each thread. Raises
MLIRError when they stand still, with FIFOs and processes, when an element is left in a FIFO behind a sample, and when an
index is beyond its array. That an element of an array is read before it was stored is found by `interpret_design`
only.)")
      .def_prop_ro(
          "threads", [](const PyDesignRunner &self) { return self.runner->getThreads(); },
          "The largest number of threads that compute.")
      .def_prop_ro(
          "from_cache", [](const PyDesignRunner &self) { return self.runner->isFromCache(); },
          "Whether the machine code was found in the cache.");

  m.def(
      "interpret",
      [](const PyOperationBase &module, const std::vector<InputCodes> &inputs) {
        return interpretModule(module, inputs, getModelInterface, interpret);
      },
      "module"_a, "inputs"_a.noconvert(),
      R"(What `Predictor(module).run(inputs)` gives, by the definition of every operation in integers of any width.

Slow: it is what everything fast is tested against. Raises MLIRError when the module is not in the integer form.)");

  m.def(
      "interpret_design",
      [](const PyOperationBase &module, const std::vector<InputCodes> &inputs) {
        return interpretModule(module, inputs, getDesignInterface, interpretDesign);
      },
      "module"_a, "inputs"_a.noconvert(),
      R"(Runs the design of a module at the dataflow level, as `interpret` does one in the integer form.

Processes run concurrently, over FIFOs that hold no more than their depths. Raises MLIRError when they stand still, with
FIFOs and processes, and when an element is left in a FIFO or read before it was stored.)");
}
