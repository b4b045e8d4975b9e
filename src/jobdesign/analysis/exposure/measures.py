"""AI exposure of steps, tasks and jobs, and what AI does to work (sections 4.1 and 4.2).

Task-level exposure looks at steps one by one: how much of the work is work that
AI would do cheaper alone. Job-level exposure looks at the optimal design: how much
of it is done with AI there. Chains make the two differ both ways.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from jobdesign.analysis.exposure.isolation import Isolation, cost_alone, work_by_hand
from jobdesign.analysis.exposure.parts import (
    UNKNOWN,
    JobExposure,
    Shares,
    TaskExposure,
    jobs_of,
    shares_of,
    tasks_of,
)
from jobdesign.analysis.exposure.skills import (
    SkillEffect,
    Specialisation,
    skill_effects,
    specialisation,
)
from jobdesign.analysis.exposure.tent_poles import (
    JobProfile,
    TentPole,
    find_tent_poles,
    job_profiles,
)
from jobdesign.analysis.fragmentation.index import Fragmentation, measure_fragmentation
from jobdesign.arguments import LISTED, takes
from jobdesign.design import Mode
from jobdesign.errors import InputError
from jobdesign.evaluator import Horizon
from jobdesign.methods.outcome import Deadline
from jobdesign.problem import Problem
from jobdesign.solution import Solution, finite_or_none
from jobdesign.solver import solve

__all__ = ["Exposure", "measure_exposure"]


@dataclass(frozen=True, eq=False)
class Exposure:
    """What of a workflow is exposed to AI, and what AI does to its jobs.

    Attributes
    ----------
    solution
        With AI: the optimum, long or short run. Where it holds no design, what
        needs one is empty, None or NaN.
    without_ai
        The optimum by hand; None where there is none.
    alone
        Every step in isolation.
    task_level, job_level, automated
        Steps of the workflow that AI would do cheaper alone, that are done with
        AI, and that are automated.
    to_ai, to_hand
        Comparative-advantage reversals: positions of the steps done with AI though
        manual work is cheaper alone, and the opposite.
    tasks, jobs, skills, profiles, fragmentation
        One a task; one a job.
    tent_poles, tent_poles_without_ai
        Pairs of neighbouring tasks with a tent-pole, with and without AI.
    width, width_without_ai
        How wide jobs are.

    Examples
    --------
    In example 6 the first step is automated although it is cheaper by hand alone:

    >>> import jobdesign as jd
    >>> found = jd.measure_exposure(jd.read_problem("models/paper/example-6.toml"))
    >>> found.task_level.steps, found.job_level.steps, found.to_ai
    (0.5, 1.0, (0,))
    >>> found.skills[0].on_the_work
    'deskilling'
    """

    solution: Solution
    without_ai: Solution | None
    alone: Isolation
    task_level: Shares
    job_level: Shares = UNKNOWN
    automated: Shares = UNKNOWN
    to_ai: tuple[int, ...] = ()
    to_hand: tuple[int, ...] = ()
    tasks: tuple[TaskExposure, ...] = ()
    jobs: tuple[JobExposure, ...] = ()
    skills: tuple[SkillEffect, ...] = ()
    profiles: tuple[JobProfile, ...] = ()
    fragmentation: Fragmentation | None = None
    tent_poles: tuple[TentPole, ...] = ()
    tent_poles_without_ai: tuple[TentPole, ...] = ()
    width: Specialisation | None = None
    width_without_ai: Specialisation | None = None

    @property
    def problem(self) -> Problem:
        """What was asked."""
        return self.solution.problem

    @property
    def cost_productivity(self) -> float:
        """Cost by hand over cost with AI; NaN without a design by hand."""
        return self._ratio("cost")

    @property
    def time_productivity(self) -> float:
        """Total time by hand over total time with AI; NaN without a design by hand."""
        return self._ratio("total_time")

    def _ratio(self, name: str) -> float:
        if self.without_ai is None or self.without_ai.evaluation is None:
            return np.nan
        if self.solution.evaluation is None:
            return np.nan
        before = float(getattr(self.without_ai.evaluation, name))
        after = float(getattr(self.solution.evaluation, name))
        if after == 0:
            return np.nan if before == 0 else np.inf
        return before / after

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; None for what is not finite or not known."""
        names = self.problem.workflow.names
        width, before = self.width, self.width_without_ai
        return {
            "name": self.problem.name,
            "horizon": self.solution.horizon,
            "status": self.solution.status,
            "cost": finite_or_none(self.solution.cost),
            "cost_without_ai": None if self.without_ai is None else self.without_ai.cost,
            "cost_productivity": finite_or_none(self.cost_productivity),
            "time_productivity": finite_or_none(self.time_productivity),
            "task_level": _finite(asdict(self.task_level)),
            "job_level": _finite(asdict(self.job_level)),
            "automated": _finite(asdict(self.automated)),
            "reversals_to_ai": [names[i] for i in self.to_ai],
            "reversals_to_hand": [names[i] for i in self.to_hand],
            "width": None if width is None else width.to_dict(),
            "width_without_ai": None if before is None else before.to_dict(),
            "tent_poles": [pair.to_dict() for pair in self.tent_poles],
            "tent_poles_without_ai": [pair.to_dict() for pair in self.tent_poles_without_ai],
            "steps": self._steps(),
            "tasks": [_named(task, names) for task in self.tasks],
            "jobs": self._jobs(),
        }

    def _steps(self) -> list[dict[str, Any]]:
        design = self.solution.design
        return [
            {
                "name": name,
                "mode": None if design is None else str(Mode(int(design.modes[i]))),
                "cost_by_hand": finite_or_none(float(self.alone.by_hand[i])),
                "cost_with_ai": finite_or_none(float(self.alone.with_ai[i])),
                "exposed": bool(self.alone.exposed[i]),
            }
            for i, name in enumerate(self.problem.workflow.names)
        ]

    def _jobs(self) -> list[dict[str, Any]]:
        broken_up = self.fragmentation
        if broken_up is None:
            return []
        return [
            _named(job, self.problem.workflow.names)
            | {
                "skill": skill.to_dict(),
                "profile": profile.to_dict(),
                "fragmentation_index": float(broken_up.index[j]),
                "short_run_time": float(broken_up.short_run_time[j]),
                "short_run_time_at_least": float(broken_up.time_at_least[j]),
                "short_run_time_at_most": float(broken_up.time_at_most[j]),
            }
            for j, (job, skill, profile) in enumerate(
                zip(self.jobs, self.skills, self.profiles, strict=True)
            )
        ]

    def __str__(self) -> str:
        from jobdesign.tables.exposure import exposure_text

        return exposure_text(self)


