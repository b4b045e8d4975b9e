"""The price of every decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from jobdesign.app.computations.drawing import png
from jobdesign.app.computations.tell import Tell
from jobdesign.errors import InputError
from jobdesign.evaluator import Horizon
from jobdesign.problem import Problem

__all__ = ["PriceMap", "price_decisions"]


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
    picture = png(plot_prices(found)) if len(problem.workflow) <= 200 else b""
    return PriceMap(picture, found.rows(), found.complete)
