"""How sure a share is."""

from __future__ import annotations

from math import sqrt

#: Standard normal quantile that leaves 2.5 % above it: a 95 % interval.
Z_95 = 1.959963984540054


def wilson(counts: int, known: int, z: float = Z_95) -> tuple[float, float] | None:
    """Wilson's score interval for the share `counts / known`, as (low, high) within 0 to 1.

    None when nothing is known. Low is exactly 0 when none counts, high exactly 1 when all do.
    ValueError when the counts cannot be a part of the known.

    Source: Wilson 1927, JASA 22:209-212, without continuity correction.
    """
    if not 0 <= counts <= known:
        raise ValueError(f"{counts} of {known} is not a share")
    if known == 0:
        return None
    share, weight = counts / known, z * z / known
    middle = (share + weight / 2) / (1 + weight)
    reach = z * sqrt(share * (1 - share) / known + weight / (4 * known)) / (1 + weight)
    low = max(0.0, middle - reach) if counts else 0.0
    high = min(1.0, middle + reach) if counts < known else 1.0
    return low, high
