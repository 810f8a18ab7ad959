"""Whole graphs: names, locations, order, inputs and outputs."""

import numpy as np
import pytest

from hls4mlir import ModelError, ir

from .models import (
    argument_attributes,
    build,
    check,
    evaluate,
    floats,
    function,
    import_model,
    named,
    names,
    node,
    onnx,
    operations,
    result_types,
    tensors,
)


def result_names(module):
    return [
        ir.StringAttr(ir.DictAttr(attributes)["qnn.name"]).value
        for attributes in ir.ArrayAttr(function(module).attributes["res_attrs"])
    ]


def test_arguments_and_results_carry_names():
    module = check(
        build(node("Add", "x z", "a"), node("Relu", "a", "r"), inputs={"x": (1, 4), "z": (1, 4)}, outputs="r a")
    )
    assert [ir.StringAttr(argument_attributes(module, index)["qnn.name"]).value for index in (0, 1)] == ["x", "z"]
    assert result_names(module) == ["r", "a"]


@pytest.mark.parametrize(
    ("graph_name", "name", "expected"),
    [
        ("net", None, "net"),
        ("main graph/1", None, "main_graph_1"),
        ("2layer", None, "model_2layer"),
        ("", None, "model"),
        ("net", "digits", "digits"),
        ("net", "my-net", "my_net"),
    ],
)
def test_function_name(graph_name, name, expected):
    module = import_model(build(node("Relu", "x"), name=graph_name), name=name)
    assert ir.StringAttr(function(module).attributes["sym_name"]).value == expected


def test_a_file_gives_the_function_its_name_and_locations(tmp_path):
    path = tmp_path / "my-net.v2.onnx"
    onnx.save(build(node("Relu", "x", "r", name="act"), node("Neg", "r", name="minus")), path)
    module = import_model(path)
    assert ir.StringAttr(function(module).attributes["sym_name"]).value == "my_net_v2"
    location = named(module, "qnn.mul").location
    assert location.name_str == "minus"
    assert (location.child_loc.filename, location.child_loc.start_line) == (str(path), 1)


def test_nodes_without_a_name_are_called_after_operator_and_position():
    module = import_model(build(node("Relu", "x", "a"), node("Relu", "a", "b"), node("Relu", "b", name="Relu_1")))
    assert [operation.operation.location.name_str for operation in operations(module)] == ["Relu_0", "Relu_2", "Relu_1"]


def test_names_that_occur_twice_become_unique():
    nodes = [node("Relu", "x", "a", name="r"), node("Relu", "a", "b", name="r"), node("Relu", "b", name="r_0")]
    module = import_model(build(*nodes))
    assert [operation.operation.location.name_str for operation in operations(module)] == ["r", "r_1", "r_0"]


def test_an_output_may_be_an_input():
    module = check(build(node("Relu", "x", "r"), outputs="r x"))
    assert result_names(module) == ["r", "x"]
    assert names(import_model(build(outputs="x"))) == []


def test_an_output_may_be_an_initializer():
    module = check(build(node("Relu", "x"), outputs="y c", constants={"c": floats(1, 2)}))
    assert result_types(module) == ["tensor<1x4xf32>", "tensor<1x2xf32>"]


@pytest.mark.parametrize("dtype", [np.int64, np.bool_])
def test_an_output_that_is_no_float_is_rejected(dtype):
    with pytest.raises(
        ModelError, match=r"^model: constant 'c': has elements of type (int64|bool), but must hold floats"
    ):
        import_model(build(node("Relu", "x"), outputs="y c", constants={"c": np.ones(2, dtype)}))


def test_an_output_may_be_given_twice():
    module = import_model(build(node("Relu", "x"), outputs="y y"))
    assert result_names(module) == ["y", "y"]


def test_initializers_may_be_listed_as_inputs():
    model = build(node("MatMul", "x w"), inputs={"x": (1, 4), "w": (4, 3)}, constants={"w": floats(4, 3)}, ir_version=3)
    module = import_model(model)
    assert names(module) == ["arith.constant", "qnn.matmul"]
    assert len(function(module).regions[0].blocks[0].arguments) == 1


def test_unused_inputs_stay():
    module = import_model(build(node("Relu", "x"), inputs={"x": (1, 4), "z": (1, 2)}))
    assert len(function(module).regions[0].blocks[0].arguments) == 2


