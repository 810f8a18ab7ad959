"""Models for several samples, compiled for one."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hls4mlir import ModelError
from hls4mlir.importers.batch import Batch

from .models import build, check, evaluate, floats, import_model, names, node, result_types, run_reference

BATCH = 6


def check_batch(model, **inputs):
    """Compares what the model computes for its batch at once with what the import computes for the samples."""
    inputs = inputs or {"x": floats(*(dim.dim_value for dim in model.graph.input[0].type.tensor_type.shape.dim))}
    module = import_model(model)
    (expected,) = run_reference(model, inputs)
    np.testing.assert_allclose(evaluate(module, inputs)["y"].reshape(expected.shape), expected, rtol=1e-5, atol=1e-6)
    return module


@pytest.mark.parametrize("extent", ["batch", None, -1, 1, 7])
def test_every_batch_becomes_one(extent):
    module = import_model(build(node("MatMul", "x w"), inputs={"x": (extent, 4)}, constants={"w": floats(4, 3)}))
    assert result_types(module) == ["tensor<1x3xf32>"]


def test_a_vector_has_no_batch():
    assert result_types(import_model(build(node("Relu", "x"), inputs={"x": (7,)}))) == ["tensor<7xf32>"]
    assert result_types(import_model(build(node("Relu", "x"), inputs={"x": ("n",)}))) == ["tensor<1xf32>"]


def test_only_dimension_0_may_be_dynamic():
    with pytest.raises(ModelError, match=r"input 'x' has an extent of 'time' in dimension 1; only dimension 0"):
        import_model(build(node("Relu", "x"), inputs={"x": (1, "time", 3)}))
    with pytest.raises(ModelError, match=r"input 'x' has an extent of unknown in dimension 1"):
        import_model(build(node("Relu", "x"), inputs={"x": (1, None)}))


@pytest.mark.parametrize(
    "target", [[BATCH, 12], [-1, 12], [BATCH, -1], [0, -1], [0, 3, 4], [BATCH, 2, 2, 3], [1, BATCH, 12]]
)
def test_reshapes_that_mention_the_batch(target):
    module = check_batch(
        build(
            node("Reshape", "x s", "r"),
            node("Relu", "r"),
            inputs={"x": (BATCH, 3, 4)},
            constants={"s": np.array(target, np.int64)},
        )
    )
    assert f"tensor<{BATCH}" not in str(module)


def test_batch_merged_with_another_dimension_and_parted_again():
    """A dense layer over time steps, as exporters write it."""
    check_batch(
        build(
            node("Reshape", "x merged", "m"),
            node("MatMul", "m w", "p"),
            node("Reshape", "p parted"),
            inputs={"x": (BATCH, 3, 4)},
            constants={"merged": np.array([-1, 4]), "w": floats(4, 5), "parted": np.array([BATCH, 3, 5])},
        )
    )


def test_shape_prologue_of_a_fixed_batch():
    model = build(
        node("Shape", "x", "s"),
        node("Gather", "s zero", "n", axis=0),
        node("Unsqueeze", "n", "n1", axes=[0]),
        node("Concat", "n1 rest", "shape", axis=0),
        node("Reshape", "x shape", "r"),
        node("MatMul", "r w"),
        inputs={"x": (BATCH, 3, 4)},
        constants={"zero": np.int64(0), "rest": np.array([-1]), "w": floats(12, 2)},
        opset=11,
    )
    assert names(check_batch(model)) == ["qnn.reshape", "arith.constant", "qnn.matmul"]


@pytest.mark.parametrize(
    "nodes",
    [
        [node("Flatten", "x")],
        [node("Flatten", "x", "f", axis=2), node("Relu", "f")],
        [node("Transpose", "x", "t", perm=[2, 0, 1]), node("Transpose", "t", perm=[1, 2, 0])],
        [
            node("Transpose", "x", "t", perm=[1, 0, 2]),
            node("Softmax", "t", "s", axis=2),
            node("Transpose", "s", perm=[1, 0, 2]),
        ],
        [node("Softmax", "x", axis=1)],
        [node("Unsqueeze", "x one", "u"), node("Squeeze", "u one")],
        [node("Unsqueeze", "x zero", "u"), node("Squeeze", "u")],
        [node("Add", "x rows")],
        [node("MatMul", "x square")],
        [node("MatMul", "x stack")],
        [node("Add", "x x", "d"), node("Sub", "d rows")],
    ],
)
def test_samples_stay_apart(nodes):
    constants = {
        "zero": np.array([0]),
        "one": np.array([1]),
        "rows": floats(3, 4),
        "square": floats(4, 4),
        "stack": floats(1, 4, 2),
    }
    check_batch(build(*nodes, inputs={"x": (BATCH, 3, 4)}, constants=constants))


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([node("Softmax", "x", name="n", axis=0)], "normalizes over the samples of the batch"),
        ([node("Reshape", "x twelve", name="n")], r"reshaping \[6, 3, 4\] to \[4, 18\] mixes the 6 samples"),
        ([node("Flatten", "x", "f", axis=0), node("Softmax", "f", name="n")], "normalizes over the samples"),
        (
            [node("Add", "x samples", name="n")],
            r"operands of shapes \[1, 3, 4\] and \[6, 1, 1\] mix the samples.* of 6",
        ),
        ([node("MatMul", "x stack", name="n")], r"operands of shapes \[1, 3, 4\] and \[6, 4, 2\] mix the samples"),
        (
            [node("Transpose", "x", "t", perm=[1, 2, 0]), node("MatMul", "t six", name="n")],
            r"operands of shapes \[3, 4, 1\] and \[6, 2\] mix the samples",
        ),
        ([node("Transpose", "x", "t", perm=[1, 0, 2]), node("Add", "x t", name="n")], "mix the samples of the batch"),
        (
            [
                node("Transpose", "x", "t", perm=[0, 2, 1]),
                node("MatMul", "x t", "m"),
                node("Softmax", "m", axis=0, name="n"),
            ],
            "normalizes",
        ),
        (
            [node("Transpose", "x", "t", perm=[2, 0, 1]), node("BatchNormalization", "t p p p p", name="n")],
            "dimension 1, that of the channels, holds the samples of the batch",
        ),
        (
            [node("Quant", "x scales zero bits", name="n", signed=1, narrow=0)],
            r"the scale of shape \[6, 1, 1\] does not",
        ),
    ],
)
def test_mixing_samples_is_rejected(nodes, message):
    constants = {
        "twelve": np.array([4, 18]),
        "samples": floats(BATCH, 1, 1),
        "stack": floats(BATCH, 4, 2),
        "six": floats(BATCH, 2),
        "p": np.ones(BATCH, np.float32),
        "scales": np.ones((BATCH, 1, 1), np.float32),
        "zero": np.float32(0),
        "bits": np.float32(4),
    }
    with pytest.raises(ModelError, match=f"^n: .*{message}"):
        import_model(build(*nodes, inputs={"x": (BATCH, 3, 4)}, constants=constants))


def test_inputs_that_disagree_about_the_batch():
    with pytest.raises(ModelError, match=r"the inputs disagree about the batch, their dimension 0: x has 4, z has 5"):
        import_model(build(node("MatMul", "x z"), inputs={"x": (4, 5), "z": (5, 3)}))


def test_a_batch_of_one_leaves_other_inputs_alone():
    module = check(build(node("MatMul", "x z"), inputs={"x": (1, 5), "z": (5, 3)}))
    assert result_types(module) == ["tensor<1x3xf32>"]


def test_dynamic_batch_leaves_fixed_inputs_alone():
    module = import_model(build(node("MatMul", "x z"), inputs={"x": ("n", 5), "z": (5, 3)}))
    assert result_types(module) == ["tensor<1x3xf32>"]


@pytest.mark.parametrize("squeeze", [node("Squeeze", "x"), node("Squeeze", "x axes")])
def test_squeezing_a_dynamic_batch(squeeze):
    model = build(squeeze, inputs={"x": ("n", 4, 1)}, constants={"axes": np.array([0, 2])})
    expected = "tensor<4xf32>" if len(squeeze.input) == 2 else "tensor<1x4xf32>"
    assert result_types(import_model(model)) == [expected]


def test_softmax_over_a_dynamic_batch_is_rejected():
    with pytest.raises(ModelError, match=r"^s: normalizes over the samples of the batch"):
        import_model(build(node("Softmax", "x", axis=0, name="s"), inputs={"x": ("n", 4)}))


shapes = st.lists(st.integers(1, 4), max_size=3).map(tuple)


@given(shapes, shapes, st.integers(2, 4), st.data())
def test_reshape_takes_each_sample_where_it_belongs(before, after, size, data):
    """Property: the reshaped batch, taken apart along the axis that is found, is each sample reshaped."""
    source = (*before, size, *after)
    elements = math.prod(source)
    target, left = [], elements
    while left > 1:
        target.append(data.draw(st.sampled_from([d for d in range(left, 0, -1) if left % d == 0])))
        left //= target[-1]
    x = np.arange(elements).reshape(source)
    try:
        shape, axis = Batch(size).reshape((*before, 1, *after), len(before), tuple(target))
    except ModelError:
        # Every dimension starts or ends inside the batch: there is none to take the samples from.
        leading = [math.prod(target[:position]) for position in range(len(target))]
        assert not any(
            lead == math.prod(before) and extent % size == 0 for lead, extent in zip(leading, target, strict=True)
        )
        return
    assert axis is not None
    parts = np.split(x.reshape(target), size, axis)
    for sample, part in zip(np.moveaxis(x, len(before), 0), parts, strict=True):
        np.testing.assert_array_equal(sample.reshape(shape), part)
