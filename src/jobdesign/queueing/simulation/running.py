"""Running a system block by block until its stopping rule is met."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Protocol

import numpy as np

from jobdesign.queueing.simulation.estimates import Estimate, Measured, Simulation
from jobdesign.queueing.simulation.heavy_tails import HeavyTails
from jobdesign.queueing.simulation.kernel import tally
from jobdesign.queueing.simulation.stopping import (
    StoppingRule,
    batch_estimate,
    batches_look_independent,
)
from jobdesign.workflow import Array

__all__ = ["COUNTS", "System", "block_size", "relaxation_time", "run", "tally_row", "unstable"]

#: Columns of a block's sums before those of the tails: items, Σ wait, Σ wait², delayed, Σ time.
COUNTS = 5
#: Items in a block: it fits into the cache, and calls do not count.
_BLOCK = 8_192
#: Waits below this part of a mean service time are rounding.
_ROUNDING = 1e-9
#: A batch is at least so many relaxation times long, and so is the warm-up.
_LONG = 10
#: A run that is not yet good enough grows by this factor at least.
_GROWTH = 1.5


class System(Protocol):
    """What can be simulated."""

    @property
    def places(self) -> tuple[str, ...]:
        """Names of the places where waits are counted; the last is the whole system."""

    def advance(self, rows: Array) -> None:
        """Let one block of items arrive; write the sums of each place, (places, columns)."""


def block_size(rule: StoppingRule) -> int:
    """Return how many items arrive in a block: every batch gets several."""
    return max(1, min(_BLOCK, rule.most_customers // (4 * rule.batches)))


def tally_row(waits: Array, times: Array, scale: float, beyond: Array, row: Array) -> None:
    """Add up the waits and times of a block; `scale` is the size of a service time."""
    tally(waits, times, _ROUNDING * scale, beyond, row)


def relaxation_time(utilisation: float, variation: float) -> float:
    """Return for how many items a queue remembers: (c_a² + c_s²) 2ρ / (1-ρ)², at least 1.

    `variation` is c_a² + c_s². In heavy traffic this is the inverse spectral gap of
    reflected Brownian motion, 2 variance / drift²; for M/M/1 it is 4ρ / (1-ρ)².
    """
    if utilisation >= 1.0:
        return math.inf
    return max(1.0, 2.0 * variation * utilisation / (1.0 - utilisation) ** 2)


def run(
    system: System,
    rule: StoppingRule,
    relaxation: float,
    utilisation: float,
    beyond: Array,
    tails: HeavyTails,
) -> Simulation:
    """Simulate until the rule is met; `relaxation` is counted in items.

    Where `tails` ask for more items than the rule allows at all, the run ends when batch
    means would have been enough, and the rule is not met.
    """
    block = block_size(rule)
    most = rule.most_customers // block
    warm_up = rule.warm_up
    if warm_up is None:
        warm_up = int(min(_LONG * relaxation, rule.most_customers // 5))
    skipped = math.ceil(warm_up / block)
    places = system.places
    width = COUNTS + len(beyond)
    for _ in range(skipped):
        system.advance(np.zeros((len(places), width)))
    shortest = math.ceil(_LONG * relaxation / block) if math.isfinite(relaxation) else most
    target = min(most - skipped, rule.batches * shortest)
    sums = np.zeros((0, len(places), width))
    while True:
        fresh = np.zeros((target - len(sums), len(places), width))
        for rows in fresh:
            system.advance(rows)
        sums = np.concatenate([sums, fresh])
        batches = _batches(sums, rule.batches)
        wait = batch_estimate(batches[:, -1, 1], batches[:, -1, 0], rule.confidence)
        enough = (
            len(sums) >= rule.batches * shortest
            and rule.allows(wait)
            and batches_look_independent(batches[:, -1, 1] / np.maximum(batches[:, -1, 0], 1.0))
        )
        items = len(sums) * block
        honest = max(wait.half_width, tails.floor(items, rule.confidence) * wait.value)
        met = enough and rule.allows(Estimate(wait.value, honest))
        if met or len(sums) == most - skipped:
            break
        goal = rule.goal(wait.value) / wait.value if wait.value > 0.0 else math.inf
        asked = tails.items_for(goal, rule.confidence)
        if asked > (most - skipped) * block:
            if enough:
                break
            asked = 0.0
        longer = max(math.ceil(len(sums) * _longer(rule, wait)), math.ceil(asked / block))
        target = min(most - skipped, longer)
    measured = {
        name: tails.widened(
            _measured(batches[:, i], rule.confidence, beyond), items, rule.confidence
        )
        for i, name in enumerate(places)
    }
    whole = measured.pop(places[-1])
    return Simulation(
        system=whole,
        places=measured,
        customers=len(sums) * block,
        warm_up=skipped * block,
        batches=rule.batches,
        confidence=rule.confidence,
        reached=met,
        utilisation=utilisation,
        warnings=tails.warnings(),
    )


def _longer(rule: StoppingRule, wait: Estimate) -> float:
    """Return by which factor to lengthen a run: what the half-width asks for, up to 4."""
    goal = rule.goal(wait.value)
    if not goal > 0.0:
        return 4.0
    return min(4.0, max(_GROWTH, (wait.half_width / goal) ** 2))


def _batches(sums: Array, count: int) -> Array:
    """Add blocks up to batches of equal length but for one block, (count, places, columns)."""
    edges = np.linspace(0, len(sums), count + 1).astype(np.int64)
    return np.asarray(np.add.reduceat(sums, edges[:-1], axis=0))


def _measured(batches: Array, confidence: float, beyond: Array) -> Measured:
    def of(column: int) -> Estimate:
        return batch_estimate(batches[:, column], batches[:, 0], confidence)

    tails = {float(t): of(COUNTS + j) for j, t in enumerate(beyond)}
    return Measured(of(1), of(2), of(4), of(3), tails)


def unstable(
    places: tuple[str, ...], utilisation: float, rule: StoppingRule, beyond: Array
) -> Simulation:
    """Return the outcome for a system whose waits grow without bound."""
    never = Estimate(math.inf, math.inf)
    always = Estimate(1.0, 0.0)
    tails: Mapping[float, Estimate] = {float(t): always for t in beyond}
    measured = Measured(never, never, never, always, tails)
    return Simulation(
        system=measured,
        places=dict.fromkeys(places[:-1], measured),
        customers=0,
        warm_up=0,
        batches=0,
        confidence=rule.confidence,
        reached=False,
        utilisation=utilisation,
    )
