# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Building a project with the vendor's tool: which one, with what words, and where its reports are."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hls4mlir.errors import OutputError, SynthesisError
from hls4mlir.report.vendor import VendorReport
from hls4mlir.synthesis import amd, intel
from hls4mlir.synthesis.run import Run, Step, find_program, run_program
from hls4mlir.targets import Target

__all__ = ["LOG", "RESULTS", "Step", "synthesize"]

LOG = "build.log"
RESULTS = "tb/output.dat"
"""Where the test bench leaves the codes of the results."""


@dataclass(frozen=True)
class _Flow:
    """How a target's tool is driven.

    `programs` are the names of the tool, the newest first, and `package` what to install for it; `helpers` are further
    programs that are needed. `commands` gives the runs for the path of the tool, the steps and the top function;
    `leaves` names the files and folders that a step alone makes and `read` looks at; `read` finds the reports, and
    raises FileNotFoundError or ValueError.
    """

    programs: tuple[str, ...]
    package: str
    helpers: tuple[str, ...]
    commands: Callable[[Path, Sequence[Step], str], list[Run]]
    leaves: Callable[[Step, str], list[str]]
    read: Callable[[Path, Sequence[Step], str], VendorReport]


_AMD = (amd.commands, amd.leaves, amd.read)
_COMPONENT = (intel.component_commands, intel.component_leaves, intel.read_component)
_KERNELS = (intel.kernel_commands, intel.kernel_leaves, intel.read_kernels)
_FLOWS = {
    "vitis": _Flow(("vitis-run", "vitis_hls"), "AMD Vitis", (), *_AMD),
    "vivado": _Flow(("vivado_hls",), "AMD Vivado HLx, up to 2020.1", (), *_AMD),
    "quartus": _Flow(("i++",), "Intel HLS Compiler, up to 24.1", ("make",), *_COMPONENT),
    "oneapi": _Flow(("icpx",), "Intel oneAPI Base Toolkit, up to 2025.0, and its FPGA add-on", ("cmake",), *_KERNELS),
}


def synthesize(
    folder: Path,
    target: Target,
    top: str,
    steps: Sequence[Step],
    *,
    check: Callable[[Step], None],
    timeout: float | None = None,
    progress: Callable[[str], None] | None = None,
) -> VendorReport:
    """Runs the steps of the vendor's tool on the project in `folder`, and reads its reports.

    What an earlier run of these steps has left is removed, that of other steps stays. `check` is called after each
    simulation, whose results are then in `tb/output.dat`. What the tool prints goes to the file `build.log` of the
    project, and line by line to `progress`. `timeout` bounds each program that is run, in seconds.

    Raises DependencyError when a program is missing, SynthesisError when a run fails, does not end in time, or leaves
    no report or results that can be read, OutputError when a file cannot be replaced.
    """
    flow = _FLOWS[target.name]
    tool = find_program(flow.programs, f"install {flow.package} and source its settings")
    for helper in flow.helpers:
        find_program((helper,), f"install {helper}")
    log = folder / LOG
    _remove(log)
    for step in steps:
        for name in flow.leaves(step, top):
            _remove(folder / name, recursive=True)
    for run in flow.commands(tool, steps, top):
        if run.simulates:
            _remove(folder / RESULTS)
        run_program(run, folder, log, timeout=timeout, progress=progress)
        if run.simulates:
            check(run.simulates)
    try:
        return flow.read(folder, steps, top)
    except FileNotFoundError as error:
        raise SynthesisError(
            f"{tool.name} ended without the report {error.filename}; what it said is in {log}"
        ) from None
    except (OSError, ValueError) as error:
        raise SynthesisError(
            f"the reports of {tool.name} in {folder} cannot be read: {type(error).__name__}: {error}"
        ) from None


def _remove(path: Path, *, recursive: bool = False) -> None:
    """Removes a file, or also a folder with all that it holds, where there is one."""
    try:
        if recursive and path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"cannot replace {path}: {error.strerror or error}") from None
