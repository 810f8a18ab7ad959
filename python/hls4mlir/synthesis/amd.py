# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Vitis HLS and Vivado HLS: their command lines and their reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from hls4mlir.report.vendor import Figures, VendorReport

__all__ = ["commands", "read", "read_cosim", "read_csynth", "read_export"]

_LATENCY = "PerformanceEstimates/SummaryOfOverallLatency"
# Vivado HLS names blocks after those of its devices; the export leaves out that its memories are of 18 kilobits.
_RENAMED = {"DSP48E": "DSP", "BRAM": "BRAM_18K"}


def commands(tool: Path, steps: Sequence[str], top: str) -> list[tuple[list[str], dict[str, str]]]:
    """One run of the tool over `build.tcl`, which takes the steps from the environment."""
    words = ["--mode", "hls", "--tcl", "build.tcl"] if tool.name == "vitis-run" else ["-f", "build.tcl"]
    return [([str(tool), *words], {"STEPS": " ".join(steps)})]


def read(folder: Path, steps: Sequence[str], top: str) -> VendorReport:
    """The reports that the steps have left in the project `folder`."""
    solution = folder / "build" / "solution"
    sections: dict[str, Figures] = {}
    version = ""
    if {"csynth", "cosim", "export"} & set(steps):
        report = solution / "syn" / "report" / f"{top}_csynth.xml"
        sections["CSynthesisReport"], version = read_csynth(report)
    if "cosim" in steps:
        sections["CosimReport"] = read_cosim(solution / "sim" / "report" / f"{top}_cosim.rpt")
    if "export" in steps:
        sections["ImplementationReport"] = read_export(_first(solution / "impl" / "report", "**/*export*.xml"))
    return VendorReport(" ".join(["AMD HLS", version]).strip(), sections)


def read_csynth(path: Path) -> tuple[Figures, str]:
    """What C synthesis estimates, and the version of the tool, from `<top>_csynth.xml`.

    A latency that depends on data is None.
    """
    root = _parse(path)
    figures: dict[str, int | float | str | None] = {
        "TargetClockPeriod": _number(root, "UserAssignments/TargetClockPeriod"),
        "EstimatedClockPeriod": _number(root, "PerformanceEstimates/SummaryOfTimingAnalysis/EstimatedClockPeriod"),
        "BestLatency": _number(root, f"{_LATENCY}/Best-caseLatency"),
        "WorstLatency": _number(root, f"{_LATENCY}/Worst-caseLatency"),
        "IntervalMin": _number(root, f"{_LATENCY}/Interval-min"),
        "IntervalMax": _number(root, f"{_LATENCY}/Interval-max"),
    }
    for prefix, place in (("", "AreaEstimates/Resources"), ("Available", "AreaEstimates/AvailableResources")):
        node = root.find(place)
        if node is None:
            raise ValueError(f"{path} has no {place}")
        for child in node:
            figures[prefix + _RENAMED.get(child.tag, child.tag)] = _convert(child.text)
    return figures, root.findtext("ReportVersion/Version", "").strip()


def read_cosim(path: Path) -> Figures:
    """What the simulated RTL took, from the table of `<top>_cosim.rpt`: the row of the language that was simulated."""
    keys = ("LatencyMin", "LatencyAvg", "LatencyMax", "IntervalMin", "IntervalAvg", "IntervalMax")
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) >= 8 and cells[0] in ("VHDL", "Verilog") and cells[1] not in ("NA", ""):
            return {"RTL": cells[0], "Status": cells[1], **dict(zip(keys, map(_convert, cells[2:8]), strict=True))}
    raise ValueError(f"{path} has no simulated language")


def read_export(path: Path) -> Figures:
    """What is left after place and route, from the XML of the export."""
    root = _parse(path)
    resources = root.find("AreaReport/Resources")
    if resources is None:
        raise ValueError(f"{path} has no AreaReport/Resources")
    figures = {_RENAMED.get(child.tag, child.tag): _convert(child.text) for child in resources}
    timing = root.find("TimingReport")
    return {
        **figures,
        "TargetClockPeriod": _number(timing, "TargetClockPeriod"),
        "EstimatedClockPeriod": _number(timing, "AchievedClockPeriod"),
    }


def _parse(path: Path) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(path.read_bytes())
    except ElementTree.ParseError as error:
        raise ValueError(f"{path} is no XML: {error}") from None


def _number(root: ElementTree.Element | None, place: str) -> int | float | None:
    return None if root is None else _convert(root.findtext(place))


def _convert(text: str | None) -> int | float | None:
    """A figure of a report; None for `undef`, `?` and the like."""
    try:
        number = float((text or "").strip().replace(",", ""))
    except ValueError:
        return None
    return int(number) if "." not in (text or "") else number


def _first(folder: Path, pattern: str) -> Path:
    for path in sorted(folder.glob(pattern)):
        return path
    raise FileNotFoundError(2, "no such file", str(folder / pattern))
