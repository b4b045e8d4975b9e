"""Propositions 5 to 8 and appendix A: how far the fragmentation index is from the optimum.

Everything here is in units of one AI attempt (t^M = 1) and about one job. OPT is
the least time with AI (Proposition 1), FI the index, ALG the task sequence that the
proofs of Propositions 7 and 8 build. What the paper calls a bound on OPT/FI in
appendix A is one on ALG/FI; `periodic_ratios` gives both, without end effects.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from jobdesign.analysis.fragmentation.index import (
    fragmentation_index,
    quickest_tasks,
)
from jobdesign.errors import InputError
from jobdesign.workflow import Array, Workflow

__all__ = [
    "PeriodicRatios",
    "greedy_time",
    "lemma_gap",
    "lemma_peak",
    "one_job",
    "periodic_ratios",
    "printed_realisation",
    "small_step_limit",
    "small_steps",
    "tight_example",
]


def one_job(manual_time: npt.ArrayLike, success: npt.ArrayLike) -> Workflow:
    """Return a workflow whose attempts take one unit of time, and whose skills are all 1."""
    return Workflow.from_arrays(
        manual_skill=1.0, manual_time=manual_time, ai_skill=1.0, ai_time=1.0, ai_success=success
    )


def tight_example(manual_time_of_ends: float = 1.0) -> tuple[float, float]:
    """Return FI and OPT of the example after Proposition 6.

    Three steps: the outer two always succeed, the middle one with chance 1/2 and in
    manual time 2. The paper's 5/2 and 2 need manual times of at least 1 at the ends.

    Examples
    --------
    >>> tight_example(), tight_example(0.5)
    ((2.5, 2.0), (2.0, 2.0))
    """
    workflow = one_job([manual_time_of_ends, 2.0, manual_time_of_ends], [1.0, 0.5, 1.0])
    return fragmentation_index(workflow), float(quickest_tasks(workflow).job_task_time[0])


def lemma_gap(x: npt.ArrayLike, y: npt.ArrayLike) -> Array:
    """Return left side less right side of the inequality in the proof of Proposition 6.

    (1 − xy)(1 + 1/xy) against (1 − x)(1 + 1/x) + (1 − y)(1 + 1/y); the difference is
    (1 − x)(1 − y)(1 − xy)/(xy), which is not negative for x and y in (0, 1].

    Examples
    --------
    >>> float(lemma_gap(0.5, 0.5))
    0.75
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)

    def side(z: Array) -> Array:
        return (1 - z) * (1 + 1 / z)

    gap: Array = side(x * y) - side(x) - side(y)
    return gap


def lemma_peak() -> tuple[float, float]:
    """Return where the bound of Proposition 6 on FI/OPT is largest, and its value there.

    With z = α^d the chance that a chain succeeds, (1 + 1/z − z)/(1/z) = 1 + z − z²;
    found on a grid. The paper prints α^(−d) = 1/2 for z = 1/2.

    Examples
    --------
    >>> lemma_peak()
    (0.5, 1.25)
    """
    z = np.linspace(0.0, 1.0, 2**12 + 1)[1:]
    ratio = (1 + 1 / z - z) / (1 / z)
    at = int(np.argmax(ratio))
    return float(z[at]), float(ratio[at])


def printed_realisation(workflow: Workflow) -> float:
    """Return the expectation of the realised fragmentation as Proposition 7's proof has it.

    1 plus, for every step that fails, its cost alone, and 1 more where the step
    before it did not fail. The first 1 belongs there only if the last step succeeds;
    so the formula exceeds FI by the chance that it fails.

    Examples
    --------
    >>> workflow = one_job([2.0], [0.5])
    >>> printed_realisation(workflow), fragmentation_index(workflow)
    (2.0, 1.5)
    """
    success = workflow.ai_success
    alone = np.minimum(workflow.manual_time, workflow.augmented_time)
    before = np.concatenate((np.zeros(1), success[:-1]))
    return 1.0 + float(((1.0 - success) * (alone + before)).sum())


def greedy_time(workflow: Workflow) -> float:
    """Return ALG: the time of the task sequence in the proofs of Propositions 7 and 8.

    From the left, the longest chains of success at least 1/2; a step of less is a
    task of its own, done the quicker way. A chain whose steps together take less
    than one attempt by hand is done by hand (Proposition 8).

    Examples
    --------
    >>> round(greedy_time(one_job([2.0, 2.0, 0.3], [0.9, 0.4, 0.8])), 6)  # 1/0.9 + 2 + 0.3
    3.411111
    """
    time, first = 0.0, 0
    while first < len(workflow):
        first, cost = _greedy_task(workflow.manual_time, workflow.ai_success, first)
        time += cost
    return time


