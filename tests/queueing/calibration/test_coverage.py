"""Intervals at 95 % cover the truth in 90 to 99 % of simulated logs."""

from __future__ import annotations

from collections import Counter

import pytest

from jobdesign.queueing import Calibration, Gamma, calibrate, simulate_log

#: The parameters of `simulate_log` as they stand.
REVIEW = Gamma.from_mean(0.35, 0.5)
REWORK = Gamma.from_mean(2.0, 0.5)
INITIAL, SKILL, MANUAL, VARIATION = 0.3, 2.0, 0.7, 0.1


def truths() -> dict[str, float]:
    """All parameters, those of the assisted route by eqs. (13) and (14) averaged over r."""
    escape = INITIAL * float(REVIEW.transform(SKILL).real)
    # E[r e^(-κr)] is minus the slope of the transform
    step = 1e-5
    ends = [float(REVIEW.transform(SKILL + s).real) for s in (-step, step)]
    together = INITIAL * (ends[0] - ends[1]) / (2 * step)
    mean = REVIEW.mean + REWORK.mean * escape
    second = REVIEW.second_moment + 2 * REWORK.mean * together + REWORK.second_moment * escape
    return {
        "λ": 1.0,
        "c_a²": 1.0,
        "τ_H": MANUAL,
        "q_H": MANUAL**2 * (1 + VARIATION),
        "c_H²": VARIATION,
        "τ_A": mean,
        "q_A": second,
        "c_A²": second / mean**2 - 1,
        "r": REVIEW.mean,
        "p": escape,
        "μR": REWORK.mean,
        "μR2": REWORK.second_moment,
        "p0": INITIAL,
        "κ": SKILL,
    }


def estimates(found: Calibration):
    manual, assisted, arrivals, escape = found.manual, found.assisted, found.arrivals, found.escape
    return {
        "λ": arrivals.rate,
        "c_a²": arrivals.squared_variation,
        "τ_H": manual.mean,
        "q_H": manual.second_moment,
        "c_H²": manual.squared_variation,
        "τ_A": assisted.mean,
        "q_A": assisted.second_moment,
        "c_A²": assisted.squared_variation,
        "r": assisted.first_mean,
        "p": assisted.rework_probability,
        "μR": assisted.rework_mean,
        "μR2": assisted.rework_second_moment,
        "p0": escape.initial,
        "κ": escape.skill,
    }


def coverage(runs: int, cases: int, replicates: int, **options) -> dict[str, float]:
    hits: Counter[str] = Counter()
    truth = truths()
    for seed in range(runs):
        found = calibrate(simulate_log(cases, seed=seed), replicates=replicates, **options)
        hits.update(name for name, part in estimates(found).items() if truth[name] in part)
    return {name: hits[name] / runs for name in truth}


@pytest.mark.nightly
def test_200_logs_of_2000_cases() -> None:
    found = coverage(200, 2000, 400)
    assert all(0.90 <= share <= 0.99 for share in found.values()), found


def test_a_few_logs_cover_too() -> None:
    """Of 25, at 95 %, fewer than 20 cover with a chance of 1 in 800 for each of 14."""
    found = coverage(25, 1000, 200)
    assert all(share >= 0.8 for share in found.values()), found


@pytest.mark.slow
def test_a_lower_level_covers_less() -> None:
    found = coverage(25, 1000, 200, level=0.5)
    assert 0.3 <= sum(found.values()) / len(found) <= 0.7
    assert max(found.values()) < 0.9


@pytest.mark.slow
def test_long_logs_find_the_parameters() -> None:
    found = estimates(calibrate(simulate_log(200_000, seed=1), replicates=100))
    for name, truth in truths().items():
        assert found[name].value == pytest.approx(truth, rel=0.03), name
