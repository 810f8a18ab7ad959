# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""`python -m hls4mlir.testing`: many random networks through every level, with what they met counted.

Exit code 0 when all agree, 1 when one does not.
"""

from __future__ import annotations

import os
import sys
import time

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from hls4mlir.testing.campaign import Run, Tally, describe, run_networks
from hls4mlir.testing.networks import KINDS, Kind


@click.command()
@click.option("--kind", type=click.Choice(KINDS), default="dense", show_default=True, help="Of networks.")
@click.option("--networks", type=click.IntRange(min=1), default=1000, show_default=True, help="How many networks.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of the networks.")
@click.option("--samples", type=click.IntRange(min=1), default=12, show_default=True, help="Samples of each network.")
@click.option(
    "--csim",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="Networks of which the C++ is built and run.",
)
@click.option("--jobs", type=click.IntRange(min=1), default=os.cpu_count() or 1, show_default=True, help="Processes.")
def main(kind: Kind, networks: int, seed: int, samples: int, csim: int, jobs: int) -> None:
    """Runs random networks through every level and compares; prints each disagreement with its number."""
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{networks:,} {kind} networks, seed {seed}, {samples} samples of each, {jobs} processes")
    run = Run(kind, networks, seed, samples, simulate=max(networks // csim, 1) if csim else 0)
    start, tally = time.monotonic(), Tally()
    columns = (
        TextColumn("comparing"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task("", total=networks)
        for part in run_networks(run, jobs):
            for failure in part.failures:
                console.print(failure, markup=False)
            tally.add(part)
            if not sys.stdout.isatty() and tally.networks % 1000 == 0 and tally.networks < networks:
                console.print(f"{tally.networks:,} compared, {len(tally.failures)} disagree")
            progress.update(task, advance=part.networks, description=f"{len(tally.failures)} disagreements")
    for line in describe(tally):
        console.print(line, markup=False)
    console.print(f"time                {time.monotonic() - start:,.0f} s")
    sys.exit(1 if tally.failures else 0)


if __name__ == "__main__":
    main()
