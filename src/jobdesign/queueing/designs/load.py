"""What arrivals do to a design: each job a server, one after another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from jobdesign.arguments import takes
from jobdesign.checks import is_whole
from jobdesign.design import Design
from jobdesign.errors import InputError
from jobdesign.evaluator import evaluate
from jobdesign.problem import Problem
from jobdesign.queueing.decomposition import APPROXIMATION, TandemDecomposition, decompose_tandem
from jobdesign.queueing.designs.job_times import Variation, job_times
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.checks import whole_number
from jobdesign.queueing.stations import Station
from jobdesign.solution import finite_or_none

__all__ = ["DesignLoad", "design_load"]


@dataclass(frozen=True, slots=True, eq=False)
class DesignLoad:
    """The jobs of a design under a stream of arrivals.

    Attributes
    ----------
    problem, design
        What was asked.
    cost
        Total wage bill of one item; infinite where the design cannot work.
    workers
        How many people fill each job, shape (p,).
    service_times
        Of each job, hand-off included.
    line
        Utilisation, waiting and time in system of each job.
    """

    problem: Problem
    design: Design
    cost: float
    workers: tuple[int, ...]
    service_times: tuple[ServiceTime, ...]
    line: TandemDecomposition

    @property
    def capacity(self) -> float:
        """The arrival rate at which the busiest job is never idle; infinite without work."""
        rates = [
            k / time.mean
            for k, time in zip(self.workers, self.service_times, strict=True)
            if time.mean > 0.0
        ]
        return min(rates, default=math.inf)

    @property
    def time_in_system(self) -> float:
        """From arrival to the end of the last job, on average; infinite where unstable."""
        return self.line.mean_time_in_system

    @property
    def is_exact(self) -> bool:
        """Whether waits are exact: one job of one worker, with Poisson arrivals."""
        return self.workers == (1,) and float(self.line.arrival_variation[0]) == 1.0

    @property
    def bottleneck(self) -> int:
        """Position of the busiest job, the first of equals."""
        return int(np.argmax(self.line.utilisation))

    @property
    def stations(self) -> tuple[Station, ...]:
        """The jobs as stations, to simulate."""
        return tuple(
            Station(time, servers=k, name=name)
            for time, k, name in zip(self.service_times, self.workers, self.line.names, strict=True)
        )

    def rows(self) -> list[dict[str, Any]]:
        """Return one dictionary a job."""
        names = self.problem.workflow.names
        return [
            {
                "job": number + 1,
                "first": names[job.first],
                "last": names[job.last],
                "workers": self.workers[number],
                "service_time": self.service_times[number].mean,
                "squared_variation": self.service_times[number].squared_variation,
                "utilisation": float(self.line.utilisation[number]),
                "arrival_variation": float(self.line.arrival_variation[number]),
                "wait": float(self.line.wait[number]),
                "time_in_system": float(self.line.time[number]),
            }
            for number, job in enumerate(self.design.jobs)
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite."""
        return {
            "name": self.problem.name,
            "arrival_rate": float(self.line.arrival_rate[0]),
            "cost": finite_or_none(self.cost),
            "is_stable": self.line.is_stable,
            "capacity": finite_or_none(self.capacity),
            "time_in_system": finite_or_none(self.time_in_system),
            "bottleneck": self.bottleneck + 1,
            "approximation": None if self.is_exact else APPROXIMATION,
            "jobs": [
                {k: finite_or_none(v) if isinstance(v, float) else v for k, v in row.items()}
                for row in self.rows()
            ],
        }

    def __str__(self) -> str:
        from jobdesign.tables.design_loads import load_text

        return load_text(self)


@takes(problem=Problem, design=Design)
def design_load(
    problem: Problem,
    design: Design,
    arrival_rate: float,
    *,
    manual_variation: Variation = 0.0,
    workers: int | Sequence[int] = 1,
    arrival_variation: float = 1.0,
) -> DesignLoad:
    """Let items arrive at a design: utilisation, waits and time in system of every job.

    Parameters
    ----------
    problem, design
        As for `evaluate`.
    arrival_rate
        Items a unit of the problem's time, > 0.
    manual_variation
        Squared coefficient of variation of manual times: one number, one a step, or
        by step name.
    workers
        How many people fill each job, at least 1: one number, or one a job.
    arrival_variation
        Squared coefficient of variation of the times between arrivals; 1: Poisson.

    Raises
    ------
    InputError
        Where a value is wrong, or a chain of the design cannot succeed.

    Notes
    -----
    Jobs follow one another, each with a queue of its own, and the departures of
    one are the arrivals of the next: Whitt's queueing-network analyzer. With one
    worker and Poisson arrivals the first job is exact (Pollaczek and Khinchine);
    `simulate_tandem` with the ``stations`` of the answer checks the others.

    Examples
    --------
    >>> import jobdesign as jd
    >>> from jobdesign.queueing import design_load
    >>> problem = jd.read_problem("models/paper/example-6.toml")
    >>> load = design_load(problem, jd.solve(problem).design, arrival_rate=0.1)
    >>> round(load.time_in_system, 4), round(load.capacity, 4)
    (15.7063, 0.1605)
    """
    jobs = len(design.job_ends)
    staffed = _workers(workers, jobs)
    times = job_times(problem, design, manual_variation)
    line = decompose_tandem(
        arrival_rate,
        [time.mean for time in times],
        [time.second_moment for time in times],
        servers=staffed,
        arrival_variation=arrival_variation,
        names=[f"job {number}" for number in range(1, jobs + 1)],
    )
    return DesignLoad(problem, design, evaluate(problem, design).cost, staffed, times, line)


def _workers(workers: int | Sequence[int], jobs: int) -> tuple[int, ...]:
    listed: Any = [workers] * jobs if is_whole(workers, 0) else workers
    if not isinstance(listed, Sequence) or isinstance(listed, str) or len(listed) != jobs:
        raise InputError(
            f"must be a whole number, or one for each of the {jobs} jobs",
            place="workers",
            value=workers,
        )
    return tuple(
        whole_number(f"workers of job {number}", count) for number, count in enumerate(listed, 1)
    )
