# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Contexts, locations, types, attributes, and the structure of the IR."""

# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false
from pathlib import Path

import pytest

from hls4mlir import ir
from hls4mlir.dialects import func, qnn

pytestmark = pytest.mark.usefixtures("context")


def test_current_context_and_location_follow_the_with_statements():
    inner = ir.Context()
    outer = ir.Context.current
    with inner:
        assert ir.Context.current == inner != outer
        with pytest.raises(ValueError, match=r"no current location"):
            _ = ir.Location.current
        with ir.Location.name("fc1") as location:
            assert ir.Location.current == location
    assert ir.Context.current == outer


def test_entering_a_location_keeps_the_insertion_point():
    module = ir.Module.create()
    with ir.InsertionPoint(module.body) as point, ir.Location.name("fc1"):
        assert ir.InsertionPoint.current.block == point.block
        ir.Operation.create("func.call", [], attributes={"callee": ir.FlatSymbolRefAttr.get("f")})
    assert [op.location.name_str for op in module.body] == ["fc1"]
    with pytest.raises(ValueError, match=r"no current insertion point"):
        _ = ir.InsertionPoint.current


def test_without_a_context_the_error_says_what_to_do():
    import threading

    messages: list[str] = []

    def make() -> None:
        try:
            ir.F32Type.get()
        except ValueError as error:
            messages.append(str(error))

    thread = threading.Thread(target=make)
    thread.start()
    thread.join()
    assert messages == ["there is no current context: pass `context=` or use `with Context():`"]


def test_locations():
    file = ir.Location.file("model.onnx", 3, 7)
    name = ir.Location.name("fc1", file)
    assert (file.filename, file.start_line, file.start_col) == ("model.onnx", 3, 7)
    assert (name.name_str, name.child_loc) == ("fc1", file)
    assert str(name) == 'loc("fc1"("model.onnx":3:7))'
    fused = ir.Location.fused([name, ir.Location.name("relu1")])
    assert [part.name_str for part in fused.locations] == ["fc1", "relu1"]
    call = ir.Location.callsite(name, [file, ir.Location.name("top")])
    assert call.is_a_callsite()
    assert call.callee == name
    assert str(call.caller) == 'loc(callsite("model.onnx":3:7 at "top"))'
    with pytest.raises(ValueError, match=r"not empty"):
        ir.Location.name("")
    with pytest.raises(ValueError, match=r"at least one caller"):
        ir.Location.callsite(name, [])


def test_types_come_as_their_own_class():
    kinds = {
        "i8": ir.IntegerType,
        "f16": ir.F16Type,
        "f32": ir.F32Type,
        "f64": ir.F64Type,
        "index": ir.IndexType,
        "none": ir.NoneType,
        "tensor<2x?xf32>": ir.RankedTensorType,
        "(i8) -> f32": ir.FunctionType,
        "!qnn.fixed<s8, 3>": qnn.FixedType,
        "vector<4xf32>": ir.Type,
    }
    for text, kind in kinds.items():
        parsed = ir.Type.parse(text)
        assert type(parsed) is kind
        assert str(parsed) == text
        assert parsed == ir.Type.parse(text)
        assert hash(parsed) == hash(ir.Type.parse(text))
    assert ir.Type.parse("i8") != ir.Type.parse("i16")
    assert ir.Type.parse("i8") != "i8"
    with pytest.raises(ValueError, match=r"cannot make FunctionType of i8"):
        ir.FunctionType(ir.Type.parse("i8"))


def test_tensor_types():
    dynamic = ir.RankedTensorType.get_dynamic_size()
    tensor = ir.RankedTensorType.get([2, dynamic], ir.F32Type.get())
    assert str(tensor) == "tensor<2x?xf32>"
    assert tensor.shape == (2, dynamic)
    assert (tensor.rank, tensor.num_elements, tensor.has_static_shape) == (2, None, False)
    assert tensor.is_dynamic_dim(-1)
    assert tensor.element_type == ir.F32Type.get()
    with pytest.raises(ir.MLIRError, match=r"invalid tensor element type"):
        ir.RankedTensorType.get([2], ir.FunctionType.get([], []))
    with pytest.raises(ValueError, match=r"not negative, but got -2"):
        ir.RankedTensorType.get([-2], ir.F32Type.get())


