# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""The script with which AMD's HLS tools build a project."""

from __future__ import annotations

__all__ = ["build_script"]


def build_script(
    top: str, part: str, clock_ns: float, *, command: str, standard: str, solution_options: str = ""
) -> str:
    """The text of `build.tcl` for `vitis_hls` or `vivado_hls`, which is `command`.

    `standard` is the C++ standard as the tool's compiler knows it, `solution_options` what `open_solution` gets too.
    """
    flags = f"-std={standard} -Isrc"
    return f"""\
# Builds {top}:  {command} -f build.tcl
#
# Synthesizes the design and packs it as an IP core. Where tb/input.dat holds test vectors (a line per sample: the codes
# of all inputs), the C++ is simulated first; the results are in tb/output.dat.

cd [file dirname [file normalize [info script]]]

open_project -reset {top}_hls
set_top {top}
add_files src/{top}.cpp -cflags "{flags}"
add_files -tb tb/{top}_tb.cpp -cflags "{flags}"

open_solution -reset solution{solution_options}
set_part {{{part}}}
create_clock -period {clock_ns:g} -name default

if {{[file exists tb/input.dat]}} {{
    csim_design -argv "[file normalize tb/input.dat] [file normalize tb/output.dat]"
}}
csynth_design
export_design -format ip_catalog
exit
"""
