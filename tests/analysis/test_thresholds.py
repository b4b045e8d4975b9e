"""Reorganisation thresholds against every design there is, priced by the evaluator."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import jobdesign as jd
from jobdesign.analysis.reorganisation import contenders
from jobdesign.analysis.reorganisation.contenders import list_contenders
from jobdesign.analysis.reorganisation.jobs import Setting
from jobdesign.analysis.reorganisation.parameters import find_parameter
from jobdesign.analysis.reorganisation.powers import sign_changes
from jobdesign.cli import commands
from jobdesign.methods import demand
from lengths import examples, first
from problems import EXACT, relative
from rich_problems import random_rich_problem
from threshold_enumeration import check_against_enumeration, check_in_decimals


def example_6() -> jd.Problem:
    return jd.Problem(
        jd.Workflow.from_arrays(
            manual_skill=[5, 2],
            manual_time=[1, 4],
            ai_skill=[5, 2],
            ai_time=[1, 1],
            ai_difficulty=[6, 1],
            handoff_time=[1, 0],
            alpha=0.77,
        )
    )


def random_workflow(rng: np.random.Generator, m: int) -> jd.Workflow:
    """Draw steps with difficulties: ties, zeros, AI that cannot or never fails, AI-only steps."""

    def amounts(low: float, high: float) -> np.ndarray:
        return rng.integers(0, 4, m) * 1.0 if rng.random() < 0.3 else rng.uniform(low, high, m)

    difficulty = [
        rng.uniform(0, 3, m),
        rng.integers(0, 4, m) * 1.0,
        10 ** rng.uniform(-2, 2, m),
    ][rng.integers(3)]
    difficulty[rng.random(m) < 0.1] = np.inf
    difficulty[rng.random(m) < 0.1] = 0.0
    if not np.isfinite(difficulty).any():
        difficulty[0] = 1.0
    manual_time = amounts(0.5, 5)
    if rng.random() < 0.2:
        manual_time[(rng.random(m) < 0.3) & np.isfinite(difficulty)] = np.inf
    handoff_time = amounts(0, 3) * rng.choice([0, 0.5, 1, 5])
    handoff_time[-1] = 0
    return jd.Workflow.from_arrays(
        manual_skill=amounts(0.5, 5),
        manual_time=manual_time,
        ai_skill=amounts(0.2, 4),
        ai_time=amounts(0.1, 3),
        ai_difficulty=difficulty,
        alpha=float(rng.uniform(0.2, 1)),
        handoff_time=handoff_time,
        ai_cost=amounts(0, 2) if rng.random() < 0.2 else 0.0,
    )


def lowest() -> float:
    """Lowest alpha at which enumeration can tell designs apart.

    As alpha falls, what only AI can do costs without bound and swallows in double
    precision what designs differ in elsewhere; other gains shrink below any tie.
    """
    return 0.02


def random_parameter(rng: np.random.Generator, problem: jd.Problem) -> str:
    workflow = problem.workflow
    names = ["human", "ai_management", "manual_skill", "manual_time", "ai_skill", "ai_time"]
    names += ["handoff_time", "ai_cost"]
    rate = "ai_success" if workflow.ai_difficulty is None else "ai_difficulty"
    for step in workflow.steps:
        if step.manual_time is not None:
            names += [f"manual_time:{step.name}", f"manual_skill:{step.name}"]
        if step.ai_time is not None:
            names += [
                f"{column}:{step.name}" for column in ("ai_skill", "ai_time", "ai_cost", rate)
            ]
    return str(rng.choice(names))


class TestExample6:
    def test_numbers_of_the_paper_corrected(self) -> None:
        found = jd.thresholds(example_6())
        assert found.thresholds == pytest.approx([0.25, 0.768778012407], abs=1e-9)
        second = found.thresholds[1]
        assert found[1].cost(second) == pytest.approx(12.601531, abs=1e-6)
        assert found[2].cost(second) == pytest.approx(12.601531, abs=1e-6)
        assert found[1].marginal_benefit(second) == pytest.approx(3.383982, abs=1e-6)
        assert found[2].marginal_benefit(second) == pytest.approx(114.741469, abs=1e-6)
        assert found[0].marginal_benefit(0.25) == 0.0
        assert found[1].marginal_benefit(0.25) == pytest.approx(32.0, abs=1e-9)
        assert found[2].marginal_benefit(1.0) == pytest.approx(14.0, abs=1e-9)

    def test_closed_form_on_each_piece(self) -> None:
        found = jd.thresholds(example_6())
        for x in (0.1, 0.3, 0.6, 0.9, 1.0):
            expected = min(18.0, 10.0 + 2.0 / x, 2.0 / x**7)
            assert found.at(x).cost(x) == pytest.approx(expected, rel=1e-14)

    def test_second_threshold_is_the_root_of_its_equation(self) -> None:
        x = jd.thresholds(example_6()).thresholds[1]
        assert x**7 * (10 + 2 / x) == pytest.approx(2.0, rel=1e-14)


@pytest.mark.parametrize("seed", first(15, range(40)))
def test_random_workflows_against_enumeration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    steps = int(rng.choice([1, 2, 3, 4, 5], p=[0.1, 0.2, 0.3, 0.3, 0.1]))
    problem = jd.Problem(random_workflow(rng, steps))
    check_against_enumeration(problem, "alpha", points=45, low=lowest())


@pytest.fixture
def either_sweep(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let odd seeds run compiled code, however few the steps."""
    if seed % 2:
        monkeypatch.setattr(contenders, "_FEW_STEPS", 0)


