# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Random processes of scalar operations, of all widths and modes: machine code gives what the definition gives."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np
import pytest
from hls4mlir._hls4mlir import DesignRunner, interpret_design

from hls4mlir import ir

ROUNDINGS = (
    *("half_even", "half_away", "half_to_zero", "half_ceil", "half_floor"),
    *("floor", "ceil", "to_zero", "away"),
)
OVERFLOWS = ("saturate", "saturate_symmetric", "saturate_zero", "wrap", "wrap_sign_magnitude")
# Around the widths of machine integers, where a sign needs one bit more.
WIDTHS = (1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 63, 64, 65, 96, 127, 128, 129, 200)
WIDEST = 260
ELEMENTS = 6


@dataclass(frozen=True)
class Fixed:
    """`!qnn.fixed`, and how exact operations let it grow."""

    width: int
    integer: int
    signed: bool

    def __str__(self) -> str:
        return f"!qnn.fixed<{'s' if self.signed else 'u'}{self.width}, {self.integer}>"

    @property
    def fraction(self) -> int:
        return self.width - self.integer

    def range(self) -> tuple[int, int]:
        half = 1 << (self.width - 1)
        return (-half, half - 1) if self.signed else (0, 2 * half - 1)

    def hull(self, other: Fixed, extra: int = 0, signed: bool = False) -> Fixed:
        """The smallest type that holds both, with more integer bits and a sign where asked for."""
        either = self.signed or other.signed
        integer = max(one.integer + (either and not one.signed) for one in (self, other)) + extra
        return Fixed(integer + max(self.fraction, other.fraction), integer, either or signed)


@dataclass
class Writer:
    """Writes the body of a loop, operation by operation."""

    rng: random.Random
    lines: list[str] = field(default_factory=list)
    values: list[tuple[str, Fixed]] = field(default_factory=list)
    count: int = 0

    def emit(self, text: str) -> str:
        """An operation; returns the name of its result."""
        self.count += 1
        self.lines.append(f"%v{self.count} = {text}")
        return f"%v{self.count}"

    def do(self, text: str) -> None:
        self.lines.append(text)

    def number(self, most: int = 200) -> Fixed:
        width = self.rng.choice([width for width in WIDTHS if width <= most])
        return Fixed(
            width, width + self.rng.choice([0, 0, -1, 3, -5, self.rng.randint(-70, 70)]), self.rng.random() < 0.5
        )

    def code(self, type_: Fixed) -> int:
        low, high = type_.range()
        return self.rng.choice([low, high, 0, self.rng.randint(low, high)])

    def any(self) -> tuple[str, Fixed]:
        return self.rng.choice(self.values)

    def requantized(self, value: tuple[str, Fixed], type_: Fixed, clamp: bool = True) -> str:
        name, source = value
        limits = ""
        if clamp and type_.width <= 60 and self.rng.random() < 0.3:
            limits = " clamp [{}, {}]".format(*sorted((self.code(type_), self.code(type_))))
        mode = f"{self.rng.choice(ROUNDINGS)} {self.rng.choice(OVERFLOWS)}{limits}"
        return self.emit(f"qnn.requantize {name} {mode} : {source} -> {type_}")

    # Each adds one value or none.

    def binary(self) -> None:
        (a, left), (b, right) = self.any(), self.any()
        kind = self.rng.choice(["add", "sub", "mul", "max", "min"])
        if kind == "mul":
            result = Fixed(left.width + right.width, left.integer + right.integer, left.signed or right.signed)
        else:
            result = left.hull(right, extra=kind in ("add", "sub"), signed=kind == "sub")
        if result.width <= WIDEST:
            self.values.append((self.emit(f"qnn.{kind} {a}, {b} : {left}, {right} -> {result}"), result))

    def relu(self) -> None:
        a, type_ = self.any()
        width = max(type_.width - 1, 1)
        result = Fixed(width, type_.integer - type_.width + width, False) if type_.signed else type_
        self.values.append((self.emit(f"qnn.relu {a} : {type_} -> {result}"), result))

    def requantize(self) -> None:
        type_ = self.number()
        self.values.append((self.requantized(self.any(), type_), type_))

    def compare(self) -> None:
        (a, left), (b, right) = self.any(), self.any()
        if abs(left.fraction - right.fraction) <= WIDEST:
            predicate = self.rng.choice(["eq", "ne", "lt", "le", "gt", "ge"])
            bit = Fixed(1, 1, False)
            self.values.append((self.emit(f"qnn.compare {predicate} {a}, {b} : {left}, {right} -> {bit}"), bit))

    def divide(self) -> None:
        dividend = Fixed(self.rng.choice([1, 8, 31, 32, 64, 65]), 4, False)
        divisor = Fixed(width := self.rng.choice([1, 7, 8, 33, 64]), width, False)
        a, b = self.requantized(self.any(), dividend), self.requantized(self.any(), divisor, clamp=False)
        bit = Fixed(1, 1, False)
        one = self.emit(f"qnn.constant 1 : {bit}")
        positive = self.emit(f"qnn.max {b}, {one} : {divisor}, {bit} -> {divisor}")
        result = Fixed(self.rng.choice([1, 8, 16, 33, 64, 100]), 3, False)
        shift = self.rng.choice([0, 1, 5, 31, 60, 130])
        text = f"qnn.divide_codes {a}, {positive} shift {shift} : {dividend}, {divisor} -> {result}"
        self.values.append((self.emit(text), result))

    def reinterpret(self) -> None:
        a, type_ = self.any()
        result = Fixed(type_.width, type_.integer + self.rng.randint(-9, 9), type_.signed)
        self.values.append((self.emit(f"qnn.reinterpret {a} : {type_} -> {result}"), result))

    def constant(self) -> None:
        type_ = self.number()
        self.values.append((self.emit(f"qnn.constant {self.code(type_)} : {type_}"), type_))

    def array(self) -> None:
        (a, stored), (b, added) = self.any(), self.any()
        type_ = stored.hull(self.number()) if self.rng.random() < 0.6 else stored
        if type_.width > WIDEST:
            return
        array = f"!dataflow.array<{type_}>"
        name = self.emit(f"dataflow.array : {array}")
        self.do(f"dataflow.store {a}, {name}[] : {stored}, {array}")
        if added.fraction <= type_.fraction:
            self.do(f"dataflow.accumulate {b}, {name}[] : {added}, {array}")
        self.values.append((self.emit(f"dataflow.load {name}[] : {array}"), type_))

    def choose(self) -> None:
        (a, type_), other = self.any(), self.any()
        if type_.signed and type_.width > 30:
            return
        low, bits = (
            (0, type_.width) if type_.signed else (self.rng.choice([0, 1, 5, 64]), self.rng.choice([0, 1, 3, 30]))
        )
        index = self.emit(f"qnn.code {a} low {low} bits {bits} : {type_}")
        limit = self.emit(f"arith.constant {self.rng.choice([0, 1, 2, 1 << 20])} : index")
        condition = self.emit(f"arith.cmpi {self.rng.choice(['ult', 'eq', 'sge', 'ugt'])}, {index}, {limit} : index")
        b = self.requantized(other, type_)
        if self.rng.random() < 0.5:
            text = f"arith.select {condition}, {a}, {b} : {type_}"
        else:
            then, otherwise = (f"{{ scf.yield {name} : {type_} }}" for name in (a, b))
            text = f"scf.if {condition} -> ({type_}) {then} else {otherwise}"
        self.values.append((self.emit(text), type_))

    def beats(self) -> None:
        """A beat keeps its numbers when the array that it comes from changes."""
        a, type_ = self.any()
        b = self.requantized(self.any(), type_)
        array, beat = f"!dataflow.array<2xbeat<2x{type_}>>", f"!dataflow.beat<2x{type_}>"
        name = self.emit(f"dataflow.array : {array}")
        at = [self.emit(f"arith.constant {i} : index") for i in (0, 1)]
        for i in (0, 1):
            for lane in (0, 1):
                self.do(f"dataflow.store {b if i == lane else a}, {name}[{at[i]}, {at[lane]}] : {type_}, {array}")
        loaded = self.emit(f"dataflow.load {name}[{self.rng.choice(at)}] : {array}")
        kept = self.emit(f"dataflow.temporary {loaded} : {beat}")
        self.do(f"dataflow.store {b}, {name}[{at[0]}, {at[0]}] : {type_}, {array}")
        self.do(f"dataflow.store {kept}, {name}[{at[1]}] : {beat}, {array}")
        self.values.append((self.emit(f"dataflow.load {name}[{at[1]}, {self.rng.choice(at)}] : {array}"), type_))


