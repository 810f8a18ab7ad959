# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""What a design consists of and what it costs, layer by layer, known before any synthesis."""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

__all__ = ["Channel", "LayerReport", "Report"]

_PLAIN_WIDTH = 160


@dataclass(frozen=True)
class Channel:
    """What flows between layers: a tensor of `shape` per sample, of elements of `type`, `beat` of them per transfer."""

    shape: tuple[int, ...]
    type: str
    beat: int

    def __str__(self) -> str:
        shape = "x".join(map(str, self.shape)) or "1"
        return f"{shape} {self.type}"


@dataclass(frozen=True)
class LayerReport:
    """One layer of the design, which is one process of the C++.

    `lanes` are the multipliers of a matrix product, for outputs and inputs, side by side; None for other layers.
    `cycles` is how long the layer is busy with one sample.
    """

    name: str
    kind: str
    description: str
    lanes: tuple[int, int] | None
    cycles: int
    inputs: tuple[Channel, ...]
    outputs: tuple[Channel, ...]


@dataclass(frozen=True)
class Report:
    """A design and its layers, in the order of the data. `str()` is a table in plain text, rich prints in colour."""

    name: str
    target: str
    io: str
    part: str
    clock_ns: float
    layers: tuple[LayerReport, ...]

    @property
    def interval(self) -> int:
        """Cycles between samples when layers work at the same time: those of the slowest layer."""
        return max((layer.cycles for layer in self.layers), default=1)

    def to_dict(self) -> dict[str, Any]:
        """The report in lists, dictionaries, strings and numbers."""
        return {**asdict(self), "interval": self.interval}

    def to_json(self) -> str:
        """The report as JSON."""
        return json.dumps(self.to_dict(), indent=2) + "\n"

    @classmethod
    def from_dict(cls, content: dict[str, Any]) -> Report:
        """The report that `to_dict()` gave. Raises KeyError, TypeError or ValueError on anything else."""

        def channels(entries: list[dict[str, Any]]) -> tuple[Channel, ...]:
            return tuple(Channel(tuple(map(int, e["shape"])), str(e["type"]), int(e["beat"])) for e in entries)

        layers = tuple(
            LayerReport(
                name=str(entry["name"]),
                kind=str(entry["kind"]),
                description=str(entry["description"]),
                lanes=None if entry["lanes"] is None else (int(entry["lanes"][0]), int(entry["lanes"][1])),
                cycles=int(entry["cycles"]),
                inputs=channels(entry["inputs"]),
                outputs=channels(entry["outputs"]),
            )
            for entry in content["layers"]
        )
        texts = {key: str(content[key]) for key in ("name", "target", "io", "part")}
        return cls(**texts, clock_ns=float(content["clock_ns"]), layers=layers)

    def __rich__(self) -> Table:
        rate = 1e9 / (self.interval * self.clock_ns)
        table = Table(
            title=f"{self.name} for {self.target}, io={self.io}, {self.part} at {self.clock_ns:g} ns",
            caption=f"one sample every {_count(self.interval, 'cycle')}: {rate:,.0f} per second",
            box=box.SIMPLE_HEAD,
            title_justify="left",
            caption_justify="left",
        )
        for header in ("layer", "what", "input", "output"):
            table.add_column(header, overflow="fold")
        for header in ("lanes", "beat", "cycles"):
            table.add_column(header, justify="right")
        for layer in self.layers:
            table.add_row(
                layer.name,
                layer.description,
                "\n".join(map(str, layer.inputs)),
                "\n".join(map(str, layer.outputs)),
                " x ".join(map(str, layer.lanes)) if layer.lanes else "",
                "\n".join(str(channel.beat) for channel in layer.outputs),
                f"{layer.cycles:,}",
            )
        return table

    def __str__(self) -> str:
        text = io.StringIO()
        Console(file=text, width=_PLAIN_WIDTH, color_system=None, legacy_windows=False).print(self)
        return "\n".join(line.rstrip() for line in text.getvalue().strip("\n").splitlines())


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
