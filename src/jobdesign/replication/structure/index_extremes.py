"""The fragmentation index over random jobs: held against enumeration and Proposition 5."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jobdesign.analysis.fragmentation.index import fragmentation_index, measure_fragmentation
from jobdesign.analysis.fragmentation.outcomes import realised_fragmentation
from jobdesign.replication.structure.index_bounds import one_job
from jobdesign.workflow import Array

__all__ = ["Extremes", "enumeration_gap", "extreme_ratios"]


@dataclass(frozen=True, slots=True)
class Extremes:
    """The largest ratios found over random jobs, and how many jobs break a bound.

    Attributes
    ----------
    jobs
        Number of jobs looked at.
    index_over_optimum, optimum_over_index
        Largest FI/OPT (Proposition 6: 5/4) and OPT/FI (Propositions 7 and 8: 4, 8).
    violations
        Jobs beyond a bound by more than 1e-9, relatively.
    """

    jobs: int
    index_over_optimum: float
    optimum_over_index: float
    violations: int


def extreme_ratios(
    jobs: int, steps: int = 10, seed: int = 0, least_manual_time: float = 0.0
) -> Extremes:
    """Hold Proposition 5 against random jobs of several kinds.

    Parameters
    ----------
    jobs
        Number of jobs; all are computed at once.
    steps
        Steps of each job.
    seed
        Same seed, same jobs.
    least_manual_time
        At least 1 for the case of Proposition 7.

    Examples
    --------
    >>> found = extreme_ratios(200)
    >>> found.violations, found.index_over_optimum <= 1.25, found.optimum_over_index <= 8
    (0, True, True)
    """
    rng = np.random.default_rng(seed)
    manual_time, success = _random_jobs(rng, jobs, steps)
    manual_time = np.maximum(manual_time, least_manual_time)
    found = measure_fragmentation(
        one_job(manual_time.ravel(), success.ravel()),
        np.arange(steps - 1, jobs * steps, steps),
    )
    index, optimum = found.index, found.short_run_time
    slack = 1.0 + 1e-9
    broken = (index > 1.25 * optimum * slack) | (optimum > found.factor * index * slack)
    real = optimum > 0  # without any work both are 0
    return Extremes(
        jobs=jobs,
        index_over_optimum=float((index[real] / optimum[real]).max(initial=0.0)),
        optimum_over_index=float((optimum[real] / index[real]).max(initial=0.0)),
        violations=int(broken.sum()),
    )


def enumeration_gap(jobs: int, steps: int = 8, seed: int = 0) -> float:
    """Return the largest relative difference of the index from the sum over all outcomes.

    Examples
    --------
    >>> enumeration_gap(20) < 1e-12
    True
    """
    rng = np.random.default_rng(seed)
    manual_time, success = _random_jobs(rng, jobs, steps)
    outcomes = (np.arange(2**steps)[:, None] >> np.arange(steps)) % 2 == 1
    worst = 0.0
    for h, q in zip(manual_time, success, strict=True):
        workflow = one_job(h, q)
        chance = np.where(outcomes, q, 1.0 - q).prod(axis=1)
        enumerated = float(chance @ realised_fragmentation(workflow, outcomes))
        difference = abs(fragmentation_index(workflow) - enumerated)
        worst = max(worst, difference / enumerated if enumerated else difference)
    return worst


def _random_jobs(rng: np.random.Generator, jobs: int, steps: int) -> tuple[Array, Array]:
    """Draw manual times and successes, shape (jobs, steps), each job of one kind of each."""
    size = (jobs, steps)
    times = np.stack(
        [
            rng.uniform(0, 3, size),
            10 ** rng.uniform(-3, 2, size),
            rng.choice([0.0, 0.5, 1.0, 2.0], size),
            np.broadcast_to(rng.uniform(0, 2, (jobs, 1)), size),
            np.where(rng.random(size) < 0.5, 0.0, rng.uniform(0, 1, size)),
        ]
    )
    successes = np.stack(
        [
            rng.uniform(0, 1, size),
            rng.uniform(0.5, 1, size),
            rng.choice([0.0, 0.5, 1.0], size),
            np.broadcast_to(rng.uniform(0.4, 1, (jobs, 1)), size),
            np.where(rng.random(size) < 0.5, 1.0, rng.uniform(0, 1, size)),
            1 - 10 ** rng.uniform(-4, 0, size),
        ]
    )
    row = np.arange(jobs)
    kinds = rng.integers(len(times), size=jobs), rng.integers(len(successes), size=jobs)
    return times[kinds[0], row], successes[kinds[1], row]
