# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Many random networks, compared in several processes, and what they met."""

from __future__ import annotations

import os
import tempfile
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from hls4mlir.testing.agreement import agree
from hls4mlir.testing.networks import Kind, random_network

__all__ = ["Run", "Tally", "describe", "run_networks"]

# Networks that one task of a worker runs: enough that handing out tasks costs nothing.
_CHUNK = 25


@dataclass
class Tally:
    """What the networks of a run met."""

    networks: int = 0
    refused: Counter[str] = field(default_factory=Counter[str])
    samples: int = 0
    elements: int = 0
    ties: int = 0
    saturated: int = 0
    with_ties: int = 0
    with_saturation: int = 0
    exact: int = 0
    per_channel: int = 0
    simulated: int = 0
    operations: Counter[str] = field(default_factory=Counter[str])
    executors: Counter[str] = field(default_factory=Counter[str])
    failures: list[str] = field(default_factory=list[str])

    def add(self, other: Tally) -> None:
        """Adds what a worker counted."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


@dataclass(frozen=True)
class Run:
    """A run over many networks: `networks` of a `kind` from a seed, with `samples` of each.

    Of every `simulate`th the C++ is emitted, built and run; of none where it is 0.
    """

    kind: Kind
    networks: int
    seed: int
    samples: int
    simulate: int


def run_networks(run: Run, jobs: int) -> Iterator[Tally]:
    """Runs the networks in so many processes; gives what each part met, in order."""
    ranges = [(first, min(first + _CHUNK, run.networks)) for first in range(0, run.networks, _CHUNK)]
    with (
        tempfile.TemporaryDirectory() as cache,
        ProcessPoolExecutor(jobs, get_context("spawn"), _prepare, (cache,)) as pool,
    ):
        for future in [pool.submit(_run, run, first, last) for first, last in ranges]:
            yield future.result()


def _prepare(folder: str) -> None:
    """A worker keeps machine code out of the user's cache."""
    os.environ["HLS4MLIR_CACHE_DIR"] = folder


def _run(run: Run, first: int, last: int) -> Tally:
    """Runs the networks `first` to `last - 1`."""
    tally = Tally()
    for number in range(first, last):
        rng = np.random.default_rng((run.seed, number))
        io = "parallel" if rng.integers(4) == 0 else "stream"
        simulate = run.simulate > 0 and number % run.simulate == 0
        tally.networks += 1
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                network = random_network((run.seed, number), run.kind)
                result = agree(network, samples=run.samples, seed=number, csim=simulate, io=io)
        except Exception as error:  # a crash of one network is a finding, not the end of the run
            where = traceback.extract_tb(error.__traceback__)[-1]
            text = str(error).splitlines()[0] if str(error) else ""
            text += f" ({Path(where.filename).name}:{where.lineno})"
            tally.failures.append(f"network {number}, io={io}: {type(error).__name__}: {text}")
            continue
        if result.refused:
            tally.refused[result.refused] += 1
            continue
        tally.samples += result.samples
        tally.elements += result.counts.elements
        tally.ties += result.counts.ties
        tally.saturated += result.counts.saturated
        tally.with_ties += result.counts.ties > 0
        tally.with_saturation += result.counts.saturated > 0
        tally.exact += result.exact
        tally.per_channel += result.per_channel
        tally.simulated += simulate
        tally.operations.update(result.operations)
        tally.executors.update(result.executors)
    return tally


def _percent(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({part / max(whole, 1):.1%})"


def describe(tally: Tally) -> Iterator[str]:
    """The tally in words."""
    accepted = tally.networks - sum(tally.refused.values())
    yield f"networks            {tally.networks:,}, of which {sum(tally.refused.values()):,} have no exact form"
    for reason, count in tally.refused.most_common():
        yield f"                    {count:6,} refused: {reason}"
    yield f"samples             {tally.samples:,}"
    yield f"quantized elements  {tally.elements:,}"
    for title, part, with_part in (
        ("on a tie", tally.ties, tally.with_ties),
        ("saturated", tally.saturated, tally.with_saturation),
    ):
        yield f"{title:18}  {_percent(part, tally.elements)}; in {_percent(with_part, accepted)} networks"
    yield f"exact arithmetic    {_percent(tally.exact, accepted)} networks; the others approximate a function"
    yield f"per channel         {_percent(tally.per_channel, accepted)} networks"
    yield f"emitted C++ run     {tally.simulated:,} networks"
    yield f"executors           {', '.join(f'{name} {count:,}' for name, count in tally.executors.most_common())}"
    yield f"operations          {', '.join(f'{name} {count:,}' for name, count in tally.operations.most_common())}"
    yield f"disagreements       {len(tally.failures):,}"
