# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The files of a project that are not C++: the script of the vendor's tool and the README."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from string import Template

from hls4mlir.targets import Target

__all__ = ["project_files"]

_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class _Tool:
    """What the scripts of one tool differ in."""

    command: str
    solution: str
    standard: str
    export: str


_TOOLS = {
    "vitis": _Tool("vitis-run --mode hls --tcl build.tcl", "solution -flow_target vivado", "c++14", "-flow impl"),
    "vivado": _Tool("vivado_hls -f build.tcl", "solution", "c++0x", "-flow impl"),
}


def project_files(target: Target, sources: Iterable[str], *, top: str, part: str, clock_ns: float) -> dict[str, str]:
    """Text by relative path of `build.tcl` and `README.md`.

    `sources` are the paths of the emitted C++, `top` is the name of the top function, `clock_ns` its period in ns.
    """
    tool = _TOOLS[target.name]
    layers = sorted(path.stem for path in map(PurePosixPath, sources) if path.parent == PurePosixPath("src/layers"))
    values = {
        "top": top,
        "title": target.title,
        "part": part,
        "clock_ns": f"{clock_ns:g}",
        "command": tool.command,
        "solution": tool.solution,
        "standard": tool.standard,
        "export": tool.export,
        "layers": ", ".join(f"`{layer}`" for layer in layers),
    }
    return {
        name: Template((_TEMPLATES / name).read_text(encoding="utf-8")).substitute(values)
        for name in ("build.tcl", "README.md")
    }