def test_integer_types_and_attributes():
    assert str(ir.IntegerType.get_unsigned(7)) == "ui7"
    assert ir.IntegerType.get_signed(7).is_signed
    with pytest.raises(ValueError, match=r"at most 16777215 bits"):
        ir.IntegerType.get_signless(1 << 24)
    wide = ir.IntegerAttr.get(ir.IntegerType.get_signless(100), -(1 << 99))
    assert wide.value == -(1 << 99)
    assert ir.IntegerAttr.get(ir.IntegerType.get_signless(8), 255).value == -1
    assert ir.IntegerAttr.get(ir.IntegerType.get_unsigned(8), 255).value == 255
    for type_, value in [
        (ir.IntegerType.get_signless(8), 256),
        (ir.IntegerType.get_signless(8), -129),
        (ir.IntegerType.get_signed(8), 128),
        (ir.IntegerType.get_unsigned(8), -1),
    ]:
        with pytest.raises(ValueError, match=f"{value} does not fit into 8 bits"):
            ir.IntegerAttr.get(type_, value)
    with pytest.raises(TypeError, match=r"integer type or index, not f32"):
        ir.IntegerAttr.get(ir.F32Type.get(), 1)


def test_attributes_come_as_their_own_class():
    kinds = {
        "true": ir.BoolAttr,
        "4 : i64": ir.IntegerAttr,
        "5.000000e-01 : f32": ir.FloatAttr,
        '"fc1"': ir.StringAttr,
        "@fc1": ir.FlatSymbolRefAttr,
        "@m::@fc1": ir.SymbolRefAttr,
        "unit": ir.UnitAttr,
        "i8": ir.TypeAttr,
        "[1, 2]": ir.ArrayAttr,
        "{a = 1 : i64}": ir.DictAttr,
        "array<i1: true, false>": ir.DenseBoolArrayAttr,
        "array<i32: 1, 2>": ir.DenseI32ArrayAttr,
        "array<i64: 1, 2>": ir.DenseI64ArrayAttr,
        "array<f64: 1.5>": ir.DenseF64ArrayAttr,
        "dense<1> : tensor<2xi8>": ir.DenseElementsAttr,
        "#qnn.clamp<low = dense<0.0> : tensor<f64>>": qnn.ClampAttr,
        "#qnn.leaky_relu<dense<0.5> : tensor<f64>>": qnn.LeakyReluAttr,
        "affine_map<(d0) -> (d0)>": ir.Attribute,
    }
    for text, kind in kinds.items():
        parsed = ir.Attribute.parse(text)
        assert type(parsed) is kind, text
        assert parsed == ir.Attribute.parse(text)
        assert hash(parsed) == hash(ir.Attribute.parse(text))
    assert ir.FloatAttr.get_f32(0.1).value != 0.1
    assert float(ir.FloatAttr.get_f64(0.1)) == 0.1
    assert ir.SymbolRefAttr.get(["m", "fc1"]).value == ["m", "fc1"]
    assert ir.FlatSymbolRefAttr.get("fc1").value == "fc1"
    assert ir.TypeAttr.get(ir.F32Type.get()).value == ir.F32Type.get()
    assert list(ir.DenseI64ArrayAttr.get([1, -2])) == [1, -2]
    assert list(ir.DenseBoolArrayAttr.get([True, False])) == [True, False]
    assert [attr.value for attr in ir.ArrayAttr.get([ir.StringAttr.get("a")])] == ["a"]
    dictionary = ir.DictAttr.get({"b": ir.UnitAttr.get(), "a": ir.StringAttr.get("x")})
    assert list(dictionary) == ["a", "b"]
    assert dictionary["a"].value == "x"
    assert "c" not in dictionary
    with pytest.raises(KeyError, match=r"c"):
        _ = dictionary["c"]


