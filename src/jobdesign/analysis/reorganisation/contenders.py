"""All jobs that an optimal design can have anywhere on a range, by one label-setting sweep.

Let the dear end of the range be the one where costs are largest, the cheap end
where they are least. D(i, k) is the cost at the dear end of the cheapest way to
cut steps i..k into jobs. Anywhere on the range the cheapest way costs at most
that, and a job at least what it costs at the cheap end. So

- a job from i to k is needed only if it costs at most D(i, k) at the cheap end;
- a job still open at k that is worth D(i, k) or more at the cheap end is no better,
  anywhere on the range, than cutting at k and starting anew: what joins later costs
  no more in a job of its own;
- of two open jobs with the same start and boundary, one is redundant if it has no
  less skill, time, AI costs and tasks *everywhere* on the range.

These compare parts of the workflow with themselves only: what other parts may gain
on the range does not loosen them. Induction over boundaries: for every value on the
range, some cheapest way from i to k uses listed jobs only. Take a cheapest way and
its last job; where a label of it was dropped for another, swap it, which costs no
more and moves the first dropped label to a later boundary; where it was cut, cut,
which shortens the last job.

"Everywhere on the range" is decided by what two jobs did since they parted: times
they share cancel, so that only their own tasks are bounded by their values at the
two ends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from jobdesign.analysis.reorganisation.jobs import Key, Setting
from jobdesign.analysis.reorganisation.label_arrays import Sweep

__all__ = ["Contenders", "list_contenders"]

#: Steps up to which the sweep on arrays takes less time than loading compiled code.
_FEW_STEPS = 16


@dataclass(frozen=True, slots=True, eq=False)
class Contenders:
    """Jobs listed on a range.

    Attributes
    ----------
    jobs
        Their keys.
    dear_cost
        D(0, m): cost of the cheapest design at the dear end; infinite without one.
    """

    jobs: list[Key]
    dear_cost: float


def list_contenders(
    setting: Setting,
    dear: float,
    cheap: float,
    most_labels: float = np.inf,
    *,
    compiled: bool | None = None,
) -> Contenders | None:
    """List the jobs; None where more labels than wanted are open at some boundary.

    Parameters
    ----------
    setting
        The problem and what varies.
    dear, cheap
        The ends of the range, in the variable of the parameter.
    most_labels
        Labels and chains at a boundary at which to give up.
    compiled
        Whether to run compiled code; by default where there are many steps.
    """
    if compiled is None:
        compiled = setting.steps > _FEW_STEPS
    if compiled:
        from jobdesign.analysis.reorganisation.compiled import sweep

        found = sweep(setting, dear, cheap, most_labels)
        return None if found is None else Contenders(*found)
    labels = Sweep(setting, dear, cheap)
    for k in range(setting.steps):
        if labels.process(k) > most_labels:
            return None
    return Contenders(labels.jobs(), float(labels.cost[0, 0, labels.m]))
