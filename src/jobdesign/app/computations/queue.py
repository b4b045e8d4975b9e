"""A design as a line of queues."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from jobdesign.app.computations.tell import Tell
from jobdesign.design import Design
from jobdesign.problem import Problem

__all__ = ["Load", "load_design"]


@dataclass(frozen=True)
class Load:
    """A design as a line of queues, and other designs beside it.

    Attributes
    ----------
    jobs
        One row a job.
    designs
        One row a design: cost, capacity, time in system.
    fastest
        Which design is the fastest, from one arrival rate to another.
    capacity, time_in_system
        Of the design shown.
    """

    jobs: list[dict[str, Any]]
    designs: list[dict[str, Any]]
    fastest: list[dict[str, Any]]
    capacity: float
    time_in_system: float


def load_design(
    problem: Problem,
    design: Design,
    arrival_rate: float | None,
    workers: int,
    manual_variation: float,
    arrival_variation: float,
    *,
    tell: Tell,
) -> Load:
    """Let items arrive at a design and at the usual others; at half its capacity by default."""
    from jobdesign.queueing.designs.comparison import compare_designs, usual_designs
    from jobdesign.queueing.designs.load import design_load

    options: dict[str, Any] = {
        "manual_variation": manual_variation,
        "arrival_variation": arrival_variation,
        "workers": workers,
    }
    if arrival_rate is None:
        capacity = design_load(problem, design, 1e-9, **options).capacity
        arrival_rate = 0.5 * capacity if math.isfinite(capacity) else 1.0
    load = design_load(problem, design, arrival_rate, **options)
    compared = compare_designs(problem, usual_designs(problem), arrival_rate, **options)
    return Load(
        jobs=load.rows(),
        designs=[
            {
                "design": name,
                "jobs": str(other.design),
                "cost": other.cost,
                "capacity": other.capacity,
                "time in system": other.time_in_system,
            }
            for name, other in compared.loads.items()
        ],
        fastest=[
            {"from rate": piece.low, "to rate": piece.high, "fastest": piece.name or "none"}
            for piece in compared.fastest
        ],
        capacity=load.capacity,
        time_in_system=load.time_in_system,
    )
