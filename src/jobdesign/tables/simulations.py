"""Simulated and decomposed queues, as text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.text import Text

from jobdesign.queueing.decomposition import APPROXIMATION
from jobdesign.tables.layout import make_table, new_console, print_table, text_of
from jobdesign.tables.numbers import column

if TYPE_CHECKING:
    from jobdesign.queueing.decomposition import TandemDecomposition
    from jobdesign.queueing.simulation.estimates import Estimate, Simulation

__all__ = ["decomposition_text", "simulation_text"]


def simulation_text(found: Simulation) -> str:
    """Return one row a place, each number with its half-width."""
    console = new_console()
    if not found.is_stable:
        text = f"Unstable: utilisation {found.utilisation:.4g}, waits grow without bound."
        console.print(Text(text), soft_wrap=True)
        return text_of(console)
    places = {**found.places, "system": found.system} if len(found.places) > 1 else found.places
    rows = list(places.values())
    table = {
        "Place": list(places),
        "Wait": [_estimate(row.mean_wait) for row in rows],
        "Time": [_estimate(row.mean_time) for row in rows],
        "Second moment": [_estimate(row.second_moment) for row in rows],
        "Delayed": [_estimate(row.delayed) for row in rows],
    }
    for t in found.system.beyond:
        table[f"Wait > {t:g}"] = [_estimate(row.beyond[t]) for row in rows]
    print_table(console, make_table(table, words=["Place"]))
    level = f"{100 * found.confidence:g} % intervals from {found.batches} batch means"
    text = f"{found.customers:,} items after {found.warm_up:,} of warm-up; {level}."
    console.print(Text(text), soft_wrap=True)
    if not found.reached:
        text = "The stopping rule was not met: take the intervals with care."
        console.print(Text(text), soft_wrap=True)
    return text_of(console)


def _estimate(found: Estimate) -> str:
    """Write an estimate; a dash where nothing was there to measure."""
    return "–" if math.isnan(found.value) else str(found)


def decomposition_text(found: TandemDecomposition) -> str:
    """Return one row a station, and the line in all."""
    console = new_console()
    table = {
        "Station": list(found.names),
        "Rate": column(found.arrival_rate.tolist()),
        "Variation": column(found.arrival_variation.tolist()),
        "Utilisation": column(found.utilisation.tolist()),
        "Wait": column(found.wait.tolist()),
        "Time": column(found.time.tolist()),
    }
    print_table(console, make_table(table, words=["Station"]))
    wait, time = column([found.mean_wait, found.mean_time_in_system])
    text = f"Mean wait {wait}, time in system {time}; the bottleneck is {found.bottleneck}."
    console.print(Text(text), soft_wrap=True)
    console.print(Text(f"Approximate: {APPROXIMATION}; a simulation checks it."), soft_wrap=True)
    return text_of(console)
