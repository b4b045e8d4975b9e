"""Bounds of a block's ports: what every path of tasks keeps, so that they cut off no design.

Host models need them: a disjunction over ports is written with them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from jobdesign.methods.mip.step_rows import StepRows
from jobdesign.workflow import Array

__all__ = ["bound_ports"]

#: Bounds are wider by this, relative, than the sums they come from.
_ROUNDING = 1e-9
#: Within what a number of jobs counts as whole.
_WHOLE = 1e-6
_Rates = Sequence[float] | Array


def bound_ports(rows: StepRows, least_rate: Callable[[int, float], float], most: _Rates) -> None:
    """Set the bounds of all ports of a block.

    Parameters
    ----------
    rows
        The block with its tasks.
    least_rate
        The least wage of a job that holds a step and needs at least a skill; infinite
        where nobody can fill it.
    most
        The highest wage of the job that holds each step.
    """
    m, chains, handoff = rows.m, rows.chains, rows.given.handoff_time
    required = rows.rules.handoff_required.copy()
    required[-1] = True
    allowed = (rows.rules.handoff_allowed | required).astype(np.float64)
    zero = np.zeros(m)
    human, manager = rows.problem.human_skill, rows.problem.ai_management_skill
    time = [one.time for one in chains]
    none = [0.0] * len(chains)
    hand_time = (rows.manual_time, rows.manual_time)
    waits = (handoff * required, handoff * allowed)
    bounds = {
        "human_time": _extent(rows, hand_time, (none, none), (zero, zero)),
        "ai_management_time": _extent(rows, (zero, zero), (time, time), (zero, zero)),
        "total_time": _extent(rows, hand_time, (time, time), waits),
        "jobs": _extent(rows, (zero, zero), (none, none), (required.astype(np.float64), allowed)),
        "cost": _extent(
            rows,
            (
                [_bill(least_rate(s, float(human[s])), rows.manual_time[s]) for s in range(m)],
                [_bill(most[s], rows.manual_time[s]) for s in range(m)],
            ),
            (
                [
                    _bill(least_rate(c.last, float(manager[c.last])), c.time) + c.ai_cost
                    for c in chains
                ],
                [_bill(most[c.last], c.time) + c.ai_cost for c in chains],
            ),
            (zero, [_bill(most[s], waits[1][s]) for s in range(m)]),
        ),
    }
    _tighten(rows, bounds)
    for name, (least, largest) in bounds.items():
        _set(getattr(rows.block, name), least, largest)
    for name, port in (("total_time", "worker_time"), ("jobs", "workers")):
        for one in getattr(rows.block, port, {}).values():
            _set(one, 0.0, min(bounds[name][1], math.inf if one.ub is None else one.ub))


def _extent(
    rows: StepRows,
    hand: tuple[_Rates, _Rates],
    chain: tuple[_Rates, _Rates],
    after: tuple[_Rates, _Rates],
) -> tuple[float, float]:
    """Return the least and the most of a sum over a path's tasks and hand-offs.

    Each comes as the least and the most: of steps done by hand, of chains, and after
    the step that ends a task. What is endless is no way to do it.
    """
    found = []
    for best, by_hand, by_chain, then in zip((min, max), hand, chain, after, strict=True):
        reached = [0.0] + [math.inf] * rows.m
        for s in range(rows.m):
            ways = [reached[rows.chains[a].first] + by_chain[a] for a in rows.by_last[s]]
            if rows.can_be_manual(s):
                ways.append(reached[s] + by_hand[s])
            ways = [way for way in ways if way < math.inf]
            if ways:
                reached[s + 1] = best(ways) + then[s]
        found.append(reached[rows.m] if reached[rows.m] < math.inf else 0.0)
    return float(found[0]) * (1.0 - _ROUNDING), float(found[1]) * (1.0 + _ROUNDING)


def _bill(rate: float, time: float) -> float:
    """Return rate × time; endless only where nobody is paid so."""
    return math.inf if rate == math.inf else float(rate) * float(time)


def _tighten(rows: StepRows, bounds: dict[str, tuple[float, float]]) -> None:
    """Use the limits that stand on one port alone."""
    for total in rows.rules.totals:
        if total.per_mode.any() or bool(total.per_job) == bool(total.per_time):
            continue
        name, weight = ("jobs", total.per_job) if total.per_job else ("total_time", total.per_time)
        least, most = bounds[name]
        side = total.limit / weight
        slack = _ROUNDING * abs(side)
        if weight > 0:
            bounds[name] = (least, min(most, side + slack))
        else:
            bounds[name] = (max(least, side - slack), most)
    least, most = bounds["jobs"]
    bounds["jobs"] = (math.ceil(least - _WHOLE), math.floor(most + _WHOLE))


def _set(port: Any, least: float, most: float) -> None:
    if least > most:  # no design keeps what is asked; the rows say so
        least = 0.0
    port.setlb(least)
    if most < math.inf:
        port.setub(max(most, least))
