# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Models in the integer form, compiled and interpreted."""

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hls4mlir._hls4mlir import Predictor, interpret
from hypothesis import given
from hypothesis import strategies as st

from hls4mlir import ir

MODEL = """
qnn.weight @kernel dense<[[1, -2, 3], [0, 3, 1]]> : tensor<2x3xi8> as !qnn.fixed<s6, 1>
qnn.weight @bias dense<[1, -2]> : tensor<2xi16> as !qnn.fixed<s12, 2>
func.func @model(%x: tensor<1x3x!qnn.fixed<s8, 3>> {qnn.name = "pixels"}) -> tensor<1x2x!qnn.fixed<u4, 2>> {
  %acc = qnn.dense %x, @kernel bias @bias : tensor<1x3x!qnn.fixed<s8, 3>> -> tensor<1x2x!qnn.fixed<s18, 8>>
  %y = qnn.requantize %acc half_even saturate
         : tensor<1x2x!qnn.fixed<s18, 8>> -> tensor<1x2x!qnn.fixed<u4, 2>>
  return %y : tensor<1x2x!qnn.fixed<u4, 2>>
}
"""
SUM = """
func.func @sum(%x: tensor<2x3x!qnn.fixed<s8, 8>>, %y: tensor<3x!qnn.fixed<u64, 64>>)
    -> (tensor<2x3x!qnn.fixed<s9, 9>>, tensor<3x!qnn.fixed<u64, 64>>) {
  %s = qnn.add %x, %x : tensor<2x3x!qnn.fixed<s8, 8>>, tensor<2x3x!qnn.fixed<s8, 8>> -> tensor<2x3x!qnn.fixed<s9, 9>>
  return %s, %y : tensor<2x3x!qnn.fixed<s9, 9>>, tensor<3x!qnn.fixed<u64, 64>>
}
"""


def parse(text: str) -> ir.Module:
    with ir.Context():
        return ir.Module.parse(text)


def expected(x: np.ndarray) -> np.ndarray:
    """MODEL in numpy: sums in steps of 2^-10, results in steps of 2^-2."""
    sums = x @ np.array([[1, 0], [-2, 3], [3, 1]]) + [1, -2]
    return np.clip(np.rint(sums / 256), 0, 15).astype(np.int64)


@pytest.mark.parametrize("count", [0, 1, 63, 64, 65, 1000])
def test_any_number_of_samples(count: int):
    x = np.random.default_rng(count).integers(-128, 128, (count, 3))
    (y,) = Predictor(parse(MODEL)).run([x])
    assert y.dtype == np.int64
    assert y.shape == (count, 2)
    assert np.array_equal(y, expected(x))


@given(st.lists(st.tuples(*[st.integers(-128, 127)] * 3), max_size=70))
def test_interpreter_agrees(rows: list[tuple[int, int, int]]):
    x = np.array(rows, np.int64).reshape(-1, 3)
    (y,) = interpret(parse(MODEL), [x])
    assert np.array_equal(y, expected(x))


@pytest.mark.parametrize("run", [interpret, lambda module, inputs: Predictor(module).run(inputs)])
def test_several_inputs_and_results(run):
    x = np.arange(-6, 6).reshape(2, 2, 3)
    y = np.array([[1, 2, -1], [-(2**63), 0, 5]])
    twice, same = run(parse(SUM), [x, y])
    assert np.array_equal(twice, 2 * x)
    assert np.array_equal(same, y), "codes of 64 unsigned bits keep their bits"


@pytest.mark.parametrize("shape", [(2, 3), (2, 1, 3)])
def test_the_leading_one_may_be_given(shape: tuple[int, ...]):
    (y,) = Predictor(parse(MODEL)).run([np.zeros(shape, np.int64)])
    assert y.shape == (2, 2)


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ([], "the model has 1 inputs, but 0 arrays were given"),
        ([np.zeros(3, np.int64)], r"input 0 'pixels' has shape \(3,\), but must have shape \(n, 3\)"),
        ([np.zeros((4, 2), np.int64)], r"input 0 'pixels' has shape \(4, 2\), but must have shape \(n, 3\)"),
        ([np.zeros((), np.int64)], r"input 0 'pixels' has shape \(\), but must have shape \(n, 3\)"),
    ],
)
@pytest.mark.parametrize("run", [interpret, lambda module, inputs: Predictor(module).run(inputs)])
def test_arrays_that_do_not_fit(run, inputs, message: str):
    with pytest.raises(ValueError, match=message):
        run(parse(MODEL), inputs)


