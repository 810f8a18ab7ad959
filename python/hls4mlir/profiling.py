# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""`hls4mlir.profile()`: which numbers a floating-point model computes, and the precisions that they ask for.

The model is run in float32 on the user's data, by `hls4mlir.reference`. For every constant and every result that is the
user's to quantize (see `hls4mlir.quantization`) the range and the distribution are recorded, and a type is suggested:

- integer bits: as many as the largest magnitude needs after rounding, and a sign where there are negative numbers;
- fraction bits: the rounding noise of a step of 2**-F is 2**(-2 F) / 12, and F is the smallest for which the mean
  square of the numbers lies `snr` decibels above it, after an equal share of the noise was given to each of the N
  tensors that are quantized: `mean(x**2) * 12 * 4**F >= 10**(snr / 10) * N`.

The rule takes the noise of the tensors as independent and the network as passing noise on as it passes on the signal;
`Profile.snr` is what the outputs then have, measured on the same data by running the network with the suggested types.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich import box
from rich.table import Table

from hls4mlir import ir, reference
from hls4mlir.boundary import assign
from hls4mlir.compile import read_model
from hls4mlir.config import load_config
from hls4mlir.errors import ConfigError, DependencyError, InputError, OutputError
from hls4mlir.lowering import apply_config, apply_precision
from hls4mlir.modules import dictionaries, find_function, text
from hls4mlir.plain import render_plain
from hls4mlir.quantization import INPUT_TYPE, SourceLayer, constant_operands, survey
from hls4mlir.types import FixedType, TypeSpec

__all__ = ["Profile", "Statistics", "TensorProfile", "profile"]

_PLAIN_WIDTH = 160
_BARS = " ▁▂▃▄▅▆▇█"
# Dense layers have weights of at most so many bits; results and constants of more are no gain over float32.
_MAX_WIDTH = 32


@dataclass(frozen=True)
class Statistics:
    """What numbers a tensor holds.

    `smallest` is the smallest magnitude above zero, 0.0 when all are zero. `exponents` counts the elements of magnitude
    2**e up to 2**(e + 1), by e. `quartiles` are those of the magnitudes above zero.
    """

    count: int
    zeros: int
    minimum: float
    maximum: float
    mean_abs: float
    mean_square: float
    smallest: float
    exponents: dict[int, int]
    quartiles: tuple[float, float, float]

    @classmethod
    def of(cls, array: NDArray[Any]) -> Statistics:
        """The statistics of an array that is not empty."""
        values = array.astype(np.float64).reshape(-1)
        magnitudes = np.abs(values[values != 0])
        exponents = np.frexp(magnitudes)[1] - 1
        found, counts = np.unique(exponents, return_counts=True)
        quartiles = np.quantile(magnitudes, (0.25, 0.5, 0.75)) if magnitudes.size else np.zeros(3)
        return cls(
            count=values.size,
            zeros=values.size - magnitudes.size,
            minimum=float(values.min()),
            maximum=float(values.max()),
            mean_abs=float(np.abs(values).mean()),
            mean_square=float(np.square(values).mean()),
            smallest=float(magnitudes.min(initial=math.inf)) if magnitudes.size else 0.0,
            exponents=dict(zip(found.tolist(), counts.tolist(), strict=True)),
            quartiles=(float(quartiles[0]), float(quartiles[1]), float(quartiles[2])),
        )

    @property
    def largest(self) -> float:
        """The largest magnitude."""
        return max(-self.minimum, self.maximum)

    def sparkline(self, low: int, high: int) -> str:
        """The histogram of exponents from `low` to `high`, a character for each."""
        top = max(self.exponents.values(), default=1)
        heights = (self.exponents.get(exponent, 0) / top for exponent in range(low, high + 1))
        return "".join(_BARS[math.ceil(height * (len(_BARS) - 1))] for height in heights)


@dataclass(frozen=True)
class TensorProfile:
    """A constant or a result of a layer: `key` is that of `Precision` that gives its type.

    `suggested` is None where the model itself says the type.
    """

    layer: str
    layer_type: str
    key: str
    statistics: Statistics
    suggested: TypeSpec | None


