# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Diagnostics become exceptions, warnings and calls of handlers; nothing is printed."""

import warnings
from pathlib import Path

import pytest

import hls4mlir
from hls4mlir import ir
from hls4mlir.passmanager import PassManager

pytestmark = pytest.mark.usefixtures("context")


FLOAT = """
func.func @f(%x: tensor<1x2xf32>) -> tensor<1x2xf32> {
  %y = qnn.softmax %x axis 1 : tensor<1x2xf32> loc("fc1")
  return %y : tensor<1x2xf32>
}
"""


def test_parse_error_carries_place_and_message(capfd: pytest.CaptureFixture[str]):
    with pytest.raises(ir.MLIRError) as caught:
        ir.Module.parse("func.func @f() {\n  %0 = qnn.nothing\n}")
    error = caught.value
    assert isinstance(error, hls4mlir.Error)
    assert error.message == "cannot parse the module"
    (diagnostic,) = error.error_diagnostics
    assert diagnostic.severity == ir.DiagnosticSeverity.ERROR
    assert (diagnostic.location.start_line, diagnostic.location.start_col) == (2, 8)
    assert diagnostic.message == "custom op 'qnn.nothing' is unknown"
    assert "-:2:8: error: " in str(error)
    assert error.diagnostics[0].location == "-:2:8"
    assert capfd.readouterr().err == ""


def test_notes_are_kept():
    with pytest.raises(ir.MLIRError) as caught:
        ir.Module.parse("func.func private @f()\nfunc.func private @f()")
    (diagnostic,) = caught.value.error_diagnostics
    assert "redefinition of symbol named 'f'" in diagnostic.message
    (note,) = diagnostic.notes
    assert note.severity == ir.DiagnosticSeverity.NOTE
    assert note.location.start_line == 1
    assert caught.value.diagnostics[0].notes[0].severity == "note"


