"""Running the vendors' tools, with stand-ins for them."""

import json
import shutil
import subprocess
import sys
from typing import Any, cast

import numpy as np
import pytest

import hls4mlir
from hls4mlir.cli import main
from hls4mlir.report import Report
from vendor_texts import COSIM, REPORTS

# Stands in for a tool: writes down how it is called, and leaves what it is told to leave. What it compiles is a program
# that writes the results that it is told to have, as the tool does itself where it runs the simulation.
TOOL = """#!{python}
import json, os, pathlib, sys
settings = json.loads(pathlib.Path({settings!r}).read_text())
steps = os.environ.get("STEPS")
with open({calls!r}, "a") as file:
    file.write(json.dumps([os.path.basename(sys.argv[0]), *sys.argv[1:], steps]) + "\\n")
print("synthesizing net", flush=True)
print("warning: 1 < 2", file=sys.stderr)
folder = pathlib.Path(settings["folder"])
for name, text in settings["files"].items():
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
if "-o" in sys.argv:
    program = pathlib.Path(sys.argv[sys.argv.index("-o") + 1])
    text = settings["results"].get(program.name.split(".")[-1])
    program.write_text("#!/bin/sh\\n" + ("" if text is None else f'printf "{{text}}" > "$2"'))
    program.chmod(0o755)
for step in (steps or "").split():
    if step in settings["results"]:
        (folder / "tb/output.dat").write_text(settings["results"][step])
if settings["wait"]:
    import time
    time.sleep(settings["wait"])
sys.exit(settings["code"])
"""


@pytest.fixture
def tool(tmp_path, monkeypatch):
    """Puts stand-ins on the PATH; returns a function that makes one, and the list of calls so far."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    monkeypatch.delenv("STEPS", raising=False)
    monkeypatch.chdir(tmp_path)
    calls, settings = tmp_path / "calls", tmp_path / "settings"

    def make(name, files, *, results: dict[str, str] | None = None, code=0, wait=0):
        told = {"files": files, "results": results or {}, "folder": str(tmp_path / "p"), "code": code, "wait": wait}
        settings.write_text(json.dumps(told))
        path = programs / name
        path.write_text(TOOL.format(python=sys.executable, settings=str(settings), calls=str(calls)))
        path.chmod(0o755)

    def called() -> list[Any]:
        return [json.loads(line) for line in calls.read_text().splitlines()]

    return make, called


PROGRAMS = {"vitis": "vitis-run", "vivado": "vivado_hls", "quartus": "i++", "oneapi": "icpx"}
# The programs that write results, by target: in the C simulation and in that of the RTL.
SIMULATIONS = {"quartus": ("emulate", "cosim"), "oneapi": ("fpga_emu", "fpga_sim")}
TARGETS = [
    pytest.param(
        target,
        marks=pytest.mark.skipif(target == "oneapi" and shutil.which("cmake") is None, reason="needs cmake"),
    )
    for target in PROGRAMS
]


@pytest.fixture
def simulated(make_network):
    """A function that gives a model for a target, samples of it, and their results as its test bench writes them."""

    def simulated(target):
        x = np.array([[-2.0, -1, 0, 1], [0.5, 0.25, 1.75, -0.75]], np.float32)
        model = hls4mlir.compile(make_network(), target=target)
        (y,) = model.outputs
        codes = np.rint((model.predict(x) - cast("float", y.offset)) / (cast("float", y.scale) * y.step)).astype(int)
        return model, x, "\n".join(" ".join(map(str, row)) for row in codes.tolist())

    return simulated


def results_of(target, csim, cosim):
    """What the stand-in is to be told for the results of both simulations; None where it has none."""
    names = SIMULATIONS.get(target, ("csim", "cosim"))
    return {name: text for name, text in zip(names, (csim, cosim), strict=True) if text is not None}


@pytest.mark.parametrize("target", ["vitis", "vivado", "quartus"])
def test_build(target, tool, tmp_path, make_network):
    make, called = tool
    make(PROGRAMS[target], REPORTS[target])
    lines: list[str] = []
    report = hls4mlir.compile(make_network(), target=target).build(tmp_path / "p", progress=lines.append)
    assert lines[-2:] == ["synthesizing net", "warning: 1 < 2"]
    log = (tmp_path / "p" / "build.log").read_text()
    assert "synthesizing net\nwarning: 1 < 2\n" in log
    ((name, *arguments, steps),) = called()
    assert name == PROGRAMS[target]
    if target == "quartus":
        assert arguments[:5] == ["-std=c++17", "-Wno-unknown-pragmas", "-march=Arria10", "--clock", "5ns"]
        assert arguments[5:] == ["--simulator", "none", "src/net.cpp", "tb/net_tb.cpp", "-o", "build/report"]
    else:
        assert steps == "csynth"
        assert arguments == (["--mode", "hls", "--tcl", "build.tcl"] if target == "vitis" else ["-f", "build.tcl"])
    lut = {"vitis": 4403, "vivado": 4403, "quartus": 5122}[target]
    assert report["CSynthesisReport"]["LUT"] == lut
    assert report.resources == hls4mlir.compile(make_network(), target=target).report().resources
    assert Report.from_dict(json.loads(report.to_json())) == report
    text = str(report)
    assert f"{lut:,}" in text
    assert "estimate" in text
    assert "CSynthesis" in text
    page = report.to_html()
    assert f"<td>{lut:,}</td>" in page
    assert "<th>CSynthesis</th>" in page


@pytest.mark.skipif(shutil.which("cmake") is None, reason="needs cmake")
def test_build_of_kernels(tool, tmp_path, make_network):
    """CMake keeps neither the device nor the clock of an earlier build, nor what the user has asked of it by hand."""
    make, called = tool
    make("icpx", REPORTS["oneapi"])

    def links():
        return [call for call in called() if "net.report" in call]

    for part, clock, frequency in (("Agilex7", 5.0, "200"), ("Arria10", 10.0, "100")):
        if (tmp_path / "p" / "build").exists():
            words = ["cmake", "-S", ".", "-B", "build", "-DDEVICE=board:variant", "-DCLOCK_MHZ=1"]
            subprocess.run(words, cwd=tmp_path / "p", check=True, capture_output=True)
        (tmp_path / "calls").unlink(missing_ok=True)
        model = hls4mlir.compile(make_network(), target="oneapi", part=part, clock_ns=clock)
        report = model.build(tmp_path / "p")
        assert report["CSynthesisReport"]["LUT"] == 6001
        assert (report.part, report.clock_ns) == (part, clock)
        (link,) = links()
        assert {f"-Xstarget={part}", f"-Xsclock={frequency}MHz"} <= set(link)


def test_the_device_is_that_of_the_project(tool, tmp_path, make_network, monkeypatch):
    """And not that of the user's environment."""
    make, called = tool
    make("i++", REPORTS["quartus"])
    monkeypatch.setenv("DEVICE", "Stratix10")
    monkeypatch.setenv("CLOCK_NS", "1")
    hls4mlir.compile(make_network(), target="quartus").build(tmp_path / "p")
    assert {"-march=Arria10", "5ns"} <= set(called()[0])