def test_inputs_of_different_length():
    with pytest.raises(ValueError, match="input 1 has 3 samples, but the first input has 2"):
        Predictor(parse(SUM)).run([np.zeros((2, 2, 3), np.int64), np.zeros((3, 3), np.int64)])


def test_long_chains_of_operations():
    """More operations, each read by the next alone, than the stack is deep."""
    tensor, count = "tensor<3x!qnn.fixed<s8, 8>>", 30_000
    steps = [
        f"%x{i + 1} = qnn.requantize %x{i} floor saturate clamp [-100, {50 + i % 60}] : {tensor} -> {tensor}"
        for i in range(count)
    ]
    text = f"func.func @f(%x0: {tensor}) -> {tensor} {{\n{chr(10).join(steps)}\nreturn %x{count} : {tensor}\n}}"
    (y,) = Predictor(parse(text)).run([np.array([[-128, 7, 127]])])
    assert y.tolist() == [[-100, 7, 50]]


def test_other_dtypes_are_refused():
    samples: Any = np.zeros((2, 3), np.float32)
    with pytest.raises(TypeError):
        Predictor(parse(MODEL)).run([samples])


def test_threads():
    x = np.random.default_rng(0).integers(-128, 128, (30_000, 3))
    for threads in (1, 2, 7):
        predictor = Predictor(parse(MODEL), threads=threads)
        assert predictor.threads == threads
        assert np.array_equal(predictor.run([x])[0], expected(x))
    with pytest.raises(ValueError, match="at least 1"):
        Predictor(parse(MODEL), threads=0)


def test_runs_at_the_same_time():
    predictor = Predictor(parse(MODEL))
    x = np.random.default_rng(0).integers(-128, 128, (5000, 3))
    results: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: results.append(predictor.run([x])[0])) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8
    assert all(np.array_equal(result, expected(x)) for result in results)


def test_the_predictor_keeps_what_it_reads():
    # The module and its context are gone; the weights must not be.
    predictor = Predictor(parse(MODEL))
    assert np.array_equal(predictor.run([np.array([[-128, 127, 4]])])[0], [[0, 1]])


@pytest.mark.parametrize("run", [interpret, lambda module, inputs: Predictor(module).run(inputs)])
def test_modules_in_another_form(run):
    with pytest.raises(ir.MLIRError, match="argument 0 of '@f' has type 'tensor<2xf32>'"):
        run(parse("func.func @f(%x: tensor<2xf32>) { return }"), [])
    with pytest.raises(ir.MLIRError, match="has no function"):
        run(parse(""), [])


CACHED = """
import sys
import numpy as np
from hls4mlir import ir
from hls4mlir._hls4mlir import Predictor
with ir.Context():
    predictor = Predictor(ir.Module.parse(sys.stdin.read()))
assert np.array_equal(predictor.run([np.array([[-128, 127, 4]] * 64)])[0], [[0, 1]] * 64)
print(predictor.from_cache)
"""
# Fewer samples have code, and a file, of their own.


def run_cached(folder: Path) -> str:
    environment = os.environ | {"HLS4MLIR_CACHE_DIR": str(folder)}
    command = [sys.executable, "-c", CACHED]
    return subprocess.run(command, input=MODEL, env=environment, check=True, capture_output=True, text=True).stdout


def test_machine_code_is_kept_between_processes(tmp_path: Path):
    folder = tmp_path / "cache"
    assert run_cached(folder) == "False\n"
    (file,) = folder.iterdir()
    assert run_cached(folder) == "True\n"
    # What is damaged is compiled anew, and repaired.
    content = file.read_bytes()
    file.write_bytes(content[:-30])
    assert run_cached(folder) == "False\n"
    assert file.read_bytes() == content
    assert list(folder.iterdir()) == [file]


def test_without_a_cache(tmp_path: Path):
    unusable = tmp_path / "file"
    unusable.write_text("")
    assert run_cached(unusable) == "False\n"
    assert unusable.read_text() == ""