def test_fixed_type():
    fixed = qnn.FixedType.get(8, 3)
    assert str(fixed) == "!qnn.fixed<s8, 3>"
    assert (fixed.width, fixed.integer, fixed.signed, fixed.lsb) == (8, 3, True, -5)
    assert (fixed.min_code, fixed.max_code) == (-128, 127)
    assert (fixed.min, fixed.max, fixed.step) == (-4, 4 - fixed.step, fixed.step)
    assert fixed.step * 2**5 == 1
    assert qnn.FixedType.get(4, 6).max == 28
    wide = qnn.FixedType.get(200, 200, signed=False)
    assert wide.max == wide.max_code == 2**200 - 1
    for width, integer in [(0, 0), (5000, 1), (-1, 0), (1 << 40, 0), (8, 1 << 40)]:
        with pytest.raises(ir.MLIRError, match=f"width {width} with {integer} integer bits"):
            qnn.FixedType.get(width, integer)


def test_input_and_affine_attributes():
    import numpy as np

    fixed = qnn.FixedType.get(8, 3)
    attr = qnn.InputAttr.get(fixed, scale=2.0**-5, low=-128, high=127, rounding=qnn.RoundingMode.Floor)
    assert (attr.type, attr.scale, attr.zero_point) == (fixed, 2.0**-5, 0.0)
    assert (attr.low, attr.high, attr.rounding, attr.bipolar) == (-128, 127, "floor", False)
    with pytest.raises(ValueError, match=r"no rounding mode 'sideways'"):
        qnn.InputAttr.get(fixed, scale=1.0, low=0, high=1, rounding="sideways")
    affine = ir.Attribute.parse("#qnn.affine<dense<0.25> : tensor<f64>, dense<[[0.0, 1.0]]> : tensor<1x2xf64>>")
    assert isinstance(affine, qnn.AffineAttr)
    assert affine.scale.shape == ()
    assert affine.scale == 0.25
    np.testing.assert_array_equal(affine.offset, [[0.0, 1.0]])
    assert affine.offset.dtype == np.float64
    assert qnn.AffineAttr.get(ir.DenseElementsAttr.get(0.25), ir.DenseElementsAttr.get([[0.0, 1.0]])) == affine


def test_structure(network: ir.Module):
    weight, function = network.body
    assert isinstance(weight, qnn.WeightOp)
    assert isinstance(function, func.FuncOp)
    assert function.sym_name.value == "net"
    block = function.body.blocks[0]
    dense, requantize, ret = block.operations
    assert [op.name for op in block] == ["qnn.dense", "qnn.requantize", "func.return"]
    assert block.operations[-1] == ret
    assert [op.name for op in block.operations[::-2]] == ["func.return", "qnn.dense"]
    with pytest.raises(IndexError, match=r"index 3 is out of range for 3 elements"):
        _ = block.operations[3]
    argument = block.arguments[0]
    assert isinstance(argument, ir.BlockArgument)
    assert (argument.arg_number, argument.owner) == (0, block)
    result = dense.result
    assert isinstance(result, ir.OpResult)
    assert result.owner == dense
    assert [(use.owner, use.operand_number) for use in result.uses] == [(requantize, 0)]
    assert requantize.operands[0] == result
    assert {result, requantize.operands[0]} == {result}
    assert dense.parent == function
    assert block.owner == function
    assert block.region == function.body
    assert function.parent == network
    assert network.parent is None
    assert dense.operation.opview == dense
    assert isinstance(dense.operation.opview, qnn.DenseOp)
    assert result.get_name() == "%0"
    assert block.arguments.types == [argument.type]