@np.errstate(over="ignore")  # what overflows is infinite
@takes(problem=Problem, job_ends=LISTED)
def measure_exposure(
    problem: Problem,
    *,
    horizon: Horizon = "long",
    job_ends: Sequence[int | str] | None = None,
    time_limit: float | None = None,
) -> Exposure:
    """Measure what of a workflow is exposed to AI, and what AI does to its jobs.

    Parameters
    ----------
    problem
        What is given.
    horizon, job_ends
        As in `solve`: the jobs that are looked at are those of this optimum.
    time_limit
        Seconds for everything.

    Returns
    -------
    Exposure
        Its `solution` says why where no design was found.

    Raises
    ------
    InputError
        Where an argument is wrong.
    """
    deadline = Deadline(time_limit)
    solution = solve(problem, horizon=horizon, job_ends=job_ends, time_limit=time_limit)
    design, designed = solution.design, solution.evaluation
    if design is None or designed is None:
        unseen = cost_alone(problem)
        return Exposure(solution, None, unseen, shares_of(unseen, unseen.exposed, slice(None)))
    without_ai = _solve_by_hand(problem, deadline)
    before = None if without_ai is None else without_ai.evaluation
    by_hand = work_by_hand(problem, design.job_ends)
    alone, bill_by_hand = cost_alone(problem), by_hand.job_wage_bill
    if horizon == "short":  # wages stay, whatever they would be by hand
        alone = cost_alone(problem, designed)
        bill_by_hand = designed.job_wage * by_hand.job_time
    used = design.modes != Mode.MANUAL
    to_ai, to_hand = alone.reversals(design)
    everything = slice(None)
    return Exposure(
        solution=solution,
        without_ai=without_ai,
        alone=alone,
        task_level=shares_of(alone, alone.exposed, everything),
        job_level=shares_of(alone, used, everything),
        automated=shares_of(alone, design.modes == Mode.AUTOMATED, everything),
        to_ai=tuple(to_ai.tolist()),
        to_hand=tuple(to_hand.tolist()),
        tasks=tasks_of(problem, design, designed, alone, horizon),
        jobs=jobs_of(designed, bill_by_hand, alone, used),
        skills=skill_effects(designed, by_hand, before, problem.workflow.manual_time),
        profiles=job_profiles(designed),
        fragmentation=measure_fragmentation(problem.workflow, design.job_ends),
        tent_poles=find_tent_poles(designed),
        tent_poles_without_ai=() if before is None else find_tent_poles(before),
        width=specialisation(designed),
        width_without_ai=None if before is None else specialisation(before),
    )


def _solve_by_hand(problem: Problem, deadline: Deadline) -> Solution | None:
    if not np.isfinite(problem.workflow.manual_time).all():
        return None
    try:
        by_hand = problem.without_ai()
    except InputError:  # no worker can do any step by hand
        return None
    solution = solve(by_hand, time_limit=deadline.remaining)
    return None if solution.design is None else solution


def _finite(row: dict[str, Any]) -> dict[str, Any]:
    return {
        key: finite_or_none(value) if isinstance(value, float) else value
        for key, value in row.items()
    }


def _named(part: TaskExposure | JobExposure, names: Sequence[str]) -> dict[str, Any]:
    row = asdict(part)
    return _finite(row) | {"first": names[part.first], "last": names[part.last]}
