# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The report as a page: figures, the graph of the design, and the layers with bars. One file, no scripts."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from string import Template

from hls4mlir.report import Channel, LayerReport, Report
from hls4mlir.report.vendor import compare

__all__ = ["render_page"]

# Of the graph, in pixels; a wire that passes layers by has a lane as wide as this.
_NODE_WIDTH, _NODE_HEIGHT, _LANE_WIDTH = 220, 58, 40
_GAP_X, _GAP_Y = 36, 48
# Left and right of everything, for the words beside wires.
_MARGIN = 130


def render_page(report: Report) -> str:
    """The page as text."""
    template = Template(files("hls4mlir.report").joinpath("page.html").read_text(encoding="utf-8"))
    return template.substitute(
        name=_text(report.name),
        subtitle=_text(f"{report.target} · io={report.io} · {report.part} · {report.clock_ns:g} ns clock"),
        figures="".join(_figures(report)),
        graph=_graph(report),
        rows="".join(_row(report, layer) for layer in report.layers),
        sums="".join(f"<td>{count:,}</td>" for count in report.resources.counts()[:4]),
        vendor=_vendor(report),
    )


def _text(value: object) -> str:
    return html.escape(str(value))


# Figures ------------------------------------------------------------------------------------------------------------


def _figures(report: Report) -> Iterable[str]:
    def time(cycles: int) -> str:
        return f"{cycles * report.clock_ns / 1e3:,.3g} µs"

    sums = report.resources
    for value, label, note in (
        (f"{report.samples_per_second:,.0f}", "samples per second", f"one every {report.interval:,} cycles"),
        (time(report.first_latency), "first latency", f"{report.first_latency:,} cycles"),
        (time(report.steady_latency), "steady latency", f"{report.steady_latency:,} cycles"),
        (f"{sums.lut:,}", "lookup tables", f"{sums.ff:,} registers"),
        (f"{sums.dsp:,}", "DSP blocks", f"{sums.bram18:,} memories of 18 kilobits"),
    ):
        yield f"<div class=figure><b>{value}</b><span>{label}</span><small>{note}</small></div>\n"


# Graph --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Place:
    """Of a layer, an input, or a wire that passes layers by."""

    x: float
    y: float
    width: float = _NODE_WIDTH

    def port(self, number: int, count: int) -> float:
        """Where the wire of this number stands, of `count` side by side."""
        return self.x + self.width * (number + 1) / (count + 1)


@dataclass(frozen=True)
class _Wire:
    """From a result of one place to an operand of another, by the lanes that it passes other layers in."""

    producer: str
    consumer: str
    channel: Channel
    depth: int | None
    # Which of how many: among what the producer sends, and among what the consumer takes.
    sent: tuple[int, int]
    taken: tuple[int, int]
    lanes: tuple[str, ...]


def _find_ranks(report: Report) -> dict[str, int]:
    """How many layers stand above each layer and input."""
    names = {layer.name for layer in report.layers}
    ranks: dict[str, int] = {}
    for layer in report.layers:
        for producer in layer.producers:
            if producer not in names:
                ranks.setdefault(producer, 0)
        ranks[layer.name] = 1 + max((ranks[producer] for producer in layer.producers), default=-1)
    return ranks


def _find_wires(report: Report, ranks: dict[str, int]) -> list[_Wire]:
    layers = {layer.name: layer for layer in report.layers}
    sent: dict[str, int] = {}
    wires: list[_Wire] = []
    for layer in report.layers:
        for number, (producer, channel) in enumerate(zip(layer.producers, layer.inputs, strict=True)):
            outputs = layers[producer].outputs if producer in layers else ()
            index = sent.get(producer, 0)
            sent[producer] = index + 1
            wires.append(
                _Wire(
                    producer,
                    layer.name,
                    channel,
                    depth=outputs[index].depth if index < len(outputs) else None,
                    sent=(index, max(len(outputs), 1)),
                    taken=(number, len(layer.producers)),
                    lanes=tuple(
                        f"{producer}\0{layer.name}\0{number}\0{rank}"  # no layer is called so
                        for rank in range(ranks[producer] + 1, ranks[layer.name])
                    ),
                )
            )
    return wires


def _arrange(ranks: dict[str, int], wires: list[_Wire]) -> tuple[dict[str, _Place], float, float]:
    """Places by name, each below everything that is computed before; width and height of the drawing."""
    rows: dict[int, list[tuple[str, int]]] = {}
    for name, rank in ranks.items():
        rows.setdefault(rank, []).append((name, _NODE_WIDTH))
    for wire in wires:
        for rank, lane in enumerate(wire.lanes, start=ranks[wire.producer] + 1):
            rows[rank].append((lane, _LANE_WIDTH))

    def width_of(row: list[tuple[str, int]]) -> int:
        return sum(width + _GAP_X for _, width in row) - _GAP_X

    widest = max(map(width_of, rows.values()), default=_NODE_WIDTH)
    places: dict[str, _Place] = {}
    for rank, row in rows.items():
        x = _MARGIN + (widest - width_of(row)) / 2
        for name, width in row:
            places[name] = _Place(x, rank * (_NODE_HEIGHT + _GAP_Y) + 1, width)
            x += width + _GAP_X
    return places, widest + 2 * _MARGIN, (max(rows, default=0) + 1) * (_NODE_HEIGHT + _GAP_Y) - _GAP_Y + 2


