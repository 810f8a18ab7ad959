# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Comparing all that a compiled model promises to be equal, and finding where a difference arises.

What the source's executors compute in float32 is compared with the integer form tensor by tensor, in the order of the
model: an element may be off by what float32 noise explains, and no further (`hls4mlir.noise`). Below the integer form
there is no float, and every level gives the same codes.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from rich import box
from rich.table import Table

from hls4mlir import _hls4mlir, reference
from hls4mlir.boundary import Codes, Floats, Input, quantize_inputs
from hls4mlir.errors import CompileError, DependencyError, Diagnostic
from hls4mlir.executors import Executor
from hls4mlir.ir import MLIRError, Module
from hls4mlir.lowering import apply_precision, approximations, layer_name, tensors_of_layers
from hls4mlir.model import Model
from hls4mlir.modules import operations
from hls4mlir.noise import QUANTIZERS, Bounded, bound, unexplained
from hls4mlir.plain import render_plain

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["Comparison", "Difference", "Outcome", "Source", "check_model", "random_samples"]

_PLAIN_WIDTH = 120

# The interpreters compute by definition, not fast: they run on as many samples as this allows.
_SECONDS = 10.0

Runner = Callable[[list[Codes]], list[Codes]]
"""Gives the codes of the outputs for those of the inputs."""

_LARGEST = float(np.finfo(np.float32).max)


@dataclass(frozen=True)
class Difference:
    """The first tensor that differs: how many elements do, and the one that is furthest off.

    Where an executor gives another number of elements, `sizes` holds both, what was expected first, and there are no
    numbers.
    """

    tensor: str
    layer: str
    wrong: int
    elements: int
    index: tuple[int, ...]
    """Sample, and the place in the tensor."""
    expected: float | None = None
    found: float | None = None
    noise: float = 0.0
    """How far float32 may take the expected number from the exact one."""
    sizes: tuple[int, int] | None = None

    def __str__(self) -> str:
        where = f"{self.tensor} (layer {self.layer})" if self.layer != self.tensor else self.tensor
        if self.sizes is not None:
            return f"{where}: {self.sizes[1]} elements instead of {self.sizes[0]}"
        text = f"{where}: {self.wrong} of {self.elements} elements differ, most at {list(self.index)}: "
        text += f"{self.found:.9g} instead of {self.expected:.9g}"
        return text + (f", where float32 explains {self.noise:.3g}" if self.noise else "")


@dataclass(frozen=True)
class Comparison:
    """One level against another, on `samples` samples.

    `ties` counts the quantized elements that differ because float32 noise decides a tie for the executor, or one in
    front of it; they are no differences. `skipped` says why nothing was compared, and is empty when something was;
    `missing` names outputs that were not, because the executor does not give them.
    """

    level: str
    against: str
    samples: int = 0
    tensors: int = 0
    elements: int = 0
    ties: int = 0
    difference: Difference | None = None
    skipped: str = ""
    missing: tuple[str, ...] = ()

    @property
    def equal(self) -> bool:
        """Whether nothing differs."""
        return self.difference is None

    @property
    def result(self) -> str:
        """In words."""
        if self.skipped:
            return f"not run: {self.skipped}"
        text = "equal" if self.difference is None else str(self.difference)
        return text + "".join(f"; output {name} is not compared" for name in self.missing)


@dataclass(frozen=True)
class Outcome:
    """All comparisons of one run."""

    model: str
    samples: int
    seed: int
    comparisons: tuple[Comparison, ...]

    @property
    def equal(self) -> bool:
        """Whether everything agrees."""
        return all(comparison.equal for comparison in self.comparisons)

    def to_dict(self) -> dict[str, Any]:
        """The outcome in lists, dictionaries, strings and numbers; infinity and what is no number are strings."""

        def plain(entries: Iterable[tuple[str, Any]]) -> dict[str, Any]:
            return {name: str(entry) if _is_odd(entry) else entry for name, entry in entries}

        return {**asdict(self, dict_factory=plain), "equal": self.equal}

    def to_json(self) -> str:
        """The outcome as JSON."""
        return json.dumps(self.to_dict(), indent=2) + "\n"

    def __rich__(self) -> RenderableType:
        table = Table(
            title=f"{self.model}: {self.samples} samples, seed {self.seed}",
            box=box.SIMPLE_HEAD,
            title_justify="left",
        )
        table.add_column("level")
        table.add_column("against")
        for header in ("samples", "tensors", "elements", "ties"):
            table.add_column(header, justify="right")
        table.add_column("result", overflow="fold")
        for row in self.comparisons:
            counts = (row.samples, row.tensors, row.elements, row.ties)
            shown = ["" if row.skipped else f"{count:,}" for count in counts]
            style = "red" if not row.equal else "yellow" if row.skipped or row.missing else ""
            table.add_row(row.level, row.against, *shown, row.result, style=style)
        return table

    def __str__(self) -> str:
        return render_plain(self.__rich__(), _PLAIN_WIDTH)


