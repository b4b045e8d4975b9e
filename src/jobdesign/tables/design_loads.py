"""Designs under arrivals, as text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from rich.text import Text

from jobdesign.queueing.decomposition import APPROXIMATION
from jobdesign.tables.layout import make_table, new_console, print_table, text_of
from jobdesign.tables.numbers import column, number, percent

if TYPE_CHECKING:
    from jobdesign.queueing.designs.comparison import DesignComparison
    from jobdesign.queueing.designs.load import DesignLoad

__all__ = ["comparison_text", "load_text"]

_APPROXIMATE = f"Times in system are approximate: {APPROXIMATION}; a simulation checks it."


def load_text(load: DesignLoad) -> str:
    """Return one row a job, and what holds for the whole line."""
    console = new_console()
    title = load.problem.name or "Workflow"
    rate = number(float(load.line.arrival_rate[0]))
    console.print(Text(f"{title}: {rate} arrivals a unit of time"), soft_wrap=True)
    console.print()
    rows = load.rows()
    names = load.problem.workflow.names
    jobs = load.design.jobs
    steps = [
        names[job.first] if job.first == job.last else f"{names[job.first]} – {names[job.last]}"
        for job in jobs
    ]
    columns = {
        "": [str(row["job"]) for row in rows],
        "Steps": steps,
        "Workers": [str(row["workers"]) for row in rows],
        "Service": column([row["service_time"] for row in rows]),
        "Variation²": column([row["squared_variation"] for row in rows]),
        "Busy": [percent(row["utilisation"]) for row in rows],
        "Wait": column([row["wait"] for row in rows]),
        "In system": column([row["time_in_system"] for row in rows]),
    }
    if all(k == 1 for k in load.workers):
        del columns["Workers"]
    print_table(console, make_table(columns, words=["", "Steps"], wraps=["Steps"]))
    console.print()
    console.print(Text(_summary(load)), soft_wrap=True)
    if load.line.is_stable and not load.is_exact:
        console.print(Text(_APPROXIMATE), soft_wrap=True)
    return text_of(console)


def _summary(load: DesignLoad) -> str:
    capacity = "any arrival rate" if math.isinf(load.capacity) else f"up to {number(load.capacity)}"
    busiest = f"job {load.bottleneck + 1} is the bottleneck"
    if not load.line.is_stable:
        return f"Unstable: the line serves {capacity} arrivals a unit of time; {busiest}."
    time = number(load.time_in_system)
    return f"Time in system {time}, cost {number(load.cost)} an item. Serves {capacity}; {busiest}."


def comparison_text(comparison: DesignComparison) -> str:
    """Return one row a design, and which is the fastest at which rates."""
    console = new_console()
    loads = comparison.loads
    title = comparison.problem.name or "Workflow"
    rate = number(float(next(iter(loads.values())).line.arrival_rate[0]))
    console.print(Text(f"{title}: {rate} arrivals a unit of time"), soft_wrap=True)
    console.print()
    rows = list(loads.values())
    table = make_table(
        {
            "Design": list(loads),
            "Cost": column([load.cost for load in rows]),
            "Jobs": [str(len(load.design.jobs)) for load in rows],
            "Service": column(
                [math.fsum(time.mean for time in load.service_times) for load in rows]
            ),
            "In system": column([load.time_in_system for load in rows]),
            "Serves": column([load.capacity for load in rows]),
            "Bottleneck": [f"job {load.bottleneck + 1}" for load in rows],
        },
        words=["Design", "Bottleneck"],
    )
    print_table(console, table)
    console.print()
    for piece in comparison.fastest:
        name = piece.name or "none can serve so many"
        span = (
            f"from {number(piece.low)}"
            if math.isinf(piece.high)
            else f"{number(piece.low)} to {number(piece.high)}"
        )
        console.print(Text(f"Fastest, {span}: {name}"), soft_wrap=True)
    console.print(Text(_APPROXIMATE), soft_wrap=True)
    return text_of(console)
