# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Runs the emitted C++ on the host: what the vendor's tool calls C simulation, without the vendor's tool.

The project's own test bench is compiled with the host's C++ compiler against the open number headers and our stand-ins
for the vendor's other headers, then fed with codes through files. Processes run side by side and FIFOs are as deep as
in hardware, so that a design that would block there blocks here, with a message that says who waits for whom.
"""

from __future__ import annotations

import importlib.util
import math
import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from hls4mlir.boundary import Codes
from hls4mlir.errors import DependencyError, OutputError, SimulationError
from hls4mlir.targets import Target

__all__ = ["Simulation", "bound_fifos", "find_compiler", "find_number_headers", "read_results", "write_samples"]

_COMPILERS = ("g++", "clang++", *(f"clang++-{version}" for version in range(30, 13, -1)), "c++")
_FLAGS = ("-O1", "-w")
BUILD_TIMEOUT = 1800.0
_SHOWN_LINES = 30


def find_compiler() -> list[str]:
    """The host's C++ compiler as the start of a command line: `$CXX` if set, else the first of g++, clang++ and c++.

    Raises DependencyError when there is none.
    """
    asked = os.environ.get("CXX", "").strip()
    if asked:
        try:
            command = shlex.split(asked)
        except ValueError as error:
            raise DependencyError(f"cannot read the environment variable CXX={asked!r}: {error}") from None
        if shutil.which(command[0]) is None:
            raise DependencyError(
                f"the environment variable CXX names {command[0]!r}, which is not an executable program"
            )
        return command
    for name in _COMPILERS:
        if shutil.which(name) is not None:
            return [name]
    raise DependencyError("csim() needs a C++ compiler: install g++ (apt-get install g++) or clang++, or set CXX")


def find_number_headers(target: Target) -> Path:
    """The folder of the vendor's open number headers. They come with the wheel of da4ml, which is not imported.

    Raises DependencyError when it is not installed.
    """
    spec = importlib.util.find_spec("da4ml")
    for package in (spec.submodule_search_locations or []) if spec else []:
        folder = Path(package) / target.number_headers
        if folder.is_dir():
            return folder
    raise DependencyError(
        f"csim() needs the open number headers ({target.number_header}) that come with da4ml: pip install"
        " 'hls4mlir[sim]'"
    )


_FIFO = re.compile(r"^#pragma HLS STREAM variable=(\w+) depth=(\d+)$")
_CALL = re.compile(r"^    (\w+)\((.*)\);$")


def bound_fifos(text: str, samples: int = 1) -> str:
    """The file of a top function, with its processes side by side and its FIFOs as deep as their directives say.

    A file without FIFOs between processes stays as it is. A call of the top function works on `samples` samples: each
    process goes on to the next one as soon as it is done with one, as it does in hardware.
    """
    lines = text.splitlines()
    depths = {match[1]: int(match[2]) for match in map(_FIFO.match, lines) if match}
    if not depths:
        return text
    ends: dict[str, list[str]] = {name: [] for name in depths}
    for call in filter(None, map(_CALL.match, lines)):
        for argument in call[2].split(", "):
            if argument in ends:
                ends[argument].append(call[1])
    result: list[str] = []
    started = False
    for line in lines:
        fifo, call = _FIFO.match(line), _CALL.match(line)
        if fifo:
            # Processes stand in the order in which data pass them: the writer of a FIFO comes first.
            writer, reader = ends[fifo[1]]
            result.append(f'    {fifo[1]}.bound({fifo[2]}, "{writer}", "{reader}");')
        elif call:
            if not started:
                result.append("    hls4mlir::Processes processes_;")
            started = True
            again = f"for (int sample_ = 0; sample_ < {samples}; ++sample_) " if samples > 1 else ""
            result.append(f'    processes_.add("{call[1]}", [&] {{ {again}{call[1]}({call[2]}); }});')
        elif line == "}" and started:
            result += ["    processes_.run();", line]
        else:
            result.append(line)
    return "\n".join(result) + "\n"


class Simulation:
    """The test bench of one project, built when first run; the files vanish with the object.

    `sources` are the project's files by relative path, `output_shapes` the shapes of the results for one sample.
    """

    def __init__(self, sources: Mapping[str, str], target: Target, output_shapes: Sequence[tuple[int, ...]]) -> None:
        self._sources = dict(sources)
        self._target = target
        self._output_shapes = list(output_shapes)
        self._executable: Path | None = None

    def run(self, inputs: Sequence[Codes], *, timeout: float | None = None) -> list[Codes]:
        """Runs the design on codes (batch first, in the order of the arguments); `timeout` of the run in seconds.

        Raises DependencyError when compiler or headers are missing, SimulationError when the build or the run fails.
        """
        samples = len(inputs[0])
        executable = self.build()
        with tempfile.TemporaryDirectory(prefix="run-", dir=executable.parent) as folder:
            source, result = Path(folder) / "input.dat", Path(folder) / "output.dat"
            write_samples(source, inputs)
            process = _execute([str(executable), str(source), str(result)], Path(folder), timeout, "the C++ simulation")
            if process.returncode != 0:
                raise SimulationError(f"the C++ simulation failed: {_reason(process)}")
            return read_results(result, samples, self._output_shapes)

    def build(self) -> Path:
        """Compiles the test bench unless that has been done, and returns the path of the program."""
        if self._executable is None:
            compiler = find_compiler()
            headers = find_number_headers(self._target)
            folder = Path(tempfile.mkdtemp(prefix="hls4mlir-csim-"))
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            self._compile(compiler, headers, folder)
            self._executable = folder / "csim"
        return self._executable

    def _compile(self, compiler: list[str], headers: Path, folder: Path) -> None:
        for name, text in self._sources.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            is_source = name.startswith("src/") and name.endswith(".cpp")
            path.write_text(bound_fifos(text) if is_source else text, encoding="utf-8")
        units = sorted(name for name in self._sources if name.endswith(".cpp"))
        includes = ["-isystem", str(headers), "-isystem", str(self._target.stand_in_headers), "-I", "src"]
        flags = [f"-std={self._target.standard}", *_FLAGS, *self._target.simulation_flags]
        command = [*compiler, *flags, *includes, *units, "-o", "csim"]
        process = _execute(command, folder, BUILD_TIMEOUT, f"{compiler[0]} on the emitted C++")
        if process.returncode != 0:
            raise SimulationError(
                f"{compiler[0]} cannot compile the emitted C++; this is a bug of hls4mlir:\n{_reason(process)}"
            )


def write_samples(path: Path, inputs: Sequence[Codes]) -> None:
    """Writes codes (batch first, in the order of the arguments) for a test bench: a sample on each line.

    Raises OutputError when the file cannot be written.
    """
    samples = len(inputs[0])
    rows = np.concatenate([codes.reshape(samples, math.prod(codes.shape[1:])) for codes in inputs], axis=1)
    try:
        with path.open("w", encoding="ascii") as stream:
            stream.writelines(" ".join(map(str, row)) + "\n" for row in rows.tolist())
    except OSError as error:
        raise OutputError(f"cannot write the samples {path}: {error.strerror or error}") from None


def read_results(path: Path, samples: int, shapes: Sequence[tuple[int, ...]]) -> list[Codes]:
    """The codes that a test bench has written, for each output; `shapes` are those of one sample.

    Raises SimulationError when the file has others.
    """
    sizes = [math.prod(shape) for shape in shapes]
    try:
        lines = path.read_text(encoding="ascii").splitlines()
        rows = np.array([line.split() for line in lines], dtype=np.int64).reshape(samples, sum(sizes))
    except (OSError, ValueError, OverflowError) as error:
        raise SimulationError(f"the test bench wrote no readable results: {error}") from None
    columns = np.split(rows, np.cumsum(sizes)[:-1], axis=1)
    return [column.reshape((samples, *shape)) for column, shape in zip(columns, shapes, strict=True)]


def _execute(command: list[str], folder: Path, timeout: float | None, what: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            command, cwd=folder, timeout=timeout, check=False, text=True, errors="replace",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise SimulationError(f"{what} did not end within {timeout:g} s") from None
    except OSError as error:
        raise SimulationError(f"{what} cannot be started: {error.strerror or error}") from None


def _reason(process: subprocess.CompletedProcess[str]) -> str:
    lines = process.stdout.strip().splitlines()
    if len(lines) > _SHOWN_LINES:
        lines = [*lines[:_SHOWN_LINES], f"... and {len(lines) - _SHOWN_LINES} more lines"]
    if process.returncode < 0:
        lines.insert(0, f"killed by {signal.Signals(-process.returncode).name}")
    return "\n".join(lines) or f"exit code {process.returncode}"
