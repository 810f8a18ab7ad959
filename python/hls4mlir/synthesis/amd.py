# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Vitis HLS and Vivado HLS: their command lines and their reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

from hls4mlir.report.vendor import Figures, VendorReport
from hls4mlir.synthesis.figures import parse_number
from hls4mlir.synthesis.run import SIMULATIONS, Run, Step

__all__ = ["commands", "leaves", "read", "read_cosim", "read_csynth", "read_export"]

_LATENCY = "PerformanceEstimates/SummaryOfOverallLatency"
# Vivado HLS names blocks after those of its devices; the export leaves out that its memories are of 18 kilobits.
_RENAMED = {"DSP48E": "DSP", "BRAM": "BRAM_18K"}


def commands(tool: Path, steps: Sequence[Step], top: str) -> list[Run]:
    """Runs of the tool over `build.tcl`, which takes the steps from the environment.

    Both simulations write `tb/output.dat`, so that the one in C++ has a run of its own.
    """
    words = ["--mode", "hls", "--tcl", "build.tcl"] if tool.name == "vitis-run" else ["-f", "build.tcl"]
    groups = ([step for step in steps if step == "csim"], [step for step in steps if step != "csim"])
    return [
        Run([str(tool), *words], {"STEPS": " ".join(group)}, next((s for s in group if s in SIMULATIONS), None))
        for group in groups
        if group
    ]


def leaves(step: Step, top: str) -> list[str]:
    """The folders of the reports of a step."""
    folders = {"csynth": "syn", "cosim": "sim", "export": "impl"}
    return [f"build/solution/{folders[step]}/report"] if step in folders else []


def read(folder: Path, steps: Sequence[Step], top: str) -> VendorReport:
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
        figures |= {prefix + name: number for name, number in _resources(path, root, place).items()}
    return figures, root.findtext("ReportVersion/Version", "").strip()


def read_cosim(path: Path) -> Figures:
    """What the simulated RTL took, from the table of `<top>_cosim.rpt`: the row of the language that was simulated."""
    keys = ("LatencyMin", "LatencyAvg", "LatencyMax", "IntervalMin", "IntervalAvg", "IntervalMax")
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) >= 8 and cells[0] in ("VHDL", "Verilog") and cells[1] not in ("NA", ""):
            return {"RTL": cells[0], "Status": cells[1], **dict(zip(keys, map(parse_number, cells[2:8]), strict=True))}
    raise ValueError(f"{path} has no simulated language")


def read_export(path: Path) -> Figures:
    """What is left after place and route, from the XML of the export."""
    root = _parse(path)
    timing = root.find("TimingReport")
    return {
        **_resources(path, root, "AreaReport/Resources"),
        "TargetClockPeriod": _number(timing, "TargetClockPeriod"),
        "EstimatedClockPeriod": _number(timing, "AchievedClockPeriod"),
    }


def _parse(path: Path) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(path.read_bytes())
    except (ElementTree.ParseError, LookupError, ValueError) as error:  # the others: what it says of encodings
        raise ValueError(f"{path} is no XML: {error}") from None


def _resources(path: Path, root: ElementTree.Element, place: str) -> dict[str, int | float | None]:
    found = {_RENAMED.get(child.tag, child.tag): parse_number(child.text) for child in root.findall(f"{place}/*")}
    if all(number is None for number in found.values()):
        raise ValueError(f"{path} has no numbers in {place}")
    return found


def _number(root: ElementTree.Element | None, place: str) -> int | float | None:
    return None if root is None else parse_number(root.findtext(place))


def _first(folder: Path, pattern: str) -> Path:
    for path in sorted(folder.glob(pattern)):
        return path
    raise FileNotFoundError(2, "no such file", str(folder / pattern))
