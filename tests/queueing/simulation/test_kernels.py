"""The compiled loops item by item: what plain event simulations make of the same numbers."""

from __future__ import annotations

import heapq
from collections import deque
from pathlib import Path

import numpy as np
import pytest

from jobdesign.queueing import (
    Deterministic,
    Exponential,
    FeedbackQueue,
    Gamma,
    Hyperexponential,
    Station,
)
from jobdesign.queueing.simulation.arrivals import seeds
from jobdesign.queueing.simulation.kernel import lindley, release, serve
from jobdesign.queueing.simulation.kernel.generator import uniform
from jobdesign.queueing.simulation.line import _Line
from jobdesign.queueing.simulation.returning import _Feedback
from jobdesign.queueing.simulation.sources import generator_words, source_of

BLOCKS, BLOCK = 7, 500
TOTAL = BLOCKS * BLOCK


def numbers(service, seed: np.random.SeedSequence, size: int) -> np.ndarray:
    out = np.empty(size)
    source_of(service, seed).fill(out)
    return out


def test_only_kernels_import_numba() -> None:
    root = Path(__file__).resolve().parents[3] / "src" / "jobdesign"
    allowed = {root / "methods" / "kernel", root / "queueing" / "simulation" / "kernel"}
    for path in root.rglob("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        imports = [
            line for line in lines if line.strip().startswith(("import numba", "from numba"))
        ]
        assert not imports or path.parent in allowed, path


def test_lindley_is_the_work_found() -> None:
    """Beside the supremum of the random walk, Lindley's other form."""
    rng = np.random.default_rng(0)
    between, services = rng.exponential(1.0, 400), rng.gamma(2.0, 0.45, 400)
    waits, times = np.empty(400), np.empty(400)
    last = lindley(0.0, between, services, waits, times)
    walk = np.concatenate([[0.0], np.cumsum(services - between)])
    expected = walk - np.minimum.accumulate(walk)
    np.testing.assert_allclose(np.append(waits, last), expected, atol=1e-9)
    np.testing.assert_allclose(times, waits + services)


@pytest.mark.parametrize("servers", [1, 2, 3, 7, 30])
def test_serve_takes_the_first_free_server(servers: int) -> None:
    rng = np.random.default_rng(servers)
    arrivals = np.cumsum(rng.exponential(1.0, TOTAL))
    services = rng.exponential(0.9 * servers, TOTAL)
    free = [-np.inf] * servers
    expected = np.empty(TOTAL)
    for i in range(TOTAL):
        start = max(arrivals[i], free[0])
        heapq.heapreplace(free, start + services[i])
        expected[i] = start - arrivals[i]
    state, last = np.full(servers, -np.inf), -np.inf
    waits, departures = np.empty(TOTAL), np.empty(TOTAL)
    for part in np.array_split(np.arange(TOTAL), BLOCKS):
        cut = slice(part[0], part[-1] + 1)
        last = serve(arrivals[cut], services[cut], state, waits[cut], departures[cut], last)
    np.testing.assert_array_equal(waits, expected)
    np.testing.assert_array_equal(np.sort(state), np.sort(free))


def test_release_sorts_and_holds_back() -> None:
    ends, entries, waited = np.array([3.0, 1.0, 9.0, 2.0]), np.arange(4.0), np.arange(4.0) + 10
    assert release(ends, entries, waited, 3.0) == 3
    assert ends.tolist() == [1, 2, 3, 9]
    assert entries.tolist() == [1, 3, 0, 2]
    assert waited.tolist() == [11, 13, 10, 12]


LINES = {
    "single servers": [Station(Exponential(0.7)), Station(Gamma(2.0, 0.4))],
    "overtaking": [
        Station(Hyperexponential.from_mean(1.8, 5.0), servers=2),
        Station(Exponential(0.5), capacity=0.75),
        Station(Gamma(3.0, 1.0), servers=4),
    ],
}


