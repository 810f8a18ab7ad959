"""Convolutions, pools, reductions and what joins and cuts tensors, against onnxruntime: integers, so that all agree."""

import re

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from onnx import TensorProto

from hls4mlir import ModelError
from hls4mlir.reference import evaluate

from .models import build, import_model, names, node

onnxruntime = pytest.importorskip("onnxruntime")
onnxruntime.set_default_logger_severity(4)


def integers(*shape, seed=0, reach=8):
    return np.random.default_rng(seed).integers(-reach, reach + 1, shape).astype(np.float32)


def expected(model, feeds):
    for info in model.graph.output:
        info.type.tensor_type.elem_type = TensorProto.FLOAT
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(None, feeds)


def agree(model, samples=2):
    """Imports the model and compares with onnxruntime, sample by sample, exactly."""
    module = import_model(model)
    shapes = {info.name: [dim.dim_value for dim in info.type.tensor_type.shape.dim] for info in model.graph.input}
    inputs = {key: integers(samples, *shape[1:], seed=seed) for seed, (key, shape) in enumerate(shapes.items())}
    computed = evaluate(module, inputs)
    for sample in range(samples):
        feeds = {key: array[sample : sample + 1] for key, array in inputs.items()}
        for info, want in zip(model.graph.output, expected(model, feeds), strict=True):
            got = computed[info.name][sample]
            assert (1, *got.shape) == want.shape or got.shape == want.shape
            np.testing.assert_allclose(got.reshape(want.shape), want, rtol=1e-6, atol=0)
    return module


def agree_unless(model, reason):
    """As agree(); the model may also be refused for this reason."""
    try:
        agree(model)
    except ModelError as error:
        message = str(error)
    else:
        return
    assert re.search(reason, message), message


@st.composite
def windows(draw, rank=None, pools=False):
    """Attributes of a convolution or pool, and spatial extents that its window fits."""
    rank = rank or draw(st.integers(1, 3))
    small = st.integers(1, 3)
    kernel = [draw(small) for _ in range(rank)]
    attributes = {"kernel_shape": kernel, "strides": [draw(small) for _ in range(rank)]}
    dilations = [draw(st.integers(1, 2)) for _ in range(rank)]
    mode = draw(st.sampled_from(["NOTSET", "NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID"]))
    if mode == "NOTSET":
        most = [k - 1 if pools else 3 for k in kernel]
        attributes["pads"] = [draw(st.integers(0, m)) for m in most * 2]
    else:
        attributes["auto_pad"] = mode
    # onnxruntime gives dilated windows with auto_pad other padding than the standard says.
    if mode in ("NOTSET", "VALID"):
        attributes["dilations"] = dilations
    else:
        dilations = [1] * rank
    spatial = [(k - 1) * d + draw(st.integers(1, 6)) for k, d in zip(kernel, dilations, strict=True)]
    return attributes, spatial


@given(windows(), st.data())
@settings(max_examples=60)
def test_conv(case, data):
    attributes, spatial = case
    groups = data.draw(st.integers(1, 3))
    depth, outputs = data.draw(st.integers(1, 3)), groups * data.draw(st.integers(1, 3))
    constants = {"w": integers(outputs, depth, *attributes["kernel_shape"], seed=7)}
    operands = "x w"
    if data.draw(st.booleans()):
        constants["b"] = integers(outputs, seed=8)
        operands = "x w b"
    if data.draw(st.booleans()):
        del attributes["kernel_shape"]
    agree(
        build(
            node("Conv", operands, group=groups, **attributes),
            inputs={"x": (1, groups * depth, *spatial)},
            constants=constants,
        )
    )


@given(windows(), st.data())
@settings(max_examples=60)
def test_conv_transpose(case, data):
    attributes, spatial = case
    rank, groups = len(spatial), data.draw(st.integers(1, 3))
    depth, outputs = data.draw(st.integers(1, 3)), data.draw(st.integers(1, 3))
    attributes.pop("auto_pad", None)
    strides = attributes["strides"]
    extra = [data.draw(st.integers(0, stride - 1)) for stride in strides]
    dilations = attributes.get("dilations", [1] * rank)
    extents = [(k - 1) * d + 1 for k, d in zip(attributes["kernel_shape"], dilations, strict=True)]
    full = [(n - 1) * s + e + x for n, s, e, x in zip(spatial, strides, extents, extra, strict=True)]
    if data.draw(st.booleans()):
        attributes.pop("pads", None)
        attributes["output_shape"] = [data.draw(st.integers(max(1, f - 3), f)) for f in full]
        attributes["auto_pad"] = data.draw(st.sampled_from(["NOTSET", "SAME_UPPER", "SAME_LOWER"]))
    else:
        pads = attributes.get("pads", [0] * (2 * rank))
        assume(all(f - a - b > 0 for f, a, b in zip(full, pads[:rank], pads[rank:], strict=True)))
    model = build(
        node("ConvTranspose", "x w", group=groups, output_padding=extra, **attributes),
        inputs={"x": (1, groups * depth, *spatial)},
        constants={"w": integers(groups * depth, outputs, *attributes["kernel_shape"], seed=7)},
    )
    agree_unless(model, "leaves nothing of the result")