def test_attributes_of_an_operation(network: ir.Module):
    weight = network.body.operations[0]
    assert list(weight.attributes) == ["element", "sym_name", "value"]
    assert weight.attributes["sym_name"].value == "kernel"
    assert weight.attributes[1].name == "sym_name"
    assert "missing" not in weight.attributes
    assert weight.attributes.get("missing") is None
    weight.attributes["note"] = ir.StringAttr.get("x")
    assert weight.attributes["note"].value == "x"
    del weight.attributes["note"]
    with pytest.raises(KeyError, match=r"'qnn.weight' has no attribute 'note'"):
        del weight.attributes["note"]
    with pytest.raises(TypeError, match=r"'qnn.weight' cannot have 1 : i64 as 'sym_name'"):
        weight.attributes["sym_name"] = ir.Attribute.parse("1 : i64")
    assert weight.attributes["sym_name"].value == "kernel"


def test_create(network: ir.Module):
    block = network.body.operations[1].regions[0].blocks[0]
    x = block.arguments[0]
    added = ir.Operation.create("qnn.add", operands=[x, x], ip=ir.InsertionPoint.at_block_begin(block))
    assert str(added.result.type) == "tensor<1x2x!qnn.fixed<s9, 4>>"
    assert block.operations[0] == added
    with pytest.raises(ValueError, match=r"there is no operation 'qnn.ad'"):
        ir.Operation.create("qnn.ad", operands=[x, x])
    with pytest.raises(ValueError, match=r"result types of 'qnn.requantize' cannot be inferred: pass `results=`"):
        ir.Operation.create("qnn.requantize", operands=[x])
    with pytest.raises(TypeError, match=r"attribute 'weight' of 'qnn.dense' is 'kernel', which is no Attribute"):
        ir.Operation.create("qnn.dense", [x.type], [x], {"weight": "kernel"})  # type: ignore[dict-item]
    with pytest.raises(TypeError, match=r"'qnn.dense' cannot have 1 : i64 as 'weight'"):
        ir.Operation.create("qnn.dense", [x.type], [x], {"weight": ir.Attribute.parse("1 : i64")})
    with pytest.raises(ValueError, match=r"'func.return' has 0 results, so it does not stand for a value"):
        ir.Operation.create("qnn.add", operands=[x, block.operations[-1]])
    with pytest.raises(ValueError, match=r"belongs to another context"), ir.Context(), ir.Location.unknown():
        ir.Operation.create("qnn.add", operands=[x, x])


@pytest.mark.parametrize("name", ["qnn.transpose", "qnn.matmul", "qnn.add", "arith.constant", "arith.select"])
def test_inference_without_the_parts_it_needs_raises(name: str):
    with pytest.raises(ir.MLIRError, match=f"cannot infer the result types of '{name}'"):
        ir.Operation.create(name)


def test_move_clone_detach(network: ir.Module):
    function = network.body.operations[1]
    copy = function.clone(ip=ir.InsertionPoint(network.body))
    copy.attributes["sym_name"] = ir.StringAttr.get("other")
    copy.move_before(function)
    names = [op.attributes["sym_name"].value for op in network.body]
    assert names == ["kernel", "other", "net"]
    detached = copy.detach_from_parent()
    assert detached.parent is None
    assert detached == copy
    network.body.append(detached)
    with pytest.raises(ValueError, match=r"in a block already"):
        network.body.append(detached)
    with pytest.raises(ValueError, match=r"cannot be moved into itself"):
        copy.move_before(copy.regions[0].blocks[0].operations[0])
    with pytest.raises(ValueError, match=r"cannot be inserted into itself"):
        ir.InsertionPoint.at_block_begin(copy.regions[0].blocks[0]).insert(copy.detach_from_parent())
    assert network.verify()


