# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""What the Python side needs to know of each target; how its C++ is spelled is lib/Target/HLSCpp's business."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hls4mlir.errors import TargetError
from hls4mlir.names import choices

__all__ = ["TARGETS", "Target", "find_target"]


@dataclass(frozen=True)
class Target:
    """A vendor's HLS tool: where its number headers lie in the wheel of da4ml, and what it builds for by default."""

    name: str
    title: str
    number_headers: str
    default_part: str

    @property
    def stand_in_headers(self) -> Path:
        """The folder of our stand-ins for the vendor's stream headers, for simulation without the vendor's tool."""
        return Path(__file__).parent / "simulation"


TARGETS = {
    target.name: target
    for target in (
        Target("vitis", "AMD Vitis HLS", "codegen/hls/source/ap_types/include", "xcu250-figd2104-2L-e"),
        Target("vivado", "AMD Vivado HLS", "codegen/hls/source/ap_types/include", "xc7z020clg400-1"),
    )
}


def find_target(name: str) -> Target:
    """The target of that name. Raises TargetError with the nearest match."""
    target = TARGETS.get(str(name))
    if target is None:
        raise TargetError(f"unknown target {name!r}: {choices(str(name), TARGETS)}")
    return target
