"""The fragmentation index against its definition, drawn and enumerated, and its bounds."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jobdesign as jd
from jobdesign.analysis.fragmentation.index import short_run_times
from jobdesign.analysis.fragmentation.outcomes import realised_fragmentation
from jobdesign.replication.structure.index_bounds import (
    greedy_time,
    lemma_gap,
    one_job,
    periodic_ratios,
    printed_realisation,
    small_step_limit,
    small_steps,
    tight_example,
)
from jobdesign.replication.structure.index_extremes import enumeration_gap, extreme_ratios


def workflow_of(manual_time, ai_time, success) -> jd.Workflow:
    m = len(success)
    return jd.Workflow.from_arrays(
        manual_skill=1 / m, manual_time=manual_time, ai_skill=1, ai_time=ai_time,
        ai_success=success,
    )  # fmt: skip


def random_workflow(rng: np.random.Generator, m: int, *, same: bool) -> jd.Workflow:
    """Draw one job: times of all sizes, ties and zeros, sure and hopeless steps."""
    manual_time = [
        lambda: rng.uniform(0, 2, m),
        lambda: rng.uniform(0, 0.3, m),
        lambda: 10 ** rng.uniform(-6, 3, m),
        lambda: rng.integers(0, 3, m).astype(float),
        lambda: np.zeros(m),
    ][rng.integers(5)]()
    success = [
        lambda: rng.random(m),
        lambda: np.ones(m),
        lambda: rng.choice([0, 0.5, 1], m),
        lambda: 1 - 10 ** rng.uniform(-6, -1, m),
        lambda: 10 ** rng.uniform(-250, 0, m),
    ][rng.integers(5)]()
    ai_time = np.full(m, rng.choice([0.0, 1.0, 2.5])) if same else rng.uniform(0.01, 3, m)
    nobody = (rng.random(m) < 0.1) & (success > 1e-3)
    return workflow_of(np.where(nobody, np.inf, manual_time), ai_time, success)


def by_definition(workflow: jd.Workflow) -> float:
    """The expectation over all 2^m outcomes, one run of successes at a time."""
    terms = []
    for outcome in itertools.product([False, True], repeat=len(workflow)):
        chance = math.prod(
            q if s else 1 - q for s, q in zip(outcome, workflow.ai_success, strict=True)
        )
        if chance == 0:
            continue
        cost, i = 0.0, 0
        for succeeded, run in itertools.groupby(outcome):
            steps = range(i, i + len(list(run)))
            if succeeded:
                by_hand = sum(workflow.manual_time[k] for k in steps)
                cost += min(workflow.ai_time[steps[-1]], by_hand)
            else:
                cost += sum(min(workflow.manual_time[k], workflow.augmented_time[k]) for k in steps)
            i = steps[-1] + 1
        terms.append(chance * cost)
    return math.fsum(terms)


@pytest.mark.parametrize("same", [True, False], ids=["paper", "ai times differ"])
def test_index_is_the_expectation_over_all_outcomes(same: bool) -> None:
    rng = np.random.default_rng(1)
    for _ in range(150):
        workflow = random_workflow(rng, int(rng.integers(1, 9)), same=same)
        expected = by_definition(workflow)
        assert jd.fragmentation_index(workflow) == pytest.approx(expected, rel=1e-12, abs=1e-300)


@given(
    st.lists(
        st.tuples(
            st.one_of(st.sampled_from([0.0, 0.5, 1.0]), st.floats(1e-300, 5)),
            st.one_of(st.sampled_from([0.0, 1.0]), st.floats(1e-300, 3)),
            st.one_of(st.sampled_from([0.0, 1.0, 0.5]), st.floats(0, 1)),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_index_is_the_expectation_for_any_numbers(steps) -> None:
    workflow = workflow_of(*map(list, zip(*steps, strict=True)))
    expected = by_definition(workflow)
    assert jd.fragmentation_index(workflow) == pytest.approx(expected, rel=1e-12, abs=1e-300)


def test_enumeration_gap_is_rounding() -> None:
    assert enumeration_gap(100, 8, seed=16) < 1e-12


def test_realised_fragmentation_weighs_to_the_index() -> None:
    rng = np.random.default_rng(2)
    for _ in range(50):
        workflow = random_workflow(rng, 7, same=False)
        outcomes = np.array(list(itertools.product([False, True], repeat=7)))
        chance = np.where(outcomes, workflow.ai_success, 1 - workflow.ai_success).prod(axis=1)
        realised = realised_fragmentation(workflow, outcomes)
        likely = chance > 0
        assert jd.fragmentation_index(workflow) == pytest.approx(
            float(chance[likely] @ realised[likely]), rel=1e-12
        )


def test_monte_carlo_agrees() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        m = int(rng.integers(5, 60))
        workflow = workflow_of(rng.uniform(0, 1, m), rng.uniform(0.5, 2, m), rng.uniform(0.3, 1, m))
        mean, error = jd.simulate_fragmentation(workflow, 20_000, seed=4)
        assert abs(mean - jd.fragmentation_index(workflow)) < 4.5 * error
        assert error < 0.02 * mean


def test_long_jobs_agree_with_the_sum_over_intervals() -> None:
    """The O(m²) sum over runs l..r, too long for enumeration."""
    rng = np.random.default_rng(5)
    for scale in (0.001, 0.1, 3):
        m = 300
        h, q = rng.uniform(0, scale, m), 1 - rng.uniform(0, 0.05, m)
        a = rng.uniform(0.5, 2, m)
        total = ((1 - q) * np.minimum(h, a / q)).sum()
        for first in range(m):
            chance = 1.0 if first == 0 else 1 - q[first - 1]
            by_hand = 0.0
            for last in range(first, m):
                chance *= q[last]
                by_hand += h[last]
                ends = 1.0 if last == m - 1 else 1 - q[last + 1]
                total += chance * ends * min(a[last], by_hand)
        assert jd.fragmentation_index(workflow_of(h, a, q)) == pytest.approx(total, rel=1e-12)


def test_all_jobs_at_once_are_each_job_by_itself() -> None:
    rng = np.random.default_rng(6)
    for _ in range(40):
        m = int(rng.integers(2, 30))
        workflow = random_workflow(rng, m, same=False)
        ends = np.append(np.flatnonzero(rng.random(m - 1) < 0.3), m - 1)
        found = jd.measure_fragmentation(workflow, ends)
        for j, (first, last) in enumerate(zip(found.job_first, found.job_last, strict=True)):
            assert found.index[j] == pytest.approx(
                jd.fragmentation_index(workflow, int(first), workflow.names[last]), rel=1e-13
            )


def test_short_run_times_are_the_short_run() -> None:
    rng = np.random.default_rng(7)
    for _ in range(60):
        m = int(rng.integers(1, 7))
        workflow = workflow_of(rng.uniform(0, 2, m), rng.uniform(0, 2, m), rng.random(m))
        solution = jd.solve(jd.Problem(workflow), "brute_force", horizon="short", job_ends=[m - 1])
        # skills of 1/m: the job's wage is 1, so its cost is its time
        assert short_run_times(workflow)[0] == pytest.approx(solution.cost, rel=1e-12)
    # compiled beyond some size: the same for jobs laid end to end
    few = [workflow_of(rng.uniform(0, 2, 9), 1.0, rng.random(9)) for _ in range(60)]
    laid = workflow_of(*(np.concatenate([getattr(w, key) for w in few]) for key in
                         ("manual_time", "ai_time", "ai_success")))  # fmt: skip
    together = short_run_times(laid, np.arange(8, 540, 9))
    assert together == pytest.approx([short_run_times(w)[0] for w in few], rel=1e-12)


@pytest.mark.parametrize("least", [0.0, 1.0])
@pytest.mark.parametrize("steps", [2, 3, 6, 12])
def test_proposition_5_on_random_jobs(steps: int, least: float) -> None:
    found = extreme_ratios(1_250, steps, seed=8, least_manual_time=least)
    assert found.violations == 0
    assert found.index_over_optimum <= 1.25 * (1 + 1e-12)
    assert found.optimum_over_index <= (4 if least else 8)


@pytest.mark.nightly
@pytest.mark.parametrize("least", [0.0, 1.0])
def test_proposition_5_on_many_random_jobs(least: float) -> None:
    for steps in (2, 3, 4, 6, 8, 12, 20, 40):
        found = extreme_ratios(10_000, steps, seed=9, least_manual_time=least)
        assert found.violations == 0


@pytest.mark.nightly
@pytest.mark.parametrize("least", [0.0, 1.0])
def test_proposition_5_against_hill_climbing(least: float) -> None:
    """Jobs that random moves make ever worse, 1,000 at once, from both sides."""
    rng = np.random.default_rng(10)
    jobs, steps = 1_000, 8
    ends = np.arange(steps - 1, jobs * steps, steps)

    def measured(h: np.ndarray, q: np.ndarray):
        return jd.measure_fragmentation(one_job(h.ravel(), q.ravel()), ends)

    for sign in (1, -1):
        h, q = (
            np.maximum(rng.uniform(0, 1.5, (jobs, steps)), least),
            rng.uniform(0.4, 1, (jobs, steps)),
        )
        found = measured(h, q)
        score = sign * np.log(found.index / found.short_run_time)
        for k in range(1_000):
            size = 0.5 * 0.995**k
            moved = rng.random((jobs, steps)) < 0.4
            h2 = np.maximum(h * np.exp(size * moved * rng.normal(size=h.shape)), least)
            q2 = q ** np.exp(size * moved * rng.normal(size=h.shape))
            found = measured(h2, q2)
            assert (found.index <= 1.25 * found.short_run_time * (1 + 1e-12)).all()
            assert (found.short_run_time <= found.factor * found.index).all()
            new = sign * np.log(found.index / found.short_run_time)
            better = new > score
            h[better], q[better], score[better] = h2[better], q2[better], new[better]
        worst = math.exp(score.max())
        # climbing gets somewhere: to the tight example, and beyond 1.5 the other way
        assert worst > (1.24 if sign == 1 else 1.5)


def test_proposition_5_stretches_with_the_spread_of_ai_times() -> None:
    rng = np.random.default_rng(11)
    for _ in range(200):
        m = int(rng.integers(1, 9))
        a = rng.uniform(0.3, 3, m)
        workflow = workflow_of(rng.uniform(0, 4, m), a, rng.uniform(0.2, 1, m))
        found = jd.measure_fragmentation(workflow)
        low, index, high = found.low[0], found.index[0], found.high[0]
        optimum, spread = found.short_run_time[0], a.max() / a.min()
        slack = 1 + 1e-12
        assert low <= index * slack
        assert index <= high * slack
        assert high <= spread * low * slack
        assert found.time_at_least[0] <= optimum * slack
        assert optimum <= found.time_at_most[0] * slack
        assert optimum / (found.factor[0] * spread) <= index * slack
        assert index <= 1.25 * spread * optimum * slack


def test_no_constant_holds_without_the_spread() -> None:
    """A sure first step with a dear attempt: the chain never pays it, half of the runs do."""
    for dear in (10.0, 1000.0):
        workflow = workflow_of([dear, 2.0], [dear, 1.0], [1.0, 0.5])
        found = jd.measure_fragmentation(workflow)
        assert found.short_run_time[0] == 2.0
        assert found.index[0] == pytest.approx(0.5 * 1 + 0.5 * (dear + 2))


def test_index_is_in_the_units_of_time() -> None:
    rng = np.random.default_rng(12)
    h, q = rng.uniform(0, 3, 20), rng.uniform(0.3, 1, 20)
    of_paper = jd.fragmentation_index(workflow_of(h, 1.0, q))
    assert jd.fragmentation_index(workflow_of(7 * h, 7.0, q)) == pytest.approx(7 * of_paper)


def test_ai_that_can_do_nothing_leaves_the_manual_time() -> None:
    workflow = jd.Workflow.from_arrays(manual_skill=1, manual_time=[1, 2, 3])
    found = jd.measure_fragmentation(workflow, [0])
    assert found.index.tolist() == found.short_run_time.tolist() == [1.0, 5.0]
    assert found.low.tolist() == found.high.tolist() == [1.0, 5.0]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda w: jd.fragmentation_index(w, 2, 1), "must not come before"),
        (lambda w: jd.fragmentation_index(w, 3), "position in 0..2"),
        (lambda w: jd.fragmentation_index(w, "x"), "no step has this name"),
        (lambda w: jd.simulate_fragmentation(w, 1), "at least 2"),
        (lambda w: realised_fragmentation(w, [[True]]), r"shape \(N, 3\)"),
        (lambda w: periodic_ratios([1.0], [1.0]), "a step that can fail"),
    ],
)
def test_bad_input_is_named(call, said: str) -> None:
    with pytest.raises(jd.InputError, match=said):
        call(one_job([1, 1, 1], [0.5, 0.5, 0.5]))


# the paper's numbers on the index: propositions 5 to 8 and appendix A


def test_tight_example_and_its_condition() -> None:
    assert tight_example() == (2.5, 2.0)
    assert tight_example(3.0) == (2.5, 2.0)
    assert tight_example(0.5) == (2.0, 2.0)
    assert tight_example(0.9)[0] < 2.5


def test_lemma_of_proposition_6() -> None:
    rng = np.random.default_rng(13)
    x, y = 1 - rng.random((2, 1000))
    exact = (1 - x) * (1 - y) * (1 - x * y) / (x * y)
    assert lemma_gap(x, y) == pytest.approx(exact, rel=1e-6, abs=1e-9)


def test_printed_realisation_is_off_by_the_last_failure() -> None:
    rng = np.random.default_rng(14)
    for _ in range(50):
        m = int(rng.integers(1, 9))
        workflow = one_job(rng.uniform(1, 3, m), rng.random(m))
        off = printed_realisation(workflow) - jd.fragmentation_index(workflow)
        assert off == pytest.approx(1 - workflow.ai_success[-1], rel=1e-9)


def test_appendix_examples_are_about_alg_not_opt() -> None:
    root = 2**-0.5
    below = periodic_ratios([2**0.5], [root - 1e-12])
    assert below.greedy_over_index == pytest.approx(2 / 3 * (2 + 2**0.5), rel=1e-9)
    # chains of three: 2^(3/2)/3 a step
    assert below.optimum == pytest.approx(2**1.5 / 3, rel=1e-9)
    assert below.optimum_over_index == pytest.approx(1.517428, abs=1e-6)
    above = periodic_ratios([2**0.5], [root + 1e-12])
    assert above.greedy_over_index == pytest.approx(1.609476, abs=1e-6)
    pairs = periodic_ratios([0, 1], [root - 1e-12, 1])
    assert pairs.greedy_over_index == pytest.approx(2 * (2**0.5 + 1), rel=1e-9)
    assert pairs.optimum == pytest.approx(2 / 3, rel=1e-9)
    assert pairs.optimum_over_index == pytest.approx(2.276142, abs=1e-6)


def test_worst_ratio_of_proposition_7_that_is_known() -> None:
    """All by hand at 1 a step; success 2/3, 3/4, 2/3: no chain of k steps takes less than k."""
    ratios = periodic_ratios([1, 1, 1], [2 / 3, 3 / 4, 2 / 3])
    assert ratios.optimum == pytest.approx(3, rel=1e-12)
    assert ratios.index == pytest.approx(3 - (1 / 2 + 1 / 2 + 4 / 9), rel=1e-12)
    assert ratios.optimum_over_index == pytest.approx(27 / 14, rel=1e-12)
    for success, known in (([0.6727, 0.6832, 0.7254], 1.926697), ([0.69336], 1.925848)):
        found = periodic_ratios([1.0] * len(success), success).optimum_over_index
        assert found == pytest.approx(known, abs=5e-5)  # their digits are rounded
        assert found < 27 / 14


def test_worst_family_of_proposition_8_that_is_known() -> None:
    found = [
        periodic_ratios(*small_steps(d), periods=max(500, round(5 / d))).optimum_over_index
        for d in (0.1, 0.02, 0.005)
    ]
    assert found[1] == pytest.approx(3.184879, abs=1e-6)
    assert found == sorted(found)
    limit = small_step_limit()
    assert limit == pytest.approx(3.248870, abs=1e-6)
    assert found[-1] < limit
    # the gap goes to 0 with the difficulty
    assert limit - found[2] < 0.3 * (limit - found[1])


def test_greedy_is_no_better_than_the_optimum_and_repeats() -> None:
    rng = np.random.default_rng(15)
    for _ in range(40):
        n = int(rng.integers(1, 5))
        h, q = rng.uniform(0, 2, n), rng.uniform(0.3, 0.98, n)
        ratios = periodic_ratios(h, q, 60)
        many = one_job(np.tile(h, 400), np.tile(q, 400))
        # the ends of 400 periods add no more than a few attempts
        assert greedy_time(many) >= short_run_times(many)[0] * (1 - 1e-12)
        assert greedy_time(many) / 400 == pytest.approx(ratios.greedy, abs=0.01)
        assert short_run_times(many)[0] / 400 == pytest.approx(ratios.optimum, abs=0.01)
        assert ratios.optimum <= ratios.greedy * (1 + 1e-12)
        assert jd.fragmentation_index(many) / 400 == pytest.approx(ratios.index, abs=0.01)


def test_the_better_factor_needs_every_manual_time_to_exceed_the_longest_attempt() -> None:
    workflow = workflow_of([2, 3, 2, 1.9], [1, 2, 2, 2], [0.5, 0.5, 0.5, 0.5])
    found = jd.measure_fragmentation(workflow, [1, 3])
    assert found.factor.tolist() == [4, 8]
    assert found.time_at_most == pytest.approx(found.factor * found.high)