def _is_odd(entry: object) -> bool:
    return isinstance(entry, float) and not math.isfinite(entry)


def random_samples(entry: Input, count: int, rng: np.random.Generator) -> Floats:
    """Floats that the input's type represents: random codes, among them the smallest, the largest and zero."""
    codes = rng.integers(entry.low, entry.high, size=(count, *entry.shape), endpoint=True)
    if entry.bipolar:
        codes = np.where(codes > 0, 1, -1)
    corners = [code for code in (entry.low, entry.high, 0) if entry.low <= code <= entry.high and not entry.bipolar]
    for index, code in enumerate(corners[:count]):
        codes[index] = code
    values = (codes - entry.zero_point) * entry.code_scale
    return np.clip(values, -_LARGEST, _LARGEST).astype(np.float32)


def check_model(
    model: Model, samples: int, seed: int = 0, *, executors: Mapping[str, Executor] | None = None, csim: bool = True
) -> Outcome:
    """Compares every level of a model on random samples.

    The executors of the source, `executors` by name (`hls4mlir.executors.load_executors`) and our own in float32, with
    the integer form, tensor by tensor; the compiled integer form with its interpretation, the dataflow level and, where
    `csim`, the emitted C++, code by code. The interpreters stop after some seconds; the outcome says after how many
    samples.
    """
    rng = np.random.default_rng(seed)
    x = {entry.name: random_samples(entry, samples, rng) for entry in model.inputs}
    source, integer = Source.of(model, x), model.module("qnn")
    comparisons = [_compare_source(model, source, "reference", source.evaluate, x)]
    for name, execute in (executors or {}).items():
        if source.has_types:
            reason = "the configuration gives numbers types that they do not have there"
            comparisons.append(Comparison("integer form", name, skipped=reason))
        else:
            comparisons.append(_compare_source(model, source, name, execute, x))
    codes, _ = quantize_inputs(model.inputs, x)
    names = [output.name for output in model.outputs]
    predicted = _hls4mlir.Predictor(integer.operation).run(codes)
    dataflow = model.module("dataflow").operation
    levels: list[tuple[str, Callable[[], Runner]]] = [
        ("integer form, interpreted", lambda: partial(_hls4mlir.interpret, integer.operation)),
        ("dataflow", lambda: _hls4mlir.DesignRunner(dataflow).run),
        ("dataflow, interpreted", lambda: partial(_hls4mlir.interpret_design, dataflow)),
    ]
    for level, prepare in levels:
        comparisons.append(_compare_codes(level, names, predicted, codes, prepare))
    if csim:
        comparisons.append(_compare_csim(model, names, x))
    return Outcome(model.name, samples, seed, tuple(comparisons))


@dataclass(frozen=True)
class Source:
    """The import form of a model, with the user's precisions where it was trained in floating point.

    `has_types` says whether there are such; then other executors compute something else. `bounds` holds every tensor
    with the float32 noise around it.
    """

    module: Module
    has_types: bool
    bounds: Mapping[str, Bounded]

    @staticmethod
    def of(model: Model, x: Mapping[str, Floats]) -> Source:
        """The source of a compiled model, on samples of its inputs."""
        imported = model.module("import")
        with imported.context:
            typed = Module.parse(apply_precision(imported.operation).get_bytecode())
        has_types = any(op.name == "qnn.cast" for op in operations(typed.operation))
        return Source(typed, has_types, bound(typed, x, approximations(model.module("qnn").operation)))

    def evaluate(self, x: Mapping[str, Floats]) -> dict[str, NDArray[Any]]:
        """All tensors. Where numbers have types, float32 has too few bits for their sums."""
        with np.errstate(over="ignore", under="ignore", invalid="ignore", divide="ignore"):
            return dict(reference.evaluate(self.module, x, dtype=np.float64 if self.has_types else np.float32))


