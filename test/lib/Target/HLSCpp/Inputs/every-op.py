# Part of hls4mlir, under the Apache License 2.0. See LICENSE.
"""What every-op.mlir computes, in exact fractions; writes samples to `INPUT` and expected codes to `OUTPUT`."""

import math
import random
import sys
from fractions import Fraction
from pathlib import Path

TABLE = [3, 1, 4, 1, 5, 9, 2, 6]
WIDE = [-(2**63), 2**63 - 1, 1, -1]
HUGE = [2**64 - 1, 0, 1, 2]


def half(tie):
    def round_it(x):
        low = math.floor(x)
        return low if x - low < Fraction(1, 2) else low + 1 if x - low > Fraction(1, 2) else tie(low)

    return round_it


half_even = half(lambda low: low + low % 2)
half_away = half(lambda low: low if low < 0 else low + 1)
half_floor = half(lambda low: low)
half_to_zero = half(lambda low: low + 1 if low < 0 else low)


def away(x):
    return math.ceil(x) if x > 0 else math.floor(x)


def wrap(code):
    return (code + 128) % 256 - 128


def saturate(code):
    return min(127, max(-128, code))


def run(sample):
    pairs, ks = sample[:8], sample[8:]
    z, rows = [], []
    for i in range(4):
        a, b, k = Fraction(pairs[2 * i], 32), Fraction(pairs[2 * i + 1], 32), Fraction(ks[i], 16)
        total = (a - (a - b)) * k + Fraction(1, 2) + max(a, k) + (a >= k)
        rows.append(total)
        code = min(max(pairs[2 * i], 0) >> 2, 7)
        z.append(TABLE[code] if i in (1, 3) else 0)
    result = []
    for i in range(4):
        x = rows[i] * 16  # in steps of the result
        symmetric = min(127, max(-127, away(x)))
        zeroed = half_away(x) if -128 <= half_away(x) <= 127 else 0
        clamped = min(5, max(-3, zeroed))
        at = 3 - i if i < 2 and i % 2 else i // 3
        result += [
            saturate(half_even(x)), wrap(math.ceil(x)), symmetric, wrap(math.floor(x)), clamped,
            saturate(half_floor(2 * x / 8)),
            saturate(half_to_zero(Fraction(WIDE[i], 2**60) * 16)), 16 * (HUGE[i] == 2**64 - 1),
            2 * min((2 * z[i] * 8 + 7) // 14, 15), saturate(z[at] * 16), saturate(math.trunc(x)),
        ]  # fmt: skip
    return result


random.seed(2)
with Path(sys.argv[1]).open("w") as samples, Path(sys.argv[2]).open("w") as results:
    for _ in range(300):
        sample = [random.choice((-128, 127, 0, random.randint(-128, 127))) for _ in range(8)]
        sample += [random.choice((0, 63, random.randint(0, 63))) for _ in range(4)]
        print(*sample, file=samples)
        print(*run(sample), file=results)