def test_verifier_errors_name_the_layer():
    module = ir.Module.parse("func.func @f(%x: tensor<1x2xf32>) -> tensor<1x2xf32> { return %x : tensor<1x2xf32> }")
    block = module.body.operations[0].regions[0].blocks[0]
    with ir.Location.fused([ir.Location.unknown(), ir.Location.name("fc1", ir.Location.file("a.onnx", 1, 1))]):
        ir.Operation.create(
            "qnn.add", [ir.F32Type.get()], [block.arguments[0]] * 2, ip=ir.InsertionPoint.at_block_begin(block)
        )
    with pytest.raises(ir.MLIRError, match=r"fc1: error: 'qnn.add' op") as caught:
        module.verify()
    assert caught.value.diagnostics[0].location == "fc1"


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (ir.Type.parse, "tensor<2x"),
        (ir.Type.parse, "!qnn.fixed<s0, 3>"),
        (ir.Type.parse, "i8 i8"),
        (ir.Type.parse, ""),
        (ir.Attribute.parse, "dense<[1, [2]]> : tensor<2xi8>"),
        (ir.Attribute.parse, "#qnn.nothing"),
        (ir.Operation.parse, "func.func @f("),
        (ir.Operation.parse, ""),
        (ir.Operation.parse, "func.func private @f()\nfunc.func private @g()"),
        (ir.Module.parse, b"ML\xefR\x00\x01"),
        (ir.Module.parseFile, Path("/nowhere/model.mlir")),
        (PassManager.parse, "builtin.module(no-such-pass)"),
        (PassManager.parse, "builtin.module(canonicalize"),
        (PassManager.parse, "canonicalize{max-iterations=x}"),
        (PassManager.parse, ""),
    ],
)
def test_everything_that_cannot_be_parsed_raises(parse, text, capfd: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    with pytest.raises(ir.MLIRError, match=r"cannot parse the "):
        parse(text)
    assert capfd.readouterr().err == ""


def test_invalid_ir_is_refused_before_passes_run(network: ir.Module):
    network.body.operations[1].regions[0].blocks[0].operations[0].attributes["weight"] = ir.FlatSymbolRefAttr.get(
        "gone"
    )
    with pytest.raises(ir.MLIRError) as caught:
        PassManager.parse("builtin.module(qnn-verify-integer-form)").run(network)
    assert caught.value.message == "'builtin.module' is not valid"
    assert caught.value.diagnostics[0].location == "fc1"


def test_failed_pass_raises_with_the_layer():
    module = ir.Module.parse(FLOAT)
    with pytest.raises(ir.MLIRError) as caught:
        PassManager.parse("builtin.module(qnn-verify-integer-form)").run(module)
    assert caught.value.message == "a pass failed on 'builtin.module'"
    assert "fc1" in {diagnostic.location for diagnostic in caught.value.diagnostics}


def test_inference_errors_are_raised():
    module = ir.Module.parse("func.func private @f() { %x = arith.constant dense<0.0> : tensor<1x2xf32> func.return }")
    x = module.body.operations[0].regions[0].blocks[0].operations[0]
    with pytest.raises(ir.MLIRError, match=r"cannot infer the result types of 'qnn.matmul'") as caught:
        ir.Operation.create("qnn.matmul", operands=[x, x], loc=ir.Location.name("fc1"))
    assert caught.value.diagnostics[0].location == "fc1"


def test_handlers_see_diagnostics_before_they_are_raised(context: ir.Context):
    seen: list[str] = []

    def first(diagnostic: ir.DiagnosticInfo) -> bool:
        seen.append("first: " + diagnostic.message)
        return True

    def second(diagnostic: ir.DiagnosticInfo) -> bool:
        seen.append("second: " + diagnostic.message)
        return False

    with context.attach_diagnostic_handler(first) as handler:
        context.attach_diagnostic_handler(second)
        with pytest.raises(ir.MLIRError) as caught:
            ir.Type.parse("nothing")
        assert handler.attached
    assert not handler.attached
    assert [entry.split(":")[0] for entry in seen] == ["second", "first"]
    # The first handler said that it has dealt with it.
    assert caught.value.error_diagnostics == []
    with pytest.raises(ir.MLIRError) as caught:
        ir.Type.parse("nothing")
    assert len(caught.value.error_diagnostics) == 1
    assert len(seen) == 3


def test_an_exception_of_a_handler_is_raised(context: ir.Context):
    with context.attach_diagnostic_handler(lambda diagnostic: 1 / 0), pytest.raises(ZeroDivisionError):  # type: ignore[arg-type, return-value]
        ir.Type.parse("nothing")


def test_a_handler_may_use_the_compiler(context: ir.Context):
    parsed: list[ir.Type] = []

    def handler(diagnostic: ir.DiagnosticInfo) -> bool:
        parsed.append(ir.Type.parse("i8", context=context))
        return False

    with context.attach_diagnostic_handler(handler), pytest.raises(ir.MLIRError):
        ir.Type.parse("nothing")
    assert parsed == [ir.Type.parse("i8")]


def test_warnings_of_passes_are_warnings_of_python(network: ir.Module, context: ir.Context):
    dense = network.body.operations[1].regions[0].blocks[0].operations[0]
    dense.attributes["qnn.reuse_factor"] = ir.Attribute.parse("3 : i64")
    fold = PassManager.parse("builtin.module(convert-qnn-to-stream,stream.graph(stream-fold))")
    copy = network.clone(ip=False)
    with pytest.warns(ir.MLIRWarning, match=r"fc1.*asks for a reuse factor of 3") as caught:
        fold.run(network)
    assert len(caught) == 1
    seen: list[ir.DiagnosticInfo] = []

    def handle(diagnostic: ir.DiagnosticInfo) -> bool:
        seen.append(diagnostic)
        return True

    # A handler keeps it from Python's warnings, which are errors here.
    with context.attach_diagnostic_handler(handle):
        fold.run(copy)
    (diagnostic,) = seen
    assert diagnostic.severity == ir.DiagnosticSeverity.WARNING
    assert diagnostic.location.name_str == "fc1"


def test_no_warning_is_given_where_nothing_is_reported(network: ir.Module):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        PassManager.parse("builtin.module(canonicalize)").run(network)
