# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""What the Python side needs to know of each target; how its C++ is spelled is lib/Target/HLSCpp's business."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from hls4mlir.errors import TargetError
from hls4mlir.names import choices

__all__ = ["TARGETS", "Target", "find_target"]

_AP_TYPES = "codegen/hls/source/ap_types/include"
_AC_TYPES = "codegen/hls/source/ac_types/include"


@dataclass(frozen=True)
class Target:
    """A vendor's HLS tool.

    `number_headers` is where its number headers lie in the wheel of da4ml, and `number_header` the first of them;
    `standard` is the C++ that the emitted files are, `simulation_flags` what a host compiler needs beside that.
    `files` are the templates of the project's files, by the names that they get; `words` what stands in them for the
    target.
    """

    name: str
    title: str
    number_headers: str
    number_header: str
    default_part: str
    standard: str
    files: dict[str, str]
    words: dict[str, str] = field(default_factory=dict[str, str])
    simulation_flags: tuple[str, ...] = ()

    @property
    def stand_in_headers(self) -> Path:
        """The folder of our stand-ins for the vendor's headers, for simulation without the vendor's tool."""
        return Path(__file__).parent / "simulation"


TARGETS = {
    target.name: target
    for target in (
        Target(
            "vitis",
            "AMD Vitis HLS",
            _AP_TYPES,
            "ap_fixed.h",
            "xcu250-figd2104-2L-e",
            "c++14",
            files={"build.tcl": "amd/build.tcl", "README.md": "amd/README.md"},
            words={
                "command": "vitis-run --mode hls --tcl build.tcl",
                "solution": "solution -flow_target vivado",
                "cflags": "c++14",
                "export": "-flow impl",
            },
        ),
        Target(
            "vivado",
            "AMD Vivado HLS",
            _AP_TYPES,
            "ap_fixed.h",
            "xc7z020clg400-1",
            "c++14",
            files={"build.tcl": "amd/build.tcl", "README.md": "amd/README.md"},
            words={
                "command": "vivado_hls -f build.tcl",
                "solution": "solution",
                "cflags": "c++0x",
                "export": "-flow impl",
            },
        ),
        Target(
            "quartus",
            "Intel HLS Compiler",
            _AC_TYPES,
            "ac_fixed.h",
            "Arria10",
            "c++17",
            files={"Makefile": "quartus/Makefile", "README.md": "quartus/README.md"},
            # Messages name streams by their symbols.
            simulation_flags=("-rdynamic",),
        ),
        Target(
            "oneapi",
            "Intel oneAPI",
            _AC_TYPES,
            "ac_fixed.h",
            "Agilex7",
            "c++17",
            files={"CMakeLists.txt": "oneapi/CMakeLists.txt", "README.md": "oneapi/README.md"},
        ),
    )
}


def find_target(name: str) -> Target:
    """The target of that name. Raises TargetError with the nearest match."""
    target = TARGETS.get(str(name))
    if target is None:
        raise TargetError(f"unknown target {name!r}: {choices(str(name), TARGETS)}")
    return target
