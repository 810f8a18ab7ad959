# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Intel HLS Compiler and Intel oneAPI: their command lines and their reports.

Both leave JSON. i++ writes it as JavaScript, `var areaJSON={..};`, into `reports/lib/*.js`; oneAPI, and later versions
of i++, a line per record into `reports/resources/json/*.ndjson`. Neither knows the latency or the interval of a system
of processes before it is simulated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from hls4mlir.report.vendor import Figures, VendorReport
from hls4mlir.synthesis.figures import parse_number, period_of
from hls4mlir.synthesis.run import SIMULATIONS, Run, Step

__all__ = [
    "component_commands",
    "component_leaves",
    "kernel_commands",
    "kernel_leaves",
    "read_component",
    "read_fit_summary",
    "read_kernels",
    "read_records",
    "read_scripts",
]

# What the targets of the Makefile and of CMakeLists.txt are called for each step.
_COMPONENT_TARGETS: Mapping[Step, str] = {"csim": "emulate", "csynth": "report", "cosim": "cosim", "export": "fit"}
_KERNEL_TARGETS: Mapping[Step, str] = {"csim": "fpga_emu", "csynth": "report", "cosim": "fpga_sim", "export": "fpga"}

# Columns of estimates, where records have lists.
_COLUMNS = ("alut", "reg", "ram", "dsp", "mlab")
_KEYS = {"alut": "LUT", "reg": "FF", "ram": "BRAM_18K", "dsp": "DSP", "mlab": "MLAB", "alm": "ALM"}

Record = Mapping[str, Any]


def component_commands(tool: Path, steps: Sequence[Step], top: str) -> list[Run]:
    """Runs of make, which calls i++ and the programs of the simulations."""
    return [
        Run(["make", _COMPONENT_TARGETS[step], f"IXX={tool}"], simulates=step if step in SIMULATIONS else None)
        for step in steps
    ]


def kernel_commands(tool: Path, steps: Sequence[Step], top: str) -> list[Run]:
    """Runs of CMake, which calls icpx, and of the programs of the simulations.

    The device and the clock are those of the project: what an earlier run left in CMake's cache is forgotten.
    """
    result = [Run(["cmake", "-S", ".", "-B", "build", f"-DCMAKE_CXX_COMPILER={tool}", "-UDEVICE", "-UCLOCK_MHZ"])]
    for step in steps:
        target = _KERNEL_TARGETS[step]
        result.append(Run(["cmake", "--build", "build", "--target", target]))
        if step in SIMULATIONS:
            result.append(Run([f"build/{top}.{target}", "tb/input.dat", "tb/output.dat"], simulates=step))
    return result


def component_leaves(step: Step, top: str) -> list[str]:
    """The program of a step, without which make runs i++ again, and the folder of its reports."""
    return _leaves(_COMPONENT_TARGETS[step])


def kernel_leaves(step: Step, top: str) -> list[str]:
    """The program of a step and the folder of its reports."""
    return _leaves(f"{top}.{_KERNEL_TARGETS[step]}")


def _leaves(program: str) -> list[str]:
    return [f"build/{program}", f"build/{program}.prj"]


# Reports ------------------------------------------------------------------------------------------------------------


def read_component(folder: Path, steps: Sequence[Step], top: str) -> VendorReport:
    """The reports that i++ has left in the project `folder`."""
    return VendorReport("Intel HLS Compiler", _sections(folder, steps, top, component_leaves))


def read_kernels(folder: Path, steps: Sequence[Step], top: str) -> VendorReport:
    """The reports that icpx has left in the project `folder`; its simulation measures nothing."""
    measured: list[Step] = [step for step in steps if step != "cosim"]
    return VendorReport("Intel oneAPI", _sections(folder, measured, top, kernel_leaves))


def _sections(
    folder: Path, steps: Sequence[Step], top: str, leaves: Callable[[Step, str], list[str]]
) -> dict[str, Figures]:
    sections: dict[str, Figures] = {}
    for step in steps:
        project = folder / leaves(step, top)[-1]
        if step == "csynth":
            sections["CSynthesisReport"] = _estimate(_read(project / "reports"))
        elif step == "cosim":
            sections["CosimReport"] = _simulated(_read(project / "reports"), top)
        elif step == "export":
            sections["ImplementationReport"] = _fitted(project)
    return sections


