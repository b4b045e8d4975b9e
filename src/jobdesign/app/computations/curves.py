"""What changes with the quality of the AI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jobdesign.app.computations.drawing import png
from jobdesign.app.computations.tell import Tell
from jobdesign.errors import InputError
from jobdesign.problem import Problem

__all__ = ["Curves", "find_curves"]


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
        png(plot_curve(found)),
        png(plot_curve(found, quantity="marginal_benefit")),
        png(plot_ribbon(found)) if len(problem.workflow) <= 200 else b"",
        rows,
        found.complete,
    )
