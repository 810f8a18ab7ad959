# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Finding and running the vendors' programs."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from hls4mlir.errors import DependencyError, SynthesisError

__all__ = ["SIMULATIONS", "Run", "Step", "find_program", "run_program"]

Step = Literal["csim", "csynth", "cosim", "export"]

SIMULATIONS = frozenset[Step](("csim", "cosim"))
"""Steps that run the test bench, which writes `tb/output.dat`."""

_SHOWN_LINES = 20

# What would speak to our programs for somebody else: a `make` that runs us to those that it runs itself, and the user's
# shell to the scripts of a project, which has a device and a clock of its own.
_NOT_INHERITED = frozenset(("CLOCK_NS", "DEVICE", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "PART"))


@dataclass(frozen=True)
class Run:
    """A command line, with variables of the environment, and the simulation whose results it leaves, if any."""

    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    simulates: Step | None = None


def find_program(names: Sequence[str], advice: str) -> Path:
    """The first of the programs that is on the PATH. Raises DependencyError, which names them all."""
    for name in names:
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    listed = " or ".join(names)
    raise DependencyError(f"build() needs {listed}, which is not on the PATH: {advice}")


def run_program(
    run: Run,
    folder: Path,
    log: Path,
    *,
    timeout: float | None,
    progress: Callable[[str], None] | None,
) -> None:
    """Runs a program in `folder`; appends what it prints to `log` and gives it, line by line, to `progress`.

    Raises SynthesisError when it cannot be started, fails, or has not ended after `timeout` seconds.
    """
    last: deque[str] = deque(maxlen=_SHOWN_LINES)
    name = Path(run.command[0]).name
    late = threading.Event()
    try:
        with log.open("a", encoding="utf-8") as file:
            file.write(f"$ {' '.join(run.command)}\n")
            file.flush()
            with subprocess.Popen(
                run.command, cwd=folder, env={**_inherited(), **run.environment}, text=True, errors="replace",
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
            ) as process:  # fmt: skip

                def stop() -> None:
                    late.set()
                    _end(process)

                timer = threading.Timer(timeout or 0, stop)
                if timeout is not None:
                    timer.start()
                try:
                    assert process.stdout is not None
                    for line in process.stdout:
                        file.write(line)
                        file.flush()
                        last.append(line.rstrip())
                        if progress is not None and line.strip():
                            progress(line.rstrip())
                    code = process.wait()
                except BaseException:
                    _end(process)
                    raise
                finally:
                    timer.cancel()
    except OSError as error:
        raise SynthesisError(f"{name} cannot be run: {error.strerror or error}") from None
    if late.is_set():
        raise SynthesisError(f"{name} did not end within {timeout:g} s; what it said is in {log}")
    if code != 0:
        reason = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"failed with exit code {code}"
        raise SynthesisError("\n".join([f"{name} {reason}; what it said is in {log}", *last]))


def _inherited() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}


def _end(process: subprocess.Popen[str]) -> None:
    """Ends a program and everything that it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
