"""Numbers as people read them."""

from __future__ import annotations

import math

__all__ = ["column", "column_or_blank", "number", "percent", "precise", "tiny"]


def number(value: float) -> str:
    """Write a number for people: six significant digits, at most four decimals."""
    return column([value])[0]


def column(values: list[float]) -> list[str]:
    """Write a column of numbers with as many decimals as its longest needs."""
    decimals = max((_decimals(value) for value in values), default=0)
    return [_write(value, decimals) for value in values]


def _decimals(value: float) -> int:
    if not math.isfinite(value) or value == 0 or _is_extreme(value):
        return 0
    most = min(max(5 - math.floor(math.log10(abs(value))), 0), 4)
    return len(f"{value:.{most}f}".rstrip("0").partition(".")[2])


def _write(value: float, decimals: int) -> str:
    if math.isnan(value):
        return "–"
    if math.isinf(value):
        return "∞"
    return f"{value:.6g}" if _is_extreme(value) else f"{value:,.{decimals}f}"


def _is_extreme(value: float) -> bool:
    return value != 0 and math.isfinite(value) and not 1e-4 <= abs(value) < 1e9


def column_or_blank(values: list[float], blank: list[bool]) -> list[str]:
    """Write a column of numbers, with nothing where a cell is to be blank."""
    written = iter(column([v for v, b in zip(values, blank, strict=True) if not b]))
    return ["" if b else next(written) for b in blank]


def percent(share: float) -> str:
    """Write a share or a load in percent, with one decimal while it is of a size to read."""
    hundredths = 100.0 * share
    return (
        "∞" if math.isinf(hundredths) else f"{share:.1%}" if share < 1e4 else f"{hundredths:.3g}%"
    )


def precise(value: float) -> str:
    """Write a number with ten significant digits."""
    return "∞" if math.isinf(value) else f"{value:.10g}"


def tiny(value: float) -> str:
    """Write a number of which only the size matters."""
    if math.isnan(value):
        return ""
    return "∞" if math.isinf(value) else f"{value:.1e}" if value else "0"
