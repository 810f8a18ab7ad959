# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The command line.

Exit codes: 0 when all is well, 1 when `check` finds a difference, 2 for what the user can mend (one line on standard
error says what), 70 for a bug of hls4mlir. On a terminal a spinner shows what is being done; elsewhere only results are
printed.
"""

from __future__ import annotations

import contextlib
import math
import sys
import warnings
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any, NoReturn, Protocol, TypeVar

import click
import numpy as np
from rich.console import Console
from rich.markup import escape

import hls4mlir
from hls4mlir.check import check_model
from hls4mlir.errors import Error, InputError, OutputError
from hls4mlir.executors import load_executors
from hls4mlir.project import MANIFEST, read_manifest
from hls4mlir.report import Report
from hls4mlir.targets import TARGETS

__all__ = ["main"]

EXIT_DIFFERENT = 1
EXIT_ERROR = 2
EXIT_BUG = 70
EXIT_INTERRUPTED = 130

F = TypeVar("F", bound=Callable[..., Any])


def main(arguments: list[str] | None = None) -> NoReturn:
    """Runs the command line on `arguments`, by default those of the process, and exits."""
    words = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in words
    try:
        with _one_line_warnings():
            # The exit code that a command asked for, or None.
            code = commands.main([word for word in words if word != "--debug"], "hls4mlir", standalone_mode=False)
    except click.Abort:
        sys.exit(EXIT_INTERRUPTED)
    except click.ClickException as error:
        _say("error", error.format_message())
        sys.exit(EXIT_ERROR)
    except Error as error:
        if debug:
            raise
        _say("error", str(error))
        sys.exit(EXIT_ERROR)
    except Exception as error:
        if debug:
            raise
        what = f"{type(error).__name__}: {error}"
        _say("internal error", f"{what} (a bug of hls4mlir: report it with what --debug shows)")
        sys.exit(EXIT_BUG)
    sys.exit(code)


# What the commands share --------------------------------------------------------------------------------------------


def _say(kind: str, text: str) -> None:
    """One line on standard error."""
    print(f"hls4mlir: {kind}: {'; '.join(line.strip() for line in text.splitlines())}", file=sys.stderr)


@contextlib.contextmanager
def _one_line_warnings() -> Generator[None, None, None]:
    def show(message: Warning | str, *_: object) -> None:
        _say("warning", str(message).replace(": warning: ", ": ", 1))

    with warnings.catch_warnings():
        warnings.simplefilter("default")
        warnings.showwarning = show
        yield


@contextlib.contextmanager
def _doing(what: str) -> Generator[None, None, None]:
    """Shows what is being done while it is being done, on a terminal."""
    console = Console(stderr=True)
    with console.status(what) if console.is_terminal else contextlib.nullcontext():
        yield


@contextlib.contextmanager
def _following(what: str) -> Generator[Callable[[str], None] | None, None, None]:
    """Shows what is being done with the last line that a tool has printed, on a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with console.status(what) as status:
        yield lambda line: status.update(f"{what}: {escape(line[:100])}")


def _compile_options(function: F) -> F:
    """The options of `hls4mlir.compile()`."""
    options = (
        click.option("--target", default="vitis", show_default=True, help=f"Vendor's tool: {', '.join(TARGETS)}."),
        click.option("--io", default="stream", show_default=True, help="How data flow: stream or parallel."),
        click.option("--config", metavar="FILE", help="YAML file: Model, LayerType, LayerName, Inputs."),
        click.option("--part", help="The device; default: one for the target."),
        click.option("--clock", "clock_ns", type=float, default=5.0, show_default=True, help="Clock period in ns."),
        click.option("--exact", is_flag=True, help="Refuse whatever is not exact to the last bit."),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _compile(model: str, **options: Any) -> hls4mlir.Model:
    with _doing(f"compiling {model}"):
        compiled = hls4mlir.compile(model, **options)
    for remark in compiled.remarks:
        _say("remark", remark.message)
    return compiled


class _Shown(Protocol):
    """A result that is a table in plain text by `str()`, and one in colour for rich."""

    def to_json(self) -> str:
        """The result as JSON, with a newline at its end."""
        ...


def _show(result: _Shown, as_json: bool) -> None:
    """Prints a result: as JSON, in colour on a terminal, else in plain text."""
    if as_json:
        click.echo(result.to_json(), nl=False)
    elif sys.stdout.isatty():
        Console(markup=False, emoji=False).print(result)
    else:
        click.echo(str(result))


# Commands -----------------------------------------------------------------------------------------------------------


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog="--debug shows the traceback of errors.")
@click.version_option(package_name="hls4mlir", message="hls4mlir %(version)s")
def commands() -> None:
    """Compiles quantized neural networks to hardware designs, bit for bit."""


@commands.command("compile")
@click.argument("model")
@click.option("-o", "--output", "output_dir", required=True, metavar="DIR", help="Directory of the project.")
@_compile_options
def compile_command(model: str, output_dir: str, **options: Any) -> None:
    """Writes the HLS C++ project of MODEL."""
    compiled = _compile(model, **options)
    folder = compiled.write(output_dir)
    if sys.stdout.isatty():
        click.echo(f"{folder}: {len(compiled.sources)} files")


