# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The dataflow level, run by definition and as machine code: what it computes, and what it refuses."""

import re
from collections.abc import Callable

import numpy as np
import pytest
from hls4mlir._hls4mlir import DesignRunner, interpret_design

from hls4mlir import ir

FIFO = "!dataflow.fifo<!qnn.fixed<u4, 4>>"
WIDE = "!dataflow.fifo<!qnn.fixed<u65, 65>>"
ARRAY = "!dataflow.array<4x!qnn.fixed<u4, 4>>"


def process(name: str, ports: str, body: str) -> str:
    return f"dataflow.process @{name}({ports}) {{\n{body}\n}}\n"


def design(body: str, ports: str = "", element: str = FIFO) -> str:
    """A design with an input and an output of four numbers."""
    shape = "{dataflow.shape = array<i64: 1, 4>}"
    ports = ports or f"in %x: {element} {shape}, out %y: {element} {shape}"
    return f"dataflow.design @top({ports}) {{\n{body}\n}}\n"


Run = Callable[[str, list[list[int]]], list[list[int]]]


def interpreted(text: str, x: list[list[int]]) -> list[list[int]]:
    with ir.Context():
        (y,) = interpret_design(ir.Module.parse(text), [np.array(x, np.int64).reshape(len(x), 4)])
    return y.tolist()


def compiled(text: str, x: list[list[int]]) -> list[list[int]]:
    with ir.Context():
        (y,) = DesignRunner(ir.Module.parse(text)).run([np.array(x, np.int64).reshape(len(x), 4)])
    return y.tolist()


@pytest.fixture(params=[interpreted, compiled])
def run(request: pytest.FixtureRequest) -> Run:
    """Gives the outputs of a design for inputs of four numbers."""
    return request.param


def loop(body: str, count: int = 4) -> str:
    return f"dataflow.for %i = 0 to {count} {{\n{body}\n}}"


READ = f"%v = dataflow.read %x : {FIFO}\n"
COPY = process("copy", f"in %x: {FIFO}, out %y: {FIFO}", loop(READ + f"dataflow.write %y, %v : {FIFO}"))
# Takes the later half of the numbers in front of the earlier one.
SWAP = process(
    "swap",
    f"in %a: {FIFO}, in %b: {FIFO}, out %y: {FIFO}",
    loop(f"%v = dataflow.read %b : {FIFO}\ndataflow.write %y, %v : {FIFO}", 2)
    + loop(f"%v = dataflow.read %a : {FIFO}\ndataflow.write %y, %v : {FIFO}", 2),
)
SPLIT = process(
    "split",
    f"in %x: {FIFO}, out %a: {FIFO}, out %b: {FIFO}",
    loop(READ + f"dataflow.write %a, %v : {FIFO}", 2) + loop(READ + f"dataflow.write %b, %v : {FIFO}", 2),
)


def swapping(depth: int) -> str:
    return (
        SPLIT
        + SWAP
        + design(
            f"%a = dataflow.fifo depth {depth} : {FIFO}\n%b = dataflow.fifo depth 1 : {FIFO}\n"
            f"dataflow.instance @split(%x, %a, %b) : {FIFO}, {FIFO}, {FIFO}\n"
            f"dataflow.instance @swap(%a, %b, %y) : {FIFO}, {FIFO}, {FIFO}"
        )
    )


def chain(*processes: str) -> str:
    """Processes of one input and one output, one behind the other."""
    names = [text.split("@")[1].split("(")[0] for text in processes]
    fifos = [f"%f{index} = dataflow.fifo depth 1 : {FIFO}" for index in range(len(names) - 1)]
    ends = ["%x", *(f"%f{index}" for index in range(len(names) - 1)), "%y"]
    steps = [
        f"dataflow.instance @{name}({ends[index]}, {ends[index + 1]}) : {FIFO}, {FIFO}"
        for index, name in enumerate(names)
    ]
    return "".join(dict.fromkeys(processes)) + design("\n".join(fifos + steps))


def test_samples_pass_one_by_one_through_short_fifos(run: Run):
    x = [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]
    assert run(chain(COPY, COPY, COPY), x) == x
    assert run(chain(COPY), []) == []


def test_codes_are_taken_modulo_their_width(run: Run):
    assert run(chain(COPY), [[16, 17, -1, 3]]) == [[0, 1, 15, 3]]


def test_a_fifo_that_is_deep_enough(run: Run):
    assert run(swapping(2), [[1, 2, 3, 4], [5, 6, 7, 8]]) == [[3, 4, 1, 2], [7, 8, 5, 6]]


