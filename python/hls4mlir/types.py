# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""Fixed-point types, and the strings in which users write them.

    fixed<16,6>            ufixed<8,8>            as hls4ml spells them
    ap_fixed<16,6,AP_RND_CONV,AP_SAT>   ap_ufixed<8,0>   ap_int<8>   ap_uint<4>   int<8>   uint<4>
    ac_fixed<16,6,true,AC_RND,AC_SAT>   ac_int<8,false>

Rounding and overflow may be written with or without their AP_ or AC_ prefix. One rule holds wherever a type is written,
for inputs and in `Precision`: what is left out is AP_RND_CONV and AP_SAT, half to even and saturated, which is what
QONNX's quantizers do. The vendors' headers, and with them hls4ml, take AP_TRN and AP_WRAP instead: a few LUTs less for
each result, but a bias of half a step and, where a range was guessed too small, numbers of the wrong sign. Who wants
them writes `ap_fixed<16,6,AP_TRN,AP_WRAP>`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from hls4mlir.errors import ConfigError
from hls4mlir.names import choices

__all__ = ["MAX_INTEGER", "MAX_WIDTH", "FixedType", "TypeSpec", "parse_type"]

# The limits of !qnn.fixed (dialects/QNN/QNNTypes.td).
MAX_WIDTH = 4096
MAX_INTEGER = 8192

ROUNDING = {
    "RND": "half_ceil",
    "RND_CONV": "half_even",
    "RND_INF": "half_away",
    "RND_MIN_INF": "half_floor",
    "RND_ZERO": "half_to_zero",
    "TRN": "floor",
    "TRN_ZERO": "to_zero",
}
OVERFLOW = {
    "SAT": "saturate",
    "SAT_SYM": "saturate_symmetric",
    "SAT_ZERO": "saturate_zero",
    "WRAP": "wrap",
    "WRAP_SM": "wrap_sign_magnitude",
}
_NAME_OF = {mode: name for name, mode in (*ROUNDING.items(), *OVERFLOW.items())}


@dataclass(frozen=True)
class FixedType:
    """The values `code * 2**-(width - integer)` of an integer code of `width` bits; `integer` counts the sign bit.

    `integer` may be negative (all bits lie right of the binary point) or exceed `width` (the step is above one).
    `str()` gives the hls4ml spelling.
    """

    width: int
    integer: int
    signed: bool = True

    @property
    def lsb(self) -> int:
        """Exponent of the least significant bit."""
        return self.integer - self.width

    @property
    def step(self) -> float:
        """Distance between neighbouring values."""
        return 2.0**self.lsb

    @property
    def low(self) -> int:
        """Smallest code."""
        return -(1 << (self.width - 1)) if self.signed else 0

    @property
    def high(self) -> int:
        """Largest code."""
        return (1 << (self.width - 1)) - 1 if self.signed else (1 << self.width) - 1

    def __str__(self) -> str:
        return f"{'fixed' if self.signed else 'ufixed'}<{self.width},{self.integer}>"


@dataclass(frozen=True)
class TypeSpec:
    """A type as the user wrote it: the value set, and how values are brought into it.

    `rounding` and `overflow` are spelled as in the qnn dialect (`half_even`, `saturate`, ...).
    """

    type: FixedType
    rounding: str = "half_even"
    overflow: str = "saturate"

    def __str__(self) -> str:
        """The spelling that `parse_type` reads, with the modes where they are not those that a type has without."""
        name, modes = ("ap_fixed" if self.type.signed else "ap_ufixed"), ""
        if self.overflow != TypeSpec.overflow:
            modes = f",AP_{_NAME_OF[self.rounding]},AP_{_NAME_OF[self.overflow]}"
        elif self.rounding != TypeSpec.rounding:
            modes = f",AP_{_NAME_OF[self.rounding]}"
        return f"{name}<{self.type.width},{self.type.integer}{modes}>" if modes else str(self.type)


@dataclass(frozen=True)
class _Family:
    """What stands between the angle brackets: (width, integer bits?, signedness?), then modes where allowed."""

    signed: bool | None  # None: written as an argument
    fixed: bool  # integer bits are an argument; else all bits are integer bits
    modes: bool


_FAMILIES = {
    "fixed": _Family(signed=True, fixed=True, modes=True),
    "ufixed": _Family(signed=False, fixed=True, modes=True),
    "ap_fixed": _Family(signed=True, fixed=True, modes=True),
    "ap_ufixed": _Family(signed=False, fixed=True, modes=True),
    "ac_fixed": _Family(signed=None, fixed=True, modes=True),
    "int": _Family(signed=True, fixed=False, modes=False),
    "uint": _Family(signed=False, fixed=False, modes=False),
    "ap_int": _Family(signed=True, fixed=False, modes=False),
    "ap_uint": _Family(signed=False, fixed=False, modes=False),
    "ac_int": _Family(signed=None, fixed=False, modes=False),
}
_FLOATS = ("float", "double", "half", "bfloat16", "ap_float", "ac_float", "ac_std_float", "auto")

