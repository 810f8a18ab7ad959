# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""A compiled model: the same design at every level, and every way to run it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from numbers import Real
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal, cast, get_args

import numpy as np
from numpy.typing import NDArray

from hls4mlir import _hls4mlir
from hls4mlir.boundary import Floats, Input, Output, arrange_inputs, quantize_inputs, require_finite
from hls4mlir.csim import Simulation, read_results, write_samples
from hls4mlir.errors import ConfigError, Diagnostic, InputError, SimulationError, SynthesisError
from hls4mlir.ir import Context, Module, Operation
from hls4mlir.lowering import emit, find_function, list_layers, lower, read_interface, require_exact, symbol_name
from hls4mlir.names import choices, shown
from hls4mlir.project import MANIFEST, write_manifest, write_project
from hls4mlir.report import Report
from hls4mlir.report.timeline import write_trace
from hls4mlir.report.vendor import Figures
from hls4mlir.synthesis import LOG, RESULTS, Step, synthesize
from hls4mlir.targets import find_target
from hls4mlir.targets.scripts import project_files

__all__ = ["Level", "Model", "Options"]

Level = Literal["import", "qnn", "stream", "dataflow"]

# Eleven days; the system's clocks do not count much further.
_LONGEST_TIMEOUT = 1_000_000


@dataclass(frozen=True)
class Options:
    """What a model is compiled for; `clock_ns` is the clock period."""

    target: str
    io: str
    part: str
    clock_ns: float


