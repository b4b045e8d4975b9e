"""A calibration as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from jobdesign.tables.layout import make_table, new_console, print_table, text_of
from jobdesign.tables.numbers import number

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from jobdesign.queueing.calibration.calibration import Calibration
    from jobdesign.queueing.calibration.estimates import Estimate
    from jobdesign.queueing.calibration.routes import RouteTimes

__all__ = ["calibration_text"]


def calibration_text(found: Calibration) -> str:
    """Return the estimates with their intervals, the verdict, and what to doubt."""
    console = new_console()
    _say(console, _cases(found))
    console.print()
    print_table(console, _estimates(found))
    if found.wedge is not None:
        console.print()
        _say(console, _verdict(found))
    for route in (found.manual, found.assisted):
        if route is not None and route.fits:
            console.print()
            print_table(console, _fits(route))
    if found.warnings:
        console.print()
    for warning in found.warnings:
        _say(console, f"Warning: {warning}")
    return text_of(console)


def _say(console: Console, text: str) -> None:
    console.print(Text(text), soft_wrap=True)


def _cases(found: Calibration) -> str:
    routes = [r for r in (found.manual, found.assisted) if r is not None]
    counts = ", ".join(f"{route.cases:,} {route.route}" for route in routes)
    lines = [f"{found.arrivals.cases:,} cases ({counts}); times in {found.unit}"]
    gaps = found.arrivals.closed_gaps
    if gaps:
        lines.append(f"{gaps:,} gaps between arrivals left out as closed time")
    lines += [f"{count:,} rows left out: {reason}" for reason, count in found.dropped.items()]
    return "\n".join(lines)


def _estimates(found: Calibration) -> Table:
    arrivals = found.arrivals
    rows: list[tuple[str, Estimate | None]] = [
        ("Arrival rate λ", arrivals.rate),
        ("Arrival variation c_a²", arrivals.squared_variation),
        (f"  within {number(arrivals.period)} {found.unit}", arrivals.within_period),
    ]
    for route in (found.manual, found.assisted):
        if route is not None:
            rows += _rows(route)
    if found.escape is not None:
        rows += [
            ("Escape without review p0", found.escape.initial),
            ("Escape whatever review p∞", found.escape.irreducible),
            ("Verification skill κ", found.escape.skill),
        ]
    shown = [(name, estimate) for name, estimate in rows if estimate is not None]
    percent = f"{100 * found.level:g} %"
    return make_table(
        {
            "Parameter": [name for name, _ in shown],
            "Estimate": [number(estimate.value) for _, estimate in shown],
            f"{percent} from": [number(estimate.low) for _, estimate in shown],
            "to": [number(estimate.high) for _, estimate in shown],
        },
        words=["Parameter"],
    )


def _rows(route: RouteTimes) -> list[tuple[str, Estimate | None]]:
    name, letter = route.route.capitalize(), "H" if route.route == "manual" else "A"
    rows: list[tuple[str, Estimate | None]] = [
        (f"{name}: mean time τ_{letter}", route.mean),
        (f"  second moment q_{letter}", route.second_moment),
        (f"  squared variation c_{letter}²", route.squared_variation),
    ]
    if route.reworked:
        rows += [
            ("  mean time before rework", route.first_mean),
            ("  rework probability", route.rework_probability),
            ("  mean rework μR", route.rework_mean),
            ("  second moment of rework μR2", route.rework_second_moment),
        ]
    return rows


def _verdict(found: Calibration) -> str:
    wedge = found.wedge
    assert wedge is not None
    says = {
        "shortens": "The assisted route shortens the wait.",
        "lengthens": "The assisted route lengthens the wait.",
        "undecided": "The log does not decide whether the assisted route lengthens the wait.",
        "both unstable": "Neither route is stable.",
    }[wedge.verdict]
    at = f"λ = {number(wedge.arrival_rate)}, C = {number(wedge.capacity)}"
    at += f", c_a² = {number(wedge.arrival_variation)}"
    return "\n".join(
        [
            f"{says} At {at}:",
            f"  all manual: mean wait {_interval(wedge.manual_wait)}",
            f"  all assisted: mean wait {_interval(wedge.assisted_wait)}",
            "  share of resamples in which the assisted route",
            f"    waits longer: {wedge.lengthens:.3f}",
            f"    takes less time: {wedge.saves_time:.3f}",
            f"    does both, the variance wedge: {wedge.wedge:.3f}",
        ]
    )


def _interval(estimate: Estimate) -> str:
    return f"{number(estimate.value)} [{number(estimate.low)}, {number(estimate.high)}]"


def _fits(route: RouteTimes) -> Table:
    best = route.fits[0].criterion
    return make_table(
        {
            f"{route.route.capitalize()} times as": [fit.name for fit in route.fits],
            "Squared variation": [number(fit.squared_variation) for fit in route.fits],
            "Largest difference": [number(fit.distance) for fit in route.fits],
            "Criterion above best": [number(fit.criterion - best) for fit in route.fits],
        },
        words=[f"{route.route.capitalize()} times as"],
    )
