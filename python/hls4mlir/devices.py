# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""What common devices have, by the vendors' product tables: for budgets, and to know which memories there are."""

from __future__ import annotations

from hls4mlir.report import Resources

__all__ = ["find_device"]

# Lookup tables, registers, DSP blocks, memories of 36 kilobits (each two of 18) and of 288, by the start of the name.
_DEVICES = {
    "xc7a100t": (63_400, 126_800, 240, 135, 0),
    "xc7a200t": (134_600, 269_200, 740, 365, 0),
    "xc7a35t": (20_800, 41_600, 90, 50, 0),
    "xc7k325t": (203_800, 407_600, 840, 445, 0),
    "xc7vx690t": (433_200, 866_400, 3_600, 1_470, 0),
    "xc7z010": (17_600, 35_200, 80, 60, 0),
    "xc7z020": (53_200, 106_400, 220, 140, 0),
    "xc7z045": (218_600, 437_200, 900, 545, 0),
    "xck26": (117_120, 234_240, 1_248, 144, 64),
    "xcku115": (663_360, 1_326_720, 5_520, 2_160, 0),
    "xcku5p": (216_960, 433_920, 1_824, 480, 64),
    "xcu200": (1_182_240, 2_364_480, 6_840, 2_160, 960),
    "xcu250": (1_728_000, 3_456_000, 12_288, 2_688, 1_280),
    "xcu280": (1_303_680, 2_607_360, 9_024, 2_016, 960),
    "xcu50": (871_680, 1_743_360, 5_952, 1_344, 640),
    "xcu55": (1_303_680, 2_607_360, 9_024, 2_016, 960),
    "xcvu13p": (1_728_000, 3_456_000, 12_288, 2_688, 1_280),
    "xcvu9p": (1_182_240, 2_364_480, 6_840, 2_160, 960),
    "xczu28dr": (425_280, 850_560, 4_272, 1_080, 80),
    "xczu3eg": (70_560, 141_120, 360, 216, 0),
    "xczu48dr": (425_280, 850_560, 4_272, 1_080, 80),
    "xczu7ev": (230_400, 460_800, 1_728, 312, 96),
    "xczu9eg": (274_080, 548_160, 2_520, 912, 0),
}


def find_device(part: str) -> Resources | None:
    """What the device called `part` has, such as `xc7z020clg400-1`; None for one that is not in the tables."""
    for name, (lut, ff, dsp, bram36, uram) in _DEVICES.items():
        if part.casefold().startswith(name):
            return Resources(lut, ff, dsp, 2 * bram36, uram)
    return None
