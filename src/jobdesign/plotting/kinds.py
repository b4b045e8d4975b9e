"""What can be drawn by name: of a solved problem, and of a queue.

A new picture is one more entry of `KINDS`. Nothing here loads matplotlib before
something is drawn.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from jobdesign.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from jobdesign.analysis.decisions import DecisionPrices
    from jobdesign.analysis.reorganisation import Thresholds
    from jobdesign.queueing.problem import QueueProblem
    from jobdesign.queueing.review.model import ReviewModel
    from jobdesign.solution import Solution

__all__ = ["KINDS", "Kind", "draw", "find_kind"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A picture that can be asked for by name.

    Parameters
    ----------
    name
        As users write it.
    of
        What it is drawn of: a solved problem, or a queue.
    shows
        One line for people.
    draw
        Takes a `Solution` or a `QueueProblem`, axes or None, and the options;
        returns the axes.
    options
        Names of what may be chosen.
    """

    name: str
    of: Literal["problem", "queue"]
    shows: str
    draw: Callable[..., Axes]
    options: tuple[str, ...] = ()


def draw(kind: str, source: Any, axes: Axes | None = None, **options: Any) -> Axes:
    """Draw a picture by name.

    Parameters
    ----------
    kind
        One of `KINDS`.
    source
        What it is drawn of: a `Solution` or a `QueueProblem`.
    axes
        Where to draw; a new figure where left out.
    options
        Those of the kind; None is the same as left out.

    Returns
    -------
    Axes
        The axes drawn on.

    Raises
    ------
    InputError
        Where there is no such kind or option, or nothing to draw.
    ImportError
        Where matplotlib is not installed.
    """
    found = find_kind(kind)
    given = {name: value for name, value in options.items() if value is not None}
    for name, value in given.items():
        if name not in found.options:
            takes = f"it takes {', '.join(found.options)}" if found.options else "leave it out"
            raise InputError(f'is no option of kind "{kind}"', place=name, value=value, fix=takes)
    return found.draw(source, axes, **given)


def find_kind(name: str, of: str | None = None) -> Kind:
    """Return the kind of that name.

    Parameters
    ----------
    name
        As users write it.
    of
        ``"problem"`` or ``"queue"``: what it must be drawn of.

    Raises
    ------
    InputError
        Where there is none.
    """
    names = [kind.name for kind in KINDS.values() if of in (None, kind.of)]
    if name not in names:
        rule = f"must be one of {', '.join(names)}"
        raise InputError(rule, place="kind", value=name, fix=did_you_mean(str(name), names))
    return KINDS[name]


def _layers(solution: Solution, axes: Axes | None) -> Axes:
    from jobdesign.plotting.layers import plot_layers

    return plot_layers(solution, axes)


def _geometry(solution: Solution, axes: Axes | None, *, view: Any = "steps") -> Axes:
    from jobdesign.plotting.geometry import plot_geometry

    return plot_geometry(solution, axes, view=view)


def _prices(solution: Solution, axes: Axes | None, *, time_limit: float | None = None) -> Axes:
    from jobdesign.plotting.price_map import plot_prices

    return plot_prices(_priced(solution, time_limit), axes)


def _priced(solution: Solution, time_limit: float | None) -> DecisionPrices:
    from jobdesign.analysis.decisions import decision_prices

    short = solution.horizon == "short" and solution.design is not None
    return decision_prices(
        solution.problem,
        horizon=solution.horizon,
        job_ends=solution.design.job_ends.tolist() if short and solution.design else None,
        time_limit=time_limit,
    )


def _graph(solution: Solution, axes: Axes | None) -> Axes:
    from jobdesign.plotting.graph import plot_graph

    _must_be_long(solution, "graph")
    return plot_graph(solution.problem, axes)


def _curve(solution: Solution, axes: Axes | None, **options: Any) -> Axes:
    from jobdesign.plotting.curves import plot_curve

    return plot_curve(_thresholds(solution, "curve", **options), axes)


def _benefit(solution: Solution, axes: Axes | None, **options: Any) -> Axes:
    from jobdesign.plotting.curves import plot_curve

    found = _thresholds(solution, "benefit", **options)
    return plot_curve(found, axes, quantity="marginal_benefit")


def _ribbon(solution: Solution, axes: Axes | None, **options: Any) -> Axes:
    from jobdesign.plotting.ribbon import plot_ribbon

    return plot_ribbon(_thresholds(solution, "ribbon", **options), axes)