@pytest.mark.slow
@pytest.mark.usefixtures("either_sweep")
@pytest.mark.parametrize("seed", range(200))
def test_200_random_workflows_of_up_to_six_steps(seed: int) -> None:
    rng = np.random.default_rng([seed, 6])
    problem = jd.Problem(random_workflow(rng, int(rng.integers(1, 7))))
    check_against_enumeration(problem, "alpha", points=240, low=lowest())


def constrained(seed: int, steps: int) -> jd.Problem | None:
    """Draw a problem with rules that every job can keep by itself, wages of any form."""
    rng = np.random.default_rng([seed, 77])
    try:
        problem = random_rich_problem(rng, steps)
        if seed % 2:
            able = problem.workflow.ai_success > 0
            difficulty = np.where(able, rng.uniform(0, 3, steps), np.inf)
            workflow = problem.workflow.replace(
                ai_success=None, ai_difficulty=difficulty, alpha=float(rng.uniform(0.3, 0.9))
            )
            problem = jd.Problem(workflow, problem.wages, problem.constraints)
    except jd.InputError:  # an unlucky draw
        return None
    return None if demand(problem)[0] == "all" else problem


def check_constrained(seed: int, steps: int, points: int) -> int:
    problem = constrained(seed, steps)
    if problem is None:
        return 0
    if problem.workflow.ai_difficulty is not None and seed % 4 == 1:
        return check_against_enumeration(problem, "alpha", points, low=lowest())
    name = random_parameter(np.random.default_rng(seed), problem)
    high = {} if name.startswith("ai_success") else {"low": 0.0, "high": 4.0}
    return check_against_enumeration(problem, name, points, **high)


@pytest.mark.parametrize("start", first(1, range(5)))
def test_constraints_and_wage_forms_against_enumeration(start: int) -> None:
    found = [check_constrained(seed, 2 + seed % 3, 40) for seed in range(start, 150, 5)]
    assert any(found)  # the check has something to check


@pytest.mark.slow
@pytest.mark.usefixtures("either_sweep")
@pytest.mark.parametrize("seed", range(150, 1000))
def test_many_constraints_and_wage_forms(seed: int) -> None:
    check_constrained(seed, 2 + seed % 4, 200)


@pytest.mark.parametrize("seed", first(15, range(25)))
def test_other_parameters_against_enumeration(seed: int) -> None:
    rng = np.random.default_rng([seed, 3])
    problem = jd.Problem(random_workflow(rng, int(rng.integers(1, 5))))
    check_against_enumeration(problem, random_parameter(rng, problem), 40, low=0.0, high=3.0)


@pytest.mark.parametrize("seed", first(2, range(4)))
def test_longer_workflows_against_solve(seed: int) -> None:
    rng = np.random.default_rng([seed, 20])
    problem = jd.Problem(random_workflow(rng, 14))
    found = jd.thresholds(problem)
    inside = [piece.low + f * (piece.high - piece.low) for piece in found for f in (0.1, 0.9)]
    for x in [*rng.uniform(0.05, 1, 10), *inside]:
        try:
            cost = jd.solve(problem.with_alpha(float(x))).cost
        except jd.InputError:
            assert found.at(x).design is None
            continue
        assert relative(found.at(x).cost(x), cost) < 1e-11
    for before, after in pairwise(found):
        if before.design is not None:
            x = after.low
            assert relative(before.cost(x), after.cost(x)) < 1e-7


