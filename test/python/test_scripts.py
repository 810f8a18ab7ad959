"""The script of the vendor's tool and the README of a project."""

import os
import re
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
    assert sorted(files) == sorted(target.files)
    assert "Layers: `fc1`, `fc2`." in files["README.md"]
    assert target.title in files["README.md"]
    for text in files.values():
        assert not re.search(r"\$\{(?!DEVICE|CLOCK|target|hardware|sources|program|compile|link|definition|ARGN)", text)


@pytest.mark.skipif(shutil.which("tclsh") is None, reason="needs tclsh")
@pytest.mark.parametrize("target", [TARGETS["vitis"], TARGETS["vivado"]], ids=["vitis", "vivado"])
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


# Stands in for i++: writes down what it is asked for, and makes what make expects.
IXX = """#!/bin/sh
echo "i++ $*"
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\necho run "$@"\n' > "$2" && chmod +x "$2"
"""


@pytest.mark.skipif(shutil.which("make") is None, reason="needs make")
def test_calls_of_intels_compiler(tmp_path):
    files = project_files(TARGETS["quartus"], SOURCES, top="digits", part="Arria10", clock_ns=2.5)
    (tmp_path / "Makefile").write_text(files["Makefile"])
    for name in ("src/digits.cpp", "tb/digits_tb.cpp", "bin/i++"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(IXX)
    (tmp_path / "bin/i++").chmod(0o755)

    def make(*words):
        environment = {"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
        return subprocess.run(
            ["make", "-s", *words], cwd=tmp_path, env=environment, text=True, capture_output=True, check=False
        )

    flags = "i++ -std=c++17 -Wno-unknown-pragmas"
    sources = "src/digits.cpp tb/digits_tb.cpp -o"
    assert make().stdout.splitlines() == [
        f"{flags} -march=Arria10 --clock 2.5ns --simulator none {sources} build/report"
    ]
    without = make("emulate")
    assert without.returncode != 0
    assert "there are no samples: write tb/input.dat" in without.stderr
    (tmp_path / "tb/input.dat").write_text("")
    assert make("emulate").stdout.splitlines()[-1] == "run tb/input.dat tb/output.dat"
    assert make("cosim", "DEVICE=Agilex7", "CLOCK_NS=4").stdout.splitlines() == [
        f"{flags} -march=Agilex7 --clock 4ns {sources} build/cosim",
        "run tb/input.dat tb/output.dat",
    ]
    assert "--quartus-compile" in make("fit").stdout


@pytest.mark.skipif(shutil.which("cmake") is None, reason="needs cmake")
def test_targets_of_cmake(tmp_path):
    files = project_files(TARGETS["oneapi"], SOURCES, top="digits", part="Agilex7", clock_ns=4.0)
    (tmp_path / "CMakeLists.txt").write_text(files["CMakeLists.txt"])
    for name in ("src/digits.cpp", "tb/digits_tb.cpp"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("")
    compiler, log = tmp_path / "icpx", tmp_path / "log"
    compiler.write_text(
        f'#!/bin/sh\necho "$*" >> {log}\nwhile [ $# -gt 0 ]; do [ "$1" = -o ] && : > "$2"; shift; done\nexit 0\n'
    )
    compiler.chmod(0o755)

    def cmake(*words):
        command = ["cmake", *words]
        subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)

    cmake("-S", ".", "-B", "build", "-DCMAKE_CXX_COMPILER_FORCED=ON", f"-DCMAKE_CXX_COMPILER={compiler}")

    def commands(target):
        log.unlink(missing_ok=True)
        cmake("--build", "build", "--target", target)
        return log.read_text()

    report = commands("report")
    for flag in ("-DFPGA_HARDWARE", "-fsycl-link=early", "-Xshardware", "-Xstarget=Agilex7", "-Xsclock=250MHz"):
        assert flag in report
    assert "-o digits.report" in report
    assert "-fsycl-link=early" not in commands("fpga")
    assert "-Xssimulation" in commands("fpga_sim")
    # What the project says now, and not what it said when the tree was configured; but what the user asks for stays.
    other = project_files(TARGETS["oneapi"], SOURCES, top="digits", part="Arria10", clock_ns=5.0)
    (tmp_path / "CMakeLists.txt").write_text(other["CMakeLists.txt"])
    cmake("-S", ".", "-B", "build")
    assert {"-Xstarget=Arria10", "-Xsclock=200MHz"} <= set(commands("report").split())
    cmake("-S", ".", "-B", "build", "-DDEVICE=board:variant")
    assert {"-Xstarget=board:variant", "-Xsclock=200MHz"} <= set(commands("report").split())
    emulator = commands("fpga_emu")
    assert "-DFPGA_EMULATOR" in emulator
    assert "-Xs" not in emulator