def _greedy_task(manual_time: Array, success: Array, first: int) -> tuple[int, float]:
    """Return where the next task of ALG begins, and the time of this one."""
    chance, end = 1.0, first
    while end < len(success) and chance * success[end] >= 0.5:
        chance *= success[end]
        end += 1
    if end == first:
        alone = 1.0 / success[first] if success[first] > 0 else math.inf
        return first + 1, float(min(manual_time[first], alone))
    by_hand = float(manual_time[first:end].sum())
    return end, by_hand if by_hand < 1.0 else float(1.0 / chance)


@dataclass(frozen=True, slots=True)
class PeriodicRatios:
    """Times per period of a sequence of steps that is repeated without end.

    Attributes
    ----------
    index, optimum, greedy
        FI, OPT and ALG per period.
    """

    index: float
    optimum: float
    greedy: float

    @property
    def optimum_over_index(self) -> float:
        """OPT/FI: at most 8, and 4 where no manual time is below 1."""
        return self.optimum / self.index

    @property
    def greedy_over_index(self) -> float:
        """ALG/FI, which the paper's two examples are about."""
        return self.greedy / self.index


def periodic_ratios(
    manual_time: npt.ArrayLike, success: npt.ArrayLike, periods: int = 500
) -> PeriodicRatios:
    """Return FI, OPT and ALG per period of a sequence that is repeated without end.

    Parameters
    ----------
    manual_time, success
        One period, shape (n,); some step can fail.
    periods
        Repetitions that are computed with. Whatever their number, `optimum` is the
        rate of a real task sequence; it is the best where they are many times those
        that its longest chain spans. `index` is right to rounding where a run of
        that many periods has manual times of 1 or more, or no chance to succeed.

    Notes
    -----
    A task sequence repeats with the position in the period at which a task begins.
    The optimum's rate is the least mean of such cycles, and a long optimal sequence
    consists of the best one but near its ends.

    Examples
    --------
    The paper's example after Proposition 7, and after Proposition 8:

    >>> hard = 2**-0.5 - 1e-12
    >>> ratios = periodic_ratios([2**0.5], [hard])
    >>> round(ratios.greedy_over_index, 6), round(ratios.optimum_over_index, 6)
    (2.276142, 1.517428)
    >>> ratios = periodic_ratios([0, 1], [hard, 1])
    >>> round(ratios.greedy_over_index, 6), round(ratios.optimum_over_index, 6)
    (4.828427, 2.276142)
    """
    once = one_job(manual_time, success)
    n = len(once)
    if once.ai_success.min() == 1.0:
        raise InputError(
            "must hold a step that can fail, or FI and OPT per period are 0", place="success"
        )
    many = one_job(np.tile(once.manual_time, 2 * periods), np.tile(once.ai_success, 2 * periods))
    index = fragmentation_index(many) - fragmentation_index(many, 0, n * periods - 1)
    return PeriodicRatios(
        index=index / periods, optimum=_best_rate(many, n), greedy=_greedy_rate(once)
    )


def _best_rate(many: Workflow, n: int) -> float:
    """Return the least time per period between two tasks that begin alike, on the best path."""
    priced = quickest_tasks(many)
    best = math.inf
    for position in range(n):
        tasks = np.flatnonzero(priced.task_first % n == position)
        if len(tasks) < 2:
            continue
        times = np.add.reduceat(priced.task_time, tasks)[:-1]
        best = min(best, float((times * n / np.diff(priced.task_first[tasks])).min()))
    return best


def _greedy_rate(once: Workflow) -> float:
    """Return ALG per period: it repeats from the first position at which it begins again."""
    n = len(once)
    log_chance = -math.fsum(np.log(np.maximum(once.ai_success, 1e-300)))
    spans = 2 + math.ceil(math.log(2.0) / log_chance)  # periods that a chain may reach over
    manual_time, success = np.tile(once.manual_time, spans), np.tile(once.ai_success, spans)
    seen: dict[int, tuple[int, float]] = {}
    at, time = 0, 0.0
    while at % n not in seen:
        seen[at % n] = (at, time)
        begins = at % n
        after, cost = _greedy_task(manual_time, success, begins)
        at, time = at + after - begins, time + cost
    before, time_before = seen[at % n]
    return (time - time_before) * n / (at - before)


def small_steps(difficulty: float) -> tuple[list[float], list[float]]:
    """Return one period, manual times and successes, of the worst family known for Proposition 8.

    A step of success e^(−difficulty) that takes no time by hand, and one that always
    succeeds and takes e × difficulty by hand.
    """
    return [0.0, math.e * difficulty], [math.exp(-difficulty), 1.0]


def small_step_limit() -> float:
    """Return the limit of OPT/FI of `small_steps` as the difficulty goes to 0.

    Failures then come as a Poisson process of rate 1 and manual time at rate e; a
    chain of length L takes e^L, so that neither it (e^L/L ≥ e) nor work by hand gets
    below e per unit, while a run between failures costs E min(1, e X) = e(1 − e^(−1/e)),
    with X exponential.

    Examples
    --------
    >>> round(small_step_limit(), 6)
    3.24887
    """
    return 1.0 / -math.expm1(-1.0 / math.e)