@pytest.mark.parametrize("seed", first(6, range(12)))
def test_the_compiled_sweep_and_the_one_on_arrays_find_the_same(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng([seed, 21])
    problem = constrained(seed, 8) if seed % 3 == 1 else None
    name = "alpha"
    if problem is None:
        problem = jd.Problem(random_workflow(rng, 8))
    if problem.workflow.ai_difficulty is None or seed % 3 == 2:
        name = random_parameter(rng, problem)
    on_arrays = jd.thresholds(problem, name)
    monkeypatch.setattr(contenders, "_FEW_STEPS", 0)
    compiled = jd.thresholds(problem, name)
    np.testing.assert_allclose(compiled.thresholds, on_arrays.thresholds, rtol=1e-12)
    for piece, other in zip(compiled, on_arrays, strict=True):
        x = 0.5 * (piece.low + piece.high)
        if piece.design is not None:
            assert relative(piece.cost(x), other.cost(x)) < 1e-12


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("alpha", [0.05, 0.4, 0.8, 0.97, 1.0])
def test_the_sweep_on_a_range_of_no_length_is_a_solver(alpha: float, compiled: bool) -> None:
    for seed in range(5):
        rng = np.random.default_rng([seed, 4])
        problem = jd.Problem(random_workflow(rng, 12).replace(manual_time=rng.uniform(0.5, 3, 12)))
        setting = Setting(problem, find_parameter(problem, "alpha"))
        listed = list_contenders(setting, alpha, alpha, compiled=compiled)
        assert relative(listed.dear_cost, jd.solve(problem.with_alpha(alpha)).cost) < EXACT


def small(**columns) -> jd.Problem:
    """Two steps, some of whose columns are given."""
    usual = {
        "manual_skill": [2, 3],
        "manual_time": [2, 1],
        "ai_skill": [1, 1],
        "ai_time": [1, 1],
        "ai_difficulty": [1, 2],
        "handoff_time": [1, 0],
        "alpha": 0.5,
    }
    return jd.Problem(jd.Workflow.from_arrays(**usual | columns))


class TestEdges:
    @pytest.mark.parametrize(
        "columns",
        [
            {"manual_skill": [0, 0]},
            {"manual_time": [0, 0]},
            {"ai_skill": [0, 0]},
            {"ai_time": [0, 0]},
            {"ai_skill": [0, 0], "manual_skill": [0, 0]},
            {"ai_difficulty": [0, 0]},
            {"ai_difficulty": [0, np.inf]},
            {"ai_difficulty": [1e3, 1e3]},
            {"ai_difficulty": [1e3, 1e-3]},
            {"ai_difficulty": [1e-12, 1]},
            {"manual_skill": [1, 1], "manual_time": [1, 1], "ai_difficulty": [0, 0]},
            {"handoff_time": [0, 0]},
            {"handoff_time": [1e9, 0]},
            {"manual_skill": [2, 2], "manual_time": [2, 2], "ai_difficulty": [1, 1]},
        ],
        ids=str,
    )
    def test_awkward_numbers(self, columns: dict) -> None:
        check_against_enumeration(small(**columns), "alpha")

    def test_one_step(self) -> None:
        problem = jd.Problem(
            jd.Workflow.from_arrays(
                manual_skill=[2],
                manual_time=[3],
                ai_skill=[1],
                ai_time=[1],
                ai_difficulty=[2],
                alpha=0.5,
            )
        )
        assert jd.thresholds(problem).thresholds == pytest.approx([6**-0.5], rel=1e-14)

    def test_no_thresholds_at_all(self) -> None:
        found = jd.thresholds(small(ai_skill=[50, 50]))
        assert found.thresholds.size == 0
        assert (found[0].low, found[0].high) == (0.0, 1.0)

    def test_equal_steps_change_at_one_threshold(self) -> None:
        problem = jd.Problem(
            jd.Workflow.from_arrays(
                manual_skill=[1] * 6,
                manual_time=[2] * 6,
                ai_skill=[1] * 6,
                ai_time=[1] * 6,
                ai_difficulty=[1] * 5 + [np.inf],
                alpha=0.5,
                handoff_time=[0] * 6,
            )
        )
        found = jd.thresholds(problem).thresholds
        assert found[0] == pytest.approx(0.5, rel=1e-12)
        assert (np.diff(found) > 1e-9).all()
        check_against_enumeration(problem, "alpha", points=20)

    def test_two_ways_that_always_cost_the_same_make_no_threshold(self) -> None:
        # AI that never fails is as good as the hand, whatever alpha
        problem = small(
            manual_skill=[2, 1], manual_time=[1, 1], ai_skill=[2, 1], ai_time=[1, 1],
            ai_difficulty=[0, np.inf],
        )  # fmt: skip
        assert jd.thresholds(problem).thresholds.size == 0

    def test_only_ai_can_do_it(self) -> None:
        found = jd.thresholds(small(manual_time=[np.inf, 1], ai_difficulty=[50, 2]))
        assert found[0].design is None
        # below it an attempt succeeds less often than 1e-200
        assert found.thresholds[0] == pytest.approx(1e-4, rel=1e-9)
        assert np.isinf(found[0].cost(5e-5))
        assert np.isnan(found[0].marginal_benefit(5e-5))
        assert found.to_dict()["pieces"][0]["modes"] is None

    def test_a_chain_through_a_step_that_underflows_is_impossible_there(self) -> None:
        # found by enumeration in decimals: the sweep took 1e-200 for any smaller chance
        problem = jd.Problem(
            jd.Workflow.from_arrays(
                manual_skill=[8.5, 0, 2], manual_time=[0, 1, 9], ai_skill=[1, 1, 2],
                ai_time=[0, 1.25, 0], ai_difficulty=[0, 547.6, 0], handoff_time=[1, 0, 0],
                alpha=0.5,
            )
        )  # fmt: skip
        found = jd.thresholds(problem)
        assert found.thresholds == pytest.approx([1e-200 ** (1 / 547.6)], rel=1e-9)
        assert check_against_enumeration(problem, "alpha") == 1

    def test_infeasible_below_some_alpha(self) -> None:
        constraints = [
            jd.KINDS["require_mode"](step="1", mode="augmented"),
            jd.KINDS["min_chain_success"](probability=0.3),
        ]
        problem = jd.Problem(small().workflow, constraints=constraints)
        found = jd.thresholds(problem)
        assert found[0].design is None
        assert found.thresholds[0] == pytest.approx(0.3, rel=2e-9)
        check_against_enumeration(problem, "alpha")

    def test_what_is_possible_at_an_end_alone_is_found(self) -> None:
        limit = jd.KINDS["min_chain_success"](probability=1.0)
        modes = [
            jd.KINDS["require_mode"](step="1", mode="augmented"),
            jd.KINDS["require_mode"](step="2", mode="manual"),
        ]
        found = jd.thresholds(jd.Problem(small().workflow, constraints=[limit, *modes]))
        assert found.at(0.9).design is None
        assert found.at(1.0).design is not None
        # limits have a tolerance of 1e-9: step 1 succeeds with alpha
        assert found.thresholds[0] == pytest.approx(1 - 1e-9, abs=1e-15)
        falling = jd.thresholds(
            jd.Problem(small().workflow, constraints=[jd.KINDS["max_job_skill"](limit=0.0)]),
            "manual_skill",
        )
        assert falling.at(0.0).design is not None
        assert falling.at(1.0).design is None
        assert falling.cost(0.0) == 0.0

    def test_cost_jumps_where_a_design_becomes_possible(self) -> None:
        limited = jd.Problem(small().workflow, constraints=[jd.KINDS["max_job_time"](limit=2.5)])
        found = jd.thresholds(limited)
        jumps = [
            before.cost(after.low) - after.cost(after.low)
            for before, after in pairwise(found)
            if before.design is not None
        ]
        check_against_enumeration(limited, "alpha")
        assert max(jumps, default=0.0) > 0.01

    def test_never_feasible(self) -> None:
        clash = [
            jd.KINDS["require_handoff"](after="1"),
            jd.KINDS["forbid_handoff"](after="1"),
        ]
        found = jd.thresholds(jd.Problem(small().workflow, constraints=clash))
        assert [piece.design for piece in found] == [None]


@st.composite
def awkward_workflows(draw: st.DrawFn, hardest: float) -> jd.Workflow:
    m = draw(st.integers(1, 3))

    def column(*usual: float, most: float = 1e3) -> list[float]:
        usual = tuple(x for x in (*usual, 0.0, 1.0, 2.0))
        amount = st.one_of(st.sampled_from(usual), st.floats(1e-3, most))
        return draw(st.lists(amount, min_size=m, max_size=m))

    handoff = column()
    handoff[-1] = 0.0
    difficulty = column(np.inf, most=hardest)
    if not np.isfinite(difficulty).any():
        difficulty[0] = 1.0
    return jd.Workflow.from_arrays(
        manual_skill=column(), manual_time=column(), ai_skill=column(), ai_time=column(),
        ai_difficulty=difficulty, handoff_time=handoff, alpha=0.5,
    )  # fmt: skip


@examples(0.1)
@given(awkward_workflows(hardest=30.0))
def test_what_hypothesis_finds(workflow: jd.Workflow) -> None:
    check_against_enumeration(jd.Problem(workflow), "alpha", points=25)


@examples(0.2)
@given(awkward_workflows(hardest=1e3), st.lists(st.floats(1e-7, 1.0), max_size=5))
def test_what_hypothesis_finds_where_chances_underflow(
    workflow: jd.Workflow, points: list[float]
) -> None:
    points = [*points, 1.0, 1e-6, 1e-3, 0.01, 0.3, 0.63, 0.7]
    check_in_decimals(jd.Problem(workflow), points)


class TestParameters:
    @pytest.mark.parametrize(
        "name",
        ["beta", "ai_success", "ai_difficulty", "alpha:1", "ai_success:1", "manual_time:9",
         "handoff_time:2", "limit", "", 3],
    )  # fmt: skip
    def test_unknown_or_not_monotone_is_refused(self, name: object) -> None:
        with pytest.raises(jd.InputError, match="parameter") as caught:
            jd.thresholds(small(), name)
        assert "\n" not in str(caught.value)

    def test_alpha_needs_difficulties(self) -> None:
        problem = jd.Problem(
            small().workflow.replace(ai_difficulty=None, alpha=None, ai_success=0.5)
        )
        with pytest.raises(jd.InputError, match="does not depend on alpha"):
            jd.thresholds(problem)

    def test_what_a_step_does_not_have_does_not_vary(self) -> None:
        problem = small(ai_difficulty=[np.inf, 1], manual_time=[1, np.inf])
        for name in ("ai_time:1", "ai_difficulty:1", "manual_time:2"):
            with pytest.raises(jd.InputError, match=r"can(not)? do the step"):
                jd.thresholds(problem, name)

    def test_constraints_that_span_jobs_are_refused(self) -> None:
        problem = jd.Problem(small().workflow, constraints=[jd.KINDS["max_jobs"](limit=1)])
        with pytest.raises(jd.InputError, match="max_jobs"):
            jd.thresholds(problem)

    @pytest.mark.parametrize(
        "given",
        [{"low": 0.5, "high": 0.5}, {"high": 1.5}, {"low": -1}, {"tolerance": 0}, {"tolerance": 2}],
    )
    def test_bad_ranges_are_refused(self, given: dict) -> None:
        with pytest.raises(jd.InputError):
            jd.thresholds(small(), **given)

    @pytest.mark.parametrize("name", ["alpha", "human", "ai_time", "ai_difficulty:2", "ai_skill:1"])
    def test_marginal_benefit_is_the_slope_of_the_cost(self, name: str) -> None:
        found = jd.thresholds(small(), name)
        for piece in found:
            x = piece.low + 0.6 * (piece.high - piece.low)
            h = 1e-6 * x
            slope = (piece.cost(x + h) - piece.cost(x - h)) / (2 * h)
            assert piece.marginal_benefit(x) == pytest.approx(-slope, rel=1e-6, abs=1e-8)

    def test_the_parameter_writes_the_problem_it_prices(self) -> None:
        problem = small()
        for name in ("alpha", "human", "manual_time", "ai_difficulty:1", "handoff_time:1"):
            varied = find_parameter(problem, name)
            written = varied.problem_at(0.7)
            numbers = varied.numbers(varied.variable(0.7))
            np.testing.assert_allclose(numbers.human_skill, written.human_skill)
            np.testing.assert_allclose(numbers.manual_time, written.workflow.manual_time)
            np.testing.assert_allclose(numbers.handoff_time, written.workflow.handoff_time)
            np.testing.assert_allclose(numbers.success, written.workflow.ai_success)


class TestResult:
    def test_is_a_sequence_of_pieces_that_meet(self) -> None:
        found = jd.thresholds(example_6(), low=0.1, high=0.9)
        assert len(found) == 3
        assert (found[0].low, found[-1].high) == (0.1, 0.9)
        assert [piece.low for piece in found][1:] == [piece.high for piece in found][:-1]
        assert found.at(0.25 - 1e-6) is found[0]
        assert found.at(found.thresholds[0]) is found[1]
        with pytest.raises(jd.InputError, match="range"):
            found.at(0.95)

    def test_pieces_nearer_than_the_tolerance_are_one(self) -> None:
        found = jd.thresholds(example_6(), tolerance=0.9)
        assert len(found) < 3

    def test_no_time(self) -> None:
        found = jd.thresholds(example_6(), time_limit=0.0)
        assert not found.complete

    def test_the_tolerance_is_certified_unless_the_time_was_up(self) -> None:
        found = jd.thresholds(example_6(), tolerance=1e-7)
        assert found.certified == found.to_dict()["certified"] == 1e-7
        assert "no piece longer than 1e-07 of alpha" in str(found)
        stopped = jd.thresholds(example_6(), time_limit=0.0)
        assert stopped.to_dict()["certified"] is None
        assert "Certified" not in str(stopped)

    def test_cost_and_marginal_benefit_as_functions_with_both_sides_of_a_jump(self) -> None:
        found = jd.thresholds(example_6())
        assert found.cost(0.5) == 14.0
        assert found.marginal_benefit(0.5) == pytest.approx(8.0, rel=1e-12)
        rows = found.curve(3)
        assert [row["piece"] for row in rows] == [0, 0, 0, 1, 1, 1, 2, 2, 2]
        at_second = [row for row in rows if row["value"] == found.thresholds[1]]
        benefits = [row["marginal_benefit"] for row in at_second]
        assert benefits == pytest.approx([3.383982, 114.741469], abs=1e-6)
        assert [row["cost"] for row in at_second] == pytest.approx([12.601531] * 2, abs=1e-6)
        with pytest.raises(jd.InputError, match="points"):
            found.curve(1)

    def test_dictionary_is_json(self) -> None:
        tree = json.loads(json.dumps(jd.thresholds(example_6()).to_dict(), allow_nan=False))
        assert [piece["modes"]["2"] for piece in tree["pieces"]] == [
            "manual", "augmented", "augmented",
        ]  # fmt: skip

    def test_text_names_what_changes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "200")
        text = str(jd.thresholds(example_6()))
        assert "2 thresholds of alpha" in text
        assert '"2" augmented' in text