def test_older_tool(tool, tmp_path, make_network):
    make, called = tool
    make("vitis_hls", REPORTS["vitis"])
    hls4mlir.compile(make_network()).build(tmp_path / "p")
    assert called() == [["vitis_hls", "-f", "build.tcl", "csynth"]]


@pytest.mark.parametrize("target", TARGETS)
def test_simulations_are_compared(target, tool, tmp_path, simulated):
    make, called = tool
    model, x, right = simulated(target)
    wrong = right.replace("0", "1")

    def build(csim, cosim):
        make(PROGRAMS[target], REPORTS[target], results=results_of(target, csim, cosim))
        return model.build(tmp_path / "p", x=x, csim=True, cosim=True, export=True)

    report = build(right, right)
    assert len((tmp_path / "p/tb/input.dat").read_text().splitlines()) == 2
    assert report["CSimResults"] == report["CosimResults"] == {"Samples": 2}
    if target in ("vitis", "vivado"):
        assert [call[-1] for call in called()] == ["csim", "csynth cosim export"]
    if target != "oneapi":
        assert (report["CosimReport"].get("LatencyMax") or report["CosimReport"]["WorstLatency"]) in (22, 40)
    assert report["ImplementationReport"]["FF"] == {"quartus": 7741, "oneapi": 12000}.get(target, 1987)
    for csim, cosim, message in (
        (wrong, right, "C simulation of output 'quant_out_y' differs"),
        (right, wrong, "RTL simulation of output 'quant_out_y' differs"),
        (None, right, "C simulation: the test bench wrote no readable results"),
        (right, None, "RTL simulation: the test bench wrote no readable results"),
        ("9" * 30, right, "C simulation: the test bench wrote no readable results"),
    ):
        with pytest.raises(hls4mlir.SynthesisError, match=message):
            build(csim, cosim)


@pytest.mark.parametrize("target", TARGETS)
def test_nothing_is_left_of_earlier_builds(target, tool, tmp_path, make_network):
    """What the asked steps have left is not taken for what they leave now; what other steps have left stays."""
    make, _ = tool
    model = hls4mlir.compile(make_network(), target=target)
    make(PROGRAMS[target], REPORTS[target])
    assert model.build(tmp_path / "p", export=True).vendor is not None
    make(PROGRAMS[target], {})
    with pytest.raises(hls4mlir.SynthesisError, match="ended without the report"):
        model.build(tmp_path / "p", synth=False, export=True)
    left = [name for name in REPORTS[target] if (tmp_path / "p" / name).exists()]
    assert [name for name in left if "report.prj" in name or "/syn/" in name]
    with pytest.raises(hls4mlir.SynthesisError, match="ended without the report"):
        model.build(tmp_path / "p")