def test_dead_nodes_are_dropped_whatever_they_are():
    module = check(build(node("Relu", "x"), node("Neg", "x", "z")))
    assert names(module) == ["qnn.relu"]
    module = import_model(build(node("Relu", "x"), node("Frobnicate", "x missing", "z")))
    assert names(module) == ["qnn.relu"]


def test_dead_initializers_are_not_read():
    model = build(node("Relu", "x"), constants={"c": floats(2)})
    model.graph.initializer[0].raw_data = b"too short"
    assert names(import_model(model)) == ["qnn.relu"]


def test_use_before_definition():
    with pytest.raises(
        ModelError, match=r"^b: uses 'a' before a computes it; the nodes of a graph must be in an order"
    ):
        import_model(build(node("Relu", "a", name="b"), node("Relu", "x", "a", name="a")))


def test_cycles():
    with pytest.raises(ModelError, match=r"^a: uses 'y' before b computes it; .* without cycles"):
        import_model(build(node("Add", "x y", "a", name="a"), node("Relu", "a", name="b")))
    with pytest.raises(ModelError, match=r"^a: uses 'y' before a computes it"):
        import_model(build(node("Add", "x y", name="a")))


def test_undefined_tensors():
    with pytest.raises(ModelError, match=r"tensor 'z' is used, but no node, input or initializer defines it"):
        import_model(build(node("Add", "x z")))
    with pytest.raises(ModelError, match=r"tensor 'y' is used, but no node, input or initializer defines it"):
        import_model(build(node("Relu", "x", "z")))


def test_tensors_defined_twice():
    with pytest.raises(ModelError, match=r"tensor 'y' is defined 2 times"):
        import_model(build(node("Relu", "x"), node("Neg", "x")))
    with pytest.raises(ModelError, match=r"tensor 'c' is defined 2 times"):
        import_model(build(node("Relu", "x", "c"), node("Relu", "c"), constants={"c": floats(2)}))


def test_inputs_without_a_name():
    with pytest.raises(ModelError, match="model: an input has no name"):
        import_model(build(node("Relu", "x"), inputs={"x": (1, 4), "": (1, 4)}))


def test_results_without_a_name():
    model = build(node("Split", "c", "_ b", axis=0), node("Add", "x b"), constants={"c": floats(2, 4)}, opset=11)
    module = import_model(model)
    np.testing.assert_array_equal(evaluate(module, {"x": np.zeros((1, 4), np.float32)})["y"], floats(2, 4)[1:])
    with pytest.raises(ModelError, match=r"tensor 'y' is used, but no node"):
        import_model(build(node("Relu", "x", "_")))


def test_names_may_be_any_text(tmp_path):
    names_ = ['a "quoted\\ name"', "blank and\nnewline", "%percent/slash:colon", "\u00fcml\u00e4ut"]
    nodes = [node("Relu", "x", "r")]
    model = build(*nodes, constants={name: floats(9, 9) for name in names_}, inputs={"x": (1, 9)})
    previous = "r"
    for name in names_:
        model.graph.node.append(onnx.helper.make_node("MatMul", [previous, name], [f"m{name}"], name=f"n{name}"))
        previous = f"m{name}"
    model.graph.output[0].name = previous
    module = import_model(model)
    assert [op.operation.location.name_str for op in operations(module)][-1] == f"n{names_[-1]}"
    with module.context:
        again = ir.Module.parse(module.operation.get_asm(enable_debug_info=True))
    x = floats(2, 9)
    np.testing.assert_array_equal(evaluate(again, {"x": x})[previous], evaluate(module, {"x": x})[previous])


@pytest.mark.parametrize("name", ["x", "relu", "Relu"])
def test_names_that_are_not_utf8(tmp_path, name):
    data = build(node("Relu", "x", name="relu"), name="x").SerializeToString()
    path = tmp_path / "net.onnx"
    path.write_bytes(data.replace(name.encode(), b"\xff" * len(name)))
    with pytest.raises(ModelError, match=r"net.onnx: the name b'(\\xff)+' is not UTF-8"):
        import_model(path)


def test_inputs_given_twice():
    model = build(node("Relu", "x"))
    model.graph.input.append(model.graph.input[0])
    with pytest.raises(ModelError, match=r"tensor 'x' is defined 2 times"):
        import_model(model)


def test_control_flow_is_rejected():
    branch = onnx.helper.make_graph([node("Relu", "x", "b")], "then", [], [onnx.ValueInfoProto(name="b")])
    model = build(
        node("If", "c", name="choice", then_branch=branch, else_branch=branch), constants={"c": np.bool_(True)}
    )
    with pytest.raises(
        ModelError, match=r"^choice: attribute '(then|else)_branch' of If is a graph: control flow is not"
    ):
        import_model(model)


