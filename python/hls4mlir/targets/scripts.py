# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The files of a project that are not C++: the script of the vendor's tool and the README."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from string import Template

from hls4mlir.targets import Target

__all__ = ["project_files"]

_TEMPLATES = Path(__file__).parent / "templates"


def project_files(target: Target, sources: Iterable[str], *, top: str, part: str, clock_ns: float) -> dict[str, str]:
    """Text by relative path of the README and of what drives the vendor's tool.

    `sources` are the paths of the emitted C++, `top` is the name of the top function, `clock_ns` its period in ns.
    """
    layers = sorted(path.stem for path in map(PurePosixPath, sources) if path.parent == PurePosixPath("src/layers"))
    values = {
        **target.words,
        "top": top,
        "title": target.title,
        "part": part,
        "clock_ns": f"{clock_ns:g}",
        "clock_mhz": f"{1000 / clock_ns:.6g}",
        "layers": ", ".join(f"`{layer}`" for layer in layers),
    }
    values["contents"] = _fill("contents.md", values).strip()
    return {name: _fill(template, values) for name, template in target.files.items()}


def _fill(template: str, values: dict[str, str]) -> str:
    return Template((_TEMPLATES / template).read_text(encoding="utf-8")).substitute(values)
