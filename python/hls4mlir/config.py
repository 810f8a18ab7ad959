# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The user's configuration, checked.

    Model:     {Precision: "fixed<16,6>", ReuseFactor: 1}      # every layer; ParallelizationFactor as well
    LayerType: {Dense: {ReuseFactor: 4}}                       # every layer of a type, by hls4ml's or ONNX's name of it
    LayerName: {MatMul_0: {Precision: {weight: "fixed<8,1>"}}} # one layer, by its name in the source model
    Inputs:    {"*": {type: "ufixed<8,8>", scale: 0.00392156862745098}}

`Model` may ask for a throughput instead of a reuse factor: `TargetCycles: 1000`, the most cycles between samples, or
`TargetFPS: 3000`, samples per second at the clock. Every layer is then folded to what keeps it, at the least cost;
layers with a reuse factor of their own keep that.

`Budget: {LUT: 20000, DSP: 4}` bounds what the design takes of the device (`LUT`, `FF`, `DSP`, `BRAM18`, `URAM`), and
`Budget: 0.5` to that part of each that the device has. Without a target, the fewest cycles that fit are chosen.

What is said of a layer by name wins over what is said of its type, and that over `Model`, for each key of `Precision`
by itself; a named input wins over `*`. `hls4mlir.precision` says what the keys of `Precision` mean, `hls4mlir.types`
how types are written, docs/configuration.md all of it with examples.