@dataclass(frozen=True)
class Profile:
    """What `profile()` found. `str()` is a table in plain text, rich prints it in colour.

    `target_snr` is what was asked for in decibels, `snr` what the suggested types give, measured on the data: the ratio
    of the mean square of an output to that of its error against float32, by the name of the output.
    """

    model: str
    samples: int
    target_snr: float
    tensors: tuple[TensorProfile, ...]
    snr: dict[str, float]

    def config(self) -> dict[str, Any]:
        """The suggested types, as a configuration for `hls4mlir.compile()`."""
        names: dict[str, dict[str, Any]] = {}
        inputs: dict[str, dict[str, Any]] = {}
        for tensor in self.tensors:
            if tensor.suggested is None:
                continue
            if tensor.layer_type == INPUT_TYPE:
                inputs[tensor.layer] = {"type": str(tensor.suggested)}
            else:
                names.setdefault(tensor.layer, {"Precision": {}})["Precision"][tensor.key] = str(tensor.suggested)
        sections = {"LayerName": names, "Inputs": inputs}
        return {section: entries for section, entries in sections.items() if entries}

    def to_dict(self) -> dict[str, Any]:
        """The profile in lists, dictionaries, strings and numbers."""
        content = asdict(self)
        content["tensors"] = [
            {
                **asdict(tensor),
                "suggested": None if tensor.suggested is None else str(tensor.suggested),
            }
            for tensor in self.tensors
        ]
        content["snr"] = {name: value if math.isfinite(value) else None for name, value in self.snr.items()}
        content["config"] = self.config()
        return content

    def to_json(self) -> str:
        """The profile as JSON; a signal without any error has null as its ratio."""
        return json.dumps(self.to_dict(), indent=2) + "\n"

    def save_plot(self, path: str | os.PathLike[str]) -> Path:
        """Draws the magnitudes of every tensor over the range of its suggested type, to a file.

        The format is that of the file's name: png, svg, pdf. A box spans the quartiles of the magnitudes above zero,
        its whiskers reach to the smallest and the largest; the band behind reaches from the step of the type to its
        largest number. Raises DependencyError without matplotlib, OutputError when the file cannot be written.
        """
        return _save_plot(self, Path(path))

    def __rich__(self) -> Table:
        outputs = ", ".join(f"{name} {_decibels(value)}" for name, value in self.snr.items())
        table = Table(
            title=f"{self.model}: ranges of {self.samples:,} samples, types for {self.target_snr:g} dB",
            caption=f"with these types: {outputs}" if outputs else None,
            box=box.SIMPLE_HEAD,
            title_justify="left",
            caption_justify="left",
        )
        found = [exponent for tensor in self.tensors for exponent in tensor.statistics.exponents]
        low, high = max(min(found, default=0), max(found, default=0) - 31), max(found, default=0)
        for header in ("layer", "what"):
            table.add_column(header, overflow="fold")
        for header in ("min", "max", "mean |x|", "smallest"):
            table.add_column(header, justify="right")
        table.add_column(f"exponents {low}..{high}", no_wrap=True)
        table.add_column("type")
        for tensor in self.tensors:
            numbers = tensor.statistics
            shown = (numbers.minimum, numbers.maximum, numbers.mean_abs, numbers.smallest)
            table.add_row(
                tensor.layer,
                tensor.key if tensor.layer_type != INPUT_TYPE else "input",
                *(f"{number:.4g}" for number in shown),
                numbers.sparkline(low, high),
                "(the model's own)" if tensor.suggested is None else str(tensor.suggested),
            )
        return table

    def __str__(self) -> str:
        return render_plain(self.__rich__(), _PLAIN_WIDTH)


def profile(
    model: Any,
    data: object,
    *,
    weights: str | os.PathLike[str] | None = None,
    snr: float = 40.0,
    plot: str | os.PathLike[str] | None = None,
) -> Profile:
    """Runs a model in float32 on data and suggests a precision for everything that it does not quantize itself.

    Args:
        model: As for `hls4mlir.compile()`.
        data: Samples: an array, batch first, or a dictionary of arrays by the names of the inputs.
        weights: As for `hls4mlir.compile()`.
        snr: The signal-to-noise ratio in decibels that the types aim at; see `hls4mlir.profiling`. 6 dB are a bit.
        plot: Where to draw the ranges; see `Profile.save_plot()`.

    Raises:
        ModelError: The model cannot be read or contains something unsupported.
        InputError: The samples do not fit the inputs of the model.
        ConfigError: `snr` is no finite number.
        DependencyError: A package that reading the model, or plotting, needs is not installed.
        OutputError: The plot cannot be written.
    """
    if isinstance(snr, bool) or not isinstance(snr, (int, float)) or not math.isfinite(snr):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ConfigError(f"snr must be a number of decibels, found {snr!r}")
    with ir.Context():
        module = read_model(model, weights)
        function = find_function(module.operation)
        inputs = _arrays(function, data)
        layers = survey(function)
        values = reference.evaluate(module, inputs)
        found = _tensors(layers, values)
        # The noise is shared among what is quantized.
        share = sum(1 for _, _, _, own in found if not own)
        tensors = tuple(
            TensorProfile(
                layer.name,
                layer.type,
                key,
                statistics,
                None if own else suggest_type(statistics, snr + 10 * math.log10(share)),
            )
            for layer, key, statistics, own in found
        )
        name = text(function.attributes["sym_name"])
        samples = len(next(iter(inputs.values()))) if inputs else 0
        result = Profile(name, samples, float(snr), tensors, {})
        result = Profile(name, samples, float(snr), tensors, _measure(module, result, inputs, values))
    if plot is not None:
        result.save_plot(plot)
    return result


