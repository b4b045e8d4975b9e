"""From stretches as they were found to those that count, and exactly where they meet."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from jobdesign.analysis.reorganisation.contenders import list_contenders
from jobdesign.analysis.reorganisation.jobs import JobFunction, Setting
from jobdesign.analysis.reorganisation.powers import midpoint, sign_changes
from jobdesign.analysis.reorganisation.ways import TIE, Stretch, difference
from jobdesign.design import Design
from jobdesign.errors import InputError
from jobdesign.evaluator import evaluate

__all__ = ["Merger", "design_of", "is_narrow"]

#: Points of a stretch at which designs are compared that may cost the same.
_SAMPLES = 7
#: Labels at a boundary at which the search for a design that ties on both sides is given up.
_MOST_LABELS = 150


class Merger:
    """Joins stretches that are no different, or too short, and puts thresholds in place.

    Parameters
    ----------
    setting
        The problem and what varies.
    tolerance
        Relative length from which on a stretch counts.
    """

    def __init__(self, setting: Setting, tolerance: float) -> None:
        self.setting = setting
        self.tolerance = tolerance

    def merged(self, stretches: list[Stretch]) -> list[Stretch]:
        """Join stretches of one design, of designs that cost the same, and very short ones.

        What is best at an end of the range is kept, however short its stretch.
        """
        joined = _joined(stretches)
        kept: list[Stretch] = []
        for i, stretch in enumerate(joined):
            left_out = self._is_narrow(stretch.dear, stretch.cheap) and i < len(joined) - 1
            if not kept:
                kept.append(stretch)
                continue
            last = kept[-1]
            shared = last.jobs if left_out else self._best_on_both(last, stretch)
            if shared is not None:
                kept[-1] = Stretch(last.dear, stretch.cheap, shared)
            elif self._is_narrow(last.dear, last.cheap) and len(kept) > 1:
                kept.pop()
                joined_to = Stretch(last.dear, stretch.cheap, stretch.jobs)
                shared = self._best_on_both(kept[-1], joined_to)
                if shared is not None:
                    joined_to = Stretch(kept.pop().dear, stretch.cheap, shared)
                kept.append(joined_to)
            else:
                kept.append(stretch)
        return self._polished(kept)

    def _best_on_both(self, one: Stretch, other: Stretch) -> tuple[JobFunction, ...] | None:
        """Return jobs that are best on two neighbouring stretches, or None.

        Where designs tie, each stretch was given one of them without a look at the other.
        Those of the first stretch stay where they can, part by part.
        """
        if not one.jobs or not other.jobs:
            return one.jobs if one.jobs == other.jobs else None
        found: list[JobFunction] = []
        for mine, theirs in _parts_apart(one.jobs, other.jobs):
            if mine == theirs or self._is_as_good(mine, Stretch(other.dear, other.cheap, theirs)):
                found += mine
            elif self._is_as_good(theirs, Stretch(one.dear, one.cheap, mine)):
                found += theirs
            else:
                return self._third(one, other)
        return tuple(found)

    def _third(self, one: Stretch, other: Stretch) -> tuple[JobFunction, ...] | None:
        """Look for jobs that tie with those of each stretch, where the wage rule has kinks.

        Where it has none, costs are smooth: what ties on one side ties on the other.
        """
        if self.setting.problem.wages.is_plain:
            return None
        listed = list_contenders(self.setting, one.dear, other.cheap, _MOST_LABELS)
        if listed is None:
            return None
        points = [*_samples(one), *_samples(other)]
        best: dict[int, tuple[float, tuple[JobFunction, ...]]] = {0: (0.0, ())}
        jobs = sorted(map(self.setting.job, listed.jobs), key=lambda job: (job.end, job.start))
        for job in jobs:
            if job.start in best:
                cost = best[job.start][0] + math.fsum(job.cost(y) for y in points)
                if cost < best.get(job.end, (math.inf, ()))[0]:
                    best[job.end] = (cost, (*best[job.start][1], job))
        found = best.get(self.setting.steps, (math.inf, ()))[1]
        fits = bool(found) and self._is_as_good(found, one) and self._is_as_good(found, other)
        return found if fits else None

    def _is_as_good(self, jobs: tuple[JobFunction, ...], stretch: Stretch) -> bool:
        """Whether jobs cost no more than those of a stretch, all over it."""
        mine, theirs = _apart(jobs, stretch.jobs)
        if not mine and not theirs:
            return True
        if not jobs or not stretch.jobs:
            return False
        for y in _samples(stretch):
            total = math.fsum(job.cost(y) for job in stretch.jobs)
            more = math.fsum(job.cost(y) for job in mine) - math.fsum(job.cost(y) for job in theirs)
            if not more <= TIE * total:
                return False
        return True

    def _polished(self, stretches: list[Stretch]) -> list[Stretch]:
        """Put every threshold where its two designs cost the same."""
        for i in range(1, len(stretches)):
            before, after = stretches[i - 1], stretches[i]
            y = self._crossing(before, after)
            stretches[i - 1] = Stretch(before.dear, y, before.jobs)
            stretches[i] = Stretch(y, after.cheap, after.jobs)
        return stretches

    def _crossing(self, before: Stretch, after: Stretch) -> float:
        y = after.dear
        beyond = math.nextafter(y, before.dear)
        if not before.jobs or any(job.piece(beyond) < 0 for job in after.jobs):
            return self._becomes_possible(before, after)
        around = difference(*_apart(before.jobs, after.jobs), y)
        window = 2.0 * self.tolerance * y
        if around is None or window == 0.0:
            return y
        near = sign_changes(*around, max(y - window, 0.0), y + window)
        inside = [
            x for x in near if min(before.dear, after.cheap) < x < max(before.dear, after.cheap)
        ]
        return min(inside, key=lambda x: abs(x - y), default=y)

    def _becomes_possible(self, before: Stretch, after: Stretch) -> float:
        """Find the first point at which the evaluator lets the second design through.

        Rounding may let jobs through a little earlier when they are listed.
        """
        y = after.dear
        design = design_of(after.jobs)
        near, far = midpoint(before.dear, y), midpoint(y, after.cheap)
        if design is None or self._works(design, near) or not self._works(design, far):
            return y
        while True:
            middle = midpoint(near, far)
            if not min(near, far) < middle < max(near, far):
                return far
            if self._works(design, middle):
                far = middle
            else:
                near = middle

    def _works(self, design: Design, y: float) -> bool:
        chosen = self.setting.parameter
        try:
            return evaluate(chosen.problem_at(chosen.value_at(y)), design).is_feasible
        except InputError:  # nobody and nothing can do a step
            return False

    def _is_narrow(self, first: float, second: float) -> bool:
        return is_narrow(first, second, self.tolerance)


def is_narrow(first: float, second: float, tolerance: float) -> bool:
    """Whether two points are nearer than the tolerance, relatively."""
    return abs(first - second) <= tolerance * max(first, second)


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    """Join neighbours that have the same jobs."""
    joined: list[Stretch] = []
    for stretch in stretches:
        if joined and [job.key for job in joined[-1].jobs] == [job.key for job in stretch.jobs]:
            joined[-1] = Stretch(joined[-1].dear, stretch.cheap, stretch.jobs)
        else:
            joined.append(stretch)
    return joined


def _samples(stretch: Stretch) -> list[float]:
    points: list[float] = np.linspace(stretch.dear, stretch.cheap, _SAMPLES).tolist()
    return points


def _parts_apart(
    first: tuple[JobFunction, ...], second: tuple[JobFunction, ...]
) -> list[tuple[tuple[JobFunction, ...], tuple[JobFunction, ...]]]:
    """Cut two designs at the boundaries where both end a job, into parts beside each other."""
    common = sorted({job.end for job in first} & {job.end for job in second})
    return [
        (
            tuple(job for job in first if before < job.end <= end),
            tuple(job for job in second if before < job.end <= end),
        )
        for before, end in pairwise([0, *common])
    ]


def _apart(
    first: tuple[JobFunction, ...], second: tuple[JobFunction, ...]
) -> tuple[list[JobFunction], list[JobFunction]]:
    """Return the jobs of each that the other does not have."""
    mine, theirs = {job.key for job in first}, {job.key for job in second}
    return (
        [job for job in first if job.key not in theirs],
        [job for job in second if job.key not in mine],
    )


def design_of(jobs: tuple[JobFunction, ...]) -> Design | None:
    """Return the design that consists of some jobs; None without any."""
    if not jobs:
        return None
    return Design.from_tasks(
        [task for job in jobs for task in job.tasks], [job.end - 1 for job in jobs]
    )
