"""Constrained problems on which a method was once wrong, kept so that it stays right."""

from __future__ import annotations

import numpy as np
import pytest

import jobdesign as jd
from jobdesign.methods.mip.units import in_ordinary_units

METHODS = ["mip", "mip_compact"]


def agree(problem: jd.Problem, methods: list[str] = METHODS) -> None:
    truth = jd.solve(problem, "brute_force")
    for method in methods:
        found = jd.solve(problem, method)
        assert found.status == truth.status, method
        assert found.cost == pytest.approx(truth.cost, rel=1e-9, abs=0), method


def workflow(seed: int, steps: int, skill: float = 1.0, time: float = 1.0) -> jd.Workflow:
    rng = np.random.default_rng(seed)
    return jd.Workflow.from_arrays(
        manual_skill=skill * rng.uniform(0.5, 5, steps),
        manual_time=time * rng.uniform(0.5, 5, steps),
        ai_skill=skill * rng.uniform(0.25, 5, steps),
        ai_time=time * rng.uniform(0.1, 3, steps),
        ai_success=rng.uniform(0.05, 1, steps),
        handoff_time=time * rng.uniform(0, 10, steps) * (np.arange(steps) < steps - 1),
    )


@pytest.mark.parametrize(("skill", "time"), [(1e-9, 1e-9), (1e9, 1e-9), (1e-9, 1e9), (1e9, 1e9)])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_units_far_from_ordinary(skill: float, time: float, seed: int) -> None:
    """HiGHS called anything optimal where all costs were below its tolerance."""
    given = workflow(seed, 5, skill, time)
    free = jd.solve(jd.Problem(given))
    limits = [
        jd.KINDS["max_total_time"](limit=0.9 * free.evaluation.total_time),
        jd.KINDS["max_job_skill"](limit=1.2 * float(free.evaluation.job_skill.max())),
        jd.KINDS["max_jobs"](limit=3),
    ]
    agree(jd.Problem(given, constraints=limits))


@pytest.mark.parametrize("big", [1e5, 1e8, 1e11])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_budget_of_large_values_that_cancel(big: float, seed: int) -> None:
    """What the modes have in common drowned what they differ by."""
    given = workflow(seed, 4)
    common = [big, -big, big, -big]
    coefficients = {
        name: {"manual": value, "augmented": value + 1.0, "automated": value + 2.0}
        for name, value in zip(given.names, common, strict=True)
    }
    for limit in (0.0, 1.0, 2.0, 3.0):
        budget = jd.KINDS["linear_budget"](limit=limit, coefficients=coefficients)
        agree(jd.Problem(given, constraints=[budget]), ["mip"])


def test_steps_that_only_a_hopeless_chain_can_do() -> None:
    """Its time outweighs all else a trillion times; the model alone said infeasible."""
    given = jd.Workflow.from_arrays(
        manual_skill=[0.0, 0.0, 2.3],
        manual_time=[np.inf, np.inf, 1.0],
        ai_skill=[3.25, 3.4, 1.2],
        ai_time=[2.2, 1.2, 1.6],
        ai_success=[1e-12, 1e-8, 0.5],
        handoff_time=[0.6, 0.3, 0.0],
    )
    after = jd.KINDS["require_handoff"](after="1")
    problem = jd.Problem(given, constraints=[after])
    agree(problem)
    found = jd.solve(problem, "mip_compact", strengthen=False)
    assert found.cost == pytest.approx(jd.solve(problem, "brute_force").cost, rel=1e-9)


def alone_agrees(problem: jd.Problem, **horizon: object) -> None:
    """The step-level model without label-setting, which is only asked where it can tell."""
    truth = jd.solve(problem, "brute_force", **horizon)
    found = jd.solve(problem, "mip_compact", strengthen=False, **horizon)
    assert found.status == truth.status == "optimal"
    assert found.cost == pytest.approx(truth.cost, rel=1e-9, abs=0)


