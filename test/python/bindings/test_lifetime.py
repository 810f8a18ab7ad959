# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Objects of Python keep alive what they may use, and raise where it is gone; they never dangle."""

# pyright: reportAttributeAccessIssue=false, reportOptionalMemberAccess=false
import gc
import threading
from collections.abc import Callable
from typing import Any

import pytest

from hls4mlir import ir
from hls4mlir.passmanager import PassManager

from .conftest import NETWORK

Use = Callable[[], object]


def uses_of_operation(op: ir.Operation | ir.OpView | ir.Module) -> list[Use]:
    """Everything that can be asked of an operation, without changing it."""
    return [
        lambda: op.name,
        lambda: op.operands[0],
        lambda: len(op.operands),
        lambda: list(op.results),
        lambda: op.regions[0],
        lambda: len(op.attributes),
        lambda: op.attributes["x"],
        lambda: "x" in op.attributes,
        lambda: list(op.attributes),
        lambda: op.location,
        lambda: op.parent,
        lambda: op.block,
        lambda: op.opview,
        lambda: op.result,
        op.clone,
        op.erase,
        op.verify,
        lambda: op.walk(lambda nested: None),
        op.get_asm,
        op.get_bytecode,
        op.detach_from_parent,
        lambda: ir.InsertionPoint(op),
        lambda: ir.InsertionPoint.after(op),
        lambda: ir.SymbolTable(op),
        lambda: PassManager.parse("any(canonicalize)", op.context).run(op),
        lambda: str(op),
    ]


def uses_of_value(value: ir.Value) -> list[Use]:
    return [
        lambda: value.type,
        lambda: value.owner,
        lambda: value.uses,
        lambda: value.location,
        value.get_name,
        lambda: value.replace_all_uses_with(value),
        lambda: value.set_type(ir.F32Type.get()),
        lambda: str(value),
        lambda: ir.Operation.create("qnn.relu", operands=[value]),
    ]


def uses_of_block(block: ir.Block) -> list[Use]:
    return [
        lambda: list(block.operations),
        lambda: len(block.operations),
        lambda: list(block),
        lambda: list(block.arguments),
        lambda: block.owner,
        lambda: block.region,
        lambda: block.add_argument(ir.F32Type.get()),
        lambda: ir.InsertionPoint(block),
        lambda: ir.InsertionPoint.at_block_begin(block),
        lambda: str(block),
    ]


def uses_of_region(region: ir.Region) -> list[Use]:
    return [lambda: list(region.blocks), lambda: len(region), lambda: region.owner, region.blocks.append]


def assert_invalid(uses: list[Use], reason: str) -> None:
    for use in uses:
        with pytest.raises(RuntimeError, match=f"was invalidated: {reason}"):
            use()


ERASED = "it was erased"
REPLACED = "a pass run may have replaced"


@pytest.fixture
def parts(network: ir.Module) -> dict[str, Any]:
    """Objects of every kind that refer into the function `net`."""
    function = network.body.operations[1]
    block = function.regions[0].blocks[0]
    dense = block.operations[0]
    return {
        "function": function,
        "region": function.regions[0],
        "block": block,
        "argument": block.arguments[0],
        "dense": dense,
        "operation": dense.operation,
        "result": dense.result,
        "operands": dense.operands,
        "results": dense.results,
        "attributes": dense.attributes,
        "operations": block.operations,
        "blocks": function.regions[0].blocks,
        "regions": function.regions,
        "iterator": iter(block),
        "point": ir.InsertionPoint(block),
        "before": ir.InsertionPoint(dense),
    }


def assert_all_invalid(parts: dict[str, Any], reason: str) -> None:
    for name in ("function", "dense", "operation"):
        assert_invalid(uses_of_operation(parts[name]), reason)
    for name in ("argument", "result"):
        assert_invalid(uses_of_value(parts[name]), reason)
    assert_invalid(uses_of_block(parts["block"]), reason)
    assert_invalid(uses_of_region(parts["region"]), reason)
    sequences = ("operands", "results", "operations", "blocks", "regions")
    assert_invalid([lambda name=name: len(parts[name]) for name in sequences], reason)
    assert_invalid([lambda name=name: parts[name][0] for name in sequences], reason)
    assert_invalid([lambda name=name: list(parts[name]) for name in sequences], reason)
    assert_invalid([lambda: parts["attributes"]["weight"], parts["attributes"].items], reason)
    assert_invalid([lambda: next(parts["iterator"]).name], reason)
    new = ir.Module.create().operation
    assert_invalid([lambda: parts["point"].insert(new), lambda: parts["before"].insert(new)], reason)