def random_design(seed: int) -> tuple[str, list[Fixed]]:
    """A design of one process, and the types of its inputs."""
    writer = Writer(random.Random(seed))
    inputs, outputs = [writer.number(64) for _ in range(3)], [writer.number(64) for _ in range(3)]
    for k, type_ in enumerate(inputs):
        writer.values.append((writer.emit(f"dataflow.read %x{k} : !dataflow.fifo<{type_}>"), type_))
    actions = [
        *(writer.binary, writer.binary, writer.relu, writer.requantize, writer.requantize, writer.compare),
        *(writer.divide, writer.reinterpret, writer.constant, writer.array, writer.choose, writer.beats),
    ]
    for _ in range(28):
        writer.rng.choice(actions)()
    for k, type_ in enumerate(outputs):
        name = writer.requantized(writer.rng.choice(writer.values[-12:]), type_)
        writer.do(f"dataflow.write %y{k}, {name} : !dataflow.fifo<{type_}>")

    def ports(attributes: str = "") -> str:
        named = [("in", "x", inputs), ("out", "y", outputs)]
        return ", ".join(
            f"{direction} %{name}{k}: !dataflow.fifo<{type_}>{attributes}"
            for direction, name, types in named
            for k, type_ in enumerate(types)
        )

    body = "\n".join(writer.lines)
    types = ", ".join(f"!dataflow.fifo<{type_}>" for type_ in (*inputs, *outputs))
    shape = f" {{dataflow.shape = array<i64: {ELEMENTS}>}}"
    text = (
        f"dataflow.process @p({ports()}) {{\ndataflow.for %i = 0 to {ELEMENTS} {{\n{body}\n}}\n}}\n"
        f"dataflow.design @top({ports(shape)}) {{\ndataflow.instance @p(%x0, %x1, %x2, %y0, %y1, %y2) : {types}\n}}\n"
    )
    return text, inputs


@pytest.mark.parametrize("seed", range(60))
def test_random_processes(seed: int):
    text, inputs = random_design(seed)
    rng = random.Random(seed)

    def codes(type_: Fixed) -> np.ndarray:
        low, high = type_.range()
        drawn = [rng.choice([low, high, 0, rng.randint(low, high)]) for _ in range(8 * ELEMENTS)]
        return np.array([(code + 2**63) % 2**64 - 2**63 for code in drawn], np.int64).reshape(8, ELEMENTS)

    x = [codes(type_) for type_ in inputs]
    with ir.Context():
        module = ir.Module.parse(text)
        wanted, found = interpret_design(module, x), DesignRunner(module).run(x)
    for want, got in zip(wanted, found, strict=True):
        np.testing.assert_array_equal(got, want, err_msg=text)
