"""Running the vendors' tools, with stand-ins for them, and reading their reports, written after the tools' formats."""

import json
import sys
from typing import Any, cast

import numpy as np
import pytest

import hls4mlir
from hls4mlir.cli import main
from hls4mlir.report import Report
from hls4mlir.synthesis import amd, intel

CSYNTH = """<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>
<profile>
  <ReportVersion><Version>2023.2</Version></ReportVersion>
  <UserAssignments>
    <Part>xcu250-figd2104-2L-e</Part>
    <TopModelName>net</TopModelName>
    <TargetClockPeriod>5.00</TargetClockPeriod>
    <ClockUncertainty>1.35</ClockUncertainty>
  </UserAssignments>
  <PerformanceEstimates>
    <PipelineType>dataflow</PipelineType>
    <SummaryOfTimingAnalysis>
      <unit>ns</unit>
      <EstimatedClockPeriod>3.622</EstimatedClockPeriod>
    </SummaryOfTimingAnalysis>
    <SummaryOfOverallLatency>
      <unit>clock cycles</unit>
      <Best-caseLatency>19</Best-caseLatency>
      <Average-caseLatency>19</Average-caseLatency>
      <Worst-caseLatency>21</Worst-caseLatency>
      <Interval-min>10</Interval-min>
      <Interval-max>11</Interval-max>
    </SummaryOfOverallLatency>
  </PerformanceEstimates>
  <AreaEstimates>
    <Resources><BRAM_18K>4</BRAM_18K><DSP>12</DSP><FF>2210</FF><LUT>4403</LUT><URAM>0</URAM></Resources>
    <AvailableResources>
      <BRAM_18K>5376</BRAM_18K><DSP>12288</DSP><FF>3456000</FF><LUT>1728000</LUT><URAM>1280</URAM>
    </AvailableResources>
  </AreaEstimates>
</profile>
"""

COSIM = """================================================================
== Vitis HLS
== Cosim Report for 'net'
================================================================
+----------+----------+-----------------------------------------------+-----------------------------------------------+
|          |          |                Latency(Clock Cycles)          |               Interval(Clock Cycles)          |
+    RTL   +  Status  +-----------------------------------------------+-----------------------------------------------+
|          |          |      min      |      avg      |      max      |      min      |      avg      |      max      |
+----------+----------+-----------------------------------------------+-----------------------------------------------+
|      VHDL|        NA|             NA|             NA|             NA|             NA|             NA|             NA|
|   Verilog|      Pass|             20|             21|             22|             10|             11|             12|
+----------+----------+-----------------------------------------------+-----------------------------------------------+
"""

EXPORT = """<profile>
  <RunData><RUN_TYPE>impl</RUN_TYPE><VIVADO_VERSION>v.2023.2</VIVADO_VERSION></RunData>
  <TimingReport>
    <TargetClockPeriod>5.000</TargetClockPeriod>
    <AchievedClockPeriod>3.104</AchievedClockPeriod>
  </TimingReport>
  <AreaReport>
    <Resources><BRAM>2</BRAM><CLB>310</CLB><DSP>11</DSP><FF>1987</FF><LUT>1622</LUT><SRL>71</SRL><URAM>0</URAM></Resources>
    <AvailableResources><BRAM>5376</BRAM><DSP>12288</DSP></AvailableResources>
  </AreaReport>
</profile>
"""

# i++: scripts, with the objects over several lines.
REPORT_DATA = """var loop_attrJSON={
  "nodes":[{"name":"net", "type":"component", "children":[
      {"name":"fc1.B2", "type":"loop", "af":"240.00", "ii":"1", "lt":"12.000000"},
      {"name":"fc2.B2", "type":"loop", "af":"307.50", "ii":"2", "lt":"31.000000"}]}]
}
;var areaJSON={
  "columns":["", "ALUTs", "FFs", "RAMs", "DSPs", "MLABs", "Details"]
  , "debug_enabled":"true"
  , "total_percent":[1.2, 0.6, 0.3, 0.1, 0.9]
  , "total":[5122, 8011, 14, 6, 9]
  , "name":"HLS"
  , "max_resources":[854400, 1708800, 2713, 1518, 0]
}
;var infoJSON={"name":"Info","rows":[]};
var fileJSON=[{"path":"src/net.cpp", "content":"int x = 1;\\nvar y = {};"}];
"""
VERIFICATION = """var verifJSON={
  "functions":[
    {"name":"other", "data":["1", "1,1,1", "n/a"]},
    {"name":"net", "data":["4", "31,40,33", "10,14,12"]}
  ]
};
"""
QUARTUS = """var quartusJSON={
  quartusFitClockSummary: {"nodes":[{"name":"Quartus Fit Summary", "clock":"251.3", "clock1x":"251.3"}]},
  quartusFitResourceUsageSummary: {"nodes":[
    {"name":"other", "alm":"1.0", "reg":1, "dsp":1, "ram":1, "mlab":1},
    {"name":"net", "alm":"3,120.5", "reg":7741, "dsp":6, "ram":12, "mlab":8}]}
};
"""
FIT_SUMMARY = """Fitter Status : Successful - Wed Oct  7 15:31:11 2020
Quartus Prime Version : 20.1.0 Build 711 06/05/2020 SJ Pro Edition
Revision Name : quartus_compile
Device : 10AX115S2F45I1SG
Logic utilization (in ALMs) : 22,549 / 427,200 ( 5 % )
Total registers : 39317
Total pins : 31 / 960 ( 3 % )
Total block memory bits : 3,742,912 / 55,562,240 ( 7 % )
Total RAM Blocks : 461 / 2,713 ( 17 % )
Total DSP Blocks : 6 / 1,518 ( < 1 % )
"""

