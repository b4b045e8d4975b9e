"""Why a problem is infeasible: a smallest set of demands that clash."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from jobdesign.constraints import Constraint
from jobdesign.design import Design
from jobdesign.evaluator import evaluate
from jobdesign.methods.any_design import Search
from jobdesign.problem import Problem

__all__ = ["Conflict", "Demands", "find_conflict"]

_Indices = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Demands that cannot all be met.

    Attributes
    ----------
    demands
        Each by name and value: side constraints, what worker types can fill, and what
        the call asked for, the modes or the jobs that are given.
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


class Demands:
    """All that a problem and a call demand, each known by its position.

    Two that are equal, or one that is named twice, are two demands.

    Parameters
    ----------
    problem
        What is given.
    modes
        Constraints that say the modes the call gave.
    job_ends
        Last steps of the jobs that the short run keeps. Where it need not keep them
        it is the long run.
    """

    def __init__(
        self, problem: Problem, modes: Sequence[Constraint], job_ends: _Indices | None
    ) -> None:
        self.problem = problem
        self.job_ends = job_ends
        self.constraints = [*problem.constraints, *modes]
        self.names = [str(constraint) for constraint in problem.constraints]
        self.names += [str(mode).replace(mode.kind, "modes", 1) for mode in modes]
        kinds = problem.wages.worker_types or ()
        #: position of the demand of each type that is limited, and of all types together
        self.available: dict[str, int] = {}
        for kind in kinds:
            if kind.available is not None:
                self.available[kind.name] = len(self.names)
                self.names.append(f'worker type "{kind.name}" (available {kind.available})')
        self.types = self.jobs = -1
        if kinds:
            self.types = len(self.names)
            most = max(kind.max_skill for kind in kinds)
            self.names.append(f"wages: worker_types (largest max_skill {most:.10g})")
        if job_ends is not None:
            self.jobs = len(self.names)
            self.names.append(f"horizon short (jobs given: {_jobs_text(problem, job_ends)})")

    def spans_jobs(self, at: int) -> bool:
        """Return whether a demand can only be checked on all jobs together."""
        if at < len(self.constraints):
            return self.constraints[at].spans_jobs
        return at in self.available.values()

    def only(self, kept: set[int]) -> tuple[Problem, _Indices | None]:
        """Return the problem, and the given jobs, with these demands and no others."""
        wages = self.problem.wages
        if wages.worker_types is not None:
            freed = tuple(
                replace(kind, available=None)
                if self.available.get(kind.name, -1) not in kept
                else kind
                for kind in wages.worker_types
            )
            wages = replace(wages, worker_types=freed if self.types in kept else None)
        held = [self.constraints[at] for at in sorted(kept) if at < len(self.constraints)]
        left = replace(self.problem, wages=wages, constraints=held)
        return left, self.job_ends if self.jobs in kept else None

    def broken(self, design: Design) -> set[int]:
        """Return the demands that a design may break: all others it keeps."""
        given = self.job_ends is not None and np.array_equal(design.job_ends, self.job_ends)
        whole = replace(self.problem, constraints=self.constraints)
        priced = evaluate(whole, design, "short" if given else "long")
        over = {id(violation.constraint) for violation in priced.violations}
        found = {at for at, constraint in enumerate(self.constraints) if id(constraint) in over}
        if not math.isfinite(priced.cost) and self.types >= 0:
            found |= {self.types, *self.available.values()}
        if self.job_ends is not None and not given:
            found.add(self.jobs)
        return found

    def blamed(self, kept: set[int], problem: Problem, search: Search) -> set[int]:
        """Return those of the demands kept that a proof of impossibility may have used."""
        totals = problem.rules.totals
        used = {id(totals[number].constraint) for number in search.blamed}
        found, counted = set(), set()
        for at in sorted(kept):
            if at < len(self.constraints) and self.spans_jobs(at):
                name = id(self.constraints[at])
                if name in used and name not in counted:
                    counted.add(name)
                    found.add(at)
            elif at not in self.available.values() or search.types_blamed:
                found.add(at)
        return found


def find_conflict(
    demands: Demands, search: Callable[[Problem, _Indices | None], Search]
) -> Conflict:
    """Drop demands, many at a time, and keep those without which there is a design.

    Parameters
    ----------
    demands
        That cannot all be met.
    search
        Finds any design of a problem, or says that there is none and which limits say so.

    Notes
    -----
    The deletion filter: what is left is infeasible, and dropping any one demand
    makes it feasible. A design that breaks one demand only shows, without a search,
    that it is needed. Demands on each job go first, so that few of them are left beside
    those that span jobs; of these, a proof drops at once what it did not use.
    """
    filtered = _Filter(demands, search)
    alone = [at for at in range(len(demands.names)) if not demands.spans_jobs(at)]
    filtered.drop(alone)
    filtered.ask(set(), dropping=True)
    filtered.drop(sorted(filtered.kept), dropping=True)
    return Conflict(tuple(demands.names[at] for at in sorted(filtered.kept)), filtered.irreducible)


class _Filter:
    """The demands still kept, those known to be needed, and the designs met so far."""

    def __init__(
        self, demands: Demands, search: Callable[[Problem, _Indices | None], Search]
    ) -> None:
        self.demands = demands
        self.search = search
        self.kept = set(range(len(demands.names)))
        self.needed: set[int] = set()
        self.irreducible = True
        #: what each design met so far breaks
        self.broken: list[set[int]] = []

    def drop(self, offered: list[int], *, dropping: bool = False) -> None:
        """Drop what can be dropped of these, in order."""
        offered = [at for at in offered if at in self.kept and at not in self.needed]
        if not offered:
            return
        possible = self.ask(set(offered), dropping=dropping)
        if possible is False:
            return
        if len(offered) > 1:
            half = (len(offered) + 1) // 2
            self.drop(offered[:half], dropping=dropping)
            self.drop(offered[half:], dropping=dropping)
        else:
            self.needed.add(offered[0])
            self.irreducible &= possible is True

    def ask(self, without: set[int], *, dropping: bool = False) -> bool | None:
        """Return whether there is a design without these demands; where not, drop them.

        And, if so asked, all that the proof did not use.
        """
        left = self.kept - without
        if any(not broken & left for broken in self.broken):
            return True
        problem, job_ends = self.demands.only(left)
        found = self.search(problem, job_ends)
        if found.impossible:
            self.kept = self.demands.blamed(left, problem, found) if dropping else left
            self.note(found.seen)
            return False
        self.note(found.seen if found.design is None else (*found.seen, found.design))
        return None if found.design is None else True

    def note(self, designs: Iterable[Design]) -> None:
        """Remember designs, and which demands they show to be needed."""
        self.broken += [self.demands.broken(design) for design in designs]
        for broken in self.broken:
            alone = broken & self.kept
            if len(alone) == 1:
                self.needed |= alone


def _jobs_text(problem: Problem, job_ends: _Indices) -> str:
    """Name the last steps of the jobs, all but the last, of which nobody has a choice."""
    names = [f'"{problem.workflow.names[at]}"' for at in job_ends[:-1].tolist()]
    if not names:
        return "one"
    shown = names if len(names) <= 6 else [*names[:5], f"... {len(names) - 5} more"]
    return f"ending after {', '.join(shown)}"