@given(windows(pools=True), st.sampled_from(["MaxPool", "AveragePool"]), st.data())
@settings(max_examples=80)
def test_pool(case, kind, data):
    attributes, spatial = case
    if kind == "AveragePool":
        attributes["count_include_pad"] = data.draw(st.integers(0, 1))
        attributes.pop("dilations", None)
    if "pads" in attributes:
        attributes["ceil_mode"] = data.draw(st.integers(0, 1))
        # onnxruntime counts what rounding up adds, and the standard does not.
        assume(not (attributes["ceil_mode"] and attributes.get("count_include_pad")))
    agree_unless(
        build(node(kind, "x", **attributes), inputs={"x": (1, 2, *spatial)}), "in the padding|runtimes disagree"
    )


@pytest.mark.parametrize("kind", ["MaxPool", "AveragePool"])
@pytest.mark.parametrize("mode", ["SAME_UPPER", "SAME_LOWER"])
def test_pool_whose_strides_leave_out_the_last_element(kind, mode):
    agree(build(node(kind, "x", kernel_shape=[1, 2], strides=[2, 3], auto_pad=mode), inputs={"x": (1, 2, 4, 6)}))


@pytest.mark.parametrize("kind", ["GlobalMaxPool", "GlobalAveragePool"])
@pytest.mark.parametrize("shape", [(1, 3, 5), (1, 2, 4, 3), (1, 2, 2, 3, 2)])
def test_global_pool(kind, shape):
    agree(build(node(kind, "x"), inputs={"x": shape}))


