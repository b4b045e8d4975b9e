"""What is computed beside the page: functions of problems that a worker runs.

Each takes ``tell``, to say how far it is, and returns only what the page shows.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from jobdesign.constraints import KINDS, MODES
from jobdesign.design import Design
from jobdesign.errors import InputError
from jobdesign.evaluator import Horizon
from jobdesign.problem import Problem
from jobdesign.solution import Solution
from jobdesign.solver import solve

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "Curves",
    "Load",
    "PriceMap",
    "ReadLog",
    "Solved",
    "StepPrices",
    "draw",
    "find_curves",
    "force_step",
    "load_design",
    "make_report",
    "price_decisions",
    "read_log",
    "solve_problem",
]

Tell = Callable[[Any], None]

#: Pixels an inch of a picture; the page shows fewer, so that it is sharp.
_RESOLUTION = 150


@dataclass(frozen=True)
class Solved:
    """The answer to a problem, and what it would cost by hand.

    Attributes
    ----------
    solution
        Without the model of its method.
    by_hand
        Cost of the best design without AI; infinite where there is none.
    """

    solution: Solution
    by_hand: float


def solve_problem(
    problem: Problem, horizon: Horizon, job_ends: tuple[str, ...], limit: float, *, tell: Tell
) -> Solved:
    """Solve a problem within a time limit, and find the demands that clash where it cannot be."""
    given: dict[str, Any] = {"horizon": horizon, "job_ends": job_ends or None}
    solution = solve(problem, time_limit=limit, progress=tell, **given)
    if solution.status == "infeasible" and solution.explain is not None:
        solution.conflict  # noqa: B018  found now, and kept
    try:
        by_hand = solve(
            problem.without_ai(), time_limit=max(1.0, limit - solution.runtime), **given
        ).cost
    except InputError:  # a step that no person can do
        by_hand = math.inf
    return Solved(_slim(solution), by_hand)


def _slim(solution: Solution) -> Solution:
    """Return the solution without what only its own process can use."""
    conflict = solution.conflict
    slim = replace(solution, model=None, explain=None)
    slim.__dict__["conflict"] = conflict  # the cached answer goes along
    return slim


def draw(solution: Solution, kind: str, *, tell: Tell) -> bytes:
    """Draw a solution: ``layers``, or the geometric view of ``steps``, ``tasks`` or ``jobs``."""
    from jobdesign.plotting.geometry import plot_geometry
    from jobdesign.plotting.layers import plot_layers

    if kind == "layers":
        return _png(plot_layers(solution))
    view: Any = kind
    return _png(plot_geometry(solution, _axes_for(solution), view=view))


def _axes_for(solution: Solution) -> Axes | None:
    """Return axes with room for numbers of up to five signs, where those are enough.

    Finding that room takes longer than drawing.
    """
    from matplotlib.figure import Figure

    tallest = 0.0 if solution.evaluation is None else float(solution.evaluation.job_skill.max())
    if not 0.5 <= tallest <= 8000.0:
        return None
    return Figure(figsize=(10.0, 3.6)).add_axes((0.07, 0.135, 0.925, 0.745))


def _png(axes: Axes) -> bytes:
    """Return the figure of axes as PNG."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = axes.get_figure(root=True)
    assert figure is not None
    # not through savefig, which would lay out and draw once more what is laid out
    figure.set_layout_engine("none")
    figure.dpi = _RESOLUTION
    file = io.BytesIO()
    FigureCanvasAgg(figure).print_png(  # type: ignore[no-untyped-call]
        file, pil_kwargs={"compress_level": 1}
    )
    return file.getvalue()


@dataclass(frozen=True)
class StepPrices:
    """What forcing one step costs.

    Attributes
    ----------
    free
        Cost where the step is free.
    cost
        By mode, where it is forced; infinite where that cannot be, NaN where the time
        was up.
    """

    free: float
    cost: dict[str, float]


def force_step(
    problem: Problem,
    step: str,
    horizon: Horizon,
    job_ends: tuple[str, ...],
    limit: float,
    *,
    tell: Tell,
) -> StepPrices:
    """Solve with a step free, and forced into each mode; other demands are kept."""
    free = problem.without(
        constraint
        for constraint in problem.constraints
        if constraint.kind == "require_mode" and getattr(constraint, "step", None) == step
    )
    if horizon == "short" and not job_ends:
        # the jobs are those of the optimum by hand, which a demand on a mode must not change
        base = solve(free, horizon=horizon, time_limit=limit)
        if base.design is None:
            return StepPrices(math.inf, dict.fromkeys(MODES, math.inf))
        job_ends = tuple(free.workflow.names[end] for end in base.design.job_ends.tolist())
    given: dict[str, Any] = {"horizon": horizon, "job_ends": job_ends or None, "time_limit": limit}

    def cost(problem: Problem) -> float:
        found = solve(problem, **given)
        return math.nan if found.status == "time_limit" else found.cost

    forced = {}
    for mode in MODES:
        demand = KINDS["require_mode"](step=step, mode=mode)  # type: ignore[call-arg]
        forced[mode] = cost(replace(free, constraints=(*free.constraints, demand)))
    return StepPrices(cost(free), forced)