def test_a_schedule_that_hardly_rises() -> None:
    """HiGHS divided by the slope of 1e-9, and called a design optimal that is 39 % dearer."""
    given = jd.Workflow.from_arrays(
        manual_skill=[1.0500865856354875, 2.105907272295204, 4.800341820714153, 3.752377285930755],
        manual_time=[1.3167485096748472, 2.4753978331717406, 0.5061099120031107, 1.813476953715161],
        ai_skill=[0.8638782698396732, 0.4407533214412086, 2.868399252602888, 1.3737807994793325],
        ai_time=[2.0, 1.0, 3.0, 3.0],
        ai_success=[0.0, 1.0, 0.9, 0.0],
        handoff_time=[15.0, 10.0, 10.0, 0.0],
        ai_cost=[1.1928731502574754, 1.7306440391833589, 1.6503147345972542, 0.7844554337475833],
    )
    schedule = (
        (0.0, 1.0),
        (0.39437605612733506, 1.0),
        (0.8697978180613255, 29.995629424187374),
        (1.351757080703199, 29.995629424765575),
    )
    forbid = jd.KINDS["forbid_mode"](step="2", mode="manual")
    alone_agrees(jd.Problem(given, jd.Wages(schedule=schedule), [forbid]))


def test_a_chain_that_costs_a_million_times_the_optimum() -> None:
    """Rounding in the row of the cost was more than HiGHS allows a row to be broken by."""
    given = jd.Workflow.from_arrays(
        manual_skill=[5.968596469047376, 157153.2911183847, 2.6872513624357092e-05, 4815832.68],
        manual_time=[4917047.070104702, 0.013651328231498696, 0.00033541329947271264, 292306.848],
        ai_skill=[0.03, 20.0, 0.0, 0.0002],
        ai_time=[3.0, 1.0, 3.0, 2.0],
        ai_success=[1.0, 1.0, 0.0, 0.5],
        handoff_time=[0.455612189042444, 0.07981790000809613, 0.4694996226034699, 0.0],
        ai_cost=[91136.76118894576, 0.007878642477742615, 1.8397606414613653e-07, 189.0437],
    )
    forbid = jd.KINDS["forbid_mode"](step="1", mode="augmented")
    require = jd.KINDS["require_handoff"](after="1")
    alone_agrees(jd.Problem(given, constraints=[forbid, require]), horizon="short", job_ends=[0, 3])


def test_steps_of_no_time_beside_endless_ones() -> None:
    """One cost 2e-9 more, as a coefficient below what HiGHS keeps was dropped."""
    given = jd.Workflow.from_arrays(
        manual_skill=[0.0, 3.9515541221959256, 0.0],
        manual_time=[np.inf, 2.8821611291131832, np.inf],
        ai_skill=[1.697771819827072, 3.8595009204275783, 1.806908441649128],
        ai_time=[0.0, 0.0, 3.0],
        ai_success=[1e-08, 1.0, 1e-08],
        handoff_time=[0.5, 0.0, 0.0],
    )
    skills = (4.686379580861422, 6.564255032531919, 7.922686621459842)
    wages = (2.4816664459163036, 3.0, 1.972508526265245)
    types = tuple(
        jd.WorkerType(name=str(k), max_skill=skill, wage=wage)
        for k, (skill, wage) in enumerate(zip(skills, wages, strict=True))
    )
    constraints = [
        jd.KINDS["max_job_time"](limit=3e8),
        jd.KINDS["max_chain_length"](limit=3),
        jd.KINDS["separate_jobs"](steps=("1", "3")),
    ]
    alone_agrees(jd.Problem(given, jd.Wages(worker_types=types), constraints))


def test_two_places_where_a_job_must_and_must_not_end(caplog: pytest.LogCaptureFixture) -> None:
    """Pyomo warned of a row that was written twice."""
    given = workflow(1, 4)
    clash = [jd.KINDS[f"{do}_handoff"](after=s) for do in ("require", "forbid") for s in ("1", "3")]
    agree(jd.Problem(given, constraints=clash))
    assert not caplog.records


def test_units_are_powers_of_two_and_the_design_is_the_same() -> None:
    problem = jd.Problem(
        workflow(4, 5, 1e9, 1e-9),
        jd.Wages(schedule=((0, 1e-7), (5e9, 4e-7), (1e10, 2e-6))),
        [jd.KINDS["max_total_time"](limit=2e-8), jd.KINDS["max_job_skill"](limit=2e10)],
    )
    scaled, money = in_ordinary_units(problem)
    assert money != 0
    one, other = jd.solve(problem, "brute_force"), jd.solve(scaled, "brute_force")
    assert one.status == other.status
    if one.design is not None:
        assert one.design == other.design
        assert one.cost == np.ldexp(other.cost, money)
