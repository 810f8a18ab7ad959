# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Building a project with the vendor's tool: which one, with what words, and where its reports are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from hls4mlir.errors import SynthesisError
from hls4mlir.report.vendor import VendorReport
from hls4mlir.synthesis import amd, intel
from hls4mlir.synthesis.run import find_program, run_program
from hls4mlir.targets import Target

__all__ = ["LOG", "Step", "synthesize"]

Step = Literal["csim", "csynth", "cosim", "export"]

LOG = "build.log"


@dataclass(frozen=True)
class _Flow:
    """How a target's tool is driven.

    `programs` are the names of the tool, the newest first, and `package` what to install for it; `helpers` are further
    programs that are needed. `commands` gives command lines, with variables of the environment, for the path of the
    tool, the steps and the top function; `read` finds the reports.
    """

    programs: tuple[str, ...]
    package: str
    helpers: tuple[str, ...]
    commands: Callable[[Path, Sequence[Step], str], list[tuple[list[str], dict[str, str]]]]
    read: Callable[[Path, Sequence[Step], str], VendorReport]


_FLOWS = {
    "vitis": _Flow(("vitis-run", "vitis_hls"), "AMD Vitis", (), amd.commands, amd.read),
    "vivado": _Flow(("vivado_hls",), "AMD Vivado HLx, up to 2020.1", (), amd.commands, amd.read),
    "quartus": _Flow(
        ("i++",), "Intel HLS Compiler, up to 24.1", ("make",), intel.component_commands, intel.read_component
    ),
    "oneapi": _Flow(
        ("icpx",),
        "Intel oneAPI Base Toolkit, up to 2025.0, and its FPGA add-on",
        ("cmake",),
        intel.kernel_commands,
        intel.read_kernels,
    ),
}


def synthesize(
    folder: Path,
    target: Target,
    top: str,
    steps: Sequence[Step],
    *,
    timeout: float | None = None,
    progress: Callable[[str], None] | None = None,
) -> VendorReport:
    """Runs the steps of the vendor's tool on the project in `folder`, and reads its reports.

    What the tool prints goes to the file `build.log` of the project, and line by line to `progress`. `timeout` bounds
    the whole run, in seconds. Raises DependencyError when a program is missing, SynthesisError when a run fails or
    leaves no report that can be read.
    """
    flow = _FLOWS[target.name]
    tool = find_program(flow.programs, f"install {flow.package} and source its settings")
    for helper in flow.helpers:
        find_program((helper,), f"install {helper}")
    log = folder / LOG
    log.unlink(missing_ok=True)
    for command, environment in flow.commands(tool, steps, top):
        run_program(command, folder, log, environment=environment, timeout=timeout, progress=progress)
    try:
        return flow.read(folder, steps, top)
    except FileNotFoundError as error:
        raise SynthesisError(
            f"{tool.name} ended without the report {error.filename}; what it said is in {log}"
        ) from None
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise SynthesisError(
            f"the reports of {tool.name} in {folder} cannot be read: {type(error).__name__}: {error}"
        ) from None