def _graph(report: Report) -> str:
    ranks = _find_ranks(report)
    wires = _find_wires(report, ranks)
    places, width, height = _arrange(ranks, wires)
    layers = {layer.name: layer for layer in report.layers}
    # Of the inputs, in the first row, only the lower part is drawn.
    above = _NODE_HEIGHT - 30
    view = f"0 {above} {width:g} {height - above:g}"
    parts = [f'<svg viewBox="{view}" width="{width:g}" role="img" aria-label="graph of the design">']
    parts += [_edge(wire, places) for wire in wires]
    for name in ranks:
        layer = layers.get(name)
        parts.append(_input_node(name, places[name]) if layer is None else _node(report, layer, places[name]))
    parts.append("</svg>")
    return "\n".join(parts)


def _edge(wire: _Wire, places: dict[str, _Place]) -> str:
    start, end = places[wire.producer], places[wire.consumer]
    x, y = start.port(*wire.sent), start.y + _NODE_HEIGHT
    origin, path = x, f"M{x:g} {y:g}"
    stops = [(places[lane].port(0, 1), places[lane].y, places[lane].y + _NODE_HEIGHT) for lane in wire.lanes]
    for to_x, to_y, on_to in [*stops, (end.port(*wire.taken), end.y, end.y)]:
        bend = (to_y - y) / 2
        origin = x
        path += f" C{x:g} {y + bend:g} {to_x:g} {to_y - bend:g} {to_x:g} {to_y:g} V{on_to:g}"
        x, y = to_x, on_to
    words = _text(wire.channel.type)
    if wire.channel.beat > 1:
        words = f"{wire.channel.beat} &times; {words}"
    if wire.depth is not None:
        words += f", depth {wire.depth:,}"
    number, count = wire.taken
    # Beside the end of the wire, where it does not come from: to the left of the first of several, else to the right.
    if 0 < number < count - 1:
        label = ""
    elif number == 0 and (count > 1 or origin > x):
        label = f'<text class="wire before" x="{x - 7:g}" y="{y - 8:g}">{words}</text>'
    else:
        label = f'<text class=wire x="{x + 7:g}" y="{y - 8:g}">{words}</text>'
    title = f"<title>{_text(wire.producer)} to {_text(wire.consumer)}: {words}</title>"
    return f'<g><path class=edge d="{path}"/>{title}{label}</g>'


def _input_node(name: str, place: _Place) -> str:
    x, y = place.port(0, 1), place.y + _NODE_HEIGHT
    return f'<text class=input x="{x:g}" y="{y - 10:g}">{_text(_shorten(name, 30))}</text>'


def _node(report: Report, layer: LayerReport, place: _Place) -> str:
    share = min(report.share(layer), 1.0)
    marked = " slow" if layer.name in report.bottlenecks else ""
    return (
        f'<g class="node{marked}" transform="translate({place.x:g} {place.y:g})">'
        f"<title>{_text(layer.name)}: {_text(layer.description)}; {layer.cycles:,} cycles per sample</title>"
        f'<rect class=box width="{_NODE_WIDTH}" height="{_NODE_HEIGHT}" rx="6"/>'
        f'<text class=name x="12" y="21">{_text(_shorten(layer.name, 26))}</text>'
        f'<text class=what x="12" y="38">{_text(_shorten(layer.description, 34))}</text>'
        f'<rect class=track x="12" y="46" width="{_NODE_WIDTH - 24}" height="4" rx="2"/>'
        f'<rect class=fill x="12" y="46" width="{max(2.0, share * (_NODE_WIDTH - 24)):.4g}" height="4" rx="2"/></g>'
    )


def _shorten(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


# Table --------------------------------------------------------------------------------------------------------------


def _row(report: Report, layer: LayerReport) -> str:
    share = report.share(layer)
    most = [max((other.resources.counts()[i] for other in report.layers), default=0) for i in range(4)]
    lanes = " &times; ".join(map(str, layer.lanes)) if layer.lanes else ""
    outputs = "<br>".join(_text(channel) for channel in layer.outputs)
    depths = "<br>".join("&ndash;" if channel.depth is None else f"{channel.depth:,}" for channel in layer.outputs)
    costs = "".join(
        f"<td>{_bar(count / largest if largest else 0.0)}{count:,}</td>"
        for count, largest in zip(layer.resources.counts()[:4], most, strict=True)
    )
    marked = ' class="slow"' if layer.name in report.bottlenecks else ""
    return (
        f"<tr{marked}><th scope=row>{_text(layer.name)}<small>{_text(layer.description)}</small></th>"
        f"<td class=left>{outputs}</td><td>{lanes}</td><td>{depths}</td>"
        f"<td>{_bar(min(share, 1.0))}{layer.cycles:,}<small>{share:.0%}</small></td>{costs}</tr>\n"
    )


def _vendor(report: Report) -> str:
    """A table of what the vendor's tool says beside the estimates; nothing for a design that it has not built."""
    rows = compare(report)
    if not rows or report.vendor is None:
        return ""
    header, *rest = rows
    head = "".join(f"<th>{_text(name)}</th>" for name in header)
    body = "".join(
        f"<tr><th scope=row>{_text(label)}</th>{''.join(f'<td>{_text(cell)}</td>' for cell in cells)}</tr>\n"
        for label, *cells in rest
    )
    return (
        f'<h2>{_text(report.vendor.tool)}</h2>\n<div class="layers">\n<table>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}</tbody>\n</table>\n</div>\n"
    )


def _bar(share: float) -> str:
    return f'<i style="width:{share:.1%}"></i>'
