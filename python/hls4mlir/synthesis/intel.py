# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Intel HLS Compiler and Intel oneAPI: their command lines and their reports.

Both leave JSON. i++ writes it as JavaScript, `var areaJSON={..};`, into `reports/lib/*.js`; oneAPI, and later versions
of i++, a line per record into `reports/resources/json/*.ndjson`. Neither knows the latency or the interval of a system
of processes before it is simulated.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from hls4mlir.report.vendor import Figures, VendorReport

__all__ = [
    "component_commands",
    "kernel_commands",
    "read_component",
    "read_fit_summary",
    "read_kernels",
    "read_records",
    "read_scripts",
]

# What the targets of the Makefile and of CMakeLists.txt are called for each step.
_COMPONENT_TARGETS = {"csim": "emulate", "csynth": "report", "cosim": "cosim", "export": "fit"}
_KERNEL_TARGETS = {"csim": "fpga_emu", "csynth": "report", "cosim": "fpga_sim", "export": "fpga"}

# Columns of estimates, where records have lists.
_COLUMNS = ("alut", "reg", "ram", "dsp", "mlab")
_KEYS = {"alut": "LUT", "reg": "FF", "ram": "BRAM_18K", "dsp": "DSP", "mlab": "MLAB", "alm": "ALM"}

Record = Mapping[str, Any]


def component_commands(tool: Path, steps: Sequence[str], top: str) -> list[tuple[list[str], dict[str, str]]]:
    """Runs of make, which calls i++."""
    return [(["make", _COMPONENT_TARGETS[step], f"IXX={tool}"], {}) for step in steps]


def kernel_commands(tool: Path, steps: Sequence[str], top: str) -> list[tuple[list[str], dict[str, str]]]:
    """Runs of CMake, which calls icpx, and of the programs of the simulations."""
    result: list[tuple[list[str], dict[str, str]]] = [
        (["cmake", "-S", ".", "-B", "build", f"-DCMAKE_CXX_COMPILER={tool}"], {})
    ]
    for step in steps:
        target = _KERNEL_TARGETS[step]
        result.append((["cmake", "--build", "build", "--target", target], {}))
        if step in ("csim", "cosim"):
            result.append(([str(Path("build") / f"{top}.{target}"), "tb/input.dat", "tb/output.dat"], {}))
    return result


# Reports ------------------------------------------------------------------------------------------------------------


def read_component(folder: Path, steps: Sequence[str], top: str) -> VendorReport:
    """The reports that i++ has left in the project `folder`."""
    sections: dict[str, Figures] = {}
    build = folder / "build"
    if "csynth" in steps:
        sections["CSynthesisReport"] = _estimate(_read(build / "report.prj" / "reports"))
    if "cosim" in steps:
        sections["CosimReport"] = _simulated(_read(build / "cosim.prj" / "reports"), top)
    if "export" in steps:
        project = build / "fit.prj"
        sections["ImplementationReport"] = _fitted(project)
    return VendorReport("Intel HLS Compiler", sections)


def read_kernels(folder: Path, steps: Sequence[str], top: str) -> VendorReport:
    """The reports that icpx has left in the project `folder`."""
    sections: dict[str, Figures] = {}
    build = folder / "build"
    if "csynth" in steps:
        sections["CSynthesisReport"] = _estimate(_read(build / f"{top}.report.prj" / "reports"))
    if "export" in steps:
        sections["ImplementationReport"] = _fitted(build / f"{top}.fpga.prj")
    return VendorReport("Intel oneAPI", sections)


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
    except ValueError:
        try:
            lines = [json.loads(text)]
        except ValueError as error:
            raise ValueError(f"{path} is no JSON: {error}") from None
    return [cast("Record", line) for line in lines if isinstance(line, dict)]


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
    except ValueError:
        pass
    try:
        return decoder.raw_decode(_BARE_KEY.sub(r'\1"\2"\3', text[start:]))[0]
    except ValueError:
        return None