def _compare_source(model: Model, source: Source, name: str, execute: Executor, x: Mapping[str, Floats]) -> Comparison:
    """The integer form against an executor of the source, which computes in float32."""
    level, samples = "integer form", len(next(iter(x.values())))
    try:
        expected = execute(x)
    except Exception as error:  # others' code, for any model
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        return Comparison(level, name, skipped=f"{type(error).__name__}: {reason}")
    found = model.trace(x)
    layers = _layers(source.module)
    missing = tuple(output.name for output in model.outputs if output.name not in expected)
    tensors = elements = ties = 0
    for tensor, (value, radius) in source.bounds.items():
        want, got = expected.get(tensor), found.get(tensor)
        if want is None or got is None or got.shape != value.shape:
            continue
        layer, quantizes = layers.get(tensor, (tensor, False))
        tensors, elements = tensors + 1, elements + got.size
        if want.size != got.size:
            difference, off = Difference(tensor, layer, got.size, got.size, (), sizes=(want.size, got.size)), 0
        else:
            difference, off = _difference(tensor, layer, want, got, Bounded(value, radius))
        ties += off if quantizes else 0
        if difference is not None:
            return Comparison(level, name, samples, tensors, elements, ties, difference, missing=missing)
    if not tensors:
        return Comparison(level, name, skipped="it has no tensor of the model's names")
    return Comparison(level, name, samples, tensors, elements, ties, missing=missing)


def _difference(
    tensor: str, layer: str, want: NDArray[Any], got: Floats, bounds: Bounded
) -> tuple[Difference | None, int]:
    """What differs beyond the noise, and how many elements differ by more than a rounding within it.

    Both numbers lie within the radius of the exact one where nothing is wrong.
    """
    want = want.reshape(got.shape).astype(np.float64)
    wrong = unexplained(want, got, bounds.radius)
    with np.errstate(invalid="ignore"):  # the same infinity on both sides
        off = np.abs(got - want)
    within = int(np.count_nonzero((off > 2.0**-21 * np.abs(bounds.value)) & ~wrong))
    if not wrong.any():
        return None, within
    index = tuple(map(int, np.unravel_index(int(np.argmax(np.where(wrong, off, -1.0))), off.shape)))
    count, noise = int(wrong.sum()), 2 * float(bounds.radius[index])
    return Difference(tensor, layer, count, off.size, index, float(want[index]), float(got[index]), noise), within


def _layers(imported: Module) -> dict[str, tuple[str, bool]]:
    """The layer that computes a tensor, and whether it quantizes, by the tensor's name."""
    tensors = tensors_of_layers(imported.operation)
    return {tensor: (layer_name(op.location), op.name in QUANTIZERS) for tensor, op in tensors}


def _compare_codes(
    level: str,
    names: list[str],
    expected: list[Codes],
    codes: list[Codes],
    prepare: Callable[[], Runner],
) -> Comparison:
    """A level against `predict()`: as many samples as the time allows, but one at least."""
    against = "predict()"
    total = len(codes[0])
    try:
        run = prepare()
        start = time.perf_counter()
        parts = [run([array[:1] for array in codes])]
        each = max(time.perf_counter() - start, 1e-6)
        samples = max(min(total, int(_SECONDS / each)), 1)
        if samples > 1:
            parts.append(run([np.ascontiguousarray(array[1:samples]) for array in codes]))
    except MLIRError as error:
        raise CompileError(error.diagnostics or [Diagnostic(error.message)]) from None
    found = [np.concatenate(arrays) for arrays in zip(*parts, strict=True)]
    return _compare_arrays(level, against, names, [array[:samples] for array in expected], found)


def _compare_csim(model: Model, names: list[str], x: Mapping[str, Floats]) -> Comparison:
    try:
        simulated = model.csim(dict(x))
    except DependencyError as error:
        return Comparison("C++", "predict()", skipped=error.message)
    arrays = [model.by_name(y) for y in (model.predict(dict(x)), simulated)]
    return _compare_arrays("C++", "predict()", names, *([by_name[name] for name in names] for by_name in arrays))


def _compare_arrays(
    level: str, against: str, names: list[str], expected: list[NDArray[Any]], found: list[NDArray[Any]]
) -> Comparison:
    """Equality of every element."""
    samples, elements = len(expected[0]), sum(array.size for array in expected)
    for name, want, given in zip(names, expected, found, strict=True):
        got = np.reshape(given, want.shape)  # ports of a design have no dimensions of one in front
        if (wrong := want != got).any():
            index = tuple(int(i) for i in np.argwhere(wrong)[0])
            count = int(np.count_nonzero(wrong))
            difference = Difference(name, name, count, want.size, index, float(want[index]), float(got[index]), 0.0)
            return Comparison(level, against, samples, len(names), elements, difference=difference)
    return Comparison(level, against, samples, len(names), elements)