def test_a_deadlock_names_fifos_and_processes(run: Run):
    with pytest.raises(ir.MLIRError) as caught:
        run(swapping(1), [[1, 2, 3, 4]])
    text = str(caught.value.diagnostics[0])
    assert "stands still: all processes wait" in text
    assert "'split', in sample 0, waits to write FIFO 'a', which is full at its depth of 1" in text
    assert "'swap', in sample 0, waits to read FIFO 'b', which is empty" in text


def test_elements_that_are_left_over(run: Run):
    more = process("more", f"in %x: {FIFO}, out %y: {FIFO}", loop(READ + f"dataflow.write %y, %v : {FIFO}", 3))
    with pytest.raises(ir.MLIRError, match="leaves 1 elements in FIFO 'f0' behind the last sample"):
        run(chain(COPY, more), [[1, 2, 3, 4]])


def test_a_result_that_has_too_few_elements(run: Run):
    drop = process(
        "drop",
        f"in %x: {FIFO}, out %y: {FIFO}",
        loop(READ) + f"%c = qnn.constant 1 : !qnn.fixed<u4, 4>\ndataflow.write %y, %c : {FIFO}",
    )
    with pytest.raises(ir.MLIRError, match="gives 1 elements of port 'y' for 1 sample, but should give 4"):
        run(chain(drop), [[1, 2, 3, 4]])


def test_a_result_that_has_too_many_elements():
    twice = process(
        "twice",
        f"in %x: {FIFO}, out %y: {FIFO}",
        loop(READ + f"dataflow.write %y, %v : {FIFO}\ndataflow.write %y, %v : {FIFO}"),
    )
    with pytest.raises(ir.MLIRError, match="gives 8 elements of port 'y' for 1 sample, but should give 4"):
        interpreted(chain(twice), [[1, 2, 3, 4]])
    with pytest.raises(ir.MLIRError, match="gives more elements of port 'y' than the 4 of a sample"):
        compiled(chain(twice), [[1, 2, 3, 4]])


def test_the_first_sample_that_fails_is_reported():
    """A process that waits for a number that never comes where the first one is 7."""
    greedy = process(
        "greedy",
        f"in %x: {FIFO}, out %y: {FIFO}",
        f"%first = dataflow.read %x : {FIFO}\ndataflow.write %y, %first : {FIFO}\n"
        + loop(READ + f"dataflow.write %y, %v : {FIFO}", 3)
        + "%k = qnn.code %first low 0 bits 4 : !qnn.fixed<u4, 4>\n%c = arith.constant 7 : index\n"
        f"%is = arith.cmpi eq, %k, %c : index\nscf.if %is {{\n%more = dataflow.read %x : {FIFO}\n}}",
    )
    x = [[index % 10, 1, 1, 1] for index in range(200)]
    with ir.Context():
        runner = DesignRunner(ir.Module.parse(chain(greedy)), threads=2)
        for _ in range(5):
            with pytest.raises(ir.MLIRError) as caught:
                runner.run([np.array(x, np.int64)])
            assert "'greedy', in sample 7, waits to read FIFO 'x', which is empty" in str(caught.value.diagnostics[0])
        (y,) = runner.run([np.array(x[:7], np.int64)])
    assert y.tolist() == x[:7]


def ring(*, start: int, by: int, size: int) -> str:
    """Stores numbers where a counter stands, and reads them in a circle of `size` places."""
    counter = "!dataflow.counter<4>"
    stores = f"%c = dataflow.count %place : {counter}\ndataflow.store %v, %kept[%c] : !qnn.fixed<u4, 4>, {ARRAY}\n"
    loads = f"%w = dataflow.wrap %i in {size}\n%v = dataflow.load %kept[%w] : {ARRAY}\n"
    return process(
        "ring",
        f"in %x: {FIFO}, out %y: {FIFO}",
        f"%kept = dataflow.array : {ARRAY}\n%place = dataflow.counter from {start} : {counter}\n"
        + loop(READ + stores + f"dataflow.advance %place by {by} : {counter}")
        + loop(loads + f"dataflow.write %y, %v : {FIFO}"),
    )


def test_counters_go_around(run: Run):
    x = [[1, 2, 3, 4], [5, 6, 7, 8]]
    assert run(chain(ring(start=3, by=1, size=3)), x) == [[2, 3, 4, 2], [6, 7, 8, 6]]
    assert run(chain(ring(start=0, by=3, size=4)), x) == [[1, 4, 3, 2], [5, 8, 7, 6]]