@dataclass(frozen=True)
class PriceMap:
    """Prices of all decisions: a picture, and rows for a table."""

    picture: bytes
    rows: list[dict[str, Any]]
    complete: bool


def price_decisions(
    problem: Problem, horizon: Horizon, job_ends: tuple[str, ...], limit: float, *, tell: Tell
) -> PriceMap:
    """Price every decision, as `jobdesign.decision_prices` does."""
    from jobdesign.analysis.decisions import decision_prices
    from jobdesign.plotting.price_map import plot_prices

    found = decision_prices(problem, horizon=horizon, job_ends=job_ends or None, time_limit=limit)
    if found.design is None:
        raise InputError(f"nothing to price: {found.status}", place="problem")
    picture = _png(plot_prices(found)) if len(problem.workflow) <= 200 else b""
    return PriceMap(picture, found.rows(), found.complete)


@dataclass(frozen=True)
class Curves:
    """Cost and marginal benefit over alpha, and the design as a ribbon."""

    cost: bytes
    marginal: bytes
    ribbon: bytes
    rows: list[dict[str, Any]]
    complete: bool


def find_curves(problem: Problem, limit: float, *, tell: Tell) -> Curves:
    """Find every alpha at which the optimal design changes, and draw what happens between."""
    from jobdesign.analysis.reorganisation.search import thresholds
    from jobdesign.plotting.curves import plot_curve
    from jobdesign.plotting.ribbon import plot_ribbon

    found = thresholds(problem, time_limit=limit)
    if not len(found):
        raise InputError("was up before anything was found", place="time limit", value=limit)
    rows = [
        {
            "from": piece.low,
            "to": piece.high,
            "design": "none" if piece.design is None else str(piece.design),
            "cost": row["cost_at_high"],
            "marginal benefit": row["marginal_benefit_at_high"],
        }
        for piece, row in zip(found, found.rows(), strict=True)
    ]
    return Curves(
        _png(plot_curve(found)),
        _png(plot_curve(found, quantity="marginal_benefit")),
        _png(plot_ribbon(found)) if len(problem.workflow) <= 200 else b"",
        rows,
        found.complete,
    )


@dataclass(frozen=True)
class Load:
    """A design as a line of queues, and other designs beside it.

    Attributes
    ----------
    jobs
        One row a job.
    designs
        One row a design: cost, capacity, time in system.
    fastest
        Which design is the fastest, from one arrival rate to another.
    capacity, time_in_system
        Of the design shown.
    """

    jobs: list[dict[str, Any]]
    designs: list[dict[str, Any]]
    fastest: list[dict[str, Any]]
    capacity: float
    time_in_system: float


def load_design(
    problem: Problem,
    design: Design,
    arrival_rate: float | None,
    workers: int,
    manual_variation: float,
    arrival_variation: float,
    *,
    tell: Tell,
) -> Load:
    """Let items arrive at a design and at the usual others; at half its capacity by default."""
    from jobdesign.queueing.designs.comparison import compare_designs, usual_designs
    from jobdesign.queueing.designs.load import design_load

    options: dict[str, Any] = {
        "manual_variation": manual_variation,
        "arrival_variation": arrival_variation,
        "workers": workers,
    }
    if arrival_rate is None:
        capacity = design_load(problem, design, 1e-9, **options).capacity
        arrival_rate = 0.5 * capacity if math.isfinite(capacity) else 1.0
    load = design_load(problem, design, arrival_rate, **options)
    compared = compare_designs(problem, usual_designs(problem), arrival_rate, **options)
    return Load(
        jobs=load.rows(),
        designs=[
            {
                "design": name,
                "jobs": str(other.design),
                "cost": other.cost,
                "capacity": other.capacity,
                "time in system": other.time_in_system,
            }
            for name, other in compared.loads.items()
        ],
        fastest=[
            {"from rate": piece.low, "to rate": piece.high, "fastest": piece.name or "none"}
            for piece in compared.fastest
        ],
        capacity=load.capacity,
        time_in_system=load.time_in_system,
    )


def make_report(
    problem: Problem, horizon: Horizon, job_ends: tuple[str, ...], limit: float, *, tell: Tell
) -> bytes:
    """Write the report of a problem, and return its page."""
    import tempfile
    from pathlib import Path

    import jobdesign

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "report.html")
        jobdesign.write_report(
            problem, path, horizon=horizon, job_ends=job_ends or None, time_limit=limit
        )
        return path.read_bytes()


@dataclass(frozen=True)
class ReadLog:
    """A problem that an event log became, and what was read, dropped and assumed."""

    problem: Problem
    summary: str


def read_log(
    name: str,
    data: bytes,
    columns: dict[str, str],
    wage: float,
    success: float | None,
    settings: dict[str, Any],
    *,
    tell: Tell,
) -> ReadLog:
    """Make a problem of an event log that was handed in."""
    import jobdesign
    from jobdesign.app.uploads import with_file

    found = with_file(
        name,
        data,
        lambda path: jobdesign.import_log(
            path,
            columns=jobdesign.LogColumns(**columns),
            settings=jobdesign.LogSettings(**settings),
            ai=jobdesign.AiAssumptions(success=success),
            wage=wage,
        ),
    )
    return ReadLog(found.problem, str(found.summary))
