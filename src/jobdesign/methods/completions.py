"""How any beginning of a design is best completed: label-setting backwards.

A completion of a job open at boundary k brings AI costs, skill c, time t (hand-off
included) and the cheapest design after its end. A job with skill C and time T so
far then costs wage(C + c) × (T + t): monotone in c and t, so only completions
that no other beats in what they pay, in c and in t can be best, whatever the
beginning. Kept at every boundary, they say what each beginning costs at least,
exactly, and so lead straight to the cheapest designs, one after the other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jobdesign.design import Mode
from jobdesign.methods.outcome import Deadline
from jobdesign.methods.plain_steps import PlainSteps
from jobdesign.problem import Problem
from jobdesign.workflow import SMALLEST_SUCCESS

__all__ = ["Beginning", "Completions"]


class _Rest(NamedTuple):
    """How a job open at a boundary goes on.

    `paid`: AI costs, and everything after the job; `held`: tasks; `earliest`: where
    the job may start.
    """

    paid: float
    skill: float
    time: float
    held: int
    earliest: int


class _ChainRest(NamedTuple):
    """How a chain under way goes on: the rest of its job, its own skill and task included.

    `attempt` and `price` are the time and AI cost of the chain for each attempt so far.
    """

    rest: _Rest
    attempt: float
    price: float
    attempts: float
    length: int


class Beginning(NamedTuple):
    """The steps up to a boundary: what is decided, and the job that is open there.

    Attributes
    ----------
    boundary, closed
        Where it ends; whether a job ends there.
    paid, skill, time, held, start
        AI costs and everything before the open job; its skill, time, number of
        tasks, and where it starts.
    attempts, length
        Of the chain under way; 1 and 0 without one.
    before, mode
        The beginning one step shorter, and the mode of the last step.
    """

    boundary: int = 0
    closed: bool = True
    paid: float = 0.0
    skill: float = 0.0
    time: float = 0.0
    held: int = 0
    start: int = 0
    attempts: float = 1.0
    length: int = 0
    before: Beginning | None = None
    mode: Mode = Mode.MANUAL


class Completions(PlainSteps):
    """All completions that some beginning can need, at every boundary.

    Parameters
    ----------
    problem
        What is given; constraints that span jobs are not looked at.
    job_ends
        Last steps of the given jobs: the short run.
    """

    def __init__(self, problem: Problem, job_ends: npt.NDArray[np.int64] | None = None) -> None:
        super().__init__(problem, job_ends)
        #: least cost of everything after each boundary
        self.value = [math.inf] * self.m + [0.0]
        self._open: list[list[_Rest]] = [[] for _ in range(self.m + 1)]
        self._chains: list[list[_ChainRest]] = [[] for _ in range(self.m + 1)]
        #: where labels compare by paid + skill × time, which sums up all but C and T
        self._by_worth = self.costs.form == "product"

    def sweep(self, deadline: Deadline) -> bool:
        """Find all completions; False where the deadline passes first."""
        for k in reversed(range(self.m)):
            if deadline.passed:
                return False
            self._precede(k)
        return True

    def _precede(self, k: int) -> None:
        """Move from boundary k + 1 to k."""
        rules = self.rules
        going_on = [] if rules.handoff_required[k] else self._open[k + 1]
        cut = []
        if rules.handoff_allowed[k] and self.value[k + 1] < math.inf:
            earliest = int(rules.earliest_start[k + 1])
            cut = [_Rest(self.value[k + 1], 0.0, self.handoff[k], 0, earliest)]
        rests = self._frontier(cut + going_on)
        chains: list[_ChainRest] = []
        q = self.success[k]
        if q >= SMALLEST_SUCCESS:
            if rules.chain_end[k]:
                skill = self.manager_skill[k]
                attempt, price = self.ai_time[k] / q, self.ai_cost[k] / q
                chains = [
                    _ChainRest(
                        rest._replace(skill=rest.skill + skill, held=rest.held + 1),
                        attempt,
                        price,
                        1.0 / q,
                        1,
                    )
                    for rest in rests
                ]
            if rules.chain_pass[k] and not rules.handoff_required[k]:
                chains += [
                    _ChainRest(
                        chain.rest,
                        chain.attempt / q,
                        chain.price / q,
                        chain.attempts / q,
                        chain.length + 1,
                    )
                    for chain in self._chains[k + 1]
                ]
            chains = [chain for chain in chains if self._is_possible_chain(chain)]
        self._chains[k] = self._chain_frontier(chains)
        begun = [
            chain.rest._replace(
                paid=chain.rest.paid + chain.price, time=chain.rest.time + chain.attempt
            )
            for chain in self._chains[k]
        ]
        if rules.manual[k] and self.manual_time[k] < math.inf:
            begun += [
                rest._replace(
                    skill=rest.skill + self.human_skill[k],
                    time=rest.time + self.manual_time[k],
                    held=rest.held + 1,
                )
                for rest in rests
            ]
        alone = Beginning(start=k)
        self.value[k] = min((self._bill(alone, rest) for rest in begun), default=math.inf)
        self._open[k] = self._frontier([rest for rest in begun if self._is_possible(rest, k)])

    def _is_possible(self, rest: _Rest, k: int) -> bool:
        rules = self.rules
        return (
            rest.time <= rules.max_job_time
            and rest.time < math.inf
            and rest.skill <= rules.max_job_skill
            and rest.held <= rules.max_job_tasks
            and rest.earliest <= k
        )

    def _is_possible_chain(self, chain: _ChainRest) -> bool:
        rules = self.rules
        return (
            chain.attempts <= rules.most_attempts
            and chain.length <= rules.max_chain_length
            and chain.attempt + chain.price < math.inf
        )

    def _frontier(self, rests: list[_Rest]) -> list[_Rest]:
        """Keep the completions that no other beats in every way."""
        counts, by_worth = self.rules.counts_tasks, self._by_worth

        def key(rest: _Rest) -> tuple[float, float]:
            return (rest.paid + rest.skill * rest.time if by_worth else rest.paid, rest.skill)

        kept: list[_Rest] = []
        for rest in sorted(rests, key=key):
            _, skill, time, held, earliest = rest
            if not any(
                other.skill <= skill
                and other.time <= time
                and (other.held <= held or not counts)
                and other.earliest <= earliest
                for other in kept
            ):
                kept.append(rest)
        return kept

    def _chain_frontier(self, chains: list[_ChainRest]) -> list[_ChainRest]:
        """Keep the chains under way that no other beats in every way."""
        rules, by_worth = self.rules, self._by_worth
        limits_length = rules.max_chain_length < self.m

        def key(chain: _ChainRest) -> float:
            rest = chain.rest
            whole = rest.skill * (rest.time + chain.attempt) if by_worth else 0.0
            return rest.paid + chain.price + whole

        kept: list[_ChainRest] = []
        for chain in sorted(chains, key=key):
            (_, skill, time, held, earliest), attempt, price, attempts, length = chain
            if not any(
                other.rest.skill <= skill
                and other.attempt <= attempt
                and other.rest.time + other.attempt <= time + attempt
                and other.price <= price
                and other.attempts <= attempts
                and (other.rest.held <= held or not rules.counts_tasks)
                and other.rest.earliest <= earliest
                and (other.length <= length or not limits_length)
                for other in kept
            ):
                kept.append(chain)
        return kept

    def _bill(self, begun: Beginning, rest: _Rest, time: float = 0.0, price: float = 0.0) -> float:
        """Price everything with this beginning and completion, and a task across them."""
        rules = self.rules
        skill, time = begun.skill + rest.skill, begun.time + rest.time + time
        if (
            time > rules.max_job_time
            or skill > rules.max_job_skill
            or begun.held + rest.held > rules.max_job_tasks
            or rest.earliest > begun.start
        ):
            return math.inf
        return begun.paid + rest.paid + price + self.costs.rate(begun.start, skill) * time

    def least(self, begun: Beginning) -> float:
        """Return the least cost of all designs that begin so; infinite where there is none."""
        k = begun.boundary
        if begun.closed:
            return begun.paid + self.value[k]
        if begun.length == 0:
            return min((self._bill(begun, rest) for rest in self._open[k]), default=math.inf)
        best = math.inf
        for rest, attempt, price, attempts, length in self._chains[k]:
            if (
                begun.attempts * attempts <= self.rules.most_attempts
                and begun.length + length <= self.rules.max_chain_length
            ):
                bill = self._bill(begun, rest, begun.attempts * attempt, begun.attempts * price)
                best = min(best, bill)
        return best

    def one_step_more(self, begun: Beginning) -> Iterator[Beginning]:
        """Yield the ways to decide the next step: its mode, and whether a job ends after it."""
        k, rules = begun.boundary, self.rules
        if begun.length == 0 and rules.manual[k] and self.manual_time[k] < math.inf:
            yield from self._after_task(
                begun, self.human_skill[k], self.manual_time[k], 0.0, Mode.MANUAL
            )
        q = self.success[k]
        if q < SMALLEST_SUCCESS:
            return
        attempts, length = begun.attempts / q, begun.length + 1
        if attempts > rules.most_attempts or length > rules.max_chain_length:
            return
        if rules.chain_end[k]:
            yield from self._after_task(
                begun,
                self.manager_skill[k],
                self.ai_time[k] * attempts,
                self.ai_cost[k] * attempts,
                Mode.AUGMENTED,
            )
        if rules.chain_pass[k] and not rules.handoff_required[k] and k + 1 < self.m:
            yield begun._replace(
                boundary=k + 1,
                closed=False,
                attempts=attempts,
                length=length,
                before=begun,
                mode=Mode.AUTOMATED,
            )

    def _after_task(
        self, begun: Beginning, skill: float, time: float, ai_cost: float, mode: Mode
    ) -> Iterator[Beginning]:
        k, rules = begun.boundary, self.rules
        joined = begun._replace(
            boundary=k + 1,
            closed=False,
            paid=begun.paid + ai_cost,
            skill=begun.skill + skill,
            time=begun.time + time,
            held=begun.held + 1,
            attempts=1.0,
            length=0,
            before=begun,
            mode=mode,
        )
        if not rules.handoff_required[k] and k + 1 < self.m:
            yield joined
        if rules.handoff_allowed[k]:
            rest = _Rest(0.0, 0.0, self.handoff[k], 0, int(rules.earliest_start[k + 1]))
            paid = self._bill(joined, rest)
            if paid < math.inf:
                yield Beginning(boundary=k + 1, paid=paid, start=k + 1, before=begun, mode=mode)
