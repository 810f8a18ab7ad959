# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The report as a table for terminals and files of plain text."""

from __future__ import annotations

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table

from hls4mlir.plain import render_plain
from hls4mlir.report import LayerReport, Report
from hls4mlir.report.vendor import compare

__all__ = ["make_tables", "render_text"]

_PLAIN_WIDTH = 200
_MARK = "<"  # behind the share of a layer that decides the interval


def make_tables(report: Report) -> RenderableType:
    """The layers, and what a vendor's tool says of the design beside what was estimated."""
    layers = _make_table(report)
    rows = compare(report)
    if not rows or report.vendor is None:
        return layers
    header, *rest = rows
    comparison = Table(title=report.vendor.tool, box=box.SIMPLE_HEAD, title_justify="left")
    for i, name in enumerate(header):
        comparison.add_column(name, justify="right" if i else "left")
    for row in rest:
        comparison.add_row(*row)
    return Group(layers, comparison)


def _make_table(report: Report) -> Table:
    """The layers, with their sums; the ones that decide the interval are marked."""
    table = Table(
        title=f"{report.name} for {report.target}, io={report.io}, {report.part} at {report.clock_ns:g} ns",
        caption=_caption(report),
        box=box.SIMPLE_HEAD,
        title_justify="left",
        caption_justify="left",
        show_footer=True,
    )
    sums = report.resources
    table.add_column("layer", footer="all", overflow="fold")
    for header in ("what", "output"):
        table.add_column(header, overflow="fold")
    for header, footer in (
        ("lanes", ""),
        ("beat", ""),
        ("FIFO", ""),
        ("cycles", f"{report.interval:,}"),
        ("share", ""),
        ("LUT", f"{sums.lut:,}"),
        ("FF", f"{sums.ff:,}"),
        ("DSP", f"{sums.dsp:,}"),
        ("BRAM18", f"{sums.bram18:,}"),
    ):
        table.add_column(header, footer, justify="right")
    bottlenecks = report.bottlenecks
    for layer in report.layers:
        marked = layer.name in bottlenecks
        table.add_row(*_cells(report, layer, marked), style="bold" if marked else None)
    return table


def _cells(report: Report, layer: LayerReport, marked: bool) -> list[str]:
    share = f"{report.share(layer):.0%}"
    return [
        layer.name,
        layer.description,
        "\n".join(map(str, layer.outputs)),
        " x ".join(map(str, layer.lanes)) if layer.lanes else "",
        "\n".join(str(channel.beat) for channel in layer.outputs),
        "\n".join("" if channel.depth is None else f"{channel.depth:,}" for channel in layer.outputs),
        f"{layer.cycles:,}",
        f"{share} {_MARK}" if marked else f"{share}  ",
        *(f"{count:,}" for count in layer.resources.counts()[:4]),
    ]


def _caption(report: Report) -> str:
    def time(cycles: int) -> str:
        return f"{_count(cycles, 'cycle')} ({cycles * report.clock_ns / 1e3:,.3g} us)"

    return (
        f"one sample every {_count(report.interval, 'cycle')}: {report.samples_per_second:,.0f} per second\n"
        f"latency: {time(report.first_latency)} for the first sample, {time(report.steady_latency)} for later ones"
    )


def render_text(report: Report) -> str:
    """The tables in plain text."""
    return render_plain(make_tables(report), _PLAIN_WIDTH) + "\n"


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
