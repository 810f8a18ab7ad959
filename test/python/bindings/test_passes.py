# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Pass managers; the GIL during runs."""

import threading
import time
from pathlib import Path

import pytest

from hls4mlir import ir
from hls4mlir.passmanager import PassManager

from .conftest import NETWORK

pytestmark = pytest.mark.usefixtures("context")


def make_chain(length: int) -> ir.Module:
    """A function of many operations that cse and canonicalize look at one by one."""
    module = ir.Module.parse(NETWORK)
    block = module.body.operations[1].regions[0].blocks[0]
    with ir.InsertionPoint.at_block_begin(block):
        value = block.arguments[0]
        for _ in range(length):
            value = ir.Operation.create("qnn.relu", operands=[value]).result
    return module


def test_pipelines_are_text():
    manager = PassManager.parse("builtin.module(func.func(cse), symbol-dce)")
    assert str(manager) == "builtin.module(func.func(cse),symbol-dce)"
    manager.add("canonicalize")
    assert str(manager).startswith("builtin.module(func.func(cse),symbol-dce,canonicalize")
    anchored = PassManager("func.func")
    anchored.add("cse")
    assert str(anchored) == "func.func(cse)"


def test_passes_do_what_they_say():
    module = make_chain(10)
    assert str(module).count("qnn.relu") == 10
    PassManager.parse("builtin.module(func.func(canonicalize))").run(module)
    assert str(module).count("qnn.relu") == 0


def test_a_manager_for_other_operations_refuses():
    with pytest.raises(ir.MLIRError, match=r"can't run 'func.func' pass manager on 'builtin.module' op"):
        PassManager.parse("func.func(cse)").run(ir.Module.create())


def test_a_manager_of_another_context_refuses():
    with ir.Context():
        manager = PassManager.parse("builtin.module(cse)")
    with pytest.raises(ValueError, match=r"belongs to another context"):
        manager.run(ir.Module.create())


def test_the_verifier_can_be_turned_off():
    module = ir.Module.parse(NETWORK)
    dense = module.body.operations[1].regions[0].blocks[0].operations[0]
    dense.attributes["weight"] = ir.FlatSymbolRefAttr.get("gone")
    unverified = PassManager.parse("builtin.module(symbol-dce)")
    unverified.enable_verifier(False)
    unverified.run(module)
    unverified.enable_verifier(True)
    with pytest.raises(ir.MLIRError, match=r"gone"):
        unverified.run(module)


def test_ir_printing(context: ir.Context, tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    manager = PassManager.parse("builtin.module(canonicalize)")
    with pytest.raises(ValueError, match=r"needs context.enable_multithreading\(False\)"):
        manager.enable_ir_printing(print_module_scope=True)
    manager.enable_ir_printing(tree_printing_dir_path=str(tmp_path))
    manager.run(make_chain(1))
    (printed,) = tmp_path.rglob("*.mlir")
    assert "qnn.dense" in printed.read_text()
    assert capfd.readouterr().err == ""
    context.enable_multithreading(False)
    manager = PassManager.parse("builtin.module(canonicalize)")
    manager.enable_ir_printing(print_before_all=True, print_module_scope=True, large_elements_limit=1)
    manager.run(make_chain(1))
    assert "IR Dump Before Canonicalizer" in capfd.readouterr().err


def test_statistics_and_timing(capfd: pytest.CaptureFixture[str]):
    manager = PassManager.parse("builtin.module(cse)")
    manager.enable_statistics()
    manager.enable_timing()
    manager.run(make_chain(1))
    del manager
    printed = capfd.readouterr().err
    assert "Pass statistics report" in printed
    assert "Execution time report" in printed


def test_other_threads_go_on_during_a_run():
    module = make_chain(20000)
    ticks: list[float] = []
    done = threading.Event()

    def tick() -> None:
        while not done.is_set():
            ticks.append(time.perf_counter())
            time.sleep(0)

    thread = threading.Thread(target=tick)
    thread.start()
    start = time.perf_counter()
    PassManager.parse("builtin.module(cse,canonicalize)").run(module)
    end = time.perf_counter()
    done.set()
    thread.join()
    inside = [t for t in ticks if start < t < end]
    gaps = [b - a for a, b in zip([start, *inside], [*inside, end], strict=True)]
    # With the GIL held during the run there would be one gap as long as the run.
    assert max(gaps) < (end - start) / 2


def test_contexts_work_in_parallel():
    texts: list[str] = []

    def compile_one() -> None:
        with ir.Context(), ir.Location.unknown():
            module = make_chain(500)
            PassManager.parse("builtin.module(cse,func.func(canonicalize))").run(module)
            texts.append(str(module))

    threads = [threading.Thread(target=compile_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts) == 4
    assert len(set(texts)) == 1


def test_threads_share_a_context(context: ir.Context):
    errors: list[str] = []

    def compile_one(index: int) -> None:
        with context, ir.Location.unknown():
            for _ in range(20):
                try:
                    ir.Module.parse(f'module @m{index} {{ "qnn.thread{index}"() : () -> () }}')
                except ir.MLIRError as error:
                    errors.extend(diagnostic.message for diagnostic in error.error_diagnostics)
                PassManager.parse("builtin.module(canonicalize)").run(ir.Module.parse(NETWORK))

    threads = [threading.Thread(target=compile_one, args=(i,)) for i in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # Each call saw its own diagnostics.
    assert len(errors) == 80
    assert all(sum(f"thread{i}'" in error for error in errors) == 20 for i in range(4))
