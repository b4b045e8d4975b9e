"""The page: all sections in order, with nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from jobdesign.analysis.horizons.comparison import Horizons
from jobdesign.arguments import LISTED, PATH, takes
from jobdesign.files.comments import Comments
from jobdesign.plotting.saving import plain_style
from jobdesign.reporting.contents import Contents, Queue, gather
from jobdesign.reporting.elements import Child, Markup, element
from jobdesign.reporting.sections.ai import horizons_section, thresholds_section
from jobdesign.reporting.sections.decisions import constraints_section, prices_section
from jobdesign.reporting.sections.design import cost_section, design_section, headline
from jobdesign.reporting.sections.given import given_section, versions_section
from jobdesign.reporting.sections.queue import queue_section

if TYPE_CHECKING:
    from jobdesign.evaluator import Horizon
    from jobdesign.problem import Problem

__all__ = ["report_page", "write_report"]

#: Whatever a page asks for, a browser is told to load and to run nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@takes(path=PATH, comments=Comments, job_ends=LISTED, queue=Queue)
def write_report(
    problem: Problem,
    path: str | Path,
    *,
    comments: Comments | None = None,
    horizon: Horizon = "long",
    job_ends: Sequence[int | str] | None = None,
    queue: Queue | None = None,
    time_limit: float | None = 300.0,
) -> Contents:
    """Write one self-contained page of HTML about the cheapest design (extra ``plot``).

    Parameters
    ----------
    problem
        What is given.
    path
        Replaced in one go where it exists.
    comments
        What is written beside the numbers: `read_comments` of the problem's file.
    horizon
        Of the design that the page is about. ``"short"``: jobs and wages stay as they
        are without AI; thresholds and the queue are then left out.
    job_ends
        The jobs that there are, for the short run, as in `solve`.
    queue
        Arrivals, whose waits are then on the page too.
    time_limit
        Seconds for the answers; questions without one say so.

    Returns
    -------
    Contents
        The answers, in numbers.

    Raises
    ------
    InputError
        Where an argument is wrong or the file cannot be written.
    ImportError
        Where matplotlib is not installed.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> import jobdesign as jd
    >>> problem = jd.read_problem("models/paper/example-6.toml")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     contents = jd.write_report(problem, pathlib.Path(folder, "report.html"))
    >>> round(contents.solution.cost, 4)
    12.4622
    """
    from jobdesign.files.text import write_text

    with plain_style():
        contents = gather(
            problem,
            comments or Comments(),
            horizon=horizon,
            job_ends=job_ends,
            queue=queue,
            time_limit=time_limit,
        )
        page = report_page(contents)
    write_text(Path(path), page)
    return contents


def report_page(contents: Contents) -> str:
    """Return the page as text."""
    name = contents.problem.name or "Workflow"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"{name}: job design"),
        element("style", Markup(files(__package__).joinpath("report.css").read_text("utf-8"))),
    )
    body = element("body", element("main", element("h1", name), *_sections(contents)))
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"


def _sections(contents: Contents) -> list[Child]:
    solution = contents.solution
    parts: list[Child] = [headline(contents)]
    if solution.design is not None:
        parts += [design_section(solution), cost_section(solution)]
        if isinstance(contents.horizons, Horizons):
            parts.append(horizons_section(contents.horizons))
        if contents.prices is not None:
            parts.append(prices_section(contents.prices))
        if contents.thresholds is not None:
            alpha = contents.problem.workflow.alpha
            parts.append(thresholds_section(contents.thresholds, 1.0 if alpha is None else alpha))
        if contents.loads is not None:
            parts.append(queue_section(contents.loads))
    parts += [constraints_section(contents), given_section(contents), versions_section()]
    return parts