# oneAPI: a record on each line.
SUMMARY = """{"name":"Kernel Name","parent":"compilerEstimatedKernelResourceUtilizationSummary","data":["ALUTs","FFs"]}
{"name":"fc1","data":[1000,2000,3,1,0]}
{"name":"Total","data":[6001,9001,21,7,12]}
{"name":"Available","data":[974400,1948800,7110,4510,0]}
"""
LOOPS = """{"name":"fc1.B1","af":"401.5","ii":"1","lt":"21.0"}
{"name":"fc2.B1","af":"388.25","ii":"3","lt":"80.0"}
{"name":"fc2.B0","af":"n/a","ii":"n/a"}
"""
QUARTUS_RECORD = """{"quartusFitClockSummary":{"nodes":[{"name":"clock","clock fmax":"402.9"}]},
 "quartusFitResourceUsageSummary":{"nodes":[{"name":"system","type":"system","alm":"5001.2","alut":"6500","reg":"12000","dsp":"7","ram":"20","mlab":"11"},
  {"name":"Fc1","type":"kernel","alm":"10","alut":"10","reg":"10","dsp":"1","ram":"1","mlab":"1"}]}}
"""
TO_COME = QUARTUS_RECORD.replace("5001.2", "TBD").replace('"alm":"10"', '"alm":"TBD"')


# Reports ------------------------------------------------------------------------------------------------------------


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_csynth_of_vitis(tmp_path):
    figures, version = amd.read_csynth(write(tmp_path / "x.xml", CSYNTH))
    assert version == "2023.2"
    assert figures == {
        "TargetClockPeriod": 5.0, "EstimatedClockPeriod": 3.622,
        "BestLatency": 19, "WorstLatency": 21, "IntervalMin": 10, "IntervalMax": 11,
        "BRAM_18K": 4, "DSP": 12, "FF": 2210, "LUT": 4403, "URAM": 0,
        "AvailableBRAM_18K": 5376, "AvailableDSP": 12288, "AvailableFF": 3456000, "AvailableLUT": 1728000,
        "AvailableURAM": 1280,
    }  # fmt: skip


def test_csynth_of_vivado(tmp_path):
    text = CSYNTH.replace("<DSP>", "<DSP48E>").replace("</DSP>", "</DSP48E>").replace(">21<", ">undef<")
    figures, _ = amd.read_csynth(write(tmp_path / "x.xml", text))
    assert (figures["DSP"], figures["AvailableDSP"], figures["WorstLatency"]) == (12, 12288, None)
    assert "DSP48E" not in figures


def test_cosim_and_export_of_vitis(tmp_path):
    assert amd.read_cosim(write(tmp_path / "x.rpt", COSIM)) == {
        "RTL": "Verilog", "Status": "Pass", "LatencyMin": 20, "LatencyAvg": 21, "LatencyMax": 22,
        "IntervalMin": 10, "IntervalAvg": 11, "IntervalMax": 12,
    }  # fmt: skip
    assert amd.read_export(write(tmp_path / "x.xml", EXPORT)) == {
        "BRAM_18K": 2, "CLB": 310, "DSP": 11, "FF": 1987, "LUT": 1622, "SRL": 71, "URAM": 0,
        "TargetClockPeriod": 5.0, "EstimatedClockPeriod": 3.104,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("read", "text", "message"),
    [
        (amd.read_csynth, "<profile>", "is no XML"),
        (amd.read_csynth, "<profile/>", "has no AreaEstimates/Resources"),
        (amd.read_cosim, COSIM.replace("Pass", "NA"), "has no simulated language"),
        (amd.read_export, "<profile/>", "has no AreaReport/Resources"),
        (intel.read_records, "{", "is no JSON"),
        (intel.read_fit_summary, "Fitter Status : Failed", "states no resources"),
    ],
)
def test_broken_reports(tmp_path, read, text, message):
    with pytest.raises(ValueError, match=message):
        read(write(tmp_path / "report", text))