class TestCommand:
    def test_table_and_json(self) -> None:
        run = CliRunner().invoke(commands, ["thresholds", "models/paper/example-6.toml"])
        assert "0.7687780124" in run.output
        run = CliRunner().invoke(
            commands, ["thresholds", "models/paper/example-6.toml", "--format", "json"]
        )
        assert json.loads(run.output)["thresholds"][0] == pytest.approx(0.25)

    def test_curve(self) -> None:
        arguments = ["thresholds", "models/paper/example-6.toml", "--points", "2"]
        run = CliRunner().invoke(commands, arguments)
        assert "114.74" in run.output
        run = CliRunner().invoke(commands, [*arguments, "--format", "json"])
        curve = json.loads(run.output)["curve"]
        assert [row["piece"] for row in curve] == [0, 0, 1, 1, 2, 2]

    def test_the_short_run_is_refused_in_one_line(self) -> None:
        with pytest.raises(jd.InputError, match="long run") as caught:
            jd.thresholds(example_6(), horizon="short")
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize(
        "name", ["human", "ai_management", "handoff_time", "ai_difficulty:1", "manual_time:2"]
    )
    def test_every_kind_of_parameter_writes_json(self, name: str) -> None:
        arguments = ["thresholds", "models/paper/example-6.toml", "--parameter", name]
        run = CliRunner().invoke(commands, [*arguments, "--format", "json"])
        tree = json.loads(run.output)
        assert (tree["parameter"], tree["complete"]) == (name, True)
        assert len(tree["pieces"]) == len(tree["thresholds"]) + 1 > 1

    def test_range_and_parameter(self) -> None:
        arguments = ["thresholds", "models/paper/example-6.toml", "--parameter", "handoff_time"]
        run = CliRunner().invoke(commands, [*arguments, "--from", "0.5", "--to", "3"])
        assert "of handoff_time" in run.output


@given(st.lists(st.integers(-9, 9), min_size=2, max_size=5, unique=True), st.integers(1, 3))
def test_sign_changes_of_polynomials(roots: list[int], spread: int) -> None:
    coefficients = np.polynomial.polynomial.polyfromroots(roots)
    found = sign_changes(coefficients, np.arange(len(coefficients)) * 1.0, 0.25, 20.0 * spread)
    assert found == pytest.approx([root for root in sorted(roots) if root > 0], rel=1e-6)
