"""Kinds of constraints that somebody writes outside the package."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import jobdesign as jd
from jobdesign.constraints.base import Constraint, Limit
from jobdesign.constraints.rules import Rules, Total, with_tolerance

METHODS = ("brute_force", "mip", "mip_compact")
JOB_METHODS = (*METHODS, "frontier", "dag", "recursion")


def problem(
    constraints: list[Constraint], *, time: float = 1.0, skill: float = 1.0, wages: Any = None
) -> jd.Problem:
    """Draw six steps, their times and skills in other units."""
    rng = np.random.default_rng(8)
    flow = jd.Workflow.from_arrays(
        manual_skill=rng.uniform(0.5, 5, 6) * skill,
        manual_time=rng.uniform(0.5, 5, 6) * time,
        ai_skill=rng.uniform(0.25, 5, 6) * skill,
        ai_time=rng.uniform(0.1, 3, 6) * time,
        ai_success=rng.uniform(0.05, 1, 6),
        handoff_time=[*(rng.uniform(0, 30, 5) * time), 0],
    )
    return jd.Problem(flow, wages or jd.Wages(), constraints)


class MaxManualTime(Limit):
    """Time of the work done by hand."""

    kind = "max_manual_time"
    spans_jobs = True

    def measure(self, designs: Any, workflow: jd.Workflow) -> Any:
        return np.where(designs.modes == 0, workflow.manual_time, 0.0).sum(axis=1)

    def restrict(self, rules: Rules, workflow: jd.Workflow) -> None:
        per = np.zeros((len(workflow), 3))
        per[:, 0] = workflow.manual_time
        rules.totals.append(Total(self, with_tolerance(self.limit), 0.0, 0.0, per))


class MaxMixed(Limit):
    """Times of jobs and numbers of jobs in one sum."""

    kind = "max_mixed"
    spans_jobs = True
    per_job = 1.0

    def measure(self, designs: Any, workflow: jd.Workflow) -> Any:
        jobs = np.bincount(designs.job_design, minlength=len(designs.modes))
        times = np.bincount(designs.job_design, designs.job_time, len(designs.modes))
        return self.per_job * jobs + times

    def restrict(self, rules: Rules, workflow: jd.Workflow) -> None:
        per = np.zeros((len(workflow), 3))
        rules.totals.append(Total(self, with_tolerance(self.limit), self.per_job, 1.0, per))


class LongestJob(Limit):
    """Kept by every job: its time."""

    kind = "longest_job"

    def measure(self, designs: Any, workflow: jd.Workflow) -> Any:
        largest = np.zeros(len(designs.modes))
        np.maximum.at(largest, designs.job_design, designs.job_time)
        return largest

    def restrict(self, rules: Rules, workflow: jd.Workflow) -> None:
        rules.limit_time(self.limit)


class HardestJob(Limit):
    """Kept by every job: its skill."""

    kind = "hardest_job"

    def measure(self, designs: Any, workflow: jd.Workflow) -> Any:
        largest = np.zeros(len(designs.modes))
        np.maximum.at(largest, designs.job_design, designs.job_skill)
        return largest

    def restrict(self, rules: Rules, workflow: jd.Workflow) -> None:
        rules.limit_skill(self.limit)


class NoLongWorkByHand(Limit):
    """Written into a mask, from a number with a unit."""

    kind = "no_long_work_by_hand"

    def measure(self, designs: Any, workflow: jd.Workflow) -> Any:
        return np.where(designs.modes == 0, workflow.manual_time, 0.0).max(axis=1)

    def restrict(self, rules: Rules, workflow: jd.Workflow) -> None:
        rules.manual = rules.manual & (workflow.manual_time <= with_tolerance(self.limit))


def spanning(time: float, skill: float) -> list[tuple[Constraint, tuple[str, ...]]]:
    mixed = type("MaxMixed", (MaxMixed,), {"per_job": time, "__module__": __name__})
    return [
        (MaxManualTime(limit=3 * time), METHODS),
        (mixed(limit=30 * time), METHODS),
        (LongestJob(limit=15 * time), JOB_METHODS),
        (HardestJob(limit=3 * skill), JOB_METHODS),
        (NoLongWorkByHand(limit=2 * time), JOB_METHODS),
    ]


@pytest.mark.parametrize("number", range(5))
@pytest.mark.parametrize(("time", "skill"), [(3600.0, 1.0), (1.0, 1e6), (1e-6, 1e9)])
def test_units_do_not_matter(number: int, time: float, skill: float) -> None:
    """No kind says what its numbers measure, and every method finds the same design."""
    plain = spanning(1.0, 1.0)[number][0]
    truth = jd.solve(problem([plain]), "brute_force")
    free = jd.solve(problem([]), "brute_force")
    assert free.cost < truth.cost < np.inf
    constraint, methods = spanning(time, skill)[number]
    given = problem([constraint], time=time, skill=skill)
    for method in methods:
        found = jd.solve(given, method)
        assert found.status == "optimal", method
        assert found.cost / (time * skill) == pytest.approx(truth.cost, rel=1e-9), method
        assert found.design == truth.design, method


def test_units_do_not_matter_to_worker_types() -> None:
    for time, skill in ((1.0, 1.0), (3600.0, 1e6)):
        kinds = [
            jd.WorkerType(name=str(top), max_skill=top * skill, wage=top * top, available=n)
            for top, n in ((4, 2), (12, None))
        ]
        given = problem(
            [MaxManualTime(limit=3 * time), HardestJob(limit=9 * skill)],
            time=time,
            skill=skill,
            wages=jd.Wages(worker_types=kinds),
        )
        costs = [jd.solve(given, method).cost for method in METHODS]
        assert costs == pytest.approx([costs[0]] * 3, rel=1e-9)


@dataclass(frozen=True, kw_only=True)
class Share(Limit):
    """Fields of other names."""

    kind = "share"
    spans_jobs = True
    weight: float = 1.0
    note: str = ""
    parts: tuple[int, ...] = ()

    def measure(self, designs: Any, workflow: jd.Workflow) -> Any:
        return self.weight * (designs.modes != 0).sum(axis=1)

    def restrict(self, rules: Rules, workflow: jd.Workflow) -> None:
        per = np.zeros((len(workflow), 3))
        per[:, 1:] = self.weight
        rules.totals.append(Total(self, with_tolerance(self.limit), 0.0, 0.0, per))


def test_fields_of_any_name() -> None:
    share = Share(limit=4.0, weight=np.float32(2), note="at most two", parts=(1, 2))
    two = jd.KINDS["max_ai_steps"](limit=2)
    for method in METHODS:
        assert jd.solve(problem([share]), method).cost == pytest.approx(
            jd.solve(problem([two]), "brute_force").cost
        )
    assert "weight 2" in str(share)
    for wrong in (np.nan, np.inf):
        with pytest.raises(jd.InputError, match="constraint share: weight"):
            problem([Share(limit=4.0, weight=wrong)])


class NoMeasure(Limit):
    kind = "no_measure"

    def restrict(self, rules: Rules, workflow: jd.Workflow) -> None:
        pass


class NoRestrict(Limit):
    kind = "no_restrict"

    def measure(self, designs: Any, workflow: jd.Workflow) -> Any:
        return np.zeros(len(designs.modes))


class NoKind(MaxManualTime):
    kind = None  # type: ignore[assignment]


class NoSpan(MaxManualTime):
    kind = "no_span"
    spans_jobs = False


class SpansNothing(LongestJob):
    kind = "spans_nothing"
    spans_jobs = True


class WrongShape(MaxManualTime):
    kind = "wrong_shape"

    def restrict(self, rules: Rules, workflow: jd.Workflow) -> None:
        rules.totals.append(Total(self, 1.0, 0.0, 0.0, np.zeros(3)))


class NoNumber(MaxManualTime):
    kind = "no_number"

    def restrict(self, rules: Rules, workflow: jd.Workflow) -> None:
        rules.totals.append(Total(self, np.nan, 1.0, 0.0, np.zeros((len(workflow), 3))))


class NoMask(LongestJob):
    kind = "no_mask"

    def restrict(self, rules: Rules, workflow: jd.Workflow) -> None:
        rules.manual = workflow.manual_time  # type: ignore[assignment]


class WrongRule(MaxManualTime):
    kind = "wrong_rule"
    limit_rule = "large"


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (NoMeasure, "has no method measure"),
        (NoRestrict, "has no method restrict"),
        (NoKind, "has no kind"),
        (NoSpan, "must append a Total exactly where spans_jobs is true"),
        (SpansNothing, "must append a Total exactly where spans_jobs is true"),
        (WrongShape, "per_mode must have the shape \\(6, 3\\)"),
        (NoNumber, "must write finite numbers into a Total"),
        (NoMask, "must leave manual a mask of 6 steps"),
        (WrongRule, "must be one of count, number, amount, any"),
    ],
)
def test_what_is_no_kind_is_said(kind: Any, told: str) -> None:
    with pytest.raises(jd.InputError, match=told):
        problem([kind(limit=5.0)])


class Forgetful(LongestJob):
    """Asks less of methods than it measures."""

    kind = "forgetful"

    def restrict(self, rules: Rules, workflow: jd.Workflow) -> None:
        rules.limit_time(10 * self.limit)


@pytest.mark.parametrize("method", ["frontier", "dag", "recursion"])
def test_a_kind_that_contradicts_itself_is_named(method: str) -> None:
    given = problem([Forgetful(limit=15.0)])
    with pytest.raises(jd.InputError, match=r"^constraint forgetful .* its restrict lets method"):
        jd.solve(given, method)


def test_files_know_no_other_kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = problem([MaxManualTime(limit=5.0)])
    for suffix in (".toml", ".json"):
        with pytest.raises(jd.InputError, match="is of a kind that files do not know"):
            jd.write_problem(given, tmp_path / f"given{suffix}")
    assert not list(tmp_path.iterdir())
    monkeypatch.setitem(jd.KINDS, "max_manual_time", MaxManualTime)
    jd.write_problem(given, tmp_path / "given.toml")
    assert jd.read_problem(tmp_path / "given.toml").constraints == given.constraints
