"""The cheapest ways through a few jobs, piece by piece over a range.

Jobs are edges between boundaries. Boundaries that no edge jumps over cut the
graph into parts that do not know of each other. In a part, functions from its
first boundary to its last are added up edge by edge. At every boundary those
that another is no dearer than on the whole range are dropped (`powers` decides it
exactly), and what reaches the end is compared pair by pair. A range is halved
where too many functions remain, and split where a job becomes possible or moves to
another piece of the wage rule, so that on every range all functions are smooth.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np

from jobdesign.analysis.reorganisation.jobs import JobFunction
from jobdesign.analysis.reorganisation.powers import (
    cleaned,
    midpoint,
    sign_changes,
    value,
)
from jobdesign.workflow import Array

__all__ = ["Stretch", "cheapest_ways", "difference", "parts"]

#: Functions at a boundary beyond which a range is halved instead.
_MOST_FUNCTIONS = 12
#: Costs that differ by less, relatively, are the same.
TIE = 1e-12


@dataclass(frozen=True, slots=True)
class Stretch:
    """A range of the variable, from its dear to its cheap end, and the jobs that are best on it."""

    dear: float
    cheap: float
    jobs: tuple[JobFunction, ...]


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
    found = _smooth(jobs, dear, cheap)
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


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """Jobs in a row: their cost as coefficients on a grid of exponents, and at both ends."""

    coefficients: Array
    at_dear: float
    at_cheap: float
    jobs: tuple[JobFunction, ...]


def _smooth(jobs: list[JobFunction], dear: float, cheap: float) -> list[Stretch] | None:
    """Solve a part whose jobs are all smooth on the range; None where it is to be halved."""
    exponents = _grid([job.terms(job.piece(cheap)).columns[1] for job in jobs])
    reached: dict[int, list[_Way]] = {}
    first, last = min(job.start for job in jobs), max(job.end for job in jobs)
    reached[first] = [_Way(np.zeros(len(exponents)), 0.0, 0.0, ())]
    ends: dict[int, list[JobFunction]] = {}
    for job in jobs:
        ends.setdefault(job.end, []).append(job)
    for end in sorted(ends):
        ways = []
        for job in ends[end]:
            bill = _on_grid(job, job.piece(cheap), exponents)
            costs = job.cost(dear), job.cost(cheap)
            ways += [
                _Way(
                    way.coefficients + bill,
                    way.at_dear + costs[0],
                    way.at_cheap + costs[1],
                    (*way.jobs, job),
                )
                for way in reached[job.start]
            ]
        if len(ways) > _MOST_FUNCTIONS**2:
            return None
        reached[end] = _undominated(ways, exponents, dear, cheap)
        if len(reached[end]) > _MOST_FUNCTIONS:
            return None
    return _lower_envelope(reached[last], exponents, dear, cheap)


def _grid(exponents: list[list[float]]) -> Array:
    """Return all exponents, increasing; those that differ by rounding once."""
    listed = np.unique(np.concatenate(exponents))
    if len(listed) == 0:
        return np.zeros(1)
    apart = np.diff(listed) > 1e-12 * np.abs(listed[1:])
    grid: Array = listed[np.append(True, apart)]
    return grid


def _on_grid(job: JobFunction, piece: int, exponents: Array) -> Array:
    coefficients = np.zeros(len(exponents))
    added, powers = map(np.array, job.terms(piece).columns)
    if len(added):
        at = np.searchsorted(exponents, powers + 1e-12 * np.abs(powers), "right")
        np.add.at(coefficients, np.maximum(at - 1, 0), added)
    return coefficients


def _undominated(ways: list[_Way], exponents: Array, dear: float, cheap: float) -> list[_Way]:
    """Drop ways that another is no dearer than on the whole range; of equals keep the first."""
    kept: list[_Way] = []
    for way in sorted(ways, key=lambda way: way.at_dear + way.at_cheap):
        if any(_no_dearer(other, way, exponents, dear, cheap) for other in kept):
            continue
        kept = [other for other in kept if not _no_dearer(way, other, exponents, dear, cheap)]
        kept.append(way)
    return kept


def _no_dearer(way: _Way, other: _Way, exponents: Array, dear: float, cheap: float) -> bool:
    """Whether a way costs no more than another on the whole range."""
    more = cleaned(other.coefficients, way.coefficients)
    if (more >= 0.0).all():
        return True
    if way.at_dear <= other.at_cheap:  # monotone
        return True
    if way.at_dear > other.at_dear * (1.0 + TIE) or way.at_cheap > other.at_cheap * (1.0 + TIE):
        return False
    low, high = min(dear, cheap), max(dear, cheap)
    marks = [low, *sign_changes(more, exponents, low, high), high]
    return all(value(more, exponents, midpoint(a, b)) >= 0.0 for a, b in pairwise(marks))


def _lower_envelope(ways: list[_Way], exponents: Array, dear: float, cheap: float) -> list[Stretch]:
    """Say which way is cheapest where: between all points where two of them cross."""
    low, high = min(dear, cheap), max(dear, cheap)
    marks = {low, high}
    for one, other in combinations(ways, 2):
        marks.update(
            sign_changes(cleaned(one.coefficients, other.coefficients), exponents, low, high)
        )
    ordered = sorted(marks, reverse=dear > cheap)
    found: list[Stretch] = []
    for a, b in pairwise(ordered):
        middle = midpoint(a, b)
        best = ways[0]
        for way in ways[1:]:  # by differences: totals may be too large to tell ways apart
            less = cleaned(best.coefficients, way.coefficients)
            if value(less, exponents, middle) > 0.0:
                best = way
        if found and found[-1].jobs is best.jobs:
            found[-1] = Stretch(found[-1].dear, b, best.jobs)
        else:
            found.append(Stretch(a, b, best.jobs))
    return found


def difference(
    first: Sequence[JobFunction], second: Sequence[JobFunction], y: float
) -> tuple[Array, Array] | None:
    """Return coefficients and exponents of the cost of some jobs less that of others, around y.

    None where one of them is impossible at y.
    """
    both = [*first, *second]
    pieces = [job.piece(y) for job in both]
    if min(pieces) < 0:
        return None
    exponents = _grid(
        [job.terms(piece).columns[1] for job, piece in zip(both, pieces, strict=True)]
    )
    sums = np.zeros((2, len(exponents)))
    for row, job, piece in zip([0] * len(first) + [1] * len(second), both, pieces, strict=True):
        sums[row] += _on_grid(job, piece, exponents)
    return cleaned(sums[0], sums[1]), exponents
