# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""What hls4mlir raises.

Every failure that a user can cause is an `Error`: a file that cannot be read, a model, configuration or array that
cannot be accepted, a tool that is not installed. Anything else that escapes is a bug of hls4mlir.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "CompileError",
    "ConfigError",
    "ConfigWarning",
    "DependencyError",
    "Diagnostic",
    "Error",
    "InputError",
    "ModelError",
    "OutputError",
    "Severity",
    "SimulationError",
    "SynthesisError",
    "TargetError",
]

Severity = Literal["error", "warning", "remark", "note"]


@dataclass(frozen=True)
class Diagnostic:
    """One message of the compiler about one place in the model.

    `location` is the name of the layer (or `file:line:column` for IR that was parsed from text), empty when unknown.
    `notes` point to the other places that the message is about.
    """

    message: str
    severity: Severity = "error"
    location: str = ""
    notes: tuple[Diagnostic, ...] = ()

    def __str__(self) -> str:
        where = f"{self.location}: " if self.location else ""
        lines = [f"{where}{self.severity}: {self.message}"]
        lines += [f"  {line}" for note in self.notes for line in str(note).splitlines()]
        return "\n".join(lines)


class Error(Exception):
    """Base of all errors of hls4mlir.

    `message` is the first thing to read and stands alone; `diagnostics` holds what the compiler reported, in order, and
    is empty where no compiler pass took part. `str()` of the error shows both.
    """

    def __init__(self, message: str, diagnostics: Iterable[Diagnostic] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)

    def __str__(self) -> str:
        return "\n".join([self.message, *(str(diagnostic) for diagnostic in self.diagnostics)])


class ModelError(Error):
    """The model cannot be read, or contains something that is not supported."""


class ConfigError(Error):
    """The configuration has an unknown key or name, or a value of the wrong kind."""


class ConfigWarning(UserWarning):
    """The configuration says something that decides nothing; the message says why."""


class TargetError(Error):
    """The target, the interface, the part or the clock is not one that hls4mlir knows."""


class CompileError(Error):
    """The compiler rejected the model; `diagnostics` name the layer and say why, and `message` is the first of them."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        reported = tuple(diagnostics)
        first = reported[0]
        super().__init__(f"{first.location}: {first.message}" if first.location else first.message, reported)

    def __str__(self) -> str:
        first, *others = self.diagnostics
        return "\n".join([self.message, *(f"  {note}" for note in first.notes), *map(str, others)])


class InputError(Error):
    """The arrays given to a compiled model do not fit its inputs."""


class SimulationError(Error):
    """The emitted C++ could not be built, or its run failed."""


class SynthesisError(Error):
    """The vendor's tool failed, or left no report that can be read; the message says where its log is."""


class OutputError(Error):
    """Files cannot be written where they were asked for."""


class DependencyError(Error):
    """A package or tool that this function needs is not installed; the message says how to get it."""
