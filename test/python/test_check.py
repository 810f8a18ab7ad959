"""Comparing executors of the source with the integer form: what is a difference, and what float32 explains."""

import json
import math
from types import SimpleNamespace

import numpy as np
import pytest

import hls4mlir
from hls4mlir.check import check_model, random_samples

pytest.importorskip("onnx")
from onnx import TensorProto, helper, numpy_helper


def model(*nodes, shape=(1, 4), **constants):
    """A model from `x` to `y`, behind a quantizer of steps of a quarter, `q`."""
    quant = helper.make_node(
        "Quant", ["x", "quarter", "zero", "bits"], ["q"], name="q", domain="qonnx.custom_op.general", signed=1,
        narrow=0, rounding_mode="ROUND",
    )  # fmt: skip
    constants = {"quarter": 0.25, "zero": 0, "bits": 8, "one": 1, "six": 6} | constants
    graph = helper.make_graph(
        [quant, *nodes],
        "net",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, shape)],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
        [numpy_helper.from_array(np.asarray(value, np.float32), name) for name, value in constants.items()],
    )
    opsets = [helper.make_opsetid("", 13), helper.make_opsetid("qonnx.custom_op.general", 1)]
    return hls4mlir.compile(helper.make_model(graph, opset_imports=opsets, ir_version=8))


def quantizer(operand):
    return helper.make_node(
        "Quant", [operand, "one", "zero", "six"], ["y"], name="last", domain="qonnx.custom_op.general", signed=1,
        narrow=0, rounding_mode="ROUND",
    )  # fmt: skip


def half_even(x):
    return np.clip(np.rint(x), -32, 31)


def half_away(x):
    return np.clip(np.sign(x) * np.floor(np.abs(x) + 0.5), -32, 31)


MATRIX = np.random.default_rng(1).integers(-7, 8, (4, 4)).astype(np.float32) / 8
# What stands between the quantizers, all of it exact in float32, and what an executor makes of it.
EXACT = {
    "nothing": ([], {}, lambda q: q),
    "product": ([("MatMul", ["q", "w"])], {"w": MATRIX}, lambda q: q @ MATRIX),
    "sum": ([("Add", ["q", "c"])], {"c": 1.5}, lambda q: q + 1.5),
    "mean": ([("Div", ["q", "c"])], {"c": 4}, lambda q: q / 4),
    "factor": ([("Mul", ["q", "c"])], {"c": 3}, lambda q: q * 3),
}


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize(("rounds", "equal"), [(half_even, True), (half_away, False)])
def test_float32_explains_no_wrong_tie_between_exact_numbers(name, rounds, equal):
    between, constants, compute = EXACT[name]
    nodes = [helper.make_node(kind, operands, ["m"], name="m") for kind, operands in between]
    compiled = model(*nodes, quantizer("m" if nodes else "q"), **constants)

    def execute(x):
        q = np.clip(np.rint(x["x"] * 4), -128, 127) / 4
        return {"y": rounds(compute(q)).astype(np.float32)}

    outcome = check_model(compiled, 64, executors={"ours": execute}, csim=False)
    row = outcome.comparisons[1]
    assert (row.against, row.equal, outcome.equal, row.ties) == ("ours", equal, equal, 0)
    if row.difference is not None:
        assert (row.difference.tensor, row.difference.noise) == ("y", 0.0)


def test_another_number_of_elements_is_a_difference():
    def execute(x):
        return {"y": np.zeros((len(x["x"]), 3), np.float32)}

    outcome = check_model(model(quantizer("q")), 8, executors={"short": execute}, csim=False)
    assert not outcome.equal
    assert outcome.comparisons[1].result == "y (layer last): 32 elements instead of 24"


def test_outputs_that_are_not_compared_are_named():
    def execute(x):
        return {"q": np.clip(np.rint(x["x"] * 4), -128, 127) / 4}

    outcome = check_model(model(quantizer("q")), 8, executors={"part": execute}, csim=False)
    row = outcome.comparisons[1]
    assert (row.equal, row.missing, row.result) == (True, ("y",), "equal; output y is not compared")
    assert json.loads(outcome.to_json())["comparisons"][1]["missing"] == ["y"]


@pytest.mark.filterwarnings("error")
def test_float32_overflows_on_both_sides():
    """Thresholds with a scale whose multiples float32 does not have: infinity for the executor, and for the host."""
    node = helper.make_node(
        "MultiThreshold", ["q", "t"], ["y"], name="t", domain="qonnx.custom_op.general", out_scale=3e38, out_bias=-3e38
    )
    outcome = check_model(model(node, t=[[1, 2, 3]]), 16, csim=False)
    assert outcome.equal, str(outcome)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_differences_of_what_is_no_number_are_json(value):
    def execute(x):
        return {"y": np.full(x["x"].shape, value, np.float32)}

    outcome = check_model(model(quantizer("q")), 4, executors={"odd": execute}, csim=False)
    assert not outcome.equal

    def refuse(text):
        raise AssertionError(text)

    read = json.loads(outcome.to_json(), parse_constant=refuse)
    assert read["comparisons"][1]["difference"]["expected"] == str(value)


@pytest.mark.filterwarnings("error")
def test_samples_are_numbers_of_float32():
    entry = SimpleNamespace(low=-(2**40), high=2**40, shape=(3,), bipolar=False, zero_point=0.0, code_scale=2.0**120)
    samples = random_samples(entry, 5, np.random.default_rng(1))  # pyright: ignore[reportArgumentType]
    assert np.isfinite(samples).all()
