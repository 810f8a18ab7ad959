"""Reading the reports of vendors' tools, also of broken ones."""

import json
import math

import pytest

from hls4mlir.synthesis import amd, intel
from hls4mlir.synthesis.figures import parse_number, period_of
from vendor_texts import (
    COSIM,
    CSYNTH,
    EXPORT,
    FIT_SUMMARY,
    LOOPS,
    QUARTUS,
    QUARTUS_RECORD,
    REPORT_DATA,
    SUMMARY,
    TO_COME,
    VERIFICATION,
)


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
        (amd.read_csynth, "<profile/>", "has no numbers in AreaEstimates/Resources"),
        (amd.read_cosim, COSIM.replace("Pass", "NA"), "has no simulated language"),
        (amd.read_export, "<profile/>", "has no numbers in AreaReport/Resources"),
        (amd.read_csynth, CSYNTH.replace("UTF-8", "UTF-9"), "is no XML: unknown encoding"),
        (amd.read_csynth, CSYNTH.replace("</Resources>", "</Resources><a>" * 5000), "is no XML"),
        (intel.read_records, "{", "is no JSON"),
        (intel.read_records, "[" * 100_000 + "]" * 100_000, "is no JSON: maximum recursion depth"),
        (intel.read_records, '{"data":' + "9" * 5000 + "}", "is no JSON: Exceeds the limit"),
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


@pytest.mark.parametrize("text", ["inf", "Infinity", "nan", "1e999", "9" * 5000, "undef", "", "?", "-"])
@pytest.mark.parametrize(
    ("figure", "found"), [("WorstLatency", ">21<"), ("LUT", ">4403<"), ("TargetClockPeriod", ">5.00<")]
)
def test_figures_that_are_no_numbers(tmp_path, text, figure, found):
    figures, _ = amd.read_csynth(write(tmp_path / "x.xml", CSYNTH.replace(found, f">{text}<")))
    assert figures[figure] is None
    assert figures["FF"] == 2210


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("1,240.00", 1240), (" 3.5 ", 3.5), (7, 7), (2.0, 2), (10**400, None), (math.inf, None), (math.nan, None),
        (True, None), (None, None), ([1], None), ({}, None), ("9" * 5000, None), ("TBD", None),
    ],
)  # fmt: skip
def test_numbers(value, number):
    assert parse_number(value) == number


