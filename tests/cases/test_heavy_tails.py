"""Intervals of simulated means where service times have a heavy tail."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest

from jobdesign.queueing import (
    Exponential,
    FeedbackQueue,
    Gamma,
    Hyperexponential,
    Lognormal,
    Queue,
    ServiceTime,
    Station,
    StoppingRule,
    simulate_feedback,
    simulate_queue,
    simulate_tandem,
)
from jobdesign.queueing.simulation.heavy_tails import HeavyTails
from jobdesign.workflow import Array

QUICK = StoppingRule(relative=0.05, most_customers=400_000)


@dataclass(frozen=True, slots=True)
class Pareto(ServiceTime):
    exponent: float

    def moment(self, order: int) -> float:
        a, least = self.exponent, (self.exponent - 1) / self.exponent
        return a * least**order / (a - order) if a > order else math.inf

    def transform(self, s: object) -> object:  # type: ignore[override]
        raise NotImplementedError

    def sample(self, generator: np.random.Generator, size: int) -> Array:
        least = (self.exponent - 1) / self.exponent
        return least * (1 + generator.pareto(self.exponent, size))


@pytest.mark.parametrize(("exponent", "said"), [(2.4, "third moment"), (3.3, "fourth moment")])
def test_no_interval_where_moments_are_infinite(exponent: float, said: str) -> None:
    found = simulate_queue(0.5, Pareto(exponent), until=QUICK)
    assert not found.reached
    assert found.mean_wait.half_width == math.inf
    assert said in found.warnings[0]
    assert said in str(found)
    assert found.to_dict()["system"]["mean_wait"]["half_width"] is None
    assert found.to_dict()["warnings"] == list(found.warnings)


@pytest.mark.parametrize("variation", [5.0, 12.0, 25.0])
def test_runs_that_say_they_are_done_hold_the_truth(variation: float) -> None:
    service = Lognormal.from_mean(1, variation)
    exact = Queue(0.5, service).mean_wait
    runs = [simulate_queue(0.5, service, until=QUICK, seed=seed) for seed in range(8)]
    assert all(run.warnings and "heavy tail" in run.warnings[0] for run in runs)
    held = [run.mean_wait.covers(exact) for run in runs]
    assert sum(held) >= 7
    # they need more items than they may have, and stop where batch means would have been enough
    assert not any(run.reached for run in runs)


def test_a_run_goes_on_until_the_tail_is_seen() -> None:
    service = Lognormal.from_mean(1, 3)  # E[S⁴]/E[S²]² = 256
    found = simulate_queue(0.5, service, until=StoppingRule(relative=0.1, most_customers=10**7))
    assert found.reached
    assert found.customers >= 1.96**2 * 255 / 0.1**2
    assert found.mean_wait.covers(Queue(0.5, service).mean_wait, widths=2)


@pytest.mark.parametrize(
    "service", [Exponential(1), Gamma.from_mean(1, 5), Hyperexponential.from_mean(1, 10)]
)
def test_usual_times_are_left_alone(service: ServiceTime) -> None:
    assert not HeavyTails.of([service]).are_heavy
    assert simulate_queue(0.5, service, until=0.1).warnings == ()


def test_every_system_looks() -> None:
    heavy = Lognormal.from_mean(0.3, 12)
    line = simulate_tandem(1, [Station(Exponential(0.5)), Station(heavy)], until=QUICK)
    back = simulate_feedback(FeedbackQueue(1, Exponential(0.3), heavy, returns=0.2), until=QUICK)
    many = simulate_queue(2, heavy, servers=2, until=QUICK)
    for found in (line, back, many):
        assert len(found.warnings) == 1
        floor = HeavyTails.of([heavy]).floor(found.customers, 0.95)
        assert found.mean_wait.half_width >= floor * found.mean_wait.value * 0.999