def test_elements_without_a_value_may_be_moved(run: Run):
    """A register is shifted before it holds anything."""
    delay = process(
        "delay",
        f"in %x: {FIFO}, out %y: {FIFO}",
        f"%held = dataflow.array : {ARRAY}\n%c0 = arith.constant 0 : index\n%c1 = arith.constant 1 : index\n"
        + loop(
            f"%old = dataflow.load %held[%c1] : {ARRAY}\n"
            f"dataflow.store %old, %held[%c0] : !qnn.fixed<u4, 4>, {ARRAY}\n"
            f"{READ}dataflow.store %v, %held[%c1] : !qnn.fixed<u4, 4>, {ARRAY}\n"
            "%later = arith.cmpi ne, %i, %c0 : index\n"
            f"%w = dataflow.load %held[%c0] : {ARRAY}\n"
            "%s = arith.select %later, %w, %v : !qnn.fixed<u4, 4>\n"
            f"dataflow.write %y, %s : {FIFO}"
        ),
    )
    assert run(chain(delay), [[1, 2, 3, 4]]) == [[1, 1, 2, 3]]


@pytest.mark.parametrize(
    ("kind", "bits", "codes"), [("u4", "low 2 bits 2", [0, 7, 8, 15]), ("s4", "low 0 bits 4", [-7, -7, -6, 7])]
)
def test_codes_as_indices(run: Run, kind: str, bits: str, codes: list[int]):
    """Of a signed number they are counted from the lowest code."""
    fifo = f"!dataflow.fifo<!qnn.fixed<{kind}, 4>>"
    indexed = process(
        "indexed",
        f"in %x: {fifo}, out %y: {FIFO}",
        loop(
            "%one = qnn.constant 1 : !qnn.fixed<u4, 4>\n%zero = qnn.constant 0 : !qnn.fixed<u4, 4>\n"
            f"%v = dataflow.read %x : {fifo}\n%k = qnn.code %v {bits} : !qnn.fixed<{kind}, 4>\n"
            "%two = arith.constant 2 : index\n%is = arith.cmpi uge, %k, %two : index\n"
            "%w = arith.select %is, %one, %zero : !qnn.fixed<u4, 4>\n"
            f"dataflow.write %y, %w : {FIFO}"
        ),
    )
    shape = "{dataflow.shape = array<i64: 1, 4>}"
    text = indexed + design(
        f"dataflow.instance @indexed(%x, %y) : {fifo}, {FIFO}", f"in %x: {fifo} {shape}, out %y: {FIFO} {shape}"
    )
    assert run(text, [codes]) == [[0, 0, 1, 1]]


def test_arrays_between_processes(run: Run):
    """Reversed into an array of the design, which the next process reads when it is complete."""
    reverse = process(
        "reverse",
        f"in %x: {FIFO}, out %y: {ARRAY}",
        loop(
            "%last = arith.constant 3 : index\n%j = arith.subi %last, %i : index\n"
            + READ
            + f"dataflow.store %v, %y[%j] : !qnn.fixed<u4, 4>, {ARRAY}"
        ),
    )
    emit = process(
        "emit",
        f"in %x: {ARRAY}, out %y: {FIFO}",
        loop(f"%v = dataflow.load %x[%i] : {ARRAY}\ndataflow.write %y, %v : {FIFO}"),
    )
    text = (
        reverse
        + emit
        + design(
            f"%m = dataflow.array : {ARRAY}\ndataflow.instance @emit(%m, %y) : {ARRAY}, {FIFO}\n"
            f"dataflow.instance @reverse(%x, %m) : {FIFO}, {ARRAY}"
        )
    )
    assert run(text, [[1, 2, 3, 4], [5, 6, 7, 8]]) == [[4, 3, 2, 1], [8, 7, 6, 5]]


