"""The fragmentation index by its definition: single outcomes, and drawing them."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from jobdesign.arguments import takes
from jobdesign.checks import is_whole
from jobdesign.errors import InputError
from jobdesign.workflow import Array, Workflow

__all__ = ["realised_fragmentation", "simulate_fragmentation"]


def realised_fragmentation(workflow: Workflow, succeeds: npt.ArrayLike) -> Array:
    """Price outcomes of one round of attempts: the definition, step by step.

    Parameters
    ----------
    workflow
        The steps, as one job.
    succeeds
        Shape (N, m): which steps succeed in each of N outcomes.

    Returns
    -------
    array of shape (N,)
        The realised fragmentation of each.

    Examples
    --------
    >>> import jobdesign as jd
    >>> workflow = jd.Workflow.from_arrays(manual_skill=1, manual_time=[1, 2, 1],
    ...                                    ai_skill=1, ai_time=1, ai_success=[1, 0.5, 1])
    >>> realised_fragmentation(workflow, [[True, True, True], [True, False, True]])
    array([1., 4.])
    """
    outcomes = np.asarray(succeeds, dtype=np.bool_)
    m = len(workflow)
    if outcomes.ndim != 2 or outcomes.shape[1] != m:
        raise InputError(f"must have shape (N, {m})", place="succeeds", value=outcomes.shape)
    alone = np.minimum(workflow.manual_time, workflow.augmented_time)
    cost = np.zeros(len(outcomes))
    by_hand = np.zeros(len(outcomes))  # manual times of the run under way
    for i in range(m):
        succeeded = outcomes[:, i]
        by_hand = np.where(succeeded, by_hand + workflow.manual_time[i], 0.0)
        run_ends = succeeded if i == m - 1 else succeeded & ~outcomes[:, i + 1]
        cost += np.where(run_ends, np.minimum(workflow.ai_time[i], by_hand), 0.0)
        cost[~succeeded] += alone[i]
    return cost


@takes(workflow=Workflow)
def simulate_fragmentation(
    workflow: Workflow, samples: int = 10_000, seed: int = 0
) -> tuple[float, float]:
    """Estimate the index of a workflow as one job by drawing outcomes.

    Parameters
    ----------
    workflow
        The steps.
    samples
        Number of outcomes, at least 2.
    seed
        Same seed, same outcomes.

    Returns
    -------
    mean, standard_error : float
        Of the realised fragmentation.

    Examples
    --------
    >>> import jobdesign as jd
    >>> workflow = jd.Workflow.from_arrays(manual_skill=1, manual_time=[1, 2, 1],
    ...                                    ai_skill=1, ai_time=1, ai_success=[1, 0.5, 1])
    >>> mean, error = jd.simulate_fragmentation(workflow)
    >>> abs(mean - 2.5) < 4 * error < 0.1
    True
    """
    if not is_whole(samples, 2):
        raise InputError("must be a whole number of at least 2", place="samples", value=samples)
    if not is_whole(seed, 0):
        raise InputError("must be a whole number ≥ 0", place="seed", value=seed)
    rng = np.random.default_rng(seed)
    drawn = rng.random((samples, len(workflow))) < workflow.ai_success
    realised = realised_fragmentation(workflow, drawn)
    return float(realised.mean()), float(realised.std(ddof=1) / math.sqrt(samples))