def _read(reports: Path) -> dict[str, list[Record]]:
    """The records of a folder of reports, by what they are about, wherever the version of the tool has put them."""
    if (reports / "lib").is_dir() and any((reports / "lib").glob("*.js")):
        return read_scripts((reports / "lib").glob("*.js"))
    records = reports / "resources" / "json"
    if not records.is_dir():
        raise FileNotFoundError(2, "no such file", str(records))
    return {path.stem: read_records(path) for path in sorted(records.glob("*.*json"))}


def read_records(path: Path) -> list[Record]:
    """The records of a file with one on each line, or of one that is a single record."""
    text = path.read_text(encoding="utf-8")
    try:
        lines = [json.loads(line) for line in text.splitlines() if line.strip()]
    except (ValueError, RecursionError):
        try:
            lines = [json.loads(text)]
        except (ValueError, RecursionError) as error:
            raise ValueError(f"{path} is no JSON: {error}") from None
    return _records(lines)


_VARIABLE = re.compile(r"\bvar\s+(\w+)\s*=\s*")
_BARE_KEY = re.compile(r"([{,]\s*)([A-Za-z_]\w*)(\s*:)")


def read_scripts(paths: Iterable[Path]) -> dict[str, list[Record]]:
    """What the variables of scripts hold, by their names without the `JSON` at the end; those with objects alone."""
    found: dict[str, list[Record]] = {}
    for path in sorted(paths):
        text = path.read_text(encoding="utf-8", errors="replace")
        for match in _VARIABLE.finditer(text):
            value = _parse_value(text, match.end())
            if isinstance(value, dict):
                found[match[1].removesuffix("JSON")] = [cast("Record", value)]
    return found


def _parse_value(text: str, start: int) -> object:
    """The JSON at a place of a text, or None; keys may be without quotes, as JavaScript has them."""
    decoder = json.JSONDecoder()
    try:
        return decoder.raw_decode(text, start)[0]
    except (ValueError, RecursionError):
        pass
    try:
        return decoder.raw_decode(_BARE_KEY.sub(r'\1"\2"\3', text[start:]))[0]
    except (ValueError, RecursionError):
        return None


def _estimate(records: Mapping[str, Sequence[Record]]) -> Figures:
    """What the compiler estimates: resources, and the slowest loop of all."""
    figures: dict[str, int | float | str | None] = dict.fromkeys(
        ("TargetClockPeriod", "EstimatedClockPeriod", "BestLatency", "WorstLatency", "IntervalMin", "IntervalMax")
    )
    total, available = _totals(records)
    figures |= {_KEYS[name]: value for name, value in total.items()}
    figures["URAM"] = 0
    figures |= {f"Available{_KEYS[name]}": value for name, value in available.items()}
    loops = [node for record in _all(records, "loop_attr", "loopsAttr", "loop") for node in _nodes(record)]
    figures["EstimatedClockPeriod"] = max(filter(None, (period_of(node.get("af")) for node in loops)), default=None)
    intervals = [parse_number(node.get("ii")) for node in loops]
    figures["LoopInterval"] = max((int(interval) for interval in intervals if interval is not None), default=None)
    for record in _all(records, "info"):
        for node in _nodes(record):
            name, data = node.get("name"), node.get("data")
            if not isinstance(name, str) or not isinstance(data, str):
                continue
            target = re.search(r"([\d.]+)\s*MHz", data, re.IGNORECASE)
            if "clock" in name.lower() and target:
                figures["TargetClockPeriod"] = period_of(target[1])
    return figures


Numbers = dict[str, int | float | None]


def _totals(records: Mapping[str, Sequence[Record]]) -> tuple[Numbers, Numbers]:
    """What the design takes and what the device has, by column."""
    summary = _all(records, "summary")
    for record in summary:
        if record.get("name") == "Total":
            devices = [other.get("data") for other in summary if other.get("name") == "Available"]
            return _columns(record.get("data")), _columns((devices or [[]])[0], required=False)
    for record in _all(records, "area", "est"):
        if "total" in record:
            # i++ names registers FFs; the order is the same.
            return _columns(record["total"]), _columns(record.get("max_resources"), required=False)
    raise ValueError("no record states the area of the whole design")