def test_array_ports_conditions_and_accumulators(run: Run):
    """Running sums modulo 16, but from the third element on without the first."""
    number = "!qnn.fixed<u4, 4>"
    variable = f"!dataflow.array<{number}>"
    body = (
        f"%sum = dataflow.array : {variable}\n%zero = qnn.constant 0 : {number}\n"
        f"dataflow.store %zero, %sum[] : {number}, {variable}\n%two = arith.constant 2 : index\n"
        "%none = arith.constant 0 : index\n"
        + loop(
            f"%v = dataflow.load %x[%i] : {ARRAY}\ndataflow.accumulate %v, %sum[] : {number}, {variable}\n"
            "%is = arith.cmpi eq, %i, %two : index\n"
            f"scf.if %is {{\n%first = dataflow.load %x[%none] : {ARRAY}\n%s = dataflow.load %sum[] : {variable}\n"
            f"%d = qnn.sub %s, %first : {number}, {number} -> !qnn.fixed<s5, 5>\n"
            f"%q = qnn.requantize %d floor wrap : !qnn.fixed<s5, 5> -> {number}\n"
            f"dataflow.store %q, %sum[] : {number}, {variable}\n}}\n"
            f"%r = dataflow.load %sum[] : {variable}\ndataflow.store %r, %y[%i] : {number}, {ARRAY}"
        )
    )
    text = process("sums", f"in %x: {ARRAY}, out %y: {ARRAY}", body)
    text += design(f"dataflow.instance @sums(%x, %y) : {ARRAY}, {ARRAY}", element=ARRAY)
    assert run(text, [[1, 2, 3, 4], [15, 15, 15, 15]]) == [[1, 3, 5, 9], [15, 14, 14, 13]]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            f"%a = dataflow.array : {ARRAY}\n%c = arith.constant 0 : index\n%l = dataflow.load %a[%c] : {ARRAY}\n"
            f"dataflow.write %y, %l : {FIFO}",
            "'dataflow.write' op needs an element that was never stored",
        ),
        (
            f"%a = dataflow.array : {ARRAY}\n%c = arith.constant 0 : index\n%l = dataflow.load %a[%c] : {ARRAY}\n"
            "%s = qnn.add %l, %n : !qnn.fixed<u4, 4>, !qnn.fixed<u4, 4> -> !qnn.fixed<u5, 5>",
            "'qnn.add' op needs an element that was never stored",
        ),
        (
            f"%a = dataflow.array : {ARRAY}\n%c = arith.constant 0 : index\n"
            f"dataflow.accumulate %n, %a[%c] : !qnn.fixed<u4, 4>, {ARRAY}",
            "'dataflow.accumulate' op needs an element that was never stored",
        ),
    ],
)
def test_what_has_no_value(body: str, message: str):
    """Machine code does not know it."""
    wrong = process(
        "wrong", f"in %x: {FIFO}, out %y: {FIFO}", f"%n = qnn.constant 0 : !qnn.fixed<u4, 4>\n{body}\n" + loop(READ)
    )
    with pytest.raises(ir.MLIRError, match=message):
        interpreted(chain(wrong), [[1, 2, 3, 4]])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (
            "%q = qnn.divide_codes %n, %n shift 1 : !qnn.fixed<u4, 4>, !qnn.fixed<u4, 4> -> !qnn.fixed<u4, 4>",
            "'qnn.divide_codes' op divides by zero",
        ),
        (
            "%k = qnn.code %n low 0 bits 4 : !qnn.fixed<u4, 4>\n%c = arith.constant 4 : index\n"
            "%j = arith.addi %k, %c : index\n%t = arith.constant true\n"
            f"%a = dataflow.array : {ARRAY}\nscf.if %t {{\ndataflow.store %n, %a[%j] : !qnn.fixed<u4, 4>, {ARRAY}\n}}",
            "'dataflow.store' op has index 4 in dimension 0, which has 4 elements",
        ),
    ],
)
def test_what_is_wrong_for_some_numbers(run: Run, body: str, message: str):
    wrong = process(
        "wrong", f"in %x: {FIFO}, out %y: {FIFO}", f"%n = qnn.constant 0 : !qnn.fixed<u4, 4>\n{body}\n" + loop(READ)
    )
    with pytest.raises(ir.MLIRError, match=re.escape(message)):
        run(chain(wrong), [[1, 2, 3, 4]])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("%q = arith.divui %i, %c2 : index", "'arith.divui' op divides -2, which is negative"),
        ("%q = arith.remui %i, %c2 : index", "'arith.remui' op divides -2, which is negative"),
        ("%m = arith.addi %i, %c2 : index\n%q = arith.divui %c2, %m : index", "'arith.divui' op divides by 0"),
        ("%t = arith.constant true\n%q = arith.addi %t, %t : i1", "'arith.addi' op cannot be run"),
        ("%t = arith.constant true\n%q = arith.cmpi slt, %t, %t : i1", "'arith.cmpi' op cannot be run"),
        ("%q = arith.shli %c2, %c2 : index", "'arith.shli' op cannot be run"),
        # A wrap brings back an index that is less than a round beyond the end, and no other one.
        (
            "%far = arith.constant 99 : index\n%t = arith.constant true\n"
            "%j = scf.if %t -> (index) {\nscf.yield %far : index\n} else {\nscf.yield %c2 : index\n}\n"
            f"%w = dataflow.wrap %j in 4\n%l = dataflow.load %a[%w] : {ARRAY}",
            "'dataflow.load' op has index 95 in dimension 0, which has 4 elements",
        ),
    ],
)
def test_indices_without_a_meaning(run: Run, body: str, message: str):
    body = f"%a = dataflow.array : {ARRAY}\n%c2 = arith.constant 2 : index\ndataflow.for %i = -2 to 2 {{\n{body}\n}}"
    wrong = process("wrong", f"in %x: {FIFO}, out %y: {FIFO}", body)
    with pytest.raises(ir.MLIRError, match=re.escape(message)):
        run(chain(wrong), [[1, 2, 3, 4]])


