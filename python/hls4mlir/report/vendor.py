# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""What a vendor's tool says about a design, under the keys that users of hls4ml know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from hls4mlir.names import shown

if TYPE_CHECKING:
    from hls4mlir.report import Report

__all__ = ["Figures", "VendorReport", "compare", "read_mapping"]

# Numbers by key; None where the tool does not know.
Figures = Mapping[str, int | float | str | None]


@dataclass(frozen=True)
class VendorReport:
    """The figures of one run of a vendor's tool, by hls4ml's sections and keys.

    `tool` is its name; `sections` holds `CSynthesisReport` (what C synthesis estimates) and, where the tool went that
    far, `CosimReport` (what the simulated RTL took) and `ImplementationReport` (what is left after place and route).
    Clock periods are in ns, latencies and intervals in cycles, memories in blocks: of 18 kilobits for AMD, of 20 for
    Intel, whose look-up tables are adaptive ones.
    """

    tool: str
    sections: Mapping[str, Figures] = field(default_factory=dict[str, Figures])

    def to_dict(self) -> dict[str, Any]:
        """The sections in dictionaries, strings and numbers."""
        return {"tool": self.tool, **{name: dict(figures) for name, figures in self.sections.items()}}

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> VendorReport:
        """The report that `to_dict()` gave. Raises KeyError, TypeError or ValueError on anything else."""
        entries = read_mapping(content)
        sections = {name: read_mapping(figures) for name, figures in entries.items() if name != "tool"}
        for figure in (figure for figures in sections.values() for figure in figures.values()):
            if isinstance(figure, bool) or not isinstance(figure, int | float | str | None):
                raise TypeError(f"expected a figure, found {shown(figure)}")
        if not isinstance(entries["tool"], str):
            raise TypeError(f"expected the name of a tool, found {shown(entries['tool'])}")
        return cls(entries["tool"], sections)


def read_mapping(value: object) -> dict[str, Any]:
    """A dictionary out of a file. Raises TypeError for anything else."""
    if not isinstance(value, Mapping):
        raise TypeError(f"expected names and values, found {shown(value)}")
    return {str(name): entry for name, entry in cast("Mapping[object, Any]", value).items()}


_ROWS: tuple[tuple[str, str, Callable[[Report], int | float]], ...] = (
    ("interval (cycles)", "IntervalMax", lambda report: report.interval),
    ("latency (cycles)", "WorstLatency", lambda report: report.first_latency),
    ("clock (ns)", "EstimatedClockPeriod", lambda report: report.clock_ns),
    ("LUT", "LUT", lambda report: report.resources.lut),
    ("FF", "FF", lambda report: report.resources.ff),
    ("DSP", "DSP", lambda report: report.resources.dsp),
    ("BRAM", "BRAM_18K", lambda report: report.resources.bram18),
    ("URAM", "URAM", lambda report: report.resources.uram),
)


def compare(report: Report) -> list[tuple[str, ...]]:
    """Rows of a table, header first: what was estimated, and what each step of the vendor's tool says of the same."""
    if report.vendor is None:
        return []
    keys = {key for _, key, _ in _ROWS}
    sections = {name: figures for name, figures in report.vendor.sections.items() if keys & figures.keys()}
    rows: list[tuple[str, ...]] = [("", "estimate", *(name.removesuffix("Report") for name in sections))]
    for label, key, estimate in _ROWS:
        found = [figures.get(key) for figures in sections.values()]
        if any(figure is not None for figure in found):
            rows.append((label, _text(estimate(report)), *map(_text, found)))
    return rows


def _text(figure: float | str | None) -> str:
    match figure:
        case None:
            return ""
        case int():
            return f"{figure:,}"
        case float():
            return f"{figure:g}"
        case _:
            return figure
