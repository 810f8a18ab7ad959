# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Comparing all that a compiled model promises to be equal, and finding where a difference arises."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hls4mlir import ir, reference
from hls4mlir.boundary import Floats, Input
from hls4mlir.lowering import apply_precision, error_bounds
from hls4mlir.model import Model
from hls4mlir.modules import operations

__all__ = ["Outcome", "check_model", "random_samples"]

# The reference rounds every result to float32; a result of the design is rounded once.
_FLOAT32_NOISE = 1e-5


@dataclass
class Outcome:
    """Whether everything agreed, and what to tell of it."""

    equal: bool = True
    lines: list[str] = field(default_factory=list[str])

    def add(self, good: bool, line: str) -> None:
        """Notes the outcome of one comparison."""
        self.equal &= good
        self.lines.append(f"{'ok   ' if good else 'DIFF '} {line}")


def random_samples(entry: Input, count: int, rng: np.random.Generator) -> Floats:
    """Floats that the input's type represents: random codes, among them the smallest, the largest and zero."""
    codes = rng.integers(entry.low, entry.high, size=(count, *entry.shape), endpoint=True)
    if entry.bipolar:
        codes = np.where(codes > 0, 1, -1)
    corners = [code for code in (entry.low, entry.high, 0) if entry.low <= code <= entry.high and not entry.bipolar]
    for index, code in enumerate(corners[:count]):
        codes[index] = code
    return ((codes - entry.zero_point) * entry.code_scale).astype(np.float32)


def check_model(model: Model, samples: int, seed: int = 0) -> Outcome:
    """Compares the source's tensors with the design's, and the emitted C++ with `predict()`, on random samples.

    Quantized tensors must agree to the rounding of float32, approximated ones (softmax) within the bound that the
    compiler states, and the C++ exactly. The first tensor that differs is named.
    """
    rng = np.random.default_rng(seed)
    x = {entry.name: random_samples(entry, samples, rng) for entry in model.inputs}
    outcome = Outcome()
    _compare_tensors(outcome, model, x)
    predicted, simulated = model.by_name(model.predict(x)), model.by_name(model.csim(x))
    for name, expected in predicted.items():
        same = np.array_equal(expected, simulated[name])
        outcome.add(same, f"{name}: the emitted C++ gives {'the same as' if same else 'something else than'} predict()")
    return outcome


def _source_tensors(model: Model, x: dict[str, Floats]) -> dict[str, NDArray[Any]]:
    """The tensors of the source, with the user's precisions where it was trained in floating point."""
    source = model.module("import")
    with source.context:
        typed = ir.Module.parse(apply_precision(source.operation).get_bytecode())
    # Where numbers have types, a sum in float32 may fall on the other side of a tie.
    has_types = any(op.operation.name == "qnn.cast" for op in operations(typed.operation))
    return reference.evaluate(typed, x, dtype=np.float64 if has_types else np.float32)


def _compare_tensors(outcome: Outcome, model: Model, x: dict[str, Floats]) -> None:
    imported, integer = model.module("import"), model.module("qnn")
    expected = _source_tensors(model, x)
    found = model.trace(x)
    bounds = error_bounds(imported.operation, integer.operation)
    compared = 0
    for name, want in expected.items():
        got = found.get(name)
        if got is None or got.shape != want.shape:
            continue
        compared += 1
        allowed = np.float64(bounds.get(name, 0.0)) + _FLOAT32_NOISE * np.maximum(1.0, np.abs(want).max(initial=0.0))
        off = np.abs(got.astype(np.float64) - want)
        wrong = int(np.count_nonzero(off > allowed))
        if wrong:
            index = tuple(map(int, np.unravel_index(int(off.argmax()), off.shape)))
            outcome.add(
                False,
                f"{name}: {wrong} of {off.size} elements differ from the source, first of all tensors;"
                f" most at {index}: {got[index]} instead of {want[index]}",
            )
            return
    outcome.add(compared > 0, f"{compared} tensors are those of the source, on {len(next(iter(x.values())))} samples")
