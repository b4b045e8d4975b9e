"""What a queue problem asks to be simulated."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from jobdesign.arguments import LISTED, takes
from jobdesign.errors import InputError
from jobdesign.queueing.feedback import FeedbackQueue
from jobdesign.queueing.problem import QueueProblem
from jobdesign.queueing.service_times.assisted import AssistedTime
from jobdesign.queueing.service_times.base import ServiceTime
from jobdesign.queueing.service_times.deterministic import Deterministic
from jobdesign.queueing.service_times.gamma import Gamma
from jobdesign.queueing.service_times.hyperexponential import Hyperexponential
from jobdesign.queueing.simulation.estimates import Simulation
from jobdesign.queueing.simulation.line import simulate_tandem
from jobdesign.queueing.simulation.one_queue import simulate_queue
from jobdesign.queueing.simulation.returning import simulate_feedback
from jobdesign.queueing.simulation.stopping import StoppingRule

__all__ = ["arrivals_of", "simulate_problem"]


def arrivals_of(arrival_rate: float, arrival_variation: float) -> float | ServiceTime:
    """Return arrivals with a rate and a squared variation of the times between them.

    Poisson at 1; two kinds of gaps (hyperexponential) above, gamma below, even gaps at 0.
    """
    mean = 1.0 / arrival_rate
    if arrival_variation == 1.0:
        return arrival_rate
    if arrival_variation == 0.0:
        return Deterministic(mean)
    if arrival_variation > 1.0:
        return Hyperexponential.from_mean(mean, arrival_variation)
    return Gamma.from_mean(mean, arrival_variation)


@takes(problem=QueueProblem, beyond=LISTED)
def simulate_problem(
    problem: QueueProblem,
    what: str | None = None,
    *,
    until: float | StoppingRule = 0.01,
    beyond: Sequence[float] = (),
    seed: int = 0,
) -> Simulation:
    """Simulate what a queue problem describes.

    Parameters
    ----------
    problem
        What is given.
    what
        ``"manual"``, ``"assisted"``, ``"feedback"`` (rework goes to the end of the
        queue) or ``"tiers"``; where left out the last of them that is given,
        feedback aside.
    until, beyond, seed
        As for `simulate_queue`.

    Raises
    ------
    InputError
        Where that is not given.

    Examples
    --------
    >>> from jobdesign import read_queue
    >>> from jobdesign.queueing import Queue, simulate_problem
    >>> problem = read_queue("models/queue/figure-2.toml")
    >>> exact = Queue(problem.arrival_rate, problem.assisted).mean_wait
    >>> simulate_problem(problem, "assisted", until=0.05).mean_wait.covers(exact, widths=2)
    True
    """
    options: dict[str, Any] = {"until": until, "beyond": beyond, "seed": seed}
    if what is None:
        parts = {"tiers": problem.tiers, "assisted": problem.assisted}
        what = next((name for name, part in parts.items() if part is not None), "manual")
    arrivals = arrivals_of(problem.arrival_rate, problem.arrival_variation)
    if what == "tiers":
        problem.require_usable("tiers")
        assert problem.tiers is not None
        return simulate_tandem(arrivals, problem.tiers.stations, **options)
    if what == "feedback":
        return _feedback(problem, arrivals, options)
    if what not in ("manual", "assisted"):
        raise InputError("must be manual, assisted, feedback or tiers", place="what", value=what)
    return simulate_queue(
        arrivals, problem.route(what), servers=problem.servers, capacity=problem.capacity, **options
    )


def _feedback(
    problem: QueueProblem, arrivals: float | ServiceTime, options: dict[str, Any]
) -> Simulation:
    time = problem.route("assisted")
    if not isinstance(time, AssistedTime):
        raise InputError(
            "must give review_time, an error and rework",
            place="[assisted]",
            fix="feedback needs to know what is rework",
        )
    problem.require_one_server("feedback (queue simulate)")
    queue = FeedbackQueue(
        problem.arrival_rate,
        Deterministic(time.review_time),
        time.rework,
        returns=time.error_probability,
        capacity=problem.capacity,
    )
    gaps = arrivals if isinstance(arrivals, ServiceTime) else None
    return simulate_feedback(queue, arrivals=gaps, **options)