Whatever cannot be honoured is an error: an unknown key, a name that the model does not have, a value of the wrong kind.
Keys of hls4ml that have nothing to decide here are accepted with a ConfigWarning that says why.
"""

from __future__ import annotations

import math
import numbers
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from hls4mlir.errors import ConfigError
from hls4mlir.hls4ml_keys import LAYER, PROJECT, Key
from hls4mlir.names import choices, sanitize, shown
from hls4mlir.precision import PRECISION_KEYS, Asked, Level, parse_precision
from hls4mlir.report import Resources
from hls4mlir.types import FixedType, parse_type

__all__ = ["Budget", "Config", "InputOptions", "Layer", "LayerOptions", "Target", "load_config", "to_float"]

MAX_REUSE_FACTOR = 2**31 - 1
MAX_RESOURCE = 2**62
# Codes cross the boundary between host and design as 64-bit integers.
MAX_INPUT_WIDTH = 63
# hls4ml calls a fully connected layer Dense, whatever operation of ONNX it came from.
LAYER_TYPE_ALIASES = {"Gemm": "Dense", "Input": "InputLayer", "MatMul": "Dense"}
ANY_INPUT = "*"
# What only layers with multipliers take.
_FACTORS: Mapping[str, Callable[[LayerOptions], int | None]] = {
    "ReuseFactor": lambda options: options.reuse_factor,
    "ParallelizationFactor": lambda options: options.parallelization_factor,
}


@dataclass(frozen=True)
class LayerOptions:
    """What the user asked of a layer; None where nothing was said."""

    reuse_factor: int | None = None
    precision: Mapping[str, Asked] = field(default_factory=dict[str, Asked])
    parallelization_factor: int | None = None

    def over(self, general: LayerOptions) -> LayerOptions:
        """These options, and where they say nothing those of `general`."""
        return LayerOptions(
            self.reuse_factor if self.reuse_factor is not None else general.reuse_factor,
            {**general.precision, **self.precision},
            general.parallelization_factor if self.parallelization_factor is None else self.parallelization_factor,
        )


@dataclass(frozen=True)
class Target:
    """A throughput for the whole model: cycles between samples, or samples per second; None where nothing was said."""

    cycles: int | None = None
    samples_per_second: float | None = None

    def resolve(self, clock_ns: float) -> int | None:
        """The most cycles between samples at a clock period; None when no target was stated.

        Raises ConfigError when more samples are asked for than there are clock cycles.
        """
        if self.samples_per_second is None:
            return self.cycles
        cycles = 1e9 / clock_ns / self.samples_per_second
        if cycles < 1.0:
            raise ConfigError(
                f"Model -> TargetFPS: {self.samples_per_second:g} samples per second are more than one per cycle of"
                f" {clock_ns:g} ns; the most is {1e9 / clock_ns:g}"
            )
        return math.floor(min(cycles, MAX_REUSE_FACTOR))


@dataclass(frozen=True)
class Budget:
    """What the design may take of the device: counts by resource, or a part of all that it has."""

    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    part: float | None = None

    def resolve(self, device: Resources | None) -> dict[str, int]:
        """The most of each resource, by the names that `Resources` has for them.

        Raises ConfigError when a part of an unknown device is asked for.
        """
        if self.part is None:
            return {_RESOURCES[name]: count for name, count in self.counts.items()}
        if device is None:
            raise ConfigError(
                "Model -> Budget: what the device has is not known; state counts, such as {LUT: 20000, DSP: 100}"
            )
        return {name: math.floor(count * self.part) for name, count in asdict(device).items()}


@dataclass(frozen=True)
class InputOptions:
    """How an input is quantized: codes of `type`, each worth `type.step * scale`."""

    type: FixedType
    scale: float = 1.0
    rounding: str = "half_even"
    overflow: str = "saturate"


@dataclass(frozen=True)
class Layer:
    """What the configuration needs to know of a layer of the model.

    `takes` are the keys of `Precision` that mean something for it, and `because` says why another one does not.
    """

    name: str
    type: str
    has_multipliers: bool
    takes: frozenset[str] = frozenset(PRECISION_KEYS)
    because: str = ""


@dataclass(frozen=True)
class Config:
    """A configuration whose keys and values are sound; its names are checked by `for_layers` and `for_inputs`."""

    model: LayerOptions = LayerOptions()
    layer_types: Mapping[str, LayerOptions] = field(default_factory=dict[str, LayerOptions])
    layer_names: Mapping[str, LayerOptions] = field(default_factory=dict[str, LayerOptions])
    inputs: Mapping[str, InputOptions] = field(default_factory=dict[str, InputOptions])
    target: Target = Target()
    budget: Budget | None = None

    def for_layers(self, layers: Iterable[Layer]) -> dict[str, LayerOptions]:
        """The options of every layer, by name.

        Raises ConfigError when a name or a type in the configuration is not one of the model's, when a layer without
        multipliers is given a reuse factor, or a layer a precision of something that it does not have.
        """
        layers = list(layers)
        types = dict.fromkeys(name for layer in layers for name in _type_names(layer.type))
        for name in self.layer_types:
            if name not in types:
                raise ConfigError(f"LayerType: the model has no layer of type {name!r}: {choices(name, types)}")
        by_name = self._resolve_names(layers)
        for layer in layers:
            asked = [options for name in _type_names(layer.type) if (options := self.layer_types.get(name))]
            asked += [options for options in (by_name.get(layer.name),) if options]
            for key, of in _FACTORS.items():
                if layer.has_multipliers or all(of(options) is None for options in asked):
                    continue
                able = dict.fromkeys(other.name for other in layers if other.has_multipliers)
                raise ConfigError(
                    f"{key}: layer {layer.name!r} ({layer.type}) has no multipliers to share; layers that have:"
                    f" {', '.join(able) or 'none'}"
                )
        self._check_precision(layers, by_name)
        resolved: dict[str, LayerOptions] = {}
        for layer in layers:
            options = by_name.get(layer.name, LayerOptions())
            for name in _type_names(layer.type):  # the model's own name of the type wins over hls4ml's
                options = options.over(self.layer_types.get(name, LayerOptions()))
            resolved[layer.name] = options.over(self.model)
        return resolved

    def _check_precision(self, layers: list[Layer], by_name: Mapping[str, LayerOptions]) -> None:
        """Raises ConfigError where a key of `Precision` is named for layers that have nothing of the kind."""
        for type_, options in self.layer_types.items():
            of_type = [layer for layer in layers if type_ in _type_names(layer.type)]
            for key, asked in options.precision.items():
                if asked.named and not any(key in layer.takes for layer in of_type):
                    raise _has_none(asked, key, of_type[0])
        for layer in layers:
            if layer.name not in by_name:
                continue
            precision = by_name[layer.name].precision
            for key, asked in precision.items():
                if asked.named and key not in layer.takes:
                    raise _has_none(asked, key, layer)
            if precision and not layer.takes.intersection(precision):
                raise _has_none(next(iter(precision.values())), "precision", layer)

    def for_inputs(self, names: Iterable[str]) -> dict[str, InputOptions]:
        """The options of every input spoken of. Raises ConfigError on a name that no input has."""
        names = list(names)
        for name in self.inputs:
            if name != ANY_INPUT and name not in names:
                raise ConfigError(f"Inputs: the model has no input {name!r}: {choices(name, [*names, ANY_INPUT])}")
        chosen = {name: self.inputs.get(name, self.inputs.get(ANY_INPUT)) for name in names}
        return {name: options for name, options in chosen.items() if options is not None}

    def _resolve_names(self, layers: list[Layer]) -> dict[str, LayerOptions]:
        """The options by name, under the names of the model; the configuration may use the spelling in the C++."""
        names = dict.fromkeys(layer.name for layer in layers)
        sanitized: dict[str, list[str]] = {}
        for name in names:
            sanitized.setdefault(sanitize(name), []).append(name)
        resolved: dict[str, LayerOptions] = {}
        written: dict[str, str] = {}
        for name, options in self.layer_names.items():
            found = [name] if name in names else sanitized.get(name, [])
            if not found:
                raise ConfigError(f"LayerName: the model has no layer {name!r}: {choices(name, names)}")
            if len(found) > 1:
                raise ConfigError(
                    f"LayerName: {name!r} may mean any of {', '.join(map(repr, found))}; write one of these"
                )
            if found[0] in resolved:
                raise ConfigError(f"LayerName: {written[found[0]]!r} and {name!r} mean the same layer")
            resolved[found[0]] = options
            written[found[0]] = name
        return resolved


def load_config(config: Mapping[str, Any] | str | os.PathLike[str] | None) -> Config:
    """Reads a configuration from a dictionary or from the path of a YAML (or JSON) file; None is the empty one.

    Raises ConfigError when the file cannot be read or parsed, on unknown keys, and on values of the wrong kind.
    """
    if config is None:
        return Config()
    prefix = ""
    if isinstance(config, (str, os.PathLike)):
        prefix = f"{os.fspath(config)}: "
        config = _read_yaml(Path(config))
    elif not isinstance(config, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] -- the user's value
        raise ConfigError(f"config must be a dictionary or the path of a YAML file, found {_kind(config)}")
    try:
        return _parse(config)
    except ConfigError as error:
        raise ConfigError(f"{prefix}{error.message}") from None


def _read_yaml(path: Path) -> Mapping[str, Any]:
    import yaml

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ConfigError(f"cannot read the configuration {path}: {reason}") from None
    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        raise ConfigError(f"{path} is not YAML{where}: {problem}") from None
    if content is None:
        return {}
    if not isinstance(content, Mapping):
        raise ConfigError(f"{path} must hold a mapping with the keys {', '.join(_SECTIONS)}; found {_kind(content)}")
    return content  # pyright: ignore[reportUnknownVariableType] -- its keys are checked where they are used


def _has_none(asked: Asked, key: str, layer: Layer) -> ConfigError:
    has = f"it has: {', '.join(key for key in PRECISION_KEYS if key in layer.takes)}" if layer.takes else ""
    reason = "; ".join(part for part in (layer.because, has) if part)
    return ConfigError(f"{asked.where}: layer {layer.name!r} ({layer.type}) has no {key} to configure; {reason}")


_SECTIONS = ("Model", "LayerType", "LayerName", "Inputs")
_LAYER_KEYS = ("Precision", "ReuseFactor", "ParallelizationFactor")
_TARGET_KEYS = ("TargetCycles", "TargetFPS")
_BUDGET_KEY = "Budget"
_RESOURCES = {"LUT": "lut", "FF": "ff", "DSP": "dsp", "BRAM18": "bram18", "URAM": "uram"}
_INPUT_KEYS = ("type", "scale")


def _parse(config: Mapping[str, Any]) -> Config:
    _check_keys(config, _SECTIONS, "the configuration", PROJECT)
    model, target, budget = _parse_target(config.get("Model"))
    return Config(
        target=target,
        budget=budget,
        model=LayerOptions() if model is None else _parse_layer(model, "Model", "Model"),
        layer_types={
            name: _parse_layer(value, "LayerType", f"LayerType -> {name}")
            for name, value in _entries(config, "LayerType")
        },
        layer_names={
            name: _parse_layer(value, "LayerName", f"LayerName -> {name}")
            for name, value in _entries(config, "LayerName")
        },
        inputs={name: _parse_input(value, f"Inputs -> {name}") for name, value in _entries(config, "Inputs")},
    )


def _parse_target(model: object) -> tuple[object, Target, Budget | None]:
    """The target and the budget that `Model` states, and the rest of it."""
    if model is None:
        return None, Target(), None
    options = dict(_mapping(model, "Model"))
    budget = _parse_budget(options.pop(_BUDGET_KEY)) if _BUDGET_KEY in options else None
    cycles, rate = (options.pop(key, None) for key in _TARGET_KEYS)
    if cycles is not None:
        cycles = _parse_count(cycles, "Model -> TargetCycles", 1, MAX_REUSE_FACTOR)
    if rate is not None and (
        isinstance(rate, bool) or not isinstance(rate, numbers.Real) or not 0.0 < to_float(rate) < math.inf
    ):
        raise ConfigError(f"Model -> TargetFPS must be a positive number of samples per second, found {shown(rate)}")
    stated = [key for key in (*_TARGET_KEYS, "ReuseFactor") if key in _mapping(model, "Model")]
    if len(stated) > 1:
        raise ConfigError(f"Model states {' and '.join(stated)}, of which one decides how layers are folded; leave one")
    target = Target(cycles, None if rate is None else to_float(rate))
    return options, target, budget


def _parse_budget(value: object) -> Budget:
    where = f"Model -> {_BUDGET_KEY}"
    if not isinstance(value, Mapping):
        part = to_float(value) if isinstance(value, numbers.Real) else math.nan
        if isinstance(value, bool) or not 0.0 < part <= 1.0:
            raise ConfigError(
                f"{where} must be counts, such as {{LUT: 20000}}, or a part of the device, more than 0 and at most 1;"
                f" found {shown(value)}"
            )
        return Budget(part=part)
    counts = _mapping(cast("object", value), where)
    _check_keys(counts, tuple(_RESOURCES), where)
    if not counts:
        raise ConfigError(f"{where} names no resource; there are {', '.join(_RESOURCES)}")
    return Budget(
        counts={name: _parse_count(count, f"{where} -> {name}", 0, MAX_RESOURCE) for name, count in counts.items()}
    )


def _entries(config: Mapping[str, Any], section: str) -> list[tuple[str, Any]]:
    value = config.get(section)
    if value is None:
        return []
    entries = _mapping(value, section)
    for name in entries:
        if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance] -- YAML keys may be anything
            raise ConfigError(f"{section}: names are strings, found {name!r}")
    return list(entries.items())


def _parse_layer(value: object, level: Level, where: str) -> LayerOptions:
    options = _mapping(value, where)
    _check_keys(options, (*_LAYER_KEYS, *((*_TARGET_KEYS, _BUDGET_KEY) if level == "Model" else ())), where, LAYER)
    precision = {}
    reuse, together = (
        _parse_count(options[key], f"{where} -> {key}", 1, MAX_REUSE_FACTOR) if key in options else None
        for key in ("ReuseFactor", "ParallelizationFactor")
    )
    if "Precision" in options:
        precision = parse_precision(options["Precision"], level, f"{where} -> Precision")
    return LayerOptions(reuse, precision, together)


def _parse_count(value: object, where: str, least: int, most: int) -> int:
    """An integer from `least`, which is 0 or 1, to `most`."""
    if isinstance(value, bool) or not isinstance(value, numbers.Integral) or int(value) < least:
        wanted = "a positive integer" if least else "an integer of 0 or more"
        raise ConfigError(f"{where} must be {wanted}, found {shown(value)}")
    if int(value) > most:
        raise ConfigError(f"{where} must be at most {most:,}, found {shown(value)}")
    return int(value)


def _parse_input(value: object, where: str) -> InputOptions:
    options = _mapping(value, where)
    _check_keys(options, _INPUT_KEYS, where)
    if "type" not in options:
        raise ConfigError(f'{where} needs a type, for example {{"type": "ufixed<8,8>", "scale": 0.00390625}}')
    try:
        spec = parse_type(options["type"])
    except ConfigError as error:
        raise ConfigError(f"{where} -> type: {error.message}") from None
    if spec.type.width > MAX_INPUT_WIDTH:
        raise ConfigError(f"{where} -> type: an input has at most {MAX_INPUT_WIDTH} bits, found {spec.type}")
    if spec.overflow not in ("saturate", "saturate_symmetric"):
        raise ConfigError(
            f"{where} -> type: inputs are saturated by the host; write AP_SAT or AP_SAT_SYM as the overflow mode of"
            f" {options['type']!r}, or leave it out"
        )
    scale = options.get("scale", 1.0)
    if isinstance(scale, bool) or not isinstance(scale, numbers.Real):
        raise ConfigError(f"{where} -> scale must be a positive number, found {shown(scale)}")
    scale = to_float(scale)
    # The host divides by the value of one step in float32, so that is what must be a normal number.
    step = scale * spec.type.step
    if not (scale > 0.0 and math.isfinite(scale)):
        raise ConfigError(f"{where} -> scale must be positive and finite, found {shown(options['scale'])}")
    if not 2.0**-126 <= step < 2.0**127:
        raise ConfigError(
            f"{where}: one step of {spec.type} times the scale is {step:g}, which float32 cannot represent"
        )
    return InputOptions(spec.type, scale, spec.rounding, spec.overflow)


def _check_keys(
    found: Mapping[str, Any],
    accepted: tuple[str, ...],
    where: str,
    foreign: Mapping[str, Key] = MappingProxyType({}),
) -> None:
    """Raises ConfigError on a key that is neither accepted nor one of hls4ml's that have nothing to decide here."""
    for key, value in found.items():
        if key in accepted:
            continue
        name = key if isinstance(key, str) else repr(key)  # pyright: ignore[reportUnnecessaryIsInstance]
        known = foreign.get(name)
        if known is None:
            raise ConfigError(f"unknown key {name!r} in {where}: {choices(name, accepted)}")
        known.judge(value, f"{where} -> {name}")


def _mapping(value: object, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise ConfigError(f"{where} must be a mapping, found {_kind(value)}")
    return value  # pyright: ignore[reportUnknownVariableType] -- its keys are checked where they are used


def _type_names(layer_type: str) -> list[str]:
    """The names under which a type may be configured, the most specific first."""
    alias = LAYER_TYPE_ALIASES.get(layer_type)
    return [layer_type] if alias is None else [layer_type, alias]


def to_float(value: numbers.Real) -> float:
    """A number as a float: infinity where it is larger than these are."""
    try:
        return float(value)
    except OverflowError:
        return math.inf


def _kind(value: object) -> str:
    return f"{type(value).__name__} {shown(value)}"
