"""`fptas`: Proposition 4, the recursion over skills and times rounded down.

The table W(i, c, t) of Proposition 3 is filled for (c, t) rounded down to powers
of 1 + ε₀ on every recursive call. The paper takes ε₀ proportional to ε, but each
of up to m additions rounds again: after k of them a sum may be 1 + kε₀ times
what the table holds, so a design that looks best may cost (1 + mε₀)² times the
optimum. ε₀ = (√(1 + ε) - 1)/m is what keeps the promise of 1 + ε.

Values only ever round down, so the table's own optimum is a lower bound, and
often a far better one than the promise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from jobdesign.design import Design, Task
from jobdesign.errors import InputError, MethodError
from jobdesign.evaluator import Horizon, evaluate
from jobdesign.methods.outcome import Deadline, Outcome
from jobdesign.problem import Problem
from jobdesign.workflow import SMALLEST_SUCCESS, Array

__all__ = ["rounding_step", "solve"]

_Keys = npt.NDArray[np.int64]

#: Exponents are packed into one integer: (c + half) * width + (t + half).
_WIDTH = 1 << 31
_HALF = 1 << 30
#: The exponent that stands for zero, which rounds to itself.
_ZERO = -_HALF
#: What overflows is kept as this: it is far above what any optimal design needs.
_MOST_AMOUNT = 1e300
#: More states than this do not fit into memory together with their values.
_MOST_STATES = 60_000_000


def rounding_step(epsilon: float, steps: int) -> float:
    """Return the ε₀ with (1 + mε₀)² = 1 + ε.

    Examples
    --------
    >>> round(rounding_step(0.21, 10), 12)
    0.01
    """
    return (math.sqrt(1.0 + epsilon) - 1.0) / steps


def solve(
    problem: Problem,
    *,
    horizon: Horizon = "long",
    job_ends: npt.NDArray[np.int64] | None = None,
    deadline: Deadline | None = None,
    epsilon: float = 0.1,
) -> Outcome:
    """Find a design that costs at most 1 + ε times the optimum.

    Parameters
    ----------
    problem
        What is given.
    horizon, job_ends
        The long run only.
    deadline
        When to give up.
    epsilon
        The promised relative error, above 0.

    Raises
    ------
    InputError
        Where `epsilon` is not a number above 0, or the table does not fit.

    Examples
    --------
    >>> import jobdesign as jd
    >>> problem = jd.Problem(jd.Workflow.from_arrays(
    ...     manual_skill=[3, 1, 2], manual_time=[1, 2, 2], handoff_time=[3, 0.5, 0]))
    >>> outcome = solve(problem, epsilon=0.01)
    >>> outcome.design, 18 / 1.01 <= outcome.bound <= 18
    (Design([1, 2][3]), True)
    """
    if isinstance(epsilon, bool) or not (isinstance(epsilon, (int, float)) and 0 < epsilon < 1e6):
        raise InputError("must be a number above 0", place="option epsilon of fptas", value=epsilon)
    table = _Table(problem, rounding_step(epsilon, len(problem.workflow)))
    if table.largest_exponent() >= _HALF // 2:
        raise InputError(
            "is too small for the range of skills and times",
            place="option epsilon of method fptas",
            value=epsilon,
            fix="raise epsilon, or use frontier, which is exact",
        )
    if not table.fill(deadline or Deadline()):
        return Outcome(None, exact=False)
    design = table.walk()
    cost = evaluate(problem, design).cost
    # the slack covers the rounding of the logarithms themselves
    bound = max(cost / (1.0 + epsilon), table.optimum * (1.0 - 1e-9))
    return Outcome(design, exact=False, bound=min(bound, cost))


@dataclass(slots=True)
class _Layer:
    """States (c, t) of active workers that hold a task, at one boundary."""

    arriving: list[_Keys] = field(default_factory=list)
    keys: _Keys = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    value: Array = field(default_factory=lambda: np.empty(0))
    choice: npt.NDArray[np.int32] = field(default_factory=lambda: np.empty(0, dtype=np.int32))


#: Choices of a state: cut, do the step by hand, or a chain from the step (≥ 0).
_CUT, _MANUAL = -1, -2


class _Table:
    """W(i, c, t) over the states that can be reached from the last boundary."""

    def __init__(self, problem: Problem, step: float) -> None:
        given = problem.workflow
        self.problem = problem
        self.m = len(given)
        self.log = math.log1p(step)
        self.layers = [_Layer() for _ in range(self.m + 1)]
        self.start_value = np.zeros(self.m + 1)
        self.start_choice = np.zeros(self.m + 1, dtype=np.int32)
        # no job of an optimal design costs more than a whole design of any kind
        bills = [
            np.where(
                np.isfinite(time),
                skill * (np.where(np.isfinite(time), time, 0.0) + given.handoff_time),
                np.inf,
            )
            for skill, time in (
                (problem.human_skill, given.manual_time),
                (problem.ai_management_skill, given.augmented_time),
            )
        ]
        self.most = math.fsum(np.minimum(*bills)) * (1 + 1e-9)

    @property
    def optimum(self) -> float:
        """The table's V(m), at most the optimal cost."""
        return float(self.start_value[self.m])

    def largest_exponent(self) -> float:
        """Bound the powers of 1 + ε₀ that sums of skills and times can need."""
        given = self.problem.workflow
        amounts = np.concatenate(
            (
                self.problem.human_skill,
                self.problem.ai_management_skill,
                given.manual_time,
                given.ai_time,
                given.handoff_time,
            )
        )
        amounts = amounts[np.isfinite(amounts) & (amounts > 0)]
        if len(amounts) == 0:
            return 0.0
        # times grow by the attempts of a chain, as far as double precision goes
        logarithms = np.abs(np.log(amounts)).max() + math.log(1e308)
        return float(logarithms) / self.log if self.log else math.inf

    def moves(self, i: int) -> list[tuple[int, int, float, float]]:
        """List (choice, boundary reached, skill, time) of the tasks that end at step i."""
        given = self.problem.workflow
        moves = []
        if np.isfinite(given.manual_time[i - 1]):
            skill = float(self.problem.human_skill[i - 1])
            moves.append((_MANUAL, i - 1, skill, float(given.manual_time[i - 1])))
        success = 1.0
        for r in range(i - 1, -1, -1):
            success *= float(given.ai_success[r])
            if success < SMALLEST_SUCCESS:
                break
            skill = float(self.problem.ai_management_skill[i - 1])
            moves.append((r, r, skill, float(given.ai_time[i - 1]) / success))
        return moves

    def fill(self, deadline: Deadline) -> bool:
        """Find the states from the last boundary back, then their values from the first on."""
        states = 0
        for i in range(self.m, 0, -1):
            layer = self.layers[i]
            layer.keys = _unique(layer.arriving)
            layer.arriving = []
            states += len(layer.keys)
            if states > _MOST_STATES:
                raise MethodError(
                    f"needs more than {_MOST_STATES:,} table entries for {self.m} steps",
                    place="method fptas",
                    fix="raise epsilon, or use frontier, which is exact",
                )
            start = self._start(i)
            for _, reached, skill, time in self.moves(i):
                if deadline.passed:
                    return False
                for keys in (start, layer.keys):
                    moved = self._add(keys, skill, time)
                    self.layers[reached].arriving.append(moved[moved >= 0])
        first = self.layers[0]
        first.keys = _unique(first.arriving)
        first.value = self._product(first.keys)
        for i in range(1, self.m + 1):
            if deadline.passed:
                return False
            self._fill_layer(i)
        return True

    def _fill_layer(self, i: int) -> None:
        layer = self.layers[i]
        value, choice = self._best_move(i, self._start(i))
        self.start_value[i], self.start_choice[i] = value[0], choice[0]
        layer.value, layer.choice = self._best_move(i, layer.keys)
        cut = self._product(layer.keys) + self.start_value[i]
        better = cut <= layer.value
        layer.value[better] = cut[better]
        layer.choice[better] = _CUT

    def _best_move(self, i: int, keys: _Keys) -> tuple[Array, npt.NDArray[np.int32]]:
        value = np.full(len(keys), np.inf)
        choice = np.full(len(keys), _CUT, dtype=np.int32)
        for name, reached, skill, time in self.moves(i):
            reached_value = self._look_up(reached, self._add(keys, skill, time))
            better = reached_value < value
            value[better] = reached_value[better]
            choice[better] = name
        return value, choice

    def walk(self) -> Design:
        """Follow the choices from V(m) back to a design."""
        tasks: list[Task] = []
        ends: list[int] = []
        i = self.m
        key: _Keys | None = None
        while i > 0:
            if key is None:
                ends.append(i - 1)
                choice, key = int(self.start_choice[i]), self._start(i)
            else:
                layer = self.layers[i]
                at = int(np.searchsorted(layer.keys, key[0]))
                assert layer.keys[at] == key[0]
                choice = int(layer.choice[at])
            if choice == _CUT:
                key = None
                continue
            reached, skill, time = next(
                (move[1], move[2], move[3]) for move in self.moves(i) if move[0] == choice
            )
            tasks.append(Task(reached, i - 1, "manual" if choice == _MANUAL else "ai_chain"))
            key = self._add(key, skill, time)
            i = reached
        return Design.from_tasks(tasks[::-1], ends[::-1])

    def _start(self, i: int) -> _Keys:
        """Return the one state of a worker who has only the hand-off after step i to do."""
        return self._pack(np.zeros(1), np.array([self.problem.workflow.handoff_time[i - 1]]))

    def _pack(self, skill: Array, time: Array) -> _Keys:
        """Round down to powers of 1 + ε₀; -1 where no optimal design goes."""
        packed = (self._exponent(skill) + _HALF) * _WIDTH + self._exponent(time) + _HALF
        with np.errstate(over="ignore"):
            return np.where(self._round(skill) * self._round(time) <= self.most, packed, -1)

    def _exponent(self, amount: Array) -> _Keys:
        with np.errstate(divide="ignore"):
            exponent = np.floor(np.log(np.minimum(amount, _MOST_AMOUNT)) / self.log)
        return np.where(amount > 0, np.maximum(exponent, _ZERO + 1), _ZERO).astype(np.int64)

    def _round(self, amount: Array) -> Array:
        return self._amount(self._exponent(amount))

    def _amount(self, exponent: _Keys) -> Array:
        return np.where(exponent == _ZERO, 0.0, np.exp(exponent * self.log))

    def _unpack(self, keys: _Keys) -> tuple[Array, Array]:
        return self._amount(keys // _WIDTH - _HALF), self._amount(keys % _WIDTH - _HALF)

    def _add(self, keys: _Keys, skill: float, time: float) -> _Keys:
        old_skill, old_time = self._unpack(keys)
        return self._pack(old_skill + skill, old_time + time)

    def _product(self, keys: _Keys) -> Array:
        skill, time = self._unpack(keys)
        return skill * time

    def _look_up(self, i: int, keys: _Keys) -> Array:
        layer = self.layers[i]
        if len(layer.keys) == 0:
            return np.full(len(keys), np.inf)
        at = np.minimum(np.searchsorted(layer.keys, keys), len(layer.keys) - 1)
        return np.where(layer.keys[at] == keys, layer.value[at], np.inf)


def _unique(arriving: list[_Keys]) -> _Keys:
    return np.unique(np.concatenate(arriving)) if arriving else np.empty(0, dtype=np.int64)
