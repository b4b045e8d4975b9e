"""The same systems simulated by ciw, which shares nothing with our loops."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import ciw
import numpy as np
import pytest

from jobdesign.queueing import (
    Deterministic,
    Estimate,
    Exponential,
    FeedbackQueue,
    Gamma,
    Station,
    simulate_feedback,
    simulate_queue,
    simulate_tandem,
)
from jobdesign.queueing.simulation.stopping import batch_estimate

#: Half-widths of both estimates together that they may differ, 2.9 standard errors.
WIDTHS = 1.5
ITEMS = 20_000


def ciw_wait(items: int = ITEMS, seed: int = 0, **network: Any) -> Estimate:
    """Return ciw's mean wait per item, all visits together, by batch means."""
    ciw.seed(seed)
    simulation = ciw.Simulation(ciw.create_network(**network))
    simulation.simulate_until_max_customers(items, method="Finish")
    waits: dict[int, float] = defaultdict(float)
    for record in simulation.get_all_records():
        waits[record.id_number] += record.waiting_time
    column = np.array([waits[key] for key in sorted(waits)])[items // 10 :]
    batches = np.array_split(column, 20)
    return batch_estimate(
        np.array([batch.sum() for batch in batches]),
        np.array([float(len(batch)) for batch in batches]),
        0.95,
    )


def agree(ours: Estimate, theirs: Estimate) -> bool:
    return abs(ours.value - theirs.value) <= WIDTHS * np.hypot(ours.half_width, theirs.half_width)


@pytest.mark.slow
def test_one_server_gamma() -> None:
    ours = simulate_queue(0.7, Gamma(0.5, 2.0), until=0.02).mean_wait
    theirs = ciw_wait(
        arrival_distributions=[ciw.dists.Exponential(0.7)],
        service_distributions=[ciw.dists.Gamma(0.5, 2.0)],
        number_of_servers=[1],
    )
    assert agree(ours, theirs)
    assert theirs.half_width < 0.2 * theirs.value


def test_three_exponential_servers() -> None:
    ours = simulate_queue(2.1, Exponential(1.0), servers=3, until=0.02).mean_wait
    theirs = ciw_wait(
        arrival_distributions=[ciw.dists.Exponential(2.1)],
        service_distributions=[ciw.dists.Exponential(1.0)],
        number_of_servers=[3],
    )
    assert agree(ours, theirs)
    assert theirs.half_width < 0.2 * theirs.value


@pytest.mark.slow
def test_tandem_with_a_split() -> None:
    line = [Station(Gamma(3.0, 0.2), servers=1), Station(Deterministic(2.4), 2, share=0.6)]
    ours = simulate_tandem(1.0, line, until=0.02).mean_wait
    theirs = ciw_wait(
        arrival_distributions=[ciw.dists.Exponential(1.0), None],
        service_distributions=[ciw.dists.Gamma(3.0, 0.2), ciw.dists.Deterministic(2.4)],
        routing=[[0.0, 0.6], [0.0, 0.0]],
        number_of_servers=[1, 2],
    )
    assert agree(ours, theirs)
    assert theirs.half_width < 0.2 * theirs.value


@pytest.mark.slow
@pytest.mark.parametrize("returns_again", [0.0, 0.4])
def test_rework_at_the_end_of_the_queue(returns_again: float) -> None:
    """Rework is a class of its own that joins the same queue."""
    rate = 0.5
    queue = FeedbackQueue(rate, Deterministic(0.5), Gamma(2.0, 1.0), 0.3, returns_again)
    ours = simulate_feedback(queue, until=0.02).mean_wait
    # ciw changes the class after a service, before it looks where the item goes
    none = dict.fromkeys(("first", "rework", "done"), 0.0)
    changes = {
        "first": none | {"rework": 0.3, "done": 0.7},
        "rework": none | {"rework": returns_again, "done": 1.0 - returns_again},
        "done": none | {"done": 1.0},
    }
    nothing = [ciw.dists.Deterministic(0.0)]
    theirs = ciw_wait(
        arrival_distributions={
            "first": [ciw.dists.Exponential(rate)],
            "rework": [None],
            "done": [None],
        },
        service_distributions={
            "first": [ciw.dists.Deterministic(0.5)],
            "rework": [ciw.dists.Gamma(2.0, 1.0)],
            "done": nothing,
        },
        number_of_servers=[1],
        routing={"first": [[0.0]], "rework": [[1.0]], "done": [[0.0]]},
        class_change_matrices=[changes],
    )
    assert agree(ours, theirs)
    assert ours.covers(queue.mean_wait, 1.9)
    assert theirs.half_width < 0.2 * theirs.value
