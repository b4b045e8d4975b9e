"""Why a problem is infeasible: a smallest set of demands that clash."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from jobdesign.constraints import Constraint
from jobdesign.problem import Problem

__all__ = ["Conflict", "find_conflict"]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Demands that cannot all be met.

    Attributes
    ----------
    demands
        Each by name and value: side constraints, and what worker types can fill.
    irreducible
        Whether dropping any one of them leaves the others feasible; False where
        the time was too short to make sure.
    """

    demands: tuple[str, ...]
    irreducible: bool = True

    def __str__(self) -> str:
        if not self.demands:
            return "No design works, even without any constraint."
        if len(self.demands) == 1:
            return f"It cannot be met by itself: {self.demands[0]}"
        lines = "".join(f"\n  {demand}" for demand in self.demands)
        if not self.irreducible:
            return f"Among these are some that clash:{lines}"
        return f"These clash; without any one of them there is a design:{lines}"


def find_conflict(problem: Problem, is_feasible: Callable[[Problem], bool | None]) -> Conflict:
    """Drop demands one by one, and keep those without which there is a design.

    Parameters
    ----------
    problem
        Without a feasible design.
    is_feasible
        Says whether a problem has one; None where it cannot tell in time.

    Notes
    -----
    The deletion filter: what is left is infeasible, and dropping any one demand
    makes it feasible. One solve a demand.
    """
    needed: list[str] = []
    irreducible = True
    reduced = problem
    for name, drop in _demands(problem):
        without = drop(reduced)
        feasible = is_feasible(without)
        if feasible is False:
            reduced = without
        else:
            needed.append(name)
            irreducible &= feasible is True
    return Conflict(tuple(needed), irreducible)


def _demands(problem: Problem) -> Iterator[tuple[str, Callable[[Problem], Problem]]]:
    """Yield what a problem demands, each with what drops it from a problem."""
    for constraint in problem.constraints:
        yield str(constraint), _without_constraint(constraint)
    kinds = problem.wages.worker_types
    if kinds is None:
        return
    for kind in kinds:
        if kind.available is not None:
            yield f'worker type "{kind.name}" (available {kind.available})', _any_number(kind.name)
    most = max(kind.max_skill for kind in kinds)
    yield f"wages: worker_types (largest max_skill {most:.10g})", _without_types


def _without_constraint(constraint: Constraint) -> Callable[[Problem], Problem]:
    return lambda problem: problem.without([constraint])


def _any_number(name: str) -> Callable[[Problem], Problem]:
    """Let any number of workers of a type be available."""

    def drop(problem: Problem) -> Problem:
        kinds = problem.wages.worker_types or ()
        freed = [replace(k, available=None) if k.name == name else k for k in kinds]
        return replace(problem, wages=replace(problem.wages, worker_types=tuple(freed)))

    return drop


def _without_types(problem: Problem) -> Problem:
    return replace(problem, wages=replace(problem.wages, worker_types=None))