_TOKEN = re.compile(r"\s*(?:(?P<name>[A-Za-z_][A-Za-z_0-9]*)|(?P<number>[+-]?[0-9]+)|(?P<other>\S))")
_EXAMPLE = 'write for example "fixed<16,6>", "ufixed<8,0>" or "ap_fixed<16,6,AP_RND_CONV,AP_SAT>"'


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [(match.lastgroup, match[match.lastgroup or 0], match.start(match.lastgroup or 0))
                       for match in _TOKEN.finditer(text)]  # fmt: skip
        self.index = 0

    def fail(self, found: str, position: int) -> NoReturn:
        shown = self.text if len(self.text) <= 60 else self.text[:57] + "..."
        raise ConfigError(f"cannot read the type {shown!r} at position {position + 1}: {found}; {_EXAMPLE}")

    def peek(self) -> tuple[str | None, str, int]:
        return self.tokens[self.index] if self.index < len(self.tokens) else (None, "", len(self.text))

    def take(self, kind: str, what: str) -> tuple[str, int]:
        found, value, position = self.peek()
        if found != kind:
            self.fail(f"expected {what}, found {repr(value) if found else 'the end'}", position)
        self.index += 1
        return value, position

    def symbol(self, symbol: str) -> None:
        _, value, position = self.peek()
        if value != symbol:
            self.fail(f"expected {symbol!r}, found {repr(value) if value else 'the end'}", position)
        self.index += 1

    def more(self) -> bool:
        """True, and past the comma, when another argument follows."""
        _, value, position = self.peek()
        if value not in (",", ">"):
            self.fail(f"expected ',' or '>', found {repr(value) if value else 'the end'}", position)
        if value == ",":
            self.index += 1
            return True
        return False

    def integer(self, what: str, low: int, high: int) -> int:
        value, position = self.take("number", what)
        # Python refuses to convert integers of thousands of digits; nothing of that length is in range either.
        number = int(value) if len(value) < 20 else None
        if number is None or not low <= number <= high:
            self.fail(f"{what} must lie between {low} and {high}, found {value[:20]}", position)
        return number

    def boolean(self) -> bool:
        value, position = self.take("name", "true (signed) or false (unsigned)")
        if value not in ("true", "false"):
            self.fail(f"expected true (signed) or false (unsigned), found {value!r}", position)
        return value == "true"

    def mode(self, prefixes: tuple[str, ...], modes: dict[str, str], what: str) -> str:
        value, position = self.take("name", f"a {what} mode")
        for prefix in (*prefixes, ""):
            if value.startswith(prefix) and value.removeprefix(prefix) in modes:
                return modes[value.removeprefix(prefix)]
        return self.fail(
            f"unknown {what} mode {value!r}: {choices(value, [prefixes[0] + mode for mode in modes])}", position
        )

    def parse(self) -> TypeSpec:
        name, position = self.take("name", "the name of a type")
        if name in _FLOATS:
            self.fail(f"{name!r} is not a fixed-point type", position)
        if name not in _FAMILIES:
            self.fail(f"unknown type {name!r}: {choices(name, _FAMILIES)}", position)
        family = _FAMILIES[name]
        prefixes = ("AC_",) if name.startswith("ac_") else ("AP_",) if name.startswith("ap_") else ("AP_", "AC_")
        self.symbol("<")
        width = self.integer("the width", 1, MAX_WIDTH)
        integer = width
        if family.fixed:
            self.symbol(",")
            integer = self.integer("the number of integer bits", -MAX_INTEGER, MAX_INTEGER)
        more = self.more()
        signed = family.signed
        if signed is None:
            signed = True
            if more:
                signed = self.boolean()
                more = self.more()
        rounding, overflow = TypeSpec.rounding, TypeSpec.overflow
        if more and family.modes:
            rounding = self.mode(prefixes, ROUNDING, "rounding")
            more = self.more()
            if more:
                overflow = self.mode(prefixes, OVERFLOW, "overflow")
                more = self.more()
            if more and not name.startswith("ac_"):
                self.integer("the number of saturated bits", 0, 0)
                more = self.more()
        if more:
            self.fail(f"too many arguments of {name!r}", self.peek()[2])
        self.symbol(">")
        kind, value, position = self.peek()
        if kind is not None:
            self.fail(f"expected the end, found {value!r}", position)
        return TypeSpec(FixedType(width, integer, signed), rounding, overflow)


def parse_type(text: str) -> TypeSpec:
    """Reads a type string. Raises ConfigError with the position of what is wrong and an example."""
    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance] -- comes from the user's dictionaries
        raise ConfigError(f"a type must be a string, found {text!r}; {_EXAMPLE}")
    return _Parser(text).parse()