@commands.command("run")
@click.argument("model")
@click.option("--input", "source", required=True, metavar="FILE", help="Samples: .npy, or .npz by names of inputs.")
@click.option("--output", "result", metavar="FILE", help="For the results: .npy or .npz; default: standard output.")
@click.option("--csim", is_flag=True, help="Run the emitted C++ instead of the JIT.")
@_compile_options
def run_command(model: str, source: str, result: str | None, csim: bool, **options: Any) -> None:
    """Predicts with MODEL, as the hardware will."""
    samples = _load(source)
    if result is not None and Path(result).suffix not in (".npy", ".npz"):
        raise OutputError(f"cannot write {result}: results go to a file that ends in .npy or .npz")
    compiled = _compile(model, **options)
    with _doing("running"):
        y = compiled.csim(samples) if csim else compiled.predict(samples)
    results = compiled.by_name(y)
    if result is not None:
        _store(results, result)
        return
    for output in compiled.outputs:
        if len(results) > 1:
            click.echo(f"# {output.name}")
        np.savetxt(sys.stdout, results[output.name].reshape(-1, math.prod(output.shape)), fmt="%.9g")


@commands.command("report")
@click.argument("model")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--html", "page", metavar="FILE", help="Write a page with the graph instead.")
@_compile_options
def report_command(model: str, as_json: bool, page: str | None, **options: Any) -> None:
    """Shows the layers of MODEL, which is a model or the directory of a project."""
    report = _load_report(Path(model)) if Path(model).is_dir() else _compile(model, **options).report()
    if page is not None:
        if Path(page).suffix.lower() not in (".html", ".htm"):
            raise OutputError(f"cannot write {page}: a page goes to a file that ends in .html")
        report.save(page)
    if as_json or page is None:
        _show(report, as_json)


@commands.command("build")
@click.argument("model")
@click.option("-o", "--output", "output_dir", required=True, metavar="DIR", help="Directory of the project.")
@click.option("--input", "source", metavar="FILE", help="Samples for --csim and --cosim: .npy, or .npz by names.")
@click.option("--csim", is_flag=True, help="Run the test bench with the C++.")
@click.option("--synth/--no-synth", default=True, show_default=True, help="C synthesis.")
@click.option("--cosim", is_flag=True, help="Run the test bench with the RTL.")
@click.option("--export", is_flag=True, help="Go on to place and route.")
@click.option("--timeout", type=float, help="Of each program that is run, in seconds.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@_compile_options
def build_command(
    model: str,
    output_dir: str,
    source: str | None,
    csim: bool,
    synth: bool,
    cosim: bool,
    export: bool,
    timeout: float | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Runs the vendor's tool on the project of MODEL and shows its figures beside the estimates."""
    samples = None if source is None else _load(source)
    compiled = _compile(model, **options)
    with _following("building") as follow:
        report = compiled.build(
            output_dir, x=samples, csim=csim, synth=synth, cosim=cosim, export=export, timeout=timeout, progress=follow
        )
    _show(report, as_json)


@commands.command("profile")
@click.argument("model")
@click.option("--data", "source", required=True, metavar="FILE", help="Samples: .npy, or .npz by names of inputs.")
@click.option("--snr", type=float, default=40.0, show_default=True, help="Decibels that the types aim at; 6 are a bit.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@click.option("--plot", metavar="FILE", help="Draw the ranges against the types: .png, .svg or .pdf.")
@click.option("-o", "--output", metavar="FILE", help="Write the suggested types as a configuration, in YAML.")
def profile_command(model: str, source: str, snr: float, as_json: bool, plot: str | None, output: str | None) -> None:
    """Suggests precisions for MODEL, run in floating point on data."""
    samples = _load(source)
    with _doing(f"profiling {model}"):
        found = hls4mlir.profile(model, samples, snr=snr, plot=plot)
    if output is not None:
        import yaml

        try:
            Path(output).write_text(yaml.safe_dump(found.config(), sort_keys=False), encoding="utf-8")
        except OSError as error:
            raise OutputError(f"cannot write {output}: {error.strerror or error}") from None
    _show(found, as_json)


@commands.command("check")
@click.argument("model")
@click.option("--samples", type=click.IntRange(min=1), default=64, show_default=True, help="Random samples to try.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the random numbers.")
@click.option("--csim/--no-csim", default=True, show_default=True, help="Build and run the emitted C++, too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of a table.")
@_compile_options
def check_command(model: str, samples: int, seed: int, csim: bool, as_json: bool, **options: Any) -> None:
    """Compares every level of MODEL, and what its source computes, on random samples.

    The source's executors (our own in float32, and the packages qonnx and onnxruntime where installed) against the
    integer form, tensor by tensor; predict() against the interpreted integer form, the dataflow level and the emitted
    C++, code by code. Names the first tensor that differs. A tie that float32 noise decides for an executor is counted,
    and no difference.
    """
    compiled = _compile(model, **options)
    with _doing("comparing"):
        outcome = check_model(compiled, samples, seed, executors=load_executors(model), csim=csim)
    _show(outcome, as_json)
    if not outcome.equal:
        raise click.exceptions.Exit(EXIT_DIFFERENT)


# Files --------------------------------------------------------------------------------------------------------------


def _load(path: str) -> Any:
    try:
        content: Any = np.load(path, allow_pickle=False)
        names = getattr(content, "files", None)  # of an .npz
        return content if names is None else {name: content[name] for name in names}
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror or error}") from None
    except Exception as error:  # whatever numpy makes of a broken file
        raise InputError(f"cannot read {path}: not a file of numpy arrays ({error})") from None


def _store(results: dict[str, Any], path: str) -> None:
    if len(results) > 1 and not path.endswith(".npz"):
        raise OutputError(f"cannot write {path}: {len(results)} outputs go to a file that ends in .npz")
    try:
        with Path(path).open("wb") as file:
            if path.endswith(".npz"):
                np.savez(file, **results)
            else:
                np.save(file, next(iter(results.values())))
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror or error}") from None


def _load_report(folder: Path) -> Report:
    manifest = read_manifest(folder)
    try:
        if manifest is None:
            raise ValueError(f"it has no readable {MANIFEST}")
        return Report.from_dict(manifest["report"])
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise InputError(f"{folder} is not a project that hls4mlir wrote: {error}") from None