def _estimate(records: Mapping[str, Sequence[Record]]) -> Figures:
    """What the compiler estimates: resources, and the slowest loop of all."""
    figures: dict[str, int | float | str | None] = dict.fromkeys(
        ("TargetClockPeriod", "EstimatedClockPeriod", "BestLatency", "WorstLatency", "IntervalMin", "IntervalMax")
    )
    total, available = _totals(records)
    figures |= {_KEYS[name]: _number(value) for name, value in total.items()}
    figures["URAM"] = 0
    figures |= {f"Available{_KEYS[name]}": _number(value) for name, value in available.items()}
    loops = [node for record in _all(records, "loop_attr", "loopsAttr", "loop") for node in _nodes(record)]
    slowest = min((float(node["af"]) for node in loops if _is_number(node.get("af"))), default=None)
    if slowest:
        figures["EstimatedClockPeriod"] = round(1000 / slowest, 3)
    figures["LoopInterval"] = max(
        (int(float(node["ii"])) for node in loops if _is_number(node.get("ii"))), default=None
    )
    for record in _all(records, "info"):
        for node in _nodes(record):
            target = re.search(r"([\d.]+)\s*MHz", str(node.get("data", "")), re.IGNORECASE)
            if "clock" in str(node.get("name", "")).lower() and target:
                figures["TargetClockPeriod"] = round(1000 / float(target[1]), 3)
    return figures


def _totals(records: Mapping[str, Sequence[Record]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the design takes and what the device has, by column."""
    named = {str(record.get("name")): record for record in _all(records, "summary")}
    if "Total" in named:
        available = named.get("Available", {}).get("data", [])
        return dict(zip(_COLUMNS, named["Total"]["data"], strict=False)), dict(zip(_COLUMNS, available, strict=False))
    for record in _all(records, "area", "est"):
        if "total" in record:
            # i++ names registers FFs; the order is the same.
            available = record.get("max_resources", [])
            return dict(zip(_COLUMNS, record["total"], strict=False)), dict(zip(_COLUMNS, available, strict=False))
    raise ValueError("no record states the area of the whole design")


def _simulated(records: Mapping[str, Sequence[Record]], top: str) -> Figures:
    """Latency and interval that the simulation of the RTL has measured: texts `min,max,average`."""
    for record in _all(records, "verif", "verification", "sim_stats"):
        functions = cast("list[Record]", record.get("functions", []))
        for function in sorted(functions, key=lambda entry: entry.get("name") != top):
            count, latency, interval, *_ = function["data"]
            low, high, mean = (_number(part) for part in str(latency).split(","))
            figures: dict[str, int | float | str | None] = {
                "Invocations": _number(count),
                "BestLatency": low,
                "WorstLatency": high,
                "AverageLatency": mean,
            }
            parts = [_number(part) for part in str(interval).split(",")]
            if len(parts) == 3:
                figures |= {"IntervalMin": parts[0], "IntervalMax": parts[1], "IntervalAvg": parts[2]}
            return figures
    raise ValueError("the simulation has left no latencies")


def _fitted(project: Path) -> Figures:
    """What is left after place and route: from the reports of the compiler, else from the summary of the fitter."""
    reports = project / "reports"
    for record in _all(_read(reports), "quartus") if reports.is_dir() else ():
        nodes = _nodes(record.get("quartusFitResourceUsageSummary", {}))
        if not nodes or not _is_number(nodes[-1].get("alm")):
            continue
        chosen = next((node for node in nodes if node.get("type") == "system"), nodes[-1])
        figures = {_KEYS[key]: _number(chosen[key]) for key in _KEYS if key in chosen}
        for clock in _nodes(record.get("quartusFitClockSummary", {}))[:1]:
            frequency = next((clock[key] for key in ("clock fmax", "kernel clock", "clock") if key in clock), None)
            if _is_number(frequency):
                figures["EstimatedClockPeriod"] = round(1000 / float(str(frequency)), 3)
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
        figures[key] = _number(used)
        if rest:
            figures[f"Available{key}"] = _number(rest.partition("(")[0])
    if not figures:
        raise ValueError(f"{path} states no resources")
    return figures


def _all(records: Mapping[str, Sequence[Record]], *names: str) -> list[Record]:
    return [record for name in names for record in records.get(name, ())]


def _nodes(record: object) -> list[Record]:
    """A record and those inside of it."""
    if not isinstance(record, dict):
        return []
    content = cast("dict[str, Any]", record)
    nested: list[Record] = []
    for key in ("nodes", "children"):
        entries: object = content.get(key, [])
        if isinstance(entries, list):
            for entry in cast("list[object]", entries):
                nested += _nodes(entry)
    own = [content] if not nested or "name" in content or "ii" in content else []
    return [*own, *nested]


def _is_number(value: object) -> bool:
    return _number(value) is not None


def _number(value: object) -> int | float | None:
    """A figure of a report; None for `TBD`, `n/a` and the like. Fractions that are none become integers."""
    text = str(value).strip().replace(",", "")
    try:
        number = float(text)
    except ValueError:
        return None
    return int(number) if number == int(number) else number