def component(folder, **files):
    for name, text in {"report_data": REPORT_DATA, "verification_data": "var verifJSON={};\n", **files}.items():
        write(folder / "reports" / "lib" / f"{name}.js", text)


def test_reports_of_a_component(tmp_path):
    component(tmp_path / "build" / "report.prj")
    component(tmp_path / "build" / "cosim.prj", verification_data=VERIFICATION)
    component(tmp_path / "build" / "fit.prj", quartus_data=QUARTUS)
    found = intel.read_component(tmp_path, ["csynth", "cosim", "export"], "net").sections
    assert found["CSynthesisReport"] == {
        "TargetClockPeriod": None, "EstimatedClockPeriod": 4.167,
        "BestLatency": None, "WorstLatency": None, "IntervalMin": None, "IntervalMax": None,
        "LUT": 5122, "FF": 8011, "BRAM_18K": 14, "DSP": 6, "MLAB": 9, "URAM": 0,
        "AvailableLUT": 854400, "AvailableFF": 1708800, "AvailableBRAM_18K": 2713, "AvailableDSP": 1518,
        "AvailableMLAB": 0, "LoopInterval": 2,
    }  # fmt: skip
    assert found["CosimReport"] == {
        "Invocations": 4, "BestLatency": 31, "WorstLatency": 40, "AverageLatency": 33,
        "IntervalMin": 10, "IntervalMax": 14, "IntervalAvg": 12,
    }  # fmt: skip
    assert found["ImplementationReport"] == {
        "ALM": 3120.5, "FF": 7741, "DSP": 6, "BRAM_18K": 12, "MLAB": 8, "EstimatedClockPeriod": 3.979,
    }  # fmt: skip


def test_summary_of_the_fitter(tmp_path):
    component(tmp_path / "build" / "fit.prj", quartus_data=QUARTUS.replace('"3,120.5"', '"TBD"'))
    write(tmp_path / "build" / "fit.prj" / "quartus" / "output_files" / "net.fit.summary", FIT_SUMMARY)
    found = intel.read_component(tmp_path, ["export"], "net").sections
    assert found["ImplementationReport"] == {
        "ALM": 22549, "AvailableALM": 427200, "FF": 39317, "BRAM_18K": 461, "AvailableBRAM_18K": 2713,
        "DSP": 6, "AvailableDSP": 1518,
    }  # fmt: skip


def kernels(folder, quartus=TO_COME):
    for name, text in {"summary": SUMMARY, "loop_attr": LOOPS, "quartus": quartus}.items():
        write(folder / "reports" / "resources" / "json" / f"{name}.ndjson", text)


def test_reports_of_kernels(tmp_path):
    kernels(tmp_path / "build" / "net.report.prj")
    kernels(tmp_path / "build" / "net.fpga.prj", QUARTUS_RECORD)
    found = intel.read_kernels(tmp_path, ["csynth", "export"], "net").sections
    assert found["CSynthesisReport"] == {
        "TargetClockPeriod": None, "EstimatedClockPeriod": 2.576,
        "BestLatency": None, "WorstLatency": None, "IntervalMin": None, "IntervalMax": None,
        "LUT": 6001, "FF": 9001, "BRAM_18K": 21, "DSP": 7, "MLAB": 12, "URAM": 0,
        "AvailableLUT": 974400, "AvailableFF": 1948800, "AvailableBRAM_18K": 7110, "AvailableDSP": 4510,
        "AvailableMLAB": 0, "LoopInterval": 3,
    }  # fmt: skip
    assert found["ImplementationReport"] == {
        "LUT": 6500, "ALM": 5001.2, "FF": 12000, "DSP": 7, "BRAM_18K": 20, "MLAB": 11, "EstimatedClockPeriod": 2.482,
    }  # fmt: skip


# Runs ---------------------------------------------------------------------------------------------------------------

REPORTS = {
    "vitis": {
        "build/solution/syn/report/net_csynth.xml": CSYNTH,
        "build/solution/sim/report/net_cosim.rpt": COSIM,
        "build/solution/impl/report/verilog/export_impl.xml": EXPORT,
    },
    "quartus": {f"build/report.prj/reports/lib/{name}.js": text for name, text in (("report_data", REPORT_DATA),)},
    "oneapi": {
        f"build/net.report.prj/reports/resources/json/{name}.ndjson": text
        for name, text in (("summary", SUMMARY), ("loop_attr", LOOPS))
    },
}
REPORTS["vivado"] = REPORTS["vitis"]

