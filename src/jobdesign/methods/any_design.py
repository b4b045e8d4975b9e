"""Any design that keeps all constraints, or the proof that there is none; costs do not count.

Limits are looked at only once a design has broken them: where no design keeps the few
that were, these alone say why.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.design import Design
from jobdesign.evaluator import Horizon, evaluate
from jobdesign.methods.beginnings import Beginnings, PossibleSteps
from jobdesign.methods.outcome import Deadline
from jobdesign.problem import Problem

__all__ = ["Search", "any_design"]

_Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Search:
    """What a search for any design found.

    Attributes
    ----------
    design
        One that keeps all constraints, or None.
    impossible
        Whether it is proved that there is none.
    blamed
        Then: the constraints that span jobs, by position in ``problem.rules.totals``,
        which with those that every job keeps by itself leave no design.
    seen
        Designs met on the way, which broke limits not yet looked at.
    types_blamed
        Whether the workers available of a type take part in the proof.
    """

    design: Design | None
    impossible: bool = False
    blamed: tuple[int, ...] = ()
    types_blamed: bool = False
    seen: tuple[Design, ...] = ()


def any_design(
    problem: Problem,
    job_ends: _Indices | None,
    deadline: Deadline,
    *,
    most_labels: int = 1000,
) -> Search:
    """Find any design that keeps all constraints.

    Parameters
    ----------
    problem
        What is given.
    job_ends
        Last steps of the given jobs: the short run.
    deadline
        When to give up.
    most_labels
        At a boundary; where there are more, some are dropped, and nothing is proved
        unless a design is found.
    """
    horizon: Horizon = "long" if job_ends is None else "short"
    steps = PossibleSteps(problem, job_ends)
    if not steps.possible:
        return Search(None, impossible=True, types_blamed=True)
    chosen: list[int] = []
    with_types = False
    seen: list[Design] = []
    while True:
        sweep = Beginnings(steps, chosen, with_types, most_labels)
        design = sweep.run(deadline)
        if design is None:
            proved = sweep.complete
            return Search(None, proved, tuple(sorted(chosen)), with_types, tuple(seen))
        priced = evaluate(problem, design, horizon)
        if priced.is_feasible:
            return Search(design, seen=tuple(seen))
        seen.append(design)
        broken = {id(violation.constraint) for violation in priced.violations}
        fresh = [
            number
            for number, total in enumerate(steps.rules.totals)
            if id(total.constraint) in broken and number not in chosen
        ]
        if fresh:
            chosen.append(min(fresh, key=lambda number: steps.tightness[number]))
        elif steps.limited_types and not with_types:
            with_types = True
        else:  # within rounding of a limit
            return Search(None, seen=tuple(seen))
