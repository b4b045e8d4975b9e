"""Ways through a part whose jobs are all smooth on a range: what is cheapest where.

Functions from the first boundary are added up edge by edge; at every boundary those
that another is no dearer than on the whole range are dropped, and what reaches the
end is compared pair by pair. Most comparisons are decided by bounds at a few points
of the range: powers are monotone between them. `powers` decides the rest exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import numpy as np
import numpy.typing as npt

from jobdesign.analysis.reorganisation.jobs import JobFunction
from jobdesign.analysis.reorganisation.powers import cleaned, midpoint, sign_changes, value
from jobdesign.workflow import Array

__all__ = ["TIE", "Stretch", "difference", "smooth_ways"]

_Mask = npt.NDArray[np.bool_]
#: Functions at a boundary beyond which a range is halved instead.
_MOST_FUNCTIONS = 12
#: Costs that differ by less, relatively, are the same.
TIE = 1e-12
#: Points of the range at which functions are bounded.
_POINTS = 9


@dataclass(frozen=True, slots=True)
class Stretch:
    """A range of the variable, from its dear to its cheap end, and the jobs that are best on it."""

    dear: float
    cheap: float
    jobs: tuple[JobFunction, ...]


class _Bounds:
    """What sums of powers are between, on the pieces of a range.

    Parameters
    ----------
    exponents
        Shape (K,).
    dear, cheap
        The ends of the range.
    """

    def __init__(self, exponents: Array, dear: float, cheap: float) -> None:
        points = np.linspace(dear, cheap, _POINTS)
        if min(dear, cheap) > 0.0 and not 0.25 <= dear / cheap <= 4.0:
            points = np.geomspace(dear, cheap, _POINTS)
        with np.errstate(over="ignore", divide="ignore"):
            at = points[None, :] ** exponents[:, None]
        #: Powers that overflow say nothing.
        self.tell = bool(np.isfinite(at).all())
        self.least = np.minimum(at[:, 1:], at[:, :-1])
        self.most = np.maximum(at[:, 1:], at[:, :-1])

    def only(self, chosen: npt.NDArray[np.int64]) -> _Bounds:
        """Return the bounds for some of the exponents."""
        some = object.__new__(_Bounds)
        some.tell, some.least, some.most = self.tell, self.least[chosen], self.most[chosen]
        return some

    def of(self, rows: Array) -> tuple[_Mask, _Mask]:
        """Say which sums are ≥ 0 on the whole range, and which are ≤ 0; rows of coefficients."""
        if not self.tell:
            above: _Mask = np.all(rows >= 0.0, axis=1)
            below: _Mask = np.all(rows <= 0.0, axis=1)
            return above, below
        up, down = np.maximum(rows, 0.0), np.minimum(rows, 0.0)
        above = np.all(up @ self.least + down @ self.most >= 0.0, axis=1)
        below = np.all(up @ self.most + down @ self.least <= 0.0, axis=1)
        return above, below


@dataclass(frozen=True, slots=True, eq=False)
class _Way:
    """Jobs in a row: their cost as coefficients on a grid of exponents, and at both ends."""

    coefficients: Array
    at_dear: float
    at_cheap: float
    jobs: tuple[JobFunction, ...]


def smooth_ways(jobs: list[JobFunction], dear: float, cheap: float) -> list[Stretch] | None:
    """Solve a part whose jobs are all smooth on the range; None where it is to be halved."""
    exponents = _grid([job.terms(job.piece(cheap)).columns[1] for job in jobs])
    bounds = _Bounds(exponents, dear, cheap)
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
        reached[end] = _undominated(ways, exponents, bounds, dear, cheap)
        if len(reached[end]) > _MOST_FUNCTIONS:
            return None
    return _lower_envelope(reached[last], exponents, bounds, dear, cheap)


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


def _undominated(
    ways: list[_Way], exponents: Array, bounds: _Bounds, dear: float, cheap: float
) -> list[_Way]:
    """Drop ways that another is no dearer than on the whole range; of equals keep the first."""
    best = min(ways, key=lambda way: way.at_dear)
    ways = [way for way in ways if way.at_cheap < best.at_dear or way is best]  # monotone
    if len(ways) < 2:
        return ways
    ways.sort(key=lambda way: way.at_dear + way.at_cheap)
    rows = np.array([way.coefficients for way in ways])
    differ = np.flatnonzero((rows != rows[0]).any(axis=0))
    rows, exponents, bounds = rows[:, differ], exponents[differ], bounds.only(differ)
    at_dear = np.array([way.at_dear for way in ways])
    at_cheap = np.array([way.at_cheap for way in ways])
    kept = np.zeros(len(ways), dtype=np.bool_)
    for i in range(len(ways)):
        others = np.flatnonzero(kept)
        more = cleaned(rows[i], rows[others])  # than each of the others
        above, below = bounds.of(more)
        above |= at_dear[others] <= at_cheap[i]  # monotone
        if above.any():
            continue
        beats = (at_dear[others] <= at_dear[i] * (1.0 + TIE)) & (
            at_cheap[others] <= at_cheap[i] * (1.0 + TIE)
        )
        open_ = np.flatnonzero(beats & ~below)
        if any(_never_below(more[j], exponents, dear, cheap) for j in open_):
            continue
        below |= at_dear[i] <= at_cheap[others]
        beaten = (at_dear[i] <= at_dear[others] * (1.0 + TIE)) & (
            at_cheap[i] <= at_cheap[others] * (1.0 + TIE)
        )
        for j in np.flatnonzero(beaten & ~below):
            below[j] = _never_below(-more[j], exponents, dear, cheap)
        kept[others[below]] = False
        kept[i] = True
    return [way for way, keep in zip(ways, kept, strict=True) if keep]


def _never_below(more: Array, exponents: Array, dear: float, cheap: float) -> bool:
    """Whether a sum is ≥ 0 on the whole range: between all its changes of sign."""
    low, high = min(dear, cheap), max(dear, cheap)
    marks = [low, *sign_changes(more, exponents, low, high), high]
    return all(value(more, exponents, midpoint(a, b)) >= 0.0 for a, b in pairwise(marks))


def _lower_envelope(
    ways: list[_Way], exponents: Array, bounds: _Bounds, dear: float, cheap: float
) -> list[Stretch]:
    """Say which way is cheapest where: between all points where two of them cross."""
    low, high = min(dear, cheap), max(dear, cheap)
    marks = {low, high}
    for one, other in combinations(ways, 2):
        more = cleaned(one.coefficients, other.coefficients)
        if not any(side[0] for side in bounds.of(more[None, :])):
            marks.update(sign_changes(more, exponents, low, high))
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