def test_a_simulation_finds_the_earlier_synthesis(tool, tmp_path, simulated):
    make, _ = tool
    model, x, right = simulated("vitis")
    make("vitis-run", REPORTS["vitis"])
    model.build(tmp_path / "p")
    make("vitis-run", {"build/solution/sim/report/net_cosim.rpt": COSIM}, results={"cosim": right})
    report = model.build(tmp_path / "p", x=x, synth=False, cosim=True)
    assert (report["CSynthesisReport"]["LUT"], report["CosimReport"]["LatencyMax"]) == (4403, 22)


@pytest.mark.parametrize("name", ["build.log", "tb/input.dat", "tb/output.dat"])
def test_folders_in_the_place_of_files(name, tool, tmp_path, simulated):
    make, _ = tool
    make("vitis-run", REPORTS["vitis"])
    model, x, _ = simulated("vitis")
    model.write(tmp_path / "p")
    (tmp_path / "p" / name).mkdir()
    (tmp_path / "p" / name / "mine").write_text("")
    with pytest.raises(hls4mlir.OutputError, match=f"{name}: Is a directory"):
        model.build(tmp_path / "p", x=x, csim=True)
    assert (tmp_path / "p" / name / "mine").exists()


@pytest.mark.parametrize("target", PROGRAMS)
def test_missing_tools(target, tool, tmp_path, make_network):
    with pytest.raises(hls4mlir.DependencyError) as error:
        hls4mlir.compile(make_network(), target=target).build(tmp_path / "p")
    assert PROGRAMS[target] in str(error.value)
    assert "install" in str(error.value)


@pytest.mark.parametrize(
    ("files", "code", "message"),
    [
        ({}, 0, "vitis-run ended without the report .*net_csynth.xml; what it said is in .*build.log"),
        ({"build/solution/syn/report/net_csynth.xml": "<a"}, 0, "the reports of vitis-run in .* cannot be read"),
        ({"build/solution/syn/report/net_csynth.xml/x": ""}, 0, "cannot be read: IsADirectoryError"),
        ({}, 3, "vitis-run failed with exit code 3; what it said is in (.|\n)*synthesizing net"),
    ],
)
def test_failing_tools(files, code, message, tool, tmp_path, make_network):
    make, _ = tool
    make("vitis-run", files, code=code)
    with pytest.raises(hls4mlir.SynthesisError, match=message):
        hls4mlir.compile(make_network()).build(tmp_path / "p")


def test_a_tool_that_hangs(tool, tmp_path, make_network):
    make, _ = tool
    make("vitis-run", {}, wait=60)
    with pytest.raises(hls4mlir.SynthesisError, match="vitis-run did not end within 1 s"):
        hls4mlir.compile(make_network()).build(tmp_path / "p", timeout=1)


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf"), 1e300, 10**400, "60", True])
def test_wrong_timeouts(timeout, tool, tmp_path, make_network):
    make, called = tool
    make("vitis-run", REPORTS["vitis"])
    model = hls4mlir.compile(make_network())
    for run in (lambda: model.build(tmp_path / "p", timeout=timeout), lambda: model.csim(np.zeros(4), timeout=timeout)):
        with pytest.raises(hls4mlir.ConfigError, match="timeout must be a number of seconds, more than 0 and at most"):
            run()
    model.build(tmp_path / "p", timeout=1_000_000)
    assert len(called()) == 1


def test_wrong_wishes(tool, tmp_path, make_network):
    model = hls4mlir.compile(make_network())
    with pytest.raises(hls4mlir.InputError, match="needs samples for csim and cosim"):
        model.build(tmp_path / "p", csim=True, cosim=True)
    with pytest.raises(hls4mlir.ConfigError, match="none of csim, synth, cosim and export"):
        model.build(tmp_path / "p", synth=False)
    with pytest.raises(KeyError, match="no vendor's tool has built the design"):
        model.report()["CSynthesisReport"]


def test_command_line(tool, tmp_path, make_network, capsys):
    make, called = tool
    network = tmp_path / "net.onnx"
    network.write_bytes(make_network().SerializeToString())
    make("vitis-run", REPORTS["vitis"])

    def run(*words):
        with pytest.raises(SystemExit) as exit_:
            main(["build", str(network), "-o", str(tmp_path / "p"), *words])
        return exit_.value.code, capsys.readouterr()

    code, printed = run("--export")
    assert (code or 0, printed.err) == (0, "")
    assert "4,403" in printed.out
    assert called()[0][-1] == "csynth export"
    code, printed = run("--json")
    assert json.loads(printed.out)["vendor"]["CSynthesisReport"]["IntervalMax"] == 11
    with pytest.raises(SystemExit):
        main(["report", str(tmp_path / "p")])
    assert "4,403" in capsys.readouterr().out
    code, printed = run("--target", "oneapi")
    assert code == 2
    assert "build() needs icpx, which is not on the PATH: install Intel oneAPI" in printed.err


def test_default_folder(tool, tmp_path, make_network):
    make, _ = tool
    make("vitis-run", {f"../net_vitis/{name}": text for name, text in REPORTS["vitis"].items()})
    hls4mlir.compile(make_network()).build()
    assert (tmp_path / "net_vitis" / "build.log").exists()
