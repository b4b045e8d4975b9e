"""The sweep of `contenders` on arrays: for few steps, and to be read first.

`jobdesign.methods.kernel.ranges` is the same, compiled, and compares more labels.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jobdesign.analysis.reorganisation.ahead import Ahead
from jobdesign.analysis.reorganisation.jobs import Key, Setting
from jobdesign.analysis.reorganisation.parameter import Numbers
from jobdesign.methods.reach import are_near
from jobdesign.workflow import SMALLEST_SUCCESS, Array

__all__ = ["Sweep"]

_Indices = npt.NDArray[np.int64]
_Mask = npt.NDArray[np.bool_]
#: Rows of the numbers of a label: skill, time, AI costs, each at the dear and the
#: cheap end, and how many of its chains are impossible at the dear end.
_SKILL, _TIME, _AI_COST, _BARRED = 0, 2, 4, 6
_ROWS = 7
#: Rows of its whole numbers: start, label before the last task, that task's first
#: step, whether it is a chain, number of tasks.
_START, _PARENT, _FIRST, _CHAIN, _HELD = 0, 1, 2, 3, 4
#: Attempts beyond any that a chain may take; their product with a time is finite.
_ENDLESS = 1e201


class Sweep:
    """Labels of one range, boundary by boundary.

    Parameters
    ----------
    setting
        The problem and what varies.
    dear, cheap
        The ends of the range, in the variable of the parameter.
    """

    def __init__(self, setting: Setting, dear: float, cheap: float) -> None:
        self.setting = setting
        self.rules = setting.rules
        self.m = setting.steps
        self.product = setting.costs.form == "product"
        self.ends: tuple[Numbers, Numbers] = (setting.numbers(dear), setting.numbers(cheap))
        at_dear, at_cheap = self.ends
        self.varies = [
            row
            for row, names in (
                (_SKILL, ("human_skill", "ai_skill")),
                (_TIME, ("manual_time", "ai_time", "success")),
                (_AI_COST, ("ai_cost", "success")),
            )
            if not all(
                np.array_equal(getattr(at_dear, name), getattr(at_cheap, name)) for name in names
            )
        ]
        self.ahead = Ahead.of(setting, at_cheap)
        self.hulls = setting.hulls_suffice and are_near(at_dear.rows[:5], at_cheap.rows[:5])
        self.n = 1
        self.numbers = np.zeros((_ROWS, 1024))
        self.whole = np.zeros((5, 1024), dtype=np.int64)
        self.whole[:, 0] = (0, -1, -1, 0, 0)
        self.open: _Indices = np.zeros(1, dtype=np.int64)
        #: chains under way: label, first step; attempts at the two ends
        self.chain_label: _Indices = np.zeros(0, dtype=np.int64)
        self.chain_first: _Indices = np.zeros(0, dtype=np.int64)
        self.attempts = np.zeros((2, 0))
        #: labels that matter, and the numbers of the last label that two of them share
        self.alive: _Indices = np.zeros(1, dtype=np.int64)
        self.shared = np.zeros((_ROWS, 1, 1))
        #: least cost between boundaries at the two ends, by jobs listed
        self.cost = np.full((2, self.m + 1, self.m + 1), np.inf)
        self.cost[:, np.arange(self.m + 1), np.arange(self.m + 1)] = 0.0
        #: whether every way to a boundary passes another
        self.passes = np.eye(self.m + 1, dtype=np.bool_)
        #: how much later boundaries cost more than each earlier one, at most
        self.rise = np.full((self.m + 1, self.m + 1), np.inf)
        self.closed: list[tuple[int, int]] = []

    def process(self, k: int) -> int:
        """Move from boundary k to the next; returns the number of labels and chains left."""
        earliest = self.rules.earliest_start[k + 1]
        if earliest:
            self.open = self.open[self.whole[_START, self.open] >= earliest]
            self._keep_chains(self.whole[_START, self.chain_label] >= earliest)
        first = self.n
        parents = np.concatenate((self._by_hand(k), self._with_ai(k)))
        new = np.arange(first, self.n)
        position = np.zeros(self.n, dtype=np.int64)
        position[self.alive] = np.arange(len(self.alive))
        origin = np.concatenate((np.arange(len(self.alive)), position[parents]))
        shared = self.shared[:, origin[:, None], origin[None, :]]
        labels = np.concatenate((self.alive, new))
        own = np.arange(len(self.alive), len(labels))
        shared[:, own, own] = self.numbers[:, new]
        keep = self._undominated(new, shared[:, own[:, None], own[None, :]])
        new, own = new[keep], own[keep]
        if self.rules.handoff_allowed[k]:
            self._close(k, new)
        if self.rules.handoff_required[k]:
            new, own = new[:0], own[:0]
            self._keep_chains(np.zeros(len(self.chain_label), dtype=np.bool_))
        stays = self._is_open(k + 1, new)
        self.open, own = new[stays], own[stays]
        if self.rules.chain_pass[k]:
            self._reduce_chains(k + 1, shared, position)
        else:
            self._keep_chains(np.zeros(len(self.chain_label), dtype=np.bool_))
        self._remember(shared, position, own)
        if k + 1 < self.m and self.closed and self.closed[-1][1] == k + 1:
            self._begin(k + 1)
        return len(self.open) + len(self.chain_label)

    def _remember(self, shared: Array, position: _Indices, own: _Indices) -> None:
        """Keep the labels that are open or carry a chain."""
        carriers = np.unique(self.chain_label)
        carriers = np.setdiff1d(carriers, self.open, assume_unique=True)
        at = np.concatenate((own, position[carriers]))
        self.alive = np.concatenate((self.open, carriers))
        self.shared = shared[:, at[:, None], at[None, :]]

    def _begin(self, boundary: int) -> None:
        """Open a job that starts at the boundary."""
        label = self._room(1)
        self.numbers[:, label] = 0.0
        self.whole[:, label] = np.array([[boundary], [-1], [-1], [0], [0]])
        self.open = np.concatenate((self.open, label))
        self.alive = np.concatenate((self.alive, label))
        self.shared = np.pad(self.shared, ((0, 0), (0, 1), (0, 1)))

    def _room(self, count: int) -> _Indices:
        """Return that many new labels."""
        short = self.n + count - self.numbers.shape[1]
        if short > 0:
            extra = max(short, self.numbers.shape[1])
            self.numbers = np.pad(self.numbers, ((0, 0), (0, extra)))
            self.whole = np.pad(self.whole, ((0, 0), (0, extra)))
        self.n += count
        return np.arange(self.n - count, self.n)

    def _by_hand(self, k: int) -> _Indices:
        """Let every open job do step k by hand."""
        if not self.rules.manual[k] or np.isinf(self.ends[1].manual_time[k]):
            return self.open[:0]
        count = len(self.open)
        added = np.zeros((_ROWS, count))
        for end, numbers in enumerate(self.ends):
            added[_SKILL + end] = numbers.human_skill[k]
            added[_TIME + end] = numbers.manual_time[k]
        return self._join(self.open, added, np.full(count, k), False)

    def _with_ai(self, k: int) -> _Indices:
        """Take every chain through step k, and end it there."""
        rules = self.rules
        success = [numbers.success[k] for numbers in self.ends]
        if not success[1] >= SMALLEST_SUCCESS:
            self._keep_chains(np.zeros(len(self.chain_label), dtype=np.bool_))
            return self.open[:0]
        self.chain_label = np.concatenate((self.chain_label, self.open))
        self.chain_first = np.concatenate((self.chain_first, np.full(len(self.open), k)))
        self.attempts = np.hstack((self.attempts, np.ones((2, len(self.open)))))
        able = [chance >= SMALLEST_SUCCESS for chance in success]
        for end in (0, 1):
            with np.errstate(over="ignore"):
                self.attempts[end] /= success[end] if able[end] else 1.0 / _ENDLESS
        self.attempts = np.minimum(self.attempts, _ENDLESS)
        self._keep_chains(
            (self.attempts[1] <= rules.most_attempts)
            & (k - self.chain_first < rules.max_chain_length)
        )
        if not rules.chain_end[k]:
            return self.open[:0]
        added = np.zeros((_ROWS, len(self.chain_label)))
        for end, numbers in enumerate(self.ends):
            added[_SKILL + end] = numbers.ai_skill[k]
            added[_TIME + end] = numbers.ai_time[k] * self.attempts[end]
            added[_AI_COST + end] = numbers.ai_cost[k] * self.attempts[end]
        barred = (self.attempts[0] > rules.most_attempts) | (success[0] < SMALLEST_SUCCESS)
        added[_TIME, barred] = added[_AI_COST, barred] = 0.0  # counted: it would swallow the rest
        added[_BARRED] = barred
        return self._join(self.chain_label, added, self.chain_first, True)

    def _keep_chains(self, keep: _Mask) -> None:
        self.chain_label, self.chain_first = self.chain_label[keep], self.chain_first[keep]
        self.attempts = self.attempts[:, keep]

    def _join(self, parents: _Indices, added: Array, first: _Indices, chain: bool) -> _Indices:
        """Add a task to jobs, unless that makes them impossible; returns the jobs it joined."""
        rules = self.rules
        numbers = self.numbers[:, parents] + added
        held = self.whole[_HELD, parents] + 1
        possible = (
            (numbers[_TIME + 1] <= rules.max_job_time)
            & np.isfinite(numbers[_TIME + 1] + numbers[_AI_COST + 1])
            & (numbers[_SKILL + 1] <= rules.max_job_skill)
            & (held <= rules.max_job_tasks)
            & np.isfinite(self.setting.rates(numbers[_SKILL + 1]))
        )
        parents, held, first = parents[possible], held[possible], first[possible]
        labels = self._room(len(parents))
        self.numbers[:, labels] = numbers[:, possible]
        self.whole[_START, labels] = self.whole[_START, parents]
        self.whole[_PARENT, labels] = parents
        self.whole[_FIRST, labels] = first
        self.whole[_CHAIN, labels] = chain
        self.whole[_HELD, labels] = held
        return parents

    def _excess(self, row: int, labels: _Indices, others: _Indices, shared: Array) -> Array:
        """Bound from below, everywhere on the range, how much more each label has than another."""
        numbers = self.numbers
        if row not in self.varies:
            exact: Array = np.subtract.outer(numbers[row, labels], numbers[row, others])
            return exact
        more: Array = numbers[row + 1, labels][:, None] - shared[row + 1]
        more -= numbers[row, others][None, :] - shared[row]
        # what they share is far larger at the dear end: the rounding of it counts
        more -= np.where(shared[row] > 1e3 * shared[row + 1], 1e-15 * shared[row], 0.0)
        return more

    def _no_worse(self, labels: _Indices, others: _Indices, shared: Array) -> _Mask:
        """Whether each label can be replaced by another everywhere on the range."""
        whole, numbers = self.whole, self.numbers
        replaces: _Mask = whole[_START, labels][:, None] == whole[_START, others][None, :]
        for row in (_SKILL, _TIME, _AI_COST):
            replaces &= self._excess(row, labels, others, shared) >= 0.0
        if self.rules.counts_tasks:
            replaces &= whole[_HELD, labels][:, None] >= whole[_HELD, others][None, :]
        if numbers[_BARRED, others].any():  # possible everywhere since they parted
            replaces &= numbers[_BARRED, others][None, :] <= shared[_BARRED]
        return replaces

    def _undominated(self, new: _Indices, shared: Array) -> _Mask:
        """Say which of the new labels no other, or pair of others, makes redundant."""
        replaces = self._no_worse(new, new, shared)
        earlier = np.tri(len(new), k=-1, dtype=np.bool_)
        beaten: _Mask = np.any(replaces & (~replaces.T | earlier), axis=1)
        if self.hulls and len(new) > 2:
            beaten |= self._above_hull(new, shared)
        kept: _Mask = ~beaten
        return kept

    def _above_hull(self, new: _Indices, shared: Array) -> _Mask:
        """Say which labels lie above a line between two others of the same start, everywhere.

        A job's bill is quasi-concave in (skill, time), so that it is least on the lower
        left hull. One of the two must not vary.
        """
        if _SKILL in self.varies and _TIME in self.varies:
            return np.zeros(len(new), dtype=np.bool_)
        fixed, other = (_TIME, _SKILL) if _SKILL in self.varies else (_SKILL, _TIME)
        start = self.whole[_START, new]
        across = self._excess(fixed, new, new, shared)
        up = self._excess(other, new, new, shared)
        same = start[:, None] == start[None, :]
        if self.numbers[_BARRED, new].any():
            same &= self.numbers[_BARRED, new][None, :] <= shared[_BARRED]
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = up / across
        # to the left: rises at most this much; to the right: falls at least this much
        left = np.where(same & (across > 0.0), -slope, np.inf).min(axis=1)
        right = np.where(same & (across < 0.0), -slope, -np.inf).max(axis=1)
        above: _Mask = right > left + 1e-12 * np.abs(left)
        return above

    def _close(self, k: int, new: _Indices) -> None:
        """End jobs at boundary k + 1, and see what the cheapest way there costs."""
        rules = self.rules
        start = self.whole[_START, new]
        costs = []
        for end, numbers in enumerate(self.ends):
            time = self.numbers[_TIME + end, new] + numbers.handoff_time[k]
            skill = self.numbers[_SKILL + end, new]
            rate = self.setting.rates(skill)
            possible = (
                (time <= rules.max_job_time) & (skill <= rules.max_job_skill) & np.isfinite(rate)
            )
            if end == 0:
                possible &= self.numbers[_BARRED, new] == 0
            bill = np.full(len(new), np.inf)
            bill[possible] = (
                rate[possible] * time[possible] + self.numbers[_AI_COST + end, new[possible]]
            )
            costs.append(bill)
        dear, cheap = costs
        least, before = self.cost, np.arange(k + 1)
        if np.isfinite(dear).any():
            least[0, :, k + 1] = np.minimum(
                least[0, :, k + 1], (least[0][:, start] + dear).min(axis=1)
            )
        way = least[0, before, k + 1][:, None]
        with np.errstate(invalid="ignore"):
            rise = way * (1.0 + 1e-12) - least[1][: k + 1, : k + 1]
        rise = np.where(self.passes[: k + 1, : k + 1] & np.isfinite(way), rise, np.inf)
        self.rise[: k + 1, k + 1] = np.minimum(rise.min(axis=0), way[:, 0])
        needed = (cheap < np.inf) & (cheap <= self.rise[start, k + 1] * (1.0 + 1e-12))
        if not needed.any():
            return
        self.closed += [(label, k + 1) for label in new[needed].tolist()]
        least[1, :, k + 1] = np.minimum(
            least[1, :, k + 1], (least[1][:, start[needed]] + cheap[needed]).min(axis=1)
        )
        self.passes[:, k + 1] |= self.passes[:, start[needed]].all(axis=1)

    def _is_open(self, k: int, labels: _Indices) -> _Mask:
        """Say which jobs may be better than a cut at boundary k, somewhere on the range."""
        numbers = self.numbers
        skill, time = numbers[_SKILL + 1, labels], numbers[_TIME + 1, labels]
        worth = numbers[_AI_COST + 1, labels] + self.setting.rates(skill) * time
        worth += _times(self.ahead.skill[k], time) + _times(self.ahead.time[k], skill)
        open_: _Mask = worth < self.rise[self.whole[_START, labels], k]
        return open_

    def _reduce_chains(self, k: int, shared: Array, position: _Indices) -> None:
        """Drop chains under way that a cut and a new chain at k beats, or another chain."""
        ahead, numbers = self.ahead, self.numbers
        label = self.chain_label
        skill, time = numbers[_SKILL + 1, label], numbers[_TIME + 1, label]
        attempts = self.attempts[1]
        worth = numbers[_AI_COST + 1, label] + self.setting.rates(skill) * time
        worth += _times(ahead.chain_cost[k], attempts - 1.0)
        worth += _times(ahead.chain_skill[k], time) + _times(ahead.chain_time[k], skill * attempts)
        self._keep_chains(worth < self.rise[self.whole[_START, label], k])
        label, first = self.chain_label, self.chain_first
        if len(label) < 2:
            return
        at = position[label]
        replaces = self._no_worse(label, label, shared[:, at[:, None], at[None, :]])
        later = first[:, None] <= first[None, :]
        if self.rules.max_chain_length >= self.m:
            later |= self.attempts[1][:, None] >= self.attempts[0][None, :]
        replaces &= later
        earlier = np.tri(len(label), k=-1, dtype=np.bool_)
        beaten: _Mask = np.any(replaces & (~replaces.T | earlier), axis=1)
        self._keep_chains(~beaten)

    def jobs(self) -> list[Key]:
        """Write down the jobs listed, those from which the last boundary can be reached."""
        useful = np.zeros(self.m + 1, dtype=np.bool_)
        useful[self.m] = True
        jobs: list[Key] = []
        for label, end in reversed(self.closed):
            start = int(self.whole[_START, label])
            if useful[end]:
                useful[start] = True
                jobs.append((start, end, self._tasks(label, end)))
        return jobs[::-1]

    def _tasks(self, label: int, end: int) -> tuple[tuple[int, int, bool], ...]:
        tasks = []
        last = end - 1
        while self.whole[_PARENT, label] >= 0:
            first = int(self.whole[_FIRST, label])
            tasks.append((first, last, bool(self.whole[_CHAIN, label])))
            last = first - 1
            label = int(self.whole[_PARENT, label])
        return tuple(tasks[::-1])


def _times(least: float, amount: Array) -> Array:
    """Multiply a bound that may be infinite with amounts that may be 0."""
    if least == 0.0:
        return np.zeros(len(amount))
    with np.errstate(over="ignore", invalid="ignore"):
        product = least * amount
    return np.where(amount > 0.0, product, 0.0)
