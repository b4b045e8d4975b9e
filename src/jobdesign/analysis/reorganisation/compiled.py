"""The sweep of `contenders`, compiled: gives `kernel.ranges` its arrays and reads its labels."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from jobdesign.analysis.reorganisation.ahead import Ahead
from jobdesign.analysis.reorganisation.jobs import Key, Setting
from jobdesign.methods import kernel
from jobdesign.methods.kernel.ranges import sweep_range
from jobdesign.methods.reach import are_near

__all__ = ["sweep"]

_FORMS = {"product": kernel.PRODUCT, "schedule": kernel.SCHEDULE, "types": kernel.TYPES}
_START, _PARENT, _FIRST, _CHAIN, _CLOSES = 0, 2, 3, 4, 5


def sweep(
    setting: Setting, dear: float, cheap: float, most_labels: float
) -> tuple[list[Key], float] | None:
    """List the jobs, and the least cost at the dear end; None where there are too many labels.

    Parameters
    ----------
    setting, dear, cheap, most_labels
        As in `list_contenders`.
    """
    rules, costs = setting.rules, setting.costs
    at_dear, at_cheap = setting.numbers(dear), setting.numbers(cheap)
    steps = np.stack((at_dear.rows, at_cheap.rows), axis=1)
    changes = ~np.all(steps[:, 0] == steps[:, 1], axis=1)
    varies = np.array(
        [changes[0] or changes[2], changes[[1, 3, 6]].any(), changes[5] or changes[6]]
    )
    ahead = Ahead.of(setting, at_cheap)
    near = are_near(steps[:5])
    done, labels, dear_cost = sweep_range(
        steps,
        np.vstack(
            (
                rules.manual,
                rules.chain_end,
                rules.chain_pass,
                rules.handoff_allowed,
                rules.handoff_required,
            )
        ),
        rules.earliest_start,
        np.array([rules.max_job_time, rules.max_job_skill, rules.most_attempts]),
        np.array([rules.max_chain_length, rules.max_job_tasks]),
        _FORMS[costs.form],
        np.column_stack((costs.skills, costs.wages)),
        np.vstack((ahead.skill, ahead.time, ahead.chain_skill, ahead.chain_time, ahead.chain_cost)),
        varies,
        near and costs.form == "product" and not rules.limits_jobs,
        near and setting.hulls_suffice,
        most_labels,
    )
    if not done:
        return None
    return _jobs(labels, setting.steps), float(dear_cost)


def _jobs(labels: npt.NDArray[np.int64], steps: int) -> list[Key]:
    """Write down the jobs listed, those from which the last boundary can be reached."""
    useful = np.zeros(steps + 1, dtype=np.bool_)
    useful[steps] = True
    closed = np.flatnonzero(labels[:, _CLOSES])
    jobs: list[Key] = []
    for label in closed[::-1].tolist():
        start, end = int(labels[label, _START]), int(labels[label, _CLOSES])
        if not useful[end]:
            continue
        useful[start] = True
        tasks = []
        last = end - 1
        while labels[label, _PARENT] >= 0:
            first = int(labels[label, _FIRST])
            tasks.append((first, last, bool(labels[label, _CHAIN])))
            last = first - 1
            label = int(labels[label, _PARENT])
        jobs.append((start, end, tuple(tasks[::-1])))
    return jobs[::-1]