def test_functions_of_the_model_are_inlined():
    body = [node("Mul", "a a", "s"), node("Neg", "s", "b")]
    square = onnx.helper.make_function("custom", "MinusSquare", ["a"], ["b"], body, [onnx.helper.make_opsetid("", 13)])
    model = build(node("MinusSquare", "x", "m", domain="custom"), node("Relu", "m"), domains=[("custom", 1)])
    model.functions.append(square)
    module = import_model(model)
    assert names(module) == ["qnn.mul", "arith.constant", "qnn.mul", "qnn.relu"]
    assert "functions" not in str(module)
    assert len(model.functions) == 1  # the user's model is not changed


def test_input_types():
    model = build(node("Relu", "x"))
    model.graph.input[0].type.tensor_type.elem_type = onnx.TensorProto.DOUBLE
    with pytest.raises(ModelError, match=r"^model: input 'x' has elements of type DOUBLE; supported: FLOAT"):
        import_model(model)
    model = build(node("Relu", "x"))
    model.graph.input[0].type.tensor_type.ClearField("shape")
    with pytest.raises(ModelError, match=r"input 'x' is not a tensor of known rank"):
        import_model(model)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((0, 4), r"input 'x': shape \[0, 4\] has no elements; dimensions must be 1 or more"),
        ((1, 0), r"input 'x': shape \[1, 0\] has no elements"),
        ((1, 1 << 40), r"input 'x': shape \[1, 1099511627776\] has 1099511627776 elements; at most 268435456"),
        ((1, 1 << 62, 1 << 62), r"input 'x': .* elements; at most"),
    ],
)
def test_input_sizes(shape, message):
    with pytest.raises(ModelError, match=message):
        import_model(build(node("Relu", "x"), inputs={"x": shape}))


def test_results_that_broadcasting_makes_huge():
    model = build(node("Add", "x z", name="outer"), inputs={"x": (1, 1 << 20, 1), "z": (1, 1, 1 << 20)})
    with pytest.raises(ModelError, match=r"^outer: result: shape \[1, 1048576, 1048576\] has .* elements; at most"):
        import_model(model)


def test_no_outputs():
    model = build(node("Relu", "x"))
    del model.graph.output[:]
    with pytest.raises(ModelError, match="model: the graph has no outputs"):
        import_model(model)


def test_the_current_context_is_used():
    with ir.Context() as context:
        assert import_model(build(node("Relu", "x"))).context == context
    assert ir.Context.current is None
    import_model(build(node("Relu", "x")))
    assert ir.Context.current is None


def test_tensor_names_follow_what_is_left_out():
    module = import_model(
        build(
            node("Identity", "x", "i"),
            node("Neg", "i", "n"),
            node("Dropout", "n", "d"),
            node("Identity", "d"),
            outputs="y",
        )
    )
    assert tensors(named(module, "qnn.mul")) == ["n", "d", "y"]
    values = evaluate(module, {"x": floats(3, 4)})
    assert set(values) == {"x", "i", "n", "d", "y"}
    np.testing.assert_array_equal(values["d"], -floats(3, 4))


def test_the_text_of_the_module_parses_again():
    model = build(
        node("Identity", "x", "i"),
        node("MatMul", "i w", "m"),
        node("Quant", "m s z b", signed=0, narrow=1),
        constants={"w": floats(4, 3), "s": np.float32(0.1), "z": np.float32(2), "b": np.float32(4)},
    )
    module = import_model(model)
    with module.context:
        text = module.operation.get_asm(enable_debug_info=True)
        assert ir.Module.parse(text).operation.get_asm(enable_debug_info=True) == text


def test_layer_types():
    """Operations know the operator that they come from: users configure layers by it."""
    constants = {"w": np.ones((4, 4), np.float32), "b": np.ones(4, np.float32)}
    module = import_model(
        build(node("Gemm", "x w b", "g", name="fc"), node("Relu", "g", name="act"), constants=constants)
    )
    types = {
        (operation.operation.name, ir.StringAttr(operation.operation.attributes["qnn.layer_type"]).value)
        for operation in operations(module)
        if operation.operation.name != "arith.constant"
    }
    assert types == {("qnn.matmul", "Gemm"), ("qnn.add", "Gemm"), ("qnn.relu", "Relu")}
