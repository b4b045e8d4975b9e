"""The same problem by several methods, side by side."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from jobdesign.arguments import FUNCTION, LISTED, takes
from jobdesign.errors import MethodError
from jobdesign.evaluator import Horizon
from jobdesign.methods import METHODS
from jobdesign.methods.outcome import Progress
from jobdesign.problem import Problem
from jobdesign.solution import Solution
from jobdesign.solver import solve

__all__ = ["AGREEMENT", "Comparison", "compare"]

#: Exact methods agree where their costs differ by at most this, relatively.
AGREEMENT = 1e-9


@dataclass(frozen=True)
class Comparison:
    """One solution a method, and whether the exact ones agree.

    Attributes
    ----------
    solutions
        In the order of the methods asked for.
    skipped
        One line for each method that was not asked for by name and cannot take
        the problem.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(manual_skill=[3, 1], manual_time=[1, 2],
    ...                                              handoff_time=[3, 0]))
    >>> comparison = jd.compare(problem, methods=["brute_force", "frontier"])
    >>> comparison.agree, [solution.cost for solution in comparison]
    (True, [12.0, 12.0])
    """

    solutions: tuple[Solution, ...]
    skipped: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Solution]:
        return iter(self.solutions)

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C ended it; then later methods have not run."""
        return any(solution.interrupted for solution in self.solutions)

    @property
    def reference(self) -> Solution | None:
        """The first solution that is proved optimal, else the first with a design."""
        proved = [s for s in self.solutions if s.status == "optimal"]
        found = [s for s in self.solutions if s.design is not None]
        return next(iter(proved + found), None)

    def relative_difference(self, solution: Solution) -> float:
        """Return (cost - reference cost) / reference cost; 0 where both are 0."""
        if self.reference is None:
            return math.nan
        cost, base = solution.cost, self.reference.cost
        if cost == base:
            return 0.0
        return (cost - base) / base if base else math.inf

    @property
    def agree(self) -> bool:
        """Whether all that is claimed optimal is, as far as these methods can tell."""
        if self.reference is None:
            return True
        for solution in self.solutions:
            difference = self.relative_difference(solution)
            if solution.status == "optimal" and not abs(difference) <= AGREEMENT:
                return False
            # a cheaper design than a proved optimum refutes the proof
            if self.reference.status == "optimal" and difference < -AGREEMENT:
                return False
            if solution.bound > self.reference.cost * (1 + AGREEMENT):
                return False
        return True

    def rows(self) -> list[dict[str, Any]]:
        """Return one row a method, as ``jobdesign compare`` prints them."""
        return [
            {
                "method": s.method,
                "cost": s.cost,
                "relative_difference": self.relative_difference(s),
                "bound": s.bound,
                "gap": s.gap,
                "runtime": s.runtime,
                "status": s.status,
                "design": None if s.design is None else str(s.design),
            }
            for s in self.solutions
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as ``jobdesign compare --format json`` prints it.

        Numbers that are not finite are None: JSON has no word for them.
        """
        rows = [
            {
                key: None if isinstance(value, float) and not math.isfinite(value) else value
                for key, value in row.items()
            }
            for row in self.rows()
        ]
        return {"agree": self.agree, "methods": rows, "skipped": list(self.skipped)}

    def __str__(self) -> str:
        from jobdesign.tables.comparisons import comparison_text

        return comparison_text(self)


@takes(problem=Problem, methods=LISTED, job_ends=LISTED, progress=FUNCTION)
def compare(
    problem: Problem,
    methods: Sequence[str] | None = None,
    *,
    horizon: Horizon = "long",
    job_ends: Sequence[int | str] | None = None,
    time_limit: float | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Comparison:
    """Solve a problem by several methods.

    Parameters
    ----------
    problem
        What is given.
    methods
        Names of methods; where left out, all that can take the problem in seconds.
    horizon, job_ends, time_limit
        As in `solve`; the limit holds for each method.
    progress
        Called now and then, with the name of the method, by those that tell how far they are.

    Raises
    ------
    InputError
        Where a method asked for by name cannot take the problem.
    """
    solutions: list[Solution] = []
    skipped: list[str] = []
    for name in METHODS if methods is None else methods:
        most = None if methods is not None else METHODS[name].compare_up_to
        if most is not None and len(problem.workflow) > most:
            skipped.append(
                f"method {name}: could take minutes beyond {most} steps, so runs only where named"
            )
            continue
        try:
            solutions.append(
                solve(
                    problem,
                    name,
                    horizon=horizon,
                    job_ends=job_ends,
                    time_limit=time_limit,
                    progress=None if progress is None else partial(_tell, progress, name),
                )
            )
        except MethodError as error:
            if methods is not None:
                raise
            skipped.append(str(error))
            continue
        if solutions[-1].interrupted:
            break
    return Comparison(tuple(solutions), tuple(skipped))


def _tell(progress: Callable[[Progress], None], method: str, reached: Progress) -> None:
    progress(replace(reached, about=method))