def test_erase_invalidates_what_is_inside(network: ir.Module, parts: dict[str, Any]):
    parts["function"].erase()
    gc.collect()
    assert_all_invalid(parts, ERASED)
    assert [op.name for op in network.body] == ["qnn.weight"]
    assert network.verify()


def test_erase_leaves_other_objects_valid(network: ir.Module, parts: dict[str, Any]):
    weight = network.body.operations[0]
    function = parts["function"]
    copy = function.clone(ip=ir.InsertionPoint(network.body))
    function.erase()
    assert weight.name == "qnn.weight"
    assert copy.regions[0].blocks[0].operations[0].name == "qnn.dense"
    assert network.verify()


def test_pass_run_invalidates_what_is_inside(network: ir.Module, parts: dict[str, Any]):
    manager = PassManager.parse("builtin.module(symbol-dce,canonicalize)")
    operation, body = network.operation, network.body
    manager.run(network)
    gc.collect()
    assert_all_invalid(parts, REPLACED)
    assert_invalid(uses_of_block(body), REPLACED)
    # The module itself stays, whichever object names it.
    assert operation == network
    assert operation.verify()
    assert "qnn.dense" in str(network)
    manager.run(operation)
    assert network.body.operations[0].name == "qnn.weight"


def test_failed_pass_run_invalidates_too(network: ir.Module, parts: dict[str, Any]):
    parts["attributes"]["weight"] = ir.FlatSymbolRefAttr.get("gone")
    with pytest.raises(ir.MLIRError):
        PassManager.parse("builtin.module(qnn-verify-integer-form)").run(network)
    assert_all_invalid(parts, REPLACED)


def test_pass_run_on_a_function_keeps_that_function(network: ir.Module, parts: dict[str, Any]):
    function = parts["function"]
    PassManager.parse("func.func(canonicalize)").run(function)
    assert function.sym_name.value == "net"
    assert_invalid(uses_of_operation(parts["dense"]), REPLACED)


def test_erased_memory_is_not_mistaken_for_new_operations(network: ir.Module):
    block = network.body.operations[1].regions[0].blocks[0]
    x = block.arguments[0]
    stale = []
    for _ in range(100):
        op = ir.Operation.create("qnn.relu", operands=[x], ip=ir.InsertionPoint.at_block_begin(block))
        op.erase()
        stale.append(op)
    PassManager.parse("builtin.module(canonicalize)").run(network)
    # The memory of the erased operations is free now and is used again.
    block = network.body.operations[1].regions[0].blocks[0]
    x = block.arguments[0]
    fresh = [ir.Operation.create("qnn.relu", operands=[x], ip=False) for _ in range(100)]
    for op in stale:
        assert_invalid([lambda op=op: op.name], REPLACED)
    assert {op.name for op in fresh} == {"qnn.relu"}


def test_parts_keep_the_whole_alive():
    def get_parts() -> tuple[Any, ...]:
        with ir.Context(), ir.Location.unknown():
            module = ir.Module.parse(NETWORK)
        dense = module.body.operations[1].regions[0].blocks[0].operations[0]
        return dense, dense.result, dense.block, dense.attributes, dense.result.type, dense.location

    dense, result, block, attributes, type_, location = get_parts()
    gc.collect()
    assert dense.name == "qnn.dense"
    assert result.uses[0].owner.name == "qnn.requantize"
    assert len(block.operations) == 3
    assert attributes["weight"].value == "kernel"
    assert str(type_) == "tensor<1x2x!qnn.fixed<s16, 6>>"
    assert location.name_str == "fc1"
    assert dense.parent.parent.verify()


def test_a_detached_operation_keeps_the_values_it_uses():
    def make() -> ir.Operation:
        with ir.Context(), ir.Location.unknown():
            module = ir.Module.parse(NETWORK)
            x = module.body.operations[1].regions[0].blocks[0].arguments[0]
            return ir.Operation.create("qnn.relu", operands=[x])

    op = make()
    gc.collect()
    assert op.operands[0].owner.owner.name == "func.func"
    del op
    gc.collect()


def test_an_operation_cannot_be_erased_while_a_value_of_it_is_used(network: ir.Module, parts: dict[str, Any]):
    with pytest.raises(ValueError, match=r"cannot erase 'qnn.dense': 'qnn.requantize' uses a value of it"):
        parts["dense"].erase()
    detached = ir.Operation.create("qnn.relu", operands=[parts["argument"]])
    with pytest.raises(ValueError, match=r"cannot erase 'func.func': 'qnn.relu' uses a value of it"):
        parts["function"].erase()
    detached.erase()
    parts["function"].erase()
    assert network.verify()


