"""The beginnings of designs that may be possible, step by step; costs do not count.

Label-setting. A label is the beginning of a design: what it has used of each limit
that spans jobs, and what the open job and the chain under way hold. Of two labels, one
that has no more of anything can do all that the other can. What a limit surely has
room for is not told apart, so that a wide limit makes no labels.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from jobdesign.design import Design
from jobdesign.methods.job_costs import hired_wages
from jobdesign.methods.outcome import Deadline
from jobdesign.problem import Problem
from jobdesign.wages import covers
from jobdesign.workflow import SMALLEST_SUCCESS, Array

__all__ = ["Beginnings", "PossibleSteps"]

_Indices = npt.NDArray[np.int64]
#: Slack on limits, so that rounding cannot cut off a design that keeps them.
_SLACK = 1e-11
#: Labels compared with all others, one at a time, after which to give up.
_PATIENCE = 150_000
#: Columns of a label after what it has used.
_HELD, _SKILL, _TIME, _LATENESS, _ATTEMPTS, _LENGTH, _STRAIN = range(7)
_STATES = 7


class PossibleSteps:
    """The numbers of a problem that decide whether a design is possible."""

    def __init__(self, problem: Problem, job_ends: _Indices | None) -> None:
        self.rules = rules = problem.rules
        self.patience = _PATIENCE
        given = problem.workflow
        kinds = problem.wages.worker_types if job_ends is None else None
        #: whether every step can be done in some way, and somebody fills the given jobs
        self.possible = True
        if job_ends is not None:
            rules.keep_jobs(job_ends)
            wages = hired_wages(problem, job_ends)
            self.possible = not np.isinf(wages).any()
        self.kinds = kinds or ()
        self.limited_types = [k for k, kind in enumerate(self.kinds) if kind.available is not None]
        able = given.ai_success >= SMALLEST_SUCCESS
        self.modes = np.column_stack(
            (
                rules.manual & np.isfinite(given.manual_time),
                rules.chain_end & able,
                rules.chain_pass & able & ~rules.handoff_required,
            )
        )
        self.modes[-1, 2] = False
        self.possible &= bool(self.modes.any(axis=1).all())
        with np.errstate(divide="ignore", over="ignore"):
            self.attempts = np.where(able, 1.0 / given.ai_success, np.inf)
        self.skill = np.column_stack((problem.human_skill, problem.ai_management_skill))
        self.time = np.column_stack((given.manual_time, given.ai_time))
        self.handoff = given.handoff_time
        #: which of the columns of a label tell two apart
        timed = rules.max_job_time < math.inf
        limits_attempts = rules.min_chain_success > SMALLEST_SUCCESS or (
            float(np.sum(np.log(self.attempts[able]))) > -math.log(SMALLEST_SUCCESS) - 1.0
        )
        self.matters = np.array(
            [
                rules.counts_tasks,
                rules.max_job_skill < math.inf or kinds is not None,
                timed,
                rules.separates,
                timed or limits_attempts,
                rules.max_chain_length < len(given),
                False,
            ]
        )
        if self.possible:
            self._weigh()

    def _weigh(self) -> None:
        """Set what a job, a time and a mode strain all limits together: what breaks ties."""
        totals, m = self.rules.totals, len(self.modes)
        self.tightness = np.ones(len(totals))
        self.job_strain, self.time_strain, self.mode_strain = 0.0, 0.0, np.zeros((m, 3))
        for number, total in enumerate(totals):
            sweep = Beginnings(self, [number], with_types=False, most_labels=1)
            room = max(float(total.limit - sweep.least[0, 0]), 1e-9 * (1.0 + abs(total.limit)))
            if not math.isfinite(room):
                continue
            span = float(np.abs(sweep.most[0, 0] - sweep.least[0, 0]))
            if not 0 < span < math.inf:
                span = abs(total.limit) + 1.0
            self.tightness[number] = room / span
            self.job_strain += total.per_job / room
            self.time_strain += total.per_time / room
            self.mode_strain += total.per_mode / room


class Beginnings:
    """One pass over the steps, with some of the limits that span jobs."""

    def __init__(
        self, steps: PossibleSteps, chosen: list[int], with_types: bool, most_labels: int
    ) -> None:
        self.steps = steps
        self.most_labels = most_labels
        #: whether no label was dropped that might have led to a design
        self.complete = True
        totals = [steps.rules.totals[number] for number in chosen]
        self.types = steps.limited_types if with_types else []
        available = [float(steps.kinds[k].available or 0) for k in self.types]
        self.limits = np.array([total.limit for total in totals] + available)
        more = np.zeros(len(self.types))
        self.per_job = np.concatenate(([total.per_job for total in totals], more))
        self.per_time = np.concatenate(([total.per_time for total in totals], more))
        m = len(steps.modes)
        self.per_mode = np.zeros((m, 3, len(self.limits)))
        for number, total in enumerate(totals):
            self.per_mode[:, :, number] = total.per_mode
        self.room = self.limits + _SLACK * np.abs(self.limits)
        self.matters = np.append(np.ones(len(self.limits), dtype=np.bool_), steps.matters)
        if self.per_time.any():
            self.matters[len(self.limits) + _ATTEMPTS] = True
        self._bound_rest()

    def _bound_rest(self) -> None:
        """Bound what the steps from each boundary on use at least and at most."""
        steps, m = self.steps, len(self.steps.modes)
        time = np.zeros((m, 3))
        with np.errstate(over="ignore", invalid="ignore"):
            time[:, :2] = steps.time
            time[:, 1] *= steps.attempts
            spent = np.where(steps.modes, time, 0.0)[:, :, None] * self.per_time
            spent[..., self.per_time == 0] = 0.0
        allowed = steps.modes[:, :, None]
        least = np.where(allowed, self.per_mode + spent, np.inf).min(axis=1)
        most = np.where(allowed, self.per_mode, -np.inf).max(axis=1)
        ends = steps.rules.handoff_allowed.astype(np.float64)[:, None]
        least += np.minimum(self.per_job, 0.0) * ends
        most += np.maximum(self.per_job, 0.0) * ends
        least[-1] += np.maximum(self.per_job, 0.0)
        self.least = np.zeros((m + 1, len(self.limits)))
        self.most = np.zeros((m + 1, len(self.limits)))
        self.least[:m] = np.cumsum(least[::-1], axis=0)[::-1]
        self.most[:m] = np.cumsum(most[::-1], axis=0)[::-1]
        # a chain may take any time, and workers of a type fill any number of jobs
        self.least[:, self.per_time < 0] = -np.inf
        self.most[:, self.per_time > 0] = np.inf
        if self.types:
            self.most[:, -len(self.types) :] = np.arange(m, -1, -1)[:, None]

    def run(self, deadline: Deadline) -> Design | None:
        """Return a design that keeps the limits looked at, or None."""
        m, width = len(self.steps.modes), len(self.limits) + _STATES
        labels = np.zeros((1, width))
        labels[0, len(self.limits) + _ATTEMPTS] = 1.0
        chains = np.zeros(1, dtype=np.bool_)
        trace: list[tuple[_Indices, npt.NDArray[np.int8], npt.NDArray[np.bool_]]] = []
        for k in range(m):
            if deadline.passed or self.steps.patience < 0:
                self.complete = False
                return None
            labels, parents, modes, closed = self._step(k, labels, chains)
            kept = self._worth_keeping(k + 1, labels, modes == 2)
            labels, chains = labels[kept], modes[kept] == 2
            trace.append((parents[kept], modes[kept], closed[kept]))
            if len(labels) == 0:
                return None
        at = int(np.argmin(labels[:, -1]))
        chosen, ends = np.zeros(m, dtype=np.int8), []
        for k in range(m - 1, -1, -1):
            parents, modes, closed = trace[k]
            chosen[k] = modes[at]
            if closed[at]:
                ends.append(k)
            at = int(parents[at])
        return Design(chosen, np.array(ends[::-1], dtype=np.int64))

    def _step(
        self, k: int, labels: Array, chains: npt.NDArray[np.bool_]
    ) -> tuple[Array, _Indices, npt.NDArray[np.int8], npt.NDArray[np.bool_]]:
        """Take every label through step k in all ways; jobs go on or end."""
        steps, rules, used = self.steps, self.steps.rules, len(self.limits)
        start = -labels[:, used + _LATENESS]
        fits = start >= rules.earliest_start[k + 1]
        grown: list[tuple[Array, _Indices, int, bool]] = []
        for mode in (0, 1, 2):
            if not steps.modes[k, mode]:
                continue
            rows = np.flatnonzero(fits & ~chains) if mode == 0 else np.flatnonzero(fits)
            new = labels[rows]
            state = new[:, used:]
            new[:, :used] += self.per_mode[k, mode]
            state[:, _STRAIN] += steps.mode_strain[k, mode]
            if mode:
                state[:, _LENGTH] += 1
                with np.errstate(over="ignore"):
                    state[:, _ATTEMPTS] *= steps.attempts[k]
                keep = (state[:, _LENGTH] <= rules.max_chain_length) & (
                    state[:, _ATTEMPTS] <= rules.most_attempts
                )
                rows, new = rows[keep], new[keep]
                state = new[:, used:]
            if mode == 2:
                grown.append((new, rows, mode, False))
                continue
            with np.errstate(over="ignore"):
                time = steps.time[k, mode] * (state[:, _ATTEMPTS] if mode else 1.0)
            time = np.broadcast_to(time, len(new))
            state[:, _HELD] += 1
            state[:, _SKILL] += steps.skill[k, mode]
            state[:, _TIME] += time
            state[:, _ATTEMPTS], state[:, _LENGTH] = 1.0, 0.0
            new[:, :used] += np.multiply.outer(time, self.per_time)
            state[:, _STRAIN] += time * steps.time_strain
            keep = (
                (state[:, _HELD] <= rules.max_job_tasks)
                & (state[:, _SKILL] <= rules.max_job_skill)
                & (state[:, _TIME] <= rules.max_job_time)
                & (state[:, _TIME] < np.inf)
            )
            rows, new = rows[keep], new[keep]
            if not rules.handoff_required[k] and k + 1 < len(steps.modes):
                grown.append((new, rows, mode, False))
            if rules.handoff_allowed[k]:
                grown += [(*ended, mode, True) for ended in self._close(k, new, rows)]
        if not grown:
            none = np.zeros(0, dtype=np.int64)
            return labels[:0], none, none.astype(np.int8), none.astype(np.bool_)
        sizes = [len(rows) for _, rows, _, _ in grown]
        return (
            np.concatenate([new for new, _, _, _ in grown]),
            np.concatenate([rows for _, rows, _, _ in grown]),
            np.repeat(np.array([mode for _, _, mode, _ in grown], dtype=np.int8), sizes),
            np.repeat([closed for _, _, _, closed in grown], sizes),
        )

    def _close(self, k: int, labels: Array, rows: _Indices) -> list[tuple[Array, _Indices]]:
        """End the job of every label after step k; once for every type that may fill it."""
        steps, used = self.steps, len(self.limits)
        skill = labels[:, used + _SKILL]
        fits = labels[:, used + _TIME] + steps.handoff[k] <= steps.rules.max_job_time
        ended = labels.copy()
        ended[:, :used] += self.per_job + self.per_time * steps.handoff[k]
        ended[:, used:-1] = 0.0
        ended[:, -1] += steps.job_strain + steps.time_strain * steps.handoff[k]
        ended[:, used + _LATENESS], ended[:, used + _ATTEMPTS] = -(k + 1.0), 1.0
        if not steps.kinds:
            return [(ended[fits], rows[fits])]
        able = np.array([covers(kind, skill) & (kind.available != 0) for kind in steps.kinds])
        if not self.types:
            fits &= able.any(axis=0)
            return [(ended[fits], rows[fits])]
        plenty = [k for k in range(len(steps.kinds)) if k not in steps.limited_types]
        anyone = able[plenty].any(axis=0)
        found = [(ended[fits & anyone], rows[fits & anyone])]
        for number, kind in enumerate(self.types):
            filled = fits & ~anyone & able[kind]
            hired = ended[filled]
            hired[:, used - len(self.types) + number] += 1.0
            found.append((hired, rows[filled]))
        return found

    def _worth_keeping(self, k: int, labels: Array, chains: npt.NDArray[np.bool_]) -> _Indices:
        """Return the labels at a boundary that may be completed, and that no other beats."""
        used = len(self.limits)
        amounts = labels[:, :used]
        with np.errstate(invalid="ignore"):
            possible = (amounts + self.least[k] <= self.room).all(axis=1)
            # what there is room for in any case is not told apart
            room = self.limits - self.most[k]
        rows = np.flatnonzero(possible)
        rows = rows[np.argsort(labels[rows, -1], kind="stable")]  # of equals, the first stays
        labels[rows, :used] = np.maximum(labels[rows, :used], room)
        keys = labels[np.ix_(rows, np.flatnonzero(self.matters))]
        kept = [
            rows[part][self._best(keys[part])]
            for part in (np.flatnonzero(~chains[rows]), np.flatnonzero(chains[rows]))
        ]
        return np.concatenate(kept)

    def _best(self, keys: Array) -> _Indices:
        """Return the rows that no other row beats, in order of how much they have used."""
        if len(keys) == 0 or keys.shape[1] == 0:
            return np.arange(min(len(keys), 1))
        _, first = np.unique(keys, axis=0, return_index=True)
        first = self._spread(first, 4 * self.most_labels)
        kept = first[_undominated(keys[first])]
        if keys.shape[1] > 2:
            self.steps.patience -= len(kept)
        return self._spread(kept, self.most_labels)

    def _spread(self, rows: _Indices, most: int) -> _Indices:
        """Drop rows if there are too many, evenly; then nothing is proved any more."""
        if len(rows) <= most:
            return rows
        self.complete = False
        return rows[np.linspace(0, len(rows) - 1, most).round().astype(np.int64)]


def _undominated(keys: Array) -> _Indices:
    """Return the rows of which no other has no more of anything; rows differ, and are sorted."""
    if keys.shape[1] == 1:
        return np.zeros(1, dtype=np.int64)
    if keys.shape[1] == 2:  # sorted by the first: the second must fall
        before = np.minimum.accumulate(keys[:, 1])
        return np.flatnonzero(np.append(True, keys[1:, 1] < before[:-1]))
    kept: list[int] = []
    rest = np.arange(len(keys))
    while len(rest):
        first = rest[0]  # of rows sorted by column, none later has no more of anything
        kept.append(int(first))
        rest = rest[1:]
        rest = rest[(keys[rest] < keys[first]).any(axis=1)]
    return np.array(kept, dtype=np.int64)
