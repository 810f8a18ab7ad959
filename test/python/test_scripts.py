"""The script of the vendor's tool and the README of a project."""

import shutil
import subprocess

import pytest

from hls4mlir.targets import TARGETS
from hls4mlir.targets.scripts import project_files

SOURCES = ["src/digits.cpp", "src/layers/fc2.h", "src/layers/fc1.h", "src/weights/fc1_weight.inc"]

# Stands in for the tool: writes down what it is asked for.
TOOL = """
foreach name {open_project set_top add_files open_solution set_part create_clock csim_design csynth_design cosim_design
              export_design} {
    proc $name args "puts \\"$name \\$args\\""
}
source build.tcl
"""


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_every_blank_is_filled(target):
    files = project_files(target, SOURCES, top="digits", part="xc7z020clg400-1", clock_ns=5.0)
    assert sorted(files) == ["README.md", "build.tcl"]
    assert "Layers: `fc1`, `fc2`." in files["README.md"]
    assert target.title in files["README.md"]
    assert "${" not in files["README.md"] + files["build.tcl"]


@pytest.mark.skipif(shutil.which("tclsh") is None, reason="needs tclsh")
@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_calls_of_the_tool(target, tmp_path):
    for name, text in project_files(target, SOURCES, top="digits", part="xc7z020clg400-1", clock_ns=2.5).items():
        (tmp_path / name).write_text(text)
    (tmp_path / "tool.tcl").write_text(TOOL)

    def run(**environment):
        return subprocess.run(
            ["tclsh", "tool.tcl"], cwd=tmp_path, env=environment, text=True, capture_output=True, check=False
        )

    without = run()
    assert without.returncode == 2
    assert "there are no samples" in without.stderr
    (tmp_path / "tb").mkdir()
    (tmp_path / "tb" / "input.dat").write_text("")
    calls = run().stdout.splitlines()
    assert [call.split()[0] for call in calls] == [
        "open_project", "set_top", "add_files", "add_files", "open_solution", "set_part", "create_clock",
        "csim_design", "csynth_design",
    ]  # fmt: skip
    assert "create_clock -period 2.5 -name default" in calls
    calls = run(STEPS="cosim export", PART="other", CLOCK_NS="4").stdout.splitlines()
    assert [call.split()[0] for call in calls[-3:]] == ["csynth_design", "cosim_design", "export_design"]
    assert "set_part other" in calls
    wrong = run(STEPS="place")
    assert wrong.returncode == 2
    assert "unknown step 'place'" in wrong.stderr
