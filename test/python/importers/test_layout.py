"""Operators that move or rename elements, against numpy and the onnx package."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hls4mlir import ModelError, ir

from .models import (
    argument_attributes,
    build,
    check,
    f32,
    floats,
    import_model,
    named,
    names,
    node,
    onnx,
    operations,
    result_types,
    tensors,
)


def divisors(number):
    return [candidate for candidate in range(number, 0, -1) if number % candidate == 0]


@st.composite
def reshapes(draw):
    """A shape, and a request for another one of the same size, with 0 and -1."""
    shape = (1, *draw(st.lists(st.integers(1, 6), max_size=3)))
    left, target = math.prod(shape), []
    while left > 1 or draw(st.booleans()):
        target.append(draw(st.sampled_from(divisors(left))))
        left //= target[-1]
    for position in range(min(len(shape), len(target))):
        if target[position] == shape[position] and draw(st.booleans()):
            target[position] = 0
    if target and draw(st.booleans()):
        target[draw(st.integers(0, len(target) - 1))] = -1
    return shape, target


@given(reshapes())
@settings(max_examples=50)
def test_reshape(case):
    shape, target = case
    check(build(node("Reshape", "x s"), inputs={"x": shape}, constants={"s": np.array(target, np.int64)}))


def test_reshape_of_operator_set_4_has_an_attribute():
    module = import_model(build(node("Reshape", "x", shape=[0, 2, -1]), opset=4))
    assert result_types(module) == ["tensor<1x2x2xf32>"]


def test_reshape_that_changes_nothing_is_left_out():
    model = build(node("Reshape", "x s", "r"), node("Relu", "r"), constants={"s": np.array([1, -1], np.int64)})
    module = check(model)
    assert names(module) == ["qnn.relu"]
    attributes = argument_attributes(module)
    assert ir.StringAttr(attributes["qnn.name"]).value == "x"
    assert [ir.StringAttr(name).value for name in ir.ArrayAttr(attributes["qnn.tensors"])] == ["r"]


@pytest.mark.parametrize(
    ("target", "attributes", "reason"),
    [
        ([-1, -1], {}, "dimensions are positive, 0, or -1 once"),
        ([-2, 2], {}, "dimensions are positive, 0, or -1 once"),
        ([1, 4, 0], {}, "there is no dimension 2 to keep"),
        ([0, 4], {"allowzero": 1}, "a tensor without elements is not supported"),
        ([3, -1], {}, "4 elements are not a multiple of 3"),
        ([5], {}, "the operand has 4 elements, the result 5"),
    ],
)
def test_reshape_rejects(target, attributes, reason):
    model = build(node("Reshape", "x s", name="r", **attributes), constants={"s": np.array(target, np.int64)}, opset=14)
    with pytest.raises(ModelError, match=rf"^r: cannot reshape \[1, 4\] to \[.*\]: {reason}"):
        import_model(model)


def test_reshape_needs_a_constant_shape():
    model = build(node("Reshape", "x s", name="r"), inputs={"x": (1, 4), "s": (2,)})
    with pytest.raises(ModelError, match=r"^r: the shape of Reshape is computed from 's', which depends on the inputs"):
        import_model(model)
    model = build(node("Reshape", "x s", name="r"), constants={"s": floats(2)})
    with pytest.raises(ModelError, match=r"^r: the shape is a tensor of float32 and shape \[2\], not a list of int64"):
        import_model(model)


@given(
    st.lists(st.integers(1, 4), max_size=4)
    .map(lambda tail: (1, *tail))
    .flatmap(lambda shape: st.tuples(st.just(shape), st.integers(-len(shape), len(shape))))
)
@settings(max_examples=30)
def test_flatten(case):
    shape, axis = case
    check(build(node("Flatten", "x", axis=axis), inputs={"x": shape}))


def test_flatten_rejects_an_axis_that_is_not_there():
    with pytest.raises(ModelError, match=r"^Flatten_0: attribute 'axis' is 3, but the operand has shape \[1, 4\]"):
        import_model(build(node("Flatten", "x", axis=3)))


@given(st.permutations(range(4)), st.lists(st.integers(1, 3), min_size=3, max_size=3))
@settings(max_examples=30)
def test_transpose(permutation, tail):
    check(build(node("Transpose", "x", perm=permutation), inputs={"x": (1, *tail)}))


def test_transpose_reverses_by_default():
    module = check(build(node("Transpose", "x"), inputs={"x": (1, 2, 3)}))
    assert result_types(module) == ["tensor<3x2x1xf32>"]


def test_transpose_that_changes_nothing_is_left_out():
    module = check(build(node("Relu", "x", "r"), node("Transpose", "r", perm=[0, 1])))
    assert names(module) == ["qnn.relu"]
    assert tensors(named(module, "qnn.relu")) == ["r", "y"]


@pytest.mark.parametrize("perm", [[0], [0, 0], [1, 2], []])
def test_transpose_rejects_what_is_no_permutation(perm):
    attribute = onnx.helper.make_attribute("perm", perm, attr_type=onnx.AttributeProto.INTS)
    model = build(node("Transpose", "x", name="t"))
    model.graph.node[0].attribute.append(attribute)
    with pytest.raises(ModelError, match=r"^t: attribute 'perm' is \[.*\], which does not permute .* \[1, 4\]"):
        import_model(model)


@pytest.mark.parametrize(
    ("axes", "result"), [([1], "1x3x1"), ([1, 3], "1x3"), ([-1], "1x1x3"), ([0, 1], "3x1"), (None, "3")]
)
@pytest.mark.parametrize("opset", [11, 13])
def test_squeeze(axes, result, opset):
    attribute = opset < 13 and axes is not None
    model = build(
        node("Squeeze", "x" if attribute or axes is None else "x a", **({"axes": axes} if attribute else {})),
        inputs={"x": (1, 1, 3, 1)},
        constants=None if attribute or axes is None else {"a": np.array(axes, np.int64)},
        opset=opset,
    )
    assert result_types(check(model)) == [f"tensor<{result}xf32>"]


def test_squeeze_rejects_other_extents():
    with pytest.raises(ModelError, match=r"^s: cannot drop dimension 1 of \[1, 4\]: its extent is not 1"):
        import_model(build(node("Squeeze", "x a", name="s"), constants={"a": np.array([1])}))


@pytest.mark.parametrize("axes", [[0], [1], [2], [-1], [0, 3], [1, -1], [0, 1, 4]])
@pytest.mark.parametrize("opset", [11, 13])
def test_unsqueeze(axes, opset):
    attribute = opset < 13
    check(
        build(
            node("Unsqueeze", "x" if attribute else "x a", **({"axes": axes} if attribute else {})),
            constants=None if attribute else {"a": np.array(axes, np.int64)},
            opset=opset,
        )
    )


@pytest.mark.parametrize(
    ("op_type", "opset", "what"), [("Squeeze", 11, "axes"), ("Unsqueeze", 11, "axes"), ("Reshape", 4, "shape")]
)
def test_operands_that_came_later(op_type, opset, what):
    model = build(node(op_type, "x a", name="n"), constants={"a": np.array([0])}, opset=opset)
    with pytest.raises(ModelError, match=rf"^n: '{what}' is an operand, but must be an attribute below operator set"):
        import_model(model)


@pytest.mark.parametrize(("op_type", "opset"), [("Unsqueeze", 11), ("Unsqueeze", 13), ("Reshape", 4), ("Reshape", 13)])
def test_lists_that_are_left_out(op_type, opset):
    with pytest.raises(ModelError, match=rf"^n: {op_type} needs .*, but .* left out"):
        import_model(build(node(op_type, "x", name="n"), opset=opset))


@pytest.mark.parametrize("axes", [[5], [0, 0], [-4]])
def test_unsqueeze_rejects_axes_that_are_not_there(axes):
    with pytest.raises(ModelError, match=r"^u: axes \[.*\] are not distinct dimensions of a tensor of rank"):
        import_model(build(node("Unsqueeze", "x a", name="u"), constants={"a": np.array(axes)}))


@pytest.mark.parametrize(
    "chain",
    [
        node("Identity", "a", "b"),
        node("Dropout", "a", "b", ratio=0.5),
        node("Cast", "a", "b", to=onnx.TensorProto.FLOAT),
    ],
)
def test_operators_that_do_nothing_are_left_out(chain):
    module = check(build(node("Relu", "x", "a"), chain, node("Neg", "b"), opset=11))
    assert names(module) == ["qnn.relu", "arith.constant", "qnn.mul"]
    assert tensors(named(module, "qnn.relu")) == ["a", "b"]


def test_dropout_with_operands():
    constants = {"r": np.float32(0.5), "t": np.bool_(False)}
    assert names(check(build(node("Dropout", "x r t", "d"), node("Relu", "d"), constants=constants))) == ["qnn.relu"]
    check(build(node("Dropout", "x r", "d"), node("Relu", "d"), constants={"r": np.float32(0.5)}))


def test_dropout_in_training_mode_is_rejected():
    constants = {"r": np.float32(0.5), "t": np.bool_(True)}
    with pytest.raises(ModelError, match=r"^d: is in training mode"):
        import_model(build(node("Dropout", "x r t", name="d"), constants=constants))
    with pytest.raises(ModelError, match=r"^d: is in training mode"):
        import_model(build(node("Dropout", "x", name="d"), opset=6))
    assert names(import_model(build(node("Dropout", "x", is_test=1), opset=6))) == []


def test_the_mask_of_a_dropout_is_rejected_where_it_is_used():
    drop = node("Dropout", "x", "d mask", name="drop")
    assert names(import_model(build(drop, node("Relu", "d")))) == ["qnn.relu"]
    with pytest.raises(ModelError, match=r"^drop: result 'mask' of Dropout is not supported, only the first one is"):
        import_model(build(drop, node("Relu", "d"), outputs="y mask"))
    with pytest.raises(ModelError, match=r"^drop: result 'mask' of Dropout is not supported"):
        import_model(build(drop, node("Cast", "mask", "m", to=1), node("Mul", "d m")))


@pytest.mark.parametrize(
    ("to", "opset"), [(onnx.TensorProto.INT8, 13), (onnx.TensorProto.DOUBLE, 13), (99, 13), ("INT32", 4)]
)
def test_casts_to_other_types_are_rejected(to, opset):
    with pytest.raises(
        ModelError, match=r"^c: casts 'x' to .*; supported are FLOAT, INT32 and INT64 for positions, and every type"
    ):
        import_model(build(node("Cast", "x", name="c", to=to), opset=opset))


def test_shape_prologue_is_folded():
    """What PyTorch exports for `x.reshape(x.shape[0], -1)`."""
    model = build(
        node("Shape", "x", "s"),
        node("Gather", "s zero", "n", axis=0),
        node("Unsqueeze", "n", "n1", axes=[0]),
        node("Concat", "n1 rest", "shape", axis=0),
        node("Reshape", "x shape"),
        inputs={"x": (1, 3, 2, 2)},
        constants={"zero": np.int64(0), "rest": np.array([-1])},
        opset=11,
    )
    module = check(model)
    assert names(module) == ["qnn.reshape"]
    assert result_types(module) == ["tensor<1x12xf32>"]


@pytest.mark.parametrize(
    ("attributes", "expected"), [({}, [1, 3, 2]), ({"start": 1}, [3, 2]), ({"start": -2, "end": -1}, [3])]
)
def test_shape_of_a_part(attributes, expected):
    model = build(
        node("Shape", "x", "s", **attributes),
        node("Cast", "s", "f", to=1),
        node("ReduceProd", "f", "p", keepdims=0),
        node("Mul", "x p"),
        inputs={"x": (1, 3, 2)},
        opset=15,
    )
    constant = named(check(model), "arith.constant")
    np.testing.assert_array_equal(np.asarray(constant.attributes["value"]), np.float32(math.prod(expected)))


def test_size():
    model = build(node("Size", "x", "s"), node("Cast", "s", "f", to=1), node("Div", "x f"), inputs={"x": (1, 3, 2)})
    assert names(check(model)) == ["arith.constant", "qnn.div"]


def test_what_only_served_for_its_shape_is_dropped():
    model = build(
        node("MatMul", "x w", "m"),
        node("Shape", "m", "s"),
        node("Reshape", "x s"),
        constants={"w": floats(4, 4)},
    )
    assert names(import_model(model)) == []


CONSTANTS = [
    {"value": onnx.numpy_helper.from_array(f32([2, 3, 4, 5]))},
    {"value_float": 2.0},
    {"value_floats": [2.0, 3.0, 4.0, 5.0]},
]


@pytest.mark.parametrize("attribute", CONSTANTS)
def test_constants_of_floats(attribute):
    assert names(check(build(node("Constant", "", "c", **attribute), node("Mul", "x c")))) == [
        "arith.constant",
        "qnn.mul",
    ]


@pytest.mark.parametrize("attribute", [{"value_int": -1}, {"value_ints": [2, 2]}])
def test_constants_of_integers(attribute):
    model = build(
        node("Constant", "", "c", **attribute),
        node("Constant", "", "shape", value_ints=[-1]),
        node("Reshape", "c shape", "list"),
        node("Reshape", "x list"),
    )
    assert len(operations(check(model))) == 1


def test_constants_of_strings_serve_no_computation():
    model = build(node("Constant", "", "c", value_string="a"), node("Mul", "x c", name="m"))
    with pytest.raises(ModelError, match=r"^m: constant 'c': has elements of type object, but must hold floats"):
        import_model(model)
    model = build(node("Constant", "", "c", value_strings=["a", "b"]), node("Identity", "c"))
    with pytest.raises(ModelError, match=r"constant 'c': has elements of type object, but must hold floats"):
        import_model(model)


def test_constants_need_one_value():
    with pytest.raises(ModelError, match=r"^c: needs exactly one of the attributes value, .*, but has none"):
        import_model(build(node("Constant", "", "c", name="c"), node("Mul", "x c")))
    with pytest.raises(ModelError, match=r"^c: needs exactly one of .* but has value_float, value_int"):
        import_model(build(node("Constant", "", "c", name="c", value_int=1, value_float=1.0), node("Mul", "x c")))
    sparse = onnx.helper.make_sparse_tensor(
        onnx.numpy_helper.from_array(f32([1])), onnx.numpy_helper.from_array(np.array([0])), [4]
    )
    with pytest.raises(ModelError, match=r"^c: needs exactly one of .* but has sparse_value"):
        import_model(build(node("Constant", "", "c", name="c", sparse_value=sparse), node("Mul", "x c")))