def _columns(data: object, *, required: bool = True) -> Numbers:
    """The numbers of a list, by the names of its columns."""
    numbers = [parse_number(value) for value in _list(data)]
    if required and all(number is None for number in numbers):
        raise ValueError("the record of the area of the whole design has no list of numbers")
    return dict(zip(_COLUMNS, numbers, strict=False))


def _simulated(records: Mapping[str, Sequence[Record]], top: str) -> Figures:
    """Latency and interval that the simulation of the RTL has measured: texts `min,max,average`."""
    for record in _all(records, "verif", "verification", "sim_stats"):
        functions = _records(_list(record.get("functions")))
        for function in sorted(functions, key=lambda entry: entry.get("name") != top):
            count, latency, interval = (*_list(function.get("data")), None, None, None)[:3]
            best, worst, mean = _measured(latency)
            if best is None:
                raise ValueError(f"the simulation has left no latency of {top}")
            figures: dict[str, int | float | str | None] = {
                "Invocations": parse_number(count),
                "BestLatency": best,
                "WorstLatency": worst,
                "AverageLatency": mean,
            }
            low, high, mean = _measured(interval)
            if low is not None:
                figures |= {"IntervalMin": low, "IntervalMax": high, "IntervalAvg": mean}
            return figures
    raise ValueError("the simulation has left no latencies")


def _measured(text: object) -> tuple[int | float | None, ...]:
    """The three numbers of a text, or none."""
    parts = [parse_number(part) for part in text.split(",")] if isinstance(text, str) else []
    return tuple(parts) if len(parts) == 3 and None not in parts else (None, None, None)


def _fitted(project: Path) -> Figures:
    """What is left after place and route: from the reports of the compiler, else from the summary of the fitter."""
    reports = project / "reports"
    for record in _all(_read(reports), "quartus") if reports.is_dir() else ():
        nodes = _nodes(record.get("quartusFitResourceUsageSummary"))
        if not nodes or parse_number(nodes[-1].get("alm")) is None:
            continue
        chosen = next((node for node in nodes if node.get("type") == "system"), nodes[-1])
        figures = {_KEYS[key]: parse_number(chosen[key]) for key in _KEYS if key in chosen}
        for clock in _nodes(record.get("quartusFitClockSummary"))[:1]:
            period = period_of(
                next((clock[key] for key in ("clock fmax", "kernel clock", "clock") if key in clock), None)
            )
            if period is not None:
                figures["EstimatedClockPeriod"] = period
        return figures
    for path in sorted(project.glob("**/*.fit.summary")):
        return read_fit_summary(path)
    raise FileNotFoundError(2, "no such file", str(project / "**/*.fit.summary"))


def read_fit_summary(path: Path) -> Figures:
    """Resources and devices' totals from the summary of Quartus' fitter: lines `name : used / available ( .. )`."""
    names = {
        "Logic utilization (in ALMs)": "ALM",
        "Total registers": "FF",
        "Total RAM Blocks": "BRAM_18K",
        "Total DSP Blocks": "DSP",
    }
    figures: dict[str, int | float | str | None] = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        name, _, value = line.partition(" : ")
        key = names.get(name.strip())
        if key is None:
            continue
        used, _, rest = value.partition("/")
        figures[key] = parse_number(used)
        if rest:
            figures[f"Available{key}"] = parse_number(rest.partition("(")[0])
    if all(figure is None for figure in figures.values()):
        raise ValueError(f"{path} states no resources")
    return figures


def _all(records: Mapping[str, Sequence[Record]], *names: str) -> list[Record]:
    return [record for name in names for record in records.get(name, ())]


def _list(value: object) -> list[Any]:
    """A list of a report; what else may stand in its place holds nothing."""
    return cast("list[Any]", value) if isinstance(value, list) else []


def _records(values: Iterable[object]) -> list[Record]:
    return [cast("Record", value) for value in values if isinstance(value, dict)]


def _nodes(record: object) -> list[Record]:
    """A record and those inside of it; one that only holds others counts where it has a name or an interval."""
    found: list[Record] = []
    waiting = _records([record])
    while waiting:
        content = waiting.pop()
        inner = _records([*_list(content.get("nodes")), *_list(content.get("children"))])
        if not inner or "name" in content or "ii" in content:
            found.append(content)
        waiting += reversed(inner)
    return found
