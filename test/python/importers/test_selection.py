# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""ArgMax, ArgMin and TopK, against the onnx package's reference implementation."""

import numpy as np
import pytest

from hls4mlir import ModelError

from .models import build, check, evaluate, f32, import_model, names, node, result_types


@pytest.mark.parametrize("op_type", ["ArgMax", "ArgMin"])
@pytest.mark.parametrize("axis", [1, 2, -1])
@pytest.mark.parametrize("keepdims", [0, 1])
def test_arg_extremum(op_type, axis, keepdims):
    module = check(build(node(op_type, "x", axis=axis, keepdims=keepdims), inputs={"x": (1, 3, 4)}))
    assert names(module)[0] == "qnn.top_k"


def test_arg_max_of_the_first_axis_by_default():
    check(build(node("ArgMax", "x"), inputs={"x": (1, 4)}))


@pytest.mark.parametrize("op_type", ["ArgMax", "ArgMin"])
@pytest.mark.parametrize(("last", "expected"), [(0, [[1], [0]]), (1, [[3], [2]])])
def test_of_equal_elements_the_first_or_the_last(op_type, last, expected):
    x = f32([[0, 1, 0, 1], [1, 0, 1, 0]])
    x = x if op_type == "ArgMax" else -x
    module = import_model(build(node(op_type, "x", axis=1, select_last_index=last)))
    assert np.array_equal(evaluate(module, {"x": x})["y"], expected)


@pytest.mark.parametrize("largest", [0, 1])
@pytest.mark.parametrize("axis", [1, 2, -1])
@pytest.mark.parametrize("k", [1, 3])
def test_top_k(largest, axis, k):
    model = build(
        node("TopK", "x k", "y z", axis=axis, largest=largest),
        inputs={"x": (1, 3, 4)},
        outputs="y z",
        constants={"k": np.array([k], np.int64)},
    )
    assert names(check(model)) == ["qnn.top_k", "qnn.top_k"]


def test_top_k_of_equal_elements():
    model = build(node("TopK", "x k", "y z"), outputs="y z", constants={"k": np.array([3], np.int64)})
    results = evaluate(import_model(model), {"x": f32([[2, 5, 2, 5]])})
    assert np.array_equal(results["y"], [[5, 5, 2]])
    assert np.array_equal(results["z"], [[1, 3, 0]])


def test_top_k_of_old_operator_sets():
    module = import_model(build(node("TopK", "x", "y z", k=2), outputs="y z", opset=9, ir_version=4))
    assert result_types(module) == ["tensor<1x2xf32>", "tensor<1x2xf32>"]


def test_positions_may_be_cast():
    model = build(
        node("ArgMax", "x", "a", axis=1),
        node("Cast", "a", "b", to=6),
        node("Cast", "b", "y", to=1),
    )
    assert names(check(model)) == ["qnn.top_k"]


@pytest.mark.parametrize(
    ("nodes", "constants", "message"),
    [
        ([node("ArgMax", "x", name="n", axis=2)], {}, r"n: attribute 'axis' is 2, but the operand has shape \[1, 4\]"),
        (
            [node("TopK", "x k", "y z", name="n")],
            {"k": np.array([5], np.int64)},
            "n: selects 5 of the 4 elements along axis 1, but can select 1 to all of them",
        ),
        (
            [node("TopK", "x k", "y z", name="n")],
            {"k": f32([1])},
            r"n: the number of elements is a tensor of float32 and shape \[1\], but must be one integer",
        ),
        ([node("TopK", "x x", "y z", name="n")], {}, "n: the number of elements of TopK is computed from 'x'"),
        (
            [node("Cast", "x", "y", name="n", to=7)],
            {},
            "n: casts 'x' to INT64; supported are FLOAT, INT32 and INT64 for positions, and every type for constants",
        ),
    ],
)
def test_what_is_refused(nodes, constants, message):
    with pytest.raises(ModelError, match=message):
        import_model(build(*nodes, constants=constants))


def test_samples_are_not_compared():
    with pytest.raises(ModelError, match="n: compares the samples of the batch; export the model with a batch of 1"):
        import_model(build(node("ArgMax", "x", name="n", axis=0), inputs={"x": (3, 4)}))