@pytest.mark.parametrize("keep", ["source", "target", "moved"])
def test_moving_between_modules(context: ir.Context, keep: str):
    source, target = ir.Module.parse(NETWORK), ir.Module.create()
    moved = source.body.operations[1]
    dense = moved.regions[0].blocks[0].operations[0]
    target.body.append(moved.detach_from_parent())
    kept = {"source": source, "target": target, "moved": moved}[keep]
    del source, target, moved
    gc.collect()
    assert kept.context == context
    assert dense.parent.name == "func.func"
    assert dense.parent.parent.name == "builtin.module"
    del kept
    gc.collect()
    assert dense.attributes["weight"].value == "kernel"


def test_a_pass_run_on_one_module_invalidates_what_was_moved_there(network: ir.Module, parts: dict[str, Any]):
    other = ir.Module.create()
    network.body.operations[0].clone(ip=ir.InsertionPoint(other.body))
    parts["function"].detach_from_parent()
    other.body.append(parts["function"])
    PassManager.parse("builtin.module(canonicalize)").run(other)
    assert_invalid(uses_of_operation(parts["dense"]), REPLACED)
    assert network.verify()
    assert other.verify()


def test_nested_modules(context: ir.Context):
    outer, inner = ir.Module.create(), ir.Module.parse(NETWORK)
    dense = inner.body.operations[1].regions[0].blocks[0].operations[0]
    outer.body.append(inner.operation)
    assert inner.parent == outer
    del outer
    gc.collect()
    assert dense.name == "qnn.dense"
    assert inner.parent is not None
    PassManager.parse("builtin.module(builtin.module(canonicalize))").run(inner.parent)
    # A pass might have replaced the nested module.
    assert_invalid(uses_of_operation(inner), REPLACED)
    assert_invalid(uses_of_operation(dense), REPLACED)


def test_erase_in_a_loop_and_in_a_walk(context: ir.Context):
    module = ir.Module.create()
    kernel = ir.Module.parse(NETWORK).body.operations[0]
    for i in range(10):
        kernel.clone(ip=ir.InsertionPoint(module.body)).attributes["sym_name"] = ir.StringAttr.get(f"k{i}")
    for i, op in enumerate(module.body):
        if i % 2:
            op.erase()
    assert [op.attributes["sym_name"].value for op in module.body] == ["k0", "k2", "k4", "k6", "k8"]
    visited = []

    def erase_the_others(op: ir.Operation) -> ir.WalkResult:
        if op.name == "qnn.weight":
            visited.append(op)
            for other in module.body:
                if other != op:
                    other.erase()
        return ir.WalkResult.ADVANCE

    module.walk(erase_the_others)
    assert len(visited) == 1
    assert [op.attributes["sym_name"].value for op in module.body] == ["k0"]


def test_a_slice_of_operands_that_are_gone_raises(network: ir.Module, parts: dict[str, Any]):
    block = parts["block"]
    tail = block.operations[1:]
    assert [op.name for op in tail] == ["qnn.requantize", "func.return"]
    ret = block.operations[2]
    ret.erase()
    with pytest.raises(IndexError, match=r"fewer elements now"):
        list(tail)


def test_comparison_and_hash_work_on_stale_objects(network: ir.Module, parts: dict[str, Any]):
    dense, result, block = parts["dense"], parts["result"], parts["block"]
    known = {dense, result, block}
    parts["function"].erase()
    assert {dense, result, block} == known
    assert dense == parts["operation"]
    assert dense != network


def test_the_end_of_a_context_is_no_matter_of_order():
    for first in range(4):
        context = ir.Context()
        with context, ir.Location.unknown():
            module = ir.Module.parse(NETWORK)
            objects = [context, module, module.body.operations[1], ir.Type.parse("i8")]
        del context, module
        objects.pop(first)
        gc.collect()
        for item in objects:
            str(item)


def test_other_threads_cannot_use_the_ir_of_a_running_pass(network: ir.Module):
    """A handler of the pass manager's thread runs after the pass, so the run is observed from another thread."""
    block = network.body.operations[1].regions[0].blocks[0]
    # Enough work for the other thread to look at.
    with ir.InsertionPoint.at_block_begin(block):
        value = block.arguments[0]
        for _ in range(20000):
            value = ir.Operation.create("qnn.relu", operands=[value]).result
    messages: set[str] = set()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            try:
                _ = network.name
            except RuntimeError as error:  # noqa: PERF203
                messages.add(str(error))

    thread = threading.Thread(target=look)
    thread.start()
    PassManager.parse("builtin.module(cse,canonicalize)").run(network)
    done.set()
    thread.join()
    assert messages == {"operation is in use by a pass run of another thread"}
    assert network.verify()
