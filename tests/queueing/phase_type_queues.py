"""Exact waits of PH/PH/k queues as quasi-birth-death processes, to hold formulas to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations_with_replacement

import numpy as np
import numpy.typing as npt
from scipy.linalg import expm

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class PhaseType:
    """Time until a chain with these starts and rates is absorbed."""

    starts: Matrix
    rates: Matrix

    @property
    def ends(self) -> Matrix:
        return -self.rates.sum(axis=1)

    def moment(self, order: int) -> float:
        row, value = self.starts, 1.0
        for k in range(1, order + 1):
            row, value = np.linalg.solve(-self.rates.T, row), value * k
        return float(value * row.sum())

    @property
    def variation(self) -> float:
        return self.moment(2) / self.moment(1) ** 2 - 1


def exponential(mean: float = 1.0) -> PhaseType:
    return PhaseType(np.ones(1), np.array([[-1 / mean]]))


def erlang(phases: int, mean: float = 1.0) -> PhaseType:
    rate = phases / mean
    starts = np.eye(phases)[0]
    return PhaseType(starts, rate * (np.eye(phases, k=1) - np.eye(phases)))


def hyperexponential(variation: float, mean: float = 1.0) -> PhaseType:
    """Two kinds with balanced means."""
    p = (1 + np.sqrt((variation - 1) / (variation + 1))) / 2
    weights = np.array([p, 1 - p])
    return PhaseType(weights, -np.diag(2 * weights / mean))


class PhaseTypeQueue:
    """One line before k servers, renewal arrivals; first come, first served."""

    def __init__(self, arrivals: PhaseType, service: PhaseType, servers: int) -> None:
        self.arrivals, self.service, self.servers = arrivals, service, servers
        self.rate = 1 / arrivals.moment(1)
        phases = range(len(service.starts))
        self.states = [
            list(combinations_with_replacement(phases, busy)) for busy in range(servers + 1)
        ]

    def _level(self, busy: int, waiting: bool) -> tuple[Matrix, Matrix, Matrix]:
        """Return rates up, within and down from a level with so many busy servers."""
        service, states = self.service, self.states
        here = {state: i for i, state in enumerate(states[busy])}
        above = states[busy] if waiting or busy == self.servers else states[busy + 1]
        below = states[busy] if waiting else states[max(busy - 1, 0)]
        up = np.zeros((len(here), len(above)))
        inside = np.zeros((len(here), len(here)))
        down = np.zeros((len(here), len(below)))
        up_index = {state: i for i, state in enumerate(above)}
        down_index = {state: i for i, state in enumerate(below)}
        for state, i in here.items():
            if busy == self.servers:
                up[i, up_index[state]] = 1.0
            else:
                for phase, start in enumerate(service.starts):
                    up[i, up_index[tuple(sorted((*state, phase)))]] += start
            for at, phase in enumerate(state):
                others = state[:at] + state[at + 1 :]
                for to, rate in enumerate(service.rates[phase]):
                    if to != phase and rate:
                        inside[i, here[tuple(sorted((*others, to)))]] += rate
                inside[i, i] += service.rates[phase, phase]
                if not waiting:
                    down[i, down_index[others]] += service.ends[phase]
                    continue
                for start, weight in enumerate(service.starts):
                    to_state = tuple(sorted((*others, start)))
                    down[i, down_index[to_state]] += service.ends[phase] * weight
        renewals = np.outer(self.arrivals.ends, self.arrivals.starts)
        eye = np.eye(len(self.arrivals.starts))
        within = np.kron(self.arrivals.rates, np.eye(len(here))) + np.kron(eye, inside)
        return np.kron(renewals, up), within, np.kron(eye, down)

    @cached_property
    def _solved(self) -> tuple[list[Matrix], Matrix]:
        """Return what is stationary up to k busy, and R beyond."""
        up, inside, down = self._level(self.servers, waiting=True)
        g = np.zeros_like(inside)
        # logarithmic reduction (Latouche and Ramaswami 1993)
        solved = np.linalg.inv(-inside)
        high, low = solved @ up, solved @ down
        g, path = low.copy(), high.copy()
        for _ in range(60):
            mixed = np.eye(len(g)) - high @ low - low @ high
            high, low = np.linalg.solve(mixed, high @ high), np.linalg.solve(mixed, low @ low)
            step = path @ low
            g, path = g + step, path @ high
            if np.abs(step).max() < 1e-15:
                break
        r = up @ np.linalg.inv(-inside - up @ g)
        following, factors = r, []
        below = down
        for busy in range(self.servers, 0, -1):
            _, within, leaving = self._level(busy, waiting=False)
            block = within + following @ below
            following = self._level(busy - 1, waiting=False)[0] @ np.linalg.inv(-block)
            factors.append(following)
            below = leaving
        _, within, _ = self._level(0, waiting=False)
        balance = within + following @ below
        row = np.linalg.svd(balance.T)[2][-1]
        rows = [np.abs(row)]
        for factor in reversed(factors):
            rows.append(rows[-1] @ factor)
        beyond = np.linalg.inv(np.eye(len(r)) - r)
        total = sum(level.sum() for level in rows[:-1]) + (rows[-1] @ beyond).sum()
        return [level / total for level in rows], r

    @cached_property
    def mean_wait(self) -> float:
        rows, r = self._solved
        beyond = np.linalg.inv(np.eye(len(r)) - r)
        waiting = float((rows[-1] @ beyond @ beyond @ r).sum())
        return waiting / self.rate

    def tail(self, times: npt.ArrayLike) -> Matrix:
        """Return P(W > t) for Poisson arrivals, by the age of the line's head (Sengupta 1989)."""
        rows, r = self._solved
        _, inside, down = self._level(self.servers, waiting=True)
        start = rows[-1] @ np.linalg.inv(np.eye(len(r)) - r)
        generator = inside + self.rate * np.eye(len(r)) + r @ down
        times = np.atleast_1d(np.asarray(times, dtype=np.float64))
        return np.array([float((start @ expm(t * generator)).sum()) for t in times])