@pytest.mark.parametrize("kind", ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin"])
@pytest.mark.parametrize("axes", [[1], [-1, 1], [1, 2, 3]])
@pytest.mark.parametrize("keep", [0, 1])
def test_reduction(kind, axes, keep):
    as_operand = kind == "ReduceSum"
    constants = {"a": np.array(axes, np.int64)} if as_operand else {}
    attributes = {"keepdims": keep} if as_operand else {"keepdims": keep, "axes": axes}
    model = build(
        node(kind, "x a" if as_operand else "x", **attributes), inputs={"x": (1, 3, 4, 2)}, constants=constants
    )
    agree(model)


@pytest.mark.parametrize("kind", ["Max", "Min", "Sum", "Mean"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_any_number_of_operands(kind, count):
    keys = ["x", "z", "v"][:count]
    agree(build(node(kind, " ".join(keys)), inputs=dict.fromkeys(keys, (1, 3, 4))))


def test_concat_and_split():
    model = build(
        node("Split", "x", "a b c", axis=2),
        node("Concat", "c a x", axis=-1),
        inputs={"x": (1, 2, 6)},
        opset=11,
    )
    assert names(agree(model)) == ["qnn.slice", "qnn.slice", "qnn.concat"]
    sizes = build(
        node("Split", "x s", "a y", axis=1),
        inputs={"x": (1, 5, 2)},
        outputs="a y",
        constants={"s": np.array([1, 4], np.int64)},
    )
    agree(sizes)


@given(st.data())
@settings(max_examples=40)
def test_slice(data):
    shape = (1, 5, 7)
    starts, ends, steps = [], [], []
    for extent in shape[1:]:
        step = data.draw(st.sampled_from([1, 2, 3, -1, -2]))
        start = data.draw(st.integers(0, extent - 1))
        if step > 0:
            end = data.draw(st.integers(start + 1, extent + 2))
        else:
            end = data.draw(st.sampled_from([*range(start), -(2**31)]))
        starts.append(start - extent if data.draw(st.booleans()) else start)
        ends.append(end - extent if end < extent and step > 0 and data.draw(st.booleans()) else end)
        steps.append(step)
    constants = {
        "s": np.array(starts, np.int64),
        "e": np.array(ends, np.int64),
        "a": np.array([1, 2], np.int64),
        "t": np.array(steps, np.int64),
    }
    agree(build(node("Slice", "x s e a t"), inputs={"x": shape}, constants=constants))


def test_slice_backwards_to_the_beginning():
    constants = {"s": np.array([-1]), "e": np.array([-(2**63)]), "a": np.array([1]), "t": np.array([-1])}
    agree(build(node("Slice", "x s e a t"), inputs={"x": (1, 5)}, constants=constants))


@pytest.mark.parametrize("mode", ["constant", "edge", "reflect"])
@pytest.mark.parametrize("pads", [[0, 1, 2, 0, 0, 1], [0, 0, 0, 0, 2, 0], [0, -1, 1, 0, 0, -2]])
def test_pad(mode, pads):
    constants = {"p": np.array(pads, np.int64), "v": np.float32(3)}
    agree(build(node("Pad", "x p v", mode=mode), inputs={"x": (1, 4, 5)}, constants=constants))


@pytest.mark.parametrize(
    ("coordinates", "nearest"),
    [("asymmetric", "floor"), ("half_pixel", "round_prefer_floor"), ("half_pixel", "round_prefer_ceil")],
)
@pytest.mark.parametrize("scales", [[1, 1, 2, 3], [1, 1, 1, 2]])
def test_resize(coordinates, nearest, scales):
    model = build(
        node("Resize", "x _ s", coordinate_transformation_mode=coordinates, nearest_mode=nearest, mode="nearest"),
        inputs={"x": (1, 2, 3, 2)},
        constants={"s": np.array(scales, np.float32)},
    )
    agree(model)


def test_upsample():
    constants = {"s": np.array([1, 1, 2, 2], np.float32)}
    agree(build(node("Upsample", "x s"), inputs={"x": (1, 2, 3, 2)}, constants=constants, opset=9))


@pytest.mark.parametrize("mode", ["DCR", "CRD"])
def test_depth_to_space(mode):
    agree(build(node("DepthToSpace", "x", blocksize=2, mode=mode), inputs={"x": (1, 12, 2, 3)}))


def test_space_to_depth():
    agree(build(node("SpaceToDepth", "x", blocksize=2), inputs={"x": (1, 3, 4, 6)}))


def test_channels_last_domain():
    """The operators of QONNX with the channels last compute what those of the standard domain do."""
    domain = "qonnx.custom_op.channels_last"
    kernel, norm = integers(4, 3, 3, 2, seed=3), [np.abs(integers(4, seed=s)) + 1 for s in range(4)]
    statistics = dict(zip("gbmv", norm, strict=True))
    first = build(
        node("Conv", "x w", "c", kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        node("MaxPool", "c", "p", kernel_shape=[2, 2], strides=[2, 2]),
        node("BatchNormalization", "p g b m v"),
        inputs={"x": (1, 2, 6, 6)},
        constants={"w": np.transpose(kernel, (0, 3, 1, 2)), **statistics},
    )
    last = build(
        node("Conv", "x w", "c", kernel_shape=[3, 3], pads=[1, 1, 1, 1], domain=domain),
        node("MaxPool", "c", "p", kernel_shape=[2, 2], strides=[2, 2], domain=domain),
        node("BatchNormalization", "p g b m v", domain=domain),
        inputs={"x": (1, 6, 6, 2)},
        constants={"w": kernel, **statistics},
        domains=((domain, 1),),
    )
    x = integers(3, 2, 6, 6)
    want = evaluate(import_model(first), {"x": x})["y"]
    got = evaluate(import_model(last), {"x": np.transpose(x, (0, 2, 3, 1))})["y"]
    np.testing.assert_array_equal(np.transpose(got, (0, 3, 1, 2)), want)
    assert "qnn.transpose" not in names(import_model(last))


def test_dynamic_batch():
    model = build(
        node("Conv", "x w", "c", pads=[1, 1, 1, 1]),
        node("GlobalAveragePool", "c", "g"),
        node("Flatten", "g"),
        inputs={"x": ("N", 2, 4, 4)},
        constants={"w": integers(3, 2, 3, 3, seed=1)},
    )
    x = integers(4, 2, 4, 4)
    computed = evaluate(import_model(model), {"x": x})["y"]
    np.testing.assert_array_equal(computed, expected(model, {"x": x})[0])


W = integers(4, 3, 3, 3)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (node("Conv", "x w", kernel_shape=[3, 2]), "'kernel_shape' is [3, 2], but the window of the kernel is [3, 3]"),
        (
            node("Conv", "x w", group=2),
            "attribute 'group' is 2, but must divide the 3 channels of the operand and the 4",
        ),
        (node("Conv", "x v"), "the operand has 3 channels, but the kernel is for 2: 2 in each of 1 group(s)"),
        (node("Conv", "x l"), "the kernel has shape [4, 3, 3], but an operand of rank 4 needs one of the same rank"),
        (node("Conv", "x w b"), "the bias has shape [3], but the result has 4 channels"),
        (node("Conv", "x w", strides=[1]), "attribute 'strides' is [1], but the operand has 2 spatial dimension(s)"),
        (node("Conv", "x w", strides=[1, 0]), "attribute 'strides' is [1, 0], but its entries must be 1 or more"),
        (node("Conv", "x w", pads=[0, 0]), "attribute 'pads' is [0, 0], but must have 4 entries that are not negative"),
        (node("Conv", "x w", auto_pad="SOME"), "attribute 'auto_pad' is 'SOME'; supported: NOTSET, SAME_UPPER"),
        (
            node("Conv", "x w", dilations=[2, 1]),
            "a window of 3 elements, 5 with dilation 2 does not fit spatial dimension 0 of the operand, which has 4, "
            "with padding 4",
        ),
        (
            node("ConvTranspose", "x w"),
            "the kernel [4, 3, 3, 3] of 1 group(s) is for 4 channels, but the operand has 3",
        ),
        (node("ConvTranspose", "x t", output_shape=[9, 9]), "is larger than the [6, 6] that the windows reach"),
        (node("ConvTranspose", "x t", pads=[3, 3, 3, 3]), "leaves nothing of the result [6, 6]"),
        (node("MaxPool", "x"), "attribute 'kernel_shape' of MaxPool is missing"),
        (
            node("MaxPool", "x", kernel_shape=[1, 1], strides=[4, 1], auto_pad="SAME_UPPER"),
            "'auto_pad' is 'SAME_UPPER', but strides [4, 1] leave out elements between windows [1, 1]",
        ),
        (node("MaxPool", "x", kernel_shape=[5, 1]), "a window of 5 elements does not fit spatial dimension 0"),
        (node("MaxPool", "x", kernel_shape=[2, 2], pads=[2, 0, 0, 0]), "in the padding of dimension 1 alone"),
        (
            node("AveragePool", "x", kernel_shape=[1, 1], pads=[1, 0, 0, 0]),
            "has a window that lies in the padding alone",
        ),
        (node("Concat", "x w", axis=0), "cannot join [1, 3, 4, 4] and [4, 3, 3, 3] along dimension 0"),
        (node("Concat", "x x", axis=4), "axis 4 is no dimension of a tensor of rank 4"),
        (node("Slice", "x z z"), "takes nothing of dimension 0 of [1, 3, 4, 4]: from 0 to 0 in steps of 1"),
        (node("Split", "x o", "y", axis=1), "cannot split dimension 1 of [1, 3, 4, 4] into 1 part(s) of sizes [1]"),
        (node("Pad", "x z"), "has 1 amounts, but needs 8 for 4 dimension(s)"),
        (node("Pad", "x p i"), "pads with -inf; only finite numbers are supported"),
        (
            node("Pad", "x p", mode="mirror"),
            "attribute 'mode' is 'mirror'; supported: constant, edge, reflect and wrap",
        ),
        (node("Resize", "x _ f", mode="nearest"), "enlarges [1, 3, 4, 4] by 1, 1, 1.5, 2; supported are integers"),
        (node("Resize", "x _ f", mode="linear"), "attribute 'mode' is 'linear'; supported: nearest"),
        (
            node("Resize", "x _ q", mode="nearest", coordinate_transformation_mode="align_corners"),
            "which does not repeat each element 5 times",
        ),
        (
            node("DepthToSpace", "x", blocksize=2),
            "attribute 'blocksize' is 2, but its square does not divide 3 channels",
        ),
        (
            node("SpaceToDepth", "x", blocksize=3),
            "attribute 'blocksize' is 3, which does not divide the extents 4 and 4",
        ),
        (node("ReduceSum", "x o o"), "ReduceSum has 3 operands, but takes 1 to 2"),
        (node("ReduceMax", "x", axes=[1, -3]), "axes [1, -3] are not distinct dimensions of a tensor of rank 4"),
    ],
)
def test_bad_models(bad, message):
    constants = {
        "w": W,
        "v": integers(4, 2, 3, 3),
        "l": integers(4, 3, 3),
        "t": integers(3, 4, 3, 3),
        "b": integers(3),
        "z": np.array([0], np.int64),
        "o": np.array([1], np.int64),
        "p": np.array([0, 0, 1, 0, 0, 0, 0, 0], np.int64),
        "i": np.float32(-np.inf),
        "f": np.array([1, 1, 1.5, 2], np.float32),
        "q": np.array([1, 1, 5, 5], np.float32),
    }
    with pytest.raises(ModelError, match=re.escape(message)) as caught:
        import_model(build(bad, inputs={"x": (1, 3, 4, 4)}, constants=constants))
    assert str(caught.value).startswith(bad.op_type)


def test_batch_is_never_mixed():
    for bad in (
        node("Concat", "x x", axis=0),
        node("Slice", "x s e", ""),
        node("Pad", "x p", mode="constant"),
        node("ReduceSum", "x z"),
    ):
        bad.output[:] = ["y"]
        constants = {
            "s": np.array([1]),
            "e": np.array([2]),
            "p": np.array([1, 0, 0, 0, 0, 0]),
            "z": np.array([0]),
        }
        model = build(bad, inputs={"x": (4, 3, 4)}, constants=constants)
        with pytest.raises(ModelError, match="batch"):
            import_model(model)
