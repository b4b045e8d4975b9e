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
from jobdesign.analysis.reorganisation.jobs import Setting
from jobdesign.analysis.reorganisation.merging import Merger, design_of, is_narrow
from jobdesign.analysis.reorganisation.parameter import check_range
from jobdesign.analysis.reorganisation.parameters import find_parameter
from jobdesign.analysis.reorganisation.pieces import Piece, Thresholds
from jobdesign.analysis.reorganisation.powers import midpoint
from jobdesign.analysis.reorganisation.ways import Stretch
from jobdesign.arguments import takes
from jobdesign.checks import finite_number
from jobdesign.errors import InputError
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


@takes(problem=Problem)
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
    with np.errstate(
        over="ignore", invalid="ignore"
    ):  # what overflows is infinite, and never cheapest
        stretches = Merger(search.setting, tolerance).merged(
            list(search.stretches(dear, cheap, deadline))
        )
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
            narrow = is_narrow(near, far, self.tolerance) or not min(near, far) < middle < max(
                near, far
            )
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
                design_of(stretch.jobs),
                chosen,
                stretch.jobs,
            )
            for start, end, stretch in zip(values, values[1:], stretches, strict=False)
        ]
        return tuple(made if falls else made[::-1])
