"""The simulation of emitted C++: build, run and every way in which these can fail."""

import shutil

import numpy as np
import pytest

import hls4mlir
from hls4mlir import csim
from hls4mlir.targets import TARGETS

HEADER = """
#include <ap_fixed.h>
void top(const ap_fixed<8, 4> x[3], ap_fixed<9, 5> &sum, ap_fixed<8, 4> twice[3]);
"""
SOURCE = """
#include "top.h"
void top(const ap_fixed<8, 4> x[3], ap_fixed<9, 5> &sum, ap_fixed<8, 4> twice[3]) {
    sum = x[0] + x[1];
    for (int i = 0; i < 3; ++i)
        twice[i] = x[i] * 2;
}
"""
BENCH = """
#include "top.h"
#include <fstream>
#include <iostream>
int main(int, char **argv) {
    std::ifstream input(argv[1]);
    std::ofstream output(argv[2]);
    long code;
    while (input >> code) {
        ap_fixed<8, 4> x[3], twice[3];
        ap_fixed<9, 5> sum;
        for (int i = 0; i < 3; ++i) {
            if (i)
                input >> code;
            x[i].range() = code;
        }
        top(x, sum, twice);
        output << (sum * 16).to_int();
        for (int i = 0; i < 3; ++i)
            output << ' ' << (twice[i] * 16).to_int();
        output << '\\n';
    }
}
"""


# The same design on plain integers: quick to build, for the tests that watch it fail.
QUICK = """
#include <cstdlib>
#include <fstream>
#include <iostream>
int main(int, char **argv) {
    std::ifstream input(argv[1]);
    std::ofstream output(argv[2]);
    long x[3];
    while (input >> x[0] >> x[1] >> x[2]) {
        STATEMENT
        output << x[0] + x[1] << ' ' << 2 * x[0] << ' ' << 2 * x[1] << ' ' << 2 * x[2] << '\\n';
    }
}
"""


def simulation(statement):
    return csim.Simulation({"tb/top_tb.cpp": QUICK.replace("STATEMENT", statement)}, TARGETS["vitis"], [(), (3,)])


def numbers():
    sources = {"src/top.h": HEADER, "src/top.cpp": SOURCE, "tb/top_tb.cpp": BENCH}
    return csim.Simulation(sources, TARGETS["vitis"], [(), (3,)])


@pytest.fixture(scope="module")
def built():
    return numbers()


def test_runs(built):
    x = np.array([[16, 8, -16], [-128, 127, 1], [1, 1, 0]])
    total, twice = built.run([x])
    assert total.tolist() == [24, -1, 2]
    assert twice.tolist() == [[32, 16, -32], [0, -2, 2], [2, 2, 0]]
    assert total.dtype == np.int64


def test_built_once(built, monkeypatch):
    built.run([np.zeros((1, 3), np.int64)])
    monkeypatch.setenv("CXX", "no-such-compiler")
    assert built.run([np.zeros((2, 3), np.int64)])[0].tolist() == [0, 0]


def test_empty_batch(built):
    total, twice = built.run([np.zeros((0, 3), np.int64)])
    assert (total.shape, twice.shape) == ((0,), (0, 3))


def test_clang():
    compiler = next((name for name in ("clang++", "clang++-22") if shutil.which(name)), None)
    if compiler is None:
        pytest.skip("no clang++ on this machine")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CXX", compiler)
        assert numbers().run([np.ones((1, 3), np.int64)])[0].tolist() == [2]


def test_files_vanish():
    simulated = simulation("")
    executable = simulated.build()
    assert executable.exists()
    del simulated
    assert not executable.parent.exists()


def test_no_compiler(monkeypatch, tmp_path):
    monkeypatch.delenv("CXX", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(hls4mlir.DependencyError, match=r"needs a C\+\+ compiler: install g\+\+"):
        simulation("").build()


@pytest.mark.parametrize(
    ("value", "message"),
    [("no-such-compiler", "which is not an executable program"), ("g++ '", "cannot read the environment")],
)
def test_bad_cxx(monkeypatch, value, message):
    monkeypatch.setenv("CXX", value)
    with pytest.raises(hls4mlir.DependencyError, match=message):
        simulation("").build()


def test_cxx_with_arguments(monkeypatch):
    monkeypatch.setenv("CXX", "g++ -DTHE_ANSWER=42")
    assert simulation("if (THE_ANSWER != 42) return 1;").run([np.ones((1, 3), np.int64)])[0].tolist() == [2]


def test_no_headers(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(hls4mlir.DependencyError, match=r"pip install 'hls4mlir\[sim\]'"):
        simulation("").build()


def test_compile_error():
    with pytest.raises(hls4mlir.SimulationError, match=r"cannot compile the emitted C\+\+(?s:.*)no_such_name"):
        simulation("no_such_name();").build()


def test_failing_run():
    message = "fc1_stream: read from empty"
    with pytest.raises(hls4mlir.SimulationError, match=f"the C\\+\\+ simulation failed: {message}"):
        simulation(f'std::cerr << "{message}"; return 3;').run([np.zeros((1, 3), np.int64)])


def test_silent_failure():
    with pytest.raises(hls4mlir.SimulationError, match="the C\\+\\+ simulation failed: exit code 3"):
        simulation("return 3;").run([np.zeros((1, 3), np.int64)])


def test_killed_run():
    with pytest.raises(hls4mlir.SimulationError, match="killed by SIGABRT"):
        simulation("std::abort();").run([np.zeros((1, 3), np.int64)])


def test_hanging_run():
    with pytest.raises(hls4mlir.SimulationError, match=r"the C\+\+ simulation did not end within 0\.2 s"):
        simulation("for (;;) {}").run([np.zeros((1, 3), np.int64)], timeout=0.2)


@pytest.mark.parametrize("statement", ["return 0;", "continue;", 'output << "nonsense "; '])
def test_missing_results(statement):
    with pytest.raises(hls4mlir.SimulationError, match="wrote no readable results"):
        simulation(statement).run([np.zeros((2, 3), np.int64)])