class Model:
    """The result of `hls4mlir.compile()`.

    Arrays are batch first. An array without the batch dimension is one sample, and then the results have none either. A
    model with one input takes an array, one with several a dictionary of arrays by name; likewise for outputs.
    """

    def __init__(self, module: Operation, options: Options, *, exact: bool = False) -> None:
        """Lowers a module in the import form; for users, `hls4mlir.compile()` does it."""
        self.options = options
        remarks: list[Diagnostic] = []
        integer = lower(module, "hls4mlir-qnn", remarks)
        if exact:
            require_exact(integer)
        stream = lower(integer, f"hls4mlir-stream{{io={options.io}}}")
        dataflow = lower(stream, "hls4mlir-dataflow")
        self._levels = {"import": module, "qnn": integer, "stream": stream, "dataflow": dataflow}
        self._inputs, self._outputs = read_interface(integer)
        self._sources = self._emit(remarks)
        self._remarks = tuple(remarks)
        # Where the project was written last.
        self._folder: Path | None = None

    # What it is -----------------------------------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """The name of the design, which is that of its top function."""
        return symbol_name(find_function(self._levels["qnn"]))

    @property
    def inputs(self) -> tuple[Input, ...]:
        """The inputs, in the order of the design's arguments."""
        return self._inputs

    @property
    def outputs(self) -> tuple[Output, ...]:
        """The outputs, in the order of the design's results."""
        return self._outputs

    @property
    def remarks(self) -> tuple[Diagnostic, ...]:
        """What asks for no action: layers that are approximated, and how closely; directives that the target lacks."""
        return self._remarks

    @property
    def sources(self) -> Mapping[str, str]:
        """The files of the project: text by relative path."""
        return MappingProxyType(self._sources)

    def ir(self, level: Level, *, locations: bool = False) -> str:
        """The model at one level of the compiler: `import`, `qnn` (integer form), `stream` or `dataflow`.

        With `locations` the text says which layer of the source every operation comes from; hls4mlir-opt and
        hls4mlir-translate then know the names of layers.
        """
        return self._level(level).get_asm(enable_debug_info=locations)

    def module(self, level: Level) -> Module:
        """A copy of the model at one level, in a context of its own, for `hls4mlir.ir` and `hls4mlir.passmanager`."""
        content = self._level(level).get_bytecode()
        with Context():
            return Module.parse(content)

    def _level(self, level: str) -> Operation:
        if level not in self._levels:
            raise ConfigError(f"there is no level {level!r}: {choices(str(level), get_args(Level))}")
        return self._levels[level]

    def report(self) -> Report:
        """The layers of the design: what flows, when they work and what they take of a device; and their sums."""
        return self._report

    # Running it -----------------------------------------------------------------------------------------------------

    def predict(self, x: object) -> Floats | Any:
        """What the hardware computes for the samples `x`; compiled to machine code when first called.

        Results are float32, or int64 where the model declares an output as integers, as it does positions (ArgMax).

        Raises InputError when the arrays do not fit the inputs or hold NaN or infinity.
        """
        return _results(self._outputs, *self._run(self._predictor, x))

    def csim(self, x: object, *, timeout: float | None = None) -> Floats | Any:
        """As `predict()`, by the emitted C++, built with the host's compiler when first called.

        The answer is the same, bit for bit. `timeout` bounds the run, in seconds. Raises DependencyError when there is
        no C++ compiler or no number headers, SimulationError when the run fails, ConfigError when the timeout is no
        positive number.
        """
        seconds = _seconds(timeout)
        codes, batched = quantize_inputs(self._inputs, x)
        return _results(self._outputs, self._simulation.run(codes, timeout=seconds), batched)

    def by_name(self, results: Any) -> dict[str, Any]:
        """What `predict()` or `csim()` returned, by the name of the output, also where there is only one."""
        return results if len(self._outputs) != 1 else {self._outputs[0].name: results}

    def trace(self, x: object) -> dict[str, NDArray[Any]]:
        """Every tensor that the source model names, by that name, for the samples `x`.

        Tensors that the compiler merged away keep their values: they are computed by a version of the design that
        delivers them, compiled when first called.
        """
        outputs, predictor = self._tracer
        return _by_name(outputs, *self._run(predictor, x))

    def _run(self, predictor: _hls4mlir.Predictor, x: object) -> tuple[list[NDArray[Any]], bool]:
        """What compiled code makes of samples: floats, or codes to dequantize; and whether `x` is a batch."""
        floats, batched = arrange_inputs(self._inputs, x)
        results = cast("list[NDArray[Any]] | None", predictor.predict(floats))
        if results is None:
            require_finite(self._inputs, floats)
            raise AssertionError("the predictor refuses finite inputs")
        return results, batched

    def trace_pipeline(self, path: str | os.PathLike[str], samples: int = 4) -> Path:
        """Writes when each layer works on which sample, for the first `samples` of them, and returns the path.

        The file is JSON for https://ui.perfetto.dev or chrome://tracing; a microsecond there is a clock cycle. Raises
        ConfigError when `samples` is not positive, OutputError when the file cannot be written.
        """
        if samples < 1:
            raise ConfigError(f"samples must be 1 or more, found {samples}")
        timing = _hls4mlir.report.simulate(self._levels["stream"], samples)
        names = [layer.name for layer in self.report().layers]
        return write_trace(path, self.name, dict(zip(names, timing.activities, strict=True)))

    # Writing it -----------------------------------------------------------------------------------------------------

    def write(self, path: str | os.PathLike[str]) -> Path:
        """Writes the project into the directory `path`, whole or not at all, and returns it.

        A project that hls4mlir wrote there is replaced; what other tools added to it stays. Raises OutputError when the
        directory cannot be written or holds files of others.
        """
        self._folder = write_project(path, self._sources)
        return self._folder

    def build(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        x: object = None,
        csim: bool = False,
        synth: bool = True,
        cosim: bool = False,
        export: bool = False,
        timeout: float | None = None,
        progress: Callable[[str], None] | None = None,
    ) -> Report:
        """Runs the vendor's tool on the project and returns the report with the tool's figures beside the estimates.

        The project is written to `path`; by default where it was last, else to `<name>_<target>` in the current folder.

        Args:
            path: The folder of the project.
            x: Samples for `csim` and `cosim`, as for `predict()`; their results are compared with it.
            csim: Runs the test bench with the C++: section `CSimResults`.
            synth: C synthesis, whose estimates are the section `CSynthesisReport`.
            cosim: Runs the test bench with the RTL: sections `CosimResults` and, where the tool measures latencies,
                `CosimReport`.
            export: Goes on to place and route: section `ImplementationReport`.
            timeout: Of each program that is run, in seconds.
            progress: Called with each line that the tool prints; all of them are in `build.log` of the project.

        Raises:
            DependencyError: The tool is not installed.
            SynthesisError: The tool fails, leaves no report or no results, or computes other numbers than `predict()`.
            InputError: Samples are missing where they are needed, or do not fit.
            ConfigError: No step is asked for, or the timeout is no positive number of seconds.
            OutputError: The project cannot be written.
        """
        wanted: dict[Step, bool] = {"csim": csim, "csynth": synth, "cosim": cosim, "export": export}
        steps: list[Step] = [step for step, asked in wanted.items() if asked]
        if not steps:
            raise ConfigError("build() is asked for none of csim, synth, cosim and export")
        simulated = [step for step in steps if step in ("csim", "cosim")]
        if simulated and x is None:
            raise InputError(f"build() needs samples for {' and '.join(simulated)}: x=...")
        seconds = _seconds(timeout)
        target = find_target(self.options.target)
        folder = self.write(path or self._folder or f"{self.name}_{target.name}")
        if x is not None:
            codes, _ = quantize_inputs(self._inputs, x)
            write_samples(folder / "tb" / "input.dat", codes)
        compared: dict[str, Figures] = {}

        def check(step: Step) -> None:
            samples = self._check_simulation(folder, x, step)
            compared["CSimResults" if step == "csim" else "CosimResults"] = {"Samples": samples}

        vendor = synthesize(folder, target, self.name, steps, check=check, timeout=seconds, progress=progress)
        report = replace(self._report, vendor=replace(vendor, sections={**compared, **vendor.sections}))
        write_manifest(folder, _manifest(self._sources, report))
        return report

    def _check_simulation(self, folder: Path, x: object, step: Step) -> int:
        """Compares what a simulation by the vendor's tool has left with predictions, and returns how many samples."""
        expected, batched = self._run(self._predictor, x)
        samples = len(expected[0])
        shapes = [output.shape for output in self._outputs]
        what = "C simulation" if step == "csim" else "RTL simulation"
        try:
            codes = read_results(folder / RESULTS, samples, shapes)
        except SimulationError as error:
            raise SynthesisError(f"the vendor's {what}: {error.message}; what it said is in {folder / LOG}") from None
        found = _by_name(self._outputs, codes, batched)
        for name, results in _by_name(self._outputs, expected, batched).items():
            if not np.array_equal(results, found[name]):
                raise SynthesisError(f"the vendor's {what} of output {name!r} differs from predict()")
        return samples

    def __repr__(self) -> str:
        return f"<hls4mlir.Model {self.name!r} for {self.options.target}, io={self.options.io!r}>"

    # Made when needed -----------------------------------------------------------------------------------------------

    @cached_property
    def _report(self) -> Report:
        stream = self._levels["stream"]
        timing = _hls4mlir.report.simulate(stream)
        return Report(
            self.name,
            **asdict(self.options),
            interval=timing.interval,
            first_latency=timing.first_latency,
            steady_latency=timing.steady_latency,
            layers=list_layers(stream),
        )

    @cached_property
    def _predictor(self) -> _hls4mlir.Predictor:
        return _hls4mlir.Predictor(self._levels["qnn"], floats=True)

    @cached_property
    def _tracer(self) -> tuple[tuple[Output, ...], _hls4mlir.Predictor]:
        module = lower(self._levels["import"], "hls4mlir-qnn{trace=true}")
        return read_interface(module)[1], _hls4mlir.Predictor(module, floats=True)

    @cached_property
    def _simulation(self) -> Simulation:
        return Simulation(self._sources, find_target(self.options.target), [output.shape for output in self._outputs])

    def _emit(self, remarks: list[Diagnostic]) -> dict[str, str]:
        options, target = self.options, find_target(self.options.target)
        files = emit(self._levels["dataflow"], target.name, remarks)
        files |= project_files(target, files, top=self.name, part=options.part, clock_ns=options.clock_ns)
        return {**files, MANIFEST: _manifest([*files, MANIFEST], self._report)}


