# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""What a design consists of, when it works and what it costs, layer by layer, known before any synthesis.

Cycles, interval and latencies come from a simulation of every transfer; lookup tables, registers, DSP blocks and
memories are estimates by published formulas (`dialects/Stream/Resources.h`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hls4mlir.errors import OutputError
from hls4mlir.names import shown
from hls4mlir.report.vendor import Figures, VendorReport, read_mapping

if TYPE_CHECKING:
    from rich.console import RenderableType

__all__ = ["Channel", "LayerReport", "Report", "Resources", "VendorReport"]

# Counts of files are less than this, so that arithmetic on them stays within numbers.
_END_OF_COUNTS = 2**63


@dataclass(frozen=True)
class Resources:
    """An estimate of what hardware takes of a device; memories are of 18 and of 288 kilobits."""

    lut: int = 0
    ff: int = 0
    dsp: int = 0
    bram18: int = 0
    uram: int = 0

    def __add__(self, other: Resources) -> Resources:
        return Resources(*(a + b for a, b in zip(self.counts(), other.counts(), strict=True)))

    def counts(self) -> tuple[int, int, int, int, int]:
        """The numbers, in the order of the fields."""
        return (self.lut, self.ff, self.dsp, self.bram18, self.uram)


@dataclass(frozen=True)
class Channel:
    """What flows between layers: a tensor of `shape` per sample, of elements of `type`, `beat` of them per transfer.

    `depth` is how many transfers the FIFO of a result holds; None for operands, ports of the design, and arrays.
    """

    shape: tuple[int, ...]
    type: str
    beat: int
    depth: int | None = None

    def __str__(self) -> str:
        shape = "x".join(map(str, self.shape)) or "1"
        return f"{shape} {self.type}"


@dataclass(frozen=True)
class LayerReport:
    """One layer of the design, which is one process of the C++.

    `lanes` are what works side by side: outputs and inputs of a matrix product, channels and pixels of a window that is
    pooled or convolved by channel; None for other layers.
    `cycles` is how long the layer is busy with one sample. `resources` are those of the process and of the FIFOs of its
    results. `producers` names, input by input, the layer that sends it, or the input of the model.
    """

    name: str
    kind: str
    description: str
    lanes: tuple[int, int] | None
    cycles: int
    resources: Resources
    producers: tuple[str, ...]
    inputs: tuple[Channel, ...]
    outputs: tuple[Channel, ...]


@dataclass(frozen=True)
class Report:
    """A design and its layers, in the order of the data. `str()` is a table in plain text, rich prints in colour.

    `interval` is the number of cycles between samples; `first_latency` is how many pass from the first sample to its
    last result, `steady_latency` from one that others are in front of. `vendor` is what the vendor's tool says, for a
    design that it has built; `report["CSynthesisReport"]["LUT"]` is a figure of it.
    """

    name: str
    target: str
    io: str
    part: str
    clock_ns: float
    interval: int
    first_latency: int
    steady_latency: int
    layers: tuple[LayerReport, ...]
    vendor: VendorReport | None = None

    def __getitem__(self, section: str) -> Figures:
        """A section of the vendor's report. Raises KeyError, listing those that there are, for another one."""
        if self.vendor is None:
            raise KeyError(f"there is no {section!r}: no vendor's tool has built the design")
        if section not in self.vendor.sections:
            raise KeyError(f"{section!r} is not among the sections {list(self.vendor.sections)}")
        return self.vendor.sections[section]

    @property
    def resources(self) -> Resources:
        """The sum over the layers."""
        return sum((layer.resources for layer in self.layers), Resources())

    @property
    def samples_per_second(self) -> float:
        """How many samples the design takes, at its clock."""
        return 1e9 / (self.interval * self.clock_ns)

    @property
    def bottlenecks(self) -> tuple[str, ...]:
        """The names of the layers that no others wait for: making them faster makes the design faster."""
        slowest = max((layer.cycles for layer in self.layers), default=0)
        return tuple(layer.name for layer in self.layers if layer.cycles == slowest)

    def share(self, layer: LayerReport) -> float:
        """The part of the interval in which a layer is busy, from 0 to 1."""
        return layer.cycles / self.interval

    def to_dict(self) -> dict[str, Any]:
        """The report in lists, dictionaries, strings and numbers."""
        return {
            **{key: value for key, value in asdict(self).items() if key != "vendor"},
            "samples_per_second": self.samples_per_second,
            "resources": asdict(self.resources),
            "bottlenecks": list(self.bottlenecks),
            **({"vendor": self.vendor.to_dict()} if self.vendor else {}),
        }

    def to_json(self) -> str:
        """The report as JSON."""
        return json.dumps(self.to_dict(), indent=2) + "\n"

    def to_html(self) -> str:
        """The report as a page with the graph of the design; it needs no other file and no network."""
        from hls4mlir.report.page import render_page

        return render_page(self)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Writes the report to a file and returns its path: JSON for `.json`, a page for `.html`, else plain text.

        Raises OutputError when the file cannot be written.
        """
        file = Path(path)
        text = {".json": self.to_json, ".html": self.to_html, ".htm": self.to_html}.get(
            file.suffix.lower(), self._plain
        )
        try:
            file.write_text(text(), encoding="utf-8", newline="\n")
        except (OSError, ValueError) as error:  # ValueError: a path with a null character
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            raise OutputError(f"cannot write the report {os.fspath(path)!r}: {reason}") from None
        return file

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> Report:
        """The report that `to_dict()` gave. Raises KeyError, TypeError or ValueError on anything else."""
        layers = tuple(
            LayerReport(
                name=_text(entry["name"]),
                kind=_text(entry["kind"]),
                description=_text(entry["description"]),
                lanes=None if entry["lanes"] is None else _lanes(entry["lanes"]),
                cycles=_count(entry["cycles"]),
                resources=Resources(**{key: _count(value) for key, value in read_mapping(entry["resources"]).items()}),
                producers=tuple(map(_text, entry["producers"])),
                inputs=_channels(entry["inputs"]),
                outputs=_channels(entry["outputs"]),
            )
            for entry in content["layers"]
        )
        _require_order(layers)
        vendor = content.get("vendor")
        return cls(
            name=_text(content["name"]),
            target=_text(content["target"]),
            io=_text(content["io"]),
            part=_text(content["part"]),
            clock_ns=_clock(content["clock_ns"]),
            interval=_count(content["interval"], least=1),
            first_latency=_count(content["first_latency"]),
            steady_latency=_count(content["steady_latency"]),
            layers=layers,
            vendor=None if vendor is None else VendorReport.from_dict(vendor),
        )

    def __rich__(self) -> RenderableType:
        from hls4mlir.report.table import make_tables

        return make_tables(self)

    def __str__(self) -> str:
        return self._plain().rstrip("\n")

    def _plain(self) -> str:
        from hls4mlir.report.table import render_text

        return render_text(self)


# What `to_dict()` gave, after it has been a file: every reader raises TypeError or ValueError for anything else.


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"expected a text, found {shown(value)}")
    return value


def _count(value: object, least: int = 0) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < _END_OF_COUNTS:
        raise ValueError(f"expected a count of {least} or more, found {shown(value)}")
    return value


def _clock(value: object) -> float:
    if not isinstance(value, float | int) or isinstance(value, bool) or not 0 < value < _END_OF_COUNTS:
        raise ValueError(f"expected a clock period in ns, found {shown(value)}")
    return float(value)


def _lanes(entry: Sequence[object]) -> tuple[int, int]:
    first, second = map(_count, entry)
    return first, second


def _channels(entries: Iterable[Mapping[str, Any]]) -> tuple[Channel, ...]:
    return tuple(
        Channel(
            shape=tuple(map(_count, entry["shape"])),
            type=_text(entry["type"]),
            beat=_count(entry["beat"]),
            depth=None if entry["depth"] is None else _count(entry["depth"]),
        )
        for entry in entries
    )


def _require_order(layers: Sequence[LayerReport]) -> None:
    """Layers come after those that send them their operands, one for each."""
    names = {layer.name for layer in layers}
    if len(names) < len(layers):
        raise ValueError("two layers have one name")
    known: set[str] = set()
    for layer in layers:
        if len(layer.inputs) != len(layer.producers):
            raise ValueError(f"layer {layer.name!r} has other inputs than producers")
        if late := [producer for producer in layer.producers if producer in names - known]:
            raise ValueError(f"layer {layer.name!r} comes before {late[0]!r}, which it takes its inputs from")
        known.add(layer.name)