def _thresholds(
    solution: Solution, kind: str, *, parameter: str = "alpha", **options: Any
) -> Thresholds:
    from jobdesign.analysis.reorganisation import thresholds

    _must_be_long(solution, kind)
    found = thresholds(solution.problem, parameter, **options)
    if not found.pieces:
        raise InputError("the time was up before anything was found", place=kind)
    return found


def _must_be_long(solution: Solution, kind: str) -> None:
    if solution.horizon != "long":
        raise InputError("is drawn for the long run", place=kind, value=solution.horizon)


def _routes(queue: QueueProblem, axes: Axes | None) -> Axes:
    from jobdesign.plotting.queues.routes import plot_routes

    return plot_routes(queue.routes, axes)


def _service_times(queue: QueueProblem, axes: Axes | None) -> Axes:
    from jobdesign.plotting.queues.adoption import plot_service_times

    return plot_service_times(queue.routes, axes)


def _admissible_variation(queue: QueueProblem, axes: Axes | None) -> Axes:
    from jobdesign.plotting.queues.adoption import plot_admissible_variation

    variation = queue.route("manual").squared_variation
    return plot_admissible_variation(
        axes, manual_variation=variation, arrival_variation=queue.arrival_variation
    )


def _waits(queue: QueueProblem, axes: Axes | None) -> Axes:
    from jobdesign.plotting.queues.adoption import plot_waits

    return plot_waits(queue.routes, axes)


def _review_rule(queue: QueueProblem, axes: Axes | None) -> Axes:
    from jobdesign.plotting.queues.review import plot_review_rule

    return plot_review_rule(_review(queue), axes)


def _equilibria(queue: QueueProblem, axes: Axes | None) -> Axes:
    from jobdesign.plotting.queues.review import plot_equilibria

    return plot_equilibria(_review(queue), axes)


def _effort(queue: QueueProblem, axes: Axes | None) -> Axes:
    from jobdesign.plotting.queues.review import plot_review_effort

    model = _review(queue)
    # doubling prices, the highest at half of what ends all review
    return plot_review_effort(model, [model.price_of_risk / 2**k for k in (5, 4, 3, 2)], axes)


def _equilibrium_curve(
    queue: QueueProblem,
    axes: Axes | None,
    *,
    parameter: str = "arrival_rate",
    low: float | None = None,
    high: float | None = None,
) -> Axes:
    from jobdesign.plotting.queues.review import plot_equilibrium_curve
    from jobdesign.queueing.review.curves import equilibrium_curve

    model = _review(queue)
    value = getattr(model, parameter, None)
    present = float(value) if isinstance(value, int | float) else 1.0
    low = 0.5 * present if low is None else low
    high = 1.2 * present if high is None else high
    return plot_equilibrium_curve(equilibrium_curve(model, parameter, low, high), axes)


def _review(queue: QueueProblem) -> ReviewModel:
    if queue.review is None:
        raise InputError("is not given", place="[review]", fix="add a table [review]")
    return queue.review


_RANGE = ("parameter", "low", "high")
_SWEEP = (*_RANGE, "time_limit")

#: Every picture by name.
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("layers", "problem", "steps, their tasks, and jobs", _layers),
        Kind("geometry", "problem", "jobs as boxes of time and skill", _geometry, ("view",)),
        Kind("prices", "problem", "what every other decision costs", _prices, ("time_limit",)),
        Kind("graph", "problem", "the shortest path over jobs", _graph),
        Kind("curve", "problem", "cost over a parameter", _curve, _SWEEP),
        Kind("benefit", "problem", "what more of a parameter saves", _benefit, _SWEEP),
        Kind("ribbon", "problem", "the design over a parameter", _ribbon, _SWEEP),
        Kind("routes", "queue", "what happens to a task on both routes", _routes),
        Kind("service-times", "queue", "times of tasks on both routes", _service_times),
        Kind("admissible-variation", "queue", "how much AI may vary", _admissible_variation),
        Kind("waits", "queue", "waits of both routes over the arrival rate", _waits),
        Kind("review-rule", "queue", "risks of drafts before and after review", _review_rule),
        Kind("equilibria", "queue", "where prices of attention meet their cost", _equilibria),
        Kind("effort", "queue", "review time over a draft's risk", _effort),
        Kind("equilibrium-curve", "queue", "all equilibria over a parameter", _equilibrium_curve,
             _RANGE),
    )
}  # fmt: skip
