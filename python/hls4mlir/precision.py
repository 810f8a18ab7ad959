# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""`Precision` in a configuration: the fixed-point types of a layer's constants, accumulator and result.

    Precision: "fixed<16,6>"                                    # everything but the accumulator
    Precision: {default: "fixed<16,6>", weight: "fixed<8,1>"}   # what is not named has the default

| key       | what has this type                                                                                     |
|-----------|--------------------------------------------------------------------------------------------------------|
| `weight`  | the matrix or the kernels of a product                                                                 |
| `bias`    | what is added: the bias of a product, the constant of a sum, the offset of a batch normalization       |
| `scale`   | what is multiplied by: the constant of an elementwise product, the factor of a batch normalization     |
| `accum`   | the sum of a product, with its bias: brought into the type once, when it is complete                   |
| `result`  | the result                                                                                             |
| `default` | all of these that are not named, but `accum`                                                           |

A type is written as `hls4mlir.types` says. `auto` asks for exact inference: no bit is lost, and what has no exact form
of a sensible width is an error that says which line to add. Without any `Precision`, everything is `auto`.

A string, and `default`, do not speak of accumulators: sums are exact unless `accum` is given, since the range of a sum
with known weights is known, and no accumulator overflows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from hls4mlir.errors import ConfigError
from hls4mlir.names import choices
from hls4mlir.types import TypeSpec, parse_type

__all__ = ["AUTO", "DEFAULTED_KEYS", "PRECISION_KEYS", "Asked", "Level", "parse_precision"]

AUTO = "auto"
DEFAULT = "default"
DEFAULTED_KEYS = ("weight", "bias", "scale", "result")
PRECISION_KEYS = (*DEFAULTED_KEYS, "accum")

Level = Literal["Model", "LayerType", "LayerName"]

_TABLES = "functions are tables of correctly rounded results, so that only 'result' matters"
# Keys that hls4ml knows, and why there is nothing here that they could mean.
_OTHER_KEYS = {
    "exp_table": _TABLES,
    "input": "types of inputs are given in Inputs",
    "inp_norm": _TABLES,
    "inv_inp": _TABLES,
    "inv_table": _TABLES,
    "maximum": "it limits inferred types; give the layers that are too wide a precision",
    "table": _TABLES,
    **{
        f"{half}_{key}": "the two halves of a separable convolution are two layers here, each with its own Precision"
        for half in ("depthwise", "pointwise")
        for key in ("accum", "bias", "result", "weight")
    },
    **dict.fromkeys(
        ("recurrent_accum", "recurrent_bias", "recurrent_weight", "state"), "recurrent layers are not supported"
    ),
}


@dataclass(frozen=True)
class Asked:
    """A type that the user asks for, None for `auto`.

    `where` is the place in the configuration, for messages; `named` says that the key itself stands there, and not a
    default that covers it.
    """

    spec: TypeSpec | None
    level: Level
    where: str
    named: bool = True

    @property
    def deliberate(self) -> bool:
        """Whether this was said of the layer itself, or of this very key for layers of its type."""
        return self.level == "LayerName" or (self.level == "LayerType" and self.named)


def parse_precision(value: object, level: Level, where: str) -> dict[str, Asked]:
    """The types by key, a default spread over the keys that it covers.

    Raises ConfigError on unknown keys and on what is no type.
    """
    if isinstance(value, str):
        asked = Asked(_parse(value, where), level, where, named=False)
        return dict.fromkeys(DEFAULTED_KEYS, asked)
    if not isinstance(value, Mapping):
        raise ConfigError(
            f"{where} must be a type or a mapping of types, such as 'fixed<16,6>' or"
            f" {{'default': 'fixed<16,6>', 'weight': 'fixed<8,1>'}}, found {type(value).__name__} {str(value)[:60]}"
        )
    types = cast("Mapping[Any, Any]", value)
    for key in types:
        if key in _OTHER_KEYS:
            raise ConfigError(f"{where} -> {key} means nothing here: {_OTHER_KEYS[key]}")
        if key not in (DEFAULT, *PRECISION_KEYS):
            accepted = (DEFAULT, *PRECISION_KEYS)
            raise ConfigError(f"unknown key {str(key)!r} in {where}: {choices(str(key), accepted)}")
    result: dict[str, Asked] = {}
    if DEFAULT in types:
        place = f"{where} -> {DEFAULT}"
        result = dict.fromkeys(DEFAULTED_KEYS, Asked(_parse(types[DEFAULT], place), level, place, named=False))
    for key in PRECISION_KEYS:
        if key in types:
            place = f"{where} -> {key}"
            result[key] = Asked(_parse(types[key], place), level, place)
    return result


def _parse(text: object, where: str) -> TypeSpec | None:
    if isinstance(text, str) and text.strip() == AUTO:
        return None
    try:
        return parse_type(text)  # pyright: ignore[reportArgumentType] -- the user's value, which it checks
    except ConfigError as error:
        raise ConfigError(f"{where}: {error.message}") from None
