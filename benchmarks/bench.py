# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Measure compilation and prediction: what ``make bench`` runs.

For every model: the time from the file to the first prediction, split into compilation and the first call (which
includes the just-in-time compilation), and the rate of later calls, one sample at a time and in batches. Each is the
best of several repetitions, since other work on the machine only ever slows a run down. Writes a table, and JSON that
also says what machine it was.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from cases import Case, find_cases
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

import hls4mlir

REPETITIONS = 5
SECONDS_PER_MEASUREMENT = 0.5
SECONDS_OF_COMPILATION = 5.0
LARGEST_BATCH = 1 << 27
"""Numbers that go into a batch and come out of it."""


@dataclass(frozen=True)
class Result:
    """Times in seconds, rates in samples per second."""

    name: str
    compile_time: float
    first_prediction_time: float
    rate_one_by_one: float
    rate_batched: float
    batch: int


def best_rate(action: Callable[[], object], samples: int) -> float:
    """The highest rate, in samples per second, among several repetitions of many calls."""
    best = 0.0
    for _ in range(REPETITIONS):
        calls, start, elapsed = 0, time.perf_counter(), 0.0
        while elapsed < SECONDS_PER_MEASUREMENT:
            action()
            calls += 1
            elapsed = time.perf_counter() - start
        best = max(best, calls * samples / elapsed)
    return best


def start_up(case: Case, sample: NDArray[np.float32]) -> tuple[hls4mlir.Model, float, float]:
    """Compile the model and predict one sample; return the model and the seconds that each of the two took."""
    start = time.perf_counter()
    model = hls4mlir.compile(case.model, config=case.config)
    compiled = time.perf_counter()
    model.predict(sample)
    return model, compiled - start, time.perf_counter() - compiled


def measure(case: Case, batch: int) -> Result:
    """Compile the model several times, each time up to its first prediction; then time later predictions."""
    one = case.samples[:1]
    runs = [start_up(case, one)]
    while len(runs) < REPETITIONS and sum(run[1] for run in runs) < SECONDS_OF_COMPILATION:
        runs.append(start_up(case, one))
    model, compile_time, first_time = min(runs, key=lambda run: run[1] + run[2])
    outputs = sum(math.prod(output.shape) for output in model.outputs)
    batch = min(batch, max(LARGEST_BATCH // (one.size + outputs), 1))
    many = np.resize(case.samples, (batch, *case.samples.shape[1:]))
    return Result(
        name=case.name,
        compile_time=compile_time,
        first_prediction_time=first_time,
        rate_one_by_one=best_rate(lambda: model.predict(one), 1),
        rate_batched=best_rate(lambda: model.predict(many), batch),
        batch=batch,
    )


def machine() -> dict[str, str | int | None]:
    """What the numbers depend on besides the code."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.partition(": ")[2] for line in lines if line.startswith("model name")]
    return {
        "processor": names[0] if names else platform.processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, write the JSON. A model that is not supported yet is named and left out."""
    parser = argparse.ArgumentParser(description="Measure compilation and prediction.")
    parser.add_argument("names", nargs="*", help="which models (default: all at hand)")
    parser.add_argument("--batch", type=int, default=4096, help="largest batch (default: %(default)s)")
    parser.add_argument("--output", type=Path, help="JSON file to write")
    options = parser.parse_args(arguments)

    console = Console()
    table = Table(title="Compilation and prediction on the host")
    table.add_column("model")
    for heading in (
        "compile, ms",
        "first prediction, ms",
        "samples/s, one by one",
        "samples/s, in batches",
        "batch",
    ):
        table.add_column(heading, justify="right")
    results: list[Result] = []
    for case in find_cases(options.names):
        try:
            result = measure(case, options.batch)
        except hls4mlir.Error as error:
            console.print(f"{case.name}: left out: {str(error).splitlines()[0]}", markup=False, soft_wrap=True)
            continue
        results.append(result)
        table.add_row(
            result.name,
            f"{result.compile_time * 1e3:.1f}",
            f"{result.first_prediction_time * 1e3:.1f}",
            f"{result.rate_one_by_one:,.0f}",
            f"{result.rate_batched:,.0f}",
            f"{result.batch:,}",
        )
    console.print(table)
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        report = {"machine": machine(), "results": [asdict(result) for result in results]}
        options.output.write_text(json.dumps(report, indent=2) + "\n")
        console.print(f"wrote {options.output}")
    return 0 if results else 1


if __name__ == "__main__":
    sys.exit(main())