def test_insertion_points(network: ir.Module):
    block = network.body.operations[1].regions[0].blocks[0]
    first, second, ret = block.operations
    assert ir.InsertionPoint.at_block_begin(block).ref_operation == first
    assert ir.InsertionPoint.after(first).ref_operation == second
    assert ir.InsertionPoint.after(ret).ref_operation is None
    assert ir.InsertionPoint.at_block_terminator(block).ref_operation == ret
    with pytest.raises(ValueError, match=r"block has no terminator"):
        ir.InsertionPoint.at_block_terminator(network.body)
    with pytest.raises(ValueError, match=r"the block ends with 'func.return'"):
        ir.Operation.create("qnn.relu", operands=[block.arguments[0]], ip=ir.InsertionPoint(block))


def test_replace_all_uses(network: ir.Module):
    dense, requantize, ret = network.body.operations[1].regions[0].blocks[0]
    doubled = ir.Operation.create("qnn.add", operands=[dense, dense], ip=ir.InsertionPoint.after(dense))
    dense.result.replace_all_uses_except(doubled.result, doubled)
    assert requantize.operands[0] == doubled.result
    assert doubled.operands[0] == dense.result
    doubled.result.replace_all_uses_with(dense.result)
    assert requantize.operands[0] == dense.result
    ret.operands[0] = dense.result
    assert not requantize.result.uses


def test_walk(network: ir.Module):
    seen: list[str] = []
    network.walk(lambda op: seen.append(op.name))
    assert seen == ["qnn.weight", "qnn.dense", "qnn.requantize", "func.return", "func.func", "builtin.module"]

    def skip_functions(op: ir.Operation) -> ir.WalkResult:
        seen.append(op.name)
        return ir.WalkResult.SKIP if op.name == "func.func" else ir.WalkResult.ADVANCE

    seen.clear()
    network.walk(skip_functions, ir.WalkOrder.PRE_ORDER)
    assert seen == ["builtin.module", "qnn.weight", "func.func"]

    def stop(op: ir.Operation) -> ir.WalkResult:
        seen.append(op.name)
        return ir.WalkResult.INTERRUPT

    seen.clear()
    network.walk(stop)
    assert seen == ["qnn.weight"]
    with pytest.raises(ZeroDivisionError):
        network.walk(lambda op: 1 / 0)  # type: ignore[arg-type, return-value]


def test_symbol_table(network: ir.Module):
    table = ir.SymbolTable(network)
    kernel = table["kernel"]
    assert isinstance(kernel, qnn.WeightOp)
    assert "bias" not in table
    copy = kernel.clone(ip=False)
    assert table.insert(copy).value == "kernel_0"
    assert table["kernel_0"] == copy
    ir.SymbolTable.set_symbol_name(copy, "bias")
    ir.SymbolTable.replace_all_symbol_uses("kernel", "bias", network)
    assert table["net"].regions[0].blocks[0].operations[0].attributes["weight"].value == "bias"
    del table["kernel"]
    assert "kernel" not in table
    with pytest.raises(KeyError, match=r"kernel"):
        _ = table["kernel"]
    with pytest.raises(ValueError, match=r"'qnn.dense' is not a symbol table"):
        ir.SymbolTable(table["net"].regions[0].blocks[0].operations[0])
    with pytest.raises(ValueError, match=r"'qnn.dense' is not a symbol"):
        ir.SymbolTable.get_symbol_name(table["net"].regions[0].blocks[0].operations[0])
    assert network.verify()


def test_print_and_parse(network: ir.Module, tmp_path: Path):
    assert 'loc("fc1")' in network.get_asm(enable_debug_info=True)
    assert '"qnn.dense"' in network.get_asm(print_generic_op_form=True)
    assert str(ir.Module.parse(str(network))) == str(network)
    assert str(ir.Module.parse(network.get_bytecode())) == str(network)
    path = tmp_path / "network.mlir"
    path.write_text(str(network))
    assert str(ir.Module.parseFile(path)) == str(network)
    parsed = ir.Operation.parse("func.func private @f(i8)")
    assert isinstance(parsed, func.FuncOp)
    assert str(parsed).strip() == "func.func private @f(i8)"