@pytest.mark.parametrize("name", LINES)
def test_line_is_the_plain_event_simulation(name: str) -> None:
    line = LINES[name]
    system = _Line(Exponential(1.0), tuple(line), tuple("abc"[: len(line)]), BLOCK, np.ones(1), 5)
    rows = np.zeros((BLOCKS, len(line) + 1, 6))
    for row in rows:
        system.advance(row)
    sums = rows.sum(axis=0)

    first, *others = seeds(5, 1 + len(line))
    entries = arrivals = np.cumsum(numbers(Exponential(1.0), first, TOTAL))
    waited = np.zeros(TOTAL)
    for i, (station, seed) in enumerate(zip(line, others, strict=True)):
        services = numbers(station.service, seed.spawn(1)[0], TOTAL) / station.capacity
        free = [-np.inf] * station.servers
        waits = np.empty(TOTAL)
        for j in range(TOTAL):
            start = max(arrivals[j], free[0])
            waits[j] = start - arrivals[j]
            heapq.heapreplace(free, start + services[j])
        count = int(sums[i, 0])  # some of the last are still on their way
        assert TOTAL - 20 <= count <= TOTAL
        assert sums[i, 1] == pytest.approx(waits[:count].sum())
        assert sums[i, 2] == pytest.approx((waits[:count] ** 2).sum())
        assert sums[i, 3] == (waits[:count] > 1e-9).sum()
        assert sums[i, 4] == pytest.approx((waits + services)[:count].sum())
        assert sums[i, 5] == (waits[:count] > 1.0).sum()
        ends = arrivals + waits + services
        waited = waited + waits
        order = np.argsort(ends, kind="stable")
        arrivals, entries, waited = ends[order], entries[order], waited[order]
    count = int(sums[-1, 0])
    assert TOTAL - 20 <= count <= TOTAL
    assert sums[-1, 1] == pytest.approx(waited[:count].sum())
    assert sums[-1, 4] == pytest.approx((arrivals - entries)[:count].sum())


def test_split_sends_on_its_share_and_loses_no_one() -> None:
    line = (Station(Exponential(0.2)), Station(Deterministic(0.1), share=0.3))
    system = _Line(Exponential(1.0), line, ("a", "b"), BLOCK, np.empty(0), 1)
    rows = np.zeros((40, 3, 5))
    for row in rows:
        system.advance(row)
    arrived, passed, left = rows.sum(axis=0)[:, 0]
    assert arrived == left == 40 * BLOCK
    assert abs(passed - 0.3 * arrived) <= 4 * np.sqrt(0.21 * arrived)


@pytest.mark.parametrize("rate", [0.5, 0.75, 3.0])
def test_feedback_is_the_plain_event_simulation(rate: float) -> None:
    queue = FeedbackQueue(rate, Gamma(2.0, 0.25), Exponential(0.9), 0.4, 0.3, capacity=1.1)
    system = _Feedback(queue, Exponential(1 / rate), BLOCK, np.empty(0), 9)
    rows = np.zeros((BLOCKS, 3, 5))
    for row in rows:
        system.advance(row)
    sums = rows.sum(axis=0)
    assert sums[2, 0] == TOTAL
    assert (system._ring.shape[1] > 1024) == (rate == 3.0)  # overloaded: the ring has grown

    arrivals, first, rework, returns = seeds(9, 4)
    more = 5 * TOTAL
    between = numbers(Exponential(1 / rate), arrivals, more)
    times = [
        iter(numbers(service, seed, more) / 1.1)
        for service, seed in ((queue.first, first), (queue.rework, rework))
    ]
    state = tuple(generator_words(returns))
    entered = iter(np.concatenate([[0.0], np.cumsum(between)]))
    following, line, now = next(entered), deque(), 0.0
    waits, done = [[], []], []
    while True:
        if not line:
            now = following
            line.append((following, 0.0, following, 0))
            following = next(entered)
        entry, waited, joined, which = line.popleft()
        waits[which].append(now - joined)
        if len(done) == TOTAL:
            break
        waited += now - joined
        now += next(times[which])
        while following <= now:
            line.append((following, 0.0, following, 0))
            following = next(entered)
        u, state = uniform(tuple(np.uint64(word) for word in state))
        if u <= (queue.returns, queue.returns_again)[which]:
            line.append((entry, waited, now, 1))
        else:
            done.append((waited, now - entry))
    for which in (0, 1):
        assert sums[which, 0] == len(waits[which])
        assert sums[which, 1] == pytest.approx(sum(waits[which]))
    assert sums[2, 1] == pytest.approx(sum(wait for wait, _ in done))
    assert sums[2, 4] == pytest.approx(sum(time for _, time in done))