@pytest.mark.parametrize(
    ("frequency", "period"),
    [
        ("240.00", 4.167),
        (400, 2.5),
        ("0", None),
        (-1, None),
        ("inf", None),
        (5e-324, None),
        ("n/a", None),
        (None, None),
    ],
)
def test_periods(frequency, period):
    assert period_of(frequency) == period


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[5122,", "[Infinity,", {"LUT": None, "FF": 8011}),
        ("[5122,", "[1e400,", {"LUT": None, "FF": 8011}),
        ('"240.00"', "Infinity", {"EstimatedClockPeriod": 3.252}),
        ('"240.00"', '"1,240.00"', {"EstimatedClockPeriod": 3.252}),
        ('"240.00"', '"0"', {"EstimatedClockPeriod": 3.252}),
        ('"240.00"', "[1]", {"EstimatedClockPeriod": 3.252}),
        ('"ii":"2"', '"ii":"inf"', {"LoopInterval": 1}),
        ('"ii":"2"', '"ii":1e400', {"LoopInterval": 1}),
        ('"rows":[]', '"nodes":[{"name":"clock","data":"200 MHz"}]', {"TargetClockPeriod": 5}),
        ('"rows":[]', '"nodes":[{"name":"clock","data":"0 MHz"}]', {"TargetClockPeriod": None}),
        ('"rows":[]', '"nodes":[{"name":"clock","data":". MHz"}]', {"TargetClockPeriod": None}),
        ('"rows":[]', '"nodes":[{"name":["clock"],"data":{}}, 3, "a"]', {"TargetClockPeriod": None}),
        ('"max_resources":[854400, 1708800, 2713, 1518, 0]', '"max_resources":3', {"LUT": 5122}),
        ("[5122, 8011, 14, 6, 9]", '"abc"', "has no list of numbers"),
        ("[5122, 8011, 14, 6, 9]", '{"a":1}', "has no list of numbers"),
        ("[5122, 8011, 14, 6, 9]", "null", "has no list of numbers"),
        ("[5122, 8011, 14, 6, 9]", "[]", "has no list of numbers"),
        ('"columns":', '"x":' + "[" * 100_000 + "]" * 100_000 + ',"columns":', "no record states the area"),
    ],
)
def test_hostile_estimates_of_a_component(tmp_path, old, new, expected):
    assert old in REPORT_DATA
    component(tmp_path / "build" / "report.prj", report_data=REPORT_DATA.replace(old, new))
    if isinstance(expected, str):
        with pytest.raises(ValueError, match=expected):
            intel.read_component(tmp_path, ["csynth"], "net")
        return
    figures = intel.read_component(tmp_path, ["csynth"], "net").sections["CSynthesisReport"]
    assert {key: figures[key] for key in expected} == expected
    json.dumps(figures, allow_nan=False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"functions":["a"]}', "has left no latencies"),
        ('{"functions":{"a":1}}', "has left no latencies"),
        ('{"functions":[{"name":"net","data":[1]}]}', "has left no latency of net"),
        ('{"functions":[{"name":"net"}]}', "has left no latency of net"),
        ('{"functions":[{"name":"net","data":["1","n/a","n/a"]}]}', "has left no latency of net"),
        ('{"functions":[{"name":"net","data":["1","1,inf,2","n/a"]}]}', "has left no latency of net"),
        ('{"functions":[{"name":"net","data":["1",[1,2,3],"n/a"]}]}', "has left no latency of net"),
    ],
)
def test_hostile_measurements_of_a_component(tmp_path, text, message):
    component(tmp_path / "build" / "cosim.prj", verification_data=f"var verifJSON={text};")
    with pytest.raises(ValueError, match=message):
        intel.read_component(tmp_path, ["cosim"], "net")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"clock":"251.3"', '"clock":"0"', {"ALM": 3120.5}),
        ('"clock":"251.3"', '"clock":"inf"', {"ALM": 3120.5}),
        ('"clock":"251.3"', '"clock":"1,251.3"', {"EstimatedClockPeriod": 0.799}),
        ('"clock":"251.3"', '"clock":{}', {"ALM": 3120.5}),
        ('"reg":7741', '"reg":[1]', {"FF": None}),
        ("quartusFitClockSummary", "other", {"ALM": 3120.5}),
    ],
)
def test_hostile_reports_of_a_fit(tmp_path, old, new, expected):
    assert old in QUARTUS
    component(tmp_path / "build" / "fit.prj", quartus_data=QUARTUS.replace(old, new))
    figures = intel.read_component(tmp_path, ["export"], "net").sections["ImplementationReport"]
    assert {key: figures[key] for key in expected} == expected
    json.dumps(figures, allow_nan=False)


@pytest.mark.parametrize("data", ["3", "null", '"abc"', "{}", "[]", '["a"]'])
def test_hostile_estimates_of_kernels(tmp_path, data):
    kernels(tmp_path / "build" / "net.report.prj")
    summary = tmp_path / "build/net.report.prj/reports/resources/json/summary.ndjson"
    write(summary, SUMMARY.replace("[974400,1948800,7110,4510,0]", data))
    assert intel.read_kernels(tmp_path, ["csynth"], "net").sections["CSynthesisReport"]["LUT"] == 6001
    write(summary, SUMMARY.replace("[6001,9001,21,7,12]", data))
    with pytest.raises(ValueError, match="has no list of numbers"):
        intel.read_kernels(tmp_path, ["csynth"], "net")