def _manifest(files: Iterable[str], report: Report) -> str:
    """The text of the file that lists those of a project."""
    return json.dumps({"files": sorted(files), "report": report.to_dict()}, indent=2) + "\n"


def _seconds(timeout: float | None) -> float | None:
    """The timeout. Raises ConfigError for what is neither None nor a number that a program can be given."""
    if timeout is None:
        return None
    if isinstance(timeout, bool) or not isinstance(timeout, Real) or not 0 < timeout <= _LONGEST_TIMEOUT:
        raise ConfigError(
            f"timeout must be a number of seconds, more than 0 and at most {_LONGEST_TIMEOUT:,}, found {shown(timeout)}"
        )
    return float(timeout)


def _results(outputs: Sequence[Output], arrays: Sequence[NDArray[Any]], batched: bool) -> Floats | Any:
    results = _by_name(outputs, arrays, batched)
    return results if len(outputs) != 1 else results[outputs[0].name]


def _by_name(outputs: Sequence[Output], arrays: Sequence[NDArray[Any]], batched: bool) -> dict[str, NDArray[Any]]:
    """The results by name; arrays are floats already, or codes."""
    results: dict[str, NDArray[Any]] = {}
    for output, array in zip(outputs, arrays, strict=True):
        shaped = output.arrange(array)
        numbers = shaped if shaped.dtype == np.float32 else output.dequantize(shaped)
        results[output.name] = numbers if batched else numbers[0]
    return results
