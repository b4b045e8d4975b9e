"""Tent-pole tasks: short work of high skill beside long work of low skill (footnote 5).

One worker for both is paid for the high skill during the long work. Doing tasks
(c, t) and (c', t') in one job costs (c + c')(t + t'), of which c t + c' t' is what
they cost apart and c t' + c' t is skill paid while it is idle. The second exceeds
the first by (c − c')(t' − t): more than nothing exactly where one task has the
higher skill and the other the longer time.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from jobdesign.evaluator import Evaluation

__all__ = ["JobProfile", "TentPole", "find_tent_poles", "job_profiles"]


@dataclass(frozen=True, slots=True)
class TentPole:
    """A pair of neighbouring tasks of which one is the tent-pole.

    Attributes
    ----------
    pole, neighbour
        Positions of the tasks: the one of higher skill and less time, and the other.
    excess
        (c − c')(t' − t), money where wages are skills.
    joined
        Whether one job does both, so that the idle skill is paid for.
    """

    pole: int
    neighbour: int
    excess: float
    joined: bool

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; tasks counted from 1."""
        return asdict(self) | {"pole": self.pole + 1, "neighbour": self.neighbour + 1}


@dataclass(frozen=True, slots=True)
class JobProfile:
    """How even the tasks of a job are.

    Attributes
    ----------
    tallest
        Position of the task of the highest skill.
    skill_share, time_share
        Its part of the job's skill and of its time at tasks; 0 where there is none.
    idle_skill
        Part of skill × time at tasks that is hired but not in use:
        1 − Σ c t / (Σ c × Σ t); 0 for one task.
    """

    tallest: int
    skill_share: float
    time_share: float
    idle_skill: float

    @property
    def tent_pole(self) -> bool:
        """Whether one task brings more than half of the skill and takes less than half the time."""
        return self.skill_share > 0.5 > self.time_share

    def to_dict(self) -> dict[str, Any]:
        """Return everything as JSON has it; tasks counted from 1."""
        return asdict(self) | {"tallest": self.tallest + 1, "tent_pole": self.tent_pole}


def find_tent_poles(priced: Evaluation) -> tuple[TentPole, ...]:
    """Return the pairs of neighbouring tasks with a tent-pole, in order.

    Examples
    --------
    Example 4 of the paper, by hand: (2, 4) and (4, 2).

    >>> import jobdesign as jd
    >>> problem = jd.read_problem("models/paper/example-4.toml")
    >>> by_hand = jd.solve(problem.without_ai())
    >>> find_tent_poles(by_hand.evaluation)
    (TentPole(pole=1, neighbour=0, excess=4.0, joined=False),)
    >>> find_tent_poles(jd.solve(problem).evaluation)
    ()
    """
    skill, time = priced.task_skill, priced.task_time
    excess = (skill[:-1] - skill[1:]) * (time[1:] - time[:-1])
    ends = set(priced.job_last.tolist())
    found = []
    for b in np.flatnonzero(excess > 0).tolist():
        pole, neighbour = (b, b + 1) if skill[b] > skill[b + 1] else (b + 1, b)
        joined = int(priced.task_last[b]) not in ends
        found.append(TentPole(pole, neighbour, float(excess[b]), joined))
    return tuple(found)


def job_profiles(priced: Evaluation) -> tuple[JobProfile, ...]:
    """Return how even the tasks of every job are."""
    profiles = []
    start = 0
    for count in priced.job_tasks.tolist():
        tasks = slice(start, start + count)
        skill, time = priced.task_skill[tasks], priced.task_time[tasks]
        tallest = int(np.argmax(skill))
        all_skill, all_time = float(skill.sum()), float(time.sum())
        hired = all_skill * all_time
        profiles.append(
            JobProfile(
                tallest=start + tallest,
                skill_share=float(skill[tallest]) / all_skill if all_skill else 0.0,
                time_share=float(time[tallest]) / all_time if all_time else 0.0,
                idle_skill=max(1.0 - float(skill @ time) / hired, 0.0) if hired else 0.0,
            )
        )
        start += count
    return tuple(profiles)
