"""The cheapest ways through a few jobs, piece by piece over a range.

Jobs are edges between boundaries. Boundaries that no edge jumps over cut the
graph into parts that do not know of each other. A range of a part is split where a
job becomes possible or moves to another piece of the wage rule, so that all
functions are smooth (`ways` takes it from there), and halved where too many of them
remain.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from jobdesign.analysis.reorganisation.jobs import JobFunction
from jobdesign.analysis.reorganisation.powers import midpoint
from jobdesign.analysis.reorganisation.ways import TIE, Stretch, smooth_ways

__all__ = ["cheapest_ways", "parts"]


def parts(jobs: Sequence[JobFunction]) -> list[list[JobFunction]]:
    """Cut a graph of jobs where no job jumps over a boundary; in order."""
    found: list[list[JobFunction]] = []
    reached = -1
    for job in sorted(jobs, key=lambda job: job.start):
        if job.start >= reached:
            found.append([])
        reached = max(reached, job.end)
        found[-1].append(job)
    return found


def cheapest_ways(
    jobs: Sequence[JobFunction], dear: float, cheap: float, width: float
) -> list[Stretch]:
    """Return the stretches of a range, from the dear end to the cheap end.

    Parameters
    ----------
    jobs
        All jobs that matter on the range; some way through them is possible at
        every point of it.
    dear, cheap
        The ends of the range.
    width
        Ranges narrower than this are decided by their ends.
    """
    together: list[Stretch] = []
    for part in parts(_needed(jobs, dear, cheap)):
        if len(part) == 1:
            found = [Stretch(dear, cheap, tuple(part))]
        else:
            found = _ways_through_part(part, dear, cheap, width)
        together = _side_by_side(together, found) if together else found
    return together


def _side_by_side(first: list[Stretch], second: list[Stretch]) -> list[Stretch]:
    """Join the stretches of two parts that cover the same range."""
    joined = []
    falls = first[0].dear > first[0].cheap
    i = j = 0
    at = first[0].dear
    while i < len(first) and j < len(second):
        a, b = first[i], second[j]
        end = max(a.cheap, b.cheap) if falls else min(a.cheap, b.cheap)
        joined.append(Stretch(at, end, a.jobs + b.jobs))
        at = end
        i += a.cheap == end
        j += b.cheap == end
    return joined


def _needed(jobs: Sequence[JobFunction], dear: float, cheap: float) -> list[JobFunction]:
    """Keep the jobs that may be best somewhere: no dearer than any way at the dear end."""
    starts = sorted({job.start for job in jobs} | {job.end for job in jobs})
    at = {boundary: row for row, boundary in enumerate(starts)}
    cost = np.full((len(starts), len(starts)), np.inf)
    np.fill_diagonal(cost, 0.0)
    for job in sorted(jobs, key=lambda job: job.end):
        bill = job.cost(dear)
        if bill < math.inf:
            end = at[job.end]
            cost[:, end] = np.minimum(cost[:, end], cost[:, at[job.start]] + bill)
    kept = [
        job
        for job in jobs
        if job.cost(cheap) <= cost[at[job.start], at[job.end]] * (1.0 + TIE)
        and job.cost(cheap) < math.inf
    ]
    return _connected(kept, starts[0], starts[-1])


def _connected(jobs: list[JobFunction], first: int, last: int) -> list[JobFunction]:
    """Keep the jobs on some way from the first boundary to the last."""
    forward, backward = {first}, {last}
    for job in sorted(jobs, key=lambda job: job.start):
        if job.start in forward:
            forward.add(job.end)
    for job in sorted(jobs, key=lambda job: -job.end):
        if job.end in backward:
            backward.add(job.start)
    return [job for job in jobs if job.start in forward and job.end in backward]


def _ways_through_part(
    jobs: list[JobFunction], dear: float, cheap: float, width: float
) -> list[Stretch]:
    middle = midpoint(dear, cheap)
    if abs(dear - cheap) <= width * max(dear, cheap) or not min(dear, cheap) < middle < max(
        dear, cheap
    ):
        return _by_ends(jobs, dear, cheap)
    for job in jobs:
        change = job.change(dear, cheap)
        if change is not None:
            before, after = change
            return _both(jobs, dear, before, after, cheap, width)
    found = smooth_ways(jobs, dear, cheap)
    return _both(jobs, dear, middle, middle, cheap, width) if found is None else found


def _both(
    jobs: list[JobFunction], dear: float, before: float, after: float, cheap: float, width: float
) -> list[Stretch]:
    """Take the two sides of a split one after the other; before and after are neighbours."""
    first = cheapest_ways(jobs, dear, before, width)
    second = cheapest_ways(jobs, after, cheap, width)
    last = first[-1]
    first[-1] = Stretch(last.dear, after, last.jobs)
    return first + second


def _by_ends(jobs: list[JobFunction], dear: float, cheap: float) -> list[Stretch]:
    """Decide a range too narrow to look into: the best way at either end."""
    first, second = _best_at(jobs, dear), _best_at(jobs, cheap)
    if _total(first, cheap) <= _total(second, cheap) * (1.0 + TIE):
        return [Stretch(dear, cheap, first)]
    near, far = dear, cheap
    while True:
        middle = midpoint(near, far)
        if not min(near, far) < middle < max(near, far):
            break
        best = _total(_best_at(jobs, middle), middle)
        if _total(first, middle) <= best * (1.0 + TIE):
            near = middle
        else:
            far = middle
    return [Stretch(dear, far, first), Stretch(far, cheap, second)]


def _total(jobs: tuple[JobFunction, ...], y: float) -> float:
    return math.fsum(job.cost(y) for job in jobs)


def _best_at(jobs: list[JobFunction], y: float) -> tuple[JobFunction, ...]:
    first = min(job.start for job in jobs)
    best: dict[int, tuple[float, tuple[JobFunction, ...]]] = {first: (0.0, ())}
    for job in sorted(jobs, key=lambda job: (job.end, job.start)):
        if job.start not in best:
            continue
        cost = best[job.start][0] + job.cost(y)
        if cost < best.get(job.end, (math.inf, ()))[0]:
            best[job.end] = (cost, (*best[job.start][1], job))
    return best[max(job.end for job in jobs)][1]
