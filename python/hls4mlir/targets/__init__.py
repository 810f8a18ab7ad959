# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""What the Python side needs to know of each target; how its C++ is spelled is lib/Target/HLSCpp's business."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hls4mlir.errors import TargetError
from hls4mlir.names import choices
from hls4mlir.targets.amd import build_script

__all__ = ["TARGETS", "Target", "find_target"]


@dataclass(frozen=True)
class Target:
    """A vendor's HLS tool: how it is called, what it builds for by default, and what simulation without it needs.

    `number_headers` is where the vendor's open number headers lie in the wheel of da4ml. `build_script` gives the text
    of the project's `build.tcl` from the name of the top function, the part and the clock period.
    """

    name: str
    title: str
    command: str
    default_part: str
    number_headers: str
    build_script: Callable[[str, str, float], str]

    @property
    def stand_in_headers(self) -> Path:
        """The folder of our stand-ins for the vendor's stream headers, for simulation without the vendor's tool."""
        return Path(__file__).parent / "simulation"


TARGETS = {
    target.name: target
    for target in (
        Target(
            name="vitis",
            title="AMD Vitis HLS",
            command="vitis_hls",
            default_part="xcu250-figd2104-2L-e",
            number_headers="codegen/hls/source/ap_types/include",
            build_script=partial(
                build_script, command="vitis_hls", standard="c++14", solution_options=" -flow_target vivado"
            ),
        ),
        Target(
            name="vivado",
            title="AMD Vivado HLS",
            command="vivado_hls",
            default_part="xc7z020clg400-1",
            number_headers="codegen/hls/source/ap_types/include",
            build_script=partial(build_script, command="vivado_hls", standard="c++0x"),
        ),
    )
}


def find_target(name: str) -> Target:
    """The target of that name. Raises TargetError with the nearest match."""
    target = TARGETS.get(str(name))
    if target is None:
        raise TargetError(f"unknown target {name!r}: {choices(str(name), TARGETS)}")
    return target
