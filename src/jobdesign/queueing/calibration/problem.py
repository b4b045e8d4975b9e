"""A queue problem from what a log says."""

from __future__ import annotations

from jobdesign.arguments import takes
from jobdesign.queueing.calibration.calibration import Calibration
from jobdesign.queueing.calibration.routes import RouteTimes
from jobdesign.queueing.problem import QueueProblem
from jobdesign.queueing.service_times.moments import Moments

__all__ = ["calibrated_queue"]


@takes(found=Calibration)
def calibrated_queue(found: Calibration, *, capacity: float = 1.0, name: str = "") -> QueueProblem:
    """Return the queue whose arrivals and moments a log has.

    Parameters
    ----------
    found
        From `calibrate`.
    capacity
        C, units of attention per unit of time.
    name
        Of the queue.

    Notes
    -----
    Arrivals are Poisson with the log's mean rate: the variation of its gaps holds the
    change of the rate over the day, which is no burstiness.

    Examples
    --------
    >>> from jobdesign.queueing import calibrate, calibrated_queue, simulate_log
    >>> found = calibrate(simulate_log(2000, seed=3), replicates=100)
    >>> problem = calibrated_queue(found)
    >>> problem.manual.mean == found.manual.mean.value
    True
    """
    return QueueProblem(
        arrival_rate=found.arrivals.rate.value,
        capacity=capacity,
        name=name,
        time_unit=found.unit,
        manual=_moments(found.manual),
        assisted=_moments(found.assisted),
    )


def _moments(route: RouteTimes | None) -> Moments | None:
    return None if route is None else Moments(route.mean.value, route.second_moment.value)