@pytest.mark.parametrize("kind", ["select", "if"])
def test_storage_without_a_name_of_its_own(kind: str):
    """Machine code has none for it."""
    choice = (
        f"arith.select %t, %a, %b : {ARRAY}"
        if kind == "select"
        else f"scf.if %t -> ({ARRAY}) {{\nscf.yield %a : {ARRAY}\n}} else {{\nscf.yield %b : {ARRAY}\n}}"
    )
    body = (
        f"%a = dataflow.array : {ARRAY}\n%b = dataflow.array : {ARRAY}\n%t = arith.constant true\n%s = {choice}\n"
        + loop(f"{READ}dataflow.store %v, %s[%i] : !qnn.fixed<u4, 4>, {ARRAY}\ndataflow.write %y, %v : {FIFO}")
    )
    text = chain(process("either", f"in %x: {FIFO}, out %y: {FIFO}", body))
    assert interpreted(text, [[1, 2, 3, 4]]) == [[1, 2, 3, 4]]
    with pytest.raises(ir.MLIRError, match=f"'{'arith' if kind == 'select' else 'scf'}.{kind}' op cannot be run"):
        compiled(text, [[1, 2, 3, 4]])


def test_a_remainder_of_more_than_64_bits(run: Run):
    """A quotient times its divisor, which LLVM makes a difference to the remainder."""
    wide, product = "!qnn.fixed<u99, 99>", "!qnn.fixed<u103, 103>"
    number = "!qnn.fixed<u4, 4>"
    remainder = process(
        "remainder",
        f"in %x: {FIFO}, out %y: {FIFO}",
        loop(
            f"{READ}%a = qnn.constant 1000000007 : !qnn.fixed<u60, 60>\n"
            f"%q = qnn.divide_codes %a, %v shift 20 : !qnn.fixed<u60, 60>, {number} -> {wide}\n"
            f"%p = qnn.mul %q, %v : {wide}, {number} -> {product}\n"
            f"%r = qnn.requantize %p floor wrap : {product} -> {number}\ndataflow.write %y, %r : {FIFO}"
        ),
    )
    dividend = 1000000007 << 20
    expected = [(2 * dividend + x) // (2 * x) * x % 16 for x in (1, 7, 11, 13)]
    assert run(chain(remainder), [[1, 7, 11, 13]]) == [expected]


def test_samples_that_lend_elements_are_refused():
    """Where the first number is 1, a sample takes one more than it has, and else one less."""
    number = "!qnn.fixed<u4, 4>"
    body = (
        f"%first = dataflow.read %x : {FIFO}\ndataflow.write %y, %first : {FIFO}\n"
        + loop(READ + f"dataflow.write %y, %v : {FIFO}", 2)
        + "%one = arith.constant 1 : index\n"
        + f"%c = qnn.code %first low 0 bits 4 : {number}\n%is = arith.cmpi eq, %c, %one : index\n"
        + f"scf.if %is {{\n{loop(READ + f'dataflow.write %y, %v : {FIFO}', 2)}\n}}"
    )
    text = chain(process("lend", f"in %x: {FIFO}, out %y: {FIFO}", body))
    # Five elements of the first sample, three of the second one.
    assert interpreted(text, [[1, 2, 3, 4], [5, 6, 7, 8]]) == [[1, 2, 3, 4], [5, 6, 7, 8]]
    with pytest.raises(ir.MLIRError) as caught:
        compiled(text, [[1, 2, 3, 4], [5, 6, 7, 8]])
    assert "'lend', in sample 0, waits to read FIFO 'x', which is empty" in str(caught.value.diagnostics[0])


def test_the_first_fifo_that_keeps_elements_is_named(run: Run):
    fewer = process("fewer", f"in %x: {FIFO}, out %y: {FIFO}", loop(READ + f"dataflow.write %y, %v : {FIFO}", 3))
    fewest = process("fewest", f"in %x: {FIFO}, out %y: {FIFO}", loop(READ + f"dataflow.write %y, %v : {FIFO}", 2))
    with pytest.raises(ir.MLIRError, match="leaves 1 elements in FIFO 'f0' behind the last sample"):
        run(chain(COPY, fewer, fewest), [[1, 2, 3, 4]])


def test_what_else_is_in_the_module(run: Run):
    """Functions and weights whose names the compiled code has a use for."""
    function = "func.func @process(%x: index) -> index { return %x : index }\n"
    weight = "qnn.weight @hls4mlir_wait dense<1> : tensor<1xi8> as !qnn.fixed<s4, 4>\n"
    trap = COPY.replace("@copy", '@"llvm.trap"')
    text = function + weight + trap + chain(COPY).removeprefix(COPY).replace("@copy", '@"llvm.trap"')
    assert run(text, [[1, 2, 3, 4]]) == [[1, 2, 3, 4]]


def test_code_is_kept_for_designs_that_differ_in_weights_and_names_only(monkeypatch, tmp_path):
    monkeypatch.setenv("HLS4MLIR_CACHE_DIR", str(tmp_path))

    def scaled(name: str, weights: str, depth: int) -> bool:
        fifo = "!dataflow.fifo<!qnn.fixed<s8, 8>>"
        body = "%w = dataflow.rom @w : !dataflow.array<4x!qnn.fixed<s4, 4>>\n" + loop(
            f"{READ}%f = dataflow.load %w[%i] : !dataflow.array<4x!qnn.fixed<s4, 4>>\n"
            "%p = qnn.mul %v, %f : !qnn.fixed<u4, 4>, !qnn.fixed<s4, 4> -> !qnn.fixed<s8, 8>\n"
            f"dataflow.write %y, %p : {fifo}"
        )
        shape = "{dataflow.shape = array<i64: 1, 4>}"
        text = (
            f"qnn.weight @w dense<[{weights}]> : tensor<4xi8> as !qnn.fixed<s4, 4>\n"
            + process(name, f"in %x: {FIFO}, out %y: {fifo}", body)
            + COPY
            + design(
                f"%m = dataflow.fifo depth {depth} : {FIFO}\ndataflow.instance @copy(%x, %m) : {FIFO}, {FIFO}\n"
                f"dataflow.instance @{name}(%m, %y) : {FIFO}, {fifo}",
                f"in %x: {FIFO} {shape}, out %y: {fifo} {shape}",
            )
        )
        with ir.Context():
            runner = DesignRunner(ir.Module.parse(text))
            (y,) = runner.run([np.ones((1, 4), np.int64)])
        assert y.tolist() == [[int(weight) for weight in weights.split(",")]]
        return runner.from_cache

    assert not scaled("scale", "1, 2, 3, 4", 2)
    assert scaled("other", "-1, -2, -3, -4", 2)
    assert not scaled("scale", "1, 2, 3, 4", 3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "has no dataflow.design to run"),
        (
            process("keep", f"in %x: {ARRAY}", "")
            + design(f"dataflow.instance @keep(%x) : {ARRAY}", f"in %x: {ARRAY}"),
            "port 'x' has no 'dataflow.shape'",
        ),
        (
            process("wide", f"in %x: {WIDE}", loop(f"%v = dataflow.read %x : {WIDE}"))
            + design(f"dataflow.instance @wide(%x) : {WIDE}", f"in %x: {WIDE} {{dataflow.shape = array<i64: 1, 4>}}"),
            "has elements of type '!qnn.fixed<u65, 65>', but the host exchanges codes of at most 64 bits",
        ),
        (
            chain(COPY) + chain(COPY).removeprefix(COPY).replace("@top", "@again"),
            "is a second design, but only one can be run",
        ),
    ],
)
def test_what_is_no_design(run: Run, text: str, message: str):
    with pytest.raises(ir.MLIRError, match=re.escape(message)):
        run(text, [[1, 2, 3, 4]])