def suggest_type(statistics: Statistics, snr: float) -> TypeSpec:
    """The narrowest type that holds the numbers and whose rounding noise lies `snr` decibels below them."""
    signed = statistics.minimum < 0
    if statistics.mean_square == 0.0:
        return TypeSpec(FixedType(1, 1, signed=False))
    fraction = math.ceil(math.log2(10 ** (snr / 10) / (12 * statistics.mean_square)) / 2)
    while (width := _width(statistics, fraction)) > _MAX_WIDTH:
        fraction -= width - _MAX_WIDTH
    return TypeSpec(FixedType(width, width - fraction, signed))


def _width(statistics: Statistics, fraction: int) -> int:
    """The bits of a type with so many fraction bits that holds the numbers; rounding may carry into one more."""
    high = math.floor(math.ldexp(statistics.maximum, fraction) + 0.5)
    low = math.ceil(math.ldexp(statistics.minimum, fraction) - 0.5)
    if low >= 0 and statistics.minimum >= 0:
        return max(high.bit_length(), 1)
    return max(high.bit_length(), (-low - 1).bit_length() if low < 0 else 0) + 1


# What is run ---------------------------------------------------------------------------------------------------------


def _arrays(function: ir.Operation, data: object) -> dict[str, NDArray[np.floating[Any]]]:
    """The samples by the names of inputs, batch first. Raises InputError."""
    arguments = dictionaries(function, "arg_attrs")
    names = [text(argument["qnn.name"]) for argument in arguments]
    if isinstance(data, Mapping):
        given: dict[str, object] = {str(key): value for key, value in data.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    elif len(names) == 1:
        given = {names[0]: data}
    else:
        raise InputError(f"the model has {len(names)} inputs: give a dictionary with the keys {', '.join(names)}")
    result: dict[str, NDArray[np.floating[Any]]] = {}
    for name, value in given.items():
        try:
            array: NDArray[Any] = np.asarray(value)
        except Exception as error:  # whatever the user's object raises when asked for its array
            raise InputError(f"input {name!r}: cannot make an array of it: {error}") from None
        if array.dtype.kind not in "biuf":
            raise InputError(f"input {name!r}: expected an array of numbers, found dtype {array.dtype}")
        with np.errstate(over="ignore"):
            floats = array.astype(np.float32)
        if not np.isfinite(floats).all():
            raise InputError(f"input {name!r}: holds numbers that are not finite in float32")
        if array.ndim == 0 or len(array) == 0:
            raise InputError(f"input {name!r}: holds no samples; its first dimension must count them")
        result[name] = floats
    return result


def _tensors(
    layers: Mapping[str, SourceLayer], values: Mapping[str, NDArray[np.floating[Any]]]
) -> list[tuple[SourceLayer, str, Statistics, bool]]:
    """The tensors of every layer: layer, key of `Precision`, statistics, and whether the model itself says the type."""
    result: list[tuple[SourceLayer, str, Statistics, bool]] = []
    for layer in layers.values():
        if not layer.takes:
            continue
        for key, operations in layer.constants.items():
            joined = np.concatenate([_constant_of(operation, key).reshape(-1) for operation in operations])
            result.append((layer, key, Statistics.of(joined), layer.has_exact_constants))
        if (array := _result_of(layer, values)) is not None:
            result.append((layer, "result", Statistics.of(array), layer.exact or layer.moves_only))
    return result


def _constant_of(operation: ir.Operation, key: str) -> NDArray[np.floating[Any]]:
    """The constant of an operation that `key` gives a type."""
    if operation.name == "qnn.batch_norm":
        gamma, beta, mean, variance = (
            np.asarray(operation.attributes[name], np.float64) for name in ("gamma", "beta", "mean", "variance")
        )
        scale = gamma / np.sqrt(variance + ir.FloatAttr(operation.attributes["epsilon"]).value)
        return (scale if key == "scale" else beta - mean * scale).astype(np.float32)
    (constant,) = constant_operands(operation)
    array = reference.evaluate_constant(constant)
    return 1 / array if operation.name == "qnn.div" else array


def _result_of(layer: SourceLayer, values: Mapping[str, NDArray[np.floating[Any]]]) -> NDArray[np.floating[Any]] | None:
    if layer.last is None:
        return values[layer.name]
    if "qnn.tensors" not in layer.last.attributes:
        return None
    return values[text(ir.ArrayAttr(layer.last.attributes["qnn.tensors"])[0])]


def _measure(
    module: ir.Module,
    suggested: Profile,
    inputs: Mapping[str, NDArray[np.floating[Any]]],
    exact: Mapping[str, NDArray[np.floating[Any]]],
) -> dict[str, float]:
    """The signal-to-noise ratio of every output, in decibels, when the network runs with the suggested types."""
    config = load_config(suggested.config())
    quantized = module.operation.clone().operation
    # The clock is of no matter: a suggestion states no target.
    apply_config(quantized, config, clock_ns=1.0)
    quantized = apply_precision(quantized)
    types = {tensor.layer: tensor.suggested for tensor in suggested.tensors if tensor.layer_type == INPUT_TYPE}
    rounded = {
        name: array if types.get(name) is None else assign(array, spec).astype(np.float32)
        for name, array in inputs.items()
        for spec in (types.get(name) or TypeSpec(FixedType(1, 1)),)
    }
    values = reference.evaluate(ir.Module.parse(quantized.get_bytecode()), rounded, dtype=np.float64)
    outputs = [text(result["qnn.name"]) for result in dictionaries(find_function(module.operation), "res_attrs")]
    return {name: _ratio(exact[name], values[name]) for name in outputs}


def _ratio(exact: NDArray[np.floating[Any]], found: NDArray[np.floating[Any]]) -> float:
    wanted = exact.astype(np.float64)
    noise = float(np.square(found.astype(np.float64) - wanted).mean())
    return math.inf if noise == 0.0 else 10 * math.log10(max(float(np.square(wanted).mean()), 1e-300) / noise)


def _decibels(value: float) -> str:
    return "exact" if math.isinf(value) else f"{value:.1f} dB"


# Plot ----------------------------------------------------------------------------------------------------------------


def _save_plot(profile: Profile, path: Path) -> Path:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise DependencyError("plotting needs the package matplotlib: pip install 'hls4mlir[report]'") from None
    tensors = [tensor for tensor in profile.tensors if tensor.statistics.largest > 0]
    figure = Figure(figsize=(9, 1.2 + 0.32 * len(tensors)), layout="constrained")
    axes = figure.subplots()
    boxes: list[dict[str, Any]] = []
    for position, tensor in enumerate(tensors):
        numbers = tensor.statistics
        low, middle, high = (math.log2(quartile) for quartile in numbers.quartiles)
        boxes.append(
            {
                "whislo": math.log2(numbers.smallest),
                "q1": low,
                "med": middle,
                "q3": high,
                "whishi": math.log2(numbers.largest),
                "fliers": [],
            }
        )
        if tensor.suggested is not None:
            type_ = tensor.suggested.type
            top = type_.integer - type_.signed
            axes.barh(position, top - type_.lsb, left=type_.lsb, height=0.8, color="tab:orange", alpha=0.35)
    axes.bxp(boxes, positions=range(len(boxes)), widths=0.5, orientation="horizontal")
    axes.set_yticks(range(len(tensors)), [f"{tensor.layer}: {tensor.key}" for tensor in tensors])
    axes.invert_yaxis()
    axes.set_xlabel("log2 of the magnitude")
    axes.set_title(f"{profile.model}: numbers (boxes) and suggested types (bands)")
    try:
        figure.savefig(path)
    except (OSError, ValueError) as error:
        raise OutputError(f"cannot write the plot {path}: {error}") from None
    return path
