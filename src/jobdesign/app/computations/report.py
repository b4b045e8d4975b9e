"""The report, as a page to download."""

from __future__ import annotations

from jobdesign.app.computations.tell import Tell
from jobdesign.evaluator import Horizon
from jobdesign.problem import Problem

__all__ = ["make_report"]


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
