"""How long all equilibria of a review model take, the spread of risk included."""

from __future__ import annotations

import pytest

from jobdesign.queueing import LogisticRisk, ReviewModel, equilibrium_curve


def model(signal: str) -> ReviewModel:
    return ReviewModel(signal=signal, risk_map=LogisticRisk(), arrival_rate=0.75, waiting_cost=0.5,
                       skill=2, loss=2, rework_mean=1.5, rework_second_moment=4)  # fmt: skip


@pytest.mark.parametrize(("signal", "number"), [("beta(2, 2)", 1), ("beta(5, 2)", 3)])
def test_all_equilibria(benchmark, signal: str, number: int) -> None:
    found = benchmark(lambda: model(signal).equilibria())
    assert len(found) == number


def test_curve(benchmark) -> None:
    found = benchmark(equilibrium_curve, model("beta(5, 2)"), "arrival_rate", 0.4, 0.9)
    assert len(found.folds) == 2
