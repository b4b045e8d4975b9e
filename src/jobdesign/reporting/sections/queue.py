"""Arrivals: how busy each job is, and how long items wait."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from jobdesign.reporting.elements import Markup, element, paragraph, section, table
from jobdesign.reporting.sections.design import span
from jobdesign.tables.numbers import column, number

if TYPE_CHECKING:
    from jobdesign.queueing.designs.comparison import DesignComparison
    from jobdesign.queueing.designs.load import DesignLoad

__all__ = ["queue_section"]

_TITLE = "When work arrives"


def queue_section(found: DesignComparison | str) -> Markup:
    """Return the load of the cheapest design, beside those of others."""
    if isinstance(found, str):
        return section(_TITLE, paragraph(found))
    load = found.loads["cheapest"]
    rate = number(float(load.line.arrival_rate[0]))
    return section(
        _TITLE,
        paragraph(f"{rate} items arrive a unit of time, at random times. {_summary(load)}"),
        _jobs(load),
        _designs(found),
        element("ul", [element("li", line) for line in _fastest(found)]),
        element(
            "p",
            "Jobs are servers one after another, each with a queue of its own; waits after the "
            "first job are approximations (Whitt’s queueing-network analyzer).",
            class_="note",
        ),
    )


def _summary(load: DesignLoad) -> str:
    most = "any rate" if math.isinf(load.capacity) else f"up to {number(load.capacity)}"
    busiest = f"job {load.bottleneck + 1} is the bottleneck"
    if not load.line.is_stable:
        return f"The cheapest design cannot keep up: it serves {most}, and {busiest}."
    time = number(load.time_in_system)
    return f"An item is done after {time} on average. The design serves {most}; {busiest}."


def _jobs(load: DesignLoad) -> Markup:
    names = load.problem.workflow.names
    rows = load.rows()
    columns = {
        "Job": [str(row["job"]) for row in rows],
        "Steps": [span(names, job.first, job.last) for job in load.design.jobs],
        "Workers": [str(row["workers"]) for row in rows],
        "Service": column([row["service_time"] for row in rows]),
        "Busy": [f"{row['utilisation']:.1%}" for row in rows],
        "Wait": column([row["wait"] for row in rows]),
        "In all": column([row["time_in_system"] for row in rows]),
    }
    return table(columns, words=["Steps"], caption="The jobs of the cheapest design")


def _designs(found: DesignComparison) -> Markup:
    loads = list(found.loads.values())
    return table(
        {
            "Design": list(found.loads),
            "Cost": column([load.cost for load in loads]),
            "Jobs": [str(len(load.design.jobs)) for load in loads],
            "Time in system": column([load.time_in_system for load in loads]),
            "Serves up to": column([load.capacity for load in loads]),
        },
        words=["Design"],
        caption="Other designs under the same arrivals",
    )


def _fastest(found: DesignComparison) -> list[str]:
    if not found.fastest:
        return ["The time was up before it was found which design is the fastest where."]
    return [
        f"Arrival rates {number(piece.low)} to {number(piece.high)}: "
        + (f"“{piece.name}” is the fastest" if piece.name else "none of these can serve so many")
        for piece in found.fastest
    ]
