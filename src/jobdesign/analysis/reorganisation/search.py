"""Where the optimal design changes: ranges, their jobs, and the pieces between.

A range of the parameter is halved until the jobs that can matter on it are few
(`contenders`); among them the cheapest design is found piece by piece, exactly
(`envelope`). Both are proofs: nothing is missed by lying between two points that
were looked at. What is left to a tolerance are pieces shorter than it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from jobdesign.analysis.reorganisation.contenders import list_contenders
from jobdesign.analysis.reorganisation.envelope import cheapest_ways
from jobdesign.analysis.reorganisation.jobs import JobFunction, Setting
from jobdesign.analysis.reorganisation.parameters import check_range, find_parameter
from jobdesign.analysis.reorganisation.pieces import Piece, Thresholds
from jobdesign.analysis.reorganisation.powers import midpoint, sign_changes
from jobdesign.analysis.reorganisation.ways import TIE, Stretch, difference
from jobdesign.checks import finite_number
from jobdesign.design import Design
from jobdesign.errors import InputError
from jobdesign.evaluator import evaluate
from jobdesign.methods import demand
from jobdesign.methods.outcome import Deadline
from jobdesign.problem import Problem

__all__ = ["thresholds"]

#: Labels at a boundary at which the whole range is halved instead ...
_MOST_LABELS = 150
#: ... and how much more a half may have: some values need many, however short the range.
_MORE = 1.25
#: Jobs a step at which a range is halved as well, if that ...
_FEW_JOBS = 1.5
#: ... leaves no more than this part of them.
_FEWER = 0.8
#: Points of a stretch at which designs are compared that may cost the same.
_SAMPLES = 7


def thresholds(
    problem: Problem,
    parameter: str = "alpha",
    *,
    low: float | None = None,
    high: float | None = None,
    tolerance: float = 1e-9,
    time_limit: float | None = None,
    horizon: str = "long",
) -> Thresholds:
    """Find every value of a parameter at which the optimal design changes.

    Parameters
    ----------
    problem
        What is given. Constraints that span jobs are refused.
    parameter
        ``"alpha"``; ``"ai_success:STEP"`` or ``"ai_difficulty:STEP"``; a base wage,
        ``"human"`` or ``"ai_management"``; ``"handoff_time"`` or another column, the
        factor by which all of it is multiplied; ``"handoff_time:STEP"`` or another
        column, its value at one step.
    low, high
        The range; by default (0, 1] for alpha and success, else 0 to twice the
        present value.
    tolerance
        Relative to the parameter: pieces that are shorter are left out, unless they
        are at an end of the range.
    time_limit
        Seconds after which to return what there is, from the end of the range
        where costs are largest.
    horizon
        ``"long"``: jobs and wages follow the design. The short run is refused.

    Returns
    -------
    Thresholds
        The pieces in increasing order. A value is a threshold where no one design
        is optimal on both sides; designs that cost the same, to 1e-12 relative, do
        not make one.

    Raises
    ------
    InputError
        Where the problem has no such parameter, the range is empty, a constraint
        spans jobs, or the horizon is not the long run.

    Examples
    --------
    Example 6 of the paper:

    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[5, 2], manual_time=[1, 4], ai_skill=[5, 2], ai_time=[1, 1],
    ...     ai_difficulty=[6, 1], handoff_time=[1, 0], alpha=0.77))
    >>> found = jd.thresholds(problem)
    >>> found.thresholds
    array([0.25      , 0.76877801])
    >>> [str(piece.design) for piece in found]
    ['[1][2]', '[1][2]', '[1-2]']
    >>> [round(piece.marginal_benefit(found.thresholds[1]), 4) for piece in found[1:]]
    [3.384, 114.7415]
    """
    if not isinstance(problem, Problem):
        raise InputError("must be a Problem", place="problem", value=problem, fix="read it first")
    if horizon != "long":
        raise InputError(
            "thresholds are those of the long run, in which jobs can change",
            place="horizon",
            value=horizon,
            fix='leave it out, or solve with horizon="short" at the values of interest',
        )
    needed, reason = demand(problem)
    if needed == "all":
        raise InputError(
            f"cannot be honoured by thresholds: {reason}",
            place="problem",
            fix="drop it, or solve at the values of interest",
        )
    chosen = find_parameter(problem, parameter)
    low, high = check_range(chosen, low, high)
    if not 0.0 < finite_number("tolerance", tolerance, 0.0) < 1.0:
        raise InputError("must be in (0, 1)", place="tolerance", value=tolerance)
    if time_limit is not None:
        finite_number("time limit", time_limit, 0.0)
    deadline = Deadline(time_limit)
    search = _Search(Setting(problem, chosen), tolerance)
    dear, cheap = chosen.variable(low), chosen.variable(high)
    if (dear > cheap) == chosen.is_rate:
        dear, cheap = cheap, dear
    stretches = search.merged(list(search.stretches(dear, cheap, deadline)))
    complete = bool(stretches) and stretches[-1].cheap == cheap
    return Thresholds(
        chosen.name,
        search.pieces(stretches, low, high),
        tolerance,
        complete,
        problem.workflow.names,
    )


class _Search:
    def __init__(self, setting: Setting, tolerance: float) -> None:
        self.setting = setting
        self.tolerance = tolerance

    def stretches(self, dear: float, cheap: float, deadline: Deadline) -> Iterator[Stretch]:
        """Yield the stretches of a range from its dear end, as far as there is time."""
        if dear == cheap:
            cheap = math.nextafter(cheap, math.inf)
        first = self._first_possible(dear, cheap)
        if first is None or first != dear:
            yield Stretch(dear, cheap if first is None else first, ())
        ranges = [] if first is None else [(first, cheap, float(_MOST_LABELS), math.inf)]
        while ranges:
            if deadline.passed:
                return
            near, far, most, before = ranges.pop()
            middle = midpoint(near, far)
            narrow = self._is_narrow(near, far) or not min(near, far) < middle < max(near, far)
            listed = list_contenders(self.setting, near, far, math.inf if narrow else most)
            if listed is None:
                if 2.0 * min(near, far) >= max(near, far):
                    most *= _MORE
                ranges += [(middle, far, most, math.inf), (near, middle, most, math.inf)]
                continue
            count = len(listed.jobs)
            if not narrow and _FEW_JOBS * self.setting.steps < count <= _FEWER * before:
                ranges += [(middle, far, most, count), (near, middle, most, count)]
                continue
            jobs = [self.setting.job(key) for key in listed.jobs]
            yield from cheapest_ways(jobs, near, far, self.tolerance)

    def _is_narrow(self, first: float, second: float) -> bool:
        return abs(first - second) <= self.tolerance * max(first, second)

    def _first_possible(self, dear: float, cheap: float) -> float | None:
        """Find where on the way to the cheap end some design becomes possible."""
        if self._is_possible(dear):
            return dear
        if not self._is_possible(cheap):
            return None
        while True:
            middle = midpoint(dear, cheap)
            if not min(dear, cheap) < middle < max(dear, cheap):
                return cheap
            if self._is_possible(middle):
                cheap = middle
            else:
                dear = middle

    def _is_possible(self, y: float) -> bool:
        listed = list_contenders(self.setting, y, y)
        return listed is not None and listed.dear_cost < math.inf

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
            if left_out or self._is_as_good(last.jobs, stretch):
                kept[-1] = Stretch(last.dear, stretch.cheap, last.jobs)
            elif self._is_narrow(last.dear, last.cheap) and len(kept) > 1:
                kept.pop()
                joined_to = Stretch(last.dear, stretch.cheap, stretch.jobs)
                if self._is_as_good(kept[-1].jobs, stretch):
                    joined_to = Stretch(kept.pop().dear, stretch.cheap, stretch.jobs)
                kept.append(joined_to)
            else:
                kept.append(stretch)
        return self._polished(kept)

    def _is_as_good(self, jobs: tuple[JobFunction, ...], stretch: Stretch) -> bool:
        """Whether jobs cost no more than those of a stretch, all over it."""
        mine, theirs = _apart(jobs, stretch.jobs)
        if not mine and not theirs:
            return True
        if not jobs or not stretch.jobs:
            return False
        for y in np.linspace(stretch.dear, stretch.cheap, _SAMPLES).tolist():
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
        design = _design(after.jobs)
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

    def pieces(self, stretches: list[Stretch], low: float, high: float) -> tuple[Piece, ...]:
        """Write stretches as pieces of the parameter, in increasing order."""
        chosen = self.setting.parameter
        marks = [stretches[0].dear, *(stretch.cheap for stretch in stretches)] if stretches else []
        values = [chosen.value_at(y) for y in marks]
        falls = chosen.falls
        if values:
            values[0] = low if falls else high
            if stretches[-1].cheap in (chosen.variable(low), chosen.variable(high)):
                values[-1] = high if falls else low
        made = [
            Piece(
                min(start, end),
                max(start, end),
                _design(stretch.jobs),
                chosen,
                stretch.jobs,
            )
            for start, end, stretch in zip(values, values[1:], stretches, strict=False)
        ]
        return tuple(made if falls else made[::-1])


def _joined(stretches: list[Stretch]) -> list[Stretch]:
    """Join neighbours that have the same jobs."""
    joined: list[Stretch] = []
    for stretch in stretches:
        if joined and [job.key for job in joined[-1].jobs] == [job.key for job in stretch.jobs]:
            joined[-1] = Stretch(joined[-1].dear, stretch.cheap, stretch.jobs)
        else:
            joined.append(stretch)
    return joined


def _apart(
    first: tuple[JobFunction, ...], second: tuple[JobFunction, ...]
) -> tuple[list[JobFunction], list[JobFunction]]:
    """Return the jobs of each that the other does not have."""
    mine, theirs = {job.key for job in first}, {job.key for job in second}
    return (
        [job for job in first if job.key not in theirs],
        [job for job in second if job.key not in mine],
    )


def _design(jobs: tuple[JobFunction, ...]) -> Design | None:
    if not jobs:
        return None
    return Design.from_tasks(
        [task for job in jobs for task in job.tasks], [job.end - 1 for job in jobs]
    )