# Stands in for a tool: writes down how it is called, and leaves what it is told to leave.
TOOL = """#!{python}
import json, os, pathlib, sys
settings = json.loads(pathlib.Path({settings!r}).read_text())
with open({calls!r}, "a") as file:
    file.write(json.dumps([os.path.basename(sys.argv[0]), *sys.argv[1:], os.environ.get("STEPS")]) + "\\n")
print("synthesizing net")
print("warning: 1 < 2", file=sys.stderr)
for name, text in settings["files"].items():
    path = pathlib.Path(settings["folder"]) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
if "-o" in sys.argv:
    pathlib.Path(sys.argv[sys.argv.index("-o") + 1]).write_text("")
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

    def make(name, files, *, code=0, wait=0):
        settings.write_text(json.dumps({"files": files, "folder": str(tmp_path / "p"), "code": code, "wait": wait}))
        path = programs / name
        path.write_text(TOOL.format(python=sys.executable, settings=str(settings), calls=str(calls)))
        path.chmod(0o755)

    def called() -> list[Any]:
        return [json.loads(line) for line in calls.read_text().splitlines()]

    return make, called


PROGRAMS = {"vitis": "vitis-run", "vivado": "vivado_hls", "quartus": "i++", "oneapi": "icpx"}


@pytest.mark.parametrize("target", ["vitis", "vivado", "quartus"])
def test_build(target, tool, tmp_path, make_network):
    make, called = tool
    make(PROGRAMS[target], REPORTS[target])
    lines: list[str] = []
    report = hls4mlir.compile(make_network(), target=target).build(tmp_path / "p", progress=lines.append)
    assert lines == ["synthesizing net", "warning: 1 < 2"] or lines[1:] == ["synthesizing net", "warning: 1 < 2"]
    log = (tmp_path / "p" / "build.log").read_text()
    assert "synthesizing net\nwarning: 1 < 2\n" in log or "warning: 1 < 2\nsynthesizing net\n" in log
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


def test_build_of_kernels(tool, tmp_path, make_network):
    make, called = tool
    make("icpx", REPORTS["oneapi"])
    make("cmake", REPORTS["oneapi"])
    report = hls4mlir.compile(make_network(), target="oneapi").build(tmp_path / "p")
    assert called() == [
        ["cmake", "-S", ".", "-B", "build", f"-DCMAKE_CXX_COMPILER={tmp_path / 'bin' / 'icpx'}", None],
        ["cmake", "--build", "build", "--target", "report", None],
    ]
    assert report["CSynthesisReport"]["LUT"] == 6001


def test_older_tool(tool, tmp_path, make_network):
    make, called = tool
    make("vitis_hls", REPORTS["vitis"])
    hls4mlir.compile(make_network()).build(tmp_path / "p")
    assert called() == [["vitis_hls", "-f", "build.tcl", "csynth"]]


def test_simulation_is_compared(tool, tmp_path, make_network):
    make, called = tool
    x = np.array([[-2.0, -1, 0, 1], [0.5, 0.25, 1.75, -0.75]], np.float32)
    model = hls4mlir.compile(make_network())
    (y,) = model.outputs
    codes = np.rint((model.predict(x) - cast("float", y.offset)) / (cast("float", y.scale) * y.step)).astype(int)
    output = {"tb/output.dat": "\n".join(" ".join(map(str, row)) for row in codes.tolist())}
    make("vitis-run", {**REPORTS["vitis"], **output})
    report = model.build(tmp_path / "p", x=x, csim=True, cosim=True, export=True)
    assert called()[0][-1] == "csim csynth cosim export"
    assert len((tmp_path / "p/tb/input.dat").read_text().splitlines()) == 2
    assert report["CSimResults"] == {"Samples": 2}
    assert report["CosimReport"]["LatencyMax"] == 22
    assert report["ImplementationReport"]["LUT"] == 1622
    make("vitis-run", {**REPORTS["vitis"], "tb/output.dat": output["tb/output.dat"].replace("0", "1")})
    with pytest.raises(hls4mlir.SynthesisError, match="simulation of output 'quant_out_y' differs"):
        model.build(tmp_path / "p", x=x, csim=True)


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
    code, printed = run("--target", "oneapi")
    assert code == 2
    assert "build() needs icpx, which is not on the PATH: install Intel oneAPI" in printed.err


def test_default_folder(tool, tmp_path, make_network):
    make, _ = tool
    make("vitis-run", {f"../net_vitis/{name}": text for name, text in REPORTS["vitis"].items()})
    hls4mlir.compile(make_network()).build()
    assert (tmp_path / "net_vitis" / "build.log").exists()
